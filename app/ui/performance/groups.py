"""The menu of all groups of a template."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.kit import Menu
from app.ui.performance.sheet import Sheet


def group_menu(sheet: Sheet, parent: QWidget) -> Menu:
    """Every level 2 under its level 1; the data of an entry is the pair of names."""
    menu = Menu(parent)
    for level in sheet.profile.levels:
        if not menu.isEmpty():
            menu.addSeparator()
        for child in level.children + level.tolerated:
            entry = menu.add(f"{level.name} · {child}")
            entry.setData((level.name, child))
    return menu
