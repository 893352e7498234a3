"""The list of what a merge changes, painted: units, old and new values, the fork where both changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.services.exchange.preview import Fate
from app.ui import fonts, icons
from app.ui.exchange.changes_model import ChangesModel, Kind, ListLine, count_chips, more_words, title_of
from app.ui.exchange.saying import FATES, day
from app.ui.kit import chip_width, paint_chip
from app.ui.kit import paint as kit
from app.ui.looks import look
from app.ui.table.folding import LINE_ROLE, FoldingView, Index
from app.ui.theme import theme

_HEIGHTS = {Kind.UNIT: 36, Kind.CHANGE: 30, Kind.NOTE: 30, Kind.MORE: 30}
_LEFT = 42
_NAME = 142
_GAP = 12
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
            for left, words in ((_LEFT, "单位 / 栏目"), (ours, "本机现在"), (theirs, "对方的值")):
                room = QRectF(left, 0, self.width() - left, 25)
                kit.text(painter, room, words, "ink-2", fonts.CAPTION)
            kit.line(painter, 0, self.width(), self.height() - 1)


class ChangesView(FoldingView[ListLine]):
    """Shows a `ChangesModel`; a unit opens and closes, a link shows more."""

    def __init__(self, lines: ChangesModel) -> None:
        super().__init__(lines, "合并会带来的改动")
        self.lines = lines
        self.setItemDelegate(_Delegate(self))

    def act(self, line: ListLine) -> None:
        """Open or close a unit, or show more of it."""
        if line.kind is Kind.UNIT:
            self.lines.toggle(line.unit)
        elif line.kind is Kind.MORE:
            self.lines.show_more(line.unit)

    def is_hot(self, line: ListLine, rect: QRectF, place: QPointF) -> bool:
        """Units and links are."""
        return line.kind in (Kind.UNIT, Kind.MORE)

    def tip_of(self, line: ListLine) -> str:
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
