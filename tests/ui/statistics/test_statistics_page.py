from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.database import Workspace
from app.models.enums import ReviewState
from app.models.errors import FileBusy
from app.models.report import Report
from app.services.statistics.figures import FACETS, Bar
from app.ui.context import Context
from app.ui.kit import Label, focus_stops
from app.ui.statistics import exporter
from app.ui.statistics.chart_card import ChartCard
from app.ui.statistics.page import CARDS, CHARTS, StatisticsPage
from app.ui.theme import Mode, theme
from tests.services.statistics.builders import UNITS, a_year

Show = Callable[[QWidget], QWidget]
Key = Qt.Key
SIZE = (1366, 654)
BY_KEY = {facet.key: facet for facet in FACETS}


@pytest.fixture
def page(context: Context, workspace: Workspace, shown: Show) -> StatisticsPage:
    a_year(workspace)
    made = StatisticsPage(context)
    made.resize(*SIZE)
    shown(made)
    settle(made)
    return made


def settle(page: StatisticsPage) -> None:
    """Do at once what waits for the end of a resize."""
    for card in page.charts.values():
        card.view.draw_now()


def open_bar(page: StatisticsPage, key: str, row: str, column: str) -> Bar:
    bar = page.charts[key].view.chart.bar(row, column)  # type: ignore[union-attr]
    assert bar
    page.charts[key].view.opened.emit(bar)
    return bar


def test_numbers_charts_and_status_stand_there(page: StatisticsPage) -> None:
    assert page.cards["passed"].accessibleName().startswith("已通过 2 / 6 家")
    assert page.status_text() == "统计口径：应审 6 家，截至今天 14:02"
    for key, _ in CHARTS:
        view = page.charts[key].view
        assert view.raster and view.raster.places, key
        assert (view.raster.width, view.raster.height) == (view.width(), view.height())
    assert page.keys()


def test_every_bar_and_card_opens_as_many_records_as_it_counts(page: StatisticsPage) -> None:
    assert page.summary
    for chart in page.summary.charts.values():
        for bar in chart.bars:
            open_bar(page, chart.key, bar.row, bar.column)
            count = page.records.table.rows.rowCount()
            assert count == len(bar.keys)
            if chart.scale == 1 and chart.key not in ("industries", "largest"):
                assert count == bar.value
            page.close_list()
    for key, _ in CARDS:
        page.cards[key].click()
        assert page.records.table.rows.rowCount() == len(
            next(card for card in page.summary.cards if card.key == key).keys
        )
        page.close_list()


def test_the_keyboard_alone_walks_to_a_segment_its_list_and_back(
    page: StatisticsPage, context: Context, qtbot: QtBot
) -> None:
    view = page.charts["progress"].view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view, Key.Key_Return)
    assert page.stack.currentIndex() == 0, "nothing is chosen yet"
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Right, Key.Key_Right, Key.Key_Right):
        qtbot.keyClick(view, key)
    assert view.current and (view.current.row, view.current.column) == ("本市重点", "退回修改")
    assert view.accessibleDescription() == "本市重点 · 退回修改，1 家，按 Enter 打开清单"
    qtbot.keyClick(view, Key.Key_Return)
    panel = page.records
    assert page.stack.currentWidget() is panel
    assert panel.chip.words == "来自统计：本市重点 · 退回修改"
    assert panel.count.text() == "1 家"
    assert panel.table.hasFocus()
    qtbot.keyClick(panel.table, Key.Key_Return)
    report = panel.table.rows.row_at(0).report_id
    assert context.shell.opened == [("report", report, "")]  # type: ignore[attr-defined]
    qtbot.keyClick(panel.table, Key.Key_Escape)
    assert page.stack.currentIndex() == 0
    assert view.hasFocus() and view.current
    qtbot.keyClick(view, Key.Key_Escape)
    assert view.current is None


def test_arrows_go_up_and_down_by_column(page: StatisticsPage, qtbot: QtBot) -> None:
    view = page.charts["people"].view
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Left, Key.Key_Up, Key.Key_Up):
        qtbot.keyClick(view, key)
    assert view.current and view.current.row == view.chart.rows[0]  # type: ignore[union-attr]
    weeks = page.charts["weeks"].view
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left):
        qtbot.keyClick(weeks, key)
    assert weeks.current and weeks.current.row == weeks.chart.rows[0]  # type: ignore[union-attr]


def test_the_mouse_points_and_clicks(page: StatisticsPage, qtbot: QtBot) -> None:
    view = page.charts["progress"].view
    assert view.raster
    place = next(p for p in view.raster.places if p.bar.row == "合计")
    spot = QPoint(round(place.left + 3), round(place.top + 3))
    qtbot.mouseMove(view, spot)
    assert view.cursor().shape() is Qt.CursorShape.PointingHandCursor
    qtbot.mouseMove(view, QPoint(round(place.left + 3), view.height() - 2))
    assert view.cursor().shape() is Qt.CursorShape.ArrowCursor
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, view.height() - 2))
    assert page.stack.currentIndex() == 0
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot)
    assert page.records.table.rows.rowCount() == place.bar.value


def test_findings_open_at_their_item(page: StatisticsPage, context: Context) -> None:
    page.cards["findings"].click()
    table = page.records.findings
    assert table.isVisible() and table.rows.rowCount() == 4
    row = next(row for row in table.rows.all_rows() if row.code)
    table.activated_row.emit(row)
    assert context.shell.opened == [("report", row.case.report_id, "ER-21")]  # type: ignore[attr-defined]


def test_what_never_came_in_opens_the_unit(page: StatisticsPage, context: Context) -> None:
    open_bar(page, "progress", "合计", "待报送")
    case = page.records.table.rows.row_at(0)
    page.records.table.activated_row.emit(case)
    assert context.shell.opened == [("unit", case.unit_id)]  # type: ignore[attr-defined]
    page.records.table.go_to(case.report_id)
    open_report, open_unit = page.records.make_menu(case).actions()
    assert not open_report.isEnabled()
    open_unit.trigger()
    assert context.shell.opened[-1] == ("unit", case.unit_id)  # type: ignore[attr-defined]


def test_a_list_can_be_searched(page: StatisticsPage, qtbot: QtBot) -> None:
    open_bar(page, "people", "王甲", "进行中")
    page.close_list()
    page.cards["emission"].click()
    panel = page.records
    assert panel.count.text() == "5 家"
    panel.search.searched.emit("热力")
    assert panel.count.text() == "1 / 5 家"
    panel.search.searched.emit("没有这样的")
    assert not panel.export_button.isEnabled()
    page.cards["passed"].click()
    assert panel.count.text() == "2 家", "a new list begins without the old search"
    qtbot.keyClick(panel.table, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.search.hasFocus()


def test_chips_limit_what_is_counted(page: StatisticsPage, qtbot: QtBot) -> None:
    assert [chip.text() for chip in page.filters.chips] == ["文件：排放报告"]
    popover = page.filters.open_facet(BY_KEY["assignee"])
    assert popover and [box.words for box in popover.boxes][-1] == "未分派"
    for box in popover.boxes:
        box.setChecked(box.words in ("王甲", "李乙"))
    qtbot.mouseClick(popover.done_button, Qt.MouseButton.LeftButton)
    assert page.summary and page.summary.cases == 3
    assert [chip.text() for chip in page.filters.chips] == ["文件：排放报告", "负责人：李乙、王甲"]
    qtbot.keyClick(page.filters.chips[1], Key.Key_Delete)
    assert page.summary.cases == 6
    popover = page.filters.open_facet(BY_KEY["kind"])
    assert popover
    qtbot.mouseClick(popover.none_link, Qt.MouseButton.LeftButton)
    assert page.summary.cases == 10 and page.status_text().startswith("统计口径：应审 10 件（6 家单位）")
    popover = page.filters.open_facet(BY_KEY["state"])
    assert popover
    qtbot.keyClick(popover, Key.Key_Escape)
    assert page.filters.chips == []


def test_an_open_list_follows_the_file(page: StatisticsPage, context: Context, workspace: Workspace) -> None:
    open_bar(page, "progress", "合计", "初审中")
    key = page.records.table.rows.row_at(0).report_id
    assert page.records.count.text() == "1 家"

    def passed(session: object) -> None:
        session.get_one(Report, key).state = ReviewState.PASSED  # type: ignore[attr-defined]

    context.jobs.write(workspace, "通过", passed)
    assert page.records.count.text() == "0 家"
    assert page.cards["passed"].accessibleName().startswith("已通过 3")


def test_copied_numbers_are_a_table(page: StatisticsPage, context: Context, qtbot: QtBot) -> None:
    qtbot.keyClick(page.charts["industries"].view, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[:2] == ["\ttCO₂", "电力生产\t1204500"]
    assert "已复制" in context.shell.said[-1]  # type: ignore[attr-defined]


def test_the_hint_goes_after_the_third_use(page: StatisticsPage, context: Context) -> None:
    for _ in range(3):
        assert page.hint.isVisible()
        page.cards["passed"].click()
        page.close_list()
    assert not page.hint.isVisible()


# Export


def pick(page: StatisticsPage, words: str) -> None:
    next(a for a in page.make_export_menu().actions() if a.text().startswith(words)).trigger()


def pick_of(card: ChartCard, words: str) -> None:
    next(a for a in card.make_menu().actions() if words in a.text()).trigger()


def test_all_pictures_go_into_a_folder(page: StatisticsPage, context: Context, tmp_path: Path) -> None:
    folder = tmp_path / "图"
    folder.mkdir()
    context.files.paths = [folder]  # type: ignore[attr-defined]
    pick(page, "全部图：PNG")
    assert len(list(folder.glob("*.png"))) == 6
    assert context.shell.said[-1] == "已导出 6 张图片到“图”"  # type: ignore[attr-defined]
    before = (folder / "2024年度 审核进度.png").stat().st_mtime_ns
    context.files.paths = [folder]  # type: ignore[attr-defined]
    pick(page, "全部图：PNG")
    assert context.messages.said == ["“图”里已有 6 张同名图片"]  # type: ignore[attr-defined]
    assert (folder / "2024年度 审核进度.png").stat().st_mtime_ns == before
    pick(page, "全部图：SVG")  # cancelled: nothing is chosen
    assert not list(folder.glob("*.svg"))


def test_one_chart_is_exported_from_its_menu(page: StatisticsPage, context: Context, tmp_path: Path) -> None:
    card = page.charts["findings"]
    for words, name in (("PNG", "a.png"), ("SVG", "a.svg"), ("Excel", "a.xlsx")):
        context.files.paths = [tmp_path / name]  # type: ignore[attr-defined]
        pick_of(card, words)
        assert (tmp_path / name).stat().st_size > 1000
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["概况", "问题项"]
    rows = list(book["问题项"].values)
    assert rows[0] == ("项目", "严重", "一般", "提示", "合计")
    assert sum(row[-1] for row in rows[1:]) == 4  # type: ignore[misc]


def test_all_numbers_are_exported(page: StatisticsPage, context: Context, tmp_path: Path) -> None:
    context.files.paths = [tmp_path / "a.xlsx"]  # type: ignore[attr-defined]
    pick(page, "全部图：Excel")
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["概况", *(title for _, title in CHARTS)]
    assert ("示例热力", 128406.37) in list(book["排放量最大的单位"].values)


def test_a_list_is_exported_without_formulas(page: StatisticsPage, context: Context, tmp_path: Path) -> None:
    page.cards["findings"].click()
    context.files.paths = [tmp_path / "清单.xlsx"]  # type: ignore[attr-defined]
    page.records.export_button.click()
    (sheet,) = load_workbook(tmp_path / "清单.xlsx").worksheets
    assert sheet.max_row == 5
    facts = [cell for cell in sheet["G"] if str(cell.value).startswith("=")]
    assert len(facts) == 2 and all(cell.data_type == "s" for cell in facts)


def test_the_ledger_is_exported(page: StatisticsPage, context: Context, tmp_path: Path) -> None:
    context.files.paths = [tmp_path / "台账.xlsx"]  # type: ignore[attr-defined]
    pick(page, "导出台账")
    assert len(list(load_workbook(tmp_path / "台账.xlsx")["总表"].values)) == len(UNITS) + 1
    assert context.shell.said[-1] == "已导出“台账.xlsx”"  # type: ignore[attr-defined]


def test_a_refused_write_is_told_and_can_be_tried_again(
    page: StatisticsPage, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.xlsx"
    real, calls = exporter.write_charts, []

    def busy_once(*args: object) -> Path:
        calls.append(args)
        if len(calls) == 1:
            raise FileBusy("“a.xlsx”正在被其他程序使用。", "请关闭后重试。")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(exporter, "write_charts", busy_once)
    context.files.paths = [target]  # type: ignore[attr-defined]
    context.messages.answers = ["retry"]  # type: ignore[attr-defined]
    pick(page, "全部图：Excel")
    (problem,) = context.messages.said  # type: ignore[attr-defined]
    assert problem.title == "导出数据没有完成" and problem.is_safe
    assert target.exists() and len(calls) == 2


# Look


def test_an_empty_year_says_what_fills_it(page: StatisticsPage, context: Context) -> None:
    context.set_year(2030)
    assert page.empty.isVisible() and not page.export_button.isVisible()
    assert page.year_combo.currentText() == "2030 年度"
    context.set_year(2024)
    assert not page.empty.isVisible()


def test_a_chart_without_numbers_says_why(page: StatisticsPage) -> None:
    page.filters._set(BY_KEY["state"], frozenset({"待报送"}))
    assert page.charts["findings"].nothing.isVisible()
    assert not page.charts["findings"].more_button.isEnabled()
    assert page.charts["progress"].view.isVisible()


def test_nothing_is_cut(page: StatisticsPage, each_theme: Mode) -> None:
    for width, height in ((1366, 654), (1366, 582), (1180, 526), (1100, 500)):
        page.resize(width, height)
        QApplication.sendPostedEvents()
        for widget in [*page.findChildren(Label), *page.cards.values(), *page.filters.chips]:
            if widget.isVisible():
                least = widget.minimumSizeHint()
                assert widget.width() >= least.width() and widget.height() >= least.height(), widget
        for card in page.charts.values():
            assert card.view.height() >= card.view.minimumSizeHint().height()
        across = {card.x() for card in page.charts.values()}
        assert len(across) == (3 if width >= 1180 else 2)
        assert page.area.horizontalScrollBar().maximum() == 0


def test_a_new_theme_draws_anew(page: StatisticsPage, qtbot: QtBot) -> None:
    view = page.charts["progress"].view
    before = view.raster
    theme.set_mode(Mode.DARK)
    try:
        qtbot.waitUntil(partial(_is_redrawn, view, before))
    finally:
        theme.set_mode(Mode.LIGHT)
    assert before and view.raster and view.raster.pixels[:4] != before.pixels[:4]


def _is_redrawn(view: object, before: object) -> bool:
    return view.raster is not before  # type: ignore[attr-defined]


def test_tab_visits_the_page_in_reading_order(page: StatisticsPage) -> None:
    page.filters._set(BY_KEY["district"], frozenset({"示例区"}))
    assert len(page.filters.chips) == 2
    stops = focus_stops(page)
    wanted: list[QWidget] = [
        page.year_combo,
        *page.filters.chips,
        page.filters.add_button,
        page.export_button,
    ]
    wanted += page.cards.values()
    for card in page.charts.values():
        wanted += [card.more_button, card.view]
    assert [stop for stop in stops if stop in wanted] == wanted


def test_bars_stand_in_place_of_numbers_until_they_are_counted(context: Context, shown: Show) -> None:
    waiting: list[tuple[object, ...]] = []

    def read(*args: object, **options: object) -> None:
        waiting.append(args)

    context.jobs.read = read  # type: ignore[assignment, method-assign]
    page = StatisticsPage(context)
    page.resize(*SIZE)
    shown(page)
    assert len(waiting) == 1
    assert page.cards["passed"].accessibleName() == "已通过 …"
    assert page.charts["progress"].view.chart is None
    page.charts["progress"].view.grab()
    page.cards["passed"].click()
    page.export_button.click()
    assert page.stack.currentIndex() == 0


def test_only_the_last_answer_is_shown(page: StatisticsPage, context: Context) -> None:
    answers: list[tuple[Callable[..., None], tuple[object, ...], Callable[..., None]]] = []

    def read(title: str, function: Callable[..., None], *args: object, then: Callable[..., None]) -> None:
        answers.append((function, args, then))

    context.jobs.read = read  # type: ignore[assignment, method-assign]
    page.filters._set(BY_KEY["assignee"], frozenset({"王甲"}))
    page.filters._set(BY_KEY["assignee"], frozenset({"李乙"}))
    for function, args, then in reversed(answers):
        then(function(*args))
    assert page.summary and page.summary.cases == 1, "王甲 has two"
