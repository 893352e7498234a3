from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.services.performance.values import Value, ValueKind, figures, parse_value, value_at_end
from app.services.printing.layout import in_three

DATA = Path(__file__).parents[2] / "data"
CASES = [json.loads(line) for line in (DATA / "indicator_values.jsonl").read_text("utf-8").splitlines()]
IN_WHEN = {
    "date",
    "precision",
    "inclusive",
    "date_start",
    "date_end",
    "recurrence",
    "offset_days",
    "offset_kind",
    "event",
}


def plain(value: Value, key: str) -> Any:
    """A field of `value` in the form that the table of cases uses."""
    if key in IN_WHEN:
        return getattr(value.when, key)
    if key == "parts":
        return [[part.operator, part.number, part.unit, part.text] for part in value.parts]
    if key == "figures":
        return [{"number": figure.number, "unit": figure.unit} for figure in value.figures] or None
    return getattr(value, key)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['n']}-{case['input'][:12]}")
def test_every_case_of_the_table(case: dict[str, Any]) -> None:
    value = parse_value(case["input"], **case["context"])
    assert {key: plain(value, key) for key in case["expect"]} == case["expect"]
    assert value.raw == case["input"]


def test_the_table_holds_the_forty_sourced_cases_and_our_own() -> None:
    own = [case for case in CASES if case["origin"] == "own"]
    assert (len(CASES) - len(own), len(own) >= 40) == (40, True)


HARD = st.text(
    st.sampled_from(
        "≥≤=><0123456789.,，％%年月日前后内每底 季度家次万元约至-~—±；;《》()（）指标：一二十两*X\n\t“"
    ),
    max_size=40,
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), HARD), st.none() | st.integers(1990, 2100))
@example("９" * 300, None)
@example("2024年2月30日至2024年13月", 2024)
@example("٣", None)
@example("≥1." + "9" * 110, None)
def test_never_raises_and_keeps_the_text(text: str, year: int | None) -> None:
    value = parse_value(text, year=year)
    assert value.raw == text
    assert value.kind is not ValueKind.NUMERIC or value.decimal is not None
    assert value.days is None or value.days[0] <= value.days[1]
    value_at_end(text, needs_comparator=True)


@given(st.one_of(st.text(max_size=60), HARD))
@example("≥ 12.50 家")
@example("＝100（%）")
def test_a_target_in_three_columns_is_printed_as_typed(text: str) -> None:
    parts = in_three(text)
    assert parts["comparator"] + parts["target"] + parts["unit"] == text


DATES = st.dates(date(1990, 1, 1), date(2099, 12, 31))
WRITTEN = st.sampled_from(
    [
        "{d.year}年{d.month}月{d.day}日",
        "{d.year}-{d.month:02d}-{d.day:02d}",
        "{d.year}年{d.month}月",
        "{d.year}年",
        "{d.year}/{d.month}/{d.day}",
        "{d.year}.{d.month}.{d.day}",
        "{d.month}月{d.day}日",
        "{d.month}月",
    ]
)


@settings(deadline=None)
@given(DATES, WRITTEN, st.sampled_from(["", "前", "前完成", "底前", "按时完成审核", "之前报送"]))
def test_a_date_is_never_a_figure(day: date, form: str, rest: str) -> None:
    text = form.format(d=day) + rest
    value = parse_value(text)
    assert value.number is None
    assert value.figures == ()
    assert figures(f"按要求于{text}，其他工作按计划开展") == ()


@settings(deadline=None)
@given(st.text(st.sampled_from("关于做好2023年76家≥95%的通知（）-号次万元"), max_size=30))
def test_a_book_title_is_never_a_figure(title: str) -> None:
    value = parse_value(f"按照《{title}》的要求")
    assert (value.number, value.figures) == (None, ())


def test_target_in_the_title() -> None:
    found = value_at_end("指标1：碳排放单位满意度≥95%", needs_comparator=True)
    assert found is not None
    assert (found.operator, found.number, found.unit) == (">=", "95", "%")
    assert value_at_end("排放报告审核", needs_comparator=True) is None
    assert value_at_end("指标1：≥3家；\n指标2：≥5家", needs_comparator=True) is None


def test_actual_at_the_end_of_words() -> None:
    found = value_at_end("获得排放单位满意率98%", needs_comparator=False)
    assert found is not None
    assert (found.number, found.unit) == ("98", "%")
    assert value_at_end("满意率未达到98%", needs_comparator=False) is None
    assert value_at_end("完成了审核工作", needs_comparator=False) is None


def test_days_of_a_deadline() -> None:
    assert parse_value("2023年12月").days == (date(2023, 12, 1), date(2023, 12, 31))
    assert parse_value("2023年12月20日").days == (date(2023, 12, 20), date(2023, 12, 20))
    assert parse_value("2023年11月中旬").days == (date(2023, 11, 11), date(2023, 11, 20))
    assert parse_value("2023年11月底前").days == (date.min, date(2023, 11, 30))
    assert parse_value("12月31日前").days is None
