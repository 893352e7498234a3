"""Numbered steps from one schema version to the next: `0001_initial.sql`, `0002_….sql`, in order.

Each is a list of statements set apart by empty lines. A released step is never edited; a new one is written
by `python packaging/new_migration.py NAME` after the models were changed, and read before it is committed.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

FOLDER = Path(__file__).parent


def _steps() -> tuple[tuple[int, Path], ...]:
    return tuple((int(path.name[:4]), path) for path in sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql")))


MIGRATIONS = _steps()
# The schema version this program writes.
VERSION = MIGRATIONS[-1][0]


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring an open file from `version` to the newest schema.

    The caller holds the transaction and has turned foreign keys off, so that a table may be made anew.
    """
    for number, path in MIGRATIONS:
        if number > version:
            for statement in path.read_text("utf-8").split("\n\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number:d}")
