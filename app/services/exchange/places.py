"""Which unit a row belongs to and how people call the row, for rows that are there and rows that are gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.models.registry import entities
from app.services.exchange.words import ENTITIES, value_words
from app.services.journal.fold import RowState
from app.services.journal.reckon import chunked

# What tells one row of a table from another, in the order in which it is looked for.
_NAMING = {
    "unit": ("name",),
    "former_name": ("name",),
    "enrolment": ("year",),
    "person": ("name",),
    "report": ("year", "kind"),
    "state_change": ("number", "event"),
    "interest_conflict": ("reason",),
    "report_version": ("round",),
    "attachment": ("name",),
    "item": ("code",),
    "evidence": ("file_name", "page"),
    "finding": ("fact",),
    "opinion": ("number",),
    "letter": ("number",),
    "phrase": ("text",),
    "performance_table": ("year", "title"),
    "heading": ("label",),
    "funding_row": ("role",),
    "indicator": ("level2", "title"),
    "stage": ("table_id",),
    "monitoring": ("as_of",),
    "forecast": ("expected",),
    "proof": ("name",),
    "counted_indicator": ("measure",),
    "filing": ("filed_on",),
    "filed_figure": ("text",),
    "price_item": ("name",),
    "payment": ("paid_on", "payee", "amount_text"),
    "training": ("held_on", "subject"),
    "survey_question": ("survey", "question"),
    "site_visit": ("visited_on", "purpose"),
    "product": ("kind", "title", "period"),
    "setting": ("name",),
    "own_factor": ("edition", "key"),
    "monthly_evidence": ("year", "month", "name"),
    "check_run": ("rules_edition",),
    "fact": ("name",),
    "leftover": ("text",),
    "doubt": ("sentence",),
    "hit": ("rule", "name"),
}
_CUT = 24


@dataclass(frozen=True)
class UnitName:
    """A unit as lists of an exchange name it; `key` is empty for what belongs to no unit."""

    key: str
    name: str
    uscc: str | None = None


NO_UNIT = UnitName("", "不属于某个单位的内容")


class Places:
    """Answers for one file; `states` are rows as they will be, which go before what the file holds."""

    def __init__(self, connection: sqlite3.Connection, states: Mapping[str, RowState] | None = None) -> None:
        self._connection = connection
        self._states = states or {}
        self._units: dict[str, str] = {}
        self._values: dict[tuple[str, str], str | None] = {}

    def units(self, rows: Mapping[str, str]) -> dict[str, str]:
        """The key of the unit that each row (key -> entity) belongs to; empty for none."""
        known = entities()
        pending = {row: (row, entity) for row, entity in rows.items() if row not in self._units}
        while pending:
            level: dict[str, tuple[str, str]] = {}
            asked = {place: entity for place, entity in pending.values()}
            self._load(asked, {e: tuple(known[e].owners) for e in set(asked.values())})
            for row, (place, entity) in pending.items():
                owner = next(iter(known[entity].owners.items()), None)
                above = self._values.get((place, owner[0])) if owner else None
                if entity == "unit":
                    self._units[row] = place
                elif owner is None or above is None:
                    self._units[row] = ""
                else:
                    level[row] = (above, owner[1])
            pending = level
        return {row: self._units[row] for row in rows}

    def unit_names(self, keys: Iterable[str]) -> dict[str, UnitName]:
        """What the units are called."""
        wanted = {key: "unit" for key in keys if key}
        self._load(wanted, {"unit": ("name", "uscc")})
        names = {
            key: UnitName(
                key, self._values.get((key, "name")) or "（无名单位）", self._values.get((key, "uscc"))
            )
            for key in wanted
        }
        return {"": NO_UNIT, **names}

    def names(self, rows: Mapping[str, str]) -> dict[str, str]:
        """What people call each row, such as 审核项 ER-20."""
        self._load(rows, _NAMING)
        found = {}
        for row, entity in rows.items():
            values = ((name, self._values.get((row, name))) for name in _NAMING[entity])
            words = [value_words(entity, name, value)[:_CUT] for name, value in values if value]
            found[row] = " ".join([ENTITIES[entity], *words])
        return found

    def _load(self, rows: Mapping[str, str], fields: Mapping[str, tuple[str, ...]]) -> None:
        missing: list[str] = []
        for row, entity in rows.items():
            state = self._states.get(row)
            for name in fields.get(entity, ()):
                if (row, name) in self._values:
                    continue
                if state is not None and state.heads.get(name):
                    self._values[row, name] = state.shown(name)
                else:
                    self._values[row, name] = None
                    missing.append(row)
        query = (
            "SELECT h.row, h.field, o.value FROM head h JOIN op o ON o.change = h.change AND o.n = h.n "
            "JOIN change c ON c.id = h.change WHERE h.row IN"
        )
        wanted = {(row, name) for row in missing for name in fields[rows[row]]}
        for row, name, value in chunked(
            self._connection, query, list(dict.fromkeys(missing)), "ORDER BY c.clock, h.change, h.n"
        ):
            if (row, name) in wanted:
                self._values[row, name] = value
