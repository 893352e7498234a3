"""Many rows at once, through the same journal: for imports and undo, where one object per row is slow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, delete, insert, update
from sqlalchemy.orm import Session

from app.models.base import Row, natural_id
from app.models.recorder import recorder_of
from app.models.registry import Entity, entities


def add_rows(session: Session, model: type[Row], rows: Sequence[Mapping[str, Any]]) -> None:
    """Make rows; each mapping holds `id` and the fields that are not empty."""
    entity = entities()[model.__tablename__]
    recorder = recorder_of(session)
    complete = []
    for row in rows:
        values = {name: row.get(name) for name in entity.fields}
        recorder.add(entity, row["id"], values)
        complete.append({"id": row["id"], **values, **entity.derive(values)})
    if complete:
        session.execute(insert(entity.table), complete)


def set_rows(session: Session, model: type[Row], changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Set fields of existing rows: key -> {field: value}. It is an error where a row is not there."""
    entity = entities()[model.__tablename__]
    for row, values in changes.items():
        recorder_of(session).set(entity, row, values)
        complete = {**values, **_derive_changed(entity, values)}
        result = session.execute(update(entity.table).where(entity.table.c.id == row).values(complete))
        if cast(CursorResult[Any], result).rowcount != 1:
            raise LookupError(f"{entity.name} {row} is not there")


def remove_rows(session: Session, model: type[Row], keys: Iterable[str]) -> None:
    """Delete rows. What they own must have been deleted before."""
    entity = entities()[model.__tablename__]
    gone = list(keys)
    for key in gone:
        recorder_of(session).remove(entity, key)
    if gone:
        statement = delete(entity.table).where(entity.table.c.id == bindparam("key"))
        session.execute(statement, [{"key": key} for key in gone])


def natural(session: Session, *parts: object) -> str:
    """The key of a row that exists by nature in this project, such as ("enrolment", unit key, year)."""
    return natural_id(session.info["project"], *parts)


def _derive_changed(entity: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    """Derived columns whose sources are all among `values` (each has one source today)."""
    touched = (d for d in entity.derived if not values.keys().isdisjoint(d.sources))
    return {d.name: d.function(*(values[s] for s in d.sources)) for d in touched}
