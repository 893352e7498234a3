"""The declarative base, the column types and the keys.

Every type stores exactly the text that the journal carries (numbers and flags as integers), so a journal
value and a stored value are the same thing and SQLite's column affinity does the rest.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from sqlalchemy import Boolean, Date, Dialect, ForeignKey, Integer, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

from app.models.enums import LabelEnum, Topic

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class DecimalText(TypeDecorator[Decimal]):
    """A Decimal kept as text: SQLite's own NUMERIC would make it a float."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Decimal to text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Text to Decimal."""
        return None if value is None else Decimal(value)


class MomentText(TypeDecorator[datetime]):
    """A point in time, kept as ISO text in UTC with whole seconds."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Aware datetime to text."""
        return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Text to an aware datetime."""
        return None if value is None else datetime.fromisoformat(value)


class CodeText(TypeDecorator[LabelEnum]):
    """A member of a vocabulary, kept by its code."""

    impl = String
    cache_ok = True

    def __init__(self, vocabulary: type[LabelEnum]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: LabelEnum | None, dialect: Dialect) -> str | None:
        """Member to code."""
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> LabelEnum | None:
        """Code to member."""
        return None if value is None else self.vocabulary.of(value)


Key = Annotated[str, mapped_column(String, primary_key=True)]
Text = Annotated[str, mapped_column(String)]
Number = Annotated[Decimal, mapped_column(DecimalText)]
Moment = Annotated[datetime, mapped_column(MomentText)]
Day = Annotated[date, mapped_column(Date)]


class Base(DeclarativeBase):
    """Base of every table. A class that names a `topic` is journaled: all its columns but three kinds travel.

    Left out are the key, derived columns (computed from others) and local columns (search helpers).
    """

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: String,
        int: Integer,
        bool: Boolean,
        Decimal: DecimalText,
        datetime: MomentText,
        date: Date,
    }
    topic: ClassVar[Topic]


class Row(Base):
    """A journaled row: its key is a UUID as text."""

    __abstract__ = True

    id: Mapped[Key]


def choice(vocabulary: type[LabelEnum], **options: Any) -> MappedColumn[Any]:
    """A column that holds a member of `vocabulary`."""
    return mapped_column(CodeText(vocabulary), **options)


def link(target: str, *, owner: bool = False, **options: Any) -> MappedColumn[Any]:
    """A foreign key to `target`. `owner` marks the row that this one belongs to: it lives while this does."""
    options.setdefault("index", True)
    return mapped_column(ForeignKey(f"{target}.id"), info={"owner": owner}, **options)


def derived(function: Callable[..., Any], *sources: str) -> MappedColumn[Any]:
    """A column computed from `sources` by `function` at each write; never journaled, checked by verify."""
    return mapped_column(info={"derived": (function, sources)}, nullable=True)


def local(source: str) -> MappedColumn[Any]:
    """A column that helps this computer only; never journaled, never compared, empty again after `source`."""
    return mapped_column(info={"local": source}, nullable=True)


def new_id() -> str:
    """A time-ordered UUID (version 7): random ones make inserts five times slower."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return str(uuid.UUID(int=value))


def natural_id(project: str, *parts: object) -> str:
    """The key of a row that exists by nature: the same parts give the same key on every computer."""
    return str(uuid.uuid5(uuid.UUID(project), "\x1f".join(str(part) for part in parts)))
