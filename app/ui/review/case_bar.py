"""The bar over the workbench: whose report it is, where it stands, how far one is."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame

from app.models.enums import DocumentKind, ReviewEvent, ReviewState
from app.services.review.form import ReviewForm
from app.ui.kit import (
    Chip,
    ElidedLabel,
    Label,
    ProgressRing,
    SegmentedSwitch,
    button,
    icon_button,
    row,
    vline,
)
from app.ui.looks import UNDECIDED, undecided_words

_NARROW = 1260


def deadline_words(deadline: date | None, state: ReviewState, today: date) -> tuple[str, str]:
    """How near the deadline is, and its tone."""
    if deadline is None or not state.is_ours:
        return "", ""
    days = (deadline - today).days
    if days < 0:
        return f"逾期 {-days} 天", "bad"
    words = "今天到期" if days == 0 else f"剩 {days} 天"
    return words, "warn" if days <= 7 else "quiet"


class CaseBar(QFrame):
    """Back, name, state, progress, next and previous case."""

    back_wanted = Signal()
    previous_wanted = Signal()
    next_wanted = Signal()
    unit_wanted = Signal()
    step_wanted = Signal()
    more_wanted = Signal()
    course_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._undecided, self._is_narrow = 0, False
        self.setObjectName("tabstrip")
        self.setFixedHeight(49)
        self.setAccessibleName("审核件")
        self.back = button("队列", "bar", "chevron-left", tip="回到队列  Esc")
        self.name = ElidedLabel("", "section", minimum=120)
        self.what = ElidedLabel("", "muted", minimum=60)
        self.state = Chip("初审中")
        self.deadline = Label("", "caption")
        self.conflicts = button("", "status", UNDECIDED.icon)
        self.conflicts.set_tone(UNDECIDED.tone)
        self.facts = ElidedLabel("", "caption", minimum=20)
        views = (("review", "审核"), ("recalculation", "复算"), ("compare", "对照"))
        self.view = SegmentedSwitch(views, height=28, name="视图")
        self.ring = ProgressRing()
        self.progress = Label("", "strong")
        self.previous = icon_button("chevron-up", "上一件", "Ctrl+↑")
        self.next = icon_button("chevron-down", "下一件", "Ctrl+↓")
        self.unit = button("单位", "quiet", "building-community", tip="在单位名录中查看")
        self.step = button("", icon="arrow-right", tip="这一步之后交给下一位")
        self.more = icon_button("dots", "更多步骤")
        self._facts_line = vline(18)
        self.setLayout(
            row(
                *(self.back, vline(18), 4, self.name, self.what, self.state, self.deadline),
                *(self.conflicts, self._facts_line, (self.facts, 1), 8),
                *(self.view, 4, self.ring, self.progress, 4, self.previous, self.next, vline(18)),
                *(self.step, self.unit, self.more),
                gap=8,
                margins=(8, 0, 10, 0),
            )
        )
        self.back.clicked.connect(self.back_wanted)
        self.previous.clicked.connect(self.previous_wanted)
        self.next.clicked.connect(self.next_wanted)
        self.unit.clicked.connect(self.unit_wanted)
        self.step.clicked.connect(self.step_wanted)
        self.more.clicked.connect(self.more_wanted)

    def show_step(self, event: ReviewEvent | None) -> None:
        """Offer the step that usually follows."""
        self.step.setVisible(event is not None)
        if event is not None:
            self.step.set_words(f"{event.label}…")

    def show_conflicts(self, count: int) -> None:
        """How many conflicts concern the report."""
        self._undecided = count
        self.conflicts.setVisible(bool(count))
        words = undecided_words(count)
        self.conflicts.set_words(f"{count:,}" if self._is_narrow else words)
        self.conflicts.setAccessibleName(words)
        self.conflicts.setToolTip(f"{words}，到冲突台决定")

    def show_form(self, form: ReviewForm, today: date) -> None:
        """Show whose report it is and how far one is."""
        head = form.head
        self.name.setText(head.unit_name)
        self.what.setText(f"{head.year} {head.kind.label} · 第{head.round}轮")
        self.state.set_state(head.state.label)
        words, tone = deadline_words(head.deadline, head.state, today)
        self.deadline.setText(words)
        self.deadline.set_tone(tone)
        self.deadline.setVisible(bool(words))
        received = f"收到 {head.received_on.isoformat()}" if head.received_on else ""
        whose = "核查排放量" if head.kind is DocumentKind.VR else "报告排放量"
        emission = f"{whose} {head.emission_text} t" if head.emission_text else ""
        facts = [received, emission, head.verification_body, head.assignee and f"初审 {head.assignee}"]
        facts += [head.second_reviewer and f"二审 {head.second_reviewer}"]
        facts += [head.approver and f"审定 {head.approver}"]
        self.facts.setText("　".join(part for part in facts if part))
        self.ring.set_progress(form.answered, form.total)
        self.progress.setText(f"{form.answered} / {form.total}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the facts give way; they stand with the attachments as well."""
        super().resizeEvent(event)
        self._is_narrow = event.size().width() < _NARROW
        self.unit.set_words("" if self._is_narrow else "单位")
        self.show_conflicts(self._undecided)
