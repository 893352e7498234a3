from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.enums import FundingRole
from app.models.errors import InputError
from app.services.performance.form import SelfEvaluation
from app.services.performance.intake import read_self_evaluation

SMALL: dict[str, Any] = {
    "schema": "perf-self-evaluation/1",
    "title": "项目支出绩效自评表",
    "year": "2024",
    "header": {"项目名称": "示例项目"},
    "funding": {
        "unit": "万元",
        "rows": [{"label": "年度资金总额", "full_year_budget": 48.65, "executed": 48.65}],
    },
    "goals": {"expected": {"text": "甲"}, "actual": {"text": "乙"}},
    "indicators": [
        {
            "level1": "产出指标",
            "level2": "数量指标",
            "level3": "审核数",
            "target": "≥3家",
            "actual": "3家",
            "weight": 90,
            "score": 90,
        }
    ],
    "total": {"weight": "100", "score": "100"},
}


def read(tmp_path: Path, data: object, name: str = "示例.json") -> SelfEvaluation:
    path = tmp_path / name
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), "utf-8")
    return read_self_evaluation(path)


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    form = read(tmp_path, SMALL)
    assert (form.year, form.money_unit, form.leftovers, form.doubts) == (2024, "万元", (), ())
    assert [line.role for line in form.funding] == [FundingRole.TOTAL]
    assert form.funding[0].full_year_text == "48.65"
    assert (form.indicators[0].weight_text, form.indicators[0].score_text) == ("90", "")


def test_the_content_decides_not_the_suffix(tmp_path: Path) -> None:
    assert read(tmp_path, SMALL, "示例.txt") == read(tmp_path, SMALL)


def test_nothing_is_dropped(tmp_path: Path) -> None:
    more = {
        "cost": {"lines": [{"a": "1", "b": 2}], "note": "说明"},
        "title": ["不是文字"],
        "header": {"项目名称": "示例项目", "附件": {"数量": 3}},
        "funding": {"rows": [{"label": "中央资金", "executed": "5"}]},
    }
    form = read(tmp_path, SMALL | more)
    assert {(left.place, left.text) for left in form.leftovers} == {
        ("title[0]", "不是文字"),
        ("header.附件", "数量：3"),
        ("funding.rows[0]", "label：中央资金；executed：5"),
        ("cost.lines[0]", "a：1；b：2"),
        ("cost.note", "说明"),
    }


def test_items_that_differ_from_their_text_are_left_over(tmp_path: Path) -> None:
    row = SMALL["indicators"][0] | {"target_items": ["≥3家"], "actual_items": ["3家", "4家"]}
    form = read(tmp_path, SMALL | {"indicators": [row]})
    assert [left.place for left in form.leftovers] == [
        "indicators[0].actual_items[0]",
        "indicators[0].actual_items[1]",
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("{", "不是完整的 JSON"),
        ("[]", "不是 perf-self-evaluation/1"),
        ("[" * 100_000, "不是完整的 JSON"),
        ('{"schema": "other/1"}', "other/1"),
        (SMALL | {"indicators": "无"}, "indicators"),
        (SMALL | {"indicators": [1]}, "indicators"),
        (SMALL | {"indicators": [{}] * 2001}, "indicators"),
        (SMALL | {"goals": []}, "goals"),
    ],
)
def test_refused(tmp_path: Path, data: object, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read(tmp_path, data)
    assert "示例.json" in caught.value.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "rows", "label"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(SMALL.keys() - {"schema"})), JSON, max_size=4))
def test_any_values_are_read_or_refused(tmp_path: Path, values: dict[str, Any]) -> None:
    try:
        read(tmp_path, SMALL | values)
    except InputError as error:
        assert "示例.json" in error.message
