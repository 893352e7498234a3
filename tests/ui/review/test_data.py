"""Report data: read, looked at and written at once; typed, corrected and pasted; factors in editions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.unit import Unit
from app.services.facts import ReportFacts
from app.services.intake import doubt_rows, leftover_rows, report_facts
from app.services.journal.undo import undo
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.review.data_read_dialog import ReadDialog
from app.ui.review.data_sheet_dialog import DataSheetDialog
from app.ui.review.factors_dialog import FactorsDialog
from tests.reports.content import make_report
from tests.reports.layout import STYLES, lay_out, write_xlsx
from tests.ui.review.desk import Bench
from tests.ui.review.queue_desk import too_small

Show = Callable[[QWidget], QWidget]
CTRL = Qt.KeyboardModifier.ControlModifier
GAS = "c3.natural_gas.amount"


class Data:
    """A workbench and the windows for the data of its report."""

    def __init__(self, context: Context, shown: Show, folder: Path, year: int = 2024) -> None:
        self.bench = Bench(context, shown).open()
        self.context = context
        self.path = folder / "示例排放报告.xlsx"
        write_xlsx(lay_out(make_report("heat", year), STYLES["sheet_per_table"]), self.path)
        book = load_workbook(self.path)
        sheet = book.create_sheet("附注")
        sheet.append(["补充用气", "12.5"])
        book.save(self.path)

    @property
    def version(self) -> str:
        return self.bench.stored.head.version_id

    @property
    def dialog(self) -> Dialog:
        dialog = self.bench.bench.data.dialog
        assert dialog is not None
        return dialog

    def read(self) -> ReadDialog:
        self.context.files.paths = [self.path]
        self.bench.bench.attachments.read_wanted.emit("")
        assert isinstance(self.dialog, ReadDialog)
        return self.dialog

    def type(self) -> DataSheetDialog:
        self.bench.bench.attachments.data_wanted.emit()
        assert isinstance(self.dialog, DataSheetDialog)
        return self.dialog

    @property
    def facts(self) -> ReportFacts:
        with self.context.workspace.read() as session:
            return report_facts(session, self.version)


@pytest.fixture
def data(context: Context, shown: Show, tmp_path: Path) -> Data:
    return Data(context, shown, tmp_path)


def test_what_was_read_is_written_at_once_and_undone_at_once(data: Data) -> None:
    digest, before = data.context.workspace.digest(), data.facts.facts
    dialog = data.read()
    count, left = len(dialog.draft.facts.facts), len(dialog.draft.leftovers)
    assert dialog.primary.words == f"写入 {count} 个数据" and left
    assert dialog.switch.current == "values" and not dialog.bands
    assert data.context.workspace.digest() == digest
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert len(data.facts.facts) == count
    with data.context.workspace.read() as session:
        assert len(leftover_rows(session, data.version)) == left
        assert len(doubt_rows(session, data.version)) == len(dialog.draft.doubts)
    assert data.context.shell.said == [f"已写入 {count} 个数据"]
    undo(data.context.workspace)
    # The checks ran by themselves in between; that they ran stays, what was read does not.
    assert data.facts.facts == before
    with data.context.workspace.read() as session:
        assert not leftover_rows(session, data.version) and not doubt_rows(session, data.version)


def test_cancelled_nothing_is_written(data: Data) -> None:
    digest = data.context.workspace.digest()
    data.read().reject()
    assert data.bench.bench.data.dialog is None
    assert data.context.workspace.digest() == digest


def test_another_year_is_loud(context: Context, shown: Show, tmp_path: Path) -> None:
    dialog = Data(context, shown, tmp_path, year=2023).read()
    assert any("2023 年度" in band.label.text() for band in dialog.bands)
    first = dialog.doubts.model.row_at(0)
    assert first.is_loud


def test_the_report_of_another_unit_is_loud(data: Data) -> None:
    with data.context.workspace.write("改名") as session:
        unit = session.get_one(Unit, data.bench.desk.unit)
        unit.name, unit.uscc = "示例酒店有限公司", None
    dialog = data.read()
    assert dialog.switch.current == "doubts"
    assert [band.label.text() for band in dialog.bands] == [
        one.text + "。" for one in dialog.draft.doubts[:1]
    ]
    assert "示例酒店有限公司" in dialog.bands[0].label.text()


def test_doubts_are_decided_by_keys(context: Context, shown: Show, tmp_path: Path) -> None:
    dialog = Data(context, shown, tmp_path, year=2023).read()
    table, total = dialog.doubts.table, dialog.doubts.model.rowCount()
    table.go_to(dialog.doubts.model.key_at(0))
    QTest.keyClick(table, Qt.Key.Key_1)
    assert dialog.doubts.model.row_at(0).is_kept and dialog.doubts.model.rowCount() == total
    QTest.keyClick(table, Qt.Key.Key_2)
    assert dialog.doubts.model.rowCount() == total - 1


def test_a_leftover_finds_its_place_by_search(data: Data) -> None:
    dialog = data.read()
    dialog.switch.segment("leftovers").click()
    lines = dialog.leftovers
    key = next(one.key for one in lines.model.all_rows() if one.leftover.text == "12.5")
    lines.table.go_to(key)
    QTest.keyClick(lines.table, Qt.Key.Key_Return)
    placing = dialog.placing
    assert placing is not None and placing.focusWidget() is placing.search
    placing.search.setText("焦炭 燃烧量")
    placing._on_search()
    QTest.keyClick(placing.search, Qt.Key.Key_Return, CTRL)
    assert not placing.isVisible()
    placed = next(f for f in dialog.draft.facts.facts.values() if f.text == "12.5" and "附注" in f.where.text)
    assert placed.value == Decimal("12.5")
    assert all(one.key != key for one in lines.model.all_rows())


def test_what_cannot_be_there_is_refused_where_it_was_chosen(data: Data) -> None:
    dialog = data.read()
    dialog.switch.segment("leftovers").click()
    lines = dialog.leftovers
    key = next(one.key for one in lines.model.all_rows() if one.leftover.text == "补充用气")
    lines.table.go_to(key)
    lines.place.click()
    placing = dialog.placing
    assert placing is not None
    placing.search.setText("焦炭 燃烧量")
    placing._on_search()
    placing.confirm()
    assert placing.isVisible() and "补充用气" in placing.message.text()
    QTest.keyClick(placing, Qt.Key.Key_Escape)
    QTest.keyClick(lines.table, Qt.Key.Key_Delete)
    assert lines.model.row_of(key) is None


def test_a_bad_file_gets_one_sentence(data: Data) -> None:
    data.path.write_bytes(b"%PDF 1.7")
    data.context.files.paths = [data.path]
    data.bench.bench.attachments.read_wanted.emit("")
    (problem,) = data.context.messages.said
    assert problem.title == "没有读到数据" and data.path.name in problem.sentence
    assert data.bench.bench.data.dialog is None


def test_a_correction_keeps_both_values(data: Data) -> None:
    data.read().confirm()
    dialog = data.type()
    stood = data.facts.get(GAS)
    dialog.table.go_to(GAS)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    editor = dialog.editor
    assert dialog.focusWidget() is editor.line
    editor.line.setText("1250000Nm³")
    assert editor.counts.text() == "记为 125 10⁴Nm³"
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    fact = data.facts.get(GAS)
    assert fact.number == 125 and fact.text == stood.text
    row = dialog.values.row_of(GAS)
    assert row.is_corrected and row.as_it_stood.startswith(stood.text)
    assert dialog.table.current_row.name != GAS and dialog.focusWidget() is editor.line
    dialog.table.go_to(GAS)
    assert stood.text in editor.stood.text()
    editor.restore.click()
    assert data.facts.get(GAS).number == stood.number


def test_what_is_no_value_is_kept_and_asked_about(data: Data) -> None:
    data.read().confirm()
    dialog = data.type()
    dialog.table.go_to(GAS)
    dialog.editor.start()
    dialog.editor.line.setText("很多")
    QTest.keyClick(dialog.editor.line, Qt.Key.Key_Down)
    dialog.table.go_to(GAS)
    assert dialog.editor.line.text() == "很多"
    dialog.reject()
    assert dialog.isVisible(), "the text would be lost"
    dialog._leave.click()
    assert not dialog.isVisible() and not data.facts.get(GAS).corrected


def test_a_column_is_pasted_from_excel_and_undone_at_once(data: Data) -> None:
    dialog = data.type()
    assert dialog.values.rowCount() == 0
    dialog.show_all.click()
    assert dialog.values.rowCount() > 100
    dialog.table.go_to(GAS)
    digest, before = data.context.workspace.digest(), data.facts.facts
    QGuiApplication.clipboard().setText("12.5\n389.31\n")
    data.context.messages.answers = [False, True]
    QTest.keyClick(dialog.table, Qt.Key.Key_V, CTRL)
    assert data.context.workspace.digest() == digest
    QTest.keyClick(dialog.table, Qt.Key.Key_V, CTRL)
    assert data.context.messages.said == ["填入 2 个数据？"] * 2
    assert data.facts.number(GAS) == Decimal("12.5") and len(data.facts.facts) == 2
    undo(data.context.workspace)
    assert data.facts.facts == before


def test_own_factors_make_an_edition(data: Data) -> None:
    data.bench.bench.attachments.factors_wanted.emit()
    dialog = data.dialog
    assert isinstance(dialog, FactorsDialog)
    assert not dialog.primary.isEnabled()
    dialog.unsure.click()
    first = dialog.model.row_at(0)
    assert first.is_empty and first.can_own
    dialog.table.go_to(first.key)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.value
    QTest.keyClicks(dialog.value, "389.31")
    dialog.confirm()
    assert dialog.isVisible() and dialog.message.text() == "请写明来源文件"
    QTest.keyClicks(dialog.document, "DB11 1785 A")
    assert dialog.primary.words == "保存为新版（1 处）"
    dialog.confirm()
    assert not dialog.isVisible()
    (said,) = data.context.shell.said
    assert "2026.1+" in said
    data.bench.bench.attachments.factors_wanted.emit()
    again = data.dialog
    assert isinstance(again, FactorsDialog)
    assert again.model.row_of(first.key).own.text == "389.31"


def test_a_factor_of_another_year(data: Data) -> None:
    data.bench.bench.attachments.factors_wanted.emit()
    dialog = data.dialog
    assert isinstance(dialog, FactorsDialog)
    dialog.switch.segment("electricity").click()
    data.context.messages.answers = ["2025"]
    dialog.add_year.click()
    assert dialog.table.current_row.key == "electricity:beijing:2025"
    QTest.keyClicks(dialog.value, "0.58")
    dialog.reject()
    assert dialog.isVisible()
    dialog._leave.click()
    assert not dialog.isVisible()


@pytest.mark.parametrize("window", ["read", "type"])
def test_nothing_is_cut_in_a_small_window(context: Context, shown: Show, tmp_path: Path, window: str) -> None:
    data = Data(context, shown, tmp_path)
    dialog = data.read()
    if window == "type":
        dialog.confirm()
        dialog = data.type()
    assert too_small(dialog) == []


def in_grid(data: Data, table: str) -> DataSheetDialog:
    """The window for data at a table that is shown as a grid."""
    sheet = data.type()
    sheet.part.set_value(table)
    sheet.part.activated.emit(sheet.part.currentIndex())
    return sheet


def test_a_table_of_the_form_is_a_grid(data: Data) -> None:
    data.read().primary.click()  # type: ignore[union-attr]
    sheet = in_grid(data, "c7")
    assert sheet.shapes.currentWidget() is sheet.grid
    assert sheet.grid.cells_model.columns[0] == "1月"
    titles = [line.title for line in sheet.grid.cells_model.lines]
    assert all(line.is_filled for line in sheet.grid.cells_model.lines) and len(titles) < 8
    sheet.blank.click()
    assert len(sheet.grid.cells_model.lines) > 20
    sheet.part.set_value("head")
    sheet.part.activated.emit(sheet.part.currentIndex())
    assert sheet.shapes.currentWidget() is sheet.table


def test_typing_in_the_grid_goes_to_the_line_and_enter_to_the_next(data: Data) -> None:
    data.read().primary.click()  # type: ignore[union-attr]
    sheet = in_grid(data, "c7")
    sheet.grid.go_to("c7.natural_gas.m03")
    sheet.grid.setFocus()
    QTest.keyClick(sheet.grid, Qt.Key.Key_9)
    assert sheet.focusWidget() is sheet.editor.line and sheet.editor.line.text() == "9"
    QTest.keyClicks(sheet.editor.line, "90000m3")
    assert "99 10⁴Nm³" in sheet.editor.counts.text()
    QTest.keyClick(sheet.editor.line, Qt.Key.Key_Escape)
    assert sheet.focusWidget() is sheet.grid
    fact = data.facts.get("c7.natural_gas.m03")
    assert fact is not None and fact.number == Decimal(99) and fact.where.cell
    assert sheet.grid.current is not None and sheet.grid.current.name == "c7.natural_gas.m03"
    QTest.keyClick(sheet.grid, Qt.Key.Key_Delete)
    fact = data.facts.get("c7.natural_gas.m03")
    assert fact is not None and fact.corrected is None


def test_a_block_is_pasted_into_the_grid_and_taken_back_at_once(data: Data) -> None:
    data.read().primary.click()  # type: ignore[union-attr]
    sheet = in_grid(data, "c7")
    before = data.facts.number("c7.natural_gas.m02")
    sheet.grid.go_to("c7.natural_gas.m01")
    sheet.grid.setFocus()
    QGuiApplication.clipboard().setText("燃料\t1月\t2月\n天然气\t1,001.5\t20000m3\n")
    data.context.messages.answers = [True]
    QTest.keyClick(sheet.grid, Qt.Key.Key_V, CTRL)
    assert data.facts.number("c7.natural_gas.m01") == Decimal("1001.5")
    assert data.facts.number("c7.natural_gas.m02") == Decimal(2)
    undo(data.context.workspace)
    assert data.facts.number("c7.natural_gas.m02") == before
    QGuiApplication.clipboard().setText("约一百")
    QTest.keyClick(sheet.grid, Qt.Key.Key_V, CTRL)
    assert "没有粘贴" in data.context.messages.said[-1].title  # type: ignore[attr-defined]
