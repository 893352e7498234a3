"""Who said what when: the past of one cell, and when a cell last changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.journal import EXISTS, OpRef
from app.models.recorder import Seen, raw
from app.models.registry import entities

_CHUNK = 500
# What deciding between several values is called; a reason that was given stands behind it.
DECIDED = "处理冲突"
_REASON = f"{DECIDED}："


@dataclass(frozen=True)
class Entry:
    """One value of a cell with its author and the action it came from; `clock` orders it among all others."""

    value: str | None
    actor: str
    device: str
    at: datetime
    label: str
    clock: int = 0

    @property
    def reason(self) -> str:
        """Why it was decided so, where a person between several values said it."""
        return self.label.removeprefix(_REASON) if self.label.startswith(_REASON) else ""


def decision_label(reason: str) -> str:
    """What deciding one conflict is called, with its reason on one line."""
    words = " ".join(reason.split())
    return f"{_REASON}{words}" if words else DECIDED


def cell_history(session: Session, row: str, field: str) -> list[Entry]:
    """All values a cell has had, newest first."""
    rows = raw(session).execute(
        "SELECT o.value, c.actor, c.device, c.at, c.label, c.clock "
        "FROM op o JOIN change c ON c.id = o.change "
        "WHERE o.row = ? AND o.field = ? ORDER BY c.clock DESC, o.change DESC",
        (row, field),
    )
    return [
        Entry(v, actor, device, datetime.fromisoformat(at), label, clock)
        for v, actor, device, at, label, clock in rows
    ]


def last_changes(session: Session, rows: Iterable[str]) -> dict[str, tuple[str, datetime]]:
    """For each row: who changed it last, and when."""
    keys = list(rows)
    found: dict[str, tuple[str, datetime]] = {}
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        marks = ",".join("?" * len(part))
        query = (
            "SELECT h.row, c.actor, c.at, max(c.clock) FROM head h JOIN change c ON c.id = h.change "
            f"WHERE h.row IN ({marks}) GROUP BY h.row"
        )
        for row, actor, at, _ in raw(session).execute(query, part):
            found[row] = (actor, datetime.fromisoformat(at))
    return found


def seen(session: Session, rows: Iterable[str]) -> Seen:
    """The heads that a person looking at `rows` now has in front of them; given back when saving.

    A field that is empty now was seen as empty: what arrives in it later was not.
    """
    keys = list(rows)
    found: dict[tuple[str, str], set[OpRef]] = {}
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        marks = ",".join("?" * len(part))
        query = (
            "SELECT o.entity, h.row, h.field, h.change, h.n FROM head h "
            f"JOIN op o ON o.change = h.change AND o.n = h.n WHERE h.row IN ({marks})"
        )
        for entity, row, field, change, n in raw(session).execute(query, part):
            if field == EXISTS:
                for name in entities()[entity].fields:
                    found.setdefault((row, name), set())
            else:
                found.setdefault((row, field), set()).add(OpRef(change, n))
    return {cell: frozenset(refs) for cell, refs in found.items()}
