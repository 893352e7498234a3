"""Values that name another row, such as a reviewer, in the words people use for that row."""

from __future__ import annotations

from collections.abc import Iterable

from app.models.registry import entities
from app.services.exchange.places import Places
from app.services.exchange.words import ENTITIES, value_words

# entity, field, stored value
CellValue = tuple[str, str, str | None]


class Wording:
    """Words for many values, with one look into the file for all rows that they name."""

    def __init__(self, places: Places, values: Iterable[CellValue]) -> None:
        known = entities()
        rows = {
            value: known[entity].links[field]
            for entity, field, value in values
            if value and field in known[entity].links
        }
        names = places.names(rows)
        self._names = {
            row: names[row].removeprefix(ENTITIES[target]).strip() or ENTITIES[target]
            for row, target in rows.items()
        }

    def of(self, entity: str, field: str, value: str | None) -> str:
        """A stored value as people read it."""
        return self._names.get(value or "") or value_words(entity, field, value)
