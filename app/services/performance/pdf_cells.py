"""Cells of the ruled tables of a text PDF. A row that a page edge has cut is put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.performance.grid import Grid, Merge, Text, lay_out
from app.services.performance.pdf_lines import CellText, cell_text, glue
from app.services.sheets.archive import Source
from app.services.sheets.pdf import opened_pdf

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

_PAGE_LIMIT = 60
_TOO_MANY = "请只留下绩效表的页面后重试。"
_INSTEAD = "请取得 Word、Excel 或可以选中文字的 PDF 版本。"
_SNAP = 2.5
_CONTINUED = "（续）"
_PROSE_LINES = 3
_LEVEL = re.compile(r".{1,12}指标")  # a further group begins
_PAGE_NUMBER = re.compile(r"[-—]?\s*(?:第?\s*\d+\s*页?)(?:\s*[,，/共]*\s*\d+\s*页?)?\s*[-—]?")


def read_pdf(path: Path, content: bytes) -> list[Grid]:
    """Every run of tables with the lines above it.

    Raises:
        InputError: protected, damaged, a scan, too long, or without a ruled table.
    """
    reading = _Reading(path)
    source = Source(path.name, content)
    with opened_pdf(source, most=_PAGE_LIMIT, too_many=_TOO_MANY, instead=_INSTEAD) as pages:
        for number, page in pages:
            reading.page(page, number)
    return reading.grids()


@dataclass
class _Cell:
    """A cell on the grid of the whole run: rows are counted through all pages."""

    content: CellText
    top: int
    bottom: int
    left: float
    right: float
    page: int
    text: str = ""


@dataclass
class _Run:
    """Tables that follow one another, also over pages."""

    above: tuple[str, ...]
    cells: list[_Cell] = field(default_factory=list)
    rows: int = 0


class _Reading:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._runs: list[_Run] = []
        self._waiting: list[str] = []

    def page(self, page: Page, number: int) -> None:
        """Tables and lines of one page from top to bottom."""
        tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
        boxes = [table.bbox for table in tables]
        outside = page.filter(lambda thing: not any(_inside(thing, box) for box in boxes))
        lines = [(line["top"], line["text"].strip()) for line in outside.extract_text_lines()]
        lines = [(top, text) for top, text in lines if text and not _PAGE_NUMBER.fullmatch(text)]
        for count, table in enumerate(tables):
            self._waiting += [text for top, text in lines if top < table.bbox[1]]
            lines = [(top, text) for top, text in lines if top >= table.bbox[1]]
            self._table(page, table, number, is_first=not count)
        self._waiting += [text for _, text in lines]

    def _table(self, page: Page, table: Table, number: int, *, is_first: bool) -> None:
        if self._waiting or not self._runs:
            self._runs.append(_Run(tuple(self._waiting)))
            self._waiting = []
        run = self._runs[-1]
        down = _edges(edge for cell in table.cells for edge in (cell[1], cell[3]))
        chars = [char for char in page.chars if _inside(char, table.bbox)]
        cells = []
        for left, top, right, bottom in sorted(table.cells, key=lambda cell: (cell[1], cell[0])):
            own = [char for char in chars if _inside(char, (left, top, right, bottom))]
            content = cell_text(own, left, right)
            first, last = _nearest(down, top), _nearest(down, bottom) - 1
            cells.append(_Cell(content, first, max(first, last), left, right, number, content.text))
        if is_first and number > 1 and run.rows:
            cells = _go_on(run, cells)
        lowest = min((cell.top for cell in cells), default=0)
        for cell in cells:
            cell.top, cell.bottom = cell.top - lowest + run.rows, cell.bottom - lowest + run.rows
        run.cells += cells
        run.rows = max((cell.bottom + 1 for cell in run.cells), default=0)

    def grids(self) -> list[Grid]:
        """The runs as grids; lines after the last table come as a grid without rows."""
        grids = []
        for number, run in enumerate(self._runs, 1):
            across = _edges(edge for cell in run.cells for edge in (cell.left, cell.right))
            texts = [
                Text(
                    cell.text,
                    Merge(
                        cell.top,
                        _nearest(across, cell.left),
                        cell.bottom,
                        max(_nearest(across, cell.left), _nearest(across, cell.right) - 1),
                    ),
                )
                for cell in run.cells
            ]
            pages = {cell.top: cell.page for cell in run.cells}
            grids.append(lay_out(f"表{number}", texts, _place(pages), above=run.above))
        if self._waiting:
            grids.append(Grid("正文", (), above=tuple(self._waiting)))
        return grids


def _go_on(run: _Run, cells: list[_Cell]) -> list[_Cell]:
    """The cells of a further page without the head that is printed again; a cut row is joined to its rest."""
    heads = {(cell.text, round(cell.left)) for cell in run.cells}
    top = [cell for cell in cells if cell.top == 0 and not cell.text.endswith(_CONTINUED)]
    has_head = len(top) > 1 and all((cell.text, round(cell.left)) in heads for cell in top if cell.text)
    first = 1 if has_head and any("指标" in cell.text or "目标" in cell.text for cell in top) else 0
    kept = []
    for cell in cells:
        if cell.text.endswith(_CONTINUED):
            continue  # the label above goes on
        if cell.top >= first or cell.bottom >= first:
            cell.top = max(cell.top, first)
            kept.append(cell)
    last = {round(cell.left): cell for cell in run.cells if cell.bottom == run.rows - 1}
    rest = [cell for cell in kept if cell.top == cell.bottom == first]
    if not _is_rest(last, rest):
        return kept
    for cell in rest:
        if cell.text:
            upper = last[round(cell.left)]
            between = glue(upper.content.lines[-1], cell.content.lines[0], upper.content)
            upper.text = f"{upper.text}{between}{cell.text}"
    return [cell for cell in kept if cell not in rest]


def _is_rest(last: dict[int, _Cell], rest: list[_Cell]) -> bool:
    """Whether a row is what a page edge has cut off the row before it."""
    pairs = [(last.get(round(cell.left)), cell) for cell in rest]
    if any(_LEVEL.fullmatch("".join(cell.text.split())) for cell in rest):
        return False
    if not pairs or any(upper is None or (cell.text and not upper.text) for upper, cell in pairs):
        return False
    both = [(upper, cell) for upper, cell in pairs if upper is not None and upper.text and cell.text]
    empty = any(upper is not None and upper.text and not cell.text for upper, cell in pairs)
    full = 0
    for upper, cell in both:
        is_full = upper.content.is_full(upper.content.lines[-1], cell.content.lines[0].first_word)
        if not is_full and len(upper.content.lines) + len(cell.content.lines) < _PROSE_LINES:
            return False
        full += is_full and len(upper.content.lines) > 1
    return bool(both) and (full > 0 or empty)


def _inside(thing: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= across < box[2] and box[1] <= down < box[3])


def _edges(values: Iterable[float]) -> list[float]:
    """Places of lines, those that are close taken as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))


def _place(pages: dict[int, int]) -> Any:
    def place(row: int, column: int) -> str:
        page = max((number for top, number in pages.items() if top <= row), default=1)
        return f"第{page}页 第{row + 1}行第{column + 1}列"

    return place
