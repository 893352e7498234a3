"""The real PDF as pictures, made beside the window, and where its indicator rows stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument

from app.services.performance.form import IndicatorLine, SelfEvaluation
from app.services.performance.profiles import profile
from app.services.performance.proofs import ProofLine
from app.services.printing import preview_performance

_MOST_PAGES = 60
_SIDE = 20 * 72 / 25.4  # the margin of the sheet, in points
_BEGINNING = 12  # signs of a cell that are enough to know it
_AIR = 3.0  # between a text and the line of its row, in points


@dataclass(frozen=True)
class RowPlace:
    """Where a row stands on paper: page, and its box in shares of the page's width and height."""

    page: int
    box: QRectF


@dataclass(frozen=True)
class Printed:
    """The pages as pictures of the wanted width, and the place of every row that was found.

    `is_partial`: only the pages in sight are drawn, the others are empty pictures, and no row was looked for.
    """

    images: tuple[QImage, ...]
    sizes: tuple[QSizeF, ...]  # in points
    rows: tuple[RowPlace | None, ...]
    is_partial: bool = False


def render(
    form: SelfEvaluation, width: int, proofs: Sequence[ProofLine] = (), seen: Collection[int] | None = None
) -> Printed:
    """Print `form` and draw its pages `width` pixels wide. Runs in a reader's thread.

    `seen`: the pages in sight, so that a picture comes at once; the others are drawn by a second call.
    """
    document = QPdfDocument()
    buffer = QBuffer()
    buffer.setData(QByteArray(preview_performance(form, proofs)))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    count = min(document.pageCount(), _MOST_PAGES)
    sizes = tuple(document.pagePointSize(page) for page in range(count))
    images = tuple(
        document.render(page, QSize(width, round(width * size.height() / size.width())))
        if seen is None or page in seen
        else QImage()
        for page, size in enumerate(sizes)
    )
    if seen is not None:
        document.close()
        return Printed(images, sizes, (), is_partial=True)
    head = "".join(profile(form.profile).labels.level3.split())
    rows = _places(document, head, form.indicators, sizes)
    document.close()
    return Printed(images, sizes, rows)


def _places(
    document: QPdfDocument, head: str, lines: Sequence[IndicatorLine], sizes: Sequence[QSizeF]
) -> tuple[RowPlace | None, ...]:
    """Rows are drawn from top to bottom, so each is looked for behind the one before."""
    pages = [_Page(document, page) for page in range(len(sizes))]
    found: list[RowPlace | None] = []
    # The goals above speak of the same things: rows begin behind the head of the indicators.
    heads = [(number, page.place_of(head)) for number, page in enumerate(pages)]
    page, start = next(((number, at) for number, at in heads if at >= 0), (0, 0))
    for line in lines:
        place = None
        for number in range(page, len(pages)):
            hit = pages[number].find(line, start if number == page else 0)
            if hit is not None:
                box, start = hit
                page = number
                size = sizes[number]
                place = RowPlace(number, _share(box, size))
                break
        found.append(place)
    return _widened(found, sizes)


def _widened(places: list[RowPlace | None], sizes: Sequence[QSizeF]) -> tuple[RowPlace | None, ...]:
    """From the leftmost title to the edge of the table: texts do not fill their cells."""
    left = min((place.box.left() for place in places if place), default=0.0)

    def wide(place: RowPlace) -> RowPlace:
        right = 1 - _SIDE / sizes[place.page].width()
        box = QRectF(left, place.box.top(), right - left, place.box.height())
        return RowPlace(place.page, box)

    return tuple(place and wide(place) for place in places)


def _share(box: QRectF, size: QSizeF) -> QRectF:
    wide, high = size.width(), size.height()
    return QRectF(box.x() / wide, box.y() / high, box.width() / wide, box.height() / high)


class _Page:
    """The text of a page without spaces, with the place of each sign in the text as it is."""

    def __init__(self, document: QPdfDocument, page: int) -> None:
        self._document, self._page = document, page
        text = document.getAllText(page).text()
        self._places = [n for n, sign in enumerate(text) if not sign.isspace()]
        self._bare = "".join(text.split())

    def place_of(self, text: str) -> int:
        """Behind the first `text`, or -1."""
        at = self._bare.find(text)
        return at + len(text) if at >= 0 else -1

    def find(self, line: IndicatorLine, start: int) -> tuple[QRectF, int] | None:
        """The box of the cells of `line` that are found behind `start`, and where they end.

        The first cell that says something decides whether the row begins here.
        """
        box, end = QRectF(), start
        for text in (line.title, line.target, line.actual, line.reason):
            bare = "".join(text.split())
            if not bare:
                continue
            at = self._bare.find(bare, end)
            if at < 0 and box.isNull():
                bare = bare[:_BEGINNING]  # a long cell may go on over the page
                at = self._bare.find(bare, end)
                if at < 0:
                    return None
            if at >= 0:
                first, last = self._places[at], self._places[at + len(bare) - 1]
                part = self._document.getSelectionAtIndex(self._page, first, last - first + 1)
                box = box.united(part.boundingRectangle())
                end = at + len(bare)
        return None if box.isNull() else (box.adjusted(-_AIR, -_AIR, _AIR, _AIR), end)
