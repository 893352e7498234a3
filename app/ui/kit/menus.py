"""Menus with round corners, icons of the family, and the key behind the word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.ui import icons


class Menu(QMenu):
    """A menu. Make it when it is opened, or fill it in `aboutToShow`: its icons keep their colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The corners are round, so the window behind them must not be seen.
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        self.setWindowFlags(self.windowFlags() | flags)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setProperty("round", True)
        self.setToolTipsVisible(True)

    def add(
        self,
        words: str,
        slot: Callable[[], object] | None = None,
        icon: str = "",
        key: str = "",
        is_enabled: bool = True,
    ) -> QAction:
        """Append an entry. `key` is only shown: the shortcut itself belongs to the page."""
        entry = self.addAction(words.replace("&", "&&"))
        if icon:
            entry.setIcon(icons.icon(icon))
        if key:
            entry.setShortcut(QKeySequence(key))
            entry.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if slot is not None:
            entry.triggered.connect(slot)
        entry.setEnabled(is_enabled)
        return entry
