"""All that measures look at, read from the file once: reviews, letters, visits and the project's records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.enums import Category, Conclusion, DocumentKind, ListState, ReviewEvent, ReviewState
from app.models.monthly import MonthlyEvidence
from app.models.project import SiteVisit
from app.models.recorder import raw
from app.models.report import Report, ReportVersion, StateChange
from app.models.review import Letter, Opinion
from app.models.unit import Enrolment, Unit
from app.services.measures import Letters, ReportYear
from app.services.performance.counting.project_facts import ProjectFacts, read_project

L = TypeVar("L", Opinion, Letter)
# What is due by when, report year and kind in, date out; None where nobody has said.
DueTable = Callable[[int, DocumentKind], date | None]


def no_due(year: int, kind: DocumentKind) -> date | None:
    """No deadline is known."""
    return None


@dataclass(frozen=True)
class Round:
    """One version of a report and how its review ended."""

    id: str
    number: int
    conclusion: Conclusion | None


@dataclass(frozen=True)
class ReportFact:
    """A report that is due or has come in. `closed_on`: when its review ended, first filing not counted."""

    id: str
    unit_id: str
    unit: str
    category: Category | None
    is_listed: bool
    kind: DocumentKind
    state: ReviewState
    closed_on: date | None
    deadline: date | None
    rounds: tuple[Round, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether its review ended with a result."""
        return self.state.is_final and self.state is not ReviewState.EXEMPTED

    @property
    def conclusion(self) -> Conclusion | None:
        """The conclusion of the last round."""
        return self.rounds[-1].conclusion if self.rounds else None


@dataclass(frozen=True)
class VisitFact:
    """A visit: a step of a review (`entity` report, its key) or a record of its own (site_visit)."""

    entity: str
    key: str
    id: str
    unit_id: str
    unit: str
    category: Category | None
    day: date | None
    people: str
    purpose: str


@dataclass(frozen=True)
class LetterFact:
    """A letter that was issued."""

    id: str
    report_id: str
    unit: str
    category: Category | None
    kind: Letters
    number: str
    day: date


@dataclass(frozen=True)
class MonthFact:
    """What a unit filed for one month."""

    id: str
    unit_id: str
    unit: str
    category: Category | None
    month: int
    name: str
    day: date | None


@dataclass(frozen=True)
class YearReviews:
    """What belongs to the reports of one year."""

    reports: tuple[ReportFact, ...] = ()
    visits: tuple[VisitFact, ...] = ()
    letters: tuple[LetterFact, ...] = ()
    months: tuple[MonthFact, ...] = ()


@dataclass(frozen=True)
class TableFact:
    """The form that counts: its year, project, and full-year budget in 元."""

    year: int
    project: str = ""
    budget: Decimal | None = None


@dataclass(frozen=True)
class Facts:
    """Everything for one form."""

    table: TableFact
    reviews: dict[ReportYear, YearReviews]
    project: ProjectFacts = field(default_factory=ProjectFacts)
    visits: tuple[VisitFact, ...] = ()
    due: DueTable = no_due

    def year_of(self, which: ReportYear) -> int:
        """The year of the reports that are meant."""
        return self.table.year - (which is ReportYear.BEFORE)


def read_facts(session: Session, table: TableFact, due: DueTable = no_due) -> Facts:
    """Read everything for `table`."""
    years = {which: table.year - (which is ReportYear.BEFORE) for which in ReportYear}
    return Facts(
        table,
        {which: _year_reviews(session, year) for which, year in years.items()},
        read_project(session, table.project),
        _own_visits(session, table.year),
        due,
    )


def _year_reviews(session: Session, year: int) -> YearReviews:
    units = _units(session, year)
    return YearReviews(
        tuple(_reports(session, year, units)),
        tuple(_site_checks(session, year, units)),
        tuple(_letters(session, year, units)),
        tuple(_months(session, year, units)),
    )


@dataclass(frozen=True)
class _Unit:
    name: str
    category: Category | None = None
    is_listed: bool = False


def _units(session: Session, year: int) -> dict[str, _Unit]:
    found = {key: _Unit(name) for key, name in session.execute(select(Unit.id, Unit.name))}
    query = select(Enrolment.unit_id, Enrolment.category, Enrolment.state).where(Enrolment.year == year)
    for key, category, state in session.execute(query):
        found[key] = _Unit(found[key].name, category, state is ListState.LISTED)
    return found


def _reports(session: Session, year: int, units: dict[str, _Unit]) -> list[ReportFact]:
    """Reports that are there, and those that listed units still owe; by unit."""
    rounds: dict[str, list[Round]] = defaultdict(list)
    query = (
        select(ReportVersion.report_id, ReportVersion.id, ReportVersion.round, ReportVersion.conclusion)
        .join(Report, Report.id == ReportVersion.report_id)
        .where(Report.year == year)
    )
    for report, key, number, conclusion in session.execute(query):
        rounds[report].append(Round(key, number, conclusion))
    closed = _closing_days(session, year)
    found = {}
    columns = (Report.id, Report.unit_id, Report.kind, Report.state, Report.deadline)
    for key, unit_id, kind, state, deadline in session.execute(select(*columns).where(Report.year == year)):
        unit = units[unit_id]
        about = (unit_id, unit.name, unit.category, unit.is_listed, kind, state, closed.get(key), deadline)
        found[key] = ReportFact(key, *about, tuple(sorted(rounds[key], key=lambda r: (r.number, r.id))))
    for unit_id, unit in units.items():
        for kind in DocumentKind if unit.is_listed else ():
            key = natural(session, "report", unit_id, year, kind)
            if not kind.is_report:
                continue
            is_due = kind is DocumentKind.ER or bool(unit.category and unit.category.is_verified)
            if is_due and key not in found:
                owed = (unit_id, unit.name, unit.category, True, kind)
                found[key] = ReportFact(key, *owed, ReviewState.NOT_SUBMITTED, None, None)
    return sorted(found.values(), key=lambda r: (r.unit, r.unit_id, list(DocumentKind).index(r.kind)))


def _closing_days(session: Session, year: int) -> dict[str, date]:
    """When the review of each report ended: its last step into a final state, as the journal has it.

    A report that came in with its state and without steps ended when the state was written.
    """
    days: dict[str, tuple[int, date]] = {}
    steps = raw(session).execute(
        "SELECT s.report_id, s.number, s.from_state, s.to_state, c.at FROM state_change s "
        "JOIN report r ON r.id = s.report_id JOIN head h ON h.row = s.id AND h.field = '' "
        "JOIN change c ON c.id = h.change WHERE r.year = ?",
        (year,),
    )
    for report, number, before, after, at in steps:
        ends = ReviewState.of(after).is_final and not ReviewState.of(before).is_final
        if ends and number >= days.get(report, (-1,))[0]:
            days[report] = (number, datetime.fromisoformat(at).date())
    found = {report: day for report, (_, day) in days.items()}
    states = raw(session).execute(
        "SELECT r.id, max(c.at) FROM report r JOIN head h ON h.row = r.id AND h.field = 'state' "
        "JOIN change c ON c.id = h.change WHERE r.year = ? GROUP BY r.id",
        (year,),
    )
    return {report: datetime.fromisoformat(at).date() for report, at in states} | found


def _site_checks(session: Session, year: int, units: dict[str, _Unit]) -> list[VisitFact]:
    """Visits that are steps of a review, on the day they were entered."""
    query = (
        select(StateChange, Report.unit_id)
        .join(Report, Report.id == StateChange.report_id)
        .where(Report.year == year, StateChange.event == ReviewEvent.FINISH_SITE)
    )
    days = dict(
        raw(session).execute(
            "SELECT s.id, c.at FROM state_change s JOIN head h ON h.row = s.id AND h.field = '' "
            "JOIN change c ON c.id = h.change WHERE s.event = ?",
            (ReviewEvent.FINISH_SITE.value,),
        )
    )
    found = []
    for step, unit_id in session.execute(query):
        unit = units[unit_id]
        day = datetime.fromisoformat(days[step.id]).date() if step.id in days else None
        people = "、".join(dict.fromkeys([step.person, *(step.companions or "").splitlines()]))
        about = (unit_id, unit.name, unit.category, day, people, "实地复核")
        found.append(VisitFact("report", step.report_id, step.id, *about))
    return found


def _own_visits(session: Session, year: int) -> tuple[VisitFact, ...]:
    units = _units(session, year)
    rows = sorted(session.scalars(select(SiteVisit)), key=lambda row: (row.rank, row.id))
    return tuple(
        VisitFact(
            *("site_visit", row.id, row.id, row.unit_id, units[row.unit_id].name),
            *(units[row.unit_id].category, row.visited_on, row.people or "", row.purpose or ""),
        )
        for row in rows
    )


def _letters(session: Session, year: int, units: dict[str, _Unit]) -> list[LetterFact]:
    found = []
    rows: list[Opinion | Letter] = [*session.scalars(_issued(Opinion, year))]
    rows += session.scalars(_issued(Letter, year))
    reports = {
        version: (report, unit)
        for version, report, unit in session.execute(
            select(ReportVersion.id, Report.id, Report.unit_id)
            .join(Report, Report.id == ReportVersion.report_id)
            .where(Report.year == year)
        )
    }
    for row in rows:
        report, unit_id = reports[row.version_id]
        kind = Letters.OPINION if isinstance(row, Opinion) else Letters.of(row.kind)
        unit = units[unit_id]
        assert row.issued_on is not None
        about = (unit.name, unit.category, kind, row.number or "", row.issued_on)
        found.append(LetterFact(row.id, report, *about))
    return sorted(found, key=lambda one: (one.day, one.number, one.id))


def _issued(model: type[L], year: int) -> Select[L]:
    """The letters of one table that were issued for reports of a year."""
    query = select(model).join(ReportVersion, ReportVersion.id == model.version_id)
    query = query.join(Report, Report.id == ReportVersion.report_id)
    return query.where(Report.year == year, model.issued_on.is_not(None))


def _months(session: Session, year: int, units: dict[str, _Unit]) -> list[MonthFact]:
    rows = session.scalars(select(MonthlyEvidence).where(MonthlyEvidence.year == year))
    found = [
        MonthFact(
            *(row.id, row.unit_id, units[row.unit_id].name, units[row.unit_id].category),
            *(row.month, row.name, row.submitted_on),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.unit, one.month, one.name))
