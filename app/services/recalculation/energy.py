"""The same quantities as energy: standard coal by GB/T 2589, electricity and heat at equivalent value.

One input, several views: nobody types amounts a second time for the energy table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.services.catalog import FactorLibrary
from app.services.facts import ReportFacts
from app.services.recalculation.working import Term, Working, times, total


@dataclass(frozen=True, slots=True)
class EnergyLine:
    """One kind of energy. `working` is None where it cannot be converted; in tce."""

    name: str
    working: Working | None


@dataclass(frozen=True, slots=True)
class EnergyView:
    """All energy that a report counts, in tce."""

    lines: tuple[EnergyLine, ...]
    total: Working | None


def energy_view(facts: ReportFacts, library: FactorLibrary, *, year: int | None = None) -> EnergyView:
    """Convert the amounts of C.3, C.4 and C.5."""
    when = year or facts.year or library.valid_from.year
    lines = tuple(_lines(facts, library, when))
    if not lines or any(line.working is None for line in lines):
        return EnergyView(lines, None)
    terms = [Term(line.name, line.working.result, "tce") for line in lines if line.working]
    return EnergyView(lines, total(terms, "tce"))


def _lines(facts: ReportFacts, library: FactorLibrary, year: int) -> Iterator[EnergyLine]:
    for fuel in facts.lines("c3"):
        yield EnergyLine(f"c3.{fuel}", _fuel(facts, fuel, library, year))
    for name, code in (("c4", "electricity"), ("c5", "heat")):
        amount = facts.get(f"{name}.amount")
        if amount is not None and amount.number is not None:
            factor = library.tce[code]
            assert factor.value is not None
            term = Term(f"{name}.tce", factor.value, f"tce/{factor.unit}", document=factor.document)
            yield EnergyLine(name, times((Term.of(amount), term), "tce"))


def _fuel(facts: ReportFacts, fuel: str, library: FactorLibrary, year: int) -> Working | None:
    amount = facts.get(f"c3.{fuel}.amount")
    if amount is None or amount.number is None:
        return None
    first, name = Term.of(amount), f"c3.{fuel}.tce"
    known = library.fuels.get(fuel)
    if known is not None and known.tce is not None:
        return times((first, Term(name, known.tce, f"tce/{first.unit}", document=known.tce_document)), "tce")
    heat = _heat_value(facts, fuel, library, year)
    coal = library.tce["heat"]
    if heat is None or coal.value is None:
        return None
    return times((first, heat, Term(name, coal.value, "tce/GJ", document=coal.document)), "tce")


def _heat_value(facts: ReportFacts, fuel: str, library: FactorLibrary, year: int) -> Term | None:
    fact = facts.get(f"c3.{fuel}.ncv")
    if fact is not None and fact.number is not None:
        return Term.of(fact)
    known = library.fuel_value(fuel, year)
    if known is None or known.ncv is None:
        return None
    return Term(f"c3.{fuel}.ncv", known.ncv, "", document=known.set.document)
