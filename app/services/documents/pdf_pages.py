"""Blocks on pages, pages in a PDF file.

The number of pages is known before the first one is drawn, because laying out and drawing are two steps.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

from app.services.documents.drawing import Box, Filling, SetLine, Style, draw_lines
from app.services.documents.zh_text import Line, break_lines

MILLIMETRE = 72 / 25.4
CREATOR = "碳审工作台"


class Block(Protocol):
    """Something that takes a height and can be cut between pages."""

    @property
    def height(self) -> float:
        """What it needs, in points."""

    @property
    def marks(self) -> Sequence[tuple[float, str, int]]:
        """Its bookmarks: how far down they stand, their names and depths."""

    def split(self, available: float, *, force: bool = False) -> Sequence[Self]:
        """Two parts of which the first is not higher than `available`; nothing if that makes no sense."""

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw on a reportlab canvas with the left upper corner at (x, top)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page and its margins, in points."""

    width: float
    height: float
    left: float
    top: float
    bottom: float
    foot: float  # the height of the page number's base line

    @property
    def room(self) -> float:
        """The height between the margins."""
        return self.height - self.top - self.bottom


Placed = tuple[float, Block]


class Heading:
    """Centred lines across the page, such as a title; `after` is the space below."""

    def __init__(self, text: str, width: float, style: Style, after: float) -> None:
        measure = style.measure(style.size)
        lines: list[Line] = break_lines(text, width, measure) if text else []
        self._lines = [SetLine.centred(line, style.size) for line in lines]
        self._width, self._style, self._after = width, style, after

    @property
    def height(self) -> float:
        """The lines and the space after them."""
        return len(self._lines) * self._style.leading + self._after

    @property
    def marks(self) -> list[tuple[float, str, int]]:
        """None."""
        return []

    def split(self, available: float, *, force: bool = False) -> list[Heading]:
        """Cut between lines; only a text of more than a page is ever cut."""
        count = int(available // self._style.leading)
        if not force or not 0 < count < len(self._lines):
            return []
        return [self._part(self._lines[:count], 0.0), self._part(self._lines[count:], self._after)]

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw the lines from `top` downwards."""
        height = len(self._lines) * self._style.leading
        box = Box(x, top - height, x + self._width, top)
        draw_lines(canvas, self._style, [Filling(self._lines, box)])

    def _part(self, lines: list[SetLine], after: float) -> Heading:
        part = Heading("", self._width, self._style, after)
        part._lines = lines
        return part


def paginate(blocks: Sequence[Block], room: float) -> list[list[Placed]]:
    """The blocks on pages of the height `room`: for each page how far down each block starts."""
    pages: list[list[Placed]] = [[]]
    used = 0.0
    waiting = deque(blocks)
    while waiting:
        block = waiting.popleft()
        if used + block.height <= room + 1e-6:
            pages[-1].append((used, block))
            used += block.height
            continue
        parts = block.split(room - used, force=not pages[-1])
        if len(parts) == 2:
            pages[-1].append((used, parts[0]))
            waiting.appendleft(parts[1])
        elif pages[-1]:
            waiting.appendleft(block)
        else:
            pages[-1].append((used, block))  # cannot be made smaller: better over the edge than lost
        if waiting:
            pages.append([])
            used = 0.0
    return pages


def pdf_bytes(
    blocks: Sequence[Block],
    sheet: Sheet,
    style: Style,
    *,
    title: str,
    author: str,
    behind: Sequence[Block] = (),
) -> bytes:
    """A PDF file of the blocks with 第 x 页 共 y 页 at the foot. The same input gives the same bytes.

    `behind`: what begins on a new page.
    """
    from reportlab.pdfgen.canvas import Canvas

    pages = paginate(blocks, sheet.room)
    if behind:
        pages += paginate(behind, sheet.room)
    font = style.face.runs("0")[0][0]
    buffer = io.BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(sheet.width, sheet.height),
        invariant=1,
        pageCompression=1,
        initialFontName=font,
        lang="zh-CN",
    )
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator(CREATOR)
    depth = -1
    for number, page in enumerate(pages, 1):
        for down, block in page:
            top = sheet.height - sheet.top - down
            block.draw(canvas, sheet.left, top)
            for below, name, wanted in block.marks:
                # A bookmark stands at most one step below the one before it.
                depth = min(wanted, depth + 1)
                _bookmark(canvas, name, depth, top - below)
        foot = Line(text := f"第 {number} 页 共 {len(pages)} 页", style.measure(style.size)(text))
        box = Box(0, sheet.foot, sheet.width, sheet.foot + style.leading)
        draw_lines(canvas, style, [Filling([SetLine.centred(foot, style.size)], box)])
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _bookmark(canvas: Any, name: str, depth: int, height: float) -> None:
    key = f"{canvas.getPageNumber()}-{height:.1f}-{depth}"
    canvas.bookmarkHorizontal(key, 0, height)
    canvas.addOutlineEntry("".join(name.split()) or "—", key, depth)
