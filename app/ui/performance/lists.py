"""Plain lists of words for the dialogs of the tab: rows of one height, long words cut with a tooltip."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

_ROW = 32


class WordList(QListWidget):
    """A list to choose one row of."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def show_rows(self, rows: Iterable[str], current: int) -> None:
        """Show these rows; nothing is told of the change."""
        self.blockSignals(True)
        self.clear()
        for words in rows:
            item = QListWidgetItem(words)
            item.setSizeHint(QSize(0, _ROW))
            item.setToolTip(words)
            self.addItem(item)
        self.setCurrentRow(current)
        self.blockSignals(False)
