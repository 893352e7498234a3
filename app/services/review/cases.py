"""The queue: one line for each report that is due in a year, whether or not it has come in yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.models.bulk import natural
from app.models.enums import (
    OPEN_FINDINGS,
    Category,
    DocumentKind,
    HitChange,
    HitDecision,
    ListState,
    ReviewState,
    Verdict,
)
from app.models.hit import HitRow
from app.models.report import Person, Report, ReportVersion, join_latest
from app.models.review import Finding, Item
from app.models.unit import Enrolment, Unit
from app.services.catalog import Catalog, ChecklistItem
from app.services.catalog.deadlines import DeadlineRule
from app.services.review.flow import give
from app.services.review.versions import ensure_report

# The milestone by which a report is due, in the rule table.
_HANDED_IN = {DocumentKind.ER: "emission_report", DocumentKind.VR: "verification_report"}
_SECOND, _APPROVER = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class CaseRow:
    """One report in the queue. Emission in tCO2."""

    report_id: str
    unit_id: str
    name: str
    initials: str
    uscc: str
    category: Category | None
    industry: str
    kind: DocumentKind
    year: int
    state: ReviewState
    round: int
    assignee: str
    deadline: date | None
    answered: int
    total: int
    open_findings: int
    emission: Decimal | None
    # Who is named for the second review and the approval; where the unit lies.
    second: str = ""
    approver: str = ""
    district: str = ""
    # Hits of the automatic checks that are still to be settled.
    open_hits: int = 0
    # By when the unit is to hand in; None where no rule of that year is confirmed.
    submit_by: date | None = None
    # Open conflicts of the report and of what is printed with it; counted by whoever shows the row.
    conflicts: int = 0

    def is_overdue(self, today: date) -> bool:
        """Whether the deadline has gone by and our work is not done."""
        return self.deadline is not None and self.deadline < today and self.state.is_ours

    @property
    def is_second(self) -> bool:
        """Whether the second reviewer is to act."""
        return self.state in (ReviewState.FIRST_REVIEW_DONE, ReviewState.IN_SECOND_REVIEW)

    @property
    def holder(self) -> str:
        """Who is named for the step that is to be taken; "" where nobody is."""
        if self.is_second:
            return self.second
        if self.state is ReviewState.PENDING_APPROVAL:
            return self.approver
        return self.assignee

    def may_act(self, person: str) -> bool:
        """Whether `person` is to take the step: named for it, or anybody else than the first reviewer."""
        if not person:
            return False
        if self.holder:
            return person == self.holder
        is_later = self.is_second or self.state is ReviewState.PENDING_APPROVAL
        return is_later and person != self.assignee


class _Counter:
    """How many items concern a unit and are answered; remembers what it worked out per kind of unit."""

    def __init__(self, session: Session, year: int, catalog: Catalog) -> None:
        self._session = session
        self._year = year
        self._catalog = catalog
        self._known: dict[object, Mapping[str, ChecklistItem]] = {}

    def count(self, row: _Case) -> tuple[int, int]:
        """Answered and applicable items of the latest version."""
        items = self._applicable(row)
        answers = self._answers.get(row.known.version_id or "", ())
        answered = sum(
            items[code].is_answered(verdict, answer) for code, verdict, answer in answers if code in items
        )
        return answered, len(items)

    @cached_property
    def _answers(self) -> Mapping[str, list[tuple[str, Verdict | None, str | None]]]:
        query = (
            select(Item.version_id, Item.code, Item.verdict, Item.answer)
            .join(ReportVersion, ReportVersion.id == Item.version_id)
            .join(Report, Report.id == ReportVersion.report_id)
            .where(Report.year == self._year)
        )
        found: dict[str, list[tuple[str, Verdict | None, str | None]]] = {}
        for version, code, verdict, answer in self._session.execute(query):
            found.setdefault(version, []).append((code, verdict, answer))
        return found

    def _applicable(self, row: _Case) -> Mapping[str, ChecklistItem]:
        key = (row.kind, row.known.edition, row.category, row.industry_code, row.industry)
        if key not in self._known:
            checklist = self._catalog.checklist(row.kind, self._year, row.known.edition)
            sectors = self._catalog.sector_of(row.industry_code, row.industry)
            items = self._catalog.applicable(checklist, category=row.category, sectors=sectors)
            self._known[key] = {item.code: item for item in items if item.judged}
        return self._known[key]


@dataclass(frozen=True)
class _Known:
    """What is stored of a report; the defaults are those of one that has not been touched yet."""

    state: ReviewState = ReviewState.NOT_SUBMITTED
    assignee: str | None = None
    second: str | None = None
    approver: str | None = None
    deadline: date | None = None
    version_id: str | None = None
    round: int | None = None
    emission: Decimal | None = None
    edition: str | None = None


@dataclass(frozen=True)
class _Case:
    """What one line of the queue is made of, before counting."""

    unit: tuple[str, str, str, str, str]
    category: Category | None
    industry_code: str | None
    industry: str | None
    kind: DocumentKind
    report_id: str
    known: _Known


def case_rows(session: Session, year: int, catalog: Catalog) -> list[CaseRow]:
    """Every report due in `year`: an emission report of each unit, a verification report of key ones."""
    counter = _Counter(session, year, catalog)
    findings, hits = _open_findings(session, year), _open_hits(session, year)
    limits = {kind: _submit_by(catalog, year, kind) for kind in DocumentKind}
    rows = []
    for case in _cases(session, year):
        answered, total = counter.count(case)
        key, name, initials, uscc, district = case.unit
        row = CaseRow(
            report_id=case.report_id,
            unit_id=key,
            name=name,
            initials=initials,
            uscc=uscc,
            category=case.category,
            industry=case.industry or "",
            kind=case.kind,
            year=year,
            state=case.known.state,
            round=case.known.round or 0,
            assignee=case.known.assignee or "",
            second=case.known.second or "",
            approver=case.known.approver or "",
            district=district,
            deadline=case.known.deadline,
            answered=answered,
            total=total,
            open_findings=findings.get(case.report_id, 0),
            emission=case.known.emission,
            open_hits=hits.get(case.known.version_id or "", 0),
            submit_by=limits[case.kind],
        )
        rows.append(row)
    return rows


def submission_rule(catalog: Catalog, year: int, kind: DocumentKind) -> DeadlineRule | None:
    """The rule that says by when a unit hands in its report of `year`; it may name no date."""
    milestone = _HANDED_IN.get(kind)
    return catalog.deadline(year, milestone) if milestone else None


def _submit_by(catalog: Catalog, year: int, kind: DocumentKind) -> date | None:
    rule = submission_rule(catalog, year, kind)
    return rule.due_for(year) if rule else None


def place_of(session: Session, report_id: str) -> tuple[int, bool] | None:
    """The year of a report and whether it was handed in; None where nothing is stored of it."""
    report = session.get(Report, report_id)
    if report is None:
        return None
    received = select(func.count()).where(ReportVersion.report_id == report_id)
    return report.year, bool(session.scalar(received))


def assign(
    session: Session, cases: Iterable[tuple[str, DocumentKind]], year: int, person_id: str | None
) -> int:
    """Give reports (unit key, kind) to a colleague, or take them back (None). Returns how many changed."""
    changed = 0
    for unit_id, kind in cases:
        report = ensure_report(session, unit_id, year, kind)
        if report.assignee_id != person_id:
            changed += 1
            person = session.get(Person, person_id) if person_id else None
            give(session, report, person.name if person else "")
    return changed


def set_deadline(
    session: Session, cases: Iterable[tuple[str, DocumentKind]], year: int, deadline: date | None
) -> int:
    """Set when our review of the reports is due. Returns how many changed."""
    changed = 0
    for unit_id, kind in cases:
        report = ensure_report(session, unit_id, year, kind)
        changed += report.deadline != deadline
        report.deadline = deadline
    return changed


def _cases(session: Session, year: int) -> Iterable[_Case]:
    reports = _reports(session, year)
    query = (
        select(
            *(Unit.id, Unit.name, Unit.initials, Unit.uscc, Unit.district),
            *(Enrolment.category, Enrolment.industry_code, Enrolment.industry, Enrolment.state),
        )
        .join(Enrolment, Enrolment.unit_id == Unit.id)
        .where(Enrolment.year == year)
        .order_by(Unit.name)
    )
    for key, name, initials, uscc, district, category, code, industry, state in session.execute(query):
        for kind in DocumentKind:
            known = reports.get((key, kind))
            due = state is ListState.LISTED and (
                kind is DocumentKind.ER or (kind.is_report and category and category.is_verified)
            )
            if not due and known is None:
                continue
            report_id = natural(session, "report", key, year, kind)
            unit = (key, name, initials or "", uscc or "", district or "")
            yield _Case(unit, category, code, industry, kind, report_id, known or _Known())


def _reports(session: Session, year: int) -> dict[tuple[str, DocumentKind], _Known]:
    columns = (
        *(Report.unit_id, Report.kind, Report.state, Person.name, _SECOND.name, _APPROVER.name),
        Report.deadline,
        *(ReportVersion.id, ReportVersion.round, ReportVersion.emission, ReportVersion.checklist_edition),
    )
    query = join_latest(select(*columns)).outerjoin(Person, Person.id == Report.assignee_id)
    query = query.outerjoin(_SECOND, _SECOND.id == Report.second_reviewer_id)
    query = query.outerjoin(_APPROVER, _APPROVER.id == Report.approver_id)
    rows = session.execute(query.where(Report.year == year))
    return {(unit, kind): _Known(*known) for unit, kind, *known in rows}


def _open_hits(session: Session, year: int) -> dict[str, int]:
    is_open = HitRow.decision.is_(None) | (HitRow.decision == HitDecision.TO_VERIFY)
    query = (
        select(HitRow.version_id, func.count())
        .join(ReportVersion, ReportVersion.id == HitRow.version_id)
        .join(Report, Report.id == ReportVersion.report_id)
        .where(Report.year == year, is_open | (HitRow.change == HitChange.VALUES))
        .group_by(HitRow.version_id)
    )
    return {version: count for version, count in session.execute(query)}


def _open_findings(session: Session, year: int) -> dict[str, int]:
    query = (
        select(Report.id, func.count())
        .join(ReportVersion, ReportVersion.report_id == Report.id)
        .join(Finding, Finding.version_id == ReportVersion.id)
        .where(Report.year == year, Finding.state.in_(OPEN_FINDINGS))
        .group_by(Report.id)
    )
    return {report: count for report, count in session.execute(query)}
