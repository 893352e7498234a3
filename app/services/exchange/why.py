"""Why a field of a unit says what it says: all it ever said, by whom, and what became of each value."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.errors import FileMissing, InputError
from app.models.journal import EXISTS, OpRef
from app.models.recorder import raw
from app.models.registry import entities
from app.services.exchange.places import Places
from app.services.exchange.words import field_label, value_words


@dataclass(frozen=True)
class Said:
    """One value that a cell had; `fate` says what became of it."""

    words: str
    actor: str
    device: str
    at: datetime
    label: str
    fate: str


@dataclass(frozen=True)
class CellStory:
    """The whole past of one cell, newest first."""

    row: str
    entity: str
    field: str
    place: str
    label: str
    said: tuple[Said, ...]


def why(session: Session, unit: str, field: str) -> list[CellStory]:
    """The past of every cell of a unit that is called `field`.

    `unit`: key, credit code or full name. `field`: what people call it (所在区), its name (district), with a
    table before it (item.verdict), or the code of a checklist line (ER-20).

    Raises:
        FileMissing: there is no such unit. InputError: the unit has no such field.
    """
    connection = raw(session)
    rows = _rows_of(connection, _unit_key(connection, unit))
    names = Places(connection).names(rows)
    stories = [
        CellStory(
            row, entity, name, names[row], field_label(entity, name), tuple(_said(connection, row, name))
        )
        for row, entity in rows.items()
        for name in (EXISTS, *entities()[entity].fields)
        if _fits(field.strip(), entity, name, names[row])
    ]
    found = [story for story in stories if story.said]
    if not found:
        raise InputError(
            f"“{unit}”没有叫“{field}”的栏目。", "请用界面上的栏目名称，如“所在区”，或审核项编号。"
        )
    return sorted(found, key=lambda s: (s.place, s.row, s.field))


def _unit_key(connection: sqlite3.Connection, unit: str) -> str:
    words = unit.strip()
    rows = connection.execute(
        "SELECT DISTINCT row FROM op WHERE row = ? AND entity = 'unit' "
        "UNION SELECT id FROM unit WHERE uscc = ? OR name = ?",
        (words, words.upper(), words),
    ).fetchall()
    if not rows:
        raise FileMissing(f"名录里没有“{unit}”。", "请用统一社会信用代码或单位全称。")
    if len(rows) > 1:
        raise InputError(f"“{unit}”对应 {len(rows)} 家单位。", "请改用统一社会信用代码。")
    return str(rows[0][0])


def _rows_of(connection: sqlite3.Connection, unit: str) -> dict[str, str]:
    """All rows, also deleted ones, that belong to a unit: key -> entity."""
    found = {unit: "unit"}
    for entity in entities().values():
        for column, owner in entity.owners.items():
            query = "SELECT DISTINCT row FROM op WHERE entity = ? AND field = ? AND value = ?"
            for key in [row for row, name in found.items() if name == owner]:
                for (row,) in connection.execute(query, (entity.name, column, key)):
                    found[row] = entity.name
    return found


def _fits(words: str, entity: str, name: str, place: str) -> bool:
    label = field_label(entity, name)
    if name == EXISTS:
        return words in (label, "删除")
    return words in (name, f"{entity}.{name}", label) or (
        entity == "item" and place.split()[-1].upper() == words.upper()
    )


def _said(connection: sqlite3.Connection, row: str, name: str) -> Iterator[Said]:
    heads = {
        OpRef(*ref)
        for ref in connection.execute("SELECT change, n FROM head WHERE row = ? AND field = ?", (row, name))
    }
    rows = connection.execute(
        "SELECT o.change, o.n, o.entity, o.value, c.actor, c.device, c.at, c.label FROM op o "
        "JOIN change c ON c.id = o.change WHERE o.row = ? AND o.field = ? "
        "ORDER BY c.clock DESC, o.change DESC, o.n DESC",
        (row, name),
    ).fetchall()
    values = {value for change, n, _, value, *_ in rows if OpRef(change, n) in heads}
    for change, n, entity, value, actor, device, at, label in rows:
        if OpRef(change, n) not in heads:
            fate = "已被看过它的人改掉"
        elif len(values) > 1:
            fate = "与另一值并存，待决定"
        else:
            fate = "现在的值"
        yield Said(
            value_words(entity, name, value),
            actor,
            device,
            datetime.fromisoformat(at),
            label or "部分文件",
            fate,
        )
