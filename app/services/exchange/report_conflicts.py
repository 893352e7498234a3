"""Which open conflicts concern one report, for whoever is about to write a document from it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models.recorder import raw
from app.models.registry import entities
from app.models.report import Report
from app.services.exchange.conflicts import Conflict, conflicts

_OF_UNIT = ("unit", "enrolment")


def conflicts_of_report(session: Session, report_id: str) -> list[Conflict]:
    """Open conflicts of a report and of the unit whose name and category are printed with it."""
    report = session.get(Report, report_id)
    if report is None:
        return []
    found = [c for c in conflicts(session) if c.unit.key == report.unit_id]
    return [c for c in found if c.entity in _OF_UNIT or _report_of(session, c) == report_id]


def _report_of(session: Session, c: Conflict) -> str | None:
    """The report that a row belongs to."""
    row, entity = c.row, c.entity
    while entity != "report":
        owner = next(iter(entities()[entity].owners.items()), None)
        if owner is None:
            return None
        column, above = owner
        found = raw(session).execute(f'SELECT "{column}" FROM "{entity}" WHERE id = ?', (row,)).fetchone()
        if found is None:
            return None
        row, entity = found[0], above
    return row
