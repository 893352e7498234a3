"""A received report as blocks of cells and lines of text, whatever kind of file it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.services.facts import Where
from app.services.intake.draft import Doubt
from app.services.sheets import CellMark, Grid, GridKind, Merge
from app.services.sheets.grid import column_letters

Spot = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """A paragraph or line outside of tables."""

    text: str
    where: Where


@dataclass(frozen=True)
class Block:
    """One sheet or table: equally long rows of texts; merged ranges hold their text in every cell."""

    file: str
    name: str
    rows: Sequence[Sequence[str]]
    is_sheet: bool = True
    above: tuple[str, ...] = ()
    hidden: bool = False
    origin: Spot = (0, 0)
    marks: Mapping[Spot, CellMark] = field(default_factory=dict)
    owners: Mapping[Spot, Spot] = field(default_factory=dict)
    # PDF: first row, page and name of each part of a table that goes on over pages.
    parts: tuple[tuple[int, int, str], ...] = ()
    # PDF: the rectangle of each cell on its page, as `Where.region` has it.
    regions: Mapping[Spot, str] = field(default_factory=dict)

    def where(self, row: int, column: int) -> Where:
        """The place of a cell, as the program that made the file shows it."""
        row, column = self.owners.get((row, column), (row, column))
        if self.is_sheet:
            cell = f"{column_letters(self.origin[1] + column)}{self.origin[0] + row + 1}"
            return Where(self.file, sheet=self.name, cell=cell)
        first, page, table = next(
            (part for part in reversed(self.parts) if part[0] <= row), (0, 0, self.name)
        )
        region = self.regions.get((row, column), "")
        return Where(self.file, table=table, row=row - first + 1, column=column + 1, page=page, region=region)

    def is_repeat(self, row: int, column: int) -> bool:
        """Whether the cell only repeats the text of the merged range it belongs to."""
        return (row, column) in self.owners


@dataclass(frozen=True)
class Document:
    """All blocks and lines of a file, visible ones first."""

    file: str
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def block_of(grid: Grid) -> Block:
    """A grid of the shared readers as a block."""
    return Block(
        file=grid.file,
        name=grid.name,
        rows=grid.rows,
        is_sheet=grid.kind is not GridKind.WORD,
        above=grid.above,
        hidden=grid.hidden,
        origin=grid.origin,
        marks=grid.marks,
        owners=owners_of(grid.merged),
    )


def owners_of(merges: Sequence[Merge]) -> dict[Spot, Spot]:
    """For every cell of a merged range but the first, the first."""
    return {
        (row, column): (merge.top, merge.left)
        for merge in merges
        for row in range(merge.top, merge.bottom + 1)
        for column in range(merge.left, merge.right + 1)
        if (row, column) != (merge.top, merge.left)
    }
