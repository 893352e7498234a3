"""The line of a project in the tab: stages are begun, differences taken over, evidence kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import Outlook, ProofKind
from app.services.performance import store
from app.services.performance.profiles import FormKind
from app.services.performance.proofs import proofs
from app.services.performance.stages import begin_stage
from app.ui.context import Context
from app.ui.performance import preview as preview_module
from app.ui.performance.columns import Col
from app.ui.performance.import_dialog import ImportDialog
from app.ui.performance.outlook import OutlookMenu
from app.ui.performance.page import PerformancePage
from app.ui.performance.proofs_dialog import ProofsDialog
from app.ui.performance.rendering import render
from app.ui.performance.stage_dialogs import BeginDialog, DifferencesDialog, FollowDialog
from app.ui.theme import Mode
from tests.services.performance.builders import xlsx
from tests.services.performance.plans import declaration
from tests.services.performance.provinces import form_text, sheet
from tests.ui.doors import FakeFiles
from tests.ui.performance.performance_help import form_of, keep

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def declared(context: Context) -> str:
    return keep(context.workspace, declaration("shanghai_declaration", 9))


def opened(context: Context, shown: Show, table_id: str) -> PerformancePage:
    made = PerformancePage(context)
    made.resize(1366, 654)
    made.show_table(table_id)
    shown(made)
    return made


@pytest.fixture
def page(context: Context, shown: Show, declared: str) -> PerformancePage:
    """The declaration is shown."""
    return opened(context, shown, declared)


def evaluation(context: Context, declared: str) -> str:
    with context.workspace.write("开始") as session:
        return begin_stage(session, declared, "central_2022")


def test_a_self_evaluation_is_begun_from_its_declaration(page: PerformancePage, context: Context) -> None:
    strip = page.strip
    assert strip.steps[FormKind.SELF_EVALUATION].words == "自评 · 未做"
    strip.steps[FormKind.SELF_EVALUATION].click()
    dialog = page.stages.dialog
    assert isinstance(dialog, BeginDialog)
    assert (dialog.profile_id, dialog.as_of_row.isVisible()) == ("central_2022", False)
    dialog.reject()
    assert len(page.tables.names) == 1
    strip.steps[FormKind.SELF_EVALUATION].click()
    page.stages.dialog.confirm()
    page.reload()
    assert page.sheet.profile.is_evaluation
    assert page.sheet.line(0).target == declaration("shanghai_declaration", 9).indicators[0].target
    assert strip.steps[FormKind.SELF_EVALUATION].isChecked()
    assert not strip.differences.isVisible()
    strip.steps[FormKind.DECLARATION].click()
    assert page.sheet.profile.is_declaration


def test_a_monitoring_needs_its_day_and_is_filled_in(
    page: PerformancePage, context: Context, qtbot: QtBot
) -> None:
    page.strip.steps[FormKind.MONITORING].click()
    dialog = page.stages.dialog
    assert isinstance(dialog, BeginDialog)
    dialog.as_of.setText("")
    dialog.confirm()
    assert dialog.isVisible()
    assert dialog.as_of_row.error
    dialog.as_of.set_value(date(2024, 6, 30))
    dialog.confirm()
    page.reload()
    assert page.sheet.profile.is_monitoring
    assert page.sheet.profile.labels.executed == "1-6月执行数"
    page.grid.setFocus()
    page.grid.go_to(0, Col.FORECAST)
    qtbot.keyClick(page.grid, Qt.Key.Key_5)
    qtbot.keyClick(page.grid.editor, Qt.Key.Key_Tab)
    assert page.grid.column == Col.OUTLOOK
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    OutlookMenu(page.sheet, 0, page).actions()[2].trigger()
    line = form_of(context.workspace, page.sheet.table_id).indicators[0]
    assert (line.forecast, line.outlook) == ("5", Outlook.IMPOSSIBLE)
    assert page.sheet.due[0] == "bad"
    page.grid.go_to(0, Col.OUTLOOK)
    page.grid.clear_cell()
    assert form_of(context.workspace, page.sheet.table_id).indicators[0].outlook is None
    page.parts.head.set_open(True)
    page.parts.head_fields.as_of.set_value(date(2024, 7, 31))
    page.parts.head_fields.as_of.changed.emit(date(2024, 7, 31))
    assert form_of(context.workspace, page.sheet.table_id).as_of == date(2024, 7, 31)
    assert page.sheet.profile.labels.executed == "1-7月执行数"
    assert [page.parts.money.cells.columnCount(), page.parts.money.cells.is_editable(0, 3)] == [5, False]


def test_differences_are_taken_over_one_by_one(context: Context, shown: Show, declared: str) -> None:
    key = evaluation(context, declared)
    with context.workspace.write("改") as session:
        ids = store.stored_table(session, key).indicator_ids
        store.set_indicator(session, ids[0], "target", "≥3家")
        store.set_indicator(session, ids[1], "target", "≥4家")
    page = opened(context, shown, key)
    assert page.strip.differences.words == "与申报表有 2 处不同"
    assert "V19" in {one.code for one in page.sheet.findings}
    page.strip.differences.click()
    dialog = page.stages.dialog
    assert isinstance(dialog, DifferencesDialog)
    assert (dialog.ours.text(), dialog.theirs.text()) == ("≥3家", "≥1.00(家)")
    dialog.take_button.click()
    page.reload()
    assert len(dialog.found) == 1
    assert form_of(context.workspace, key).indicators[0].target == "≥1.00(家)"
    dialog.go_button.click()
    assert page.grid.row == 1
    assert form_of(context.workspace, key).indicators[1].target == "≥4家"


def test_a_table_that_stands_alone_is_linked(context: Context, shown: Show, declared: str) -> None:
    key = evaluation(context, declared)
    form = form_of(context.workspace, key)
    alone = keep(context.workspace, form)
    page = opened(context, shown, alone)
    assert page.strip.connect_link.isVisible()
    page.strip.connect_link.click()
    dialog = page.stages.dialog
    assert isinstance(dialog, FollowDialog)
    assert dialog.table_id == declared
    dialog.confirm()
    page.reload()
    assert not page.strip.connect_link.isVisible()
    assert page.sheet.around.declared is not None


def test_the_declaration_of_the_next_year(page: PerformancePage, declared: str) -> None:
    page.strip.next_year.click()
    page.reload()
    assert (page.sheet.form.year, page.strip.words.text()) == (2025, "接续 2024 年申报")
    page.show_table(declared)
    assert page.strip.next_year.words == "2025 年申报"


def test_evidence_is_added_described_and_removed(
    context: Context, shown: Show, declared: str, tmp_path: Path
) -> None:
    key = evaluation(context, declared)
    page = opened(context, shown, key)
    (tmp_path / "签到表.pdf").write_bytes(b"%PDF 1")
    page.grid.go_to(2, Col.TITLE)
    page.stages.show_proofs(2)
    dialog = page.stages.dialog
    assert isinstance(dialog, ProofsDialog)
    dialog.add_files.click()  # nothing is chosen
    assert dialog.files.count() == 0
    context.files = FakeFiles(tmp_path / "签到表.pdf")
    dialog.add_files.click()
    assert (dialog.row_list.currentRow(), dialog.files.count()) == (2, 1)
    dialog.kind.set_value(ProofKind.ORIGINAL.value)
    dialog.kind.chosen.emit(ProofKind.ORIGINAL.value)
    dialog.page.setText("2–3")
    dialog.page.flush()
    dialog.note_line.setText("盖章")
    dialog.reject()
    page.reload()
    with context.workspace.read() as session:
        (one,) = proofs(session, key)
    assert (one.row, one.kind, one.page, one.note) == (2, ProofKind.ORIGINAL, "2–3", "盖章")
    assert page.strip.proofs.words == "佐证材料 1"
    page.strip.proofs.click()
    page.stages.dialog.row_list.setCurrentRow(2)
    page.stages.dialog.delete_link.click()
    with context.workspace.read() as session:
        assert proofs(session, key) == ()


def test_the_paper_follows_every_key_and_only_what_is_seen_is_drawn_first(
    context: Context, shown: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(context, shown, keep(context.workspace, declaration("shanghai_declaration", 60)))
    preview = page.pane.preview
    preview.draw_now()
    before = preview.printed
    assert len(before.images) > 1
    asked = []
    monkeypatch.setattr(preview_module, "render", lambda *args: asked.append(args) or render(*args))
    page.grid.setFocus()
    page.grid.go_to(0, Col.TITLE)
    qtbot.keyClick(page.grid, Qt.Key.Key_A)
    assert page.sheet.trial.indicators[0].title == "a"
    assert page.sheet.form.indicators[0].title != "a"
    preview.draw_now()
    (typed, _, _, seen), (_, _, _, rest) = asked
    assert (typed.indicators[0].title, seen, rest) == ("a", frozenset({0}), None)
    assert not preview.printed.is_partial
    assert preview.printed.images[0] != before.images[0]
    assert preview.printed.images[1] == before.images[1]
    qtbot.keyClick(page.grid.editor, Qt.Key.Key_Escape)
    assert page.sheet.trial == page.sheet.form


def test_all_forms_of_a_file_are_imported_at_once(page: PerformancePage, tmp_path: Path) -> None:
    first, second = sheet(form_text("shanghai")), sheet(form_text("central"))
    page.tables.read_file(xlsx(tmp_path / "a.xlsx", {"甲": first, "乙": second}))
    dialog = page.tables.dialog
    assert isinstance(dialog, ImportDialog)
    assert dialog.all_button.words == "导入全部 2 张"
    dialog.all_button.click()
    page.reload()
    assert len(page.tables.names) == 3
    assert page.sheet.project == "示例碳管理项目"


@pytest.mark.parametrize("size", [(1366, 654), (1180, 526)])
def test_nothing_is_cut(
    context: Context, shown: Show, declared: str, size: tuple[int, int], each_theme: Mode
) -> None:
    key = evaluation(context, declared)
    page = opened(context, shown, key)
    page.resize(*size)
    buttons = [*page.strip.steps.values(), page.strip.proofs]
    assert all(one.width() >= one.sizeHint().width() for one in buttons)
    assert page.strip.proofs.geometry().right() <= page.strip.width()
