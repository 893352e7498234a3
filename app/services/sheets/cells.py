"""A look at the cells of a workbook before the fast reader opens it.

The reader lays a sheet out as one block from its first to its last cell, so one cell in the far corner would
take all memory; and it gives an error value as an empty cell. Both are seen here, on the bytes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from posixpath import join, normpath
from xml.etree import ElementTree

from app.models.errors import InputError
from app.services.sheets.archive import Source
from app.services.sheets.grid import CellMark, cell_position, check_size
from app.services.sheets.ole import Compound

Marks = dict[tuple[int, int], CellMark]
Box = list[int]

# Plain references reach to Z99999. Everything else is looked at closely: what lies further out, and what is
# written as no office program writes it (r = 'a1').
_NOT_PLAIN = re.compile(rb'r\s*=(?!"[A-Z]?\d{1,5}")')
_ODD = re.compile(rb'r\s*=(?<!r=)|r=(?!"[A-Z]{0,3}\d{1,7}")')
_REFERENCE = re.compile(rb'r="([A-Za-z]{0,4})(\d{0,8})')
_ELEMENT = re.compile(rb"<(?:\w+:)?(row|c)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>(</)?")
_PLACE = re.compile(rb"(?:^|\s)r\s*=\s*[\"']\s*([A-Za-z]{0,9})(\d{0,9})")

# Searching for a pattern is faster than `in` for these short ones.
_ERROR_SIGN, _FORMULA_SIGN = re.compile(rb't="e"'), re.compile(rb"<f[ >/]")
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*\bt="e"')
_BARE_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f[^>]*?(?:/>|>[^<]*</f>)(?:<v></v>|<v ?/>)?</c>')


def xml_marks(source: Source, parts: dict[str, bytes]) -> dict[str, Marks]:
    """By sheet name, the cells that show an error and the formulas saved without a result.

    Raises:
        InputError: the cells of a sheet lie so far apart that laying them out would take all memory.
    """
    marks: dict[str, Marks] = {}
    for part, content in parts.items():
        first, last = content.find(b"sheetData"), content.rfind(b"sheetData")
        if first < 0:
            continue
        found: Marks = {}
        if _NOT_PLAIN.search(content, first, last):
            _check_extent(source, parts, part, content[first:last])
        if _ERROR_SIGN.search(content, first, last):
            found |= {_at(place): CellMark.ERROR for place in _ERROR_CELL.findall(content)}
        if _FORMULA_SIGN.search(content, first, last):
            found |= {_at(place): CellMark.NO_RESULT for place in _BARE_FORMULA.findall(content)}
        if found:
            marks[_sheet_names(parts).get(part, part)] = found
    return marks


def _check_extent(source: Source, parts: dict[str, bytes], part: str, data: bytes) -> None:
    """Refuse a sheet that is too large, by its references or, where these are odd, by each of its cells."""
    if _ODD.search(data) or not _fits(*_corner(data)):
        check_size(*_extent(data), source.name, _sheet_names(parts).get(part, part))


def _fits(rows: int, columns: int) -> bool:
    try:
        check_size(rows, columns, "", "")
    except InputError:
        return False
    return True


def _corner(data: bytes) -> tuple[int, int]:
    """An upper bound: the highest row and column that any reference names."""
    references = _REFERENCE.findall(data)
    rows = {digits for _, digits in references if digits}
    columns = {letters for letters, _ in references if letters}
    width = max((cell_position(letters.decode() + "1")[1] + 1 for letters in columns), default=0)
    return max(map(int, rows), default=0), width


def _extent(data: bytes) -> tuple[int, int]:
    """Height and width of the block between the first and the last cell that is not empty."""
    row = column = -1
    top = left = 1 << 60
    bottom = right = -1
    for kind, attributes, closed in _ELEMENT.findall(data):
        place = _PLACE.search(attributes)
        letters, digits = place.groups() if place else (b"", b"")
        if kind == b"row":
            row, column = (int(digits) - 1 if digits else row + 1), -1
            continue
        column += 1
        if letters and digits:
            row, column = cell_position((letters + digits).decode())
        if not closed and not attributes.endswith(b"/"):
            top, bottom = min(top, row), max(bottom, row)
            left, right = min(left, column), max(right, column)
    return (bottom - top + 1, right - left + 1) if right >= 0 else (0, 0)


def _at(reference: bytes) -> tuple[int, int]:
    return cell_position(reference.decode())


def _sheet_names(parts: dict[str, bytes]) -> dict[str, str]:
    """Which sheet each part holds; empty where the workbook does not say it in the ordinary way."""
    try:
        workbook = ElementTree.fromstring(parts.get("xl/workbook.xml", b"<x/>"))
        links = ElementTree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<x/>"))
    except ElementTree.ParseError:
        return {}
    targets = {link.get("Id"): normpath(join("/xl", link.get("Target", "")))[1:] for link in links}
    names = {}
    for sheet in workbook.iterfind(".//{*}sheet"):
        link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        names[targets.get(link, "")] = sheet.get("name", "")
    return names


# Records of the old format: the cells that hold something, and what stands around them.
_PASSWORD = 0x002F
_SHEET_LIST = 0x0085
_BEGIN = 0x0809
_LONG_ROW = 0x00BD
_FORMULA = 0x0006
_ERROR_OR_BOOLEAN = 0x0205
_CELLS = {0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E, _LONG_ROW, _FORMULA, _ERROR_OR_BOOLEAN}


def biff_marks(source: Source) -> dict[str, Marks]:
    """By sheet name, the cells of an old workbook that show an error; refuses what `xml_marks` does.

    Raises:
        InputError: the workbook is not whole or a sheet too large.
    """
    container = Compound(source.content)
    stream = container.stream("Workbook") or container.stream("Book")
    names: dict[int, str] = {}
    marks: dict[str, Marks] = {}
    box: Box = []
    name = ""
    for at, kind, body in _records(stream):
        if kind == _PASSWORD:
            raise source.refuse("设了打开密码。", "请在 Excel 中取消密码，另存一份后再导入。")
        if kind == _SHEET_LIST:
            names[struct.unpack_from("<I", body)[0]] = _biff_name(body)
        elif kind == _BEGIN:
            name, box = names.get(at, ""), []
        elif kind in _CELLS and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _LONG_ROW else column
            _widen(box, row, column, max(last, column))
            if _shows_error(kind, body):
                marks.setdefault(name, {})[row, column] = CellMark.ERROR
            check_size(box[2] - box[0] + 1, box[3] - box[1] + 1, source.name, name)
    if not names:
        raise source.refuse("已损坏，不能读取。", "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。")
    return marks


def _shows_error(kind: int, body: bytes) -> bool:
    """Whether a cell holds an error value, or a formula whose stored result is one."""
    if kind == _FORMULA:
        return len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2
    return kind == _ERROR_OR_BOOLEAN and len(body) >= 8 and body[7] == 1


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _widen(box: Box, row: int, left: int, right: int) -> None:
    if not box:
        box += [row, left, row, right]
    box[0], box[1] = min(box[0], row), min(box[1], left)
    box[2], box[3] = max(box[2], row), max(box[3], right)


def _biff_name(body: bytes) -> str:
    """The sheet name of a list record: its length, one byte that tells two-byte letters, the letters."""
    if len(body) < 8:
        return ""
    wide = body[7] & 1
    letters = body[8 : 8 + body[6] * (2 if wide else 1)]
    return letters.decode("utf-16-le" if wide else "latin-1", "replace")
