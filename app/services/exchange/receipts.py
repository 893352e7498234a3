"""The record of a merge: who took in what from whom, and exactly which operations came."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.enums import ChangeKind
from app.models.errors import InputError
from app.models.journal import OpRef
from app.models.recorder import raw

_REF = 20


@dataclass(frozen=True)
class Receipt:
    """One merge as it was carried out in this file."""

    id: str
    at: datetime
    actor: str
    sender: str
    file_name: str
    sha256: str
    before: str
    after: str
    counts: dict[str, int]
    is_undone: bool


def pack_refs(refs: Iterable[OpRef]) -> bytes:
    """Operations as bytes to be kept."""
    return zlib.compress(b"".join(ref.change + ref.n.to_bytes(4, "big") for ref in sorted(refs)), 1)


def unpack_refs(data: bytes) -> set[OpRef]:
    """The way back."""
    plain = zlib.decompress(data)
    return {
        OpRef(plain[i : i + 16], int.from_bytes(plain[i + 16 : i + _REF], "big"))
        for i in range(0, len(plain), _REF)
    }


def receipts(session: Session) -> list[Receipt]:
    """All merges that this file has seen, newest first."""
    connection = raw(session)
    undone = _undone(connection)
    rows = connection.execute(
        "SELECT id, at, actor, sender, file_name, sha256, before, after, counts FROM merge "
        "ORDER BY at DESC, id DESC"
    )
    return [
        Receipt(
            id=key,
            at=datetime.fromisoformat(at),
            actor=actor,
            sender=sender,
            file_name=file_name,
            sha256=sha256,
            before=before,
            after=after,
            counts=json.loads(counts),
            is_undone=key in undone,
        )
        for key, at, actor, sender, file_name, sha256, before, after, counts in rows
    ]


def brought(session: Session, merge: str) -> set[OpRef]:
    """The operations that a merge of this file brought, or by which it was brought back."""
    back = _last(raw(session), ChangeKind.MERGE, merge)
    if back:
        return back
    (ops,) = raw(session).execute("SELECT ops FROM merge WHERE id = ?", (merge,)).fetchone()
    return unpack_refs(ops)


def _undone(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute(
        "SELECT target, kind FROM change WHERE kind IN (?, ?) ORDER BY clock, id",
        (ChangeKind.MERGE, ChangeKind.UNMERGE),
    )
    return {target for target, kind in dict(rows).items() if kind == ChangeKind.UNMERGE}


def taken_back(session: Session, merge: str) -> set[OpRef]:
    """The operations by which a merge was last undone.

    Raises:
        InputError: it is not undone.
    """
    connection = raw(session)
    if merge not in _undone(connection):
        raise InputError("这一次合并没有被撤销，无须恢复。")
    return _last(connection, ChangeKind.UNMERGE, merge)


def _last(connection: sqlite3.Connection, kind: ChangeKind, merge: str) -> set[OpRef]:
    """The operations of the last change of that kind about a merge; a merge itself has none of its own."""
    rows = connection.execute(
        "SELECT o.change, o.n FROM op o WHERE o.change = (SELECT id FROM change "
        "WHERE kind = ? AND target = ? ORDER BY clock DESC, id DESC LIMIT 1)",
        (kind, merge),
    )
    return {OpRef(*row) for row in rows}
