"""From the place that evidence keeps to a place on the shown file, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from app.services.facts import Where
from app.services.reading.places import Cells, Region, cells_of, region_of
from app.services.reading.quotes import Hit, find_again
from app.services.reading.sheet_text import SheetText, range_words
from app.services.sheets.grid import Grid
from app.ui.report.paper import Paper

_QUOTE_LIMIT = 500


@dataclass(frozen=True)
class Place:
    """Where something was seen, as evidence keeps it: see `services/reading/places` for `spot`."""

    file_id: str
    file_name: str
    page: str
    quote: str
    spot: str


def place_of_value(file_id: str, where: Where) -> Place:
    """Where a value stands, to be shown and marked."""
    return Place(file_id, where.file, where.sheet_or_page, "", where.spot)


@dataclass(frozen=True)
class Noted:
    """A place with the key of its evidence and the number that is shown with it."""

    key: str
    number: str
    place: Place
    is_current: bool = False
    tone: str = "accent"
    tip: str = ""  # what the pointer is told


def union(boxes: Sequence[QRectF]) -> QRectF:
    """The rectangle round all boxes; empty where there are none."""
    found = QRectF()
    for box in boxes:
        found = found.united(box)
    return found


def on_paper(paper: Paper, place: Place, texts: Mapping[int, str]) -> tuple[int, QRectF] | None:
    """Page and rectangle of a place: by its rectangle, else by its quotation among the pages read so far."""
    page, region = paper.page_of(place.page), region_of(place.spot)
    if page >= 0 and region is not None:
        size = paper.sizes[page]
        wide, high = size.width(), size.height()
        return page, QRectF(region.x * wide, region.y * high, region.width * wide, region.height * high)
    if (named := paper.found(place.spot)) is not None:
        return named
    hit = find_again(texts, place.quote, max(page, 0)) if place.quote else None
    return (hit.page, hit_rect(paper, hit)) if hit is not None else None


def hit_rect(paper: Paper, hit: Hit) -> QRectF:
    """The rectangle round the words of a hit."""
    return union(paper.boxes(hit.page, (hit.start, hit.length)))


def paper_place(paper: Paper, file: tuple[str, str], page: int, rect: QRectF, quote: str) -> Place:
    """What evidence keeps of a rectangle on a page."""
    size = paper.sizes[page]
    wide, high = max(1.0, size.width()), max(1.0, size.height())
    spot = Region(rect.x() / wide, rect.y() / high, rect.width() / wide, rect.height() / high).text()
    return Place(*file, paper.name(page), quote[:_QUOTE_LIMIT], spot)


def on_sheet(grids: Sequence[Grid], place: Place) -> tuple[int, Cells] | None:
    """Number of the sheet and the range in its grid."""
    number = next((n for n, grid in enumerate(grids) if grid.name == place.page), -1)
    cells = cells_of(place.spot)
    if number < 0 or cells is None:
        return None
    grid = grids[number]
    down, right = grid.origin
    moved = Cells(cells.top - down, cells.left - right, cells.bottom - down, cells.right - right)
    is_inside = (
        0 <= moved.top <= moved.bottom < len(grid.rows) and 0 <= moved.left <= moved.right < grid.width
    )
    return (number, moved) if is_inside else None


def sheet_place(grid: Grid, file: tuple[str, str], cells: Cells) -> Place:
    """What evidence keeps of a range of a sheet."""
    down, right = grid.origin
    shown = Cells(cells.top + down, cells.left + right, cells.bottom + down, cells.right + right)
    return Place(*file, grid.name, range_words(grid, cells)[:_QUOTE_LIMIT], shown.text())


def traced_on_paper(
    paper: Paper, file: tuple[str, str], place: Place, texts: Mapping[int, str]
) -> Place | None:
    """Where a quotation from an earlier version stands in this file."""
    hit = find_again(texts, place.quote, max(paper.page_of(place.page), 0))
    if hit is None:
        return None
    rect = hit_rect(paper, hit)
    return paper_place(paper, file, hit.page, rect, place.quote)


def traced_on_sheets(grids: Sequence[Grid], file: tuple[str, str], place: Place) -> Place | None:
    """Where a quotation from an earlier version stands in these sheets."""
    texts = [SheetText(grid) for grid in grids]
    near = next((n for n, grid in enumerate(grids) if grid.name == place.page), 0)
    hit = find_again({n: one.text for n, one in enumerate(texts)}, place.quote, near)
    if hit is None:
        return None
    return sheet_place(grids[hit.page], file, texts[hit.page].cells(hit.start, hit.length))
