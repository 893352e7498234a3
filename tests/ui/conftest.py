"""One dressed application for all UI tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.database import Workspace
from app.models.identity import Installation
from app.services.catalog import load_catalog
from app.services.settings import SettingsStore
from app.ui import fonts
from app.ui.context import Context
from app.ui.hub import ChangeHub
from app.ui.jobs import Inline, Jobs
from app.ui.theme import Mode, theme
from tests.ui.doors import FakeFiles, FakeMessages


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.load()
    theme.install(qapp, Mode.LIGHT, tmp_path_factory.mktemp("style"))


@pytest.fixture(params=[Mode.LIGHT, Mode.DARK])
def each_theme(request: pytest.FixtureRequest) -> Iterator[Mode]:
    theme.set_mode(request.param)
    yield request.param
    theme.set_mode(Mode.LIGHT)


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[[QWidget], QWidget]]:
    """Show a widget in an active window, so that the focus moves as on a desk."""
    kept: list[QWidget] = []  # and not left to the garbage collector while Qt still knows it

    def show(widget: QWidget) -> QWidget:
        kept.append(widget)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        return widget

    yield show
    for widget in kept:
        if shiboken6.isValid(widget):
            widget.close()
            shiboken6.delete(widget)


class FakeShell:
    """The window around a page: keeps what the page asked of it."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.opened: list[tuple[str, ...]] = []
        self.undone = 0

    def toast(self, words: str, link: str = "", key: str = "", on_link: object = None) -> None:
        self.said.append(words)

    def undo(self) -> None:
        self.undone += 1

    def open_unit(self, unit_id: str) -> None:
        self.opened.append(("unit", unit_id))

    def open_report(self, report_id: str, code: str = "") -> None:
        self.opened.append(("report", report_id, code))

    def open_queue(self, preset: str) -> None:
        self.opened.append(("queue", preset))

    def open_conflicts(self, about: str = "", name: str = "") -> None:
        self.opened.append(("conflicts", about, name))

    def open_twins(self, one: str, other: str) -> None:
        self.opened.append(("twins", one, other))

    def open_performance(self, table_id: str, indicator_id: str = "") -> None:
        self.opened.append(("performance", table_id, indicator_id))

    def status_changed(self) -> None:
        pass


@pytest.fixture
def context(workspace: Workspace, installation: Installation, tmp_path: Path) -> Context:
    """What a page is given: an open file of 2024, jobs that run at once, doors with prepared answers.

    Answers: `context.messages.answers`, `context.files.paths`; what was asked: `context.messages.said`,
    `context.shell.said`, `context.shell.opened`. An error that nobody expected fails the test.
    """
    messages = FakeMessages()

    def fail(title: str, error: BaseException) -> None:
        raise AssertionError(f"unexpected: {title}") from error

    hub = ChangeHub()
    made = Context(
        settings=SettingsStore(tmp_path),
        installation=installation,
        catalog=load_catalog(),
        jobs=Jobs(hub, fail, writer=Inline(), readers=Inline()),
        hub=hub,
        messages=messages,
        files=FakeFiles(),
        shell=FakeShell(),
        clock=lambda: datetime(2025, 3, 19, 14, 2),
    )
    made.use(workspace, 2024)
    return made
