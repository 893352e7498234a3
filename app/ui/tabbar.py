"""The main tabs. Painted, because a style sheet sets icon and word unevenly and lets a tab jump when it is
chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar

from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.theme import theme

HEIGHT = 40
_ICON = 16
_GAP = 7
_PAD = 14
_DOT = 3


class Tab(NamedTuple):
    """A main tab: key, word, icon."""

    key: str
    words: str
    icon: str


class MainTabs(QTabBar):
    """Tabs of the main window; none is current while the start page is shown. `chosen` tells the key."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self._tabs = tuple(tabs)
        self._dots: dict[str, int] = {}
        self._is_home = True
        self._hovered = -1
        self.setObjectName("maintabs")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("主要页面")
        for number, tab in enumerate(self._tabs):
            self.addTab(tab.words)
            self.setTabToolTip(number, f"{tab.words}  Ctrl+{number + 1}")
        self.tabBarClicked.connect(self._on_clicked)
        self.setFixedHeight(HEIGHT)

    @property
    def current(self) -> str:
        """The key of the current tab, "" on the start page."""
        return "" if self._is_home else self._tabs[self.currentIndex()].key

    def set_current(self, key: str) -> None:
        """Show a tab as current without telling `chosen`; "" for the start page."""
        self._is_home = not key
        if key:
            self.setCurrentIndex([tab.key for tab in self._tabs].index(key))
        self.update()

    def set_dot(self, key: str, count: int, words: str = "") -> None:
        """A dot for something open at a tab; `words` (`2 处未决冲突`) is its tooltip and what is read out."""
        number = [tab.key for tab in self._tabs].index(key)
        self._dots[key] = count
        tab = self._tabs[number]
        note = f"，{words}" if count and words else ""
        self.setAccessibleTabName(number, tab.words + note)
        tip = f"{tab.words}  Ctrl+{number + 1}"
        self.setTabToolTip(number, f"{tip}\n{words}" if count and words else tip)
        self.update()

    @Slot(int)
    def _on_clicked(self, number: int) -> None:
        if number >= 0 and self.isEnabled():
            self._choose(number)

    def _choose(self, number: int) -> None:
        self._is_home = False
        self.setCurrentIndex(number)
        self.update()
        self.chosen.emit(self._tabs[number].key)

    def _paint_tab(self, painter: QPainter, rect: QRectF, number: int, tab: Tab) -> None:
        is_current = not self._is_home and number == self.currentIndex() and self.isEnabled()
        is_hot = number == self._hovered and self.isEnabled() and not is_current
        token = "accent" if is_current else "ink" if is_hot else "ink-2"
        if not self.isEnabled():
            token = "ink-3"
        weight = fonts.SEMIBOLD if is_current else fonts.REGULAR
        slack = (fonts.width(tab.words, weight=fonts.SEMIBOLD) - fonts.width(tab.words, weight=weight)) / 2
        left = rect.x() + _PAD + slack
        icons.draw(painter, tab.icon, left, rect.center().y() - _ICON / 2, _ICON, token)
        room = QRectF(left + _ICON + _GAP, rect.y(), rect.width(), rect.height() - 1)
        taken = paint.text(painter, room, tab.words, token, weight=weight)
        if self._dots.get(tab.key) and self.isEnabled():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("warn"))
            painter.drawEllipse(QPointF(room.x() + taken + 6, rect.center().y() - 6), _DOT, _DOT)
        if is_current or is_hot:
            under = QRectF(rect.x() + 6, rect.bottom() - 2, rect.width() - 12, 2)
            painter.fillRect(under, theme.color("accent" if is_current else "border"))
        if self.hasFocus() and (is_current or (self._is_home and number == self.currentIndex())):
            paint.focus_ring(painter, rect.adjusted(2, 4, -2, -4))

    def tabSizeHint(self, index: int) -> QSize:
        """As wide as the bold word needs."""
        word = fonts.width(self._tabs[index].words, weight=fonts.SEMIBOLD)
        return QSize(round(word) + _ICON + _GAP + 2 * _PAD, HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Tabs do not shrink."""
        return self.tabSizeHint(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        wanted = self.currentIndex() + (0 if self._is_home else step)
        if 0 <= wanted < self.count():
            self._choose(wanted)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self._hovered = self.tabAt(event.position().toPoint())
        self.update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: object) -> None:
        """The pointer is gone."""
        self._hovered = -1
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            for number, tab in enumerate(self._tabs):
                self._paint_tab(painter, QRectF(self.tabRect(number)), number, tab)
