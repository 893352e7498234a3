"""Recalculation: the guide's test vectors, units, working, comparison, energy; exact and monotone."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.amounts import round_half_up
from app.models.enums import DocumentKind
from app.services.catalog import load_catalog
from app.services.recalculation import Component, difference, energy_view, recalculate, side_by_side
from tests.services.rules.builders import facts

LIBRARY = load_catalog().factor_library()
GAS = {"amount": "100", "ncv": "389.31", "cc": "0.0153", "of": "99"}


def gas(table: str = "c3", **changes: str) -> dict[str, str]:
    return {f"{table}.natural_gas.{key}": value for key, value in {**GAS, **changes}.items()}


def test_t01_gas_to_the_last_digit() -> None:
    line = recalculate(facts(gas()), LIBRARY).line("c3.natural_gas")
    assert line is not None and line.working is not None
    assert round_half_up(line.working.result, 4) == Decimal("2162.1888")
    assert line.working.formula == "100 × 389.31 × 0.0153 × 99% × 44/12 = 2,162.188809"
    assert [term.where.cell for term in line.working.terms if term.where] == ["B1", "B2", "B3", "B4"]
    assert line.standard is None


@pytest.mark.parametrize(
    ("given_facts", "component", "expected"),
    [
        ({"c4.amount": "12345.67", "c4.factor": "0.604"}, Component.ELECTRICITY, "7456.78468"),
        ({"c4.amount": "12345.67"}, Component.ELECTRICITY, "7456.78468"),
        ({"c5.amount": "50000", "c5.factor": "0.11"}, Component.HEAT, "5500"),
        ({"c4.amount": "8157", "c4.factor": "0.7921"}, Component.ELECTRICITY, "6461.1597"),
        (
            {"process.caco3.amount": "100", "process.caco3.purity": "90", "process.caco3.factor": "0.44"},
            Component.PROCESS,
            "39.6",
        ),
    ],
)
def test_other_lines(given_facts: dict[str, str], component: Component, expected: str) -> None:
    assert recalculate(facts(given_facts), LIBRARY).amount(component) == Decimal(expected)


def test_t04_gasoline_with_the_recommended_values() -> None:
    result = recalculate(facts({"c3.gasoline.amount": "10"}), LIBRARY)
    assert round_half_up(result.amount(Component.FUEL) or Decimal(0), 4) == Decimal("29.2506")
    (line,) = result.lines
    assert line.working is not None
    assert {term.document for term in line.working.terms[1:]} == {"GB/T 32151.22-2024 附录C 表C.1"}


def test_carbon_content_counts_in_either_unit_and_oxidation_too() -> None:
    usual = recalculate(facts(gas()), LIBRARY).amount(Component.FUEL)
    for report in (facts(gas(cc="15.3")), facts(gas(of="0.99")), facts(gas(cc="15.3", of="0.99"))):
        assert recalculate(report, LIBRARY).amount(Component.FUEL) == usual


def test_heating_is_computed_but_not_counted_twice() -> None:
    report = facts({**gas(), **gas("c6", cc="15.3"), "c4.amount": "10", "c4.heating.amount": "4"})
    result = recalculate(report, LIBRARY)
    heating = {line.name: line.emission for line in result.heating}
    assert heating["c6.natural_gas"] == result.amount(Component.FUEL)
    assert heating["c4.heating"] == Decimal("2.416")
    assert result.indirect == Decimal("6.04")
    assert result.amount(Component.TOTAL) == (result.direct or 0) + Decimal("6.04")


def test_what_is_missing_is_named_and_nothing_is_guessed() -> None:
    result = recalculate(facts({"c3.other.amount": "3", "c4.factor": "0.604"}), LIBRARY)
    assert result.missing == ("c3.other.ncv", "c3.other.cc", "c3.other.of", "c4.amount")
    assert result.amount(Component.TOTAL) is None and result.direct is None


def test_own_parameters_beside_the_recommended_ones() -> None:
    line = recalculate(facts(gas(cc="0.01532")), LIBRARY).line("c3.natural_gas")
    assert line is not None and line.working is not None and line.standard is not None
    assert round_half_up(line.working.result / 100, 4) == Decimal("21.6502")
    assert round_half_up(line.standard.result / 100, 4) == Decimal("21.6219")


def test_cement_clinker() -> None:
    report = facts(
        {
            "cement.clinker": "1000",
            "cement.cao": "65",
            "cement.mgo": "2",
            "cement.cao_nc": "1",
            "cement.mgo_nc": "0",
        }
    )
    expected = 1000 * (Fraction(64, 100) * Fraction(44, 56) + Fraction(2, 100) * Fraction(44, 40))
    assert recalculate(report, LIBRARY).amount(Component.PROCESS) == pytest.approx(
        Decimal(expected.numerator) / Decimal(expected.denominator)
    )


def test_side_by_side() -> None:
    initial = facts({**gas(), "c2.total": "2000", "c2.fuel": "2000", "prior.total": "1600"})
    corrected = facts({**gas(), "c2.total": "2162.19", "c2.fuel": "2162.19"})
    verification = facts({"vr.final.total": "1946", "vr.final.fuel": "1946"}, DocumentKind.VR)
    rows = side_by_side(
        recalculate(corrected, LIBRARY), initial, corrected=corrected, verification=verification
    )
    assert [row.component for row in rows] == [Component.FUEL, Component.TOTAL]
    total = rows[-1]
    assert total.stated == Decimal("2162.19")
    assert total.against_recomputed is not None
    assert round_half_up(total.against_recomputed.amount, 4) == Decimal("0.0012")
    assert total.by_correction is not None and total.by_correction.amount == Decimal("162.19")
    assert total.against_verified is not None and total.against_verified.percent is not None
    assert round_half_up(total.against_verified.percent, 2) == Decimal("-10.00")
    assert total.against_prior is None
    first = side_by_side(recalculate(initial, LIBRARY), initial)[-1]
    assert first.against_prior is not None and first.against_prior.percent == Decimal(25)


def test_difference_of_the_guide() -> None:
    """T-08: −722.71 t, −11.19 %."""
    found = difference(Decimal("5738.45"), Decimal("6461.16"))
    assert found is not None and found.percent is not None
    assert found.amount == Decimal("-722.71") and round_half_up(found.percent, 2) == Decimal("-11.19")
    assert difference(None, Decimal(1)) is None
    against_nothing = difference(Decimal(1), Decimal(0))
    assert against_nothing is not None and against_nothing.percent is None


def test_energy_is_another_view_of_the_same_amounts() -> None:
    view = energy_view(facts({**gas(), "c4.amount": "1000", "c5.amount": "100"}), LIBRARY)
    amounts = {line.name: line.working.result for line in view.lines if line.working}
    assert amounts == {"c3.natural_gas": Decimal(1330), "c4": Decimal("122.9"), "c5": Decimal("3.412")}
    assert view.total is not None and view.total.result == Decimal("1456.312")
    coal = energy_view(facts({"c3.anthracite.amount": "100"}), LIBRARY)
    assert coal.total is not None and round_half_up(coal.total.result, 2) == Decimal("91.10")
    unknown = energy_view(facts({"c3.other.amount": "1"}), LIBRARY)
    assert unknown.total is None


numbers = st.decimals(0, 100000, places=4, allow_nan=False)
small = st.decimals("0.0001", "0.99", places=5, allow_nan=False)


@given(numbers, numbers, small, st.decimals("1.01", "100", places=2, allow_nan=False))
def test_recalculation_is_exact(amount: Decimal, ncv: Decimal, cc: Decimal, of: Decimal) -> None:
    report = facts(gas(amount=str(amount), ncv=str(ncv), cc=str(cc), of=str(of)))
    result = recalculate(report, LIBRARY).amount(Component.FUEL)
    assert result is not None
    exact = Fraction(amount) * Fraction(ncv) * Fraction(cc) * Fraction(of) / 100 * 44 / 12
    assert abs(Fraction(result) - exact) <= abs(exact) / 10**20


@given(numbers, numbers)
def test_more_fuel_never_means_less_emission(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    less = recalculate(facts(gas(amount=str(low))), LIBRARY).amount(Component.TOTAL)
    more = recalculate(facts(gas(amount=str(high))), LIBRARY).amount(Component.TOTAL)
    assert less is not None and more is not None and less <= more


@given(st.lists(numbers, min_size=2, max_size=2))
def test_the_total_is_the_sum_of_its_parts(amounts: list[Decimal]) -> None:
    both = {**gas(amount=str(amounts[0])), "c4.amount": str(amounts[1])}
    result = recalculate(facts(both), LIBRARY)
    parts = [result.amount(part) or Decimal(0) for part in Component if part is not Component.TOTAL]
    assert result.amount(Component.TOTAL) == sum(parts)
