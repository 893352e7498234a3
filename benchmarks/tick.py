"""Ticking a checklist item until it is durable on disk, journal included, against one bare SQLite commit."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from app.models.bulk import natural
from app.models.database import Workspace
from app.models.enums import Category, DocumentKind, ListState, Verdict
from app.models.identity import Installation
from app.models.unit import Enrolment, Unit
from app.services.catalog import load_catalog
from app.services.review.answers import judge
from app.services.review.form import ReviewForm, review_form
from app.services.review.receive import Submission, receive
from app.services.settings import Settings
from app.services.workspaces import make_file

ROUNDS = 400


def floor(folder: Path) -> Callable[[int], None]:
    """One row changed and committed with the same safety: rollback journal, FULL."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE item (id TEXT PRIMARY KEY, verdict TEXT)")
    connection.executemany("INSERT INTO item VALUES (?, NULL)", [(str(n),) for n in range(4000)])

    def tick(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE item SET verdict = ? WHERE id = ?", (str(number), str(number % 4000)))
        connection.execute("COMMIT")

    return tick


def ours(folder: Path) -> Callable[[int], None]:
    """The service that the Y key calls, in a file with 80 units of 50 items."""
    workspace, form = a_file(folder)
    rows = [row for row in form.items if row.item.judged and row.item.good is Verdict.YES]

    def tick(number: int) -> None:
        row = rows[number % len(rows)]
        verdict = Verdict.YES if (number // len(rows)) % 2 == 0 else Verdict.NOT_APPLICABLE
        verdict = verdict if row.item.na else (Verdict.YES if number // len(rows) % 2 == 0 else None)
        with workspace.write("判定") as session:
            judge(session, form.head.version_id, row.item, verdict, form.prefills[row.code])

    return tick


def a_file(folder: Path) -> tuple[Workspace, ReviewForm]:
    catalog = load_catalog()
    settings = Settings(name="王甲")
    workspace = make_file(folder / "ours.crd", "示例", 2024, settings, Installation(folder))
    with workspace.write("准备") as session:
        for number in range(80):
            unit = Unit(id=f"u{number}", name=f"示例{number}")
            session.add(unit)
            session.flush()
            key = natural(session, "enrolment", unit.id, 2024)
            listing = {"category": Category.KEY, "state": ListState.LISTED}
            session.add(Enrolment(id=key, unit_id=unit.id, year=2024, **listing))
            session.flush()
            submission = Submission(date(2025, 3, 1), None, "1,000")
            receive(session, unit.id, 2024, DocumentKind.ER, submission, catalog)
    with workspace.read() as session:
        report = natural(session, "report", "u0", 2024, DocumentKind.ER)
        return workspace, review_form(session, report, catalog)


def measure() -> dict[str, float]:
    """Median and 95th percentile in milliseconds, taken in turns so that both meet the same disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tools = {"floor": floor(folder), "ours": ours(folder)}
        times: dict[str, list[float]] = {key: [] for key in tools}
        for number in range(ROUNDS):
            for key, tick in tools.items():
                start = time.perf_counter()
                tick(number)
                times[key].append((time.perf_counter() - start) * 1000)
    high = sorted(times["ours"])[int(ROUNDS * 0.95)]
    middle = {key: median(values) for key, values in times.items()}
    return {**middle, "ratio": middle["ours"] / middle["floor"], "p95": high}


if __name__ == "__main__":
    result = measure()
    print(f"bare commit {result['floor']:.2f} ms, tick {result['ours']:.2f} ms, ratio {result['ratio']:.1f}")
    print(f"95th percentile of a tick {result['p95']:.1f} ms (aim: under 16)")
