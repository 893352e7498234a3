"""A workbench in a window with a report on it, and what one does to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.enums import DocumentKind, Verdict
from app.services.review.form import ReviewForm, review_form
from app.ui.context import Context
from app.ui.kit import column
from app.ui.review.workbench import Workbench
from tests.services.review.test_review import Desk

Show = Callable[[QWidget], QWidget]
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Bench:
    """The workbench and its report, with short names for what tests do."""

    def __init__(
        self,
        context: Context,
        shown: Show,
        kind: DocumentKind = DocumentKind.ER,
        size: tuple[int, int] = (1366, 654),
    ) -> None:
        self.context = context
        self.desk = Desk(context.workspace, kind)
        self.report = self.desk.form.head.report_id
        self.window = QWidget()
        self.window.resize(*size)
        self.bench = Workbench(context)
        self.window.setLayout(column(self.bench, gap=0))
        self.keys = 0
        shown(self.window)

    def open(self, code: str = "") -> Bench:
        self.bench.show_report(self.report, code)
        return self

    @property
    def view(self) -> QWidget:
        return self.bench.checklist.view

    @property
    def code(self) -> str:
        return self.bench.checklist.current_code

    @property
    def stored(self) -> ReviewForm:
        """What is on disk."""
        with self.context.workspace.read() as session:
            return review_form(session, self.report, self.context.catalog)

    def verdict(self, code: str) -> Verdict | None:
        row = self.stored.row(code)
        assert row is not None
        return row.verdict

    def press(
        self,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        on: QWidget | None = None,
    ) -> None:
        """One key, in the list unless said otherwise."""
        self.keys += 1
        QTest.keyClick(on or self.view, key, modifiers)
