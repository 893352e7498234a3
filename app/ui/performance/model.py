"""The indicator rows of a sheet as cells to type in."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Slot

from app.models.enums import Outlook
from app.ui.performance.cells import CellModel
from app.ui.performance.columns import FIELDS, FIRST, Col, heads
from app.ui.performance.sheet import Sheet

_NUMBERS = (Col.WEIGHT, Col.SCORE)
Index = QModelIndex | QPersistentModelIndex


class IndicatorModel(CellModel):
    """The indicator rows of a sheet as cells."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet
        sheet.shown.connect(self._on_shown)
        sheet.changed.connect(self.changed)

    @Slot()
    def _on_shown(self) -> None:
        self.beginResetModel()
        self.endResetModel()
        self.replaced.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many indicators."""
        return 0 if parent is not None and parent.isValid() else len(self.sheet.keys)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns."""
        return len(Col)

    def key_at(self, row: int) -> str:
        """The key of an indicator."""
        return self.sheet.keys[row]

    def row_of(self, key: str) -> int:
        """Where an indicator stands, or -1."""
        return self.sheet.index_of(key)

    def text_at(self, row: int, column: int) -> str:
        """What is typed in a cell."""
        value = getattr(self.sheet.line(row), FIELDS[column]) or "" if row >= 0 else ""
        return value.label if isinstance(value, Outlook) else value

    def can_stand(self, row: int, column: int) -> bool:
        """The level names are no cells of their own."""
        return column >= FIRST and column in self.sheet.columns

    def is_editable(self, row: int, column: int) -> bool:
        """Everything but the level names."""
        return self.can_stand(row, column) and self.sheet.can_edit

    def is_number(self, column: int) -> bool:
        """Weight and score."""
        return column in _NUMBERS

    def keep(self, row: int, column: int, text: str) -> None:
        """Store what was typed."""
        if column == Col.OUTLOOK:
            text = next((one.value for one in Outlook if text in (one.label, one.value)), "")
        self.sheet.set_cell(row, FIELDS[column], text)

    def preview(self, row: int, column: int, text: str) -> None:
        """Sums and paper follow the typing."""
        self.sheet.preview(row, FIELDS[column], text)

    def name_of(self, row: int, column: int) -> str:
        """What a cell is called."""
        name = heads(self.sheet.profile).get(Col(column), "") if column >= FIRST else ""
        return f"第{row + 1}行 {self.sheet.line(row).level2} {name}"
