from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import pdfplumber
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.models.database import Workspace
from app.models.enums import FundingRole
from app.services.journal.undo import undo
from app.services.performance.form import IndicatorLine
from app.services.performance.intake import read_self_evaluation
from app.services.performance.profiles import profile
from app.services.performance.sample import sample_self_evaluation
from app.services.performance.store import delete_indicator, set_indicator
from app.services.printing import print_performance
from app.ui.context import Context
from app.ui.jobs import Jobs
from app.ui.performance.columns import Col, columns_of, lefts
from app.ui.performance.import_dialog import ImportDialog
from app.ui.performance.page import PerformancePage
from app.ui.performance.score_card import ScoreCard
from tests.ui.conftest import FakeShell
from tests.ui.doors import FakeFiles, FakeMessages
from tests.ui.ime import compose, type_chinese
from tests.ui.performance.performance_help import focused, form_of, keep, names_of

Show = Callable[[QWidget], QWidget]
Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def table_id(context: Context) -> str:
    return keep(context.workspace, sample_self_evaluation())


@pytest.fixture
def page(context: Context, table_id: str, shown: Show) -> PerformancePage:
    made = PerformancePage(context)
    made.resize(1366, 654)
    shown(made)
    return made


def at(page: PerformancePage, row: int, column: int) -> None:
    page.grid.setFocus()
    page.grid.go_to(row, column)


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(focused(), key, modifier)


def type_text(qtbot: QtBot, text: str) -> None:
    """One key after the other: the first one opens the editor, which gets the rest."""
    for sign in text:
        qtbot.keyClick(focused(), sign)


def shell_of(context: Context) -> FakeShell:
    return cast(FakeShell, context.shell)


def take_back(page: PerformancePage, workspace: Workspace) -> None:
    done = undo(workspace)
    assert done is not None
    page.context.hub.publish(done.topics)


# Typing


def test_enter_keeps_and_goes_down_tab_to_the_right(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    at(page, 0, Col.ACTUAL)
    type_text(qtbot, "58 jia")
    press(qtbot, Key.Key_Return)
    assert (page.grid.row, page.grid.column) == (1, Col.ACTUAL)
    press(qtbot, Key.Key_F2)
    press(qtbot, Key.Key_Tab)
    assert (page.grid.row, page.grid.column) == (1, Col.WEIGHT)
    type_text(qtbot, "6")
    press(qtbot, Key.Key_Tab)
    form = form_of(workspace, table_id)
    assert form.indicators[0].actual == "58 jia"
    assert form.indicators[1].weight_text == "6"
    assert form.indicators[1].actual == sample_self_evaluation().indicators[1].actual


def test_every_cell_is_one_action_to_undo(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    at(page, 0, Col.ACTUAL)
    type_text(qtbot, "58 jia")
    press(qtbot, Key.Key_Return)
    take_back(page, workspace)
    assert form_of(workspace, table_id) == sample_self_evaluation()
    assert page.sheet.form == sample_self_evaluation()


def test_sums_follow_the_typing_before_anything_is_kept(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    assert page.foot.balance() == ("good", "分值 90 + 执行率 10 = 100")
    at(page, 0, Col.WEIGHT)
    type_text(qtbot, "15")
    assert page.foot.balance() == ("bad", "分值 95 + 执行率 10 = 105，超出 5 分")
    assert form_of(workspace, table_id).indicators[0].weight_text == "10"
    press(qtbot, Key.Key_Escape)
    assert page.foot.balance()[0] == "good"
    assert form_of(workspace, table_id) == sample_self_evaluation()


def test_escape_gives_back_and_what_was_typed_can_be_found_again(
    page: PerformancePage, context: Context, qtbot: QtBot
) -> None:
    at(page, 0, Col.REASON)
    type_text(qtbot, "long story")
    press(qtbot, Key.Key_Escape)
    assert page.sheet.line(0).reason == sample_self_evaluation().indicators[0].reason
    assert shell_of(context).said == ["已放弃这一格的修改"]
    page._take_back()
    assert page.grid.editor is not None
    assert page.grid.editor.text() == "long story"


def test_what_is_no_number_stays_in_its_cell_with_a_sentence(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    at(page, 0, Col.WEIGHT)
    type_text(qtbot, "x5")
    press(qtbot, Key.Key_Return)
    assert page.grid.editor is not None
    assert "不是数字" in page.notice.label.text()
    page.leave()
    assert page.grid.editor is None
    assert "已保留原来的“10”" in page.notice.label.text()
    assert form_of(workspace, table_id).indicators[0].weight_text == "10"


def test_a_cell_being_edited_survives_leaving(
    page: PerformancePage, workspace: Workspace, table_id: str
) -> None:
    at(page, 2, Col.REASON)
    page.grid.begin()
    type_chinese(page.grid.editor, "还在写")  # type: ignore[arg-type]
    page.hide()
    assert form_of(workspace, table_id).indicators[2].reason == "还在写"


def test_an_input_method_begins_in_the_cell_and_its_enter_moves_nothing(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    at(page, 0, Col.REASON)
    compose(page.grid, "zi")
    editor = page.grid.editor
    assert editor is not None
    assert editor.is_composing
    press(qtbot, Key.Key_Return)
    assert page.grid.row == 0
    type_chinese(editor, "资料")
    page.leave()
    assert form_of(workspace, table_id).indicators[0].reason == "资料"


def test_idle_keeps_while_the_editor_stays(
    page: PerformancePage, workspace: Workspace, table_id: str
) -> None:
    at(page, 0, Col.TITLE)
    page.grid.begin("改过的名称")
    assert page.grid.editor is not None
    page.grid.editor.keeper.timeout.emit()
    assert form_of(workspace, table_id).indicators[0].title == "改过的名称"
    assert page.grid.editor is not None


def test_copy_from_above_clear_and_line_ends(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    at(page, 1, Col.TARGET)
    press(qtbot, Key.Key_D, CTRL)
    at(page, 2, Col.TARGET)
    press(qtbot, Key.Key_Delete)
    at(page, 3, Col.TARGET)
    type_text(qtbot, "a")
    press(qtbot, Key.Key_Return, ALT)
    type_text(qtbot, "b")
    press(qtbot, Key.Key_Return)
    lines = form_of(workspace, table_id).indicators
    assert shell_of(page.context).said == ["已清空这一格"]
    assert lines[1].target == lines[0].target
    assert (lines[2].target, lines[3].target) == ("", "a\nb")


def test_a_block_of_excel_is_one_action(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    last = len(page.sheet.keys) - 1
    at(page, last, Col.TARGET)
    QGuiApplication.clipboard().setText('≥95%\t96%\t5\r\n"第一行\n第二行"\t完成\t5\r\n')
    press(qtbot, Key.Key_V, CTRL)
    lines = form_of(workspace, table_id).indicators
    assert (lines[last].target, lines[last].actual, lines[last].weight_text) == ("≥95%", "96%", "5")
    assert (lines[last + 1].target, lines[last + 1].level2) == ("第一行\n第二行", lines[last].level2)
    assert len(page.sheet.keys) == last + 2
    take_back(page, workspace)
    assert page.sheet.form == sample_self_evaluation()


def test_a_block_that_does_not_fit_changes_nothing(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    at(page, 0, Col.ACTUAL)
    QGuiApplication.clipboard().setText("60家\t十\n")
    press(qtbot, Key.Key_V, CTRL)
    assert "粘贴的第1行：“十”不是数字" in page.notice.label.text()
    QGuiApplication.clipboard().setText("1\t2\t3\n")
    at(page, 0, Col.SCORE)
    press(qtbot, Key.Key_V, CTRL)
    assert "有 3 列" in page.notice.label.text()
    assert form_of(workspace, table_id) == sample_self_evaluation()


# Rows


def test_rows_come_go_and_move_with_the_keyboard(
    page: PerformancePage, context: Context, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    before = sample_self_evaluation().indicators
    at(page, 0, Col.TITLE)
    press(qtbot, Key.Key_Return, CTRL)
    lines = form_of(workspace, table_id).indicators
    assert lines[1] == IndicatorLine(before[0].level1, before[0].level2)
    assert (page.grid.row, page.grid.column) == (1, Col.TITLE)
    press(qtbot, Key.Key_Down, ALT)
    assert form_of(workspace, table_id).indicators[2].title == ""
    assert page.grid.row == 2
    press(qtbot, Key.Key_Delete, CTRL)
    assert form_of(workspace, table_id).indicators == before
    assert page.grid.row == 2
    assert shell_of(context).said[-1].startswith("已删除指标")


def test_a_row_does_not_leave_its_group(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    at(page, 0, Col.TITLE)
    press(qtbot, Key.Key_Up, ALT)
    at(page, len(page.sheet.keys) - 1, Col.TITLE)
    press(qtbot, Key.Key_Up, ALT)
    assert form_of(workspace, table_id) == sample_self_evaluation()


def test_a_new_row_of_any_group_stands_behind_it(
    page: PerformancePage, workspace: Workspace, table_id: str
) -> None:
    menu = page.head.menu()
    entry = next(one for one in menu.actions() if one.text() == "产出指标 · 时效指标")
    entry.trigger()
    lines = form_of(workspace, table_id).indicators
    new = next(n for n, line in enumerate(lines) if not line.title)
    assert lines[new - 1].level2 == lines[new].level2 == "时效指标"
    assert page.grid.row == new


def test_a_row_is_put_into_another_group(page: PerformancePage, workspace: Workspace, table_id: str) -> None:
    at(page, 0, Col.TITLE)
    key = page.sheet.keys[0]
    groups = next(one.menu() for one in page.grid.row_menu().actions() if one.menu())
    assert isinstance(groups, QMenu)
    next(one for one in groups.actions() if one.text() == "效益指标 · 社会效益指标").trigger()
    line = page.sheet.line(page.sheet.index_of(key))
    assert (line.level1, line.level2) == ("效益指标", "社会效益指标")
    assert page.sheet.line(page.sheet.index_of(key) - 1).level2 == "社会效益指标"
    assert page.grid.row == page.sheet.index_of(key)
    take_back(page, workspace)
    assert form_of(workspace, table_id) == sample_self_evaluation()


# Scores


def card_of(page: PerformancePage) -> ScoreCard:
    assert page._card is not None
    return page._card


def test_a_score_by_hand_asks_for_its_reason(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    at(page, 0, Col.SCORE)
    type_text(qtbot, "9.5")
    press(qtbot, Key.Key_Return)
    card = card_of(page)
    assert card.reason_row.error == "请写改分理由"
    assert card.reason.hasFocus()
    qtbot.keyClicks(card.reason, "ok")
    card.dismiss()
    line = form_of(workspace, table_id).indicators[0]
    assert (line.score_text, line.score_reason) == ("9.5", "ok")
    assert str(page.sheet.scored.lines[0].computed) == "10.00"
    assert page.sheet.due[0] == "bad"  # 9.5 of 10: why?


def test_the_card_explains_and_gives_the_score_back(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    manual = next(n for n, line in enumerate(page.sheet.form.indicators) if line.score_text)
    at(page, manual, Col.SCORE)
    press(qtbot, Key.Key_Return)
    card = card_of(page)
    assert "手工评分" in card.how.text()
    assert len(card.bands) == 3
    card.clear.click()
    assert form_of(workspace, table_id).indicators[manual].score_text == ""
    assert form_of(workspace, table_id).indicators[manual].score_reason == ""
    take_back(page, workspace)
    assert form_of(workspace, table_id) == sample_self_evaluation()
    press(qtbot, Key.Key_Escape)
    assert page._card is None
    assert page.grid.hasFocus()


def test_what_is_typed_in_the_card_survives_leaving(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    at(page, 0, Col.SCORE)
    press(qtbot, Key.Key_F2)
    card = card_of(page)
    qtbot.keyClicks(card.score, "8")
    page.leave()
    assert form_of(workspace, table_id).indicators[0].score_text == "8"


# Head, money, goals


def test_money_is_typed_and_the_rate_follows(
    page: PerformancePage, workspace: Workspace, table_id: str, qtbot: QtBot
) -> None:
    money = page.parts.money
    money.setFocus()
    money.go_to(0, 3)
    type_text(qtbot, "24")
    press(qtbot, Key.Key_Return)
    line = form_of(workspace, table_id).funding_line(FundingRole.TOTAL)
    assert line is not None
    assert line.executed_text == "24"
    assert (money.cells.text_at(0, 5), money.cells.text_at(0, 6)) == ("50%", "5")
    assert money.row == 1


def test_head_and_goals_are_kept_when_left(
    page: PerformancePage, workspace: Workspace, table_id: str
) -> None:
    page.parts.head.set_open(True)
    head = page.parts.head_fields
    head.lines["项目负责人"].setFocus()
    type_chinese(head.lines["项目负责人"], "李乙")
    page.parts.goal.set_open(True)
    goals = page.parts.goals
    goals.first.setFocus()
    goals.first.setPlainText("目" * 3000)
    head.year.setText("2025")
    page.leave()
    form = form_of(workspace, table_id)
    assert form.heading("项目负责人") == "王甲李乙"
    assert (form.goal_expected, form.year) == ("目" * 3000, 2025)
    assert "2025 年度" in page.bar.tables.currentText()


def test_a_wrong_year_is_marked_and_not_kept(
    page: PerformancePage, workspace: Workspace, table_id: str
) -> None:
    year = page.parts.head_fields.year
    year.setText("24")
    page.leave()
    assert year.property("bad")
    assert form_of(workspace, table_id).year == 2024


# Checks, paper, PDF


def test_a_check_leads_to_its_cell(page: PerformancePage, qtbot: QtBot) -> None:
    at(page, 0, Col.ACTUAL)
    page.grid.begin("8家")
    page.leave()
    page.pane.show_part("checks")
    entries = page.pane.findings.entries.entries
    assert entries[0].words == "1 处须先改"
    assert page.pane.rule.isVisible()
    page.pane.findings.setFocus()
    page.pane.findings.setCurrentIndex(page.pane.findings.model().index(1, 0))
    press(qtbot, Key.Key_Return)
    assert (page.grid.row, page.grid.column) == (0, Col.REASON)
    assert page.grid.hasFocus()


def test_every_finding_leads_somewhere(context: Context, shown: Show) -> None:
    blank = replace(
        sample_self_evaluation(),
        headings=(),
        goal_expected="",
        funding=(),
        indicators=(IndicatorLine("产出指标", "数量指标"), IndicatorLine("产出指标", "没有的指标")),
        year=2024,
    )
    keep(context.workspace, blank)
    page = PerformancePage(context)
    page.resize(1366, 654)
    shown(page)
    assert len(page.sheet.findings) > 10
    for finding in page.sheet.findings:
        page.go_to_finding(finding)
        assert page.editor.isAncestorOf(focused())


def test_paper_shows_the_row_and_a_click_on_it_leads_back(page: PerformancePage) -> None:
    preview = page.pane.preview
    preview.draw_now()
    assert len(preview.printed.images) == 3  # the third says why scores are as they are
    assert preview.page_words() == "A4 纵向 · 3 页"
    assert all(preview.printed.rows)
    tops = [(place.page, place.box.top()) for place in preview.printed.rows if place]
    assert tops == sorted(tops)
    preview.set_row(1)
    place = preview.row_rect(1).center() + preview._offset()
    assert preview.row_at(place.toPoint()) == 1
    preview.row_clicked.emit(4)
    assert page.grid.row == 4


def test_rows_are_not_looked_for_in_the_goals(context: Context, shown: Show) -> None:
    sample = sample_self_evaluation()
    long = replace(sample.indicators[0], title="很长的指标名称" * 60, target="60家", actual="60家")
    goal = "1、完成60家示例单位排放报告的审核。" * 120
    keep(context.workspace, replace(sample, indicators=(long, *sample.indicators), goal_actual=goal))
    page = PerformancePage(context)
    page.resize(1366, 654)
    shown(page)
    page.pane.preview.draw_now()
    rows = page.pane.preview.printed.rows
    places = [(place.page, place.box.top()) for place in rows if place]
    assert len(places) == len(rows)
    assert places == sorted(places)
    assert places[0][0] > 0  # the goals fill the first page


def test_paper_follows_the_typing(page: PerformancePage) -> None:
    page.pane.preview.draw_now()
    before = page.pane.preview.printed
    at(page, 0, Col.ACTUAL)
    page.grid.begin("59家")
    page.leave()
    page.pane.preview._pause.timeout.emit()
    assert page.pane.preview.printed is not before


def test_nothing_is_drawn_for_a_page_that_is_hidden(page: PerformancePage) -> None:
    page.pane.preview.draw_now()
    before = page.pane.preview.printed
    at(page, 0, Col.ACTUAL)
    page.grid.begin("59家")
    page.hide()
    page.pane.preview._pause.timeout.emit()
    assert page.pane.preview.printed is before
    page.show()
    page.pane.preview._pause.timeout.emit()
    assert page.pane.preview.printed is not before


def text_of(path: Path) -> str:
    with pdfplumber.open(path) as pdf:
        return "".join("".join((sheet.extract_text() or "").split()) for sheet in pdf.pages)


@pytest.mark.parametrize("ending", ["xlsx", "docx", "json"])
def test_the_real_table_is_imported_and_its_pdf_reads_98_14(
    context: Context, shown: Show, shared: Path, tmp_path: Path, ending: str
) -> None:
    page = PerformancePage(context)
    page.resize(1366, 654)
    shown(page)
    assert page.stack.currentIndex() == 0
    context.files = FakeFiles(shared / "data" / f"self_evaluation_2023_fengtai.{ending}")
    page._import_first.click()
    dialog = page.tables.dialog
    assert dialog is not None
    assert names_of(context.workspace) == []
    dialog.primary.click()  # type: ignore[union-attr]
    assert str(page.sheet.scored.total) == "98.14"
    assert "98.14" in page.foot.accessibleName()
    target = tmp_path / "自评表.pdf"
    context.files = FakeFiles(target)
    page.bar.export_button.click()
    assert "98.14" in text_of(target)
    assert "草稿" not in text_of(target)
    take_back(page, context.workspace)
    assert names_of(context.workspace) == []
    assert page.stack.currentIndex() == 0


def test_what_was_doubtful_can_be_looked_at_again(
    page: PerformancePage, context: Context, tmp_path: Path
) -> None:
    path = tmp_path / "来件.xlsx"
    print_performance(replace(sample_self_evaluation(), year=None), path)
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet.cell(sheet.max_row + 2, 1).value = "填表人：王甲"
    book.save(path)
    context.files = FakeFiles(path)
    page.bar.import_button.click()
    dialog = page.tables.dialog
    assert isinstance(dialog, ImportDialog)
    assert dialog.switch.current == "doubts"
    assert "没有找到年度" in dialog.text.toPlainText()
    dialog.primary.click()  # type: ignore[union-attr]
    assert dialog.year_row.error  # a year is needed
    dialog.year_line.setText("2023")
    dialog.primary.click()  # type: ignore[union-attr]
    assert page.sheet.form.year == 2023
    assert page.report.isVisible()
    page.report_link.click()
    again = page.tables.dialog
    assert isinstance(again, ImportDialog)
    assert again is not dialog
    again.switch.chosen.emit("left")
    again.copy_button.click()
    again.reject()
    page.report.close_button.click()
    page.load()
    assert not page.report.isVisible()


def test_with_errors_only_a_draft_is_printed(page: PerformancePage, context: Context, tmp_path: Path) -> None:
    at(page, 0, Col.ACTUAL)
    page.grid.begin("8家")
    messages = FakeMessages("cancel", "checks", "draft")
    context.messages = messages
    target = tmp_path / "自评表.pdf"
    context.files = FakeFiles(target)
    page.bar.export_button.click()
    page.bar.export_button.click()
    assert not target.exists()
    assert page.pane.switch.current == "checks"
    page.bar.export_button.click()
    assert "（草稿）" in text_of(target)
    assert messages.said[0] == "还有 1 处须先改，不能导出正式 PDF"


def test_excel_is_written_and_reads_back(page: PerformancePage, context: Context, tmp_path: Path) -> None:
    at(page, 0, Col.TITLE)
    page.grid.begin("刚刚改过的名称")
    target = tmp_path / "自评表.xlsx"
    context.files = FakeFiles(target)
    page.bar.menu().actions()[0].trigger()
    assert read_self_evaluation(target).indicators[0].title == "刚刚改过的名称"
    assert shell_of(context).said[-1] == "已导出Excel：自评表.xlsx"


def test_a_pdf_that_cannot_be_written_is_told_and_tried_again(
    page: PerformancePage, context: Context, tmp_path: Path
) -> None:
    blocked = tmp_path / "文件"
    blocked.write_text("x", encoding="utf-8")
    context.messages = FakeMessages("save_as")
    good = tmp_path / "自评表.pdf"
    context.files = FakeFiles(blocked / "自评表.pdf", good)
    page.bar.export_button.click()
    assert good.exists()


# Tables


def test_new_by_template_and_copy(page: PerformancePage, context: Context, workspace: Workspace) -> None:
    page.bar.new_button.click()
    dialog = page.tables.dialog
    assert dialog is not None
    dialog.primary.click()  # type: ignore[union-attr]
    assert dialog.isVisible()  # no name yet
    dialog.project.setText("示例新项目")  # type: ignore[union-attr]
    dialog.primary.click()  # type: ignore[union-attr]
    assert page.sheet.form.heading("项目名称") == "示例新项目"
    assert [line.level2 for line in page.sheet.form.indicators][:4] == [
        "数量指标",
        "质量指标",
        "时效指标",
        "成本指标",
    ]
    page.show_table(next(one.id for one in page.tables.names if one.name != "示例新项目"))
    page.tables.ask_copy()
    copy = page.tables.dialog
    assert copy is not None
    copy.primary.click()  # type: ignore[union-attr]
    form = page.sheet.form
    assert form.year == 2025
    assert form.indicators[0].target == sample_self_evaluation().indicators[0].target
    assert not form.indicators[0].actual
    assert form.funding[0].executed_text == ""
    assert len(names_of(workspace)) == 3


def test_cancelled_dialogs_change_nothing(
    page: PerformancePage, context: Context, workspace: Workspace
) -> None:
    page.tables.ask_new()
    page.tables.dialog.reject()  # type: ignore[union-attr]
    page.tables.ask_import()  # no file chosen
    assert len(names_of(workspace)) == 1


def test_delete_and_undo(page: PerformancePage, workspace: Workspace) -> None:
    page.tables.delete()
    assert page.stack.currentIndex() == 0
    assert page.status_text() == ""
    take_back(page, workspace)
    assert page.sheet.form == sample_self_evaluation()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.xlsx", b"", "空文件"),
        ("坏.xlsx", b"PK\x03\x04 broken", "坏.xlsx"),
        ("坏.docx", b"no word", "坏.docx"),
        ("别的.json", b"{}", "别的.json"),
        ("加密.xlsx", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "加密.xlsx"),
    ],
)
def test_bad_files_get_one_sentence(
    page: PerformancePage, context: Context, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    messages = FakeMessages()
    context.messages = messages
    context.files = FakeFiles(path)
    page.bar.import_button.click()
    assert page.tables.dialog is None
    problem = messages.said[0]
    assert problem.title == "没有读入这个文件"  # type: ignore[attr-defined]
    assert words in problem.sentence  # type: ignore[attr-defined]


# The page among others


def test_show_table_goes_to_the_row(page: PerformancePage, context: Context) -> None:
    other = keep(context.workspace, replace(sample_self_evaluation(), year=2022))
    page.show_table(other)
    assert page.sheet.form.year == 2022
    key = page.sheet.keys[5]
    page.grid.go_to(0, Col.TITLE)
    page.show_table(other, key)
    assert page.grid.row == 5


def test_another_year_shows_its_table(page: PerformancePage, context: Context) -> None:
    other = keep(context.workspace, replace(sample_self_evaluation(), year=2022))
    context.set_year(2022)
    assert page.sheet.table_id == other
    context.set_year(2019)
    assert page.sheet.table_id == other


def test_what_is_typed_goes_to_its_own_table_when_another_is_shown(
    page: PerformancePage, context: Context, workspace: Workspace, table_id: str
) -> None:
    other = keep(workspace, replace(sample_self_evaluation(), year=2022))
    at(page, 0, Col.REASON)
    page.grid.begin("还没写完")
    page.parts.goal.set_open(True)
    page.parts.goals.second.setPlainText("目标也没写完")
    context.set_year(2022)
    assert page.sheet.table_id == other
    form = form_of(workspace, table_id)
    assert (form.indicators[0].reason, form.goal_actual) == ("还没写完", "目标也没写完")
    assert form_of(workspace, other) == replace(sample_self_evaluation(), year=2022)


def test_an_answer_that_comes_late_is_not_shown(page: PerformancePage, context: Context) -> None:
    other = keep(context.workspace, replace(sample_self_evaluation(), year=2022))

    def fail(title: str, error: BaseException) -> None:
        raise AssertionError(title) from error

    readers = Later()
    context.jobs = Jobs(context.hub, fail, writer=Later(), readers=readers)
    page.load()
    page.show_table(other)
    readers.waiting.reverse()
    readers.work()
    assert page.sheet.table_id == other


def test_changes_from_elsewhere_are_shown_and_the_row_stays(
    page: PerformancePage, context: Context, workspace: Workspace
) -> None:
    at(page, 3, Col.ACTUAL)
    work = workspace.write("别处")
    with work as session:
        set_indicator(session, page.sheet.keys[0], "actual", "1家")
    context.hub.publish(work.touched)
    assert page.sheet.line(0).actual == "1家"
    assert (page.grid.row, page.grid.column) == (3, Col.ACTUAL)


class Later(Executor):
    """Keeps the work until it is asked for, as a busy computer does."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.waiting.append(partial(fn, *args, **kwargs))
        return Future()

    def work(self) -> None:
        """Do what waits now; what comes of it waits again."""
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            one()


def test_typing_while_the_table_is_read_again_is_not_lost(
    page: PerformancePage, context: Context, workspace: Workspace, table_id: str
) -> None:
    def fail(title: str, error: BaseException) -> None:
        raise AssertionError(title) from error

    writer, readers = Later(), Later()
    context.jobs = Jobs(context.hub, fail, writer=writer, readers=readers)
    page.load()
    readers.work()
    page.load()  # on its way while the next cell is typed
    at(page, 0, Col.TITLE)
    page.grid.begin("刚写的")
    page.grid.end()
    readers.work()
    assert page.sheet.line(0).title == "刚写的"
    writer.work()
    while readers.waiting:
        readers.work()
    assert page.sheet.line(0).title == "刚写的"
    assert form_of(workspace, table_id).indicators[0].title == "刚写的"


def test_what_the_file_refuses_is_told_and_shown_as_it_is(
    page: PerformancePage, context: Context, workspace: Workspace
) -> None:
    with workspace.write("别处") as session:
        delete_indicator(session, page.sheet.keys[0])
    gone = page.sheet.keys[0]
    at(page, 0, Col.TITLE)
    page.grid.begin("写给没有的行")
    page.grid.end()
    assert "已被删除" in page.notice.label.text()
    assert gone not in page.sheet.keys


def test_ninety_rows_and_long_texts(context: Context, shown: Show) -> None:
    sample = sample_self_evaluation()
    long = replace(sample.indicators[0], title="很长的指标名称" * 60)
    keep(context.workspace, replace(sample, indicators=(long, *sample.indicators * 8)[:90]))
    page = PerformancePage(context)
    page.resize(1366, 654)
    shown(page)
    assert page.grid.rowHeight(0) == 148
    at(page, 0, Col.TITLE)
    assert "…" not in page.grid.tip_at(page.grid.cell_rect(0, Col.TITLE).center())
    page.grid.begin()
    assert page.grid.editor is not None
    assert page.grid.viewport().rect().contains(page.grid.editor.geometry())
    page.leave()
    page.grid.go_to(89, Col.TITLE)
    assert page.grid.cell_rect(89, Col.TITLE).bottom() <= page.grid.viewport().height()


def test_everything_has_room(context: Context, table_id: str, shown: Show) -> None:
    page = PerformancePage(context)
    page.resize(1180, 526)
    shown(page)
    assert page.bar.views.isVisible()
    assert not page.pane.isVisible()
    assert page.grid.height() >= 140
    page.bar.views.chosen.emit("checks")
    assert page.pane.findings.isVisible()
    assert not page.editor.isVisible()
    page.bar.views.chosen.emit("form")
    page.notice.show()
    for part in (*page.parts.parts, page.parts.funding):
        part.set_open(True)
        assert page.minimumSizeHint().height() <= 526
        assert [one.line.isChecked() for one in page.parts.parts].count(True) == 1
    page.resize(1366, 654)
    assert page.editor.isVisible()
    assert page.pane.width() == 500
    page.resize(1920, 966)
    assert page.pane.width() == 760
    page.parts.goal.set_open(True)
    assert page.parts.funding.line.isChecked()
    page.resize(1366, 654)
    assert not page.parts.goal.line.isChecked()
    for widget in page.findChildren(QWidget):
        least = widget.minimumSizeHint()
        if widget.isVisible() and least.isValid() and not widget.objectName().startswith("qt_"):
            assert widget.width() >= least.width(), widget


@pytest.mark.parametrize("width", [600, 865, 1160, 1900])
def test_columns_share_the_width(width: int) -> None:
    edges = lefts(width, columns_of(profile("beijing_2020")))
    assert edges[-1] == max(width, edges[-1])
    assert edges == sorted(edges)


def test_nothing_is_typed_into_a_read_only_file(
    context: Context, table_id: str, shown: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(context), "can_edit", property(lambda self: False))
    page = PerformancePage(context)
    page.resize(1366, 654)
    shown(page)
    at(page, 0, Col.TITLE)
    page.grid.begin("x")
    assert page.grid.editor is None
    assert not page.bar.new_button.isEnabled()
    assert page.parts.head_fields.title.isReadOnly()
