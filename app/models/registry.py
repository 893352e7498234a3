"""Which tables and columns the journal carries, read off the mapped classes once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.types import TypeEngine

from app.models import (
    counting,
    fact,
    factor,
    hit,
    monthly,
    performance,
    project,
    report,
    review,
    setting,
    stages,
    unit,
)
from app.models.base import Base, Row
from app.models.enums import Topic
from app.models.errors import InputError

MODULES = (
    *(unit, report, fact, review, hit, factor, monthly, performance, counting, project, stages),
    setting,
)


@dataclass(frozen=True)
class Derived:
    """A column that follows from others."""

    name: str
    function: Callable[..., Any]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Entity:
    """One journaled table: its fields, what is derived from them, and the rows it belongs to."""

    name: str
    model: type[Row]
    table: Table
    topic: Topic
    fields: tuple[str, ...]
    derived: tuple[Derived, ...]
    # field -> name of the entity that owns this row; a live child keeps its owner alive.
    owners: Mapping[str, str]
    # field -> name of the entity it refers to, owner or not; what is referred to is never missing.
    links: Mapping[str, str]

    def derive(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The derived columns for a row with `values` (Python or stored: their sources are texts)."""
        return {d.name: d.function(*(values.get(s) for s in d.sources)) for d in self.derived}


@cache
def entities() -> Mapping[str, Entity]:
    """All journaled entities by table name, owners before what they own."""
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    models = {c.__tablename__: c for c in classes if issubclass(c, Row) and "__tablename__" in vars(c)}
    return {t.name: _entity(models[t.name]) for t in Base.metadata.sorted_tables if t.name in models}


def entity_of(row: Row) -> Entity:
    """The entity that a mapped object belongs to."""
    return entities()[row.__tablename__]


def _entity(model: type[Row]) -> Entity:
    table = model.__table__
    assert isinstance(table, Table)
    columns = [c for c in table.columns if c.name != "id"]
    return Entity(
        name=table.name,
        model=model,
        table=table,
        topic=model.topic,
        fields=tuple(c.name for c in columns if not {"derived", "local"} & c.info.keys()),
        derived=tuple(Derived(c.name, *c.info["derived"]) for c in columns if "derived" in c.info),
        owners={c.name: _target(c) for c in columns if c.info.get("owner")},
        links={c.name: _target(c) for c in columns if c.foreign_keys},
    )


def _target(column: Column[Any]) -> str:
    (key,) = column.foreign_keys
    return key.column.table.name


_DIALECT = SQLiteDialect()


def _type(entity: str, column: str) -> TypeEngine[Any]:
    """The column's type as SQLite sees it; the generic one does not know how SQLite stores a date."""
    return entities()[entity].table.columns[column].type.dialect_impl(_DIALECT)


@cache
def encoder(entity: str, column: str) -> Callable[[Any], str | None]:
    """A function from a Python value of the column to the text that the journal and the file hold."""
    processor = _type(entity, column).bind_processor(_DIALECT)

    def encode(value: Any) -> str | None:
        stored = processor(value) if processor and value is not None else value
        if stored is None:
            return None
        text = str(stored)
        if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
            raise InputError("这段文字里有无法保存的字符，", "请删去后重新输入。", field=column)
        return text

    return encode


@cache
def decoder(entity: str, column: str) -> Callable[[str | None], Any]:
    """The way back: journal text to the Python value of the column."""
    kind = _type(entity, column)
    processor = kind.result_processor(_DIALECT, None)
    number = kind.python_type in (int, bool)

    def decode(text: str | None) -> Any:
        if text is None:
            return None
        stored: Any = int(text) if number else text
        return processor(stored) if processor else stored

    return decode
