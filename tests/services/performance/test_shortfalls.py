from __future__ import annotations

from app.services.performance.shortfalls import Shortfall, shortfalls, unexplained

TARGET = "指标1：审核76家；\n指标2：每年组织2次培训，15000元/次，共计3万元"
ACTUAL = "指标1：审核76家；\n指标2：完成1次培训"


def test_a_figure_below_the_target() -> None:
    assert list(shortfalls(TARGET, ACTUAL)) == [Shortfall(2, "2次", "1次")]


def test_items_are_paired_by_number_and_unit() -> None:
    assert list(shortfalls("1、完成5份报告\n2、完成3次培训", "2.完成3次培训\n1.完成5份报告")) == []
    assert list(shortfalls("1、完成5份报告", "1、完成3次培训")) == []
    assert list(shortfalls("1、甲2次，乙3次", "1、甲1次")) == []


def test_dates_are_no_shortfall() -> None:
    assert list(shortfalls("1、2023年12月完成", "1、2023年1月完成")) == []


def test_a_reason_that_names_the_item() -> None:
    assert len(list(unexplained(TARGET, ACTUAL, "统计未完成"))) == 1
    assert list(unexplained(TARGET, ACTUAL, "指标2：第二次推迟")) == []
    assert len(list(unexplained(TARGET, ACTUAL, "指标2：/"))) == 1
    assert list(unexplained("2次", "1次", "")) == []
