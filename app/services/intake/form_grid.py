"""A table of the form as a grid: lines below one another, fields side by side, as it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.services.facts import describe
from app.services.facts.names import ValueKind
from app.services.intake.amounts import read_amount
from app.services.intake.sheet import SheetRow, preview_value
from app.services.intake.vocabulary import month_of

_NAME_PARTS = 3
_WIDEST = 16
# A grid with more holes than this reads better as a list.
_FULL = 0.6
# What people write where nothing is to be written.
_NOTHING = {"", "-", "－", "—", "–", "/", "／", "无", "\\"}


@dataclass(frozen=True)
class GridLine:
    """One line of the grid: its title, and a value under each column; None where the form has none."""

    title: str
    cells: tuple[SheetRow | None, ...]

    @property
    def is_filled(self) -> bool:
        """Whether any value stands in it."""
        return any(cell is not None and (cell.value or cell.text) for cell in self.cells)


@dataclass(frozen=True)
class FormGrid:
    """The columns with their units, and the lines."""

    columns: tuple[str, ...]
    lines: tuple[GridLine, ...]


def form_grid(rows: Sequence[SheetRow]) -> FormGrid | None:
    """The values of one table as a grid; None where it is a mere list of fields."""
    parts = {row.name: row.name.split(".") for row in rows}
    inner = [row for row in rows if len(parts[row.name]) == _NAME_PARTS]
    lines = list(dict.fromkeys(parts[row.name][1] for row in inner))
    fields = list(dict.fromkeys(parts[row.name][2] for row in inner))
    if len(lines) < 2 or len(fields) < 2 or len(inner) < len(lines) * len(fields) * _FULL:
        return None
    down, across = 1, 2
    if len(fields) > _WIDEST:
        lines, fields, down, across = fields, lines, 2, 1
    known = {(parts[row.name][down], parts[row.name][across]): row for row in inner}
    every = _common(inner)
    by_field = [[known[line, field] for line in lines if (line, field) in known] for field in fields]
    by_line = [[known[line, field] for field in fields if (line, field) in known] for line in lines]
    columns = [_title(cells, every, with_unit=True) for cells in by_field]
    has_units = [len({cell.unit for cell in cells}) == 1 for cells in by_field]
    made = [
        GridLine(
            _title(cells, every, with_unit=not all(has_units)),
            tuple(known.get((line, field)) for field in fields),
        )
        for line, cells in zip(lines, by_line, strict=True)
    ]
    units = [{cell.unit for cell in cells} for cells in by_field]
    for row in rows:
        if len(parts[row.name]) < _NAME_PARTS:
            at = max((n for n, unit in enumerate(units) if unit == {row.unit}), default=len(fields) - 1)
            cells = [row if number == at else None for number in range(len(fields))]
            made.append(GridLine(row.label, tuple(cells)))
    return FormGrid(tuple(columns), tuple(made))


def _common(cells: Iterable[SheetRow]) -> list[str]:
    """The words that all of these have in their labels, in order."""
    words = [cell.label.split() for cell in cells]
    return [word for word in words[0] if all(word in other for other in words)] if words else []


def _title(cells: Sequence[SheetRow], every: Sequence[str], *, with_unit: bool) -> str:
    own = [word for word in _common(cells) if word not in every] or _common(cells)
    units = {cell.unit for cell in cells}
    unit = f"（{cells[0].unit}）" if with_unit and len(units) == 1 and cells[0].unit else ""
    return " ".join(own) + unit


@dataclass(frozen=True)
class Pasted:
    """What a block of cells would fill in: name -> text as it stands there; `beyond`: cells without place."""

    typed: dict[str, str]
    seen: tuple[str, ...]
    beyond: int


def place_block(grid: Sequence[GridLine], row: int, column: int, text: str) -> Pasted:
    """Lay a block that was copied from Excel onto the grid, its first value at (row, column).

    Heads and names at its edges, empty cells and signs for nothing are left out; a unit behind a number is
    converted as everywhere.

    Raises:
        InputError: a cell is no value of the sort that belongs in its place.
    """
    block = [line.split("\t") for line in text.rstrip("\r\n").splitlines()]
    first = grid[row].cells[column] if row < len(grid) and column < len(grid[row].cells) else None
    info = describe(first.name) if first else None
    if info is not None and info.kind is ValueKind.NUMBER:
        block = _trimmed(block)
    typed: dict[str, str] = {}
    seen: list[str] = []
    beyond = 0
    for down, cells in enumerate(block):
        for across, cell in enumerate(cells):
            words = cell.strip().strip('"')
            if words in _NOTHING:
                continue
            line = grid[row + down].cells if row + down < len(grid) else ()
            target = line[column + across] if column + across < len(line) else None
            if target is None:
                beyond += 1
                continue
            seen.append(f"{target.label} {preview_value(target.name, words)}")
            typed[target.name] = words
    return Pasted(typed, tuple(seen), beyond)


def _trimmed(block: list[list[str]]) -> list[list[str]]:
    """Without the heads above and the names at the left: lines and columns of words without a number."""
    while len(block) > 1 and _is_heading(block[0]):
        block = block[1:]
    width = max(map(len, block), default=0)
    block = [[*line, *[""] * (width - len(line))] for line in block]
    while width > 1 and _is_heading([line[0] for line in block]):
        block, width = [line[1:] for line in block], width - 1
    return block


def _is_heading(cells: Sequence[str]) -> bool:
    words = [cell.strip() for cell in cells if cell.strip() not in _NOTHING]
    return bool(words) and not any(map(_is_number, words))


def _is_number(words: str) -> bool:
    return read_amount(words).value is not None and not month_of(words)
