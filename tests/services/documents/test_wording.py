from datetime import date
from decimal import Decimal

import pytest

from app.services.documents import wording


@pytest.mark.parametrize(
    ("day", "text"),
    [(date(2024, 3, 9), "2024年3月9日"), (date(2025, 12, 31), "2025年12月31日"), (None, "—")],
)
def test_dates_have_no_leading_zeros(day: date | None, text: str) -> None:
    assert wording.chinese_date(day) == text


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三"), (99, "九十九")]
)
def test_numbers_count_like_headings(number: int, text: str) -> None:
    assert wording.chinese_number(number) == text


@pytest.mark.parametrize("number", [0, 100])
def test_numbers_outside_the_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError):
        wording.chinese_number(number)


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("请更正", "请更正。"),
        ("请更正。", "请更正。"),
        ("他说“请更正。”", "他说“请更正。”"),
        ("见《通知》", "见《通知》。"),
        ("见附件（第2页）", "见附件（第2页）。"),
        ("Why?", "Why?"),
        ("）", "）。"),
        ("  ", ""),
    ],
)
def test_an_end_mark_is_added_only_where_none_stands(text: str, ended: str) -> None:
    assert wording.ended(text) == ended


def test_lines_are_numbered_only_when_there_are_several() -> None:
    assert wording.numbered(["甲", " ", "乙。"]) == ("1.甲。", "2.乙。")
    assert wording.numbered(["甲"]) == ("甲。",)
    assert wording.numbered([" "]) == ("无。",)


@pytest.mark.parametrize(
    ("number", "plain", "signed"),
    [
        ("12345.675", "12,345.68", "+12,345.68"),
        ("-27", "−27.00", "−27.00"),
        ("0", "0.00", "0.00"),
        ("-0.001", "0.00", "0.00"),
        ("0.001", "0.00", "0.00"),
    ],
)
def test_tonnes_have_two_decimals_and_no_signed_zero(number: str, plain: str, signed: str) -> None:
    assert wording.show_tonnes(Decimal(number)) == plain
    assert wording.signed_tonnes(Decimal(number)) == signed


def test_a_percentage_is_said_only_where_it_can_be() -> None:
    assert wording.signed_percent(Decimal("1"), Decimal("-8")) == "+12.50%"
    assert wording.signed_percent(Decimal("0.0000001"), Decimal("3")) == "0.00%"
    assert wording.signed_percent(Decimal("1"), Decimal("0")) == "—"
    assert wording.signed_percent(None, Decimal("3")) == "—"
    assert wording.signed_percent(Decimal("1"), None) == "—"


@pytest.mark.parametrize(
    ("number", "typed", "text"),
    [
        (Decimal("27"), "27", "+27.00吨二氧化碳"),
        (Decimal("-1.3"), "-1.30", "−1.30吨二氧化碳"),
        (Decimal("0"), "0", "0.00吨二氧化碳"),
        (Decimal("-0.004"), "-0.004", "−0.004吨二氧化碳"),
        (Decimal("0.004"), "0.004", "+0.004吨二氧化碳"),
        (None, "约5吨", "约5吨"),
        (None, None, "未量化"),
    ],
)
def test_an_effect_never_reads_as_none_when_there_is_one(
    number: Decimal | None, typed: str | None, text: str
) -> None:
    assert wording.show_effect(number, typed) == text


def test_helpers_state_facts_and_accuse_nobody() -> None:
    assert wording.not_seen("停用说明。") == "未见停用说明的依据。"
    assert (
        wording.differs("报告值", "复算值", Decimal("27")) == "报告值与复算值不一致，差异+27.00吨二氧化碳。"
    )
    assert wording.please_explain("结算单，") == "请补充说明，并提供结算单。"


def test_a_short_title_stays_in_one_line() -> None:
    assert wording.title_lines("示例公司", "2024年度碳排放报告审核意见") == (
        "示例公司2024年度碳排放报告审核意见",
    )


@pytest.mark.parametrize(
    "unit",
    [
        "示例会展中心有限公司",
        "北京示例国际会议展览与城市综合服务运营管理（集团）有限责任公司丰台分公司",
        "示例医学科学研究院附属第三人民医院管理服务中心有限责任公司",
        "A" * 130,
    ],
)
def test_a_long_title_is_cut_into_lines_that_fit_and_lose_nothing(unit: str) -> None:
    lines = wording.title_lines(unit, "2024年度碳排放报告审核意见")
    assert "".join(lines) == f"{unit}2024年度碳排放报告审核意见"
    assert lines[-1] == "2024年度碳排放报告审核意见"
    assert all(wording._length(line) <= 20 for line in lines)


def test_a_long_name_is_cut_after_a_word_where_one_ends_near_the_middle() -> None:
    lines = wording.title_lines(
        "示例医学科学研究院附属第三人民医院管理服务中心有限责任公司", "2024年度审核意见"
    )
    assert lines[0].endswith("医院")
