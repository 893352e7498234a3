"""Who said what about an item, and what the score sheet takes off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.models.database import Workspace
from app.models.enums import Conclusion, DocumentKind, FindingState, Severity, Verdict
from app.models.review import Finding
from app.services.review.answers import set_answer, set_remark
from app.services.review.findings import add_finding, save_finding
from app.services.review.parts import FindingForm
from app.services.review.past import Past, PastField, item_past
from app.services.review.score import Score, report_score
from tests.services.review.test_review import Desk


def past_of(desk: Desk, code: str) -> Past:
    with desk.workspace.read() as session:
        return item_past(session, desk.version, code)


def score_of(desk: Desk) -> Score | None:
    with desk.workspace.read() as session:
        return report_score(session, desk.form, desk.catalog)


def test_the_past_of_an_item_tells_every_change_newest_first(workspace: Workspace) -> None:
    desk = Desk(workspace)
    desk.judge("ER-20", Verdict.YES)
    desk.judge("ER-20", Verdict.NO)
    row = desk.form.row("ER-20")
    assert row
    with workspace.write("备注") as session:
        set_remark(session, desk.version, row.item, "已核对")
    desk.judge("ER-20", None)
    entries = past_of(desk, "ER-20").entries
    verdicts = [(e.before, e.after, e.actor) for e in entries if e.field is PastField.VERDICT]
    assert verdicts == [("否", "", "王甲"), ("是", "否", "王甲"), ("", "是", "王甲")]
    assert [(e.before, e.after) for e in entries if e.field is PastField.REMARK] == [("", "已核对")]


def test_an_untouched_item_has_no_past(workspace: Workspace) -> None:
    assert past_of(Desk(workspace), "ER-20") == Past((), ())


def test_the_earlier_round_is_remembered(workspace: Workspace) -> None:
    desk = Desk(workspace)
    desk.judge_all_good()
    desk.judge("ER-20", Verdict.NO)
    form = FindingForm(Severity.CRITICAL, "不符", "标准", "", "请更正")
    with workspace.write("问题") as session:
        save_finding(session, desk.form.findings[0].id, form)
    desk.conclude(Conclusion.RETURNED)
    desk.receive()
    (earlier,) = past_of(desk, "ER-20").earlier
    assert (earlier.round, earlier.verdict, earlier.is_last_year) == (1, Verdict.NO, False)
    assert earlier.received_on == date(2025, 3, 10)


def test_only_verification_reports_are_scored(workspace: Workspace) -> None:
    assert score_of(Desk(workspace)) is None


def test_findings_and_events_take_points_off(workspace: Workspace) -> None:
    desk = Desk(workspace, DocumentKind.VR)
    full = score_of(desk)
    assert full and (full.value, full.grade) == (Decimal(100), "优")
    desk.judge("VR-10", Verdict.NO)
    severity = desk.form.findings[0].severity
    with workspace.write("问题") as session:
        for effect in ("-900", "1,950.5"):
            add_finding(session, desk.version, FindingForm(Severity.MINOR, "甲", "乙", effect, "丙"))
    after = score_of(desk)
    taken = {line.text: line.taken for line in after.lines} if after else {}
    assert taken["现场核查要素缺失"] == 10
    assert taken["我方发现的排放量差异超过1000 t或超过单位排放量的10%"] == 20
    assert taken["每条提示问题"] == 2
    assert taken["未按期报送"] == 0, "the deadline of the year is not confirmed"
    assert after and after.value == 100 - sum(taken.values())
    assert severity is not Severity.MINOR and len(after.lines) == 6


@pytest.mark.parametrize(
    ("state", "counts"),
    [(FindingState.CLOSED, True), (FindingState.WITHDRAWN, False), (FindingState.ADVICE, False)],
)
def test_a_fault_counts_also_after_it_was_put_right(
    workspace: Workspace, state: FindingState, counts: bool
) -> None:
    desk = Desk(workspace, DocumentKind.VR)
    with workspace.write("问题") as session:
        key = add_finding(session, desk.version, FindingForm(Severity.CRITICAL, "甲", "乙", "", "丙"))
        session.flush()
        session.get_one(Finding, key).state = state
    score = score_of(desk)
    assert score and score.value == (90 if counts else 100)


def test_the_answer_of_the_score_item_is_the_persons(workspace: Workspace) -> None:
    desk = Desk(workspace, DocumentKind.VR)
    row = desk.form.row("VR-40")
    assert row and not row.item.judged
    with workspace.write("得分") as session:
        set_answer(session, desk.version, row.item, "88")
    assert desk.form.row("VR-40").answer == "88"  # type: ignore[union-attr]
