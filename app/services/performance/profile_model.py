"""What a template profile says: one official layout of a performance form as a value.

A profile says how every cell is called, which level-1 and level-2 indicators there are, which weights they
carry, which of the scoring variants hold and how the paper is ruled. Each block names its source and how sure
we are of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.models.enums import FundingRole, LabelEnum
from app.models.names import name_key


class FormKind(LabelEnum):
    """The official forms."""

    SELF_EVALUATION = ("self_evaluation", "绩效自评表")
    DECLARATION = ("declaration", "绩效目标申报表")
    MONITORING = ("monitoring", "绩效监控表")


@dataclass(frozen=True)
class Basis:
    """Where a block comes from and how sure we are: H two sources, M one, L memory only."""

    source: str
    confidence: str


@dataclass(frozen=True)
class Labels:
    """What every cell of the form is called. `year` takes {year}, `funding` takes {unit}."""

    title: str
    year: str
    funding: str
    initial: str
    full_year: str
    executed: str
    weight: str
    rate: str
    score: str
    goal: str
    goal_expected: str
    goal_actual: str
    indicators: str
    level1: str
    level2: str
    level3: str
    target: str
    actual: str
    reason: str
    total: str
    # Of the whole project or the middle term; only in a declaration.
    goal_project: str
    roles: Mapping[FundingRole, str]
    project_roles: Mapping[FundingRole, str]
    basis: Basis
    # Only in a monitoring, whose labels take {month}.
    forecast: str = ""
    outlook: str = ""

    def up_to(self, month: int | None) -> Labels:
        """The labels of a monitoring up to the end of `month`."""
        words = {name: getattr(self, name) for name in ("executed", "rate", "actual")}
        return replace(self, **{name: text.format(month=month or "N") for name, text in words.items()})


@dataclass(frozen=True)
class Level:
    """A level-1 indicator and the level-2 indicators below it."""

    name: str
    children: tuple[str, ...]
    # Accepted when a form has them, not offered.
    tolerated: tuple[str, ...] = ()
    # Check V12 asks for these.
    expected: tuple[str, ...] = ()
    is_expected: bool = False


@dataclass(frozen=True)
class WeightScheme:
    """Weights of the level-1 indicators that add up to 100 together with the execution weight."""

    name: str
    weights: Mapping[str, Decimal]


@dataclass(frozen=True)
class ScoringOptions:
    """Variants of the scoring rules (S7, S12-S14, S16, S17)."""

    smaller_is_better: str
    met_from: Decimal
    partly_from: Decimal
    met_share: Decimal | None
    approx_percent: Decimal
    over_percent: Decimal
    low_rate_percent: Decimal
    composite: str
    # Below this share of rows with a number, a date or a share, the form is asked to measure more (V17).
    measured_percent: Decimal
    # (from per cent, share of the weight), highest first; empty where the frame has no such bands.
    satisfaction: tuple[tuple[Decimal, Decimal], ...]
    # (from per cent of the target, share of the weight), highest first; off unless a user adds it (S13).
    over_ladder: tuple[tuple[Decimal, Decimal], ...]
    basis: Basis


@dataclass(frozen=True)
class PaperGrid:
    """How the paper is ruled: a grid of columns, and how many of them each cell of a block covers.

    `columns`: the fields of an indicator row, behind the label of the block, with their numbers of columns.
    `heads`: by number of pairs in a line, the widths of label, value, label, value.
    """

    upright: tuple[Decimal, ...]  # millimetres
    broad: tuple[Decimal, ...]
    heads: Mapping[int, tuple[int, ...]]
    money: tuple[int, ...]
    goals: tuple[int, ...]
    columns: tuple[tuple[str, int], ...]
    basis: Basis

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.upright)

    def has(self, column: str) -> bool:
        """Whether indicator rows have this field."""
        return any(name == column for name, _ in self.columns)


@dataclass(frozen=True)
class Profile:
    """One official layout."""

    id: str
    form: FormKind
    name: str
    valid_from: int
    money_unit: str
    basis: Basis
    labels: Labels
    heading_rows: tuple[tuple[str, ...], ...]
    required_headings: tuple[str, ...]
    # Below the table: lines with a label and a text, and the line of signatures.
    foot: tuple[str, ...]
    signatures: tuple[str, ...]
    grid: PaperGrid
    levels: tuple[Level, ...]
    spellings: Mapping[str, str]
    execution_weight: Decimal
    schemes: tuple[WeightScheme, ...]
    weights_basis: Basis
    scoring: ScoringOptions
    grades: tuple[tuple[Decimal, str], ...]

    @property
    def is_declaration(self) -> bool:
        """Whether it only plans: no actual values, no scores."""
        return self.form is FormKind.DECLARATION

    @property
    def is_monitoring(self) -> bool:
        """Whether it looks at a project in mid-year: what is done, and what will be done by its end."""
        return self.form is FormKind.MONITORING

    @property
    def is_evaluation(self) -> bool:
        """Whether it scores."""
        return self.form is FormKind.SELF_EVALUATION

    @property
    def has_terms(self) -> bool:
        """Whether indicators are printed for the middle term and for the year side by side."""
        return self.grid.has("project_target")

    @property
    def all_labels(self) -> tuple[str, ...]:
        """Every labelled field of head and foot, in the order of the form."""
        return (*(label for row in self.heading_rows for label in row), *self.foot, *self.signatures)

    def parent(self, level2: str) -> str | None:
        """The level-1 indicator that `level2` belongs to, or None where it is unknown."""
        return next((top.name for top in self.levels if level2 in top.children + top.tolerated), None)

    def belongs(self, level1: str, level2: str) -> bool:
        """Whether the frame has `level2` under `level1`."""
        return any(top.name == level1 and level2 in top.children + top.tolerated for top in self.levels)

    def grade(self, total: Decimal) -> str:
        """优, 良, 中 or 差 (S18)."""
        return next((name for start, name in self.grades if total >= start), "")

    def level_name(self, printed: str, *, top: bool) -> str | None:
        """The frame's name of a printed level-1 (`top`) or level-2 name, or None where it is unknown.

        Spaces, brackets such as （50分） and a lost 指 or 标 do not matter.
        """
        key = level_key(printed)
        names = [level.name for level in self.levels]
        if not top:
            names = [name for level in self.levels for name in level.children + level.tolerated]
        found = next((name for name in names if level_key(name) == key), None)
        return found or next(
            (name for word, name in self.spellings.items() if word == key and name in names), None
        )


def level_key(name: str) -> str:
    """A level name without brackets, spaces, punctuation and its ending 指标 (also 指 or 标 alone)."""
    bare = re.sub(r"[（(\[【][^）)\]】]*[）)\]】]", "", name)
    return re.sub(r"(?:指标等|指标|指|标)$", "", name_key(bare))
