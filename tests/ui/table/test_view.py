from collections.abc import Callable

import pytest
from ime import compose, type_chinese
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget
from pytestqt.qtbot import QtBot
from units import UNITS, Unit, keys, many, renamed, units_model

from app.ui.kit import EmptyState, holder, row
from app.ui.table import RowsModel, TableView, columns_button
from app.ui.table.chooser import ColumnChooser
from app.ui.table.paint import is_cut
from app.ui.theme import Mode

Show = Callable[[QWidget], QWidget]
Key = Qt.Key


class Seen:
    """A table that is shown, and what it told."""

    def __init__(self, shown: Show, units: list[Unit] | None = None, width: int = 1000) -> None:
        self.model: RowsModel = units_model(units=units)
        self.table = TableView(self.model, name="单位")
        self.table.resize(width, 400)
        self.current: list[str | None] = []
        self.opened: list[str] = []
        self.table.current_changed.connect(self._on_current)
        self.table.activated_row.connect(self._on_opened)
        shown(self.table)

    def _on_current(self, unit: Unit | None) -> None:
        self.current.append(unit.uid if unit else None)

    def _on_opened(self, unit: Unit) -> None:
        self.opened.append(unit.uid)

    def cell(self, line: int, section: int) -> QPoint:
        return self.table.visualRect(self.model.index(line, section)).center()


@pytest.fixture
def seen(shown: Show) -> Seen:
    return Seen(shown)


def test_keys_walk_tick_and_open(seen: Seen, qtbot: QtBot) -> None:
    assert seen.current == [], "nothing is chosen unasked"
    seen.table.clearFocus()
    seen.table.setFocus(Qt.FocusReason.TabFocusReason)
    assert seen.current == ["a"], "whoever comes by Tab stands on a row"
    for key in (Key.Key_Down, Key.Key_J, Key.Key_K, Key.Key_End, Key.Key_Down, Key.Key_Home):
        qtbot.keyClick(seen.table, key)
    assert seen.current == ["a", "b", "c", "b", "e", "a"]
    qtbot.keyClick(seen.table, Key.Key_Space)
    assert seen.model.checked == {"a"}
    qtbot.keyClick(seen.table, Key.Key_Return)
    assert seen.opened == ["a"]
    qtbot.keyClick(seen.table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(seen.model.checked) == 5


def test_shift_and_arrows_tick_a_range_and_give_it_back(seen: Seen, qtbot: QtBot) -> None:
    seen.table.setFocus()
    seen.table.go_to("b")
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up):
        qtbot.keyClick(seen.table, key, Qt.KeyboardModifier.ShiftModifier)
    assert seen.model.checked == {"b", "c"}


def test_letters_are_left_to_the_page_and_never_reach_an_input_method(seen: Seen, qtbot: QtBot) -> None:
    class Page(QWidget):
        def __init__(self) -> None:
            super().__init__()
            self.keys: list[int] = []

        def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
            self.keys.append(event.key())

    page = Page()
    page.setLayout(row(seen.table))
    page.show()
    seen.table.setFocus()
    seen.table.go_to("a")
    for key in (Key.Key_Y, Key.Key_N, Key.Key_Right, Key.Key_Escape):
        qtbot.keyClick(seen.table, key)
    assert page.keys == [Key.Key_Y, Key.Key_N, Key.Key_Right, Key.Key_Escape]
    assert seen.current == ["a"], "no search by letters"
    assert not seen.table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    compose(seen.table, "nihao")
    type_chinese(seen.table, "是")
    assert (seen.current, seen.model.checked) == (["a"], frozenset())
    page.deleteLater()


def test_mouse_chooses_ticks_and_follows_links(seen: Seen, qtbot: QtBot) -> None:
    view = seen.table.viewport()
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(view, left, pos=seen.cell(1, 1))
    assert seen.current == ["b"]
    qtbot.mouseClick(view, left, pos=seen.cell(3, 0))
    assert (seen.model.checked, seen.current) == ({"d"}, ["b"]), "the box ticks and does not choose"
    qtbot.mouseClick(view, left, Qt.KeyboardModifier.ControlModifier, seen.cell(2, 1))
    assert seen.model.checked == {"c", "d"}
    qtbot.mouseClick(view, left, Qt.KeyboardModifier.ShiftModifier, seen.cell(4, 1))
    assert seen.model.checked == {"c", "d", "e"}
    with qtbot.waitSignal(seen.table.link_clicked) as link:
        qtbot.mouseClick(view, left, pos=seen.cell(0, 5))
    assert link.args == [UNITS[0], "open"]
    qtbot.mouseClick(view, left, pos=seen.cell(1, 1))
    qtbot.mouseDClick(view, left, pos=seen.cell(1, 1))
    assert seen.opened == ["b"]


def test_heads_sort_and_tick_all(seen: Seen, qtbot: QtBot) -> None:
    heads = seen.table.heads

    def click(section: int) -> None:
        place = QPoint(heads.sectionViewportPosition(section) + 20, 15)
        qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=place)

    click(2)
    assert keys(seen.model) == "ebadc"
    click(2)
    assert keys(seen.model) == "dabec"
    click(5)
    assert keys(seen.model) == "dabec", "not every column is for sorting"
    seen.model.set_filter("有限公司")
    click(0)
    assert seen.model.checked == {"a", "c", "d"}
    click(0)
    assert seen.model.checked == frozenset()


def test_current_row_and_place_survive_sort_filter_and_reading_again(shown: Show) -> None:
    seen = Seen(shown, many(500))
    seen.table.go_to("00250")
    bar = seen.table.verticalScrollBar()
    bar.setValue(250 * 32 - 96)

    def top() -> int:
        assert seen.table.current_line >= 0
        return seen.table.rowViewportPosition(seen.table.current_line)

    assert top() == 96
    seen.model.set_rows(many(480))
    assert (seen.table.current_row.uid, top()) == ("00250", 96)
    seen.model.set_rows([Unit("新", "新", None), *many(480)])
    assert (seen.table.current_row.uid, top()) == ("00250", 96)
    seen.model.sort_by("tonnes")
    assert (seen.table.current_row.uid, top()) == ("00250", 96)
    seen.model.set_filter("250")
    assert seen.table.current_row.uid == "00250"
    assert seen.current == ["00250"], "nothing was told anew"
    seen.model.set_filter("没有这样的")
    assert seen.current == ["00250", None]


def test_an_edit_repaints_and_stays(seen: Seen, qtbot: QtBot) -> None:
    seen.table.go_to("c")
    seen.model.sort_by("name")
    line = seen.table.current_line
    seen.model.replace(renamed(UNITS[2], "啊"))
    assert (seen.table.current_line, seen.table.current_row.name) == (line, "啊")


def test_columns_give_way_and_come_back(seen: Seen) -> None:
    seen.table.resize(420, 300)
    assert seen.table.columns.given_way == ["wide", "code", "open"]
    assert seen.table.heads.isSectionHidden(4)
    seen.table.resize(1000, 300)
    assert seen.table.columns.given_way == ["wide"]
    wide = sum(seen.table.heads.sectionSize(n) for n in range(seen.table.heads.count()))
    assert wide == seen.table.viewport().width(), "no column is cut at the edge"


def test_layout_is_stored_and_taken_up_again(seen: Seen, shown: Show, qtbot: QtBot) -> None:
    with qtbot.waitSignals([seen.table.layout_changed] * 3):
        seen.table.heads.resizeSection(2, 150)
        seen.table.heads.moveSection(2, 4)
        seen.table.columns.show("code", False)
    seen.table.sort_by("tonnes", descending=True)
    state = seen.table.layout_state()
    other = Seen(shown)
    other.table.restore_layout(
        {**state, "order": [*state["order"], "gone"], "hidden": ["code", "state", "gone"]}
    )
    assert other.table.heads.sectionSize(2) == 150
    assert other.table.heads.visualIndex(2) == 4
    assert not other.table.columns.is_shown("code")
    assert other.table.columns.is_shown("state"), "what may not be hidden stays"
    assert keys(other.model) == "dabec"
    other.table.columns.reset()
    assert other.table.layout_state()["order"] == ["name", "tonnes", "state", "code", "open", "wide"]
    assert other.table.layout_state()["widths"] == {}


def test_check_boxes_stay_in_front(seen: Seen) -> None:
    assert seen.table.heads.sectionResizeMode(0) is QHeaderView.ResizeMode.Fixed
    assert seen.table.first_section == 0


def test_chooser_shows_columns_and_sorts(shown: Show, qtbot: QtBot) -> None:
    table = TableView(units_model())
    made = columns_button(table)
    window = holder(row(table, made))
    window.resize(1200, 700)
    shown(window)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    chooser = window.findChild(ColumnChooser)
    assert chooser is not None
    boxes = {box.text(): box for box in chooser._boxes.buttons()}
    assert set(boxes) == {"排放量", "代码", "操作", "只在宽时"}
    boxes["代码"].click()
    assert not table.columns.is_shown("code")
    chooser.sort.set_value("tonnes")
    chooser.direction.segment("down").click()
    assert keys(table.rows) == "dabec"
    chooser.reset_link.click()
    assert table.columns.is_shown("code")


def test_empty_and_loading_take_the_place_of_rows(seen: Seen) -> None:
    empty = EmptyState("search", "没有符合条件的单位")
    seen.table.set_empty(empty)
    assert not empty.isVisible()
    seen.model.set_filter("没有")
    assert empty.isVisible()
    assert empty.geometry() == seen.table.viewport().rect()
    seen.table.set_loading(True)
    assert not empty.isVisible()


def test_paints_in_both_themes(seen: Seen, each_theme: Mode) -> None:
    seen.table.go_to("b")
    seen.model.check(["d"])
    picture = seen.table.grab().toImage()
    assert picture.pixelColor(500, 33 + 5) != picture.pixelColor(500, 33 + 32 + 5)
    seen.table.set_loading(True)
    assert seen.table.grab().toImage() != picture


def test_only_cut_text_has_a_tooltip(seen: Seen) -> None:
    column = seen.model.columns[0]
    assert is_cut(column, UNITS[2], 80)
    assert not is_cut(column, UNITS[2], 400)
    assert seen.table._tip_at(seen.model.index(0, 1)) == ""


def test_the_menu_belongs_to_the_row_under_the_pointer(seen: Seen, qtbot: QtBot) -> None:
    place = seen.cell(2, 1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, seen.table.viewport().mapToGlobal(place))
    with qtbot.waitSignal(seen.table.menu_wanted) as menu:
        QApplication.sendEvent(seen.table.viewport(), event)
    assert menu.args[0] is UNITS[2]
    assert seen.current == ["c"]
