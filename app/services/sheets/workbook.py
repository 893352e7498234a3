"""Tables become an Excel workbook: numbers as numbers, dates as dates, text as text; never a formula.

The parts are written directly: what the file needs is little, and going through objects for every cell takes
several times as long. What Excel cannot hold in a text as it is (control characters, text that looks like an
escape) is escaped as Excel itself does it, so that it comes back unchanged.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

from app.services.files import replacing
from app.services.sheets.workbook_parts import (
    HEAD_LEFT,
    HEAD_RIGHT,
    Page,
    fixed_parts,
    look_of,
    quoted_name,
    sheet_end,
    sheet_start,
)

Cell = str | int | Decimal | date | None
Kind = Literal["text", "count", "amount", "percent", "date"]

_NARROWEST, _WIDEST = 6, 46
_NAME_LIMIT = 31
# Longer heads go on two lines.
_HEAD_WIDTH, _HEAD_HEIGHT = 13, 32
# Paper, as Excel numbers it, and how many letters of it can be read side by side.
_A3, _A4 = 8, 9
_A3_LETTERS, _A4_LETTERS = 240, 160
# What a cell of Excel can hold, and how many digits of a number it keeps.
TEXT_LIMIT = 32_767
_CUT = "……（过长，未全部列出）"
_DIGITS = 15
# A text that begins so is taken for a formula when somebody edits the cell, unless it is marked as text.
_FORMULA_MARKS = ("=", "+", "-", "@")
# Excel counts days from here; before the second date it counts one too many.
_DAY_ZERO, _FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)
_ESCAPED = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ud800-\\udfff\\ufffe\\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = re.compile("[&<>]")
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]"
)
_BATCH = 500


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
    names = [_sheet_name(table.name) for table in tables]
    with replacing(target) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        ranges = [_ranges(name, table) for name, table in zip(names, tables, strict=True)]
        for part, content in fixed_parts(names, ranges):
            archive.writestr(_entry(part), content)
        for number, table in enumerate(tables, 1):
            with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part_file:
                for piece in _sheet(table, note):
                    part_file.write(piece.encode())
    return target


def _entry(name: str) -> zipfile.ZipInfo:
    """With a fixed date: the same tables give the same file."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sheet_name(name: str) -> str:
    return "".join("_" if mark in "[]:*?/\\" else mark for mark in name)[:_NAME_LIMIT]


def _ranges(name: str, table: Table) -> dict[str, str]:
    """The names by which Excel knows what is filtered, printed, and printed on every page."""
    sheet, last = quoted_name(name), column_letter(len(table.fields))
    whole = f"$A$1:${last}${len(table.rows) + 1}"
    columns = f"{sheet}!$A:${column_letter(table.named)}"
    return {
        "_xlnm._FilterDatabase": f"{sheet}!{whole}",
        "_xlnm.Print_Area": f"{sheet}!{whole}",
        "_xlnm.Print_Titles": f"{columns},{sheet}!$1:$1",
    }


def column_letter(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _sheet(table: Table, note: str) -> Iterator[str]:
    """The XML of a sheet, piece by piece."""
    letters = [column_letter(number) for number in range(1, len(table.fields) + 1)]
    widths = _widths(table)
    yield sheet_start(widths, f"{column_letter(table.named + 1)}2", table.named)
    heads = "".join(
        f'<c r="{letter}1" s="{HEAD_LEFT if field.kind == "text" else HEAD_RIGHT}" t="inlineStr">'
        f'<is><t xml:space="preserve">{escaped(field.title)}</t></is></c>'
        for letter, field in zip(letters, table.fields, strict=True)
    )
    yield f'<row r="1" ht="{_HEAD_HEIGHT}" customHeight="1">{heads}</row>'
    columns = list(zip(letters, (field.kind for field in table.fields), strict=True))
    pieces: list[str] = []
    for number, row in enumerate(table.rows, 2):
        cells = [
            _cell(f"{letter}{number}", value, kind)
            for value, (letter, kind) in zip(row, columns, strict=True)
        ]
        pieces.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(pieces) == _BATCH:
            yield "".join(pieces)
            pieces = []
    yield "".join(pieces)
    yield sheet_end(f"A1:{letters[-1]}{len(table.rows) + 1}", _page(sum(widths)), table.name, note)


def _page(total: int) -> Page:
    """A page on which a table of that width can be read."""
    is_wide = total > _A4_LETTERS
    return Page(_A3 if is_wide else _A4, -(-total // _A3_LETTERS) if is_wide else 1)


def _widths(table: Table) -> list[int]:
    widths = []
    for number, field in enumerate(table.fields):
        head = min(_width(field.title), _HEAD_WIDTH) + 2  # and the arrow of the filter
        shown = {_shown(row[number], field.kind) for row in table.rows}
        widest = max([head, *map(_width, shown)])
        widths.append(min(max(widest + 2, _NARROWEST), _WIDEST))
    return widths


def _cell(place: str, value: Cell, kind: Kind) -> str:
    """One cell with its look; a value that Excel would change stands as text."""
    if value is None or value == "":
        return f'<c r="{place}" s="{look_of(kind)}"/>'
    if isinstance(value, str):
        return _text_cell(place, value)
    if isinstance(value, date):
        if value < _FIRST_DAY:
            return _text_cell(place, value.isoformat())
        return f'<c r="{place}" s="{look_of(kind)}"><v>{(value - _DAY_ZERO).days}</v></c>'
    if isinstance(value, Decimal):
        if kind == "percent":
            value = round(value, 6)  # a quotient has no end
        if len(value.as_tuple().digits) > _DIGITS:
            return _text_cell(place, f"{value:f}")  # Excel would round it
        return f'<c r="{place}" s="{look_of(kind)}"><v>{value:f}</v></c>'
    return f'<c r="{place}" s="{look_of(kind)}"><v>{value}</v></c>'


def _text_cell(place: str, text: str) -> str:
    if len(text) > TEXT_LIMIT:
        text = text[: TEXT_LIMIT - len(_CUT)] + _CUT
    is_long = len(text) * 2 > _WIDEST - 6 and _width(text) > _WIDEST - 6
    look = look_of("text", is_quoted=text.startswith(_FORMULA_MARKS), is_long=is_long)
    return f'<c r="{place}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'


def escaped(text: str) -> str:
    """`text` as it stands in the XML of a cell."""
    if _ESCAPED.search(text):
        text = _ESCAPED.sub(_escape, text)
    return escape(text) if _MARKUP.search(text) else text


def _escape(found: re.Match[str]) -> str:
    """As Excel escapes it; what is no character at all (U+FFFE, half a pair) has no escape."""
    code = ord(found[0])
    return "\ufffd" if code >= 0xD800 else f"_x{code:04X}_"


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
