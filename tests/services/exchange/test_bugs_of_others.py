"""One test for each known way in which another program lost data when files were merged (merge.md C2)."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from app.models.base import CodeText, new_id
from app.models.database import open_workspace
from app.models.enums import Verdict
from app.models.errors import AppError, Damaged, DiskFull, InputError, Unjournaled
from app.models.identity import Installation
from app.models.recorder import raw
from app.models.registry import entities
from app.models.report import ReportVersion
from app.models.review import Item
from app.models.unit import Unit
from app.services.attachments import attach
from app.services.backup import backups
from app.services.exchange.apply import apply_merge
from app.services.exchange.conflicts import conflicts
from app.services.exchange.duplicates import duplicates
from app.services.exchange.inspect import Relation, describe
from app.services.exchange.plan import plan_merge
from app.services.exchange.preview import Fate, preview
from app.services.exchange.source import receive
from tests.builders import a_finding, a_unit, a_version, an_item
from tests.conftest import LI, WANG
from tests.services.exchange.colleagues import Colleague, no_backup
from tests.services.exchange.histories import state_of


def the(c: Colleague, model: Any) -> Any:
    """The only row of its kind."""
    with c.workspace.read() as session:
        return session.query(model).one()


def put(c: Colleague, model: Any, **values: Any) -> None:
    with c.workspace.write("修改") as session:
        row = session.query(model).one()
        for name, value in values.items():
            setattr(row, name, value)


def delete_item(c: Colleague) -> None:
    with c.workspace.write("删除") as session:
        session.delete(session.query(Item).one())


def open_conflicts(c: Colleague) -> list[tuple[str, str]]:
    with c.workspace.read() as session:
        return [(x.entity, x.field) for x in conflicts(session)]


def meet(a: Colleague, b: Colleague) -> None:
    """Both take the other's file; then they must show the same."""
    first = a.send()
    a.take(b.send())
    b.take(first)
    assert state_of(a)[:3] == state_of(b)[:3]
    assert a.problems() == b.problems() == ()


def test_geodiff_210_the_same_unique_value_on_both_sides(wang: Colleague, li: Colleague) -> None:
    for c in (wang, li):
        with c.workspace.write("新建") as session:
            a_unit(session, "示例造纸厂", uscc="91110106MA7777777X")
    meet(wang, li)
    with wang.workspace.read() as session:
        assert session.query(Unit).filter_by(uscc="91110106MA7777777X").count() == 2
        (group,) = duplicates(session)
        assert len(group.units) == 2 and "91110106MA7777777X" in group.reason


def test_geodiff_62_no_key_is_ever_rewritten(wang: Colleague, li: Colleague) -> None:
    def keys(c: Colleague) -> set[str]:
        with c.workspace.read() as session:
            return {row for e in entities() for (row,) in raw(session).execute(f'SELECT id FROM "{e}"')}

    for c in (wang, li):
        with c.workspace.write("新建") as session:
            a_finding(session, a_version(session, a_unit(session, f"示例{c.author.name}")))
    before = keys(wang) | keys(li)
    meet(wang, li)
    assert keys(wang) == before


@pytest.mark.parametrize("deleter", [0, 1])
def test_geodiff_248_deleting_against_editing(pair: tuple[Colleague, Colleague], deleter: int) -> None:
    delete_item(pair[deleter])
    put(pair[1 - deleter], Item, remark="很长的说明")
    meet(*pair)
    for c in pair:
        assert the(c, Item).remark == "很长的说明"
        assert open_conflicts(c) == [("item", "")]


def test_geodiff_146_both_make_the_same_change(wang: Colleague, li: Colleague) -> None:
    for c in (wang, li):
        put(c, Item, remark="同一句话", verdict=Verdict.NO)
    meet(wang, li)
    assert open_conflicts(wang) == []
    put(li, Item, remark="改了一句")
    wang.take(li.send())
    assert the(wang, Item).remark == "改了一句" and open_conflicts(wang) == []


def test_geodiff_221_every_table_has_a_key_that_nobody_counts_up() -> None:
    for entity in entities().values():
        (key,) = entity.table.primary_key.columns
        assert key.name == "id" and key.type.python_type is str and key.autoincrement is not True


def test_mergin_709_a_failed_merge_is_as_if_it_never_was(wang: Colleague, li: Colleague) -> None:
    put(li, Item, remark="新")
    path = li.send()
    content = wang.path.read_bytes()
    with receive(path) as received:
        plan = plan_merge(wang.workspace, received)
        with (
            patch("app.services.exchange.apply.carry_out", side_effect=sqlite3.OperationalError("x")),
            pytest.raises(AppError),
        ):
            apply_merge(wang.workspace, plan, backup=no_backup)
        assert wang.path.read_bytes() == content
        assert apply_merge(wang.workspace, plan, backup=no_backup).id
    assert the(wang, Item).remark == "新"


def test_keepassxc_965_merging_keeps_all_history(wang: Colleague, li: Colleague) -> None:
    def history(c: Colleague) -> set[tuple[object, ...]]:
        with c.workspace.read() as session:
            return set(raw(session).execute("SELECT change, n, value FROM op"))

    for c in (wang, li):
        for n in range(5):
            put(c, Item, remark=f"{c.author.name}{n}")
    before = history(wang) | history(li)
    meet(wang, li)
    assert history(wang) == history(li) == before


def test_keepassxc_5583_deletions_are_shown_first_and_unaware_ones_do_not_win(
    wang: Colleague, li: Colleague
) -> None:
    with wang.workspace.write("再一项") as session:
        version = session.query(ReportVersion).one()
        an_item(session, version, "ER-02", remark="会被删除")
        an_item(session, version, "ER-03", remark="会被删除又被改")
    li.take(wang.send())
    with li.workspace.write("删除") as session:
        for item in session.query(Item).filter(Item.code != "ER-01"):
            session.delete(item)
    with wang.workspace.write("修改") as session:
        session.query(Item).filter_by(code="ER-03").one().remark = "后来的话"
    with receive(li.send()) as received:
        plan = plan_merge(wang.workspace, received)
        with wang.workspace.read() as session:
            (unit,) = preview(session, plan).units
        assert [r.fate for r in unit.rows] == [Fate.DELETED, Fate.BOTH]
        assert "ER-02" in unit.rows[0].name and "看过" in unit.rows[0].reason
        apply_merge(wang.workspace, plan, backup=no_backup)
    with wang.workspace.read() as session:
        assert {i.code: i.remark for i in session.query(Item)} == {"ER-01": None, "ER-03": "后来的话"}


def test_keepassxc_4016_two_fields_of_one_row(wang: Colleague, li: Colleague) -> None:
    put(wang, Unit, contact="王甲")
    put(li, Unit, address="示例路1号")
    meet(wang, li)
    unit = the(wang, Unit)
    assert (unit.contact, unit.address) == ("王甲", "示例路1号") and open_conflicts(wang) == []


def test_keepassxc_1152_the_preview_is_the_merge(wang: Colleague, li: Colleague) -> None:
    put(wang, Unit, note="我的")
    put(li, Unit, note="他的")
    path = li.send()
    ours, theirs = wang.path.read_bytes(), path.read_bytes()
    with receive(path) as received:
        plan = plan_merge(wang.workspace, received)
        with wang.workspace.read() as session:
            shown = preview(session, plan)
        assert (wang.path.read_bytes(), path.read_bytes()) == (ours, theirs)
        (row,) = shown.units[0].rows
        assert row.fate is Fate.BOTH
        (cell,) = row.cells
        assert {cell.after, *cell.others} == {"我的", "他的"} and cell.actor == "李乙"
        apply_merge(wang.workspace, plan, backup=no_backup)
    assert wang.workspace.digest() == shown.digest_after


def test_crsqlite_145_the_file_is_copied_with_its_identity(wang: Colleague, tmp_path: Path) -> None:
    put(wang, Item, remark="第一版")
    other = Colleague(tmp_path / "else", 1, wang.path)
    put(wang, Item, remark="王的")
    put(other, Unit, note="李的")
    meet(wang, other)
    with wang.workspace.read() as session:
        twice = "SELECT 1 FROM change GROUP BY replica, seq HAVING count(*) > 1"
        assert raw(session).execute(twice).fetchall() == []
    assert the(wang, Unit).note == "李的" and the(other, Item).remark == "王的"
    other.close()


def test_anki_3180_no_side_is_chosen_as_a_whole(wang: Colleague, li: Colleague) -> None:
    for c in (wang, li):
        with c.workspace.write("新建") as session:
            version = a_version(session, a_unit(session, f"示例{c.author.name}"))
            for n in range(20):
                an_item(session, version, f"ER-{n:02d}", verdict=Verdict.YES)
    meet(wang, li)
    with wang.workspace.read() as session:
        assert session.query(Item).filter_by(verdict=Verdict.YES).count() == 40


def test_actual_3786_a_wrong_clock_warns_and_never_blocks(wang: Colleague, li: Colleague) -> None:
    with patch("app.models.unit_of_work.time.time_ns", return_value=2_500_000_000_000_000_000):
        put(li, Item, remark="来自未来")
    put(wang, Item, remark="今天")
    with receive(li.send()) as received:
        assert any("时间" in words for words in describe(received, wang.workspace).warnings)
    meet(wang, li)
    assert open_conflicts(wang) == [("item", "remark")]
    put(wang, Item, remark="决定")
    li.take(wang.send())
    assert the(li, Item).remark == "决定" and open_conflicts(li) == []


def test_joplin_13121_a_conflict_is_visible_until_decided_and_travels(
    wang: Colleague, li: Colleague, ready: Path, tmp_path: Path
) -> None:
    put(wang, Item, remark="王说")
    put(li, Item, remark="李说")
    wang.take(li.send())
    chen = Colleague(tmp_path, 2, ready)
    chen.take(wang.send())
    assert open_conflicts(chen) == [("item", "remark")]
    with chen.workspace.read() as session:
        (found,) = conflicts(session)
    assert {(v.actor, v.device, v.value) for v in found.versions} == {
        ("王甲", "笔记本-01", "王说"),
        ("李乙", "笔记本-02", "李说"),
    }
    chen.close()


def test_qfield_7708_a_write_that_bypasses_the_journal_is_found(wang: Colleague) -> None:
    path = wang.path
    with pytest.raises(sqlite3.IntegrityError), closing(sqlite3.connect(path)) as foreign:
        foreign.execute("UPDATE unit SET note = '绕过'")
    with pytest.raises(Unjournaled), wang.workspace.write("x") as session:
        raw(session).execute("UPDATE claim SET writing = 0")
        raw(session).execute("UPDATE unit SET note = '绕过'")
    with closing(sqlite3.connect(path)) as foreign:  # somebody who lifts the guard on purpose
        foreign.execute("UPDATE claim SET writing = 1")
        foreign.execute("UPDATE unit SET note = '绕过'")
        foreign.execute("UPDATE claim SET writing = 0")
        foreign.commit()
    assert wang.problems() != ()


def test_jabref_5665_an_old_file_does_not_bring_old_values_back(wang: Colleague, li: Colleague) -> None:
    put(li, Item, remark="旧")
    old = shutil.copy(li.send(), li.folder / "old.crdx")
    wang.take(Path(old))
    put(wang, Item, remark="改过")
    with receive(Path(old)) as received:
        assert describe(received, wang.workspace).relation is Relation.CONTAINED
    assert wang.take(Path(old)).id == ""
    assert the(wang, Item).remark == "改过"


def test_jabref_12462_the_backup_is_whole_before_anything_starts(wang: Colleague, li: Colleague) -> None:
    put(li, Item, remark="新")
    before = wang.workspace.digest()
    with receive(li.send()) as received:
        apply_merge(wang.workspace, plan_merge(wang.workspace, received))
    (backup,) = backups(wang.path)
    again = open_workspace(
        backup.path, author=LI, installation=Installation(wang.folder / "x"), read_only=True
    )
    assert again.digest() == before
    again.close()


def test_tangerine_1763_a_hundred_merges_lose_nothing(
    wang: Colleague, li: Colleague, ready: Path, tmp_path: Path
) -> None:
    chance = random.Random(1763)
    people = [wang, li, Colleague(tmp_path, 2, ready)]
    for n in range(30):
        with chance.choice(people).workspace.write("新建") as session:
            a_unit(session, f"示例{n}")
        a, b = chance.sample(people, 2)
        a.take(b.send())
    for c in (*people[1:], *people[1:]):
        people[0].take(c.send())
        c.take(people[0].send())
    for c in people:
        with c.workspace.read() as session:
            assert session.query(Unit).count() == 31
    people[2].close()


def test_doltlite_2489_indexes_and_replay_are_right_after_a_merge(wang: Colleague, li: Colleague) -> None:
    with li.workspace.write("导入") as session:
        for n in range(200):
            a_unit(session, f"示例{n % 50}", uscc=f"9111010600000{n % 50:04d}X")
    wang.take(li.send())
    assert wang.problems() == ()  # integrity_check, foreign keys, heads and replay are part of it
    with wang.workspace.read() as session:
        assert session.query(Unit).filter_by(uscc="91110106000000007X").count() == 4


def a_value(column: Any, number: int) -> Any:
    if column.foreign_keys:
        return None
    if isinstance(column.type, CodeText):
        return list(column.type.vocabulary)[number % len(list(column.type.vocabulary))]
    kinds = {int: number, bool: bool(number % 2), date: date(2024, 5, 1 + number % 28)}
    kinds |= {Decimal: Decimal(number), str: f"值{number} 甲\n\t乙　é e\u0301 \r\n 𬭎"}
    return kinds[column.type.python_type]


def test_openlca_88_every_table_and_every_column_arrives(wang: Colleague, li: Colleague) -> None:
    made: dict[str, str] = {}
    number = 0
    with wang.workspace.write("一切") as session:
        for entity in entities().values():
            values: dict[str, Any] = {"id": new_id()}
            for name in entity.fields:
                number += 1
                values[name] = a_value(entity.table.columns[name], number)
            values |= {name: made[target] for name, target in entity.links.items()}
            session.add(entity.model(**values))
            session.flush()
            made[entity.name] = values["id"]
    li.take(wang.send())
    assert state_of(wang) == state_of(li)
    with li.workspace.read() as session:
        for name, key in made.items():
            row = session.get(entities()[name].model, key)
            assert row is not None
            assert all(getattr(row, f) is not None for f in entities()[name].fields)
    assert li.problems() == ()


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_wal_copy_a_file_without_its_last_work_is_not_taken(
    wang: Colleague, li: Colleague, ending: str
) -> None:
    path = li.folder / "sent.crd"
    shutil.copy(li.path, path)
    path.with_name(path.name + ending).write_bytes(b"x" * 100)
    with pytest.raises(InputError, match="还没有写进文件"):
        wang.take(path)


def test_sync_folders_the_original_may_go_while_it_is_looked_at(wang: Colleague, li: Colleague) -> None:
    put(li, Item, remark="新")
    path = li.send()
    with receive(path) as received:
        plan = plan_merge(wang.workspace, received)
        path.rename(path.with_name("package (冲突副本).crdx"))
        assert apply_merge(wang.workspace, plan, backup=no_backup).id
    assert the(wang, Item).remark == "新"


def test_no_room_or_no_backup_is_refused_before_the_first_write(wang: Colleague, li: Colleague) -> None:
    put(li, Item, remark="新")
    content = wang.path.read_bytes()
    with receive(li.send()) as received:
        plan = plan_merge(wang.workspace, received)
        full = type("Usage", (), {"free": 1000})()
        with (
            patch("app.services.exchange.apply.shutil.disk_usage", return_value=full),
            pytest.raises(DiskFull, match="没有开始"),
        ):
            apply_merge(wang.workspace, plan)
        with (
            patch("app.services.backup.data_folder", return_value=wang.folder / "file.crd" / "none"),
            pytest.raises(AppError),
        ):
            apply_merge(wang.workspace, plan)
    assert wang.path.read_bytes() == content


def test_read_only_is_refused_before_the_first_write(wang: Colleague, li: Colleague) -> None:
    put(li, Item, remark="新")
    wang.close()
    shown = open_workspace(wang.path, author=WANG, installation=wang.installation, read_only=True)
    with receive(li.send()) as received:
        plan = plan_merge(shown, received)
        with pytest.raises(AppError, match="只读"):
            apply_merge(shown, plan)
    shown.close()
    wang.open()


def test_another_project_is_refused_before_the_preview(wang: Colleague, workspace: Any) -> None:
    with (
        receive(workspace.path) as received,
        pytest.raises(InputError, match="另一个项目"),
    ):
        plan_merge(wang.workspace, received)


def test_an_altered_value_is_found_out(wang: Colleague, li: Colleague) -> None:
    with li.workspace.write("附件") as session:
        path = li.folder / "a.pdf"
        path.write_bytes(b"%PDF 1")
        attach(session, session.query(ReportVersion).one().id, path)
    forged = li.folder / "forged.crd"
    shutil.copy(li.path, forged)
    with closing(sqlite3.connect(forged)) as connection:
        connection.execute("DROP TRIGGER guard_op_update")
        connection.execute("UPDATE op SET value = '伪造' WHERE field = 'name'")
        connection.commit()
    with pytest.raises(Damaged, match="被改动过"):
        wang.take(forged)
