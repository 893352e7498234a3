"""The list of what a merge changes, painted: units, old and new values, the fork where both changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from app.services.exchange.preview import Fate
from app.ui import fonts, icons
from app.ui.exchange.changes_model import (
    LINE_ROLE,
    ChangesModel,
    Index,
    Kind,
    ListLine,
    count_chips,
    more_words,
    title_of,
)
from app.ui.exchange.saying import FATES, day
from app.ui.kit import chip_width, paint_chip
from app.ui.kit import paint as kit
from app.ui.looks import look
from app.ui.theme import theme

_HEIGHTS = {Kind.UNIT: 36, Kind.CHANGE: 30, Kind.NOTE: 30, Kind.MORE: 30}
_LEFT = 42
_NAME = 142
_GAP = 12
_WALKING = (
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TONES = {Fate.BOTH: "warn", Fate.DELETED: "bad"}
_GLYPHS = {Fate.BOTH: "arrow-fork", Fate.DELETED: "trash", Fate.CHANGED: "arrow-right", Fate.NEW: "plus"}


def columns_of(width: float) -> tuple[float, float]:
    """Where the values of both sides begin."""
    return max(300.0, width * 0.43), max(500.0, width * 0.70)


class ColumnHeads(QWidget):
    """What the columns of a list are called."""

    def __init__(self, view: QListView) -> None:
        super().__init__()
        self._view = view
        self.setFixedHeight(26)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            # The scroll bar of the list takes from its width.
            ours, theirs = columns_of(self._view.viewport().width())
            for left, words in ((_LEFT, "单位 / 字段"), (ours, "本机现在"), (theirs, "对方的值")):
                room = QRectF(left, 0, self.width() - left, 25)
                kit.text(painter, room, words, "ink-2", fonts.CAPTION)
            kit.line(painter, 0, self.width(), self.height() - 1)


class ChangesView(QListView):
    """Shows a `ChangesModel`. ↑↓ walk, ← → close and open a unit, Enter does what a click does."""

    def __init__(self, lines: ChangesModel) -> None:
        super().__init__()
        self.lines = lines
        self.hovered = -1
        self.shows_ring = False
        self._kept: ListLine | None = None
        self.setModel(lines)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("合并会带来的改动")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        lines.modelAboutToBeReset.connect(self._remember)
        lines.modelReset.connect(self._return)
        theme.changed.connect(self.viewport().update)

    def act(self, line: ListLine) -> None:
        """Open or close a unit, or show more of it."""
        if line.kind is Kind.UNIT:
            self.lines.toggle(line.unit)
        elif line.kind is Kind.MORE:
            self.lines.show_more(line.unit)

    def _line_of(self, index: Index) -> ListLine | None:
        return self.lines.line_at(index.row()) if index.isValid() else None

    @Slot()
    def _remember(self) -> None:
        at = self.currentIndex().row()
        self._kept = self.lines.line_at(at) if 0 <= at < self.lines.rowCount() else None
        self._scroll = self.verticalScrollBar().value()

    @Slot()
    def _return(self) -> None:
        self.hovered = -1
        kept = self._kept
        place = self.lines.place_of(kept) if kept else None
        if place is None and kept is not None and kept.kind is Kind.MORE and self.lines.rowCount():
            place = self.lines.place_of(ListLine(Kind.UNIT, kept.unit))
        if place is not None:
            flag = self.selectionModel().SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(self.lines.index(place), flag)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(self._scroll)

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A unit opens and closes, a link shows more."""
        self.shows_ring = False
        line = self._line_of(self.indexAt(event.position().toPoint()))
        super().mousePressEvent(event)
        if line is not None and event.button() is Qt.MouseButton.LeftButton:
            self.act(line)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        line = self._line_of(index)
        hot = line is not None and line.kind in (Kind.UNIT, Kind.MORE)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hot else Qt.CursorShape.ArrowCursor)
        self._hover(index.row())

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest goes on."""
        self.shows_ring = True
        line = self._line_of(self.currentIndex())
        key = event.key()
        if key in _WALKING:
            super().keyPressEvent(event)
        elif line is not None and key in _ENTER and not event.modifiers():
            self.act(line)
        elif line is not None and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._open(line, key == Qt.Key.Key_Right)
        else:
            event.ignore()
        self.viewport().update()

    def _open(self, line: ListLine, wanted: bool) -> None:
        if line.kind is Kind.UNIT and self.lines.is_open(line.unit) != wanted:
            self.lines.toggle(line.unit)
        elif line.kind is not Kind.UNIT and not wanted:
            place = self.lines.place_of(ListLine(Kind.UNIT, line.unit))
            if place is not None:
                self.setCurrentIndex(self.lines.index(place))

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the page."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.shows_ring = True
        if not self.currentIndex().isValid() and self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(0))
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a line whole as tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            line = self._line_of(self.indexAt(event.pos()))
            QToolTip.showText(event.globalPos(), tip_of(line) if line else "", self.viewport())
            return True
        return super().viewportEvent(event)


def tip_of(line: ListLine) -> str:
    """A line whole, with the reason why this happens."""
    change = line.change
    if change is None:
        return line.unit.unit.name
    parts = [title_of(change)]
    if change.ours:
        parts.append(f"本机：{change.ours}{_by(change.our_actor, change.our_at)}")
    if change.theirs:
        parts.append(f"对方：{change.theirs}{_by(change.their_actor, change.their_at)}")
    return "\n".join([*parts, change.reason])


def _by(actor: str, at: datetime | None) -> str:
    """`（王甲 3月14日）`."""
    said = " ".join(part for part in (actor, day(at) if at else "") if part)
    return f"（{said}）" if said else ""


class _Delegate(QStyledItemDelegate):
    """Paints the lines; never calls Qt's own painting, which would draw a second focus frame."""

    def __init__(self, view: ChangesView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of a line."""
        return QSize(100, _HEIGHTS[index.data(LINE_ROLE).kind])

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """Paint one line."""
        line: ListLine = index.data(LINE_ROLE)
        rect, view = QRectF(option.rect), self._view
        if index.row() == view.hovered:
            painter.fillRect(rect, theme.color("hover"))
        inset = 0 if line.kind is Kind.UNIT else _LEFT
        kit.line(painter, rect.x() + inset, rect.right(), rect.bottom() - 1)
        if line.kind is Kind.UNIT:
            self._paint_unit(painter, rect, line)
        elif line.kind is Kind.CHANGE:
            self._paint_change(painter, rect, line)
        else:
            words = more_words(line) if line.kind is Kind.MORE else "对方新建的单位，本机没有"
            room = QRectF(rect.x() + _LEFT, rect.y(), rect.width() - _LEFT, rect.height() - 1)
            kit.text(painter, room, words, "accent" if line.kind is Kind.MORE else "ink-2")
        if view.shows_ring and view.hasFocus() and index.row() == view.currentIndex().row():
            kit.focus_ring(painter, rect.adjusted(1, 0, -1, -1), 4)

    def _paint_unit(self, painter: QPainter, rect: QRectF, line: ListLine) -> None:
        middle = rect.center().y()
        chevron = "chevron-down" if self._view.lines.is_open(line.unit) else "chevron-right"
        icons.draw(painter, chevron, rect.x() + 20, middle - 7, 14, "ink-2")
        ours, _ = columns_of(rect.width())
        room = QRectF(rect.x() + _LEFT, rect.y(), ours - _LEFT - _GAP, rect.height() - 1)
        kit.text(painter, room, line.unit.unit.name, weight=fonts.SEMIBOLD)
        left = rect.x() + ours
        for word, words in count_chips(line.unit):
            known = look(word)
            paint_chip(painter, left, middle, words, known.tone, known.icon)
            left += chip_width(words, known.icon) + 6
        room = QRectF(rect.right() - 120, rect.y(), 100, rect.height() - 1)
        kit.text(painter, room, f"共 {line.rest:,} 处", "ink-2", fonts.CAPTION, align=kit.RIGHT)

    def _paint_change(self, painter: QPainter, rect: QRectF, line: ListLine) -> None:
        change = line.change
        if change is None:
            return
        middle, high = rect.center().y(), rect.height() - 1
        known = look(FATES[change.fate])
        paint_chip(painter, rect.x() + _LEFT, middle, FATES[change.fate], known.tone, known.icon, height=20)
        ours, theirs = columns_of(rect.width())
        room = QRectF(rect.x() + _NAME, rect.y(), ours - _NAME - _GAP, high)
        kit.text(painter, room, title_of(change))
        is_both = change.fate is Fate.BOTH
        words = change.ours + (_by(change.our_actor, change.our_at) if is_both else "")
        room = QRectF(rect.x() + ours, rect.y(), theirs - ours - 36, high)
        kit.text(painter, room, " ".join(words.split()), "ink-2")
        tone = _TONES.get(change.fate, "")
        glyph = _GLYPHS[change.fate]
        icons.draw(painter, glyph, rect.x() + theirs - 24, middle - 7, 14, tone or "ink-3")
        words = change.theirs + (_by(change.their_actor, change.their_at) if tone else "")
        room = QRectF(rect.x() + theirs, rect.y(), rect.width() - theirs - 20, high)
        kit.text(painter, room, " ".join(words.split()), tone or "ink")
