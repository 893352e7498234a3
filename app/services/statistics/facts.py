"""What the statistics count: every report that is due in a year, and every finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.enums import (
    Category,
    Conclusion,
    DocumentKind,
    FindingState,
    ListState,
    ReviewState,
    Severity,
)
from app.models.recorder import raw
from app.models.report import Person, Report, ReportVersion, join_latest
from app.models.review import Finding, Item
from app.models.unit import Enrolment, Unit
from app.services.catalog import Catalog

OTHER = "其他"


@dataclass(frozen=True)
class CaseFact:
    """One report that is due. `passed_on` is the day its state became final; emission in tCO2."""

    unit_id: str
    unit: str
    uscc: str
    category: Category | None
    industry: str
    district: str
    kind: DocumentKind
    report_id: str
    state: ReviewState
    assignee: str
    deadline: date | None
    passed_on: date | None
    state_since: date | None
    emission: Decimal | None
    last_year: Decimal | None
    round: int | None = None
    has_passed: bool = False


@dataclass(frozen=True)
class FindingFact:
    """One finding with its report and the section of the checklist it belongs to."""

    id: str
    case: CaseFact
    section: str
    code: str
    severity: Severity
    state: FindingState
    fact: str
    request: str


@dataclass(frozen=True)
class YearFacts:
    """All that is counted for one year."""

    year: int
    cases: tuple[CaseFact, ...]
    findings: tuple[FindingFact, ...]


def year_facts(session: Session, year: int, catalog: Catalog) -> YearFacts:
    """Read what is counted for `year`."""
    cases = tuple(_cases(session, year))
    return YearFacts(year, cases, tuple(_findings(session, year, catalog, cases)))


def _cases(session: Session, year: int) -> list[CaseFact]:
    known = _reports(session, year)
    before = {key: row.emission for key, row in _reports(session, year - 1).items()}
    since = _state_days(session, year)
    columns = (Unit.id, Unit.name, Unit.uscc, Unit.district, Enrolment.category, Enrolment.industry)
    query = select(*columns).join(Enrolment, Enrolment.unit_id == Unit.id)
    query = query.where(Enrolment.year == year, Enrolment.state == ListState.LISTED).order_by(Unit.name)
    found = []
    for unit_id, name, uscc, district, category, industry in session.execute(query):
        for kind in DocumentKind:
            row = known.get((unit_id, kind))
            is_verified = bool(category and category.is_verified)
            if row is None and not (kind is DocumentKind.ER or (kind.is_report and is_verified)):
                continue
            row = row or _Report()
            report_id = natural(session, "report", unit_id, year, kind)
            day = since.get(report_id)
            found.append(
                CaseFact(
                    unit_id=unit_id,
                    unit=name,
                    uscc=uscc or "",
                    category=category,
                    industry=industry or "",
                    district=district or "",
                    kind=kind,
                    report_id=report_id,
                    state=row.state,
                    assignee=row.assignee or "",
                    deadline=row.deadline,
                    passed_on=day if row.state.is_final else None,
                    state_since=day,
                    emission=row.emission,
                    last_year=before.get((unit_id, kind)),
                    round=row.round,
                    has_passed=row.state.has_passed(row.conclusion),
                )
            )
    return found


@dataclass(frozen=True)
class _Report:
    state: ReviewState = ReviewState.NOT_SUBMITTED
    assignee: str | None = None
    deadline: date | None = None
    emission: Decimal | None = None
    round: int | None = None
    conclusion: Conclusion | None = None


def _reports(session: Session, year: int) -> dict[tuple[str, DocumentKind], _Report]:
    columns = (
        Report.unit_id,
        Report.kind,
        Report.state,
        Person.name,
        Report.deadline,
        ReportVersion.emission,
        ReportVersion.round,
        ReportVersion.conclusion,
    )
    query = join_latest(select(*columns)).outerjoin(Person, Person.id == Report.assignee_id)
    rows = session.execute(query.where(Report.year == year))
    return {
        (unit, kind): _Report(state, person, deadline, emission, number, conclusion)
        for unit, kind, state, person, deadline, emission, number, conclusion in rows
    }


def _state_days(session: Session, year: int) -> dict[str, date]:
    """Since when each report is in the state it is in, from the journal."""
    rows = raw(session).execute(
        "SELECT r.id, max(c.at) FROM report r JOIN head h ON h.row = r.id AND h.field = 'state' "
        "JOIN change c ON c.id = h.change WHERE r.year = ? GROUP BY r.id",
        (year,),
    )
    return {report: datetime.fromisoformat(at).date() for report, at in rows}


def _findings(
    session: Session, year: int, catalog: Catalog, cases: tuple[CaseFact, ...]
) -> list[FindingFact]:
    """The findings of the reports that are counted; of all rounds, because one may stay open."""
    known = {case.report_id: case for case in cases}
    query = (
        select(Report.id, Report.kind, ReportVersion.checklist_edition)
        .add_columns(Finding.id, Item.code, Finding.severity, Finding.state, Finding.fact, Finding.request)
        .join(ReportVersion, ReportVersion.report_id == Report.id)
        .join(Finding, Finding.version_id == ReportVersion.id)
        .outerjoin(Item, Item.id == Finding.item_id)
        .where(Report.year == year)
    )
    found = []
    sections = _Sections(catalog, year)
    for report, kind, edition, key, code, severity, state, fact, request in session.execute(query):
        if (case := known.get(report)) is not None:
            section = sections.of(kind, edition, code)
            texts = (fact or "", request or "")
            found.append(FindingFact(key, case, section, code or "", severity, state, *texts))
    return found


class _Sections:
    """The section that an item of a checklist stands in; each checklist is looked through once."""

    def __init__(self, catalog: Catalog, year: int) -> None:
        self._catalog, self._year = catalog, year
        self._known: dict[tuple[DocumentKind, str | None], dict[str, str]] = {}

    def of(self, kind: DocumentKind, edition: str | None, code: str | None) -> str:
        """`D 活动数据`, or 其他 for a finding without item."""
        if (kind, edition) not in self._known:
            checklist = self._catalog.checklist(kind, self._year, edition)
            names = {s.code: f"{s.code} {s.name}" for s in checklist.sections}
            self._known[kind, edition] = {item.code: names[item.section] for item in checklist.items}
        return self._known[kind, edition].get(code or "", OTHER)
