"""Which units need attention first, and why, in one sentence each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.amounts import show_amount
from app.models.enums import DocumentKind, HitDecision, HitLevel
from app.models.hit import HitRow
from app.models.report import Report, ReportVersion
from app.services.catalog import Catalog
from app.services.checking.bodies import body_rows
from app.services.checking.load import Version, values_of, versions

_TOTAL = "c2.total"
_LEVELS = list(HitLevel)
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One unit in the order of attention. `report_id`, `hit_id`: what to open."""

    rank: int
    unit_id: str
    unit_name: str
    points: Decimal
    sentence: str
    report_id: str
    hit_id: str
    place: str
    errors: int
    warnings: int
    emission: Decimal | None
    swing: Decimal | None
    body: str


@dataclass(slots=True)
class _Unit:
    """What is known of a unit while it is weighed."""

    id: str
    name: str
    report_id: str
    open: Counter[HitLevel]
    confirmed: int
    worst: tuple[int, str, str, str]
    emission: Decimal | None
    swing: Decimal | None
    body: str
    size_rank: int = 0


def risk_rows(session: Session, year: int, catalog: Catalog) -> list[RiskRow]:
    """The units of a year with a report, those that need attention first."""
    points = catalog.rules.ranking
    units = _units(session, year)
    grades = {row.body: row.mean for row in body_rows(session, year, catalog)}
    sized = sorted((u for u in units if u.emission), key=lambda u: u.emission or Decimal(0), reverse=True)
    for place, unit in enumerate(sized, 1):
        unit.size_rank = place
    weighed = [(_points(unit, points, grades, len(sized)), unit) for unit in units]
    weighed.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [
        RiskRow(
            rank=rank,
            unit_id=unit.id,
            unit_name=unit.name,
            points=total,
            sentence=_sentence(unit, grades.get(unit.body)),
            report_id=unit.worst[3] or unit.report_id,
            hit_id=unit.worst[1],
            place=unit.worst[2],
            errors=unit.open[HitLevel.ERROR],
            warnings=unit.open[HitLevel.WARNING],
            emission=unit.emission,
            swing=unit.swing,
            body=unit.body,
        )
        for rank, (total, unit) in enumerate(weighed, 1)
    ]


def _units(session: Session, year: int) -> list[_Unit]:
    found = versions(session, year=year)
    earlier = {v.unit_id: v for v in versions(session, year=year - 1) if v.kind is DocumentKind.ER}
    totals = values_of(session, [*found, *earlier.values()], (_TOTAL, "prior.total", "vr.body"))
    hits = _hits(session)
    units: dict[str, _Unit] = {}
    for version in found:
        unit = units.get(version.unit_id)
        if unit is None:
            worst = (len(_LEVELS), "", "", "")
            unit = _Unit(
                version.unit_id, version.unit_name, version.report_id, Counter(), 0, worst, None, None, ""
            )
            units[version.unit_id] = unit
        _weigh(unit, version, hits.get(version.id, ()))
        mine = totals.get(version.id, {})
        if version.kind is DocumentKind.VR:
            unit.body = (version.body or str(mine.get("vr.body") or "")).strip()
            continue
        if version.kind is not DocumentKind.ER:
            continue
        unit.report_id = version.report_id
        total, prior = mine.get(_TOTAL), mine.get("prior.total")
        before = earlier.get(version.unit_id)
        then = totals.get(before.id, {}).get(_TOTAL, prior) if before else prior
        if isinstance(total, Decimal):
            unit.emission = total
            if isinstance(then, Decimal) and then:
                unit.swing = (total - then) / abs(then) * _HUNDRED
    return list(units.values())


def _hits(session: Session) -> Mapping[str, list[tuple[str, HitLevel, HitDecision | None, str]]]:
    query = select(HitRow.version_id, HitRow.id, HitRow.level, HitRow.decision, HitRow.place)
    found: dict[str, list[tuple[str, HitLevel, HitDecision | None, str]]] = defaultdict(list)
    for version, key, level, decision, place in session.execute(query.order_by(HitRow.id)):
        found[version].append((key, level, decision, place or ""))
    return found


def _weigh(
    unit: _Unit, version: Version, hits: list[tuple[str, HitLevel, HitDecision | None, str]] | tuple[()]
) -> None:
    for key, level, decision, place in hits:
        if decision is HitDecision.CONFIRMED:
            unit.confirmed += 1
        if decision not in (None, HitDecision.TO_VERIFY):
            continue
        unit.open[level] += 1
        order = _LEVELS.index(level)
        if order < unit.worst[0]:
            unit.worst = (order, key, place, version.report_id)


def _points(unit: _Unit, points: Mapping[str, Decimal], grades: Mapping[str, Decimal], sized: int) -> Decimal:
    """Open hits by level, confirmed ones, size by its place, swing, and what the body's mean lacks to 100."""
    total = unit.open[HitLevel.ERROR] * points["error"] + unit.open[HitLevel.WARNING] * points["warning"]
    total += unit.open[HitLevel.INFO] * points["info"] + unit.confirmed * points["confirmed"]
    if unit.size_rank:
        total += points["size"] * (sized - unit.size_rank + 1) / sized
    if unit.swing is not None:
        total += points["swing"] * min(abs(unit.swing) / points["swing_full"], Decimal(1))
    mean = grades.get(unit.body)
    if mean is not None:
        total += points["body"] * (_HUNDRED - mean) / _HUNDRED
    return total


def _sentence(unit: _Unit, mean: Decimal | None) -> str:
    """The reasons, the gravest first."""
    reasons = []
    levels = (HitLevel.ERROR, HitLevel.WARNING)
    counts = [f"{unit.open[level]} 个{level.label}" for level in levels if unit.open[level]]
    if counts:
        where = f"（首先看 {unit.worst[2]}）" if unit.worst[2] else ""
        reasons.append(f"{'、'.join(counts)}未处理{where}")
    if unit.confirmed:
        reasons.append(f"{unit.confirmed} 个已确认的问题")
    if unit.swing is not None and abs(unit.swing) >= 1:
        reasons.append(
            f"排放量比上年{'增加' if unit.swing > 0 else '减少'} {show_amount(abs(unit.swing), 1)}%"
        )
    if unit.emission is not None and unit.size_rank:
        reasons.append(f"排放量 {show_amount(unit.emission, 2)} tCO₂，居第 {unit.size_rank} 位")
    if mean is not None and mean < _HUNDRED:
        reasons.append(f"核查机构平均 {show_amount(mean, 1)} 分")
    return "；".join(reasons) + "。" if reasons else "没有未处理的核对结果。"


def item_of_hit(session: Session, hit_id: str, catalog: Catalog) -> str:
    """The checklist item at which a hit is looked at; empty where there is none."""
    row = session.get(HitRow, hit_id)
    rule = catalog.rules.rules.get(row.rule) if row else None
    if row is None or rule is None:
        return ""
    kind = session.scalar(
        select(Report.kind)
        .join(ReportVersion, ReportVersion.report_id == Report.id)
        .where(ReportVersion.id == row.version_id)
    )
    return rule.item(kind) if kind else ""
