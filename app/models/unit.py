"""Units and what belongs to a year: 单位, 曾用名, 年度名单."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Row, choice, derived, link, local
from app.models.enums import Category, ListState, Topic
from app.models.names import name_key


class Unit(Row):
    """An emitting unit 单位. Its key never changes; name and code may."""

    __tablename__ = "unit"
    topic = Topic.UNITS

    name: Mapped[str]
    name_key: Mapped[str | None] = derived(name_key, "name")
    initials: Mapped[str | None] = local("name")
    uscc: Mapped[str | None]
    # Why a code whose check digit fails is right all the same (guide §5.3: such codes exist).
    uscc_reason: Mapped[str | None]
    district: Mapped[str | None]
    address: Mapped[str | None]
    contact: Mapped[str | None]
    phone: Mapped[str | None]
    note: Mapped[str | None]

    __table_args__ = (Index("ix_unit_uscc", "uscc"),)


class FormerName(Row):
    """A name the unit had before 曾用名."""

    __tablename__ = "former_name"
    topic = Topic.UNITS

    unit_id: Mapped[str] = link("unit", owner=True)
    name: Mapped[str]
    name_key: Mapped[str | None] = derived(name_key, "name")


class Enrolment(Row):
    """A unit on the list of one year 年度名单; exists by nature (unit, year)."""

    __tablename__ = "enrolment"
    topic = Topic.UNITS

    unit_id: Mapped[str] = link("unit", owner=True)
    year: Mapped[int]
    category: Mapped[Category | None] = choice(Category)
    state: Mapped[ListState] = choice(ListState)
    # The number in the city's list, as printed.
    list_number: Mapped[str | None]
    industry_code: Mapped[str | None]
    industry: Mapped[str | None]
    note: Mapped[str | None]

    __table_args__ = (Index("ix_enrolment_year", "year"),)
