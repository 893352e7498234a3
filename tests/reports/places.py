"""Looks up what stands at a place of a file, with other means than the program's."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_IN_TABLE = re.compile(r"(?:第(\d+)页 )?表(\d+) 第(\d+)行第(\d+)列")


def text_at(path: Path, place: str) -> str:
    """The text at a place as the program says it: 表C.3!D7, 表2 第3行第2列, 第5页 表7 第1行第2列."""
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        sheet, _, cell = place.rpartition("!")
        value = load_workbook(path, data_only=True)[sheet][cell].value
        return "" if value is None else str(value)
    match = _IN_TABLE.fullmatch(place)
    assert match is not None, place
    page, table, row, column = (int(part or 0) for part in match.groups())
    if path.suffix == ".docx":
        from docx import Document

        return str(Document(str(path)).tables[table - 1].cell(row - 1, column - 1).text)
    found = _pdf_tables(path, path.stat().st_mtime_ns)[table - 1]
    assert found[0] == page, (place, found[0])
    return found[1][row - 1][column - 1]


@lru_cache(maxsize=2)
def _pdf_tables(path: Path, _: int) -> list[tuple[int, list[list[str]]]]:
    """All tables that hold a text, in the order of the pages, each with its page."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return [
            (number, [["".join((text or "").split()) for text in row] for row in rows])
            for number, page in enumerate(pdf.pages, 1)
            for rows in page.extract_tables()
            if any(text for row in rows for text in row)
        ]
