"""Cells of Excel 97-2003 workbooks (BIFF8), read here because the fast reader ends the whole program on a
damaged one, and because it does not tell number formats: 98% would become 0.98.
"""

from __future__ import annotations

import datetime
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.services.performance.compound import Compound
from app.services.performance.grid import (
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

CELL_LIMIT = 400_000
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。"

_BEGIN, _END, _CONTINUE, _PASSWORD = 0x0809, 0x000A, 0x003C, 0x002F
_SHEET, _STRINGS, _FORMAT, _STYLE, _DATES = 0x0085, 0x00FC, 0x041E, 0x00E0, 0x0022
_SHARED, _LABEL, _RICH, _NUMBER, _SMALL, _SMALLS = 0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E, 0x00BD
_FORMULA, _RESULT, _FLAG, _MERGED = 0x0006, 0x0207, 0x0205, 0x00E5
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_PERCENT_FORMATS = (9, 10)
_DATE_FORMATS = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
_NOT_DATE = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.|General", re.IGNORECASE)


def read_xls(path: Path, content: bytes) -> list[Grid]:
    """Every sheet of an old workbook that holds anything.

    Raises:
        InputError: protected, damaged, of Excel 95 or older, or absurdly large.
    """
    container = Compound(content)
    stream = container.stream("Workbook")
    if stream is None:
        if container.stream("Book") is not None:
            raise refuse(path, "是 Excel 95 或更早的格式。", _SAVE_AS)
        if container.stream("EncryptedPackage") is not None:
            raise refuse(path, "设了打开密码。", "请在 Office 中取消密码，另存一份后再导入。")
        if container.stream("WordDocument") is not None:
            raise refuse(path, "是旧版 Word 文档（.doc）。", "请用 Word 或 WPS 打开，另存为 .docx 后再导入。")
        raise refuse(path, "不是 Excel 或 Word 文件，或已损坏。", _SAVE_AS)
    try:
        book = _Book(stream)
        if book.is_protected:
            raise refuse(path, "设了打开密码。", "请在 Excel 中取消密码，另存一份后再导入。")
        grids = [_sheet(book, *sheet) for sheet in book.sheets]
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise damaged(path, error) from error
    if not grids:
        raise damaged(path, ValueError("no sheets"))
    return [grid for grid in grids if grid.rows or grid.above]


@dataclass
class _Book:
    """What the first part of a workbook says: sheets, shared strings, formats."""

    stream: bytes
    # Name, place in the stream, whether hidden.
    sheets: list[tuple[str, int, bool]] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    is_protected: bool = False
    from_1904: bool = False
    _formats: dict[int, str] = field(default_factory=dict)
    _styles: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        shared: list[bytes] = []
        before = 0
        for kind, body in _records(self.stream, 0):
            if kind == _PASSWORD:
                self.is_protected = True
                return
            if kind == _SHEET and body[5] == 0:
                at, hidden = struct.unpack_from("<IB", body)
                self.sheets.append((_short_text(body, 6), at, bool(hidden & 3)))
            elif kind == _STRINGS or (kind == _CONTINUE and before == _STRINGS):
                shared.append(body)
            elif kind == _FORMAT:
                self._formats[struct.unpack_from("<H", body)[0]] = _text(body, 2)
            elif kind == _STYLE:
                self._styles.append(struct.unpack_from("<2xH", body)[0])
            elif kind == _DATES:
                self.from_1904 = body[:1] == b"\1"
            before = before if kind == _CONTINUE else kind
        self.strings = list(_Strings(shared).read()) if shared else []

    def number(self, value: float, style: int) -> str:
        """A number as people see it with the format of its cell."""
        code = self._styles[style] if style < len(self._styles) else 0
        shown = self._formats.get(code, "0%" if code in _PERCENT_FORMATS else "")
        bare = _NOT_DATE.sub("", shown)
        if (code in _DATE_FORMATS or re.search(r"[ymd]", bare, re.IGNORECASE)) and 1 <= value < 2_958_466:
            first = datetime.datetime(1904, 1, 1) if self.from_1904 else datetime.datetime(1899, 12, 30)
            return value_text(first + datetime.timedelta(days=int(value)), bare)
        return value_text(value, shown)


class _Strings:
    """The shared strings, which may be cut anywhere into records."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._part, self._at = 0, 8

    def read(self) -> Iterator[str]:
        """Every string; ends early where the records do."""
        (count,) = struct.unpack_from("<I", self._parts[0], 4)
        for _ in range(min(count, sum(map(len, self._parts)) // 3)):
            try:
                yield self._string()
            except IndexError:
                return

    def _string(self) -> str:
        length, flags = struct.unpack("<HB", self._bytes(3))
        runs = struct.unpack("<H", self._bytes(2))[0] * 4 if flags & 8 else 0
        extra = struct.unpack("<I", self._bytes(4))[0] if flags & 4 else 0
        text = self._letters(length, bool(flags & 1))
        self._bytes(runs + extra)
        return text

    def _letters(self, count: int, wide: bool) -> str:
        pieces = []
        while count:
            if self._at >= len(self._parts[self._part]):
                self._next()
                # A text that goes on in the next record says again how wide its letters are.
                wide = bool(self._bytes(1)[0] & 1)
            room = len(self._parts[self._part]) - self._at
            taken = min(count, max(1, room // 2 if wide else room))
            raw = self._bytes(taken * 2 if wide else taken)
            pieces.append(raw.decode("utf-16-le" if wide else "latin-1", "replace"))
            count -= taken
        return "".join(pieces)

    def _bytes(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            part = self._parts[self._part]
            if self._at >= len(part):
                self._next()
                continue
            piece = part[self._at : self._at + count - len(found)]
            self._at += len(piece)
            found += piece
        return found

    def _next(self) -> None:
        self._part, self._at = self._part + 1, 0
        if self._part >= len(self._parts):
            raise IndexError


def _sheet(book: _Book, name: str, at: int, hidden: bool) -> Grid:
    cells: dict[tuple[int, int], str] = {}
    merged: dict[tuple[int, int], Merge] = {}
    waiting: tuple[int, int] | None = None
    for kind, body in _records(book.stream, at):
        if kind == _RESULT and waiting is not None:
            cells[waiting], waiting = _text(body, 0), None
        elif kind == _MERGED:
            for top, bottom, left, right in struct.iter_unpack("<4H", body[2 : 2 + (len(body) - 2) // 8 * 8]):
                merged[top, left] = Merge(top, left, max(top, bottom), max(left, right))
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 0:
            waiting = struct.unpack_from("<2H", body)
            cells[waiting] = NO_RESULT
        else:
            cells.update(_values(book, kind, body))
        if len(cells) > CELL_LIMIT:
            raise ValueError("too many cells")
    texts = [
        Text(value_text(text), merged.get(place) or Merge(*place, *place))
        for place, text in sorted(cells.items())
    ]
    return lay_out(name, texts, sheet_place(name), hidden=hidden, is_sheet=True)


def _values(book: _Book, kind: int, body: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """The cells that one record states."""
    if kind not in (_SHARED, _LABEL, _RICH, _NUMBER, _SMALL, _SMALLS, _FORMULA, _FLAG):
        return
    row, column, style = struct.unpack_from("<3H", body)
    if kind == _SHARED:
        (number,) = struct.unpack_from("<6xI", body)
        yield (row, column), book.strings[number] if number < len(book.strings) else ""
    elif kind in (_LABEL, _RICH):
        yield (row, column), _text(body, 6)
    elif kind == _NUMBER:
        yield (row, column), book.number(struct.unpack_from("<6xd", body)[0], style)
    elif kind == _SMALL:
        yield (row, column), book.number(_small(struct.unpack_from("<6xI", body)[0]), style)
    elif kind == _SMALLS:
        pieces = body[4 : 4 + (len(body) - 6) // 6 * 6]
        for place, (each, number) in enumerate(struct.iter_unpack("<HI", pieces)):
            yield (row, column + place), book.number(_small(number), each)
    elif kind == _FLAG or body[12:14] == b"\xff\xff":
        flag, is_error = (body[6], body[7]) if kind == _FLAG else (body[8], body[6] == 2)
        yield (row, column), _ERRORS.get(flag, "#ERR") if is_error else value_text(bool(flag))
    else:
        yield (row, column), book.number(struct.unpack_from("<6xd", body)[0], style)


def _small(number: int) -> float:
    """A number in the short form RK: 30 bits of an integer or of a float, perhaps to divide by 100."""
    if number & 2:
        value = float((number >> 2) - (1 << 30 if number & 0x80000000 else 0))
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (number & 0xFFFFFFFC) << 32))
    return value / 100 if number & 1 else value


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of the part that begins at `at`, without those of parts inside it (charts)."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _BEGIN:
            depth += 1
            if depth == 1 and body[:2] != b"\x00\x06":
                raise ValueError("not BIFF8")
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, body


def _text(body: bytes, at: int) -> str:
    """A text with its length in two bytes."""
    length, flags = struct.unpack_from("<HB", body, at)
    return _decoded(body[at + 3 :], length, flags)


def _short_text(body: bytes, at: int) -> str:
    """A text with its length in one byte."""
    return _decoded(body[at + 2 :], body[at], body[at + 1])


def _decoded(raw: bytes, length: int, flags: int) -> str:
    if flags & 1:
        return raw[: length * 2].decode("utf-16-le", "replace")
    return raw[:length].decode("latin-1")
