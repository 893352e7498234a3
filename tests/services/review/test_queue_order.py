"""Whose turn it is, what a to-do row opens, and giving work to colleagues."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.models.database import Workspace
from app.models.enums import Category, Conclusion, DocumentKind, ReviewState, Verdict
from app.models.errors import InputError
from app.models.report import Attachment
from app.services.attachments import attach
from app.services.catalog import load_catalog
from app.services.journal.undo import undo
from app.services.journal.verify import verify
from app.services.review.answers import add_evidence
from app.services.review.assign import Assignment, carry_out, loads, plan_assignment
from app.services.review.cases import CaseRow, case_rows, place_of
from app.services.review.findings import save_finding
from app.services.review.queue import Group, group_of, in_preset, is_due_soon, urgency
from app.services.review.receive import Submission, check_submission
from app.services.review.todo import todos
from app.services.workflow import correct_report, register_report
from tests.builders import a_unit
from tests.services.review.test_review import FULL, Desk

TODAY = date(2025, 3, 19)
ER = DocumentKind.ER


def a_case(**fields: object) -> CaseRow:
    values: dict[str, object] = {
        "report_id": "r",
        "unit_id": "u",
        "name": "示例大学",
        "initials": "SLDX",
        "uscc": "",
        "category": None,
        "industry": "",
        "kind": ER,
        "year": 2024,
        "round": 1,
        "total": 50,
        "state": ReviewState.IN_FIRST_REVIEW,
        "assignee": "王甲",
        "deadline": None,
        "answered": 0,
        "open_findings": 0,
        "emission": None,
    }
    return CaseRow(**{**values, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "group"),
    [
        ({}, Group.NEW),
        ({"answered": 1}, Group.TODAY),
        ({"deadline": TODAY + timedelta(days=7)}, Group.TODAY),
        ({"deadline": TODAY + timedelta(days=8)}, Group.NEW),
        ({"state": ReviewState.NOT_SUBMITTED, "round": 0}, Group.NEW),
        ({"state": ReviewState.NOT_SUBMITTED, "deadline": TODAY}, Group.NEW),
        ({"state": ReviewState.NOT_SUBMITTED, "deadline": TODAY - timedelta(days=1)}, Group.TODAY),
        ({"state": ReviewState.RETURNED, "deadline": TODAY - timedelta(days=9)}, Group.WAITING),
        ({"state": ReviewState.PASSED, "deadline": TODAY - timedelta(days=9)}, Group.DONE),
        ({"assignee": ""}, Group.FREE),
        ({"assignee": "李乙", "answered": 5}, Group.OTHERS),
    ],
)
def test_every_case_stands_where_its_turn_is(fields: dict[str, object], group: Group) -> None:
    assert group_of(a_case(**fields), "王甲", TODAY) is group


def test_without_a_name_nothing_is_mine() -> None:
    assert group_of(a_case(assignee=""), "", TODAY) is Group.FREE
    assert group_of(a_case(), "", TODAY) is Group.OTHERS


def test_the_most_urgent_comes_first_and_no_deadline_last() -> None:
    late, soon, never = (a_case(deadline=d) for d in (date(2025, 1, 2), date(2025, 4, 1), None))
    assert sorted([never, soon, late], key=urgency) == [late, soon, never]
    assert not is_due_soon(a_case(state=ReviewState.RETURNED, deadline=TODAY), TODAY)


def test_a_to_do_row_counts_what_it_opens() -> None:
    cases = [
        a_case(),
        a_case(deadline=TODAY - timedelta(days=3)),
        a_case(deadline=TODAY + timedelta(days=3)),
        a_case(state=ReviewState.NOT_SUBMITTED, deadline=TODAY - timedelta(days=1)),
        a_case(state=ReviewState.RETURNED),
        a_case(assignee=""),
        a_case(assignee="", state=ReviewState.PASSED),
        a_case(assignee="李乙"),
    ]
    rows = {todo.preset: todo for todo in todos(cases, "王甲", TODAY)}
    assert {key: row.count for key, row in rows.items()} == {
        "mine": 3,
        "overdue": 2,
        "returned": 1,
        "waiting": 1,
    }
    for preset, todo in rows.items():
        assert sum(in_preset(case, preset, "王甲", TODAY) for case in cases) == todo.count
    assert (rows["mine"].note, rows["overdue"].note) == ("7 天内到期 1", "最长逾期 3 天")


def cases_of(workspace: Workspace) -> list[CaseRow]:
    with workspace.read() as session:
        return case_rows(session, 2024, load_catalog())


def test_the_preview_says_what_stays_and_why(workspace: Workspace) -> None:
    desk = Desk(workspace, name="示例医院")
    desk.judge_all_good()
    desk.conclude(Conclusion.PASSED)
    with workspace.write("名单") as session:
        a_unit(session, "示例大学", category=Category.GENERAL)
    wanted = Assignment("李 乙", True, date(2025, 5, 6))
    with workspace.write("分派") as session:
        assert carry_out(session, [c for c in cases_of(workspace) if c.name == "示例大学"], wanted) == 1
    rows = cases_of(workspace)
    lines = {(line.case.name, line.case.kind): line for line in plan_assignment(rows, wanted)}
    assert lines["示例大学", ER].reason == "与现在相同"
    assert lines["示例医院", ER].reason == "已审结（通过）"
    assert lines["示例医院", ER].person == "" and lines["示例医院", ER].deadline is None
    assert lines["示例医院", DocumentKind.VR].reason == ""
    assert loads(rows) == {"李乙": 1}


def test_many_are_assigned_at_once_and_taken_back_by_one_undo(workspace: Workspace) -> None:
    with workspace.write("名单") as session:
        a_unit(session, "示例大学"), a_unit(session, "示例酒店", category=Category.GENERAL)
    digest = workspace.digest()
    with workspace.write("把 3 件分派给陈丙") as session:
        assert carry_out(session, cases_of(workspace), Assignment("陈丙", True, date(2025, 5, 6))) == 3
    assert {(c.assignee, c.deadline) for c in cases_of(workspace)} == {("陈丙", date(2025, 5, 6))}
    with workspace.write("收回") as session:
        assert carry_out(session, cases_of(workspace), Assignment(person="")) == 3
    assert {(c.assignee, c.deadline) for c in cases_of(workspace)} == {("", date(2025, 5, 6))}
    with workspace.write("清除期限") as session:
        assert carry_out(session, cases_of(workspace), Assignment(sets_deadline=True)) == 3
        assert carry_out(session, cases_of(workspace), Assignment()) == 0
    for _ in range(3):
        undo(workspace)
    assert workspace.digest() == digest


def test_what_stays_as_it_is_leaves_no_trace(workspace: Workspace) -> None:
    with workspace.write("名单") as session:
        a_unit(session, "示例大学")
    digest = workspace.digest()
    with workspace.write("收回") as session:
        assert carry_out(session, cases_of(workspace), Assignment(person="", sets_deadline=True)) == 0
    assert workspace.digest() == digest


def test_what_was_concluded_meanwhile_is_not_assigned(workspace: Workspace) -> None:
    desk = Desk(workspace, category=Category.GENERAL)
    before = cases_of(workspace)
    desk.judge_all_good()
    desk.conclude(Conclusion.PASSED)
    with workspace.write("分派") as session:
        assert carry_out(session, before, Assignment("李乙")) == 0


@pytest.mark.parametrize(
    ("submission", "field"),
    [
        (Submission(emission_text="约12万"), "emission_text"),
        (Submission(emission_text="-3"), "emission_text"),
        (Submission(date(2025, 3, 10), date(2025, 3, 11)), "dated"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(submission: Submission, field: str) -> None:
    with pytest.raises(InputError) as caught:
        check_submission(submission)
    assert caught.value.field == field


def test_a_report_comes_in_with_its_files_or_not_at_all(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.write("名单") as session:
        unit = a_unit(session).id
    digest = workspace.digest()
    good, empty = tmp_path / "报告.pdf", tmp_path / "空.pdf"
    good.write_bytes(b"%PDF"), empty.touch()
    submission = Submission(date(2025, 3, 10), None, "1,204.50")
    with pytest.raises(InputError, match="空文件"), workspace.write("登记") as session:
        register_report(session, unit, 2024, ER, submission, [good, empty], load_catalog())
    assert workspace.digest() == digest
    with workspace.write("登记") as session:
        register_report(session, unit, 2024, ER, submission, [good], load_catalog())
    with workspace.read() as session:
        assert [one.name for one in session.query(Attachment)] == ["报告.pdf"]
        assert verify(session).is_clean
        (row,) = [c for c in case_rows(session, 2024, load_catalog()) if c.kind is ER]
        assert place_of(session, row.report_id) == (2024, True)
        assert place_of(session, "unknown") is None
    undo(workspace)
    assert workspace.digest() == digest


def test_what_serves_as_evidence_cannot_be_taken_off(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(workspace)
    path = tmp_path / "报告.pdf"
    path.write_bytes(b"%PDF")
    with workspace.write("附件") as session:
        used, free = attach(session, desk.version, path), attach(session, desk.version, path)
        session.flush()
        add_evidence(session, desk.version, desk.form.items[0].item, attachment_id=used)
    submission = Submission(date(2025, 3, 11), None, "9")
    with pytest.raises(InputError, match="证据"), workspace.write("更正") as session:
        correct_report(session, desk.version, submission, (), [free, used])
    with workspace.write("更正") as session:
        correct_report(session, desk.version, submission, [path], [free])
    assert desk.form.head.emission_text == "9"
    assert len(desk.form.attachments) == 2


def test_a_resubmission_is_work_of_today(workspace: Workspace) -> None:
    desk = Desk(workspace, category=Category.GENERAL)
    desk.judge_all_good()
    desk.judge("ER-20", Verdict.NO)
    with workspace.write("写问题") as session:
        save_finding(session, desk.form.findings[0].id, FULL)
    with workspace.write("分派") as session:
        carry_out(session, cases_of(workspace), Assignment("王甲"))
    desk.conclude(Conclusion.RETURNED)
    (row,) = cases_of(workspace)
    assert group_of(row, "王甲", TODAY) is Group.WAITING
    desk.receive()
    (row,) = cases_of(workspace)
    assert (row.round, group_of(row, "王甲", TODAY)) == (2, Group.TODAY)
