"""Checks of the monthly evidence: each strikes at its month, a clean year not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.models.enums import DocumentKind
from app.services.catalog import load_catalog
from app.services.facts import ReportFacts
from app.services.rules import RULES, Context, Filed, check, check_monthly, sentence
from app.services.rules.monthly import CHECKS
from tests.services.rules.clean import LIBRARY

BOOK = load_catalog().rules
AMOUNTS = {month: Decimal(900 + month * 7) for month in range(1, 13)}
DAYS = {month: date(2026 + month // 12, month % 12 + 1, 15) for month in range(1, 13)}
CLEAN = Filed(2026, {"c4.amount": AMOUNTS}, DAYS, 20, annual={"c4.amount": sum(AMOUNTS.values(), Decimal(0))})
# Two months of coal: 30 t of 23 and 10 t of 21 make 22.5 on the whole.
COAL = {
    "c3.anthracite.amount": {1: Decimal(30), 2: Decimal(10)},
    "c3.anthracite.ncv": {1: Decimal(23), 2: Decimal(21)},
}


def test_a_clean_year() -> None:
    assert check_monthly(CLEAN, BOOK) == ()
    assert check_monthly(Filed(2026, {}, {}), BOOK) == ()
    assert set(CHECKS) == set(BOOK.monthly)


@pytest.mark.parametrize(
    ("filed", "code", "month"),
    [
        (replace(CLEAN, submitted={**DAYS, 2: date(2026, 3, 21)}), "ME-01", "2"),
        (replace(CLEAN, submitted={**DAYS, 12: date(2027, 1, 21)}), "ME-01", "12"),
        (replace(CLEAN, amounts={"c4.amount": {m: a for m, a in AMOUNTS.items() if m != 5}}), "ME-02", "5"),
        (
            replace(CLEAN, amounts={"c4.amount": {**AMOUNTS, 7: Decimal(2000)}}, annual={}),
            "ME-09",
            "7",
        ),
        (replace(CLEAN, amounts={"c4.amount": {**AMOUNTS, 4: AMOUNTS[3], 5: AMOUNTS[3]}}), "ME-10", "3"),
        (replace(CLEAN, annual={"c4.amount": Decimal(1)}), "ME-11", "12"),
        (replace(CLEAN, required={"c5.amount": Decimal(80)}), "ME-02", "12"),
        (replace(CLEAN, amounts={**CLEAN.amounts, "me.sample.ncv": {3: Decimal(23)}}), "ME-05", "3"),
        (replace(CLEAN, amounts={**CLEAN.amounts, "me.days.electricity": {8: Decimal(955)}}), "ME-06", "8"),
        (replace(CLEAN, amounts=COAL, annual={"c3.anthracite.ncv": Decimal(24)}), "ME-07", "2"),
        (replace(CLEAN, earlier={"c4.amount": {6: AMOUNTS[6] * 10}}), "ME-13", "6"),
        (replace(CLEAN, annual={"c4.amount": sum(AMOUNTS.values(), Decimal(0)) / 1000}), "ME-13", "12"),
    ],
)
def test_each_error_is_found(filed: Filed, code: str, month: str) -> None:
    hits = [hit for hit in check_monthly(filed, BOOK) if hit.rule == code]
    assert month in [hit.subject for hit in hits]
    assert all("{" not in sentence(BOOK, hit) for hit in hits)


def test_what_is_right_is_no_error() -> None:
    """Weighted values that agree, days that make the month, and heating values that stay the same."""
    days = {8: AMOUNTS[8]}
    filed = replace(
        CLEAN,
        amounts={**CLEAN.amounts, **COAL, "me.days.electricity": days},
        annual={**CLEAN.annual, "c3.anthracite.ncv": Decimal("22.5")},
    )
    assert [hit for hit in check_monthly(filed, BOOK) if hit.rule in ("ME-06", "ME-07", "ME-10")] == []


def test_the_checks_run_over_a_version_of_the_evidence() -> None:
    report = ReportFacts(DocumentKind.ME, 2026)
    late = replace(CLEAN, submitted={**DAYS, 2: date(2026, 3, 21)})
    result = check(report, Context(year=2026, filed=late), LIBRARY, BOOK, RULES)
    assert [(hit.rule, hit.subject) for hit in result.hits] == [("ME-01", "2")]
    assert result.ran == set(CHECKS) and result.gaps == ()
    empty = check(report, Context(year=2026), LIBRARY, BOOK, RULES)
    assert {gap.rule for gap in empty.gaps} == set(CHECKS)


def test_a_date_that_nobody_has_confirmed_judges_nobody() -> None:
    late = replace(CLEAN, submitted={1: date(2030, 1, 1)}, days=None)
    assert check_monthly(late, BOOK) == ()
