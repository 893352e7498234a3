"""One chart on the screen: its picture is drawn beside the window, and painted here with its marks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.services.statistics.drawing import Raster, least_height, rasterize
from app.services.statistics.figures import Bar, Chart
from app.services.statistics.palette import Palette, palette
from app.services.statistics.sheet import Place
from app.ui.context import Context
from app.ui.kit.labels import paint_skeleton
from app.ui.theme import theme

_REDRAW_AFTER = 80
_OUTLINE = 1.4
_BESIDE = 40  # room for the total at the end of a bar
_TIP_ABOVE = 52  # half of a tooltip, and how far below its place Qt puts it
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class _Order:
    """What is to be drawn."""

    chart: Chart
    colours: Palette
    width: int
    height: int
    ratio: float


def _draw(order: _Order) -> tuple[_Order, Raster]:
    return order, rasterize(order.chart, order.colours, order.width, order.height, order.ratio)


def screen_colours() -> Palette:
    """The colours of the present theme; in high contrast, ground and texts are the system's."""
    colours = palette("dark" if theme.is_dark else "light")
    if theme.is_high_contrast:
        ink, ground = theme.hex("ink"), theme.hex("surface")
        colours = replace(colours, ink=ink, muted=ink, axis=ink, line=ground, warn=ink, ground=ground)
    return colours


class ChartView(QWidget):
    """Paints a chart, shows what is under the pointer, and lets the arrow keys walk from bar to bar.

    Enter or a click opens the records of a bar, Ctrl+C copies the numbers.
    """

    opened = Signal(object)  # the Bar
    copied = Signal(object)  # the Chart
    focus_changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._chart: Chart | None = None
        self._raster: Raster | None = None
        self._image = QImage()
        self._drawn: _Order | None = None
        self._is_drawing = False
        self._hot: Bar | None = None
        self._current: Bar | None = None
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(_REDRAW_AFTER)
        self._redraw.timeout.connect(self.draw_now)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._on_theme_changed)

    @property
    def chart(self) -> Chart | None:
        """The chart that is shown, or None while it is being counted."""
        return self._chart

    @property
    def raster(self) -> Raster | None:
        """The picture that is shown, or None while it is being drawn."""
        return self._raster

    @property
    def current(self) -> Bar | None:
        """The bar that the keys have walked to."""
        return self._current

    def set_chart(self, chart: Chart) -> None:
        """Show a chart. The bar that was current stays so, if it is still there."""
        self._chart = chart
        kept = self._current and chart.bar(self._current.row, self._current.column)
        self._hot = None
        self._set_current(kept or None, tells=False)
        self.updateGeometry()
        self.draw_now()

    @Slot()
    def draw_now(self) -> None:
        """Draw the picture unless it stands already, or is under way: then again when that is done."""
        order = self._wanted()
        if order is None or order == self._drawn or self._is_drawing or not self.isVisible():
            return
        self._is_drawing = True
        self._context.jobs.read("画图", _draw, order, then=self._on_drawn)

    def _wanted(self) -> _Order | None:
        if self._chart is None or self.width() < 1 or self.height() < 1:
            return None
        return _Order(self._chart, screen_colours(), self.width(), self.height(), self.devicePixelRatioF())

    def _on_drawn(self, result: tuple[_Order, Raster]) -> None:
        self._is_drawing = False
        self._drawn, raster = result
        self._raster = raster if self._drawn.chart is self._chart else self._raster
        image = QImage(raster.pixels, raster.width, raster.height, QImage.Format.Format_RGBA8888)
        self._image = image.copy()  # the bytes are not kept
        self._image.setDevicePixelRatio(self._drawn.ratio)
        self.update()
        if self._drawn != self._wanted():
            self._redraw.start()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._redraw.start()

    @Slot()
    def copy(self) -> None:
        """Put the numbers on the clipboard, as a table."""
        if self._chart is not None:
            QGuiApplication.clipboard().setText(self._chart.text())
            self.copied.emit(self._chart)

    # What is pointed at

    def _place(self, bar: Bar | None) -> Place | None:
        return self._raster.place_of(bar) if self._raster is not None and bar is not None else None

    def _set_hot(self, bar: Bar | None) -> None:
        if bar == self._hot:
            return
        self._hot = bar
        self.setCursor(Qt.CursorShape.PointingHandCursor if bar else Qt.CursorShape.ArrowCursor)
        self._tell(bar, "点击打开清单")
        self.update()

    def _set_current(self, bar: Bar | None, tells: bool = True) -> None:
        self._current = bar
        words = self._chart.words(bar).replace("　", "，") if self._chart and bar else ""
        self.setAccessibleDescription(f"{words}，按 Enter 打开清单" if words else "用方向键逐项查看")
        if tells:
            self._tell(bar, "按 Enter 打开清单")
        self.update()

    def _tell(self, bar: Bar | None, hint: str) -> None:
        """The tooltip stands behind the end of the line, so that it covers no bar of it."""
        place = self._place(bar)
        if bar is None or place is None or self._chart is None or self._raster is None:
            QToolTip.hideText()
            return
        if place.mark is None:
            line = [p.left + p.width for p in self._raster.places if p.top == place.top]
            spot = QPointF(max(line) + _BESIDE, place.top + place.height / 2)
        else:
            spot = QPointF(*place.mark)
        at = self.mapToGlobal(spot.toPoint()) - QPoint(0, _TIP_ABOVE)
        QToolTip.showText(at, f"{self._chart.words(bar)}\n{hint}", self)

    def _walk(self, key: Qt.Key) -> None:
        places = self._raster.places if self._raster is not None else ()
        here = self._place(self._current)
        if not places:
            return
        if here is None:
            self._set_current(places[0].bar)
            return
        across, down = _ARROWS[key]
        found = _beside(here, places, across) if across else _below(here, places, down)
        if found is not None:
            self._set_current(found.bar)

    # Qt

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(360, 160)

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        return QSize(220, least_height(self._chart) if self._chart is not None else 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew, shortly after the last step of a resize."""
        super().resizeEvent(event)
        if self._drawn is None:
            self.draw_now()
        self._redraw.start()

    def event(self, event: QEvent) -> bool:
        """Draw anew on a screen with other pixels, and when the view is shown."""
        if event.type() in (QEvent.Type.DevicePixelRatioChange, QEvent.Type.Show):
            self._redraw.start(0 if event.type() == QEvent.Type.Show else _REDRAW_AFTER)
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        place = event.position()
        self._set_hot(self._raster.at(place.x(), place.y()) if self._raster is not None else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked."""
        bar = self._raster.at(event.position().x(), event.position().y()) if self._raster else None
        if bar is not None and event.button() is Qt.MouseButton.LeftButton:
            self._current = bar
            QToolTip.hideText()
            self.opened.emit(bar)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone."""
        self._set_hot(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, open, copy; the rest goes on."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in _ARROWS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._walk(Qt.Key(event.key()))
        elif event.key() in _ENTER and self._current is not None:
            QToolTip.hideText()
            self.opened.emit(self._current)
        elif event.key() == Qt.Key.Key_Escape and self._current is not None:
            self._set_current(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The card shows the ring."""
        super().focusInEvent(event)
        self.focus_changed.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        QToolTip.hideText()
        self.focus_changed.emit()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            if self._image.isNull():
                paint_skeleton(painter, QRectF(self.rect()), rows=6, row_height=28)
                return
            painter.drawImage(QPointF(0, 0), self._image)
            shown = self._hot or (self._current if self.hasFocus() else None)
            if (place := self._place(shown)) is not None:
                _paint_mark(painter, place)


def _paint_mark(painter: QPainter, place: Place) -> None:
    """The outline of a segment, or on a line the week and its point."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("ink"), _OUTLINE))
    if place.mark is None:
        half = _OUTLINE / 2
        rect = QRectF(place.left, place.top, place.width, place.height)
        painter.drawRect(rect.adjusted(-half, -half, half, half))
        return
    x, y = place.mark
    painter.drawLine(QPointF(x, y), QPointF(x, place.top + place.height))
    painter.setBrush(theme.color("surface"))
    painter.drawEllipse(QPointF(x, y), 4, 4)


def _beside(here: Place, places: tuple[Place, ...], step: int) -> Place | None:
    """The next one in the same line, to the left or right."""
    line = [place for place in places if place.top == here.top]
    number = line.index(here) + step
    return line[number] if 0 <= number < len(line) else None


def _below(here: Place, places: tuple[Place, ...], step: int) -> Place | None:
    """In the next line up or down, the one of the same column, else the nearest."""
    tops = sorted({place.top for place in places})
    number = tops.index(here.top) + step
    if not 0 <= number < len(tops):
        return None
    line = [place for place in places if place.top == tops[number]]
    same = [place for place in line if place.bar.column == here.bar.column]
    return (same or sorted(line, key=lambda place: abs(place.left - here.left)))[0]
