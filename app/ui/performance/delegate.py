"""How the cells of the indicator table are painted; the merged level names are painted by the grid itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.models.amounts import show_amount
from app.services.performance.form import CountMark
from app.services.printing import short
from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.performance.columns import FIRST, PAD, Col
from app.ui.performance.wrap import paint_lines
from app.ui.theme import theme

if TYPE_CHECKING:
    from app.ui.performance.grid import IndicatorGrid
    from app.ui.performance.sheet import Sheet

MARGIN = 4  # above and below the text of a cell


GLYPH = 14  # before a figure that is counted


def count_glyph(mark: CountMark) -> tuple[str, str]:
    """The glyph of a counted figure and its tone: followed, typed over, moved since it was handed in."""
    if mark.has_moved:
        return "alert-triangle", "warn"
    if mark.is_by_hand:
        return "hand-finger", "warn"
    return ("lock" if mark.filed is not None else "database"), "accent"


class IndicatorDelegate(QStyledItemDelegate):
    """Paints title, target, actual, weight, score and reason."""

    def __init__(self, grid: IndicatorGrid, sheet: Sheet) -> None:
        super().__init__(grid)
        self._grid, self._sheet = grid, sheet

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        column, row = Col(index.column()), index.row()
        if column < FIRST or row >= len(self._sheet.keys):
            return
        rect = QRectF(option.rect)
        is_current = row == self._grid.row
        if is_current:
            painter.fillRect(rect, theme.color("selected"))
        painter.save()
        if column is Col.SCORE:
            self._paint_score(painter, rect, row)
        elif column is Col.REASON:
            self._paint_reason(painter, rect, row)
        elif column is Col.WEIGHT:
            text = self._sheet.scored.lines[row].line.weight_text
            room = rect.adjusted(0, 0, -PAD, 0)
            paint.text(painter, room, text or "—", "ink-2", align=paint.RIGHT)
        else:
            text = self._grid.cells.text_at(row, column)
            room = rect.adjusted(PAD, MARGIN, -PAD, -MARGIN)
            if column is Col.ACTUAL and (mark := self._sheet.line(row).counted) is not None:
                glyph, tone = count_glyph(mark)
                icons.draw(painter, glyph, room.left(), rect.center().y() - 7, GLYPH, tone)
                room.setLeft(room.left() + GLYPH + 5)
            paint_lines(painter, room, text or "—", "ink" if text else "ink-2")
        painter.restore()
        if is_current and column == self._grid.column and self._grid.hasFocus():
            paint.focus_ring(painter, rect.adjusted(1, 1, -1, -1))

    def _paint_score(self, painter: QPainter, rect: QRectF, row: int) -> None:
        scored = self._sheet.scored.lines[row]
        room = rect.adjusted(0, 0, -PAD, 0)
        if scored.counts is None:
            is_ready = bool(scored.line.actual.strip()) and scored.weight is not None
            words, tone = ("待评", "warn") if is_ready else ("—", "ink-2")
            paint.text(painter, room, words, tone, align=paint.RIGHT)
            return
        is_less = scored.weight is not None and scored.counts < scored.weight
        tone = "warn" if scored.manual or is_less or scored.band_problem else "ink"
        tone = "bad" if scored.band_problem else tone
        number = short(scored.counts)
        if not scored.manual:
            paint.text(painter, room, number, tone, weight=fonts.SEMIBOLD, align=paint.RIGHT)
            return
        middle = rect.center().y()
        has_second = scored.computed is not None and scored.computed != scored.counts
        first = QRectF(room.left(), middle - 19, room.width(), 20) if has_second else room
        taken = paint.text(painter, first, number, tone, weight=fonts.SEMIBOLD, align=paint.RIGHT)
        left = room.right() - taken - 19
        icons.draw(painter, "hand-finger", left, first.center().y() - 7, 14, tone)
        if has_second:
            below = QRectF(room.left() - 6, middle, room.width() + 6, 18)
            words = f"算得{show_amount(scored.computed)}".removesuffix(".00")
            paint.text(painter, below, words, "ink-2", fonts.CAPTION, align=paint.RIGHT)

    def _paint_reason(self, painter: QPainter, rect: QRectF, row: int) -> None:
        due = self._sheet.due.get(row)
        text = self._sheet.line(row).reason
        if due is None:
            token = "ink" if text.strip() else "ink-2"
            room = rect.adjusted(PAD, MARGIN, -PAD, -MARGIN)
            paint_lines(painter, room, text.strip() or "—", token, fonts.CAPTION)
            return
        high = min(rect.height() - 8, 34)
        field = QRectF(rect.left() + 4, rect.center().y() - high / 2, rect.width() - 10, high)
        style = Qt.PenStyle.DashLine
        paint.round_rect(painter, field, paint.RADIUS, f"{due}-tint", due, style=style)
        icons.draw(painter, "alert-circle", field.left() + 8, field.center().y() - 7, 14, due)
        words = "请写偏差原因" if due == "bad" else "请写超额原因"
        paint.text(painter, field.adjusted(27, 0, -2, 0), words, due, fonts.CAPTION)
