"""Text PDF: tables with lines around their cells, tables of mere columns, and lines of words, page by page.

A scan has no words; that is said, because nothing can be read from it. Nothing in the file is run.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.models.enums import DocumentKind
from app.services.facts import Where
from app.services.intake.blocks import Block, Document, Line, Spot
from app.services.intake.draft import Doubt
from app.services.intake.pdf_columns import spaced_tables
from app.services.intake.sections import title_weights
from app.services.sheets.archive import Source

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table as PdfTable

_PAGE_LIMIT = 300
_SECONDS = 60
_FEWEST_LETTERS = 20
_LINES_ABOVE = 6
_SNAP = 3.0
_NO_LINES = "这一页有没有框线的表格，按文字的位置分列读入，请与原文核对"
_TITLE = re.compile(r"表|附|^[一二三四五六七八九十\d]+[、.．]")


def read_pdf(source: Source) -> Document:
    """The tables and lines of a PDF.

    Raises:
        InputError: protected, damaged, a scan, too many pages, or it takes too long.
    """
    import pdfplumber

    # It complains about every odd object; what matters is said in our own sentences.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    reading = _Reading(source)
    with _told(source), pdfplumber.open(io.BytesIO(source.content)) as pdf:
        if len(pdf.pages) > _PAGE_LIMIT:
            raise source.refuse(
                f"有 {len(pdf.pages)} 页，超过 {_PAGE_LIMIT} 页的上限。", "请只留下报告正文和附表后重试。"
            )
        for number, page in enumerate(pdf.pages, 1):
            reading.page(page, number)
            page.close()
    if reading.letters < _FEWEST_LETTERS:
        raise source.refuse(
            "是扫描件或图片，里面没有文字，不能读取。",
            "请向单位要 Excel、Word 或可以选中文字的 PDF，或在表中手工填写。",
        )
    return Document(source.name, tuple(reading.blocks), tuple(reading.lines), tuple(reading.doubts))


class _Reading:
    """What has been read of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.lines: list[Line] = []
        self.letters = 0
        self.doubts: list[Doubt] = []
        self.count = 0
        self.hanging: tuple[str, ...] = ()
        self.seen: set[str] = set()
        self.last: tuple[int, tuple[int, ...]] = (0, ())
        self.deadline = time.monotonic() + _SECONDS

    def page(self, page: Page, number: int) -> None:
        """Read one page: tables from top to bottom, each with the lines above it."""
        if time.monotonic() > self.deadline:
            raise self.source.refuse("太复杂，读取超时。", "请向单位要 Excel 或 Word 版本。")
        self.letters += len(page.chars)
        if not page.chars:
            return
        tables = sorted(page.find_tables(), key=lambda table: (table.bbox[1], table.bbox[0]))
        outside = _outside(page, tables)
        lines = _lines(outside)
        self.lines += [Line(text, Where(self.source.name, page=number)) for _, text in lines]
        parts: list[tuple[float, float, _Part]] = [
            (table.bbox[1], table.bbox[3], _part_of(page, table)) for table in tables
        ]
        spaced = spaced_tables(outside.extract_words(return_chars=True))
        # Without lines the number of columns has to do.
        parts += [(t.top, t.bottom, _Part(t.rows, edges=(-len(t.rows[0]),))) for t in spaced]
        if spaced:
            self.doubts.append(Doubt(_NO_LINES, Where(self.source.name, page=number)))
        # An empty frame at the foot of a page does not part a title from its table on the next.
        parts = [part for part in parts if any(text for row in part[2].rows for text in row)]
        upper = 0.0
        for at, (top, bottom, part) in enumerate(sorted(parts, key=lambda part: part[0])):
            above = tuple(text for height, text in lines if upper - 1 <= height < top)
            if at == 0:
                above = (*self.hanging, *above)
            above = above[-_LINES_ABOVE:]
            upper = bottom
            may_go_on = at == 0 and not any(map(self._is_title, above))
            self._add(part, number, above, may_go_on=may_go_on)
        # A title at the foot of a page belongs to the table at the head of the next.
        self.hanging = tuple(text for height, text in lines if upper - 1 <= height)[-_LINES_ABOVE:]
        self.seen.update(text for _, text in lines)

    def _is_title(self, text: str) -> bool:
        """Whether a line begins another table; what stands on every page, and its number, does not."""
        if text in self.seen and text not in self.hanging:
            return False
        return bool(_TITLE.search(text)) or any(title_weights(kind, text) for kind in DocumentKind)

    def _add(self, part: _Part, number: int, above: tuple[str, ...], *, may_go_on: bool) -> None:
        rows, owners, edges = part.rows, part.owners, part.edges
        self.count += 1
        name = f"表{self.count}"
        before = self.blocks[-1] if self.blocks else None
        # A table that goes on over the page is one with its first part; the places stay those of each page.
        if may_go_on and before and self.last == (number - 1, edges):
            first = len(before.rows)
            moved = {(r + first, c): (top + first, left) for (r, c), (top, left) in owners.items()}
            self.blocks[-1] = replace(
                before,
                rows=[*before.rows, *rows],
                owners={**before.owners, **moved},
                parts=(*before.parts, (first, number, name)),
            )
        else:
            self.blocks.append(
                Block(
                    self.source.name,
                    name,
                    rows,
                    is_sheet=False,
                    above=above,
                    owners=owners,
                    parts=((0, number, name),),
                )
            )
        self.last = (number, edges)


@dataclass(frozen=True)
class _Part:
    """A table on a page: texts, the owners of wide cells, the places of its upright lines."""

    rows: list[list[str]]
    owners: dict[Spot, Spot] = field(default_factory=dict)
    # By these a table that goes on over the page is known.
    edges: tuple[int, ...] = ()


def _outside(page: Page, tables: list[PdfTable]) -> Page:
    """The page without its tables."""
    boxes = [table.bbox for table in tables]

    def is_outside(thing: dict[str, Any]) -> bool:
        across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(box[0] <= across <= box[2] and box[1] <= down <= box[3] for box in boxes)

    return page.filter(is_outside)


def _lines(page: Page) -> list[tuple[float, str]]:
    """The lines of text with their height on the page."""
    lines = page.extract_text_lines(return_chars=False)
    return [(line["top"], line["text"].strip()) for line in lines if line["text"].strip()]


def _part_of(page: Page, table: PdfTable) -> _Part:
    """The texts of a table on its grid of lines; a cell over several rows or columns owns all of them."""
    from pdfplumber.utils.text import extract_text

    across = _edges(edge for cell in table.cells for edge in (cell[0], cell[2]))
    down = _edges(edge for cell in table.cells for edge in (cell[1], cell[3]))
    rows = [[""] * (len(across) - 1) for _ in down[1:]]
    owners: dict[Spot, Spot] = {}
    chars = page.crop(table.bbox, strict=False).chars
    for left, top, right, bottom in table.cells:
        inside = [
            char
            for char in chars
            if left <= (char["x0"] + char["x1"]) / 2 < right
            and top <= (char["top"] + char["bottom"]) / 2 < bottom
        ]
        text = _joined(extract_text(inside)) if inside else ""
        spot = _nearest(down, top), _nearest(across, left)
        for row in range(spot[0], _nearest(down, bottom)):
            for column in range(spot[1], _nearest(across, right)):
                rows[row][column] = text
                if (row, column) != spot:
                    owners[row, column] = spot
    return _Part(rows, owners, tuple(map(round, across)))


def _joined(text: str) -> str:
    """A cell broken over lines as one: Chinese and numbers go together, Latin words keep a space."""
    return re.sub(r"(?<![A-Za-z])\n|\n(?![A-Za-z])", "", text).replace("\n", " ").strip()


def _edges(values: Iterable[float]) -> list[float]:
    """Places of lines, those closer than `_SNAP` taken as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))


@contextmanager
def _told(source: Source) -> Iterator[None]:
    """Turn what the reader says about a broken file into a sentence."""
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        yield
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise source.refuse("设了打开密码。", "请向单位要没有密码的文件。") from error
        raise _damaged(source, error) from error
    except (
        PDFException,
        MalformedPDFException,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
        struct.error,
        zlib.error,
    ) as error:
        # What pdfminer raises on broken files is whatever happens to go wrong inside it.
        raise _damaged(source, error) from error


def _damaged(source: Source, error: Exception) -> Exception:
    return source.refuse(
        "已损坏，不能读取。", "请重新取得这个文件，或向单位要 Excel、Word 版本。", repr(error)
    )
