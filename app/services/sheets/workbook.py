"""Tables become an Excel workbook: numbers as numbers, dates as dates, text as text; never a formula."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from app.services.files import replacing

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | Decimal | date | None
Kind = Literal["text", "count", "amount", "percent", "date"]

_FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "#,##0",
    "amount": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
}
_NARROWEST, _WIDEST = 6, 46
_NAME_LIMIT = 31
# Longer heads go on two lines.
_HEAD_WIDTH, _HEAD_HEIGHT = 13, 32
# Paper, as Excel numbers it, and how many letters of it can be read side by side.
_A3, _A4 = 8, 9
_A3_LETTERS, _A4_LETTERS = 240, 160
# What a cell of Excel can hold, and how many digits of a number it keeps.
_TEXT_LIMIT = 32_767
_DIGITS = 15
# A text that begins so is taken for a formula when somebody edits the cell, unless it is marked as text.
_FORMULA_MARKS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Field:
    """One column of a table: its head, and what stands below it."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Table:
    """One sheet: its name, its columns, its rows; None leaves a cell empty. The first `named` columns say
    which row it is: they stay when one scrolls to the side, and stand on every printed page.
    """

    name: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Cell]]
    named: int = 1


def write_workbook(tables: Sequence[Table], target: Path, note: str = "") -> Path:
    """Write one sheet per table, ready to be read, filtered and printed. `note` stands on printed pages.

    Raises:
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(_sheet_name(table.name))
        _dress(sheet, table, note)
        for row in _rows(sheet, table):
            sheet.append(row)
    with replacing(target) as beside:
        book.save(beside)
    return target


def _sheet_name(name: str) -> str:
    return "".join("_" if mark in "[]:*?/\\" else mark for mark in name)[:_NAME_LIMIT]


def _dress(sheet: WriteOnlyWorksheet, table: Table, note: str) -> None:
    """Frozen head, filter, widths, and a page that is as wide as the table."""
    from openpyxl.utils import get_column_letter

    letters = [get_column_letter(number) for number in range(1, len(table.fields) + 1)]
    sheet.freeze_panes = f"{get_column_letter(table.named + 1)}2"
    sheet.auto_filter.ref = f"A1:{letters[-1]}{len(table.rows) + 1}"
    sheet.row_dimensions[1].height = _HEAD_HEIGHT
    total = 0
    for number, (letter, field) in enumerate(zip(letters, table.fields, strict=True)):
        head = min(_width(field.title), _HEAD_WIDTH) + 2  # and the arrow of the filter
        widest = max([head, *(_width(_shown(row[number], field.kind)) for row in table.rows)])
        width = min(max(widest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[letter].width = width
        total += width
    is_wide = total > _A4_LETTERS
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3 if is_wide else _A4
    sheet.page_setup.fitToWidth = -(-total // _A3_LETTERS) if is_wide else 1
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_cols = f"A:{letters[table.named - 1]}"
    sheet.print_title_rows = "1:1"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.left.text = table.name.replace("&", "&&")
    sheet.oddHeader.right.text = note.replace("&", "&&")
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _rows(sheet: WriteOnlyWorksheet, table: Table) -> Iterator[list[Any]]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    line = Side(style="thin", color="D9DEE3")
    border = Border(bottom=line)
    wrapped = Alignment(vertical="top", wrap_text=True)
    plain = Alignment(vertical="top")
    head_font, fill = Font(bold=True), PatternFill("solid", fgColor="E3F1EF")
    heads = []
    for field in table.fields:
        cell = WriteOnlyCell(sheet, value=field.title)
        cell.font, cell.fill, cell.border = head_font, fill, border
        side = "left" if field.kind == "text" else "right"
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        heads.append(cell)
    yield heads
    # Looking a style up costs more than the rest of a cell; there are few of them, so each is made once.
    known: dict[tuple[str, bool, bool], Any] = {}
    for row in table.rows:
        cells = []
        for value, field in zip(row, table.fields, strict=True):
            cell, format_, is_quoted = _cell(sheet, value, field.kind)
            is_long = isinstance(value, str) and len(value) * 2 > _WIDEST - 6 and _width(value) > _WIDEST - 6
            look = (format_, is_quoted, is_long)
            if look not in known:
                cell.number_format, cell.quotePrefix = format_, is_quoted
                cell.border, cell.alignment = border, wrapped if is_long else plain
                known[look] = cell._style
            cell._style = known[look]
            cells.append(cell)
        yield cells


def _cell(sheet: WriteOnlyWorksheet, value: Cell, kind: Kind) -> tuple[Any, str, bool]:
    """The cell without its looks, its number format, and whether it is marked as text."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, Decimal) and kind == "percent":
        value = round(value, 6)  # a quotient has no end
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > _DIGITS:
        value = f"{value:f}"  # Excel would round it
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value), _FORMATS[kind], False
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_TEXT_LIMIT]
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell, _FORMATS["text"], text.startswith(_FORMULA_MARKS)


def _shown(value: Cell, kind: Kind) -> str:
    """A cell as Excel shows it, to know how wide it is."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, date):
        return value.isoformat()
    if kind == "percent":
        return f"{value:.1%}"
    return f"{value:,.0f}" if kind == "count" else f"{value:,.2f}"


def _width(text: str) -> int:
    """Width of the longest line, in Latin letters."""
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in line) for line in lines)
