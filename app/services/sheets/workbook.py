"""Tables become an Excel workbook: numbers as numbers, dates as dates, text as text; never a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from app.services.files import replacing

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | date | None
Kind = Literal["text", "count", "amount", "percent", "date"]

_FORMATS: Mapping[str, str] = {
    "text": "@",
    "count": "#,##0",
    "amount": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
}
_CELL = {"font_name": "等线", "bottom": 1, "bottom_color": "#D9DEE3", "valign": "top"}
_HEAD = {**_CELL, "bold": True, "bg_color": "#E3F1EF", "valign": "vcenter", "text_wrap": True}
_NARROWEST, _WIDEST = 6, 46
_NAME_LIMIT = 31
# Longer heads go on two lines.
_HEAD_WIDTH, _HEAD_HEIGHT = 13, 32
# What still can be read on a page, in Latin letters; a wider table goes on several A3 pages side by side.
_A3, _A4 = 8, 9
_A3_LETTERS, _A4_LETTERS = 240, 160
# What a cell of Excel can hold, and how many digits of a number it keeps.
TEXT_LIMIT = 32_767
_CUT = "……（过长，未全部列出）"
_DIGITS = 15
# A text that begins so is taken for a formula when somebody edits the cell, unless it is marked as text.
_FORMULA_MARKS = ("=", "+", "-", "@")
# Before this day Excel counts one too many.
_FIRST_DAY = date(1900, 3, 1)
# What is no character at all (U+FFFE, half a pair) cannot stand in a file.
_NO_SIGN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]"
)
# The same tables give the same file.
_MADE = datetime(2020, 1, 1)


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
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    with replacing(target) as beside:
        book = Workbook(str(beside), {"in_memory": True})
        book.set_properties({"created": _MADE})
        looks = _Looks(book)
        for table in tables:
            _fill(book.add_worksheet(_sheet_name(table.name)), table, note, looks)
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None
    return target


def _sheet_name(name: str) -> str:
    return "".join("_" if mark in "[]:*?/\\" else mark for mark in name)[:_NAME_LIMIT]


class _Looks:
    """The looks of cells, each made once: the library compares them by identity."""

    def __init__(self, book: Workbook) -> None:
        self.of = {kind: book.add_format({**_CELL, "num_format": form}) for kind, form in _FORMATS.items()}
        self._texts = {
            (is_quoted, is_long): book.add_format(
                {**_CELL, "num_format": "@", "quote_prefix": is_quoted, "text_wrap": is_long}
            )
            for is_quoted in (False, True)
            for is_long in (False, True)
        }
        self._heads = {side: book.add_format({**_HEAD, "align": side}) for side in ("left", "right")}

    def head(self, kind: Kind) -> Format:
        """The look of a column's head."""
        return self._heads["left" if kind == "text" else "right"]

    def text(self, text: str) -> Format:
        """The look of a text: marked so that editing makes no formula of it, wrapped where it is long."""
        is_long = len(text) * 2 > _WIDEST - 6 and _width(text) > _WIDEST - 6
        return self._texts[text.startswith(_FORMULA_MARKS), is_long]


def _fill(sheet: Worksheet, table: Table, note: str, looks: _Looks) -> None:
    """Head, rows, filter, widths and page of one sheet."""
    widths = _widths(table)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    sheet.set_row(0, _HEAD_HEIGHT)
    for number, field in enumerate(table.fields):
        sheet.write_string(0, number, _plain(field.title), looks.head(field.kind))
    for place, row in enumerate(table.rows, 1):
        for number, (value, field) in enumerate(zip(row, table.fields, strict=True)):
            _write(sheet, place, number, value, field.kind, looks)
    last, right = len(table.rows), len(table.fields) - 1
    sheet.freeze_panes(1, table.named)
    sheet.autofilter(0, 0, last, right)
    sheet.print_area(0, 0, last, right)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, table.named - 1)
    _set_page(sheet, sum(widths))
    name, note = (text.replace("&", "&&") for text in (table.name, note))
    sheet.set_header(f"&L{name}" + (f"&R{note}" if note else ""))
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _set_page(sheet: Worksheet, total: int) -> None:
    """A page on which a table of that width can be read."""
    is_wide = total > _A4_LETTERS
    sheet.set_landscape()
    sheet.set_paper(_A3 if is_wide else _A4)
    sheet.fit_to_pages(-(-total // _A3_LETTERS) if is_wide else 1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.75)


def _widths(table: Table) -> list[int]:
    widths = []
    for number, field in enumerate(table.fields):
        head = min(_width(field.title), _HEAD_WIDTH) + 2  # and the arrow of the filter
        shown = {_shown(row[number], field.kind) for row in table.rows}
        widest = max([head, *map(_width, shown)])
        widths.append(min(max(widest + 2, _NARROWEST), _WIDEST))
    return widths


def _write(sheet: Worksheet, row: int, column: int, value: Cell, kind: Kind, looks: _Looks) -> None:
    """One cell with its look; a value that Excel would change stands as text."""
    shown = _storable(value, kind)
    if shown is None:
        sheet.write_blank(row, column, None, looks.of[kind])
    elif isinstance(shown, str):
        sheet.write_string(row, column, shown, looks.text(shown))
    elif isinstance(shown, date):
        sheet.write_datetime(row, column, shown, looks.of[kind])
    else:
        sheet.write_number(row, column, shown, looks.of[kind])


def _storable(value: Cell, kind: Kind) -> Any:
    """What Excel can hold of a value; None for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, date) and value < _FIRST_DAY:
        return value.isoformat()
    if isinstance(value, Decimal):
        value = round(value, 6) if kind == "percent" else value  # a quotient has no end
        # Excel would round a longer one.
        return f"{value:f}" if len(value.as_tuple().digits) > _DIGITS else value
    return _plain(value) if isinstance(value, str) else value


def _plain(text: str) -> str:
    """A text as a cell can hold it."""
    if len(text) > TEXT_LIMIT:
        text = text[: TEXT_LIMIT - len(_CUT)] + _CUT
    return _NO_SIGN.sub("\ufffd", text)


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
    if text.isascii() and "\n" not in text:
        return len(text)
    return max(len(line) + len(_WIDE.findall(line)) for line in text.split("\n"))
