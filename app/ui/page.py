"""The base of every tab: loads when it is shown, goes stale when it is not, keeps out of other pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.models.enums import Topic
from app.ui.context import Context
from app.ui.hub import Changes

KeyGroup = tuple[str, Sequence[tuple[str, str]]]


class Page(QWidget):
    """A page declares `topics` and implements `load`, which asks a service for rows and shows them."""

    topics: ClassVar[frozenset[Topic]] = frozenset()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.context = context
        self.is_stale = True
        context.hub.changed.connect(self._on_changed)
        context.year_changed.connect(self._on_year_changed)

    def load(self) -> None:
        """Ask for the rows of this page and show them."""
        raise NotImplementedError

    def leave(self) -> None:
        """Save what is being typed; called before the page is left and before the file is closed."""

    def first_focus(self) -> QWidget:
        """What has the keyboard when the page is shown for the first time."""
        return self

    def status_text(self) -> str:
        """What the status bar says about this page."""
        return ""

    def keys(self) -> Sequence[KeyGroup]:
        """The keys that work on this page, for the overlay: (group, ((key, what it does), ...))."""
        return ()

    def reload(self) -> None:
        """Load now if visible, else when shown."""
        if self.isVisible():
            self.is_stale = False
            self.load()
        else:
            self.is_stale = True

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.source is not self and not self.topics.isdisjoint(changes.topics):
            self.reload()

    @Slot(int)
    def _on_year_changed(self, year: int) -> None:
        self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        """Load if something changed while the page was hidden."""
        super().showEvent(event)
        if self.is_stale:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing typed is lost by leaving a page."""
        self.leave()
        super().hideEvent(event)
