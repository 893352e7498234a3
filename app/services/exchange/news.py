"""What a received file says that ours does not know yet, checked word by word before it is believed.

Every change must hash to its own id; every operation must name a table, a field and a value that exist. Of a
change that a package holds only in part the hash cannot be checked; that is said where the file is described.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import String

from app.models.enums import ChangeKind
from app.models.errors import Damaged, InputError, NewerFile
from app.models.journal import (
    CLOCK_SHIFT,
    EXISTS,
    PRESENT,
    Author,
    ChangeHead,
    OpRef,
    id_of_content,
    op_content,
)
from app.models.migrations import VERSION
from app.models.registry import decoder, encoder, entities
from app.services.exchange.source import Received
from app.services.journal.fold import HeadOp
from app.services.journal.reckon import chunked
from app.services.progress import NO_PROGRESS, Progress

COLUMNS = "id, replica, seq, prev, clock, at, actor, office, device, kind, label, step, target, schema, salt"
# More than this at once does not fit into the memory of an office laptop; a year of work is far less.
LIMIT = 3_000_000
_PORTION = 2000
_ID, _SALT = 16, 16
_CLOCK_LIMIT = 1 << 60
# Of replica, time, the three of the author, kind, label, step and target.
_LENGTHS = (64, 40, 400, 400, 400, 20, 4000, 64, 64)
_KINDS = frozenset(ChangeKind)


@dataclass
class News:
    """Changes with their operations that one file has and another has not."""

    changes: list[tuple[Any, ...]] = field(default_factory=list)
    # Changes that ours knew in part and that are now whole.
    completed: list[tuple[Any, ...]] = field(default_factory=list)
    ops: list[HeadOp] = field(default_factory=list)
    parents: dict[OpRef, tuple[OpRef, ...]] = field(default_factory=dict)
    clock: int = 0
    # Whether something that was replaced is in neither file: only packages of chosen units are so.
    has_gaps: bool = False

    @property
    def has_content(self) -> bool:
        """Whether anything but notes of merges is new."""
        return bool(self.ops)


def known_changes(connection: sqlite3.Connection) -> dict[bytes, bool]:
    """The ids of all changes of a file, with whether the whole change is there."""
    return {own: bool(whole) for own, whole in connection.execute("SELECT id, salt IS NOT NULL FROM change")}


def read_news(received: Received, ours: sqlite3.Connection | None, progress: Progress = NO_PROGRESS) -> News:
    """Everything in `received` that `ours` has not.

    Raises:
        Damaged: something was altered. NewerFile: it was written by a newer program. InputError: too much.
    """
    news = News()
    known = known_changes(ours) if ours is not None else {}
    with received.reading() as theirs:
        wanted = [own for own in _their_changes(theirs, received) if not known.get(own, False)]
        progress.total(len(wanted) // _PORTION + 1)
        for start in range(0, len(wanted), _PORTION):
            progress.step("正在核对")
            received.renew_deadline()
            _read_portion(theirs, ours, received, wanted[start : start + _PORTION], known, news)
            if len(news.ops) > LIMIT:
                raise InputError(f"“{received.name}”内容过多，一次合并不了。", "请对方分批导出。")
    here = known.keys() | set(wanted)
    replaced = (ref.change for refs in news.parents.values() for ref in refs)
    news.has_gaps = received.is_part or not here.issuperset(replaced)
    return news


def _their_changes(theirs: sqlite3.Connection, received: Received) -> Iterator[bytes]:
    for (own,) in theirs.execute("SELECT id FROM change"):
        if type(own) is not bytes or len(own) != _ID:
            raise _altered(received, f"change {own!r}")
        yield own


def _read_portion(
    theirs: sqlite3.Connection,
    ours: sqlite3.Connection | None,
    received: Received,
    ids: Sequence[bytes],
    known: Mapping[bytes, bool],
    news: News,
) -> None:
    ops: dict[bytes, list[tuple[Any, ...]]] = {own: [] for own in ids}
    query = "SELECT change, n, entity, row, field, value FROM op WHERE change IN"
    for row in chunked(theirs, query, ids, "ORDER BY change, n"):
        ops[row[0]].append(row)
    parents: dict[bytes, dict[int, list[OpRef]]] = {}
    query = "SELECT change, n, parent_change, parent_n FROM parent WHERE change IN"
    for change, n, parent_change, parent_n in chunked(theirs, query, ids):
        if type(n) is not int or type(parent_n) is not int or type(parent_change) is not bytes:
            raise _altered(received, "parent")
        parents.setdefault(change, {}).setdefault(n, []).append(OpRef(parent_change, parent_n))
    held = _held_ops(ours, [own for own in ids if own in known])
    for row in chunked(theirs, f"SELECT {COLUMNS} FROM change WHERE id IN", ids):
        own, salt = row[0], row[-1]
        head = _checked_head(row, received)
        checked = _checked_ops(own, ops[own], head.clock, received)
        seen = parents.get(own, {})
        contents = [op_content(*o[:4], seen.get(o.ref.n, ())) for o in checked]
        if salt is not None and own != id_of_content(head, contents):
            raise _altered(received, f"change {own.hex()}")
        if salt is None and not received.is_part:
            raise _altered(received, f"change {own.hex()} is not whole")
        if own not in known:
            news.changes.append(row)
        elif salt is not None:
            news.completed.append(row)
        if held and any(held.get(o.ref, o[:4]) != o[:4] for o in checked):
            raise Damaged(
                f"“{received.name}”与以前收到的部分文件说法不一，两者之一被改动过，没有合并。",
                "请与对方核对；必要时从收到部分文件之前的备份重新合并。",
                f"change {own.hex()}",
            )
        fresh = [o for o in checked if o.ref not in held] if held else checked
        news.ops += fresh
        if seen:
            news.parents.update((o.ref, tuple(seen[o.ref.n])) for o in fresh if o.ref.n in seen)
        news.clock = max(news.clock, head.clock)


def _held_ops(ours: sqlite3.Connection | None, ids: Sequence[bytes]) -> dict[OpRef, tuple[Any, ...]]:
    """Operations of changes that ours knows in part, with what they say."""
    if ours is None:
        return {}
    query = "SELECT change, n, entity, row, field, value FROM op WHERE change IN"
    return {OpRef(change, n): tuple(said) for change, n, *said in chunked(ours, query, ids)}


def _checked_head(row: tuple[Any, ...], received: Received) -> ChangeHead:
    own, replica, seq, prev, clock, at, actor, office, device, kind, label, step, target, schema, salt = row
    texts = (replica, at, actor, office, device, kind, label, step, "" if target is None else target)
    fits = all(type(text) is str and len(text) <= most for text, most in zip(texts, _LENGTHS, strict=True))
    fits = fits and type(seq) is type(schema) is int and seq > 0 and schema > 0
    fits = fits and type(clock) is int and 0 <= clock < _CLOCK_LIMIT and seq < _CLOCK_LIMIT
    fits = fits and (prev is None or (type(prev) is bytes and len(prev) == _ID))
    fits = fits and (salt is None or (type(salt) is bytes and len(salt) == _SALT))
    if not fits:
        raise _altered(received, "change with impossible values")
    if schema > VERSION:
        raise NewerFile(
            f"“{received.name}”里有更新版本的程序写的内容（格式 {schema}，本程序支持到 {VERSION}）。",
            "请先升级本程序。",
        )
    if kind not in _KINDS or not _is_moment(at) or own[:6] != (clock >> CLOCK_SHIFT).to_bytes(6, "big"):
        raise _altered(received, f"kind {kind!r} at {at!r}")
    author = Author(actor, office, device)
    return ChangeHead(replica, seq, prev, clock, at, author, kind, label, step, target, schema, salt)


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _checked_ops(
    own: bytes,
    ops: Sequence[tuple[Any, ...]],
    clock: int,
    received: Received,
) -> list[HeadOp]:
    checked = []
    for _, n, entity, row, name, value in ops:
        if (
            type(n) is not int
            or type(row) is not str
            or not 0 < len(row) <= 64
            or not (value is None or type(value) is str)
            or not _is_possible(entity, name, value)
        ):
            raise _altered(received, f"{str(entity)[:40]}.{str(name)[:40]} = {str(value)[:40]!r}")
        checked.append(HeadOp(entity, row, name, value, clock, OpRef(own, n)))
    return checked


# (entity, field, value) that have been tried; only for fields that are not free text.
_tried: dict[tuple[str, str, str], bool] = {}
_TRIED_LIMIT = 10_000


@cache
def _free_texts() -> frozenset[tuple[str, str]]:
    return frozenset(
        (e.name, name)
        for e in entities().values()
        for name in e.fields
        if type(e.table.columns[name].type) is String
    )


def _is_possible(entity: Any, name: Any, value: str | None) -> bool:
    """Whether the program itself could have written this value into this cell."""
    if type(entity) is not str or type(name) is not str:
        return False
    if (entity, name) in _free_texts():
        return True
    known = entities().get(entity)
    if known is None or (name != EXISTS and name not in known.fields):
        return False
    if name == EXISTS:
        return value in (None, PRESENT)
    if value is None:
        return True
    key = (entity, name, value)
    if key not in _tried:
        if len(_tried) > _TRIED_LIMIT:
            _tried.clear()
        try:
            _tried[key] = encoder(entity, name)(decoder(entity, name)(value)) == value
        except (ValueError, ArithmeticError, OverflowError):
            _tried[key] = False
    return _tried[key]


def _altered(received: Received, detail: str) -> Damaged:
    return Damaged(
        f"“{received.name}”里的修改记录被改动过或已损坏，没有采用。", "请对方重新导出一份再发来。", detail
    )
