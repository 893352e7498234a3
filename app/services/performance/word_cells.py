"""Cells of Word tables as text, read along the XML once: python-docx needs quadratic time and leaves out
content controls. Nothing that the document links to is fetched.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.performance.grid import COLUMN_LIMIT, Grid, Merge, Text, damaged, lay_out, refuse
from app.services.sheets.archive import Source, checked_parts

if TYPE_CHECKING:
    # lxml has no types; what is used of its elements is the same.
    from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TABLE, _ROW, _CELL, _PARAGRAPH = f"{_W}tbl", f"{_W}tr", f"{_W}tc", f"{_W}p"
_SIGNS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}
# Wingdings that people tick options with.
_SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0FD": "☒", "F0A8": "□", "F06F": "□", "F0A3": "□"}
# Struck out by a tracked change, or a second copy for old programs.
_GONE = {
    f"{_W}del",
    f"{_W}moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
TABLE_LIMIT = 300


def read_docx(path: Path, content: bytes) -> list[Grid]:
    """Every table with the paragraphs above it; paragraphs after the last table come as a grid without rows.

    Raises:
        InputError: not safe or not whole.
    """
    from docx import Document
    from docx.opc.exceptions import OpcError

    checked_parts(Source(path.name, content))
    try:
        body = Document(io.BytesIO(content)).element.body
    except (OpcError, SyntaxError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise damaged(path, error) from error
    walk = _Walk(path)
    walk.block(body)
    if walk.above:
        walk.grids.append(Grid("正文", (), above=tuple(walk.above)))
    return walk.grids


@dataclass
class _Walk:
    """Goes through the document and collects its tables and the paragraphs between them."""

    path: Path
    grids: list[Grid] = field(default_factory=list)
    above: list[str] = field(default_factory=list)

    def block(self, parent: Element) -> None:
        for child in _find(parent, {_PARAGRAPH, _TABLE}):
            if child.tag == _TABLE:
                above, self.above = tuple(self.above), []
                self.table(child, above)
            elif text := _paragraph(child).strip():
                self.above.append(text)

    def table(self, table: Element, above: tuple[str, ...]) -> None:
        number = len(self.grids) + 1
        if number > TABLE_LIMIT:
            raise refuse(self.path, f"里的表格超过 {TABLE_LIMIT} 个。", "请只留下自评表另存一份后再导入。")
        name = f"表{number}"
        texts, nested = _cells(table)

        def place(row: int, column: int) -> str:
            return f"{name} 第{row + 1}行第{column + 1}列"

        self.grids.append(lay_out(name, texts, place, above=above))
        for inner in nested:
            self.table(inner, ())


def _cells(table: Element) -> tuple[list[Text], list[Element]]:
    """The cells of a table, vertical merges joined, and the tables nested in them."""
    pieces: list[Text] = []
    nested: list[Element] = []
    # Column -> index in `pieces` of the vertical merge that is still open there.
    unfinished: dict[int, int] = {}
    for row, line in enumerate(_find(table, {_ROW})):
        column = _number(line.find(f"{_W}trPr/{_W}gridBefore"), 0)
        still: dict[int, int] = {}
        for cell in _find(line, {_CELL}):
            span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            text = "\n".join(_paragraph(part) for part in _find(cell, {_PARAGRAPH})).strip()
            nested += _find(cell, {_TABLE})
            open_above = unfinished.get(column)
            if merge is not None and merge.get(f"{_W}val") != "restart" and open_above is not None:
                above = pieces[open_above]
                joined = f"{above.text}\n{text}".strip() if text else above.text
                pieces[open_above] = Text(joined, above.range._replace(bottom=row))
                still[column] = open_above
            else:
                if merge is not None:
                    still[column] = len(pieces)
                pieces.append(Text(text, Merge(row, column, row, column + span - 1)))
            column += span
        unfinished = still
    return pieces, nested


def _find(parent: Element, tags: set[str]) -> Iterator[Element]:
    """Descendants with one of `tags`, not looking inside them nor inside tables, and none that is gone."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag not in _GONE and child.tag not in (_TABLE, _PARAGRAPH):
            yield from _find(child, tags)


def _paragraph(paragraph: Element) -> str:
    signs = []
    for element in _texts(paragraph):
        if element.tag == f"{_W}t":
            signs.append(element.text or "")
        elif element.tag == f"{_W}sym":
            signs.append(_SYMBOLS.get((element.get(f"{_W}char") or "").upper(), "□"))
        else:
            signs.append(_SIGNS[element.tag])
    return "".join(signs)


def _texts(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag in _SIGNS or child.tag in (f"{_W}t", f"{_W}sym"):
            yield child
        elif child.tag not in _GONE:
            yield from _texts(child)


def _number(element: Element | None, default: int) -> int:
    text = element.get(f"{_W}val") if element is not None else None
    return min(int(text), COLUMN_LIMIT) if text and text.isdecimal() and len(text) < 6 else default
