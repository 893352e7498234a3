"""Two reports of one unit side by side: what they state, where they differ, and both originals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.models.amounts import parse_amount, round_half_up, show_amount
from app.services.checking import Held, HeldRow
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
from app.ui.looks import HIT_LOOKS
from app.ui.report.opening import FileRef
from app.ui.report.pane import ReportPane
from app.ui.report.places import Noted, Place, place_of_value

_WIDE = 372
_ROW = 34
_TOTAL = "c2.total"
_COLUMN = 82
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TONNES = "tCO2"
_PLACES = 2  # emissions are compared as they are printed


@dataclass(frozen=True)
class LinkedItem:
    """An item with evidence in one of the files."""

    code: str
    title: str
    verdict: str
    tone: str
    places: tuple[Place, ...]


class _Line(CardButton):
    """A value: its name and unit, left, right, difference; or an item or doubt with what is said of it."""

    def __init__(self, key: str, name: str, cells: tuple[str, ...], tone: str = "", unit: str = "") -> None:
        super().__init__(" ".join((name, *cells)), _ROW, is_card=False)
        self.setToolTip(f"{name}（{unit}）" if unit else name)
        self.key, self._name, self._cells, self._tone, self._unit = key, name, cells, tone, unit

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the cells, numbers at the right."""
        right, last = rect.right() - 12, len(self._cells) - 1
        for number, words in reversed(list(enumerate(self._cells))):
            is_said = number == last and self._tone
            token, weight = (self._tone, fonts.SEMIBOLD) if is_said else ("ink", fonts.REGULAR)
            room = QRectF(right - _COLUMN + 6, 0, _COLUMN - 6, _ROW)
            paint.text(painter, room, words, token, align=paint.RIGHT, weight=weight)
            right -= _COLUMN
        weight = fonts.SEMIBOLD if self.key == _TOTAL else fonts.REGULAR
        wide = paint.text(painter, QRectF(16, 0, right - 16, _ROW), self._name, weight=weight)
        room = QRectF(16 + wide + 6, 0, right - wide - 22, _ROW)
        if self._unit and fonts.width(self._unit, fonts.CAPTION) <= room.width():
            paint.text(painter, room, self._unit, "ink-2", fonts.CAPTION)


def stated_name(stated: Stated) -> str:
    """Which report it is."""
    return f"{stated.year} {stated.kind.label}"


def difference(left: str, right: str, places: int | None = _PLACES) -> tuple[str, str]:
    """Right minus left as it is shown, and its tone: "＝" where they agree, "" where one is missing."""
    first, second = parse_amount(left), parse_amount(right)
    if first is None or second is None:
        return "", ""
    apart = second - first if places is None else round_half_up(second - first, places)
    if not apart:
        return "＝", "ink-2"
    return f"{apart:+,f}".replace("-", "−"), "bad"


class CompareView(QWidget):
    """Table at the left, two panes at the right."""

    back_wanted = Signal()
    outside_wanted = Signal(str)
    hit_wanted = Signal(str, str)  # a report, and the item at which the doubt stands

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._reports: tuple[Stated, ...] = ()
        self._items: tuple[LinkedItem, ...] = ()
        self._held = Held()
        self._has_other = False
        self._shares = (0, 0)
        self.lines: list[_Line] = []
        self._shown: list[QWidget] = []
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
        names = row(caption("项目"), None, *self._heads, apart, gap=0, margins=(16, 0, 12, 0))
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

    def show_reports(self, reports: Sequence[Stated], items: Sequence[LinkedItem], held: Held) -> None:
        """Show a report, the first, beside another one that has files."""
        self._reports, self._items, self._held = tuple(reports), tuple(items), held
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
        self._has_other = bool(other)
        self.panes[1].setVisible(self._has_other)
        self.nothing.setVisible(not other)
        width = max(self.width(), 900)
        rest = (width - _WIDE) // 2
        self.splitter.setSizes([_WIDE, rest, rest, rest])
        self._show_lines()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _report_of(self, file_id: str) -> Stated | None:
        return next((r for r in self._reports if any(f.id == file_id for f in r.files)), None)

    def _show_lines(self) -> None:
        for old in self._shown:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown = []
        sides = [self._side(pane) for pane in self.panes]
        is_one_year = len({side.year for side in sides if side}) == 1
        for head, side in zip(self._heads, sides, strict=True):
            head.setText("" if side is None else side.kind.label if is_one_year else stated_name(side))
        self.lines = []
        amounts = [row for row in self._rows_now if row.unit != _TONNES]
        self._add("排放量（tCO₂）", [self._value_line(row) for row in self._rows_now if row.unit == _TONNES])
        self._add("活动数据", [self._value_line(row) for row in amounts])
        doubts = [
            _Line(
                f"{report}/{hit.items[0]}",
                f"{hit.rule}  {hit.sentence}",
                (hit.level.label,),
                HIT_LOOKS[hit.level].tone,
            )
            for report, hit in self._held.hits
            if hit.items
        ]
        self._add("两份报告之间的疑点", doubts)
        items = [
            _Line(item.code, f"{item.code}  {item.title}", (item.verdict,), item.tone) for item in self._items
        ]
        self._add("相关条目", items)
        self._mark("")

    @property
    def _rows_now(self) -> tuple[HeldRow, ...]:
        """The rows that one of the two sides states; the total in any case."""
        shown = {side.report_id for side in map(self._side, self.panes) if side}
        rows = [row for row in self._held.rows if row.key != _TOTAL and shown & row.facts.keys()]
        total = next((row for row in self._held.rows if row.key == _TOTAL), None)
        return (total or HeldRow(_TOTAL, "排放总量", _TONNES, {}), *rows)

    def _value_line(self, held: HeldRow) -> _Line:
        left, right = (self._text(held, self._side(pane)) for pane in self.panes)
        apart, tone = difference(left, right, _PLACES if held.unit == _TONNES else None)
        unit = "" if held.unit == _TONNES else held.unit
        # The heading says what is stated of a source.
        name = held.name.removesuffix(" 排放量").removesuffix(" 燃烧量")
        return _Line(held.key, name, (left or "—", right or "—", apart), tone, unit)

    @staticmethod
    def _text(held: HeldRow, side: Stated | None) -> str:
        fact = held.facts.get(side.report_id) if side else None
        if fact is not None:
            return fact.said if fact.number is None else show_amount(fact.number)
        return side.emission_text if side and held.key == _TOTAL else ""

    def _add(self, heading: str, lines: Sequence[_Line]) -> None:
        if not lines:
            return
        for line in lines:
            line.clicked.connect(self._on_line)
        for one in (holder(row(caption(heading), margins=(16, 10, 12, 4))), *lines):
            self._rows.addWidget(one)
            one.show()
            self._shown.append(one)
        self.lines += lines

    def _noted(self, pane: ReportPane, current: str) -> list[Noted]:
        """The values of the table and the evidence of the items that stand in the file of a pane."""
        noted: list[Noted] = []
        for number, held in enumerate(self._rows_now, 1):
            left, right = (self._text(held, self._side(one)) for one in self.panes)
            tone = "bad" if difference(left, right)[1] == "bad" else "good"
            noted += [
                Noted(held.key, str(number), place, held.key == current, tone)
                for place in self._places(held, pane)
            ]
        first = len(self._rows_now) + 1
        noted += [
            Noted(item.code, str(number), place, item.code == current)
            for number, item in enumerate(self._items, first)
            for place in item.places
            if place.file_id == pane.file_id
        ]
        return noted

    def _places(self, held: HeldRow, pane: ReportPane) -> Iterator[Place]:
        """Where a value stands in the file that a pane shows; a total that was only typed is looked for."""
        side = self._side(pane)
        fact = held.facts.get(side.report_id) if side else None
        if fact is not None and fact.where.file == pane.file_name:
            yield place_of_value(pane.file_id, fact.where)
        elif side is not None and fact is None and held.key == _TOTAL and side.emission_text:
            for text in dict.fromkeys((side.emission_text, side.emission_text.replace(",", ""))):
                yield Place(pane.file_id, "", "", text, "")

    def _side(self, pane: ReportPane) -> Stated | None:
        """The report on one side: that of the file; without one the other report, whose values are known."""
        if pane is self.panes[1] and not self._has_other:
            return next(iter(self._reports[1:]), None)
        return self._report_of(pane.file_id)

    def _mark(self, current: str) -> None:
        for pane in self.panes:
            pane.set_noted(self._noted(pane, current))

    @Slot(str)
    def _on_shown(self, file_id: str) -> None:
        self._show_lines()

    @Slot()
    def _on_line(self) -> None:
        sender = self.sender()
        if not isinstance(sender, _Line):
            return
        report, slash, item = sender.key.partition("/")
        if slash:
            self.hit_wanted.emit(report, item)
            return
        self._mark(sender.key)
        for pane in self.panes:
            noted = [one for one in self._noted(pane, sender.key) if one.key == sender.key]
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
