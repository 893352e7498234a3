"""Monthly evidence: what units filed, month by month, with its checks; the matrix unit × month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
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
from app.services.facts import FUELS, describe
from app.services.rules import Filed, Hit, check_monthly, sentence

_MILESTONE = "monthly_evidence"
_REPEAT = "ME-10"
FIRST_QUANTITY = "c4.amount"
# What a report states of its sources; each of them is to be filed month by month.
_AMOUNTS = frozenset((*(f"c3.{fuel}.amount" for fuel in FUELS), "c4.amount", "c5.amount"))


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
    """One unit in the matrix: twelve months; `annual`: what its report states for the same quantities."""

    unit_id: str
    unit_name: str
    months: tuple[MonthCell, ...]
    annual: Mapping[str, Decimal]
    # What its report of this year or the last states of its sources: it is to be filed, too.
    required: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One quantity in one month."""

    month: int
    amount: Decimal | None
    submitted_on: date | None
    hits: tuple[MonthHit, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One quantity of a unit over the year; `total` is None where nothing was filed."""

    unit_id: str
    unit_name: str
    name: str
    label: str
    unit: str
    cells: tuple[MatrixCell, ...]
    total: Decimal | None
    annual: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """The months together less the report; None where either is missing."""
        return None if self.total is None or self.annual is None else self.total - self.annual


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
    cases = filed_cases(session, year, catalog)
    required = _required(session, year)
    rows = []
    for unit, name in _units(session, year).items():
        case = cases.get(unit)
        if case is None:
            if not name[1]:
                continue
            case = Filed(year=year, amounts={}, submitted={}, required=required.get(unit, {}))
        hits = check_monthly(case, catalog.rules)
        cells = tuple(_cell(m, case, hits, catalog) for m in range(1, 13))
        rows.append(EvidenceRow(unit, name[0], cells, case.annual, case.required))
    return rows


def filed_cases(session: Session, year: int, catalog: Catalog) -> Mapping[str, Filed]:
    """What the units filed in a year, as the checks look at it; units that filed nothing are not in it."""
    filed, days = filed_amounts(session, year), _days(session, year)
    earlier = filed_amounts(session, year - 1)
    rule = catalog.deadline(year, _MILESTONE)
    names = {name for amounts in filed.values() for name in amounts}
    stated, required = _annual(session, year, names), _required(session, year)
    return {
        unit: Filed(
            year=year,
            amounts=filed.get(unit, {}),
            submitted=days.get(unit, {}),
            days=rule.days if rule else None,
            earlier=earlier.get(unit, {}),
            annual=stated.get(unit, {}),
            required=required.get(unit, {}),
        )
        for unit in {*filed, *days}
    }


def _required(session: Session, year: int) -> Mapping[str, Mapping[str, Decimal]]:
    """The amounts of each unit's sources as its report states them, of this year or else of the last."""
    before, stated = (_annual(session, y, set(_AMOUNTS)) for y in (year - 1, year))
    return {
        unit: {name: amount for name, amount in amounts.items() if amount}
        for unit, amounts in {**before, **stated}.items()
    }


def evidence_matrix(session: Session, year: int, catalog: Catalog) -> list[MatrixRow]:
    """The matrix of a year, one line per unit and quantity that was filed or that its report states; a unit
    without any has one to begin with.
    """
    found = []
    for row in evidence_rows(session, year, catalog):
        names = sorted({*row.required, *(name for cell in row.months for name in cell.amounts)})
        names = names or [FIRST_QUANTITY]
        found += [_matrix_row(row, name, is_first=name == names[0]) for name in names]
    return found


def _matrix_row(row: EvidenceRow, name: str, *, is_first: bool) -> MatrixRow:
    """What concerns no single quantity, such as a late day, stands in the first line of the unit."""
    info = describe(name)
    wanted = (name, "") if is_first else (name,)
    cells = tuple(
        MatrixCell(
            cell.month,
            cell.amounts.get(name),
            cell.submitted_on,
            tuple(hit for hit in (*cell.hits, *_running(row, cell.month, name)) if hit.name in wanted),
        )
        for cell in row.months
    )
    amounts = [cell.amount for cell in cells if cell.amount is not None]
    return MatrixRow(
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        name=name,
        label=info.label if info else name,
        unit=info.unit if info else "",
        cells=cells,
        total=sum(amounts, Decimal(0)) if amounts else None,
        annual=row.annual.get(name),
    )


def _running(row: EvidenceRow, month: int, name: str) -> tuple[MonthHit, ...]:
    """Repeats that began in an earlier month and still go on: they are marked in each of their months."""
    amount = row.months[month - 1].amounts.get(name)
    for cell in reversed(row.months[: month - 1]):
        if amount is None or cell.amounts.get(name) != amount:
            return ()
        found = tuple(hit for hit in cell.hits if (hit.code, hit.name) == (_REPEAT, name))
        if found:
            return found
    return ()


def save_month_amounts(
    session: Session, unit_id: str, year: int, name: str, typed: Mapping[int, str]
) -> None:
    """Keep amounts of several months, month -> text as typed; the days on which they came in stay.

    Raises:
        InputError: see `save_month`.
    """
    for month, text in typed.items():
        row = session.get(MonthlyEvidence, natural(session, "monthly_evidence", unit_id, year, month, name))
        save_month(session, unit_id, year, month, {name: text}, row.submitted_on if row else None)


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
        MonthHit(hit.rule, book.rules[hit.rule].title, hit.level, hit.name, sentence(book, hit))
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
