"""A card that floats over the foot of a page while something is chosen, such as the bar for ticked rows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.kit import paint
from app.ui.kit.layout import Item, add

HEIGHT = 46
_MARGIN = 20  # room for the shadow
_ABOVE = 20


class FloatingBar(QWidget):
    """Centred at the bottom of `page`, 20 pixels above its edge. Hidden until `set_open`.

    Leave `room` pixels free below a table while it is open, so that the last row is not covered.
    """

    room = HEIGHT + 2 * _ABOVE

    def __init__(self, page: QWidget, *items: Item, name: str = "") -> None:
        super().__init__(page)
        self._page = page
        self.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_MARGIN + 14, _MARGIN + 7, _MARGIN + 10, _MARGIN + 7)
        layout.setSpacing(4)
        for item in items:
            add(layout, item)
        self.hide()
        page.installEventFilter(self)

    def set_open(self, is_open: bool) -> None:
        """Show or hide the bar."""
        self.setVisible(is_open)
        self.refit()

    def refit(self) -> None:
        """Take the size and place that the content needs now."""
        if not self.isVisible():
            return
        wide = min(self.sizeHint().width(), self._page.width() + 2 * _MARGIN - 32)
        self.resize(wide, HEIGHT + 2 * _MARGIN)
        left = (self._page.width() - wide) // 2
        self.move(left, self._page.height() - _ABOVE - HEIGHT - _MARGIN)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the page."""
        if watched is self._page and event.type() == QEvent.Type.Resize:
            self.refit()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Follow words that become longer or shorter."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.refit()
        return handled

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint shadow and card."""
        with QPainter(self) as painter:
            card = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
            paint.paint_shadow(painter, card, spread=16, drop=5)
            paint.round_rect(painter, card, paint.CARD_RADIUS, "raised", "hairline")
