"""Taking last year's list into a new year: what would join, what left, what differs; then one step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import add_rows, natural
from app.models.enums import Category, LabelEnum, ListState
from app.models.unit import Enrolment, Unit


class RollGroup(LabelEnum):
    """What a unit's two years say of it, in the order they are shown."""

    TAKEN = ("taken", "沿用")
    MISSING = ("missing", "新名单中没有")
    LEFT = ("left", "上年已移出")
    CHANGED = ("changed", "有变化")
    JOINED = ("joined", "新增")
    SAME = ("same", "无变化")

    @property
    def can_take(self) -> bool:
        """Whether units of this group can still be taken over: they are not on the new list."""
        return self in (RollGroup.TAKEN, RollGroup.MISSING, RollGroup.LEFT)


@dataclass(frozen=True)
class RollRow:
    """One unit in the preview. `note` says what differs; `ticked` whether it is proposed."""

    unit_id: str
    name: str
    uscc: str
    group: RollGroup
    category: Category | None
    industry: str
    note: str = ""

    @property
    def ticked(self) -> bool:
        """Whether taking it over is proposed: only where the new year has no list of its own yet."""
        return self.group is RollGroup.TAKEN


@dataclass(frozen=True)
class RollPlan:
    """The preview of a roll-over. Nothing is written by making one."""

    before: int
    year: int
    rows: tuple[RollRow, ...]

    @property
    def counts(self) -> Counter[RollGroup]:
        """How many units are in each group."""
        return Counter(row.group for row in self.rows)

    def in_group(self, group: RollGroup) -> tuple[RollRow, ...]:
        """The rows of one group by name."""
        return tuple(row for row in self.rows if row.group is group)


def plan_roll_over(session: Session, before: int, year: int) -> RollPlan:
    """Compare the list of the year `before` with that of `year`, which may be empty or imported already."""
    old, new = _listings(session, before), _listings(session, year)
    has_list = bool(new)
    rows = []
    listed = select(Enrolment.unit_id).where(Enrolment.year.in_((before, year)))
    query = select(Unit.id, Unit.name, Unit.uscc).where(Unit.id.in_(listed))
    for key, name, uscc in session.execute(query.order_by(Unit.name)):
        group, note = _judge(old.get(key), new.get(key), has_list)
        listing = new.get(key) or old[key]
        rows.append(RollRow(key, name, uscc or "", group, listing.category, listing.industry or "", note))
    return RollPlan(before, year, tuple(rows))


def roll_over(session: Session, before: int, year: int, unit_ids: Collection[str]) -> int:
    """Put the chosen units of the year `before` on the list of `year`; returns how many.

    Category and industry go along; the number in the city's list belongs to its year and does not.
    """
    old, new = _listings(session, before), _listings(session, year)
    chosen = [key for key in unit_ids if key in old and key not in new]
    rows = [
        {
            "id": natural(session, "enrolment", key, year),
            "unit_id": key,
            "year": year,
            "state": ListState.LISTED,
            "category": old[key].category,
            "industry_code": old[key].industry_code,
            "industry": old[key].industry,
        }
        for key in chosen
    ]
    add_rows(session, Enrolment, rows)
    return len(rows)


def _listings(session: Session, year: int) -> dict[str, Enrolment]:
    query = select(Enrolment).where(Enrolment.year == year)
    return {listing.unit_id: listing for listing in session.scalars(query)}


def _judge(old: Enrolment | None, new: Enrolment | None, has_list: bool) -> tuple[RollGroup, str]:
    if new is None:
        assert old is not None
        if old.state is ListState.REMOVED:
            return RollGroup.LEFT, ""
        return (RollGroup.MISSING if has_list else RollGroup.TAKEN), ""
    if old is None:
        return RollGroup.JOINED, ""
    differing = []
    if old.state is not new.state:
        differing.append(f"名单状态 {old.state.label} → {new.state.label}")
    if old.category is not new.category:
        differing.append(f"类别 {_short(old.category)} → {_short(new.category)}")
    if (old.industry or "") != (new.industry or ""):
        differing.append(f"行业 {old.industry or '—'} → {new.industry or '—'}")
    return (RollGroup.CHANGED, "；".join(differing)) if differing else (RollGroup.SAME, "")


def _short(category: Category | None) -> str:
    return category.short if category else "—"
