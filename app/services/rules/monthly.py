"""Checks of the monthly evidence of one unit and year (guide §3.3, ME items that a program can answer)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from app.services.catalog import RuleBook
from app.services.rules.rule import Hit, plain

Months = Mapping[int, Decimal]


@dataclass(frozen=True)
class Filed:
    """What a unit filed: quantity -> month -> amount, month -> day. `annual`: what the report states."""

    year: int
    amounts: Mapping[str, Months]
    submitted: Mapping[int, date]
    # Days after the end of the month within which it is due; None: not confirmed.
    days: int | None = None
    earlier: Mapping[str, Months] = field(default_factory=dict)
    annual: Mapping[str, Decimal] = field(default_factory=dict)


def check_monthly(filed: Filed, book: RuleBook) -> tuple[Hit, ...]:
    """All checks of the monthly evidence; `subject` of a hit is its month."""
    hits = []
    for code, one in CHECKS.items():
        variants = book.monthly[code].variants
        hits += [replace(h, rule=code, level=variants[h.variant].level) for h in one(filed, book)]
    return tuple(hits)


def _limit(book: RuleBook, code: str, key: str) -> Decimal:
    value = book.monthly[code].limits[key].value
    assert value is not None
    return value


def _hit(month: int, variant: str, name: str = "", found: str = "", expected: str = "", **more: str) -> Hit:
    values = {"month": str(month), **more}
    return Hit(name, variant, found, expected, subject=str(month), values=values)


def _on_time(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """Filed within the days after the end of the month."""
    for month, day in sorted(filed.submitted.items()):
        if filed.days is None:
            continue
        end = date(filed.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        due = end + timedelta(days=filed.days)
        if day > due:
            yield _hit(month, "late", found=day.isoformat(), expected=due.isoformat())


def _complete(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """Every quantity that was filed in one month is filed in every month up to the last one."""
    last = max((month for months in filed.amounts.values() for month in months), default=0)
    for name, months in sorted(filed.amounts.items()):
        for month in range(1, last + 1):
            if month not in months:
                yield _hit(month, "missing", name)


def _jumps(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """A month unlike both the month before and the same month of last year, as far as these are known."""
    limit = _limit(book, "ME-09", "percent") / 100
    for name, months in sorted(filed.amounts.items()):
        for month, amount in sorted(months.items()):
            known = [months.get(month - 1), filed.earlier.get(name, {}).get(month)]
            others = [other for other in known if other]
            if others and all(abs(amount - other) > abs(other) * limit for other in others):
                yield _hit(month, "jump", name, plain(amount), plain(others[-1]))


def _repeats(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """The same value three months running."""
    for name, months in sorted(filed.amounts.items()):
        for month in range(1, 11):
            run = [months.get(month + step) for step in range(3)]
            if run[0] and run[0] == run[1] == run[2] and months.get(month - 1) != run[0]:
                yield _hit(month, "same", name, plain(run[0]))


def _adds_up(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """Twelve months make what the report states."""
    tolerance = _limit(book, "ME-11", "amount")
    for name, months in sorted(filed.amounts.items()):
        stated = filed.annual.get(name)
        if len(months) == 12 and stated is not None:
            total = sum(months.values(), Decimal(0))
            if abs(total - stated) > tolerance:
                yield _hit(12, "sum", name, plain(total), plain(stated))


CHECKS: Mapping[str, Callable[[Filed, RuleBook], Iterator[Hit]]] = {
    "ME-01": _on_time,
    "ME-02": _complete,
    "ME-09": _jumps,
    "ME-10": _repeats,
    "ME-11": _adds_up,
}
