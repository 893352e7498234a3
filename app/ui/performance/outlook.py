"""完成目标可能性: chosen from three words, or left empty."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.models.enums import Outlook
from app.ui.kit import Menu
from app.ui.performance.sheet import Sheet


class OutlookMenu(Menu):
    """The menu of one row; what is chosen is kept at once."""

    def __init__(self, sheet: Sheet, row: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet, self._key = sheet, sheet.keys[row]
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = sheet.line(row).outlook
        for one in Outlook:
            self.add(one.label, icon="check" if one is now else "").setData(one.value)
        self.addSeparator()
        self.add("不填").setData("")
        self.triggered.connect(self._on_chosen)

    @Slot(QAction)
    def _on_chosen(self, entry: QAction) -> None:
        row = self._sheet.index_of(self._key)
        if row >= 0:
            self._sheet.set_cell(row, "outlook", str(entry.data()))
