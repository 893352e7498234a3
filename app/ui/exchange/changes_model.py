"""What a merge changes as lines of a list: units, what is different below them, how many more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.services.exchange.changes import ORDER, ChangeLine, Changes, UnitChanges
from app.services.exchange.preview import Fate
from app.ui.exchange.saying import FATES

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
# So many differences of a unit are seen at once, and so many units are open at the beginning.
FIRST = 4
_MORE = 500
_OPEN_UNITS = 60


class Kind(StrEnum):
    """What a line of the list is."""

    UNIT = "unit"
    CHANGE = "change"
    NOTE = "note"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line. `change` is None for units and for what only says how many more there are."""

    kind: Kind
    unit: UnitChanges
    change: ChangeLine | None = None
    rest: int = 0
    fate: Fate | None = None


class ChangesModel(QAbstractListModel):
    """The lines that are to be seen: of the chosen kind and unit, of what is open."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.changes = Changes(())
        self.only: Fate | None = None
        self.unit = ""
        self._open: set[str] = set()
        self._parts: dict[str, int] = {}
        self._lines: list[ListLine] = []

    def set_changes(self, changes: Changes) -> None:
        """Show other changes, from the beginning."""
        self.changes, self.only, self.unit = changes, None, ""
        self._open = {one.unit.key for one in changes.units[:_OPEN_UNITS]}
        self._parts = {}
        self._rebuild()

    def set_only(self, fate: Fate | None) -> None:
        """Show one kind of change only, or all."""
        self.only = fate
        self._rebuild()

    def set_unit(self, key: str | None) -> None:
        """Show one unit only, or all (None)."""
        self.unit = "" if key is None else f"={key}"
        if key is not None:
            self._open.add(key)
        self._rebuild()

    @property
    def is_all_open(self) -> bool:
        """Whether every unit shows all it has."""
        return all(self.is_open(one) and self._part(one) >= len(one.lines) for one in self.changes.units)

    def open_all(self, is_open: bool) -> None:
        """Show everything of every unit, or the names of the units only."""
        self._open = {one.unit.key for one in self.changes.units} if is_open else set()
        self._parts = {one.unit.key: len(one.lines) for one in self.changes.units} if is_open else {}
        self._rebuild()

    def is_open(self, unit: UnitChanges) -> bool:
        """Whether what is different in a unit is seen."""
        return unit.unit.key in self._open

    def toggle(self, unit: UnitChanges) -> None:
        """Open a unit, or close it."""
        self._open ^= {unit.unit.key}
        self._rebuild()

    def show_more(self, unit: UnitChanges) -> None:
        """Show the next differences of a unit."""
        self._parts[unit.unit.key] = self._part(unit) + _MORE
        self._rebuild()

    def line_at(self, row: int) -> ListLine:
        """The line in a row of the list."""
        return self._lines[row]

    def place_of(self, wanted: ListLine) -> int | None:
        """Where a line stands now; None where it is not shown."""
        for place, line in enumerate(self._lines):
            if (line.kind, line.unit, line.change) == (wanted.kind, wanted.unit, wanted.change):
                return place
        return None

    def _part(self, unit: UnitChanges) -> int:
        # What both sides changed is always seen whole.
        return self._parts.get(unit.unit.key, max(FIRST, unit.counts.get(Fate.BOTH, 0)))

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._lines = []
        for unit in self.changes.units:
            lines = [line for line in unit.lines if self.only in (None, line.fate)]
            if lines and self.unit in ("", f"={unit.unit.key}"):
                self._lines.append(ListLine(Kind.UNIT, unit, rest=len(lines)))
                if self.is_open(unit):
                    self._add(unit, lines)
        self.endResetModel()

    def _add(self, unit: UnitChanges, lines: list[ChangeLine]) -> None:
        if unit.is_new and self.only in (None, Fate.NEW):
            self._lines.append(ListLine(Kind.NOTE, unit))
        part = self._part(unit)
        self._lines += [ListLine(Kind.CHANGE, unit, line) for line in lines[:part]]
        if len(lines) > part:
            kinds = {line.fate for line in lines[part:]}
            fate = next(iter(kinds)) if len(kinds) == 1 else None
            self._lines.append(ListLine(Kind.MORE, unit, rest=len(lines) - part, fate=fate))

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Lines that are shown."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line, and for screen readers its words."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(line)
        return None


def count_chips(unit: UnitChanges) -> list[tuple[str, str]]:
    """(word, word with number) of the kinds of change that a unit has."""
    return [(FATES[fate], f"{FATES[fate]} {unit.counts[fate]:,}") for fate in ORDER if unit.counts.get(fate)]


def more_words(line: ListLine) -> str:
    """What the last line of a unit says."""
    return f"还有 {line.rest:,} 处{FATES[line.fate] if line.fate else '改动'}"


def title_of(line: ChangeLine) -> str:
    """`审核项 ER-23 · 判定`."""
    return " · ".join(part for part in (line.name, line.label) if part)


def spoken(line: ListLine) -> str:
    """A line as a screen reader says it."""
    if line.kind is Kind.UNIT:
        counts = "，".join(words for _, words in count_chips(line.unit))
        return f"{line.unit.unit.name}，共 {line.rest} 处，{counts}"
    if line.change is None:
        return more_words(line) if line.kind is Kind.MORE else "对方新建的单位，本机没有"
    change = line.change
    return f"{FATES[change.fate]}，{title_of(change)}，本机 {change.ours or '没有'}，对方 {change.theirs}"
