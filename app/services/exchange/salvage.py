"""抢救: what can still be read of a damaged file, put into a package that merges like any other.

The file is read like a received one, but without asking whether it is whole. Only changes that still hash to
their id count as safe; of the others the rows are listed, so that a person can type them again.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.models.errors import Damaged
from app.models.journal import Author, ChangeHead, Op, OpRef, change_id
from app.models.problems import disk_problem
from app.models.registry import entities
from app.services.exchange.container import SUFFIX, pack
from app.services.exchange.news import COLUMNS
from app.services.exchange.package import empty_package
from app.services.exchange.source import Received, quarantine
from app.services.exchange.words import ENTITIES, field_label, value_words
from app.services.journal.fold import HeadOp
from app.services.progress import NO_PROGRESS, Progress

_LIMIT = 2_000_000


@dataclass(frozen=True)
class Salvaged:
    """What was found. `rows`: by kind of thing, each a list of (field, value) in people's words."""

    changes: int
    damaged_changes: int
    operations: int
    attachments: int
    rows: dict[str, list[dict[str, str]]]
    package: Path | None


def salvage(
    path: Path, target: Path | None = None, password: str | None = None, progress: Progress = NO_PROGRESS
) -> Salvaged:
    """Read what can be read at `path`; with `target`, write the safe changes as a package there.

    Raises:
        Damaged: nothing at all can be read. AppError: `path` is no file of ours, or `target` not writable.
    """
    with quarantine(path, password, progress) as received:
        with received.salvaging() as connection:
            found = _Found(connection)
            progress.step("正在读取")
            rows = {ENTITIES[name]: list(_rows(connection, name)) for name in entities()}
            project = _project(connection)
        safe = found.safe()
        if not found.changes and not any(rows.values()):
            raise Damaged(f"“{path.name}”里已没有可以读出的内容。", "请从备份恢复，或向同事要最近的一份。")
        written = None
        if target is not None and project and safe:
            written = target if target.suffix.lower() == SUFFIX else target.with_name(target.name + SUFFIX)
            _write(written, found, safe, project, received, progress)
    kept = set(safe)
    return Salvaged(
        changes=len(safe),
        damaged_changes=len((found.changes.keys() | found.ops.keys()) - kept),
        operations=sum(len(found.ops.get(own, ())) for own in safe),
        attachments=len(found.blobs),
        rows={name: listed for name, listed in rows.items() if listed},
        package=written,
    )


class _Found:
    """Everything of the journal that can be read, by change."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.changes: dict[bytes, tuple[Any, ...]] = {}
        self.ops: dict[bytes, dict[int, HeadOp]] = {}
        self.parents: dict[OpRef, set[OpRef]] = {}
        self.blobs: set[str] = set()
        for row in _both_ways(connection, "change", COLUMNS, "id"):
            if type(row[0]) is bytes:
                self.changes[row[0]] = row
        columns = "change, n, entity, row, field, value"
        for change, n, entity, row, name, value in _both_ways(connection, "op", columns, "change, n"):
            with suppress(TypeError):
                held = self.ops.setdefault(change, {})
                held[n] = HeadOp(entity, row, name, value, 0, OpRef(change, n))
        columns = "change, n, parent_change, parent_n"
        for change, n, *parent in _both_ways(connection, "parent", columns, "change, n"):
            with suppress(TypeError):
                self.parents.setdefault(OpRef(change, n), set()).add(OpRef(*parent))
        for (sha256,) in _both_ways(connection, "blob", "sha256", "sha256"):
            if type(sha256) is str:
                self.blobs.add(sha256)

    def safe(self) -> list[bytes]:
        """Changes that are whole: they still hash to their id."""
        return [own for own, row in self.changes.items() if self._is_whole(own, row)]

    def _is_whole(self, own: bytes, row: tuple[Any, ...]) -> bool:
        _, replica, seq, prev, clock, at, *author, kind, label, step, target, schema, salt = row
        ops = [
            Op(o.entity, o.row, o.field, o.value, tuple(self.parents.get(o.ref, ())))
            for _, o in sorted(self.ops.get(own, {}).items())
        ]
        try:
            head = ChangeHead(
                replica, seq, prev, clock, at, Author(*author), kind, label, step, target, schema, salt
            )
            return salt is not None and change_id(head, ops) == own
        except (TypeError, ValueError, AttributeError, OverflowError):
            return False


def _both_ways(
    connection: sqlite3.Connection, table: str, columns: str, order: str
) -> Iterator[tuple[Any, ...]]:
    """Rows from the front until the damage, then from the back until the damage."""
    backwards = ", ".join(f"{name} DESC" for name in order.split(", "))
    for way in (order, backwards):
        with suppress(sqlite3.Error, UnicodeError, OverflowError):
            for number, row in enumerate(
                connection.execute(f'SELECT {columns} FROM "{table}" ORDER BY {way}')
            ):
                if number > _LIMIT:
                    break
                yield row
            else:
                return


def _rows(connection: sqlite3.Connection, entity: str) -> Iterator[dict[str, str]]:
    """Rows of one table in people's words."""
    known = entities()[entity]
    names = [name for name in known.fields if name not in known.links]
    columns = ", ".join(f'CAST("{name}" AS TEXT)' for name in ("id", *names))
    seen = set()
    for key, *values in _both_ways(connection, entity, columns, "rowid"):
        if key in seen:
            continue
        seen.add(key)
        yield {field_label(entity, n): _words(entity, n, v) for n, v in zip(names, values, strict=True) if v}


def _words(entity: str, name: str, value: object) -> str:
    try:
        return value_words(entity, name, str(value))
    except ValueError:
        return str(value)


def _project(connection: sqlite3.Connection) -> str:
    for name, value in _both_ways(connection, "meta", "name, value", "name"):
        if name == "project" and isinstance(value, str):
            return value
    return ""


def _write(
    target: Path,
    found: _Found,
    safe: Iterable[bytes],
    project: str,
    received: Received,
    progress: Progress,
) -> None:
    try:
        with tempfile.TemporaryDirectory(prefix="crd-salvage-", ignore_cleanup_errors=True) as folder:
            inside = Path(folder, "inside")
            with closing(empty_package(inside)) as connection:
                connection.execute("BEGIN")
                for own in safe:
                    _put(connection, found, own)
                for sha256 in sorted(found.blobs):
                    data = received.blob(sha256, salvaging=True)
                    if data is not None:
                        connection.execute("INSERT INTO blob VALUES (?,?,?)", (sha256, len(data), data))
                meta = {
                    "project": project,
                    "scope": f"从“{received.name[:80]}”抢救的内容",
                    "made_at": datetime.now().astimezone().isoformat(timespec="seconds"),
                    "digest": f"{0:032x}",
                    "has_gaps": "1",
                }
                connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
                connection.execute("COMMIT")
            pack(inside, target, None, progress)
    except OSError as error:
        raise disk_problem(error, target) from error


def _put(connection: sqlite3.Connection, found: _Found, own: bytes) -> None:
    row = found.changes[own]
    connection.execute(f"INSERT INTO change VALUES ({','.join('?' * len(row))})", row)
    for n, o in sorted(found.ops.get(own, {}).items()):
        connection.execute("INSERT INTO op VALUES (?,?,?,?,?,?)", (own, n, o.entity, o.row, o.field, o.value))
        parents = sorted(found.parents.get(o.ref, ()))
        connection.executemany("INSERT INTO parent VALUES (?,?,?,?)", [(own, n, *ref) for ref in parents])
