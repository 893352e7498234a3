"""The page with 王甲's file open, and 李乙 with hers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.models.database import Workspace
from app.services.exchange.conflicts import conflicts
from app.ui.context import Context
from app.ui.exchange.page import ExchangePage
from tests.services.exchange.colleagues import Colleague
from tests.ui.exchange.people import two_people


def settle(widget: QWidget) -> None:
    """Let layouts do at once what they would do in the next round of events."""
    for _ in range(4):
        QApplication.sendPostedEvents(None, 0)  # type: ignore[call-overload]


Show = Callable[[QWidget], QWidget]


@dataclass
class Office:
    """Two people, the page of one of them, and the package that the other has sent."""

    wang: Colleague
    li: Colleague
    context: Context
    page: ExchangePage
    package: Path

    def open_conflicts(self, workspace: Workspace | None = None) -> int:
        with (workspace or self.wang.workspace).read() as session:
            return len(conflicts(session))

    @property
    def said(self) -> list[str]:
        return self.context.shell.said  # type: ignore[attr-defined, no-any-return]

    def merge(self) -> None:
        self.page.receive_path(self.package)
        self.page.receive.foot.merge_button.click()


@pytest.fixture
def people(tmp_path: Path) -> Iterator[tuple[Colleague, Colleague]]:
    both = two_people(tmp_path)
    yield both
    for one in both:
        one.close()


@pytest.fixture
def office(people: tuple[Colleague, Colleague], context: Context, shown: Show) -> Iterator[Office]:
    wang, li = people
    context.use(wang.workspace, 2024)
    page = ExchangePage(context)
    page.resize(1366, 654)
    shown(page)
    yield Office(wang, li, context, page, li.send())
    page.receive.close_package()
