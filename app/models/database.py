"""Opening and making workspace files. The one file is complete after every commit (rollback journal)."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.models import migrations
from app.models.base import natural_id, new_id
from app.models.enums import ChangeKind
from app.models.errors import AppError, Damaged, FileBusy, FileMissing, NewerFile, NotOurs, ReadOnly
from app.models.identity import Installation
from app.models.journal import Author, check_code
from app.models.migrations import VERSION
from app.models.problems import disk_problem, sqlite_problem
from app.models.recorder import Seen
from app.models.schema import APPLICATION_ID, read_shape
from app.models.setting import Setting
from app.models.unit_of_work import UnitOfWork

SUFFIX = ".crd"
_MAGIC = b"SQLite format 3\x00"
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA busy_timeout = 5000",
)


class Claim(NamedTuple):
    """The one line in which a file says who writes it and how far."""

    replica: str
    seq: int
    last: bytes | None
    clock: int
    digest: str


class Workspace:
    """An open workspace file 工作文件: reads, units of work, and who writes. Close it when done."""

    def __init__(self, path: Path, author: Author, installation: Installation, lock: FileLock | None) -> None:
        self.path = path
        self.author = author
        self.is_read_only = lock is None
        self._installation = installation
        self._lock = lock
        self._engine = _engine(path, read_only=self.is_read_only)
        self.writing_engine = self._engine.execution_options(writing=True)
        try:
            with self.read() as session:
                connection = session.connection()
                self.project: str = connection.exec_driver_sql(
                    "SELECT value FROM meta WHERE name = 'project'"
                ).scalar_one()
            self._memory = installation.memory(self.project)
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        """What sentences call the file."""
        return self.path.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the file and writes nothing."""
        session = Session(self._engine, info={"project": getattr(self, "project", None)}, autoflush=False)
        try:
            yield session
        except DBAPIError as error:
            raise sqlite_problem(error, self.path) from error
        finally:
            session.close()

    def write(
        self,
        label: str,
        *,
        kind: ChangeKind = ChangeKind.EDIT,
        step: str | None = None,
        target: str | None = None,
        seen: Seen | None = None,
    ) -> UnitOfWork:
        """One user action called `label` (shown by undo). Actions that share a `step` are undone together.

        `seen` names the heads a person had before them; without it, everything now in the file counts.
        """
        return UnitOfWork(self, label, kind=kind, step=step, target=target, seen=seen)

    @contextmanager
    def maintain(self) -> Iterator[sqlite3.Connection]:
        """Write local columns and blobs, which the journal does not carry, in one transaction."""
        self.refuse_if_read_only()
        with self._translated(), self.writing_engine.begin() as connection:
            driver = _driver(connection)
            driver.execute("UPDATE claim SET writing = 1")
            yield driver
            driver.execute("UPDATE claim SET writing = 0")

    def claim(self, driver: sqlite3.Connection) -> Claim:
        """Who this file writes as; a new replica unless this installation wrote exactly what it holds.

        Called inside the transaction that is about to write, so that looking at a file never changes it.
        """
        claim = Claim(*driver.execute("SELECT replica, seq, last, clock, digest FROM claim").fetchone())
        replica = self.replica(driver)
        if replica == claim.replica:
            return claim
        driver.execute("UPDATE claim SET install = ?", (self._installation.id,))
        if replica is None:
            fresh = self._installation.mint(self.project, self._memory)
            return claim._replace(replica=fresh, seq=0, last=None)
        seq, last = self._memory.written[replica]
        return claim._replace(replica=replica, seq=seq, last=bytes.fromhex(last))

    def replica(self, driver: sqlite3.Connection) -> str | None:
        """The replica under which this installation may go on in this file, or None: then it takes a new one.

        That is one whose last change in the file is exactly the last one remembered here. A copied file, a
        restored backup and a file that has travelled on are told apart by that.
        """
        install, replica, seq, last = driver.execute(
            "SELECT install, replica, seq, last FROM claim"
        ).fetchone()
        known = self._memory.written
        if install == self._installation.id and known.get(replica) == (seq, (last or b"").hex()):
            return str(replica)
        query = "SELECT seq, id FROM change WHERE replica = ? ORDER BY seq DESC LIMIT 1"
        for mine, remembered in known.items():
            row = driver.execute(query, (mine,)).fetchone()
            if row and (row[0], row[1].hex()) == remembered:
                return mine
        return None

    def disown(self, replica: str) -> None:
        """Never write as `replica` again: another computer does so as well."""
        self._memory.written.pop(replica, None)

    def note_written(self, replica: str, seq: int, last: bytes) -> None:
        """Remember outside the file how far this installation has written."""
        self._memory.written[replica] = (seq, last.hex())
        self._installation.remember(self.project, self._memory)

    def refuse_if_read_only(self) -> None:
        """Raise a sentence where nothing may be written."""
        if self.is_read_only:
            raise ReadOnly(f"“{self.path.name}”以只读方式打开，", "不能修改。请另存一份再改。")

    def digest(self) -> str:
        """The content digest as 32 hexadecimal characters."""
        with self.read() as session:
            return str(session.connection().exec_driver_sql("SELECT digest FROM claim").scalar_one())

    def check_code(self) -> str:
        """The 核对码 of the content: equal content, equal code."""
        return check_code(self.digest())

    def snapshot(self, target: Path) -> None:
        """A complete, checked copy of the file as it is now; appears at `target` only when it is good."""
        beside = target.with_name(target.name + ".new")
        beside.unlink(missing_ok=True)
        try:
            with self._translated(), closing(_connect(self.path, read_only=True)) as connection:
                connection.execute("VACUUM INTO ?", (str(beside),))
            check_integrity(beside)
            _flush(beside)
            beside.replace(target)
        except OSError as error:
            raise disk_problem(error, target) from error
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()
        if self._lock is not None:
            with suppress(OSError):
                Path(self._lock.lock_file).unlink(missing_ok=True)
            self._lock.release()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            raise sqlite_problem(error, self.path) from error


def create_workspace(
    path: Path, *, name: str, year: int, author: Author, installation: Installation
) -> Workspace:
    """Make a new file at `path`, which must not exist, and open it.

    Raises:
        AppError: the place is taken, read-only or full.
    """
    create_empty(path, new_id())
    workspace = open_workspace(path, author=author, installation=installation)
    with workspace.write("新建工作文件", kind=ChangeKind.CREATE) as session:
        for key, value in (("name", name), ("year", str(year))):
            session.add(Setting(id=natural_id(workspace.project, "setting", key), name=key, value=value))
    return workspace


def create_empty(path: Path, project: str) -> None:
    """Make a file of `project` at `path` in which nothing was written yet, to merge a package into.

    Raises:
        AppError: the place is taken, read-only or full.
    """
    if path.exists():
        raise AppError(f"“{path.name}”已经存在，没有覆盖。", "请换一个文件名。")
    beside = path.with_name(path.name + ".new")
    try:
        beside.unlink(missing_ok=True)
        with closing(_connect(beside, create=True)) as connection:
            connection.execute("BEGIN")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
            migrations.migrate(connection, 0)
            connection.execute("INSERT INTO claim VALUES (1, '', '', 0, NULL, 0, ?, 1)", (f"{0:032x}",))
            connection.execute("INSERT INTO meta VALUES ('project', ?)", (project,))
            connection.execute("UPDATE claim SET writing = 0")
            connection.execute("COMMIT")
        beside.replace(path)
    except sqlite3.Error as error:
        raise sqlite_problem(error, path) from error
    except OSError as error:
        raise disk_problem(error, path) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def open_workspace(
    path: Path, *, author: Author, installation: Installation, read_only: bool = False
) -> Workspace:
    """Open an existing file; an older one is upgraded in a copy after a backup.

    Raises:
        AppError: FileMissing, NotOurs, NewerFile, Damaged, FileBusy or ReadOnly, each with its sentence.
    """
    version = _read_header(path)
    lock = None if read_only else _take_lock(path, author)
    try:
        if version < VERSION and lock is None:
            raise ReadOnly(
                f"“{path.name}”由旧版本的程序建立，打开前要升级，而这里只能读。",
                "请把它复制到可以写的文件夹，再打开副本。",
            )
        if version < VERSION:
            _upgrade(path, version)
        # After a crash the first opening rolls the half-written transaction back, which needs to write.
        check_integrity(path, read_only=lock is None)
        return Workspace(path, author, installation, lock)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def is_older(path: Path) -> bool:
    """Whether a file was made by an older program, so that it has to be upgraded before it is read.

    Raises:
        AppError: as `open_workspace`.
    """
    return _read_header(path) < VERSION


def check_integrity(path: Path, *, read_only: bool = True) -> None:
    """Raise Damaged where the file is broken or holds anything that this program did not put there."""
    try:
        with closing(_connect(path, read_only=read_only)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise _damaged(path, verdict)
            strange = read_shape(connection) ^ _expected_shape()
            if strange:
                names = "、".join(sorted({name for _, name, _, _ in strange})[:5])
                raise Damaged(
                    f"“{path.name}”被其他程序改动过，为安全起见没有打开。",
                    "请从备份恢复，或向同事要最近的一份。",
                    f"unexpected or missing: {names}",
                )
    except sqlite3.Error as error:
        raise sqlite_problem(error, path) from error


def _expected_shape() -> set[tuple[str, str, str, str]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        migrations.migrate(connection, 0)
        return read_shape(connection)


def _read_header(path: Path) -> int:
    """The schema version, read from the first hundred bytes without asking SQLite to trust the file."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise FileMissing(f"找不到“{path.name}”。", "它可能已被移动、改名或删除。") from None
    except IsADirectoryError:
        raise NotOurs(f"“{path.name}”是一个文件夹，不是工作文件。") from None
    except OSError as error:
        raise disk_problem(error, path) from error
    ours = len(header) == 100 and header.startswith(_MAGIC)
    if not ours or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise NotOurs(f"“{path.name}”不是碳审工作台的工作文件。", "请选择扩展名为 .crd、由本程序建立的文件。")
    version = int.from_bytes(header[60:64], "big")
    if version > VERSION:
        raise NewerFile(
            f"“{path.name}”由更新版本的程序建立（文件格式 {version}，本程序支持到 {VERSION}）。",
            "请先升级本程序，文件没有改动。",
        )
    if version == 0:
        raise _damaged(path, "schema version 0")
    return version


def _take_lock(path: Path, author: Author) -> FileLock | None:
    """Hold the file for this process; None where the place is read-only and so nobody can write."""
    lock_path = path.with_name(f".~lock.{path.name}#")
    lock = FileLock(lock_path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise FileBusy(
            f"“{path.name}”正由{_lock_owner(lock_path)}使用。", "可以先以只读方式打开查看。"
        ) from None
    except OSError:
        return None
    if not os.access(path, os.W_OK):
        lock.release()
        return None
    owner = {"name": author.name, "device": author.device, "since": datetime.now().strftime("%H:%M")}
    # The first byte is what Windows locks; the words stand behind it so that others can read them.
    with suppress(OSError), lock_path.open("r+b") as file:
        file.write(b"\n" + json.dumps(owner, ensure_ascii=False).encode())
        file.truncate()
    return lock


def _lock_owner(lock_path: Path) -> str:
    try:
        with lock_path.open("rb") as file:
            file.seek(1)
            owner = json.loads(file.read(2000))
            return f"{owner['name']}（{owner['device'] or '另一个窗口'}，{owner['since']} 起）"
    except (OSError, ValueError, KeyError, TypeError):
        return "另一个窗口"


def _upgrade(path: Path, version: int) -> None:
    """Upgrade a copy, check it, keep the old file under a dated name, then put the copy in its place."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    backup = path.with_name(f"{path.stem}（升级前 格式{version} {stamp}）{path.suffix}")
    beside = path.with_name(path.name + ".new")
    try:
        for target in (backup, beside):
            with closing(_connect(path, read_only=True)) as connection:
                connection.execute("VACUUM INTO ?", (str(target),))
            _flush(target)
        with closing(_connect(beside)) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("BEGIN IMMEDIATE")
            migrations.migrate(connection, version)
            connection.execute("COMMIT")
        check_integrity(beside)
        beside.replace(path)
    except sqlite3.Error as error:
        raise sqlite_problem(error, path) from error
    except OSError as error:
        raise disk_problem(error, path) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _engine(path: Path, *, read_only: bool) -> Engine:
    engine = create_engine(
        "sqlite://", creator=lambda: _connect(path, read_only=read_only), poolclass=QueuePool, pool_size=4
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _connect(path: Path, *, read_only: bool = False, create: bool = False) -> sqlite3.Connection:
    mode = "ro" if read_only else "rwc" if create else "rw"
    # isolation_level None: we say BEGIN ourselves, because the driver would commit around DDL.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    if not read_only:
        connection.execute("PRAGMA journal_mode = DELETE")
    return connection


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _flush(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _damaged(path: Path, detail: str) -> Damaged:
    return Damaged(f"“{path.name}”已损坏，不能打开。", "请从备份恢复，或向同事要最近的一份。", detail)
