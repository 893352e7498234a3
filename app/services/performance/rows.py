"""Rows of a grid as pieces of text with their columns, merged cells being one piece."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from app.services.performance.grid import Grid
from app.services.performance.vocabulary import label_key


@dataclass(frozen=True)
class Area:
    """A piece of text and the cells it fills, counted from 0."""

    text: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Row:
    """One row: every piece of text that touches it, from left to right."""

    grid: Grid
    number: int
    areas: tuple[Area, ...]

    @property
    def own(self) -> tuple[Area, ...]:
        """The pieces that begin in this row; the others reach down from above."""
        return tuple(area for area in self.areas if area.top == self.number)

    def place(self, area: Area) -> str:
        """Where a piece stands in the file."""
        return self.grid.place(area.top, area.left)


def rows_of(grid: Grid) -> list[Row]:
    """The rows of `grid`."""
    lines: list[list[Area]] = [[] for _ in grid.rows]
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in grid.merged:
        area = Area(grid.rows[top][left].strip(), top, left, bottom, right)
        covered.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
        for row in range(top, bottom + 1):
            lines[row].append(area)
    for number, texts in enumerate(grid.rows):
        for column, text in enumerate(texts):
            if text.strip() and (number, column) not in covered:
                lines[number].append(Area(text.strip(), number, column, number, column))
    return [
        Row(grid, number, tuple(sorted((area for area in line if area.text), key=lambda area: area.left)))
        for number, line in enumerate(lines)
    ]


@dataclass
class Columns:
    """Which field each range of columns holds, by the headings above it."""

    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)
    areas: Collection[Area] = ()

    def __bool__(self) -> bool:
        return bool(self.ranges)

    @classmethod
    def by_terms(cls, row: Row, words: Mapping[str, str]) -> Columns:
        """The columns of a heading row that prints middle term and year side by side.

        The first of two headings of one name is that of the middle term.
        """
        columns = cls.of(row, words, skip=("block", "level1"))
        later = Row(row.grid, row.number, tuple(area for area in row.areas if area not in columns.areas))
        annual = cls.of(later, words, skip=("block",))
        ranges = {f"project_{name}": place for name, place in columns.ranges.items() if name in annual.ranges}
        ranges |= {name: place for name, place in columns.ranges.items() if name not in annual.ranges}
        return cls(ranges | annual.ranges, (*columns.areas, *annual.areas))

    @classmethod
    def of(cls, row: Row, words: Mapping[str, str], skip: Collection[str] = ()) -> Columns:
        """The columns that a heading row names; the first of two headings of one name holds."""
        ranges: dict[str, tuple[int, int]] = {}
        used = []
        for area in row.areas:
            name = words.get(label_key(area.text))
            if name is not None and name not in skip and name not in ranges:
                ranges[name] = (area.left, area.right)
                used.append(area)
        return cls(ranges, used)

    def assign(self, areas: Iterable[Area]) -> dict[str | None, list[Area]]:
        """Each piece goes to the field it shares most columns with; under None what is under no heading."""
        found: dict[str | None, list[Area]] = {}
        for area in areas:
            shared = {
                name: min(right, area.right) - max(left, area.left)
                for name, (left, right) in self.ranges.items()
            }
            best = max(shared, key=lambda name: shared[name], default=None)
            if best is not None and shared[best] < 0:
                best = None
            found.setdefault(best, []).append(area)
        return found

    def values(self, row: Row, areas: Iterable[Area]) -> tuple[dict[str, str], list[Area]]:
        """Field and text, and the pieces that stand under no heading."""
        found = self.assign(areas)
        lost = found.pop(None, [])
        return {name: "\n".join(area.text for area in group) for name, group in found.items() if name}, lost
