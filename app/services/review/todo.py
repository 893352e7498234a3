"""What waits for a colleague: the rows of 我的待办 on the start page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.models.enums import ReviewState
from app.services.review.cases import CaseRow


@dataclass(frozen=True)
class Todo:
    """One row: `preset` names the list it opens."""

    preset: str
    words: str
    note: str
    count: int


def todos(cases: Iterable[CaseRow], person: str, today: date) -> tuple[Todo, ...]:
    """Count what waits for `person`, and what waits for somebody."""
    rows = list(cases)
    mine = [c for c in rows if c.assignee == person and c.state is ReviewState.IN_FIRST_REVIEW]
    overdue = [c for c in rows if c.assignee == person and c.is_overdue(today)]
    returned = [c for c in rows if c.assignee == person and c.state is ReviewState.RETURNED]
    free = [c for c in rows if not c.assignee and not c.state.is_final]
    soon = [c for c in mine if c.deadline and today <= c.deadline <= today + timedelta(days=7)]
    worst = max(((today - c.deadline).days for c in overdue if c.deadline), default=0)
    return (
        Todo("mine", "待我初审", f"7 天内到期 {len(soon)}" if soon else "没有快到期的", len(mine)),
        Todo("overdue", "已逾期", f"最长逾期 {worst} 天" if overdue else "没有逾期", len(overdue)),
        Todo("returned", "等单位重报", "已退回修改", len(returned)),
        Todo("waiting", "待分派", "还没有负责人", len(free)),
    )
