"""The words of statistics: what is counted (Filter), and what is shown (Card, Chart, Bar, Summary).

Every number knows the records it counts, by key, so that the list that it opens cannot differ from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from app.models.enums import Category, DocumentKind, LabelEnum, ReviewState
from app.services.statistics.facts import CaseFact, FindingFact, YearFacts

UNNAMED = "未注明"
UNASSIGNED = "未分派"
TEN_THOUSAND = Decimal(10_000)


class Shape(Enum):
    """How a chart is drawn."""

    STACKED = auto()  # one bar of segments per row, with its total
    RANKING = auto()  # one plain bar per row, no axis
    BURN_UP = auto()  # weeks along the axis, one line per column


@dataclass(frozen=True)
class Bar:
    """One segment or point of a chart: its row and column, its value, and the records that a click opens."""

    row: str
    column: str
    value: Decimal
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A table of numbers that is drawn: `rows` × `columns`, in the order they are drawn.

    `keys` of its bars are findings where `is_findings`, else reports. Values stand in the base unit; they are
    shown divided by `scale`, in `unit`.
    """

    key: str
    title: str
    caption: str
    shape: Shape
    unit: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    bars: tuple[Bar, ...]
    scale: Decimal = Decimal(1)
    is_findings: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(bar.value for bar in self.bars)

    def bar(self, row: str, column: str) -> Bar | None:
        """The bar of one cell, or None."""
        return next((b for b in self.bars if (b.row, b.column) == (row, column)), None)

    def value(self, row: str, column: str) -> Decimal:
        """The value of one cell; zero where there is none."""
        bar = self.bar(row, column)
        return bar.value if bar else Decimal(0)

    def total(self, row: str) -> Decimal:
        """The sum of a row."""
        return sum((b.value for b in self.bars if b.row == row), Decimal(0))

    def number(self, value: Decimal) -> str:
        """A value as it stands at its bar: `33`, `120.5`, `0.42`."""
        shown = value / self.scale
        if shown == shown.to_integral_value() and self.scale == 1:
            return f"{shown:,.0f}"
        return f"{shown:,.1f}" if abs(shown) >= 1 else f"{shown:,.2f}"

    def words(self, bar: Bar) -> str:
        """A bar in words, for the tooltip, the screen reader and the chip of its list."""
        return f"{self.place(bar)}　{self.number(bar.value)} {self.unit}"

    def place(self, bar: Bar) -> str:
        """Which bar it is: `本市重点 · 初审中`."""
        if self.shape is Shape.BURN_UP:
            return f"截至 {bar.row} · {bar.column}"
        return bar.row if len(self.columns) == 1 else f"{bar.row} · {bar.column}"

    def text(self) -> str:
        """The numbers with their heads, separated by tabs, in the base unit: for the clipboard."""
        lines = [["", *self.columns]]
        for row in self.rows:
            bars = [self.bar(row, column) for column in self.columns]
            lines.append([row, *(f"{bar.value:f}" if bar else "" for bar in bars)])
        return "\n".join("\t".join(line) for line in lines)


@dataclass(frozen=True)
class Card:
    """One big number with what stands around it and the records it opens. `note_kind` says what the note is
    about: `good`, `bad`, `time`, `up`, `down` or "".
    """

    key: str
    title: str
    value: str
    unit: str
    note: str
    note_kind: str
    keys: tuple[str, ...]
    is_findings: bool = False


@dataclass(frozen=True)
class Summary:
    """Everything the page shows. `cases` reports of `units` units are counted."""

    year: int
    as_of: date
    cases: int
    units: int
    unit: str
    cards: tuple[Card, ...]
    charts: Mapping[str, Chart]


# What is counted: the words that are let through, by the key of their facet. No entry: all.
Filter = Mapping[str, frozenset[str]]
NO_FILTER: Filter = {}


@dataclass(frozen=True)
class Facet:
    """Something the reports can be limited by; `words` are the words of a report, `order` those known."""

    key: str
    label: str
    words: Callable[[CaseFact], str]
    order: tuple[str, ...] = ()


def category_words(case: CaseFact) -> str:
    """The short name of the category of a report's unit."""
    return case.category.short if case.category else UNNAMED


def _kind(case: CaseFact) -> str:
    return case.kind.label


def _district(case: CaseFact) -> str:
    return case.district or UNNAMED


def _industry(case: CaseFact) -> str:
    return case.industry or UNNAMED


def _assignee(case: CaseFact) -> str:
    return case.assignee or UNASSIGNED


def _state(case: CaseFact) -> str:
    return case.state.label


def _labels(vocabulary: type[LabelEnum]) -> tuple[str, ...]:
    return tuple(member.short for member in vocabulary)


FACETS = (
    Facet("kind", "文件", _kind, _labels(DocumentKind)),
    Facet("district", "属地", _district),
    Facet("category", "类别", category_words, _labels(Category)),
    Facet("industry", "行业", _industry),
    Facet("assignee", "负责人", _assignee),
    Facet("state", "审核状态", _state, _labels(ReviewState)),
)


def matches(case: CaseFact, chosen: Filter) -> bool:
    """Whether a report is counted."""
    return all(facet.key not in chosen or facet.words(case) in chosen[facet.key] for facet in FACETS)


def choices(facts: YearFacts, facet: Facet) -> list[tuple[str, int]]:
    """The words that a facet can be limited to, with how many reports each has; what is not known last."""
    counts: dict[str, int] = {}
    for case in facts.cases:
        word = facet.words(case)
        counts[word] = counts.get(word, 0) + 1

    def place(pair: tuple[str, int]) -> tuple[bool, int, int, str]:
        word, count = pair
        known = facet.order.index(word) if word in facet.order else len(facet.order)
        return word in (UNNAMED, UNASSIGNED), known, -count, word

    return sorted(counts.items(), key=place)


def reports_of(facts: YearFacts, keys: Iterable[str]) -> list[CaseFact]:
    """The reports with these keys, in the order of the list."""
    wanted = frozenset(keys)
    return [case for case in facts.cases if case.report_id in wanted]


def findings_of(facts: YearFacts, keys: Iterable[str]) -> list[FindingFact]:
    """The findings with these keys, by unit."""
    wanted = frozenset(keys)
    found = [finding for finding in facts.findings if finding.id in wanted]
    return sorted(found, key=lambda f: (f.case.unit, f.case.kind, f.code))
