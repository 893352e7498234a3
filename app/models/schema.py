"""The shape of a workspace file: its marks, its tables and the guard triggers."""

from __future__ import annotations

import sqlite3

from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.schema import CreateIndex, CreateTable

from app.models import journal
from app.models.base import Base
from app.models.problems import REFUSAL
from app.models.registry import entities

# "CRD1" in the header of the file, so that any program can tell what it is.
APPLICATION_ID = 0x43524431


def statements() -> list[str]:
    """The DDL of the current schema: tables, indexes, guards. Migrations must arrive at exactly this."""
    dialect = SQLiteDialect()
    ddl: list[str] = []
    for table in Base.metadata.sorted_tables:
        ddl.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        ddl.extend(str(CreateIndex(index).compile(dialect=dialect)).strip() for index in indexes)
    for name in (*entities(), "head", "blob", "meta", "merge"):
        ddl.extend(_guard(name, action) for action in ("INSERT", "UPDATE", "DELETE"))
    for entity in entities().values():
        ddl.extend(
            _forget(entity.name, c.name, c.info["local"]) for c in entity.table.columns if "local" in c.info
        )
    for journaled in (journal.change, journal.op, journal.parent):
        ddl.append(_guard(journaled.name, "INSERT"))
        ddl.extend(_seal(journaled.name, action) for action in ("UPDATE", "DELETE"))
    # A change of which only a part was known may be completed, once.
    ddl.remove(_seal("change", "UPDATE"))
    ddl.append(
        _seal("change", "UPDATE", "WHEN OLD.salt IS NOT NULL OR (SELECT writing FROM claim) IS NOT 1 ")
    )
    return ddl


def _guard(table: str, action: str) -> str:
    """Rows may be written only while a unit of work has raised the flag."""
    return (
        f'CREATE TRIGGER guard_{table}_{action.lower()} BEFORE {action} ON "{table}" '
        "WHEN (SELECT writing FROM claim) IS NOT 1 "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def _forget(table: str, column: str, source: str) -> str:
    """What was worked out from a cell is empty again once the cell changes, whoever changes it."""
    return (
        f'CREATE TRIGGER forget_{table}_{column} AFTER UPDATE OF {source} ON "{table}" '
        f"WHEN NEW.{source} IS NOT OLD.{source} "
        f'BEGIN UPDATE "{table}" SET {column} = NULL WHERE id = NEW.id; END'
    )


def _seal(table: str, action: str, when: str = "") -> str:
    """The journal only grows."""
    return (
        f'CREATE TRIGGER guard_{table}_{action.lower()} BEFORE {action} ON "{table}" {when}'
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def read_shape(connection: sqlite3.Connection) -> set[tuple[str, str, str, str]]:
    """Every object of the file with its DDL, white space folded."""
    rows = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    )
    return {(kind, name, table, " ".join((sql or "").split())) for kind, name, table, sql in rows}
