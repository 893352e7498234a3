"""One of the values that stand side by side, as a card that is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.services.exchange.questions import Side
from app.ui import fonts
from app.ui.exchange.differing import Span
from app.ui.exchange.saying import moment
from app.ui.kit import paint
from app.ui.kit.labels import paint_avatar
from app.ui.theme import theme

_LEAST = 150
_PAD = 16
_TOP = 42
_ROW = 26
_LONG = 24
_PITCH = 21


class ValueCard(QAbstractButton):
    """Shows a `Side`. Space or a click chooses; Enter is left to the desk once it is chosen."""

    def __init__(self, title: str, side: Side, key: str, marks: Sequence[Span], is_long: bool) -> None:
        super().__init__()
        self.side, self.title = side, title
        self._shows_ring = False
        self._key, self._marks, self._is_long = key, tuple(marks), is_long
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(260)
        said = "，".join(f"{one.actor} {moment(one.at)}" for one in side.sayings)
        self.setAccessibleName(f"{title}：{side.words}，{said}")

    def _layout(self, width: float) -> QTextLayout:
        px = fonts.BASE if self._is_long else fonts.VALUE
        weight = fonts.REGULAR if self._is_long else fonts.SEMIBOLD
        layout = QTextLayout(self.side.words.replace("\n", "\u2028"), fonts.font(px, weight))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        formats = []
        for start, end in self._marks:
            mark = QTextLayout.FormatRange()
            mark.start, mark.length = start, end - start
            look = QTextCharFormat()
            look.setBackground(theme.ground("warn"))
            look.setForeground(theme.color("warn"))
            mark.format = look
            formats.append(mark)
        layout.setFormats(formats)
        pitch = _PITCH if self._is_long else _PITCH + 5
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top + (pitch - line.height()) / 2))
            top += pitch
        layout.endLayout()
        return layout

    def _text_height(self, width: int) -> float:
        layout = self._layout(max(60, width - 2 * _PAD - 2))
        return layout.lineCount() * float(_PITCH if self._is_long else _PITCH + 5)

    def hasHeightForWidth(self) -> bool:
        """The text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the text needs, and at least so that cards look alike."""
        foot = 14 + len(self.side.sayings) * _ROW + 8
        return max(_LEAST, round(_TOP + self._text_height(width) + foot))

    def sizeHint(self) -> QSize:
        """The size it likes."""
        width = self.width() or 400
        return QSize(400, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        return QSize(260, _LEAST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses; chosen, it goes on to the desk."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.isChecked():
            self.click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring beside the chosen border only for those who walk with Tab."""
        super().focusInEvent(event)
        tabs = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._shows_ring = event.reason() in tabs

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self._shows_ring = False

    def nextCheckState(self) -> None:
        """A chosen card stays chosen."""
        self.setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            chosen, hot = self.isChecked(), self.underMouse()
            border, width = ("accent", 2) if chosen else ("ink-3" if hot else "hairline", 1)
            paint.round_rect(painter, rect, paint.CARD_RADIUS, "surface", border, width)
            paint.paint_radio(painter, _PAD, 14, chosen, hot)
            room = QRectF(_PAD + 32, 12, rect.width() - _PAD * 2 - 80, 20)
            paint.text(painter, room, self.title, weight=fonts.SEMIBOLD)
            wide = paint.key_cap_width(self._key)
            paint.paint_key_cap(painter, rect.right() - _PAD - wide, 22, self._key)
            layout = self._layout(rect.width() - 2 * _PAD - 2)
            is_empty = self.side.value is None and not self.side.words.startswith("删")
            painter.setPen(theme.color("ink-2" if is_empty else "ink"))
            layout.draw(painter, QPointF(_PAD, _TOP))
            self._paint_sayings(painter, rect)
            if self.hasFocus() and not chosen:
                paint.focus_ring(painter, rect, paint.CARD_RADIUS)
            elif self._shows_ring:
                paint.focus_ring(painter, rect.adjusted(3, 3, -3, -3), paint.CARD_RADIUS - 2)

    def _paint_sayings(self, painter: QPainter, rect: QRectF) -> None:
        sayings = self.side.sayings
        top = rect.height() - 8 - len(sayings) * _ROW
        paint.line(painter, _PAD, rect.width() - _PAD, top - 7)
        for number, one in enumerate(sayings):
            middle = top + number * _ROW + _ROW / 2
            tone = "accent" if one.is_ours else "info"
            paint_avatar(painter, QRectF(_PAD, middle - 11, 22, 22), one.actor[:1], tone)
            room = QRectF(_PAD + 32, middle - 10, rect.width() - 2 * _PAD - 130, 20)
            taken = paint.text(painter, room, one.actor)
            where = "本机" if one.is_ours else one.device
            if where:
                aside = room.adjusted(taken + 8, 0, 0, 0)
                paint.text(painter, aside, f"·  {where}", "ink-2", fonts.CAPTION)
            when = QRectF(rect.width() - _PAD - 120, middle - 10, 120, 20)
            paint.text(painter, when, moment(one.at), "ink-2", fonts.CAPTION, align=paint.RIGHT)


def is_long_text(words: Sequence[str]) -> bool:
    """Whether values are texts to be read rather than values to be seen at a glance."""
    return any(len(one) > _LONG or "\n" in one for one in words)
