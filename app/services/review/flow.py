"""The one way in which a report goes from state to state: `advance`. Each step is a row of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import __version__
from app.models.base import new_id
from app.models.enums import OPEN_FINDINGS, Conclusion, FindingState, ReviewEvent, ReviewState, Severity
from app.models.errors import AppError
from app.models.names import tidy_name
from app.models.report import InterestConflict, Person, Report, ReportVersion, StateChange
from app.models.review import Finding
from app.services.catalog import Catalog, load_catalog
from app.services.people import ensure_person
from app.services.review.course import state_before, step_rows
from app.services.review.form import ReviewForm, review_form
from app.services.review.rounds import repeat_round
from app.services.review.transitions import (
    Facts,
    Guard,
    Work,
    fits_conclusion,
    has_decided_errors,
    has_rounds_left,
    has_severe,
    is_answered,
    is_complete,
    may_assign,
    objections,
    target_of,
    transition,
    was_reminded,
)
from app.services.review.versions import latest_version, require_report
from app.services.workdays import max_rounds, reminders_needed, step_deadline

_S, _E = ReviewState, ReviewEvent
_ON_WORK = frozenset({is_answered, fits_conclusion, has_decided_errors, has_severe, is_complete})
# Which day limit begins when a report comes into a state.
_LIMITS = {
    _S.RETURNED: "correction",
    _S.RESUBMITTED: "re_review",
    _S.IN_RE_REVIEW: "re_review",
    _S.FIRST_REVIEW_DONE: "second_review",
    _S.PENDING_APPROVAL: "approval",
    _S.SITE_CHECK_REQUIRED: "site_check",
}
# A step after which the conclusion of the round does not stand any more.
_UNDECIDES = frozenset({_E.RECALL, _E.SEND_BACK})


@dataclass(frozen=True)
class Details:
    """What some steps need beside person and reason.

    `assignee`: to whom it is given; `companions`: who was at the unit; `document`: by which it leaves the
    list; `confirmed`: the determined emission in tCO2, as typed; `conclusion`: of the round; `due`: by when
    the step that follows is to be done, None for the usual limit; `on`: the day of the step, None for today.
    """

    assignee: str = ""
    companions: tuple[str, ...] = ()
    document: str = ""
    confirmed: str = ""
    conclusion: Conclusion | None = None
    due: date | None = None
    on: date | None = None


NO_DETAILS = Details()


def advance(
    session: Session,
    report_id: str,
    event: ReviewEvent,
    by: str = "",
    reason: str = "",
    details: Details = NO_DETAILS,
    catalog: Catalog | None = None,
) -> ReviewState:
    """Take one step and keep a row of it; returns the new state. `by` "": whoever works at this computer.

    Raises:
        AppError: a guard speaks against it; the sentence says all of them.
    """
    catalog = catalog or load_catalog()
    report = require_report(session, report_id)
    facts = facts_of(session, report, event, catalog)
    facts = replace(
        facts,
        by=tidy_name(by or session.info.get("author", "")),
        reason=reason.strip(),
        document=details.document.strip(),
        confirmed=details.confirmed.strip(),
        companions=tuple(dict.fromkeys(filter(None, map(tidy_name, details.companions)))),
        assignee=tidy_name(details.assignee),
        conclusion=details.conclusion or facts.conclusion,
    )
    against = objections(event, facts)
    if against:
        raise AppError(f"现在还不能“{event.label}”：{'；'.join(against)}。")
    target = target_of(event, facts)
    session.add(_row(session, report, event, facts, target))
    _follow(session, report, event, facts, details)
    _set_deadline(session, report, facts.state, target, details, catalog)
    report.state = target
    session.flush()
    return target


def give(session: Session, report: Report, name: str, catalog: Catalog | None = None) -> None:
    """Give a report to a colleague, or take it back (""); whatever its state, it is theirs from now on.

    Raises:
        AppError: the colleague has declared a conflict of interest with the unit.
    """
    if report.state is ReviewState.SUBMITTED and name:
        advance(session, report.id, _E.ASSIGN, details=Details(assignee=name), catalog=catalog)
    elif report.state is ReviewState.ASSIGNED and not name:
        advance(session, report.id, _E.TAKE_BACK, catalog=catalog)
    else:
        against = may_assign(
            Facts(report.state, assignee=name, conflicts=conflicts_of(session, report.unit_id))
        )
        if name and against:
            raise AppError(f"{against}，不能分派。")
        report.assignee_id = ensure_person(session, name) if name else None


def facts_of(
    session: Session,
    report: Report,
    event: ReviewEvent | None,
    catalog: Catalog,
    form: ReviewForm | None = None,
) -> Facts:
    """What the guards look at, but for what a person adds. `event` None: for any event.

    Checklist and numbers are only read for the events that depend on them; `form`: where it is known already.
    """
    version = latest_version(session, report.id)
    line = transition(event, report.state) if event else None
    asked = frozenset(line.guards) if line else frozenset[Guard]()

    def matters(*guards: Guard) -> bool:
        return event is None or not asked.isdisjoint(guards)

    if form is None and version is not None and matters(*_ON_WORK):
        form = review_form(session, report.id, catalog, with_prefills=False)
    steps = step_rows(session, report.id)
    return Facts(
        state=report.state,
        round=version.round if version else 1,
        before=state_before(steps, report.state),
        first=_first_reviewer(session, report, steps),
        second=_name(session, report.second_reviewer_id),
        conclusion=version.conclusion if version else None,
        work=work_of(form) if form else Work(),
        conflicts=conflicts_of(session, report.unit_id),
        reminders=_reminders(steps, report.state),
        max_rounds=max_rounds(session, catalog) if matters(has_rounds_left) else 0,
        reminders_needed=reminders_needed(session, catalog) if matters(was_reminded) else 0,
    )


def work_of(form: ReviewForm) -> Work:
    """How far a first review is."""
    still_open = form.open_findings
    severe = sum(f.severity is not Severity.MINOR for f in still_open)
    lacking = tuple(
        f"问题 {f.code or '（无条目）'} 还缺{'、'.join(f.missing)}" for f in still_open if f.missing
    )
    return Work(form.total - form.answered, severe, len(still_open) - severe, lacking, form.undecided_errors)


def conflicts_of(session: Session, unit_id: str) -> dict[str, str]:
    """Who has declared a conflict of interest with a unit, and why."""
    query = select(Person.name, InterestConflict.reason).join(Person, Person.id == InterestConflict.person_id)
    return {name: why for name, why in session.execute(query.where(InterestConflict.unit_id == unit_id))}


def _row(
    session: Session, report: Report, event: ReviewEvent, facts: Facts, target: ReviewState
) -> StateChange:
    steps = step_rows(session, report.id)
    return StateChange(
        id=new_id(),
        report_id=report.id,
        number=steps[-1].number + 1 if steps else 1,
        round=facts.round,
        event=event,
        from_state=report.state,
        to_state=target,
        person=facts.by,
        companions="\n".join(facts.companions) or None,
        document=facts.document or None,
        reason=facts.reason or None,
        program=__version__,
    )


def _follow(session: Session, report: Report, event: ReviewEvent, facts: Facts, details: Details) -> None:
    """What a step does beside changing the state."""
    if event is _E.ASSIGN:
        report.assignee_id = ensure_person(session, facts.assignee)
    elif event is _E.TAKE_BACK:
        report.assignee_id = None
    elif event is _E.START and report.assignee_id is None:
        report.assignee_id = ensure_person(session, facts.by)
    elif event is _E.START_SECOND:
        report.second_reviewer_id = ensure_person(session, facts.by)
    elif event in (_E.APPROVE, _E.CLOSE):
        report.approver_id = ensure_person(session, facts.by)
    elif event is _E.ARCHIVE:
        report.confirmed_text = facts.confirmed
    version = latest_version(session, report.id)
    if event is _E.REOPEN and version is not None:
        repeat_round(session, version)
    elif version is not None:
        _conclude(session, version, event, facts)


def _conclude(session: Session, version: ReportVersion, event: ReviewEvent, facts: Facts) -> None:
    """Bring conclusion and findings of the round in line with a step."""
    if event is _E.RETURN:
        version.conclusion = Conclusion.RETURNED
        _set_findings(session, version, (FindingState.OPEN, FindingState.ANSWERED), FindingState.SENT)
    elif event is _E.CLOSE:
        version.conclusion = Conclusion.NOT_PASSED
        version.conclusion_note = facts.reason
    elif event in (_E.FINISH, _E.PASS_ON, _E.APPROVE):
        version.conclusion = facts.conclusion
    elif event in _UNDECIDES and facts.state is not _S.SITE_CHECK_REQUIRED:
        if facts.state is _S.RETURNED:
            _set_findings(session, version, (FindingState.SENT,), FindingState.OPEN, only_this=True)
        if event is _E.SEND_BACK or facts.state in (_S.RETURNED, _S.FIRST_REVIEW_DONE):
            version.conclusion = version.conclusion_note = None
    if event is _E.APPROVE and facts.conclusion is Conclusion.PASSED_WITH_NOTES:
        _set_findings(session, version, OPEN_FINDINGS, FindingState.ADVICE)


def _set_findings(
    session: Session,
    version: ReportVersion,
    known: Iterable[FindingState],
    state: FindingState,
    *,
    only_this: bool = False,
) -> None:
    """Move the findings of the report, or of this round only, that are in one of the states `known`."""
    query = select(Finding).join(ReportVersion, ReportVersion.id == Finding.version_id)
    where = ReportVersion.id == version.id if only_this else ReportVersion.report_id == version.report_id
    for finding in session.scalars(query.where(where, Finding.state.in_(list(known)))):
        finding.state = state


def _set_deadline(
    session: Session,
    report: Report,
    before: ReviewState,
    target: ReviewState,
    details: Details,
    catalog: Catalog,
) -> None:
    """Propose when the step that begins is due. A first review keeps the day it was given."""
    if target is before:
        return
    step = _LIMITS.get(target)
    if target in (_S.SUBMITTED, _S.ASSIGNED, _S.IN_FIRST_REVIEW) and report.deadline is None:
        step = f"first_review_{report.kind.value.lower()}"
    if details.due is not None:
        report.deadline = details.due
    elif step is not None and not (target is _S.IN_RE_REVIEW and before is _S.RESUBMITTED):
        report.deadline = step_deadline(session, catalog, step, details.on or date.today())


def _first_reviewer(session: Session, report: Report, steps: list[StateChange]) -> str:
    finished = next((row.person for row in reversed(steps) if row.event is _E.FINISH), "")
    return finished if finished and not report.state.is_in_review else _name(session, report.assignee_id)


def _name(session: Session, person_id: str | None) -> str:
    person = session.get(Person, person_id) if person_id else None
    return person.name if person else ""


def _reminders(steps: list[StateChange], state: ReviewState) -> int:
    """How often the unit was reminded since the report came into its state."""
    count = 0
    for row in reversed(steps):
        if row.to_state is not state or row.from_state is not state:
            break
        count += row.event is _E.REMIND
    return count
