"""Units, numbers and dates as reports write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.intake.amounts import looks_numeric, read_amount
from app.services.intake.dates import dates_in, year_in
from app.services.intake.units import convert, fitting, parse_unit, units_in


@pytest.mark.parametrize(
    ("value", "written", "target", "expected"),
    [
        ("123456", "Nm³", "10⁴Nm³", "12.3456"),
        ("12.3456", "万立方米", "10⁴Nm³", "12.3456"),
        ("12.3456", "104Nm3", "10⁴Nm³", "12.3456"),
        ("12.3456", "×10^4 Nm3", "10⁴Nm³", "12.3456"),
        ("1500", "kg", "t", "1.5"),
        ("1500", "公斤", "t", "1.5"),
        ("0.15", "万吨", "t", "1500"),
        ("12345", "kWh", "MWh", "12.345"),
        ("1.2345", "万千瓦时", "MWh", "12.345"),
        ("1.2345", "万度", "MWh", "12.345"),
        ("0.5810", "kgCO2/kWh", "tCO2/MWh", "0.5810"),
        ("581.0", "gCO2/kWh", "tCO2/MWh", "0.581"),
        ("50", "百万千焦", "GJ", "50"),
        ("50", "10⁶kJ", "GJ", "50"),
        ("50000", "MJ", "GJ", "50"),
        ("1.5", "TJ", "GJ", "1500"),
        ("10", "MWh", "GJ", "36"),
        ("15.3", "tC/TJ", "tC/GJ", "0.0153"),
        ("0.0153", "tC/GJ", "tC/TJ", "15.3"),
        ("42652", "kJ/kg", "GJ/t", "42.652"),
        ("38.931", "MJ/m³", "GJ/10⁴Nm³", "389.31"),
        ("110", "kgCO₂/GJ", "tCO2/GJ", "0.11"),
        ("12.3", "吨二氧化碳", "tCO2", "12.3"),
        ("12.3", "吨", "tCO2", "12.3"),
        ("5.6", "万平方米", "m²", "56000"),
        ("88005000", "元", "万元", "8800.5"),
    ],
)
def test_conversion_is_exact(value: str, written: str, target: str, expected: str) -> None:
    unit = parse_unit(written)
    assert unit is not None
    assert convert(Decimal(value), unit, target) == Decimal(expected)


@pytest.mark.parametrize(("written", "target"), [("t", "10⁴Nm³"), ("GJ", "tCO2"), ("万元", "m²")])
def test_other_dimensions_are_not_converted(written: str, target: str) -> None:
    unit = parse_unit(written)
    assert unit is not None and convert(Decimal(1), unit, target) is None


@pytest.mark.parametrize("text", ["天然气", "A", "J", "E=C×D", "", "排放量", "10", "1月"])
def test_words_are_no_units(text: str) -> None:
    assert parse_unit(text) is None


@pytest.mark.parametrize(
    ("label", "target", "found"),
    [
        ("燃烧量（t或10⁴Nm³）", "10⁴Nm³", "10⁴Nm³"),
        ("燃烧量（t或10⁴Nm³）", "t", "t"),
        ("低位发热量(GJ/t、GJ/万Nm³)", "GJ/10⁴Nm³", "GJ/万Nm³"),
        ("C 燃烧量 (t 或 10⁴ Nm³)", "10⁴Nm³", "10⁴ Nm³"),
        ("单位：吨", "t", "吨"),
        ("单位：吨（天然气：万立方米）", "t", "吨"),
        ("（计量单位：吨，天然气为万立方米）", "10⁴Nm³", "万立方米"),
        ("GJ/t或10⁴Nm³", "GJ/10⁴Nm³", "GJ/10⁴Nm³"),
        ("消耗量（吨/万立方米）", "10⁴Nm³", "万立方米"),
        ("消耗量/t", "t", "t"),
        ("直接排放（不含供热）（tCO2）", "tCO2", "tCO2"),
    ],
)
def test_units_in_heads(label: str, target: str, found: str) -> None:
    unit = fitting(units_in(label), target)
    assert unit is not None and unit.text == found


@pytest.mark.parametrize(
    ("text", "value", "has_doubt"),
    [
        ("1,234.5", "1234.5", False),
        ("１２３．５", "123.5", False),
        ("−5", "-5", False),
        ("1.2万", "12000", True),
        ("12,5", "12.5", True),
        ("1.234,56", "1234.56", True),
        ("(5.2)", "-5.2", True),
        ("12.3（含食堂）", "12.3", True),
        ("1.5E+3", "1500", False),
        ("约1.2万", None, True),
        ("100左右", None, True),
        ("#REF!", None, True),
        ("12.3吨煤", None, True),
        ("1-3", None, True),
    ],
)
def test_numbers_as_written(text: str, value: str | None, has_doubt: bool) -> None:
    amount = read_amount(text)
    assert amount.value == (Decimal(value) if value else None)
    assert bool(amount.doubt) is has_doubt
    assert looks_numeric(text)


@pytest.mark.parametrize("text", ["—", "-", "/", "无", "不涉及", "N/A", "  "])
def test_nothing_is_nothing(text: str) -> None:
    amount = read_amount(text)
    assert amount.is_nothing and amount.value is None and not amount.doubt


def test_a_unit_behind_a_number_is_kept() -> None:
    amount = read_amount("123.4 kg")
    assert amount.value == Decimal("123.4") and amount.unit is not None and amount.unit.text == "kg"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_plain_and_grouped_numbers_come_back(value: Decimal) -> None:
    assert read_amount(f"{value:f}").value == value
    assert read_amount(f"{value:,f}").value == value


@given(st.text(max_size=80))
def test_no_text_breaks_the_readers(text: str) -> None:
    read_amount(text)
    looks_numeric(text)
    units_in(text)
    dates_in(text)
    year_in(text)


def test_dates() -> None:
    wanted = date(2025, 3, 5)
    for text in ("2025年3月5日", "2025-03-05", "2025/3/5", "2025.03.05", "二〇二五年三月五日", "20250305"):
        assert dates_in(text) == (wanted,)
    assert dates_in("2025年2月30日") == ()
    assert len(dates_in("2024年1月1日至2024年12月31日")) == 2
    assert year_in("2024年度") == 2024 and year_in("年度") is None
