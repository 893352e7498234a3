"""Proof that a file is whole: the journal is unbroken and replaying it gives exactly the tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from app.models.journal import Author, ChangeHead, id_of_content, op_content
from app.models.recorder import raw
from app.models.registry import Entity, entities
from app.services.journal.contents import missing
from app.services.journal.fold import RowState, digest_of, load_fold
from app.services.journal.many import many_objects
from app.services.journal.reckon import stored_values

_WORST = 20


@dataclass(frozen=True)
class Verification:
    """What was counted and every problem found, in plain words."""

    changes: int
    operations: int
    rows: int
    problems: tuple[str, ...]
    # What is not in the file but need not be: parts left out of packages, contents of attachments.
    notes: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all was found."""
        return not self.problems


def verify(session: Session) -> Verification:
    """Check pages, foreign keys, hash chain, heads, tables and digest of an open file."""
    with many_objects():
        return _verify(session)


def _verify(session: Session) -> Verification:
    connection = raw(session)
    chain, gaps = _check_chain(connection)
    problems = [*chain, *_check_heads(connection), *_check_contents(connection)]
    # A database server looks after its own pages.
    if session.get_bind().dialect.name == "sqlite":
        problems = [*_check_pages(connection), *problems]
    known = entities()
    states = load_fold(connection, known)
    rows = 0
    for entity in known.values():
        shown = {row: s for row, s in states.items() if s.entity == entity.name and s.is_there}
        rows += len(shown)
        problems.extend(_check_table(connection, entity, shown))
    (stored,) = connection.execute("SELECT digest FROM claim").fetchone()
    if stored != digest_of(states):
        problems.append("核对码与内容不符")
    (changes,) = connection.execute("SELECT count(*) FROM change").fetchone()
    (operations,) = connection.execute("SELECT count(*) FROM op").fetchone()
    return Verification(changes, operations, rows, tuple(problems), (*gaps, *_missing_contents(connection)))


def _check_pages(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute(f"PRAGMA integrity_check({_WORST})"):
        if line != "ok":
            yield f"文件结构损坏：{line}"
    for table, _, target, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"表 {table} 有一行指向不存在的 {target}"


def _check_contents(connection: sqlite3.Connection) -> Iterator[str]:
    for sha256, size in connection.execute("SELECT sha256, size FROM blob WHERE length(data) <> size"):
        yield f"附件内容不全：{sha256[:12]}…（{size} 字节）"


def _missing_contents(connection: sqlite3.Connection) -> Iterator[str]:
    for name in missing(connection):
        yield f"附件“{name}”的内容不在这个文件里"


def _check_chain(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """Every change hashes to its own id and follows the one it names: problems, and gaps that may be."""
    problems: list[str] = []
    partial = 0
    ops = groupby(
        connection.execute("SELECT change, n, entity, row, field, value FROM op ORDER BY change, n"),
        key=itemgetter(0),
    )
    parents = groupby(
        connection.execute(
            "SELECT change, n, parent_change, parent_n FROM parent "
            "ORDER BY change, n, parent_change, parent_n"
        ),
        key=itemgetter(0),
    )
    op_groups, parent_groups = _Groups(ops), _Groups(parents)
    ids: dict[tuple[str, int], set[bytes]] = {}
    followers: list[tuple[str, int, bytes | None]] = []
    for row in connection.execute(
        "SELECT id, replica, seq, prev, clock, at, actor, office, device, kind, label, step, target, schema, "
        "salt FROM change ORDER BY id"
    ):
        own, replica, seq, prev, clock, at, *author, kind, label, step, target, schema, salt = row
        head = ChangeHead(
            replica, seq, prev, clock, at, Author(*author), kind, label, step, target, schema, salt
        )
        ops_of_it = _contents(op_groups.take(own), parent_groups.take(own))
        if salt is None:
            partial += 1
        elif own != id_of_content(head, ops_of_it):
            problems.append(f"修改记录被改动过：{replica} 第 {seq} 次（{label}，{at}）")
        ids.setdefault((replica, seq), set()).add(own)
        followers.append((replica, seq, prev))
    gaps = [
        f"修改记录缺了一段：{replica} 第 {seq - 1} 次"
        for replica, seq, prev in followers
        if seq > 1 and prev not in ids.get((replica, seq - 1), ())
    ]
    if op_groups.left() or parent_groups.left():
        problems.append("有不属于任何一次修改的记录")
    if connection.execute("SELECT 1 FROM meta WHERE name = 'has_gaps'").fetchone():
        return problems, [f"收过部分文件：{partial} 次修改只有一部分，{len(gaps)} 处前文未收到"]
    if partial:
        problems.append(f"有 {partial} 次修改不完整")
    return problems + gaps, []


class _Groups:
    """Rows grouped by change id, taken in ascending order of it."""

    def __init__(self, groups: Iterator[tuple[bytes, Iterator[tuple[Any, ...]]]]) -> None:
        self._groups = groups
        self._next = next(groups, None)
        self._orphans = False

    def take(self, own: bytes) -> list[tuple[Any, ...]]:
        while self._next is not None and self._next[0] < own:
            self._orphans = True
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != own:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows

    def left(self) -> bool:
        return self._orphans or self._next is not None


def _contents(ops: list[tuple[Any, ...]], parents: list[tuple[Any, ...]]) -> list[list[object]]:
    seen: dict[int, list[tuple[bytes, int]]] = {}
    for _, n, parent_change, parent_n in parents:
        seen.setdefault(n, []).append((parent_change, parent_n))
    return [op_content(e, row, f, value, seen.get(n, ())) for _, n, e, row, f, value in ops]


def _check_heads(connection: sqlite3.Connection) -> Iterator[str]:
    """The stored heads are those operations that no other of their cell replaces."""
    due = (
        "SELECT row, field, change, n FROM op EXCEPT "
        "SELECT o.row, o.field, o.change, o.n FROM parent p "
        "JOIN op c ON c.change = p.change AND c.n = p.n "
        "JOIN op o ON o.change = p.parent_change AND o.n = p.parent_n "
        "WHERE c.row = o.row AND c.field = o.field"
    )
    stored = "SELECT row, field, change, n FROM head"
    for first, second, words in ((due, stored, "缺少"), (stored, due, "多出")):
        query = f"SELECT count(*) FROM (SELECT * FROM ({first}) a EXCEPT SELECT * FROM ({second}) b) c"
        (count,) = connection.execute(query).fetchone()
        if count:
            yield f"当前值索引{words} {count} 项"


def _check_table(connection: sqlite3.Connection, entity: Entity, shown: dict[str, RowState]) -> Iterator[str]:
    names = (*entity.fields, *(d.name for d in entity.derived))
    columns = ", ".join(f'CAST("{name}" AS TEXT)' for name in names)
    found: set[str] = set()
    wrong = 0
    for row, *values in connection.execute(f'SELECT id, {columns} FROM "{entity.name}"'):
        found.add(row)
        state = shown.get(row)
        if state is None or list(values) != list(stored_values(entity, state).values()):
            wrong += 1
            if wrong <= _WORST:
                yield f"表 {entity.name} 的一行与修改记录不符：{row}"
    missing = len(shown.keys() - found)
    if missing:
        yield f"表 {entity.name} 缺少 {missing} 行"
