"""The window itself, light enough to be there before anything else is loaded."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from app import PRODUCT
from app.ui.tokens import DARK, LIGHT

SMALLEST = (1180, 640)
_TOP_BAR, _TABS, _STATUS = 48, 41, 26


class _Ground(QWidget):
    """The bars of the window without content, shown while the program loads."""

    painted = Signal()

    def __init__(self, is_dark: bool) -> None:
        super().__init__()
        self._tokens = DARK if is_dark else LIGHT

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars and product name."""
        surface, window = QColor(self._tokens["surface"]), QColor(self._tokens["window"])
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), window)
            painter.fillRect(QRect(0, 0, self.width(), _TOP_BAR + _TABS), surface)
            painter.fillRect(QRect(0, self.height() - _STATUS, self.width(), _STATUS), surface)
            painter.setPen(QColor(self._tokens["ink"]))
            font = QFont()
            font.setPixelSize(14)
            font.setBold(True)
            painter.setFont(font)
            place = QRect(50, 0, 300, _TOP_BAR)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, PRODUCT)
        self.painted.emit()


class Frame(QMainWindow):
    """The main window. What is inside comes later; what must be asked before closing is asked through it."""

    closing = Signal()
    # A key that nothing inside wanted.
    key_left = Signal(QKeyEvent)

    def __init__(self, is_dark: bool = False) -> None:
        super().__init__()
        self.may_close: Callable[[], bool] | None = None
        self.setWindowTitle(PRODUCT)
        self.setMinimumSize(*SMALLEST)
        self.ground = _Ground(is_dark)
        self.setCentralWidget(self.ground)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close unless something speaks against it."""
        if self.may_close is not None and not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass on what nobody wanted."""
        self.key_left.emit(event)
        super().keyPressEvent(event)
