"""Text files with one row a line: which encoding, which separator, which cells."""

from __future__ import annotations

import codecs
import csv
import io
import statistics
from collections.abc import Iterator

from app.services.sheets.archive import Source
from app.services.sheets.grid import COLUMN_LIMIT, ROW_LIMIT, Grid, GridKind, check_size

# In the order of preference where two explain the file equally well.
_SEPARATORS = "\t,;|，；、"
_SAMPLE_LINES = 200
# More line feeds than this inside one cell: a quotation mark was never closed.
_LINES_IN_CELL = 20
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(source: Source) -> list[Grid]:
    """The one table of a text file; none where the file holds only blanks.

    Raises:
        InputError: the encoding is not known, a quotation mark is left open, or there are too many rows.
    """
    text = _decode(source)
    separator = _separator(text.splitlines())
    rows: list[list[str]] = []
    starts: list[int] = []
    for start, cells in _rows(source, text, separator):
        if any(map(str.strip, cells)):
            starts.append(start)
            rows.append(cells)
    if not rows:
        return []
    name = source.name.rsplit(".", 1)[0]
    width = max(map(len, rows))
    check_size(len(rows), width, source.name, name)
    for row in rows:
        row += [""] * (width - len(row))
    return [Grid(name, GridKind.TEXT, rows, source.name, lines=starts)]


def _decode(source: Source) -> str:
    content = source.content
    encodings = [name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)]
    if not encodings:
        encodings = _utf16_without_mark(content) or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise source.refuse("不是文本文件，或编码无法识别。", "请用记事本打开，另存为 UTF-8 编码后再试。")


def _utf16_without_mark(content: bytes) -> list[str]:
    """Latin digits and separators in UTF-16 have a zero byte, at odd places in the little-endian form."""
    if b"\0" not in content:
        return []
    return ["utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be"]


def _separator(lines: list[str]) -> str:
    """The separator that cuts most lines into the same number of cells."""
    sample = [line for line in lines[:_SAMPLE_LINES] if line.strip()]

    def fitness(separator: str) -> tuple[float, int]:
        counts = [line.count(separator) for line in sample]
        usual = statistics.mode(counts) if counts else 0
        share = counts.count(usual) / len(counts) if usual else 0.0
        # A list of names may hold a 、 here and there; a separator stands in most lines.
        return (round(share, 1), usual) if share >= 0.5 else (0.0, 0)

    best = max(_SEPARATORS, key=fitness)
    return best if fitness(best)[1] else ","


def _rows(source: Source, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it starts at, counted from 0."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 0
    try:
        for number, cells in enumerate(reader):
            if any(cell.count("\n") > _LINES_IN_CELL for cell in cells):
                raise _open_quote(source, start)
            if number > ROW_LIMIT or len(cells) > COLUMN_LIMIT:
                check_size(number + 1, len(cells), source.name, source.name)
            yield start, cells
            start = reader.line_num
    except csv.Error as error:
        raise _open_quote(source, start) from error


def _open_quote(source: Source, start: int) -> Exception:
    return source.refuse(
        f"第 {start + 1} 行起有一个引号没有成对，后面的内容连成了一格。",
        "请用 Excel 打开检查这一行，另存为 .xlsx 后再试。",
    )
