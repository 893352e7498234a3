from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.performance.texts import fold, is_blank, is_blank_reason, items, placeholder, strip_wrapping


@pytest.mark.parametrize("text", ["", " ", None, "/", "／", "—", "无", "-", "\n/ \n"])
def test_blank(text: str | None) -> None:
    assert is_blank(text)
    assert is_blank_reason(text)


def test_zero_is_a_value_but_no_reason() -> None:
    assert not is_blank("0")
    assert is_blank_reason("0")
    assert not is_blank_reason("第二次培训因疫情推迟")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("指标1：甲；\n指标2乙；\n指标3：丙", [1, 2, 3]),
        ("指标1：甲；指标2：乙", [1, 2]),
        ("1，甲\n2、乙\n3.丙", [1, 2, 3]),
        ("1.2023年完成\n2.3家", [1]),
        ("①甲\n②乙", [1, 2]),
        ("（1）甲\n（2）乙", [1, 2]),
        ("目标如下：\n1、甲", [None, 1]),
        ("76家单位", [None]),
        ("1.5万元", [None]),
        ("2,000家", [None]),
        ("", []),
    ],
)
def test_items(text: str, numbers: list[int | None]) -> None:
    assert [item.number for item in items(text)] == numbers


def test_a_line_without_number_continues_its_item() -> None:
    assert [item.text for item in items("指标1：甲\n续\n指标2：乙")] == ["甲\n续", "乙"]


def test_folding_keeps_circled_numbers_and_square_metres() -> None:
    assert fold("≧９５％ ①㎡（家）") == "≥95%①㎡(家)"


def test_wrapping() -> None:
    assert strip_wrapping(" “≥95%” ") == "≥95%"
    assert strip_wrapping("- 完成") == "完成"
    assert strip_wrapping("-5%") == "-5%"
    assert strip_wrapping("“甲”和“乙”") == "“甲”和“乙”"


def test_placeholder() -> None:
    assert placeholder("≥**人次") == "**"
    assert placeholder("完成ＸＸ家") == "XX"
    assert placeholder("完成76家") == ""


@settings(deadline=None)
@given(st.text(st.sampled_from("指标1２：、.(甲乙 \n①；"), max_size=40))
def test_items_keep_the_order_of_the_text(text: str) -> None:
    rest = iter(fold(text))
    assert all(sign in rest for sign in fold("".join(item.text for item in items(text))))
