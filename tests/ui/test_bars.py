"""Toast, progress strip, tabs, top bar and status bar."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit import FloatingBar, Label, button, column, holder
from app.ui.progress_strip import ProgressStrip, StripState, remaining_text
from app.ui.shell_parts import StatusBar, TabStrip, TopBar
from app.ui.theme import Mode
from app.ui.toast import Toaster

Show = Callable[[QWidget], QWidget]
LEFT = Qt.MouseButton.LeftButton


class Window:
    def __init__(self, shown: Show) -> None:
        self.page = QWidget()
        self.status = StatusBar()
        self.window = holder(column((self.page, 1), self.status, gap=0))
        self.window.resize(1200, 700)
        shown(self.window)
        self.toaster = Toaster(self.page)


def test_one_toast_at_a_time_above_the_bars(shown: Show) -> None:
    made = Window(shown)
    first = made.toaster.show("已复制核对码")
    second = made.toaster.show("已撤销：把 3 家单位分派给李乙", "重做", "Ctrl Y")
    assert not first.isVisible()
    assert made.toaster.current is second
    card = second.card_rect().toRect().translated(second.pos())
    assert card.bottom() + 1 == made.page.height() - 16
    assert abs(card.center().x() - made.window.width() // 2) <= 1
    made.window.resize(1000, 600)
    card = second.card_rect().toRect().translated(second.pos())
    assert card.bottom() + 1 == made.page.height() - 16


def test_the_link_of_a_toast_acts_and_ends_it(shown: Show, qtbot: QtBot) -> None:
    made = Window(shown)
    redone: list[bool] = []
    toast = made.toaster.show("已撤销", "重做", on_link=lambda: redone.append(True))
    assert toast.link is not None
    qtbot.mouseClick(toast.link, LEFT)
    assert redone == [True]
    assert made.toaster.current is None


def test_a_toast_goes_by_itself_but_not_while_its_link_has_the_focus(shown: Show, qtbot: QtBot) -> None:
    made = Window(shown)
    toast = made.toaster.show("已撤销", "重做")
    assert toast.link is not None
    toast.link.setFocus()
    made.toaster._on_time()
    assert made.toaster.current is toast
    made.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.page.setFocus()
    made.toaster._on_time()
    assert made.toaster.current is None


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (StripState("导出", 31, 82, seconds=2.0), ""),
        (StripState("导出", 31, 82, seconds=24.0), "约 40 秒"),
        (StripState("导出", 80, 82, seconds=24.0), "约几秒"),
        (StripState("导出", 10, 1000, seconds=10.0), "约 16 分钟"),
        (StripState("导出", 0, 82, seconds=24.0), ""),
        (StripState("读取", 5, 0, seconds=24.0), ""),
        (StripState("导出", 31, 82, seconds=24.0, is_stopping=True), ""),
    ],
)
def test_the_rest_is_guessed_only_when_it_can_be(state: StripState, text: str) -> None:
    assert remaining_text(state) == text


def test_the_strip_shows_runs_stops_and_failures(shown: Show, qtbot: QtBot) -> None:
    strip = ProgressStrip()
    window = holder(column(None, strip))
    window.resize(1200, 200)
    shown(window)
    strip.show_state(StripState("正在导出", 0, 82, seconds=0.2))
    assert not strip.isVisible(), "what takes half a second is not shown"
    strip.show_state(StripState("正在导出", 31, 82, "示例会展中心", 24, queued=1))
    assert (strip.title.text(), strip.count.text(), strip.queued.words) == ("正在导出", "31 / 82", "+1")
    with qtbot.waitSignal(strip.cancel_wanted):
        qtbot.mouseClick(strip.cancel_button, LEFT)
    strip.show_state(StripState("正在导出", 31, 82, seconds=25, is_stopping=True))
    assert strip.title.text() == "正在停止…"
    assert not strip.cancel_button.isEnabled()
    failed = StripState("导出", 82, 82, "82 份中有 3 份没有导出", 60, is_finished=True, failed=3)
    strip.show_state(failed)
    assert strip.title.text() == "82 份中有 3 份没有导出"
    with qtbot.waitSignal(strip.details_wanted):
        qtbot.mouseClick(strip.details_button, LEFT)
    with qtbot.waitSignal(strip.dismissed):
        qtbot.mouseClick(strip.close_button, LEFT)
    assert not strip.isVisible()
    strip.show_state(StripState("正在导出", 1, 2, seconds=1))
    assert strip.property("tone") == ""
    strip.show_state(StripState("导出", 2, 2, seconds=9, is_finished=True))
    assert not strip.isVisible()


def test_tabs_are_chosen_by_mouse_and_keys(shown: Show, qtbot: QtBot) -> None:
    strip = TabStrip()
    shown(strip)
    tabs = strip.tabs
    told: list[str] = []
    tabs.chosen.connect(told.append)
    assert tabs.current == ""
    qtbot.mouseClick(tabs, LEFT, pos=tabs.tabRect(0).center())
    assert (tabs.current, told) == ("units", ["units"]), "also the first one, coming from the start page"
    tabs.setFocus()
    qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert (tabs.current, told[-1]) == ("review", "review")
    strip.set_current("")
    assert tabs.current == ""
    strip.set_current("exchange")
    assert told == ["units", "review"]


def test_a_tab_is_as_wide_chosen_as_not(shown: Show) -> None:
    strip = TabStrip()
    tabs = strip.tabs
    before = [tabs.tabRect(n) for n in range(tabs.count())]
    tabs.set_current("performance")
    assert [tabs.tabRect(n) for n in range(tabs.count())] == before


def test_a_dot_is_also_said(shown: Show, each_theme: Mode) -> None:
    strip = TabStrip()
    tabs = strip.tabs
    shown(strip)
    plain = tabs.grab().toImage()
    tabs.set_dot("exchange", 2, "2 处未决冲突")
    assert tabs.accessibleTabName(5) == "数据交换，2 处未决冲突"
    assert "2 处未决冲突" in tabs.tabToolTip(5)
    assert tabs.grab().toImage() != plain
    tabs.set_dot("exchange", 0)
    assert tabs.accessibleTabName(5) == "数据交换"


def test_without_a_file_tabs_and_search_rest(shown: Show, qtbot: QtBot) -> None:
    top, strip = TopBar(), TabStrip()
    shown(holder(column(top, strip)))
    strip.set_open(False)
    qtbot.mouseClick(strip.tabs, LEFT, pos=strip.tabs.tabRect(0).center())
    assert strip.tabs.current == ""
    assert not top.search.isEnabled()
    assert not top.file_button.isVisible()
    top.set_file("示例区2024年度审核.crd")
    assert top.search.isEnabled()
    assert top.file_button.isVisible()


def test_the_search_stands_in_the_middle_and_gives_way(shown: Show, qtbot: QtBot) -> None:
    top = TopBar()
    shown(top)
    top.set_file("示例区2024年度审核.crd")
    top.set_code("K7QF 2M9D")
    top.set_person("王甲")
    for width, search in ((1366, 380), (1180, 260)):
        top.resize(width, 48)
        assert top.search.width() == search
        qtbot.waitUntil(lambda width=width: abs(top.search.geometry().center().x() - width // 2) <= 8)


def test_the_status_bar_says_what_matters(shown: Show, qtbot: QtBot) -> None:
    status = StatusBar()
    shown(status)
    status.set_saved("没有保存，点这里看原因", "bad")
    with qtbot.waitSignal(status.saved_pressed):
        qtbot.mouseClick(status.saved_button, LEFT)
    assert not status.conflicts_button.isVisible()
    status.set_conflicts(2)
    assert status.conflicts_button.words == "未决冲突 2"
    with qtbot.waitSignal(status.conflicts_pressed):
        qtbot.mouseClick(status.conflicts_button, LEFT)
    status.set_job("自动检查 82 / 125", 82, 125)
    assert status.job_bar.isVisible()
    status.set_job("")
    assert not status.job_bar.isVisible()


def test_the_floating_bar_stays_at_the_foot_of_its_page(shown: Show, qtbot: QtBot) -> None:
    page = QWidget()
    page.resize(1000, 600)
    words = Label("已选 3 家")
    bar = FloatingBar(page, words, button("分派…"))
    shown(page)
    assert not bar.isVisible()
    bar.set_open(True)
    for size in ((1000, 600), (800, 500)):
        page.resize(*size)
        assert bar.geometry().bottom() + 1 == size[1] - 20 + 20, "20 above the edge, less its shadow"
        assert abs(bar.geometry().center().x() - size[0] // 2) <= 1
    before = bar.width()
    words.setText("已选 3 家 · 共 136,321.06 tCO₂")
    qtbot.waitUntil(lambda: bar.width() > before)
