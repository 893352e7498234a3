"""The strip of sections above the list: letter, progress, and a dot where something is not in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.services.review.form import SectionCount
from app.ui import fonts
from app.ui.kit import paint
from app.ui.theme import theme

_HEIGHT = 34
_EDGE = 12
_DOT = 5


class SectionStrip(QWidget):
    """Equal cells, one a section. A click tells `chosen`; the keyboard uses G and the letter."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._counts: tuple[SectionCount, ...] = ()
        self._hits: frozenset[str] = frozenset()
        self._current = ""
        self._glows = False
        self._hovered = -1
        self.setFixedHeight(_HEIGHT)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_counts(self, counts: Sequence[SectionCount]) -> None:
        """Progress by section."""
        if tuple(counts) != self._counts:
            self._counts = tuple(counts)
            done = sum(count.answered == count.total for count in counts)
            self.setAccessibleName(f"{len(counts)} 节，已完成 {done} 节")
            self.update()

    def set_hits(self, sections: Iterable[str]) -> None:
        """The sections with hits that are still to be settled."""
        if frozenset(sections) != self._hits:
            self._hits = frozenset(sections)
            self.update()

    def set_current(self, code: str) -> None:
        """The section of the current item."""
        if code != self._current:
            self._current = code
            self.update()

    def set_glow(self, glows: bool) -> None:
        """Whether a letter is expected."""
        self._glows = glows
        self.update()

    def _cell(self, number: int) -> QRectF:
        wide = (self.width() - 2 * _EDGE) / max(len(self._counts), 1)
        return QRectF(_EDGE + number * wide, 3, wide, _HEIGHT - 6)

    def _number_at(self, place: QPoint) -> int:
        return next((n for n in range(len(self._counts)) if self._cell(n).contains(place)), -1)

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(24 * max(len(self._counts), 1) + 2 * _EDGE, _HEIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where the pointer is."""
        self._hovered = self._number_at(event.position().toPoint())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has gone."""
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump."""
        number = self._number_at(event.position().toPoint())
        if number >= 0:
            self.chosen.emit(self._counts[number].section.code)

    def event(self, event: QEvent) -> bool:
        """Tell name and progress of a section."""
        if isinstance(event, QHelpEvent):
            number = self._number_at(event.pos())
            if number >= 0:
                count = self._counts[number]
                bad = f"，{count.bad} 项有问题" if count.bad else ""
                words = f"{count.section.code} {count.section.name}  {count.answered} / {count.total}{bad}"
                QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            for number, count in enumerate(self._counts):
                self._paint_cell(painter, self._cell(number), count, number == self._hovered)

    def _paint_cell(self, painter: QPainter, cell: QRectF, count: SectionCount, is_hovered: bool) -> None:
        is_current = count.section.code == self._current
        if is_current or self._glows or is_hovered:
            ground = "tint" if is_current or self._glows else "hover"
            border = "accent" if self._glows else None
            paint.round_rect(painter, cell.adjusted(2, 0, -2, 0), paint.RADIUS, ground, border)
        letter = QRectF(cell.x(), cell.y(), cell.width(), cell.height() - 8)
        token = "accent" if is_current or self._glows else "ink"
        weight = fonts.SEMIBOLD if is_current else fonts.REGULAR
        paint.text(painter, letter, count.section.code, token, fonts.CAPTION, weight, paint.CENTER)
        bar = QRectF(cell.center().x() - 11, cell.bottom() - 7, 22, 3)
        if count.total:
            is_done = count.answered == count.total
            paint.paint_bar(painter, bar, count.answered / count.total, "good" if is_done else "accent")
        has_hits = count.section.code in self._hits
        if count.bad or has_hits:
            painter.setBrush(theme.color("bad" if count.bad else "warn"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QRectF(cell.center().x() + 7, cell.y() + 4, _DOT, _DOT))
