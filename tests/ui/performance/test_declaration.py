"""A declaration in the same editor: its columns, its money, its goals, its paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import FundingRole
from app.services.performance.intake import read_self_evaluation
from app.services.performance.profiles import FormKind, profiles
from app.services.performance.sample import sample_self_evaluation
from app.services.printing import print_performance
from app.ui.context import Context
from app.ui.performance.columns import Col
from app.ui.performance.import_dialog import ImportDialog
from app.ui.performance.new_dialog import NewTableDialog
from app.ui.performance.page import PerformancePage
from app.ui.performance.templates_dialog import TemplatesDialog
from tests.services.performance.plans import declaration
from tests.ui.doors import FakeFiles
from tests.ui.performance.performance_help import focused, form_of, keep

Show = Callable[[QWidget], QWidget]
BOTH = ["shanghai_declaration", "central_declaration"]


@pytest.fixture
def page(context: Context, shown: Show, request: pytest.FixtureRequest) -> PerformancePage:
    made = PerformancePage(context)
    made.resize(1366, 654)
    made.show_table(keep(context.workspace, declaration(getattr(request, "param", BOTH[0]))))
    shown(made)
    return made


def texts(qtbot: QtBot, text: str) -> None:
    for sign in text:
        qtbot.keyClick(focused(), sign)


@pytest.mark.parametrize("page", BOTH, indirect=True)
def test_there_is_nothing_to_score(page: PerformancePage) -> None:
    hidden = [column for column in Col if page.grid.isColumnHidden(column)]
    scored = [Col.ACTUAL, Col.WEIGHT, Col.SCORE, Col.REASON]
    assert set(scored) <= set(hidden)
    assert page.sheet.profile.has_terms != (Col.PROJECT_TITLE in hidden)
    assert page.sheet.errors == []
    assert page.status_text() == "指标 12 行"
    assert page.foot.counts().startswith("共 12 行 · 成本指标")


@pytest.mark.parametrize("page", BOTH, indirect=True)
def test_tab_walks_only_what_is_there(page: PerformancePage, qtbot: QtBot) -> None:
    shown = sorted(column for column in page.sheet.columns if column >= Col.PROJECT_TITLE)
    page.grid.setFocus()
    page.grid.go_to(0, shown[0])
    walked = []
    for _ in range(len(shown) + 1):
        walked.append((page.grid.row, page.grid.column))
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert walked == [*((0, column) for column in shown), (1, shown[0])]


@pytest.mark.parametrize("page", [BOTH[1]], indirect=True)
def test_the_middle_term_is_typed_like_the_year(
    page: PerformancePage, context: Context, qtbot: QtBot
) -> None:
    page.grid.setFocus()
    page.grid.go_to(0, Col.PROJECT_TARGET)
    texts(qtbot, "120")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    line = form_of(context.workspace, page.sheet.table_id).indicators[0]
    assert (line.project_target, line.target) == ("120", "≥1.00(家)")


def test_money_has_two_columns(page: PerformancePage, context: Context, qtbot: QtBot) -> None:
    money = page.parts.money
    money.setFocus()
    assert money.cells.columnCount() == 3
    carried = list(FundingRole).index(FundingRole.CARRIED)
    assert not money.cells.is_editable(carried, 1)  # the form has no such cell for the whole project
    money.go_to(carried, 2)
    texts(qtbot, "50")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    line = form_of(context.workspace, page.sheet.table_id).funding_line(FundingRole.CARRIED)
    assert line is not None
    assert line.initial_text == "50"
    assert [one.code for one in page.sheet.errors] == ["V9"]
    page.go_to_finding(page.sheet.errors[0])
    assert (money.row, money.column) == (0, 2)


def test_goals_of_project_and_year(page: PerformancePage, context: Context) -> None:
    goals = page.parts.goals
    assert [name.text() for name in goals.names] == ["项目总目标", "年度总体目标"]
    goals.second.setPlainText("完成审核")
    goals.flush()
    form = form_of(context.workspace, page.sheet.table_id)
    assert (form.goal_expected, form.goal_actual) == ("完成审核", "")


def test_it_stands_beside_its_self_evaluation(page: PerformancePage, context: Context) -> None:
    keep(context.workspace, sample_self_evaluation())
    page.reload()
    names = [page.bar.tables.itemText(n) for n in range(page.bar.tables.count())]
    assert any("申报表 · 2024" in name for name in names)
    assert page.bar.about.text().startswith("绩效目标申报表 · 上海版")
    other = next(one for one in page.tables.names if one.form is FormKind.SELF_EVALUATION)
    page.show_table(other.id)
    assert not page.grid.isColumnHidden(Col.SCORE)
    assert page.parts.money.cells.columnCount() == 7
    assert page.parts.goals.names[1].text() == "实际完成情况"


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "docx"])
def test_it_is_written_and_read_again(
    page: PerformancePage, context: Context, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"申报表.{ending}"
    context.files = FakeFiles(target)
    start = {"pdf": page.bar.export_wanted, "xlsx": page.bar.excel_wanted, "docx": page.bar.word_wanted}
    start[ending].emit()
    assert target.stat().st_size > 2000
    if ending != "pdf":
        assert read_self_evaluation(target) == form_of(context.workspace, page.sheet.table_id)


def test_new_and_import_offer_it(page: PerformancePage, context: Context, tmp_path: Path) -> None:
    page.bar.new_button.click()
    dialog = page.tables.dialog
    assert isinstance(dialog, NewTableDialog)
    options = [dialog.source.itemText(n) for n in range(dialog.source.count())]
    assert "空白目标申报表 · 上海版（单位为元）" in options
    dialog.source.setCurrentIndex(options.index("空白目标申报表 · 上海版（单位为元）"))
    dialog.source.chosen.emit(dialog.source.value())
    assert not dialog.results.isVisible()
    dialog.project.setText("示例新项目")
    dialog.accept()
    assert page.sheet.form.profile == "shanghai_declaration"
    assert page.sheet.form.money_unit == "元"
    path = tmp_path / "来件.xlsx"
    print_performance(declaration(BOTH[0]), path)
    context.files = FakeFiles(path)
    page.bar.import_button.click()
    assert isinstance(page.tables.dialog, ImportDialog)
    assert page.tables.dialog.facts.text().startswith("绩效目标申报表")
    page.tables.dialog.accept()
    assert len(page.tables.names) == 3


def test_a_template_is_copied_changed_and_refused(page: PerformancePage) -> None:
    page.bar.templates_wanted.emit()
    dialog = page.tables.dialog
    assert isinstance(dialog, TemplatesDialog)
    assert dialog.text.isReadOnly()
    assert not dialog.save_button.isEnabled()
    dialog.copy_button.click()
    assert "起一个名称" in dialog.problem.label.text()
    dialog.name.setText("示例区版")
    dialog.copy_button.click()
    assert (dialog.is_own, dialog.problem.isVisible()) == (True, False)
    dialog.show_way("text")
    whole = dialog.text.toPlainText()
    dialog.text.setPlainText(whole.replace("execution = 10", "execution = ten"))
    dialog.confirm()
    assert "行有错误" in dialog.problem.label.text()
    assert dialog.text.textCursor().block().text() == "execution = ten"
    dialog.text.setPlainText(whole.replace('title = "项目支出绩效自评表"', 'title = "示例区自评表"'))
    dialog.confirm()
    assert dialog.result() == 1
    (mine,) = [one for one in profiles() if one.name == "示例区版"]
    assert mine.labels.title == "示例区自评表"
    page.bar.templates_wanted.emit()
    again = page.tables.dialog
    assert isinstance(again, TemplatesDialog)
    again.which.setCurrentIndex(again.which.count() - 1)
    again.which.chosen.emit(again.which.value())
    assert page.sheet.profile.id == BOTH[0]
    again.delete_link.click()
    assert all(one.name != "示例区版" for one in profiles())


def test_a_template_is_changed_by_a_form(page: PerformancePage) -> None:
    page.bar.templates_wanted.emit()
    dialog = page.tables.dialog
    assert isinstance(dialog, TemplatesDialog)
    dialog.name.setText("填表改的模板")
    dialog.copy_button.click()
    assert dialog.pages.currentWidget() is dialog.fields
    fields = dialog.fields
    fields.texts["levels"].setPlainText("产出指标：数量指标、质量指标")
    dialog.confirm()
    assert "不是一级指标" in dialog.problem.label.text()
    fields.texts["schemes"].setPlainText("全部：产出指标=90")
    fields.labels["reason"].setText("没有完成的原因")
    dialog.ways.segment("text").click()
    assert "没有完成的原因" in dialog.text.toPlainText()
    dialog.ways.segment("form").click()
    assert fields.texts["schemes"].toPlainText() == "全部：产出指标=90"
    fields.lines["name"].setText("改了名")
    dialog.confirm()
    assert dialog.result() == 1
    (mine,) = [one for one in profiles() if one.name == "改了名"]
    assert (mine.labels.reason, len(mine.levels)) == ("没有完成的原因", 1)


def test_a_table_whose_template_is_not_here_is_shown_all_the_same(
    page: PerformancePage, context: Context
) -> None:
    table = keep(context.workspace, replace(declaration(BOTH[0]), profile="office_别处"))
    page.show_table(table)
    assert page.sheet.profile.is_declaration
    assert "本机没有这张表的模板“office_别处”" in page.notice.label.text()
    page.grid.go_to(0, Col.TARGET)
    page.sheet.set_cell(0, "target", "≥5家")
    assert form_of(context.workspace, table).profile == "office_别处"
