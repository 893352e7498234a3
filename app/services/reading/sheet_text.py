"""A sheet as one text, row after row, and which cells a part of it stands in."""

from __future__ import annotations

from bisect import bisect_right

from app.services.reading.places import Cells
from app.services.sheets.grid import Grid


class SheetText:
    """The text of a grid; merged cells count once."""

    def __init__(self, grid: Grid) -> None:
        covered = {
            (row, column)
            for merge in grid.merged
            for row in range(merge.top, merge.bottom + 1)
            for column in range(merge.left, merge.right + 1)
            if (row, column) != (merge.top, merge.left)
        }
        parts: list[str] = []
        self._starts: list[int] = []
        self._cells: list[tuple[int, int]] = []
        length = 0
        for row, cells in enumerate(grid.rows):
            for column, text in enumerate(cells):
                if text and (row, column) not in covered:
                    self._starts.append(length)
                    self._cells.append((row, column))
                    parts.append(text + " ")
                    length += len(text) + 1
        self.text = "".join(parts)

    def filled(self) -> list[tuple[int, int]]:
        """Row and column of every cell that holds something."""
        return self._cells

    def cells(self, start: int, length: int) -> Cells:
        """The range of cells, counted in the grid, that a part of the text stands in."""
        first = self._cells[max(0, bisect_right(self._starts, start) - 1)]
        last = self._cells[max(0, bisect_right(self._starts, start + max(1, length) - 1) - 1)]
        left, right = sorted((first[1], last[1]))
        return Cells(first[0], left, last[0], right)


def range_words(grid: Grid, cells: Cells) -> str:
    """What stands in a range of the grid, on one line; merged cells count once."""
    inside = SheetText(grid)
    words = (
        grid.rows[row][column]
        for row, column in inside.filled()
        if cells.top <= row <= cells.bottom and cells.left <= column <= cells.right
    )
    return " ".join(" ".join(word.split()) for word in words)
