"""One report through a round: received, answered, findings made, concluded, returned, received again."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.database import Workspace
from app.models.enums import Category, Conclusion, DocumentKind, FindingState, ReviewState, Severity, Verdict
from app.models.errors import AppError, InputError
from app.services.catalog import load_catalog
from app.services.journal.undo import undo
from app.services.journal.verify import verify
from app.services.people import ensure_person
from app.services.review.answers import add_evidence, judge, remove_evidence, set_answer, set_remark
from app.services.review.cases import assign, case_rows, set_deadline
from app.services.review.conclude import Signers, conclude, obstacles, reopen, settle
from app.services.review.findings import add_finding, save_finding, set_finding_state
from app.services.review.form import ReviewForm, review_form
from app.services.review.parts import FindingForm
from app.services.review.receive import Submission, receive
from tests.builders import a_unit

ER, VR = DocumentKind.ER, DocumentKind.VR
FULL = FindingForm(Severity.MAJOR, "附表 C.7 缺 10 月数据。", "DB11/T 1785", "-1.30", "请补充。")


class Desk:
    """A reviewer at one report."""

    def __init__(self, workspace: Workspace, kind: DocumentKind = ER, **unit: object) -> None:
        self.workspace, self.catalog, self.kind = workspace, load_catalog(), kind
        with workspace.write("准备") as session:
            self.unit = a_unit(session, **unit).id
        self.receive()

    def receive(self, emission: str = "1,204.50") -> None:
        with self.workspace.write("登记报送") as session:
            self.version = receive(
                session,
                self.unit,
                2024,
                self.kind,
                Submission(date(2025, 3, 10), None, emission),
                self.catalog,
            )

    @property
    def form(self) -> ReviewForm:
        with self.workspace.read() as session:
            (row,) = [
                c
                for c in case_rows(session, 2024, self.catalog)
                if (c.unit_id, c.kind) == (self.unit, self.kind)
            ]
            return review_form(session, row.report_id, self.catalog)

    def judge(self, code: str, verdict: Verdict | None) -> None:
        form = self.form
        row = form.row(code)
        assert row
        with self.workspace.write("判定") as session:
            judge(session, self.version, row.item, verdict, form.prefills[code])

    def judge_all_good(self) -> None:
        form = self.form
        with self.workspace.write("全部判定") as session:
            for row in form.items:
                if row.item.judged:
                    judge(session, self.version, row.item, row.item.good, form.prefills[row.code])
                    set_answer(
                        session, self.version, row.item, row.item.options[0].text if row.item.options else "1"
                    )

    def conclude(self, conclusion: Conclusion, note: str = "") -> None:
        """What the first reviewer does."""
        form = self.form
        with self.workspace.write("结论") as session:
            conclude(session, form, conclusion, note)

    def settle(self, conclusion: Conclusion, note: str = "") -> None:
        """As `conclude`, and then second review and approval."""
        self.conclude(conclusion, note)
        with self.workspace.write("二审和审定") as session:
            settle(session, self.form.head.report_id, Signers("王甲", "李乙", "陈丙"), conclusion, note)


def test_a_listed_unit_is_due_before_anything_came_in(workspace: Workspace) -> None:
    with workspace.write("名单") as session:
        a_unit(session, "示例大学", category=Category.KEY)
        a_unit(session, "示例酒店", category=Category.GENERAL)
    with workspace.read() as session:
        rows = case_rows(session, 2024, load_catalog())
    due = {(r.name, r.kind) for r in rows}
    assert due == {("示例大学", ER), ("示例大学", VR), ("示例酒店", ER)}
    assert {r.state for r in rows} == {ReviewState.NOT_SUBMITTED}
    assert all(r.total > 30 and r.answered == 0 for r in rows)


def test_a_bad_answer_makes_a_finding_and_a_good_one_takes_it_back(workspace: Workspace) -> None:
    desk = Desk(workspace)
    digest = workspace.digest()
    desk.judge("ER-20", Verdict.NO)
    (finding,) = desk.form.findings
    assert (finding.code, finding.severity, finding.state) == ("ER-20", Severity.CRITICAL, FindingState.OPEN)
    assert "DB11/T" in finding.form.basis
    desk.judge("ER-20", Verdict.YES)
    assert desk.form.findings == ()
    desk.judge("ER-20", None)
    undo(workspace), undo(workspace), undo(workspace)
    assert workspace.digest() == digest


def test_a_finding_somebody_worked_on_is_closed_not_dropped(workspace: Workspace) -> None:
    desk = Desk(workspace)
    desk.judge("ER-20", Verdict.NO)
    with workspace.write("写问题") as session:
        save_finding(session, desk.form.findings[0].id, FULL)
    desk.judge("ER-20", Verdict.YES)
    (finding,) = desk.form.findings
    assert finding.state is FindingState.CLOSED and finding.form == FULL
    desk.judge("ER-20", Verdict.NO)
    assert desk.form.findings[0].state is FindingState.OPEN


def test_the_item_asked_the_other_way_round(workspace: Workspace) -> None:
    desk = Desk(workspace, VR)
    desk.judge("VR-30", Verdict.YES)
    assert [f.code for f in desk.form.findings] == ["VR-30"]
    desk.judge("VR-30", Verdict.NO)
    assert desk.form.findings == ()


def test_an_item_that_concerns_everybody_cannot_be_set_aside(workspace: Workspace) -> None:
    desk = Desk(workspace)
    row = next(r for r in desk.form.items if not r.item.na)
    with pytest.raises(InputError, match="不能判"):
        desk.judge(row.code, Verdict.NOT_APPLICABLE)


def test_remark_answer_and_evidence_are_kept_as_typed(workspace: Workspace) -> None:
    desk = Desk(workspace)
    item = desk.form.items[0].item
    with workspace.write("备注") as session:
        set_remark(session, desk.version, item, "  缺月\n见附表 <C.7> & 注 ")
        key = add_evidence(session, desk.version, item, file_name="报告.pdf", page="12")
    row = desk.form.items[0]
    assert row.remark == "  缺月\n见附表 <C.7> & 注 "
    assert [(e.file_name, e.page) for e in row.evidence] == [("报告.pdf", "12")]
    with workspace.write("删证据") as session:
        remove_evidence(session, key)
    assert desk.form.items[0].evidence == ()
    with pytest.raises(InputError), workspace.write("空证据") as session:
        add_evidence(session, desk.version, item)


def test_progress_counts_what_is_done(workspace: Workspace) -> None:
    desk = Desk(workspace)
    total = desk.form.total
    desk.judge_all_good()
    form = desk.form
    assert (form.answered, form.total) == (total, total)
    assert sum(s.total for s in form.sections) == total
    with workspace.read() as session:
        row = next(r for r in case_rows(session, 2024, desk.catalog) if r.kind is ER)
    assert (row.answered, row.total) == (total, total)


def test_passing_needs_everything_answered_and_nothing_severe_open(workspace: Workspace) -> None:
    desk = Desk(workspace)
    assert any("项未判定" in o for o in obstacles(desk.form, Conclusion.PASSED))
    with pytest.raises(AppError, match="还不能"):
        desk.conclude(Conclusion.PASSED)
    desk.judge_all_good()
    assert obstacles(desk.form, Conclusion.PASSED) == ()
    desk.conclude(Conclusion.PASSED)
    assert desk.form.head.state is ReviewState.FIRST_REVIEW_DONE
    with pytest.raises(AppError, match="不能修改"):
        desk.judge("ER-20", Verdict.NO)
    with workspace.write("撤回") as session:
        reopen(session, desk.form.head.report_id, "漏看一项")
    assert desk.form.head.state is ReviewState.IN_FIRST_REVIEW
    desk.judge("ER-20", Verdict.NO)


def test_returning_needs_one_complete_finding(workspace: Workspace) -> None:
    desk = Desk(workspace)
    assert obstacles(desk.form, Conclusion.RETURNED) == ("没有严重或一般问题，不能退回",)
    desk.judge("ER-20", Verdict.NO)
    assert any("还缺" in o for o in obstacles(desk.form, Conclusion.RETURNED))
    with workspace.write("写问题") as session:
        save_finding(session, desk.form.findings[0].id, FULL)
    desk.conclude(Conclusion.RETURNED)
    assert desk.form.head.state is ReviewState.RETURNED


def test_the_next_round_keeps_what_was_in_order(workspace: Workspace) -> None:
    desk = Desk(workspace)
    desk.judge_all_good()
    desk.judge("ER-20", Verdict.NO)
    with workspace.write("写问题") as session:
        save_finding(session, desk.form.findings[0].id, FULL)
    desk.conclude(Conclusion.RETURNED)
    desk.receive("1,203.20")
    form = desk.form
    assert (form.head.round, form.head.state) == (2, ReviewState.RESUBMITTED)
    assert form.answered == form.total - 1
    open_row = form.row("ER-20")
    assert open_row and open_row.verdict is None
    assert [(f.round, f.state) for f in form.findings] == [(1, FindingState.SENT)]
    desk.judge("ER-20", Verdict.YES)
    assert desk.form.head.state is ReviewState.IN_RE_REVIEW
    with workspace.write("关闭问题") as session:
        set_finding_state(session, form.findings[0].id, FindingState.CLOSED)
    desk.conclude(Conclusion.PASSED)
    with workspace.read() as session:
        assert verify(session).is_clean


def test_not_passed_says_why(workspace: Workspace) -> None:
    desk = Desk(workspace)
    desk.judge_all_good()
    with pytest.raises(InputError, match="原因"):
        desk.conclude(Conclusion.NOT_PASSED)
    desk.settle(Conclusion.NOT_PASSED, "两次未补交，建议按 1,300 t 取值。")
    assert desk.form.head.state is ReviewState.NOT_PASSED


def test_advice_only_passes_with_notes(workspace: Workspace) -> None:
    desk = Desk(workspace)
    desk.judge_all_good()
    with workspace.write("建议") as session:
        add_finding(
            session, desk.version, FindingForm(Severity.MINOR, "可改进计量。", "—", "", "建议加装分表。")
        )
    assert obstacles(desk.form, Conclusion.PASSED) != ()
    desk.conclude(Conclusion.PASSED_WITH_NOTES)


def test_a_number_that_is_none_is_refused(workspace: Workspace) -> None:
    desk = Desk(workspace)
    with pytest.raises(InputError, match="不是数字"), workspace.write("写问题") as session:
        add_finding(session, desk.version, FindingForm(Severity.MAJOR, effect_text="约3吨"))
    with pytest.raises(AppError, match="不能再登记报送"):
        desk.receive()


def test_work_is_given_and_taken_back(workspace: Workspace) -> None:
    desk = Desk(workspace)
    with workspace.write("分派") as session:
        person = ensure_person(session, "李乙")
        assert assign(session, [(desk.unit, ER), (desk.unit, VR)], 2024, person) == 2
        assert set_deadline(session, [(desk.unit, ER)], 2024, date(2025, 3, 1)) == 1
    with workspace.read() as session:
        rows = {r.kind: r for r in case_rows(session, 2024, desk.catalog)}
    assert {r.assignee for r in rows.values()} == {"李乙"}
    assert rows[ER].is_overdue(date(2025, 3, 2)) and not rows[ER].is_overdue(date(2025, 3, 1))
    assert not rows[VR].is_overdue(date(2025, 3, 2))
