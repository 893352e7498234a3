"""The unit list of one year as frozen rows, read with a handful of set-based queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.enums import OPEN_FINDINGS, Category, DocumentKind, ListState, ReviewState
from app.models.recorder import raw
from app.models.report import Person, Report, ReportVersion, join_latest
from app.models.review import Finding
from app.models.unit import Enrolment, Unit


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in one year as the list shows it. Emissions in tCO2, change against the year before in %."""

    id: str
    name: str
    initials: str
    uscc: str
    district: str
    category: Category | None
    list_state: ListState | None
    industry_code: str
    industry: str
    review_state: ReviewState
    emission: Decimal | None
    change: Decimal | None
    open_findings: int
    assignee: str
    deadline: date | None
    updated_at: datetime | None = None
    # Open conflicts of the unit and of all that belongs to it; counted by whoever shows the row.
    conflicts: int = 0

    @property
    def is_listed(self) -> bool:
        """Whether the unit stands on the list of the year."""
        return self.list_state is ListState.LISTED


def years(session: Session) -> list[int]:
    """The years that have a list, newest first."""
    return list(session.scalars(select(Enrolment.year).distinct().order_by(Enrolment.year.desc())))


def unit_rows(session: Session, year: int) -> list[UnitRow]:
    """All units that stand, or stood until removed, on the list of `year`, by list number and name."""
    reports = _reports(session, year)
    before = _emissions(session, year - 1)
    open_findings = _open_findings(session, year)
    columns = (
        *(Unit.id, Unit.name, Unit.initials, Unit.uscc, Unit.district),
        *(Enrolment.category, Enrolment.state, Enrolment.industry_code, Enrolment.industry),
        Enrolment.list_number,
    )
    query = select(*columns).join(Enrolment, Enrolment.unit_id == Unit.id).where(Enrolment.year == year)
    rows = []
    for key, name, initials, uscc, district, category, state, code, industry, number in session.execute(
        query
    ):
        review_state, emission, assignee, deadline = reports.get(key, _NO_REPORT)
        row = UnitRow(
            key,
            name,
            initials or "",
            uscc or "",
            district or "",
            category,
            state,
            code or "",
            industry or "",
            review_state,
            emission,
            change_percent(emission, before.get(key)),
            open_findings.get(key, 0),
            assignee,
            deadline,
        )
        rows.append((_list_order(category, number, name), row))
    rows.sort(key=lambda pair: pair[0])
    return [row for _, row in rows]


def change_percent(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Change of an emission against the year before in per cent, or None with nothing to compare."""
    if now is None or before is None or before == 0:
        return None
    return (now - before) / before * 100


def unit_updates(session: Session, year: int) -> dict[str, datetime]:
    """When each unit was changed last, counting all below it. Slow, so asked for apart."""
    found: dict[str, tuple[int, str]] = {}
    for query in _UPDATE_QUERIES:
        for key, clock, at in raw(session).execute(query, {"year": year}):
            if key not in found or found[key][0] < clock:
                found[key] = (clock, at)
    return {key: datetime.fromisoformat(at) for key, (_, at) in found.items()}


_NO_REPORT = (ReviewState.NOT_SUBMITTED, None, "", None)


def _reports(session: Session, year: int) -> dict[str, tuple[ReviewState, Decimal | None, str, date | None]]:
    query = join_latest(
        select(Report.unit_id, Report.state, ReportVersion.emission, Person.name, Report.deadline)
    )
    query = query.outerjoin(Person, Person.id == Report.assignee_id)
    query = query.where(Report.year == year, Report.kind == DocumentKind.ER)
    return {u: (state, e, person or "", day) for u, state, e, person, day in session.execute(query)}


def _emissions(session: Session, year: int) -> dict[str, Decimal]:
    return {
        unit: emission
        for unit, (_, emission, _, _) in _reports(session, year).items()
        if emission is not None
    }


def _open_findings(session: Session, year: int) -> dict[str, int]:
    query = (
        select(Report.unit_id, func.count())
        .join(ReportVersion, ReportVersion.report_id == Report.id)
        .join(Finding, Finding.version_id == ReportVersion.id)
        .where(Report.year == year, Finding.state.in_(OPEN_FINDINGS))
        .group_by(Report.unit_id)
    )
    return {unit: count for unit, count in session.execute(query)}


def _list_order(category: Category | None, number: str | None, name: str) -> tuple[int, int, str]:
    """The order of the city's list: by category, then by its running number."""
    order = list(Category).index(category) if category else len(Category)
    return order, int(number) if number and number.isdecimal() else 1 << 30, name


_BELOW = {
    "unit": "SELECT id AS row, id AS unit FROM unit",
    "enrolment": "SELECT id AS row, unit_id AS unit FROM enrolment WHERE year = :year",
    "report": "SELECT id AS row, unit_id AS unit FROM report WHERE year = :year",
    "version": "SELECT v.id AS row, r.unit_id AS unit FROM report_version v "
    "JOIN report r ON r.id = v.report_id WHERE r.year = :year",
    "item": "SELECT i.id AS row, r.unit_id AS unit FROM item i JOIN report_version v ON v.id = i.version_id "
    "JOIN report r ON r.id = v.report_id WHERE r.year = :year",
    "finding": "SELECT f.id AS row, r.unit_id AS unit FROM finding f "
    "JOIN report_version v ON v.id = f.version_id "
    "JOIN report r ON r.id = v.report_id WHERE r.year = :year",
}
_UPDATE_QUERIES = [
    f"SELECT b.unit, max(c.clock), c.at FROM ({below}) b JOIN head h ON h.row = b.row "
    "JOIN change c ON c.id = h.change GROUP BY b.unit"
    for below in _BELOW.values()
]
