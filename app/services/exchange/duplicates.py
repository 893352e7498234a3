"""The same unit entered by two people: found after a merge, joined by a person, never by the program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.bulk import add_rows, natural, remove_rows, set_rows
from app.models.database import Workspace
from app.models.enums import Topic
from app.models.errors import InputError
from app.models.recorder import Seen, raw
from app.models.registry import Entity, decoder, entities
from app.models.setting import Setting
from app.models.unit import FormerName, Unit
from app.services.exchange.places import UnitName
from app.services.journal.reckon import chunked

# Rows that exist by nature get a new key with their new owner; the key of any other row never changes.
_NATURES: Mapping[str, Callable[[Mapping[str, Any]], tuple[object, ...]]] = {
    "enrolment": lambda v: ("enrolment", v["unit_id"], v["year"]),
    "report": lambda v: ("report", v["unit_id"], v["year"], v["kind"]),
    "interest_conflict": lambda v: ("interest_conflict", v["person_id"], v["unit_id"]),
    "report_version": lambda v: ("version", v["report_id"], v["round"]),
    "item": lambda v: ("item", v["version_id"], v["code"]),
    "finding": lambda v: ("finding", v["item_id"]),
    "opinion": lambda v: ("opinion", v["version_id"]),
    "letter": lambda v: ("letter", v["version_id"], v["kind"]),
    "fact": lambda v: ("fact", v["version_id"], v["name"]),
    "check_run": lambda v: ("check_run", v["version_id"]),
    "monthly_evidence": lambda v: ("monthly_evidence", v["unit_id"], v["year"], v["month"], v["name"]),
}
# How the setting is called that remembers two units as different; their keys follow.
_APART = "不是同一家："


@dataclass(frozen=True)
class Duplicate:
    """Units that look like one and the same, and why."""

    units: tuple[UnitName, ...]
    reason: str


def duplicates(session: Session) -> list[Duplicate]:
    """Groups of units with the same credit code or the same name, by name; not those said to differ."""
    different = said_apart(session)
    by_code: dict[str, list[UnitName]] = defaultdict(list)
    by_name: dict[str, list[UnitName]] = defaultdict(list)
    query = select(Unit.id, Unit.name, Unit.uscc, Unit.name_key).order_by(Unit.name, Unit.id)
    for key, name, uscc, name_key in session.execute(query):
        unit = UnitName(key, name, uscc)
        if uscc:
            by_code[uscc].append(unit)
        if name_key:
            by_name[name_key].append(unit)
    found = {
        tuple(units): f"统一社会信用代码都是 {code}" for code, units in by_code.items() if len(units) > 1
    }
    for units in by_name.values():
        if len(units) > 1:
            found.setdefault(tuple(units), "名称相同")
    groups = sorted(found.items(), key=lambda f: f[0][0].name)
    return [
        Duplicate(units, reason)
        for units, reason in groups
        if not all(is_apart(different, a.key, b.key) for a, b in combinations(units, 2))
    ]


def keep_apart(session: Session, one: str, other: str) -> None:
    """Remember, for everybody who works with the file, that two units that look alike are not the same."""
    key = natural(session, "setting", _mark(one, other))
    if session.get(Setting, key) is None:
        session.add(Setting(id=key, name=_mark(one, other), value="是"))


def is_apart(different: frozenset[str], one: str, other: str) -> bool:
    """Whether a person said that the two are not the same; `different` from `said_apart`."""
    return _mark(one, other) in different


def _mark(one: str, other: str) -> str:
    return _APART + " ".join(sorted((one, other)))


def said_apart(session: Session) -> frozenset[str]:
    """All that was remembered by `keep_apart`."""
    return frozenset(session.scalars(select(Setting.name).where(Setting.name.startswith(_APART))))


@dataclass(frozen=True)
class Joined:
    """What joining two units did; where both said something different, it is an open conflict now."""

    moved: int
    conflicts: int
    topics: frozenset[Topic]


def join_units(workspace: Workspace, keep: str, gone: str) -> Joined:
    """Make one unit of two: all that belongs to `gone` belongs to `keep` from now on, and `gone` goes.

    What `keep` has not filled in is taken over; where they differ both values stand as a conflict. The other
    name becomes a former name. It is one step that can be undone.

    Raises:
        InputError: one of them is no longer there, or they are the same.
    """
    with workspace.read() as session:
        names = {
            unit.id: unit.name for unit in session.scalars(select(Unit).where(Unit.id.in_([keep, gone])))
        }
        if len(names) < 2:
            raise InputError("这两家单位里有一家已被删除，没有合并。", "请刷新名录后再看。")
        plan = JoinPlan(session, keep, gone)
    seen: Seen = {cell: frozenset() for cell in plan.disputed}
    label = f"把“{names[gone]}”并入“{names[keep]}”"
    work = workspace.write(label, seen=seen, target=gone)
    with work as session:
        plan.carry_out(session)
        if names[gone] != names[keep]:
            add_rows(session, FormerName, [{"id": new_id(), "unit_id": keep, "name": names[gone]}])
    return Joined(len(plan.keys), len(plan.disputed), work.touched)


class JoinPlan:
    """Where each row of the unit `gone` is to be, once it is one with `keep`."""

    def __init__(self, session: Session, keep: str, gone: str) -> None:
        self._session = session
        self.keys = {gone: keep}
        self.entities: dict[str, str] = {}  # what each row of `gone` is
        # Cells in which both say something: what they are of, what stands there, what comes.
        self.disputed: dict[tuple[str, str], tuple[str, str, str]] = {}
        self._added: list[tuple[Entity, dict[str, Any]]] = []
        self._set: list[tuple[Entity, str, dict[str, Any]]] = []
        self._removed: list[tuple[Entity, str]] = [(entities()["unit"], gone)]
        unit = entities()["unit"]
        self._fill(unit, keep, {**self._row(unit, gone), "name": self._row(unit, keep)["name"]})
        for entity in entities().values():  # owners come before what they own
            for row, values in self._owned(entity):
                self._place(entity, row, values)

    def _owned(self, entity: Entity) -> Iterator[tuple[str, dict[str, Any]]]:
        for column in entity.owners:
            query = f'SELECT id FROM "{entity.name}" WHERE "{column}" IN'
            for (row,) in list(chunked(raw(self._session), query, sorted(self.keys))):
                yield row, self._row(entity, row)

    def _row(self, entity: Entity, row: str) -> dict[str, Any]:
        columns = ", ".join(f'CAST("{name}" AS TEXT)' for name in entity.fields)
        query = f'SELECT {columns} FROM "{entity.name}" WHERE id = ?'
        found = raw(self._session).execute(query, (row,)).fetchone()
        return {} if found is None else dict(zip(entity.fields, found, strict=True))

    def _place(self, entity: Entity, row: str, values: dict[str, Any]) -> None:
        nature = _NATURES.get(entity.name)
        is_natural = nature is not None and row == natural(self._session, *nature(values))
        moved = {n: self.keys.get(v, v) if n in entity.links else v for n, v in values.items()}
        key = natural(self._session, *nature(moved)) if nature is not None and is_natural else row
        self.keys[row], self.entities[row] = key, entity.name
        if key == row:
            links = {n: v for n, v in moved.items() if v != values[n]}
            self._set.append((entity, row, links))
            return
        self._removed.append((entity, row))
        if self._row(entity, key):
            self._fill(entity, key, moved)
        else:
            self._added.append((entity, {"id": key, **moved}))

    def _fill(self, entity: Entity, key: str, values: Mapping[str, Any]) -> None:
        here = self._row(entity, key)
        news = {n: v for n, v in values.items() if v and v != here[n]}
        self.disputed |= {
            (key, name): (entity.name, here[name], told) for name, told in news.items() if here[name]
        }
        if news:
            self._set.append((entity, key, news))

    def carry_out(self, session: Session) -> None:
        """Write it: new places first, then the links, then what is left behind goes."""
        for entity, values in self._added:
            plain = {n: v if n == "id" else decoder(entity.name, n)(v) for n, v in values.items()}
            add_rows(session, entity.model, [plain])
        for entity, row, texts in self._set:
            if texts:
                plain = {n: decoder(entity.name, n)(v) for n, v in texts.items()}
                set_rows(session, entity.model, {row: plain})
        for entity, row in sorted(self._removed, key=lambda r: -list(entities()).index(r[0].name)):
            remove_rows(session, entity.model, [row])
