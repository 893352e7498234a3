"""Standard phrases: kept once, proposed for the item, found by words or initials."""

from __future__ import annotations

import pytest

from app.models.database import Workspace
from app.models.enums import Severity, Verdict
from app.models.errors import AppError, InputError
from app.services.journal.undo import undo
from app.services.journal.verify import verify
from app.services.letters.phrases import PhraseRow, delete_phrase, phrase_rows, save_phrase, take_finding
from app.services.review.findings import save_finding
from app.services.review.parts import FindingForm
from tests.services.review.test_review import FULL, Desk


def rows(workspace: Workspace, code: str = "", part: str = "") -> tuple[PhraseRow, ...]:
    with workspace.read() as session:
        return phrase_rows(session, code, part)


def test_phrases_of_the_item_come_first_then_those_for_all(workspace: Workspace) -> None:
    with workspace.write("常用语") as session:
        save_phrase(session, "请补充 10 月气费单。", "ER-21", "request")
        save_phrase(session, "未见计量表检定证书。", "ER-24", "fact")
        save_phrase(session, "请说明原因。")
        save_phrase(session, "附表缺 10 月数据。", "ER-21", "fact")
    texts = [row.text for row in rows(workspace, "ER-21", "fact")]
    assert texts == ["附表缺 10 月数据。", "请补充 10 月气费单。", "请说明原因。", "未见计量表检定证书。"]


@pytest.mark.parametrize(("words", "found"), [("jd zs", 1), ("JDZS", 1), ("检定", 1), ("jdx", 0), ("", 1)])
def test_they_are_found_by_words_and_initials(workspace: Workspace, words: str, found: int) -> None:
    with workspace.write("常用语") as session:
        save_phrase(session, "未见计量表检定证书。")
    assert sum(row.matches(words) for row in rows(workspace)) == found


def test_a_phrase_is_kept_once_changed_and_deleted(workspace: Workspace) -> None:
    with workspace.write("常用语") as session:
        key = save_phrase(session, " 请说明原因。 ")
        assert save_phrase(session, "请说明原因。") == key
    with workspace.write("改") as session:
        save_phrase(session, "请说明原因并附证据。", "ER-20", "request", key)
    (row,) = rows(workspace)
    assert (row.text, row.code, row.part) == ("请说明原因并附证据。", "ER-20", "request")
    with workspace.write("删") as session:
        delete_phrase(session, key)
    assert rows(workspace) == ()
    undo(workspace)
    assert len(rows(workspace)) == 1
    with workspace.read() as session:
        assert verify(session).is_clean


def test_bad_phrases_are_refused(workspace: Workspace) -> None:
    for text, words in (("  ", "请写"), ("长" * 1001, "1001 字")):
        with pytest.raises(InputError, match=words), workspace.write("常用语") as session:
            save_phrase(session, text)
    with pytest.raises(AppError, match="已被删除"), workspace.write("常用语") as session:
        save_phrase(session, "甲", key="gone")


def test_a_confirmed_finding_becomes_phrases_of_its_item(workspace: Workspace) -> None:
    desk = Desk(workspace)
    desk.judge("ER-20", Verdict.NO)
    (finding,) = desk.form.findings
    with workspace.write("写问题") as session:
        save_finding(session, finding.id, FindingForm(Severity.MAJOR, "事实", "", "", "要求"))
    with pytest.raises(InputError, match="依据"), workspace.write("存") as session:
        take_finding(session, finding.id)
    with workspace.write("写问题") as session:
        save_finding(session, finding.id, FULL)
    with workspace.write("存为常用语") as session:
        assert take_finding(session, finding.id) == 3
        assert take_finding(session, finding.id) == 0
    assert {(row.code, row.part) for row in rows(workspace)} == {
        ("ER-20", "fact"),
        ("ER-20", "basis"),
        ("ER-20", "request"),
    }
