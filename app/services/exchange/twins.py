"""Two units that may be one, side by side: what belongs to each, and what joining them would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.enums import OPEN_FINDINGS
from app.models.errors import FileMissing, InputError
from app.models.journal import EXISTS
from app.models.recorder import raw
from app.models.report import Report, ReportVersion
from app.models.review import Finding, Item
from app.models.unit import Enrolment, FormerName, Unit
from app.services.exchange.duplicates import JoinPlan, duplicates, is_apart, said_apart
from app.services.exchange.linked import Wording
from app.services.exchange.places import Places
from app.services.exchange.words import ENTITIES, field_label

# What is counted where it moves; smaller things go with it.
_COUNTED = ("enrolment", "report", "report_version", "attachment", "item", "finding", "letter")


@dataclass(frozen=True)
class TwinSide:
    """One of two units, as somebody entered it."""

    key: str
    name: str
    uscc: str
    former_names: tuple[str, ...]
    contact: str
    district: str
    years: tuple[int, ...]
    reports: int
    judged: int
    open_findings: int
    actor: str
    device: str
    at: datetime | None


@dataclass(frozen=True)
class Twins:
    """Two units and why they look like one; no reason where a person chose them."""

    sides: tuple[TwinSide, TwinSide]
    reason: str

    @property
    def key(self) -> frozenset[str]:
        """Names the pair."""
        return frozenset(side.key for side in self.sides)


@dataclass(frozen=True)
class Disputed:
    """A field in which both units say something; both values stand as a conflict after joining."""

    place: str
    label: str
    kept: str
    other: str


@dataclass(frozen=True)
class JoinPreview:
    """What joining would move (word, number), and what would be decided at the conflict desk afterwards."""

    moved: tuple[tuple[str, int], ...]
    disputed: tuple[Disputed, ...]


def all_twins(session: Session) -> list[Twins]:
    """All pairs of units that look like one, by name."""
    found: dict[frozenset[str], Twins] = {}
    different = said_apart(session)
    for group in duplicates(session):
        for one, other in combinations(group.units, 2):
            if is_apart(different, one.key, other.key):
                continue
            twins = Twins((_side(session, one.key), _side(session, other.key)), group.reason)
            found.setdefault(twins.key, twins)
    return list(found.values())


def twins_of(session: Session, one: str, other: str) -> Twins:
    """Two units that a person chose.

    Raises:
        FileMissing: one of them is no longer there. InputError: they are the same.
    """
    if one == other:
        raise InputError("这是同一家单位。", "请选另一家。")
    return Twins((_side(session, one), _side(session, other)), "")


def preview_join(session: Session, keep: str, gone: str) -> JoinPreview:
    """What `join_units` would do; nothing is written."""
    plan = JoinPlan(session, keep, gone)
    entity_of = {row: entity for (row, _), (entity, _, _) in plan.disputed.items()}
    places = Places(raw(session))
    names = places.names(entity_of)
    cells = [(e, field, v) for (_, field), (e, here, comes) in plan.disputed.items() for v in (here, comes)]
    wording = Wording(places, cells)
    disputed = [
        Disputed(
            "" if entity == "unit" else names[row],
            field_label(entity, field),
            wording.of(entity, field, here),
            wording.of(entity, field, comes),
        )
        for (row, field), (entity, here, comes) in plan.disputed.items()
    ]
    counts = Counter(plan.entities.values())
    moved = tuple((ENTITIES[name], counts[name]) for name in _COUNTED if counts[name])
    return JoinPreview(moved, tuple(disputed))


def _side(session: Session, key: str) -> TwinSide:
    unit = session.get(Unit, key)
    if unit is None:
        raise FileMissing("这家单位已被删除。", "请刷新名录后再看。")
    reports = select(Report.id).where(Report.unit_id == key)
    versions = select(ReportVersion.id).where(ReportVersion.report_id.in_(reports))
    judged = select(func.count()).where(Item.version_id.in_(versions), Item.verdict.is_not(None))
    is_open = Finding.state.in_(OPEN_FINDINGS)
    findings = select(func.count()).where(Finding.version_id.in_(versions), is_open)
    years = select(Enrolment.year).where(Enrolment.unit_id == key).order_by(Enrolment.year)
    actor, device, at = _made_by(session, key)
    return TwinSide(
        key=key,
        name=unit.name,
        uscc=unit.uscc or "",
        former_names=tuple(session.scalars(select(FormerName.name).where(FormerName.unit_id == key))),
        contact="　".join(part for part in (unit.contact, unit.phone) if part),
        district=unit.district or "",
        years=tuple(session.scalars(years)),
        reports=session.scalar(select(func.count()).where(Report.unit_id == key)) or 0,
        judged=session.scalar(judged) or 0,
        open_findings=session.scalar(findings) or 0,
        actor=actor,
        device=device,
        at=at,
    )


def _made_by(session: Session, key: str) -> tuple[str, str, datetime | None]:
    query = (
        "SELECT c.actor, c.device, c.at FROM op o JOIN change c ON c.id = o.change "
        "WHERE o.row = ? AND o.field = ? ORDER BY c.clock, o.change LIMIT 1"
    )
    for actor, device, at in raw(session).execute(query, (key, EXISTS)):
        return actor, device, datetime.fromisoformat(at)
    return "", "", None
