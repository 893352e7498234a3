"""Counted figures in the tab: opened, typed over, chosen, proposed, handed in; the ledger typed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.database import Workspace
from app.services.performance.blank import blank_form
from app.services.performance.counting.bindings import set_measure
from app.services.performance.counting.filing import file_table, filing_of
from app.services.performance.ledger import ledger_rows, paste_ledger
from app.services.performance.ledger_cells import LedgerKind
from app.services.performance.profiles import profile
from app.services.performance.sample import add_sample_project, sample_self_evaluation
from app.services.performance.store import set_indicator, stored_table
from app.ui.context import Context
from app.ui.performance.columns import PAD, Col
from app.ui.performance.count_card import CountCard
from app.ui.performance.filing_dialog import FilingDialog
from app.ui.performance.measure_dialog import MeasureDialog
from app.ui.performance.page import PerformancePage
from app.ui.performance.proposals_dialog import ProposalsDialog
from app.ui.performance.records_dialog import RecordsDialog
from docs.measuring import nameless, too_small
from tests.builders import a_unit
from tests.ui.conftest import FakeShell
from tests.ui.doors import FakeFiles, FakeMessages
from tests.ui.performance.performance_help import focused, form_of, keep

Show = Callable[[QWidget], QWidget]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
TRAININGS, COST = 1, 5


@pytest.fixture
def table_id(context: Context) -> str:
    made = keep(context.workspace, sample_self_evaluation())
    with context.workspace.write("台账") as session:
        add_sample_project(session, made)
        first = stored_table(session, made).indicator_ids[0]  # there are no reports here
        set_measure(session, first, "")
        set_indicator(session, first, "actual", "12家")
    return made


@pytest.fixture
def page(context: Context, table_id: str, shown: Show) -> PerformancePage:
    made = PerformancePage(context)
    made.resize(1366, 654)
    shown(made)
    return made


def card_at(page: PerformancePage, row: int) -> CountCard:
    page.grid.setFocus()
    page.grid.go_to(row, Col.ACTUAL)
    page.counts.ask(row)
    assert page.counts.card is not None
    return page.counts.card


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(focused(), key, modifier)


def type_text(qtbot: QtBot, text: str) -> None:
    for sign in text:
        qtbot.keyClick(focused(), sign)


def shell_of(context: Context) -> FakeShell:
    return cast(FakeShell, context.shell)


def add_training(workspace: Workspace) -> None:
    with workspace.write("补登") as session:
        paste_ledger(session, LedgerKind.TRAININGS, "", "held_on", [["2024-09-01", "补办", "30"]], 2024)


# The card


def test_h_opens_the_card_and_a_record_leads_to_the_ledger(page: PerformancePage, qtbot: QtBot) -> None:
    page.grid.setFocus()
    page.grid.go_to(TRAININGS, Col.ACTUAL)
    press(qtbot, Key.Key_H)
    card = page.counts.card
    assert card is not None and card.found.found is not None and card.found.found.text == "2次"
    assert card.lines is not None and len(card.lines.lines) == 2
    card.lines.lines[1].click()
    assert page.stack.currentWidget() is page.ledger
    assert page.ledger.model.kind is LedgerKind.TRAININGS and page.ledger.grid.row == 1
    press(qtbot, Key.Key_Escape)
    assert page.stack.currentIndex() == 1 and page.grid.hasFocus()


def test_the_glyph_opens_it_too_and_esc_closes(page: PerformancePage, qtbot: QtBot) -> None:
    cell = page.grid.cell_rect(TRAININGS, Col.ACTUAL)
    place = QPoint(cell.left() + PAD + 4, cell.center().y())
    qtbot.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.counts.card is not None
    press(qtbot, Key.Key_Escape)
    assert page.counts.card is None and page.grid.hasFocus()


def test_typing_over_a_figure_asks_for_a_reason(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    page.grid.setFocus()
    page.grid.go_to(TRAININGS, Col.ACTUAL)
    type_text(qtbot, "1")
    press(qtbot, Key.Key_Return)
    card = page.counts.card
    assert card is not None and card.reason_row.error and card.reason.hasFocus()
    assert "C1" in {one.code for one in page.sheet.errors}
    card.reason.setPlainText("一场由市局举办")
    press(qtbot, Key.Key_Return, CTRL)
    line = form_of(workspace, table_id).indicators[TRAININGS]
    assert line.counted is not None
    assert (line.actual, line.counted.hand_reason) == ("1", "一场由市局举办")
    assert "C1" not in {one.code for one in page.sheet.errors}
    card = card_at(page, TRAININGS)
    card.resume.click()
    assert page.counts.card is None
    assert form_of(workspace, table_id).indicators[TRAININGS].actual == "2次"


def test_by_hand_from_the_card(page: PerformancePage, workspace: Workspace, table_id: str) -> None:
    card = card_at(page, TRAININGS)
    card.hand_button.click()
    card.by_hand.setText("3次")
    card.flush()
    card.reason.setPlainText("另有一场没有登记")
    card.dismiss()
    line = form_of(workspace, table_id).indicators[TRAININGS]
    assert line.counted is not None and line.actual == "3次" and line.counted.hand_reason


def test_the_lists_of_records(page: PerformancePage, context: Context, tmp_path: Path) -> None:
    card = card_at(page, 2)
    card.left_link.click()
    dialog = page.counts.dialog
    assert isinstance(dialog, RecordsDialog) and dialog.switch.current == "left"
    assert dialog.table.rows.total == 1
    dialog.show_part("counted")
    assert dialog.table.rows.total == 3
    target = tmp_path / "清单.xlsx"
    context.files = FakeFiles(target)
    dialog.export_button.click()
    sheet = load_workbook(target).active
    assert sheet is not None and sheet.max_row == 4
    dialog.table.activated_row.emit(dialog.table.rows.row_at(0))
    assert not dialog.isVisible() and page.ledger.model.kind is LedgerKind.PRODUCTS


def test_reports_and_units_open_in_their_tabs(page: PerformancePage, context: Context) -> None:
    from app.services.performance.counting.tally import Counted

    page.counts.open_record(Counted("report", "r1", "r1", ("甲",)))
    page.counts.open_record(Counted("unit", "u1", "u1", ("甲",)))
    assert shell_of(context).opened == [("report", "r1", ""), ("unit", "u1")]


# Measures and proposals


def test_a_measure_is_chosen_with_its_figure(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    page.counts.ask(3)
    dialog = page.counts.dialog
    assert isinstance(dialog, MeasureDialog) and dialog.spec.code == "first_pass"
    dialog.search.setText("人次")
    dialog._on_search("培训人次")
    dialog.list.go_to("people_trained")
    assert (dialog.figure.text(), dialog.unit.text()) == ("120", "人次")
    assert not dialog.typed_button.isVisible()
    qtbot.keyClick(dialog, Key.Key_Return, CTRL)
    line = form_of(workspace, table_id).indicators[3]
    assert line.counted is not None and (line.counted.measure, line.actual) == ("people_trained", "120人次")
    page.counts.ask(3)
    assert page.counts.card is not None
    page.counts.card.measure_button.click()
    dialog = page.counts.dialog
    assert isinstance(dialog, MeasureDialog)
    dialog.typed_button.click()
    line = form_of(workspace, table_id).indicators[3]
    assert (line.counted, line.actual) == (None, "120人次")


def test_choices_are_kept_and_cancel_keeps_nothing(
    page: PerformancePage, workspace: Workspace, table_id: str
) -> None:
    page.counts.ask(3)
    dialog = page.counts.dialog
    assert isinstance(dialog, MeasureDialog)
    dialog.list.go_to("on_time")
    kind, due = dialog.choices["kind"], dialog.choices["due"]
    kind.chosen.emit("VR")  # type: ignore[union-attr]
    due.setText("2024年12月31日")  # type: ignore[union-attr]
    due.editingFinished.emit()  # type: ignore[union-attr]
    year = dialog.choices["report_year"]
    year.chosen.emit("same")  # type: ignore[union-attr]
    assert str(dialog.spec) == "on_time;due=2024年12月31日;kind=VR;report_year=same"
    dialog.reject()
    assert form_of(workspace, table_id).indicators[3].counted is None


def test_proposals_are_taken_only_where_ticked(
    page: PerformancePage, workspace: Workspace, table_id: str
) -> None:
    page.bar.counts_wanted.emit()
    dialog = page.counts.dialog
    assert isinstance(dialog, ProposalsDialog) and not dialog.use_button.isEnabled()
    first = dialog.table.rows.all_rows()[1]
    dialog.table.rows.check([first.indicator_id])
    assert dialog.use_button.text() == "自动统计这 1 项"
    dialog.confirm()
    counted = [bool(line.counted) for line in form_of(workspace, table_id).indicators]
    assert counted[3] and not counted[4]


def test_an_imported_table_offers_its_counts(page: PerformancePage, context: Context) -> None:
    new = keep(context.workspace, sample_self_evaluation())
    assert page.counts.offer.isHidden()
    page.show_table(new)
    page.counts.look_for(new)
    assert not page.counts.offer.isHidden() and "7 项" in page.counts.offer.label.text()


def test_a_declaration_counts_nothing(page: PerformancePage, context: Context) -> None:
    plan = blank_form(profile("shanghai_declaration"), 2024, "示例项目")
    lines = (replace(plan.indicators[0], title="专题培训次数", target="2次"),)
    key = keep(context.workspace, replace(plan, indicators=lines))
    page.show_table(key)
    page.counts.look_for(key)
    assert page.counts.offer.isHidden()
    entry = next(one for one in page.bar.menu().actions() if one.text() == "自动统计…")
    assert not entry.isEnabled()


# Handing in


def test_handing_in_freezes_and_tells(
    page: PerformancePage, context: Context, workspace: Workspace, table_id: str
) -> None:
    page.counts.ask_filing()
    dialog = page.counts.dialog
    assert isinstance(dialog, FilingDialog) and dialog.note.text() == "固定 4 项自动统计的数"
    dialog.person.setText("")
    dialog.confirm()
    assert dialog.isVisible()
    dialog.person.setText("王甲")
    dialog.confirm()
    with workspace.read() as session:
        filing = filing_of(session, table_id)
    assert filing is not None and filing.filed_on == context.today
    assert page.bar.about.text().startswith("2025-03-19 已报送")
    add_training(workspace)
    page.load()
    card = card_at(page, TRAININGS)
    assert not card.moved.isHidden() and "报送 2次，现为 3次（新增 1 条）" in card.moved.label.text()
    card.moved_link.click()
    dialog2 = page.counts.dialog
    assert isinstance(dialog2, RecordsDialog) and dialog2.table.rows.row_at(0).mark == "报送后新增"
    dialog2.reject()
    card = card_at(page, TRAININGS)
    card.take_button.click()
    assert form_of(workspace, table_id).indicators[TRAININGS].actual == "3次"
    context.messages = messages = FakeMessages(True)
    page.counts.ask_filing()
    assert messages.said == ["撤回报送？"] and page.sheet.filing is None


def test_errors_keep_it_from_being_handed_in(page: PerformancePage) -> None:
    page.sheet.set_cell(TRAININGS, "actual", "1次")
    page.counts.ask_filing()
    dialog = page.counts.dialog
    assert isinstance(dialog, FilingDialog)
    assert not dialog.file_button.isEnabled() and not dialog.problem.isHidden()


# The ledger


def rows(workspace: Workspace, kind: LedgerKind) -> list[tuple[str, ...]]:
    with workspace.read() as session:
        return [row.texts for row in ledger_rows(session, kind)]


def test_a_row_is_typed_with_the_keyboard_alone(
    page: PerformancePage, workspace: Workspace, qtbot: QtBot
) -> None:
    page.bar.ledger_button.click()
    view = page.ledger
    view.switch.set_current("payment")
    view._on_kind("payment")
    view.grid.setFocus()
    view.grid.add_below()
    type_text(qtbot, "20240901")
    press(qtbot, Key.Key_Tab)
    type_text(qtbot, "1200.5")
    press(qtbot, Key.Key_Tab)
    type_text(qtbot, "abc")
    press(qtbot, Key.Key_Return)
    assert rows(workspace, LedgerKind.PAYMENTS)[-1][:3] == ("2024-09-01", "1200.5", "abc")
    assert "469,200.5 元" in view.sum.text()
    press(qtbot, Key.Key_Up)
    press(qtbot, Key.Key_Delete, CTRL)
    assert len(rows(workspace, LedgerKind.PAYMENTS)) == 2


def test_what_cannot_be_kept_is_told_and_stays_out(
    page: PerformancePage, workspace: Workspace, qtbot: QtBot
) -> None:
    page.show_ledger(LedgerKind.TRAININGS)
    grid = page.ledger.grid
    grid.go_to(0, 1)
    page.ledger.model.keep(0, 1, "夏天")
    assert not page.ledger.notice.isHidden() and "不是日期" in page.ledger.notice.label.text()
    assert rows(workspace, LedgerKind.TRAININGS)[0][0] == "2024-03-06"
    page.show_ledger(LedgerKind.VISITS)
    page.ledger.model.keep(0, 2, "2024-05-01")
    assert "请写走访的单位" in page.ledger.notice.label.text()
    assert rows(workspace, LedgerKind.VISITS) == [] and page.ledger.model.rows == []


def test_a_block_from_excel_is_pasted(page: PerformancePage, context: Context, workspace: Workspace) -> None:
    with workspace.write("名录") as session:
        a_unit(session, "示例会展中心")
    page.show_ledger(LedgerKind.VISITS)
    QGuiApplication.clipboard().setText("单位\t走访日期\n示例会展中心\t2024/5/1\n示例会展中心\t2024/5/1\n")
    page.ledger.grid.paste(QGuiApplication.clipboard().text())
    assert len(rows(workspace, LedgerKind.VISITS)) == 2
    assert shell_of(context).said[-1] == "已粘贴 2 行"
    page.ledger.grid.go_to(1, 1)
    assert "可能登记了两次" in page.ledger.keys.text()


def test_what_counts_the_pieces_is_chosen_from_a_menu(page: PerformancePage, workspace: Workspace) -> None:
    page.show_ledger(LedgerKind.PRICES)
    grid = page.ledger.grid
    grid.go_to(3, 4)
    menu = grid.counter_menu()
    next(entry for entry in menu.actions() if entry.text() == "培训场次").trigger()
    assert rows(workspace, LedgerKind.PRICES)[3][3] == "培训场次"
    assert page.ledger.model.text_at(3, 5) == "2" and not page.ledger.model.is_editable(3, 5)
    assert "144,000 元" in page.ledger.sum.text()
    grid.go_to(3, 5)
    grid.begin("7")
    assert grid.editor is None and "数量来源" in page.ledger.notice.label.text()


def test_the_ledger_is_exported(page: PerformancePage, context: Context, tmp_path: Path) -> None:
    page.show_ledger()
    page.ledger.export()  # nothing chosen
    target = tmp_path / "台账.xlsx"
    context.files = FakeFiles(target)
    page.ledger.export_button.click()
    assert load_workbook(target).sheetnames == [kind.label for kind in LedgerKind]


def test_the_table_follows_the_ledger(page: PerformancePage, workspace: Workspace) -> None:
    page.show_ledger(LedgerKind.TRAININGS)
    page.ledger.grid.go_to(0, 1)
    page.ledger.grid.delete_row()
    page.ledger.back.click()
    assert page.sheet.line(TRAININGS).actual == "1次" and page.sheet.line(COST).actual == "11.7万元"


def test_a_file_that_is_only_read_shows_everything_and_changes_nothing(
    page: PerformancePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Context, "can_edit", property(lambda _: False))
    card = card_at(page, TRAININGS)
    for one in (card.measure_button, card.hand_button, card.take_button):
        assert one.isHidden()
    card.dismiss()
    page.show_ledger(LedgerKind.TRAININGS)
    assert page.ledger.model.rowCount() == 2 and not page.ledger.model.is_editable(0, 1)


@pytest.mark.parametrize("size", [(1366, 654), (1180, 526)])
def test_nothing_is_cut(
    page: PerformancePage, size: tuple[int, int], workspace: Workspace, table_id: str
) -> None:
    page.resize(*size)
    with workspace.write("报送") as session:
        file_table(session, table_id, date(2024, 12, 20), "王甲")
    add_training(workspace)
    page.load()
    card = card_at(page, TRAININGS)
    assert [*too_small(page), *nameless(page)] == []
    assert card.card_rect().height() < size[1]
    card.dismiss()
    for kind in LedgerKind:
        page.show_ledger(kind)
        QApplication.sendPostedEvents()
        assert [*too_small(page.ledger), *nameless(page.ledger)] == []
        assert sum(page.ledger.grid.columnWidth(n) for n in range(page.ledger.model.columnCount())) <= (
            page.ledger.grid.viewport().width()
        )
