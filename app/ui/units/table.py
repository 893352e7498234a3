"""The table of the unit list."""

from __future__ import annotations

from app.ui.table import RowsModel, TableView


class UnitsTable(TableView):
    """A table whose last row can be scrolled above the bar that floats over its foot."""

    def __init__(self, model: RowsModel) -> None:
        self._foot_room = 0
        super().__init__(model, name="单位名录")

    def set_foot_room(self, pixels: int) -> None:
        """How far the last row can be scrolled up."""
        if pixels != self._foot_room:
            self._foot_room = pixels
            self.updateGeometries()

    def updateGeometries(self) -> None:
        """Let the rows scroll further by the room at the foot."""
        super().updateGeometries()
        free = self.viewport().height() - self.rows.rowCount() * self.row_height
        room = self._foot_room - max(0, min(free, self._foot_room))
        if room and self.rows.rowCount():
            bar = self.verticalScrollBar()
            bar.setRange(0, bar.maximum() + room)
