"""Checks of the monthly evidence: each strikes at its month, a clean year not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.services.catalog import load_catalog
from app.services.rules import Filed, check_monthly, monthly_sentence
from app.services.rules.monthly import CHECKS

BOOK = load_catalog().rules
AMOUNTS = {month: Decimal(900 + month * 7) for month in range(1, 13)}
DAYS = {month: date(2026 + month // 12, month % 12 + 1, 15) for month in range(1, 13)}
CLEAN = Filed(2026, {"c4.amount": AMOUNTS}, DAYS, 20, annual={"c4.amount": sum(AMOUNTS.values(), Decimal(0))})


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
    ],
)
def test_each_error_is_found(filed: Filed, code: str, month: str) -> None:
    hits = [hit for hit in check_monthly(filed, BOOK) if hit.rule == code]
    assert month in [hit.subject for hit in hits]
    assert "{" not in monthly_sentence(BOOK, hits[0])


def test_a_date_that_nobody_has_confirmed_judges_nobody() -> None:
    late = replace(CLEAN, submitted={1: date(2030, 1, 1)}, days=None)
    assert check_monthly(late, BOOK) == ()
