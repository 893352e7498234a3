"""How rows and heads are painted. Neither calls Qt's own painting, which would draw a second focus frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import fonts, icons
from app.ui.kit import paint
from app.ui.looks import look
from app.ui.table.columns import NO_VALUE, Column
from app.ui.table.model import Index, RowsModel
from app.ui.theme import theme

if TYPE_CHECKING:
    from app.ui.table.view import TableView

PAD = 10
BOX_LEFT = 14
HEAD_HEIGHT = 33
_SIDES = {"left": paint.LEFT, "right": paint.RIGHT, "center": paint.CENTER}
_BAR = 3
_MARK = 14


class RowDelegate(QStyledItemDelegate):
    """Paints one cell: ground of the row, accent bar, hairline, then text, chip or box."""

    def __init__(self, view: TableView, model: RowsModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The size it likes."""
        return QSize(60, self._view.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one item."""
        rect = QRectF(option.rect)
        line = index.row()
        painter.fillRect(rect, theme.color(self._view.ground_of(line)))
        if line == self._view.current_line and index.column() == self._view.first_section:
            bar = QRectF(rect.x(), rect.y(), _BAR, rect.height())
            painter.fillRect(bar, theme.color("accent" if self._view.hasFocus() else "border"))
        paint.line(painter, rect.x(), rect.right(), rect.bottom() - 1)
        column = self._model.column_at(index.column())
        if column is None:
            middle = rect.center().y() - 0.5
            state = Qt.CheckState.Checked if self._model.is_checked(line) else Qt.CheckState.Unchecked
            hot = self._view.hovered_line == line and self._view.is_box_hovered
            paint.paint_box(painter, rect.x() + BOX_LEFT, round(middle - 8), state, hot)
        else:
            paint_cell(painter, rect, column, self._model.row_at(line))


def paint_cell(painter: QPainter, rect: QRectF, column: Column, row: Any) -> None:
    """The content of a cell, without its ground."""
    words = column.shown(row)
    if not words:
        return
    room = rect.adjusted(PAD, 0, -PAD, -1)
    tone = column.tone(row) if column.tone else ""
    glyph = column.glyph(row) if column.glyph else ""
    kind = column.kind
    if words != NO_VALUE and kind in ("chip", "outline"):
        known = look(words)
        middle = rect.center().y() - 0.5
        if kind == "outline":
            paint.paint_chip(painter, room.x(), middle, words, outline=True)
        else:
            paint.paint_chip(painter, room.x(), middle, words, tone or known.tone, glyph or known.icon)
        return
    if mark := column.mark(row) if column.mark else "":
        icons.draw(painter, mark, room.right() - _MARK, room.center().y() - _MARK / 2, _MARK, "warn")
        room.setRight(room.right() - _MARK - 6)
    px, weight, token = fonts.BASE, fonts.REGULAR, "ink"
    if kind == "strong":
        weight = fonts.MEDIUM
    elif kind == "small":
        px, token = fonts.CAPTION, "ink-2"
    elif kind == "link":
        token = "accent"
    if words == NO_VALUE:
        token = "ink-2"
    token = tone or token
    if glyph:
        size = 14
        left = room.x()
        if column.side == "right":
            left = room.right() - min(room.width(), fonts.width(words, px, weight)) - size - 5
        icons.draw(painter, glyph, left, room.center().y() - size / 2, size, token)
        if column.side != "right":
            room.setLeft(room.left() + size + 6)
    paint.text(painter, room, words, token, px, weight, _SIDES[column.side])


def is_cut(column: Column, row: Any, width: int) -> bool:
    """Whether the text of a cell does not fit into a column of `width` pixels."""
    if column.kind in ("chip", "outline"):
        return False
    px = fonts.CAPTION if column.kind == "small" else fonts.BASE
    room = width - 2 * PAD - (20 if column.glyph and column.glyph(row) else 0)
    room -= _MARK + 6 if column.mark and column.mark(row) else 0
    return fonts.width(column.shown(row), px) > room + 0.5


class TableHeader(QHeaderView):
    """The heads: 12 px words, the sort arrow beside the word, the box for all rows in column 0."""

    def __init__(self, parent: QWidget, model: RowsModel) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rows = model
        self._hovered = -1
        self.setAccessibleName("表头")
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setHighlightSections(False)
        self.setFixedHeight(HEAD_HEIGHT)
        self.setMinimumSectionSize(36)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _paint_word(self, painter: QPainter, cell: QRectF, column: Column, section: int) -> None:
        sorted_by = self._rows.sort_key == column.key
        hot = sorted_by or (self._hovered == section and self.underMouse() and column.is_sortable)
        weight = fonts.SEMIBOLD if sorted_by else fonts.REGULAR
        room = cell.adjusted(PAD, 0, -PAD, -1)
        if sorted_by and column.side == "right":
            room.setRight(room.right() - 14)
        taken = paint.text(
            painter,
            room,
            column.title,
            "ink" if hot else "ink-2",
            fonts.CAPTION,
            weight,
            _SIDES[column.side],
        )
        if sorted_by:
            arrow = "arrow-down" if self._rows.descending else "arrow-up"
            left = room.right() + 2 if column.side == "right" else room.x() + taken + 3
            icons.draw(painter, arrow, left, cell.center().y() - 6, 12, "accent", 2.4)

    def minimumSizeHint(self) -> QSize:
        """One line; a scroll area would ask for more."""
        return QSize(self.minimumSectionSize(), HEAD_HEIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        hovered = self.logicalIndexAt(event.position().toPoint())
        if hovered != self._hovered:
            self._hovered = hovered
            self.viewport().update()
            column = self._rows.column_at(hovered) if hovered >= 0 else None
            wide = self.sectionSize(hovered) - 2 * PAD if column else 0
            cut = column is not None and fonts.width(column.title, fonts.CAPTION) > wide + 0.5
            self.setToolTip(column.title if cut and column else "")
        super().mouseMoveEvent(event)

    def paintSection(self, painter: QPainter, rect: Any, logicalIndex: int) -> None:  # noqa: N803
        """Paint one head."""
        painter.save()
        cell = QRectF(rect)
        painter.fillRect(cell, theme.color("surface"))
        paint.line(painter, cell.x(), cell.right(), cell.bottom() - 1)
        column = self._rows.column_at(logicalIndex)
        if column is None:
            hot = self._hovered == logicalIndex and self.underMouse()
            paint.paint_box(painter, cell.x() + BOX_LEFT, cell.y() + 8, self._rows.check_state, hot)
        else:
            self._paint_word(painter, cell, column, logicalIndex)
        painter.restore()
