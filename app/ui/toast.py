"""A short sentence about what was just done, with the way to undo it. Never for errors."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.kit.buttons import Button
from app.ui.kit.layout import row

SECONDS = 5
_MARGIN = 24  # room for the shadow
_HEIGHT = 42
_GAP = 16  # above what lies below


class _ToastLink(Button):
    """The link on the inverse ground."""

    def __init__(self, words: str) -> None:
        super().__init__(words, "link")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            paint.text(painter, rect, self.words, "toast-link", weight=fonts.SEMIBOLD, align=paint.CENTER)
            if self.underMouse():
                paint.line(painter, 3, rect.right() - 3, rect.center().y() + 8, "toast-link")
            if self.hasFocus():
                paint.focus_ring(painter, rect, 4, "toast-link")


class Toast(QWidget):
    """One sentence at the bottom of the window."""

    def __init__(self, window: QWidget, icon: str, words: str, link: str, key: str) -> None:
        super().__init__(window)
        self.words = words
        self._icon, self._key = icon, key
        self.link = _ToastLink(link) if link else None
        self.setAccessibleName(words)
        wide = 16 + 16 + 8 + fonts.width(words) + 16
        if self.link is not None:
            wide += 12 + self.link.sizeHint().width() + 8
            self.setLayout(row(None, self.link))
        if key:
            wide += (0 if link else 12) + fonts.width(key) + 4
        self.setFixedSize(round(wide) + 2 * _MARGIN, _HEIGHT + 2 * _MARGIN)
        if self.link is not None:
            tail = round(fonts.width(key) + 12) if key else 0
            self.layout().setContentsMargins(0, 0, _MARGIN + 16 + tail, 0)  # type: ignore[union-attr]

    def card_rect(self) -> QRectF:
        """The card without its shadow."""
        return QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            card = self.card_rect()
            paint.paint_shadow(painter, card, spread=18, drop=5)
            paint.round_rect(painter, card, paint.CARD_RADIUS, "ink")
            icons.draw(painter, self._icon, card.x() + 16, card.center().y() - 8, 16, "surface")
            room = card.adjusted(40, 0, -16, 0)
            paint.text(painter, room, self.words, "surface")
            if self._key:
                paint.text(painter, room, self._key, "surface", align=paint.RIGHT)


class Toaster(QObject):
    """Shows toasts, one at a time, above the bottom edge of `page` (the part of the window between the
    bars).
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.current: Toast | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.timeout.connect(self._on_time)
        page.installEventFilter(self)

    def show(
        self,
        words: str,
        link: str = "",
        key: str = "",
        on_link: Callable[[], object] | None = None,
        icon: str = "check",
    ) -> Toast:
        """Say `words`, maybe with a link (`重做`, called back through `on_link`) and the key that does the
        same.
        """
        self.dismiss()
        toast = self.current = Toast(self._page.window(), icon, words, link, key)
        if toast.link is not None:
            toast.link.clicked.connect(self.dismiss)
            if on_link is not None:
                toast.link.clicked.connect(on_link)
            toast.link.installEventFilter(self)
        toast.installEventFilter(self)
        self._place()
        toast.show()
        toast.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(toast, words))
        return toast

    @Slot()
    def dismiss(self) -> None:
        """Take the toast away."""
        self._timer.stop()
        toast, self.current = self.current, None
        if toast is not None:
            toast.hide()
            toast.deleteLater()

    @Slot()
    def _on_time(self) -> None:
        toast = self.current
        if toast is None:
            return
        is_read = toast.underMouse() or (toast.link is not None and toast.link.hasFocus())
        if is_read:
            self._timer.start()
        else:
            self.dismiss()

    def _place(self) -> None:
        toast = self.current
        if toast is None:
            return
        window = self._page.window()
        page = self._page.mapTo(window, QPoint(0, 0))
        left = (window.width() - toast.width()) // 2
        bottom = page.y() + self._page.height() - _GAP
        toast.move(left, bottom + _MARGIN - toast.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See what happens to the things it watches."""
        if watched is self._page:
            if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
                self._place()
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.FocusOut) or isinstance(event, QEnterEvent):
            self._timer.start()
        elif event.type() == QEvent.Type.MouseButtonPress and watched is self.current:
            self.dismiss()
            return True
        return super().eventFilter(watched, event)
