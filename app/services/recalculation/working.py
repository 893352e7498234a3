"""One calculation as data: what was multiplied or added, where each number stood, and what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from app.models.amounts import show_amount
from app.services.facts import Fact, Where

# Carbon to carbon dioxide: the last step, so that nothing is rounded before it (guide §4.2).
_CARBON, _DIOXIDE = Decimal(12), Decimal(44)
_ONE = Decimal(1)


class Operation(Enum):
    """How the terms of a working go together."""

    CARBON = "carbon"
    TIMES = "times"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Term:
    """A number in a working: the name of the fact it is, its unit, where it stood.

    `document`: it does not stand in the report but in that document of the factor library.
    """

    name: str
    value: Decimal
    unit: str = ""
    where: Where | None = None
    document: str = ""

    @property
    def text(self) -> str:
        """As it stands in a formula; percentages with their sign, negative numbers in brackets."""
        shown = show_amount(self.value) + ("%" if self.unit == "%" else "")
        return f"（{shown}）" if self.value < 0 else shown

    @classmethod
    def of(cls, fact: Fact, value: Decimal | None = None, unit: str = "") -> Term:
        """The term that a fact is; `value` in `unit` where it was brought to another unit."""
        number = fact.number if value is None else value
        assert number is not None
        return cls(fact.name, number, unit or fact.unit, fact.where)


@dataclass(frozen=True, slots=True)
class Working:
    """A calculation. `result` in `unit`, not rounded."""

    operation: Operation
    terms: tuple[Term, ...]
    result: Decimal
    unit: str

    @property
    def formula(self) -> str:
        """The calculation with its numbers: 100 × 389.31 × 0.0153 × 99% × 44/12 = 2,162.188773."""
        joined = (" + " if self.operation is Operation.SUM else " × ").join(t.text for t in self.terms)
        carbon = " × 44/12" if self.operation is Operation.CARBON else ""
        return f"{joined or '0'}{carbon} = {show_amount(_shown(self.result))}"


def carbon(terms: Sequence[Term]) -> Working:
    """amount × net calorific value × carbon content × oxidation × 44/12, in tCO2."""
    return Working(Operation.CARBON, tuple(terms), _product(terms) * _DIOXIDE / _CARBON, "tCO2")


def times(terms: Sequence[Term], unit: str = "tCO2") -> Working:
    """The product of the terms."""
    return Working(Operation.TIMES, tuple(terms), _product(terms), unit)


def total(terms: Sequence[Term], unit: str = "tCO2") -> Working:
    """The sum of the terms."""
    return Working(Operation.SUM, tuple(terms), sum((t.value for t in terms), Decimal(0)), unit)


def _product(terms: Sequence[Term]) -> Decimal:
    result = _ONE
    for term in terms:
        result *= term.value.scaleb(-2) if term.unit == "%" else term.value
    return result


def _shown(number: Decimal) -> Decimal:
    """At most six decimals, without closing noughts."""
    if number.as_tuple().exponent in ("n", "N", "F"):
        return number
    short = round(number, 6) if abs(number) < Decimal("1e18") else number
    return short.normalize() if short != short.to_integral_value() else short.quantize(_ONE)
