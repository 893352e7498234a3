from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.enums import FundingRole, ScoreBand
from app.services.performance.checks import Block, FormFinding, FormSeverity, check
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.profiles import profile
from app.services.performance.sample import sample_self_evaluation

SAMPLE = sample_self_evaluation()
BEIJING = profile("beijing_2020")


def found(form: SelfEvaluation, code: str, **options: Any) -> list[FormFinding]:
    return [one for one in check(form, BEIJING, **options) if one.code == code]


def with_row(index: int, **changes: Any) -> SelfEvaluation:
    rows = list(SAMPLE.indicators)
    rows[index] = replace(rows[index], **changes)
    return replace(SAMPLE, indicators=tuple(rows))


def with_funding(role: FundingRole, **changes: Any) -> SelfEvaluation:
    rows = [replace(row, **changes) if row.role is role else row for row in SAMPLE.funding]
    return replace(SAMPLE, funding=tuple(rows))


@pytest.mark.parametrize(
    ("code", "index", "changes"),
    [
        ("V1", 0, {"weight_text": "11"}),
        ("V3", 0, {"weight_text": "0"}),
        ("V3", 0, {"weight_text": "十"}),
        ("V4", 0, {"score_text": "10.5", "score_reason": "试"}),
        ("V4", 0, {"score_text": "-1", "score_reason": "试", "reason": "有"}),
        ("V4", 0, {"score_text": "满分"}),
        ("V4", 0, {"target": "提升", "actual": "有所提升"}),
        ("V5", 2, {"reason": "/"}),
        ("V5", 2, {"reason": "无"}),
        ("V5", 2, {"reason": "0"}),
        ("V13", 0, {"level2": "服务对象满意度指标"}),
        ("V14", 0, {"title": ""}),
        ("V14", 0, {"target": "≥**家"}),
        ("V14", 0, {"actual": "完成XX家"}),
        ("S14", 6, {"score_text": "4.5"}),
        ("S19", 6, {"score_reason": ""}),
    ],
)
def test_errors_of_a_row(code: str, index: int, changes: dict[str, Any]) -> None:
    assert not found(SAMPLE, code)
    form = with_row(index, **changes)
    one = found(form, code)[0]
    assert one.severity is FormSeverity.ERROR
    if code != "V1":
        assert (one.row.block, one.row.index) == (Block.INDICATOR, index)
        assert f"第{index + 1}行" in one.sentence
    assert all(one.severity is FormSeverity.WARNING for one in found(form, code, imported=True))


@pytest.mark.parametrize(
    ("code", "index", "changes"),
    [
        ("V2", 0, {"level1": "效益指标"}),
        ("V6", 0, {"actual": "90家"}),
        ("V12", 3, {"level2": "数量指标"}),
        ("V16", 5, {"target": "≥48万元"}),
        ("V16", 3, {"target": "≥110%"}),
    ],
)
def test_warnings_of_a_row(code: str, index: int, changes: dict[str, Any]) -> None:
    assert not found(SAMPLE, code)
    assert {one.severity for one in found(with_row(index, **changes), code)} == {FormSeverity.WARNING}


def test_v7_one_item_of_several_without_its_own_reason() -> None:
    target = "指标1：审核60家；\n指标2：组织2次培训，15000元/次，共计3万元"
    actual = "指标1：审核60家；\n指标2：完成1次培训"
    texts = {"target": target, "actual": actual}
    assert "第2项：目标 2次，实际 1次" in found(with_row(0, **texts, reason="统计未完成"), "V7")[1].sentence
    assert len(found(with_row(0, **texts, reason="指标2：第二次培训推迟"), "V7")) == 1


def test_v7_in_the_goals() -> None:
    assert [one.row.block for one in found(SAMPLE, "V7")] == [Block.GOAL]


def test_v8_printed_totals() -> None:
    assert not found(replace(SAMPLE, printed_score="97", printed_weight="100"), "V8")
    one = found(replace(SAMPLE, printed_score="98.14"), "V8")[0]
    assert one.sentence == "表上的总分为 98.14，各行相加为 97.00。"


def test_v9_sums_and_amounts() -> None:
    assert found(with_funding(FundingRole.CURRENT, executed_text="46.79"), "V9")[0].row.index == 0
    assert not found(with_funding(FundingRole.CURRENT, executed_text="46.796"), "V9")
    assert "不是数字" in found(with_funding(FundingRole.TOTAL, initial_text="50万"), "V9")[0].sentence
    assert not found(
        with_funding(FundingRole.CURRENT, initial_text="", full_year_text="", executed_text=""), "V9"
    )


def test_v10_printed_rate() -> None:
    assert not found(with_funding(FundingRole.TOTAL, printed_rate="97.5%"), "V10")
    assert not found(with_funding(FundingRole.TOTAL, printed_rate="97.45"), "V10")
    assert found(with_funding(FundingRole.TOTAL, printed_rate="100%"), "V10")


def test_v11_money() -> None:
    over = found(with_funding(FundingRole.TOTAL, executed_text="50", initial_text="48"), "V11")
    assert [("超过" in one.sentence, one.severity) for one in over] == [(True, FormSeverity.WARNING)]
    low = found(with_funding(FundingRole.TOTAL, executed_text="40", initial_text="48"), "V11")
    assert ["低于 90%" in one.sentence for one in low] == [True]


def test_s4_waits_for_the_user() -> None:
    form = with_funding(FundingRole.TOTAL, initial_text="0", full_year_text="0", executed_text="0")
    assert found(form, "S4")[0].severity is FormSeverity.ERROR
    assert found(form, "S4", confirmed={"S4"})[0].severity is FormSeverity.WARNING
    spent = with_funding(FundingRole.TOTAL, full_year_text="0")
    assert found(spent, "V11", confirmed={"S4"})[0].severity is FormSeverity.ERROR


def test_s2_s5_printed_figures() -> None:
    assert found(with_funding(FundingRole.TOTAL, printed_score="10"), "S2")
    assert found(with_funding(FundingRole.CURRENT, weight_text="10"), "S5")
    assert not found(SAMPLE, "S5")


def test_v20_head() -> None:
    assert found(replace(SAMPLE, headings=()), "V20")[0].row.name == "项目名称"
    assert found(replace(SAMPLE, year=None), "V20")


def test_an_empty_form_only_gives_findings() -> None:
    empty = SelfEvaluation("", None, "beijing_2020", "万元")
    codes = {one.code for one in check(empty, BEIJING)}
    assert {"V1", "V12", "V14", "V20", "S1"} <= codes


ANY = st.text(st.sampled_from("≥≤0123456789.,%家次万元年月日；-满意*X/ 指标：\n"), max_size=40)


@settings(deadline=None)
@given(st.lists(ANY, min_size=12, max_size=12), st.sampled_from([None, *ScoreBand]))
def test_any_text_gives_findings(texts: list[str], band: ScoreBand | None) -> None:
    funding = (
        FundingLine(FundingRole.TOTAL, *texts[:6]),
        FundingLine(FundingRole.CURRENT, *texts[3:9]),
    )
    row = IndicatorLine(texts[0], texts[1], *texts[2:5], texts[5], band, *texts[6:9])
    form = SelfEvaluation("", 2024, "", "", (), funding, texts[9], texts[10], (row,), texts[11], texts[0])
    assert all(one.sentence.endswith("。") for one in check(form, BEIJING))
