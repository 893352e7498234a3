"""Two files that went apart, as a line that forks: what both have, what each has more."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.exchange.fork import Fork
from app.ui import fonts
from app.ui.exchange.saying import day
from app.ui.kit import paint
from app.ui.theme import theme

_HIGH, _LOW = 92, 34
_LEFT = 34
_LABELS = 236
_MOST_DOTS = 8
_UP, _DOWN = 24.0, 66.0


class ForkPicture(QWidget):
    """Shows a `Fork`; in low windows one line of text. The text is also what screen readers say."""

    def __init__(self) -> None:
        super().__init__()
        self._fork: Fork | None = None
        self._ours = self._theirs = ""
        self.is_low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_fork(self, fork: Fork | None, ours: str, theirs: str) -> None:
        """Show how two files went apart; `ours`, `theirs`: whose they are."""
        self._fork, self._ours, self._theirs = fork, ours, theirs
        self.setVisible(fork is not None)
        self.setAccessibleName("两边的关系")
        self.setAccessibleDescription(self.words())
        self.setToolTip(self.words())
        self.update()

    def set_low(self, is_low: bool) -> None:
        """Whether there is room for one line of text only."""
        if is_low != self.is_low:
            self.is_low = is_low
            self.updateGeometry()
            self.update()

    def words(self) -> str:
        """`3月11日分开后：本机多 3 次修改，对方多 9 次修改`."""
        fork = self._fork
        if fork is None:
            return ""
        parted = f"{day(fork.parted_at)}分开后" if fork.parted_at else "没有共同部分"
        return f"{parted}：本机{_more(fork.ours)}，对方{_more(fork.theirs)}"

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(600, _LOW if self.is_low else _HIGH)

    def minimumSizeHint(self) -> QSize:
        """The least size at which all is readable."""
        return QSize(480, _LOW if self.is_low else _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        fork = self._fork
        if fork is None:
            return
        with QPainter(self) as painter:
            if self.is_low:
                room = QRectF(20, 0, self.width() - 40, self.height())
                code = f"　共同部分 {fork.common:,} 次修改"
                paint.text(painter, room, self.words() + code, "ink-2", fonts.CAPTION)
            else:
                self._paint_fork(painter, fork)

    def _paint_fork(self, painter: QPainter, fork: Fork) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = (_UP + _DOWN) / 2
        end = self.width() - _LABELS - 24.0
        knot = _LEFT + (end - _LEFT) * 0.3
        bend = knot + min(180.0, (end - knot) * 0.3)
        common = "quiet"
        self._line(painter, common, QPointF(_LEFT, middle), QPointF(knot, middle))
        for token, high, count in (("accent", _UP, fork.ours), ("info", _DOWN, fork.theirs)):
            self._branch(painter, token, QPointF(knot, middle), QPointF(bend, high), end if count else 0.0)
            self._dots(painter, token, bend, end, high, count)
        self._dot(painter, common, QPointF(_LEFT, middle), 3)
        self._dot(painter, common, QPointF(knot, middle), 5)
        room = QRectF(_LEFT, middle + 8, knot - _LEFT, 20)
        paint.text(painter, room, f"共同部分 {fork.common:,} 次修改", "ink-2", fonts.CAPTION)
        if fork.parted_at:
            room = QRectF(knot - 80, middle - 30, 160, 20)
            paint.text(
                painter, room, f"{day(fork.parted_at)} 分开", "ink-2", fonts.CAPTION, align=paint.CENTER
            )
        self._label(painter, _UP, f"本机 · {self._ours}", fork.ours, fork.our_code)
        self._label(painter, _DOWN, f"对方 · {self._theirs}", fork.theirs, fork.their_code)

    def _label(self, painter: QPainter, y: float, who: str, count: int, code: str) -> None:
        left = self.width() - _LABELS
        room = QRectF(left, y - 19, _LABELS - 16, 19)
        paint.text(painter, room, who, weight=fonts.SEMIBOLD)
        more = _more(count)
        words = f"{more} · 核对码 {code}" if code else more
        paint.text(painter, room.translated(0, 18), words, "ink-2", fonts.CAPTION)

    def _branch(self, painter: QPainter, token: str, knot: QPointF, bend: QPointF, end: float) -> None:
        path = QPainterPath(knot)
        half = (knot.x() + bend.x()) / 2
        path.cubicTo(QPointF(half, knot.y()), QPointF(half, bend.y()), bend)
        if end:
            path.lineTo(QPointF(end, bend.y()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        style = Qt.PenStyle.SolidLine if end else Qt.PenStyle.DashLine
        painter.setPen(QPen(theme.color(token if end else "ink-3"), 2 if end else 1.5, style))
        painter.drawPath(path)

    def _dots(self, painter: QPainter, token: str, start: float, end: float, y: float, count: int) -> None:
        """As many dots as there are changes, up to what can be seen; the last is large."""
        if not count:
            return
        shown = min(count - 1, _MOST_DOTS)
        for number in range(shown):
            x = start + (end - start) * number / max(1, shown)
            self._dot(painter, token, QPointF(x, y), 3)
        self._dot(painter, token, QPointF(end, y), 5)

    def _line(self, painter: QPainter, token: str, start: QPointF, end: QPointF) -> None:
        painter.setPen(QPen(theme.color(token), 2))
        painter.drawLine(start, end)

    def _dot(self, painter: QPainter, token: str, centre: QPointF, radius: float) -> None:
        painter.setPen(QPen(theme.color("surface"), 2))
        painter.setBrush(theme.color(token))
        painter.drawEllipse(centre, radius + 1, radius + 1)


def _more(count: int) -> str:
    return f"多 {count:,} 次修改" if count else "没有更多修改"
