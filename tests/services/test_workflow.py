"""From an answered checklist to a signed Word opinion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from app.models.database import Workspace
from app.models.enums import Conclusion, DocumentKind, ReviewState, Severity, Verdict
from app.models.errors import AppError, FileBusy, InputError
from app.models.review import Opinion
from app.services.catalog import load_catalog
from app.services.documents.templates import default_template
from app.services.journal.verify import verify
from app.services.people import ensure_person
from app.services.review.findings import FindingForm, save_finding
from app.services.workflow import (
    Signing,
    check_opinion,
    correction_deadline,
    current_signing,
    export_opinion,
    issue_opinion,
    issue_start,
    next_number,
)
from tests.services.review.test_review import Desk

SIGNING = Signing(
    number="碳审意〔2025〕001号",
    issued_on=date(2025, 4, 25),
    conclusion=Conclusion.RETURNED,
    reviewer="王甲",
    second_reviewer="李乙",
    approver="陈丙",
    office="示例咨询有限公司",
    resubmit_by=date(2025, 5, 12),
)


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [c.text for t in document.tables for c in t._cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def a_desk_with_a_finding(workspace: Workspace) -> Desk:
    desk = Desk(workspace)
    desk.judge_all_good()
    desk.judge("ER-20", Verdict.NO)
    form = FindingForm(
        Severity.CRITICAL, "天然气各月之和与年量相差 1.30 t，<见 C.7>。", "DB11/T 1785", "-1.30", "请更正。"
    )
    with workspace.write("写问题") as session:
        save_finding(session, desk.form.findings[0].id, form)
    return desk


def test_an_issued_opinion_says_what_was_found(workspace: Workspace, tmp_path: Path) -> None:
    desk = a_desk_with_a_finding(workspace)
    target = tmp_path / "意见" / "001 示例热力.docx"
    report = desk.form.head.report_id
    with workspace.write("出具审核意见") as session:
        assert issue_opinion(session, report, desk.catalog, SIGNING, default_template(), target) == ()
    words = text_of(target)
    for part in (
        "示例热力有限公司",
        "碳审意〔2025〕001号",
        "相差 1.30 t，<见 C.7>",
        "1,204.50",
        "王甲",
        "退回修改",
    ):
        assert part in words
    assert desk.form.head.state is ReviewState.RETURNED
    assert desk.form.head.opinion_number == SIGNING.number
    with workspace.read() as session:
        assert verify(session).is_clean
        again = current_signing(session, report, desk.catalog)
        assert again.number == SIGNING.number and again.approver == "陈丙"
        copy = tmp_path / "再出.docx"
        export_opinion(session, report, desk.catalog, again, default_template(), copy)
    assert "碳审意〔2025〕001号" in text_of(copy)


def test_a_file_that_cannot_be_written_changes_nothing(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = a_desk_with_a_finding(workspace)
    digest = workspace.digest()
    target = tmp_path / "开着.docx"
    target.write_text("open in Word")

    def refuse(self: Path, other: Path) -> Path:
        raise PermissionError(13, "open", str(other))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileBusy, match="关闭"), workspace.write("出具") as session:
        issue_opinion(session, desk.form.head.report_id, desk.catalog, SIGNING, default_template(), target)
    monkeypatch.undo()
    assert workspace.digest() == digest
    assert target.read_text() == "open in Word"
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".new")] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": ""}, "number"),
        ({"issued_on": None}, "issued_on"),
        ({"reviewer": " "}, "reviewer"),
        ({"second_reviewer": "王甲"}, "second_reviewer"),
        ({"approver": "王甲"}, "approver"),
        ({"conclusion": None}, "conclusion"),
    ],
)
def test_what_is_missing_is_named(
    workspace: Workspace, tmp_path: Path, change: dict[str, object], field: str
) -> None:
    desk = a_desk_with_a_finding(workspace)
    signing = replace(SIGNING, **change)  # type: ignore[arg-type]
    with pytest.raises(InputError) as caught, workspace.write("出具") as session:
        issue_opinion(
            session, desk.form.head.report_id, desk.catalog, signing, default_template(), tmp_path / "x.docx"
        )
    assert caught.value.field == field
    assert not (tmp_path / "x.docx").exists()


def test_numbers_follow_and_are_not_used_twice(workspace: Workspace, tmp_path: Path) -> None:
    desk = a_desk_with_a_finding(workspace)
    with workspace.read() as session:
        assert next_number(session, 2025) == "碳审意〔2025〕001号"
    with workspace.write("出具") as session:
        issue_opinion(
            session, desk.form.head.report_id, desk.catalog, SIGNING, default_template(), tmp_path / "1.docx"
        )
    with workspace.read() as session:
        assert next_number(session, 2025) == "碳审意〔2025〕002号"
        assert next_number(session, 2026) == "碳审意〔2026〕001号"
    other = Desk(workspace, DocumentKind.VR, name="示例大学")
    with pytest.raises(InputError, match="已经用过"), workspace.write("出具") as session:
        row = session.query(Opinion).one()
        assert row.number == SIGNING.number
        issue_opinion(
            session,
            other.form.head.report_id,
            load_catalog(),
            SIGNING,
            default_template(),
            tmp_path / "2.docx",
        )


def test_a_conclusion_that_is_not_possible_writes_no_file(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(workspace)
    with pytest.raises(AppError, match="还不能"), workspace.write("出具") as session:
        issue_opinion(
            session, desk.form.head.report_id, desk.catalog, SIGNING, default_template(), tmp_path / "x.docx"
        )
    assert list(tmp_path.glob("*.docx")) == []


def test_the_dialog_begins_with_the_next_number_and_the_colleagues(workspace: Workspace) -> None:
    desk = a_desk_with_a_finding(workspace)
    report = desk.form.head.report_id
    today = date(2025, 4, 25)
    with workspace.write("人员") as session:
        ensure_person(session, "李乙")
        ensure_person(session, "陈丙")
    with workspace.read() as session:
        start = issue_start(session, report, desk.catalog, today, None)
    assert start.signing.number == "碳审意〔2025〕001号"
    assert start.signing.issued_on == today
    assert set(start.people) >= {"李乙", "陈丙"}
    assert start.templates == ()


def test_the_check_finds_a_number_that_is_taken(workspace: Workspace, tmp_path: Path) -> None:
    desk = a_desk_with_a_finding(workspace)
    other = Desk(workspace, name="示例大学")
    with workspace.write("出具审核意见") as session:
        issue_opinion(
            session, desk.form.head.report_id, desk.catalog, SIGNING, default_template(), tmp_path / "甲.docx"
        )
    with workspace.read() as session:
        args = (other.form.head.report_id, other.catalog, SIGNING, None, None)
        first, *_ = check_opinion(session, *args)
        own = check_opinion(session, desk.form.head.report_id, *args[1:])
    assert (first.field, first.sentence) == ("number", "文号“碳审意〔2025〕001号”已经用过。")
    assert all("已经用过" not in notice.sentence for notice in own)


def test_a_returned_report_has_five_working_days() -> None:
    thursday = date(2025, 4, 24)
    assert correction_deadline(load_catalog(), thursday) == date(2025, 5, 1)
