"""The records behind a figure as lines that open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.performance.counting.tally import Counted
from app.ui import fonts
from app.ui.kit import column, paint
from app.ui.kit.cards import CardButton

LINE = 28
_GAP = 12
_WIDEST = 136  # of every column but the one that takes what is left


class RecordLine(CardButton):
    """One record; a click opens it."""

    chosen = Signal(object)

    def __init__(self, record: Counted, widths: Sequence[int]) -> None:
        super().__init__(record.words, LINE, is_card=False)
        self.record, self._widths = record, widths
        self.setToolTip(f"{record.words}\n点开查看")
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self.record)

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """The cells in their columns."""
        paint_cells(painter, rect, self.record.cells, self._widths, "ink")
        paint.line(painter, 6, rect.width() - 6, int(rect.bottom()) - 1)


class _Heads(QWidget):
    def __init__(self, heads: Sequence[str], widths: Sequence[int]) -> None:
        super().__init__()
        self._heads, self._widths = heads, widths
        self.setFixedHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(300, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            paint_cells(painter, QRectF(self.rect()), self._heads, self._widths, "ink-2")
            paint.line(painter, 6, self.width() - 6, self.height() - 1)


class RecordLines(QWidget):
    """Heads and the first records."""

    chosen = Signal(object)

    def __init__(self, heads: Sequence[str], records: Sequence[Counted]) -> None:
        super().__init__()
        widths = [
            round(max(fonts.width(cell, fonts.CAPTION) for cell in cells)) + _GAP
            for cells in zip(heads, *(record.cells for record in records), strict=False)
        ]
        widths[widest(heads, records)] = 0  # it takes what the others leave
        widths = [min(_WIDEST, width) for width in widths]
        self.lines = [RecordLine(record, widths) for record in records]
        for line in self.lines:
            line.chosen.connect(self.chosen)
        self.setLayout(column(_Heads(heads, widths), *self.lines, gap=0))


def widest(heads: Sequence[str], records: Sequence[Counted]) -> int:
    """The column whose texts are longest."""
    lengths = [
        max((fonts.width(record.cells[n]) for record in records if n < len(record.cells)), default=0)
        for n in range(len(heads))
    ]
    return max(range(len(heads)), key=lengths.__getitem__)


def paint_cells(
    painter: QPainter, rect: QRectF, cells: Sequence[str], widths: Sequence[int], token: str
) -> None:
    """Cells in columns; the one without a width takes what is left, the last stands at the right."""
    rest = rect.width() - 12 - sum(widths)
    left = 6.0
    for number, (cell, width) in enumerate(zip(cells, widths, strict=False)):
        wide = width or rest
        is_last = number == len(widths) - 1 and bool(width)
        room = QRectF(left, 0, wide - (0 if is_last else 8), rect.height())
        px = fonts.BASE if token == "ink" and not width else fonts.CAPTION
        tone = token if not width else "ink-2"
        paint.text(painter, room, cell, tone, px, align=paint.RIGHT if is_last else paint.LEFT)
        left += wide
