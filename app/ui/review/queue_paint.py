"""How the lines and the head of the queue are painted. Both share the widths of the columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.services.review.cases import CaseRow
from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.review.queue_columns import NOTE, note_of
from app.ui.review.queue_model import Index, Line
from app.ui.table import Column
from app.ui.table.paint import PAD, paint_cell
from app.ui.theme import theme

if TYPE_CHECKING:
    from app.ui.review.queue_list import QueueList

HEAD_HEIGHT = 32
ROW_HEIGHT = 32
GROUP_HEIGHT = 36
BOX_LEFT = 14
BOX_ZONE = 40
LEFT = 76  # boxes and rings; the first column's text begins PAD further right
_RING = QPointF(58, ROW_HEIGHT / 2 - 0.5)
_SIDES = {"left": paint.LEFT, "right": paint.RIGHT, "center": paint.CENTER}


class LineDelegate(QStyledItemDelegate):
    """Paints the head of a group, or a case: box, ring, cells."""

    def __init__(self, view: QueueList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Heads of groups are a little higher."""
        is_case = self._view.rows.lines[index.row()].case is not None
        return QSize(100, ROW_HEIGHT if is_case else GROUP_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        view = self._view
        number = index.row()
        line = view.rows.lines[number]
        rect = QRectF(option.rect)
        painter.save()
        is_current = number == view.current_line
        ticked = line.case is not None and view.rows.is_checked(line.case)
        hot = number == view.hovered_line
        ground = "selected" if is_current or ticked else "hover" if hot else "surface"
        painter.fillRect(rect, theme.color(ground))
        if line.case is None:
            self._paint_group(painter, rect, line)
            paint.line(painter, rect.x(), rect.right(), rect.bottom() - 1)
        else:
            paint.line(painter, rect.x() + BOX_LEFT, rect.right(), rect.bottom() - 1)
            self._paint_case(painter, rect, line.case, ticked, hot and view.is_box_hovered)
        if is_current:
            bar = QRectF(rect.x(), rect.y(), 3, rect.height())
            painter.fillRect(bar, theme.color("accent" if view.hasFocus() else "border"))
            if view.shows_ring and view.hasFocus():
                paint.focus_ring(painter, rect, 4)
        painter.restore()

    def _paint_group(self, painter: QPainter, rect: QRectF, line: Line) -> None:
        assert line.group is not None
        closed = line.group in self._view.rows.closed
        icon = "chevron-right" if closed else "chevron-down"
        icons.draw(painter, icon, BOX_LEFT + 1, rect.center().y() - 7, 14, "ink-2")
        room = QRectF(BOX_ZONE, rect.y(), rect.width(), rect.height() - 1)
        taken = paint.text(painter, room, line.group.label, "ink", fonts.CAPTION, fonts.SEMIBOLD)
        room.setLeft(BOX_ZONE + taken + 8)
        paint.text(painter, room, f"{line.count}", "ink-2", fonts.CAPTION)

    def _paint_case(
        self, painter: QPainter, rect: QRectF, case: CaseRow, ticked: bool, box_hot: bool
    ) -> None:
        top = rect.y()
        state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        paint.paint_box(painter, BOX_LEFT, round(top + ROW_HEIGHT / 2 - 8.5), state, box_hot)
        if case.total and case.answered >= case.total:
            icons.draw(painter, "circle-check", _RING.x() - 9, top + _RING.y() - 9, 18, "good")
        else:
            share = case.answered / case.total if case.total else 0.0
            paint.paint_ring(painter, _RING + QPointF(0, top), 7.5, share)
        for column, left, width in self._view.cells():
            cell = QRectF(left, top, width, ROW_HEIGHT)
            if column.key == NOTE:
                self._paint_note(painter, cell, case)
            else:
                paint_cell(painter, cell, column, case)

    def _paint_note(self, painter: QPainter, cell: QRectF, case: CaseRow) -> None:
        words, tone = note_of(case, self._view.today)
        if tone == "bad":
            paint.paint_chip(painter, cell.x() + PAD, cell.center().y() - 0.5, words, "bad", "clock")
        elif words:
            room = cell.adjusted(PAD, 0, -4, -1)
            paint.text(painter, room, words, "ink-2" if tone == "quiet" else tone, fonts.CAPTION)


class QueueHead(QWidget):
    """The heads of the columns and the box for all. A click sorts, with Shift without groups."""

    sort_wanted = Signal(object, bool)  # column, without groups
    all_wanted = Signal()

    def __init__(self, view: QueueList) -> None:
        super().__init__()
        self._view = view
        self._hovered = ""
        self.setFixedHeight(HEAD_HEIGHT)
        self.setMouseTracking(True)
        self.setAccessibleName("表头")

    def _heads(self) -> Iterator[tuple[Column, QRectF]]:
        for column, left, width in self._view.cells():
            yield column, QRectF(left, 0, width, HEAD_HEIGHT)

    def _column_at(self, position: QPointF) -> Column | None:
        found = (column for column, rect in self._heads() if rect.contains(position))
        return next((column for column in found if column.is_sortable), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        column = self._column_at(event.position())
        hovered = column.key if column else ""
        if hovered != self._hovered:
            self._hovered = hovered
            self.setToolTip("点击排序；按住 Shift 点击，不分组排序" if hovered else "")
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Sort, or tick all."""
        column = self._column_at(event.position())
        if column is not None:
            self.sort_wanted.emit(column, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.position().x() < BOX_ZONE:
            self.all_wanted.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        model = self._view.rows
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("surface"))
            paint.line(painter, 0, self.width(), HEAD_HEIGHT - 1)
            paint.paint_box(painter, BOX_LEFT, 8, model.check_state)
            for column, rect in self._heads():
                chosen = column.key == model.sort_key
                hot = chosen or (column.key == self._hovered and self.underMouse())
                room = rect.adjusted(PAD, 0, -PAD, -1)
                if chosen and column.side == "right":
                    room.setRight(room.right() - 14)
                weight = fonts.SEMIBOLD if chosen else fonts.REGULAR
                token = "ink" if hot else "ink-2"
                side = _SIDES[column.side]
                taken = paint.text(painter, room, column.title, token, fonts.CAPTION, weight, side)
                if chosen:
                    arrow = "arrow-down" if model.descending else "arrow-up"
                    left = room.right() + 2 if column.side == "right" else room.x() + taken + 3
                    icons.draw(painter, arrow, left, rect.center().y() - 6, 12, "accent", 2.4)
