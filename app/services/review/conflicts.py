"""Declared conflicts of interest 利益冲突: who may not review which unit, and why."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.errors import InputError
from app.models.names import tidy_name
from app.models.report import InterestConflict
from app.services.people import ensure_person


def declare_conflict(session: Session, name: str, unit_id: str, reason: str) -> None:
    """Keep that a colleague has a conflict of interest with a unit.

    Raises:
        InputError: the name or the reason is empty.
    """
    if not reason.strip():
        raise InputError("请写明利益冲突的情形。", field="reason")
    person_id = ensure_person(session, name)
    key = natural(session, "interest_conflict", person_id, unit_id)
    row = session.get(InterestConflict, key)
    if row is None:
        row = InterestConflict(id=key, person_id=person_id, unit_id=unit_id, reason=reason.strip())
        session.add(row)
    row.reason = reason.strip()
    session.flush()


def withdraw_conflict(session: Session, name: str, unit_id: str) -> None:
    """Take a declaration back; undo brings it again."""
    person_id = natural(session, "person", tidy_name(name))
    row = session.get(InterestConflict, natural(session, "interest_conflict", person_id, unit_id))
    if row is not None:
        session.delete(row)
        session.flush()
