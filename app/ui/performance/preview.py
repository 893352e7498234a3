"""The real PDF beside the form: drawn elsewhere, swapped when ready, with a frame round the current row."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from app.models.errors import AppError
from app.services.performance.form import SelfEvaluation
from app.services.performance.proofs import ProofLine
from app.ui.context import Context
from app.ui.kit import paint
from app.ui.performance.rendering import Printed, render
from app.ui.theme import theme
from app.ui.tokens import LIGHT

PAUSE = 30
# With fewer pages all are drawn at once.
_FEW = 2
_GAP = 12
_STEPS = (0.75, 1.0, 1.25, 1.5, 2.0)
_WIDEST = 860
_VEIL = 26  # of 255, over paper in the dark


class Preview(QAbstractScrollArea):
    """The pages of a form, one below the other."""

    row_clicked = Signal(int)
    drawn = Signal()  # pages are there, or other ones

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._form: SelfEvaluation | None = None
        self._proofs: tuple[ProofLine, ...] = ()
        self._is_drawing = False
        self._is_stale = False
        self._row = -1
        self.printed = Printed((), (), ())
        self.problem = ""
        self.zoom = 1.0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("PDF 预览")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(40)
        self.horizontalScrollBar().setSingleStep(40)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.draw_now)
        theme.changed.connect(self.viewport().update)

    def show_form(self, form: SelfEvaluation | None, proofs: tuple[ProofLine, ...] = ()) -> None:
        """Draw a form and its list of evidence, shortly; None clears the paper."""
        self._form, self._proofs = form, proofs
        if form is None:
            self._pause.stop()
            self.printed = Printed((), (), ())
            self._fit_bars()
            self.viewport().update()
        elif self.isVisible():
            self._pause.start()
        else:
            self._is_stale = True

    def set_row(self, row: int) -> None:
        """Frame a row and show it."""
        if row != self._row:
            self._row = row
            if row < 0:
                self.verticalScrollBar().setValue(0)
            self._show_row()
            self.viewport().update()

    def page_words(self) -> str:
        """What stands above the paper: size, direction, number of pages."""
        if not self.printed.sizes:
            return ""
        size = self.printed.sizes[0]
        way = "横向" if size.width() > size.height() else "纵向"
        return f"A4 {way} · {len(self.printed.sizes)} 页"

    @Slot()
    def zoom_in(self) -> None:
        """Larger."""
        self._zoom(1)

    @Slot()
    def zoom_out(self) -> None:
        """Smaller."""
        self._zoom(-1)

    def _zoom(self, step: int) -> None:
        place = min(range(len(_STEPS)), key=lambda n: abs(_STEPS[n] - self.zoom))
        self.zoom = _STEPS[max(0, min(place + step, len(_STEPS) - 1))]
        self._fit_bars()
        self.viewport().update()
        self._pause.start()

    @Slot()
    def draw_now(self) -> None:
        """Start drawing; while a drawing is under way the next one waits for it."""
        self._pause.stop()
        if self._form is None:
            return
        if self._is_drawing or not self.isVisible():  # hidden, also because the program closes
            self._is_stale = True
            return
        self._is_stale = False
        self._draw(self._in_sight())

    def _draw(self, seen: frozenset[int] | None) -> None:
        """The pages in sight first, so that they follow the typing; then all."""
        self._is_drawing = True
        width = round(self._paper_width() * self.devicePixelRatioF())
        self._context.jobs.read(
            "预览",
            render,
            self._form,
            max(width, 200),
            self._proofs,
            seen,
            then=self._on_drawn,
            failed=self._on_failed,
        )

    @Slot(object)
    def _on_drawn(self, printed: Printed) -> None:
        self._is_drawing = False
        self.problem = ""
        if self._form is None:
            return
        self.printed = self._completed(printed) if printed.is_partial else printed
        self._fit_bars()
        if not printed.is_partial:
            self._show_row()
        self.viewport().update()
        self.drawn.emit()
        if self._is_stale:
            self._pause.start()
        elif printed.is_partial:
            self._draw(None)

    def _in_sight(self) -> frozenset[int] | None:
        """The pages that are seen now; None, for all, before anything was drawn or where there are few."""
        if len(self.printed.sizes) < _FEW:
            return None
        view = QRectF(self.viewport().rect()).translated(-self._offset())
        return frozenset(n for n in range(len(self.printed.sizes)) if self.page_rect(n).intersects(view))

    def _completed(self, printed: Printed) -> Printed:
        """Pages out of sight and the places of the rows stay as they were for a moment."""
        before = self.printed.images
        images = tuple(
            image if not image.isNull() or n >= len(before) else before[n]
            for n, image in enumerate(printed.images)
        )
        return Printed(images, printed.sizes, self.printed.rows, is_partial=True)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self._is_drawing = False
        self.problem = error.sentence
        self.viewport().update()

    # Geometry, in pixels of the whole

    def _paper_width(self) -> int:
        fit = min(self.viewport().width() - 2 * _GAP, _WIDEST)
        return max(200, round(fit * self.zoom))

    def page_rect(self, page: int) -> QRectF:
        """Where a page lies, before scrolling."""
        width = self._paper_width()
        top = float(_GAP)
        for size in self.printed.sizes[:page]:
            top += round(width * size.height() / size.width()) + _GAP
        size = self.printed.sizes[page]
        left = max(_GAP, (self.viewport().width() - width) / 2)
        return QRectF(left, top, width, round(width * size.height() / size.width()))

    def row_rect(self, row: int) -> QRectF:
        """Where a row of the form lies, before scrolling; empty where it was not found."""
        if not 0 <= row < len(self.printed.rows):
            return QRectF()
        place = self.printed.rows[row]
        if place is None or place.page >= len(self.printed.sizes):
            return QRectF()
        paper, box = self.page_rect(place.page), place.box
        return QRectF(
            paper.x() + box.x() * paper.width(),
            paper.y() + box.y() * paper.height(),
            box.width() * paper.width(),
            box.height() * paper.height(),
        )

    def _offset(self) -> QPointF:
        return QPointF(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())

    def _fit_bars(self) -> None:
        area = self.viewport().size()
        bottom = right = 0
        if self.printed.sizes:
            last = self.page_rect(len(self.printed.sizes) - 1)
            bottom, right = round(last.bottom()) + _GAP, round(last.right()) + _GAP
        self.verticalScrollBar().setPageStep(area.height())
        self.verticalScrollBar().setRange(0, max(0, bottom - area.height()))
        self.horizontalScrollBar().setPageStep(area.width())
        self.horizontalScrollBar().setRange(0, max(0, right - area.width()))

    def _show_row(self) -> None:
        rect = self.row_rect(self._row)
        if rect.isEmpty():
            return
        bar, high = self.verticalScrollBar(), self.viewport().height()
        if rect.top() - 24 < bar.value() or rect.bottom() + 24 > bar.value() + high:
            bar.setValue(round(rect.center().y() - high / 2))

    # Qt

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(500, 400)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what changed while it was hidden."""
        super().showEvent(event)
        if self._is_stale and not self._is_drawing:
            self._pause.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The paper follows the width."""
        super().resizeEvent(event)
        self._fit_bars()
        if self._form is not None and event.size().width() != event.oldSize().width():
            self._pause.start()

    def scrollContentsBy(self, right: int, down: int) -> None:
        """Everything is painted again."""
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom; the rest scrolls."""
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_out()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the paper chooses its row."""
        row = self.row_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and row >= 0:
            self.row_clicked.emit(row)

    def row_at(self, place: QPoint) -> int:
        """The row of the form at a place of the viewport, or -1."""
        at = QPointF(place) - self._offset()
        for row in range(len(self.printed.rows)):
            rect = self.row_rect(row)
            if not rect.isEmpty() and rect.top() <= at.y() <= rect.bottom():
                paper = self.page_rect(self.printed.rows[row].page)  # type: ignore[union-attr]
                if paper.contains(at):
                    return row
        return -1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), theme.color("desk"))
            if self.problem and not self.printed.images:
                room = QRectF(self.viewport().rect()).adjusted(16, 0, -16, 0)
                paint.text(painter, room, self.problem, "bad", align=paint.CENTER)
                return
            painter.translate(self._offset())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for page, image in enumerate(self.printed.images):
                rect = self.page_rect(page)
                paint.paint_shadow(painter, rect, 2, spread=6, drop=2)
                painter.fillRect(rect, QColor(LIGHT["surface"]))
                painter.drawImage(rect, image)
                if theme.is_dark:
                    painter.fillRect(rect, QColor(10, 16, 22, _VEIL))
            self._paint_frame(painter)

    def _paint_frame(self, painter: QPainter) -> None:
        """Round the current row, in the light tone: paper stays paper."""
        rect = self.row_rect(self._row)
        if rect.isEmpty():
            return
        accent = QColor(LIGHT["accent"])
        ground = QColor(accent)
        ground.setAlpha(28)
        paint.round_rect(painter, rect, 3, ground, accent, 2)
