"""Checks of the monthly evidence of one unit and year (guide §3.3, ME items that a program can answer)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from app.models.enums import DocumentKind
from app.services.catalog import RuleBook
from app.services.facts import FUELS, describe
from app.services.rules.context import Filed, Months
from app.services.rules.rule import Case, Hit, Rule, Yield, plain

_DETERMINATIONS = tuple(f"me.sample.{part}" for part in ("carbon", "ncv", "hydrogen", "sulphur", "moisture"))
_DAYS = {
    **{f"c3.{fuel}.amount": f"me.days.{fuel}" for fuel in FUELS},
    "c4.amount": "me.days.electricity",
    "c5.amount": "me.days.heat",
}
_HIGHEST_POWER = 4


def check_monthly(filed: Filed, book: RuleBook) -> tuple[Hit, ...]:
    """All checks of the monthly evidence; `subject` of a hit is its month."""
    hits = []
    for code, one in CHECKS.items():
        variants = book.rules[code].variants
        hits += [replace(h, rule=code, level=variants[h.variant].level) for h in one(filed, book)]
    return tuple(hits)


def _limit(book: RuleBook, code: str, key: str) -> Decimal:
    value = book.rules[code].limits[key].value
    assert value is not None
    return value


def _is_sum(name: str) -> bool:
    """Whether the months of a quantity add up: amounts do, heating values and laboratory results do not."""
    return name.endswith(".amount")


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
    """Every amount that was filed in one month is filed in all of them, and so is what the report states."""
    sums = {name: months for name, months in filed.amounts.items() if _is_sum(name)}
    last = max((month for months in sums.values() for month in months), default=0)
    for name, stated in sorted(filed.required.items()) if last else ():
        if name not in sums:
            yield _hit(last, "absent", name, expected=plain(stated))
    for name, months in sorted(sums.items()):
        for month in range(1, last + 1):
            if month not in months:
                yield _hit(month, "missing", name)


def _jumps(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """A month unlike both the month before and the same month of last year, as far as these are known."""
    limit = _limit(book, "ME-09", "percent") / 100
    for name, months in _sums(filed):
        for month, amount in sorted(months.items()):
            known = [months.get(month - 1), filed.earlier.get(name, {}).get(month)]
            others = [other for other in known if other]
            if others and all(abs(amount - other) > abs(other) * limit for other in others):
                yield _hit(month, "jump", name, plain(amount), plain(others[-1]))


def _repeats(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """The same value three months running."""
    for name, months in _sums(filed):
        for month in range(1, 11):
            run = [months.get(month + step) for step in range(3)]
            if run[0] and run[0] == run[1] == run[2] and months.get(month - 1) != run[0]:
                yield _hit(month, "same", name, plain(run[0]))


def _adds_up(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """Twelve months make what the report states."""
    tolerance = _limit(book, "ME-11", "amount")
    for name, months in _sums(filed):
        stated = filed.annual.get(name)
        if len(months) == 12 and stated is not None:
            total = sum(months.values(), Decimal(0))
            if abs(total - stated) > tolerance:
                yield _hit(12, "sum", name, plain(total), plain(stated))


def _sums(filed: Filed) -> list[tuple[str, Months]]:
    return [(name, months) for name, months in sorted(filed.amounts.items()) if _is_sum(name)]


def _all_determinations(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """A sample that was analysed for one of the five is analysed for all of them."""
    results = {name: filed.amounts.get(name, {}) for name in _DETERMINATIONS}
    for month in sorted({month for months in results.values() for month in months}):
        for name, months in results.items():
            if month not in months:
                yield _hit(month, "part", name)


def _days_make_months(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """The days together are the month, where the sum of the days was filed too."""
    tolerance = _limit(book, "ME-06", "amount")
    for name, of_days in _DAYS.items():
        months = filed.amounts.get(name, {})
        for month, days in sorted(filed.amounts.get(of_days, {}).items()):
            amount = months.get(month)
            if amount is not None and abs(amount - days) > tolerance:
                yield _hit(month, "sum", name, plain(amount), plain(days))


def _weighted(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """Monthly heating values and carbon contents, weighted with the amounts, are what the report states."""
    percent = _limit(book, "ME-07", "percent") / 100
    for fuel in FUELS:
        amounts = filed.amounts.get(f"c3.{fuel}.amount", {})
        for part in ("ncv", "cc"):
            name = f"c3.{fuel}.{part}"
            values, stated = filed.amounts.get(name, {}), filed.annual.get(name)
            used = [month for month, amount in amounts.items() if amount]
            if stated is None or not used or any(month not in values for month in used):
                continue
            whole = sum((amounts[month] for month in used), Decimal(0))
            if not whole:
                continue
            mean = sum((amounts[month] * values[month] for month in used), Decimal(0)) / whole
            if abs(mean - stated) > abs(stated) * percent:
                yield _hit(max(used), "weighted", name, plain(stated), plain(mean, 6))


def _magnitude(filed: Filed, book: RuleBook) -> Iterator[Hit]:
    """A month that is ten, a hundred … times that of last year, or a year that is so beside the report."""
    width = _limit(book, "ME-13", "width")
    for name, months in _sums(filed):
        earlier = filed.earlier.get(name, {})
        for month, amount in sorted(months.items()):
            if times := _power(amount, earlier.get(month), width):
                yield _hit(month, "month", name, plain(amount), plain(earlier[month]), times=times)
        stated = filed.annual.get(name)
        total = sum(months.values(), Decimal(0))
        if len(months) == 12 and (times := _power(total, stated, width)):
            yield _hit(12, "year", name, plain(total), plain(stated), times=times)


def _power(amount: Decimal, other: Decimal | None, width: Decimal) -> str:
    """The power of ten, from 10 to 10,000 up or down, that lies between two amounts; "" for none."""
    if amount <= 0 or other is None or other <= 0:
        return ""
    distance = (amount / other).log10()
    power = round(distance)
    if not 1 <= abs(power) <= _HIGHEST_POWER or abs(distance - power) >= width:
        return ""
    return plain(Decimal(10) ** power)


CHECKS: Mapping[str, Callable[[Filed, RuleBook], Iterator[Hit]]] = {
    "ME-01": _on_time,
    "ME-02": _complete,
    "ME-05": _all_determinations,
    "ME-06": _days_make_months,
    "ME-07": _weighted,
    "ME-09": _jumps,
    "ME-10": _repeats,
    "ME-11": _adds_up,
    "ME-13": _magnitude,
}


def _run(code: str, case: Case) -> Yield:
    """One of the checks as it runs over the evidence of a unit and year."""
    filed = case.context.filed
    assert filed is not None
    for found in CHECKS[code](filed, case.book):
        info = describe(found.name) if found.name else None
        yield replace(found, unit=info.unit if info else "")


RULES = tuple(Rule(code, partial(_run, code), (DocumentKind.ME,), (), ("@filed",)) for code in CHECKS)
