"""Cases are given to colleagues 分派: first a preview of every case, then all of it as one action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.models.names import tidy_name
from app.models.report import Report
from app.services.people import ensure_person
from app.services.review.cases import CaseRow
from app.services.review.receive import ensure_report


@dataclass(frozen=True)
class Assignment:
    """What is to become of the chosen cases.

    `person`: a name, "" takes the cases back, None leaves everybody where they are. `deadline` counts only
    with `sets_deadline`; None then takes the deadline away.
    """

    person: str | None = None
    sets_deadline: bool = False
    deadline: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked for."""
        return self.person is None and not self.sets_deadline


@dataclass(frozen=True)
class AssignLine:
    """One case before and after; `reason` says why it stays as it is, "" where it changes."""

    case: CaseRow
    person: str
    deadline: date | None
    reason: str = ""


def plan_assignment(cases: Iterable[CaseRow], wanted: Assignment) -> tuple[AssignLine, ...]:
    """What `wanted` would do to each case. Nothing is written."""
    return tuple(_plan(case, wanted) for case in cases)


def carry_out(session: Session, cases: Iterable[CaseRow], wanted: Assignment) -> int:
    """Do what the plan says, as one action; what it leaves as it is is not touched. Returns how many changed.

    Raises:
        AppError: a unit is gone.
    """
    lines = [line for line in plan_assignment(cases, wanted) if not line.reason]
    person_id = ensure_person(session, wanted.person) if wanted.person and lines else None
    changed = 0
    for line in lines:
        case = line.case
        report = ensure_report(session, case.unit_id, case.year, case.kind)
        # A colleague may have concluded it since the preview was made.
        if not report.state.is_final:
            changed += _change(report, wanted, person_id)
    return changed


def loads(cases: Iterable[CaseRow]) -> Counter[str]:
    """How many cases that are not ended each colleague has."""
    return Counter(case.assignee for case in cases if case.assignee and not case.state.is_final)


def _plan(case: CaseRow, wanted: Assignment) -> AssignLine:
    person = case.assignee if wanted.person is None else tidy_name(wanted.person)
    deadline = wanted.deadline if wanted.sets_deadline else case.deadline
    if case.state.is_final:
        return AssignLine(case, case.assignee, case.deadline, f"已审结（{case.state.label}）")
    if (person, deadline) == (case.assignee, case.deadline):
        return AssignLine(case, person, deadline, "与现在相同")
    return AssignLine(case, person, deadline)


def _change(report: Report, wanted: Assignment, person_id: str | None) -> bool:
    before = report.assignee_id, report.deadline
    if wanted.person is not None:
        report.assignee_id = person_id
    if wanted.sets_deadline:
        report.deadline = wanted.deadline
    return (report.assignee_id, report.deadline) != before
