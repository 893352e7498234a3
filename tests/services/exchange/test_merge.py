"""Clocks, identities, stopping: what a merge must not depend on and what it must withstand."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from app.models.database import Workspace
from app.models.errors import AppError, Cancelled, InputError
from app.models.journal import check_code
from app.models.performance import PerformanceTable
from app.models.ranks import rank_between, spread_ranks
from app.models.recorder import raw
from app.models.report import ReportVersion
from app.models.review import Finding, Item
from app.models.unit import Unit
from app.services.exchange import news
from app.services.exchange import source as received_files
from app.services.exchange.apply import apply_merge
from app.services.exchange.conflicts import conflicts
from app.services.exchange.inspect import describe
from app.services.exchange.plan import plan_merge
from app.services.exchange.receipts import receipts
from app.services.exchange.source import receive
from app.services.exchange.unmerge import redo_merge, undo_merge
from app.services.journal.history import seen
from app.services.journal.verify import verify
from app.services.performance.proofs import add_proofs
from tests.builders import a_finding, a_unit
from tests.services.exchange.colleagues import Colleague, no_backup
from tests.services.exchange.histories import state_of
from tests.services.exchange.test_bugs_of_others import meet, put, the


def at(offset_years: float):  # type: ignore[no-untyped-def]
    moment = 1_750_000_000_000_000_000 + int(offset_years * 365 * 86_400) * 10**9
    return patch("app.models.unit_of_work.time.time_ns", return_value=moment)


@pytest.mark.parametrize("skews", [(0, 0), (5, -3), (-3, 5), (0.0001, 20)])
def test_clocks_decide_nothing(ready: Path, tmp_path: Path, skews: tuple[float, float]) -> None:
    """The same acts under any clocks leave the same values side by side (P6)."""
    a, b = Colleague(tmp_path, 0, ready), Colleague(tmp_path, 1, ready)
    with at(skews[0]):
        put(a, Item, remark="甲一")
        put(a, Unit, note="只有甲")
    with at(skews[1]):
        put(b, Item, remark="乙一")
    meet(a, b)
    with at(skews[1]):
        put(b, Unit, note="乙看过甲的")
    a.take(b.send())
    with a.workspace.read() as session:
        (found,) = conflicts(session)
        assert {v.value for v in found.versions} == {"甲一", "乙一"}
    assert the(a, Unit).note == "乙看过甲的"
    a.close(), b.close()


def test_order_of_arrival_decides_nothing(ready: Path, tmp_path: Path) -> None:
    """Commutative, associative, idempotent (P1-P4)."""
    senders = [Colleague(tmp_path, n, ready) for n in range(3)]
    for c in senders:
        put(c, Item, remark=f"{c.author.name}说")
        with c.workspace.write("新建") as session:
            a_unit(session, f"示例{c.author.name}")
    paths = [shutil.copy(c.send(), tmp_path / f"{n}.crdx") for n, c in enumerate(senders)]
    states = []
    for turn in range(6):
        order = [*paths, *paths]
        random.Random(turn).shuffle(order)
        c = Colleague(tmp_path / f"turn{turn}", 3, ready)
        for path in order:
            c.take(Path(path))
        states.append(state_of(c))
        c.close()
    assert all(state == states[0] for state in states)
    for c in senders:
        c.close()


def test_both_reorder_one_list(wang: Colleague, li: Colleague) -> None:
    with wang.workspace.write("问题") as session:
        version = session.query(ReportVersion).one()
        for rank in spread_ranks(6):
            a_finding(session, version, rank=rank, fact=rank)
    li.take(wang.send())

    def listed(c: Colleague) -> list[tuple[str, str]]:
        with c.workspace.read() as session:
            return [(f.id, f.rank) for f in session.query(Finding).order_by(Finding.rank, Finding.id)]

    for c, source in ((wang, 5), (li, 4)):
        rows = listed(c)
        with c.workspace.write("排序") as session:
            session.get(Finding, rows[source][0]).rank = rank_between(None, rows[0][1])  # type: ignore[union-attr]
    meet(wang, li)
    assert listed(wang) == listed(li) and len(listed(wang)) == 6


def test_a_cloned_computer_is_noticed_and_gets_a_new_identity(ready: Path, tmp_path: Path) -> None:
    a = Colleague(tmp_path, 0, ready)
    put(a, Item, remark="第一")
    a.close()
    shutil.copytree(a.folder, tmp_path / "clone")
    twin = Colleague(tmp_path / "x", 0, a.path)
    twin.close()
    shutil.rmtree(twin.folder / "install")
    shutil.copytree(tmp_path / "clone" / "install", twin.folder / "install")
    twin.installation = type(a.installation)(twin.folder / "install")
    twin.open()
    a.open()
    put(a, Item, remark="原机")
    put(twin, Unit, note="克隆机")
    merged = a.take(twin.send())
    assert merged.has_twin
    put(a, Item, remark="合并以后")
    with a.workspace.read() as session:
        replicas = [r for (r,) in raw(session).execute("SELECT replica FROM change ORDER BY clock")]
    assert replicas[-1] not in replicas[:-2] and the(a, Unit).note == "克隆机"
    assert a.problems() == ()
    meet(a, twin)
    a.close(), twin.close()


def test_a_restored_backup_goes_on_under_a_new_identity(wang: Colleague, li: Colleague) -> None:
    put(wang, Item, remark="一")
    backup = wang.path.read_bytes()
    put(wang, Item, remark="二")
    li.take(wang.send())
    wang.close()
    wang.path.write_bytes(backup)
    wang.open()
    put(wang, Item, remark="另一个二")
    meet(wang, li)
    with wang.workspace.read() as session:
        (found,) = conflicts(session)
        twice = "SELECT 1 FROM change GROUP BY replica, seq HAVING count(*) > 1"
        assert raw(session).execute(twice).fetchall() == []
    assert {v.value for v in found.versions} == {"二", "另一个二"}


def test_what_was_taken_in_is_on_record(wang: Colleague, li: Colleague) -> None:
    put(li, Item, remark="新")
    path = li.send()
    merged = wang.take(path)
    with wang.workspace.read() as session:
        (receipt,) = receipts(session)
        label = raw(session).execute("SELECT label FROM change WHERE kind = 'merge'").fetchone()[0]
    assert (receipt.id, receipt.actor, receipt.sender) == (merged.id, "王甲", "李乙")
    assert receipt.file_name == path.name and len(receipt.sha256) == 64
    assert receipt.counts["operations"] == 1 and receipt.after == wang.workspace.digest()
    assert label == "合并李乙发来的“package.crdx”"


def test_an_undone_merge_is_brought_back_on_purpose(wang: Colleague, li: Colleague) -> None:
    put(wang, Item, remark="我的")
    put(li, Item, remark="他的")
    with li.workspace.write("新建") as session:
        a_unit(session, "示例二")
    merge = wang.take(li.send()).id
    merged = wang.workspace.digest()
    undo_merge(wang.workspace, merge, backup=no_backup)
    with pytest.raises(InputError, match="已经撤销"):
        undo_merge(wang.workspace, merge, backup=no_backup)
    redo_merge(wang.workspace, merge, backup=no_backup)
    assert wang.workspace.digest() == merged and wang.problems() == ()
    with pytest.raises(InputError, match="无须恢复"):
        redo_merge(wang.workspace, merge, backup=no_backup)
    undo_merge(wang.workspace, merge, backup=no_backup)
    assert the(wang, Item).remark == "我的" and wang.problems() == ()


def test_what_came_in_while_a_dialog_was_open_is_not_deleted_unseen(wang: Colleague, li: Colleague) -> None:
    with wang.workspace.read() as session:
        shown = seen(session, [session.query(Item).one().id])
    put(li, Item, remark="刚写的")
    wang.take(li.send())
    with pytest.raises(AppError, match="没有删除"), wang.workspace.write("删除", seen=shown) as session:
        session.delete(session.query(Item).one())
    assert the(wang, Item).remark == "刚写的" and wang.problems() == ()


class StopAt:
    def __init__(self, step: int) -> None:
        self.left = step

    def total(self, count: int) -> None: ...

    def step(self, text: str = "") -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_stopping_anywhere_leaves_everything_as_it_was(wang: Colleague, li: Colleague) -> None:
    with li.workspace.write("新建") as session:
        for n in range(30):
            a_unit(session, f"示例{n}")
    path = li.send()
    content = wang.path.read_bytes()
    finished = False
    step = 0
    while not finished:
        progress = StopAt(step)
        try:
            with receive(path, progress=progress) as received:
                plan = plan_merge(wang.workspace, received, progress)
                apply_merge(wang.workspace, plan, progress, backup=no_backup)
            finished = True
        except Cancelled:
            assert wang.path.read_bytes() == content
        step += 1
    assert 5 < step < 100 and wang.problems() == ()


def test_the_code_is_equal_exactly_when_the_content_is(wang: Colleague, li: Colleague) -> None:
    assert wang.workspace.check_code() == li.workspace.check_code()
    put(wang, Item, remark="一")
    assert wang.workspace.check_code() != li.workspace.check_code()
    li.take(wang.send())
    assert wang.workspace.check_code() == li.workspace.check_code()
    assert len(check_code(wang.workspace.digest()).replace(" ", "")) == 8


def test_text_comes_through_byte_for_byte(wang: Colleague, li: Colleague) -> None:
    words = "é é \u3000全角　１２３\r\n\t末尾空格 \u200b𬭎\x00NUL"
    put(wang, Item, remark=words)
    li.take(wang.send())
    assert the(li, Item).remark == words


def test_notes_of_merges_do_not_go_round_for_ever(wang: Colleague, li: Colleague) -> None:
    put(wang, Item, remark="一")
    put(li, Unit, note="二")
    meet(wang, li)

    def size(w: Workspace) -> int:
        with w.read() as session:
            return int(raw(session).execute("SELECT count(*) FROM change").fetchone()[0])

    before = size(wang.workspace), size(li.workspace)
    for _ in range(3):
        meet(wang, li)
    assert (size(wang.workspace), size(li.workspace)) == before


def test_a_slow_computer_is_no_reason_to_refuse(
    wang: Colleague, li: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit of time is on what a file makes SQLite do; checking it takes as long as it takes."""
    for number in range(5):
        put(wang, Item, remark=f"第{number}稿")
    package = wang.send()
    now = 1000.0

    def slowly(*args: Any) -> bytes:
        nonlocal now
        now += 5
        return real(*args)

    real = news.id_of_content
    monkeypatch.setattr(news, "id_of_content", slowly)
    monkeypatch.setattr(news, "_PORTION", 1)
    monkeypatch.setattr(received_files, "_STEPS", 1)
    monkeypatch.setattr(received_files.time, "monotonic", lambda: now)
    li.take(package)
    assert the(li, Item).remark == "第4稿" and now > 1020


def test_proofs_of_a_performance_table_bring_their_content(wang: Colleague, li: Colleague) -> None:
    path = wang.folder / "合同.pdf"
    path.write_bytes(b"%PDF contract")
    with wang.workspace.write("佐证") as session:
        session.add(PerformanceTable(id="t", title="示例", year=2024, profile="x", money_unit="yuan"))
        session.flush()
        add_proofs(session, "t", "", (path,))
    with receive(wang.send()) as received:
        assert describe(received).attachments == 1
        assert (
            apply_merge(li.workspace, plan_merge(li.workspace, received), backup=no_backup).counts["contents"]
            == 1
        )
    with li.workspace.read() as session:
        (data,) = raw(session).execute("SELECT data FROM blob").fetchone()
        assert data == b"%PDF contract" and verify(session).notes == ()
