from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.models.enums import Category, ListState, ReviewState
from app.services.units.rows import UnitRow
from app.ui.units.filters import Filter, FilterField, chip_words, options, presets

TODAY = date(2025, 3, 19)


def a_row(name: str = "示例热力有限公司", **values: Any) -> UnitRow:
    standard: dict[str, Any] = {
        "id": name,
        "initials": "slrl",
        "uscc": "",
        "district": "示例区",
        "category": Category.KEY,
        "list_state": ListState.LISTED,
        "industry_code": "",
        "industry": "热力",
        "review_state": ReviewState.IN_FIRST_REVIEW,
        "emission": None,
        "change": None,
        "open_findings": 0,
        "assignee": "",
        "deadline": None,
    }
    return UnitRow(name=name, **{**standard, **values})


ROWS = [
    a_row("甲", assignee="王甲", review_state=ReviewState.RETURNED, deadline=date(2025, 3, 1)),
    a_row("乙", review_state=ReviewState.NOT_SUBMITTED, deadline=date(2025, 3, 18), category=None),
    a_row("丙", review_state=ReviewState.NOT_SUBMITTED, deadline=TODAY, change=Decimal(-20)),
    a_row("丁", review_state=ReviewState.PASSED, deadline=date(2025, 1, 1), open_findings=2, industry=""),
    a_row("戊", list_state=ListState.REMOVED, deadline=date(2025, 1, 1), change=Decimal("19.99")),
]


def found(wanted: Filter) -> str:
    accept = wanted.accept(TODAY)
    return "".join(row.name for row in ROWS if accept is None or accept(row))


def test_values_of_one_condition_widen_conditions_narrow() -> None:
    states = Filter().with_values(FilterField.STATE, ["not_submitted", "passed"])
    assert found(states) == "乙丙丁"
    assert found(states.with_values(FilterField.CATEGORY, ["key_emitter"])) == "丙丁"
    assert found(states.with_values(FilterField.STATE, ())) == "甲乙丙丁戊"


def test_units_that_wait_for_others_or_have_left_are_not_overdue() -> None:
    assert found(Filter().with_flag(FilterField.OVERDUE)) == "乙"


def test_other_flags() -> None:
    assert found(Filter().with_flag(FilterField.FINDINGS)) == "丁"
    assert found(Filter().with_flag(FilterField.CHANGE)) == "丙"


def test_what_is_not_said_can_be_looked_for() -> None:
    assert found(Filter().with_values(FilterField.CATEGORY, [""])) == "乙"
    assert options(ROWS, FilterField.CATEGORY) == [
        ("key_emitter", "本市重点", 4),
        ("", "未填写", 1),
    ]
    assert options(ROWS, FilterField.INDUSTRY) == [("热力", "热力", 4), ("", "未填写", 1)]


def test_chips_say_what_they_do() -> None:
    both = frozenset({"", "key_emitter", "national_ets_entity"})
    assert chip_words(FilterField.CATEGORY, both) == "类别：全国重点、本市重点、未填写"
    assert chip_words(FilterField.DISTRICT, frozenset({"示例区"})) == "属地：示例区"
    assert chip_words(FilterField.OVERDUE, frozenset({"on"})) == "逾期"


def test_presets_are_about_whoever_works_here() -> None:
    names = dict(presets("王甲"))
    assert list(names) == ["全部单位", "我负责且未整改", "逾期未报送", "同比异常"]
    assert found(names["我负责且未整改"]) == "甲"
    assert found(names["逾期未报送"]) == "乙"
    assert "我负责且未整改" not in dict(presets(""))


@given(
    st.text(max_size=9),
    st.dictionaries(st.sampled_from(FilterField), st.frozensets(st.text(max_size=5), min_size=1, max_size=3)),
)
def test_a_kept_filter_comes_back_as_it_was(words: str, chosen: dict[FilterField, frozenset[str]]) -> None:
    kept = Filter(words, chosen)
    assert Filter.restored(kept.stored()) == kept


def test_what_is_not_understood_of_a_kept_filter_is_left_out() -> None:
    assert Filter.restored({"chosen": {"nonsense": ["x"], "state": []}}) == Filter()
    assert Filter.restored({"chosen": 3}) == Filter()
