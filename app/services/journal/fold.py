"""What the journal says the tables must hold. Pure: the same operations give the same rows on every computer.

A cell shows the value of its head; of several heads the one written last by the clock, and the cell counts
as a conflict where their values differ. A row is there unless every head of it was seen by whoever deleted
it; what a row that is there belongs to or refers to stays as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.models.journal import DIGEST_SPACE, EXISTS, PRESENT, OpRef, cell_hash
from app.models.registry import Entity


class HeadOp(NamedTuple):
    """One head with what is needed to choose among several."""

    entity: str
    row: str
    field: str
    value: str | None
    clock: int
    ref: OpRef


@dataclass(slots=True)
class RowState:
    """All heads of one row, by field."""

    entity: str
    heads: dict[str, list[HeadOp]] = field(default_factory=dict)
    is_there: bool = False

    def shown(self, name: str) -> str | None:
        """The value that the cell shows."""
        cell = self.heads.get(name)
        if not cell:
            return None
        return cell[0].value if len(cell) == 1 else max(cell, key=lambda h: (h.clock, h.ref)).value

    def digest(self, row: str) -> int:
        """What the row adds to the content digest."""
        if not self.is_there:
            return 0
        marks = (h.value for h in self.heads.get(EXISTS, ()))
        total = cell_hash(self.entity, row, EXISTS, {PRESENT, *marks})
        for name, cell in self.heads.items():
            if name != EXISTS:
                total += cell_hash(self.entity, row, name, [h.value for h in cell])
        return total


# Answers whether a row outside the states that are folded refers to a row: (entity, row) -> bool.
Referred = Callable[[str, str], bool]


def fold(
    heads: Iterable[HeadOp], tomb_parents: Mapping[OpRef, frozenset[OpRef]], entities: Mapping[str, Entity]
) -> dict[str, RowState]:
    """The state of every row. `tomb_parents`: for each deletion that is a head, the heads it had seen."""
    states = group(heads)
    settle(states, tomb_parents, entities)
    return states


def group(heads: Iterable[HeadOp]) -> dict[str, RowState]:
    """Heads by row and field."""
    states: dict[str, RowState] = {}
    for h in heads:
        state = states.get(h.row)
        if state is None:
            states[h.row] = state = RowState(h.entity)
        if h.field in state.heads:
            state.heads[h.field].append(h)
        else:
            state.heads[h.field] = [h]
    return states


def settle(
    states: Mapping[str, RowState],
    tomb_parents: Mapping[OpRef, frozenset[OpRef]],
    entities: Mapping[str, Entity],
    is_referred: Referred | None = None,
) -> None:
    """Decide which rows are there. `is_referred` speaks for rows that are there but not among `states`."""
    by_entity: dict[str, list[tuple[str, RowState]]] = {}
    for row, state in states.items():
        state.is_there = survives(state, tomb_parents)
        by_entity.setdefault(state.entity, []).append((row, state))
    # What is referred to comes before what refers, so going backwards lifts life from the leaves to the root.
    for entity in reversed(list(entities.values())):
        for row, state in by_entity.get(entity.name, ()):
            if not state.is_there and state.heads.get(EXISTS) and is_referred is not None:
                state.is_there = is_referred(entity.name, row)
            if state.is_there:
                for target in targets(state, entity):
                    if target in states:
                        states[target].is_there = True


def targets(state: RowState, entity: Entity) -> list[str]:
    """The rows that a row refers to as it is shown."""
    shown = (state.shown(name) for name in entity.links)
    return [value for value in shown if value]


def survives(state: RowState, tomb_parents: Mapping[OpRef, frozenset[OpRef]]) -> bool:
    """Whether something of the row was not seen by whoever deleted it."""
    marks = state.heads.get(EXISTS, [])
    if not marks:
        return False  # fields without a beginning: part of a package that is still incomplete
    if any(h.value == PRESENT for h in marks):
        return True
    seen = frozenset[OpRef]().union(*(tomb_parents.get(h.ref, frozenset()) for h in marks))
    return any(h.ref not in seen for name, cell in state.heads.items() if name != EXISTS for h in cell)


def digest_of(states: Mapping[str, RowState]) -> str:
    """The content digest of all rows."""
    return f"{sum(s.digest(row) for row, s in states.items()) % DIGEST_SPACE:032x}"


def load_fold(connection: sqlite3.Connection, entities: Mapping[str, Entity]) -> dict[str, RowState]:
    """Fold the heads of an open file."""
    rows = connection.execute(
        "SELECT o.entity, h.row, h.field, o.value, c.clock, h.change, h.n FROM head h "
        "JOIN op o ON o.change = h.change AND o.n = h.n JOIN change c ON c.id = h.change"
    )
    heads = (
        HeadOp(entity, row, name, value, clock, OpRef(change, n))
        for entity, row, name, value, clock, change, n in rows
    )
    parents: dict[OpRef, set[OpRef]] = {}
    tombs = connection.execute(
        "SELECT p.change, p.n, p.parent_change, p.parent_n FROM head h "
        "JOIN op o ON o.change = h.change AND o.n = h.n AND o.value IS NULL "
        "JOIN parent p ON p.change = h.change AND p.n = h.n WHERE h.field = ?",
        (EXISTS,),
    )
    for change, n, parent_change, parent_n in tombs:
        parents.setdefault(OpRef(change, n), set()).add(OpRef(parent_change, parent_n))
    return fold(heads, {ref: frozenset(seen) for ref, seen in parents.items()}, entities)
