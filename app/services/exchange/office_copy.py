"""What the office's server holds as a package, to be received like any other that somebody sent."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Set as AbstractSet
from contextlib import closing
from pathlib import Path
from typing import Any

from app.models.errors import DiskFull
from app.models.problems import disk_problem, sqlite_problem
from app.models.recorder import raw
from app.services.exchange.news import COLUMNS
from app.services.exchange.office import Office
from app.services.exchange.package import empty_package
from app.services.exchange.source import Received
from app.services.files import MEGABYTE
from app.services.journal.many import insert_rows
from app.services.progress import NO_PROGRESS, Progress

_COLUMNS = {
    "change": COLUMNS,
    "op": "change, n, entity, row, field, value",
    "parent": "change, n, parent_change, parent_n",
}
_PORTION = 20_000


def fetch(office: Office, held: AbstractSet[str] = frozenset(), progress: Progress = NO_PROGRESS) -> Received:
    """Everything the server holds, in quarantine. Attachments whose content is `held` already do not travel.

    Raises:
        AppError: the server cannot be reached, or something in it was altered. Cancelled: the user stopped.
    """
    folder = tempfile.TemporaryDirectory(prefix="crd-received-", ignore_cleanup_errors=True)
    received = Received(Path(folder.name, "received"), folder)
    received.name, received.is_package = f"办公室服务器 {office.name}", True
    try:
        _fill(office, received.copy, held, progress)
        with received.copy.open("rb") as file:
            received.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        received.open_guarded()
        received.check()
    except sqlite3.Error as error:
        received.close()
        raise sqlite_problem(error, received.copy) from error
    except OSError as error:
        received.close()
        raise disk_problem(error, received.copy) from error
    except BaseException:
        received.close()
        raise
    return received


def _fill(office: Office, path: Path, held: AbstractSet[str], progress: Progress) -> None:
    with office.read() as session, closing(empty_package(path)) as package:
        server = raw(session)
        package.execute("BEGIN")
        for table, columns in _COLUMNS.items():
            _copy(server, package, table, columns, progress)
        listed = server.execute("SELECT sha256, size FROM blob ORDER BY sha256").fetchall()
        _refuse_if_full(path, sum(size for sha256, size in listed if sha256 not in held))
        for sha256, _ in listed:
            if sha256 not in held:
                progress.step("正在取附件")
                rows = server.execute("SELECT sha256, size, data FROM blob WHERE sha256 = ?", (sha256,))
                package.executemany("INSERT INTO blob VALUES (?,?,?)", rows)
        wanted = ("project", "has_gaps")
        meta = [row for row in server.execute("SELECT name, value FROM meta") if row[0] in wanted]
        package.executemany("INSERT INTO meta VALUES (?, ?)", [*meta, ("scope", "办公室服务器上的全部内容")])
        package.execute("COMMIT")


def _copy(
    server: sqlite3.Connection, package: sqlite3.Connection, table: str, columns: str, progress: Progress
) -> None:
    """One table, in portions, so that a server of many years does not have to fit into memory."""
    server.execute(f"DECLARE portion NO SCROLL CURSOR FOR SELECT {columns} FROM {table} ORDER BY 1, 2")
    rows: list[Any] = [None]
    while rows:
        progress.step("正在从办公室服务器读取")
        rows = server.execute(f"FETCH {_PORTION} FROM portion").fetchall()
        insert_rows(package, table, rows)
    server.execute("CLOSE portion")


def _refuse_if_full(path: Path, size: int) -> None:
    if shutil.disk_usage(path.parent).free < size + 16 * MEGABYTE:
        raise DiskFull(
            "磁盘空间不够取回办公室服务器上的附件。", f"约需 {size // MEGABYTE} MB，请腾出空间后重试。"
        )
