"""Checks of what is planned (V12-V18): the frame, the targets, the deadlines, the unit prices.

They hold for a declaration and for the self-evaluation that follows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.models.amounts import show_amount
from app.models.enums import FundingRole
from app.services.performance.findings import (
    Block,
    Case,
    FormFinding,
    RowRef,
    error,
    indicator,
    row_name,
    text_problem,
    warning,
)
from app.services.performance.form import IndicatorLine
from app.services.performance.texts import is_blank
from app.services.performance.unit_prices import false_products, stated_sums
from app.services.performance.values import Operator, ValueKind, figures, parse_value, value_at_end

_TOLERANCE = Decimal("0.005")
_WAN = 10_000
_START, _END, _PERIOD = "计划开始日期", "计划完成日期", "项目周期"


def frame(case: Case) -> Iterator[FormFinding]:
    """V12, V13."""
    for index, line in enumerate(case.form.indicators):
        if not case.profile.belongs(line.level1, line.level2):
            sentence = f"{row_name(case.form, index)}：这个模板的“{line.level1}”下没有“{line.level2}”。"
            yield error("V13", sentence, indicator(index))
    top = {line.level1 for line in case.form.indicators}
    below = {(line.level1, line.level2) for line in case.form.indicators}
    for level in case.profile.levels:
        if level.is_expected and level.name not in top:
            yield warning("V12", f"没有“{level.name}”。", RowRef(Block.INDICATOR))
            continue
        for child in level.expected:
            if (level.name, child) not in below:
                yield warning("V12", f"“{level.name}”下没有“{child}”。", RowRef(Block.INDICATOR))


def targets(case: Case) -> Iterator[FormFinding]:
    """V14, V15, V16 for title and target of every row, and V17 for all of them."""
    labels, profile = case.profile.labels, case.profile
    period = period_of(case)
    stated = measured = 0
    for index, line in enumerate(case.form.indicators):
        name, row = row_name(case.form, index), indicator(index)
        has_term = profile.has_terms and bool(line.project_title or line.project_target)
        if line.title or line.target or not has_term:
            yield from text_problem(f"{name}的{labels.level3}", line.title, row)
            yield from text_problem(f"{name}的{labels.target}", line.target, row)
        if has_term:
            yield from text_problem(f"{name}的中期{labels.level3}", line.project_title, row)
            yield from text_problem(f"{name}的中期{labels.target}", line.project_target, row)
        yield from _target_problems(line, name, row)
        yield from _deadline(line, case, period, name, row)
        stated += not is_blank(line.target + line.project_target)
        measured += _is_measured(line)
    least = profile.scoring.measured_percent
    if measured * 100 < least * stated:
        sentence = f"{stated} 行指标里只有 {measured} 行有数量、日期或比例，低于 {least}%，请尽量量化。"
        yield warning("V17", sentence, RowRef(Block.INDICATOR))


def _is_measured(line: IndicatorLine) -> bool:
    target = line.target or line.project_target
    kind = parse_value(target).kind
    if kind not in (ValueKind.QUALITATIVE, ValueKind.EMPTY):
        return True
    return bool(figures(target)) or value_at_end(line.title, needs_comparator=True) is not None


def period_of(case: Case) -> tuple[date, date] | None:
    """The first and last day of the project: from the head, else the year of the form."""
    form = case.form
    start, end = (parse_value(form.heading(label)).days for label in (_START, _END))
    if start and end:
        return start[0], end[1]
    when = parse_value(form.heading(_PERIOD), year=form.year).when
    if when is not None and when.date_start and when.date_end:
        return date.fromisoformat(when.date_start), date.fromisoformat(when.date_end)
    return (date(form.year, 1, 1), date(form.year, 12, 31)) if form.year else None


def _deadline(
    line: IndicatorLine, case: Case, period: tuple[date, date] | None, name: str, row: RowRef
) -> Iterator[FormFinding]:
    """V15."""
    days = parse_value(line.target, year=case.form.year).days
    if days is None or period is None or period[0] <= days[1] <= period[1]:
        return
    shown = f"{period[0]:%Y-%m-%d} 至 {period[1]:%Y-%m-%d}"
    yield warning("V15", f"{name}的期限“{line.target}”不在项目期间（{shown}）内。", row)


def period_order(case: Case) -> Iterator[FormFinding]:
    """V20: a project does not end before it begins."""
    start, end = (parse_value(case.form.heading(label)).days for label in (_START, _END))
    if start and end and start[0] > end[1]:
        yield error("V20", f"“{_START}”晚于“{_END}”。", RowRef(Block.HEADING, name=_END))


def _target_problems(line: IndicatorLine, name: str, row: RowRef) -> Iterator[FormFinding]:
    """V16."""
    target = parse_value(line.target)
    if target.kind is not ValueKind.NUMERIC or target.decimal is None:
        return
    is_cost = "成本" in line.level1 + line.level2
    if is_cost and target.operator in (Operator.AT_LEAST, Operator.ABOVE):
        yield warning("V16", f"{name}是成本指标，目标值“{line.target}”却是越大越好。", row)
    if target.unit == "%" and target.decimal > 100:
        yield warning("V16", f"{name}的目标值“{line.target}”超过 100%。", row)


def prices(case: Case) -> Iterator[FormFinding]:
    """V18: price times count is the sum beside it, and the sums are the budget."""
    total = case.form.funding_line(FundingRole.TOTAL)
    factor = 1 if case.form.money_unit == "元" else _WAN
    for index, line in enumerate(case.form.indicators):
        if "成本" not in line.level1 + line.level2:
            continue
        name, row = row_name(case.form, index), indicator(index)
        for words in false_products(line.target):
            yield warning("V18", f"{name}：{words}。", row)
        sums = stated_sums(line.target)
        budgets = [b for b in (total.full_year, total.initial) if b is not None] if total else []
        found = sum(sums, Decimal(0)) / factor
        if len(sums) > 1 and budgets and all(abs(found - budget) > _TOLERANCE for budget in budgets):
            sums_up = f"{name}各项合计 {show_amount(found)}，与预算数 {show_amount(budgets[0])} 不同"
            yield warning("V18", f"{sums_up}（{case.form.money_unit}）。", row)
