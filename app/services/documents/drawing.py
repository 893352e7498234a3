"""The strokes and lines of text that PDF pages are made of.

Everything here writes to a reportlab canvas that it is given; points, with y growing upwards as in PDF.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.documents.fonts import Face
from app.services.documents.zh_text import Line, Measure

# A line is spread to the right edge, but not with wider gaps (ems): readers take 0.1 for a blank.
_WIDEST_GAP = 0.09
# What is left of a line that ends much earlier, before a long word, stays as it is.
_WIDEST_REST = 1.6


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set: size and line pitch, the least padding of a cell, the width of a rule; in points."""

    face: Face
    size: float = 9.0
    leading: float = 12.0
    pad_x: float = 2.0
    pad_y: float = 3.0
    rule: float = 0.5
    smallest: float = 6.5

    def measure(self, size: float) -> Measure:
        """How wide a text is in this size."""
        width = self.face.width
        return lambda text: width(text, size)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line ready to be drawn. `gap` is added between its characters; `centre` tells where it stands."""

    text: str
    width: float
    size: float
    centre: bool
    gap: float = 0.0

    @classmethod
    def centred(cls, line: Line, size: float) -> SetLine:
        """In the middle of its box."""
        return cls(_drawn(line.text), line.width, size, True)

    @classmethod
    def filled(cls, line: Line, size: float, room: float) -> SetLine:
        """From the left edge, and spread towards the right one if the text goes on."""
        text = _drawn(line.text)
        characters = len(text.rstrip())
        rest = room - line.width + line.hang
        if line.ends or characters < 2 or rest > _WIDEST_REST * size:
            return cls(text, line.width, size, False)
        return cls(text, line.width, size, False, min(max(rest, 0.0) / (characters - 1), _WIDEST_GAP * size))


def _drawn(text: str) -> str:
    """Of the blanks that hang over the edge one is drawn, so that copied words stay apart."""
    bare = text.rstrip()
    return bare + " " if bare and text[len(bare) :].startswith(" ") else bare


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in a box: lines, how far from its left edge, and whether at its top or in the middle."""

    lines: Sequence[SetLine]
    box: Box
    indent: float = 0.0
    at_top: bool = False


def draw_lines(canvas: Any, style: Style, fillings: Iterable[Filling]) -> None:
    """Draw all lines of text as one object, in the order given, in which they are copied, too."""
    text = canvas.beginText()
    face, font_now, gap_now = style.face, ("", 0.0), 0.0
    for filling in fillings:
        box = filling.box
        height = len(filling.lines) * style.leading
        top = box.top - style.pad_y if filling.at_top else (box.top + box.bottom + height) / 2
        for number, line in enumerate(filling.lines):
            if not line.text:
                continue
            middle = top - (number + 0.5) * style.leading
            left = (box.left + box.right - line.width) / 2 if line.centre else box.left + filling.indent
            text.setTextOrigin(left, middle - (face.ascent - face.descent) / 2 * line.size)
            if line.gap != gap_now:
                gap_now = line.gap
                text.setCharSpace(gap_now)
            for font, piece in face.runs(line.text):
                if (font, line.size) != font_now:
                    font_now = font, line.size
                    text.setFont(*font_now)
                text.textOut(piece)
    if gap_now:
        text.setCharSpace(0)  # it would outlive this text object
    canvas.drawText(text)


class Grid:
    """The rules around boxes, each drawn once and in one stroke as far as it goes."""

    def __init__(self) -> None:
        self._across: dict[float, list[tuple[float, float]]] = {}
        self._down: dict[float, list[tuple[float, float]]] = {}

    def add(self, box: Box) -> None:
        """Rule the four sides of `box`."""
        left, bottom, right, top = (round(edge, 2) for edge in (box.left, box.bottom, box.right, box.top))
        for y in (bottom, top):
            self._across.setdefault(y, []).append((left, right))
        for x in (left, right):
            self._down.setdefault(x, []).append((bottom, top))

    def draw(self, canvas: Any, width: float) -> None:
        """Stroke all rules, `width` points wide."""
        canvas.setLineWidth(width)
        canvas.setLineCap(2)  # square ends, so that corners are closed
        canvas.lines(
            [(start, y, end, y) for y, strokes in self._across.items() for start, end in _joined(strokes)]
            + [(x, start, x, end) for x, strokes in self._down.items() for start, end in _joined(strokes)]
        )


def _joined(strokes: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Strokes on one line, those that touch made into one."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(strokes):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
