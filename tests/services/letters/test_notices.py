"""Correction notices, questions and evaluations: numbered, whole, refused with a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.models.database import Workspace
from app.models.enums import DocumentKind, Verdict
from app.models.errors import InputError
from app.models.report import ReportVersion
from app.services.documents.letter_contexts import NoticeFacts
from app.services.documents.letter_kinds import LetterKind
from app.services.documents.preflight import Level, Notice
from app.services.journal.verify import verify
from app.services.letters.evaluation import EvaluationFacts, evaluation_start, write_evaluation
from app.services.letters.notices import (
    check_notice,
    draft_notice,
    issue_notice,
    notice_start,
    read_notice_start,
)
from app.services.letters.numbers import Series
from app.services.review.findings import save_finding
from tests.services.review.test_review import FULL, Desk
from tests.services.test_workflow import text_of

TODAY = date(2025, 4, 25)


def desk_with_finding(workspace: Workspace, kind: DocumentKind = DocumentKind.ER) -> Desk:
    desk = Desk(workspace, kind)
    desk.judge("ER-20" if kind is DocumentKind.ER else "VR-10", Verdict.NO)
    with workspace.write("问题") as session:
        save_finding(session, desk.form.findings[0].id, FULL)
        session.get_one(ReportVersion, desk.version).verification_body = "示例核查技术有限公司"
    return desk


def start(desk: Desk, series: Series) -> NoticeFacts:
    with desk.workspace.read() as session:
        made = notice_start(session, desk.form.head.report_id, series, "王甲", TODAY)
    return replace(
        made,
        due_on=date(2025, 5, 6),
        office="示例咨询有限公司",
        contact="王甲",
        consequence="逾期未补正的，按规定处理",
        copy_to="示例区主管部门",
    )


def issue(desk: Desk, series: Series, notice: NoticeFacts, target: Path) -> str:
    with desk.workspace.write("发出通知") as session:
        issue_notice(session, desk.form.head.report_id, desk.catalog, series, notice, target)
    return text_of(target)


def test_a_correction_notice_says_what_is_to_be_corrected(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with_finding(workspace)
    notice = start(desk, Series.CORRECTION)
    words = issue(desk, Series.CORRECTION, notice, tmp_path / "补正.docx")
    for part in (
        *("碳审补〔2025〕001号", "示例热力有限公司：", FULL.fact, "补正要求：请补充。", "2025年5月6日前"),
        *("答复表", "证据编号", "抄送：示例区主管部门", "逾期未补正的，按规定处理。", "2025年4月25日"),
    ):
        assert part in words
    assert start(desk, Series.CORRECTION).number == notice.number, "the same letter keeps its number"
    with workspace.read() as session:
        assert verify(session).is_clean


def test_questions_go_to_the_body_and_to_nobody_else(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with_finding(workspace, DocumentKind.VR)
    words = issue(desk, Series.QUESTIONS, start(desk, Series.QUESTIONS), tmp_path / "问询.docx")
    assert "示例核查技术有限公司：" in words and "碳审询〔2025〕001号" in words
    assert "抄送" not in words and "请说明：请补充。" in words


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "碳审补〔2025〕009号"}, "number"),
        ({"issued_on": None}, "issued_on"),
        ({"person": " "}, "person"),
        ({"due_on": TODAY}, "due_on"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_written(
    workspace: Workspace, tmp_path: Path, change: dict[str, object], field: str
) -> None:
    desk = desk_with_finding(workspace)
    notice = replace(start(desk, Series.CORRECTION), **change)  # type: ignore[arg-type]
    with pytest.raises(InputError) as caught:
        issue(desk, Series.CORRECTION, notice, tmp_path / "x.docx")
    assert caught.value.field == field and not (tmp_path / "x.docx").exists()


def test_without_findings_there_is_no_notice(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(workspace)
    with pytest.raises(InputError, match="没有未关闭的问题"):
        issue(desk, Series.CORRECTION, start(desk, Series.CORRECTION), tmp_path / "x.docx")
    with pytest.raises(InputError, match="核查机构"):
        issue(desk, Series.QUESTIONS, start(desk, Series.QUESTIONS), tmp_path / "x.docx")


def test_a_body_is_evaluated_by_its_reports(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with_finding(workspace, DocumentKind.VR)
    target = tmp_path / "评价.docx"
    facts = EvaluationFacts("示例核查技术有限公司", TODAY, "示例咨询有限公司", "王甲")
    with workspace.read() as session:
        assert evaluation_start(session, 2024, None).bodies == (("示例核查技术有限公司", 1),)
        write_evaluation(session, facts, 2024, desk.catalog, target)
        with pytest.raises(InputError, match="没有"):
            write_evaluation(session, replace(facts, body="另一家"), 2024, desk.catalog, target)
    words = text_of(target)
    assert "示例热力有限公司" in words and "不定级" in words and "2024年度" in words


def check(desk: Desk, series: Series, **change: object) -> dict[str, Notice]:
    notice = replace(start(desk, series), **change)  # type: ignore[arg-type]
    with desk.workspace.read() as session:
        found = check_notice(session, desk.form.head.report_id, desk.catalog, series, notice, None, None)
    return {one.field: one for one in found}


def test_the_check_names_what_would_go_wrong(workspace: Workspace) -> None:
    desk = desk_with_finding(workspace)
    assert check(desk, Series.CORRECTION) == {}
    found = check(desk, Series.CORRECTION, person="", due_on=None, office=" ")
    assert {key: one.level for key, one in found.items()} == {
        "person": Level.ERROR,
        "office": Level.WARNING,
        "due_on": Level.WARNING,
    }
    with workspace.write("问题") as session:
        save_finding(session, desk.form.findings[0].id, replace(FULL, request=""))
    (missing,) = check(desk, Series.CORRECTION).values()
    assert (missing.level, missing.field, missing.item_code) == (Level.ERROR, "request", "ER-20")


def test_the_start_knows_deadline_addressee_and_own_templates(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with_finding(workspace)
    for name in ("补正通知 本局.docx", "审核意见.docx", "核查问询单.docx"):
        (tmp_path / name).write_bytes(LetterKind.CORRECTION.template.read_bytes())
    args = (desk.form.head.report_id, desk.catalog, Series.CORRECTION, "王甲", TODAY, tmp_path)
    with workspace.read() as session:
        made = read_notice_start(session, *args)
    assert made.notice.due_on and made.notice.due_on > TODAY
    assert (made.addressee, made.is_again) == ("示例热力有限公司", False)
    assert [(one.path.name, one.is_usable) for one in made.templates] == [("补正通知 本局.docx", True)]


def test_a_draft_gives_no_number(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_with_finding(workspace)
    digest = workspace.digest()
    with workspace.read() as session:
        args = (desk.form.head.report_id, desk.catalog, Series.CORRECTION, start(desk, Series.CORRECTION))
        draft_notice(session, *args, tmp_path / "草稿.docx")
    assert "碳审补〔2025〕001号" in text_of(tmp_path / "草稿.docx")
    assert workspace.digest() == digest
