"""Undo and redo of whole steps, out of the journal: also after saving, also of imports and bulk actions.

Undoing is itself a change that sets every cell back to what its author had seen before; nothing is erased.
Cells that somebody has changed since stay as they are and are counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.models.bulk import add_rows, remove_rows, set_rows
from app.models.database import Workspace
from app.models.enums import ChangeKind, Topic
from app.models.journal import EXISTS, OpRef
from app.models.recorder import load_heads, raw
from app.models.registry import decoder, entities
from app.services.journal.takeback import take_back

_DEPTH = 1000


@dataclass(frozen=True)
class Step:
    """One user action that can be undone or done again."""

    id: str
    label: str
    at: str


@dataclass(frozen=True)
class Reverted:
    """What an undo or redo did."""

    step: Step
    cells: int
    kept: int
    topics: frozenset[Topic]


@dataclass
class _Plan:
    """What a step did, turned round."""

    add: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    remove: dict[str, list[str]] = field(default_factory=dict)
    set: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    cells: int = 0
    kept: int = 0


def next_undo(workspace: Workspace) -> Step | None:
    """The step that undo would take back: the last one written from here that still stands."""
    undoable, _ = _stacks(workspace)
    return undoable[-1] if undoable else None


def next_redo(workspace: Workspace) -> Step | None:
    """The step that redo would do again."""
    _, redoable = _stacks(workspace)
    return redoable[-1] if redoable else None


def undo(workspace: Workspace) -> Reverted | None:
    """Take back the last step of which something still stands; None where there is nothing to undo."""
    undoable, _ = _stacks(workspace)
    done = (revert(workspace, step) for step in reversed(undoable))
    return next((one for one in done if one.cells), None)


def redo(workspace: Workspace) -> Reverted | None:
    """Do the last undone step again of which something can be done; None where there is nothing."""
    _, redoable = _stacks(workspace)
    for step in reversed(redoable):
        undoing = _last_undo_of(workspace, step)
        if undoing is not None:
            done = _turn_round(workspace, step, undoing, ChangeKind.REDO, f"重做：{step.label}")
            if done.cells:
                return done
    return None


def revert(workspace: Workspace, step: Step) -> Reverted:
    """Take back `step`, whether or not it is the last one. What was changed or built upon since stays."""
    return _turn_round(workspace, step, step.id, ChangeKind.UNDO, f"撤销：{step.label}")


def _stacks(workspace: Workspace) -> tuple[list[Step], list[Step]]:
    """Replay the steps of this replica as pushes and pops."""
    with workspace.read() as session:
        connection = raw(session)
        rows = connection.execute(
            "SELECT step, kind, target, label, at FROM change WHERE replica = ? ORDER BY seq DESC LIMIT ?",
            (workspace.replica(connection), _DEPTH),
        ).fetchall()
    undoable: list[Step] = []
    redoable: list[Step] = []
    for step, kind, target, label, at in reversed(rows):
        if kind == ChangeKind.UNDO:
            _move(target, undoable, redoable)
        elif kind == ChangeKind.REDO:
            _move(target, redoable, undoable)
        elif kind == ChangeKind.EDIT and (not undoable or undoable[-1].id != step):
            undoable.append(Step(step, label, at))
            redoable.clear()
    return undoable, redoable


def _move(step: str, source: list[Step], target: list[Step]) -> None:
    # It is the last one, but for steps of which others had left nothing to turn round.
    place = next((n for n in reversed(range(len(source))) if source[n].id == step), None)
    if place is not None:
        target.append(source.pop(place))


def _last_undo_of(workspace: Workspace, step: Step) -> str | None:
    with workspace.read() as session:
        connection = raw(session)
        row = connection.execute(
            "SELECT step FROM change WHERE kind = ? AND target = ? AND replica = ? ORDER BY seq DESC LIMIT 1",
            (ChangeKind.UNDO, step.id, workspace.replica(connection)),
        ).fetchone()
    return str(row[0]) if row else None


def _turn_round(workspace: Workspace, step: Step, source: str, kind: ChangeKind, label: str) -> Reverted:
    work = workspace.write(label, kind=kind, target=step.id)
    with work as session:
        if _decided(session, step.id):
            taken = take_back(session, _ops_of(session, source))
            cells, kept = taken.cells, taken.kept
        else:
            plan = _plan(session, source)
            _apply(session, plan)
            cells, kept = plan.cells, plan.kept
    return Reverted(step, cells, kept, work.touched)


def _decided(session: Session, step: str) -> bool:
    """Whether the step decided a conflict: then several values, not one, have to come back.

    Also whether something that it deleted is there all the same, because others had changed it unseen.
    """
    joined = "SELECT 1 FROM change WHERE step = ? AND kind = ? AND target IS NOT NULL"
    if raw(session).execute(joined, (step, ChangeKind.EDIT)).fetchone():
        return True  # an edit that names a target set values beside those of others
    deleted = dict(
        raw(session).execute(
            "SELECT o.row, o.entity FROM change c JOIN op o ON o.change = c.id "
            "WHERE c.step = ? AND o.field = '' AND o.value IS NULL",
            (step,),
        )
    )
    if _rows_there(session, deleted):
        return True
    query = (
        "SELECT 1 FROM change c JOIN op o ON o.change = c.id "
        "JOIN parent p ON p.change = o.change AND p.n = o.n "
        "JOIN op q ON q.change = p.parent_change AND q.n = p.parent_n "
        "AND q.row = o.row AND q.field = o.field WHERE c.step = ? GROUP BY o.change, o.n "
        "HAVING count(DISTINCT coalesce('=' || q.value, '')) > 1 "
        "OR (max(o.field) = '' AND sum(q.value IS NULL) > 0) LIMIT 1"
    )
    return raw(session).execute(query, (step,)).fetchone() is not None


def _ops_of(session: Session, step: str) -> set[OpRef]:
    query = "SELECT o.change, o.n FROM op o JOIN change c ON c.id = o.change WHERE c.step = ?"
    return {OpRef(*row) for row in raw(session).execute(query, (step,))}


def _plan(session: Session, step: str) -> _Plan:
    """Compare what the step wrote with what stands now, and collect what is to be set back.

    Values are compared, not operations: a later edit that was itself undone has put our value back.
    """
    plan = _Plan()
    cells = _cells_of(session, step)
    heads = load_heads(raw(session), {row for row, _ in cells})
    there = _rows_there(session, {row: cell.entity for (row, _), cell in cells.items()})
    made = {row for (row, name), cell in cells.items() if name == EXISTS and cell.value is not None}
    changed = {
        row
        for row in made
        for name, cell in heads[row].items()
        if name != EXISTS and {h.value for h in cell} != {_written(cells, row, name)}
    }
    for (row, name), cell in cells.items():
        if name != EXISTS and row in made:
            continue
        deleted_since = name != EXISTS and row not in there
        if {h.value for h in heads[row].get(name, ())} != {cell.value} or row in changed or deleted_since:
            plan.kept += 1
        elif name != EXISTS:
            before = decoder(cell.entity, name)(cell.before)
            plan.set.setdefault(cell.entity, {}).setdefault(row, {})[name] = before
            plan.cells += 1
        elif cell.value is None:
            plan.add.setdefault(cell.entity, {})[row] = _shown(session, cell.entity, row)
            plan.cells += 1
        else:
            plan.remove.setdefault(cell.entity, []).append(row)
    _leave_without_owner(session, plan)
    _keep_referred(session, plan)
    plan.cells += sum(len(rows) for rows in plan.remove.values())
    return plan


def _rows_there(session: Session, rows: dict[str, str]) -> set[str]:
    """Those of `rows` (key -> entity) that the tables hold now."""
    connection = raw(session)
    return {
        row
        for row, entity in rows.items()
        if connection.execute(f'SELECT 1 FROM "{entity}" WHERE id = ?', (row,)).fetchone()
    }


def _written(cells: dict[tuple[str, str], _Cell], row: str, name: str) -> str | None:
    cell = cells.get((row, name))
    return cell.value if cell else None


def _leave_without_owner(session: Session, plan: _Plan) -> None:
    """What would come back to, or point to, something that others have deleted since stays as it is."""

    def is_there(table: str, row: str | None) -> bool:
        return row is None or row in plan.add.get(table, {}) or bool(_rows_there(session, {row: table}))

    for entity in entities().values():  # owners before what they own
        points = [(c.name, key.column.table.name) for c in entity.table.columns for key in c.foreign_keys]
        added, changed = plan.add.get(entity.name, {}), plan.set.get(entity.name, {})
        for row in [
            r for r, values in added.items() if not all(is_there(t, values.get(c)) for c, t in points)
        ]:
            del added[row]
            plan.kept, plan.cells = plan.kept + 1, plan.cells - 1
        for values in changed.values():
            for column in [c for c, table in points if not is_there(table, values.get(c))]:
                del values[column]
                plan.kept, plan.cells = plan.kept + 1, plan.cells - 1


def _keep_referred(session: Session, plan: _Plan) -> None:
    """A row that something else has come to refer to stays, and so do its owners and what they own."""
    connection = raw(session)
    kept: set[str] = set()
    for entity in reversed(list(entities().values())):
        for table, column in _referrers(entity.name):
            removed = plan.remove.get(entity.name, [])
            gone = set(plan.remove.get(table, ())) - kept
            # What the step itself pointed here points back again before anything is removed.
            gone |= {k for k, values in plan.set.get(table, {}).items() if column in values}
            query = f'SELECT id FROM "{table}" WHERE "{column}" = ?'
            kept |= {r for r in removed if any(k not in gone for (k,) in connection.execute(query, (r,)))}
    # What the step made below a row that stays, stays as well: half a unit helps nobody.
    for entity in entities().values():
        for column in entity.owners:
            query = f'SELECT "{column}" FROM "{entity.name}" WHERE id = ?'
            removed = plan.remove.get(entity.name, [])
            kept |= {r for r in removed if connection.execute(query, (r,)).fetchone()[0] in kept}
    plan.kept += len(kept)
    plan.remove = {name: [r for r in rows if r not in kept] for name, rows in plan.remove.items()}


def _referrers(entity: str) -> list[tuple[str, str]]:
    """Tables and columns that refer to the rows of `entity`."""
    return [
        (other.name, column.name)
        for other in entities().values()
        for column in other.table.columns
        for key in column.foreign_keys
        if key.column.table.name == entity
    ]


@dataclass
class _Cell:
    """The last operation of a step on one cell, and what the cell held before the step."""

    entity: str
    ref: OpRef
    value: str | None
    before: str | None


def _cells_of(session: Session, step: str) -> dict[tuple[str, str], _Cell]:
    connection = raw(session)
    own = _ops_of(session, step)
    cells: dict[tuple[str, str], _Cell] = {}
    rows = connection.execute(
        "SELECT o.change, o.n, o.entity, o.row, o.field, o.value, p.change, p.n, p.value "
        "FROM change c JOIN op o ON o.change = c.id "
        "LEFT JOIN parent q ON q.change = o.change AND q.n = o.n "
        "LEFT JOIN op p ON p.change = q.parent_change AND p.n = q.parent_n "
        "AND p.row = o.row AND p.field = o.field "
        "WHERE c.step = ? ORDER BY c.seq, o.n, p.change, p.n",
        (step,),
    )
    for change, n, entity, row, name, value, parent_change, parent_n, before in rows:
        cell = cells.get((row, name))
        if cell is None:
            cell = cells[row, name] = _Cell(entity, OpRef(change, n), value, before)
        cell.ref, cell.value = OpRef(change, n), value
        if parent_change is not None and OpRef(parent_change, parent_n) not in own:
            cell.before = before
    return cells


def _shown(session: Session, entity: str, row: str) -> dict[str, Any]:
    """The values a deleted row had; its cells are still in the journal."""
    rows = raw(session).execute(
        "SELECT h.field, o.value FROM head h JOIN op o ON o.change = h.change AND o.n = h.n "
        "JOIN change c ON c.id = h.change WHERE h.row = ? ORDER BY c.clock, h.change, h.n",
        (row,),
    )
    return {name: decoder(entity, name)(value) for name, value in rows if name != EXISTS}


def _apply(session: Session, plan: _Plan) -> None:
    """Owners are made before and deleted after what they own."""
    known = entities()
    for name, entity in known.items():
        if name in plan.add:
            add_rows(session, entity.model, [{"id": k, **v} for k, v in plan.add[name].items()])
    for name, rows in plan.set.items():
        set_rows(session, known[name].model, rows)
    for name in reversed(list(known)):
        if name in plan.remove:
            remove_rows(session, known[name].model, plan.remove[name])
