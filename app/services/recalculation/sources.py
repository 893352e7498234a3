"""One line of a report computed anew from its raw quantities: fuel, process, electricity, heat.

The parameters are the report's own; what it does not state is taken from the factor library and says so. The
columns in between (heat in GJ, factor per GJ) are never used: they are rounded in print (guide §0.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.models.enums import LabelEnum
from app.services.catalog import FactorLibrary
from app.services.facts import Fact, ReportFacts
from app.services.recalculation.working import Term, Working, carbon, times

# Below, a carbon content is in tC/GJ, above in tC/TJ: the values lie a thousand apart (guide ER-38).
_PER_GJ_LIMIT = Decimal(1)
_HUNDRED = Decimal(100)


class Component(LabelEnum):
    """A part of the emission, as the summary table has them."""

    FUEL = ("fuel", "化石燃料燃烧")
    PROCESS = ("process", "工业生产过程")
    ELECTRICITY = ("electricity", "消耗外购电力")
    HEAT = ("heat", "消耗外购热力")
    TOTAL = ("total", "排放总量")

    @property
    def is_direct(self) -> bool:
        """Whether it arises at the unit itself."""
        return self in (Component.FUEL, Component.PROCESS)


@dataclass(frozen=True, slots=True)
class Line:
    """A source line. `working` is None where numbers are missing; `missing` names them.

    `stated` is what the report says. `standard` is the same amount with the recommended parameters, where
    these differ from the report's own.
    """

    name: str
    component: Component
    stated: Fact | None
    working: Working | None
    missing: tuple[str, ...] = ()
    standard: Working | None = None

    @property
    def emission(self) -> Decimal | None:
        """Our result in tCO2, not rounded."""
        return self.working.result if self.working else None


def fuel_lines(facts: ReportFacts, table: str, library: FactorLibrary, year: int) -> Iterator[Line]:
    """The lines of C.3 or C.6."""
    for fuel in facts.lines(table):
        yield _fuel_line(facts, f"{table}.{fuel}", fuel, library, year)


def process_lines(facts: ReportFacts) -> Iterator[Line]:
    """The lines of the process emissions: amount × purity × factor, and clinker."""
    for source in facts.lines("process"):
        name = f"process.{source}"
        amount, factor = facts.get(f"{name}.amount"), facts.get(f"{name}.factor")
        purity = facts.get(f"{name}.purity")
        stated = facts.get(f"{name}.emission")
        yield _product_line(name, Component.PROCESS, stated, (amount, purity, factor), ("amount", "factor"))


def electricity_line(
    facts: ReportFacts, library: FactorLibrary, year: int, *, scheme: str, name: str = "c4"
) -> Line | None:
    """Bought electricity (C.4), or the part of the heating plant (`c4.heating`)."""
    if all(facts.get(f"{name}.{part}") is None for part in ("amount", "factor", "emission")):
        return None
    known = library.grid_factor(scheme, year)
    factor = facts.get(f"{name}.factor") or (facts.get("c4.factor") if name != "c4" else None)
    default = None
    if known is not None and known.value is not None:
        default = Term(f"{name}.factor", known.value, "tCO2/MWh", document=known.document)
    return _bought(facts, name, Component.ELECTRICITY, factor, default)


def heat_line(facts: ReportFacts, library: FactorLibrary, year: int) -> Line | None:
    """Bought heat (C.5)."""
    if all(facts.get(f"c5.{part}") is None for part in ("amount", "factor", "emission")):
        return None
    known = library.heat_factor(year)
    default = None
    if known is not None and known.value is not None:
        default = Term("c5.factor", known.value, "tCO2/GJ", document=known.document)
    return _bought(facts, "c5", Component.HEAT, facts.get("c5.factor"), default)


def carbon_per_gj(number: Decimal) -> Decimal:
    """A carbon content in tC/GJ, whichever of the two units of the form it was written in."""
    return number if abs(number) < _PER_GJ_LIMIT else number.scaleb(-3)


def oxidation_percent(number: Decimal) -> Decimal:
    """An oxidation rate in %; 0.99 and 99 mean the same."""
    return number * _HUNDRED if abs(number) <= 1 else number


def _fuel_line(facts: ReportFacts, name: str, fuel: str, library: FactorLibrary, year: int) -> Line:
    amount = facts.get(f"{name}.amount")
    stated = facts.get(f"{name}.emission")
    if amount is None or amount.number is None:
        return Line(name, Component.FUEL, stated, None, (f"{name}.amount",))
    first = Term.of(amount)
    known = library.fuel_value(fuel, year)
    document = known.set.document if known else ""
    own: list[Term] = [first]
    usual: list[Term] = [first]
    missing: list[str] = []
    for part, unit in (("ncv", ""), ("cc", "tC/GJ"), ("of", "%")):
        given = getattr(known, part) if known else None
        default = None
        if given is not None:
            number = given.scaleb(-3) if part == "cc" else given
            default = Term(f"{name}.{part}", number, unit or f"GJ/{first.unit}", document=document)
            usual.append(default)
        term = _parameter(facts.get(f"{name}.{part}"), part, unit) or default
        if term is None:
            missing.append(f"{name}.{part}")
        else:
            own.append(term)
    if missing:
        return Line(name, Component.FUEL, stated, None, tuple(missing))
    same = len(usual) < 4 or all(a.value == b.value for a, b in zip(own, usual, strict=True))
    return Line(name, Component.FUEL, stated, carbon(own), standard=None if same else carbon(usual))


def _parameter(fact: Fact | None, part: str, unit: str) -> Term | None:
    if fact is None or fact.number is None:
        return None
    if part == "cc":
        return Term.of(fact, carbon_per_gj(fact.number), unit)
    if part == "of":
        return Term.of(fact, oxidation_percent(fact.number), unit)
    return Term.of(fact)


def _bought(
    facts: ReportFacts, name: str, component: Component, factor: Fact | None, default: Term | None
) -> Line:
    amount, stated = facts.get(f"{name}.amount"), facts.get(f"{name}.emission")
    if amount is None or amount.number is None:
        return Line(name, component, stated, None, (f"{name}.amount",))
    own = Term.of(factor) if factor is not None and factor.number is not None else default
    if own is None:
        return Line(name, component, stated, None, (f"{name}.factor",))
    first = Term.of(amount)
    differs = default is not None and default.value != own.value
    standard = times((first, default)) if differs and default is not None else None
    return Line(name, component, stated, times((first, own)), standard=standard)


def _product_line(
    name: str,
    component: Component,
    stated: Fact | None,
    parts: tuple[Fact | None, ...],
    needed: tuple[str, ...],
) -> Line:
    there = [fact for fact in parts if fact is not None and fact.number is not None]
    known = [fact.name.rpartition(".")[2] for fact in there]
    missing = tuple(f"{name}.{part}" for part in needed if part not in known)
    if missing:
        return Line(name, component, stated, None, missing)
    terms = [
        _purity(fact) if key == "purity" else Term.of(fact) for key, fact in zip(known, there, strict=True)
    ]
    return Line(name, component, stated, times(terms))


def _purity(fact: Fact) -> Term:
    assert fact.number is not None
    return Term.of(fact, oxidation_percent(fact.number), "%")
