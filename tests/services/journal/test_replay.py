"""Whatever people do, and whenever the power fails: replaying the journal gives exactly the tables."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.base import new_id
from app.models.bulk import add_rows, set_rows
from app.models.database import Workspace, open_workspace
from app.models.enums import Verdict
from app.models.errors import AppError
from app.models.identity import Installation
from app.models.report import ReportVersion
from app.models.review import Evidence, Finding, Item
from app.models.unit import Unit
from app.services.journal.undo import redo, undo
from app.services.journal.verify import verify
from tests.builders import a_finding, a_unit, a_version, an_item
from tests.conftest import LI, WANG
from tests.interrupting import stop_after

ROOT = Path(__file__).resolve().parents[3]
TEXTS = ["", "甲\n乙", "0", "1,204.50", "′\u3000 x", "𬭎" * 3, None]


class Desk:
    """A person at a file who does one random thing after another."""

    def __init__(self, workspace: Workspace, chance: random.Random) -> None:
        self.workspace = workspace
        self.chance = chance
        self.doings: list[Callable[[], object]] = [
            self.add_unit,
            self.judge,
            self.judge,
            self.judge,
            self.edit_unit,
            self.edit_many,
            self.find,
            self.delete_item,
            self.import_units,
            lambda: undo(self.workspace),
            lambda: undo(self.workspace),
            lambda: redo(self.workspace),
        ]

    def act(self) -> None:
        self.chance.choice(self.doings)()

    def some(self, model: type[Unit] | type[Item]) -> str | None:
        with self.workspace.read() as session:
            keys = [key for (key,) in session.query(model.id).order_by(model.id)]
        return self.chance.choice(keys) if keys else None

    def add_unit(self) -> None:
        with self.workspace.write("新建单位") as session:
            version = a_version(session, a_unit(session, f"示例{self.chance.random()}"))
            for code in ("ER-01", "ER-02", "ER-03"):
                an_item(session, version, code)

    def judge(self) -> None:
        if key := self.some(Item):
            with self.workspace.write("判定") as session:
                item = session.get(Item, key)
                assert item
                item.verdict = self.chance.choice([*Verdict, None])
                item.remark = self.chance.choice(TEXTS)

    def edit_unit(self) -> None:
        if key := self.some(Unit):
            with self.workspace.write("修改单位") as session:
                unit = session.get(Unit, key)
                assert unit
                unit.note = self.chance.choice(TEXTS)
                unit.name = self.chance.choice(["示例 甲", "示例（乙）", "示例丙"])

    def edit_many(self) -> None:
        with self.workspace.write("批量修改") as session:
            keys = [key for (key,) in session.query(Unit.id)]
            set_rows(session, Unit, {k: {"district": self.chance.choice(TEXTS)} for k in keys})

    def find(self) -> None:
        if key := self.some(Item):
            with self.workspace.write("问题") as session:
                item = session.get(Item, key)
                assert item
                version = session.get(ReportVersion, item.version_id)
                assert version
                a_finding(session, version, item_id=key, effect_text=self.chance.choice(TEXTS))

    def delete_item(self) -> None:
        if key := self.some(Item):
            with self.workspace.write("删除") as session:
                for model in (Finding, Evidence):
                    for row in session.query(model).filter_by(item_id=key):
                        session.delete(row)
                session.flush()
                session.delete(session.get(Item, key))

    def import_units(self) -> None:
        with self.workspace.write("导入名单") as session:
            add_rows(session, Unit, [{"id": new_id(), "name": f"示例{n}"} for n in range(5)])


def assert_whole(workspace: Workspace) -> None:
    with workspace.read() as session:
        assert verify(session).problems == ()


def play(ready: Path, seed: int, steps: int) -> None:
    """Two people take turns at one file; it is verified after each turn."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "test.crd")
        shutil.copy(ready, path)
        people = [(author, Installation(Path(folder, author.name))) for author in (WANG, LI)]
        for _ in range(3):
            author, installation = chance.choice(people)
            workspace = open_workspace(path, author=author, installation=installation)
            desk = Desk(workspace, chance)
            for _ in range(steps):
                desk.act()
            assert_whole(workspace)
            workspace.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_replay_equals_the_tables(_empty_file: Path, seed: int) -> None:
    play(_empty_file, seed, steps=12)


@pytest.mark.long
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_replay_equals_the_tables_at_length(_empty_file: Path, seed: int) -> None:
    play(_empty_file, seed, steps=30)


CHILD = """
import random, sys
from pathlib import Path
from app.models.database import open_workspace
from app.models.identity import Installation
from tests.conftest import WANG
from tests.services.journal.test_replay import Desk
path, memory, seed = sys.argv[1:]
workspace = open_workspace(Path(path), author=WANG, installation=Installation(Path(memory)))
desk = Desk(workspace, random.Random(int(seed)))
print("ready", flush=True)
while True:
    desk.act()
"""


def kill_again_and_again(workspace: Workspace, tmp_path: Path, times: int) -> None:
    """A child works as fast as it can and is killed without warning; the file must be whole each time."""
    path = workspace.path
    workspace.close()
    chance = random.Random(20241120)
    for turn in range(times):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), str(tmp_path / "child"), str(turn)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert child.stdout and child.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, 0.15))
        os.kill(child.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        child.wait()
        child.stdout.close()
        again = open_workspace(path, author=LI, installation=Installation(tmp_path / "after"))
        assert_whole(again)
        again.close()


def test_killed_at_any_moment(workspace: Workspace, tmp_path: Path) -> None:
    kill_again_and_again(workspace, tmp_path, times=6)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_killed_five_hundred_times(workspace: Workspace, tmp_path: Path) -> None:
    kill_again_and_again(workspace, tmp_path, times=500)


@pytest.mark.parametrize("doing", ["add_unit", "judge", "edit_many", "import_units", "delete_item"])
def test_broken_off_anywhere(workspace: Workspace, installation: Installation, doing: str) -> None:
    """Stop SQLite in the middle of an action: the file is as it was before or after, never between."""
    path = workspace.path
    Desk(workspace, random.Random(1)).add_unit()
    workspace.close()
    start = path.read_bytes()
    outcomes = set()
    for stop_at in (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 10**9):
        path.write_bytes(start)
        again = open_workspace(path, author=WANG, installation=installation)
        before = again.digest()
        stop_after(again, stop_at, every=10)
        try:
            getattr(Desk(again, random.Random(1)), doing)()
            stopped = False
        except AppError:
            stopped = True
        outcomes.add(stopped)
        again.close()
        again = open_workspace(path, author=WANG, installation=installation)
        assert_whole(again)
        assert again.digest() == before or not stopped
        again.close()
    assert outcomes == {True, False}
