"""An issued opinion is outdated when the report says something else than it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models.database import Workspace
from app.models.enums import Severity, Verdict
from app.models.errors import AppError, InputError
from app.models.unit import Unit
from app.services.documents.templates import default_template
from app.services.letters.stale import keep_opinion, stale_opinion
from app.services.review.conclude import reopen
from app.services.review.findings import save_finding
from app.services.review.parts import FindingForm
from app.services.workflow import current_signing, export_opinion, issue_opinion
from tests.services.review.test_review import Desk
from tests.services.test_workflow import SIGNING, a_desk_with_a_finding


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    made = a_desk_with_a_finding(workspace)
    with workspace.write("出具") as session:
        args = (made.form.head.report_id, made.catalog, SIGNING, default_template(), tmp_path / "1.docx")
        issue_opinion(session, *args)
    return made


def stale_words(desk: Desk) -> list[str]:
    with desk.workspace.read() as session:
        stale = stale_opinion(session, desk.form.head.report_id)
    return [change.words for change in stale.changes] if stale else []


def change(desk: Desk) -> None:
    finding = desk.form.findings[0]
    with desk.workspace.write("改问题") as session:
        reopen(session, desk.form.head.report_id, "改一处")
    with desk.workspace.write("改问题") as session:
        save_finding(session, finding.id, FindingForm(Severity.MAJOR, "另一个事实。", "依据", "", "请更正。"))


def test_it_holds_while_nothing_changes(desk: Desk) -> None:
    assert stale_words(desk) == []


def test_changes_are_listed_by_item_and_vanish_when_taken_back(desk: Desk) -> None:
    before = desk.form.findings[0].form
    change(desk)
    desk.judge("ER-21", Verdict.NO)
    with desk.workspace.write("改名") as session:
        session.get_one(Unit, desk.unit).name = "示例供热有限公司"
    words = stale_words(desk)
    assert words == ["ER-20问题改了", "ER-21问题新增", "单位名称改了", "ER-21 判定改了"]
    desk.judge("ER-21", Verdict.YES)
    with desk.workspace.write("改回") as session:
        session.get_one(Unit, desk.unit).name = "示例热力有限公司"
        save_finding(session, desk.form.findings[0].id, before)
    assert stale_words(desk) == []


def test_it_may_be_left_as_it_is_with_a_reason_until_the_next_change(desk: Desk) -> None:
    change(desk)
    with pytest.raises(InputError, match="为什么"), desk.workspace.write("不重出") as session:
        keep_opinion(session, desk.form.head.report_id, " ")
    with desk.workspace.write("不重出") as session:
        keep_opinion(session, desk.form.head.report_id, "只改了文字。")
    assert stale_words(desk) == []
    desk.judge("ER-21", Verdict.NO)
    assert "ER-21 判定改了" in stale_words(desk)


def test_nothing_issued_is_never_outdated(workspace: Workspace) -> None:
    desk = Desk(workspace)
    assert stale_words(desk) == []
    with pytest.raises(AppError, match="还没有"), workspace.write("不重出") as session:
        keep_opinion(session, desk.form.head.report_id, "理由")


def test_exporting_again_gives_the_same_letter(desk: Desk, tmp_path: Path) -> None:
    report = desk.form.head.report_id
    with desk.workspace.read() as session:
        signing = current_signing(session, report, desk.catalog)
        export_opinion(session, report, desk.catalog, signing, default_template(), tmp_path / "2.docx")
    assert signing == SIGNING
    assert (tmp_path / "1.docx").read_bytes() == (tmp_path / "2.docx").read_bytes()
