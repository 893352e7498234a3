"""Factors and parameters against the factor library and against plausible ranges (guide §4.6)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.models.enums import DocumentKind
from app.services.catalog import ElectricityFactor, FactorUse
from app.services.facts import Fact
from app.services.recalculation.sources import carbon_per_gj, oxidation_percent
from app.services.rules.rule import Case, Gap, Hit, Yield, hit, plain, rule

_ELECTRICITY = ("c4.factor", "c4.heating.factor", "vr.elec_factor")
_PARTS = ("ncv", "cc", "of")


@rule("X-24", kinds=(DocumentKind.ER, DocumentKind.VR))
def electricity_factor(case: Case) -> Yield:
    """The electricity factor is the one for this market and year; another one is told apart by its origin."""
    year = case.year
    factors = [case.library.grid_factor(scheme, year) for scheme in case.context.schemes if year is not None]
    known = next((factor for factor in factors if factor is not None), None)
    for name in _ELECTRICITY:
        fact = case.fact(name)
        if fact is None or fact.number is None:
            if name == "c4.factor" and case.number("c4.amount"):
                yield Gap((name,))
        elif known is None or known.value is None:
            yield Gap(("@electricity_factor",))
        elif all(factor is None or fact.number != factor.value for factor in factors):
            yield _wrong(case, fact, known)


def _wrong(case: Case, fact: Fact, known: ElectricityFactor) -> Hit:
    assert fact.number is not None and known.value is not None
    values = {"document": known.document}
    others = [f for f in case.library.electricity if f.value is not None]
    same = next((f for f in others if f.value == fact.number), None)
    if same is not None:
        values["other"], values["origin"] = same.region, same.document
        old = same.scheme == known.scheme and same.use is FactorUse.REPORT
        return hit(fact, "outdated" if old else "scheme", known.value, **values)
    twin = next((f for f in others if f.value is not None and _is_jumbled(fact.number, f.value)), None)
    if twin is not None:
        values["other"], values["origin"] = plain(twin.value), twin.document
        return hit(fact, "transposed", known.value, **values)
    return hit(fact, "unknown", known.value, **values)


def _is_jumbled(one: Decimal, other: Decimal) -> bool:
    """Whether one number is the other with its figures in disorder: 0.5633 for 0.5366, 0.640 for 0.604."""
    mine, theirs = _figures(one), _figures(other)
    # A nought at the end is lost where a cell holds a number.
    length = max(len(mine), len(theirs))
    mine, theirs = mine.ljust(length, "0"), theirs.ljust(length, "0")
    return mine != theirs and set(mine) == set(theirs)


def _figures(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", "").strip("0")


@rule("ER-40", kinds=(DocumentKind.ER, DocumentKind.VR))
def heat_factor(case: Case) -> Yield:
    """The heat factor is the default one, or has a reason."""
    known = case.library.heat_factor(case.year) if case.year is not None else None
    for name in ("c5.factor", "vr.heat_factor"):
        fact = case.fact(name)
        if fact is None or fact.number is None:
            continue
        if known is None or known.value is None:
            yield Gap(("@heat_factor",))
        elif fact.number != known.value:
            yield hit(fact, "differs", known.value, document=known.document)


@rule("ER-35", about=("c3", "c6"))
def recommended_values(case: Case) -> Yield:
    """A parameter that is not the recommended one is measured, or taken from elsewhere."""
    limit = case.limit("ER-35", "percent") / 100
    for table in ("c3", "c6"):
        for fuel, fields in case.lines(table).items():
            known = case.library.fuel_value(fuel, case.year) if case.year is not None else None
            for part in _PARTS:
                fact, usual = fields.get(part), getattr(known, part) if known else None
                number = _canonical(fact, part)
                if fact is None or number is None or not usual or abs(number - usual) <= usual * limit:
                    continue
                assert known is not None
                values = {"document": known.set.document}
                other = next((v for v in case.library.fuel_values(fuel) if getattr(v, part) == number), None)
                if other is not None:
                    values["origin"] = other.set.name
                expected = usual.scaleb(-3) if part == "cc" and fact.unit.endswith("/GJ") else usual
                yield hit(fact, "variant" if other else "differs", expected, **values)


@rule("ER-37", about=("c3", "c4", "c5", "c6"))
def plausible(case: Case) -> Yield:
    """Parameters lie in plausible ranges; amounts are not negative."""
    for table in ("c3", "c6"):
        for fuel, fields in case.lines(table).items():
            yield from _negative(fields.get("amount"))
            yield from _negative(fields.get("emission"))
            kind = case.library.fuels[fuel].kind if fuel in case.library.fuels else ""
            for part in _PARTS:
                yield from _range(case, fields.get(part), f"{kind}_{part}", fuel)
    for name in ("c4.amount", "c4.emission", "c5.amount", "c5.emission", "c2.total"):
        yield from _negative(case.fact(name))
    for series in case.series.values():
        for fact, number in zip(series.months, series.numbers, strict=True):
            if number is not None and number < 0:
                yield from _negative(fact)
    yield from _range(case, case.fact("c4.factor"), "grid", "")
    yield from _range(case, case.fact("c5.factor"), "heat", "")


def _negative(fact: Fact | None) -> Iterable[Hit]:
    if fact is not None and fact.number is not None and fact.number < 0:
        yield hit(fact, "negative", "≥ 0")


def _canonical(fact: Fact | None, part: str) -> Decimal | None:
    """The number in the unit of the library: tC/TJ, %."""
    if fact is None or fact.number is None:
        return None
    if part == "cc":
        return carbon_per_gj(fact.number).scaleb(3)
    return oxidation_percent(fact.number) if part == "of" else fact.number


def _range(case: Case, fact: Fact | None, key: str, fuel: str) -> Iterable[Hit]:
    number = _canonical(fact, key.rpartition("_")[2])
    limits = case.book.rules["ER-37"].limits
    if fact is None or number is None or f"{key}_least" not in limits:
        return
    # What a standard recommends is plausible, whatever the range says.
    if fuel and any(number in (v.ncv, v.cc, v.of) for v in case.library.fuel_values(fuel)):
        return
    for variant, ends in (("error", ("least", "most")), ("hint", ("low", "high"))):
        if f"{key}_{ends[0]}" not in limits:
            continue
        least, most = (case.limit("ER-37", f"{key}_{end}") for end in ends)
        if not least <= number <= most:
            yield hit(fact, variant, f"{least}–{most}")
            return
