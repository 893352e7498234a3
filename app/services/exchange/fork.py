"""How two files went apart: what both have, what only one has, and when they parted."""

from __future__ import annotations

import sqlite3
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.journal import check_code
from app.models.recorder import raw
from app.services.exchange.source import Received

# Notes of merges carry no operation and make no difference.
_CHANGES = "SELECT DISTINCT change FROM op"


@dataclass(frozen=True)
class Fork:
    """Counts are changes, that is, user actions. `their_code` is empty where the file does not say it."""

    common: int
    ours: int
    theirs: int
    parted_at: datetime | None
    our_code: str
    their_code: str


def fork_of(session: Session, received: Received) -> Fork:
    """Hold a received file of the same project beside the open one.

    Raises:
        AppError: the file cannot be read after all.
    """
    connection = raw(session)
    here = {own for (own,) in connection.execute(_CHANGES)}
    with received.reading() as theirs:
        there = {own for (own,) in theirs.execute(_CHANGES)}
    common = here & there
    (digest,) = connection.execute("SELECT digest FROM claim").fetchone()
    their_digest = received.meta.get("digest", "")
    return Fork(
        common=len(common),
        ours=len(here - there),
        theirs=len(there - here),
        parted_at=_last(connection, common),
        our_code=check_code(digest),
        their_code=check_code(their_digest) if their_digest else "",
    )


def _last(connection: sqlite3.Connection, common: AbstractSet[bytes]) -> datetime | None:
    """When the last change that both have was made."""
    for own, at in connection.execute("SELECT id, at FROM change ORDER BY clock DESC"):
        if own in common:
            return datetime.fromisoformat(at)
    return None
