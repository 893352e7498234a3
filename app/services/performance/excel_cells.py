"""Cells of Excel files as text. .xlsx is read with its number formats, so that 98% does not become 0.98."""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from app.models.errors import InputError
from app.services.performance.grid import AREA_LIMIT, Grid, Merge, Text, damaged, lay_out, refuse
from app.services.performance.package import checked_parts

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet
    from python_calamine import CalamineSheet

NO_RESULT = "（公式没有保存计算结果）"
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_BROKEN = (
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    ArithmeticError,
    OSError,
    EOFError,
    AssertionError,
    SyntaxError,
)


def read_xlsx(path: Path, content: bytes) -> list[Grid]:
    """Every sheet that holds anything.

    Raises:
        InputError: not safe, not whole, or with too much merged.
    """
    from openpyxl import load_workbook

    parts = checked_parts(path, content)
    try:
        # Every sheet is looked at, also after the first with such a formula.
        sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/")]
        bare = sum(_look_at(path, part) for part in sheets)
        with warnings.catch_warnings():
            # openpyxl warns about drawings and validations that it leaves out; we do not need them.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
            # A formula that was saved without a result would be an empty cell.
            formulas = load_workbook(io.BytesIO(content), keep_links=False) if bare else None
        grids = [_sheet(sheet, formulas[sheet.title] if formulas else None) for sheet in book.worksheets]
    except InputError:
        raise
    except _BROKEN as error:
        raise damaged(path, error) from error
    return [grid for grid in grids if grid.rows or grid.above]


def _look_at(path: Path, part: bytes) -> bool:
    """Whether a sheet has formulas without results; refuses merged ranges that would take all memory."""
    area, bare = 0, False
    for _, element in ElementTree.iterparse(io.BytesIO(part)):
        name = element.tag.rsplit("}", 1)[-1]
        if name == "mergeCell":
            found = _RANGE.fullmatch(element.get("ref", "").strip())
            if found and found[3]:
                width = abs(_column(found[3]) - _column(found[1])) + 1
                area += width * (abs(int(found[4]) - int(found[2])) + 1)
            if area > AREA_LIMIT:
                raise refuse(path, "的合并单元格范围过大。", "请取消多余的合并单元格后再导入。")
        elif name == "c":
            tags = {
                child.tag.rsplit("}", 1)[-1] for child in element if child.text or child.tag.endswith("f")
            }
            bare = bare or ("f" in tags and "v" not in tags)
            element.clear()
        elif name == "row":
            element.clear()
    return bare


def _sheet(sheet: Worksheet, formulas: Worksheet | None) -> Grid:
    merged = {
        (area.min_row, area.min_col): Merge(
            area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1
        )
        for area in sheet.merged_cells.ranges
    }
    texts = list(_texts(sheet, formulas, merged))

    def place(row: int, column: int) -> str:
        return f"{sheet.title}!{_letters(column)}{row + 1}"

    return lay_out(sheet.title, texts, place, hidden=sheet.sheet_state != "visible", is_sheet=True)


def _texts(
    sheet: Worksheet, formulas: Worksheet | None, merged: dict[tuple[int, int], Merge]
) -> Iterator[Text]:
    # `iter_rows` would make a cell for every place up to the farthest one; the dictionary has only real ones.
    for (row, column), cell in sorted(sheet._cells.items()):
        text = _cell_text(cell)
        if not text and formulas is not None:
            formula = formulas._cells.get((row, column))
            text = NO_RESULT if formula is not None and formula.data_type == "f" else ""
        yield Text(text, merged.get((row, column)) or Merge(row - 1, column - 1, row - 1, column - 1))


def _cell_text(cell: Cell) -> str:
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    text_format = str(cell.number_format or "")
    return value_text(value, text_format)


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


def read_xls(path: Path, content: bytes) -> list[Grid]:
    """Every sheet of an old workbook that holds anything.

    Raises:
        InputError: protected or damaged.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    grids = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for meta in book.sheets_metadata:
            sheet = book.get_sheet_by_name(meta.name)
            grids.append(_old_sheet(sheet, meta.visible is not SheetVisibleEnum.Visible))
    except PasswordError as error:
        raise refuse(path, "设了打开密码。", "请在 Excel 中取消密码，另存一份后再导入。") from error
    except (CalamineError, *_BROKEN) as error:
        raise damaged(path, error) from error
    except BaseException as error:
        # The reader is written in Rust; where it gives up, the error is no ordinary exception.
        if type(error).__name__ == "PanicException":
            raise damaged(path, error) from error
        raise
    return [grid for grid in grids if grid.rows or grid.above]


def _old_sheet(sheet: CalamineSheet, hidden: bool) -> Grid:
    if sheet.start is None:
        return Grid(sheet.name, ())
    merged = {first: Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ()}
    top, left = sheet.start
    texts = [
        Text(value_text(value), merged.get((row, column)) or Merge(row, column, row, column))
        for row, values in enumerate(sheet.to_python(), top)
        for column, value in enumerate(values, left)
        if value != ""
    ]
    name = sheet.name

    def place(row: int, column: int) -> str:
        return f"{name}!{_letters(column)}{row + 1}"

    return lay_out(name, texts, place, hidden=hidden, is_sheet=True)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
