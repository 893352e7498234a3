"""A performance form as a value. Every number is typed text; the number is derived from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.models.amounts import parse_amount
from app.models.enums import FundingRole, Outlook, ScoreBand
from app.services.performance.texts import Item, items

# Reason that is stored with a score which an imported table prints and our rules do not give.
IMPORTED = "按导入的表"


@dataclass(frozen=True)
class FundingLine:
    """One row of the money block 项目资金, in the money unit of the form."""

    role: FundingRole
    initial_text: str = ""
    full_year_text: str = ""
    executed_text: str = ""
    weight_text: str = ""
    # What an imported form prints; compared with our own figures, never used to compute.
    printed_rate: str = ""
    printed_score: str = ""
    # Of the whole project or the middle term; only in a declaration, whose annual amount is `initial_text`.
    project_text: str = ""

    @property
    def project(self) -> Decimal | None:
        """项目资金总额, 中期资金总额."""
        return parse_amount(self.project_text)

    @property
    def initial(self) -> Decimal | None:
        """年初预算数."""
        return parse_amount(self.initial_text)

    @property
    def full_year(self) -> Decimal | None:
        """全年预算数."""
        return parse_amount(self.full_year_text)

    @property
    def executed(self) -> Decimal | None:
        """全年执行数."""
        return parse_amount(self.executed_text)

    @property
    def weight(self) -> Decimal | None:
        """分值."""
        return parse_amount(self.weight_text)


@dataclass(frozen=True)
class CountMark:
    """That the actual value of a row is counted 自动统计; `measure` is the spec of app.services.measures."""

    measure: str
    # What is counted now; "" while there is nothing.
    live: str = ""
    is_by_hand: bool = False
    hand_reason: str = ""
    # What was handed in, where it was; `has_moved`: counted again it would be another figure.
    filed: str | None = None
    has_moved: bool = False

    @property
    def follows(self) -> bool:
        """Whether the cell shows what is counted now."""
        return not self.is_by_hand and self.filed is None


@dataclass(frozen=True)
class IndicatorLine:
    """One scored row 指标. The title may hold several numbered items; it is still one row."""

    level1: str
    level2: str
    title: str = ""
    target: str = ""
    actual: str = ""
    weight_text: str = ""
    band: ScoreBand | None = None
    # A score entered by hand; empty means that the computed one holds.
    score_text: str = ""
    score_reason: str = ""
    # 偏差原因分析及改进措施
    reason: str = ""
    # Of the middle term; only in a declaration that has both side by side.
    project_title: str = ""
    project_target: str = ""
    # 全年预计完成值 and 完成目标可能性; only in a monitoring.
    forecast: str = ""
    outlook: Outlook | None = None
    # Where the actual value comes from; it is no part of the form itself.
    counted: CountMark | None = field(default=None, compare=False)

    @property
    def weight(self) -> Decimal | None:
        """分值."""
        return parse_amount(self.weight_text)

    @property
    def score(self) -> Decimal | None:
        """The score entered by hand, or None."""
        return parse_amount(self.score_text)

    @property
    def title_items(self) -> tuple[Item, ...]:
        """The numbered items of the level-3 cell."""
        return items(self.title)

    @property
    def target_items(self) -> tuple[Item, ...]:
        """The numbered items of the target."""
        return items(self.target)

    @property
    def actual_items(self) -> tuple[Item, ...]:
        """The numbered items of the actual value."""
        return items(self.actual)


@dataclass(frozen=True)
class Leftover:
    """Text of a file that belongs to no cell of the form; shown to the user, never dropped."""

    place: str
    text: str


@dataclass(frozen=True)
class Doubt:
    """Something a reader decided that the user should look at."""

    place: str
    sentence: str


@dataclass(frozen=True)
class SelfEvaluation:
    """One 绩效自评表 or, with a profile of that form, 绩效目标申报表 or 绩效监控表. Equality is that of
    the table; where it came from does not count.
    """

    title: str
    year: int | None
    profile: str
    money_unit: str
    headings: tuple[tuple[str, str], ...] = ()
    funding: tuple[FundingLine, ...] = ()
    goal_expected: str = ""
    goal_actual: str = ""
    indicators: tuple[IndicatorLine, ...] = ()
    # The totals an imported form prints; compared with ours (check V8), never used to compute.
    printed_weight: str = ""
    printed_score: str = ""
    # 项目总目标 or 中期目标; only in a declaration.
    goal_project: str = ""
    # The day up to which a monitoring counts.
    as_of: date | None = None
    leftovers: tuple[Leftover, ...] = field(default=(), compare=False)
    doubts: tuple[Doubt, ...] = field(default=(), compare=False)
    source: str = field(default="", compare=False)

    def funding_line(self, role: FundingRole) -> FundingLine | None:
        """The row of the money block with this role, or None where the form has none."""
        return next((line for line in self.funding if line.role is role), None)

    def heading(self, label: str) -> str:
        """The value of a field of the head, or the empty text."""
        return next((value for name, value in self.headings if name == label), "")
