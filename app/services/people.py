"""Colleagues: the names that work is given to and that opinions are signed with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.errors import InputError
from app.models.names import tidy_name
from app.models.report import Person


@dataclass(frozen=True)
class PersonRow:
    """A colleague as lists show them."""

    id: str
    name: str
    office: str


def person_rows(session: Session) -> list[PersonRow]:
    """All colleagues by name."""
    people = session.execute(select(Person.id, Person.name, Person.office).order_by(Person.name))
    return [PersonRow(key, name, office or "") for key, name, office in people]


def ensure_person(session: Session, name: str, office: str = "") -> str:
    """The key of the colleague called `name`, made where there is none. The same name is the same person.

    Raises:
        InputError: the name is empty.
    """
    tidy = tidy_name(name)
    if not tidy:
        raise InputError("请写姓名。", field="name")
    key = natural(session, "person", tidy)
    person = session.get(Person, key)
    if person is None:
        session.add(Person(id=key, name=tidy, office=office or None))
        session.flush()
    return key


def keep_introduced(session: Session, name: str, office: str) -> None:
    """Put whoever works at this computer on the list of colleagues of the file."""
    if tidy_name(name):
        ensure_person(session, name, office)
