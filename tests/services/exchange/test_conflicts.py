"""Conflicts are shown whole, may wait, and are decided by people; a decision can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models.bulk import natural
from app.models.enums import Verdict
from app.models.errors import InputError
from app.models.journal import PRESENT
from app.models.report import Person, Report, ReportVersion
from app.models.review import Finding, Item
from app.models.unit import Unit
from app.services.exchange.conflicts import (
    Conflict,
    Decision,
    conflict_counts,
    conflicts,
    conflicts_of_rows,
    resolve,
)
from app.services.exchange.digests import unit_codes
from app.services.exchange.receipts import receipts
from app.services.exchange.unmerge import undo_merge
from app.services.exchange.why import why
from app.services.journal.undo import redo, undo
from tests.builders import a_finding, a_unit
from tests.services.exchange.colleagues import Colleague, no_backup
from tests.services.exchange.histories import delete_tree, state_of
from tests.services.exchange.test_bugs_of_others import delete_item, meet, put, the


def listed(c: Colleague) -> list[Conflict]:
    with c.workspace.read() as session:
        return conflicts(session)


@pytest.fixture
def torn(wang: Colleague, li: Colleague) -> tuple[Colleague, Colleague]:
    """Both changed two cells of the same item, starting from the same words."""
    put(wang, Item, remark="原来的话")
    li.take(wang.send())
    put(wang, Item, remark="王的话", verdict=Verdict.NO)
    put(li, Item, remark="李的话", verdict=Verdict.YES)
    meet(wang, li)
    return wang, li


def test_everything_about_a_conflict_is_told(torn: tuple[Colleague, Colleague]) -> None:
    verdict, remark = listed(torn[0])
    assert remark.ancestor == "原来的话" and verdict.ancestor is None
    assert [(v.words, v.actor, v.device) for v in remark.versions] == [
        ("王的话", "王甲", "笔记本-01"),
        ("李的话", "李乙", "笔记本-02"),
    ]
    assert {v.words for v in verdict.versions} == {"是", "否"}
    assert (remark.unit.name, remark.place, remark.label) == ("示例热力有限公司", "审核项 ER-01", "说明")
    with torn[0].workspace.read() as session:
        assert conflict_counts(session) == {remark.unit.key: 2}
        badges = conflicts_of_rows(session, [remark.row])
    assert badges == {(remark.row, "remark"): 2, (remark.row, "verdict"): 2}


@pytest.mark.parametrize("value", ["王的话", "李的话", "两人商定的话", None])
def test_one_is_taken_or_another_written(torn: tuple[Colleague, Colleague], value: str | None) -> None:
    wang, li = torn
    verdict, remark = listed(wang)
    resolve(wang.workspace, [Decision(remark, value), Decision(verdict, "no")])
    assert listed(wang) == [] and the(wang, Item).remark == value
    li.take(wang.send())
    assert listed(li) == [] and the(li, Item).remark == value and the(li, Item).verdict is Verdict.NO
    assert li.problems() == ()


def test_a_decision_is_one_step_and_can_be_taken_back(torn: tuple[Colleague, Colleague]) -> None:
    wang, _ = torn
    before = state_of(wang)[:3]
    resolve(wang.workspace, [Decision(c, c.versions[0].value) for c in listed(wang)])
    decided = wang.workspace.digest()
    assert undo(wang.workspace)
    after = state_of(wang)[:3]
    assert after[:2] == before[:2]
    assert [{v.value for v in c.versions} for c in listed(wang)] == [{"no", "yes"}, {"王的话", "李的话"}]
    assert redo(wang.workspace)
    assert wang.workspace.digest() == decided and listed(wang) == []
    assert wang.problems() == ()


def test_two_different_decisions_are_a_conflict_again(torn: tuple[Colleague, Colleague]) -> None:
    for c, words in zip(torn, ("甲方案", "乙方案"), strict=True):
        (remark,) = (x for x in listed(c) if x.field == "remark")
        resolve(c.workspace, [Decision(remark, words)])
    meet(*torn)
    (remark,) = (x for x in listed(torn[0]) if x.field == "remark")
    assert {v.value for v in remark.versions} == {"甲方案", "乙方案"}


def test_two_equal_decisions_are_none(torn: tuple[Colleague, Colleague]) -> None:
    for c in torn:
        resolve(c.workspace, [Decision(x, x.versions[0].value) for x in listed(c)])
    meet(*torn)
    assert listed(torn[0]) == []


def test_what_came_after_looking_stays_open(
    torn: tuple[Colleague, Colleague], ready: Path, tmp_path: Path
) -> None:
    wang, _ = torn
    seen = [x for x in listed(wang) if x.field == "remark"]
    chen = Colleague(tmp_path, 2, ready)
    put(chen, Item, remark="陈的话")
    wang.take(chen.send())
    resolve(wang.workspace, [Decision(seen[0], "王的话")])
    (remark,) = (x for x in listed(wang) if x.field == "remark")
    assert {v.value for v in remark.versions} == {"王的话", "陈的话"}
    chen.close()


@pytest.mark.parametrize("keep", [True, False])
def test_a_deletion_is_confirmed_or_dropped(wang: Colleague, li: Colleague, keep: bool) -> None:
    delete_item(wang)
    put(li, Item, remark="还要")
    with li.workspace.write("问题") as session:
        item = session.query(Item).one()
        a_finding(session, session.query(ReportVersion).one(), item_id=item.id)
    meet(wang, li)
    (found,) = listed(wang)
    assert found.is_deletion
    resolve(wang.workspace, [Decision(found, PRESENT if keep else None)])
    decided = wang.workspace.digest()
    assert listed(wang) == []
    assert undo(wang.workspace) and len(listed(wang)) == 1
    assert redo(wang.workspace) and wang.workspace.digest() == decided
    li.take(wang.send())
    assert listed(li) == [] and li.problems() == wang.problems() == ()
    with li.workspace.read() as session:
        assert session.query(Item).count() == keep
        assert session.query(Finding).count() == 1  # a finding belongs to the version, it only lets go


def test_a_child_brings_its_deleted_parents_back(wang: Colleague, li: Colleague) -> None:
    with wang.workspace.write("删除单位") as session:
        delete_tree(session, Unit, session.query(Unit).one().id)
    with li.workspace.write("问题") as session:
        a_finding(session, session.query(ReportVersion).one(), fact="还在审")
    meet(wang, li)
    with wang.workspace.read() as session:
        assert session.query(Unit).count() == session.query(Report).count() == 1
        assert session.query(Finding).one().fact == "还在审"
        assert session.query(Item).count() == 0
    found = listed(wang)
    assert {c.entity for c in found} == {"unit", "report", "report_version"}
    resolve(li.workspace, [Decision(c, None) for c in listed(li) if c.entity == "unit"])
    wang.take(li.send())
    with wang.workspace.read() as session:
        assert session.query(Unit).count() == 0
    assert wang.problems() == ()


def test_a_person_deleted_here_and_assigned_there(wang: Colleague, li: Colleague) -> None:
    with wang.workspace.write("人员") as session:
        key = natural(session, "person", "赵丁")
        session.add(Person(id=key, name="赵丁"))
    li.take(wang.send())
    with wang.workspace.write("删除") as session:
        session.delete(session.get(Person, key))
    with li.workspace.write("分派") as session:
        session.query(Report).one().assignee_id = key
    meet(wang, li)
    assert [(c.entity, c.is_deletion) for c in listed(wang)] == [("person", True)]
    # Once the last reference goes, nobody has confirmed the deletion: the person stays until somebody does.
    put(wang, Report, assignee_id=None)
    li.take(wang.send())
    assert the(li, Person).name == "赵丁" and li.problems() == wang.problems() == ()


def test_impossible_decisions_are_refused(torn: tuple[Colleague, Colleague]) -> None:
    wang, _ = torn
    verdict, remark = listed(wang)
    with pytest.raises(InputError, match="不能是"):
        resolve(wang.workspace, [Decision(verdict, "perhaps")])
    put(wang, Unit, name="一")
    with wang.workspace.write("删除") as session:
        delete_tree(session, Item, remark.row)
    with pytest.raises(InputError, match="已被删除"):
        resolve(wang.workspace, [Decision(remark, "x")])


def test_a_merge_is_undone_days_later(wang: Colleague, li: Colleague) -> None:
    put(wang, Unit, note="起点")
    li.take(wang.send())
    put(li, Unit, note="李改", contact="李乙")
    with li.workspace.write("新建") as session:
        a_unit(session, "示例李建")
        a_unit(session, "示例李建二")
    path = li.send()
    merge = wang.take(path).id
    put_on(wang, "示例李建", note="我后来写的")
    put_on(wang, "示例热力有限公司", contact="王甲")
    undone = undo_merge(wang.workspace, merge, backup=no_backup)
    assert undone.kept == 3
    with wang.workspace.read() as session:
        units = {u.name: (u.note, u.contact) for u in session.query(Unit)}
        (receipt,) = receipts(session)
    assert units == {"示例热力有限公司": ("起点", "王甲"), "示例李建": ("我后来写的", None)}
    assert receipt.is_undone and receipt.sender == "李乙" and receipt.counts["new"] == 4
    assert wang.take(path).id == "" and wang.problems() == ()
    with pytest.raises(InputError, match="已经撤销"):
        undo_merge(wang.workspace, merge, backup=no_backup)
    with pytest.raises(InputError, match="没有这一次合并"):
        undo_merge(wang.workspace, "x", backup=no_backup)
    # The undoing is an edit like any other: it travels.
    li.take(wang.send())
    assert state_of(li)[:2] == state_of(wang)[:2]


def put_on(c: Colleague, name: str, **values: str) -> None:
    with c.workspace.write("修改") as session:
        unit = session.query(Unit).filter_by(name=name).one()
        for field, value in values.items():
            setattr(unit, field, value)


def test_why_a_field_says_what_it_says(torn: tuple[Colleague, Colleague]) -> None:
    wang, _ = torn
    with wang.workspace.read() as session:
        (story,) = why(session, "示例热力有限公司", "item.remark")
        assert [(s.words, s.actor) for s in story.said] == [
            ("李的话", "李乙"),
            ("王的话", "王甲"),
            ("原来的话", "王甲"),
        ]
        assert [s.fate for s in story.said] == ["与另一值并存，待决定"] * 2 + ["已被看过它的人改掉"]
        assert why(session, "91110106MA01A2B32K", "所在区")[0].said[0].words == "丰台区"
        assert {s.field for s in why(session, "示例热力有限公司", "ER-01")} >= {"verdict", "remark"}
        with pytest.raises(InputError, match="没有叫"):
            why(session, "示例热力有限公司", "无此栏")


def test_the_code_by_unit_shows_where_files_differ(wang: Colleague, li: Colleague) -> None:
    with wang.workspace.write("新建") as session:
        a_unit(session, "示例二")
    li.take(wang.send())

    def codes(c: Colleague) -> dict[str, str]:
        with c.workspace.read() as session:
            return {u.unit.name: u.code for u in unit_codes(session)}

    assert codes(wang) == codes(li)
    put_on(li, "示例二", note="x")
    assert {name for name, code in codes(li).items() if codes(wang)[name] != code} == {"示例二"}
