"""Tells every screen what kinds of thing have changed, and who changed them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.models.enums import Topic


@dataclass(frozen=True)
class Changes:
    """Kinds of thing that changed, and the object that asked for it (it need not reload)."""

    topics: frozenset[Topic]
    source: object | None = None


class ChangeHub(QObject):
    """The one place where changes are announced. No screen calls another screen."""

    changed = Signal(object)

    def publish(self, topics: Iterable[Topic], source: object | None = None) -> None:
        """Announce `topics`; nothing happens where there are none."""
        kinds = frozenset(topics)
        if kinds:
            self.changed.emit(Changes(kinds, source))
