"""An open conflict is marked at every row it belongs to, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.report import Report
from app.models.review import Finding
from app.services.exchange.conflicts import Decision, conflict_counts, conflicts, resolve
from app.services.exchange.marks import open_counts, open_places, report_counts
from tests.services.exchange.colleagues import Colleague
from tests.ui.exchange.people import (
    ELECTRONICS,
    GAS,
    HEAT,
    RAIL,
    enrolment_of,
    item_of,
    report_of,
    two_people,
    unit_of,
    version_of,
)


@pytest.fixture
def wang(tmp_path: Path) -> Iterator[Colleague]:
    """王甲 after the merge: five cells in conflict, and a finding that 李乙 deleted and he went on with."""
    mine, hers = two_people(tmp_path)
    with mine.workspace.write("改问题") as session:
        session.scalars(select(Finding)).one().request = "补报 10 月数据。"
    mine.take(hers.send())
    yield mine
    for one in (mine, hers):
        one.close()


def test_marks_stand_from_the_row_up_to_the_unit(wang: Colleague) -> None:
    with wang.workspace.read() as session:
        counts = open_counts(session)
        finding = session.scalars(select(Finding)).one()
        assert counts[unit_of(session, ELECTRONICS).id] == counts[report_of(session, ELECTRONICS).id] == 4
        assert counts[version_of(session, ELECTRONICS).id] == 4
        assert counts[item_of(session, ELECTRONICS, "ER-23").id] == 2
        assert item_of(session, ELECTRONICS, "ER-20").id not in counts
        assert counts[finding.id] == 1
        assert counts[unit_of(session, RAIL).id] == counts[report_of(session, RAIL).id] == 1
        assert unit_of(session, HEAT).id not in counts
        by_unit = conflict_counts(session)
        assert {unit: counts[unit] for unit in by_unit} == by_unit


def test_what_is_printed_with_a_report_is_marked_at_it(wang: Colleague) -> None:
    with wang.workspace.read() as session:
        counts = open_counts(session)
        assert counts[enrolment_of(session, GAS).id] == 1
        assert counts[report_of(session, GAS).id] == 1


def test_one_report_alone_says_the_same(wang: Colleague) -> None:
    with wang.workspace.read() as session:
        places = open_places(session)
        for report in session.scalars(select(Report)):
            alone = report_counts(session, report.id)
            mine = [keys for keys in places.values() if report.id in keys]
            assert alone.get(report.id, 0) == len(mine)
            assert all(alone[key] == sum(key in keys for keys in mine) for key in alone)


def test_decided_the_mark_goes(wang: Colleague) -> None:
    with wang.workspace.read() as session:
        found = conflicts(session)
    resolve(wang.workspace, [Decision(c, c.versions[0].value) for c in found])
    with wang.workspace.read() as session:
        assert open_places(session) == {} and open_counts(session) == {}
        assert report_counts(session, report_of(session, ELECTRONICS).id) == {}
