from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit import Line, button, column, holder, link
from app.ui.popover import Popover

Show = Callable[[QWidget], QWidget]
LEFT = Qt.MouseButton.LeftButton


class Stage:
    def __init__(self, shown: Show, size: tuple[int, int] = (900, 600)) -> None:
        self.anchor = button("为什么")
        self.other = Line()
        self.window = holder(column(self.anchor, self.other, None))
        self.window.resize(*size)
        shown(self.window)
        self.anchor.setFocus()
        self.pressed: list[bool] = []
        self.anchor.clicked.connect(self.pressed.append)

    def open(self, content: QWidget | None = None, *, sideways: bool = False) -> Popover:
        popover = Popover(300)
        popover.add(content or link("复制记录"))
        popover.open_at(self.anchor, sideways=sideways)
        return popover


@pytest.fixture
def stage(shown: Show) -> Stage:
    return Stage(shown)


def test_esc_closes_and_gives_the_focus_back(stage: Stage, qtbot: QtBot) -> None:
    popover = stage.open()
    assert popover.hasFocus()
    with qtbot.waitSignal(popover.closed):
        qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert stage.anchor.hasFocus()


def test_it_closes_quietly_when_its_anchor_is_gone(stage: Stage, qtbot: QtBot) -> None:
    """The chip of a filter goes away while its last value is taken away in the popover."""
    popover = stage.open()
    shiboken6.delete(stage.anchor)
    with qtbot.waitSignal(popover.closed):
        popover.dismiss()


def test_it_is_no_window_of_its_own(stage: Stage) -> None:
    """A popup window would take the activation, and with it the input method."""
    popover = stage.open()
    assert popover.window() is stage.window
    assert QApplication.activePopupWidget() is None


def test_a_click_outside_closes_and_does_nothing_else(stage: Stage, qtbot: QtBot) -> None:
    popover = stage.open()
    place = stage.anchor.mapTo(stage.window, stage.anchor.rect().center())
    below = stage.window.childAt(place)
    with qtbot.waitSignal(popover.closed):
        qtbot.mouseClick(below, LEFT, pos=below.mapFrom(stage.window, place))
    assert stage.pressed == []


def test_a_click_inside_stays(stage: Stage, qtbot: QtBot) -> None:
    inside = link("复制记录")
    popover = stage.open(inside)
    with qtbot.assertNotEmitted(popover.closed):
        qtbot.mouseClick(inside, LEFT)
        qtbot.mouseClick(popover, LEFT, pos=popover.card_rect().center().toPoint())


def test_closes_when_the_focus_leaves(stage: Stage, qtbot: QtBot) -> None:
    popover = stage.open()
    with qtbot.waitSignal(popover.closed):
        stage.other.setFocus()
    assert stage.other.hasFocus(), "and does not take it back"


def test_a_text_field_inside_is_ready_for_typing(stage: Stage) -> None:
    line = Line()
    stage.open(line)
    assert line.hasFocus()


@pytest.mark.parametrize("size", [(900, 600), (360, 200), (320, 120)])
@pytest.mark.parametrize("sideways", [False, True])
def test_stays_inside_the_window(shown: Show, size: tuple[int, int], sideways: bool) -> None:
    stage = Stage(shown, size)
    popover = stage.open(sideways=sideways)
    card = popover.card_rect().toRect().translated(popover.pos())
    assert stage.window.rect().contains(QRect(card.topLeft(), QPoint(card.right(), card.top())))
    assert not popover.grab().isNull()


def test_is_never_wider_than_a_glance() -> None:
    assert Popover(2000)._width == 560
