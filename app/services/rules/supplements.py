"""Supplementary tables: heating plant, property, data centres, telecom, power, heat balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial

from app.services.facts import Fact
from app.services.rules.arithmetic import within
from app.services.rules.rule import Case, Gap, Hit, Yield, hit, rule

Fields = Mapping[str, Fact]
_THOUSAND = Decimal(1000)
_SUMMED = ("area", "garage", "managed", "output", "direct", "indirect", "direct_noheat", "indirect_noheat")


def _number(fields: Fields, part: str) -> Decimal | None:
    fact = fields.get(part)
    return fact.number if fact else None


def _compare(
    case: Case, code: str, fact: Fact | None, expected: Decimal | None, variant: str
) -> Iterable[Hit]:
    """A hit where a stated number is not the expected one."""
    if fact is None or fact.number is None or expected is None:
        return
    if not within(fact.number, expected, case.limit(code, "tonnes"), case.limit(code, "percent")):
        yield hit(fact, variant, expected)


@rule("X-05", about=("c14",))
def heating_plant(case: Case) -> Yield:
    """The heating table repeats the heating plant's fuel and electricity."""
    fuel = case.number("c6.total")
    if fuel is None and case.has("c6"):
        emissions = [_number(fields, "emission") for fields in case.lines("c6").values()]
        fuel = sum((number for number in emissions if number is not None), Decimal(0))
    stated, total = _column(case, "fuel_emission")
    if stated is not None and fuel is None:
        yield Gap(("c6.total",))
    elif stated is not None and total is not None and fuel is not None:
        yield from _compare_sum(case, stated, total, fuel, "fuel")
    stated, total = _column(case, "elec_emission")
    part = case.recalculated.line("c4.heating")
    if stated is not None and (part is None or part.emission is None):
        yield Gap(("c4.heating.amount",))
    elif stated is not None and total is not None and part is not None and part.emission is not None:
        yield from _compare_sum(case, stated, total, part.emission, "electricity")


def _column(case: Case, part: str) -> tuple[Fact | None, Decimal | None]:
    """The total of a column of C.14, or the sum of its rows at the first of them."""
    lines = case.lines("c14")
    total = lines.get("total", {}).get(part)
    if total is not None and total.number is not None:
        return total, total.number
    rows = [fields[part] for fields in lines.values() if part in fields and fields[part].number is not None]
    if not rows:
        return None, None
    return rows[0], sum((row.number for row in rows if row.number is not None), Decimal(0))


def _compare_sum(case: Case, fact: Fact, total: Decimal, expected: Decimal, variant: str) -> Iterable[Hit]:
    if not within(total, expected, case.limit("X-05", "tonnes"), case.limit("X-05", "percent")):
        yield hit(fact, variant, expected)


@rule("X-06", about=("c10", "c11", "c12", "c14"))
def sub_sums(case: Case) -> Yield:
    """Sums and intensities of the supplementary tables."""
    for table in ("c10", "c12", "c14"):
        yield from _totals(case, table)
    for name, fields in case.lines("c11").items():
        base = _number(fields, "area" if name == "nondc" else "it_electricity")
        yield from _intensity(case, fields, base)
    for fields in case.lines("c12").values():
        yield from _intensity(case, fields, _number(fields, "volume"))
    for fields in case.lines("c14").values():
        parts = [_number(fields, part) for part in ("fuel_emission", "elec_emission")]
        known = [part for part in parts if part is not None]
        if known:
            yield from _compare(case, "X-06", fields.get("emission"), sum(known, Decimal(0)), "sum")


def _totals(case: Case, table: str) -> Iterable[Hit]:
    lines = case.lines(table)
    for part, total in lines.get("total", {}).items():
        if part not in _SUMMED and part not in ("volume", "fuel_emission", "elec_emission", "emission"):
            continue
        rows = [_number(fields, part) for name, fields in lines.items() if name != "total"]
        known = [row for row in rows if row is not None]
        if known:
            yield from _compare(case, "X-06", total, sum(known, Decimal(0)), "sum")


def _intensity(case: Case, fields: Fields, base: Decimal | None) -> Iterable[Hit]:
    emissions = [_number(fields, part) for part in ("direct", "indirect")]
    stated = fields.get("intensity")
    if stated is None or stated.number is None or not base or emissions == [None, None]:
        return
    expected = sum((e for e in emissions if e is not None), Decimal(0)) * _THOUSAND / base
    tolerance = case.limit("X-06", "intensity")
    if not within(stated.number, expected, tolerance, case.limit("X-06", "percent")):
        yield hit(stated, "intensity", expected)


@rule("ER-45", about=("c10",))
def property_areas(case: Case) -> Yield:
    """Managed area within the building, occupancy a share, emission with heating not below that without."""
    for fields in case.lines("c10").values():
        area, managed = _number(fields, "area"), _number(fields, "managed")
        if area is not None and managed is not None and managed > area:
            yield hit(fields["managed"], "managed", area)
        occupancy = _number(fields, "occupancy")
        if occupancy is not None and not 0 <= occupancy <= 100:
            yield hit(fields["occupancy"], "occupancy", "0–100")
        for part in ("direct", "indirect"):
            less, more = _number(fields, f"{part}_noheat"), _number(fields, part)
            if less is not None and more is not None and less > more + case.limit("ER-45", "tonnes"):
                yield hit(fields[f"{part}_noheat"], "heating", more)


@rule("ER-46", about=("c11",))
def data_centres(case: Case) -> Yield:
    """Electricity of the racks: total not below the computers', these not above what racks can take."""
    limit = partial(case.limit, "ER-46")
    for name, fields in case.lines("c11").items():
        total, computers = _number(fields, "electricity"), _number(fields, "it_electricity")
        racks = _number(fields, "racks")
        if total is not None and computers:
            ratio = total / computers
            if ratio < limit("pue_least") or ratio > limit("pue_most"):
                yield hit(fields["electricity"], "pue", computers, ratio=f"{ratio:.2f}")
            elif ratio > limit("pue_high") or ratio < limit("pue_low"):
                yield hit(fields["electricity"], "pue_hint", computers, ratio=f"{ratio:.2f}")
        if racks is not None and computers is not None and name != "nondc":
            most = racks * limit("rack_power") * limit("hours") / _THOUSAND
            if computers > most:
                yield hit(fields["it_electricity"], "racks", most)


@rule("ER-47", about=("c14",))
def heat_supply(case: Case) -> Yield:
    """Heat to buildings within heat made; efficiency of gas boilers and intensity in plausible ranges."""
    for name, fields in case.lines("c14").items():
        source, building = _number(fields, "source_heat"), _number(fields, "building_heat")
        if source is not None and building is not None and building > source:
            yield hit(fields["building_heat"], "building", source)
        intensity = _number(fields, "intensity")
        heats = [heat for heat in (building, source) if heat]
        emission = _number(fields, "emission")
        if intensity is not None and emission is not None and heats:
            # t per TJ is kg per GJ.
            fits = [within(intensity, emission / heat, Decimal("0.01"), Decimal("0.5")) for heat in heats]
            if not any(fits):
                yield hit(fields["intensity"], "intensity", emission / heats[0], line=name)
    yield from _efficiency(case)


def _efficiency(case: Case) -> Iterable[Hit]:
    gas = case.fact("c6.natural_gas.amount")
    rows = [fields for name, fields in case.lines("c14").items() if name.startswith("gas")]
    heats = [fields["source_heat"] for fields in rows if fields.get("source_heat")]
    made = sum((heat.number for heat in heats if heat.number is not None), Decimal(0))
    line = case.recalculated.line("c6.natural_gas")
    if not heats or not made or gas is None or not gas.number or line is None or line.working is None:
        return
    efficiency = made * _THOUSAND / (gas.number * line.working.terms[1].value)
    least, most = case.limit("ER-47", "least"), case.limit("ER-47", "most")
    if not least <= efficiency <= most:
        yield hit(heats[0], "efficiency", f"{least}–{most}", ratio=f"{efficiency:.2f}")


@rule("ERX-01", about=("power",))
def power_balance(case: Case) -> Yield:
    """Supplied electricity is what was generated less own use; the share of own use is plausible."""
    generated, own = case.number("power.generation"), case.number("power.own_use")
    supplied, rate = case.fact("power.supplied"), case.fact("power.own_use_rate")
    if generated is None or own is None:
        yield Gap(tuple(n for n in ("power.generation", "power.own_use") if case.number(n) is None))
        return
    tolerance, percent = case.limit("ERX-01", "amount"), case.limit("ERX-01", "percent")
    if (
        supplied
        and supplied.number is not None
        and not within(supplied.number, generated - own, tolerance, percent)
    ):
        yield hit(supplied, "balance", generated - own)
    if rate and rate.number is not None and not 0 <= rate.number <= case.limit("ERX-01", "own_use"):
        yield hit(rate, "rate", f"0–{case.limit('ERX-01', 'own_use')}")


@rule("ERX-02", about=("power.heat_ratio",))
def heat_ratio(case: Case) -> Yield:
    """The share of heat is a share."""
    ratio = case.fact("power.heat_ratio")
    if ratio and ratio.number is not None and not 0 <= ratio.number <= 100:
        yield hit(ratio, "ratio", "0–100")


@rule("ERX-05", about=("cement.emission",))
def clinker(case: Case) -> Yield:
    """Process emission per tonne of clinker is plausible; the amount itself is checked row by row."""
    clinker_amount, emission = case.number("cement.clinker"), case.fact("cement.emission")
    if not clinker_amount or emission is None or emission.number is None:
        yield Gap(("cement.clinker",))
        return
    per_tonne = emission.number / clinker_amount
    least, most = case.limit("ERX-05", "least"), case.limit("ERX-05", "most")
    if not least <= per_tonne <= most:
        yield hit(emission, "range", f"{least}–{most}", ratio=f"{per_tonne:.3f}")
