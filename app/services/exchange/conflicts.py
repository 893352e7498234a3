"""Open conflicts 待处理的冲突: what both sides said, who said it, what both started from, and deciding."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.bulk import remove_rows, set_rows
from app.models.database import Workspace
from app.models.enums import Topic
from app.models.errors import InputError
from app.models.journal import EXISTS, OpRef
from app.models.recorder import Seen, raw, recorder_of
from app.models.registry import decoder, entities
from app.services.exchange.places import Places, UnitName
from app.services.exchange.words import field_label, value_words
from app.services.journal.history import decision_label
from app.services.journal.reckon import chunked


@dataclass(frozen=True)
class Version:
    """One of the values that stand side by side; `value` None is empty, or in a deletion: deleted."""

    ref: OpRef
    value: str | None
    words: str
    actor: str
    office: str
    device: str
    at: datetime
    label: str


@dataclass(frozen=True)
class Conflict:
    """A cell in which several people said different things, or a row that one deleted and another kept."""

    row: str
    entity: str
    field: str
    unit: UnitName
    place: str
    label: str
    versions: tuple[Version, ...]
    # What the cell held before they went apart; None where that is not known or there was nothing.
    ancestor: str | None
    shown: str | None

    @property
    def is_deletion(self) -> bool:
        """Whether the question is if the row shall stay."""
        return self.field == EXISTS


@dataclass(frozen=True)
class Decision:
    """What a person decided: the value a cell shall have. For a deletion: PRESENT keeps, None deletes.

    `reason` goes into the journal with it, where one conflict alone is decided.
    """

    conflict: Conflict
    value: str | None
    reason: str = ""


def conflicts(session: Session) -> list[Conflict]:
    """All open conflicts, by unit."""
    connection = raw(session)
    cells = open_cells(connection)
    if not cells:
        return []
    entity_of = {row: entity for (row, _), entity in cells.items()}
    places = Places(connection)
    units = places.units(entity_of)
    titles, names = places.unit_names(units.values()), places.names(entity_of)
    versions = _versions(connection, cells)
    ancestors = _ancestors(connection, [cell for cell in cells if cell[1] != EXISTS])
    found = []
    for (row, name), entity in cells.items():
        several = versions[row, name]
        found.append(
            Conflict(
                row=row,
                entity=entity,
                field=name,
                unit=titles[units[row]],
                place=names[row],
                label=field_label(entity, name),
                versions=tuple(several),
                ancestor=ancestors.get((row, name)),
                shown=several[-1].value if name != EXISTS else "1",
            )
        )
    return sorted(found, key=_order)


def _order(c: Conflict) -> tuple[object, ...]:
    fields = (EXISTS, *entities()[c.entity].fields)
    return c.unit.key == "", c.unit.name, c.unit.key, c.place, c.row, fields.index(c.field)


def conflict_counts(session: Session) -> dict[str, int]:
    """How many conflicts each unit (by key, "" for none) has open."""
    connection = raw(session)
    cells = open_cells(connection)
    units = Places(connection).units({row: entity for (row, _), entity in cells.items()})
    counts: dict[str, int] = {}
    for row, _ in cells:
        counts[units[row]] = counts.get(units[row], 0) + 1
    return counts


def conflicts_of_rows(session: Session, rows: Iterable[str]) -> dict[tuple[str, str], int]:
    """Cells (row, field) among `rows` that are open, with the number of different values; for badges."""
    query = (
        "SELECT h.row, h.field, o.value FROM head h JOIN op o ON o.change = h.change AND o.n = h.n "
        "WHERE h.row IN"
    )
    values: dict[tuple[str, str], set[str | None]] = {}
    for row, name, value in chunked(raw(session), query, sorted(set(rows))):
        values.setdefault((row, name), set()).add(value)
    # A deletion beside a row that is still there: the other side of it is that the row lives.
    return {
        cell: max(2, len(found)) if cell[1] == EXISTS else len(found)
        for cell, found in values.items()
        if (None in found if cell[1] == EXISTS else len(found) > 1)
    }


def resolve(workspace: Workspace, decisions: Sequence[Decision]) -> frozenset[Topic]:
    """Decide conflicts, all in one step that can be undone. Values that came since were not seen and stay.

    Raises:
        InputError: a value does not fit the field, or what it names is no longer there.
    """
    seen: dict[tuple[str, str], frozenset[OpRef]] = {}
    for d in decisions:
        seen[d.conflict.row, d.conflict.field] = frozenset(v.ref for v in d.conflict.versions)
    alone = len(decisions) == 1
    label = decision_label(decisions[0].reason) if alone else f"处理 {len(decisions)} 处冲突"
    known: Seen = {cell: refs for cell, refs in seen.items() if cell[1] != EXISTS}
    work = workspace.write(label, seen=known)
    with work as session:
        for d in decisions:
            if not d.conflict.is_deletion:
                _set(session, d)
        for d in decisions:
            if d.conflict.is_deletion and d.value is not None:
                recorder_of(session).confirm(entities()[d.conflict.entity], d.conflict.row)
        _delete(session, [d.conflict for d in decisions if d.conflict.is_deletion and d.value is None])
    return work.touched


def _set(session: Session, d: Decision) -> None:
    c = d.conflict
    entity = entities()[c.entity]
    column = entity.table.columns[c.field]
    if d.value is None and not column.nullable:
        raise InputError(f"“{c.label}”不能为空。", "请选择其中一个值或填写新的值。", field=c.field)
    try:
        value = decoder(c.entity, c.field)(d.value)
    except (ValueError, ArithmeticError) as error:
        raise InputError(
            f"“{c.label}”不能是“{d.value}”。", "请选择其中一个值。", str(error), field=c.field
        ) from error
    target = entity.links.get(c.field)
    if target and d.value is not None:
        query = f'SELECT 1 FROM "{target}" WHERE id = ?'
        if not raw(session).execute(query, (d.value,)).fetchone():
            raise InputError(f"所选的{c.label}已被删除。", "请先恢复它，或选择另一个。", field=c.field)
    query = f'SELECT 1 FROM "{c.entity}" WHERE id = ?'
    if not raw(session).execute(query, (c.row,)).fetchone():
        raise InputError(f"“{c.place}”已被删除，无须再处理。")
    set_rows(session, entity.model, {c.row: {c.field: value}})


def _delete(session: Session, gone: Sequence[Conflict]) -> None:
    """Delete rows with all that belongs to them; others that refer to them let go where they can."""
    connection = raw(session)
    known = entities()
    doomed: dict[str, set[str]] = {name: set() for name in known}
    for c in gone:
        doomed[c.entity].add(c.row)
    for entity in known.values():  # owners come before what they own
        for column, owner in entity.owners.items():
            query = f'SELECT id FROM "{entity.name}" WHERE "{column}" IN'
            doomed[entity.name] |= {row for (row,) in chunked(connection, query, sorted(doomed[owner]))}
    for entity in known.values():
        for column, target in entity.links.items():
            if column in entity.owners:
                continue
            query = f'SELECT id FROM "{entity.name}" WHERE "{column}" IN'
            rows = {row for (row,) in chunked(connection, query, sorted(doomed[target]))}
            free = sorted(rows - doomed[entity.name])
            set_rows(session, entity.model, {row: {column: None} for row in free})
    for name in reversed(list(known)):
        remove_rows(session, known[name].model, sorted(doomed[name]))


def open_cells(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Open cells (row, field) of rows that are there, with the entity."""
    several = connection.execute(
        "SELECT h.row, h.field, min(o.entity) FROM (SELECT row, field FROM head WHERE field <> '' "
        "GROUP BY row, field HAVING count(*) > 1) m JOIN head h ON h.row = m.row AND h.field = m.field "
        "JOIN op o ON o.change = h.change AND o.n = h.n GROUP BY h.row, h.field "
        "HAVING count(DISTINCT coalesce('=' || o.value, '')) > 1"
    ).fetchall()
    # Every deleted row has such a mark; those among them that are there are the conflicts.
    marked = connection.execute(
        "SELECT DISTINCT h.row, h.field, o.entity FROM head h JOIN op o ON o.change = h.change AND o.n = h.n "
        "WHERE h.field = '' AND o.value IS NULL"
    ).fetchall()
    cells = {(row, name): entity for row, name, entity in [*several, *marked]}
    there: set[str] = set()
    for entity in set(cells.values()):
        rows = sorted({row for (row, _), name in cells.items() if name == entity})
        query = f'SELECT id FROM "{entity}" WHERE id IN'
        there |= {row for (row,) in chunked(connection, query, rows)}
    return {cell: entity for cell, entity in cells.items() if cell[0] in there}


def _versions(
    connection: sqlite3.Connection, cells: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], list[Version]]:
    query = (
        "SELECT h.row, h.field, h.change, h.n, o.value, c.actor, c.office, c.device, c.at, c.label "
        "FROM head h JOIN op o ON o.change = h.change AND o.n = h.n JOIN change c ON c.id = h.change "
        "WHERE h.row IN"
    )
    found: dict[tuple[str, str], list[Version]] = {cell: [] for cell in cells}
    rows = sorted({row for row, _ in cells})
    for row, name, change, n, value, actor, office, device, at, label in chunked(
        connection, query, rows, "ORDER BY c.clock, h.change, h.n"
    ):
        if (row, name) in found:
            words = value_words(cells[row, name], name, value)
            version = Version(
                OpRef(change, n), value, words, actor, office, device, datetime.fromisoformat(at), label
            )
            found[row, name].append(version)
    return found


def _ancestors(
    connection: sqlite3.Connection, cells: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], str | None]:
    """For each cell the newest value that all its present values go back to."""
    return {cell: value for cell in cells for value in _ancestor(connection, *cell)}


def _ancestor(connection: sqlite3.Connection, row: str, name: str) -> list[str | None]:
    values = {
        OpRef(change, n): (clock, value)
        for change, n, value, clock in connection.execute(
            "SELECT o.change, o.n, o.value, c.clock FROM op o JOIN change c ON c.id = o.change "
            "WHERE o.row = ? AND o.field = ?",
            (row, name),
        )
    }
    parents: dict[OpRef, set[OpRef]] = {}
    for change, n, *parent in connection.execute(
        "SELECT p.change, p.n, p.parent_change, p.parent_n FROM op o JOIN parent p "
        "ON p.change = o.change AND p.n = o.n WHERE o.row = ? AND o.field = ?",
        (row, name),
    ):
        if OpRef(*parent) in values:
            parents.setdefault(OpRef(change, n), set()).add(OpRef(*parent))
    replaced = set().union(*parents.values()) if parents else set()
    pasts = []
    for head in values.keys() - replaced:
        past: set[OpRef] = set()
        todo = set(parents.get(head, ()))
        while todo:
            ref = todo.pop()
            past.add(ref)
            todo |= parents.get(ref, set()) - past
        pasts.append(past)
    common = set.intersection(*pasts) if pasts else set()
    if not common:
        return []
    return [values[max(common, key=lambda ref: (values[ref][0], ref))][1]]
