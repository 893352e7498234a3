from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.enums import FundingRole, ScoreBand
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.profiles import Profile, profile
from app.services.performance.rating import suggest_band
from app.services.performance.scoring import ScoredLine, score

BEIJING = profile("beijing_2020")
CENTRAL = profile("central_2022")


def line(target: str, actual: str, weight: str = "10", **more: object) -> IndicatorLine:
    given = {"level1": "产出指标", "level2": "数量指标", "title": "示例指标", **more}
    return IndicatorLine(target=target, actual=actual, weight_text=weight, **given)  # type: ignore[arg-type]


def form(*lines: IndicatorLine, funding: tuple[FundingLine, ...] = ()) -> SelfEvaluation:
    return SelfEvaluation("示例表", 2023, "beijing_2020", "万元", indicators=lines, funding=funding)


def scored(target: str, actual: str, weight: str = "10", by: Profile = BEIJING, **more: object) -> ScoredLine:
    return score(form(line(target, actual, weight, **more)), by).lines[0]


def test_the_sentence_says_how_it_came_about() -> None:
    assert scored("≥76家", "76家").how == "实际值 76 ≥ 目标值 76，得满分"
    assert scored("2次", "1次").how == "实际值 1 < 目标值 2，按完成比例 50% 得 5.00 分"


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        # S6
        ("≥76家", "80家", "10.00"),
        ("≥76家", "38家", "5.00"),
        (">90%", "90%", "10.00"),
        ("≥3次", "2次", "6.67"),
        ("≥95%", "≥98%", "10.00"),
        # S7, ratio
        ("≤48.65万元", "44.55万元", "10.00"),
        ("≤50万元", "100万元", "5.00"),
        ("≤48.65万元", "486500元", "10.00"),
        ("≤0起", "1起", "0.00"),
        # S8
        ("=100%", "100%", "10.00"),
        ("=0起", "0起", "10.00"),
        ("0起", "2起", "0.00"),
        ("2次", "3次", "10.00"),
        # S9, S10
        ("≥0%", "-3%", "10.00"),
        ("≥10%", "-3%", "0.00"),
        # 左右
        ("76家左右", "73家", "10.00"),
        ("76家左右", "70家", "9.21"),
        # coverage, range, composite
        ("全覆盖", "全覆盖", "10.00"),
        ("全覆盖", "90%", "9.00"),
        ("8-10家", "9家", "10.00"),
        ("8-10家", "4家", "5.00"),
        ("≥76家；≥49家", "76家；49家", "10.00"),
        ("指标1：≥2次；\n指标2：≥4次", "指标1：1次；\n指标2：4次", "7.50"),
        # S15
        ("2023年12月31日前完成", "2023年12月20日", "10.00"),
        ("2023年11月底前", "2023年12月1日", "0.00"),
        ("12月底前", "2023年12月", "10.00"),
        ("2023年12月31日前完成", "已按时完成", "10.00"),
        ("每月结束之后的30日内完成", "逾期完成", "0.00"),
    ],
)
def test_computed(target: str, actual: str, expected: str) -> None:
    assert str(scored(target, actual).computed) == expected


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("满意", "满意"),
        ("≥76家", "已完成"),
        ("≥76家", ""),
        ("/", "76家"),
        ("≥76家", "76份"),
        ("≥95%", "0.98"),
        ("≥95%", "<95%"),
        ("≥-5%", "-6%"),
        ("8-10家", "12家"),
        ("≥76家；≥49家", "76家"),
        ("2023年9月15日", "2023年9月"),
        ("9月前", "2023年9月15日"),
        ("小于预算拨付金额", "44万元"),
        ("2023年12月31日前完成", "及时性不足"),
        ("≥95%", "满意率未达到98%"),
    ],
)
def test_left_to_the_user(target: str, actual: str) -> None:
    found = scored(target, actual)
    assert (found.computed, found.counts) == (None, None)
    assert found.how


def test_smaller_is_better_by_deviation() -> None:
    by = replace(BEIJING, scoring=replace(BEIJING.scoring, smaller_is_better="deviation"))
    assert scored("≤50万元", "60万元", by=by).computed == Decimal("8.00")
    assert scored("≤50万元", "120万元", by=by).computed == 0


def test_a_target_in_the_title_and_an_actual_in_words() -> None:
    found = scored("获得较高满意度", "获得排放单位满意率98%", title="指标1：碳排放单位满意度≥95%")
    assert found.computed == Decimal("10.00")
    assert "目标值取自三级指标" in found.how


def test_satisfaction_bands_only_where_the_profile_has_them() -> None:
    words = {"level1": "满意度指标", "level2": "服务对象满意度指标"}
    assert scored("较高", "满意率85%", by=CENTRAL, **words).computed == Decimal("8.00")
    assert scored("较高", "满意率85%", by=BEIJING, **words).computed is None


def test_half_up_once_and_exactly() -> None:
    assert scored("≥3次", "1次", "0.015").computed == Decimal("0.01")
    assert scored("≥1次", "1次", "0.005").computed == Decimal("0.01")


def test_a_manual_score_counts_and_the_computed_one_stays() -> None:
    found = scored("≥2次", "1次", "20", score_text="18.14", score_reason="按导入的表")
    assert (found.counts, found.computed, found.manual) == (Decimal("18.14"), Decimal("10.00"), True)
    assert found.how == "手工评分 18.14 分（按导入的表），按规则为 10.00 分"


def test_over_ladder() -> None:
    by = replace(BEIJING, scoring=replace(BEIJING.scoring, over_ladder=((Decimal(200), Decimal("0.8")),)))
    assert scored("≥10家", "25家", by=by).computed == Decimal("8.00")
    assert scored("≥10家", "15家", by=by).computed == Decimal("10.00")


@pytest.mark.parametrize(
    ("band", "entered", "fits"),
    [
        (ScoreBand.MET, "", True),
        (ScoreBand.MET, "8", True),
        (ScoreBand.MET, "7.99", False),
        (ScoreBand.PARTLY, "8", False),
        (ScoreBand.PARTLY, "6", True),
        (ScoreBand.MISSED, "6", False),
        (ScoreBand.MISSED, "0", True),
    ],
)
def test_bands(band: ScoreBand, entered: str, fits: bool) -> None:
    found = scored("逐步提升", "有所提升", band=band, score_text=entered)
    assert (not found.band_problem) is fits
    assert found.counts is not None


def test_a_band_without_a_figure_waits_for_the_score() -> None:
    assert scored("逐步提升", "有所提升", band=ScoreBand.PARTLY).counts is None
    assert scored("逐步提升", "明显提升", band=ScoreBand.MET).counts == Decimal("10.00")


@pytest.mark.parametrize(
    ("actual", "band"),
    [
        ("达成预期指标", ScoreBand.MET),
        ("部分完成", ScoreBand.PARTLY),
        ("未完成", ScoreBand.MISSED),
        ("不满意", None),
        ("", None),
    ],
)
def test_suggested_band(actual: str, band: ScoreBand | None) -> None:
    assert suggest_band(actual) is band


def funding(initial: str, full_year: str, executed: str, weight: str = "10") -> tuple[FundingLine, ...]:
    return (FundingLine(FundingRole.TOTAL, initial, full_year, executed, weight),)


@pytest.mark.parametrize(
    ("money", "rate", "points"),
    [
        (("49", "48.65", "48.65"), "100.00", "10.00"),
        (("49", "49", "48.65"), "99.29", "9.93"),
        (("100", "100", "50"), "50.00", "5.00"),
        (("100", "100", "102.59"), "102.59", "10.00"),
        (("100", "100", "-5"), "0.00", "0.00"),
    ],
)
def test_execution(money: tuple[str, str, str], rate: str, points: str) -> None:
    found = score(form(funding=funding(*money)), BEIJING).execution
    assert (str(found.rate), str(found.score)) == (rate, points)


def test_execution_without_a_budget() -> None:
    zero = score(form(funding=funding("0", "0", "0")), BEIJING).execution
    assert (zero.rate, zero.score, zero.is_zero) == (None, Decimal(0), True)
    assert score(form(), BEIJING).execution.score is None


def test_only_the_total_row_scores() -> None:
    rows = (*funding("49", "48.65", "48.65"), FundingLine(FundingRole.CURRENT, "49", "48.65", "48.65", "10"))
    assert score(form(funding=rows), BEIJING).weight == 10


def test_sums_total_and_grade() -> None:
    rows = [
        line("≥2次", "2次", "30"),
        line("≥3次", "1次", "20", level2="质量指标"),
        line("≥1", "1", "40", level1="效益指标", level2="社会效益指标"),
    ]
    found = score(form(*rows, funding=funding("1", "1", "1")), BEIJING)
    assert [(s.level1, s.weight, s.score) for s in found.level1] == [
        ("产出指标", Decimal(50), Decimal("36.67")),
        ("效益指标", Decimal(40), Decimal("40.00")),
    ]
    assert len(found.level2) == 3
    assert (found.weight, found.total, found.grade) == (Decimal(100), Decimal("86.67"), "良")


def test_no_grade_while_a_row_has_no_score() -> None:
    found = score(form(line("满意", "满意"), funding=funding("1", "1", "1")), BEIJING)
    assert (found.unscored, found.grade, found.total) == ((0,), "", Decimal("10.00"))


ANY = st.text(st.sampled_from("≥≤0123456789.,%家次万元年月日前；-约满意完成 指标：９"), max_size=60)


@settings(deadline=None)
@given(ANY, ANY, ANY, ANY, st.sampled_from([None, *ScoreBand]), st.sampled_from([BEIJING, CENTRAL]))
def test_any_text_is_scored_or_left(
    target: str, actual: str, weight: str, entered: str, band: ScoreBand | None, by: Profile
) -> None:
    row = line(target, actual, weight, score_text=entered, band=band)
    found = score(form(row, funding=funding(target, actual, weight, entered)), by)
    computed = found.lines[0].computed
    assert computed is None or 0 <= computed <= (found.lines[0].weight or 0) + Decimal("0.005")
    assert found.total == sum((one.counts or 0 for one in found.lines), found.execution.score or 0)
