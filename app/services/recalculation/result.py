"""All lines of a report, their sums, direct and indirect, and the total."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.services.catalog import FactorLibrary
from app.services.facts import Fact, ReportFacts, Where
from app.services.recalculation.sources import (
    Component,
    Line,
    electricity_line,
    fuel_lines,
    heat_line,
    process_lines,
)
from app.services.recalculation.working import Term, Working, total

_PARTS = (Component.FUEL, Component.PROCESS, Component.ELECTRICITY, Component.HEAT)
_CLINKER = ("clinker", "cao", "mgo")


@dataclass(frozen=True)
class Recalculation:
    """What a report comes to. Amounts in tCO2, not rounded; None where a line could not be computed."""

    edition: str
    lines: tuple[Line, ...]
    # Lines that are part of others and not counted again: the heating plant.
    heating: tuple[Line, ...]
    sums: dict[Component, Working | None]

    def amount(self, component: Component) -> Decimal | None:
        """Our result for a component."""
        working = self.sums.get(component)
        return working.result if working else None

    @property
    def direct(self) -> Decimal | None:
        """What arises at the unit itself."""
        return self._together(True)

    @property
    def indirect(self) -> Decimal | None:
        """What arises where electricity and heat are made."""
        return self._together(False)

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the facts for want of which something could not be computed."""
        return tuple(name for line in self.lines for name in line.missing)

    def line(self, name: str) -> Line | None:
        """The line of that name, such as c3.diesel."""
        return next((line for line in (*self.lines, *self.heating) if line.name == name), None)

    def of(self, component: Component) -> tuple[Line, ...]:
        """The lines of a component."""
        return tuple(line for line in self.lines if line.component is component)

    def _together(self, direct: bool) -> Decimal | None:
        amounts = [self.amount(part) for part in _PARTS if part.is_direct is direct]
        return None if None in amounts else sum((a for a in amounts if a is not None), Decimal(0))


def recalculate(
    facts: ReportFacts, library: FactorLibrary, *, year: int | None = None, scheme: str = "beijing"
) -> Recalculation:
    """Compute a report anew. `year`: the report year, if it is not the one that the report states."""
    when = year or facts.year or library.valid_from.year
    lines = [*fuel_lines(facts, "c3", library, when), *process_lines(facts), *_clinker(facts)]
    lines += [line for line in (electricity_line(facts, library, when, scheme=scheme),) if line]
    lines += [line for line in (heat_line(facts, library, when),) if line]
    heating = list(fuel_lines(facts, "c6", library, when))
    part = electricity_line(facts, library, when, scheme=scheme, name="c4.heating")
    heating += [part] if part else []
    sums = {component: _sum(lines, component) for component in _PARTS}
    sums[Component.TOTAL] = _total(sums)
    return Recalculation(library.edition, tuple(lines), tuple(heating), sums)


def _sum(lines: Iterable[Line], component: Component) -> Working | None:
    mine = [line for line in lines if line.component is component]
    if any(line.working is None for line in mine):
        return None
    return total([Term(f"{x.name}.emission", x.working.result, "tCO2") for x in mine if x.working])


def _total(sums: dict[Component, Working | None]) -> Working | None:
    if any(working is None for working in sums.values()):
        return None
    return total([Term(f"c2.{part}", w.result, "tCO2") for part, w in sums.items() if w and w.terms])


def _clinker(facts: ReportFacts) -> Iterable[Line]:
    """Raw meal: clinker × [(CaO − CaO not from carbonate)·44/56 + (MgO − …)·44/40] (guide §4.2)."""
    found = {key: facts.get(f"cement.{key}") for key in _CLINKER}
    if all(fact is None for fact in found.values()) or facts.lines("process"):
        return
    stated = facts.get("cement.emission")
    missing = tuple(f"cement.{key}" for key, fact in found.items() if fact is None or fact.number is None)
    if missing:
        yield Line("cement", Component.PROCESS, stated, None, missing)
        return
    lime = _oxide(facts, "cao", Decimal(56))
    magnesia = _oxide(facts, "mgo", Decimal(40))
    clinker = facts.number("cement.clinker") or Decimal(0)
    terms = [
        Term("cement.cao", clinker * lime, "tCO2", _where(found["cao"])),
        Term("cement.mgo", clinker * magnesia, "tCO2", _where(found["mgo"])),
    ]
    yield Line("cement", Component.PROCESS, stated, total(terms))


def _oxide(facts: ReportFacts, name: str, weight: Decimal) -> Decimal:
    content = (facts.number(f"cement.{name}") or 0) - (facts.number(f"cement.{name}_nc") or 0)
    return Decimal(content) / 100 * 44 / weight


def _where(fact: Fact | None) -> Where | None:
    return fact.where if fact else None
