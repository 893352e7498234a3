from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.models.enums import FundingRole
from app.services.performance.form import Doubt, FundingLine, IndicatorLine, Leftover, SelfEvaluation


def test_numbers_are_derived_from_what_was_typed() -> None:
    line = FundingLine(FundingRole.TOTAL, "1,049.00", "４８．６５", "约48", "—")
    assert (line.initial, line.full_year, line.executed, line.weight) == (
        Decimal("1049.00"),
        Decimal("48.65"),
        None,
        None,
    )
    row = IndicatorLine("产出指标", "数量指标", "指标1：甲；\n指标2：乙", weight_text="10", score_text="9.5")
    assert (row.weight, row.score, len(row.title_items)) == (Decimal(10), Decimal("9.5"), 2)


def test_equality_is_that_of_the_table() -> None:
    form = SelfEvaluation("表", 2024, "beijing_2020", "万元", (("项目名称", "示例"),))
    told = replace(form, leftovers=(Leftover("A1", "甲"),), doubts=(Doubt("A1", "乙"),), source="a.xlsx")
    assert told == form
    assert replace(form, year=2023) != form
    assert (form.heading("项目名称"), form.heading("联系电话")) == ("示例", "")
    assert form.funding_line(FundingRole.TOTAL) is None
