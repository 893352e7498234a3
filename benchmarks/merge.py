"""Merging 200,000 operations into 200,000, beside the bare insertion of the same rows; aim: at most 3 times.

    python benchmarks/merge.py [operations] [operations in a change]

Floor: ATTACH and INSERT OR IGNORE of changes, operations and parents into a copy of the same file, guards on,
and nothing worked out. Ours: quarantine, checking every hash, planning, preview, and the merge with rows,
heads and check code. Also: opening and verifying a large file, beside PRAGMA integrity_check; aim: at most 5.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.models.base import new_id
from app.models.bulk import add_rows
from app.models.database import Workspace, create_workspace, open_workspace
from app.models.identity import Installation
from app.models.journal import Author
from app.models.unit import Unit
from app.services.exchange.apply import apply_merge
from app.services.exchange.package import write_package
from app.services.exchange.plan import plan_merge
from app.services.exchange.preview import preview
from app.services.exchange.source import receive
from app.services.journal.verify import verify

ROUNDS = 3


class Spent(NamedTuple):
    """By the clock, and of the processor, which other work on the machine does not lengthen."""

    seconds: float
    processor: float


FIELDS = ("name", "uscc", "district", "address", "contact", "phone", "note", "uscc_reason")


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    per_change = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["CARBON_REVIEW_DESK_DATA"] = str(folder / "data")
        ours, theirs = _two_files(folder, count, per_change)
        package = folder / "package.crdx"
        with closing(_open(folder, theirs)) as workspace:
            packing = _spent(lambda: write_package(workspace, package))
        times: dict[str, list[Spent]] = {n: [] for n in ("floor", "plan", "preview", "merge", "backup")}
        for number in range(ROUNDS):
            _one_round(folder, ours, theirs, package, number, times)
        _tell(times, packing)
        _verify(folder, theirs, package)
    return 0


def _two_files(folder: Path, count: int, per_change: int) -> tuple[Path, Path]:
    """One project; each side has written `count` operations of its own since they parted."""
    start = folder / "start.crd"
    create_workspace(
        start, name="示例", year=2024, author=Author("王甲"), installation=Installation(folder / "i")
    ).close()
    paths = folder / "ours.crd", folder / "theirs.crd"
    for path in paths:
        shutil.copy(start, path)
        with closing(_open(folder, path)) as workspace:
            _fill(workspace, count, per_change)
    return paths


def _fill(workspace: Workspace, count: int, per_change: int) -> None:
    rows = max(1, per_change // (len(FIELDS) + 1))
    width = min(len(FIELDS), per_change - 1) if per_change > 1 else 0
    for number in range(count // (rows * (width + 1))):
        values = [
            {"id": new_id(), "name": f"示例{number}", **{f: f"{f}{number}" for f in FIELDS[:width]}}
            for _ in range(rows)
        ]
        with workspace.write("填写") as session:
            add_rows(session, Unit, values)


def _open(folder: Path, path: Path) -> Workspace:
    installation = Installation(folder / f"install-{path.stem}")
    return open_workspace(path, author=Author("李乙"), installation=installation)


def _one_round(
    folder: Path, ours: Path, theirs: Path, package: Path, number: int, times: dict[str, list[Spent]]
) -> None:
    bare = folder / f"bare{number}.crd"
    shutil.copy(ours, bare)
    times["floor"].append(_spent(lambda: _insert(bare, theirs)))
    bare.unlink()
    target = folder / f"target{number}.crd"
    shutil.copy(ours, target)
    with closing(_open(folder, target)) as workspace:
        kept: dict[str, Any] = {}

        def plan() -> None:
            kept["received"] = receive(package)
            kept["plan"] = plan_merge(workspace, kept["received"])

        def show() -> None:
            with workspace.read() as session:
                preview(session, kept["plan"])

        times["plan"].append(_spent(plan))
        times["preview"].append(_spent(show))
        times["backup"].append(_spent(lambda: workspace.snapshot(folder / "backup.crd")))
        times["merge"].append(_spent(lambda: apply_merge(workspace, kept["plan"], backup=lambda *_: None)))
        kept["received"].close()
    target.unlink()


def _insert(target: Path, theirs: Path) -> None:
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("ATTACH ? AS theirs", (str(theirs),))
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE main.claim SET writing = 1")
        for table in ("change", "op", "parent", "head", "unit", "enrolment", "setting"):
            connection.execute(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM theirs.{table}")
        connection.execute("UPDATE main.claim SET writing = 0")
        connection.execute("COMMIT")


def _tell(times: dict[str, list[Spent]], packing: Spent) -> None:
    print(f"package: {packing.seconds:.2f} s")
    _tell_ratios("by the clock", {name: min(s.seconds for s in spent) for name, spent in times.items()})
    _tell_ratios("processor", {name: min(s.processor for s in spent) for name, spent in times.items()})


def _tell_ratios(kind: str, best: dict[str, float]) -> None:
    print(f"{kind}: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in best.items()))
    whole = best["plan"] + best["merge"]
    print(f"  ratio merge / floor: {best['merge'] / best['floor']:.2f}")
    print(f"  ratio (checking, planning and merge) / floor: {whole / best['floor']:.2f}")
    print(f"  ratio preview / merge: {best['preview'] / best['merge']:.2f}")


def _verify(folder: Path, path: Path, package: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        bare = _spent(lambda: connection.execute("PRAGMA integrity_check").fetchall())
    kept: dict[str, Workspace] = {}

    def open_and_verify() -> None:
        kept["w"] = _open(folder, path)
        with kept["w"].read() as session:
            assert verify(session).is_clean

    ours = _spent(open_and_verify)
    kept["w"].close()
    for kind, floor, took in (
        ("by the clock", bare.seconds, ours.seconds),
        ("processor", bare.processor, ours.processor),
    ):
        print(
            f"{kind}: integrity_check {floor:.2f} s, open and verify {took:.2f} s, ratio {took / floor:.2f}"
        )


def _spent(make: Callable[[], object]) -> Spent:
    started, worked = time.perf_counter(), time.process_time()
    make()
    return Spent(time.perf_counter() - started, time.process_time() - worked)


if __name__ == "__main__":
    sys.exit(main())
