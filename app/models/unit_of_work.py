"""One user action: one session, one transaction, one change in the journal. The only place that commits."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.enums import ChangeKind, Topic
from app.models.journal import (
    DIGEST_SPACE,
    ChangeHead,
    Op,
    change_id,
    next_clock,
)
from app.models.migrations import VERSION
from app.models.problems import sqlite_problem
from app.models.recorder import Recorder, Sealed, Seen, raw

if TYPE_CHECKING:
    from app.models.database import Workspace


_SALT = 16


class UnitOfWork:
    """Use as `with workspace.write("导入名单") as session: ...`; afterwards `touched` says what changed."""

    def __init__(
        self,
        workspace: Workspace,
        label: str,
        *,
        kind: ChangeKind = ChangeKind.EDIT,
        step: str | None = None,
        target: str | None = None,
        seen: Seen | None = None,
    ) -> None:
        self._workspace = workspace
        self._label = label
        self._kind = kind
        self._target = target
        self._seen = seen
        self.step = step or new_id()
        self.touched: frozenset[Topic] = frozenset()

    def __enter__(self) -> Session:
        self._workspace.refuse_if_read_only()
        info = {"project": self._workspace.project, "author": self._workspace.author.name}
        self._session = Session(self._workspace.writing_engine, info=info, expire_on_commit=False)
        self._recorder = Recorder(self._session, self._seen)
        try:
            # From here on until the commit the guard triggers let rows be written.
            raw(self._session).execute("UPDATE claim SET writing = 1")
        except (DBAPIError, sqlite3.Error) as error:
            self._session.close()
            raise sqlite_problem(error, self._workspace.path) from error
        return self._session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        except (DBAPIError, sqlite3.Error) as problem:
            raise sqlite_problem(problem, self._workspace.path) from problem
        finally:
            self._session.close()
        if isinstance(error, DBAPIError | sqlite3.Error):
            raise sqlite_problem(error, self._workspace.path) from error

    def _finish(self) -> None:
        self._session.flush()
        sealed = self._recorder.seal()
        if not sealed.ops and not sealed.has_foreign:
            return  # nothing changed: the file keeps every byte, the transaction is rolled back
        written = self._append(sealed)
        self._session.commit()
        self.touched = sealed.topics
        self._workspace.note_written(*written)

    def _append(self, sealed: Sealed) -> tuple[str, int, bytes]:
        connection = raw(self._session)
        claim = self._workspace.claim(connection)
        head = ChangeHead(
            replica=claim.replica,
            seq=claim.seq + 1,
            prev=claim.last,
            clock=next_clock(max(claim.clock, sealed.clock), time.time_ns() // 1_000_000),
            at=datetime.now().astimezone().isoformat(timespec="seconds"),
            author=self._workspace.author,
            kind=self._kind,
            label=self._label,
            step=self.step,
            target=self._target,
            schema=VERSION,
            salt=os.urandom(_SALT),
        )
        own = append_change(connection, head, sealed.ops)
        connection.executemany(
            "DELETE FROM head WHERE row = ? AND field = ? AND change = ? AND n = ?",
            [(row, field, *ref) for row, field, ref in sealed.replaced],
        )
        connection.executemany(
            "INSERT INTO head VALUES (?, ?, ?, ?)",
            [(o.row, o.field, own, n) for n, o in enumerate(sealed.ops)],
        )
        content = (int(claim.digest, 16) + sealed.digest_delta) % DIGEST_SPACE
        connection.execute(
            "UPDATE claim SET writing = 0, replica = ?, seq = ?, last = ?, clock = ?, digest = ?",
            (head.replica, head.seq, own, head.clock, f"{content:032x}"),
        )
        return head.replica, head.seq, own


def append_change(connection: sqlite3.Connection, head: ChangeHead, ops: Sequence[Op]) -> bytes:
    """Write a change with its operations and their parents; returns its id."""
    own = change_id(head, ops)
    a = head.author
    connection.execute(
        "INSERT INTO change VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            *(own, head.replica, head.seq, head.prev, head.clock, head.at, a.name, a.office, a.device),
            *(head.kind, head.label, head.step, head.target, head.schema, head.salt),
        ),
    )
    connection.executemany(
        "INSERT INTO op VALUES (?,?,?,?,?,?)",
        [(own, n, o.entity, o.row, o.field, o.value) for n, o in enumerate(ops)],
    )
    connection.executemany(
        "INSERT INTO parent VALUES (?,?,?,?)",
        [(own, n, *ref) for n, o in enumerate(ops) for ref in o.parents],
    )
    return own
