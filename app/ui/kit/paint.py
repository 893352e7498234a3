"""How the small things are painted: chips, key caps, boxes, rings, lines. Shared by widgets and delegates.

All coordinates are logical pixels. Callers save and restore the painter where they need it. Widgets paint
inside `with QPainter(self) as painter`: a painter that an error leaves open would take the program down.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from app.ui import fonts, icons
from app.ui.theme import theme

CHIP_HEIGHT = 22
CHIP_RADIUS = 5
KEY_CAP_HEIGHT = 18
BOX = 16
RADIUS = 6
CARD_RADIUS = 8

LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
CENTER = Qt.AlignmentFlag.AlignHCenter
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ONE_LINE = Qt.TextFlag.TextSingleLine


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    token: str = "ink",
    px: int = fonts.BASE,
    weight: int = fonts.REGULAR,
    align: Qt.AlignmentFlag = LEFT,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> float:
    """One line of text, in the middle of `rect`'s height, cut with `…` where it must be. Returns its
    width.
    """
    shown = fonts.elided(words, rect.width(), px, weight, mode)
    painter.setFont(fonts.font(px, weight))
    painter.setPen(theme.color(token))
    painter.drawText(rect, align | _MIDDLE | _ONE_LINE, shown)
    return fonts.width(shown, px, weight)


def round_rect(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | str | None,
    border: QColor | str | None = None,
    width: float = 1,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    """A rounded field. The border lies inside `rect`, half a pen inwards, so that a hairline is crisp."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(_color(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
        return
    half = width / 2
    painter.setPen(QPen(_color(border), width, style))
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)


def focus_ring(painter: QPainter, rect: QRectF, radius: float = RADIUS, token: str = "accent") -> None:
    """The two pixel ring inside the edge of a focused control."""
    round_rect(painter, rect, radius, None, token, 2)


def line(painter: QPainter, x1: float, x2: float, y: float, token: str = "hairline") -> None:
    """A horizontal line of one pixel from `x1` to `x2`."""
    painter.fillRect(QRectF(x1, y, x2 - x1, 1), theme.color(token))


def chip_width(words: str, glyph: str = "", pad: float = 8) -> int:
    """The width `paint_chip` will use."""
    return round(fonts.width(words, fonts.CAPTION) + 2 * pad + (16 if glyph else 0))


def paint_chip(
    painter: QPainter,
    x: float,
    centre_y: float,
    words: str,
    tone: str = "quiet",
    glyph: str = "",
    outline: bool = False,
    height: float = CHIP_HEIGHT,
) -> int:
    """A state: glyph and word in their tone on its tint, or a quiet outline. Returns the width."""
    width = chip_width(words, glyph)
    rect = QRectF(x, centre_y - height / 2, width, height)
    painter.save()
    if outline:
        round_rect(painter, rect, CHIP_RADIUS, None, "border")
    else:
        round_rect(painter, rect, CHIP_RADIUS, theme.ground(tone))
    token = "ink-2" if outline else tone
    left = x + 8
    if glyph:
        icons.draw(painter, glyph, x + 7, centre_y - 6.5, 13, token)
        left = x + 24
    text(painter, QRectF(left, rect.y(), width, height), words, token, fonts.CAPTION)
    painter.restore()
    return width


def key_cap_width(words: str) -> int:
    """The width `paint_key_cap` will use."""
    return max(KEY_CAP_HEIGHT, round(fonts.width(words, fonts.KEY)) + 12)


def paint_key_cap(painter: QPainter, x: float, centre_y: float, words: str, token: str = "ink-2") -> int:
    """The name of a key in its cap. Returns the width."""
    width = key_cap_width(words)
    rect = QRectF(x, round(centre_y - KEY_CAP_HEIGHT / 2), width, KEY_CAP_HEIGHT)
    border = "border" if token == "ink-2" else token
    round_rect(painter, rect, 4, "window" if token == "ink-2" else None, border)
    text(painter, rect, words, token, fonts.KEY, align=CENTER)
    return width


def paint_box(
    painter: QPainter,
    x: float,
    y: float,
    state: Qt.CheckState,
    hovered: bool = False,
    enabled: bool = True,
) -> None:
    """A check box of 16 pixels in one of its three states."""
    rect = QRectF(x, y, BOX, BOX)
    if state is Qt.CheckState.Unchecked:
        border = "accent" if hovered and enabled else "ink-3"
        round_rect(painter, rect, 4, "surface" if enabled else "window", border if enabled else "border")
        return
    round_rect(painter, rect, 4, "accent" if enabled else "ink-3")
    glyph = "check" if state is Qt.CheckState.Checked else "minus"
    icons.draw(painter, glyph, x + 2, y + 2, 12, "on-accent" if enabled else "surface", 3)


def paint_radio(
    painter: QPainter, x: float, y: float, chosen: bool, hovered: bool = False, enabled: bool = True
) -> None:
    """A radio button of 16 pixels."""
    rect = QRectF(x, y, BOX, BOX)
    if chosen:
        round_rect(painter, rect, 8, "surface", "accent" if enabled else "ink-3", 5)
    else:
        border = "accent" if hovered and enabled else "ink-3"
        round_rect(painter, rect, 8, "surface" if enabled else "window", border if enabled else "border")


def paint_bar(
    painter: QPainter, rect: QRectF, share: float, token: str = "accent", track: str = "hairline"
) -> None:
    """A bar that is filled to `share` (0 to 1)."""
    radius = rect.height() / 2
    round_rect(painter, rect, radius, track)
    if share > 0:
        filled = QRectF(rect)
        filled.setWidth(max(rect.height(), rect.width() * min(share, 1.0)))
        round_rect(painter, filled, radius, token)


def paint_ring(
    painter: QPainter, centre: QPointF, radius: float, share: float, token: str = "accent", width: float = 2.5
) -> None:
    """A ring that is filled clockwise from the top to `share` (0 to 1)."""
    rect = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("hairline"), width))
    painter.drawEllipse(rect)
    if share > 0:
        cap = Qt.PenCapStyle.RoundCap if share < 1 else Qt.PenCapStyle.FlatCap
        painter.setPen(QPen(theme.color(token), width, Qt.PenStyle.SolidLine, cap))
        painter.drawArc(rect, 90 * 16, round(-360 * 16 * min(share, 1.0)))


def paint_shadow(
    painter: QPainter, rect: QRectF, radius: float = CARD_RADIUS, spread: int = 16, drop: float = 6
) -> None:
    """A soft shadow around and below a floating field; nothing in high contrast."""
    if not theme.casts_shadows:
        return
    ratio = painter.device().devicePixelRatioF()
    piece = _shadow(round(radius), spread, theme.hex("shadow"), ratio)
    edge = spread + radius + 2
    outer = rect.adjusted(-spread, -spread + drop, spread, spread + drop)
    source_edge, source = edge * ratio, piece.width()
    xs = (outer.x(), outer.x() + edge, outer.right() - edge, outer.right())
    ys = (outer.y(), outer.y() + edge, outer.bottom() - edge, outer.bottom())
    marks = (0.0, source_edge, source - source_edge, float(source))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    for i in range(3):
        for j in range(3):
            target = QRectF(xs[i], ys[j], xs[i + 1] - xs[i], ys[j + 1] - ys[j])
            part = QRectF(marks[i], marks[j], marks[i + 1] - marks[i], marks[j + 1] - marks[j])
            if not target.isEmpty():
                painter.drawPixmap(target, piece, part)
    painter.restore()


@lru_cache(maxsize=32)
def _shadow(radius: int, spread: int, color: str, ratio: float) -> QPixmap:
    """A square shadow to be cut into nine pieces: layers whose sum falls off like a soft light does."""
    edge = 2 * (spread + radius + 2) + 4
    piece = QPixmap(QSize(round(edge * ratio), round(edge * ratio)))
    piece.fill(Qt.GlobalColor.transparent)
    full = QColor(color)
    layers = 2 * spread
    with QPainter(piece) as painter:
        painter.scale(ratio, ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        reached = 0.0
        for layer in range(1, layers + 1):
            # A blurred edge has half of its depth where the field itself ends.
            wanted = full.alphaF() * _smooth(layer / layers / 2)
            step = QColor(full)
            step.setAlphaF(max(0.0, (wanted - reached) / (1 - reached)))
            reached = wanted
            out = spread * (1 - layer / layers)
            inset = spread - out
            painter.setBrush(step)
            painter.drawRoundedRect(
                QRectF(inset, inset, edge - 2 * inset, edge - 2 * inset), radius + out, radius + out
            )
    return piece


def _smooth(share: float) -> float:
    return share * share * (3 - 2 * share)


def _color(value: QColor | str) -> QColor:
    return value if isinstance(value, QColor) else theme.color(value)
