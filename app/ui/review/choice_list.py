"""The options of a C item, all in sight: a digit, a click or ↑↓ and Enter answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import fonts
from app.ui.kit import paint

_ROW = 28
_DIGITS = "1234567890"


class ChoiceList(QWidget):
    """`chosen` tells the text of an option. A text that is no option (an older list) is shown above them."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._options: tuple[str, ...] = ()
        self._value = ""
        self._place = 0
        self._hovered = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_options(self, options: Sequence[str], value: str) -> None:
        """Show the options with the chosen one."""
        known = tuple(options) if not value or value in options else (value, *options)
        if known != self._options:
            self._options = known
            self.setFixedHeight(_ROW * len(known))
        if value != self._value or not 0 <= self._place < len(known):
            self._value = value
            self._place = known.index(value) if value in known else 0
        self.setAccessibleDescription(value or "未选择")
        self.update()

    def _take(self, place: int) -> None:
        if self.isEnabled() and 0 <= place < len(self._options):
            self._place = place
            self._value = self._options[place]
            self.update()
            self.chosen.emit(self._value)

    def _rect(self, place: int) -> QRectF:
        return QRectF(0, place * _ROW, self.width(), _ROW)

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(240, _ROW * len(self._options))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        key, digit = event.key(), event.text()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif digit and digit in _DIGITS:
            self._take(_DIGITS.index(digit))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self._place)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self._place = max(0, min(self._place + step, len(self._options) - 1))
            self.update()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where the pointer is."""
        self._hovered = self._at(event.position().toPoint())
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        self._take(self._at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has gone."""
        self._hovered = -1
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the place."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the place."""
        super().focusOutEvent(event)
        self.update()

    def _at(self, place: QPoint) -> int:
        return place.y() // _ROW if self.rect().contains(place) else -1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            for place, words in enumerate(self._options):
                rect, enabled = self._rect(place), self.isEnabled()
                if enabled and place == self._hovered:
                    paint.round_rect(painter, rect, paint.RADIUS, "hover")
                if self.hasFocus() and place == self._place:
                    paint.focus_ring(painter, rect)
                is_chosen = words == self._value
                paint.paint_radio(
                    painter, 8, rect.center().y() - 8, is_chosen, place == self._hovered, enabled
                )
                room = rect.adjusted(34, 0, -34, 0)
                weight = fonts.SEMIBOLD if is_chosen else fonts.REGULAR
                paint.text(painter, room, words, "ink", weight=weight)
                if self.hasFocus() and place < len(_DIGITS):
                    paint.paint_key_cap(painter, rect.right() - 28, rect.center().y(), _DIGITS[place])
