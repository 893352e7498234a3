"""The first schema: units, reports, review, performance, journal, guards."""

from __future__ import annotations

import sqlite3

from app.models.schema import statements


def upgrade(connection: sqlite3.Connection) -> None:
    """Create everything."""
    for statement in statements():
        connection.execute(statement)
