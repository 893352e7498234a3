"""Scores of the self-evaluation table (rules S1-S19 of the domain notes).

Every row is rounded half up to two places; the total is the sum of the rounded rows and of the execution
score. A score entered by hand counts before the computed one, which stays beside it (S19).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.models.amounts import round_half_up, show_amount
from app.models.enums import FundingRole, ScoreBand
from app.services.performance.form import IndicatorLine, SelfEvaluation
from app.services.performance.profiles import Profile
from app.services.performance.rating import FULL, NOTHING, Rating, rate, suggest_band, usable
from app.services.performance.values import ValueKind, parse_value, value_at_end

PLACES = 2
ZERO = Decimal(0)
_SATISFACTION = "满意度"


@dataclass(frozen=True)
class ScoredLine:
    """One indicator row with its scores. `counts` is None while it has none."""

    index: int
    line: IndicatorLine
    weight: Decimal | None
    computed: Decimal | None
    counts: Decimal | None
    # A sentence that says how the score that counts came about.
    how: str
    manual: bool
    # Empty, or why the score does not fit the chosen band (S14).
    band_problem: str
    suggested_band: ScoreBand | None
    # Actual value in per cent of the target where that is defined.
    reached: Decimal | None


@dataclass(frozen=True)
class Execution:
    """Budget execution: rate in per cent, weight and score. `is_zero`: the full-year budget is 0 (S4)."""

    rate: Decimal | None
    weight: Decimal
    score: Decimal | None
    how: str
    is_zero: bool = False


@dataclass(frozen=True)
class LevelSum:
    """Weights and scores of the rows of one level-1 indicator, or of one level 2 below it."""

    level1: str
    level2: str
    weight: Decimal
    score: Decimal


@dataclass(frozen=True)
class Scored:
    """The whole form with scores. `unscored`: indexes of rows without one; the grade waits for them."""

    lines: tuple[ScoredLine, ...]
    execution: Execution
    level1: tuple[LevelSum, ...]
    level2: tuple[LevelSum, ...]
    weight: Decimal
    total: Decimal
    grade: str
    unscored: tuple[int, ...]


def score(form: SelfEvaluation, profile: Profile) -> Scored:
    """Compute every score of `form` by the rules that `profile` chooses. Never raises for bad data."""
    lines = tuple(_score_line(n, line, form.year, profile) for n, line in enumerate(form.indicators))
    execution = _execute(form, profile)
    total = sum((line.counts for line in lines if line.counts is not None), execution.score or ZERO)
    weight = sum((line.weight for line in lines if line.weight is not None), execution.weight)
    unscored = tuple(line.index for line in lines if line.counts is None)
    done = not unscored and execution.score is not None
    return Scored(
        lines,
        execution,
        _sums(lines, deep=False),
        _sums(lines, deep=True),
        weight,
        total,
        profile.grade(total) if done else "",
        unscored,
    )


def band_range(band: ScoreBand, weight: Decimal, profile: Profile) -> tuple[Decimal, Decimal]:
    """Lowest and highest score of a band (S14); the highest of the two lower bands does not belong to it."""
    bounds = [ZERO, profile.scoring.partly_from, profile.scoring.met_from, Decimal(1)]
    place = [ScoreBand.MISSED, ScoreBand.PARTLY, ScoreBand.MET].index(band)
    return bounds[place] * weight, bounds[place + 1] * weight


def _score_line(index: int, line: IndicatorLine, year: int | None, profile: Profile) -> ScoredLine:
    weight = usable(line.weight)
    rating = _rate_line(line, year, profile)
    computed = None
    how = rating.how
    if weight is None or weight <= 0:
        how = "分值不是正数，不能计分"
    elif rating.share is not None:
        computed = _share_of(weight, rating.share)
        how = f"{rating.how}{_earned(rating.share, computed)}"
    entered = usable(line.score)
    counts = computed
    if entered is not None:
        counts = round_half_up(entered, PLACES)
        how = _entered(line, counts, computed)
    return ScoredLine(
        index,
        line,
        weight,
        computed,
        counts,
        how,
        entered is not None,
        _band_problem(line.band, counts, weight, profile),
        suggest_band(line.actual),
        None if rating.reached is None else _to_decimal(rating.reached * 100),
    )


def _rate_line(line: IndicatorLine, year: int | None, profile: Profile) -> Rating:
    """By the values; where they say nothing computable, by the satisfaction bands (S16) or the band (S14)."""
    hint = "date" if "日期" in line.title or line.title.rstrip().endswith("时间") else ""
    target = parse_value(line.target, year=year, unit_hint=hint)
    actual = parse_value(line.actual, year=year, unit_hint=hint)
    origin = ""
    if target.kind in (ValueKind.QUALITATIVE, ValueKind.EMPTY):
        in_title = value_at_end(line.title, needs_comparator=True)
        if in_title is not None:
            target, origin = in_title, f"目标值取自三级指标“{in_title.raw}”，"
    rating = rate(target, actual, profile.scoring)
    if rating.share is not None:
        return Rating(rating.share, origin + rating.how, rating.reached)
    bands = profile.scoring.satisfaction
    if bands and _SATISFACTION in line.level1 + line.level2:
        found = value_at_end(line.actual, needs_comparator=False)
        if found is not None and found.unit == "%" and found.decimal is not None:
            share = next((share for start, share in bands if found.decimal >= start), ZERO)
            return Rating(Fraction(share), f"满意度 {found.number}%，按分档")
    if line.band is ScoreBand.MET and profile.scoring.met_share is not None:
        return Rating(Fraction(profile.scoring.met_share), line.band.label)
    if line.band is not None:
        return Rating(None, f"{line.band.label}，请填写得分")
    return rating


def _earned(share: Fraction, computed: Decimal) -> str:
    if share == FULL:
        return "，得满分"
    if share == NOTHING:
        return "，得 0 分"
    return f" {_percent(_to_decimal(share * 100))} 得 {show_amount(computed)} 分"


def _entered(line: IndicatorLine, counts: Decimal, computed: Decimal | None) -> str:
    beside = "，按规则不能计算" if computed is None else f"，按规则为 {show_amount(computed)} 分"
    return f"手工评分 {show_amount(counts)} 分（{line.score_reason or '未写理由'}）{beside}"


def _band_problem(
    band: ScoreBand | None, counts: Decimal | None, weight: Decimal | None, profile: Profile
) -> str:
    if band is None or counts is None or weight is None:
        return ""
    low, high = band_range(band, weight, profile)
    fits = low <= counts <= high if band is ScoreBand.MET else low <= counts < high
    if fits:
        return ""
    upper = "以内" if band is ScoreBand.MET else "以下（不含）"
    return f"“{band.label}”的得分应为 {_short(low)} 分至 {_short(high)} 分{upper}，现为 {_short(counts)} 分"


def _execute(form: SelfEvaluation, profile: Profile) -> Execution:
    """Rate by the full-year budget (S1), capped score (S2, S3), budget 0 (S4); the total row only (S5)."""
    line = form.funding_line(FundingRole.TOTAL)
    weight = (usable(line.weight) if line else None) or profile.execution_weight
    budget = usable(line.full_year) if line else None
    spent = usable(line.executed) if line else None
    if budget is None or spent is None:
        return Execution(None, weight, None, "没有全年预算数或全年执行数")
    if budget <= 0:
        return Execution(
            None, weight, ZERO, f"全年预算数为 {_short(budget)}，执行率不适用，得 0 分", is_zero=True
        )
    share = max(Fraction(spent) / Fraction(budget), NOTHING)
    rate_shown = round_half_up(_to_decimal(share * 100), PLACES)
    earned = _share_of(weight, min(share, FULL))
    how = f"执行率 {show_amount(spent)} ÷ {show_amount(budget)} = {_percent(rate_shown)}"
    if share > FULL:
        how += "，超过 100%，按 100% 计"
    return Execution(rate_shown, weight, earned, f"{how}，得 {_short(earned)} 分")


def _sums(lines: tuple[ScoredLine, ...], *, deep: bool) -> tuple[LevelSum, ...]:
    sums: dict[tuple[str, str], LevelSum] = {}
    for line in lines:
        key = (line.line.level1, line.line.level2 if deep else "")
        known = sums.get(key, LevelSum(*key, ZERO, ZERO))
        sums[key] = LevelSum(*key, known.weight + (line.weight or ZERO), known.score + (line.counts or ZERO))
    return tuple(sums.values())


def _share_of(weight: Decimal, share: Fraction) -> Decimal:
    """The exact product, rounded half up once."""
    cents = Fraction(weight) * share * 100 + Fraction(1, 2)
    return Decimal(cents.numerator // cents.denominator).scaleb(-PLACES)


def _to_decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _short(number: Decimal) -> str:
    """Without trailing zeros: 8, 8.5, 18.14."""
    return show_amount(Decimal(f"{number.normalize():f}"))


def _percent(number: Decimal) -> str:
    return f"{_short(round_half_up(number, PLACES))}%"
