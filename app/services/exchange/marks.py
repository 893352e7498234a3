"""Where open conflicts are marked: at the unit, report, checklist line or finding that they belong to."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.models.recorder import raw
from app.models.registry import entities
from app.services.exchange.conflicts import conflicts_of_rows, open_cells
from app.services.journal.reckon import chunked

# What of a unit is printed with each of its reports, so that it concerns them as well.
_PRINTED = ("unit", "enrolment")


def open_places(session: Session) -> dict[tuple[str, str], frozenset[str]]:
    """For each open cell (row, field): the keys of all rows it is marked at, from itself up to the unit."""
    connection = raw(session)
    cells = open_cells(connection)
    if not cells:
        return {}
    above = _above(connection, {row: entity for (row, _), entity in cells.items()})
    printed = {row for (row, _), entity in cells.items() if entity in _PRINTED}
    reports = _reports(connection, {key for row in printed for key in above[row]})
    return {
        cell: above[cell[0]].union(*(reports.get(key, ()) for key in above[cell[0]]))
        if cell[0] in printed
        else above[cell[0]]
        for cell in cells
    }


def open_counts(session: Session) -> Mapping[str, int]:
    """How many open conflicts are marked at each row (by key); rows without any are missing."""
    return Counter(key for keys in open_places(session).values() for key in keys)


def report_counts(session: Session, report_id: str) -> Mapping[str, int]:
    """The same for the rows of one report only, without looking through the whole file."""
    connection = raw(session)
    found = {report_id: frozenset({report_id})}
    of_entity = {"report": [report_id]}
    for entity in entities().values():  # owners come before what they own
        for column, owner in entity.owners.items():
            query = f'SELECT id, "{column}" FROM "{entity.name}" WHERE "{column}" IN'
            for row, above in list(chunked(connection, query, of_entity.get(owner, ()))):
                found[row] = found[above] | {row}
                of_entity.setdefault(entity.name, []).append(row)
    for (unit,) in connection.execute("SELECT unit_id FROM report WHERE id = ?", (report_id,)).fetchall():
        enrolled = connection.execute("SELECT id FROM enrolment WHERE unit_id = ?", (unit,))
        for row in (unit, *(key for (key,) in enrolled)):
            found[row] = found[report_id] | {row}
    return Counter(key for row, _ in conflicts_of_rows(session, found) for key in found[row])


def _above(connection: sqlite3.Connection, rows: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Each row with all rows that it belongs to."""
    asked: dict[str, set[str]] = {}
    for row, name in rows.items():
        asked.setdefault(name, set()).add(row)
    owners: dict[str, set[str]] = {}
    for entity in reversed(list(entities().values())):  # what is owned comes before its owners
        for column, owner in entity.owners.items():
            query = f'SELECT id, "{column}" FROM "{entity.name}" WHERE "{column}" IS NOT NULL AND id IN'
            for row, above in chunked(connection, query, sorted(asked.get(entity.name, ()))):
                owners.setdefault(row, set()).add(above)
                asked.setdefault(owner, set()).add(above)
    found: dict[str, frozenset[str]] = {}
    for entity in entities().values():
        for row in asked.get(entity.name, ()):
            found[row] = frozenset({row}).union(*(found[above] for above in owners.get(row, ())))
    return found


def _reports(connection: sqlite3.Connection, units: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    query = "SELECT unit_id, id FROM report WHERE unit_id IN"
    for unit, report in chunked(connection, query, sorted(units)):
        found.setdefault(unit, set()).add(report)
    return found
