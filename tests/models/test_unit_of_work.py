"""One way of writing: rows and operations in one transaction, and nothing else gets in."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.models.database import Workspace, open_workspace
from app.models.enums import Topic, Verdict
from app.models.errors import AppError, InputError, ReadOnly, Unjournaled
from app.models.identity import Installation
from app.models.recorder import raw
from app.models.review import Item
from app.models.unit import Unit
from app.services.journal.history import cell_history, seen
from app.services.journal.verify import verify
from tests.builders import a_finding, a_unit, a_version, an_item
from tests.conftest import LI


def operations(workspace: Workspace) -> list[tuple[str, str, str | None]]:
    with workspace.read() as session:
        return raw(session).execute("SELECT entity, field, value FROM op ORDER BY change, n").fetchall()


def test_a_write_makes_rows_and_operations(workspace: Workspace) -> None:
    before = len(operations(workspace))
    work = workspace.write("新建单位")
    with work as session:
        session.add(Unit(id="u", name="示例医院", uscc="12110106400000018N"))
    made = operations(workspace)[before:]
    assert made == [
        ("unit", "", "1"),
        ("unit", "name", "示例医院"),
        ("unit", "uscc", "12110106400000018N"),
    ]
    assert work.touched == {Topic.UNITS}


def test_saving_what_is_already_there_writes_nothing(workspace: Workspace) -> None:
    with workspace.write("新建单位") as session:
        unit = a_unit(session)
        key = unit.id
    content, stamp = workspace.path.read_bytes(), workspace.path.stat().st_mtime_ns
    work = workspace.write("修改单位")
    with work as session:
        found = session.get(Unit, key)
        assert found is not None
        found.note = "x"
        session.flush()
        found.note = None
    assert workspace.path.read_bytes() == content
    assert workspace.path.stat().st_mtime_ns == stamp
    assert work.touched == frozenset()


def test_a_failed_action_leaves_nothing(workspace: Workspace) -> None:
    digest = workspace.digest()
    with pytest.raises(ZeroDivisionError), workspace.write("失败") as session:
        a_unit(session)
        raise ZeroDivisionError
    assert workspace.digest() == digest
    with workspace.read() as session:
        assert verify(session).is_clean


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO unit (id, name) VALUES ('x', '绕过')",
        "UPDATE unit SET name = '绕过'",
        "DELETE FROM enrolment",
        "DELETE FROM head",
        "INSERT INTO op VALUES (x'00', 0, 'unit', 'x', 'name', '绕过')",
        "UPDATE meta SET value = 'x'",
    ],
)
def test_a_foreign_write_is_refused(workspace: Workspace, statement: str) -> None:
    with workspace.write("新建单位") as session:
        a_unit(session)
    with pytest.raises(sqlite3.IntegrityError, match="by-passes the journal"):
        sqlite3.connect(workspace.path).execute(statement)


@pytest.mark.parametrize(
    "statement", ["UPDATE op SET value = 'x'", "DELETE FROM change", "DELETE FROM parent"]
)
def test_the_journal_only_grows_even_for_us(workspace: Workspace, statement: str) -> None:
    for note in "甲乙":
        with workspace.write("改") as session:
            session.merge(Unit(id="u", name="示例", note=note))
    with pytest.raises(Unjournaled), workspace.write("改历史") as session:
        raw(session).execute(statement)


def test_a_read_session_cannot_write(workspace: Workspace) -> None:
    with pytest.raises(AppError), workspace.read() as session:
        session.add(Unit(id="x", name="绕过"))
        session.flush()


def test_derived_numbers_follow_the_typed_text(workspace: Workspace) -> None:
    with workspace.write("导入") as session:
        version = a_version(session, a_unit(session), emission_text=" 1，204.50 ")
        key = version.id
    with workspace.write("更正") as session:
        found = session.get(type(version), key)
        assert found is not None
        found.emission_text = "约1.2万"
        session.flush()
        assert found.emission is None
    with workspace.read() as session:
        assert verify(session).is_clean


def test_two_edits_of_one_action_are_one_operation(workspace: Workspace) -> None:
    before = len(operations(workspace))
    with workspace.write("新建") as session:
        unit = Unit(id="u", name="甲")
        session.add(unit)
        session.flush()
        unit.name = "乙"
    assert operations(workspace)[before:] == [("unit", "", "1"), ("unit", "name", "乙")]


def test_made_and_deleted_in_one_action_is_nothing(workspace: Workspace) -> None:
    before = operations(workspace)
    with workspace.write("试一试") as session:
        unit = Unit(id="u", name="甲")
        session.add(unit)
        session.flush()
        session.delete(unit)
    assert operations(workspace) == before


def test_deleting_and_making_again_keeps_the_history(workspace: Workspace) -> None:
    with workspace.write("审核") as session:
        version = a_version(session, a_unit(session))
        key = an_item(session, version, verdict=Verdict.NO, remark="缺月").id
        owner = version.id
    with workspace.write("删除") as session:
        session.delete(session.get(Item, key))
    with workspace.write("再判") as session:
        session.add(Item(id=key, version_id=owner, code="ER-20", verdict=Verdict.YES))
    with workspace.read() as session:
        item = session.get(Item, key)
        assert item is not None and item.verdict is Verdict.YES and item.remark is None
        assert verify(session).is_clean
        assert [e.value for e in cell_history(session, key, "verdict")] == ["yes", "no"]


def test_what_was_not_seen_is_not_replaced(workspace: Workspace) -> None:
    """A dialog opened before somebody else's edit arrived must not overwrite it unseen."""
    with workspace.write("新建") as session:
        key = a_unit(session, note="第一版").id
    with workspace.read() as session:
        shown = seen(session, [key])
    for note, known in (("同事的版本", None), ("我的版本", shown)):
        with workspace.write("修改", seen=known) as session:
            unit = session.get(Unit, key)
            assert unit is not None
            unit.note = note
    with workspace.read() as session:
        count = raw(session).execute("SELECT count(*) FROM head WHERE row = ? AND field = 'note'", (key,))
        assert count.fetchone() == (2,)
        unit = session.get(Unit, key)
        assert unit is not None and unit.note == "我的版本"
        assert verify(session).is_clean


def test_text_that_cannot_be_stored_is_refused_in_a_sentence(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="无法保存的字符"), workspace.write("粘贴") as session:
        a_unit(session, note="坏\ud800字")


def test_read_only_says_so(workspace: Workspace, installation: Installation) -> None:
    workspace.close()
    shown = open_workspace(workspace.path, author=LI, installation=installation, read_only=True)
    with pytest.raises(ReadOnly, match="只读"), shown.write("改"):
        pass
    shown.close()


def test_every_row_belongs_to_the_digest(workspace: Workspace) -> None:
    digests = [workspace.digest()]
    with workspace.write("一") as session:
        version = a_version(session, a_unit(session))
    digests.append(workspace.digest())
    with workspace.write("二") as session:
        a_finding(session, version)
    digests.append(workspace.digest())
    assert len(set(digests)) == 3


def test_a_file_from_another_computer_gets_its_own_replica(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.write("甲写") as session:
        a_unit(session)
    workspace.close()
    other = open_workspace(workspace.path, author=LI, installation=Installation(tmp_path / "other"))
    with other.write("乙写") as session:
        a_unit(session, "示例大学")
        replicas = raw(session).execute("SELECT count(DISTINCT replica) FROM change").fetchone()
    with other.read() as session:
        replicas = raw(session).execute("SELECT count(DISTINCT replica) FROM change").fetchone()
        assert verify(session).is_clean
    other.close()
    assert replicas == (3,)  # whoever made the ready file, 王甲, 李乙


def test_a_restored_backup_gets_a_new_replica(workspace: Workspace, installation: Installation) -> None:
    with workspace.write("一") as session:
        a_unit(session, "示例一")
    copy = workspace.path.read_bytes()
    with workspace.write("二") as session:
        a_unit(session, "示例二")
    workspace.close()
    workspace.path.write_bytes(copy)
    again = open_workspace(workspace.path, author=LI, installation=installation)
    with again.write("三") as session:
        a_unit(session, "示例三")
    with again.read() as session:
        rows = raw(session).execute("SELECT replica, seq FROM change WHERE label IN ('一', '三')").fetchall()
    again.close()
    assert len({replica for replica, _ in rows}) == 2
