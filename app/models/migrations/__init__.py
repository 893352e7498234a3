"""Numbered steps from one schema version to the next, in order. A released step is never edited."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from app.models.migrations import m0001_initial

Upgrade = Callable[[sqlite3.Connection], None]

MIGRATIONS: tuple[tuple[int, Upgrade], ...] = ((1, m0001_initial.upgrade),)


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring an open file from `version` to the newest schema. The caller holds the transaction."""
    for number, upgrade in MIGRATIONS:
        if number > version:
            upgrade(connection)
            connection.execute(f"PRAGMA user_version = {number:d}")
