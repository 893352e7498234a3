"""Write the next numbered schema step from what the models say now.

    python packaging/new_migration.py NAME      app/models/migrations/000N_NAME.sql

New tables are created; a table whose columns changed is made anew with the values of the columns it keeps.
A column that must not be empty needs a value for the rows that are there: add it to the INSERT by hand. Read
the file before you commit it.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.models import migrations, schema  # noqa: E402

Shape = dict[tuple[str, str], tuple[str, str]]


def shape_of(connection: sqlite3.Connection) -> Shape:
    """(kind, name) -> (table, DDL) of every object."""
    rows = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    )
    return {(kind, name): (table, re.sub(r"[ \t]+\n", "\n", sql or "")) for kind, name, table, sql in rows}


def steps_between(before: sqlite3.Connection, after: sqlite3.Connection) -> list[str]:
    """The statements that turn the schema of `before` into that of `after`.

    Raises:
        SystemExit: a table is gone; what becomes of its rows is for a person to write.
    """
    old, new = shape_of(before), shape_of(after)
    gone = [name for kind, name in old if kind == "table" and (kind, name) not in new]
    if gone:
        raise SystemExit(f"tables are gone, write the step by hand: {', '.join(gone)}")
    remade = [name for (kind, name), it in new.items() if kind == "table" and old.get((kind, name), it) != it]
    statements: list[str] = ["PRAGMA legacy_alter_table = ON"] if remade else []
    for (kind, name), (table, _) in old.items():
        if kind != "table" and table not in remade and new.get((kind, name)) != old[kind, name]:
            statements.append(f'DROP {kind.upper()} "{name}"')
    for (kind, name), (table, sql) in new.items():
        if kind == "table" and name in remade:
            statements += _remake(name, sql, before, after)
        elif table in remade or old.get((kind, name)) != (table, sql):
            statements.append(sql)
    return statements


def _remake(name: str, sql: str, before: sqlite3.Connection, after: sqlite3.Connection) -> list[str]:
    kept = [column for column in _columns(after, name) if column in _columns(before, name)]
    names = ", ".join(f'"{column}"' for column in kept)
    return [
        f'ALTER TABLE "{name}" RENAME TO "{name}_before"',
        sql,
        f'INSERT INTO "{name}" ({names}) SELECT {names} FROM "{name}_before"',
        f'DROP TABLE "{name}_before"',
    ]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [str(row[1]) for row in connection.execute(f'PRAGMA table_info("{table}")')]


def main(name: str) -> Path:
    """Write the step and return its path."""
    with closing(sqlite3.connect(":memory:")) as before, closing(sqlite3.connect(":memory:")) as after:
        migrations.migrate(before, 0)
        for statement in schema.statements():
            after.execute(statement)
        statements = steps_between(before, after)
    if not statements:
        raise SystemExit("the models and the migrations agree, nothing to write")
    path = migrations.FOLDER / f"{migrations.VERSION + 1:04d}_{name}.sql"
    path.write_text("\n\n".join(statements) + "\n", "utf-8")
    return path


if __name__ == "__main__":
    print(main(sys.argv[1]))
