"""The lines of the checklist: heads of sections and the items beneath them.

What a filter shows is decided when it is chosen. An item that is judged meanwhile stays where it is, so that
nothing jumps away under the hand; it goes when the filter is chosen again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.models.enums import HitLevel
from app.services.review.form import ItemRow, ReviewForm, SectionCount
from app.ui.looks import undecided_words

Index = QModelIndex | QPersistentModelIndex
ALL, OPEN, HITS, BAD = "all", "open", "hits", "bad"


@dataclass(frozen=True)
class Head:
    """The head of a section."""

    count: SectionCount


Line = Head | ItemRow


def is_open(row: ItemRow) -> bool:
    """Whether an item counts as 未判定: it takes a verdict and something is still to be done."""
    return row.item.judged and not row.is_answered


def lacks_answer(row: ItemRow) -> bool:
    """Whether the verdict stands but what the item asks for is missing."""
    return row.verdict is not None and not row.is_answered


def spoken(line: Line) -> str:
    """A line as screen readers say it."""
    if isinstance(line, Head):
        return f"{line.count.section.code} {line.count.section.name} {line.count.answered}/{line.count.total}"
    verdict = line.verdict.label if line.verdict else "未判定"
    return f"{line.code} {line.item.short}，{verdict}"


def tip(line: Line) -> str:
    """What the tooltip of a line says: the whole question and what is still missing."""
    if isinstance(line, Head):
        return spoken(line)
    parts = [f"{line.code}  {line.item.question}"]
    if lacks_answer(line):
        parts.append(f"还要填写：{line.item.prompt}")
    if line.remark:
        parts.append(f"备注：{line.remark}")
    return "\n".join(parts)


class ChecklistModel(QAbstractListModel):
    """Lines of one form under one filter."""

    def __init__(self) -> None:
        super().__init__()
        self.filter, self.words = ALL, ""
        # Items with hits that are still to be settled: how grave the worst is, and how many.
        self.levels: Mapping[str, HitLevel] = {}
        self.open_hits: Mapping[str, int] = {}
        # Items with open conflicts: how many.
        self.conflicts: Mapping[str, int] = {}
        self._form: ReviewForm | None = None
        self._lines: list[Line] = []
        self._places: dict[str, int] = {}

    @property
    def lines(self) -> list[Line]:
        """What is shown, from top to bottom."""
        return self._lines

    def show(self, form: ReviewForm | None) -> None:
        """Show a form from the start, with the present filter."""
        self.beginResetModel()
        self._form = form
        rows = [] if form is None else [row for row in form.items if self._is_wanted(row)]
        self._arrange(rows)
        self.endResetModel()

    def update(self, form: ReviewForm) -> bool:
        """Take over what changed and tell only that; False where other items are concerned now."""
        if self._form is None or [r.code for r in self._form.items] != [r.code for r in form.items]:
            self.show(form)
            return False
        self._form = form
        heads = {count.section.code: Head(count) for count in form.sections}
        rows = {row.code: row for row in form.items}
        for place, line in enumerate(self._lines):
            fresh = heads[line.count.section.code] if isinstance(line, Head) else rows[line.code]
            if fresh != line:
                self._lines[place] = fresh
                self.dataChanged.emit(self.index(place), self.index(place))
        return True

    def set_filter(self, name: str, words: str) -> None:
        """Choose which items are shown."""
        self.filter, self.words = name, words.strip().casefold()
        self.show(self._form)

    def line(self, place: int) -> Line | None:
        """The line at a place."""
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def item(self, place: int) -> ItemRow | None:
        """The item at a place; None for heads."""
        line = self.line(place)
        return line if isinstance(line, ItemRow) else None

    def place_of(self, code: str) -> int:
        """Where an item is shown, or -1."""
        return self._places.get(code, -1)

    def place_of_section(self, code: str) -> int:
        """Where the first item of a section is shown, or -1."""
        return next((n for n, row in self.items() if row.item.section == code), -1)

    def items(self) -> Iterator[tuple[int, ItemRow]]:
        """The shown items with their places."""
        return ((n, line) for n, line in enumerate(self._lines) if isinstance(line, ItemRow))

    def next_open(self, place: int, step: int = 1) -> int:
        """The place of the next item still to be judged, around the end; -1 where there is none."""
        count = len(self._lines)
        for distance in range(1, count + 1):
            there = (place + step * distance) % count
            row = self.item(there)
            if row is not None and is_open(row):
                return there
        return -1

    def _is_wanted(self, row: ItemRow) -> bool:
        if self.words and self.words not in f"{row.code}{row.item.short}{row.item.question}".casefold():
            return False
        if self.filter == HITS:
            return row.code in self.levels
        return self.filter == ALL or (is_open(row) if self.filter == OPEN else row.is_bad)

    def _arrange(self, rows: list[ItemRow]) -> None:
        self._lines = []
        counts = {} if self._form is None else {c.section.code: c for c in self._form.sections}
        section = ""
        for row in rows:
            if row.item.section != section:
                section = row.item.section
                self._lines.append(Head(counts[section]))
            self._lines.append(row)
        self._places = {row.code: place for place, row in self.items()}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text for screen readers and tooltips; the delegate paints from the line itself."""
        line = self.line(index.row())
        if line is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            count = self.open_hits.get(line.code, 0) if isinstance(line, ItemRow) else 0
            return spoken(line) + (f"，疑点 {count}" if count else "") + self._undecided(line, "，")
        return tip(line) + self._undecided(line, "\n") if role == Qt.ItemDataRole.ToolTipRole else None

    def _undecided(self, line: Line, before: str) -> str:
        count = self.conflicts.get(line.code, 0) if isinstance(line, ItemRow) else 0
        return before + undecided_words(count) if count else ""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads cannot be current. Nothing is editable: that would switch the input method on."""
        if isinstance(self.line(index.row()), ItemRow):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled
