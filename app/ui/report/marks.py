"""Marks on paper: a rectangle with a number in the margin. Paper stays paper, so its tones are light."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui import fonts
from app.ui.kit import paint
from app.ui.tokens import LIGHT

_BADGE = 18
_RADIUS = 3


@dataclass(frozen=True)
class Mark:
    """A place on a page. `number` stands in the margin; the current one is drawn full."""

    key: str
    page: int
    rect: QRectF  # points
    number: str
    is_current: bool = False
    tone: str = "accent"
    tip: str = ""


def tint(tone: str, share: float) -> QColor:
    """A light tone, as thin as `share`."""
    made = QColor(LIGHT[tone])
    made.setAlphaF(share)
    return made


def paint_mark(painter: QPainter, rect: QRectF, mark: Mark) -> None:
    """The rectangle of a mark."""
    tone = QColor(LIGHT[mark.tone])
    if mark.is_current:
        paint.round_rect(painter, rect, _RADIUS, tint(mark.tone, 0.14), tone, 2)
    else:
        ground = tint(mark.tone, 0.07)
        paint.round_rect(painter, rect, _RADIUS, ground, tone, 1.2, Qt.PenStyle.DashLine)


def badge_width(words: str) -> float:
    """How wide a number in the margin is."""
    return max(_BADGE + 4.0, fonts.width(words, fonts.KEY, fonts.SEMIBOLD) + 10)


def paint_badge(painter: QPainter, right: float, middle: float, mark: Mark) -> None:
    """The number of a mark, ending at `right`."""
    wide = badge_width(mark.number)
    rect = QRectF(right - wide, middle - _BADGE / 2, wide, _BADGE)
    tone = QColor(LIGHT[mark.tone])
    paint.round_rect(painter, rect, _BADGE / 2, tone)
    painter.setFont(fonts.font(fonts.KEY, fonts.SEMIBOLD))
    painter.setPen(QColor(LIGHT["on-accent"]))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, mark.number)
