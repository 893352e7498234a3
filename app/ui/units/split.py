"""The list and its drawer: side by side where there is room, else the drawer lies over the list."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.kit.paint import paint_shadow
from app.ui.units.drawer import NORMAL, WIDE, Drawer

WIDE_PAGE, NARROW_PAGE = 1600, 1340
_SHADOW = 24


class _Shadow(QWidget):
    """Falls from the drawer on the list below it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            paint_shadow(painter, QRectF(self.rect()).adjusted(_SHADOW, 0, 40, 0), 0, 16, 0)


class Split(QWidget):
    """Places the list and the drawer by hand, because one of them may lie over the other."""

    def __init__(self, main: QWidget, drawer: Drawer) -> None:
        super().__init__()
        self._main, self._drawer = main, drawer
        main.setParent(self)
        self._shadow = _Shadow(self)
        drawer.setParent(self)
        drawer.hide()
        self._page_width = NARROW_PAGE
        self.is_open = False

    @property
    def lies_over(self) -> bool:
        """Whether the drawer covers a part of the list."""
        return self._page_width < NARROW_PAGE

    def set_open(self, is_open: bool) -> None:
        """Show or hide the drawer."""
        if self.is_open != is_open:
            self.is_open = is_open
            self._place()

    def fit(self, page_width: int) -> None:
        """Follow the width of the page."""
        self._page_width = page_width
        self._place()

    def _place(self) -> None:
        wide = WIDE if self._page_width >= WIDE_PAGE else NORMAL
        taken = wide if self.is_open and not self.lies_over else 0
        self._main.setGeometry(0, 0, self.width() - taken, self.height())
        self._drawer.setGeometry(self.width() - wide, 0, wide, self.height())
        self._shadow.setGeometry(self.width() - wide - _SHADOW, 0, _SHADOW, self.height())
        self._drawer.setVisible(self.is_open)
        self._shadow.setVisible(self.is_open and self.lies_over)
        self._shadow.raise_()
        self._drawer.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        self._place()
