"""Checks of a monitoring in mid-year: what will be missed by the end of the year, and whether it says why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from app.models.amounts import show_amount
from app.models.enums import FundingRole, Outlook
from app.services.performance.findings import (
    Block,
    Case,
    FormFinding,
    RowRef,
    error,
    indicator,
    row_name,
    warning,
)
from app.services.performance.form import FundingLine, IndicatorLine
from app.services.performance.profiles import Profile
from app.services.performance.rating import FULL, rate, usable
from app.services.performance.texts import is_blank, is_blank_reason
from app.services.performance.values import parse_value


def rate_to_date(line: FundingLine) -> Decimal | None:
    """Executed so far in per cent of 年初预算数; None where one is missing."""
    budget, spent = usable(line.initial), usable(line.executed)
    return None if not budget or spent is None else spent / budget * 100


def expected_share(line: IndicatorLine, year: int | None, by: Profile) -> Fraction | None:
    """Which share of the target the forecast reaches, at most 1; None where it cannot be told."""
    if is_blank(line.forecast):
        return None
    target, forecast = parse_value(line.target, year=year), parse_value(line.forecast, year=year)
    return rate(target, forecast, by.scoring).share


def will_be_missed(line: IndicatorLine, year: int | None, by: Profile) -> bool:
    """Whether the target will not be reached, by the forecast or by what was chosen."""
    share = expected_share(line, year, by)
    return line.outlook is Outlook.IMPOSSIBLE or (share is not None and share < FULL)


def outlooks(case: Case) -> Iterator[FormFinding]:
    """M1 to M4: what will be missed has a reason, and forecast and choice agree."""
    for index, line in enumerate(case.form.indicators):
        name, row = row_name(case.form, index), indicator(index)
        if is_blank(line.forecast) and line.outlook is None:
            yield warning("M1", f"{name}没有填写全年预计完成情况。", row)
            continue
        share = expected_share(line, case.form.year, case.profile)
        if will_be_missed(line, case.form.year, case.profile) and is_blank_reason(line.reason):
            what = f"预计“{line.forecast}”" if not is_blank(line.forecast) else "预计不能完成"
            yield error("M2", f"{name}：目标“{line.target}”，{what}，请写明原因和改进措施。", row)
        elif line.outlook is Outlook.POSSIBLE and is_blank_reason(line.reason):
            yield warning("M2", f"{name}只是有可能完成，请写明原因。", row)
        if share is not None and share < FULL and line.outlook is Outlook.CERTAIN:
            yield warning("M3", f"{name}预计达不到目标，却选了“{Outlook.CERTAIN.label}”。", row)


def spending(case: Case) -> Iterator[FormFinding]:
    """M4, M5: the day it counts to, and money that will be left over or is not enough."""
    if case.form.as_of is None:
        yield error("M5", "没有填写截至日期。", RowRef(Block.HEADING))
    total = case.form.funding_line(FundingRole.TOTAL)
    if total is None:
        return
    row = RowRef(Block.FUNDING, case.form.funding.index(total))
    budget, expected, spent = usable(total.initial), usable(total.full_year), usable(total.executed)
    if budget and expected is not None and expected != budget:
        left = "结余" if expected < budget else "超出"
        words = f"全年预计执行 {show_amount(expected)}，比预算 {show_amount(budget)} {left}"
        yield warning("M4", f"{words} {show_amount(abs(budget - expected))}，请说明。", row)
    if spent is not None and expected is not None and spent > expected:
        yield error("M4", f"已执行 {show_amount(spent)}，多于全年预计执行 {show_amount(expected)}。", row)
