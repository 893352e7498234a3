"""A received file in quarantine: copied, opened for reading with all guards, looked at as data only.

Nothing of the file's own runs: only five tables are read, and only if each is exactly the table that this
program makes. Views, triggers, virtual tables and generated columns of the file are never touched.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.schema import CreateTable

from app.models import journal
from app.models.errors import AppError, Damaged, DiskFull, FileMissing, InputError, NewerFile, NotOurs
from app.models.migrations import VERSION
from app.models.problems import disk_problem
from app.models.schema import APPLICATION_ID
from app.services.exchange.container import MARK, SIZE_LIMIT, unpack
from app.services.files import MEGABYTE
from app.services.progress import NO_PROGRESS, Progress

# "CRDX": the database inside a package, which holds the journal but no tables made from it.
PACKAGE_ID = 0x43524458
TABLES = (journal.meta, journal.change, journal.op, journal.parent, journal.blob)
_SQLITE = b"SQLite format 3\x00"
_PRAGMAS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA query_only = ON",
    "PRAGMA foreign_keys = OFF",
)
# These look into the file, which fails where it is damaged.
_PRAGMAS_OF_FILE = ("PRAGMA mmap_size = 0", "PRAGMA cache_size = -16000")
# Longest text of one cell and largest attachment; what is longer is refused by SQLite itself.
_TEXT_LIMIT = 4 * MEGABYTE
_BLOB_LIMIT = 320 * MEGABYTE
_SECONDS, _SECONDS_PER_MEGABYTE = 6.0, 0.05
_STEPS = 20_000
_META_LIMIT = 64
_DEFENSIVE = 1010  # SQLITE_DBCONFIG_DEFENSIVE


@cache
def table_sql(table: Table) -> str:
    """The statement that makes `table`, white space folded, as it must stand in a received file."""
    return " ".join(str(CreateTable(table).compile(dialect=SQLiteDialect())).split())


class Received:
    """Use as `with receive(path) as received:`. Everything it made is gone afterwards."""

    def __init__(self, path: Path, folder: tempfile.TemporaryDirectory[str]) -> None:
        self.path = path
        self.name = path.name
        self.sha256 = ""
        self.is_package = False
        self.meta: dict[str, str] = {}
        self.has_strange_parts = False
        self._folder = folder
        self.copy = Path(folder.name, "received")
        self._connection: sqlite3.Connection | None = None
        self._deadline = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the copy and delete it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        with suppress(OSError):
            self._folder.cleanup()

    @property
    def project(self) -> str:
        """The project that the file belongs to."""
        return self.meta["project"]

    @property
    def is_part(self) -> bool:
        """Whether it holds chosen units or parts only, or has itself taken in such a file."""
        return "has_gaps" in self.meta

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The guarded connection; whatever goes wrong inside becomes a sentence."""
        assert self._connection is not None
        self.renew_deadline()
        try:
            yield self._connection
        except (sqlite3.Error, OverflowError, UnicodeError) as error:
            raise self._problem(error) from error

    @contextmanager
    def salvaging(self) -> Iterator[sqlite3.Connection]:
        """The guarded connection to a file that may be damaged: the caller meets the errors itself."""
        assert self._connection is not None
        self.renew_deadline()
        for pragma in _PRAGMAS_OF_FILE:
            with suppress(sqlite3.Error):
                self._connection.execute(pragma)
        yield self._connection

    def _pad(self) -> None:
        """Give a copy that was cut off its stated length again: SQLite reads nothing of a shorter file."""
        with self.copy.open("r+b") as file:
            header = file.read(32)
            page_size = int.from_bytes(header[16:18], "big")
            size = (65536 if page_size == 1 else page_size) * int.from_bytes(header[28:32], "big")
            if self.copy.stat().st_size < size <= SIZE_LIMIT:
                file.truncate(size)

    def blob(self, sha256: str, *, salvaging: bool = False) -> bytes | None:
        """The content of an attachment if it is here and is what its hash says."""
        try:
            with self.reading() as connection:
                return self._blob(connection, sha256)
        except Damaged:
            if salvaging:
                return None
            raise

    def _blob(self, connection: sqlite3.Connection, sha256: str) -> bytes | None:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _BLOB_LIMIT)
        try:
            row = connection.execute("SELECT data FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
        finally:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _TEXT_LIMIT)
        data = row[0] if row else None
        if not isinstance(data, bytes) or hashlib.sha256(data).hexdigest() != sha256:
            return None
        return data

    def renew_deadline(self) -> None:
        """Give SQLite its time anew: the limit is on what the file makes it do, not on our work between."""
        megabytes = self.copy.stat().st_size / MEGABYTE
        self._deadline = time.monotonic() + _SECONDS + megabytes * _SECONDS_PER_MEGABYTE

    def check(self) -> None:
        """Raise a sentence unless the file is exactly what this program makes."""
        with self.reading() as connection:
            for pragma in _PRAGMAS_OF_FILE:
                connection.execute(pragma)
            self._check_tables(connection)
            self._read_meta(connection)

    def open_guarded(self, is_damaged: bool = False) -> None:
        """Open the copy with all guards; nothing in it is trusted yet."""
        self._check_header()
        if is_damaged:
            self._pad()
        connection = sqlite3.connect(
            f"{self.copy.as_uri()}?mode=ro&immutable=1",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        self._connection = connection
        for limit, value in (
            (sqlite3.SQLITE_LIMIT_LENGTH, _TEXT_LIMIT),
            (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
            (sqlite3.SQLITE_LIMIT_COLUMN, 200),
            (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 50),
            (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 5),
            (sqlite3.SQLITE_LIMIT_VDBE_OP, 25_000),
            (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
            (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
            (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
        ):
            connection.setlimit(limit, value)
        connection.set_progress_handler(self._is_over_time, _STEPS)
        with self.reading():
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            self._set_defensive(connection)

    def _set_defensive(self, connection: sqlite3.Connection) -> None:
        # Only from Python 3.12 on; the copy is read-only and immutable in any case.
        setconfig = getattr(connection, "setconfig", None)
        if setconfig is not None:
            setconfig(_DEFENSIVE, True)

    def _is_over_time(self) -> bool:
        return time.monotonic() > self._deadline

    def _check_header(self) -> None:
        with self.copy.open("rb") as file:
            header = file.read(100)
        wanted = PACKAGE_ID if self.is_package else APPLICATION_ID
        if len(header) < 100 or not header.startswith(_SQLITE) or header[68:72] != wanted.to_bytes(4, "big"):
            raise _not_ours(self.name)
        version = int.from_bytes(header[60:64], "big")
        if version > VERSION:
            raise _newer(self.name, version)
        if version == 0:
            raise self._damaged("schema version 0")

    def _check_tables(self, connection: sqlite3.Connection) -> None:
        wanted = {t.name: table_sql(t) for t in TABLES}
        found = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE name IN (?, ?, ?, ?, ?)",
            list(wanted),
        ).fetchall()
        ours = [(kind, name, " ".join(str(sql).split())) for kind, name, sql in found]
        if sorted(ours) != sorted(("table", name, sql) for name, sql in wanted.items()):
            raise self._damaged(f"tables {sorted(name for _, name, _ in ours)}")
        for table in wanted:
            (verdict,) = connection.execute(f"PRAGMA quick_check('{table}')").fetchone()
            if verdict != "ok":
                raise self._damaged(str(verdict))
        (strange,) = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index') "
            "AND NOT (type = 'trigger' AND (name GLOB 'guard_*' OR name GLOB 'forget_*'))"
        ).fetchone()
        self.has_strange_parts = strange > 0

    def _read_meta(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute("SELECT name, value FROM meta").fetchmany(_META_LIMIT + 1)
        plain = all(isinstance(k, str) and isinstance(v, str) and len(v) <= 4000 for k, v in rows)
        self.meta = dict(rows)
        project = self.meta.get("project", "")
        if not plain or len(rows) > _META_LIMIT or not 1 <= len(project) <= 64:
            raise self._damaged("meta")

    def _problem(self, error: Exception) -> AppError:
        if self._is_over_time():
            return InputError(
                f"读取“{self.name}”用时过长，已停止。", "请对方用本程序重新导出后再发来。", str(error)
            )
        return self._damaged(str(error))

    def _damaged(self, detail: str) -> AppError:
        return Damaged(
            f"“{self.name}”已损坏或被其他程序改动过，没有读取。",
            "请对方重新发送；不能重发时，可用“抢救可读内容”。",
            detail,
        )


def receive(path: Path, password: str | None = None, progress: Progress = NO_PROGRESS) -> Received:
    """Take a file that somebody sent into quarantine: a package or a plain workspace file.

    Raises:
        AppError: what is wrong with it, in a sentence. Cancelled: the user stopped.
    """
    received = quarantine(path, password, progress, is_damaged=False)
    try:
        received.check()
    except BaseException:
        received.close()
        raise
    return received


def quarantine(
    path: Path,
    password: str | None = None,
    progress: Progress = NO_PROGRESS,
    *,
    is_damaged: bool = True,
) -> Received:
    """Like `receive`, without asking whether the file is whole: to save what can be read of a damaged one."""
    size = _check_place(path)
    try:
        folder = tempfile.TemporaryDirectory(prefix="crd-received-", ignore_cleanup_errors=True)
        if shutil.disk_usage(folder.name).free < size + 16 * MEGABYTE:
            folder.cleanup()
            raise DiskFull(f"磁盘空间不够打开“{path.name}”。", "请腾出空间后重试。")
    except OSError as error:
        raise disk_problem(error, Path(tempfile.gettempdir())) from error
    received = Received(path, folder)
    try:
        _copy(received, password, progress)
        received.open_guarded(is_damaged)
    except BaseException:
        received.close()
        raise
    return received


def _check_place(path: Path) -> int:
    try:
        info = path.stat()
    except FileNotFoundError:
        raise FileMissing(f"找不到“{path.name}”。", "它可能已被移动、改名或删除。") from None
    except (OSError, ValueError) as error:
        problem = error if isinstance(error, OSError) else OSError(str(error))
        raise disk_problem(problem, path) from error
    if not stat.S_ISREG(info.st_mode):
        raise NotOurs(f"“{path.name}”不是一个普通文件。", "请选择同事发来的 .crdx 或 .crd 文件。")
    if info.st_size == 0:
        raise InputError(f"“{path.name}”是空文件（0 字节）。", "可能没有传完，请对方重新发送。")
    if info.st_size > SIZE_LIMIT:
        raise InputError(
            f"“{path.name}”有 {info.st_size // MEGABYTE} MB，超过 {SIZE_LIMIT // MEGABYTE} MB 的上限。",
            "请对方不带附件再导出一次。",
        )
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        with suppress(OSError):
            if beside.stat().st_size:
                raise InputError(
                    f"“{path.name}”旁边有“{beside.name}”，最近的修改还没有写进文件。",
                    "请对方在程序里正常关闭文件后重新发送，或用“导出交换包”。",
                )
    return info.st_size


def _copy(received: Received, password: str | None, progress: Progress) -> None:
    """The bytes as they are now: whatever happens to the original later is of no concern."""
    raw_copy = received.copy.with_name("as-sent")
    check = hashlib.sha256()
    try:
        with received.path.open("rb") as file, raw_copy.open("wb") as out:
            while part := file.read(MEGABYTE):
                progress.step("正在复制")
                check.update(part)
                out.write(part)
        received.sha256 = check.hexdigest()
        with raw_copy.open("rb") as file:
            mark = file.read(16)
    except OSError as error:
        raise disk_problem(error, received.path) from error
    if mark.startswith(MARK):
        received.is_package = True
        unpack(raw_copy, received.copy, password, progress, name=received.name)
        raw_copy.unlink()
    elif mark == _SQLITE:
        raw_copy.replace(received.copy)
    else:
        raise _not_ours(received.name)


def _not_ours(name: str) -> AppError:
    return NotOurs(f"“{name}”不是碳审工作台的交换包或工作文件。", "请选择同事发来的 .crdx 或 .crd 文件。")


def _newer(name: str, version: int) -> AppError:
    return NewerFile(
        f"“{name}”由更新版本的程序建立（文件格式 {version}，本程序支持到 {VERSION}）。",
        "请先升级本程序，文件没有改动。",
    )
