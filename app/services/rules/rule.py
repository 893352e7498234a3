"""What a check is, what it yields, and the case it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from app.models.enums import DocumentKind, HitLevel
from app.services.catalog import FactorLibrary, RuleBook
from app.services.facts import Fact, ReportFacts, Where
from app.services.recalculation import EnergyView, Recalculation, energy_view, recalculate
from app.services.rules.context import Context

SERIES_TABLES = ("c7", "c8", "monthly")
_MEASURE = Decimal("1e18")
_NOUGHT = Decimal(0)
_MONTH = {f"m{number:02d}": number - 1 for number in range(1, 13)}


@dataclass(frozen=True, slots=True)
class Hit:
    """Something a check found. `variant` chooses level and sentence, `values` fill its holes.

    `name` is the fact it is about; `subject` tells two hits about the same fact apart. `found` and `expected`
    are plain texts in `unit`.
    """

    name: str = ""
    variant: str = ""
    found: str = ""
    expected: str = ""
    unit: str = ""
    where: Where | None = None
    subject: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""
    level: HitLevel = HitLevel.ERROR

    @property
    def place(self) -> str:
        """Where it is, as people say it."""
        return self.where.text if self.where else ""

    @property
    def key(self) -> str:
        """What stays the same when the check is run again."""
        return f"{self.name}|{self.subject}" if self.subject else self.name


@dataclass(frozen=True, slots=True)
class Gap:
    """A check could not say anything for want of these facts, parts of the context or limits."""

    missing: tuple[str, ...]
    rule: str = ""


Yield = Iterator[Hit | Gap]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with what it is about and what it needs.

    `about`: beginnings of names; without any such fact there is nothing to check and nothing is said.
    `needs`: facts, or parts of the context written @prior, or limits written #key; what is missing is named.
    """

    code: str
    check: Callable[[Case], Yield]
    kinds: tuple[DocumentKind, ...]
    about: tuple[str, ...]
    needs: tuple[str, ...]


def rule(
    code: str,
    *,
    kinds: tuple[DocumentKind, ...] = (DocumentKind.ER,),
    about: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
) -> Callable[[Callable[[Case], Yield]], Rule]:
    """Make a check of a function that yields hits."""

    def made(check: Callable[[Case], Yield]) -> Rule:
        return Rule(code, check, kinds, about, needs)

    return made


class Series:
    """Twelve months and the year of one quantity; `sum` is None where a month is missing."""

    __slots__ = ("months", "name", "numbers", "sum", "year")

    def __init__(self, name: str, months: Sequence[Fact | None], year: Fact | None) -> None:
        """Take the months, January first, and add them up."""
        self.name = name
        self.months = months
        self.year = year
        self.numbers = [fact.number if fact else None for fact in months]
        self.sum: Decimal | None = None
        if None not in self.numbers:
            self.sum = sum((number for number in self.numbers if number is not None), _NOUGHT)

    @property
    def total(self) -> tuple[Fact | None, Decimal | None]:
        """The yearly value and the fact it stands in, without it the sum of the months."""
        if self.year is not None and self.year.number is not None:
            return self.year, self.year.number
        return self.months[0], self.sum


class Case:
    """A report with its context, looked up by name, line and series; what checks are given."""

    def __init__(self, facts: ReportFacts, context: Context, library: FactorLibrary, book: RuleBook) -> None:
        """Look at `facts` in a context."""
        self.facts = facts
        self.context = context
        self.library = library
        self.book = book
        self.year = context.year or facts.year
        self._tables = facts.tables

    def has(self, beginning: str) -> bool:
        """Whether there is a fact below that table, or table and line."""
        table, _, line = beginning.partition(".")
        return line in self._tables.get(table, {}) if line else table in self._tables

    def lines(self, table: str) -> Mapping[str, Mapping[str, Fact]]:
        """The lines of a table with their fields; values of the table itself have the empty field name."""
        return self._tables.get(table, {})

    def fact(self, name: str) -> Fact | None:
        """A fact by its name."""
        return self.facts.facts.get(name)

    def number(self, name: str) -> Decimal | None:
        """A number by its name."""
        fact = self.facts.facts.get(name)
        return fact.number if fact else None

    @cached_property
    def recalculated(self) -> Recalculation:
        """The report computed anew."""
        return recalculate(self.facts, self.library, year=self.year, scheme=self.context.schemes[0])

    @cached_property
    def energy(self) -> EnergyView:
        """The energy of the report in tce."""
        return energy_view(self.facts, self.library, year=self.year)

    @cached_property
    def boundary_changed(self) -> bool:
        """Whether the report says that its boundary changed; saying that it did not is no change."""
        text = "".join(self.facts.text("head.boundary_change").split())
        return any(c.isalnum() for c in text) and not any(word in text for word in self.book.no_change)

    @cached_property
    def series(self) -> Mapping[str, Series]:
        """All monthly series by name."""
        found: dict[str, Series] = {}
        for table in SERIES_TABLES:
            for line, fields in self.lines(table).items():
                months: list[Fact | None] = [None] * 12
                for part, fact in fields.items():
                    if part in _MONTH:
                        months[_MONTH[part]] = fact
                name = f"{table}.{line}"
                found[name] = Series(name, months, fields.get("year"))
        return found

    def missing(self, needs: tuple[str, ...], code: str) -> tuple[str, ...]:
        """Which of these are not there."""
        return tuple(need for need in needs if not self._is_there(need, code))

    def limit(self, code: str, key: str) -> Decimal:
        """A limit of a check that has a number."""
        value = self.book.rules[code].limits[key].value
        assert value is not None
        return value

    def _is_there(self, need: str, code: str) -> bool:
        if need.startswith("@"):
            return getattr(self.context, need[1:]) is not None
        if need.startswith("#"):
            return self.book.rules[code].limits[need[1:]].value is not None
        fact = self.facts.facts.get(need)
        return fact is not None and fact.value is not None


def plain(number: Decimal | None, places: int | None = None) -> str:
    """A number as plain text: digits, no separators, no exponent, no closing noughts beyond `places`."""
    if number is None:
        return ""
    # A number beyond all measure stands as it is: it would not fit the precision.
    if places is not None and abs(number) < _MEASURE:
        number = round(number, places)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def hit(fact: Fact | None, variant: str, expected: Decimal | str = "", **more: str) -> Hit:
    """A hit about a fact: what stands there against what was expected; `more` fills holes of the sentence."""
    if fact is None:
        return Hit(variant=variant, expected=_text(expected), values=more)
    found = plain(fact.number) if fact.number is not None else fact.said
    subject = more.pop("subject", "")
    return Hit(fact.name, variant, found, _text(expected), fact.unit, fact.where, subject, more)


def _text(value: Decimal | str) -> str:
    return plain(value, 4) if isinstance(value, Decimal) else value
