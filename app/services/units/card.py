"""One unit in one year, as the drawer beside the list shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.base import natural_id
from app.models.bulk import natural
from app.models.database import Workspace
from app.models.enums import OPEN_FINDINGS, Category, DocumentKind, ListState, ReviewState, Severity
from app.models.recorder import raw
from app.models.report import Person, Report, ReportVersion, join_latest
from app.models.review import Finding
from app.models.unit import Enrolment, FormerName, Unit


@dataclass(frozen=True)
class YearlyEmission:
    """The emission a unit reported for one year, in tCO2."""

    year: int
    emission: Decimal | None


@dataclass(frozen=True)
class ReportLine:
    """One report of a unit in the drawer, whether or not it has come in; `round` 0: it has not."""

    id: str
    kind: DocumentKind
    state: ReviewState
    round: int
    received_on: date | None
    assignee: str


@dataclass(frozen=True)
class UnitCard:
    """What the drawer of the unit list shows about one unit in one year."""

    id: str
    name: str
    uscc: str
    category: Category | None
    list_state: ListState | None
    industry_code: str
    industry: str
    district: str
    address: str
    contact: str
    phone: str
    note: str
    former_names: tuple[str, ...]
    emissions: tuple[YearlyEmission, ...]
    reports: tuple[ReportLine, ...]
    open_findings: dict[Severity, int]
    recent: tuple[tuple[datetime, str, str], ...]
    # Open conflicts of the unit and of all that belongs to it; counted with the list.
    conflicts: int = 0


def unit_card(session: Session, unit_id: str, year: int) -> UnitCard | None:
    """Everything the drawer shows; None where the unit is gone."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        return None
    listing = session.scalar(select(Enrolment).where(Enrolment.unit_id == unit_id, Enrolment.year == year))
    names = session.scalars(select(FormerName.name).where(FormerName.unit_id == unit_id))
    counts = (
        select(Finding.severity, func.count())
        .join(ReportVersion, ReportVersion.id == Finding.version_id)
        .join(Report, Report.id == ReportVersion.report_id)
        .where(Report.unit_id == unit_id, Report.year == year, Finding.state.in_(OPEN_FINDINGS))
        .group_by(Finding.severity)
    )
    return UnitCard(
        id=unit.id,
        name=unit.name,
        uscc=unit.uscc or "",
        category=listing.category if listing else None,
        list_state=listing.state if listing else None,
        industry_code=(listing.industry_code if listing else None) or "",
        industry=(listing.industry if listing else None) or "",
        district=unit.district or "",
        address=unit.address or "",
        contact=unit.contact or "",
        phone=unit.phone or "",
        note=unit.note or "",
        former_names=tuple(names),
        emissions=tuple(_history(session, unit_id, year)),
        reports=tuple(_lines(session, unit_id, year, listing)),
        open_findings={severity: count for severity, count in session.execute(counts)},
        recent=tuple(_recent(session, unit_id)),
    )


def _history(session: Session, unit_id: str, year: int) -> Iterable[YearlyEmission]:
    query = join_latest(select(Report.year, ReportVersion.emission))
    query = query.where(Report.unit_id == unit_id, Report.kind == DocumentKind.ER)
    known = {y: e for y, e in session.execute(query)}
    return [YearlyEmission(y, known.get(y)) for y in range(year - 3, year + 1)]


def report_key(workspace: Workspace, unit_id: str, year: int, kind: DocumentKind = DocumentKind.ER) -> str:
    """The key of a unit's report, also of one that has not come in yet."""
    return natural_id(workspace.project, "report", unit_id, year, kind)


def _lines(session: Session, unit_id: str, year: int, listing: Enrolment | None) -> Iterable[ReportLine]:
    """The reports that are there and those that are due: of key units a verification report too."""
    columns = (
        Report.id,
        Report.kind,
        Report.state,
        ReportVersion.round,
        ReportVersion.received_on,
        Person.name,
    )
    query = join_latest(select(*columns)).outerjoin(Person, Person.id == Report.assignee_id)
    query = query.where(Report.unit_id == unit_id, Report.year == year).order_by(Report.kind)
    lines = {
        kind: ReportLine(key, kind, state, number or 0, received, person or "")
        for key, kind, state, number, received, person in session.execute(query)
    }
    if listing is not None and listing.state is ListState.LISTED:
        verified = listing.category is not None and listing.category.is_verified
        for kind in (DocumentKind.ER, DocumentKind.VR) if verified else (DocumentKind.ER,):
            key = natural(session, "report", unit_id, year, kind)
            lines.setdefault(kind, ReportLine(key, kind, ReviewState.NOT_SUBMITTED, 0, None, ""))
    return [lines[kind] for kind in DocumentKind if kind in lines]


def _recent(session: Session, unit_id: str) -> Iterable[tuple[datetime, str, str]]:
    """The last few actions on the unit and what lies below it: when, who, what."""
    rows = raw(session).execute(
        "SELECT DISTINCT c.at, c.actor, c.label, c.clock FROM change c JOIN op o ON o.change = c.id "
        "WHERE o.row IN (SELECT :unit UNION SELECT id FROM enrolment WHERE unit_id = :unit "
        "UNION SELECT id FROM report WHERE unit_id = :unit UNION SELECT v.id FROM report_version v "
        "JOIN report r ON r.id = v.report_id WHERE r.unit_id = :unit) ORDER BY c.clock DESC LIMIT 3",
        {"unit": unit_id},
    )
    return [(datetime.fromisoformat(at), actor, label) for at, actor, label, _ in rows]
