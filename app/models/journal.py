"""The append-only journal: every write as operations, and the tables as their fold.

change  one user action: who, where, when, and the hash of all it says. Its id is that hash, so two computers
        that share an identity by mistake still make different changes, and an altered change is found out.
op      one cell that the change set: (entity, row, field) = value. The field EXISTS tells that a row was
        made ("1") or deleted (NULL).
parent  the operations that an operation replaced, that is, what its author had in front of them.
head    derived: the operations of a cell that nobody has replaced. More than one value = a conflict.
merge   local: what was taken in from which file, so that it can be taken back.
claim   one line: which replica this file says it is, how far it has written, and the guard flag.

Design and reasons: docs/decisions/0002-journal.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from app.models.base import Base

EXISTS = ""
PRESENT = "1"

meta = Table(
    "meta",
    Base.metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

change = Table(
    "change",
    Base.metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("replica", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("prev", LargeBinary),
    Column("clock", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("office", String, nullable=False),
    Column("device", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("label", String, nullable=False),
    # Changes of one step are undone together; `target` is the step that an undo or redo is about.
    Column("step", String, nullable=False),
    Column("target", String),
    Column("schema", Integer, nullable=False),
    # Part of what the id is the hash of. It is missing while only some operations of the change are known
    # (a package of chosen units): the hash of what was left out can then not be guessed by trying.
    Column("salt", LargeBinary),
    Index("ix_change_replica_seq", "replica", "seq"),
    Index("ix_change_step", "step"),
    sqlite_with_rowid=False,
)

op = Table(
    "op",
    Base.metadata,
    Column("change", LargeBinary, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("entity", String, nullable=False),
    Column("row", String, nullable=False),
    Column("field", String, nullable=False),
    Column("value", String),
    Index("ix_op_row_field", "row", "field"),
    sqlite_with_rowid=False,
)

parent = Table(
    "parent",
    Base.metadata,
    Column("change", LargeBinary, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("parent_change", LargeBinary, primary_key=True),
    Column("parent_n", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

head = Table(
    "head",
    Base.metadata,
    Column("row", String, primary_key=True),
    Column("field", String, primary_key=True),
    Column("change", LargeBinary, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

claim = Table(
    "claim",
    Base.metadata,
    Column("one", Integer, CheckConstraint("one = 1", name="one"), primary_key=True),
    Column("install", String, nullable=False),
    Column("replica", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("last", LargeBinary),
    Column("clock", Integer, nullable=False),
    # Sum of the hashes of all shown cells: the content of the file as one number (see `cell_hash`).
    Column("digest", String, nullable=False),
    Column("writing", Integer, nullable=False),
)

merge = Table(
    "merge",
    Base.metadata,
    Column("id", String, primary_key=True),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("sender", String, nullable=False),
    Column("file_name", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("before", String, nullable=False),
    Column("after", String, nullable=False),
    # What it brought, as JSON, and the operations themselves (see services/exchange/receipts.py).
    Column("counts", String, nullable=False),
    Column("ops", LargeBinary, nullable=False),
)

blob = Table(
    "blob",
    Base.metadata,
    Column("sha256", String, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)


class OpRef(NamedTuple):
    """Names one operation everywhere."""

    change: bytes
    n: int


class Op(NamedTuple):
    """One operation with the operations it replaced."""

    entity: str
    row: str
    field: str
    value: str | None
    parents: tuple[OpRef, ...]


# One encoder for all: json.dumps with these options makes a new one at each call.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_quoted = json.encoder.encode_basestring


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: person, office and the name of the computer."""

    name: str
    office: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class ChangeHead:
    """What a change says of itself, beside its operations."""

    replica: str
    seq: int
    prev: bytes | None
    clock: int
    at: str
    author: Author
    kind: str
    label: str
    step: str
    target: str | None
    schema: int
    salt: bytes | None


def change_id(head: ChangeHead, ops: Iterable[Op]) -> bytes:
    """The id of a change: six bytes of its clock, for order on disk, then ten of the hash of its content."""
    return id_of_content(head, [op_content(*o) for o in ops])


def op_content(
    entity: str, row: str, field: str, value: str | None, parents: Collection[tuple[bytes, int]]
) -> list[object]:
    """What an operation adds to the content of its change."""
    return [entity, row, field, value, [[p.hex(), n] for p, n in sorted(parents)] if parents else []]


def id_of_content(head: ChangeHead, ops: Sequence[object]) -> bytes:
    """Like `change_id`, of operations that stand as `op_content` already."""
    content = [
        head.replica,
        head.seq,
        head.prev.hex() if head.prev else None,
        head.clock,
        head.at,
        head.author.name,
        head.author.office,
        head.author.device,
        head.kind,
        head.label,
        head.step,
        head.target,
        head.schema,
        head.salt.hex() if head.salt else None,
        ops,
    ]
    digest = hashlib.sha256(_json(content).encode()).digest()
    return (head.clock >> CLOCK_SHIFT).to_bytes(6, "big") + digest[:10]


# The clock counts milliseconds in its upper bits and order within one millisecond in the lower ones.
CLOCK_SHIFT = 12


def next_clock(last: int, milliseconds: int) -> int:
    """A clock that never runs backwards; used only to show things in order, never to decide what survives."""
    return max(last + 1, milliseconds << CLOCK_SHIFT)


DIGEST_SPACE = 1 << 128


def cell_hash(entity: str, row: str, field: str, values: Collection[str | None]) -> int:
    """What a shown cell adds to the digest: nothing when empty, else the hash of its distinct values."""
    # As JSON would write it, but ten times quicker: this runs once for every cell of a file.
    if len(values) == 1:
        (value,) = values
        if value is None:
            return 0
        listed = _quoted(value)
    else:
        known = sorted({v for v in values if v is not None})
        if not known:
            return 0
        listed = ",".join([*(["null"] if None in values else []), *map(_quoted, known)])
    text = f"[{_quoted(entity)},{_quoted(row)},{_quoted(field)},[{listed}]]"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")


# Crockford's alphabet: no letter that looks like a digit.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def check_code(digest: str) -> str:
    """The 核对码 people compare aloud: eight characters of the content digest, as `K7QF 2M9D`."""
    number = int.from_bytes(hashlib.sha256(digest.encode()).digest()[:5], "big")
    letters = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]} {letters[4:]}"
