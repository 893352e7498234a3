"""What a line of the queue says: its columns and the words of its note."""

from __future__ import annotations

from datetime import date

from app.models.amounts import show_amount
from app.models.enums import ReviewState
from app.services.review.cases import CaseRow
from app.services.review.queue import is_due_soon
from app.ui.looks import UNDECIDED, undecided_words
from app.ui.table import Column

_WIDE_FROM = 1200 - 86  # 1200 of the list, less the boxes and rings at its left
NOTE = "note"


def round_words(case: CaseRow) -> str:
    """第2轮; nothing before the first report came in."""
    return f"第{case.round}轮" if case.round else ""


def day_words(day: date | None, today: date) -> str:
    """04-30 in the year that runs, 2024-04-30 in another."""
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def note_of(case: CaseRow, today: date) -> tuple[str, str]:
    """What presses or is waited for, and its tone: 逾期 2 天, 剩 5 天, 等单位重报."""
    if case.state.is_final:
        return "", ""
    if case.state is ReviewState.RETURNED:
        return "等单位重报", "quiet"
    if case.deadline is None and case.holder and case.holder != case.assignee:
        return f"等{case.holder}", "quiet"
    if case.deadline is not None:
        days = (case.deadline - today).days
        if days < 0:
            return f"逾期 {-days} 天", "bad"
        words = f"剩 {days} 天" if days else "今天到期"
        if is_due_soon(case, today):
            return words, "warn"
        if case.state is not ReviewState.NOT_SUBMITTED:
            return words, "quiet"
    if case.state is not ReviewState.NOT_SUBMITTED:
        return "", ""
    if case.deadline is None and case.submit_by is not None:
        days = (today - case.submit_by).days
        return (f"逾期 {days} 天未报", "bad") if days > 0 else (f"{case.submit_by:%m-%d} 前报送", "quiet")
    return "等单位报送", "quiet"


def _category(case: CaseRow) -> str:
    return case.category.short if case.category else ""


def _state_order(case: CaseRow) -> int:
    return list(ReviewState).index(case.state)


def _findings(case: CaseRow) -> str:
    return str(case.open_findings or "")


def _hits(case: CaseRow) -> str:
    return str(case.open_hits or "")


def _emission(case: CaseRow) -> str:
    return "" if case.emission is None else show_amount(case.emission, 2)


_NAME = Column(
    "name",
    "单位",
    lambda c: c.name,
    mark=lambda c: UNDECIDED.icon if c.conflicts else "",
    tip=lambda c: undecided_words(c.conflicts),
    width=300,
    min_width=136,
    wide=420,
    stretch=True,
)


def queue_columns(today: date, *, is_all: bool) -> tuple[Column, ...]:
    """The columns from left to right. `is_all`: cases of everybody, so who reviews them is always shown."""
    return (
        _NAME,
        Column("industry", "行业", lambda c: c.industry or None, width=142, needs=_WIDE_FROM),
        Column(
            "emission",
            "报告总量（tCO₂）",
            lambda c: c.emission,
            _emission,
            "number",
            width=126,
            needs=_WIDE_FROM,
        ),
        Column(
            "assignee",
            "审核人",
            lambda c: c.assignee or None,
            lambda c: c.assignee or "—",
            width=70,
            needs=0 if is_all else _WIDE_FROM,
        ),
        Column("category", "类别", _category, _category, "small", width=78, gives_way=2),
        Column("kind", "文书", lambda c: c.kind.label, width=76),
        Column("round", "轮次", lambda c: c.round, round_words, width=60, gives_way=1),
        Column("state", "状态", _state_order, lambda c: c.state.label, "chip", width=130),
        Column(
            "hits",
            "疑点",
            lambda c: c.open_hits,
            _hits,
            "number",
            glyph=lambda c: "alert-triangle" if c.open_hits else "",
            tone=lambda c: "warn" if c.open_hits else "",
            tip=lambda c: f"未定的疑点 {c.open_hits} 条" if c.open_hits else "",
            width=60,
        ),
        Column(
            "findings",
            "问题",
            lambda c: c.open_findings,
            _findings,
            "number",
            glyph=lambda c: "flag" if c.open_findings else "",
            tip=lambda c: f"未关闭的问题 {c.open_findings} 个" if c.open_findings else "",
            width=60,
        ),
        Column(
            "deadline",
            "期限",
            lambda c: c.deadline,
            lambda c: day_words(c.deadline, today),
            width=90,
            tip=lambda c: c.deadline.isoformat() if c.deadline else "",
        ),
        Column(NOTE, "", lambda c: note_of(c, today)[0], width=114, is_sortable=False),
    )
