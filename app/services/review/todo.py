"""What waits for a colleague: the rows of 我的待办 on the start page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.services.review.cases import CaseRow
from app.services.review.queue import in_preset, is_due_soon


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
    found = {
        preset: [case for case in rows if in_preset(case, preset, person, today)]
        for preset in ("mine", "overdue", "returned", "waiting")
    }
    late = found["overdue"]
    soon = [c for c in found["mine"] if is_due_soon(c, today) and not c.is_overdue(today)]
    worst = max(((today - c.deadline).days for c in late if c.deadline), default=0)
    return (
        Todo("mine", "待我初审", f"7 天内到期 {len(soon)}" if soon else "没有快到期的", len(found["mine"])),
        Todo("overdue", "已逾期", f"最长逾期 {worst} 天" if late else "没有逾期", len(late)),
        Todo("returned", "等单位重报", "已退回修改", len(found["returned"])),
        Todo("waiting", "待分派", "还没有负责人", len(found["waiting"])),
    )
