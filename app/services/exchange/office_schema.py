"""What the office's server holds: the journal as it is, and shown cells, over which every table is a view.

The journal's tables are those of a workspace file. `cell` is what the file's tables are, in one: the value
that each cell of a row that is there shows. A new field or table is therefore a new view and nothing else, so
the server needs no migrations; and whoever wants figures reads the views `unit`, `report` and so on with SQL.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    text,
)
from sqlalchemy.schema import CreateSchema

from app.models import journal
from app.models.errors import NewerFile
from app.models.journal import EXISTS
from app.models.migrations import VERSION
from app.models.registry import Entity, entities
from app.services.journal.fold import RowState, load_fold
from app.services.journal.many import insert_rows
from app.services.journal.reckon import Reckoning, stored_values

SCHEMA = "crd"
_JOURNAL = ("meta", "change", "op", "parent", "head", "claim", "merge", "blob")


def make(connection: Connection, project: str) -> None:
    """Make everything in a database that has nothing of ours yet."""
    # An administrator may have made it for us, who then needs no right to make schemas.
    if connection.execute(text("SELECT to_regnamespace('crd')")).scalar() is None:
        connection.execute(CreateSchema(SCHEMA))
    _tables().create_all(connection)
    connection.execute(
        text("INSERT INTO claim VALUES (1, '', '', 0, NULL, 0, :zero, 0)"), {"zero": f"{0:032x}"}
    )
    connection.execute(text("INSERT INTO meta VALUES ('project', :project)"), {"project": project})


def read_meta(connection: Connection) -> dict[str, str]:
    """What the server says of itself; empty where there is nothing of ours.

    Raises:
        NewerFile: a newer program has made it.
    """
    if connection.execute(text("SELECT to_regclass('crd.meta')")).scalar() is None:
        return {}
    found = {name: value for name, value in connection.execute(text("SELECT name, value FROM meta"))}
    version = int(found.get("version", "0"))
    if version > VERSION:
        raise NewerFile(
            f"办公室服务器由更新版本的程序使用（格式 {version}，本程序支持到 {VERSION}）。",
            "请先升级本程序。",
        )
    return found


def renew(connection: Connection, driver: sqlite3.Connection, found: dict[str, str]) -> None:
    """Make the views and fill the cells anew where another version of the program made them."""
    statements = [_index(), *(_view(entity) for entity in entities().values())]
    shape = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    if found.get("views") == shape:
        return
    for name in entities():
        connection.execute(text(f'DROP VIEW IF EXISTS "{name}"'))
    connection.execute(text("DROP INDEX IF EXISTS ix_cell_value"))
    for statement in statements:
        connection.execute(text(statement))
    driver.execute("DELETE FROM cell")
    _put(driver, load_fold(driver, entities()).items())
    for name, value in (("views", shape), ("version", str(VERSION))):
        driver.execute("DELETE FROM meta WHERE name = ?", (name,))
        driver.execute("INSERT INTO meta VALUES (?, ?)", (name, value))


def carry_out(driver: sqlite3.Connection, reckoning: Reckoning) -> None:
    """Bring the cells to what was reckoned, as `reckon.carry_out` does with the tables of a file."""
    stale = [(row,) for row, t in reckoning.touched.items() if t.before.is_there]
    driver.executemany("DELETE FROM cell WHERE row = ?", stale)
    _put(driver, ((row, t.after) for row, t in reckoning.touched.items()))


def _put(driver: sqlite3.Connection, states: Iterable[tuple[str, RowState]]) -> None:
    insert_rows(driver, "cell", _cells(states))


def _cells(states: Iterable[tuple[str, RowState]]) -> Iterator[tuple[str, str, str, str | None]]:
    for row, state in states:
        if state.is_there:
            yield row, EXISTS, state.entity, None
            for name, value in stored_values(entities()[state.entity], state).items():
                if value is not None:
                    yield row, name, state.entity, value


def _tables() -> MetaData:
    """The journal's tables with numbers wide enough for the clock, and the cells."""
    tables = MetaData(schema=SCHEMA)
    for name in _JOURNAL:
        table = journal.meta.metadata.tables[name].to_metadata(tables, schema=SCHEMA)
        for column in table.columns:
            if isinstance(column.type, Integer):
                column.type = BigInteger()
        for constraint in [c for c in table.constraints if isinstance(c, CheckConstraint)]:
            table.constraints.discard(constraint)
    cell = Table(
        "cell",
        tables,
        Column("row", String, primary_key=True),
        Column("field", String, primary_key=True),
        Column("entity", String, nullable=False),
        Column("value", String),
    )
    Index("ix_cell_rows", cell.c.entity, postgresql_where=cell.c.field == EXISTS)
    return tables


def _index() -> str:
    """Who refers to a row. A hash, because a B-tree refuses long values."""
    links = sorted({f"'{name}'" for entity in entities().values() for name in entity.links})
    return f"CREATE INDEX ix_cell_value ON cell USING hash (value) WHERE field IN ({', '.join(links)})"


def _view(entity: Entity) -> str:
    names = (*entity.fields, *(d.name for d in entity.derived))
    columns = "".join(f', c{n}.value AS "{name}"' for n, name in enumerate(names))
    joins = "".join(
        f" LEFT JOIN cell c{n} ON c{n}.row = c.row AND c{n}.field = '{name}'" for n, name in enumerate(names)
    )
    return (
        f'CREATE VIEW "{entity.name}" AS SELECT c.row AS id{columns} FROM cell c{joins} '
        f"WHERE c.entity = '{entity.name}' AND c.field = '{EXISTS}'"
    )
