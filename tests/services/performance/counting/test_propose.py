"""Titles as offices write them, and the measure that is proposed for them."""

from __future__ import annotations

import pytest

from app.services.measures import measures, read_spec, rules
from app.services.performance.counting.propose import propose
from app.services.performance.form import IndicatorLine


@pytest.mark.parametrize(
    ("title", "target", "measure"),
    [
        ("审核排放报告数量", "≥76份", "reports_reviewed;kind=ER"),
        ("排放报告审核单位数", "≥60家", "units_reviewed"),
        ("核查报告审核数量", "=49份", "reports_reviewed;kind=VR"),
        ("完成排放单位的排放报告、核查报告审核", "≥76家", "units_reviewed"),
        ("专题培训次数", "2次", "trainings"),
        ("培训人次", "≥100人次", "people_trained"),
        ("碳排放分析报告", "≥4份", "products;product=分析"),
        ("季度分析报告数量", "3份", "products;product=季度分析"),
        ("审核意见一次通过率", "≥90%", "first_pass"),
        ("复审通过率", "100%", "re_review_pass"),
        ("审核工作完成时间", "2024年9月30日前完成", "finished_on"),
        ("审核按时完成率", "100%", "on_time"),
        ("项目总成本", "≤48万元", "cost"),
        ("现场核查单位数", "≥10家", "units_visited"),
        ("现场走访次数", "≥10次", "site_visits"),
        ("预算执行率", "100%", "execution_rate"),
        ("示例单位满意度≥95%", "获得满意", "satisfaction"),
        ("服务对象满意度", "≥95%", "satisfaction"),
        ("月度存证审核", "≥100家次", "monthly_filed"),
    ],
)
def test_what_a_title_suggests(title: str, target: str, measure: str) -> None:
    found = propose(IndicatorLine("产出指标", "数量指标", title, target))
    assert str(found) == measure


@pytest.mark.parametrize(
    ("title", "target"),
    [
        ("帮助单位降低用能成本", "节能机会"),
        ("碳市场政策知晓率", "≥80%"),
        ("低碳示范创建单位数", "≥3家"),
        ("数据质量长效机制", "建立"),
        ("审核质量合格率", "≥95%"),
        ("指标1：审核76家\n指标2：培训2次", "按期完成"),
        ("排放报告审核质量", "准确"),
        ("", ""),
    ],
)
def test_what_is_left_alone(title: str, target: str) -> None:
    assert propose(IndicatorLine("产出指标", "质量指标", title, target)) is None


def test_specs_are_read_as_they_are_kept() -> None:
    assert all(str(read_spec(str(rule.spec))) == str(rule.spec) for rule in rules())
    for text in ("", "nonsense", "trainings;kind=ER", "reports_reviewed;kind=XX", "reports_reviewed;due=1"):
        assert read_spec(text) is None
    spec = read_spec("reports_reviewed;report_year=same;kind=VR")
    assert spec is not None and spec.label == "已审结报告数（本年度报告，核查报告）"
    assert str(spec.with_choice("kind", "")) == "reports_reviewed;report_year=same"
    assert all(one.definition.endswith("。") and one.heads and one.units for one in measures().values())
