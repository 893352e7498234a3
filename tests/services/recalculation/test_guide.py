"""The guide's worked numbers: all fuels of §4.3 and the vectors T-01 to T-10 of §4.8, exactly.

`tests/data/guide_fuels.csv` is the guide's table, copied apart from the program's library.
"""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from app.models.enums import Confidence
from app.services.catalog import load_catalog
from app.services.facts import FUELS
from app.services.recalculation import Component, difference, recalculate
from app.services.rules import RULES, Context, check
from tests.services.rules import test_planted as planted
from tests.services.rules.builders import facts
from tests.services.rules.clean import YEAR, emission_report

CATALOG = load_catalog()
LIBRARY = CATALOG.factor_library()
with (Path(__file__).parents[2] / "data" / "guide_fuels.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


def rounded(number: Fraction, places: int) -> Decimal:
    """A fraction rounded half up, without a decimal in between."""
    whole = number * 10**places * 2 + 1
    return Decimal(whole.numerator // (whole.denominator * 2)).scaleb(-places)


@pytest.mark.parametrize("row", ROWS, ids=[row["fuel"] for row in ROWS])
def test_every_fuel_of_the_guide(row: dict[str, str]) -> None:
    """Parameters, tCO2/TJ and tCO2 per unit: the table against itself, the library and the recalculation."""
    per_tj = Fraction(row["cc"]) * Fraction(row["of"]) / 100 * Fraction(44, 12)
    per_unit = per_tj * Fraction(row["ncv"]) / 1000
    assert (rounded(per_tj, 3), rounded(per_unit, 4)) == (Decimal(row["per_tj"]), Decimal(row["per_unit"]))
    known = LIBRARY.fuel_value(row["fuel"], YEAR)
    assert known is not None
    assert (known.ncv, known.cc, known.of) == tuple(Decimal(row[part]) for part in ("ncv", "cc", "of"))
    assert FUELS[row["fuel"]].unit == row["unit"]
    assert Confidence(row["confidence"]) in known.confidence
    for stated in ({}, {"ncv": row["ncv"], "cc": str(Decimal(row["cc"]) / 1000), "of": row["of"]}):
        given = {f"c3.{row['fuel']}.{part}": value for part, value in {"amount": "1000000", **stated}.items()}
        found = recalculate(facts(given), LIBRARY, year=YEAR).amount(Component.FUEL)
        assert found is not None
        assert found.quantize(Decimal("0.01"), ROUND_HALF_UP) == rounded(per_unit * 1000000, 2)


def test_the_library_has_no_recommended_fuel_beyond_the_guide() -> None:
    assert set(LIBRARY.fuels) == {row["fuel"] for row in ROWS}


def hits(given: dict[str, str]) -> set[tuple[str, str, str]]:
    """Rule, variant and expected value of all hits of a few facts."""
    result = check(facts(given), Context(year=YEAR), LIBRARY, CATALOG.rules, RULES)
    return {(hit.rule, hit.variant, hit.expected) for hit in result.hits}


@pytest.mark.parametrize(
    ("given", "component", "expected", "places"),
    [
        ({"c3.natural_gas.amount": "100"}, Component.FUEL, "2162.1888", 4),
        ({"c4.amount": "12345.67", "c4.factor": "0.604"}, Component.ELECTRICITY, "7456.78468", 5),
        ({"c4.amount": "12345.67", "c4.factor": "0.604"}, Component.ELECTRICITY, "7456.78", 2),
        ({"c5.amount": "50000", "c5.factor": "0.11"}, Component.HEAT, "5500.00", 2),
        ({"c3.gasoline.amount": "10"}, Component.FUEL, "29.2506", 4),
        ({"c4.amount": "8157", "c4.factor": "0.7921"}, Component.ELECTRICITY, "6461.16", 2),
        ({"c4.amount": "8157", "c4.factor": "0.7035"}, Component.ELECTRICITY, "5738.45", 2),
    ],
)
def test_amounts_of_the_vectors(
    given: dict[str, str], component: Component, expected: str, places: int
) -> None:
    """T-01 to T-04, T-08; rounded half up, at the end only."""
    found = recalculate(facts(given), LIBRARY, year=YEAR).amount(component)
    assert found is not None
    assert found.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == Decimal(expected)


def test_t05_carbon_content_in_the_wrong_unit() -> None:
    result = planted.run(emission_report("服"), c3__natural_gas__cc="15.3")
    assert planted.found(result, "X-15", "c3.natural_gas.cc", "carbon_gj").expected == "0.0153"


def test_t06_a_rounded_column_is_no_wrong_row() -> None:
    result = planted.run(emission_report("服"), c3__natural_gas__ef="0.06")
    planted.found(result, "ER-44", "c3.natural_gas.ef", "column")
    assert "X-01" not in {hit.rule for hit in result.hits}


def test_t07_digits_in_disorder() -> None:
    given = {"c4.amount": "173.502", "c4.factor": "0.5633", "c4.emission": "93.1"}
    found = hits(given)
    assert ("X-24", "transposed", "0.604") in found
    assert any(rule == "X-01" for rule, *_ in found)
    assert not any(rule == "X-01" for rule, *_ in hits({**given, "c4.factor": "0.5366"}))


@pytest.mark.parametrize(
    ("first", "final", "change", "percent", "is_serious"),
    [
        ("6461.16", "5738.45", "-722.71", "-11.19", True),
        ("1508.19", "1372.98", "-135.21", "-8.97", False),
    ],
)
def test_t08_t09_changes_by_the_verification(
    first: str, final: str, change: str, percent: str, is_serious: bool
) -> None:
    found = difference(Decimal(final), Decimal(first))
    assert found is not None and found.percent is not None
    assert (found.amount, round(found.percent, 2)) == (Decimal(change), Decimal(percent))
    values = {
        "vr.initial.total": first,
        "vr.final.total": final,
        "vr.change_reason": "因子有误",
        "vr.nc_count": "0",
    }
    result = check(
        facts(values, planted.verification_report().facts().kind),
        Context(year=YEAR),
        LIBRARY,
        CATALOG.rules,
        RULES,
    )
    said = {(hit.rule, hit.variant) for hit in result.hits}
    assert (("VR-35", "serious") in said) is is_serious
    assert ("X-09", "none") in said


def test_t10_a_factor_ten_times_too_small() -> None:
    """2.1622 tCO2 per 10⁴Nm³: a net calorific value of 38.931 is out of range."""
    result = planted.run(emission_report("服"), c3__natural_gas__ncv="38.931")
    planted.found(result, "ER-37", "c3.natural_gas.ncv", "error")
