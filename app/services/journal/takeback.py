"""Taking operations back: every cell returns to what it would be had they never come, nothing is erased.

That is itself a change, which replaces exactly what is taken back. What somebody has built on it since stays,
and so does a row that others have come to refer to. Used for merges and for decisions about conflicts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.models.journal import EXISTS, Op, OpRef
from app.models.recorder import Sealed, raw, recorder_of
from app.models.registry import entities
from app.services.journal.fold import HeadOp
from app.services.journal.reckon import Cell, Reckoning, carry_out, chunked, reckon

# The change that is being written has no id yet; its operations are the latest whatever the clocks say.
_OWN = b"\xff" * 16
_LATEST = 1 << 62


@dataclass(frozen=True)
class TakenBack:
    """How many cells returned to what they were, and how many stay because of later work."""

    cells: int
    kept: int


@dataclass
class _Cell:
    """All operations of one cell with who replaced whom."""

    entity: str
    values: dict[OpRef, str | None] = field(default_factory=dict)
    parents: dict[OpRef, set[OpRef]] = field(default_factory=dict)

    def heads(self, refs: AbstractSet[OpRef]) -> set[OpRef]:
        """Those of `refs` that no other of them replaces."""
        replaced = set().union(*(self.parents.get(ref, ()) for ref in refs))
        return set(refs) - replaced

    def built_on(self, refs: AbstractSet[OpRef]) -> bool:
        """Whether an operation outside `refs` replaces one of them, directly or not."""
        return any(not parents.isdisjoint(refs) for ref, parents in self.parents.items() if ref not in refs)


def take_back(session: Session, refs: AbstractSet[OpRef]) -> TakenBack:
    """Take the operations `refs` back, inside a unit of work that does nothing else."""
    connection = raw(session)
    cells = _load(connection, refs)
    doomed = {row for row, name in cells if name == EXISTS and _is_dead_without(connection, row, cells, refs)}
    built_on = {row for row, name in cells if name == EXISTS and _is_made(cells[row, name], refs)} - doomed
    # Those that were deleted before: what refers to them may overrule that again; then their cells return.
    buried = {row for row in doomed if _marks_before(cells[row, EXISTS], refs)}
    kept_rows = _owned(connection, cells, doomed, built_on) - built_on
    overruled: set[str] = set()
    while True:
        dying = doomed - kept_rows - overruled
        ops, kept = _ops(connection, cells, dying, kept_rows, refs)
        reckoning = _reckon(connection, ops)
        staying = {row for row in dying if row in reckoning.touched and reckoning.touched[row].after.is_there}
        if not staying:
            break
        if staying & buried:
            overruled |= staying & buried
            continue  # their cells, once they have returned, may no longer refer to the others
        # Something else has come to refer to them, so they are not deleted at all.
        kept_rows |= staying | _owned(connection, cells, dying, staying)
    if ops:
        carry_out(connection, reckoning)
        recorder_of(session).absorb(
            Sealed(ops, reckoning.heads_gone, reckoning.digest_delta, reckoning.topics)
        )
    return TakenBack(len(ops), kept + len(kept_rows))


def _ops(
    connection: sqlite3.Connection,
    cells: Mapping[Cell, _Cell],
    doomed: AbstractSet[str],
    kept_rows: AbstractSet[str],
    refs: AbstractSet[OpRef],
) -> tuple[list[Op], int]:
    """What is to be written, and how many cells stay because somebody has built on them."""
    ops: list[Op] = []
    kept = 0
    for (row, name), cell in cells.items():
        if row in doomed:
            if name == EXISTS and _is_there(connection, cell.entity, row):
                ops.append(Op(cell.entity, row, EXISTS, None, tuple(_row_heads(connection, row))))
        elif row in kept_rows:
            continue
        elif cell.built_on(refs) or _stays_made(cells[row, EXISTS], name, cell, refs):
            kept += name == EXISTS or cell.built_on(refs)
        else:
            ops += _restoring(connection, row, name, cell, refs)
    return ops, kept


def _is_made(marks: _Cell, refs: AbstractSet[OpRef]) -> bool:
    """Whether the row was made by what is taken back and by nobody else."""
    return not marks.values.keys() - refs


def _stays_made(marks: _Cell, name: str, cell: _Cell, refs: AbstractSet[OpRef]) -> bool:
    """Whether a cell belongs to what makes a row that somebody has worked on since."""
    if cell.values.keys() - refs:
        return False
    entity = entities()[cell.entity]
    return _is_made(marks, refs) or name == EXISTS or not entity.table.columns[name].nullable


def _reckon(connection: sqlite3.Connection, ops: Sequence[Op]) -> Reckoning:
    own = [HeadOp(o.entity, o.row, o.field, o.value, _LATEST, OpRef(_OWN, n)) for n, o in enumerate(ops)]
    return reckon(connection, own, {h.ref: o.parents for h, o in zip(own, ops, strict=True)})


def _owned(
    connection: sqlite3.Connection,
    cells: Mapping[Cell, _Cell],
    doomed: AbstractSet[str],
    staying: AbstractSet[str],
) -> set[str]:
    """What came with a row that stays, stays as well: half a unit helps nobody."""
    found = set(staying)
    for entity in entities().values():  # owners come before what they own
        for column in entity.owners:
            rows = sorted(row for row in doomed if cells[row, EXISTS].entity == entity.name)
            query = f'SELECT id, "{column}" FROM "{entity.name}" WHERE id IN'
            found |= {row for row, owner in chunked(connection, query, rows) if owner in found}
    return found


def _load(connection: sqlite3.Connection, refs: AbstractSet[OpRef]) -> dict[Cell, _Cell]:
    touched: set[Cell] = set()
    query = "SELECT change, n, row, field FROM op WHERE change IN"
    for change, n, row, name in chunked(connection, query, sorted({ref.change for ref in refs})):
        if OpRef(change, n) in refs:
            # Whether a row is there hangs on all its fields: what is taken back may be what kept it alive.
            touched |= {(row, name), (row, EXISTS)}
    rows = sorted({row for row, _ in touched})
    cells: dict[Cell, _Cell] = {}
    query = "SELECT change, n, entity, row, field, value FROM op WHERE row IN"
    for change, n, entity, row, name, value in chunked(connection, query, rows):
        if (row, name) in touched:
            cells.setdefault((row, name), _Cell(entity)).values[OpRef(change, n)] = value
    query = (
        "SELECT o.row, o.field, p.change, p.n, p.parent_change, p.parent_n FROM op o "
        "JOIN parent p ON p.change = o.change AND p.n = o.n WHERE o.row IN"
    )
    for row, name, change, n, parent_change, parent_n in chunked(connection, query, rows):
        cell = cells.get((row, name))
        parent = OpRef(parent_change, parent_n)
        if cell is not None and parent in cell.values:
            cell.parents.setdefault(OpRef(change, n), set()).add(parent)
    return cells


def _marks_before(marks: _Cell, refs: AbstractSet[OpRef]) -> set[OpRef]:
    """What would be said of whether a row is there, had `refs` never come."""
    return marks.heads(marks.values.keys() - refs)


def _is_dead_without(
    connection: sqlite3.Connection, row: str, cells: Mapping[Cell, _Cell], refs: AbstractSet[OpRef]
) -> bool:
    """Whether the row would not be there, had `refs` never come, and nobody has worked on it since."""
    marks = cells[row, EXISTS]
    if marks.built_on(refs):
        return False
    wanted = _marks_before(marks, refs)
    if any(marks.values[ref] is not None for ref in wanted):
        return False
    seen = _seen_by(connection, wanted)
    now = _row_heads(connection, row)
    fields = set(now.values()) - {EXISTS}
    touched = {name: cells[row, name] for name in fields if (row, name) in cells}
    if any(cell.built_on(refs) for cell in touched.values()):
        return False
    before = {ref for cell in touched.values() for ref in cell.heads(cell.values.keys() - refs)}
    before |= {ref for ref, name in now.items() if name in fields and name not in touched}
    return before <= seen


def _is_there(connection: sqlite3.Connection, entity: str, row: str) -> bool:
    return connection.execute(f'SELECT 1 FROM "{entity}" WHERE id = ?', (row,)).fetchone() is not None


def _seen_by(connection: sqlite3.Connection, tombs: AbstractSet[OpRef]) -> set[OpRef]:
    """Everything that the authors of deletions had in front of them."""
    query = "SELECT parent_change, parent_n FROM parent WHERE change = ? AND n = ?"
    return {OpRef(*found) for ref in tombs for found in connection.execute(query, ref)}


def _restoring(
    connection: sqlite3.Connection, row: str, name: str, cell: _Cell, refs: AbstractSet[OpRef]
) -> list[Op]:
    """The operations that bring a cell back, each replacing what is taken back; none if nothing differs."""
    wanted = cell.heads(cell.values.keys() - refs)
    now = cell.heads(cell.values.keys())
    surplus = now - wanted
    if not surplus:
        return []
    # In the order in which they were written, so that the same one is shown as before.
    lost = list({cell.values[ref]: None for ref in sorted(wanted - now)})
    if wanted and not lost:
        # Only alternatives go: said by repeating a value that stays, in place of both.
        value = cell.values[max(wanted)]
        lost = [value]
        surplus |= {ref for ref in wanted if cell.values[ref] == value}
    if name == EXISTS and None in lost:
        surplus |= _seen_by(connection, {ref for ref in wanted if cell.values[ref] is None})
    return [Op(cell.entity, row, name, value, tuple(sorted(surplus))) for value in lost or [None]]


def _row_heads(connection: sqlite3.Connection, row: str) -> dict[OpRef, str]:
    rows = connection.execute("SELECT change, n, field FROM head WHERE row = ? ORDER BY change, n", (row,))
    return {OpRef(change, n): name for change, n, name in rows}
