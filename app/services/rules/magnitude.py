"""Units and orders of magnitude, and this year against earlier ones (guide §5.2)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from app.models.enums import DocumentKind
from app.services.facts import Fact, describe
from app.services.rules.rule import Case, Gap, Hit, Yield, hit, plain, rule

BOTH = (DocumentKind.ER, DocumentKind.VR)
_POWERS = {-4, -3, -2, -1, 1, 2, 3, 4}
_PARTS = ("fuel", "process", "electricity", "heat")


def power_of_ten(one: Decimal, other: Decimal, tolerance: float) -> int | None:
    """k where `one` is ten to the k times `other`, k not nought; None where it is not."""
    if one <= 0 or other <= 0:
        return None
    exponent = math.log10(one / other)
    nearest = round(exponent)
    return nearest if nearest in _POWERS and abs(exponent - nearest) < tolerance else None


@rule("X-14", needs=("@prior",))
def magnitude_against_last_year(case: Case) -> Yield:
    """A value that is ten, a hundred, a thousand times last year's has most likely the wrong unit."""
    prior = case.context.prior
    assert prior is not None
    tolerance = float(case.limit("X-14", "logarithm"))
    for fact in _amounts(case):
        then = prior.number(fact.name)
        if fact.number is not None and then is not None:
            power = power_of_ten(fact.number, then, tolerance)
            if power is not None:
                yield hit(fact, "power", plain(then), power=str(power))


def _amounts(case: Case) -> Iterator[Fact]:
    for fields in case.lines("c3").values():
        if "amount" in fields:
            yield fields["amount"]
    for name in ("c4.amount", "c5.amount", "c2.total", "elec.purchased", "product.area", "c13.area"):
        if (fact := case.fact(name)) is not None:
            yield fact


@rule("X-15", kinds=BOTH)
def units(case: Case) -> Yield:
    """The same quantity stated twice may not differ by a power of ten; carbon content and units must fit."""
    tolerance = float(case.limit("X-15", "logarithm"))
    for stated, other in _pairs(case):
        if stated.number is not None and other.number is not None:
            power = power_of_ten(stated.number, other.number, tolerance)
            if power is not None:
                yield hit(stated, "power", other.number, power=str(power), other=other.where.text)
    for line in (*case.recalculated.lines, *case.recalculated.heating):
        if line.stated and line.stated.number is not None and line.working is not None:
            power = power_of_ten(line.stated.number, line.working.result, tolerance)
            if power is not None:
                yield hit(line.stated, "emission", line.working.result, power=str(power))
    for table in ("c3", "c6"):
        for fields in case.lines(table).values():
            yield from _carbon(case, fields.get("cc"))
    for fact in case.facts.facts.values():
        if fact.unit_written and (wanted := _unit_missed(fact)):
            yield hit(fact, "unknown", wanted, written=fact.unit_written)


def _unit_missed(fact: Fact) -> str:
    """The unit that the form asks for where the one that was written measures something else."""
    if fact.value is None:
        return fact.unit if any(c.isdigit() for c in fact.text) else ""
    info = describe(fact.name) if fact.unit == fact.unit_written else None
    return info.unit if info is not None and info.unit != fact.unit else ""


def _pairs(case: Case) -> Iterator[tuple[Fact, Fact]]:
    """A fact and another of the same quantity."""
    for name, series in case.series.items():
        table, _, line = name.partition(".")
        owner = {"c7": f"c3.{line}.amount", "monthly.electricity": "c4.amount", "monthly.heat": "c5.amount"}
        other = case.fact(owner.get(table) or owner.get(name) or "")
        stated = series.year
        if stated is None and series.sum is not None and series.months[0] is not None:
            first = series.months[0]
            stated = Fact(first.name, series.sum, plain(series.sum), first.unit, first.unit, first.where)
        if other is not None and stated is not None:
            yield other, stated
    report = case.context.report
    if report is not None:
        for name in case.facts.facts:
            if name.startswith("vr.ad."):
                line = name.removeprefix("vr.ad.")
                known = {"electricity": "c4.amount", "heat": "c5.amount"}.get(line, f"c3.{line}.amount")
                stated, other = case.fact(name), report.get(known)
                if stated is not None and other is not None:
                    yield stated, other


def _carbon(case: Case, fact: Fact | None) -> Iterable[Hit]:
    """A carbon content in tC/TJ where the column is in tC/GJ, the other way round, or neither."""
    if fact is None or fact.number is None:
        return
    per_gj = case.limit("X-15", "gj_least") <= fact.number <= case.limit("X-15", "gj_most")
    per_tj = case.limit("X-15", "tj_least") <= fact.number <= case.limit("X-15", "tj_most")
    if not per_gj and not per_tj:
        yield hit(fact, "carbon_range", "")
    elif per_tj and fact.unit.endswith("/GJ"):
        yield hit(fact, "carbon_gj", fact.number.scaleb(-3))
    elif per_gj and fact.unit.endswith("/TJ"):
        yield hit(fact, "carbon_tj", fact.number.scaleb(3))


@rule("X-16")
def swing(case: Case) -> Yield:
    """This year against last year: total and parts."""
    if _then(case, "total") is None:
        yield Gap(("@prior",))
        return
    total = case.fact("c2.total")
    if total is None or total.number is None:
        yield Gap(("c2.total",))
        return
    yield from _total_swing(case, total, _then(case, "total") or Decimal(0))
    limit = case.limit("X-16", "part_percent")
    for part in _PARTS:
        fact, then = case.fact(f"c2.{part}"), _then(case, part)
        if fact is None or fact.number is None or not then:
            continue
        change = (fact.number - then) / abs(then) * 100
        if abs(change) > limit and abs(fact.number - then) > case.limit("X-16", "part_tonnes"):
            yield hit(fact, "part", plain(then), percent=_signed(change))
    yield from _prior_as_stated(case)


def _total_swing(case: Case, total: Fact, then: Decimal) -> Iterable[Hit]:
    assert total.number is not None
    change = total.number - then
    percent = change / abs(then) * 100 if then else Decimal(0)
    values = {"percent": _signed(percent), "change": _signed(change)}
    if abs(percent) > case.limit("X-16", "error_percent"):
        yield hit(total, "error", plain(then), **values)
    elif abs(percent) > case.limit("X-16", "warning_percent"):
        yield hit(total, "warning", plain(then), **values)
    elif abs(change) >= case.limit("X-16", "tonnes") and abs(percent) > case.limit("X-16", "tonnes_percent"):
        yield hit(total, "tonnes", plain(then), **values)


def _signed(number: Decimal) -> str:
    return f"{number:+.2f}"


def _then(case: Case, part: str) -> Decimal | None:
    """Last year's value: from last year's report, without it as this report states it."""
    prior = case.context.prior
    found = prior.number(f"c2.{part}") if prior else None
    return case.number(f"prior.{part}") if found is None else found


def _prior_as_stated(case: Case) -> Iterable[Hit]:
    """What this report says of last year is what last year's report says."""
    prior = case.context.prior
    for part in ("total", *_PARTS) if prior else ():
        stated = case.fact(f"prior.{part}")
        then = prior.number(f"c2.{part}") if prior else None
        if stated is None or stated.number is None or then is None:
            continue
        if abs(stated.number - then) > case.limit("X-16", "same"):
            yield hit(stated, "prior", then)


@rule("X-35", needs=("c2.total", "@prior", "@before"))
def level_shift(case: Case) -> Yield:
    """Two large changes in a row, while the report says nothing of a changed boundary."""
    prior, before = case.context.prior, case.context.before
    assert prior is not None and before is not None
    totals = [before.number("c2.total"), prior.number("c2.total"), case.number("c2.total")]
    if None in totals or not totals[0] or not totals[1]:
        yield Gap(("@before",))
        return
    limit = case.limit("X-35", "percent") / 100
    numbers = [total for total in totals if total is not None]
    shifts = [abs(new - old) / abs(old) for old, new in pairwise(numbers)]
    if all(shift > limit for shift in shifts) and not case.boundary_changed:
        yield hit(case.fact("c2.total"), "shift", "", history=" → ".join(plain(n) for n in numbers))
