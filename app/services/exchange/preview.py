"""A planned merge as people look at it: by unit, deletions first, and why each thing changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.enums import LabelEnum
from app.models.journal import EXISTS
from app.models.recorder import raw
from app.services.exchange.places import NO_UNIT, Places, UnitName
from app.services.exchange.plan import MergePlan
from app.services.exchange.words import field_label, value_words
from app.services.journal.fold import HeadOp, RowState
from app.services.journal.many import many_objects
from app.services.journal.reckon import Touched


class Fate(LabelEnum):
    """What happens to a row."""

    DELETED = ("deleted", "对方删除")
    BOTH = ("both", "两边都改过")
    CHANGED = ("changed", "对方修改")
    NEW = ("new", "对方新增")


@dataclass(frozen=True)
class Cell:
    """One field before and after; `others` stand beside it where both sides changed it."""

    field: str
    label: str
    before: str
    after: str
    others: tuple[str, ...]
    actor: str
    at: datetime | None


@dataclass(frozen=True)
class RowPreview:
    """One row with its fate and the fields that change."""

    row: str
    entity: str
    name: str
    fate: Fate
    cells: tuple[Cell, ...]
    reason: str


@dataclass(frozen=True)
class UnitPreview:
    """All that happens to one unit."""

    unit: UnitName
    rows: tuple[RowPreview, ...]

    def count(self, fate: Fate) -> int:
        """How many rows share a fate."""
        return sum(1 for row in self.rows if row.fate is fate)


@dataclass(frozen=True)
class Preview:
    """The whole merge. `digest_after` is the content digest that our file will have."""

    units: tuple[UnitPreview, ...]
    digest_after: str

    def count(self, fate: Fate) -> int:
        """How many rows share a fate."""
        return sum(unit.count(fate) for unit in self.units)


def preview(session: Session, plan: MergePlan) -> Preview:
    """What `plan` does, for people. Units with deletions come first, then those that both sides changed."""
    with many_objects():
        return _preview(session, plan)


def _preview(session: Session, plan: MergePlan) -> Preview:
    connection = raw(session)
    touched = {row: t for row, t in plan.reckoning.touched.items() if _fate(t) is not None}
    places = Places(connection, {row: t.after for row, t in plan.reckoning.touched.items()})
    entity_of = {row: t.entity.name for row, t in touched.items()}
    units = places.units(entity_of)
    names = places.names(entity_of)
    authors = {row[0]: (row[6], datetime.fromisoformat(row[5])) for row in plan.news.changes}
    grouped: dict[str, list[RowPreview]] = {}
    for row, t in touched.items():
        grouped.setdefault(units[row], []).append(_row(row, t, names[row], authors))
    titles = places.unit_names(grouped)
    order = list(Fate)
    found = [
        UnitPreview(
            titles.get(key, NO_UNIT), tuple(sorted(rows, key=lambda r: (order.index(r.fate), r.name)))
        )
        for key, rows in grouped.items()
    ]
    found.sort(key=lambda u: ([not u.count(fate) for fate in order], u.unit.key == "", u.unit.name))
    return Preview(tuple(found), plan.digest_after)


def _fate(t: Touched) -> Fate | None:
    if t.before.is_there and not t.after.is_there:
        return Fate.DELETED
    if not t.after.is_there:
        return None
    if not t.before.is_there:
        return Fate.BOTH if _is_open(t.after, EXISTS) else Fate.NEW
    if any(_is_open(t.after, name) and not _is_open(t.before, name) for name in t.fields):
        return Fate.BOTH
    if any(_values(t.before, name) != _values(t.after, name) for name in t.fields):
        return Fate.CHANGED
    return None


def _is_open(state: RowState, name: str) -> bool:
    """Whether a cell of a row that is there is a conflict."""
    if name == EXISTS:
        return any(h.value is None for h in state.heads.get(EXISTS, ()))
    return len(_values(state, name)) > 1


def _values(state: RowState, name: str) -> set[str | None]:
    return {h.value for h in state.heads.get(name, ())}


def _row(row: str, t: Touched, name: str, authors: Mapping[bytes, tuple[str, datetime]]) -> RowPreview:
    fate = _fate(t)
    assert fate is not None
    cells = () if fate is Fate.NEW else tuple(_cells(t, authors))
    return RowPreview(row, t.entity.name, name, fate, cells, _reason(t, fate, authors))


def _cells(t: Touched, authors: Mapping[bytes, tuple[str, datetime]]) -> Iterable[Cell]:
    entity = t.entity.name
    order = (EXISTS, *t.entity.fields)
    for name in sorted(t.fields, key=order.index):
        if _values(t.before, name) == _values(t.after, name):
            continue
        shown = t.after.shown(name)
        others = sorted(value_words(entity, name, v) for v in _values(t.after, name) - {shown})
        actor, at = _author(t.after.heads.get(name, ()), authors)
        yield Cell(
            field=name,
            label=field_label(entity, name),
            before=value_words(entity, name, t.before.shown(name)),
            after=value_words(entity, name, shown),
            others=tuple(others),
            actor=actor,
            at=at,
        )


def _author(
    heads: Iterable[HeadOp], authors: Mapping[bytes, tuple[str, datetime]]
) -> tuple[str, datetime | None]:
    """Who wrote the newest of the values that come in."""
    newest = max((h for h in heads if h.ref.change in authors), key=lambda h: (h.clock, h.ref), default=None)
    return authors[newest.ref.change] if newest else ("", None)


def _reason(t: Touched, fate: Fate, authors: Mapping[bytes, tuple[str, datetime]]) -> str:
    """Why this happens, in one sentence."""
    heads = [h for name in t.fields for h in t.after.heads.get(name, ())]
    actor, at = _author(heads, authors)
    who = f"{actor or '对方'}{f'于{at:%m月%d日}' if at else ''}"
    if fate is Fate.DELETED:
        return f"{who}看过这里的内容后删除了它，此后没有人再改过。"
    if fate is Fate.BOTH:
        if not t.before.is_there:
            return f"这里删除了它，{who}却改过或还在使用，所以保留并请您决定。"
        if EXISTS in t.fields and _is_open(t.after, EXISTS):
            return f"{who}删除了它，但另有人改过或还在使用，所以保留并请您决定。"
        return "两边在不知道对方修改的情况下改了同一栏，两个值都保留，请您决定。"
    if fate is Fate.NEW:
        return f"{who}新增，这里原来没有。"
    return f"{who}修改时看到的就是这里原来的内容，所以直接采用。"
