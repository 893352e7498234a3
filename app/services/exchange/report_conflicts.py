"""Which open conflicts concern one report, for whoever is about to write a document from it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.services.exchange.conflicts import Conflict, conflicts
from app.services.exchange.marks import open_places


def conflicts_of_report(session: Session, report_id: str) -> list[Conflict]:
    """Open conflicts of a report and of the unit whose name and category are printed with it."""
    places = open_places(session)
    mine = {cell for cell, keys in places.items() if report_id in keys}
    return [c for c in conflicts(session) if (c.row, c.field) in mine] if mine else []
