"""The drawer beside the list: one unit at a glance, and the ways on from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.models.amounts import show_amount
from app.models.enums import DocumentKind, ListState, ReviewState, Severity
from app.services.units.card import ReportLine, UnitCard, YearlyEmission
from app.ui import fonts, icons
from app.ui.kit import (
    Band,
    CardButton,
    Chip,
    ElidedLabel,
    Label,
    Menu,
    Skeleton,
    button,
    caption,
    chip_width,
    column,
    frame,
    hline,
    holder,
    icon_button,
    link,
    paint_chip,
    row,
    scroll_area,
    section,
)
from app.ui.kit.paint import CENTER, round_rect, text
from app.ui.looks import UNDECIDED, look, undecided_words
from app.ui.units.columns import show_day, show_moment

NORMAL, WIDE = 328, 380
_PAD = 20
_THOUSAND = Decimal(1000)
# A longer name of an industry would not fit beside state and category; it stands below all the same.
_LONGEST_CHIP = 10


def _continue(state: ReviewState) -> str:
    """What the button that leads to the review says."""
    if state is ReviewState.NOT_SUBMITTED:
        return "登记报送"
    if state.is_startable:
        return "开始审核"
    return "继续审核" if state.is_in_review else "查看审核"


class EmissionBars(QWidget):
    """The emissions of four years as bars, the last one in the accent colour; in 1,000 tCO2."""

    def __init__(self, emissions: Sequence[YearlyEmission]) -> None:
        super().__init__()
        self._emissions = emissions
        self.setFixedHeight(100)
        self.setAccessibleName("历年排放量")
        said = (f"{e.year} 年 {show_amount(e.emission, 2)}" for e in emissions)
        self.setAccessibleDescription("，".join(said))
        self.setToolTip("\n".join(f"{e.year} 年  {show_amount(e.emission, 2)} tCO₂" for e in emissions))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        known = [e.emission for e in self._emissions if e.emission is not None]
        most = max([*known, Decimal(0)]) or Decimal(1)
        with QPainter(self) as painter:
            wide = self.width() / len(self._emissions)
            for place, each in enumerate(self._emissions):
                left = place * wide
                is_now = place == len(self._emissions) - 1
                high = float(max(each.emission or 0, Decimal(0)) / most) * 50
                top = 74 - high
                if each.emission is not None:
                    bar = QRectF(left + wide / 2 - 18, top, 36, max(high, 2))
                    round_rect(painter, bar, 3, "accent" if is_now else "scroll")
                words = show_amount(each.emission / _THOUSAND if each.emission is not None else None, 1)
                token = "ink" if is_now else "ink-2"
                label = QRectF(left, top - 20, wide, 18)
                text(painter, label, words, token, fonts.CAPTION, align=CENTER)
                foot = QRectF(left, 80, wide, 18)
                text(painter, foot, str(each.year), "ink-2", fonts.CAPTION, align=CENTER)


class ReportRow(CardButton):
    """A report of the unit; opens it."""

    def __init__(self, line: ReportLine) -> None:
        words = line.kind.label + (f" 第 {line.round} 版" if line.round else "")
        super().__init__(f"{words}，{line.state.label}", 46, is_card=False)
        received = f"{show_day(line.received_on)}收到" if line.received_on else ""
        self._line, self._words = line, words
        self._note = " · ".join(part for part in (received, line.assignee) if part) or "还没有报送"

    def content_width(self) -> int:
        """The least width at which everything is readable."""
        return 150

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw what stands on the row."""
        state = self._line.state.label
        known = look(state)
        icons.draw(painter, "file-text", 6, rect.height() / 2 - 9, 18, "ink-2")
        wide = chip_width(state, known.icon)
        paint_chip(painter, rect.right() - wide - 6, rect.height() / 2, state, known.tone, known.icon)
        room = QRectF(34, 4, rect.width() - 34 - wide - 14, 20)
        text(painter, room, self._words)
        text(painter, room.translated(0, 18), self._note, "ink-2", fonts.CAPTION)


class Drawer(QFrame):
    """Shows a `UnitCard`. It tells what is wanted; the page does it."""

    report_wanted = Signal(str)
    edit_wanted = Signal(str)
    delete_wanted = Signal(str)
    state_wanted = Signal(str)
    copy_wanted = Signal(str)
    conflicts_wanted = Signal(str, str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("drawer")
        self.setAccessibleName("单位资料")
        self.card: UnitCard | None = None
        self.can_edit = True
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(1, 0, 0, 0)
        self._layout.setSpacing(0)
        self.area = QScrollArea()
        self._content: QWidget = QWidget()
        self._layout.addWidget(self._content)
        self.show_loading()

    # What is shown

    def show_loading(self) -> None:
        """Quiet bars until the unit is read."""
        self.card = None
        self._replace(holder(column(Skeleton(6), None, margins=(0, 16, 0, 0))))

    def show_gone(self) -> None:
        """The unit was deleted meanwhile."""
        self.card = None
        self._replace(holder(column(Label("这家单位已被删除。", "muted"), None, margins=(_PAD, 20, _PAD, 0))))

    def show_card(self, card: UnitCard, year: int, now: datetime) -> None:
        """Show a unit in a year; the place where one reads is kept when it is the same unit."""
        same = self.card is not None and self.card.id == card.id
        offset = self.area.verticalScrollBar().value() if same else 0
        focused = self.focus_name() if same else ""
        self.card = card
        parts: list[QWidget] = [self._emissions(card), self._reports(card, year)]
        if any(card.open_findings.values()):
            parts.append(self._findings(card))
        parts.append(self._contact(card))
        if card.recent:
            parts.append(self._recent(card, now))
        body = column(gap=0, margins=(_PAD, 4, _PAD, 12))
        for place, part in enumerate(parts):
            if place:
                body.addWidget(hline())
            body.addWidget(part)
        body.addStretch(1)
        self.area = scroll_area(holder(body))
        undecided = [self._conflicts(card)] if card.conflicts else []
        whole = column(self._head(card), hline(), *undecided, (self.area, 1), self._foot(card), gap=0)
        self._replace(holder(whole))
        self.area.verticalScrollBar().setValue(offset)
        if focused:
            self.focus_named(focused)

    def focus_name(self) -> str:
        """The name of the control that has the focus, to find it again after a reload."""
        focused = self.focusWidget()
        return focused.accessibleName() if focused is not None and focused.hasFocus() else ""

    def focus_named(self, name: str) -> None:
        """Give the focus to the control called `name`."""
        for widget in self._content.findChildren(QWidget):
            if widget.accessibleName() == name:
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _replace(self, content: QWidget) -> None:
        self._layout.replaceWidget(self._content, content)
        self._content.hide()
        self._content.deleteLater()
        self._content = content
        content.show()

    def _head(self, card: UnitCard) -> QWidget:
        name = Label(card.name, "section", wrap=True)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = icon_button("x", "关闭", "Esc")
        close.clicked.connect(self.closed)
        lines = column(row((name, 1), column(close, None), gap=6), gap=4, margins=(_PAD, 14, 12, 14))
        if card.uscc:
            copy = icon_button("copy", "复制信用代码", "Ctrl+Shift+C", kind="status")
            copy.clicked.connect(partial(self.copy_wanted.emit, card.uscc))
            code = caption(card.uscc)
            code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            lines.addLayout(row(code, copy, None, gap=2))
        else:
            lines.addWidget(caption("没有信用代码"))
        chips: list[QWidget] = [Chip(self._state_words(card))]
        if card.category:
            chips.append(Chip(card.category.short, outline=True))
        if 0 < len(card.industry) <= _LONGEST_CHIP:
            chips.append(Chip(card.industry, outline=True))
        lines.addLayout(row(*chips, None, gap=6))
        return holder(lines)

    def _conflicts(self, card: UnitCard) -> QWidget:
        decide = link("去决定")
        decide.clicked.connect(partial(self.conflicts_wanted.emit, card.id, card.name))
        band = Band(undecided_words(card.conflicts), UNDECIDED.tone, decide, icon=UNDECIDED.icon)
        return holder(row(band, margins=(_PAD, 10, _PAD, 2)))

    def _state_words(self, card: UnitCard) -> str:
        if card.list_state is ListState.REMOVED:
            return card.list_state.label
        if card.list_state is None:
            return "不在本年名单"
        report = self._report(card)
        return (report.state if report else ReviewState.NOT_SUBMITTED).label

    @staticmethod
    def _report(card: UnitCard) -> ReportLine | None:
        return next((line for line in card.reports if line.kind is DocumentKind.ER), None)

    def _emissions(self, card: UnitCard) -> QWidget:
        head = row(section("历年排放量"), None, caption("千吨 CO₂"))
        return holder(column(head, EmissionBars(card.emissions), gap=4, margins=(0, 10, 0, 8)))

    def _reports(self, card: UnitCard, year: int) -> QWidget:
        part = column(section(f"{year} 年度报告"), gap=4, margins=(0, 12, 0, 8))
        for line in card.reports:
            made = ReportRow(line)
            made.clicked.connect(partial(self.report_wanted.emit, line.id))
            part.addWidget(made)
        if not card.reports:
            part.addWidget(Label("本年度不需要报送", "muted"))
        return holder(part)

    def _findings(self, card: UnitCard) -> QWidget:
        counts = [(severity, card.open_findings.get(severity, 0)) for severity in Severity]
        chips = [Chip(f"{severity.label} {count}") for severity, count in counts if count]
        total = sum(count for _, count in counts)
        heads: list[QWidget | None] = [section("未关问题"), None]
        if report := self._report(card) or next(iter(card.reports), None):
            every = link(f"查看全部 {total} 项")
            every.clicked.connect(partial(self.report_wanted.emit, report.id))
            heads.append(every)
        return holder(column(row(*heads), row(*chips, None, gap=6), gap=8, margins=(0, 12, 0, 12)))

    def _contact(self, card: UnitCard) -> QWidget:
        people = dict.fromkeys(line.assignee for line in card.reports if line.assignee)
        facts = (
            ("负责人", "、".join(people)),
            ("联系人", "　".join(part for part in (card.contact, card.phone) if part)),
            ("行业", " ".join(part for part in (card.industry_code, card.industry) if part)),
            ("属地", card.district),
            ("地址", card.address),
            ("曾用名", "、".join(card.former_names)),
            ("备注", card.note),
        )
        part = column(section("联系与资料"), gap=6, margins=(0, 12, 0, 12))
        for name, value in facts:
            if value or name in ("负责人", "联系人"):
                part.addLayout(_fact(name, value or "—"))
        return holder(part)

    def _recent(self, card: UnitCard, now: datetime) -> QWidget:
        part = column(section("最近经过"), gap=6, margins=(0, 12, 0, 12))
        for moment, who, what in card.recent:
            when = caption(show_moment(moment, now))
            when.setFixedWidth(78)
            part.addLayout(row(when, Label(who), (ElidedLabel(what), 1), gap=8))
        return holder(part)

    def _foot(self, card: UnitCard) -> QWidget:
        report = self._report(card)
        parts: list[QWidget | None] = []
        if report is not None:
            go = button(_continue(report.state), "primary", "arrow-right")
            go.setToolTip("Enter")
            go.clicked.connect(partial(self.report_wanted.emit, report.id))
            parts.append(go)
        if self.can_edit:
            edit = button("修改资料")
            edit.setToolTip("F2")
            edit.clicked.connect(partial(self.edit_wanted.emit, card.id))
            self.more_button = icon_button("dots", "更多")
            self.more_button.clicked.connect(self._on_more)
            parts += [edit, None, self.more_button]
        else:
            parts.append(None)
        return frame("foot", row(*parts, gap=8, margins=(_PAD, 10, 14, 10)), 51)

    @Slot()
    def _on_more(self) -> None:
        if self.card is None:
            return
        menu = Menu(self)
        menu.add("复制信用代码", partial(self.copy_wanted.emit, self.card.uscc), "copy", "Ctrl+Shift+C")
        menu.add("改名单状态…", partial(self.state_wanted.emit, self.card.id), "archive")
        menu.addSeparator()
        menu.add("删除单位…", partial(self.delete_wanted.emit, self.card.id), "trash")
        menu.popup(self.more_button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it; the rest goes on."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _fact(name: str, value: str) -> QVBoxLayout:
    head = caption(name)
    head.setFixedWidth(52)
    words = Label(value, wrap=True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return column(row(column(head, None), (words, 1), gap=8))
