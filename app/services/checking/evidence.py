"""Monthly evidence: what units filed, month by month, with its checks; the matrix unit × month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.bulk import natural
from app.models.enums import DocumentKind, HitLevel
from app.models.errors import InputError
from app.models.monthly import MonthlyEvidence
from app.models.unit import Enrolment, Unit
from app.services.catalog import Catalog
from app.services.checking.load import values_of, versions
from app.services.facts import describe
from app.services.rules import Filed, Hit, check_monthly, monthly_sentence

_MILESTONE = "monthly_evidence"


@dataclass(frozen=True, slots=True)
class MonthHit:
    """What a check found in a month."""

    code: str
    title: str
    level: HitLevel
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One month of a unit: amounts by yearly fact, the day it was filed (the last one), what was found."""

    month: int
    amounts: Mapping[str, Decimal]
    submitted_on: date | None
    hits: tuple[MonthHit, ...]

    @property
    def is_filed(self) -> bool:
        """Whether anything came in."""
        return bool(self.amounts) or self.submitted_on is not None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One unit in the matrix: twelve months."""

    unit_id: str
    unit_name: str
    months: tuple[MonthCell, ...]


def save_month(
    session: Session,
    unit_id: str,
    year: int,
    month: int,
    amounts: Mapping[str, str],
    submitted_on: date | None,
) -> None:
    """Keep what was filed for a month: yearly fact -> amount as typed; empty text takes an amount away.

    Raises:
        InputError: no such month or quantity, or an amount that is no number; `field` names the fact.
    """
    if not 1 <= month <= 12:
        raise InputError(f"没有 {month} 月。", "月份应为 1 至 12。", field="month")
    for name, typed in amounts.items():
        info = describe(name)
        if info is None:
            raise InputError(f"没有名为“{name}”的数据项。", field=name)
        text = typed.strip()
        if text and parse_amount(text) is None:
            raise InputError(f"“{text}”不是数字。", f"请只写数字，单位是 {info.unit}。", field=name)
        key = natural(session, "monthly_evidence", unit_id, year, month, name)
        row = session.get(MonthlyEvidence, key)
        if not text:
            if row is not None:
                session.delete(row)
            continue
        if row is None:
            row = MonthlyEvidence(id=key, unit_id=unit_id, year=year, month=month, name=name)
            session.add(row)
        row.amount_text, row.submitted_on = text, submitted_on


def evidence_rows(session: Session, year: int, catalog: Catalog) -> list[EvidenceRow]:
    """The matrix of a year: units that are verified, and others that filed something, by name."""
    filed = filed_amounts(session, year)
    earlier = filed_amounts(session, year - 1)
    days = _days(session, year)
    names = _units(session, year)
    rule = catalog.deadline(year, _MILESTONE)
    annual = _annual(session, year, {name for amounts in filed.values() for name in amounts})
    rows = []
    for unit, name in names.items():
        if unit not in filed and unit not in days and not name[1]:
            continue
        case = Filed(
            year=year,
            amounts=filed.get(unit, {}),
            submitted=days.get(unit, {}),
            days=rule.days if rule else None,
            earlier=earlier.get(unit, {}),
            annual=annual.get(unit, {}),
        )
        hits = check_monthly(case, catalog.rules)
        rows.append(EvidenceRow(unit, name[0], tuple(_cell(m, case, hits, catalog) for m in range(1, 13))))
    return rows


def filed_amounts(session: Session, year: int) -> Mapping[str, Mapping[str, Mapping[int, Decimal]]]:
    """What was filed in a year: unit -> yearly fact -> month -> amount."""
    query = select(
        MonthlyEvidence.unit_id, MonthlyEvidence.name, MonthlyEvidence.month, MonthlyEvidence.amount
    ).where(MonthlyEvidence.year == year)
    found: dict[str, dict[str, dict[int, Decimal]]] = defaultdict(dict)
    for unit, name, month, amount in session.execute(query):
        if amount is not None:
            found[unit].setdefault(name, {})[month] = amount
    return found


def _cell(month: int, case: Filed, hits: tuple[Hit, ...], catalog: Catalog) -> MonthCell:
    book = catalog.rules
    found = [
        MonthHit(hit.rule, book.monthly[hit.rule].title, hit.level, hit.name, monthly_sentence(book, hit))
        for hit in hits
        if hit.subject == str(month)
    ]
    amounts = {name: months[month] for name, months in case.amounts.items() if month in months}
    return MonthCell(month, amounts, case.submitted.get(month), tuple(found))


def _days(session: Session, year: int) -> Mapping[str, dict[int, date]]:
    query = select(MonthlyEvidence.unit_id, MonthlyEvidence.month, MonthlyEvidence.submitted_on)
    found: dict[str, dict[int, date]] = defaultdict(dict)
    for unit, month, day in session.execute(query.where(MonthlyEvidence.year == year)):
        if day is not None:
            found[unit][month] = max(day, found[unit].get(month, day))
    return found


def _units(session: Session, year: int) -> Mapping[str, tuple[str, bool]]:
    """Name of each unit of the year's list, and whether it has to file every month."""
    query = select(Unit.id, Unit.name, Enrolment.category).join(Enrolment, Enrolment.unit_id == Unit.id)
    rows = session.execute(query.where(Enrolment.year == year).order_by(Unit.name))
    return {unit: (name, bool(category and category.is_verified)) for unit, name, category in rows}


def _annual(session: Session, year: int, names: set[str]) -> Mapping[str, Mapping[str, Decimal]]:
    reports = [v for v in versions(session, year=year) if v.kind is DocumentKind.ER]
    values = values_of(session, reports, names)
    return {
        v.unit_id: {n: a for n, a in values.get(v.id, {}).items() if isinstance(a, Decimal)} for v in reports
    }
