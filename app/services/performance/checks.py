"""Checks of the self-evaluation table (V1-V20 of the domain notes, and the S rules that ask for one).

A check yields findings and never raises for bad data. Errors block the final PDF, warnings do not; a foreign
form that was imported only gets warnings, because real forms break the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.models.amounts import parse_amount, show_amount
from app.models.enums import FundingRole, LabelEnum
from app.services.performance.form import FundingLine, SelfEvaluation
from app.services.performance.profiles import Profile
from app.services.performance.rating import usable
from app.services.performance.scoring import Scored, ScoredLine, score
from app.services.performance.shortfalls import shortfalls, unexplained
from app.services.performance.texts import fold, is_blank, is_blank_reason, placeholder
from app.services.performance.values import Operator, ValueKind, parse_value

_CENT = Decimal("0.005")
_RATE_TOLERANCE = Decimal("0.1")
ZERO = Decimal(0)


class FormSeverity(LabelEnum):
    """Whether a finding blocks the final PDF."""

    ERROR = ("error", "错误")
    WARNING = ("warning", "提醒")


class Block(StrEnum):
    """Part of the form that a finding points to."""

    HEADING = "heading"
    FUNDING = "funding"
    GOAL = "goal"
    INDICATOR = "indicator"
    TOTAL = "total"


@dataclass(frozen=True)
class RowRef:
    """Where to jump: `index` of an indicator or funding row, or `name` of a heading; else the whole block."""

    block: Block
    index: int | None = None
    name: str = ""


@dataclass(frozen=True)
class FormFinding:
    """One thing to correct or to look at. `code` is that of the domain notes."""

    code: str
    severity: FormSeverity
    sentence: str
    row: RowRef


@dataclass(frozen=True)
class _Case:
    form: SelfEvaluation
    profile: Profile
    scored: Scored


def check(
    form: SelfEvaluation, profile: Profile, *, imported: bool = False, confirmed: Collection[str] = ()
) -> tuple[FormFinding, ...]:
    """Every finding about `form`, in the order of the form's blocks.

    `imported`: errors become warnings. `confirmed`: codes that the user has looked at and accepts (S4); their
    errors become warnings too.
    """
    case = _Case(form, profile, score(form, profile))
    found = [finding for rule in _RULES for finding in rule(case)]
    order = list(Block)
    found.sort(key=lambda one: (order.index(one.row.block), -1 if one.row.index is None else one.row.index))
    return tuple(
        replace(one, severity=FormSeverity.WARNING) if imported or one.code in confirmed else one
        for one in found
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
    "V16": "目标值方向和百分比合理",
    "V20": "表头必填项齐全",
}


def passed(findings: Collection[FormFinding]) -> tuple[tuple[str, str], ...]:
    """Code and sentence of every check that found nothing."""
    found = {finding.code for finding in findings}
    return tuple((code, words) for code, words in LOOKED_AT.items() if code not in found)


def row_name(form: SelfEvaluation, index: int) -> str:
    """How a sentence names an indicator row: 第4行“产出指标/成本指标”."""
    line = form.indicators[index]
    return f"第{index + 1}行“{line.level1}/{line.level2}”"


def _error(code: str, sentence: str, row: RowRef) -> FormFinding:
    return FormFinding(code, FormSeverity.ERROR, sentence, row)


def _warning(code: str, sentence: str, row: RowRef) -> FormFinding:
    return FormFinding(code, FormSeverity.WARNING, sentence, row)


def _indicator(index: int) -> RowRef:
    return RowRef(Block.INDICATOR, index)


_TOTAL = RowRef(Block.TOTAL)
_GOAL = RowRef(Block.GOAL)


def _plain(number: Decimal) -> str:
    """Without needless zeros: 7.5, 100."""
    return show_amount(Decimal(f"{number.normalize():f}"))


def _headings(case: _Case) -> Iterator[FormFinding]:
    """V20."""
    for label in case.profile.required_headings:
        if is_blank(case.form.heading(label)):
            yield _error("V20", f"表头“{label}”没有填写。", RowRef(Block.HEADING, name=label))
    if case.form.year is None:
        yield _error("V20", "没有填写年度。", RowRef(Block.HEADING))


def _money(case: _Case) -> Iterator[FormFinding]:
    """V9, and amounts that are not numbers."""
    labels = case.profile.labels
    columns: tuple[tuple[str, Callable[[FundingLine], str]], ...] = (
        (labels.initial, lambda line: line.initial_text),
        (labels.full_year, lambda line: line.full_year_text),
        (labels.executed, lambda line: line.executed_text),
    )
    for label, read in columns:
        for index, line in enumerate(case.form.funding):
            text = read(line)
            if not is_blank(text) and parse_amount(text) is None:
                where = labels.roles[line.role]
                yield _error("V9", f"“{where}”的{label}“{text}”不是数字。", RowRef(Block.FUNDING, index))
        yield from _money_sum(case, label, read)


def _money_sum(case: _Case, label: str, read: Callable[[FundingLine], str]) -> Iterator[FormFinding]:
    total = case.form.funding_line(FundingRole.TOTAL)
    stated = parse_amount(read(total)) if total else None
    parts = [parse_amount(read(line)) for line in case.form.funding if line.role is not FundingRole.TOTAL]
    amounts = [amount for amount in parts if amount is not None]
    if total is None or stated is None or not amounts:
        return
    found = sum(amounts, ZERO)
    if abs(found - stated) > _CENT:
        sentence = f"年度资金总额的{label} {show_amount(stated)} 不等于各项之和 {show_amount(found)}。"
        yield _error("V9", sentence, RowRef(Block.FUNDING, case.form.funding.index(total)))


def _execution(case: _Case) -> Iterator[FormFinding]:
    """V10, V11, S3, S4, S5 and the printed execution score."""
    execution, options = case.scored.execution, case.profile.scoring
    total = case.form.funding_line(FundingRole.TOTAL)
    if total is None:
        yield _error("S1", "没有年度资金总额行，不能计算执行率。", RowRef(Block.FUNDING))
        return
    row = RowRef(Block.FUNDING, case.form.funding.index(total))
    if execution.score is None:
        yield _error("S1", f"{execution.how}，不能计算执行率。", row)
    if execution.is_zero:
        if (total.executed or ZERO) > 0:
            yield _error("V11", "全年预算数为 0，却有全年执行数。", row)
        yield _error("S4", f"{execution.how}，导出前请确认。", row)
    if execution.rate is not None and execution.rate > 100:
        yield _warning("V11", f"执行率 {_plain(execution.rate)}% 超过 100%，请说明原因。", row)
    if execution.rate is not None and execution.rate < options.low_rate_percent:
        sentence = f"执行率 {_plain(execution.rate)}% 低于 {options.low_rate_percent}%，请说明原因。"
        yield _warning("V11", sentence, row)
    if total.initial is not None and total.full_year is not None and total.initial != total.full_year:
        sentence = (
            f"全年预算数 {total.full_year_text} 与年初预算数 {total.initial_text} 不同，请说明调整原因。"
        )
        yield _warning("V11", sentence, row)
    printed = parse_amount(total.printed_score)
    if printed is not None and execution.score is not None and printed != execution.score:
        sentence = f"表上的执行得分为 {total.printed_score}，按规则为 {show_amount(execution.score)}。"
        yield _warning("S2", sentence, row)


def _funding_rows(case: _Case) -> Iterator[FormFinding]:
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
                yield _warning("V10", f"“{where}”的执行率印为 {line.printed_rate}，应为 {shown}%。", row)
        if line.role is not FundingRole.TOTAL and line.weight:
            sentence = f"“{where}”行也写了分值 {line.weight_text}；只有年度资金总额行计分，不重复相加。"
            yield _warning("S5", sentence, row)


def _goals(case: _Case) -> Iterator[FormFinding]:
    """V14 and V7 for the goals."""
    labels = case.profile.labels
    goals = (
        (labels.goal_expected, case.form.goal_expected),
        (labels.goal_actual, case.form.goal_actual),
    )
    for label, text in goals:
        yield from _text_problem(f"{labels.goal}的“{label}”", text, _GOAL)
    for found in shortfalls(case.form.goal_expected, case.form.goal_actual):
        sentence = (
            f"{labels.goal}第{found.number}项：目标 {found.expected}，实际 {found.actual}，请说明原因。"
        )
        yield _warning("V7", sentence, _GOAL)


def _text_problem(where: str, text: str, row: RowRef) -> Iterator[FormFinding]:
    if is_blank(text):
        yield _error("V14", f"{where}没有填写。", row)
    elif mark := placeholder(text):
        yield _error("V14", f"{where}还留有占位符“{mark}”。", row)


def _levels(case: _Case) -> Iterator[FormFinding]:
    """V12, V13."""
    for index, line in enumerate(case.form.indicators):
        if not case.profile.belongs(line.level1, line.level2):
            sentence = f"{row_name(case.form, index)}：这个模板的“{line.level1}”下没有“{line.level2}”。"
            yield _error("V13", sentence, _indicator(index))
    top = {line.level1 for line in case.form.indicators}
    below = {(line.level1, line.level2) for line in case.form.indicators}
    for level in case.profile.levels:
        if level.is_expected and level.name not in top:
            yield _warning("V12", f"没有“{level.name}”。", RowRef(Block.INDICATOR))
            continue
        for child in level.expected:
            if (level.name, child) not in below:
                yield _warning("V12", f"“{level.name}”下没有“{child}”。", RowRef(Block.INDICATOR))


def _rows(case: _Case) -> Iterator[FormFinding]:
    """V3, V4, V5, V6, V7, V14, V16, S14, S19 row by row."""
    labels = case.profile.labels
    for line in case.scored.lines:
        name, row = row_name(case.form, line.index), _indicator(line.index)
        cells = (
            (labels.level3, line.line.title),
            (labels.target, line.line.target),
            (labels.actual, line.line.actual),
        )
        for label, text in cells:
            yield from _text_problem(f"{name}的{label}", text, row)
        if line.weight is None or line.weight <= 0:
            stated = line.line.weight_text
            words = f"的分值“{stated}”不是大于 0 的数字" if not is_blank(stated) else "没有填写分值"
            yield _error("V3", f"{name}{words}。", row)
        yield from _score_problems(case, line, name, row)
        yield from _target_problems(line, name, row)


def _score_problems(case: _Case, line: ScoredLine, name: str, row: RowRef) -> Iterator[FormFinding]:
    entered, reason = line.line.score_text, line.line.reason
    if not is_blank(entered) and not line.manual:
        yield _error("V4", f"{name}手工填写的得分“{entered}”不是数字。", row)
    if line.manual and is_blank_reason(line.line.score_reason):
        yield _error("S19", f"{name}的得分是手工填写的，请写明理由。", row)
    if line.band_problem:
        yield _error("S14", f"{name}：{line.band_problem}。", row)
    if line.counts is None:
        # Where weight, target or actual is missing, that has been said already.
        if line.weight and not is_blank(line.line.target) and not is_blank(line.line.actual):
            yield _error("V4", f"{name}还没有得分：{line.how}。", row)
    elif line.weight is not None and line.weight > 0:
        if not 0 <= line.counts <= line.weight:
            sentence = f"{name}的得分 {_plain(line.counts)} 不在 0 到分值 {_plain(line.weight)} 之间。"
            yield _error("V4", sentence, row)
        if line.counts < line.weight and is_blank_reason(reason):
            sentence = f"{name}得 {_plain(line.counts)} 分，低于分值 {_plain(line.weight)}，请写偏差原因。"
            yield _error("V5", sentence, row)
    over = case.profile.scoring.over_percent
    if line.reached is not None and line.reached >= over and is_blank_reason(reason):
        shown = show_amount(line.reached, 0)
        yield _warning("V6", f"{name}的完成值是目标值的 {shown}%（达到 {over}%），请说明原因。", row)
    for found in unexplained(line.line.target, line.line.actual, reason):
        sentence = (
            f"{name}第{found.number}项：目标 {found.expected}，实际 {found.actual}，请确认偏差原因已说明。"
        )
        yield _warning("V7", sentence, row)


def _target_problems(line: ScoredLine, name: str, row: RowRef) -> Iterator[FormFinding]:
    """V16."""
    target = parse_value(line.line.target)
    if target.kind is not ValueKind.NUMERIC or target.decimal is None:
        return
    is_cost = "成本" in line.line.level1 + line.line.level2
    if is_cost and target.operator in (Operator.AT_LEAST, Operator.ABOVE):
        yield _warning("V16", f"{name}是成本指标，目标值“{line.line.target}”却是越大越好。", row)
    if target.unit == "%" and target.decimal > 100:
        yield _warning("V16", f"{name}的目标值“{line.line.target}”超过 100%。", row)


def _totals(case: _Case) -> Iterator[FormFinding]:
    """V1, V2, V8."""
    scored, profile = case.scored, case.profile
    if scored.weight != 100:
        indicators = scored.weight - scored.execution.weight
        sentence = (
            f"分值合计 {show_amount(scored.weight)}，应为 100"
            f"（指标 {show_amount(indicators)}，预算执行率 {show_amount(scored.execution.weight)}）。"
        )
        yield _error("V1", sentence, _TOTAL)
    sums = {one.level1: one.weight for one in scored.level1}
    if sums and all(dict(scheme.weights) != sums for scheme in profile.schemes):
        stated = "、".join(f"{name}{show_amount(weight)}" for name, weight in sums.items())
        allowed = "；".join(scheme.name for scheme in profile.schemes)
        yield _warning("V2", f"一级指标分值为 {stated}，与模板不同（{allowed}）。", _TOTAL)
    for label, printed, ours in (
        ("总分", case.form.printed_score, scored.total),
        ("分值合计", case.form.printed_weight, scored.weight),
    ):
        stated_total = parse_amount(printed)
        if stated_total is not None and stated_total != ours:
            yield _error("V8", f"表上的{label}为 {printed}，各行相加为 {show_amount(ours)}。", _TOTAL)


_RULES: tuple[Callable[[_Case], Iterator[FormFinding]], ...] = (
    _headings,
    _money,
    _execution,
    _funding_rows,
    _goals,
    _levels,
    _rows,
    _totals,
)
