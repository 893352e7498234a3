"""Text PDF: tables with lines around their cells, tables of mere columns, and lines of words, by page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.services.facts import Where
from app.services.intake.blocks import Block, Document, Line, Spot
from app.services.intake.draft import Doubt
from app.services.intake.pdf_columns import spaced_tables
from app.services.intake.sections import title_weights
from app.services.intake.vocabulary import FILES
from app.services.sheets.archive import Source
from app.services.sheets.pdf import opened_pdf

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table as PdfTable

_PAGE_LIMIT = 300
_TOO_MANY = "请只留下报告正文和附表后重试。"
_INSTEAD = "请向单位要 Excel、Word 或可以选中文字的 PDF，或在表中手工填写。"
_LINES_ABOVE = 6
_SNAP = 3.0
_NO_LINES = "这一页有没有框线的表格，按文字的位置分列读入，请与原文核对"
_TITLE = re.compile(r"表|附|^[一二三四五六七八九十\d]+[、.．]")


def read_pdf(source: Source) -> Document:
    """The tables and lines of a PDF.

    Raises:
        InputError: protected, damaged, a scan, too many pages, or it takes too long.
    """
    reading = _Reading(source)
    with opened_pdf(source, most=_PAGE_LIMIT, too_many=_TOO_MANY, instead=_INSTEAD) as pages:
        for number, page in pages:
            reading.page(page, number)
    return Document(source.name, tuple(reading.blocks), tuple(reading.lines), tuple(reading.doubts))


class _Reading:
    """What has been read of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.lines: list[Line] = []
        self.doubts: list[Doubt] = []
        self.count = 0
        self.hanging: tuple[str, ...] = ()
        self.seen: set[str] = set()
        self.last: tuple[int, tuple[int, ...]] = (0, ())

    def page(self, page: Page, number: int) -> None:
        """Read one page: tables from top to bottom, each with the lines above it."""
        if not page.chars:
            return
        tables = sorted(page.find_tables(), key=lambda table: (table.bbox[1], table.bbox[0]))
        outside = _outside(page, tables)
        found = _lines(outside)
        lines = [(line["top"], line["text"].strip()) for line in found]
        self.lines += [
            Line(line["text"].strip(), Where(self.source.name, page=number, region=_region(page, line)))
            for line in found
        ]
        parts: list[tuple[float, float, _Part]] = [
            (ruled.bbox[1], ruled.bbox[3], _part_of(page, ruled)) for ruled in tables
        ]
        spaced = spaced_tables(outside.extract_words(return_chars=True))
        for table in spaced:
            regions = {spot: _region(page, box) for spot, box in table.boxes.items()}
            # Without lines the number of columns has to do.
            edges = (-len(table.rows[0]),)
            parts.append((table.top, table.bottom, _Part(table.rows, edges=edges, regions=regions)))
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
        return bool(_TITLE.search(text)) or any(title_weights(kind, text) for kind in FILES)

    def _add(self, part: _Part, number: int, above: tuple[str, ...], *, may_go_on: bool) -> None:
        rows, owners, edges = part.rows, part.owners, part.edges
        self.count += 1
        name = f"表{self.count}"
        before = self.blocks[-1] if self.blocks else None
        # A table that goes on over the page is one with its first part; the places stay those of each page.
        if may_go_on and before and self.last == (number - 1, edges):
            first = len(before.rows)
            moved = {(r + first, c): (top + first, left) for (r, c), (top, left) in owners.items()}
            below = {(r + first, c): region for (r, c), region in part.regions.items()}
            self.blocks[-1] = replace(
                before,
                rows=[*before.rows, *rows],
                owners={**before.owners, **moved},
                parts=(*before.parts, (first, number, name)),
                regions={**before.regions, **below},
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
                    regions=part.regions,
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
    regions: dict[Spot, str] = field(default_factory=dict)


def _outside(page: Page, tables: list[PdfTable]) -> Page:
    """The page without its tables."""
    boxes = [table.bbox for table in tables]

    def is_outside(thing: dict[str, Any]) -> bool:
        across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(box[0] <= across <= box[2] and box[1] <= down <= box[3] for box in boxes)

    return page.filter(is_outside)


def _lines(page: Page) -> list[dict[str, Any]]:
    """The lines of text with their place on the page."""
    return [line for line in page.extract_text_lines(return_chars=False) if line["text"].strip()]


def _region(page: Page, box: Mapping[str, float]) -> str:
    """The rectangle of a word, line or cell as shares of the page, as `Where.region` has it."""
    # What is shown of a page is its crop box, and pdfplumber counts from the media box.
    across, down, right, bottom = page.cropbox if page.cropbox else page.bbox
    wide, high = max(1.0, right - across), max(1.0, bottom - down)
    left, top = _share((box["x0"] - across) / wide), _share((box["top"] - down) / high)
    width = min(_share((box["x1"] - box["x0"]) / wide), 1 - left)
    height = min(_share((box["bottom"] - box["top"]) / high), 1 - top)
    return f"{left:.4f} {top:.4f} {width:.4f} {height:.4f}"


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _part_of(page: Page, table: PdfTable) -> _Part:
    """The texts of a table on its grid of lines; a cell over several rows or columns owns all of them."""
    from pdfplumber.utils.text import extract_text

    across = _edges(edge for cell in table.cells for edge in (cell[0], cell[2]))
    down = _edges(edge for cell in table.cells for edge in (cell[1], cell[3]))
    rows = [[""] * (len(across) - 1) for _ in down[1:]]
    owners: dict[Spot, Spot] = {}
    regions: dict[Spot, str] = {}
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
        regions[spot] = _region(page, {"x0": left, "top": top, "x1": right, "bottom": bottom})
        for row in range(spot[0], _nearest(down, bottom)):
            for column in range(spot[1], _nearest(across, right)):
                rows[row][column] = text
                if (row, column) != spot:
                    owners[row, column] = spot
    return _Part(rows, owners, tuple(map(round, across)), regions)


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
