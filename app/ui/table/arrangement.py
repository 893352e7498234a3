"""Which columns of a table are seen, in which order and how wide; stored and taken up again as plain
values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHeaderView

from app.ui.table.columns import CHECK_WIDTH, CHECK_WIDTH_NARROW, fit_columns

if TYPE_CHECKING:
    from app.ui.table.view import TableView

_NARROW = 1100
_LEAST_BY_HAND = 48


class Arrangement(QObject):
    """The columns of one `TableView`. `changed` tells what the user did, not what the width of the window
    did.
    """

    changed = Signal()

    def __init__(self, view: TableView) -> None:
        super().__init__(view)
        self._view, self._rows, self._heads = view, view.rows, view.heads
        self.given_way: list[str] = []  # keys of the columns that are hidden because the table is narrow
        self._hidden = {column.key for column in self._rows.columns if not column.is_shown}
        self._widths: dict[str, int] = {}
        self._is_fitting = False
        self._heads.sectionResized.connect(self._on_resized)
        self._heads.sectionMoved.connect(self._on_moved)

    def is_shown(self, key: str) -> bool:
        """Whether the user wants to see a column."""
        return key not in self._hidden

    def show(self, key: str, on: bool) -> None:
        """Show or hide a column."""
        (self._hidden.discard if on else self._hidden.add)(key)
        self.fit()
        self.changed.emit()

    def state(self) -> dict[str, Any]:
        """Order, widths, hidden columns and sort."""
        order = [
            self._rows.column_at(self._heads.logicalIndex(place)) for place in range(self._heads.count())
        ]
        return {
            "order": [column.key for column in order if column],
            "hidden": sorted(self._hidden),
            "widths": dict(self._widths),
            "sort": self._rows.sort_key,
            "descending": self._rows.descending,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up a stored state; what it does not name, or what no longer exists, stays as it is."""
        keys = {column.key: section for section, column in enumerate(self._rows.columns, self._rows.first)}
        if "hidden" in state:
            fixed = {column.key for column in self._rows.columns if not column.is_optional}
            self._hidden = {key for key in state["hidden"] if key in keys} - fixed
        if "widths" in state:
            self._widths = {key: int(wide) for key, wide in state["widths"].items() if key in keys}
        self._is_fitting = True
        place = self._rows.first
        for key in state.get("order", ()):
            if key in keys:
                self._heads.moveSection(self._heads.visualIndex(keys[key]), place)
                place += 1
        self._is_fitting = False
        sort = str(state.get("sort", ""))
        if sort in keys:
            self._rows.sort_by(sort, bool(state.get("descending")))
        self.fit()

    def reset(self) -> None:
        """Back to the columns as they were designed; the sort stays."""
        self.restore(
            {
                "order": [column.key for column in self._rows.columns],
                "hidden": [column.key for column in self._rows.columns if not column.is_shown],
                "widths": {},
            }
        )
        self.changed.emit()

    def fit(self) -> None:
        """Give each column its width in the present space; columns give way where it is narrow."""
        self._is_fitting = True
        available = self._view.viewport().width()
        if self._rows.checkable:
            box = CHECK_WIDTH_NARROW if available < _NARROW else CHECK_WIDTH
            self._heads.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            self._heads.resizeSection(0, box)
            available -= box
        wanted = [column for column in self._rows.columns if column.key not in self._hidden]
        widths, self.given_way = fit_columns(wanted, available, self._widths)
        for section, column in enumerate(self._rows.columns, self._rows.first):
            self._heads.setSectionHidden(section, column.key not in widths)
            if column.key in widths:
                self._heads.resizeSection(section, widths[column.key])
        self._is_fitting = False

    @Slot(int, int, int)
    def _on_resized(self, section: int, before: int, after: int) -> None:
        column = self._rows.column_at(section)
        if self._is_fitting or column is None:
            return
        self._widths[column.key] = max(after, min(column.least, _LEAST_BY_HAND))
        self.fit()
        self.changed.emit()

    @Slot(int, int, int)
    def _on_moved(self, section: int, before: int, after: int) -> None:
        if not self._is_fitting:
            self.changed.emit()
