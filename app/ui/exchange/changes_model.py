"""What a merge changes as lines of a list: units, what is different below them, how many more."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject

from app.services.exchange.changes import ORDER, ChangeLine, Changes, UnitChanges
from app.services.exchange.preview import Fate
from app.ui.exchange.saying import FATES
from app.ui.table.folding import FoldingLines

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


class ChangesModel(FoldingLines[ListLine]):
    """The lines that are to be seen: of the chosen kind and unit, of what is open."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.changes = Changes(())
        self.only: Fate | None = None
        self.unit = ""
        self._open: set[str] = set()
        self._parts: dict[str, int] = {}

    def set_changes(self, changes: Changes) -> None:
        """Show other changes, from the beginning."""
        self.changes, self.only, self.unit = changes, None, ""
        self._open = {one.unit.key for one in changes.units[:_OPEN_UNITS]}
        self._parts = {}
        self.rebuild()

    def set_only(self, fate: Fate | None) -> None:
        """Show one kind of change only, or all."""
        self.only = fate
        self.rebuild()

    def set_unit(self, key: str | None) -> None:
        """Show one unit only, or all (None)."""
        self.unit = "" if key is None else f"={key}"
        if key is not None:
            self._open.add(key)
        self.rebuild()

    @property
    def is_all_open(self) -> bool:
        """Whether every unit shows all it has."""
        return all(self.is_open(one) and self._part(one) >= len(one.lines) for one in self.changes.units)

    def open_all(self, is_open: bool) -> None:
        """Show everything of every unit, or the names of the units only."""
        self._open = {one.unit.key for one in self.changes.units} if is_open else set()
        self._parts = {one.unit.key: len(one.lines) for one in self.changes.units} if is_open else {}
        self.rebuild()

    def is_open(self, unit: UnitChanges) -> bool:
        """Whether what is different in a unit is seen."""
        return unit.unit.key in self._open

    def toggle(self, unit: UnitChanges) -> None:
        """Open a unit, or close it."""
        self._open ^= {unit.unit.key}
        self.rebuild()

    def show_more(self, unit: UnitChanges) -> None:
        """Show the next differences of a unit."""
        self._parts[unit.unit.key] = self._part(unit) + _MORE
        self.rebuild()

    def identity_of(self, line: ListLine) -> Hashable:
        """A line is the same as long as it says the same of the same unit."""
        return line.kind, line.unit, line.change

    def head_of(self, line: ListLine) -> ListLine:
        """The unit."""
        return ListLine(Kind.UNIT, line.unit)

    def shows_below(self, head: ListLine) -> bool:
        """Whether the unit is open."""
        return self.is_open(head.unit)

    def fold(self, head: ListLine) -> None:
        """Open or close the unit."""
        self.toggle(head.unit)

    def spoken(self, line: ListLine) -> str:
        """A line as a screen reader says it."""
        if line.kind is Kind.UNIT:
            counts = "，".join(words for _, words in count_chips(line.unit))
            return f"{line.unit.unit.name}，共 {line.rest} 处，{counts}"
        if line.change is None:
            return more_words(line) if line.kind is Kind.MORE else "对方新建的单位，本机没有"
        change = line.change
        return f"{FATES[change.fate]}，{title_of(change)}，本机 {change.ours or '没有'}，对方 {change.theirs}"

    def _part(self, unit: UnitChanges) -> int:
        # What both sides changed is always seen whole.
        return self._parts.get(unit.unit.key, max(FIRST, unit.counts.get(Fate.BOTH, 0)))

    def lines_now(self) -> Iterator[ListLine]:
        """Units, and below those that are open what is different."""
        for unit in self.changes.units:
            lines = [line for line in unit.lines if self.only in (None, line.fate)]
            if lines and self.unit in ("", f"={unit.unit.key}"):
                yield ListLine(Kind.UNIT, unit, rest=len(lines))
                if self.is_open(unit):
                    yield from self._below(unit, lines)

    def _below(self, unit: UnitChanges, lines: list[ChangeLine]) -> Iterator[ListLine]:
        if unit.is_new and self.only in (None, Fate.NEW):
            yield ListLine(Kind.NOTE, unit)
        part = self._part(unit)
        yield from (ListLine(Kind.CHANGE, unit, line) for line in lines[:part])
        if len(lines) > part:
            kinds = {line.fate for line in lines[part:]}
            fate = next(iter(kinds)) if len(kinds) == 1 else None
            yield ListLine(Kind.MORE, unit, rest=len(lines) - part, fate=fate)


def count_chips(unit: UnitChanges) -> list[tuple[str, str]]:
    """(word, word with number) of the kinds of change that a unit has."""
    return [(FATES[fate], f"{FATES[fate]} {unit.counts[fate]:,}") for fate in ORDER if unit.counts.get(fate)]


def more_words(line: ListLine) -> str:
    """What the last line of a unit says."""
    return f"还有 {line.rest:,} 处{FATES[line.fate] if line.fate else '改动'}"


def title_of(line: ChangeLine) -> str:
    """`审核项 ER-23 · 判定`."""
    return " · ".join(part for part in (line.name, line.label) if part)
