"""What was read from a report: 数据, 未识别内容, 读取疑点."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.models.amounts import parse_amount
from app.models.base import Row, derived, link
from app.models.enums import Topic


class FactRow(Row):
    """One value of a report 数据; exists by nature (version, name). Names: resources/layouts/names.toml."""

    __tablename__ = "fact"
    topic = Topic.REPORTS

    version_id: Mapped[str] = link("report_version", owner=True)
    name: Mapped[str]
    # As it stood, with the unit as written; then in the unit that the name is kept in.
    text: Mapped[str | None]
    unit_written: Mapped[str | None]
    unit: Mapped[str | None]
    value: Mapped[str | None]
    number: Mapped[Decimal | None] = derived(parse_amount, "value")
    # What a person typed instead, in `unit`; what was read stays beside it.
    corrected: Mapped[str | None]
    corrected_number: Mapped[Decimal | None] = derived(parse_amount, "corrected")
    # The place: file; sheet and cell, or table, row and column; page.
    file: Mapped[str | None]
    area: Mapped[str | None]
    cell: Mapped[str | None]
    row: Mapped[int | None]
    column: Mapped[int | None]
    page: Mapped[int | None]
    # Its turn when the file was read.
    position: Mapped[int | None]


class LeftoverRow(Row):
    """A cell that found no place 未识别内容, until a person places or dismisses it."""

    __tablename__ = "leftover"
    topic = Topic.REPORTS

    version_id: Mapped[str] = link("report_version", owner=True)
    text: Mapped[str]
    headings: Mapped[str | None]
    file: Mapped[str | None]
    area: Mapped[str | None]
    cell: Mapped[str | None]
    row: Mapped[int | None]
    column: Mapped[int | None]
    page: Mapped[int | None]
    # Its turn when the file was read.
    position: Mapped[int | None]


class DoubtRow(Row):
    """Something noticed while reading 读取疑点: a number written oddly, a sheet that was hidden."""

    __tablename__ = "doubt"
    topic = Topic.REPORTS

    version_id: Mapped[str] = link("report_version", owner=True)
    sentence: Mapped[str]
    name: Mapped[str | None]
    file: Mapped[str | None]
    area: Mapped[str | None]
    cell: Mapped[str | None]
    row: Mapped[int | None]
    column: Mapped[int | None]
    page: Mapped[int | None]
    # Its turn when the file was read.
    position: Mapped[int | None]
