from __future__ import annotations

from datetime import date

import pytest

from app.models.enums import Confidence
from app.services.catalog import Catalog, DayKind, load_catalog

YEARLY = ["emission_report", "verification_report", "confirmation", "offset", "surrender"]


@pytest.fixture
def catalog() -> Catalog:
    return load_catalog()


@pytest.mark.parametrize(
    ("milestone", "due"),
    [
        ("emission_report", date(2026, 3, 31)),
        ("verification_report", date(2026, 4, 30)),
        ("confirmation", date(2026, 7, 31)),
        ("offset", date(2026, 9, 30)),
        ("surrender", date(2026, 10, 31)),
    ],
)
def test_the_dates_of_report_year_2025(catalog: Catalog, milestone: str, due: date) -> None:
    rule = catalog.deadline(2025, milestone)
    assert rule is not None
    assert rule.due_for(2025) == due
    assert Confidence.LIKELY in rule.confidence


@pytest.mark.parametrize("milestone", YEARLY)
@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_unconfirmed_years_are_present_but_empty(catalog: Catalog, year: int, milestone: str) -> None:
    rule = catalog.deadline(year, milestone)
    assert rule is not None
    assert not rule.is_confirmed
    assert rule.is_unsure
    assert rule.due_for(year) is None


def test_an_unknown_year_has_no_rule_and_takes_none_from_elsewhere(catalog: Catalog) -> None:
    assert catalog.deadline(2031, "emission_report") is None
    national = catalog.deadline(2031, "emission_report", scope="national")
    assert national is not None
    assert national.due_for(2031) == date(2032, 3, 31)


def test_a_mistyped_milestone_is_our_bug(catalog: Catalog) -> None:
    with pytest.raises(KeyError):
        catalog.deadline(2025, "emision_report")


def test_spans_of_days_and_of_keeping(catalog: Catalog) -> None:
    monthly = catalog.deadline(2026, "monthly_evidence")
    power = catalog.deadline(2024, "monthly_evidence", scope="national_power")
    objection = catalog.deadline(2024, "objection", scope="national")
    records = catalog.deadline(2024, "records_unit", scope="national")
    assert monthly and power and objection and records
    assert (monthly.days, monthly.day_kind) == (20, DayKind.NATURAL)
    assert (power.days, power.day_kind) == (40, DayKind.NATURAL)
    assert (objection.days, objection.day_kind) == (7, DayKind.WORKING)
    assert records.years == 5


def test_every_milestone_has_a_rule(catalog: Catalog) -> None:
    assert {rule.milestone for rule in catalog.deadlines.rules} == set(catalog.deadlines.milestones)
    assert {rule.scope for rule in catalog.deadlines.rules} == set(catalog.deadlines.scopes)


def test_our_own_steps(catalog: Catalog) -> None:
    days = {code: step.days for code, step in catalog.deadlines.steps.items()}
    assert days == {
        "completeness": 2,
        "first_review_er": 5,
        "first_review_vr": 5,
        "first_review_dq": 5,
        "first_review_me": 5,
        "correction": 5,
        "re_review": 3,
        "second_review": 2,
        "approval": 2,
        "site_check": 15,
    }
    assert catalog.step_limit("correction").day_kind is DayKind.WORKING
