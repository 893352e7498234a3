"""The rows of a table: filtered and sorted in Python over an index list, without a proxy.

Three lists of numbers do it: `_rows` as they came, `_order` (all row numbers in the order of the last sort)
and `_shown` (those of `_order` that pass the filter). A filter walks `_order`, so it never sorts; a sort is
remembered per column.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.ui.table.columns import Column

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}
# Up to this many new rows are put where the sort wants them; with more, everything is sorted anew.
_FEW = 200


class RowsModel(QAbstractTableModel):
    """Rows of one frozen class. With `checkable`, column 0 is a check box and the columns follow."""

    checks_changed = Signal()
    rows_changed = Signal()  # after set_rows, set_filter, replace: counts may differ

    def __init__(
        self,
        columns: Sequence[Column],
        key: Callable[[Any], Hashable],
        haystack: Callable[[Any], str] | None = None,
        checkable: bool = False,
        parent: QObject | None = None,
    ) -> None:
        """`key` names a row for good; `haystack` gives the words a row is found by (default: all texts
        shown).
        """
        super().__init__(parent)
        self.columns = tuple(columns)
        self.checkable = checkable
        self.first = 1 if checkable else 0
        self.key_of = key
        self.sort_key = ""
        self.descending = False
        self._haystack = haystack or self._all_texts
        self._rows: list[Any] = []
        self._keys: list[Hashable] = []
        self._place: dict[Hashable, int] = {}
        self._hay: list[str] | None = None
        self._order: list[int] = []
        self._orders: dict[str, tuple[list[int], list[int]]] = {}
        self._shown: list[int] = []
        self._line_of: dict[int, int] | None = None
        self._words: tuple[str, ...] = ()
        self._accept: Callable[[Any], bool] | None = None
        self._checked: set[Hashable] = set()
        self._ticked: int | None = None

    # Rows

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Replace the rows. Known rows keep their places, new ones go where the sort wants them."""
        self.beginResetModel()
        before = [self._keys[number] for number in self._order]
        self._rows = list(rows)
        self._keys = [self.key_of(row) for row in self._rows]
        self._place = {key: number for number, key in enumerate(self._keys)}
        self._hay = None
        self._orders.clear()
        self._order = self._kept_order(before)
        self._apply_filter()
        self.endResetModel()
        gone = self._checked - self._place.keys()
        self._checked -= gone
        self._ticked = None
        self.rows_changed.emit()
        if gone:
            self.checks_changed.emit()

    def replace(self, row: Any) -> None:
        """Put an edited row in place of the one with its key. It stays where it is until the next sort or
        filter.
        """
        number = self._place[self.key_of(row)]
        self._rows[number] = row
        self._orders.clear()
        if self._hay is not None:
            self._hay[number] = self._haystack(row).casefold()
        line = self.line_of(self._keys[number])
        if line is not None:
            self.dataChanged.emit(self.index(line, 0), self.index(line, self.columnCount() - 1))
        self.rows_changed.emit()

    def all_rows(self) -> list[Any]:
        """Every row, filtered or not, in the order they came."""
        return list(self._rows)

    def shown_rows(self) -> list[Any]:
        """The rows that pass the filter, in the order they are seen."""
        return [self._rows[number] for number in self._shown]

    @property
    def total(self) -> int:
        """How many rows there are without the filter."""
        return len(self._rows)

    def row_at(self, line: int) -> Any:
        """The row in a line of the table."""
        return self._rows[self._shown[line]]

    def key_at(self, line: int) -> Hashable:
        """The key of the row in a line."""
        return self._keys[self._shown[line]]

    def row_of(self, key: Hashable) -> Any | None:
        """The row with a key, shown or not; None if there is none."""
        number = self._place.get(key)
        return None if number is None else self._rows[number]

    def line_of(self, key: Hashable) -> int | None:
        """The line where the row with a key is shown; None if it is not shown."""
        number = self._place.get(key)
        if number is None:
            return None
        if self._line_of is None:
            self._line_of = {shown: line for line, shown in enumerate(self._shown)}
        return self._line_of.get(number)

    # Filter and sort

    def set_filter(self, words: str = "", accept: Callable[[Any], bool] | None = None) -> None:
        """Show only rows that contain every word (in any order, case ignored) and that `accept` accepts."""
        self._words = tuple(words.casefold().split())
        self._accept = accept
        self.beginResetModel()
        self._apply_filter()
        self.endResetModel()
        self.rows_changed.emit()

    def sort_by(self, key: str, descending: bool = False) -> None:
        """Sort by a column, "" for the order in which the rows came. Rows without a value come last either
        way.
        """
        self.sort_key, self.descending = key, descending
        self.beginResetModel()
        self._order = self._sorted(key, descending)
        self._apply_filter()
        self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def column(self, key: str) -> Column | None:
        """The column with a key."""
        return next((column for column in self.columns if column.key == key), None)

    def _apply_filter(self) -> None:
        shown: list[int] = self._order
        if self._words:
            if self._hay is None:
                self._hay = [self._haystack(row).casefold() for row in self._rows]
            hay = self._hay
            for word in self._words:
                shown = [number for number in shown if word in hay[number]]
        if self._accept is not None:
            accept, rows = self._accept, self._rows
            shown = [number for number in shown if accept(rows[number])]
        self._shown = shown
        self._line_of = self._ticked = None

    def _sorted(self, key: str, descending: bool) -> list[int]:
        column = self.column(key)
        if column is None:
            return list(range(len(self._rows)))
        if key not in self._orders:
            values = [column.value(row) for row in self._rows]
            rising = [number for number, value in enumerate(values) if value is not None]
            rising.sort(key=values.__getitem__)
            self._orders[key] = (rising, [number for number, value in enumerate(values) if value is None])
        rising, without = self._orders[key]
        return (rising[::-1] if descending else rising) + without

    def _kept_order(self, before: list[Hashable]) -> list[int]:
        """The order after the rows were replaced: as it was, with the new rows put in."""
        column = self.column(self.sort_key)
        if column is None:
            return list(range(len(self._rows)))
        kept = [self._place[key] for key in before if key in self._place]
        fresh = set(range(len(self._rows))) - set(kept)
        if not fresh:
            return kept
        if len(fresh) > _FEW or not kept:
            return self._sorted(self.sort_key, self.descending)
        # Kept rows may no longer be strictly sorted, since they were edited; for finding a place that is good
        # enough.
        rising = kept[::-1] if self.descending else kept
        values = [column.value(self._rows[number]) for number in rising]
        order = [number for number, value in zip(rising, values, strict=True) if value is not None]
        without = [number for number, value in zip(rising, values, strict=True) if value is None]
        known = [value for value in values if value is not None]
        for number in sorted(fresh):
            value = column.value(self._rows[number])
            if value is None:
                without.append(number)
                continue
            slot = bisect_left(known, value)
            known.insert(slot, value)
            order.insert(slot, number)
        return (order[::-1] if self.descending else order) + without

    def _all_texts(self, row: Any) -> str:
        return "\n".join(column.shown(row) for column in self.columns)

    # Check boxes

    @property
    def checked(self) -> frozenset[Hashable]:
        """The keys of the ticked rows, shown or not."""
        return frozenset(self._checked)

    def checked_rows(self) -> list[Any]:
        """The ticked rows in the order they came."""
        return [row for key, row in zip(self._keys, self._rows, strict=True) if key in self._checked]

    def is_checked(self, line: int) -> bool:
        """Whether the row in a line is ticked."""
        return self.key_at(line) in self._checked

    def check(self, keys: Iterable[Hashable], on: bool = True) -> None:
        """Tick rows, or take their ticks away."""
        before = len(self._checked)
        if on:
            self._checked.update(key for key in keys if key in self._place)
        else:
            self._checked.difference_update(keys)
        if len(self._checked) != before:
            self._tell_checks()

    def check_lines(self, first: int, last: int, on: bool = True) -> None:
        """Tick the lines from `first` to `last`, in either direction."""
        low, high = sorted((first, last))
        self.check((self.key_at(line) for line in range(low, high + 1)), on)

    def check_all(self, on: bool = True) -> None:
        """Tick all rows that are shown; without `on`, take away every tick."""
        if on:
            self.check(self._keys[number] for number in self._shown)
        elif self._checked:
            self._checked.clear()
            self._tell_checks()

    @property
    def check_state(self) -> Qt.CheckState:
        """The state of the box in the header: about the rows that are shown."""
        if not self._checked:
            return Qt.CheckState.Unchecked
        if self._ticked is None:
            self._ticked = sum(1 for number in self._shown if self._keys[number] in self._checked)
        if not self._ticked:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if self._ticked == len(self._shown) else Qt.CheckState.PartiallyChecked

    def _tell_checks(self) -> None:
        self._ticked = None
        if self._shown and self.checkable:
            role = Qt.ItemDataRole.CheckStateRole
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 0), [role])
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)
        self.checks_changed.emit()

    def column_at(self, section: int) -> Column | None:
        """The column shown in a section of the header; None for the check boxes."""
        return self.columns[section - self.first] if section >= self.first else None

    def _header_words(self, column: Column | None) -> str:
        if column is None:
            return "全选"
        if column.key != self.sort_key:
            return column.title
        return f"{column.title}，{'降序' if self.descending else '升序'}"

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows that are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns and check boxes."""
        return 0 if parent.isValid() else len(self.columns) + self.first

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment, tick and row of a cell."""
        if not index.isValid():
            return None
        if role == ROW_ROLE:
            return self.row_at(index.row())
        column = self.column_at(index.column())
        if column is None:
            if role == Qt.ItemDataRole.CheckStateRole:
                checked = self.is_checked(index.row())
                return Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column.shown(self.row_at(index.row()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.side]
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a row."""
        if role != Qt.ItemDataRole.CheckStateRole or self.column_at(index.column()) is not None:
            return False
        on = Qt.CheckState(value) is Qt.CheckState.Checked
        self.check([self.key_at(index.row())], on)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells can be chosen, never edited in place."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if self.column_at(index.column()) is None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The word of a head."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        column = self.column_at(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title if column else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._header_words(column)
        return None
