"""Undo and redo come from the journal: any number of steps, bulk actions too, and the digest returns."""

from __future__ import annotations

from pathlib import Path

from app.models.base import new_id
from app.models.bulk import add_rows, natural
from app.models.database import Workspace, open_workspace
from app.models.enums import ListState, Verdict
from app.models.identity import Installation
from app.models.review import Item
from app.models.unit import Enrolment, Unit
from app.services.journal.undo import next_redo, next_undo, redo, undo
from app.services.journal.verify import verify
from tests.builders import a_unit, a_version, an_item
from tests.conftest import LI, WANG


def judge(workspace: Workspace, key: str, verdict: Verdict | None, step: str | None = None) -> None:
    with workspace.write("判定", step=step) as session:
        item = session.get(Item, key)
        assert item is not None
        item.verdict = verdict


def verdict_of(workspace: Workspace, key: str) -> Verdict | None:
    with workspace.read() as session:
        item = session.get(Item, key)
        return item.verdict if item else None


def test_fifty_steps_back_and_forward(workspace: Workspace) -> None:
    with workspace.write("准备") as session:
        key = an_item(session, a_version(session, a_unit(session))).id
    digests = [workspace.digest()]
    for number in range(50):
        judge(workspace, key, Verdict.YES if number % 2 else Verdict.NO)
        digests.append(workspace.digest())
    back = []
    for _ in range(50):
        assert undo(workspace)
        back.append(workspace.digest())
    assert back == digests[-2::-1]
    forward = []
    for _ in range(50):
        assert redo(workspace)
        forward.append(workspace.digest())
    assert forward == digests[1:]
    assert redo(workspace) is None
    with workspace.read() as session:
        assert verify(session).is_clean


def test_one_undo_takes_back_an_import(workspace: Workspace) -> None:
    digest = workspace.digest()
    with workspace.write("导入名单") as session:
        units = [{"id": new_id(), "name": f"示例{n}"} for n in range(500)]
        add_rows(session, Unit, units)
        rows = [
            {"id": natural(session, "enrolment", u["id"], 2024), "unit_id": u["id"]}
            | {"year": 2024, "state": ListState.LISTED}
            for u in units
        ]
        add_rows(session, Enrolment, rows)
    imported = workspace.digest()
    done = undo(workspace)
    assert done and done.step.label == "导入名单" and done.kept == 0
    assert workspace.digest() == digest
    assert redo(workspace)
    assert workspace.digest() == imported
    with workspace.read() as session:
        assert session.query(Unit).count() == 500
        assert verify(session).is_clean


def test_a_deleted_row_comes_back_whole(workspace: Workspace) -> None:
    with workspace.write("准备") as session:
        version = a_version(session, a_unit(session))
        key = an_item(session, version, verdict=Verdict.NO, remark="缺 10 月").id
    digest = workspace.digest()
    with workspace.write("删除") as session:
        session.delete(session.get(Item, key))
    undo(workspace)
    assert workspace.digest() == digest
    with workspace.read() as session:
        item = session.get(Item, key)
        assert item and item.remark == "缺 10 月"


def test_a_new_edit_forgets_what_was_undone(workspace: Workspace) -> None:
    with workspace.write("准备") as session:
        key = an_item(session, a_version(session, a_unit(session))).id
    judge(workspace, key, Verdict.YES)
    undo(workspace)
    judge(workspace, key, Verdict.NO)
    assert next_redo(workspace) is None
    step = next_undo(workspace)
    assert step and step.label == "判定"


def test_typing_in_one_field_is_one_step(workspace: Workspace) -> None:
    with workspace.write("准备") as session:
        key = an_item(session, a_version(session, a_unit(session))).id
    step = new_id()
    for verdict in (Verdict.YES, Verdict.NO, Verdict.NOT_APPLICABLE):
        judge(workspace, key, verdict, step)
    undo(workspace)
    assert verdict_of(workspace, key) is None
    redo(workspace)
    assert verdict_of(workspace, key) is Verdict.NOT_APPLICABLE


def test_undo_survives_closing_the_file(workspace: Workspace, installation: Installation) -> None:
    with workspace.write("准备") as session:
        key = an_item(session, a_version(session, a_unit(session))).id
    judge(workspace, key, Verdict.YES)
    workspace.close()
    again = open_workspace(workspace.path, author=WANG, installation=installation)
    assert undo(again)
    assert verdict_of(again, key) is None
    again.close()


def test_what_a_colleague_built_upon_stays(
    workspace: Workspace, installation: Installation, tmp_path: Path
) -> None:
    """Undoing our import must not drag a colleague's report away with the unit it belongs to."""
    with workspace.write("导入") as session:
        key, lonely = a_unit(session).id, a_unit(session, "示例大学").id
    workspace.close()
    theirs = open_workspace(workspace.path, author=LI, installation=Installation(tmp_path / "other"))
    with theirs.write("报告") as session:
        unit = session.get(Unit, key)
        assert unit
        a_version(session, unit)
    theirs.close()
    ours = open_workspace(workspace.path, author=WANG, installation=installation)
    done = undo(ours)
    assert done and done.step.label == "导入" and done.kept == 2
    with ours.read() as session:
        assert session.get(Enrolment, natural(session, "enrolment", key, 2024))
        assert session.get(Unit, key) and not session.get(Unit, lonely)
        assert verify(session).is_clean
    ours.close()


def test_nothing_to_undo_in_a_fresh_file(workspace: Workspace) -> None:
    assert undo(workspace) is None
    assert redo(workspace) is None
