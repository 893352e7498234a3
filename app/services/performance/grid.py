"""A table of a received file as text, with a place for every cell."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from app.models.errors import InputError

ROW_LIMIT = 2_000
COLUMN_LIMIT = 200
# No form has more merged cells than this in all; a hostile file can name a range of 17,000 million.
AREA_LIMIT = 400_000
# Ends the note about a table that is far too large.
NOT_READ = "不像绩效表，没有读取。"
# Stands for a formula that was saved without its result.
NO_RESULT = "（公式没有保存计算结果）"


class Merge(NamedTuple):
    """A merged range, first and last row and column included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Text(NamedTuple):
    """A piece of text with the range of cells it fills in the file, counted from 0."""

    text: str
    range: Merge


@dataclass(frozen=True)
class Grid:
    """One table of a file: rows of equal length, empty rows and columns left out, merged text in every cell.

    `above`: paragraphs before the table (Word); `merged`: in rows and columns of this grid; `places`: what a
    cell is called in the file, by row and column of this grid.
    """

    name: str
    rows: Sequence[Sequence[str]]
    merged: tuple[Merge, ...] = ()
    above: tuple[str, ...] = ()
    hidden: bool = False
    is_sheet: bool = False
    places: Callable[[int, int], str] = lambda row, column: ""

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, in the words of the program that made the file: 表1!B7, 表2 第3行第2列."""
        return self.places(row, column)


def lay_out(
    name: str,
    texts: Iterable[Text],
    place: Callable[[int, int], str],
    *,
    above: tuple[str, ...] = (),
    hidden: bool = False,
    is_sheet: bool = False,
) -> Grid:
    """A grid from pieces of text; where ranges overlap, the first piece holds."""
    kept = [piece for piece in texts if piece.text]
    rows = sorted({piece.range.top for piece in kept})
    columns = sorted({piece.range.left for piece in kept})
    if len(rows) > ROW_LIMIT or len(columns) > COLUMN_LIMIT:
        note = f"“{name}”有 {len(rows)} 行、{len(columns)} 列，{NOT_READ}"
        return Grid(name, (), above=(*above, note), hidden=hidden, is_sheet=is_sheet)
    cells = [[""] * len(columns) for _ in rows]
    merged, area = [], 0
    for text, (top, left, bottom, right) in kept:
        first, last = bisect_left(rows, top), bisect_right(rows, bottom) - 1
        start, end = bisect_left(columns, left), bisect_right(columns, right) - 1
        area += (last - first + 1) * (end - start + 1)
        free = area <= AREA_LIMIT and all(
            not cells[row][column] for row in range(first, last + 1) for column in range(start, end + 1)
        )
        if not free:
            last, end = first, start
        for row in range(first, last + 1):
            for column in range(start, end + 1):
                cells[row][column] = cells[row][column] or text
        if (last, end) != (first, start):
            merged.append(Merge(first, start, last, end))

    def place_here(row: int, column: int) -> str:
        return place(rows[row], columns[column])

    return Grid(name, cells, tuple(merged), above, hidden, is_sheet, place_here)


def value_text(value: object, number_format: str = "") -> str:
    """A cell's value as people see it: 98% instead of 0.98, a date in Chinese, no float noise."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        number = Decimal(f"{value:.15g}")
        if "%" in number_format:
            return f"{_plain(number * 100)}%"
        return _plain(number)
    if isinstance(value, datetime.datetime | datetime.date):
        shown = f"{value.year}年{value.month}月"
        return shown if number_format and "d" not in number_format.lower() else f"{shown}{value.day}日"
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _plain(number: Decimal) -> str:
    if not number.is_finite():
        return str(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def sheet_place(name: str) -> Callable[[int, int], str]:
    """What cells of a sheet are called: 表1!B7."""

    def place(row: int, column: int) -> str:
        letters = ""
        column += 1
        while column:
            column, digit = divmod(column - 1, 26)
            letters = chr(65 + digit) + letters
        return f"{name}!{letters}{row + 1}"

    return place


def refuse(path: Path, why: str, what_to_do: str, detail: str = "") -> InputError:
    """The error for this file: “name”why."""
    return InputError(f"“{path.name}”{why}", what_to_do, detail)


def damaged(path: Path, error: BaseException) -> InputError:
    """The error for a file that cannot be understood."""
    return refuse(path, "已损坏，不能读取。", "请用 Office 或 WPS 打开，另存一份后再导入。", repr(error))
