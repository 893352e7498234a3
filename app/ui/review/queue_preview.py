"""What is known of the current case, without opening it: facts, progress by section, open findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.models.amounts import show_amount
from app.models.enums import DocumentKind, ReviewState
from app.services.letters.stale import Stale
from app.services.review.cases import CaseRow
from app.services.review.form import FindingRow, ReviewForm
from app.ui import fonts, icons
from app.ui.kit import Menu, chip_width, paint, paint_chip
from app.ui.looks import look
from app.ui.review.queue_columns import note_of
from app.ui.theme import theme

_SIDE = 24
_LABEL = 84
_WEEKDAYS = "一二三四五六日"
_ROOMY = 620  # from this height on the bars stand further apart
_NAME_PITCH = 26
_FACT = 22
_FINDING = 26


class Fact(NamedTuple):
    """A line of the upper part; `tone` for a deadline that presses."""

    name: str
    words: str
    tone: str = ""


@dataclass(frozen=True)
class Preview:
    """What is read for the sheet. `rule`: what the rule table says of when the unit hands in."""

    form: ReviewForm | None = None
    stale: Stale | None = None
    rule: str = ""


def facts_of(case: CaseRow, known: Preview, today: date) -> list[Fact]:
    """Document, deadline, reviewer, and what was registered of it."""
    form = known.form
    number = f" · 第{case.round}轮" if case.round else ""
    facts = [Fact("文书", f"{case.year} 年度{case.kind.label}{number}")]
    if case.deadline is None:
        facts.append(Fact("期限", "未设期限"))
    else:
        words, tone = note_of(case, today)
        day = f"{case.deadline.isoformat()}（周{_WEEKDAYS[case.deadline.weekday()]}）"
        pressing = tone if tone in ("bad", "warn") else ""
        counted = f" {words}" if words.startswith(("逾期", "剩", "今天")) else ""
        facts.append(Fact("期限", day + counted, pressing))
    if case.state is ReviewState.NOT_SUBMITTED:
        facts += _outer_deadline(case, known.rule, today)
    facts.append(Fact("审核人", case.assignee or "未分派"))
    if known.stale is not None:
        facts.append(Fact("审核意见", f"已过期：出具后有 {len(known.stale.changes)} 处变化", "bad"))
    if case.open_hits:
        facts.append(Fact("疑点", f"{case.open_hits} 条未定", "warn"))
    if case.conflicts:
        facts.append(Fact("未决冲突", f"{case.conflicts:,} 处", "warn"))
    if form is None:
        return facts
    head = form.head
    facts.append(Fact("收到日期", head.received_on.isoformat() if head.received_on else "未填"))
    if head.dated:
        facts.append(Fact("报告日期", head.dated.isoformat()))
    tonnes = show_amount(case.emission, 2) + " tCO₂" if case.emission is not None else "未填"
    if case.kind.is_report:
        facts.append(Fact("报告总量", tonnes))
    if case.kind is DocumentKind.VR:
        facts.append(Fact("核查机构", head.verification_body or "未填"))
    if head.conclusion and head.conclusion.label != case.state.label:
        facts.append(Fact("审核结论", head.conclusion.label))
    return facts


def _outer_deadline(case: CaseRow, rule: str, today: date) -> list[Fact]:
    """By when the unit hands in, with the rule that says so."""
    if case.submit_by is None:
        return [Fact("报送期限", rule or "没有确认的期限")]
    is_late = case.submit_by < today
    late = f" 逾期 {(today - case.submit_by).days} 天未报" if is_late else ""
    return [
        Fact("报送期限", f"{case.submit_by.isoformat()}{late}", "bad" if is_late else ""),
        *([Fact("依据", rule)] if rule else []),
    ]


class PreviewSheet(QWidget):
    """One painted sheet; a finding is opened by a click, all texts are copied from the menu."""

    finding_pressed = Signal(str)  # code of its item, "" without one

    def __init__(self) -> None:
        super().__init__()
        self._case: CaseRow | None = None
        self._known = Preview()
        self._today = date.min
        self._spots: list[tuple[QRectF, FindingRow]] = []
        self._hovered = -1
        self._y = 0.0
        self._pitch = 26
        self._tips: list[tuple[QRectF, str]] = []
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_case(self, case: CaseRow | None, known: Preview, today: date) -> None:
        """Show a case; what is `known` of it grows once it is read."""
        self._case, self._known, self._today = case, known, today
        self._hovered = -1
        self.setAccessibleName("预览")
        self.setAccessibleDescription(self.as_text())
        self._measure()
        self.update()

    def as_text(self) -> str:
        """Everything that is shown, as plain text."""
        case, form = self._case, self._known.form
        if case is None:
            return ""
        lines = [f"{case.name}　{case.state.label}", self._code_line(case)]
        lines += [f"{fact.name}　{fact.words}" for fact in facts_of(case, self._known, self._today)]
        if form is not None:
            lines.append(f"审核进度　{form.answered} / {form.total}")
            lines += [
                f"{s.section.code} {s.section.name}　{s.answered} / {s.total}"
                for s in form.sections
                if s.total
            ]
            lines += [f"{f.severity.label} {f.code} {f.form.fact}" for f in form.open_findings]
        return "\n".join(lines)

    def set_room(self, height: int) -> None:
        """How high the place is: where it is low, the bars stand closer."""
        self._pitch = 26 if height >= _ROOMY else 20
        self._measure()
        self.update()

    @staticmethod
    def _code_line(case: CaseRow) -> str:
        category = case.category.label if case.category else ""
        return " · ".join(filter(None, (case.uscc or "无信用代码", category, case.industry)))

    def _measure(self) -> None:
        self._lay_out(None)
        self.setMinimumHeight(round(self._y) + 8)
        self.updateGeometry()

    def _lay_out(self, painter: QPainter | None) -> None:
        """One part below the other; each moves `_y` on. Without a painter it is only measured."""
        self._y = 14.0
        self._spots, self._tips = [], []
        case, form = self._case, self._known.form
        if case is None:
            return
        self._head(painter, case)
        for fact in facts_of(case, self._known, self._today):
            self._fact(painter, fact)
        self._rule(painter)
        if form is None:
            self._nothing(painter, case)
            return
        self._progress(painter, form)
        self._rule(painter)
        self._findings(painter, form)

    @property
    def _wide(self) -> float:
        return max(self.width() - 2 * _SIDE, 120)

    def _head(self, painter: QPainter | None, case: CaseRow) -> None:
        known = look(case.state)
        chip = chip_width(case.state.label, known.icon)
        room = self._wide - chip - 12
        metrics = fonts.metrics(fonts.TITLE, fonts.SEMIBOLD)
        flags = Qt.TextFlag.TextWrapAnywhere
        bound = metrics.boundingRect(QRectF(0, 0, room, 400), int(flags), case.name)
        lines = max(1, round(bound.height() / metrics.lineSpacing()))
        rect = QRectF(_SIDE, self._y, room, lines * _NAME_PITCH)
        if painter:
            painter.setFont(fonts.font(fonts.TITLE, fonts.SEMIBOLD))
            painter.setPen(theme.color("ink"))
            painter.drawText(rect, int(flags | Qt.AlignmentFlag.AlignVCenter), case.name)
            left = _SIDE + self._wide - chip
            paint_chip(painter, left, self._y + 13, case.state.label, known.tone, known.icon)
        self._y += rect.height() + 4
        self._text(painter, _SIDE, self._wide, 18, self._code_line(case), "ink-2", fonts.CAPTION)
        self._y += 18 + 6

    def _fact(self, painter: QPainter | None, fact: Fact) -> None:
        self._text(painter, _SIDE, _LABEL, _FACT, fact.name, "ink-2", fonts.CAPTION)
        token = fact.tone or "ink"
        self._text(painter, _SIDE + _LABEL, self._wide - _LABEL, _FACT, fact.words, token)
        self._y += _FACT

    def _rule(self, painter: QPainter | None) -> None:
        self._y += 7
        if painter:
            paint.line(painter, _SIDE, _SIDE + self._wide, self._y)
        self._y += 8

    def _nothing(self, painter: QPainter | None, case: CaseRow) -> None:
        if case.state is ReviewState.NOT_SUBMITTED:
            for words in ("单位还没有报送这份报告。", "收到后点“登记收件”，就可以开始审核。"):
                self._text(painter, _SIDE, self._wide, 22, words, "ink-2")
                self._y += 22

    def _title(self, painter: QPainter | None, words: str, count: str, token: str = "ink-2") -> None:
        self._text(painter, _SIDE, self._wide, 24, words, "ink", fonts.SECTION, fonts.SEMIBOLD)
        weight = fonts.SEMIBOLD if token == "ink" else fonts.REGULAR
        room = QRectF(_SIDE, self._y, self._wide, 24)
        if painter:
            paint.text(painter, room, count, token, weight=weight, align=paint.RIGHT)
        self._y += 28

    def _progress(self, painter: QPainter | None, form: ReviewForm) -> None:
        self._title(painter, "审核进度", f"{form.answered} / {form.total}", "ink")
        shown = [count for count in form.sections if count.total]
        names = max((fonts.width(c.section.name) for c in shown), default=0.0)
        bar_left = _SIDE + 22 + min(names, self._wide * 0.4) + 14
        bar_right = _SIDE + self._wide - 104
        for count in shown:
            middle = self._y + self._pitch / 2
            self._text(painter, _SIDE, 18, self._pitch, count.section.code, "ink-2", weight=fonts.SEMIBOLD)
            room = bar_left - 14 - _SIDE - 22
            self._text(painter, _SIDE + 22, room, self._pitch, count.section.name)
            if painter:
                token = "good" if count.answered >= count.total else "accent"
                bar = QRectF(bar_left, middle - 2, bar_right - bar_left, 4)
                paint.paint_bar(painter, bar, count.answered / count.total, token)
                right = QRectF(bar_right, self._y, 104, self._pitch)
                done = f"{count.answered} / {count.total}"
                paint.text(painter, right, done, "ink-2", fonts.CAPTION, align=paint.RIGHT)
                if count.bad:
                    icons.draw(painter, "flag", bar_right + 14, middle - 7, 14, "bad")
                    number = QRectF(bar_right + 31, self._y, 30, self._pitch)
                    paint.text(painter, number, str(count.bad), "bad", fonts.CAPTION)
            self._y += self._pitch

    def _findings(self, painter: QPainter | None, form: ReviewForm) -> None:
        found = form.open_findings
        self._title(painter, "未关闭的问题", str(len(found)))
        if not found:
            self._text(painter, _SIDE, self._wide, 22, "没有未关闭的问题", "ink-2")
            self._y += 22
        for number, finding in enumerate(found):
            spot = QRectF(_SIDE - 8, self._y, self._wide + 16, _FINDING)
            self._spots.append((spot, finding))
            if painter:
                self._paint_finding(painter, spot, finding, number == self._hovered, form.head.round)
            self._y += _FINDING

    def _paint_finding(
        self, painter: QPainter, spot: QRectF, finding: FindingRow, hot: bool, this_round: int
    ) -> None:
        if hot:
            paint.round_rect(painter, spot, paint.RADIUS, "hover")
        known = look(finding.severity)
        taken = paint_chip(
            painter, _SIDE, spot.center().y(), finding.severity.label, known.tone, known.icon, height=20
        )
        older = f"第{finding.round}轮" if finding.round != this_round else ""
        tail = "  ".join(filter(None, (finding.code, older)))
        tail_wide = fonts.width(tail, fonts.CAPTION) + 10
        room = QRectF(_SIDE + taken + 8, spot.y(), self._wide - taken - 8 - tail_wide, spot.height())
        paint.text(painter, room, finding.form.fact.replace("\n", " ") or "（还没有写事实）")
        right = QRectF(_SIDE, spot.y(), self._wide, spot.height())
        paint.text(painter, right, tail, "ink-2", fonts.CAPTION, align=paint.RIGHT)
        if finding.form.fact:
            self._tips.append((spot, finding.form.fact))

    def _text(
        self,
        painter: QPainter | None,
        left: float,
        width: float,
        height: float,
        words: str,
        token: str = "ink",
        px: int = fonts.BASE,
        weight: int = fonts.REGULAR,
    ) -> None:
        rect = QRectF(left, self._y, width, height)
        if painter:
            paint.text(painter, rect, words, token, px, weight)
            if fonts.width(words, px, weight) > width + 0.5:
                self._tips.append((rect, words))

    # Qt

    def _spot_at(self, place: QPointF) -> int:
        found = (number for number, (rect, _) in enumerate(self._spots) if rect.contains(place))
        return next(found, -1)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.as_text())

    def sizeHint(self) -> QSize:
        """The size it likes."""
        return QSize(380, self.minimumHeight())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        place = event.position()
        self._hovered = self._spot_at(place)
        shape = Qt.CursorShape.PointingHandCursor if self._hovered >= 0 else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.setToolTip(next((words for rect, words in self._tips if rect.contains(place)), ""))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to a finding."""
        number = self._spot_at(event.position())
        if number >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.finding_pressed.emit(self._spots[number][1].code)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy what is shown."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.add("复制全部文字", self._copy, "copy")
        menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            self._lay_out(painter)
