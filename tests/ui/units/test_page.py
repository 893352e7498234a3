from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import ListState
from app.services.units.form import UnitForm, save_unit
from app.services.units.rows import unit_rows
from app.ui.context import Context
from app.ui.kit import focus_stops
from app.ui.theme import Mode
from app.ui.units.bulk_bar import BulkAction
from app.ui.units.choice import ChoicePopover
from app.ui.units.filters import Filter, FilterField
from app.ui.units.page import UnitsPage
from app.ui.units.saved_filters import SavedFiltersDialog
from tests.ui.ime import type_chinese
from tests.ui.units.conftest import NAMES
from tests.ui.units.cut import cut_widgets

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
Show = Callable[[QWidget], QWidget]


def names(page: UnitsPage) -> list[str]:
    return [row.name for row in page.model.shown_rows()]


def search(page: UnitsPage, words: str) -> None:
    page.filters.search.setText(words)
    page.filters.search._tell()


# The list


def test_the_list_of_the_year_is_shown_in_its_order(page: UnitsPage) -> None:
    assert page.model.total == 12
    assert page.counts.text() == "共 12 家"
    assert page.status_text() == "显示 12 / 12 家"
    row = page.model.row_of(page.model.key_at(0))
    assert row is not None
    assert row.updated_at is not None, "when it was changed comes after the rows"


@pytest.mark.parametrize(
    ("words", "found"), [("热力有限", 1), ("sldx", 1), ("91110106", 12), ("医院 示例", 1), ("没有", 0)]
)
def test_units_are_found_by_name_code_and_initials(page: UnitsPage, words: str, found: int) -> None:
    search(page, words)
    assert len(names(page)) == found
    assert page.counts.text() == f"筛选出 {found} 家 / 共 12 家"


def test_conditions_are_added_changed_and_taken_away(page: UnitsPage, qtbot: QtBot) -> None:
    page.filters.open_choice(FilterField.CATEGORY)
    popover = page.window().findChild(ChoicePopover)
    assert popover is not None
    boxes = {box.accessibleName(): box for box in popover.boxes.buttons()}
    assert set(boxes) == {"本市重点", "一般报告"}
    boxes["一般报告"].click()
    assert names(page) == sorted(NAMES[8:])
    chip = page.filters.strip.chips[FilterField.CATEGORY]
    assert chip.text() == "类别：一般报告"
    boxes["一般报告"].click()
    assert len(names(page)) == 12
    popover.dismiss()
    page.filters.set_filter(Filter().with_flag(FilterField.OVERDUE))
    assert names(page) == ["示例数据中心有限公司"]
    qtbot.keyClick(page.filters.strip.chips[FilterField.OVERDUE], Key.Key_Delete)
    assert len(names(page)) == 12
    assert not page.filters.save_link.isVisible()


def test_chips_that_do_not_fit_stand_behind_the_last_one(page: UnitsPage) -> None:
    wanted = Filter()
    for about in (FilterField.CATEGORY, FilterField.STATE, FilterField.INDUSTRY, FilterField.DISTRICT):
        wanted = wanted.with_values(about, ["示例的一个很长的取值", "另一个很长的取值"])
    page.filters.set_filter(wanted)
    strip = page.filters.strip
    hidden = [chip for chip in strip.chips.values() if not chip.isVisible()]
    assert strip.more.words == f"另 {len(hidden)} 个"
    assert hidden
    assert page.filters.columns_button.geometry().right() <= page.filters.width()


def test_filters_are_kept_under_a_name_renamed_and_deleted(page: UnitsPage, context: Context) -> None:
    wanted = Filter("示例", {FilterField.DISTRICT: frozenset({"示例区"})})
    page.filters.set_filter(wanted)
    context.messages.answers.append("本区的")  # type: ignore[attr-defined]
    page.filters.save_link.click()
    assert list(context.settings.value.filters) == ["本区的"]
    page.filters.clear()
    page.filters._on_saved_chosen(("own", "本区的"))
    assert page.filters.filter == wanted
    assert page.filters.search.text() == "示例"
    dialog = SavedFiltersDialog(page, context.settings)
    dialog.open()
    dialog.lines["本区的"].setText("示例区的")
    dialog.confirm()
    assert list(context.settings.value.filters) == ["示例区的"]
    dialog = SavedFiltersDialog(page, context.settings)
    dialog.open()
    dialog._on_remove("示例区的")
    assert list(context.settings.value.filters) == ["示例区的"], "only 保存 deletes"
    dialog.confirm()
    assert context.settings.value.filters == {}


def test_a_preset_shows_my_returned_units(page: UnitsPage) -> None:
    page.filters._on_saved_chosen(("preset", "我负责且未整改"))
    assert names(page) == ["示例热力有限公司"]


def test_layout_is_kept_for_the_person(page: UnitsPage, context: Context) -> None:
    page.table.sort_by("emission", descending=True)
    page.table.columns.show("category", False)
    again = UnitsPage(context)
    again.load()
    assert names(again)[0] == "示例数据中心有限公司"
    assert not again.table.columns.is_shown("category")
    again.deleteLater()


def test_an_edited_unit_stays_where_it_is_until_sorted_again(
    page: UnitsPage, context: Context, keys: list[str]
) -> None:
    page.table.sort_by("name")
    line = page.model.line_of(keys[3])
    form = UnitForm(unit_id=keys[3], name="阿示例大学")
    context.jobs.write(context.workspace, "改名", save_unit, form, 2024)
    assert page.model.line_of(keys[3]) == line
    page.table.sort_by("name")
    assert page.model.line_of(keys[3]) != line


# The drawer


def test_the_drawer_opens_follows_and_closes(page: UnitsPage, qtbot: QtBot, keys: list[str]) -> None:
    page.table.go_to(keys[0])
    assert not page.drawer.isVisible()
    qtbot.keyClick(page.table, Key.Key_Right)
    assert page.drawer.card is not None
    assert page.drawer.card.name == "示例热力有限公司"
    assert page.table.width() < page.width() - 300
    qtbot.keyClick(page.table, Key.Key_Down)
    assert page.current is not None
    assert page.drawer.card.id == page.current.id
    qtbot.keyClick(page.table, Key.Key_Escape)
    assert not page.drawer.isVisible()


def test_a_narrow_page_lays_the_drawer_over_the_list(page: UnitsPage, keys: list[str]) -> None:
    page.resize(1180, 526)
    page.table.go_to(keys[0])
    page.open_drawer()
    assert page.list_part.width() == 1180
    assert page.drawer.geometry().right() == 1179
    page.resize(1920, 966)
    assert page.drawer.width() == 380
    assert page.list_part.width() == 1540


def test_a_click_opens_the_drawer_a_tick_does_not(page: UnitsPage, qtbot: QtBot) -> None:
    view = page.table.viewport()
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(view, left, pos=QPoint(20, 16))
    assert len(page.model.checked) == 1
    assert not page.drawer.isVisible()
    page.model.check_all(False)
    qtbot.mouseClick(view, left, pos=QPoint(120, 48))
    assert page.drawer.isVisible()


def test_show_unit_takes_filters_away_that_hide_it(page: UnitsPage, keys: list[str]) -> None:
    page.filters.set_filter(Filter("医院"))
    page.show_unit(keys[0])
    assert page.filters.filter == Filter()
    assert page.drawer.card is not None
    assert page.drawer.card.id == keys[0]


def test_a_unit_of_another_year_is_shown_too(page: UnitsPage, context: Context, keys: list[str]) -> None:
    context.set_year(2030)
    page.show_unit(keys[0])
    assert page.drawer.card is not None
    assert page.drawer.card.list_state is None


def test_reports_are_opened_from_table_and_drawer(
    page: UnitsPage, context: Context, qtbot: QtBot, keys: list[str]
) -> None:
    page.table.go_to(keys[0])
    qtbot.keyClick(page.table, Key.Key_Return)
    page.open_drawer()
    assert page.drawer.card is not None
    er, vr = page.drawer.card.reports
    page.drawer.report_wanted.emit(vr.id)
    assert context.shell.opened == [("report", er.id, ""), ("report", vr.id, "")]  # type: ignore[attr-defined]


# Keys


def test_keys_never_act_while_text_is_edited(page: UnitsPage, qtbot: QtBot) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, Key.Key_Slash)
    assert page.filters.search.hasFocus()
    type_chinese(page.filters.search, "示例")
    qtbot.keyClick(page.filters.search, Key.Key_Slash)
    assert page.filters.search.text() == "示例/"
    qtbot.keyClick(page.filters.search, Key.Key_F2)
    assert not hasattr(page.work, "dialog")
    qtbot.keyClick(page.filters.search, Key.Key_Down)
    assert page.table.hasFocus()


def test_escape_goes_back_step_by_step(page: UnitsPage, qtbot: QtBot, keys: list[str]) -> None:
    search(page, "示例")
    page.model.check([keys[0]])
    page.table.go_to(keys[0])
    page.open_drawer()
    qtbot.keyClick(page.table, Key.Key_Escape)
    assert (page.split.is_open, len(page.model.checked)) == (False, 1)
    qtbot.keyClick(page.table, Key.Key_Escape)
    assert (len(page.model.checked), page.filters.filter.words) == (0, "示例")
    qtbot.keyClick(page.table, Key.Key_Escape)
    assert page.filters.filter.words == ""


def test_the_code_is_copied(page: UnitsPage, qtbot: QtBot, keys: list[str]) -> None:
    page.table.go_to(keys[0])
    qtbot.keyClick(page.table, Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert page.current is not None
    assert QApplication.clipboard().text() == page.current.uscc


def test_the_keys_are_told(page: UnitsPage) -> None:
    groups = dict(page.keys())
    assert set(groups) == {"单位名录", "多选"}


def test_tab_walks_in_reading_order(page: UnitsPage, keys: list[str]) -> None:
    page.filters.set_filter(Filter().with_values(FilterField.DISTRICT, ["示例区"]))
    page.table.go_to(keys[0])
    page.open_drawer()
    named = [stop.accessibleName() or getattr(stop, "words", "") for stop in focus_stops(page)]
    assert named[:12] == [
        *("年度", "导出 Excel", "导入名单…", "新建单位", "筛选单位", "保存的筛选"),
        *("筛选 属地：示例区，按 Delete 去掉", "添加筛选", "保存筛选", "清除", "显示的列与排序", "单位名录"),
    ]
    assert named[-3:] == ["查看审核", "修改资料", "更多"]


# Many units


def test_the_bar_counts_what_is_ticked(page: UnitsPage, keys: list[str]) -> None:
    assert not page.bar.isVisible()
    page.model.check(keys[:2])
    assert page.bar.isVisible()
    assert (page.bar.count.text(), page.bar.sum.text()) == ("已选 2 家", "共 3,278.50 tCO₂")
    assert page.status_text() == "显示 12 / 12 家 · 已选 2"
    page.resize(1366, 400)
    bar = page.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    bottom = page.table.rowViewportPosition(11) + 32
    assert page.table.mapTo(page.list_part, QPoint(0, bottom + 33)).y() <= page.bar.y() + 20
    page.bar.clear_button.click()
    assert not page.bar.isVisible()
    page.model.check(keys[5:6])
    assert page.bar.sum.text() == "", "nothing is known of it, which is not nought"


def test_shown_rows_and_columns_are_exported(
    page: UnitsPage, context: Context, keys: list[str], tmp_path: Path
) -> None:
    target = tmp_path / "名录.xlsx"
    page.export_button.click()
    assert context.shell.said == []  # type: ignore[attr-defined]
    page.table.columns.show("industry", False)
    search(page, "热力有限")
    context.files.paths.append(target)  # type: ignore[attr-defined]
    page.export_button.click()
    assert context.shell.said == ["已导出 1 家到“名录.xlsx”"]  # type: ignore[attr-defined]
    head, row = load_workbook(target).worksheets[0].iter_rows(values_only=True)
    assert "行业" not in head
    line = dict(zip(head, row, strict=True))
    assert (line["单位名称"], line["审核状态"], line["类别"]) == ("示例热力有限公司", "退回修改", "本市重点")
    assert (line["排放量（tCO₂）"], line["同比"], line["未关问题"]) == (1278.5, 0.2785, 1)
    search(page, "")
    page.model.check([keys[1], keys[4]])
    context.files.paths.append(target)  # type: ignore[attr-defined]
    page._on_bulk(BulkAction.EXPORT)
    assert load_workbook(target).worksheets[0].max_row == 3


def test_a_file_that_cannot_be_written_is_told(page: UnitsPage, context: Context, tmp_path: Path) -> None:
    (tmp_path / "名录.xlsx").mkdir()
    context.files.paths.append(tmp_path / "名录.xlsx")  # type: ignore[attr-defined]
    page.export_button.click()
    assert len(context.messages.said) == 1  # type: ignore[attr-defined]


# One unit


def test_deleting_asks_and_can_be_undone(page: UnitsPage, context: Context, keys: list[str]) -> None:
    page.work.delete_unit(keys[0])
    assert page.model.total == 12
    assert context.messages.said == ["删除“示例热力有限公司”？"]  # type: ignore[attr-defined]
    context.messages.answers.append(True)  # type: ignore[attr-defined]
    page.work.delete_unit(keys[0])
    assert page.model.total == 11
    assert context.shell.said == ["已删除“示例热力有限公司”"]  # type: ignore[attr-defined]


# Years and empty states


def test_an_empty_year_offers_to_take_over_the_last_list(page: UnitsPage, context: Context) -> None:
    context.set_year(2025)
    assert page.model.total == 0
    assert page.empty.isVisible()
    assert page.empty.heading.text() == "2025 年度还没有名单"
    page.year.chosen.emit("roll over")
    assert page.work.rolling.isVisible()
    page.work.rolling.confirm()
    assert page.model.total == 12
    assert context.shell.said == ["已把 12 家列入 2025 年度名单"]  # type: ignore[attr-defined]


def test_an_empty_file_says_how_to_begin(context: Context, shown: Show) -> None:
    page = UnitsPage(context)
    page.resize(1366, 654)
    shown(page)
    assert page.empty.heading.text() == "名录还是空的"
    assert not page.export_button.isEnabled()


def test_a_vain_search_says_how_many_there_would_be(page: UnitsPage) -> None:
    page.filters.set_filter(Filter("大学", {FilterField.CATEGORY: frozenset({"general_reporter"})}))
    assert page.empty.sentence.text() == "“大学”在当前 1 个筛选条件下没有结果；去掉筛选后有 1 家。"
    page.filters.clear()
    assert names(page) == ["示例大学"]
    page.filters.set_filter(Filter("示例钢铁"))
    page.work.make_unit_called("示例钢铁")
    assert page.work.dialog.name.text() == "示例钢铁"


def test_a_file_opened_for_reading_offers_no_change(context: Context, keys: list[str], shown: Show) -> None:
    context.workspace.is_read_only = True
    page = UnitsPage(context)
    page.resize(1366, 654)
    shown(page)
    page.model.check([keys[0]])
    assert not page.new_button.isVisible()
    assert list(page.bar.buttons) == [BulkAction.EXPORT]
    page.table.go_to(keys[0])
    page._on_edit()
    assert not hasattr(page.work, "dialog")
    context.workspace.is_read_only = False


def test_a_removed_unit_stays_on_the_list_as_removed(
    page: UnitsPage, context: Context, keys: list[str]
) -> None:
    form = UnitForm(unit_id=keys[4], name="示例水泥制品有限公司", list_state=ListState.REMOVED)
    context.jobs.write(context.workspace, "移出", save_unit, form, 2024)
    row = page.model.row_of(keys[4])
    column = page.model.column("state")
    assert column is not None
    assert column.shown(row) == "移出"
    with context.workspace.read() as session:
        assert len(unit_rows(session, 2024)) == 12


# Looks


@pytest.mark.parametrize("size", [(1366, 654), (1180, 526), (1920, 966)])
def test_nothing_is_cut(page: UnitsPage, size: tuple[int, int], keys: list[str], each_theme: Mode) -> None:
    page.resize(*size)
    page.model.check(keys[:3])
    page.table.go_to(keys[0])
    page.open_drawer()
    page.grab()
    assert cut_widgets(page) == []
