"""月度存证: the matrix is typed and pasted by keyboard, and says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.services.checking import MatrixRow, evidence_matrix
from app.services.journal.undo import undo
from app.ui.context import Context
from app.ui.kit import Line
from app.ui.review.monthly_dialog import MonthlyDialog
from app.ui.review.monthly_view import MonthlyView, mark_of
from tests.ui.review.desk import Bench
from tests.ui.review.queue_desk import too_small

Show = Callable[[QWidget], QWidget]
CTRL = Qt.KeyboardModifier.ControlModifier


class Months:
    """The matrix over a workbench."""

    def __init__(self, context: Context, shown: Show) -> None:
        self.context = context
        self.bench = Bench(context, shown).open()
        self.bench.bench.attachments.months_wanted.emit()
        dialog = self.bench.bench.data.dialog
        assert isinstance(dialog, MonthlyDialog)
        self.dialog = dialog

    @property
    def stored(self) -> MatrixRow:
        with self.context.workspace.read() as session:
            (row,) = evidence_matrix(session, 2024, self.context.catalog)
        return row

    def paste(self, text: str, *answers: bool) -> None:
        QGuiApplication.clipboard().setText(text)
        self.context.messages.answers = list(answers)
        QTest.keyClick(self.dialog.view, Qt.Key.Key_V, CTRL)


def write(view: MonthlyView, text: str) -> None:
    """Type into the cell that is open; the view takes it in its next turn."""
    (editor,) = view.findChildren(Line)
    editor.setText(text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.sendPostedEvents()


@pytest.fixture
def months(context: Context, shown: Show) -> Months:
    return Months(context, shown)


def test_a_row_is_pasted_with_preview_and_one_undo(months: Months) -> None:
    digest = months.context.workspace.digest()
    assert months.dialog.view.currentIndex().column() == 1, "the unit of the report, January"
    months.paste("120\t118\t115\n", False)
    assert months.context.workspace.digest() == digest
    months.paste("120\t118\t115\n", True)
    assert months.context.messages.said == ["填入 3 个月？"] * 2
    assert [cell.amount for cell in months.stored.cells[:4]] == [120, 118, 115, None]
    assert months.stored.total == 353
    undo(months.context.workspace)
    assert months.context.workspace.digest() == digest


def test_what_is_no_number_is_not_pasted(months: Months) -> None:
    digest = months.context.workspace.digest()
    months.paste("120\t约118", True)
    (problem,) = months.context.messages.said
    assert "约118" in problem.sentence
    assert months.context.workspace.digest() == digest


def test_a_month_is_typed_and_emptied_by_keyboard(months: Months) -> None:
    view = months.dialog.view
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Return)
    write(view, "512.5")
    assert months.stored.cells[1].amount == Decimal("512.5")
    assert view.currentIndex().column() == 2, "the place stays"
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert months.stored.cells[1].amount is None


def test_what_is_no_number_stays_in_its_cell(months: Months) -> None:
    view = months.dialog.view
    QTest.keyClick(view, Qt.Key.Key_Return)
    write(view, "约12")
    assert months.dialog.model.data(view.currentIndex()) == "约12"
    assert "不是数字" in months.dialog.found.text()
    months.dialog.confirm()
    assert months.dialog.isVisible()
    months.dialog._leave.click()
    assert not months.dialog.isVisible() and months.stored.total is None


def test_a_missing_month_and_equal_months_are_marked_and_said(months: Months) -> None:
    months.paste("10\t10\t10\t\t12", True)
    row = months.stored
    assert [mark_of(cell) for cell in row.cells[:4]] == [
        ("warn", "copy"),
        ("warn", "copy"),
        ("warn", "copy"),
        ("bad", "alert-circle"),
    ]
    view = months.dialog.view
    view.setCurrentIndex(months.dialog.model.index(0, 4))
    assert "4 月缺" in months.dialog.found.text()
    assert months.dialog.model.data(months.dialog.model.index(0, 4)) == "缺"


def test_it_is_filtered_and_closed_and_nothing_is_cut(months: Months) -> None:
    dialog = months.dialog
    assert too_small(dialog) == []
    dialog.search.setText("没有这家")
    dialog._on_filter()
    assert dialog.stack.currentIndex() == 2
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
