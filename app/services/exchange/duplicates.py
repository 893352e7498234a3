"""The same unit entered by two people: found after a merge, joined by a person, never by the program."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.unit import Unit
from app.services.exchange.places import UnitName


@dataclass(frozen=True)
class Duplicate:
    """Units that look like one and the same, and why."""

    units: tuple[UnitName, ...]
    reason: str


def duplicates(session: Session) -> list[Duplicate]:
    """Groups of units with the same credit code or the same name, by name."""
    by_code: dict[str, list[UnitName]] = defaultdict(list)
    by_name: dict[str, list[UnitName]] = defaultdict(list)
    query = select(Unit.id, Unit.name, Unit.uscc, Unit.name_key).order_by(Unit.name, Unit.id)
    for key, name, uscc, name_key in session.execute(query):
        unit = UnitName(key, name, uscc)
        if uscc:
            by_code[uscc].append(unit)
        if name_key:
            by_name[name_key].append(unit)
    found = {
        tuple(units): f"统一社会信用代码都是 {code}" for code, units in by_code.items() if len(units) > 1
    }
    for units in by_name.values():
        if len(units) > 1:
            found.setdefault(tuple(units), "名称相同")
    return [Duplicate(units, reason) for units, reason in sorted(found.items(), key=lambda f: f[0][0].name)]
