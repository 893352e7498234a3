"""Cells of .xlsx workbooks as text, with their number formats, so that 98% does not become 0.98."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from app.models.errors import InputError
from app.services.performance.grid import (
    AREA_LIMIT,
    NO_RESULT,
    Grid,
    Merge,
    Text,
    damaged,
    lay_out,
    refuse,
    sheet_place,
    value_text,
)
from app.services.sheets.archive import Source, checked_parts

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

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

    parts = checked_parts(Source(path.name, content))
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
    texts = _texts(sheet, formulas, merged)
    hidden = sheet.sheet_state != "visible"
    return lay_out(sheet.title, texts, sheet_place(sheet.title), hidden=hidden, is_sheet=True)


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


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
