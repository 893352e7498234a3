"""The opinion of a later round answers the unit: what was found before, what it said, what came of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pytest

from app.models.database import Workspace
from app.models.enums import Conclusion, FindingState, FollowUp, Severity, Verdict
from app.models.errors import AppError
from app.services.documents.templates import default_template
from app.services.letters.read_back import Kind, Proposal, read_back, take_proposals
from app.services.review.findings import Reply, apply_reply, follow_up, save_finding, set_finding_state
from app.services.review.form import FindingRow
from app.services.review.parts import FindingForm
from app.services.workflow import Signing, export_opinion
from tests.builders import a_finding, a_unit, a_version
from tests.services.letters.test_read_back import paragraph, reword
from tests.services.review.test_review import Desk

SIGNING = Signing("碳审意〔2025〕002号", date(2025, 5, 6), Conclusion.RETURNED, "", "王甲", "李乙", "陈丙")


def a_form(code: str) -> FindingForm:
    return FindingForm(Severity.MAJOR, f"{code} 的事实", "DB11/T 1785", "", f"请更正 {code}")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    """Round 2: of three findings one is settled, one partly, one not looked at; ER-28 is new."""
    made = Desk(workspace)
    made.judge_all_good()
    for code in ("ER-20", "ER-21", "ER-22"):
        made.judge(code, Verdict.NO)
    write(made)
    made.conclude(Conclusion.RETURNED)
    made.receive("1,210.00")
    with workspace.write("核对") as session:
        reply = Reply("已更正 ER-20", date(2025, 5, 2), "与结算单一致", None, FindingState.CLOSED)
        apply_reply(session, row(made, "ER-20").id, reply)
        partly = Reply("已补充一份", None, "另一份仍未见", FollowUp.PARTLY)
        apply_reply(session, row(made, "ER-21").id, partly)
    made.judge_all_good()
    made.judge("ER-28", Verdict.NO)
    write(made)
    return made


def write(desk: Desk) -> None:
    with desk.workspace.write("写问题") as session:
        for finding in desk.form.findings:
            if not finding.is_earlier:
                save_finding(session, finding.id, a_form(finding.code))


def row(desk: Desk, code: str) -> FindingRow:
    return next(f for f in desk.form.findings if f.code == code)


def export(desk: Desk, folder: Path) -> Path:
    target = folder / "意见.docx"
    with desk.workspace.read() as session:
        report = desk.form.head.report_id
        export_opinion(session, report, desk.catalog, SIGNING, default_template(), target)
    return target


def read(desk: Desk, path: Path) -> tuple[Proposal, ...]:
    with desk.workspace.read() as session:
        return read_back(session, desk.form.head.report_id, path, desk.catalog)


def texts(path: Path) -> list[str]:
    return [p.text for p in docx.Document(str(path)).paragraphs]


def test_each_earlier_finding_is_told_with_answer_check_and_outcome(desk: Desk, tmp_path: Path) -> None:
    lines = texts(export(desk, tmp_path))
    start = lines.index("四、上轮问题落实情况")
    assert lines[start + 1 : lines.index("五、审核发现")] == [
        "此前提出的问题共3项，经核对：已落实1项、部分落实1项、未落实1项。",
        "（一）第1轮审核提出的问题（3项）",
        *("1.（ER-20）ER-20 的事实。", "单位答复（2025年5月2日）：已更正 ER-20。"),
        *("核对情况：与结算单一致。", "落实情况：已落实。"),
        *("2.（ER-21）ER-21 的事实。", "单位答复：已补充一份。", "核对情况：另一份仍未见。"),
        *("落实情况：部分落实。", "仍需整改：请更正 ER-21。"),
        *("3.（ER-22）ER-22 的事实。", "单位答复：未见书面答复。", "核对情况：尚未核对。"),
        *("落实情况：未落实。", "仍需整改：请更正 ER-22。"),
    ]
    rest = lines[lines.index("五、审核发现") :]
    assert "1.（ER-28）ER-28 的事实。" in rest
    assert not [line for line in rest if "ER-21" in line or "ER-20 的" in line]


def test_what_was_told_to_be_settled_is_not_told_again(desk: Desk, tmp_path: Path) -> None:
    desk.conclude(Conclusion.RETURNED)
    desk.receive("1,220.00")
    with desk.workspace.write("核对") as session:
        set_finding_state(session, row(desk, "ER-21").id, FindingState.CLOSED, "已补齐")
    lines = texts(export(desk, tmp_path))
    part = lines[lines.index("四、上轮问题落实情况") : lines.index("五、审核发现")]
    assert not [line for line in part if "ER-20" in line]
    assert [line for line in part if line.startswith("（")] == [
        "（一）第1轮审核提出的问题（2项）",
        "（二）第2轮审核提出的问题（1项）",
    ]
    assert part.count("落实情况：已落实。") == 1


def test_last_years_findings_stand_there_too(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.write("上年") as session:
        unit = a_unit(session, "示例热电厂", uscc=None)
        a_finding(session, a_version(session, unit, 2023), fact="上年的事实", request="请落实")
        key = unit.id
    desk = Desk(workspace)
    desk.unit = key
    desk.receive()
    (finding,) = desk.form.findings
    with workspace.write("核对") as session:
        apply_reply(session, finding.id, Reply("已落实", None, "看过台账", FollowUp.DONE))
    lines = texts(export(desk, tmp_path))
    assert "四、上年度问题落实情况" in lines and "1.上年的事实。" in lines
    assert "（一）上年度审核遗留的问题（1项）" in lines and "落实情况：已落实。" in lines
    assert "本轮审核未提出新的问题。" in lines


def test_answer_and_check_are_read_back_and_what_was_sent_is_not_rewritten(
    desk: Desk, tmp_path: Path
) -> None:
    path = export(desk, tmp_path)
    assert read(desk, path) == ()
    document = docx.Document(str(path))
    reword(paragraph(document, "与结算单一致"), "与结算单一致", "与三张结算单一致")
    reword(paragraph(document, "尚未核对"), "尚未核对", "电话核对，仍缺一份")
    reword(paragraph(document, "ER-21 的事实"), "的事实", "的改后事实")
    reword(paragraph(document, "ER-28 的事实"), "的事实", "的新事实")
    document.save(str(path))
    found = read(desk, path)
    assert [(p.code, p.field, p.kind, p.can_take) for p in found] == [
        ("ER-20", "check_note", Kind.CHANGED, True),
        ("ER-21", "fact", Kind.CHANGED, False),
        ("ER-22", "check_note", Kind.CHANGED, True),
        ("ER-28", "fact", Kind.CHANGED, True),
    ]
    assert "已发给单位" in found[1].note and found[2].old == ""
    with desk.workspace.write("读回修改") as session:
        assert take_proposals(session, desk.form.head.report_id, found, desk.catalog) == 3
    assert row(desk, "ER-22").check_note == "电话核对，仍缺一份。"
    assert row(desk, "ER-21").form.fact == "ER-21 的事实"
    assert [p.field for p in read(desk, path)] == ["fact"]


def test_a_finding_of_this_round_has_no_outcome(desk: Desk) -> None:
    with pytest.raises(AppError, match="本轮的问题"), desk.workspace.write("核对") as session:
        follow_up(session, row(desk, "ER-28").id, FollowUp.PARTLY)
