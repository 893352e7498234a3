"""The values of a unit's reports held against one another."""

from __future__ import annotations

from decimal import Decimal

from app.models.database import Workspace
from app.models.enums import DocumentKind
from app.services.catalog import load_catalog
from app.services.checking import HeldRow, check_report, held
from tests.builders import a_unit
from tests.services.checking.builders import a_report
from tests.services.rules.clean import verification_report

CATALOG = load_catalog()
VR = DocumentKind.VR


def numbers(row: HeldRow, *reports: str) -> list[Decimal | None]:
    return [row.facts[report].number if report in row.facts else None for report in reports]


def test_each_source_stands_beside_what_was_verified_and_last_years(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        unit = a_unit(session)
        report = a_report(session, unit).report_id
        last = a_report(session, unit, year=2023, changes={"c3__natural_gas__amount": "150"}).report_id
        a_report(session, unit, year=2022)
        changes = {"vr__final__total": "9999", "vr__e__natural_gas": "3300"}
        verified = a_report(session, unit, verification_report(), kind=VR, changes=changes).report_id
    with workspace.write("核对") as session:
        check_report(session, verified, CATALOG)
    with workspace.read() as session:
        found = held(session, report, CATALOG)
        same = held(session, verified, CATALOG)
    rows = {row.key: row for row in found.rows}
    assert next(iter(rows)) == "c2.total" and rows["c2.total"].unit == "tCO2"
    mine, theirs = numbers(rows["c2.total"], report, verified)
    assert theirs == 9999 and mine not in (None, theirs)
    assert numbers(rows["c3.natural_gas.emission"], report, verified) == [Decimal("3295.82"), 3300]
    amount = rows["c3.natural_gas.amount"]
    assert (amount.name, amount.unit) == ("天然气 燃烧量", "10⁴Nm³")
    assert numbers(amount, last) == [150] and numbers(amount, report) == numbers(amount, verified)
    assert numbers(rows["c4.amount"], report) == numbers(rows["c4.amount"], verified) != [None]
    assert set(rows["c2.total"].facts) == {report, last, verified}, "the year before last is not shown"
    assert {report for report, _ in found.hits} == {verified}
    assert "X-07" in {hit.rule for _, hit in found.hits}
    assert same.rows == found.rows


def test_without_values_there_is_nothing_to_hold(workspace: Workspace) -> None:
    with workspace.read() as session:
        assert held(session, "unknown", CATALOG).rows == ()
