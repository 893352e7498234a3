"""What a package would hold, counted before it is written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass

from app.models.database import Workspace
from app.models.errors import InputError
from app.models.problems import sqlite_problem
from app.services.exchange.conflicts import open_cells
from app.services.exchange.package import Contents
from app.services.exchange.scope import NOTES, rows_in_scope, scope_words


@dataclass(frozen=True)
class Outline:
    """Counts of what goes in. `size` is that of the attachments in bytes; `notes` counts internal notes."""

    scope: str
    units: int
    reports: int
    items: int
    findings: int
    attachments: int
    size: int
    notes: int
    conflicts: int


def outline(workspace: Workspace, contents: Contents) -> Outline:
    """Count what `write_package` would put in.

    Raises:
        InputError: the choice holds nothing.
    """
    try:
        with closing(sqlite3.connect(":memory:", uri=True, isolation_level=None)) as connection:
            connection.execute("ATTACH ? AS ours", (f"{workspace.path.absolute().as_uri()}?mode=ro",))
            connection.execute("BEGIN")
            rows = rows_in_scope(connection, contents)
            if contents.is_chosen and not rows:
                raise InputError("所选的范围里没有任何单位。", "请重新选择单位、年度或人员。")
            connection.execute("CREATE TEMP TABLE scope (row TEXT PRIMARY KEY) WITHOUT ROWID")
            connection.executemany("INSERT INTO temp.scope VALUES (?)", ((row,) for row in rows))
            return _count(connection, contents)
    except sqlite3.Error as error:
        raise sqlite_problem(error, workspace.path) from error


def _count(connection: sqlite3.Connection, contents: Contents) -> Outline:
    def of(query: str) -> int:
        return int(connection.execute(query).fetchone()[0] or 0)

    def rows(table: str) -> int:
        return of(f'SELECT count(*) FROM ours."{table}" WHERE id IN (SELECT row FROM temp.scope)')

    attached = "FROM ours.attachment WHERE id IN (SELECT row FROM temp.scope)"
    proofs = "FROM ours.proof WHERE id IN (SELECT row FROM temp.scope)"
    size = of(
        "SELECT sum(size) FROM ours.blob "
        f"WHERE sha256 IN (SELECT sha256 {attached} UNION SELECT sha256 {proofs})"
    )
    notes = sum(
        of(
            f'SELECT count(*) FROM ours."{table}" WHERE "{field}" <> \'\' '
            "AND id IN (SELECT row FROM temp.scope)"
        )
        for table, field in NOTES
    )
    scope = {row for (row,) in connection.execute("SELECT row FROM temp.scope")}
    # The file is attached, so its tables are found by their plain names.
    conflicts = sum(row in scope for row, _ in open_cells(connection))
    return Outline(
        scope=scope_words(connection, contents),
        units=rows("unit"),
        reports=rows("report"),
        items=rows("item"),
        findings=rows("finding"),
        attachments=rows("attachment") if contents.with_attachments else 0,
        size=size if contents.with_attachments else 0,
        notes=notes if contents.with_notes else 0,
        conflicts=conflicts,
    )
