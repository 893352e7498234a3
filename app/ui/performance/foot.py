"""The head and the foot of the indicator table; both share its columns."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.models.amounts import show_amount
from app.services.printing import short
from app.ui import fonts, icons
from app.ui.kit import Button, Menu, paint
from app.ui.performance.columns import BAR, PAD, Col, heads, lefts
from app.ui.performance.groups import group_menu
from app.ui.performance.sheet import Sheet
from app.ui.theme import theme

HEAD = 32
FOOT = 40
_FULL = Decimal(100)
_GRADES = {"优": "good", "良": "good", "中": "warn", "差": "bad"}


class GridHead(QWidget):
    """The names of the columns, and the button that adds an indicator to any group."""

    add_wanted = Signal(str, str)

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self.setFixedHeight(HEAD)
        self.add_button = Button("新增", "link", "plus")
        self.add_button.setParent(self)
        self.add_button.setToolTip("在任一分组新增指标；在表里按 Ctrl+Enter 新增到同组")
        self.add_button.clicked.connect(self._on_add)
        sheet.shown.connect(self._on_shown)

    @Slot()
    def _on_shown(self) -> None:
        self.add_button.setVisible(self._sheet.can_edit)
        self.update()

    @Slot()
    def _on_add(self) -> None:
        menu = self.menu()
        menu.popup(self.add_button.mapToGlobal(self.add_button.rect().bottomLeft()))

    def menu(self) -> Menu:
        """All groups of the template."""
        menu = group_menu(self._sheet, self)
        menu.triggered.connect(self._on_chosen)
        return menu

    @Slot(QAction)
    def _on_chosen(self, entry: QAction) -> None:
        self.add_wanted.emit(*entry.data())

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(700, HEAD)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button stands at the end of the third column."""
        super().resizeEvent(event)
        size = self.add_button.sizeHint()
        right = lefts(self.width() - BAR, self._sheet.columns)[Col.TARGET]
        self.add_button.setGeometry(
            right - size.width() - 14, (HEAD - size.height()) // 2, size.width(), size.height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self._sheet.is_empty:
            return
        words = heads(self._sheet.profile)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("surface"))
            edges = lefts(self.width() - BAR, self._sheet.columns)
            for column in sorted(self._sheet.columns):
                is_number = column in (Col.WEIGHT, Col.SCORE)
                left = 16 if column is Col.LEVEL1 else PAD
                room = QRectF(
                    edges[column] + left,
                    0,
                    edges[column + 1] - edges[column] - left - (PAD if is_number else 2),
                    HEAD,
                )
                align = paint.RIGHT if is_number else paint.LEFT
                paint.text(painter, room, words[column], "ink-2", fonts.CAPTION, align=align)
            paint.line(painter, 0, self.width(), HEAD - 1)


class GridFoot(QWidget):
    """总分: whether the weights add up, the total and the grade."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self.setFixedHeight(FOOT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        sheet.shown.connect(self._on_changed)
        sheet.changed.connect(self._on_changed)

    @Slot()
    def _on_changed(self) -> None:
        if not self._sheet.is_empty:
            scored = self._sheet.scored
            words = f"总分 {short(scored.total)} {scored.grade}，{self.balance()[1]}"
            self.setAccessibleName(words if Col.SCORE in self._sheet.columns else self.counts())
        self.update()

    def balance(self) -> tuple[str, str]:
        """Tone and sentence about the weights."""
        scored = self._sheet.scored
        own = scored.weight - scored.execution.weight
        words = f"分值 {show_amount(own)} + 执行率 {show_amount(scored.execution.weight)} = "
        words += show_amount(scored.weight)
        gap = _FULL - scored.weight
        if not gap:
            return "good", words
        return "bad", f"{words}，{'还差' if gap > 0 else '超出'} {show_amount(abs(gap))} 分"

    def counts(self) -> str:
        """How many rows there are, and how many of each level."""
        counts = Counter(line.level1 for line in self._sheet.form.indicators)
        parts = [f"{name} {count} 行" for name, count in counts.items()]
        return " · ".join([f"共 {len(self._sheet.keys)} 行", *parts])

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(700, FOOT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("window"))
            paint.line(painter, 0, self.width(), 0)
            if self._sheet.is_empty:
                return
            scored = self._sheet.scored
            if Col.SCORE not in self._sheet.columns:
                room = QRectF(16, 0, self.width() - 32, FOOT)
                paint.text(painter, room, self.counts(), "ink-2", fonts.CAPTION)
                return
            edges = lefts(self.width() - BAR, self._sheet.columns)
            paint.text(painter, QRectF(16, 0, 60, FOOT), "总分", px=fonts.SECTION, weight=fonts.SEMIBOLD)
            tone, words = self.balance()
            icons.draw(
                painter, "circle-check" if tone == "good" else "alert-circle", 70, FOOT / 2 - 8, 16, tone
            )
            paint.text(painter, QRectF(92, 0, edges[Col.WEIGHT] - 92, FOOT), words, tone, fonts.CAPTION)
            room = QRectF(edges[Col.WEIGHT] - 40, 0, edges[Col.SCORE] - edges[Col.WEIGHT] + 40 - PAD, FOOT)
            token = "ink" if tone == "good" else "bad"
            bold = fonts.SEMIBOLD
            paint.text(painter, room, short(scored.weight), token, weight=bold, align=paint.RIGHT)
            room = QRectF(edges[Col.SCORE], 0, edges[Col.REASON] - edges[Col.SCORE] - PAD, FOOT)
            paint.text(painter, room, short(scored.total), "accent", fonts.VALUE, bold, paint.RIGHT)
            left = edges[Col.REASON] + PAD
            if scored.grade:
                tone = _GRADES.get(scored.grade, "quiet")
                glyph = "circle-check" if tone == "good" else "alert-triangle"
                paint.paint_chip(painter, left, FOOT / 2, scored.grade, tone, glyph)
            elif scored.unscored:
                paint.paint_chip(painter, left, FOOT / 2, f"{len(scored.unscored)} 行待评", "warn", "clock")
