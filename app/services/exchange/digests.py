"""核对码 by unit: where two files differ, without sending either of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models.journal import DIGEST_SPACE, check_code
from app.models.recorder import raw
from app.models.registry import entities
from app.services.exchange.places import Places, UnitName
from app.services.journal.fold import load_fold


@dataclass(frozen=True)
class UnitCode:
    """The check code of all that belongs to one unit."""

    unit: UnitName
    rows: int
    code: str


def unit_codes(session: Session) -> list[UnitCode]:
    """The check code of each unit and of what belongs to none, by name."""
    connection = raw(session)
    states = {row: s for row, s in load_fold(connection, entities()).items() if s.is_there}
    places = Places(connection, states)
    units = places.units({row: state.entity for row, state in states.items()})
    sums: dict[str, int] = {}
    counts: dict[str, int] = {}
    for row, state in states.items():
        key = units[row]
        sums[key] = sums.get(key, 0) + state.digest(row)
        counts[key] = counts.get(key, 0) + 1
    names = places.unit_names(sums)
    found = [
        UnitCode(names[key], counts[key], check_code(f"{total % DIGEST_SPACE:032x}"))
        for key, total in sums.items()
    ]
    return sorted(found, key=lambda u: (u.unit.key == "", u.unit.name, u.unit.key))
