from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import Category, ListState
from app.models.errors import AppError
from app.services.backup import backups
from app.services.journal.undo import undo
from app.services.units.intake import import_safely
from app.services.units.judge import Group, WayOut
from app.services.units.rows import unit_rows
from app.services.units.words import Field
from app.ui.context import Context
from app.ui.theme import Mode
from app.ui.units import import_dialog
from app.ui.units.choice import ChoicePopover
from app.ui.units.import_dialog import ImportDialog
from app.ui.units.page import UnitsPage
from app.ui.units.plan_lines import Kind, PlanLine
from app.ui.units.ways_popover import WaysPopover
from tests.ui.ime import type_chinese
from tests.ui.units.cut import cut_widgets
from tests.unit_lists import GENERAL, KEY, SAMPLES, TITLES, Sample, a_code, plain_rows, to_csv, to_xlsx

Key = Qt.Key
WRONG = a_code(50)[:-1] + ("7" if a_code(50)[-1] != "7" else "8")
DATA = Path(__file__).resolve().parents[2] / "data"


def a_file(folder: Path, *more: Sample, name: str = "2024年度名单.csv") -> Path:
    return to_csv(folder / name, plain_rows((*SAMPLES, *more)))


@pytest.fixture
def empty_page(context: Context, shown: Callable[[QWidget], QWidget]) -> UnitsPage:
    page = UnitsPage(context)
    page.resize(1366, 768)
    shown(page)
    return page


def open_file(page: UnitsPage, path: Path) -> ImportDialog:
    page.context.files.paths.append(path)  # type: ignore[attr-defined]
    page.import_button.click()
    return page.work.importing


def lines(dialog: ImportDialog, kind: Kind) -> list[PlanLine]:
    found = [dialog.lines.line_at(n) for n in range(dialog.lines.rowCount())]
    return [line for line in found if line.kind is kind]


def go_to(dialog: ImportDialog, line: PlanLine) -> None:
    place = dialog.lines.place_of(line)
    assert place is not None
    dialog.view.setFocus()
    dialog.view.setCurrentIndex(dialog.lines.index(place))


# Success


def test_a_list_is_looked_at_and_then_imported(
    empty_page: UnitsPage, context: Context, tmp_path: Path
) -> None:
    dialog = open_file(empty_page, a_file(tmp_path))
    assert dialog.go.words == "导入 8 家（新增 8）"
    with context.workspace.read() as session:
        assert unit_rows(session, 2024) == []
    before = context.workspace.digest()
    dialog.confirm()
    assert not dialog.isVisible()
    assert context.shell.said == ["已导入 8 家到 2024 年度名录"]  # type: ignore[attr-defined]
    assert empty_page.model.total == 8, "the page shows them at once"
    assert len(backups(context.workspace.path)) == 1
    assert len(context.settings.value.mappings) == 1
    undo(context.workspace)
    assert context.workspace.digest() == before


def test_the_same_list_again_has_nothing_to_import(
    empty_page: UnitsPage, context: Context, tmp_path: Path
) -> None:
    open_file(empty_page, a_file(tmp_path)).confirm()
    before = context.workspace.path.read_bytes()
    dialog = open_file(empty_page, a_file(tmp_path))
    assert (dialog.go.words, dialog.go.isEnabled()) == ("没有要导入的内容", False)
    assert [line.group for line in lines(dialog, Kind.GROUP)] == [Group.UNCHANGED]
    assert not lines(dialog, Kind.UNIT), "what does not change is closed at first"
    dialog.confirm()
    assert dialog.isVisible()
    dialog.reject()
    assert context.workspace.path.read_bytes() == before


def test_the_real_register(empty_page: UnitsPage, context: Context, shared: Path) -> None:
    path = shared / "data" / "fengtai_2024_register.docx"
    dialog = open_file(empty_page, path)
    assert dialog.go.words == "导入 82 家（新增 82）"
    assert not dialog.problems_button.isVisible()
    dialog.confirm()
    categories = [row.category for row in empty_page.model.all_rows()]
    assert (categories.count(KEY), categories.count(GENERAL)) == (46, 36)
    before = context.workspace.path.read_bytes()
    again = open_file(empty_page, path)
    assert not again.go.isEnabled()
    assert again.plan is not None
    assert again.plan.counts().groups[Group.UNCHANGED] == 82
    again.reject()
    assert context.workspace.path.read_bytes() == before


def test_an_old_workbook_is_read_too(empty_page: UnitsPage) -> None:
    dialog = open_file(empty_page, DATA / "units_made_up.xls")
    assert dialog.plan is not None
    assert dialog.plan.counts().to_import > 0
    dialog.reject()


# Changes and ticks


def test_changed_fields_are_ticked_one_by_one(
    empty_page: UnitsPage, context: Context, tmp_path: Path
) -> None:
    open_file(empty_page, a_file(tmp_path)).confirm()
    other = replace(SAMPLES[0], contact="李乙", category=GENERAL, name="示例热力集团有限公司")
    path = to_csv(tmp_path / "2024 更新.csv", plain_rows((other, *SAMPLES[1:])))
    dialog = open_file(empty_page, path)
    assert dialog.go.words == "导入 1 家（更新 1）"
    fields = {line.change.field: line for line in lines(dialog, Kind.FIELD) if line.change}
    assert set(fields) == {Field.NAME, Field.CATEGORY, Field.CONTACT}
    assert dialog.lines.spoken(fields[Field.NAME]).startswith("未选，单位名称"), (
        "a name is never changed by accident"
    )
    dialog.view.tick(fields[Field.CATEGORY])
    dialog.view.tick(fields[Field.CONTACT])
    assert dialog.go.words == "没有要导入的内容"
    fields = {line.change.field: line for line in lines(dialog, Kind.FIELD) if line.change}
    dialog.view.tick(fields[Field.CONTACT])
    dialog.confirm()
    (row,) = [row for row in empty_page.model.all_rows() if row.uscc == SAMPLES[0].code]
    assert (row.name, row.category) == ("示例热力有限公司", KEY)
    with context.workspace.read() as session:
        assert unit_rows(session, 2024)


def test_the_preview_is_walked_with_the_keyboard(empty_page: UnitsPage, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = open_file(empty_page, a_file(tmp_path))
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    view = dialog.view
    assert view.hasFocus()
    group = lines(dialog, Kind.GROUP)[0]
    go_to(dialog, group)
    qtbot.keyClick(view, Key.Key_Space)
    assert dialog.go.words == "没有要导入的内容"
    qtbot.keyClick(view, Key.Key_Down)
    qtbot.keyClick(view, Key.Key_Space)
    assert dialog.go.words == "导入 1 家（新增 1）"
    qtbot.keyClick(view, Key.Key_Left)
    assert view.currentIndex().row() == 0
    qtbot.keyClick(view, Key.Key_Left)
    assert not lines(dialog, Kind.UNIT)
    qtbot.keyClick(view, Key.Key_Right)
    assert len(lines(dialog, Kind.UNIT)) == 8
    qtbot.keyClick(view, Key.Key_Return)
    assert dialog.isVisible(), "Enter opens and closes; it never imports"
    qtbot.keyClick(view, Key.Key_Return)
    qtbot.keyClick(dialog, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.search.hasFocus()
    dialog.lines.set_words("大学")
    assert [line.row.name for line in lines(dialog, Kind.UNIT) if line.row] == ["示例大学"]
    dialog.lines.set_words("")
    qtbot.keyClick(dialog, Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert dialog.lines.only is Group.CHANGED
    qtbot.keyClick(dialog, Key.Key_1, Qt.KeyboardModifier.AltModifier)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(view, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert empty_page.model.total == 1


def test_a_click_ticks_where_the_box_is(empty_page: UnitsPage, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = open_file(empty_page, a_file(tmp_path))
    rect = dialog.view.visualRect(dialog.lines.index(1))
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(dialog.view.viewport(), left, pos=QPoint(44, rect.center().y()))
    assert dialog.go.words == "导入 7 家（新增 7）"
    qtbot.mouseClick(dialog.view.viewport(), left, pos=QPoint(200, rect.center().y()))
    assert dialog.go.words == "导入 7 家（新增 7）"
    dialog.reject()


def test_many_units_come_in_parts(empty_page: UnitsPage, tmp_path: Path) -> None:
    more = [Sample(f"示例{n}号有限公司", a_code(n), KEY, "", "", "", "") for n in range(100, 160)]
    dialog = open_file(empty_page, to_csv(tmp_path / "名单.csv", plain_rows(more)))
    assert len(lines(dialog, Kind.UNIT)) == 50
    (rest,) = lines(dialog, Kind.MORE)
    assert rest.rest == 10
    dialog.view.act(rest)
    assert len(lines(dialog, Kind.UNIT)) == 60
    dialog.reject()


# Doubts


def doubtful(page: UnitsPage, tmp_path: Path) -> ImportDialog:
    rows = plain_rows(SAMPLES[:2])
    rows += [["3", WRONG, "示例电子有限公司", *rows[1][3:]], ["4", a_code(3), "", *rows[1][3:]]]
    return open_file(page, to_csv(tmp_path / "2024名单.csv", rows))


def test_a_failed_code_is_let_through_with_a_reason(
    empty_page: UnitsPage, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = doubtful(empty_page, tmp_path)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    assert dialog.go.words == "导入 2 家（新增 2）"
    line = next(each for each in lines(dialog, Kind.UNIT) if each.group is Group.SUSPECT)
    go_to(dialog, line)
    qtbot.keyClick(dialog.view, Key.Key_Space)
    popover = dialog.findChild(WaysPopover)
    assert popover is not None, "a tick asks first"
    assert popover.reason.hasFocus()
    qtbot.keyClick(popover.reason, Key.Key_Return)
    assert popover.reason_row.error == "请填写放行的理由"
    type_chinese(popover.reason, "营业执照如此")
    qtbot.keyClick(popover.reason, Key.Key_Return)
    assert dialog.go.words == "导入 3 家（新增 3）"
    dialog.confirm()
    assert WRONG in {row.uscc for row in empty_page.model.all_rows()}


def test_a_known_unit_is_linked(empty_page: UnitsPage, tmp_path: Path) -> None:
    open_file(empty_page, a_file(tmp_path)).confirm()
    other = replace(SAMPLES[3], code=a_code(77), contact="王甲")
    dialog = open_file(empty_page, to_csv(tmp_path / "2024 更新.csv", plain_rows([other])))
    (line,) = lines(dialog, Kind.UNIT)
    assert line.group is Group.SUSPECT
    dialog.view.act(line)
    popover = dialog.findChild(WaysPopover)
    assert popover is not None
    popover.link_button.click()
    assert dialog.plan is not None
    (row,) = dialog.plan.rows
    assert row.decisions == {WayOut.LINK}
    assert dialog.go.words == "导入 1 家（更新 1）"
    dialog.confirm()
    assert empty_page.model.total == 8


def test_a_decision_that_cannot_be_is_told(empty_page: UnitsPage, context: Context, tmp_path: Path) -> None:
    dialog = doubtful(empty_page, tmp_path)
    dialog._deciding = 0
    dialog._on_decided(WayOut.LINK, "", "")
    assert len(context.messages.said) == 1  # type: ignore[attr-defined]
    dialog.reject()


def test_problems_are_written_as_a_list(empty_page: UnitsPage, context: Context, tmp_path: Path) -> None:
    dialog = doubtful(empty_page, tmp_path)
    target = tmp_path / "问题.xlsx"
    context.files.paths.append(target)  # type: ignore[attr-defined]
    dialog.problems_button.click()
    assert load_workbook(target).worksheets[0].max_row == 3
    assert dialog.note.text() == "已导出 2 个问题"
    dialog.reject()


# Source and mapping


def test_sheets_and_header_rows_can_be_chosen(empty_page: UnitsPage, tmp_path: Path) -> None:
    key = [[TITLES[KEY]], *plain_rows(u for u in SAMPLES if u.category is KEY)]
    general = [[TITLES[GENERAL]], *plain_rows(u for u in SAMPLES if u.category is GENERAL)]
    path = to_xlsx(tmp_path / "2024.xlsx", {"附件1": key, "附件2": general})
    dialog = open_file(empty_page, path)
    assert dialog.source.sheets.words == "附件1、附件2（共 2 张）"
    assert not dialog.source.header.isEnabled()
    dialog.source.sheets.click()
    popover = dialog.findChild(ChoicePopover)
    assert popover is not None
    popover.boxes.buttons()[0].click()
    assert dialog.go.words == "导入 3 家（新增 3）"
    assert dialog.source.header.currentText() == "2 行（自动）"
    popover.boxes.buttons()[1].click()
    assert dialog.empty.isVisible()
    assert dialog.empty.heading.text() == "没有识别到单位"
    popover.dismiss()
    dialog.reject()


def test_a_mapping_is_changed_and_kept(
    empty_page: UnitsPage, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = open_file(empty_page, a_file(tmp_path))
    assert dialog.draft is not None
    (mark,) = dialog.draft.headings
    combo = dialog.mapping.combos[mark, 2]
    combo.chosen.emit(None)
    assert dialog.go.isEnabled(), "the old preview stays until the new one is there"
    dialog.replan()
    assert not dialog.go.isEnabled()
    assert "单位名称" in dialog.mapping.problem.text()
    dialog.mapping.combos[mark, 2].chosen.emit(Field.NAME)
    dialog.mapping.combos[mark, 7].chosen.emit(None)
    qtbot.waitUntil(lambda: dialog.go.isEnabled())
    assert dialog.mapping.problem.text() == ""
    dialog.confirm()
    again = open_file(empty_page, a_file(tmp_path))
    assert again.draft is not None
    assert again.draft.mapping.fields[mark][7] is None, "the same header gets the same mapping"
    again.reject()


def test_the_category_of_a_table_can_be_said(empty_page: UnitsPage, tmp_path: Path) -> None:
    path = to_csv(tmp_path / "名单.csv", [["单位名称", "统一社会信用代码"], ["示例甲公司", a_code(1)]])
    dialog = open_file(empty_page, path)
    assert dialog.draft is not None
    dialog.mapping.category_chosen.emit(dialog.draft.tables[0], Category.GENERAL)
    dialog.replan()
    dialog.confirm()
    assert [row.category for row in empty_page.model.all_rows()] == [Category.GENERAL]


def test_another_year_is_pointed_out_and_can_be_chosen(
    empty_page: UnitsPage, context: Context, tmp_path: Path
) -> None:
    dialog = open_file(empty_page, a_file(tmp_path, name="2023年度名单.csv"))
    assert dialog.band.isVisible()
    dialog.source.year.set_value(2023)
    dialog.source.year_chosen.emit()
    assert not dialog.band.isVisible()
    dialog.confirm()
    assert context.year == 2023
    assert empty_page.model.total == 8
    assert all(row.list_state is ListState.LISTED for row in empty_page.model.all_rows())


# Refused, cancelled, failed


def test_a_file_that_cannot_be_read_says_why_and_another_is_taken(
    empty_page: UnitsPage, context: Context, tmp_path: Path
) -> None:
    bad = tmp_path / "名单.xlsx"
    bad.write_bytes(b"%PDF-1.4")
    dialog = open_file(empty_page, bad)
    assert dialog.empty.isVisible()
    assert "PDF" in dialog.empty.sentence.text()
    assert not dialog.go.isEnabled()
    dialog.source.other.click()
    assert dialog.empty.isVisible(), "nothing was chosen"
    context.files.paths.append(a_file(tmp_path))  # type: ignore[attr-defined]
    dialog.source.other.click()
    assert dialog.go.words == "导入 8 家（新增 8）"
    dialog.reject()


def test_choosing_no_file_opens_nothing(empty_page: UnitsPage) -> None:
    empty_page.import_button.click()
    assert not hasattr(empty_page.work, "importing")


def test_a_failure_is_told_and_nothing_is_written(
    empty_page: UnitsPage, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise AppError("备份没有完成。", "请检查磁盘。")

    dialog = open_file(empty_page, a_file(tmp_path))
    monkeypatch.setattr(import_dialog, "import_safely", fail)
    dialog.confirm()
    assert dialog.isVisible()
    assert len(context.messages.said) == 1  # type: ignore[attr-defined]
    monkeypatch.setattr(import_dialog, "import_safely", import_safely)
    dialog.confirm()
    assert empty_page.model.total == 8


@pytest.mark.parametrize("size", [(1366, 768), (1180, 640), (1920, 1000)])
def test_nothing_is_cut(
    empty_page: UnitsPage, tmp_path: Path, size: tuple[int, int], each_theme: Mode, qtbot: QtBot
) -> None:
    empty_page.resize(*size)
    dialog = doubtful(empty_page, tmp_path)
    dialog.grab()
    qtbot.waitUntil(lambda: cut_widgets(dialog) == [])
    is_narrow = size[0] < 1200
    assert dialog.mapping.isVisible() != is_narrow
    if is_narrow:
        dialog.mapping_button.click()
        assert dialog.mapping.isVisible()
        qtbot.waitUntil(lambda: cut_widgets(dialog) == [])
    dialog.reject()
