from __future__ import annotations

from decimal import Decimal

from app.models.database import Workspace
from app.models.enums import Category, DocumentKind, ReviewState, Severity
from app.services.units.card import report_key, unit_card
from app.services.units.rows import change_percent, unit_rows, unit_updates, years
from tests.builders import a_finding, a_unit, a_version


def test_a_row_tells_state_emission_change_and_findings(workspace: Workspace) -> None:
    with workspace.write("准备") as session:
        unit = a_unit(session)
        a_version(session, unit, 2023, emission_text="1,000")
        a_version(session, unit, 2024, round=1, emission_text="1,300")
        version = a_version(session, unit, 2024, round=2, emission_text="1,278.0")
        a_finding(session, version)
        key = unit.id
    with workspace.read() as session:
        (row,) = unit_rows(session, 2024)
        updates = unit_updates(session, 2024)
        assert years(session) == [2024]
    assert (row.review_state, row.emission) == (ReviewState.IN_FIRST_REVIEW, Decimal("1278.0"))
    assert row.change == Decimal("27.8")
    assert row.open_findings == 1
    assert updates.keys() == {key}


def test_rows_stand_in_the_order_of_the_list(workspace: Workspace) -> None:
    with workspace.write("准备") as session:
        a_unit(session, "示例丙", category=Category.GENERAL)
        a_unit(session, "示例乙", category=Category.KEY)
        a_unit(session, "示例甲", category=None)
    with workspace.read() as session:
        assert [r.name for r in unit_rows(session, 2024)] == ["示例乙", "示例丙", "示例甲"]
        assert unit_rows(session, 2023) == []


def test_a_change_needs_something_to_compare() -> None:
    assert change_percent(Decimal(1), None) is None
    assert change_percent(None, Decimal(1)) is None
    assert change_percent(Decimal(1), Decimal(0)) is None
    assert change_percent(Decimal(50), Decimal(100)) == -50


def test_the_card_shows_years_reports_and_what_was_done(workspace: Workspace) -> None:
    with workspace.write("新建单位") as session:
        unit = a_unit(session, contact="张示例")
        version = a_version(session, unit)
        a_finding(session, version, severity=Severity.CRITICAL)
        key = unit.id
    with workspace.read() as session:
        card = unit_card(session, key, 2024)
        assert card
        assert [e.year for e in card.emissions] == [2021, 2022, 2023, 2024]
        assert card.emissions[-1].emission == Decimal("1204.50")
        lines = [(line.kind.value, line.state, line.round) for line in card.reports]
        waiting = ("VR", ReviewState.NOT_SUBMITTED, 0)
        assert lines == [("ER", ReviewState.IN_FIRST_REVIEW, 1), waiting], "a key unit owes both reports"
        assert card.reports[1].id == report_key(workspace, key, 2024, DocumentKind.VR)
        assert card.open_findings == {Severity.CRITICAL: 1}
        assert card.recent[0][1:] == ("王甲", "新建单位")
        assert unit_card(session, "gone", 2024) is None
