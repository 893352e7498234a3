"""Turns what a session is about to write into operations of the journal, in the same transaction."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from app.models.base import Row, new_id
from app.models.enums import Topic
from app.models.errors import AppError
from app.models.journal import EXISTS, PRESENT, Op, OpRef, cell_hash
from app.models.registry import Entity, encoder, entities, entity_of

# What a person had in front of them when editing began: (row, field) -> the heads shown.
Seen = Mapping[tuple[str, str], frozenset[OpRef]]

_CHUNK = 500


class Head(NamedTuple):
    """An operation of a cell that nobody has replaced."""

    ref: OpRef
    value: str | None


Heads = dict[str, list[Head]]


@dataclass
class Draft:
    """What is to become of one row.

    `fresh`: it was not there before; `born`: it must be marked as present; `gone`: it is deleted.
    """

    entity: Entity
    fresh: bool = False
    born: bool = False
    gone: bool = False
    cells: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Sealed:
    """The operations of one unit of work and what they do to heads and digest."""

    ops: Sequence[Op]
    replaced: Sequence[tuple[str, str, OpRef]]
    digest_delta: int
    topics: frozenset[Topic]
    # The highest clock among operations of others that came in, and whether any came.
    clock: int = 0
    has_foreign: bool = False


class Recorder:
    """Collects the cells that one unit of work sets. It listens to the session; bulk.py calls it."""

    def __init__(self, session: Session, seen: Seen | None = None) -> None:
        self._session = session
        self._seen = seen or {}
        self._drafts: dict[str, Draft] = {}
        self._absorbed = Sealed((), (), 0, frozenset())
        session.info["recorder"] = self
        event.listen(session, "before_flush", self._before_flush)

    def add(self, entity: Entity, row: str, values: Mapping[str, Any]) -> None:
        """A row is made with `values` (Python values by field; what is missing is empty)."""
        draft = self._draft(entity, row)
        if draft.gone:
            draft.gone = False  # deleted and made again in one go: it was there all the time
        else:
            draft.fresh = draft.born = True
        for name in entity.fields:
            draft.cells[name] = encoder(entity.name, name)(values.get(name))

    def set(self, entity: Entity, row: str, values: Mapping[str, Any]) -> None:
        """Fields of an existing row get `values`."""
        draft = self._draft(entity, row)
        for name, value in values.items():
            draft.cells[name] = encoder(entity.name, name)(value)

    def remove(self, entity: Entity, row: str) -> None:
        """A row is deleted."""
        known = self._drafts.get(row)
        if known is not None and known.fresh:
            del self._drafts[row]
            return
        draft = self._draft(entity, row)
        draft.gone = True
        draft.cells.clear()

    def confirm(self, entity: Entity, row: str) -> None:
        """A row that is there although somebody deleted it is to stay."""
        self._draft(entity, row).born = True

    def absorb(self, sealed: Sealed) -> None:
        """Take over what a merge worked out itself: its rows and heads are written, only this is left."""
        self._absorbed = sealed

    def seal(self) -> Sealed:
        """The operations for everything collected; cells that already hold the value give none."""
        self._keep_targets_alive()
        heads = load_heads(raw(self._session), self._drafts)
        order = {name: place for place, name in enumerate(entities())}
        drafts = sorted(self._drafts.items(), key=lambda item: order[item[1].entity.name])
        absorbed = self._absorbed
        ops: list[Op] = list(absorbed.ops)
        replaced: list[tuple[str, str, OpRef]] = list(absorbed.replaced)
        delta = absorbed.digest_delta
        for row, draft in drafts:
            before = heads.get(row, {})
            row_ops = self._row_ops(row, draft, before)
            if not row_ops:
                continue
            ops.extend(row_ops)
            replaced.extend((o.row, o.field, p) for o in row_ops for p in o.parents if _in_cell(p, o, before))
            delta += self._content_after(row, draft, before, row_ops)
            delta -= 0 if draft.fresh else _content(draft.entity.name, row, before)
        topics = absorbed.topics | {entities()[o.entity].topic for o in ops}
        return Sealed(ops, replaced, delta, topics, absorbed.clock, absorbed.has_foreign)

    def _row_ops(self, row: str, draft: Draft, before: Heads) -> list[Op]:
        name = draft.entity.name
        if draft.gone:
            # A deletion replaces what its author saw of the whole row; anything else keeps the row alive.
            every = [h.ref for f, cell in before.items() for h in self._known(row, f, cell)]
            if len(every) < sum(map(len, before.values())):
                raise AppError("这里在您打开之后又有了新内容，没有删除。", "请看过新内容后再决定。")
            return [Op(name, row, EXISTS, None, tuple(every))]
        ops = []
        if draft.born:
            ops.append(Op(name, row, EXISTS, PRESENT, tuple(h.ref for h in before.get(EXISTS, ()))))
        for field_name, value in draft.cells.items():
            cell = before.get(field_name, [])
            if {h.value for h in cell} in ({value}, set()) and (cell or value is None):
                continue
            parents = tuple(h.ref for h in self._known(row, field_name, cell))
            ops.append(Op(name, row, field_name, value, parents))
        return ops

    def _known(self, row: str, field_name: str, cell: list[Head]) -> Iterable[Head]:
        """The heads that the author had in front of them; all of them where nothing else was said."""
        seen = self._seen.get((row, field_name))
        return cell if seen is None else [h for h in cell if h.ref in seen]

    def _content_after(self, row: str, draft: Draft, before: Heads, ops: Sequence[Op]) -> int:
        if draft.gone:
            return 0
        after = {f: list(cell) for f, cell in before.items()}
        for o in ops:
            kept = [h for h in after.get(o.field, ()) if h.ref not in o.parents]
            after[o.field] = [*kept, Head(OpRef(b"", 0), o.value)]
        return _content(draft.entity.name, row, after)

    def _keep_targets_alive(self) -> None:
        """A deleted row that lives only because others refer to it must not vanish when one of them goes."""
        leaving = {
            row: draft
            for row, draft in self._drafts.items()
            if not draft.fresh and (draft.gone or not draft.entity.links.keys().isdisjoint(draft.cells))
        }
        heads = load_heads(raw(self._session), [row for row, d in leaving.items() if d.entity.links])
        targets: dict[str, Entity] = {}
        for row, draft in leaving.items():
            for field_name, target in draft.entity.links.items():
                if draft.gone or field_name in draft.cells:
                    values = {h.value for h in heads.get(row, {}).get(field_name, ())} - {None}
                    targets.update((value, entities()[target]) for value in values if value)
        targets = {
            row: e for row, e in targets.items() if not (row in self._drafts and self._drafts[row].gone)
        }
        connection = raw(self._session)
        exists = load_heads(connection, targets)
        for row, entity in targets.items():
            marks = exists.get(row, {}).get(EXISTS, [])
            if marks and all(h.value is None for h in marks):
                query = f'SELECT 1 FROM "{entity.name}" WHERE id = ?'
                if connection.execute(query, (row,)).fetchone():
                    self._draft(entity, row).born = True

    def _draft(self, entity: Entity, row: str) -> Draft:
        return self._drafts.setdefault(row, Draft(entity))

    def _before_flush(self, session: Session, *_: object) -> None:
        for row in session.deleted:
            if isinstance(row, Row):
                self.remove(entity_of(row), row.id)
        for row in session.new:
            if isinstance(row, Row):
                self._note_new(row)
        for row in session.dirty:
            if isinstance(row, Row) and session.is_modified(row):
                self._note_changed(row)

    def _note_new(self, row: Row) -> None:
        entity = entity_of(row)
        row.id = row.id or new_id()
        values = {name: getattr(row, name) for name in (*entity.fields, *_sources(entity))}
        for name, value in entity.derive(values).items():
            setattr(row, name, value)
        self.add(entity, row.id, values)

    def _note_changed(self, row: Row) -> None:
        entity = entity_of(row)
        state = inspect(row)
        changed = {}
        for name in entity.fields:
            history = state.attrs[name].history
            if history.has_changes() and history.added:
                changed[name] = history.added[0]
        if not changed:
            return
        for d in entity.derived:
            if not changed.keys().isdisjoint(d.sources):
                setattr(row, d.name, d.function(*(getattr(row, s) for s in d.sources)))
        self.set(entity, row.id, changed)


def raw(session: Session) -> sqlite3.Connection:
    """The driver's connection inside the session's transaction, for set-based work.

    On the office's server it is one that understands what is written for sqlite3 (exchange/office.py).
    """
    return cast(sqlite3.Connection, session.connection().connection.driver_connection)


def load_heads(connection: sqlite3.Connection, rows: Iterable[str]) -> dict[str, Heads]:
    """The heads of `rows`, by row and field."""
    found: dict[str, Heads] = defaultdict(lambda: defaultdict(list))
    keys = list(rows)
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        query = (
            "SELECT h.row, h.field, h.change, h.n, o.value FROM head h "
            f"JOIN op o ON o.change = h.change AND o.n = h.n WHERE h.row IN ({','.join('?' * len(part))})"
        )
        for row, field_name, change, n, value in connection.execute(query, part):
            found[row][field_name].append(Head(OpRef(change, n), value))
    return found


def recorder_of(session: Session) -> Recorder:
    """The recorder that listens to a writing session."""
    return cast(Recorder, session.info["recorder"])


def _sources(entity: Entity) -> set[str]:
    return {s for d in entity.derived for s in d.sources}


def _in_cell(ref: OpRef, o: Op, before: Heads) -> bool:
    return any(h.ref == ref for h in before.get(o.field, ()))


def _content(entity: str, row: str, cells: Heads) -> int:
    """What a live row adds to the digest."""
    total = cell_hash(entity, row, EXISTS, {PRESENT, *[h.value for h in cells.get(EXISTS, ())]})
    for field_name, cell in cells.items():
        if field_name != EXISTS:
            total += cell_hash(entity, row, field_name, [h.value for h in cell])
    return total
