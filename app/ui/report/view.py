"""Pages one below the other, with marks, search hits and a selection between the page and the pointer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from app.ui.keys import key_map
from app.ui.kit import paint
from app.ui.report.marks import Mark, badge_width, paint_badge, paint_mark, tint
from app.ui.report.paper import Paper, Span
from app.ui.theme import theme
from app.ui.tokens import LIGHT

_GAP = 10
_WIDEST = 860  # pixels of a page at 适宽; narrower views lose the white at its sides
_CUT = 10 * 72 / 25.4
_FULL = 96 / 72
_STEPS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_VEIL = QColor(10, 16, 22, 26)
_DRAG = 4
_LEAST = 3.0  # points; a smaller rectangle is a slip of the hand


@dataclass(frozen=True)
class Chosen:
    """What is selected: words, or a rectangle drawn by hand. In points."""

    page: int
    rect: QRectF
    words: str
    span: Span = (0, 0)


class ReportView(QAbstractScrollArea):
    """Shows a `Paper`. Letters that are not for scrolling are told by `wished`."""

    page_changed = Signal(int)
    zoom_changed = Signal()
    chosen_changed = Signal()
    cut = Signal(object)  # Chosen: a rectangle was drawn
    mark_clicked = Signal(str)
    wished = Signal(str)  # evidence, back

    def __init__(self) -> None:
        super().__init__()
        self.paper: Paper | None = None
        self.zoom: float | None = None  # None is 适宽; 1 is the size on paper
        self.marks: tuple[Mark, ...] = ()
        self.hits: dict[int, list[QRectF]] = {}
        self.chosen: Chosen | None = None
        self.is_cutting = False
        self._tops: list[float] = []
        self._widest = 595.0  # points
        self._press: tuple[int, QPointF] | None = None
        self._page = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("报告原文")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(48)
        self.horizontalScrollBar().setSingleStep(48)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setMouseTracking(True)
        theme.changed.connect(self.viewport().update)

    def show_paper(self, paper: Paper | None) -> None:
        """Show a file from its first page; None shows the empty desk."""
        if self.paper is not None:
            self.paper.drawn.disconnect(self.viewport().update)
            self.paper.resized.disconnect(self._on_resized)
        self.paper, self.chosen, self.hits, self.marks, self._page = paper, None, {}, (), -1
        self.set_cutting(False)
        if paper is not None:
            paper.drawn.connect(self.viewport().update)
            paper.resized.connect(self._on_resized)
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._moved()
        self.viewport().update()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these marks."""
        if tuple(marks) != self.marks:
            self.marks = tuple(marks)
            self.viewport().update()

    def set_hits(self, hits: dict[int, list[QRectF]]) -> None:
        """Show where the words of a search stand."""
        self.hits = hits
        self.viewport().update()

    def choose(self, chosen: Chosen | None) -> None:
        """Select, or select nothing."""
        self.chosen = chosen
        self.viewport().update()
        self.chosen_changed.emit()

    def set_cutting(self, is_on: bool) -> None:
        """Whether the next drag draws a rectangle."""
        self.is_cutting = is_on
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if is_on else Qt.CursorShape.ArrowCursor)

    @Slot()
    def _on_resized(self) -> None:
        page = self.page
        self._lay_out()
        if page:
            self.go_page(page)
        self._moved()
        self.viewport().update()

    # Going somewhere

    @property
    def page(self) -> int:
        """The page that fills most of the view, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() * 0.4
        return max(0, bisect_right(self._tops, middle) - 1)

    def go_page(self, page: int) -> None:
        """To the top of a page."""
        if self._tops:
            page = max(0, min(page, len(self._tops) - 1))
            self.verticalScrollBar().setValue(round(self._tops[page]) - _GAP)

    def go_rect(self, page: int, rect: QRectF) -> None:
        """Bring a place of a page into sight, a third from the top."""
        if self.paper is None or not 0 <= page < len(self._tops):
            return
        self.paper.settle()
        place = self._to_view(page, rect)
        bar, high = self.verticalScrollBar(), self.viewport().height()
        top, bottom = place.top() + bar.value(), place.bottom() + bar.value()
        if top < bar.value() + 20 or bottom > bar.value() + high - 20:
            bar.setValue(round(top - high / 3))
        side, wide = self.horizontalScrollBar(), self.viewport().width()
        if place.left() < 0 or place.right() > wide:
            side.setValue(round(side.value() + place.center().x() - wide / 2))

    def scroll_page(self, step: int) -> None:
        """A view further down or up, two lines of the last one stay."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + step * max(80, self.viewport().height() - 64))

    @Slot()
    def zoom_in(self) -> None:
        """Larger."""
        self.set_zoom(next((step for step in _STEPS if step > self._shown_zoom() + 0.02), _STEPS[-1]))

    @Slot()
    def zoom_out(self) -> None:
        """Smaller."""
        self.set_zoom(next((s for s in reversed(_STEPS) if s < self._shown_zoom() - 0.02), _STEPS[0]))

    @Slot()
    def fit(self) -> None:
        """As wide as the view."""
        self.set_zoom(None)

    def set_zoom(self, zoom: float | None) -> None:
        """Show at a size; the place that is looked at stays."""
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum() + bar.pageStep())
        self.zoom = zoom
        self._lay_out()
        bar.setValue(round(share * (bar.maximum() + bar.pageStep())))
        self._moved()
        self.viewport().update()
        self.zoom_changed.emit()

    def zoom_words(self) -> str:
        """The size in words."""
        return "适宽" if self.zoom is None else f"{round(self.zoom * 100)}%"

    # Geometry

    def _shown_zoom(self) -> float:
        return self._scale() / _FULL

    def _cut_width(self) -> float:
        """The white that is cut off at each side, in points."""
        is_cut = self.paper is not None and self.paper.has_margins and self.zoom is None
        return _CUT if is_cut and self.viewport().width() < _WIDEST else 0.0

    def _scale(self) -> float:
        """Pixels per point."""
        if self.zoom is not None or self.paper is None:
            return (self.zoom or 1.0) * _FULL
        widest = self._widest
        room = min(_WIDEST, self.viewport().width() - 2 * _GAP)
        scale = room / max(1.0, widest - 2 * self._cut_width())
        if not self.paper.has_margins:  # a photo is seen whole
            highest = max((size.height() for size in self.paper.sizes), default=1.0)
            scale = min(scale, (self.viewport().height() - 2 * _GAP) / max(1.0, highest))
        return max(0.1, scale)

    def _lay_out(self) -> None:
        sizes = self.paper.sizes if self.paper else []
        self._widest = max((size.width() for size in sizes), default=595.0)
        scale, top, widest = self._scale(), float(_GAP), 0.0
        self._tops = []
        for size in sizes:
            self._tops.append(top)
            top += size.height() * scale + _GAP
            widest = max(widest, (size.width() - 2 * self._cut_width()) * scale)
        area = self.viewport().size()
        self.verticalScrollBar().setPageStep(area.height())
        self.verticalScrollBar().setRange(0, max(0, round(top) - area.height()))
        self.horizontalScrollBar().setPageStep(area.width())
        self.horizontalScrollBar().setRange(0, max(0, round(widest + 2 * _GAP) - area.width()))

    def page_rect(self, page: int) -> QRectF:
        """What is seen of a page's paper, in the viewport."""
        assert self.paper is not None
        size, scale = self.paper.sizes[page], self._scale()
        wide = max(1.0, size.width() - 2 * self._cut_width()) * scale
        left = max(_GAP, (self.viewport().width() - wide) / 2) - self.horizontalScrollBar().value()
        return QRectF(left, self._tops[page] - self.verticalScrollBar().value(), wide, size.height() * scale)

    def _to_view(self, page: int, rect: QRectF) -> QRectF:
        paper, scale = self.page_rect(page), self._scale()
        left = paper.x() + (rect.x() - self._cut_width()) * scale
        return QRectF(left, paper.y() + rect.y() * scale, rect.width() * scale, rect.height() * scale)

    def _to_page(self, page: int, place: QPointF) -> QPointF:
        paper, scale = self.page_rect(page), self._scale()
        size = self.paper.sizes[page] if self.paper else QSize()
        x = (place.x() - paper.x()) / scale + self._cut_width()
        y = (place.y() - paper.y()) / scale
        return QPointF(min(max(x, 0.0), size.width()), min(max(y, 0.0), size.height()))

    def _seen(self) -> list[int]:
        """The pages in sight, the fullest first, then the next one, so that paging does not wait."""
        if self.paper is None:
            return []
        area = QRectF(self.viewport().rect())
        seen = [page for page in self._near() if self.page_rect(page).intersects(area)]
        seen.sort(key=lambda page: -self.page_rect(page).intersected(area).height())
        if seen and max(seen) + 1 < len(self._tops):
            seen.append(max(seen) + 1)
        return seen

    def _near(self) -> range:
        """The pages that may be in sight, found without looking at all of a long report."""
        top = self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, top) - 1)
        return range(first, bisect_right(self._tops, top + self.viewport().height()))

    def _moved(self) -> None:
        if self.paper is None:
            return
        ratio = self.viewport().devicePixelRatioF()
        self.paper.want(self._seen(), self._scale() * ratio)
        if self._tops and self.page != self._page:
            self._page = self.page
            self.page_changed.emit(self._page)

    # Selecting

    def _page_at(self, place: QPointF) -> int:
        if self.paper is None:
            return -1
        return next((page for page in self._near() if self.page_rect(page).contains(place)), -1)

    def _mark_at(self, place: QPointF) -> Mark | None:
        for mark in self.marks:
            if self.paper is not None and self._to_view(mark.page, mark.rect).contains(place):
                return mark
        return None

    def _drawn(self, first: QPointF, last: QPointF, page: int) -> None:
        assert self.paper is not None
        if self.is_cutting:
            self.choose(Chosen(page, QRectF(first, last).normalized(), ""))
            return
        span = self.paper.span(page, first, last)
        boxes = self.paper.boxes(page, span) if span[1] else []
        if not boxes:
            self.choose(None)
            return
        rect = boxes[0]
        for box in boxes[1:]:
            rect = rect.united(box)
        self.choose(Chosen(page, rect, self.paper.words(page, span), span))

    # Qt

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(620, 500)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select words, or a rectangle."""
        place = event.position()
        page = self._page_at(place)
        if event.button() is not Qt.MouseButton.LeftButton or page < 0:
            return
        self._press = (page, place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on selecting."""
        place = event.position()
        if self._press is None:
            mark = self._mark_at(place)
            if mark is not None and not self.is_cutting:
                QToolTip.showText(event.globalPosition().toPoint(), mark.tip or f"证据 {mark.number}", self)
            return
        page, start = self._press
        if (place - start).manhattanLength() >= _DRAG:
            self._drawn(self._to_page(page, start), self._to_page(page, place), page)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A rectangle is done; a mere click chooses the mark there, or selects nothing."""
        if self._press is None:
            return
        (_, start), self._press = self._press, None
        if (event.position() - start).manhattanLength() < _DRAG:
            mark = self._mark_at(event.position())
            if mark is not None:
                self.mark_clicked.emit(mark.key)
            elif self.chosen is not None:
                self.choose(None)
        elif self.is_cutting and self.chosen is not None:
            chosen = self.chosen
            if min(chosen.rect.width(), chosen.rect.height()) >= _LEAST and self.paper is not None:
                words = self.paper.words_in(chosen.page, chosen.rect)
                self.set_cutting(False)
                self.choose(Chosen(chosen.page, chosen.rect, words))
                self.cut.emit(self.chosen)
            else:
                self.choose(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scrolling, zoom, copying; E and Esc are told."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        bar = self.verticalScrollBar()
        is_shift = modifiers == Qt.KeyboardModifier.ShiftModifier
        if modifiers == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_C and self.chosen:
            QGuiApplication.clipboard().setText(self.chosen.words)
        elif key == Qt.Key.Key_Space and (is_shift or not modifiers):
            self.scroll_page(-1 if is_shift else 1)
        elif modifiers:
            event.ignore()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.scroll_page(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(0 if key == Qt.Key.Key_Home else bar.maximum())
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key_map.action(key) == "evidence" and not event.isAutoRepeat():
            self.wished.emit("evidence")
        elif key == Qt.Key.Key_Escape and (self.is_cutting or self.chosen):
            self.set_cutting(False)
            self.choose(None)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y() > 0:
                self.zoom_in()
            else:
                self.zoom_out()
        else:
            super().wheelEvent(event)

    def scrollContentsBy(self, right: int, down: int) -> None:
        """Everything is painted again."""
        self._moved()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The paper follows the width; the place that is looked at stays."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            bar = self.verticalScrollBar()
            share = bar.value() / max(1, bar.maximum() + bar.pageStep())
            self._lay_out()
            bar.setValue(round(share * (bar.maximum() + bar.pageStep())))
        else:
            self._lay_out()
        self._moved()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        area = QRectF(self.viewport().rect())
        with QPainter(self.viewport()) as painter:
            painter.fillRect(area, theme.color("desk"))
            for page in self._near():
                rect = self.page_rect(page)
                if rect.intersects(area):
                    self._paint_page(painter, page, rect)

    def _paint_page(self, painter: QPainter, page: int, rect: QRectF) -> None:
        assert self.paper is not None
        paint.paint_shadow(painter, rect, 2, spread=6, drop=2)
        painter.fillRect(rect, QColor(LIGHT["surface"]))
        painter.save()
        painter.setClipRect(rect)
        cut = self._cut_width() * self._scale()
        self.paper.paint(painter, page, rect.adjusted(-cut, 0, cut, 0))
        painter.restore()
        if theme.is_dark:
            painter.fillRect(rect, _VEIL)
        for box in self.hits.get(page, ()):
            painter.fillRect(self._to_view(page, box), tint("warn", 0.22))
        for mark in self.marks:
            if mark.page == page:
                place = self._to_view(page, mark.rect).adjusted(-3, -3, 3, 3)
                paint_mark(painter, place, mark)
                # In the margin, so that it never stands on print.
                right = min(place.left() - 3, rect.left() + 5 + badge_width(mark.number))
                paint_badge(painter, right, place.center().y(), mark)
        if self.chosen is not None and self.chosen.page == page:
            self._paint_chosen(painter, self.chosen)

    def _paint_chosen(self, painter: QPainter, chosen: Chosen) -> None:
        assert self.paper is not None
        if chosen.span[1]:
            for box in self.paper.boxes(chosen.page, chosen.span):
                painter.fillRect(self._to_view(chosen.page, box), tint("info", 0.26))
        else:
            place = self._to_view(chosen.page, chosen.rect)
            paint.round_rect(painter, place, 3, tint("info", 0.12), QColor(LIGHT["info"]), 1.5)
