"""Cases are given to colleagues 分派: first a preview of every case, then all of it as one action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enums import DocumentKind, LabelEnum
from app.models.names import tidy_name
from app.models.report import InterestConflict, Person, Report
from app.services.review.cases import CaseRow
from app.services.review.flow import give
from app.services.review.versions import ensure_report


class Spread(LabelEnum):
    """How cases are shared out among several colleagues."""

    DISTRICT = ("district", "按属地")
    INDUSTRY = ("industry", "按行业")
    EVEN = ("even", "数量均衡")
    LAST_YEAR = ("last_year", "沿用上年")


@dataclass(frozen=True)
class Assignment:
    """What is to become of the chosen cases.

    `person`: a name, "" takes the cases back, None leaves everybody where they are. `spread` shares them out
    among `people` instead. `deadline` counts only with `sets_deadline`; None then takes the deadline away.
    """

    person: str | None = None
    sets_deadline: bool = False
    deadline: date | None = None
    spread: Spread | None = None
    people: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked for."""
        return self.person is None and self.spread is None and not self.sets_deadline


@dataclass(frozen=True)
class Known:
    """What a plan takes into account: how many cases each colleague has, who declared a conflict of interest
    with which unit (key -> name -> why), and who reviewed the same report last year.
    """

    loads: Mapping[str, int] = field(default_factory=dict)
    conflicts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    last_year: Mapping[tuple[str, DocumentKind], str] = field(default_factory=dict)


@dataclass(frozen=True)
class AssignLine:
    """One case before and after; `reason` says why it stays as it is, "" where it changes."""

    case: CaseRow
    person: str
    deadline: date | None
    reason: str = ""


NOTHING_KNOWN = Known()


def read_known(session: Session, year: int, cases: Iterable[CaseRow]) -> Known:
    """Everything a plan takes into account; `cases`: all of the year."""
    conflicts: dict[str, dict[str, str]] = {}
    declared = select(InterestConflict.unit_id, Person.name, InterestConflict.reason)
    for unit, name, why in session.execute(declared.join(Person, Person.id == InterestConflict.person_id)):
        conflicts.setdefault(unit, {})[name] = why
    before = select(Report.unit_id, Report.kind, Person.name).join(Person, Person.id == Report.assignee_id)
    last = {(unit, kind): name for unit, kind, name in session.execute(before.where(Report.year == year - 1))}
    return Known(loads(cases), conflicts, last)


def plan_assignment(
    cases: Iterable[CaseRow], wanted: Assignment, known: Known = NOTHING_KNOWN
) -> tuple[AssignLine, ...]:
    """What `wanted` would do to each case. Nothing is written."""
    chosen = list(cases)
    shares = _shares(chosen, wanted, known) if wanted.spread else {}
    return tuple(_plan(case, wanted, known, shares.get(case.report_id)) for case in chosen)


def carry_out(
    session: Session, cases: Iterable[CaseRow], wanted: Assignment, known: Known = NOTHING_KNOWN
) -> int:
    """Do what the plan says, as one action; what it leaves as it is is not touched. Returns how many changed.

    Raises:
        AppError: a unit is gone, or a conflict of interest was declared meanwhile.
    """
    changed = 0
    for line in plan_assignment(cases, wanted, known):
        case = line.case
        if line.reason:
            continue
        report = ensure_report(session, case.unit_id, case.year, case.kind)
        # A colleague may have concluded it since the preview was made.
        if not report.state.is_final:
            changed += _change(session, report, line, wanted)
    return changed


def loads(cases: Iterable[CaseRow]) -> Counter[str]:
    """How many cases that are not ended each colleague has."""
    return Counter(case.assignee for case in cases if case.assignee and not case.state.is_final)


def _plan(case: CaseRow, wanted: Assignment, known: Known, share: str | None) -> AssignLine:
    deadline = wanted.deadline if wanted.sets_deadline else case.deadline
    if case.state.is_final:
        return AssignLine(case, case.assignee, case.deadline, f"已审结（{case.state.label}）")
    if wanted.spread and not share:
        why = "上年没有审核人" if wanted.spread is Spread.LAST_YEAR else "选中的人都有利益冲突"
        return AssignLine(case, case.assignee, case.deadline, why)
    person = share or _named(case, wanted)
    conflict = known.conflicts.get(case.unit_id, {}).get(person)
    if person != case.assignee and conflict is not None:
        return AssignLine(case, case.assignee, case.deadline, f"利益冲突：{conflict}")
    if (person, deadline) == (case.assignee, case.deadline):
        return AssignLine(case, person, deadline, "与现在相同")
    return AssignLine(case, person, deadline)


def _named(case: CaseRow, wanted: Assignment) -> str:
    return case.assignee if wanted.person is None else tidy_name(wanted.person)


def _shares(cases: Sequence[CaseRow], wanted: Assignment, known: Known) -> dict[str, str]:
    """Who gets which report: whole groups to whoever has least, largest groups first."""
    movable = [case for case in cases if not case.state.is_final]
    if wanted.spread is Spread.LAST_YEAR:
        return {case.report_id: known.last_year.get((case.unit_id, case.kind), "") for case in movable}
    load = Counter(known.loads)
    load.subtract(case.assignee for case in movable if case.assignee)
    groups: dict[str, list[CaseRow]] = {}
    for case in movable:
        groups.setdefault(_group(case, wanted.spread), []).append(case)
    shares: dict[str, str] = {}
    for name in sorted(groups, key=lambda name: (-len(groups[name]), name)):
        # One colleague for the group; a unit somebody may not review goes to whoever has least of the others.
        main = min(wanted.people, key=lambda one: (load[one], wanted.people.index(one)), default="")
        for case in groups[name]:
            barred = known.conflicts.get(case.unit_id, {})
            able = [one for one in wanted.people if one not in barred]
            chosen = main if main in able else min(able, key=lambda one: load[one], default="")
            shares[case.report_id] = chosen
            load[chosen] += 1
    return shares


def _group(case: CaseRow, spread: Spread | None) -> str:
    """What stays in one hand: a district, an industry, or the reports of one unit."""
    if spread is Spread.DISTRICT:
        return case.district
    return case.industry if spread is Spread.INDUSTRY else case.unit_id


def _change(session: Session, report: Report, line: AssignLine, wanted: Assignment) -> bool:
    before = report.assignee_id, report.deadline, report.state
    if line.person != line.case.assignee:
        give(session, report, line.person)
    if wanted.sets_deadline:
        report.deadline = wanted.deadline
    return (report.assignee_id, report.deadline, report.state) != before
