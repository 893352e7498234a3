"""Building the page shows no widget on its own: on a real screen it would flash up as a window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.context import Context
from app.ui.review.page import ReviewPage


class Watcher(QObject):
    """Notes every widget that is shown without a window around it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the module."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}".strip())
        return False


def test_building_the_review_shows_no_window(context: Context, qapp: QApplication) -> None:
    watcher = Watcher()
    qapp.installEventFilter(watcher)
    page = ReviewPage(context)
    qapp.removeEventFilter(watcher)
    page.deleteLater()
    assert watcher.seen == []
