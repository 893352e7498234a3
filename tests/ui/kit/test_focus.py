from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit import Line, Regions, button, column, focus_stops, holder, row, tab_order

Show = Callable[[QWidget], QWidget]


def test_tab_follows_the_order_given(shown: Show, qtbot: QtBot) -> None:
    first, second, third = Line(), Line(), button("保存")
    window = shown(holder(row(third, second, first)))
    tab_order(first, second, third)
    first.setFocus()
    walked = []
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())
    assert walked == [second, third]
    assert set(focus_stops(window)) == {first, second, third}


def test_f6_jumps_between_regions_and_comes_back_to_where_one_was(shown: Show, qtbot: QtBot) -> None:
    top = holder(row(Line(), Line()))
    empty = holder(row())
    hidden = holder(row(Line()))
    foot = holder(row(button("取消"), button("保存", "primary")))
    window = holder(column(top, empty, hidden, foot))
    shown(window)
    hidden.hide()
    regions = Regions(window, (top, empty, hidden, foot))
    lines, buttons = focus_stops(top), focus_stops(foot)
    lines[1].setFocus()
    regions.go_forward()
    assert QApplication.focusWidget() is buttons[0]
    regions.go_forward()
    assert QApplication.focusWidget() is lines[1]
    regions.go_back()
    assert QApplication.focusWidget() is buttons[0]
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is lines[1]
