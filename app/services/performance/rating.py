"""What share of its weight an indicator earns by its target and actual value (rules S6-S12, S15-S17).

A share is exact (Fraction) and None where the rules leave the score to the user. The clauses are Chinese and
say what was compared; the score is put behind them by `scoring`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from app.models.enums import ScoreBand
from app.services.performance.profile_model import ScoringOptions
from app.services.performance.texts import fold
from app.services.performance.values import Operator, Value, ValueKind, value_at_end

FULL, NOTHING = Fraction(1), Fraction(0)

_AT_LEAST = (Operator.AT_LEAST, Operator.ABOVE)
_AT_MOST = (Operator.AT_MOST, Operator.BELOW)
_MONEY = {"元": 1, "万元": 10_000, "亿元": 100_000_000}

_ON_TIME = re.compile(
    r"(?:已|均|全部|均已|已全部|全年)*(?:按时|按期|按要求时限|如期|提前|及时|准时)(?:全部)?"
    r"(?:(?:完成|报送|提交|上报|交付|办结|出具|支付|履约|开展|实施)[\u4e00-\u9fff]{0,8})?"
)
_LATE = re.compile(
    r"逾期|延期|延迟|延误|超期|推迟|(?:未|没有|没能)[\u4e00-\u9fff]{0,3}(?:按时|按期|如期|完成)"
)
_DENIAL = re.compile(r"未|没|不|无")
_BAND_WORDS = (
    (ScoreBand.MISSED, re.compile(r"未达成|未完成|没有完成|未达标|未实现|未达到|效果较差")),
    (ScoreBand.PARTLY, re.compile(r"部分达成|部分完成|基本达成|基本完成|大部分完成|部分实现|基本实现")),
    (
        ScoreBand.MET,
        re.compile(r"达成预期|完成|达成|达标|达到预期|实现|全覆盖|满意|优秀|良好|有效|显著|明显"),
    ),
)


@dataclass(frozen=True)
class Rating:
    """The share of the weight (0 to 1) or None, how it came about, and actual / target where defined."""

    share: Fraction | None
    how: str
    reached: Fraction | None = None


def suggest_band(actual: str) -> ScoreBand | None:
    """The band that short words such as 已完成 or 达成预期指标 point to (grammar §3.6); only a suggestion."""
    folded = fold(actual)
    if not folded or len(folded) > 20:
        return None
    band = next((band for band, words in _BAND_WORDS if words.search(folded)), None)
    return None if band is ScoreBand.MET and _DENIAL.search(folded) else band


def rate(target: Value, actual: Value, options: ScoringOptions) -> Rating:
    """The rating by the kind of the target."""
    if target.kind is ValueKind.EMPTY:
        return Rating(None, "没有年度指标值")
    if actual.kind is ValueKind.EMPTY:
        return Rating(None, "没有实际完成值")
    rule = _RULES.get(target.kind)
    if rule is None:
        return Rating(None, "定性指标，请选择达成情况或填写得分")
    return rule(target, actual, options)


def _numeric(target: Value, actual: Value, options: ScoringOptions) -> Rating:
    actual = _number_in(actual, target)
    goal, done = _fraction(target.decimal), _fraction(actual.decimal)
    if goal is None or done is None:
        return Rating(None, "实际完成值不是数字，请选择达成情况或填写得分")
    factor = _factor(actual, target)
    if factor is None:
        return Rating(None, f"单位“{target.unit}”与“{actual.unit}”不能比较，请填写得分")
    if _contradicts(actual, target):
        return Rating(None, "实际完成值带有与目标值相反的比较符，请填写得分")
    done *= factor
    if target.unit == "%" and not actual.unit and 0 < done <= 1 < goal:
        return Rating(None, "实际完成值没有单位，可能是小数形式的百分比，请填写得分")
    if goal < 0:
        return Rating(None, "目标值为负数，请填写得分")
    return _compare(target, goal, max(done, NOTHING), _words(actual, target), options)


def _compare(target: Value, goal: Fraction, done: Fraction, words: str, options: ScoringOptions) -> Rating:
    """S6 to S10 for a target that is not negative; a negative actual value was raised to 0 (S10)."""
    shown = target.number or ""
    if target.comparator in _AT_MOST:
        if done <= goal:
            return Rating(FULL, f"实际值 {words} ≤ 目标值 {shown}")
        how = f"实际值 {words} > 目标值 {shown}"
        if goal == 0:
            return Rating(NOTHING, how)
        if options.smaller_is_better == "deviation":
            return Rating(max(NOTHING, 1 - (done - goal) / goal), f"{how}，按超出部分扣减")
        return Rating(goal / done, f"{how}，按目标值÷实际值")
    if target.comparator is Operator.EQUAL and goal == 0:
        return Rating(FULL if done == 0 else NOTHING, f"实际值 {words} {'=' if done == 0 else '≠'} 目标值 0")
    if goal == 0:
        return Rating(FULL, f"目标值为 0，实际值 {words} 计为完成")
    reached = done / goal
    if done >= goal:
        return _over(Rating(FULL, f"实际值 {words} ≥ 目标值 {shown}", reached), options)
    if target.approx and goal - done <= goal * Fraction(options.approx_percent) / 100:
        return Rating(FULL, f"实际值 {words} 在目标值约 {shown} 的 ±{options.approx_percent}% 以内", reached)
    return Rating(reached, f"实际值 {words} < 目标值 {shown}，按完成比例", reached)


def _over(rating: Rating, options: ScoringOptions) -> Rating:
    """The ladder for targets that were set far too low (S13); off unless the profile has one."""
    reached = rating.reached or NOTHING
    for start, share in options.over_ladder:
        if reached * 100 >= Fraction(start):
            return Rating(Fraction(share), f"{rating.how}，达到目标值的 {start}% 以上，按阶梯", reached)
    return rating


def _coverage(target: Value, actual: Value, options: ScoringOptions) -> Rating:
    if actual.kind is ValueKind.COVERAGE:
        return Rating(FULL, f"实际值“{actual.text}”与目标一致")
    return _numeric(
        replace(target, number="100", unit="%", implied=Operator.EQUAL, kind=ValueKind.NUMERIC),
        actual,
        options,
    )


def _range(target: Value, actual: Value, options: ScoringOptions) -> Rating:
    """Inside the bounds full; below a positive lower bound in proportion; above it the user decides."""
    low, high = _fraction(Decimal(target.low or "0")), _fraction(Decimal(target.high or "0"))
    actual = _number_in(actual, target)
    done, factor = _fraction(actual.decimal), _factor(actual, target)
    if done is None or factor is None or low is None or high is None:
        return Rating(None, "实际完成值不能与目标范围比较，请填写得分")
    done *= factor
    bounds = f"{target.low}～{target.high}"
    if low <= done <= high:
        return Rating(FULL, f"实际值 {_words(actual, target)} 在目标范围 {bounds} 内")
    if low > 0 and 0 <= done < low:
        return Rating(
            done / low, f"实际值 {_words(actual, target)} 低于目标范围 {bounds}，按完成比例", done / low
        )
    return Rating(None, f"实际值 {_words(actual, target)} 不在目标范围 {bounds} 内，请填写得分")


def _composite(target: Value, actual: Value, options: ScoringOptions) -> Rating:
    """The average of the part rates (S17)."""
    count = len(target.parts)
    if options.composite != "average":
        return Rating(None, f"共 {count} 项目标，请填写得分")
    if len(actual.parts) != count:
        return Rating(None, f"目标有 {count} 项，实际完成值不是对应的 {count} 项数字，请填写得分")
    ratings = [rate(*pair, options) for pair in zip(target.parts, actual.parts, strict=True)]
    shares = [rating.share for rating in ratings if rating.share is not None]
    if len(shares) != count:
        return Rating(None, next(rating.how for rating in ratings if rating.share is None))
    average = sum(shares, NOTHING) / count
    listed = "；".join(f"第 {n} 项 {rating.how}" for n, rating in enumerate(ratings, 1))
    return Rating(average, f"{listed}；{count} 项平均")


def _deadline(target: Value, actual: Value, options: ScoringOptions) -> Rating:
    """Met or not met (S15); a day that cannot be told apart is left to the user."""
    limit, done = target.days, actual.days
    if limit is None or done is None:
        return _in_words(target, actual, options)
    last = lenient = limit[1]
    if target.operator is Operator.BELOW:
        lenient = last.replace(day=calendar.monthrange(last.year, last.month)[1])
        last -= timedelta(days=1)
    words = fold(actual.raw)
    if done[1] <= last:
        return Rating(FULL, f"{words} 不晚于期限 {last.isoformat()}")
    if done[0] > lenient:
        return Rating(NOTHING, f"{words} 晚于期限 {lenient.isoformat()}")
    return Rating(None, f"不能确定 {words} 是否在期限“{fold(target.raw)}”之内，请填写得分")


def _in_words(target: Value, actual: Value, options: ScoringOptions) -> Rating:
    """按时完成 and 逾期 answer every kind of deadline."""
    folded = fold(actual.raw).rstrip("。；;")
    if actual.kind is ValueKind.QUALITATIVE and len(folded) <= 20:
        if _LATE.search(folded):
            return Rating(NOTHING, f"实际完成值为“{folded}”")
        if _ON_TIME.fullmatch(folded) and not _DENIAL.search(folded):
            return Rating(FULL, f"实际完成值为“{folded}”")
    return Rating(None, "不能由实际完成值判断是否按期，请填写得分")


_RULES: dict[ValueKind, Callable[[Value, Value, ScoringOptions], Rating]] = {
    ValueKind.NUMERIC: _numeric,
    ValueKind.COVERAGE: _coverage,
    ValueKind.RANGE: _range,
    ValueKind.COMPOSITE: _composite,
    ValueKind.DEADLINE: _deadline,
    ValueKind.PERIOD: _in_words,
    ValueKind.RECURRING: _in_words,
    ValueKind.RELATIVE: _in_words,
}


def _number_in(actual: Value, target: Value) -> Value:
    """The actual value, or the number at the end of its words when that has the target's unit."""
    if actual.kind is ValueKind.QUALITATIVE:
        found = value_at_end(actual.raw, needs_comparator=False)
        if found is not None and found.unit and found.unit == target.unit:
            return found
    return actual


def usable(number: Decimal | None) -> Decimal | None:
    """The number unless it is absurd: a slip of forty digits must stop neither the scores nor the checks."""
    if number is None or number.adjusted() > 12:
        return None
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and exponent >= -10 else None


def _fraction(number: Decimal | None) -> Fraction | None:
    number = usable(number)
    return None if number is None else Fraction(number)


def _factor(actual: Value, target: Value) -> int | Fraction | None:
    """By what the actual number is multiplied to be in the target's unit; None where they do not compare."""
    if actual.unit == target.unit or not actual.unit or not target.unit:
        return 1
    if actual.unit in _MONEY and target.unit in _MONEY:
        return Fraction(_MONEY[actual.unit], _MONEY[target.unit])
    return None


def _contradicts(actual: Value, target: Value) -> bool:
    """Whether the actual value carries a comparator of the other direction (the target's own is ignored)."""
    if actual.operator in (Operator.NONE, Operator.EQUAL):
        return False
    family = _AT_MOST if target.comparator in _AT_MOST else _AT_LEAST
    return actual.operator not in family


def _words(actual: Value, target: Value) -> str:
    unit = actual.unit if actual.unit != target.unit else ""
    return f"{actual.number}{unit}"
