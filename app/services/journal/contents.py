"""Which rows stand for files: their content is in `blob` under its hash and is no operation."""

from __future__ import annotations

import sqlite3
from functools import cache

from app.models.registry import entities


@cache
def holders() -> tuple[str, ...]:
    """The tables whose rows are files: they say its name, its hash and its size."""
    return tuple(e.name for e in entities().values() if {"name", "sha256", "size"} <= set(e.fields))


def hashes(connection: sqlite3.Connection) -> set[str]:
    """Of all contents that rows of an open file stand for."""
    return {
        sha256
        for table in holders()
        for (sha256,) in connection.execute(f'SELECT DISTINCT sha256 FROM "{table}"')
    }


def missing(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The names of files whose content is not here."""
    union = " UNION ".join(f'SELECT name, sha256 FROM "{table}"' for table in holders())
    query = (
        f"SELECT name FROM ({union}) a WHERE sha256 NOT IN (SELECT sha256 FROM blob) "
        "GROUP BY name ORDER BY name"
    )
    return tuple(name for (name,) in connection.execute(query))
