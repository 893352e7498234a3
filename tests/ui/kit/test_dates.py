from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit import DateField, Line, column, holder, parse_date
from app.ui.kit.dates import Calendar, CalendarPopup

Show = Callable[[QWidget], QWidget]
DAY = date(2025, 4, 5)


@pytest.mark.parametrize(
    "text",
    ["2025-04-05", "2025-4-5", "2025/4/5", "2025.4.5", "20250405", "2025年4月5日", " ２０２５－０４－０５ "],
)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize("text", ["", "明天", "2025-02-30", "04-05", "2025", "2025-13-01"])
def test_nothing_is_guessed(text: str) -> None:
    assert parse_date(text) is None


@pytest.fixture
def field(shown: Show) -> DateField:
    made = DateField(DAY, "日期")
    shown(holder(column(made, Line())))
    made.setFocus()
    return made


def leave(field: DateField) -> None:
    field.nextInFocusChain().setFocus()
    field.clearFocus()


def test_leaving_tidies_and_tells_once(field: DateField) -> None:
    told: list[object] = []
    field.changed.connect(told.append)
    field.setText("2025年5月12日")
    leave(field)
    assert field.text() == "2025-05-12"
    field.setFocus()
    field.setText("")
    leave(field)
    field.setFocus()
    leave(field)
    assert told == [date(2025, 5, 12), None]


def test_nonsense_is_marked_and_never_told(field: DateField, qtbot: QtBot) -> None:
    field.setText("下周")
    with qtbot.assertNotEmitted(field.changed):
        leave(field)
    assert field.property("bad")
    assert field.text() == "下周"
    assert field.problem


def test_the_calendar_picks_and_is_walked_by_keys(field: DateField, qtbot: QtBot) -> None:
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = field.findChild(CalendarPopup)
    assert popup is not None and popup.isVisible()
    grid = popup.calendar.focusProxy()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown):
        qtbot.keyClick(grid, key)
    with qtbot.waitSignal(field.changed) as told:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert told.args == [date(2025, 5, 13)]
    assert field.text() == "2025-05-13"


def test_a_click_on_a_day_picks_it(shown: Show, qtbot: QtBot) -> None:
    calendar = Calendar(DAY)
    shown(calendar)
    with qtbot.waitSignal(calendar.picked) as told:
        # April 2025 begins on a Tuesday: the first line starts with 31 March.
        qtbot.mouseClick(calendar.focusProxy(), Qt.MouseButton.LeftButton, pos=QPoint(36 + 18, 30 + 15))
    assert told.args == [date(2025, 4, 1)]


def test_months_keep_to_their_last_day(qtbot: QtBot) -> None:
    calendar = Calendar(date(2025, 1, 31))
    qtbot.addWidget(calendar)
    calendar.move_months(1)
    assert calendar.day == date(2025, 2, 28)
    calendar.move_months(-14)
    assert calendar.day == date(2023, 12, 28)
