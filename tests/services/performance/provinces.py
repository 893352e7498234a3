"""Forms as finance bureaus of other places print them, written down cell by cell and not by our own exporter.

A line is a row, `|` parts its cells, `<` belongs to the cell at the left, `^` to the cell above; `\\n` is a
line end. The layouts follow public forms that performance_forms.md §3 and §8 name; what stands in them is
made up.
"""

from __future__ import annotations

from pathlib import Path

from tests.services.performance.builders import Piece

_FOLDER = Path(__file__).parents[2] / "data" / "performance"


def form_text(name: str) -> str:
    """A form of `tests/data/performance` as it is written down."""
    return (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def sheet(text: str) -> list[Piece]:
    """The pieces of a form that is written down so."""
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    pieces = []
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell in ("", "<", "^"):
                continue
            width = 1
            while column + width < len(cells) and cells[column + width] == "<":
                width += 1
            height = 1
            while row + height < len(rows) and rows[row + height][column : column + 1] == ["^"]:
                height += 1
            pieces.append(Piece(cell.replace("\\n", "\n"), row, column, height, width))
    return pieces
