"""What becomes of heads, rows and check code when operations join a file. Worked out here and nowhere else.

`reckon` looks and writes nothing, so its result can be shown before it is carried out; `carry_out` then does
exactly that. Used by the merge of files and by taking things back.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from app.models.enums import Topic
from app.models.errors import Damaged
from app.models.journal import DIGEST_SPACE, EXISTS, OpRef
from app.models.registry import Entity, decoder, encoder, entities
from app.services.journal.fold import HeadOp, RowState, group, settle
from app.services.journal.many import insert_rows

_CHUNK = 500
Cell = tuple[str, str]


@dataclass(slots=True)
class Touched:
    """One row before and after; `is_there` of either state says whether the tables hold it."""

    entity: Entity
    before: RowState
    after: RowState
    fields: set[str] = field(default_factory=set)


@dataclass
class Reckoning:
    """All that changes in a file, worked out but not yet written."""

    touched: dict[str, Touched]
    heads_gone: list[tuple[str, str, OpRef]]
    heads_new: list[tuple[str, str, OpRef]]
    digest_delta: int

    @property
    def topics(self) -> frozenset[Topic]:
        """What screens have to look at again."""
        return frozenset(t.entity.topic for t in self.touched.values())

    def digest_after(self, before: str) -> str:
        """The content digest of the file once this is carried out."""
        return f"{(int(before, 16) + self.digest_delta) % DIGEST_SPACE:032x}"


def reckon(
    connection: sqlite3.Connection,
    ops: Sequence[HeadOp],
    parents: Mapping[OpRef, Sequence[OpRef]],
    replaced: Iterable[tuple[Cell, OpRef]] = (),
) -> Reckoning:
    """What `ops`, which the file does not hold yet, do to it.

    `parents`: what each of them replaced; `replaced`: operations already here that replace some of them.

    Raises:
        Damaged: they refer to rows that neither they nor the file hold, or leave a needed field empty.
    """
    gone: dict[Cell, set[OpRef]] = defaultdict(set)
    if parents:
        for o in ops:
            seen = parents.get(o.ref)
            if seen:
                gone[o.row, o.field].update(seen)
    for cell, ref in replaced:
        gone[cell].add(ref)
    touched, heads_gone, heads_new = _put_together(connection, ops, gone)
    tombs = _tomb_parents(connection, touched, parents)
    _add_targets(connection, touched, tombs)
    _mark_there(connection, touched)
    after = {row: t.after for row, t in touched.items()}
    settle(after, tombs, entities(), _Referrers(connection, touched))
    _refuse_what_hangs(connection, touched)
    delta = sum(t.after.digest(row) - t.before.digest(row) for row, t in touched.items())
    return Reckoning(touched, heads_gone, heads_new, delta)


def _put_together(
    connection: sqlite3.Connection, ops: Sequence[HeadOp], gone: Mapping[Cell, set[OpRef]]
) -> tuple[dict[str, Touched], list[tuple[str, str, OpRef]], list[tuple[str, str, OpRef]]]:
    touched = _load(connection, {o.row: o.entity for o in ops})
    heads_gone, heads_new = [], []
    nothing: set[OpRef] = set()
    for row, fresh in group(ops).items():
        state = touched[row]
        for name, new in fresh.heads.items():
            for o in new:
                if o.entity != state.entity.name:
                    raise _incomplete(f"row {row} belongs to two kinds")
            state.fields.add(name)
            out = gone.get((row, name), nothing)
            before = state.before.heads.get(name)
            staying = surviving(new, out)
            heads_new += [(row, name, h.ref) for h in staying]
            if before:
                heads_gone += [(row, name, h.ref) for h in before if h.ref in out]
                staying = [*surviving(before, out), *staying]
            state.after.heads[name] = staying
    return touched, heads_gone, heads_new


def surviving(heads: Sequence[HeadOp], replaced: set[OpRef]) -> list[HeadOp]:
    """Those of `heads` that nobody has replaced."""
    return [h for h in heads if h.ref not in replaced] if replaced else list(heads)


def _load(connection: sqlite3.Connection, rows: Mapping[str, str]) -> dict[str, Touched]:
    """The rows (key -> entity) as they are now, with a copy to become what they will be."""
    known = entities()
    touched = {
        row: Touched(known[entity], RowState(entity), RowState(entity)) for row, entity in rows.items()
    }
    query = (
        "SELECT o.entity, h.row, h.field, o.value, c.clock, h.change, h.n FROM head h "
        "JOIN op o ON o.change = h.change AND o.n = h.n JOIN change c ON c.id = h.change WHERE h.row IN "
    )
    for entity, row, name, value, clock, change, n in chunked(connection, query, list(rows)):
        state = touched[row]
        if entity != state.entity.name:
            raise _incomplete(f"row {row} belongs to two kinds")
        head = HeadOp(entity, row, name, value, clock, OpRef(change, n))
        state.before.heads.setdefault(name, []).append(head)
    for state in touched.values():
        state.after.heads.update(state.before.heads)
    return touched


def _tomb_parents(
    connection: sqlite3.Connection,
    touched: Mapping[str, Touched],
    parents: Mapping[OpRef, Sequence[OpRef]],
) -> dict[OpRef, frozenset[OpRef]]:
    """What each deletion among the heads had seen."""
    found: dict[OpRef, frozenset[OpRef]] = {}
    for state in touched.values():
        for h in state.after.heads.get(EXISTS, ()):
            if h.value is None:
                found[h.ref] = frozenset(parents.get(h.ref, ())) or _stored_parents(connection, h.ref)
    return found


def _stored_parents(connection: sqlite3.Connection, ref: OpRef) -> frozenset[OpRef]:
    query = "SELECT parent_change, parent_n FROM parent WHERE change = ? AND n = ?"
    return frozenset(OpRef(*row) for row in connection.execute(query, ref))


def _add_targets(
    connection: sqlite3.Connection, touched: dict[str, Touched], tombs: dict[OpRef, frozenset[OpRef]]
) -> None:
    """Rows that live only through what refers to them may come or go as well, so they are looked at too."""
    frontier = dict(touched)
    while frontier:
        wanted: dict[str, str] = {}
        for state in frontier.values():
            for name, target in state.entity.links.items():
                for value in (state.before.shown(name), state.after.shown(name)):
                    if value and value not in touched:
                        wanted[value] = target
        query = (
            "SELECT h.row FROM head h JOIN op o ON o.change = h.change AND o.n = h.n "
            "WHERE h.field = '' AND o.value IS NOT NULL AND h.row IN "
        )
        for (row,) in chunked(connection, query, list(wanted)):
            wanted.pop(row, None)
        frontier = {row: t for row, t in _load(connection, wanted).items() if t.before.heads}
        tombs.update(_tomb_parents(connection, frontier, {}))
        touched.update(frontier)


def _mark_there(connection: sqlite3.Connection, touched: Mapping[str, Touched]) -> None:
    for entity, rows in _by_entity(touched):
        query = f'SELECT id FROM "{entity.name}" WHERE id IN '
        for (row,) in chunked(connection, query, [r for r in rows if touched[r].before.heads]):
            touched[row].before.is_there = True


class _Referrers:
    """Whether a row of the file that is not looked at refers to a row."""

    def __init__(self, connection: sqlite3.Connection, touched: Mapping[str, Touched]) -> None:
        self._connection = connection
        self._touched = touched
        self._links: dict[str, list[Cell]] = defaultdict(list)
        for entity in entities().values():
            for name, target in entity.links.items():
                self._links[target].append((entity.name, name))

    def __call__(self, entity: str, row: str) -> bool:
        for table, column in self._links[entity]:
            query = f'SELECT id FROM "{table}" WHERE "{column}" = ?'
            if any(key not in self._touched for (key,) in self._connection.execute(query, (row,))):
                return True
        return False


def _refuse_what_hangs(connection: sqlite3.Connection, touched: Mapping[str, Touched]) -> None:
    """Nothing may refer to what is not there, and no row may lack what it needs."""
    outside: dict[str, set[str]] = defaultdict(set)
    needed = {
        e.name: [c.name for c in e.table.columns if not c.nullable and c.name in e.fields]
        for e in entities().values()
    }
    for row, state in touched.items():
        if not state.after.heads.get(EXISTS):
            raise _incomplete(f"{state.entity.name} {row} has no beginning")
        if not state.after.is_there:
            continue
        if any(state.after.shown(name) is None for name in needed[state.entity.name]):
            raise _incomplete(f"{state.entity.name} {row} lacks a field")
        for name, target in state.entity.links.items():
            value = state.after.shown(name)
            if value is None:
                continue
            if value not in touched:
                outside[target].add(value)
            elif not touched[value].after.is_there or touched[value].entity.name != target:
                raise _incomplete(f"{state.entity.name} {row}.{name} refers to nothing")
    for target, rows in outside.items():
        found = {row for (row,) in chunked(connection, f'SELECT id FROM "{target}" WHERE id IN ', list(rows))}
        if rows - found:
            raise _incomplete(f"{target} {min(rows - found)} is not there")


def _incomplete(detail: str) -> Damaged:
    return Damaged("这份文件的内容不完整，没有合并。", "请对方重新导出一份再发来。", detail)


def carry_out(connection: sqlite3.Connection, reckoning: Reckoning) -> None:
    """Bring the tables to what was reckoned. Heads and journal are written by whoever calls."""
    # The order of owners and what they own does not matter until the commit.
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for entity, rows in _by_entity(reckoning.touched):
        there = [(row, reckoning.touched[row]) for row in rows]
        gone = [(row,) for row, t in there if t.before.is_there and not t.after.is_there]
        connection.executemany(f'DELETE FROM "{entity.name}" WHERE id = ?', gone)
        names = (*entity.fields, *(d.name for d in entity.derived))
        columns = ", ".join(f'"{name}"' for name in names)
        fresh = [
            (row, *stored_values(entity, t.after).values())
            for row, t in there
            if t.after.is_there and not t.before.is_there
        ]
        insert_rows(connection, f'"{entity.name}" (id, {columns})', fresh)
        _update(connection, entity, there)


def _update(connection: sqlite3.Connection, entity: Entity, rows: list[tuple[str, Touched]]) -> None:
    for row, state in rows:
        if not (state.before.is_there and state.after.is_there):
            continue
        changed = {n for n in state.fields - {EXISTS} if state.before.shown(n) != state.after.shown(n)}
        if not changed:
            continue
        stale = {d.name for d in entity.derived if not changed.isdisjoint(d.sources)}
        values = {n: v for n, v in stored_values(entity, state.after).items() if n in changed | stale}
        sets = ", ".join(f'"{name}" = ?' for name in values)
        connection.execute(f'UPDATE "{entity.name}" SET {sets} WHERE id = ?', (*values.values(), row))


def stored_values(entity: Entity, state: RowState) -> dict[str, str | None]:
    """What the table holds for a row: its fields as shown and what is derived from them, as text."""
    stored = {name: state.shown(name) for name in entity.fields}
    if not entity.derived:
        return stored
    sources = {s for d in entity.derived for s in d.sources}
    values = {s: decoder(entity.name, s)(stored[s]) for s in sources}
    derived = entity.derive(values)
    return stored | {name: encoder(entity.name, name)(value) for name, value in derived.items()}


def chunked(
    connection: sqlite3.Connection, query: str, keys: Sequence[str | bytes], tail: str = ""
) -> Iterator[tuple[Any, ...]]:
    """Run `query`, which ends in IN, for `keys` in portions."""
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        yield from connection.execute(f"{query} ({','.join('?' * len(part))}) {tail}", part)


def _by_entity(touched: Mapping[str, Touched]) -> Iterator[tuple[Entity, list[str]]]:
    order = sorted((t.entity.name, row) for row, t in touched.items())
    for name, pairs in groupby(order, key=itemgetter(0)):
        yield entities()[name], [row for _, row in pairs]
