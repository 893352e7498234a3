"""Checks of a performance form (V1-V20 of the domain notes, and the S rules that ask for one).

A check yields findings and never raises for bad data. Errors block the final PDF, warnings do not; a foreign
form that was imported only gets warnings, because real forms break the rules. What is only planned is checked
by `plan_checks`; V19, the comparison with the declaration, needs both forms and stands with what links them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from app.models.amounts import parse_amount, show_amount
from app.models.enums import FundingRole
from app.services.performance import count_checks, monitoring, plan_checks
from app.services.performance.findings import (
    Block,
    Case,
    FormFinding,
    FormSeverity,
    RowRef,
    error,
    indicator,
    plain,
    row_name,
    text_problem,
    warning,
)
from app.services.performance.form import FundingLine, SelfEvaluation
from app.services.performance.mixed_units import amount_names, mixed_units
from app.services.performance.profiles import FormKind, Profile
from app.services.performance.rating import usable
from app.services.performance.scoring import ScoredLine, score
from app.services.performance.shortfalls import shortfalls, unexplained
from app.services.performance.texts import fold, is_blank, is_blank_reason

__all__ = ["Block", "FormFinding", "FormSeverity", "RowRef", "check", "in_order", "passed"]

_CENT = Decimal("0.005")
_RATE_TOLERANCE = Decimal("0.1")
ZERO = Decimal(0)
_WAN = 10_000
# The two columns of amounts of a declaration.
_OF_PROJECT, _OF_YEAR = "项目金额", "年度金额"


def check(
    form: SelfEvaluation, profile: Profile, *, imported: bool = False, confirmed: Collection[str] = ()
) -> tuple[FormFinding, ...]:
    """Every finding about `form`, in the order of the form's blocks.

    `imported`: errors become warnings. `confirmed`: codes that the user has looked at and accepts (S4); their
    errors become warnings too.
    """
    case = Case(form, profile, score(form, profile))
    rules = _RULES[profile.form]
    found = [finding for rule in rules for finding in rule(case)]
    return in_order(
        replace(one, severity=FormSeverity.WARNING) if imported or one.code in confirmed else one
        for one in found
    )


def in_order(found: Iterable[FormFinding]) -> tuple[FormFinding, ...]:
    """Findings in the order of the form's blocks and rows."""
    order = list(Block)
    return tuple(
        sorted(
            found,
            key=lambda one: (order.index(one.row.block), -1 if one.row.index is None else one.row.index),
        )
    )


# What was looked at, by code: said where nothing was found. S rules only ask; they are not listed.
LOOKED_AT = {
    "V1": "分值合计为 100",
    "V2": "一级指标分值与模板一致",
    "V3": "每行分值大于 0",
    "V4": "每行得分不超过分值",
    "V5": "低于分值的行都写了偏差原因",
    "V6": "超额完成的行都写了原因",
    "V7": "多项内容逐项完成或已说明",
    "V8": "总分等于各行得分与执行率得分之和",
    "V9": "年度资金总额等于各项之和",
    "V10": "执行率计算正确",
    "V11": "预算执行没有需要说明的地方",
    "V12": "应有的一级、二级指标齐全",
    "V13": "二级指标都属于所在的一级指标",
    "V14": "没有空格和占位符",
    "V15": "期限都在项目期间内",
    "V16": "目标值方向和百分比合理",
    "V17": "多数指标有数量、日期或比例",
    "V18": "单价、数量与合计相符",
    "V20": "表头必填项齐全",
    "M1": "每行都填了全年预计",
    "M2": "预计完不成的都写了原因",
    "M3": "完成可能性与全年预计一致",
    "M4": "全年预计执行与预算一致",
    "M5": "填了截至日期",
}


# Of these, those that look at a declaration; with weights the first three as well.
_PLANNED = ("V9", "V12", "V13", "V14", "V15", "V16", "V17", "V18", "V20")
_WEIGHED = ("V1", "V2", "V3")
_MONITORED_CODES = ("V9", "V14", "V20", "M1", "M2", "M3", "M4", "M5")


def passed(findings: Collection[FormFinding], profile: Profile) -> tuple[tuple[str, str], ...]:
    """Code and sentence of every check that found nothing."""
    found = {finding.code for finding in findings}
    asked = tuple(code for code in LOOKED_AT if not code.startswith("M"))
    if profile.is_monitoring:
        asked = _MONITORED_CODES
    elif profile.is_declaration:
        asked = _PLANNED + (_WEIGHED if profile.grid.has("weight") else ())
    return tuple((code, words) for code, words in LOOKED_AT.items() if code in asked and code not in found)


_TOTAL = RowRef(Block.TOTAL)
_GOAL = RowRef(Block.GOAL)


def _headings(case: Case) -> Iterator[FormFinding]:
    """V20."""
    for label in case.profile.required_headings:
        if is_blank(case.form.heading(label)):
            yield error("V20", f"表头“{label}”没有填写。", RowRef(Block.HEADING, name=label))
    if case.form.year is None:
        yield error("V20", "没有填写年度。", RowRef(Block.HEADING))


def _money(case: Case) -> Iterator[FormFinding]:
    """V9, and amounts that are not numbers."""
    labels = case.labels
    columns: tuple[tuple[str, Callable[[FundingLine], str]], ...] = (
        (labels.initial, lambda line: line.initial_text),
        (labels.full_year, lambda line: line.full_year_text),
        (labels.executed, lambda line: line.executed_text),
    )
    if case.profile.is_declaration:
        columns = (
            (_OF_PROJECT, lambda line: line.project_text),
            (_OF_YEAR, lambda line: line.initial_text),
        )
    for label, read in columns:
        for index, line in enumerate(case.form.funding):
            text = read(line)
            if not is_blank(text) and parse_amount(text) is None:
                where = labels.roles[line.role]
                yield error("V9", f"“{where}”的{label}“{text}”不是数字。", RowRef(Block.FUNDING, index))
        yield from _money_sum(case, label, read)


def _money_sum(case: Case, label: str, read: Callable[[FundingLine], str]) -> Iterator[FormFinding]:
    labels = case.labels
    total = case.form.funding_line(FundingRole.TOTAL)
    stated = parse_amount(read(total)) if total else None
    parts = [parse_amount(read(line)) for line in case.form.funding if line.role is not FundingRole.TOTAL]
    amounts = [amount for amount in parts if amount is not None]
    if total is None or stated is None or not amounts:
        return
    found = sum(amounts, ZERO)
    if abs(found - stated) > _CENT:
        where = labels.project_roles if label == _OF_PROJECT else labels.roles
        name = where.get(FundingRole.TOTAL, "资金总额")
        sentence = f"{name}的{label} {show_amount(stated)} 不等于各项之和 {show_amount(found)}"
        if stated and abs(found) in (abs(stated) * _WAN, abs(stated) / _WAN):
            sentence += "，可能混用了元和万元"
        sentence += "。"
        yield error("V9", sentence, RowRef(Block.FUNDING, case.form.funding.index(total)))


def _execution(case: Case) -> Iterator[FormFinding]:
    """V10, V11, S3, S4, S5 and the printed execution score."""
    execution, options = case.scored.execution, case.profile.scoring
    total = case.form.funding_line(FundingRole.TOTAL)
    if total is None:
        yield error("S1", "没有年度资金总额行，不能计算执行率。", RowRef(Block.FUNDING))
        return
    row = RowRef(Block.FUNDING, case.form.funding.index(total))
    if execution.score is None:
        yield error("S1", f"{execution.how}，不能计算执行率。", row)
    if execution.is_zero:
        if (total.executed or ZERO) > 0:
            yield error("V11", "全年预算数为 0，却有全年执行数。", row)
        yield error("S4", f"{execution.how}，导出前请确认。", row)
    if execution.rate is not None and execution.rate > 100:
        yield warning("V11", f"执行率 {plain(execution.rate)}% 超过 100%，请说明原因。", row)
    if execution.rate is not None and execution.rate < options.low_rate_percent:
        sentence = f"执行率 {plain(execution.rate)}% 低于 {options.low_rate_percent}%，请说明原因。"
        yield warning("V11", sentence, row)
    if total.initial is not None and total.full_year is not None and total.initial != total.full_year:
        sentence = (
            f"全年预算数 {total.full_year_text} 与年初预算数 {total.initial_text} 不同，请说明调整原因。"
        )
        yield warning("V11", sentence, row)
    printed = parse_amount(total.printed_score)
    if printed is not None and execution.score is not None and printed != execution.score:
        sentence = f"表上的执行得分为 {total.printed_score}，按规则为 {show_amount(execution.score)}。"
        yield warning("S2", sentence, row)


def _funding_rows(case: Case) -> Iterator[FormFinding]:
    """V10 for every row, S5 for the parts."""
    for index, line in enumerate(case.form.funding):
        where, row = case.profile.labels.roles[line.role], RowRef(Block.FUNDING, index)
        printed = parse_amount(line.printed_rate.strip().rstrip("%％"))
        executed, budget = usable(line.executed), usable(line.full_year)
        if printed is not None and executed is not None and budget:
            exact = executed / budget * 100
            # Old Excel files lose the sign %: 1 stands for 100 %.
            shares = printed * 100 if "%" not in fold(line.printed_rate) else printed
            if min(abs(printed - exact), abs(shares - exact)) > _RATE_TOLERANCE:
                shown = show_amount(exact, 2)
                yield warning("V10", f"“{where}”的执行率印为 {line.printed_rate}，应为 {shown}%。", row)
        amounts = {name: usable(getattr(line, field)) for field, name in amount_names(case.profile).items()}
        if said := mixed_units(amounts):
            yield warning("V9", f"“{where}”的{said}。", row)
        if line.role is not FundingRole.TOTAL and line.weight:
            sentence = f"“{where}”行也写了分值 {line.weight_text}；只有年度资金总额行计分，不重复相加。"
            yield warning("S5", sentence, row)


def _goals(case: Case) -> Iterator[FormFinding]:
    """V14 and V7 for the goals."""
    labels = case.labels
    goals = [(labels.goal_expected, case.form.goal_expected)]
    if not case.profile.is_declaration:
        goals.append((labels.goal_actual, case.form.goal_actual))
    for label, text in goals:
        yield from text_problem(f"{labels.goal}的“{label}”", text, _GOAL)
    for found in shortfalls(case.form.goal_expected, case.form.goal_actual):
        sentence = (
            f"{labels.goal}第{found.number}项：目标 {found.expected}，实际 {found.actual}，请说明原因。"
        )
        yield warning("V7", sentence, _GOAL)


def _rows(case: Case) -> Iterator[FormFinding]:
    """V3, V4, V5, V6, V7, S14, S19 row by row, and V14 for the actual value."""
    labels = case.labels
    for line in case.scored.lines:
        name, row = row_name(case.form, line.index), indicator(line.index)
        yield from text_problem(f"{name}的{labels.actual}", line.line.actual, row)
        yield from _score_problems(case, line, name, row)


def _actuals(case: Case) -> Iterator[FormFinding]:
    """V14: what is done so far."""
    for index, line in enumerate(case.form.indicators):
        where = f"{row_name(case.form, index)}的{case.labels.actual}"
        yield from text_problem(where, line.actual, indicator(index))


def _weights(case: Case) -> Iterator[FormFinding]:
    """V3."""
    for line in case.scored.lines:
        if line.weight is None or line.weight <= 0:
            stated = line.line.weight_text
            words = f"的分值“{stated}”不是大于 0 的数字" if not is_blank(stated) else "没有填写分值"
            yield error("V3", f"{row_name(case.form, line.index)}{words}。", indicator(line.index))


def _if_weighed(case: Case) -> Iterator[FormFinding]:
    """V1 to V3 for the declarations of places that print weights."""
    if case.profile.grid.has("weight"):
        yield from _weights(case)
        yield from _totals(case)


def _score_problems(case: Case, line: ScoredLine, name: str, row: RowRef) -> Iterator[FormFinding]:
    entered, reason = line.line.score_text, line.line.reason
    if not is_blank(entered) and not line.manual:
        yield error("V4", f"{name}手工填写的得分“{entered}”不是数字。", row)
    if line.manual and is_blank_reason(line.line.score_reason):
        yield error("S19", f"{name}的得分是手工填写的，请写明理由。", row)
    if line.band_problem:
        yield error("S14", f"{name}：{line.band_problem}。", row)
    if line.counts is None:
        # Where weight, target or actual is missing, that has been said already.
        if line.weight and not is_blank(line.line.target) and not is_blank(line.line.actual):
            yield error("V4", f"{name}还没有得分：{line.how}。", row)
    elif line.weight is not None and line.weight > 0:
        if not 0 <= line.counts <= line.weight:
            sentence = f"{name}的得分 {plain(line.counts)} 不在 0 到分值 {plain(line.weight)} 之间。"
            yield error("V4", sentence, row)
        if line.counts < line.weight and is_blank_reason(reason):
            sentence = f"{name}得 {plain(line.counts)} 分，低于分值 {plain(line.weight)}，请写偏差原因。"
            yield error("V5", sentence, row)
    over = case.profile.scoring.over_percent
    if line.reached is not None and line.reached >= over and is_blank_reason(reason):
        shown = show_amount(line.reached, 0)
        yield warning("V6", f"{name}的完成值是目标值的 {shown}%（达到 {over}%），请说明原因。", row)
    for found in unexplained(line.line.target, line.line.actual, reason):
        sentence = (
            f"{name}第{found.number}项：目标 {found.expected}，实际 {found.actual}，请确认偏差原因已说明。"
        )
        yield warning("V7", sentence, row)


def _totals(case: Case) -> Iterator[FormFinding]:
    """V1, V2, V8."""
    scored, profile = case.scored, case.profile
    if scored.weight != 100:
        indicators = scored.weight - scored.execution.weight
        sentence = (
            f"分值合计 {show_amount(scored.weight)}，应为 100"
            f"（指标 {show_amount(indicators)}，预算执行率 {show_amount(scored.execution.weight)}）。"
        )
        yield error("V1", sentence, _TOTAL)
    sums = {one.level1: one.weight for one in scored.level1}
    if sums and profile.schemes and all(dict(scheme.weights) != sums for scheme in profile.schemes):
        stated = "、".join(f"{name}{show_amount(weight)}" for name, weight in sums.items())
        allowed = "；".join(scheme.name for scheme in profile.schemes)
        yield warning("V2", f"一级指标分值为 {stated}，与模板不同（{allowed}）。", _TOTAL)
    for label, printed, ours in (
        ("总分", case.form.printed_score, scored.total),
        ("分值合计", case.form.printed_weight, scored.weight),
    ):
        stated_total = parse_amount(printed)
        if stated_total is not None and stated_total != ours:
            yield error("V8", f"表上的{label}为 {printed}，各行相加为 {show_amount(ours)}。", _TOTAL)


_Rules = tuple[Callable[[Case], Iterator[FormFinding]], ...]
_EVALUATED: _Rules = (
    _headings,
    _money,
    _execution,
    _funding_rows,
    _goals,
    plan_checks.frame,
    plan_checks.targets,
    plan_checks.prices,
    _weights,
    _rows,
    count_checks.counts,
    _totals,
)
_DECLARED: _Rules = (
    _headings,
    plan_checks.period_order,
    _money,
    _goals,
    plan_checks.frame,
    plan_checks.targets,
    plan_checks.prices,
    _if_weighed,
)
_MONITORED: _Rules = (
    _headings,
    _money,
    _goals,
    _actuals,
    monitoring.outlooks,
    monitoring.spending,
)
_RULES = {
    FormKind.SELF_EVALUATION: _EVALUATED,
    FormKind.DECLARATION: _DECLARED,
    FormKind.MONITORING: _MONITORED,
}
