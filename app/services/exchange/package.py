"""Making a package 交换包: the whole file or an assignment of chosen units, years and people, in one file.

What is left out is absent: the package is built anew from what goes in, never made by deleting. A change of
which only a part goes in loses its salt and its label, so that the rest cannot be guessed from its id.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.models.database import Workspace
from app.models.errors import InputError
from app.models.journal import check_code
from app.models.migrations import VERSION
from app.models.problems import disk_problem, sqlite_problem
from app.services.exchange.container import SUFFIX, pack
from app.services.exchange.news import COLUMNS
from app.services.exchange.scope import TELLING_STATES, omitted_cells, rows_in_scope, scope_words
from app.services.exchange.source import PACKAGE_ID, TABLES, receive, table_sql
from app.services.journal.contents import holders
from app.services.progress import NO_PROGRESS, Progress


@dataclass(frozen=True)
class Contents:
    """What a package is to hold. Empty sets mean: all of them."""

    units: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    people: frozenset[str] = frozenset()
    with_attachments: bool = True
    with_notes: bool = True
    # For a second review: without the first reviewer's verdicts, findings and conclusions.
    is_blind: bool = False

    @property
    def is_chosen(self) -> bool:
        """Whether only some units, years or people go in."""
        return bool(self.units or self.years or self.people)

    @property
    def is_whole(self) -> bool:
        """Whether every operation goes in."""
        return not self.is_chosen and self.with_notes and not self.is_blind


EVERYTHING = Contents()


@dataclass(frozen=True)
class Packaged:
    """A package that was written and read back."""

    path: Path
    size: int
    scope: str
    units: int
    operations: int
    contents: int
    sha256: str
    code: str


def write_package(
    workspace: Workspace,
    target: Path,
    contents: Contents = EVERYTHING,
    password: str | None = None,
    progress: Progress = NO_PROGRESS,
) -> Packaged:
    """Write a package to `target` and read it back. `.crdx` is added to the name where it is missing.

    Raises:
        InputError: nothing is chosen, or the password is empty. AppError: `target` cannot be written.
        Cancelled: the user stopped; then there is no package.
    """
    if password is not None and len(password) < 6:
        raise InputError("密码至少要有 6 个字符。", "请换一个长一些的密码。", field="password")
    target = target if target.suffix.lower() == SUFFIX else target.with_name(target.name + SUFFIX)
    if target.exists() and target.samefile(workspace.path):
        raise InputError("交换包不能写到正在使用的文件上。", "请换一个文件名。")
    try:
        with tempfile.TemporaryDirectory(prefix="crd-package-", ignore_cleanup_errors=True) as folder:
            inside = Path(folder, "inside")
            progress.step("正在整理")
            scope, units = _build(workspace, inside, contents, progress)
            pack(inside, target, password, progress)
    except sqlite3.Error as error:
        raise sqlite_problem(error, target) from error
    except OSError as error:
        raise disk_problem(error, target) from error
    with receive(target, password, progress) as received, received.reading() as connection:
        (operations,) = connection.execute("SELECT count(*) FROM op").fetchone()
        (blobs,) = connection.execute("SELECT count(*) FROM blob").fetchone()
        digest, sha256 = received.meta["digest"], received.sha256
    size = target.stat().st_size
    return Packaged(target, size, scope, units, operations, blobs, sha256, check_code(digest))


def _build(workspace: Workspace, inside: Path, contents: Contents, progress: Progress) -> tuple[str, int]:
    with closing(empty_package(inside)) as connection:
        # The source is attached for reading only; both sides see one moment of it.
        connection.execute("ATTACH ? AS ours", (f"{workspace.path.absolute().as_uri()}?mode=ro",))
        connection.execute("BEGIN")
        scope = "整个工作文件" if contents.is_whole else scope_words(connection, contents)
        units = _put_journal(connection, contents, progress)
        if contents.with_attachments:
            progress.step("正在放入附件")
            marks = ", ".join("?" * len(holders()))
            connection.execute(
                "INSERT INTO blob SELECT sha256, size, data FROM ours.blob WHERE sha256 IN "
                f"(SELECT value FROM op WHERE entity IN ({marks}) AND field = 'sha256')",
                holders(),
            )
        _put_meta(connection, workspace, contents, scope)
        connection.execute("COMMIT")
    return scope, units


def empty_package(path: Path) -> sqlite3.Connection:
    """A new database at `path` with the tables of a package and nothing in them."""
    connection = sqlite3.connect(path.as_uri(), uri=True, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA application_id = {PACKAGE_ID:d}")
    connection.execute(f"PRAGMA user_version = {VERSION:d}")
    for table in TABLES:
        connection.execute(table_sql(table))
    return connection


def _put_journal(connection: sqlite3.Connection, contents: Contents, progress: Progress) -> int:
    """Copy what goes in; returns how many units that is."""
    if contents.is_whole:
        for table in ("change", "op", "parent"):
            progress.step("正在放入修改记录")
            connection.execute(f"INSERT INTO {table} SELECT * FROM ours.{table}")
    else:
        _choose(connection, contents)
        progress.step("正在放入修改记录")
        connection.execute(
            "INSERT INTO op SELECT o.* FROM ours.op o "
            "JOIN temp.scope s ON s.row = o.row LEFT JOIN temp.omitted x "
            "ON x.entity = o.entity AND x.field = o.field WHERE x.entity IS NULL"
        )
        if contents.is_blind:
            _leave_out_states(connection)
        _put_changes(connection)
        connection.execute(
            "INSERT INTO parent SELECT p.* FROM ours.parent p JOIN op o ON o.change = p.change AND o.n = p.n"
        )
    (units,) = connection.execute(
        "SELECT count(DISTINCT row) FROM op WHERE entity = 'unit' AND field = ''"
    ).fetchone()
    return int(units)


def _choose(connection: sqlite3.Connection, contents: Contents) -> None:
    connection.execute("CREATE TEMP TABLE scope (row TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.execute(
        "CREATE TEMP TABLE omitted (entity TEXT, field TEXT, PRIMARY KEY (entity, field)) WITHOUT ROWID"
    )
    rows = rows_in_scope(connection, contents)
    if contents.is_chosen and not rows:
        raise InputError("所选的范围里没有任何单位。", "请重新选择单位、年度或人员。")
    connection.executemany("INSERT INTO temp.scope VALUES (?)", ((row,) for row in rows))
    connection.executemany("INSERT INTO temp.omitted VALUES (?, ?)", omitted_cells(contents))


def _leave_out_states(connection: sqlite3.Connection) -> None:
    """Only the states before a verdict go in; the rest of the report does."""
    marks = ", ".join("?" * len(TELLING_STATES))
    telling = f"entity = 'report' AND field = 'state' AND value IN ({marks})"
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"DELETE FROM op WHERE {telling}", TELLING_STATES)
    query = (
        "SELECT count(*) FROM op a WHERE a.entity = 'report' AND a.field = '' AND a.value IS NOT NULL AND "
        "NOT EXISTS (SELECT 1 FROM op b WHERE b.entity = 'report' AND b.row = a.row AND b.field = 'state')"
    )
    if connection.execute(query).fetchone()[0]:
        raise InputError("有报告一开始就带着结论，不能做盲审包。", "请不要选这些报告，或导出普通交换包。")


def _put_changes(connection: sqlite3.Connection) -> None:
    """Changes that go in whole stay as they are; of the others salt and label stay away."""
    names = COLUMNS.split(", ")
    part = ", ".join({"label": "''", "salt": "NULL"}.get(name, f"c.{name}") for name in names)
    whole = ", ".join(f"c.{name}" for name in names)
    counts = (
        "SELECT change, count(*) AS inside, "
        "(SELECT count(*) FROM ours.op a WHERE a.change = o.change) AS every "
        "FROM op o GROUP BY change"
    )
    for columns, sign in ((whole, "="), (part, "<")):
        connection.execute(
            f"INSERT INTO change SELECT {columns} FROM ours.change c "
            f"JOIN ({counts}) k ON k.change = c.id WHERE k.inside {sign} k.every"
        )


def _put_meta(connection: sqlite3.Connection, workspace: Workspace, contents: Contents, scope: str) -> None:
    source = dict(connection.execute("SELECT name, value FROM ours.meta"))
    (digest,) = connection.execute("SELECT digest FROM ours.claim").fetchone()
    author = workspace.author
    meta: dict[str, Any] = {
        "project": source["project"],
        "scope": scope,
        "sender": author.name,
        "office": author.office,
        "device": author.device,
        "made_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "digest": digest,
    }
    if not contents.is_whole or "has_gaps" in source:
        meta["has_gaps"] = "1"
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
