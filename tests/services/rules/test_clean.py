"""A clean report of any sector gives no hit at all, and nearly nothing that could not be decided."""

from __future__ import annotations

import pytest

from app.services.catalog import load_catalog
from app.services.rules import RULES, CheckResult, check, sentence
from tests.services.rules.clean import LIBRARY, SECTORS, Report, emission_report, verification_report

BOOK = load_catalog().rules


def run(report: Report, **changes: object) -> CheckResult:
    return check(report.facts(**changes), report.context, LIBRARY, BOOK, RULES)  # type: ignore[arg-type]


@pytest.mark.parametrize("sector", SECTORS)
@pytest.mark.parametrize("scale", ["1", "0.83", "1.171"])
def test_clean_emission_reports(sector: str, scale: str) -> None:
    result = run(emission_report(sector, scale))
    assert [(hit.rule, hit.name, sentence(BOOK, hit)) for hit in result.hits] == []
    assert [(gap.rule, gap.missing) for gap in result.gaps if gap.rule != "X-01"] == []


@pytest.mark.parametrize("sector", SECTORS)
def test_clean_verification_reports(sector: str) -> None:
    result = run(verification_report(sector))
    assert [(hit.rule, hit.name, sentence(BOOK, hit)) for hit in result.hits] == []
    assert result.gaps == ()
