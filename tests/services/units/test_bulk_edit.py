from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.models.database import Workspace
from app.models.enums import Category, DocumentKind, ListState, ReviewState
from app.models.report import Report
from app.services.journal.undo import undo
from app.services.journal.verify import verify
from app.services.people import ensure_person
from app.services.review.cases import assign, set_deadline
from app.services.units.bulk_edit import (
    BulkChange,
    apply_change,
    preview_assignment,
    preview_change,
    preview_deadline,
)
from app.services.units.rows import unit_rows
from tests.builders import a_unit, a_version


def prepare(workspace: Workspace) -> list[str]:
    """Key, general, key and passed, general without a report of its own."""
    with workspace.write("准备") as session:
        units = [
            a_unit(session, f"示例{number}", category=category, uscc=None)
            for number, category in enumerate(
                (Category.KEY, Category.GENERAL, Category.KEY, Category.GENERAL)
            )
        ]
        a_version(session, units[0])
        a_version(session, units[1])
        a_version(session, units[2], state=ReviewState.PASSED)
        return [unit.id for unit in units]


def test_a_change_is_counted_and_then_does_what_was_counted(workspace: Workspace) -> None:
    keys = prepare(workspace)
    change = BulkChange(category=Category.GENERAL)
    with workspace.read() as session:
        preview = preview_change(session, keys, 2024, change)
    assert (preview.changed, preview.same, preview.finished) == ((keys[0],), 2, 1)
    assert preview.sentence == "将修改 1 家；1 家审核已结束，不会改动；2 家已经是这样"
    before = workspace.digest()
    with workspace.write("改类别") as session:
        assert apply_change(session, keys, 2024, change) == 1
    with workspace.read() as session:
        assert verify(session).is_clean
        categories = {row.id: row.category for row in unit_rows(session, 2024)}
    assert [categories[key].value for key in keys if categories[key]] == [
        "general_reporter",
        "general_reporter",
        "key_emitter",
        "general_reporter",
    ]
    undo(workspace)
    assert workspace.digest() == before, "one step takes all of it back"


def test_state_and_industry_change_likewise(workspace: Workspace) -> None:
    keys = prepare(workspace)
    change = BulkChange(list_state=ListState.REMOVED, industry=("4430", "热力生产和供应"))
    with workspace.write("改") as session:
        assert apply_change(session, keys, 2024, change) == 3
    with workspace.read() as session:
        rows = {row.id: row for row in unit_rows(session, 2024)}
        preview = preview_change(session, keys, 2024, change)
    assert (rows[keys[3]].list_state, rows[keys[3]].industry_code) == (ListState.REMOVED, "4430")
    assert rows[keys[2]].list_state is ListState.LISTED
    assert (preview.changed, preview.sentence) == (
        (),
        "没有要修改的单位；1 家审核已结束，不会改动；3 家已经是这样",
    )


def test_units_that_are_not_on_the_list_are_left_alone(workspace: Workspace) -> None:
    keys = prepare(workspace)
    with workspace.read() as session:
        preview = preview_change(session, keys, 2025, BulkChange(category=Category.KEY))
    assert (preview.changed, preview.same, preview.finished) == ((), 0, 0)


def test_work_is_given_out_for_the_reports_that_are_due(workspace: Workspace) -> None:
    keys = prepare(workspace)
    with workspace.write("人员") as session:
        li = ensure_person(session, "李乙")
    with workspace.read() as session:
        preview = preview_assignment(session, keys, 2024, li)
    assert set(preview.cases) == {
        (keys[0], DocumentKind.ER),
        (keys[0], DocumentKind.VR),
        (keys[1], DocumentKind.ER),
        (keys[2], DocumentKind.VR),
        (keys[3], DocumentKind.ER),
    }
    assert len(preview.changed) == 4
    with workspace.write("分派") as session:
        assert assign(session, preview.cases, 2024, li) == 5
    with workspace.read() as session:
        again = preview_assignment(session, keys, 2024, li)
        back = preview_assignment(session, keys, 2024, None)
        (passed,) = session.scalars(select(Report).where(Report.state == ReviewState.PASSED))
    assert (again.changed, again.same) == ((), 4)
    assert len(back.cases) == 5
    assert passed.assignee_id is None


def test_nothing_is_to_be_taken_from_a_report_nobody_touched(workspace: Workspace) -> None:
    keys = prepare(workspace)
    with workspace.read() as session:
        assert preview_assignment(session, keys[3:], 2024, None).changed == ()
        assert preview_deadline(session, keys[3:], 2024, None).changed == ()
        preview = preview_deadline(session, keys[3:], 2024, date(2025, 4, 30))
    assert preview.cases == ((keys[3], DocumentKind.ER),)
    with workspace.write("设截止日期") as session:
        set_deadline(session, preview.cases, 2024, date(2025, 4, 30))
    with workspace.read() as session:
        assert preview_deadline(session, keys[3:], 2024, date(2025, 4, 30)).same == 1
