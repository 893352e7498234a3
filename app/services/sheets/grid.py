"""A table as text: what every reader returns, with a place for each cell and the limits that hold for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.models.enums import LabelEnum
from app.models.errors import InputError

FILE_MEGABYTES = 50
ROW_LIMIT = 100_000
COLUMN_LIMIT = 500
CELL_LIMIT = 3_000_000
GRID_LIMIT = 1_000

Rows = list[list[str]]


class GridKind(LabelEnum):
    """What a grid was read from; it decides how places are named."""

    EXCEL = ("excel", "工作表")
    WORD = ("word", "Word 表格")
    TEXT = ("text", "文本")


class CellMark(LabelEnum):
    """Why the text of a cell is not what its author meant."""

    LOST_DIGITS = ("lost_digits", "以数字存放，末几位数字已丢失")
    ERROR = ("error", "公式出错")
    NO_RESULT = ("no_result", "公式没有保存计算结果")


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range inside a grid, first and last row and column included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of a file. Rows are equally long; merged ranges hold their text in every cell.

    `above`: the paragraphs between this table and the one before (Word); `origin`: row and column of the
    first cell in the sheet; `lines`: the line each row starts at (text files); all counted from 0.
    """

    name: str
    kind: GridKind
    rows: Sequence[Sequence[str]]
    file: str = ""
    above: tuple[str, ...] = ()
    hidden: bool = False
    merged: tuple[Merge, ...] = ()
    marks: Mapping[tuple[int, int], CellMark] = field(default_factory=dict)
    origin: tuple[int, int] = (0, 0)
    lines: Sequence[int] = ()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def row_number(self, row: int) -> int:
        """The number of `row` as the program that made the file shows it."""
        return (self.lines[row] if self.lines else self.origin[0] + row) + 1

    def row_place(self, row: int) -> str:
        """Where `row` stands, inside its table: 第 12 行."""
        return f"第 {self.row_number(row)} 行"

    def place(self, row: int, column: int) -> str:
        """Where a cell stands: 附件1!B7, 表2 第3行第2列, 第5行."""
        number = self.row_number(row)
        if self.kind is GridKind.EXCEL:
            return f"{self.name}!{column_letters(self.origin[1] + column)}{number}"
        if self.kind is GridKind.WORD:
            return f"{self.name} 第{number}行第{column + 1}列"
        return f"第{number}行"


def column_letters(column: int) -> str:
    """The letters Excel gives to a column counted from 0: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def cell_position(reference: str) -> tuple[int, int]:
    """Row and column, counted from 0, of a reference such as B7."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]) - 1, column - 1


def check_size(rows: int, columns: int, file: str, table: str) -> None:
    """Refuse a table that no list of units can be.

    Raises:
        InputError: with file, table, its size and what to do.
    """
    if rows > ROW_LIMIT or columns > COLUMN_LIMIT or rows * columns > CELL_LIMIT:
        raise InputError(
            f"“{file}”的“{table}”有 {rows:,} 行、{columns:,} 列，超过可以导入的上限。",
            f"请删去多余的行和列（最多 {ROW_LIMIT:,} 行、{COLUMN_LIMIT} 列）后重试。",
        )


def flatten(rows: Rows, merges: Iterable[Merge], file: str, table: str) -> tuple[Merge, ...]:
    """Copy the top-left text of each merged range over it, in place; return the ranges inside the table.

    Raises:
        InputError: ranges overlap, which no office program writes and which could take for ever.
    """
    height, width = len(rows), len(rows[0]) if rows else 0
    kept: list[Merge] = []
    room = height * width
    for merge in merges:
        if merge.top >= height or merge.left >= width:
            continue
        inside = Merge(merge.top, merge.left, min(merge.bottom, height - 1), min(merge.right, width - 1))
        columns = inside.right - inside.left + 1
        room -= columns * (inside.bottom - inside.top + 1)
        if room < 0:
            raise InputError(
                f"“{file}”的“{table}”里合并单元格互相重叠，文件已损坏。", "请取消合并后另存一份再试。"
            )
        text = rows[inside.top][inside.left]
        for row in range(inside.top, inside.bottom + 1):
            rows[row][inside.left : inside.right + 1] = [text] * columns
        kept.append(inside)
    return tuple(kept)


def is_blank(rows: Rows) -> bool:
    """Whether no cell holds more than spaces."""
    return not any(text and not text.isspace() for row in rows for text in row)
