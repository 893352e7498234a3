"""Facts of many versions at once, as checks want them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.enums import Category, DocumentKind, ReviewState
from app.models.fact import FactRow
from app.models.report import Report, ReportVersion
from app.models.unit import Enrolment, Unit
from app.services.facts import Fact, ReportFacts, Value, Where, describe
from app.services.facts.names import ValueKind

_COLUMNS = (
    *(FactRow.version_id, FactRow.name, FactRow.value, FactRow.corrected, FactRow.text, FactRow.unit_written),
    *(FactRow.unit, FactRow.file, FactRow.area, FactRow.cell, FactRow.row, FactRow.column, FactRow.page),
)
# As many as SQLite takes in one question.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Version:
    """The newest version of a report, with what the register says of its unit in that year."""

    id: str
    report_id: str
    round: int
    unit_id: str
    unit_name: str
    uscc: str
    uscc_reason: str
    district: str
    year: int
    kind: DocumentKind
    state: ReviewState
    body: str
    received_on: date | None
    category: Category | None
    industry_code: str
    industry: str


def versions(
    session: Session, *, year: int | None = None, unit_id: str | None = None, report_id: str | None = None
) -> list[Version]:
    """The newest version of every report of a year, of a unit, or of one report; by name of the unit."""
    latest = (
        select(ReportVersion.report_id, func.max(ReportVersion.round).label("round"))
        .group_by(ReportVersion.report_id)
        .subquery()
    )
    newest = (latest.c.report_id == ReportVersion.report_id) & (latest.c.round == ReportVersion.round)
    query = (
        select(
            *(ReportVersion.id, ReportVersion.report_id, ReportVersion.round, Unit.id, Unit.name),
            *map(_text, (Unit.uscc, Unit.uscc_reason, Unit.district)),
            *(Report.year, Report.kind, Report.state, _text(ReportVersion.verification_body)),
            *(ReportVersion.received_on, Enrolment.category),
            *map(_text, (Enrolment.industry_code, Enrolment.industry)),
        )
        .join(latest, newest)
        .join(Report, Report.id == ReportVersion.report_id)
        .join(Unit, Unit.id == Report.unit_id)
        .outerjoin(Enrolment, (Enrolment.unit_id == Unit.id) & (Enrolment.year == Report.year))
        .order_by(Unit.name, Report.year, Report.kind)
    )
    for column, value in ((Report.year, year), (Report.unit_id, unit_id), (Report.id, report_id)):
        if value is not None:
            query = query.where(column == value)
    return [Version(*row) for row in session.execute(query)]


def _text(column: Any) -> Any:
    return func.coalesce(column, "")


def facts_of(session: Session, wanted: Sequence[Version]) -> dict[str, ReportFacts]:
    """The facts of these versions, by version."""
    found: dict[str, ReportFacts] = {}
    by_id = {version.id: version for version in wanted}
    for batch in _batches(list(by_id)):
        query = select(*_COLUMNS).where(FactRow.version_id.in_(batch)).order_by(FactRow.version_id)
        for key, rows in groupby(session.execute(query), key=itemgetter(0)):
            version = by_id[key]
            facts = {row[1]: _fact(row) for row in rows}
            name, code = ("vr.unit_name", "vr.uscc") if "vr.body" in facts else ("head.name", "head.uscc")
            said, signed = _said(facts.get(name)), _said(facts.get(code))
            found[key] = ReportFacts(version.kind, version.year, said, signed, facts)
    return found


def values_of(
    session: Session, versions_: Iterable[Version], names: Collection[str]
) -> dict[str, dict[str, Value]]:
    """Only the facts of these names: version -> name -> value."""
    found: dict[str, dict[str, Value]] = {}
    for batch in _batches([version.id for version in versions_]):
        query = select(FactRow.version_id, FactRow.name, FactRow.value, FactRow.corrected).where(
            FactRow.version_id.in_(batch), FactRow.name.in_(names)
        )
        for version, name, value, corrected in session.execute(query):
            found.setdefault(version, {})[name] = _value(name, value if corrected is None else corrected)
    return found


def _batches(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), _BATCH):
        yield keys[start : start + _BATCH]


def _said(fact: Fact | None) -> str:
    return "".join(str(fact.value).split()) if fact is not None and fact.value is not None else ""


def _fact(columns: Any) -> Fact:
    _, name, value, corrected, text, written, unit, file, area, cell, row, column, page = columns
    is_sheet = cell is not None or (not row and not page and not (area or "").startswith("表"))
    where = Where(
        file or "", (area or "") if is_sheet else "", cell or "", "" if is_sheet else area or "",
        row or 0, column or 0, page or 0,
    )  # fmt: skip
    stored = value if corrected is None else corrected
    return Fact(name, _value(name, stored), text or "", written or "", unit or "", where, corrected)


@cache
def _kind(name: str) -> ValueKind | None:
    info = describe(name)
    return info.kind if info else None


def _value(name: str, stored: str | None) -> Value:
    if stored is None:
        return None
    kind = _kind(name)
    if kind is ValueKind.NUMBER:
        try:
            return Decimal(stored)
        except InvalidOperation:
            return None
    if kind is ValueKind.DATE:
        try:
            return date.fromisoformat(stored)
        except ValueError:
            return None
    return stored
