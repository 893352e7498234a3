"""Two reports of one unit side by side: what they state, where they differ, and both originals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.models.amounts import parse_amount
from app.services.review.files import Stated
from app.ui import fonts
from app.ui.context import Context
from app.ui.kit import (
    EmptyState,
    Switch,
    button,
    caption,
    column,
    frame,
    hline,
    holder,
    is_typing,
    paint,
    row,
    scroll_area,
)
from app.ui.kit.cards import CardButton
from app.ui.report.opening import FileRef
from app.ui.report.pane import ReportPane
from app.ui.report.places import Noted, Place

_WIDE = 372
_ROW = 34
_TOTAL = "total"
_COLUMN = 92
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class LinkedItem:
    """An item with evidence in one of the files."""

    code: str
    title: str
    verdict: str
    tone: str
    places: tuple[Place, ...]


class _Line(CardButton):
    """A row of the table: what, left, right, difference; or an item with its verdict."""

    def __init__(self, key: str, cells: tuple[str, str, str, str], tone: str = "") -> None:
        super().__init__(" ".join(cells), _ROW, is_card=False)
        self.key, self._cells, self._tone = key, cells, tone

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the cells, numbers at the right."""
        right = rect.right() - 12
        for place, words in reversed(list(enumerate(self._cells[1:], 1))):
            room = QRectF(right - _COLUMN + 6, 0, _COLUMN - 6, _ROW)
            token, weight = "ink", fonts.REGULAR
            if place == 3 and self._tone:
                token, weight = self._tone, fonts.SEMIBOLD
            if words:
                paint.text(painter, room, words, token, align=paint.RIGHT, weight=weight)
                right -= _COLUMN
        paint.text(painter, QRectF(16, 0, right - 16, _ROW), self._cells[0])


def stated_name(stated: Stated) -> str:
    """Which report it is."""
    return f"{stated.year} {stated.kind.label}"


def difference(left: str, right: str) -> tuple[str, str]:
    """Right minus left as it is shown, and its tone: "＝" where they agree, "" where one is missing."""
    first, second = parse_amount(left), parse_amount(right)
    if first is None or second is None:
        return "", ""
    if first == second:
        return "＝", "ink-2"
    apart = second - first
    return f"{apart:+,.2f}".replace("-", "−"), "bad"


class CompareView(QWidget):
    """Table at the left, two panes at the right."""

    back_wanted = Signal()
    outside_wanted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._reports: tuple[Stated, ...] = ()
        self._items: tuple[LinkedItem, ...] = ()
        self._shares = (0, 0)
        self.lines: list[_Line] = []
        self.panes = tuple(ReportPane(context, can_close=False, takes_evidence=False) for _ in range(2))
        self.sync = Switch("同步滚动", "同步滚动  S")
        self.back = button("回到清单", "quiet", "chevron-left", "Esc")
        self._heads = (caption(""), caption(""))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        for number, pane in enumerate(self.panes):
            pane.outside_wanted.connect(self.outside_wanted)
            pane.shown.connect(self._on_shown)
            pane.scrolled.connect(self._on_left if number == 0 else self._on_right)
        self.back.clicked.connect(self.back_wanted)

    def _build(self) -> None:
        head = row(self.back, None, self.sync, margins=(8, 0, 12, 0))
        for one in self._heads:
            one.setAlignment(_RIGHT)
            one.setFixedWidth(_COLUMN)
        apart = caption("差异")
        apart.setAlignment(_RIGHT)
        apart.setFixedWidth(_COLUMN)
        names = row(caption("项目（tCO₂）"), None, *self._heads, apart, gap=0, margins=(16, 0, 12, 0))
        self._area = scroll_area(holder(column(self._rows, None, gap=0)))
        table = frame(
            "panel",
            column(
                frame("panel", head, 40), hline(), frame("panel", names, 32), hline(), (self._area, 1), gap=0
            ),
        )
        table.setMinimumWidth(_WIDE)
        self.nothing = EmptyState(
            "files",
            "还没有可以对照的另一份报告",
            "本年的核查报告或上年的报告登记并添加附件后，在这里并排查看。",
        )
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for part in (table, self.panes[0], self.panes[1], self.nothing):
            self.splitter.addWidget(part)
        for pane in self.panes:
            pane.setMinimumWidth(280)
        self.setLayout(row((self.splitter, 1), gap=0))

    def show_reports(self, reports: Sequence[Stated], items: Sequence[LinkedItem]) -> None:
        """Show a report, the first, beside another one that has files."""
        self._reports, self._items = tuple(reports), tuple(items)
        offered = [
            FileRef(file.id, file.name, f"{stated_name(one)} · 第{file.round}轮")
            for one in reports
            for file in one.files
        ]
        mine = next((file.id for file in (reports[0].files if reports else ())), "")
        others = [file.id for one in reports[1:] for file in one.files]
        own = [file.id for file in (reports[0].files[1:] if reports else ())]
        other = next(iter([*others, *own]), "")
        for pane, first in zip(self.panes, (mine, other), strict=True):
            pane.show_files(offered, False, first)
        self.panes[1].setVisible(bool(other))
        self.nothing.setVisible(not other)
        width = max(self.width(), 900)
        rest = (width - _WIDE) // 2
        self.splitter.setSizes([_WIDE, rest, rest, rest])
        self._show_lines()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _report_of(self, file_id: str) -> Stated | None:
        return next((r for r in self._reports if any(f.id == file_id for f in r.files)), None)

    def _show_lines(self) -> None:
        for old in self.lines:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        sides = [self._report_of(pane.file_id) for pane in self.panes]
        for head, side in zip(self._heads, sides, strict=True):
            head.setText(stated_name(side) if side else "")
        totals = [side.emission_text if side else "" for side in sides]
        apart, tone = difference(*totals)
        shown = [text or "没有填写" for text in totals]
        self.lines = [_Line(_TOTAL, ("排放总量", shown[0], shown[1], apart), tone)]
        for item in self._items:
            cells = (f"{item.code}  {item.title}", "", "", item.verdict)
            self.lines.append(_Line(item.code, cells, item.tone))
        for line in self.lines:
            line.clicked.connect(self._on_line)
            self._rows.addWidget(line)
            line.show()
        self._mark("")

    def _noted(self, file_id: str, current: str) -> list[Noted]:
        """The stated total and the evidence of the items, in one of the files."""
        noted = [
            Noted(item.code, str(number), place, item.code == current)
            for number, item in enumerate(self._items, 2)
            for place in item.places
            if place.file_id == file_id
        ]
        side = self._report_of(file_id)
        if side is not None and side.emission_text:
            totals = [one.emission_text for one in map(self._side, self.panes) if one is not None]
            tone = "bad" if len(totals) == 2 and difference(*totals)[1] == "bad" else "good"
            for text in dict.fromkeys((side.emission_text, side.emission_text.replace(",", ""))):
                place = Place(file_id, "", "", text, "")
                noted.append(Noted(_TOTAL, "1", place, current == _TOTAL, tone))
        return noted

    def _side(self, pane: ReportPane) -> Stated | None:
        return self._report_of(pane.file_id)

    def _mark(self, current: str) -> None:
        for pane in self.panes:
            pane.set_noted(self._noted(pane.file_id, current))

    @Slot(str)
    def _on_shown(self, file_id: str) -> None:
        self._show_lines()

    @Slot()
    def _on_line(self) -> None:
        sender = self.sender()
        if not isinstance(sender, _Line):
            return
        self._mark(sender.key)
        for pane in self.panes:
            noted = [one for one in self._noted(pane.file_id, sender.key) if one.key == sender.key]
            if noted:
                pane.go(noted[0].place)

    # Scrolling together

    @Slot(int)
    def _on_left(self, value: int) -> None:
        self._follow(0, value)

    @Slot(int)
    def _on_right(self, value: int) -> None:
        self._follow(1, value)

    def _follow(self, number: int, value: int) -> None:
        """The other pane moves as far as this one did."""
        before = self._shares
        bars = [pane.view.verticalScrollBar() for pane in self.panes]
        self._shares = (bars[0].value(), bars[1].value())
        if self.sync.isChecked():
            other = 1 - number
            bars[other].blockSignals(True)
            bars[other].setValue(bars[other].value() + value - before[number])
            bars[other].blockSignals(False)
            self.panes[other].view.scrollContentsBy(0, 0)
            self._shares = (bars[0].value(), bars[1].value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """S scrolls both together, ↑↓ go through the rows, Esc goes back."""
        key = event.key()
        if is_typing() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_S and not event.isAutoRepeat():
            self.sync.toggle()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.lines:
            at = next((n for n, line in enumerate(self.lines) if line.hasFocus()), -1)
            step = 1 if key == Qt.Key.Key_Down else -1
            self.lines[max(0, min(at + step, len(self.lines) - 1))].setFocus(Qt.FocusReason.TabFocusReason)
        elif key == Qt.Key.Key_Escape:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)
