"""Broken off or killed at any moment of a merge, the file is as before or as after, never between."""

from __future__ import annotations

import json
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.models.database import open_workspace
from app.models.errors import AppError
from app.models.identity import Installation
from app.models.report import ReportVersion
from app.services.attachments import attach
from app.services.exchange.apply import apply_merge
from app.services.exchange.plan import plan_merge
from app.services.exchange.receipts import receipts
from app.services.exchange.source import receive
from app.services.exchange.unmerge import undo_merge
from app.services.journal.verify import verify
from tests.builders import a_finding, a_unit, a_version, an_item
from tests.conftest import LI, WANG
from tests.interrupting import stop_after
from tests.services.exchange.colleagues import Colleague, no_backup
from tests.services.exchange.killing import WRITES

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def sent(li: Colleague) -> Path:
    """A package with a good deal in it."""
    with li.workspace.write("一个月") as session:
        for n in range(40):
            version = a_version(session, a_unit(session, f"示例{n}"))
            for code in range(5):
                an_item(session, version, f"ER-{code:02d}", remark="说明")
            a_finding(session, version)
        path = li.folder / "附件.pdf"
        path.write_bytes(random.Random(1).randbytes(300_000))
        attach(session, session.query(ReportVersion).first().id, path)  # type: ignore[union-attr]
    return li.send()


def test_broken_off_anywhere(wang: Colleague, sent: Path) -> None:
    wang.close()
    start = wang.path.read_bytes()
    outcomes = set()
    for stop_at in (1, 3, 10, 30, 100, 200, 300, 400, 500, 600, 700, 800, 1000, 10**9):
        wang.path.write_bytes(start)
        wang.open()
        stop_after(wang.workspace, stop_at, every=100)
        before = wang.workspace.digest()
        with receive(sent) as received:
            plan = plan_merge(wang.workspace, received)
            try:
                merged = apply_merge(wang.workspace, plan, backup=no_backup)
            except AppError:
                merged = None
        outcomes.add(merged is None)
        wang.close()
        wang.open()
        assert wang.workspace.digest() == (before if merged is None else plan.digest_after)
        assert wang.problems() == ()
        wang.close()
    wang.open()
    assert outcomes == {True, False}


CHILD = """
import sys
from pathlib import Path
from app.models.database import open_workspace
from app.models.identity import Installation
from app.services.exchange.apply import apply_merge
from app.services.exchange.plan import plan_merge
from app.services.exchange.source import receive
from tests.conftest import WANG
path, package, memory = map(Path, sys.argv[1:])
workspace = open_workspace(path, author=WANG, installation=Installation(memory))
with receive(package) as received:
    plan = plan_merge(workspace, received)
    print("ready", flush=True)
    apply_merge(workspace, plan, backup=lambda *_: None)
    print("done", flush=True)
"""


def kill_again_and_again(c: Colleague, sent: Path, folder: Path, times: int) -> set[bool]:
    """A child merges and is killed without warning; returns whether merges were there afterwards."""
    chance = random.Random(20241128)
    before = c.workspace.digest()
    c.take(sent)
    after = c.workspace.digest()
    with c.workspace.read() as session:
        merge = receipts(session)[0].id
    undo_merge(c.workspace, merge, backup=no_backup)
    assert c.workspace.digest() == before
    outcomes = set()
    ready = c.folder.parent / "ready.crd"
    for turn in range(times):
        path = folder / f"{turn}.crd"
        shutil.copy(ready, path)
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), str(sent), str(folder / "child")],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert child.stdout and child.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, 0.06))
        os.kill(child.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        child.wait()
        child.stdout.close()
        again = open_workspace(path, author=LI, installation=Installation(folder / "after"))
        assert again.digest() in (before, after)
        outcomes.add(again.digest() == after)
        with again.read() as session:
            assert verify(session).problems == ()
        again.close()
        path.unlink()
    return outcomes


def _killed_before_writes(wang: Colleague, ready: Path, sent: Path, folder: Path, stride: int) -> int:
    """Killed before every `stride`-th write of the merge; returns how many times that was."""
    try:
        told = subprocess.run(
            [sys.executable, "-m", "tests.services.exchange.killing", ready, sent, folder, str(stride)],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
    except subprocess.CalledProcessError as error:
        if "ptrace" in error.stderr:
            pytest.skip("this machine does not let one process trace another")
        raise AssertionError(error.stderr) from error
    found = json.loads(told.stdout)
    before = wang.workspace.digest()
    wang.take(sent)
    assert found["digests"].keys() == {before, wang.workspace.digest()}
    assert found["problems"] == []
    return int(found["kills"])


needs_tracing = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in WRITES, reason="only Linux is asked to trace"
)


@needs_tracing
def test_killed_before_some_writes(wang: Colleague, ready: Path, sent: Path, tmp_path: Path) -> None:
    assert _killed_before_writes(wang, ready, sent, tmp_path, stride=97) > 3


@needs_tracing
@pytest.mark.long
@pytest.mark.timeout(3600)
def test_killed_before_every_write(wang: Colleague, ready: Path, sent: Path, tmp_path: Path) -> None:
    assert _killed_before_writes(wang, ready, sent, tmp_path, stride=1) > 300


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_killed_five_hundred_times(wang: Colleague, ready: Path, sent: Path, tmp_path: Path) -> None:
    shutil.copy(ready, wang.folder.parent / "ready.crd")
    assert kill_again_and_again(wang, sent, tmp_path, times=500) == {True, False}


def test_written_by_somebody_else_in_between(wang: Colleague, sent: Path) -> None:
    """What was planned is planned anew where the file has changed since, and nothing of either is lost."""
    with receive(sent) as received:
        plan = plan_merge(wang.workspace, received)
        with wang.workspace.write("打字") as session:
            a_unit(session, "示例后来的")
        merged = apply_merge(wang.workspace, plan, backup=no_backup)
    assert wang.workspace.digest() == merged.digest != plan.digest_after and not merged.is_as_shown
    assert wang.author is WANG and wang.problems() == ()
