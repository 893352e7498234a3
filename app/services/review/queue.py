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
    if not person or person not in (case.assignee, case.holder):
        if case.may_act(person):
            return Group.TODAY
        return Group.OTHERS if case.assignee else Group.FREE
    if case.state.is_final:
        return Group.DONE
    if case.state is ReviewState.RETURNED or case.holder != person:
        return Group.WAITING
    is_later = case.state.is_site_check or case.is_second or case.state is ReviewState.PENDING_APPROVAL
    begun = case.state.is_in_review and case.answered
    presses = is_due_soon(case, today) and case.state is not ReviewState.NOT_SUBMITTED
    if case.is_overdue(today) or is_later or begun or presses or case.round > 1:
        return Group.TODAY
    return Group.NEW


def is_due_soon(case: CaseRow, today: date) -> bool:
    """Whether our work is overdue or due within a week."""
    if case.deadline is None or not case.state.is_ours:
        return False
    return case.deadline <= today + timedelta(days=SOON_DAYS)


def urgency(case: CaseRow) -> tuple[date, str]:
    """What a list is sorted by when nothing else is wanted: the earliest deadline first, none last."""
    return case.deadline or date.max, case.name


def in_preset(case: CaseRow, preset: str, person: str, today: date) -> bool:
    """Whether a report is one of those that a to-do row counts and opens.

    `mine` in first review by `person`, `second` and `approve` for `person` to review again and to approve,
    `overdue` theirs and late, `returned` theirs and with the unit, `waiting` given to nobody. Raises KeyError
    for another name.
    """
    return _PRESETS[preset](case, person, today)


def _is_mine(case: CaseRow, person: str, today: date) -> bool:
    return case.assignee == person and case.state.is_open_to_answers


def _is_second(case: CaseRow, person: str, today: date) -> bool:
    return case.is_second and case.may_act(person)


def _is_to_approve(case: CaseRow, person: str, today: date) -> bool:
    return case.state is ReviewState.PENDING_APPROVAL and case.may_act(person)


def _is_overdue(case: CaseRow, person: str, today: date) -> bool:
    return case.holder == person and case.is_overdue(today)


def _is_returned(case: CaseRow, person: str, today: date) -> bool:
    return case.assignee == person and case.state is ReviewState.RETURNED


def _is_free(case: CaseRow, person: str, today: date) -> bool:
    return not case.assignee and not case.state.is_final


_PRESETS: Mapping[str, Callable[[CaseRow, str, date], bool]] = {
    "mine": _is_mine,
    "second": _is_second,
    "approve": _is_to_approve,
    "overdue": _is_overdue,
    "returned": _is_returned,
    "waiting": _is_free,
}
