"""How the queue is put in order: whose turn it is, what presses, what a to-do row stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from app.models.enums import LabelEnum, ReviewState
from app.services.review.cases import CaseRow

SOON_DAYS = 7


class Group(LabelEnum):
    """A part of the queue, in the order in which they stand."""

    TODAY = ("today", "我的 · 今天要做")
    WAITING = ("waiting", "我的 · 等待他人")
    NEW = ("new", "我的 · 尚未开始")
    DONE = ("done", "我的 · 已完成")
    FREE = ("free", "待分派")
    OTHERS = ("others", "其他人")


def group_of(case: CaseRow, person: str, today: date) -> Group:
    """Where a report stands in the queue of `person`.

    To be done today is what was begun and what presses; what a unit has to hand in again waits for others.
    """
    if not person or case.assignee != person:
        return Group.OTHERS if case.assignee else Group.FREE
    if case.state.is_final:
        return Group.DONE
    if case.state is ReviewState.RETURNED:
        return Group.WAITING
    in_review = case.state is ReviewState.IN_FIRST_REVIEW
    if case.is_overdue(today) or (in_review and (case.answered or is_due_soon(case, today))):
        return Group.TODAY
    return Group.NEW


def is_due_soon(case: CaseRow, today: date) -> bool:
    """Whether our work is overdue or due within a week."""
    waits = case.state.is_final or case.state is ReviewState.RETURNED
    return case.deadline is not None and not waits and case.deadline <= today + timedelta(days=SOON_DAYS)


def urgency(case: CaseRow) -> tuple[date, str]:
    """What a list is sorted by when nothing else is wanted: the earliest deadline first, none last."""
    return case.deadline or date.max, case.name


def in_preset(case: CaseRow, preset: str, person: str, today: date) -> bool:
    """Whether a report is one of those that a to-do row counts and opens.

    `mine` in first review by `person`, `overdue` theirs and late, `returned` theirs and with the unit,
    `waiting` given to nobody. Raises KeyError for another name.
    """
    return _PRESETS[preset](case, person, today)


def _is_mine(case: CaseRow, person: str, today: date) -> bool:
    return case.assignee == person and case.state is ReviewState.IN_FIRST_REVIEW


def _is_overdue(case: CaseRow, person: str, today: date) -> bool:
    return case.assignee == person and case.is_overdue(today)


def _is_returned(case: CaseRow, person: str, today: date) -> bool:
    return case.assignee == person and case.state is ReviewState.RETURNED


def _is_free(case: CaseRow, person: str, today: date) -> bool:
    return not case.assignee and not case.state.is_final


_PRESETS: Mapping[str, Callable[[CaseRow, str, date], bool]] = {
    "mine": _is_mine,
    "overdue": _is_overdue,
    "returned": _is_returned,
    "waiting": _is_free,
}
