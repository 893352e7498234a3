"""Checks of form: each strikes where it should, and not where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.services.catalog import load_catalog
from app.services.rules import RULES, CheckResult, check, sentence
from app.services.rules.formal import RULES as FORMAL
from tests.services.rules.clean import LIBRARY, YEAR, emission_report, verification_report

BOOK = load_catalog().rules
LAST = verification_report().context.prior
assert LAST is not None
# code, changes of the report, changes of the context, variant
PLANTED: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("ER-01", {}, {"received_on": date(YEAR + 1, 4, 1)}, "late"),
    ("ER-03", {}, {"sectors": frozenset({"信"})}, "missing"),
    ("VR-04", {"vr__std": "DB11/T 1787-2020"}, {}, "other"),
    ("VR-13", {"vr__sample__months": "1月、7月"}, {}, "few"),
    ("VR-29", {"vr__nc_count": "2", "vr__date__close": None}, {}, "open"),
    ("VR-36", {"vr__final__total": "99999"}, {}, "swing"),
]


def run(code: str, changes: dict[str, Any], around: dict[str, Any]) -> CheckResult:
    report = emission_report("服") if code.startswith("ER") else verification_report()
    return check(report.facts(**changes), replace(report.context, **around), LIBRARY, BOOK, RULES)


@pytest.mark.parametrize(("code", "changes", "around", "variant"), PLANTED)
def test_each_error_is_found(
    code: str, changes: dict[str, Any], around: dict[str, Any], variant: str
) -> None:
    hits = [hit for hit in run(code, changes, around).hits if hit.rule == code]
    assert [hit.variant for hit in hits] == [variant]
    assert "{" not in sentence(BOOK, hits[0])


@pytest.mark.parametrize("words", ["DB11/T 1785-2020", "《DB11/T1785—2020》等", "DB11/T 1785", "核算指南"])
def test_a_standard_that_holds_may_be_written_in_many_ways(words: str) -> None:
    assert not [hit for hit in run("VR-04", {"vr__std": words}, {}).hits if hit.rule == "VR-04"]


def test_four_months_are_enough_and_years_are_no_months() -> None:
    for words in ("1、4、7、10月", "2024年1月至3月、12月、6月、11月"):
        assert not [
            hit for hit in run("VR-13", {"vr__sample__months": words}, {}).hits if hit.rule == "VR-13"
        ]


def test_what_nobody_has_confirmed_is_said() -> None:
    report = emission_report("服")
    result = check(report.facts(), replace(report.context, due_on=None), LIBRARY, BOOK, FORMAL)
    assert [(gap.rule, gap.missing) for gap in result.gaps] == [("ER-01", ("@due_on",))]
