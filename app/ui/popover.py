"""A small card that opens at a control: it explains, or asks for a choice, and closes when one looks
elsewhere.

It is a child of the window and no popup window: popup windows take the activation, and with it the input
method.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QApplication, QLayout, QLineEdit, QTextEdit, QVBoxLayout, QWidget

from app.ui.kit import paint
from app.ui.kit.focus import focus_stops
from app.ui.theme import theme

_MARGIN = 20
_POINTER = 8
_EDGE = 8
_WIDEST = 560


class _Backdrop(QWidget):
    """Lies under a popover, over the whole window, and takes the click that closes it."""

    def __init__(self, window: QWidget, popover: Popover) -> None:
        super().__init__(window)
        self._popover = popover
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click outside only closes; it does nothing else by accident."""
        self._popover.dismiss()


class Popover(QWidget):
    """A raised card with a pointer to its anchor. Fill `body`, then `open_at(anchor)`; it deletes itself when
    closed.

    Closes with Esc, a click outside, or when the focus leaves; the focus goes back to the anchor.
    """

    closed = Signal()

    def __init__(self, width: int = 300) -> None:
        super().__init__()
        self._width = min(width, _WIDEST)
        self._anchor: QWidget | None = None
        self._backdrop: _Backdrop | None = None
        self._pointer = QPointF()
        self._side = "below"
        self._is_closing = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.setSpacing(8)
        outer.addLayout(self.body)
        self.hide()

    def add(self, item: QWidget | QLayout) -> None:
        """Append to the body."""
        if isinstance(item, QLayout):
            self.body.addLayout(item)
        else:
            self.body.addWidget(item)

    def open_at(self, anchor: QWidget, rect: QRect | None = None, sideways: bool = False) -> None:
        """Open at `anchor` (or at a part of it): below or above, or with `sideways` to the right or left."""
        self._anchor = anchor
        window = anchor.window()
        self.setParent(window)
        self.setFixedWidth(self._width + 2 * _MARGIN)
        self.adjustSize()
        part = rect or anchor.rect()
        target = QRect(anchor.mapTo(window, part.topLeft()), part.size())
        self._place(target, window.rect(), sideways)
        self._backdrop = _Backdrop(window, self)
        self.show()
        self.raise_()
        # A text field is ready for typing; else the card has the focus, and Tab leads to its first control.
        editors = [stop for stop in focus_stops(self) if isinstance(stop, QLineEdit | QTextEdit)]
        (editors[0] if editors else self).setFocus(Qt.FocusReason.PopupFocusReason)
        _app().focusChanged.connect(self._on_focus_changed)

    def _place(self, target: QRect, free: QRect, sideways: bool) -> None:
        wide, high = self._width, self.height() - 2 * _MARGIN
        gap = _POINTER + 2
        free = free.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        if sideways:
            fits = target.right() + gap + wide <= free.right()
            self._side = "right" if fits else "left"
            left = target.right() + gap if fits else target.left() - gap - wide
            top = target.center().y() - high // 2
        else:
            fits = target.bottom() + gap + high <= free.bottom() or target.top() - gap - high < free.top()
            self._side = "below" if fits else "above"
            top = target.bottom() + gap if fits else target.top() - gap - high
            left = target.center().x() - wide // 2
        left = max(free.left(), min(left, free.right() - wide))
        top = max(free.top(), min(top, free.bottom() - high))
        self.move(left - _MARGIN, top - _MARGIN)
        # The pointer keeps clear of the round corners.
        aim_x = max(left + 18, min(target.center().x(), left + wide - 18)) - left + _MARGIN
        aim_y = max(top + 18, min(target.center().y(), top + high - 18)) - top + _MARGIN
        self._pointer = QPointF(aim_x, aim_y)

    def card_rect(self) -> QRectF:
        """The card without its shadow."""
        return QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)

    @Slot()
    def dismiss(self) -> None:
        """Close and give the focus back."""
        if self._is_closing:
            return
        self._is_closing = True
        _app().focusChanged.disconnect(self._on_focus_changed)
        focused = _app().focusWidget()
        had_focus = focused is None or focused is self or self.isAncestorOf(focused)
        anchor = self._anchor
        if self._backdrop is not None:
            self._backdrop.hide()
            self._backdrop.deleteLater()
        self.hide()
        # What it stood at may be gone by now, such as the chip of a filter that was taken away in it.
        if anchor is not None and had_focus and shiboken6.isValid(anchor):
            anchor.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()
        self.deleteLater()

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        # No widget: another program is in front. Another window: a list opened from here.
        if now is None or now.window() is not self.window():
            return
        if now is not self and not self.isAncestorOf(now):
            self.dismiss()

    def _pointer_shape(self, card: QRectF) -> QPolygonF:
        x, y, size = self._pointer.x(), self._pointer.y(), float(_POINTER)
        if self._side in ("below", "above"):
            base = card.top() + 1 if self._side == "below" else card.bottom() - 1
            tip = base - size if self._side == "below" else base + size
            return QPolygonF([QPointF(x - size, base), QPointF(x, tip), QPointF(x + size, base)])
        base = card.left() + 1 if self._side == "right" else card.right() - 1
        tip = base - size if self._side == "right" else base + size
        return QPolygonF([QPointF(base, y - size), QPointF(tip, y), QPointF(base, y + size)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a press."""
        if not self.card_rect().contains(event.position()):
            self.dismiss()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            card = self.card_rect()
            paint.paint_shadow(painter, card, spread=16, drop=4)
            path = QPainterPath()
            path.addRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), paint.CARD_RADIUS, paint.CARD_RADIUS)
            pointer = QPainterPath()
            pointer.addPolygon(self._pointer_shape(card))
            pointer.closeSubpath()
            painter.setPen(QPen(theme.color("border"), 1))
            painter.setBrush(theme.color("raised"))
            painter.drawPath(path.united(pointer))


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
