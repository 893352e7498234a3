"""A planned merge as a list that people read and count: one line for each thing that will be different.

A new or deleted row is one line; of a row that both sides know, every field that changes is one. A field in
which both sides said something else is a line of its own in any case: it is what will lie on the desk.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from app.models.journal import EXISTS, PRESENT
from app.models.recorder import raw
from app.models.registry import entities
from app.services.exchange.linked import CellValue, Wording
from app.services.exchange.places import Places, UnitName
from app.services.exchange.plan import MergePlan
from app.services.exchange.preview import Fate, RowPreview, preview
from app.services.exchange.words import field_label
from app.services.journal.fold import HeadOp, RowState
from app.services.journal.reckon import Touched, chunked

# Conflicts come first, then what goes away.
ORDER = (Fate.BOTH, Fate.DELETED, Fate.CHANGED, Fate.NEW)
# What tells most about a new row, in this order; long texts are cut by whoever shows them.
_TELLING = ("verdict", "answer", "remark", "request", "emission_text", "uscc", "category", "quote", "value")
_TOLD = 2


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference. `our_*` and `their_*` say who wrote the two values, where that matters."""

    row: str
    field: str
    fate: Fate
    name: str
    label: str
    ours: str
    theirs: str
    our_actor: str = ""
    our_at: datetime | None = None
    their_actor: str = ""
    their_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class UnitChanges:
    """All that is different in one unit."""

    unit: UnitName
    lines: tuple[ChangeLine, ...]
    is_new: bool

    @cached_property
    def counts(self) -> Mapping[Fate, int]:
        """How many lines share a fate."""
        return Counter(line.fate for line in self.lines)


@dataclass(frozen=True)
class Changes:
    """All lines, by unit."""

    units: tuple[UnitChanges, ...]

    @cached_property
    def counts(self) -> Mapping[Fate, int]:
        """How many lines share a fate."""
        return sum((Counter(unit.counts) for unit in self.units), Counter())

    @property
    def total(self) -> int:
        """How many lines there are."""
        return sum(self.counts.values())


def changes_of(session: Session, plan: MergePlan) -> Changes:
    """What `plan` changes, line by line. Units with conflicts come first."""
    connection = raw(session)
    lines = _Lines(connection, plan)
    found = []
    for unit in preview(session, plan).units:
        made = [line for row in unit.rows for line in lines.of(row)]
        made.sort(key=lambda line: ORDER.index(line.fate))
        is_new = any(row.entity == "unit" and row.fate is Fate.NEW for row in unit.rows)
        found.append(UnitChanges(unit.unit, tuple(made), is_new))
    found.sort(key=lambda u: ([not u.counts[fate] for fate in ORDER], u.unit.key == "", u.unit.name))
    return Changes(tuple(found))


class _Lines:
    """Makes the lines of one row at a time."""

    def __init__(self, connection: sqlite3.Connection, plan: MergePlan) -> None:
        self._touched = plan.reckoning.touched
        states = {row: t.after for row, t in self._touched.items()}
        self._words = Wording(Places(connection, states), _values(self._touched))
        self._authors = {row[0]: (str(row[6]), datetime.fromisoformat(row[5])) for row in plan.news.changes}
        self._authors |= _authors_here(connection, self._touched)

    def of(self, row: RowPreview) -> Iterator[ChangeLine]:
        """The lines of a row."""
        t = self._touched[row.row]
        if row.fate is Fate.BOTH and not t.before.is_there:
            yield self._both(row, t, EXISTS)  # deleted here, still used there
            yield from (self._both(row, t, n) for n in t.fields if n != EXISTS and is_open(t.after, n))
        elif row.fate is Fate.NEW:
            actor, at = self._newest(t.after, EXISTS)
            told = self._told(t.after)
            yield ChangeLine(
                *(row.row, EXISTS, Fate.NEW, row.name, "", "", told),
                their_actor=actor,
                their_at=at,
                reason=row.reason,
            )
            for name in t.fields:
                if is_open(t.after, name):
                    yield self._both(row, t, name)
        elif row.fate is Fate.DELETED:
            actor, at = self._newest(t.after, EXISTS)
            yield ChangeLine(
                *(
                    row.row,
                    EXISTS,
                    Fate.DELETED,
                    row.name,
                    "",
                    self._told(t.before) or "有内容",
                    "对方已删除",
                ),
                their_actor=actor,
                their_at=at,
                reason=row.reason,
            )
        else:
            for cell in row.cells:
                is_both = is_open(t.after, cell.field)
                yield self._both(row, t, cell.field) if is_both else self._changed(row, t, cell.field)

    def _changed(self, row: RowPreview, t: Touched, name: str) -> ChangeLine:
        entity = t.entity.name
        actor, at = self._newest(t.after, name)
        now = self._words.of(entity, name, t.before.shown(name))
        if is_open(t.before, name):  # it is decided there
            heads = sorted(t.before.heads[name], key=lambda h: (h.clock, h.ref))
            words = dict.fromkeys(self._words.of(entity, name, h.value) for h in heads)
            now = "待定：是否删除" if name == EXISTS else f"待定：{' ／ '.join(words)}"
        return ChangeLine(
            *(
                row.row,
                name,
                Fate.CHANGED,
                row.name,
                "是否删除" if name == EXISTS else field_label(entity, name),
            ),
            now,
            self._words.of(entity, name, t.after.shown(name)),
            their_actor=actor,
            their_at=at,
            reason=row.reason,
        )

    def _both(self, row: RowPreview, t: Touched, name: str) -> ChangeLine:
        entity = t.entity.name
        our_actor, our_at = self._newest(t.before, name)
        before = {h.value for h in t.before.heads.get(name, ())}
        coming = [h for h in t.after.heads.get(name, ()) if h.value not in before]
        if not coming and name == EXISTS:  # whoever still used it says nothing about that itself
            coming = [h for n in t.fields for h in t.after.heads.get(n, ()) if h.ref.change in self._authors]
        newest = max(coming, key=lambda h: (h.clock, h.ref), default=None)
        actor, at = self._authors.get(newest.ref.change, ("", None)) if newest else ("", None)
        if name == EXISTS:
            is_ours_gone = None in before and PRESENT not in before
            ours, theirs = ("删除", "保留") if is_ours_gone else ("保留", "删除")
            label = "是否删除"
        else:
            label = field_label(entity, name)
            ours = self._words.of(entity, name, t.before.shown(name))
            theirs = "、".join(sorted({self._words.of(entity, name, h.value) for h in coming})) or ours
        return ChangeLine(
            *(row.row, name, Fate.BOTH, row.name, label, ours, theirs),
            *(our_actor, our_at, actor, at, row.reason),
        )

    def _told(self, state: RowState) -> str:
        """A row in a few words."""
        entity = entities()[state.entity]
        words = [
            self._words.of(state.entity, name, value)
            for name in _TELLING
            if name in entity.fields and (value := state.shown(name))
        ]
        return " · ".join(words[:_TOLD])

    def _newest(self, state: RowState, name: str) -> tuple[str, datetime | None]:
        heads = state.heads.get(name, ())
        newest: HeadOp | None = max(heads, key=lambda h: (h.clock, h.ref), default=None)
        return self._authors.get(newest.ref.change, ("", None)) if newest else ("", None)


def is_open(state: RowState, name: str) -> bool:
    """Whether a field of a row that is there has several values, or its deletion is undecided."""
    heads = state.heads.get(name, ())
    if not state.is_there:
        return False
    if name == EXISTS:
        return any(h.value is None for h in heads)
    return len({h.value for h in heads}) > 1


def _values(touched: Mapping[str, Touched]) -> Iterator[CellValue]:
    for t in touched.values():
        for name in t.entity.links:
            for state in (t.before, t.after):
                yield from ((t.entity.name, name, h.value) for h in state.heads.get(name, ()))


def _authors_here(
    connection: sqlite3.Connection, touched: Mapping[str, Touched]
) -> dict[bytes, tuple[str, datetime]]:
    """Who wrote the values of ours that will stand beside theirs."""
    wanted = {
        h.ref.change
        for t in touched.values()
        for name in t.fields
        if is_open(t.after, name)
        for h in t.before.heads.get(name, ())
    }
    query = "SELECT id, actor, at FROM change WHERE id IN"
    return {
        own: (actor, datetime.fromisoformat(at))
        for own, actor, at in chunked(connection, query, sorted(wanted))
    }
