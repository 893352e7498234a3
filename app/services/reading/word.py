"""A Word document as simple HTML: headings, paragraphs, tables with merged cells. Pictures are left out.

The document is walked once along its XML. Nothing it links to is fetched, no field is worked out, no macro
looked at; what is not shown is counted and said.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from app.services.sheets.archive import Source, checked_parts
from app.services.sheets.word_xml import inside, kind, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PARAGRAPH_LIMIT = 20_000
CELL_LIMIT = 30_000
_SPAN_LIMIT = 100
_DEPTH_LIMIT = 4
_HEADING = re.compile(r"(?:heading|标题)\s*([1-6])", re.IGNORECASE)
_BREAKS = {"br": "<br>", "cr": "<br>", "tab": "&nbsp; &nbsp;", "noBreakHyphen": "-"}
_PICTURES = ("{*}drawing", "{*}pict", "{*}object")
_ALIGNMENTS = {"center": "center", "right": "right", "end": "right"}


@dataclass(frozen=True)
class WordText:
    """The document as HTML without any link or picture, and what is not shown of it."""

    html: str
    notes: tuple[str, ...]


def read_word(source: Source) -> WordText:
    """The text and tables of a document.

    Raises:
        InputError: the file is not safe, not whole, or too long to be shown.
    """
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    parts = checked_parts(source)
    try:
        document = Document(io.BytesIO(source.content))
        body = document.element.body
        names = {style.style_id: style.name or "" for style in document.styles if style.style_id}
        writer = _Writer(source, names)
        writer.blocks(body, 0)
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise source.refuse("已损坏，不能读取。", "", repr(error)) from error
    return WordText("".join(writer.out), _notes(body, parts))


def _notes(body: Element, parts: dict[str, bytes]) -> tuple[str, ...]:
    notes = []
    pictures = sum(1 for _ in body.iter(*_PICTURES))
    if pictures:
        notes.append(f"{pictures} 处图片或图形没有显示")
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        notes.append("文件带有宏，没有运行")
    links = (content for name, content in parts.items() if name.endswith(".rels"))
    if any(b'TargetMode="External"' in content for content in links):
        notes.append("文件带有外部链接，没有打开")
    return tuple(notes)


@dataclass(slots=True)
class _Cell:
    """One cell on the grid of its table."""

    element: Element
    column: int
    wide: int
    goes_on: bool  # belongs to the cell above
    high: int = 1


@dataclass(slots=True)
class _Writer:
    """Walks a document and writes HTML."""

    source: Source
    styles: dict[str, str]
    out: list[str] = field(default_factory=list)
    paragraphs: int = 0
    cells: int = 0

    def blocks(self, parent: Element, depth: int) -> None:
        """Paragraphs and tables in their order."""
        for child in inside(parent, "p", "tbl"):
            if kind(child) == "p":
                self._paragraph(child, depth)
            elif depth < _DEPTH_LIMIT:
                self._table(child, depth)

    def _paragraph(self, paragraph: Element, depth: int) -> None:
        self.paragraphs += 1
        if self.paragraphs > PARAGRAPH_LIMIT:
            raise self.source.refuse(f"超过 {PARAGRAPH_LIMIT:,} 段，太长，不能在这里显示。", "")
        properties = paragraph.find("{*}pPr")
        style = value(properties.find("{*}pStyle")) if properties is not None else ""
        heading = _HEADING.match(self.styles.get(style, ""))
        tag = f"h{min(int(heading[1]), 4)}" if heading and not depth else "p"
        place = _ALIGNMENTS.get(value(properties.find("{*}jc")) if properties is not None else "", "")
        align = f' align="{place}"' if place else ""
        self.out.append(f"<{tag}{align}>{_runs(paragraph) or '&nbsp;'}</{tag}>")

    def _table(self, table: Element, depth: int) -> None:
        rows = self._laid_out(table)
        self.out.append('<table border="1" cellspacing="0" cellpadding="4" width="100%">')
        for cells in rows:
            self.out.append("<tr>")
            if cells and (before := min(cell.column for cell in cells)):
                self.out.append(f'<td colspan="{before}"></td>')  # so that the columns stay under each other
            for cell in cells:
                if cell.goes_on:
                    continue
                wide = f' colspan="{cell.wide}"' if cell.wide > 1 else ""
                high = f' rowspan="{cell.high}"' if cell.high > 1 else ""
                self.out.append(f"<td{wide}{high}>")
                self.blocks(cell.element, depth + 1)
                self.out.append("</td>")
            self.out.append("</tr>")
        self.out.append("</table><p></p>")

    def _laid_out(self, table: Element) -> list[list[_Cell]]:
        """The cells of a table; one that goes over several rows counts them in its first."""
        rows: list[list[_Cell]] = []
        above: dict[int, _Cell] = {}
        for row in inside(table, "tr"):
            if row.find("{*}trPr/{*}del") is not None:
                continue
            column = _number(row.find("{*}trPr/{*}gridBefore"), 0)
            cells: list[_Cell] = []
            still: dict[int, _Cell] = {}
            for element in inside(row, "tc"):
                self.cells += 1
                if self.cells > CELL_LIMIT:
                    raise self.source.refuse(f"里的表格超过 {CELL_LIMIT:,} 格，不能在这里显示。", "")
                wide = _number(element.find("{*}tcPr/{*}gridSpan"), 1)
                merge = element.find("{*}tcPr/{*}vMerge")
                first = above.get(column)
                goes_on = merge is not None and value(merge) != "restart" and first is not None
                cell = _Cell(element, column, wide, goes_on)
                if goes_on and first is not None:
                    first.high += 1
                    still[column] = first
                elif merge is not None:
                    still[column] = cell
                cells.append(cell)
                column += wide
            above = still
            if cells:
                rows.append(cells)
        return rows


def _runs(paragraph: Element) -> str:
    out = []
    for run in inside(paragraph, "r"):
        words = "".join(
            _BREAKS.get(kind(part)) or (escape(part.text or "") if kind(part) == "t" else "") for part in run
        )
        properties = run.find("{*}rPr")
        if not words or properties is None:
            out.append(words)
            continue
        place = value(properties.find("{*}vertAlign"))
        tag = {"subscript": "sub", "superscript": "sup"}.get(place, "")
        bold = properties.find("{*}b")
        if bold is not None and value(bold) not in ("0", "false"):
            words = f"<b>{words}</b>"
        out.append(f"<{tag}>{words}</{tag}>" if tag else words)
    return "".join(out)


def _number(element: Element | None, default: int) -> int:
    text = value(element)
    return max(default, min(int(text), _SPAN_LIMIT)) if text.isdecimal() and len(text) < 5 else default
