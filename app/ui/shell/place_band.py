"""One calm line over the pages: the open file lies where it may be damaged, and what to do about it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot

from app.services.placement import place_warning
from app.services.settings import SettingsStore
from app.ui.kit import Band, link

_HINT = "place:"


class PlaceBand(Band):
    """Hidden unless there is something to say. Closed by a person it stays away for that folder."""

    copy_wanted = Signal()

    def __init__(self, settings: SettingsStore) -> None:
        self.copy_link = link("另存到本机…")
        super().__init__("", "warn", self.copy_link, can_close=True)
        self._settings = settings
        self._folder = ""
        self.copy_link.clicked.connect(self.copy_wanted)
        self.dismissed.connect(self._on_dismissed)
        self.hide()

    def show_for(self, path: Path) -> None:
        """Say what is to be said about the place of a file that was opened."""
        self._folder = f"{_HINT}{path.parent}"
        seen = self._settings.value.hints_seen.get(self._folder)
        words = "" if seen else place_warning(path)
        self.set_words(words)
        self.setVisible(bool(words))

    @Slot()
    def _on_dismissed(self) -> None:
        seen = {**self._settings.value.hints_seen, self._folder: 1}
        self._settings.update(hints_seen=seen)
