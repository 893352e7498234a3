"""Tables of Word documents. Each table is walked once along its XML; nothing that it links to is fetched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.services.sheets.archive import Source, checked_parts
from app.services.sheets.grid import (
    COLUMN_LIMIT,
    GRID_LIMIT,
    Grid,
    GridKind,
    Merge,
    check_size,
    flatten,
    is_blank,
)
from app.services.sheets.word_xml import inside, kind, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PARAGRAPHS_KEPT = 6
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
# Content that is not there for a reader: struck out by a tracked change, or a second copy for old programs.
_GONE = ("{*}del", "{*}moveFrom", "{*}txbxContent", "{*}Fallback")


def read_docx(source: Source) -> list[Grid]:
    """The tables of a document in the order they stand in, nested ones after the table that holds them.

    Raises:
        InputError: the file is not safe, not whole, or a table is too large.
    """
    return read_document(source)[0]


def read_document(source: Source) -> tuple[list[Grid], list[str]]:
    """The tables of a document as `read_docx` gives them, and all paragraphs outside of tables.

    Raises:
        InputError: as for `read_docx`.
    """
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    checked_parts(source)
    try:
        body = Document(io.BytesIO(source.content)).element.body
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise source.refuse(
            "已损坏，不能读取。", "请用 Word 或 WPS 打开，另存为 .docx 后再试。", repr(error)
        ) from error
    walk = _Walk(source)
    walk.block(body)
    return walk.grids, walk.paragraphs


@dataclass(slots=True)
class _Walk:
    """Goes through a document and collects its tables and the paragraphs above each."""

    source: Source
    grids: list[Grid] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    count: int = 0

    def block(self, parent: Element) -> None:
        """Look at the paragraphs and tables under `parent`, also inside content controls."""
        for child in inside(parent, "p", "tbl"):
            if kind(child) == "tbl":
                self.table(child)
                self.above = []
            elif text := _paragraph(child).strip():
                self.above.append(text)
                self.paragraphs.append(text)

    def table(self, element: Element) -> None:
        """Read one table, then those inside its cells."""
        self.count += 1
        if self.count > GRID_LIMIT:
            raise self.source.refuse(
                f"里的表格超过 {GRID_LIMIT:,} 个，太多了。", "请只留下名单所在的表格后重试。"
            )
        layout = _Layout(self.source.name, f"表{self.count}")
        for row in inside(element, "tr"):
            if row.find("{*}trPr/{*}del") is None:
                layout.add(row)
        grid = layout.grid(tuple(self.above[-_PARAGRAPHS_KEPT:]))
        if not is_blank(layout.rows):
            self.grids.append(grid)
        for nested in layout.nested:
            self.table(nested)


@dataclass(slots=True)
class _Layout:
    """The cells of one table laid out on its grid of columns."""

    file: str
    name: str
    rows: list[list[str]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    nested: list[Element] = field(default_factory=list)
    # Column -> top row and last column of the vertical merge that is still open there.
    unfinished: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, row: Element) -> None:
        """Append a row, wide cells repeated, and follow vertical merges."""
        number = len(self.rows)
        texts = [""] * _number(row.find("{*}trPr/{*}gridBefore"), 0)
        unfinished: dict[int, tuple[int, int]] = {}
        for cell in inside(row, "tc"):
            start = len(texts)
            span = _number(cell.find("{*}tcPr/{*}gridSpan"), 1)
            check_size(number + 1, start + span, self.file, self.name)
            texts += [self._text(cell)] * span
            merge = cell.find("{*}tcPr/{*}vMerge")
            if merge is not None and value(merge) != "restart" and start in self.unfinished:
                unfinished[start] = self.unfinished.pop(start)
            elif merge is not None:
                unfinished[start] = (number, start + span - 1)
            elif span > 1:
                self.merges.append(Merge(number, start, number, start + span - 1))
        self._close()
        self.unfinished = unfinished
        self.rows.append(texts)

    def grid(self, above: tuple[str, ...]) -> Grid:
        """The table, its rows made equally long and its merged ranges filled."""
        self._close()
        width = max(map(len, self.rows), default=0)
        check_size(len(self.rows), width, self.file, self.name)
        for row in self.rows:
            row += [""] * (width - len(row))
        merged = flatten(self.rows, self.merges, self.file, self.name)
        return Grid(self.name, GridKind.WORD, self.rows, self.file, above, merged=merged)

    def _close(self) -> None:
        """Note the vertical merges that ended with the last row."""
        bottom = len(self.rows) - 1
        self.merges += [Merge(top, left, bottom, right) for left, (top, right) in self.unfinished.items()]
        self.unfinished = {}

    def _text(self, cell: Element) -> str:
        paragraphs = []
        for child in inside(cell, "p", "tbl"):
            if kind(child) == "tbl":
                self.nested.append(child)
            else:
                paragraphs.append(_paragraph(child))
        return "\n".join(paragraphs).strip()


def _paragraph(paragraph: Element) -> str:
    elements: Iterator[Element] = paragraph.iter("{*}t", *(f"{{*}}{kind}" for kind in _BREAKS))
    if next(paragraph.iter(*_GONE), None) is not None:
        elements = (each for each in elements if next(each.iterancestors(*_GONE), None) is None)
    # The stops of a ruler are called tab as well, but stand in no run.
    in_runs = (each for each in elements if kind(each.getparent()) == "r")
    return "".join(_BREAKS.get(kind(each)) or each.text or "" for each in in_runs)


def _number(element: Element | None, default: int) -> int:
    """The number an element states, kept within what `check_size` refuses."""
    text = value(element)
    return max(default, min(int(text), COLUMN_LIMIT + 1)) if text.isdecimal() and len(text) < 10 else default
