"""The project's performance tables: 绩效表, 表头, 项目资金, 指标."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.models.amounts import parse_amount
from app.models.base import Row, choice, derived, link
from app.models.enums import FundingRole, ScoreBand, Topic


class PerformanceTable(Row):
    """One performance form of a project and year: 绩效自评表 or 绩效目标申报表, as its profile says."""

    __tablename__ = "performance_table"
    topic = Topic.PERFORMANCE

    title: Mapped[str]
    year: Mapped[int]
    profile: Mapped[str]
    money_unit: Mapped[str]
    # 项目总目标 or 中期目标; only in a declaration.
    goal_project: Mapped[str | None]
    goal_expected: Mapped[str | None]
    goal_actual: Mapped[str | None]
    # The totals an imported form prints; compared with our own (check V8), never used to compute.
    printed_weight: Mapped[str | None]
    printed_score: Mapped[str | None]


class Heading(Row):
    """One labelled field of the form's head 表头, such as 项目名称; exists by nature (table, label)."""

    __tablename__ = "heading"
    topic = Topic.PERFORMANCE

    table_id: Mapped[str] = link("performance_table", owner=True)
    label: Mapped[str]
    value: Mapped[str | None]
    rank: Mapped[str]


class FundingRow(Row):
    """One row of the money block 项目资金; exists by nature (table, role). Only the total row scores."""

    __tablename__ = "funding_row"
    topic = Topic.PERFORMANCE

    table_id: Mapped[str] = link("performance_table", owner=True)
    role: Mapped[FundingRole] = choice(FundingRole)
    # 项目资金总额 or 中期资金总额 of a declaration.
    project_text: Mapped[str | None]
    project: Mapped[Decimal | None] = derived(parse_amount, "project_text")
    initial_text: Mapped[str | None]
    initial: Mapped[Decimal | None] = derived(parse_amount, "initial_text")
    full_year_text: Mapped[str | None]
    full_year: Mapped[Decimal | None] = derived(parse_amount, "full_year_text")
    executed_text: Mapped[str | None]
    executed: Mapped[Decimal | None] = derived(parse_amount, "executed_text")
    weight_text: Mapped[str | None]
    weight: Mapped[Decimal | None] = derived(parse_amount, "weight_text")
    # What an imported form prints in the last two columns; kept, compared, never used to compute.
    printed_rate: Mapped[str | None]
    printed_score: Mapped[str | None]


class Indicator(Row):
    """One indicator row 指标 with its three levels, target, actual, weight and score."""

    __tablename__ = "indicator"
    topic = Topic.PERFORMANCE

    table_id: Mapped[str] = link("performance_table", owner=True)
    rank: Mapped[str]
    level1: Mapped[str]
    level2: Mapped[str]
    # Title and target of the middle term, where a declaration has both side by side.
    project_title: Mapped[str | None]
    project_target: Mapped[str | None]
    title: Mapped[str | None]
    target: Mapped[str | None]
    actual: Mapped[str | None]
    weight_text: Mapped[str | None]
    weight: Mapped[Decimal | None] = derived(parse_amount, "weight_text")
    band: Mapped[ScoreBand | None] = choice(ScoreBand)
    # A score entered by hand; empty means that the computed one holds.
    score_text: Mapped[str | None]
    score: Mapped[Decimal | None] = derived(parse_amount, "score_text")
    score_reason: Mapped[str | None]
    # 偏差原因分析及改进措施
    reason: Mapped[str | None]
