from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.enums import Confidence, DocumentKind, Severity
from app.services.catalog import ScoreEvent, ScoreSheet, load_catalog

CRITICAL, MAJOR, MINOR = Severity.CRITICAL, Severity.MAJOR, Severity.MINOR


@pytest.fixture(scope="module")
def sheet() -> ScoreSheet:
    found = load_catalog().checklist(DocumentKind.VR, 2024).score_sheet
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("findings", "events", "score", "grade"),
    [
        ({}, [], 100, "优"),
        ({CRITICAL: 1}, [], 90, "优"),
        ({MAJOR: 3}, [], 88, "良"),
        ({CRITICAL: 2, MAJOR: 1, MINOR: 2}, [], 74, "合格"),
        ({CRITICAL: 9}, [], 60, "合格"),
        ({MAJOR: 9}, [], 70, "合格"),
        ({MINOR: 99}, [], 90, "优"),
        ({CRITICAL: 9, MAJOR: 9}, [], 30, "不合格"),
        ({}, [ScoreEvent.EMISSION_DIFFERENCE], 80, "良"),
        ({}, [ScoreEvent.SITE_FACTS, ScoreEvent.LATE], 85, "良"),
        ({CRITICAL: 9, MAJOR: 9, MINOR: 99}, list(ScoreEvent), 0, "不合格"),
    ],
)
def test_deductions_caps_and_grades(
    sheet: ScoreSheet, findings: dict[Severity, int], events: list[ScoreEvent], score: int, grade: str
) -> None:
    assert sheet.score(findings, events) == score
    assert sheet.grade(sheet.score(findings, events)).name == grade


@given(
    st.dictionaries(st.sampled_from(list(Severity)), st.integers(0, 50)), st.sets(st.sampled_from(ScoreEvent))
)
def test_a_further_finding_never_raises_the_score(
    findings: dict[Severity, int], events: set[ScoreEvent]
) -> None:
    sheet = load_catalog().checklist(DocumentKind.VR, 2024).score_sheet
    assert sheet is not None
    more = {**findings, CRITICAL: findings.get(CRITICAL, 0) + 1}
    assert 0 <= sheet.score(more, events) <= sheet.score(findings, events) <= 100


def test_a_body_with_few_reports_gets_no_grade(sheet: ScoreSheet) -> None:
    assert sheet.body_grade([Decimal(100)] * 4) is None
    assert sheet.body_grade([]) is None
    grade = sheet.body_grade([Decimal(100)] * 4 + [Decimal(40)])
    assert grade is not None
    assert grade.name == "良"


def test_the_public_parts_are_told_from_ours(sheet: ScoreSheet) -> None:
    assert sheet.confidence == (Confidence.DESIGN,)
    assert Confidence.PUBLIC in sheet.body.confidence
    assert (sheet.difference.tonnes, sheet.difference.percent) == (1000, 10)
    assert Confidence.PUBLIC in sheet.difference.confidence


def test_the_event_of_the_site_names_its_item(sheet: ScoreSheet) -> None:
    items = {d.event: d.items for d in sheet.deductions if d.event}
    assert items[ScoreEvent.SITE_FACTS] == ("VR-10",)
