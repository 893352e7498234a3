"""The columns of the table 排放量复算 and how its rows are painted."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.models.amounts import show_amount
from app.services.checking import CalculationRow, Outcome, RowKind
from app.services.recalculation import Term
from app.ui import fonts
from app.ui.kit import paint
from app.ui.kit.paint import chip_width, paint_chip
from app.ui.looks import look
from app.ui.theme import theme

HEIGHTS = {RowKind.GROUP: 36, RowKind.TOTAL: 38}
ROW = 32
_PAD = 16
_WIDE = 1180
_ROOMY = 880


class Cell(NamedTuple):
    """A column: its head, its words in a row, its width; `wide`: only where there is room for it."""

    key: str
    title: str
    words: Callable[[CalculationRow], str]
    width: int
    needs: int = 0
    is_left: bool = False


def number(amount: Decimal | None) -> str:
    """An amount in tCO2 to two decimals; nothing where there is none."""
    return "" if amount is None else show_amount(amount, 2)


def signed(amount: Decimal | None, places: int = 2, unit: str = "") -> str:
    """A difference with its sign; 0.00 has none."""
    if amount is None:
        return ""
    shown = show_amount(amount, places)
    return ("+" if amount > 0 and shown.strip("0.,") else "") + shown + unit


def unit_words(unit: str) -> str:
    """A unit as it is printed."""
    return unit.replace("Nm3", "Nm³").replace("CO2", "CO₂")


def _term(term: Term | None) -> str:
    return "" if term is None else show_amount(term.value)


def _of(row: CalculationRow) -> str:
    return f"{_term(row.of)} %" if row.of else ""


def _off(row: CalculationRow) -> str:
    return signed(row.off.amount) if row.off else ""


def _share(row: CalculationRow) -> str:
    return signed(row.off.percent, 2, "%") if row.off and row.off.amount else ""


def _swing(row: CalculationRow) -> str:
    return signed(row.swing.percent, 1, "%") if row.swing else ""


CELLS = (
    Cell("place", "出处", lambda r: r.place, 116, is_left=True),
    Cell("amount", "活动数据", lambda r: _term(r.amount), 88),
    Cell("unit", "单位", lambda r: unit_words(r.amount.unit) if r.amount else "", 58, is_left=True),
    Cell("ncv", "低位热值", lambda r: _term(r.ncv), 70, _ROOMY),
    Cell("cc", "含碳量、因子", lambda r: _term(r.cc), 82, _ROOMY),
    Cell("of", "氧化率", _of, 56, _ROOMY),
    Cell("prior", "上年值", lambda r: number(r.prior), 92, _WIDE),
    Cell("swing", "较上年", _swing, 74, _WIDE),
    Cell("stated", "报告值", lambda r: number(r.stated), 92),
    Cell("recomputed", "复算值", lambda r: number(r.recomputed), 92),
    Cell("verified", "核查值", lambda r: number(r.verified), 88),
    Cell("off", "报告−复算", _off, 84),
    Cell("share", "相差", _share, 62),
    Cell("outcome", "结果", lambda r: r.outcome.label if r.outcome else "", 104),
)


def cells(width: float) -> list[tuple[Cell, QRectF]]:
    """The columns that fit, with their places on a row at 0; the first column takes the rest."""
    right, found = width - 12, []
    for cell in reversed(CELLS):
        if width >= cell.needs:
            right -= cell.width
            found.append((cell, QRectF(right, 0, cell.width, ROW)))
    return found[::-1]


def paint_head(painter: QPainter, rect: QRectF, width: float) -> None:
    """The heads of the columns."""
    painter.fillRect(rect, theme.color("surface"))
    shown = cells(width)
    room = QRectF(_PAD, rect.y(), 200, rect.height())
    paint.text(painter, room, "排放源", "ink-2", fonts.CAPTION)
    for cell, place in shown:
        room = QRectF(place.x() + 4, rect.y(), place.width() - 8, rect.height())
        align = paint.LEFT if cell.is_left else paint.RIGHT
        paint.text(painter, room, cell.title, "ink-2", fonts.CAPTION, align=align)
    paint.line(painter, rect.left(), rect.right(), rect.bottom() - 1)


def paint_row(
    painter: QPainter, rect: QRectF, row: CalculationRow, width: float, is_current: bool, has_focus: bool
) -> None:
    """One row of the table."""
    is_sum = row.kind in (RowKind.SUM, RowKind.TOTAL)
    ground = "selected" if is_current else "window" if is_sum else "surface"
    painter.fillRect(rect, theme.color(ground))
    if is_current:
        bar = QRectF(rect.x(), rect.y(), 3, rect.height())
        painter.fillRect(bar, theme.color("accent" if has_focus else "border"))
    shown = cells(width)
    strong = fonts.SEMIBOLD if is_sum or row.kind is RowKind.GROUP else fonts.REGULAR
    indent = 12 if row.kind is RowKind.PART else 0
    left = rect.x() + _PAD + indent
    room = QRectF(left, rect.y(), shown[0][1].x() - left - 8, rect.height())
    token = "ink-2" if row.kind in (RowKind.PART, RowKind.GROUP) else "ink"
    paint.text(painter, room, row.name, token, weight=strong)
    if row.kind is not RowKind.GROUP:
        for cell, place in shown:
            area = QRectF(place.x() + 4, rect.y(), place.width() - 8, rect.height())
            _paint_cell(painter, area, cell, row, strong)
    paint.line(painter, rect.x() + (0 if is_sum else _PAD), rect.right(), rect.bottom() - 1)


def _paint_cell(painter: QPainter, area: QRectF, cell: Cell, row: CalculationRow, weight: int) -> None:
    words = cell.words(row)
    if not words:
        return
    if cell.key == "outcome":
        known = look(words)
        left = area.right() - chip_width(words, known.icon)
        paint_chip(painter, left, area.center().y(), words, known.tone, known.icon, height=20)
        return
    token = "ink"
    if cell.key == "place":
        token = "accent"
    elif cell.key in ("unit", "prior", "swing") or (cell.key == "off" and not words.strip("0.,")):
        token = "ink-2"
    elif cell.key in ("off", "share", "stated") and row.outcome is Outcome.DIFFERS:
        token = "bad"
    px = fonts.CAPTION if cell.is_left else fonts.BASE
    align = paint.LEFT if cell.is_left else paint.RIGHT
    paint.text(painter, area, words, token, px, weight, align)
