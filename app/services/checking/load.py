"""Facts of many versions at once, as checks want them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.enums import Category, DocumentKind, ReviewState
from app.models.fact import FactRow
from app.models.recorder import raw
from app.models.report import Report, ReportVersion
from app.models.unit import Enrolment, Unit
from app.services.facts import Fact, ReportFacts, Value, Where, describe
from app.services.facts.names import ValueKind

_SELECT = (
    "SELECT version_id, name, value, corrected, text, unit_written, unit, file, area, cell, row, "
    '"column", page FROM fact WHERE version_id IN ({}){} ORDER BY version_id'
)
_PARTS = {
    "all": "",
    # Of earlier years: what this year is held against; months come when one is asked for.
    "yearly": " AND name NOT GLOB '*.m[01][0-9]'",
    "summary": " AND name GLOB 'c2.*'",
}
_MONTH = re.compile(r".*\.m[01][0-9]")
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
    chosen = [
        column == value
        for column, value in ((Report.year, year), (Report.unit_id, unit_id), (Report.id, report_id))
        if value is not None
    ]
    latest = (
        select(ReportVersion.report_id, func.max(ReportVersion.round).label("round"))
        .join(Report, Report.id == ReportVersion.report_id)
        .where(*chosen)
        .group_by(ReportVersion.report_id)
        .subquery()
    )
    newest = (latest.c.report_id == ReportVersion.report_id) & (latest.c.round == ReportVersion.round)
    # "+ 0" keeps SQLite from looking up the year, which a thousand units share, instead of the unit.
    listing = (Enrolment.unit_id == Unit.id) & (Enrolment.year + 0 == Report.year)
    query = (
        select(
            *(ReportVersion.id, ReportVersion.report_id, ReportVersion.round, Unit.id, Unit.name),
            *map(_text, (Unit.uscc, Unit.uscc_reason, Unit.district)),
            *(Report.year, Report.kind, Report.state, _text(ReportVersion.verification_body)),
            *(ReportVersion.received_on, Enrolment.category),
            *map(_text, (Enrolment.industry_code, Enrolment.industry)),
        )
        .select_from(latest)
        .join(ReportVersion, newest)
        .join(Report, Report.id == ReportVersion.report_id)
        .join(Unit, Unit.id == Report.unit_id)
        .outerjoin(Enrolment, listing)
        .order_by(Unit.name, Report.year, Report.kind)
    )
    return [Version(*row) for row in session.execute(query)]


def _text(column: Any) -> Any:
    return func.coalesce(column, "")


def facts_of(session: Session, wanted: Sequence[Version], part: str = "all") -> dict[str, ReportFacts]:
    """The facts of these versions, by version. `part`: all, yearly (without months), or summary (C.2)."""
    found: dict[str, ReportFacts] = {}
    by_id = {version.id: version for version in wanted}
    for batch in _batches(list(by_id)):
        for key, mine in groupby(_rows(session, batch, _PARTS[part]), key=itemgetter(0)):
            rest = None if part == "all" else partial(_rows, session, [key])
            version, facts = by_id[key], StoredFacts({row[1]: row for row in mine}, rest)
            name, code = ("vr.unit_name", "vr.uscc") if "vr.body" in facts else ("head.name", "head.uscc")
            said, signed = _said(facts.get(name)), _said(facts.get(code))
            found[key] = ReportFacts(version.kind, version.year, said, signed, facts)
    return found


def _rows(session: Session, keys: Sequence[str], condition: str = "") -> list[tuple[Any, ...]]:
    # Straight from the driver: mapping a million rows would take longer than checking them.
    question = _SELECT.format(",".join("?" * len(keys)), condition)
    return raw(session).execute(question, keys).fetchall()


class StoredFacts(Mapping[str, Fact]):
    """Facts as they are stored, each made only when it is asked for: of other years few are."""

    __slots__ = ("_made", "_rest", "_rows")

    def __init__(
        self, rows: dict[str, tuple[Any, ...]], rest: Callable[[], list[tuple[Any, ...]]] | None
    ) -> None:
        """`rows`: name -> the columns of its row; `rest` gives all, where months were left out."""
        self._rows = rows
        self._rest = rest
        self._made: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        """The fact of that name."""
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = _fact(self._rows[name])
        return made

    def get(self, name: str, default: Any = None) -> Any:
        """The fact of that name, or `default`; most names that are asked for are not there."""
        made = self._made.get(name)
        if made is not None:
            return made
        return self[name] if name in self else default  # noqa: SIM401 (this is the method it means)

    def items(self) -> ItemsView[str, Fact]:
        """Names and facts, all made."""
        if len(self._made) < len(self._rows):
            self._made = {name: self._made.get(name) or _fact(row) for name, row in self._rows.items()}
        return self._made.items()

    def values(self) -> ValuesView[Fact]:
        """All facts, made."""
        self.items()
        return self._made.values()

    def __contains__(self, name: object) -> bool:
        """Whether the report has such a value."""
        if self._rest is not None and _MONTH.fullmatch(str(name)):
            self._rows, self._rest = {row[1]: row for row in self._rest()}, None
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._rows)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows)


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


def _fact(columns: tuple[Any, ...]) -> Fact:
    _, name, value, corrected, text, written, unit, *place = columns
    where = Where.stored(*place)
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
