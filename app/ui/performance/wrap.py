"""Text in the cells of a form: broken into lines that people would break, with one pitch on every machine."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from app.ui import fonts
from app.ui.kit import paint


def pitch(px: int = fonts.BASE) -> int:
    """The distance of two lines."""
    return round(px * 1.5)


@lru_cache(maxsize=4096)
def lines_of(text: str, width: int, px: int = fonts.BASE, weight: int = fonts.REGULAR) -> tuple[str, ...]:
    """The lines of `text` in a column of `width` pixels; typed line ends are kept."""
    broken: list[str] = []
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, fonts.font(px, weight))
        layout.setTextOption(option)
        layout.beginLayout()
        start = len(broken)
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, px))
            broken.append(paragraph[line.textStart() : line.textStart() + line.textLength()].rstrip())
        layout.endLayout()
        if len(broken) == start:
            broken.append("")
    return tuple(broken)


def height_of(text: str, width: int, px: int = fonts.BASE) -> int:
    """How high `text` is in a column of `width` pixels."""
    return len(lines_of(text, width, px)) * pitch(px)


def two_lines(name: str, width: int, px: int = fonts.BASE) -> str:
    """The name of an indicator level, broken before 指标 where it does not fit into one line."""
    stem = name.removesuffix("指标")
    if stem in ("", name) or fonts.width(name, px) <= width or fonts.width(stem, px) > width:
        return name
    return f"{stem}\n指标"


def is_cut(text: str, width: int, height: float, px: int = fonts.BASE) -> bool:
    """Whether `text` does not fit and is shown with `…`."""
    return len(lines_of(text, width, px)) > max(1, int(height // pitch(px)))


def paint_lines(
    painter: QPainter,
    rect: QRectF,
    text: str,
    token: str = "ink",
    px: int = fonts.BASE,
    weight: int = fonts.REGULAR,
    align: Qt.AlignmentFlag = paint.LEFT,
) -> None:
    """Paint `text` in the middle of `rect`'s height; what does not fit is cut with `…`."""
    step = pitch(px)
    lines = list(lines_of(text, int(rect.width()), px, weight))
    room = max(1, int(rect.height() // step))
    if len(lines) > room:
        lines = lines[:room]
        lines[-1] = fonts.elided(lines[-1] + "…" * 2, rect.width(), px, weight).rstrip("…") + "…"
    top = rect.top() + (rect.height() - len(lines) * step) / 2
    for number, line in enumerate(lines):
        paint.text(
            painter,
            QRectF(rect.left(), top + number * step, rect.width(), step),
            line,
            token,
            px,
            weight,
            align,
        )
