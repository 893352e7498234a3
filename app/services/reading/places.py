"""Where on a page or sheet something stands, as text that is kept with the evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.services.sheets.grid import cell_position, column_letters

_SHARES = re.compile(r"[01]\.\d{4}( [01]\.\d{4}){3}")
_WORD_CELL = re.compile(r"表(\d{1,4}) (\d{1,5}) (\d{1,4})")
_PARAGRAPH = re.compile(r"第(\d{1,6})段")
_CELLS = re.compile(r"([A-Z]{1,3}[1-9]\d{0,6})(?::([A-Z]{1,3}[1-9]\d{0,6}))?")


@dataclass(frozen=True)
class Region:
    """A rectangle on a page: left, top, width and height as shares of the page's width and height."""

    x: float
    y: float
    width: float
    height: float

    def text(self) -> str:
        """As it is kept."""
        left, top = _share(self.x), _share(self.y)
        wide, high = min(_share(self.width), 1 - left), min(_share(self.height), 1 - top)
        return f"{left:.4f} {top:.4f} {wide:.4f} {high:.4f}"


@dataclass(frozen=True)
class Cells:
    """A range of a sheet: first and last row and column, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    def text(self) -> str:
        """As it is kept, and as Excel writes it: B7 or B7:D9."""
        first = f"{column_letters(self.left)}{self.top + 1}"
        last = f"{column_letters(self.right)}{self.bottom + 1}"
        return first if first == last else f"{first}:{last}"


@dataclass(frozen=True)
class WordCell:
    """A cell of a table of a Word document; tables, rows and columns count from 1, nested tables too."""

    table: int
    row: int
    column: int

    def text(self) -> str:
        """As it is kept."""
        return f"表{self.table} {self.row} {self.column}"


def word_cell_of(text: str) -> WordCell | None:
    """The cell of a table that `text` names, None where it names none."""
    match = _WORD_CELL.fullmatch(text)
    return WordCell(*map(int, match.groups())) if match else None


def paragraph_of(text: str) -> int:
    """The paragraph outside of tables that `text` names, from 1; 0 where it names none."""
    match = _PARAGRAPH.fullmatch(text)
    return int(match[1]) if match else 0


def region_of(text: str) -> Region | None:
    """The rectangle that `text` names, None where it names none."""
    return Region(*map(float, text.split())) if _SHARES.fullmatch(text) else None


def cells_of(text: str) -> Cells | None:
    """The range that `text` names, None where it names none."""
    match = _CELLS.fullmatch(text)
    if match is None:
        return None
    top, left = cell_position(match[1])
    bottom, right = cell_position(match[2] or match[1])
    return Cells(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)
