"""The hits of a version as people see them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.enums import HitChange, HitDecision, HitLevel
from app.models.fact import FactRow
from app.models.hit import CheckRun, HitRow
from app.models.review import Finding
from app.services.catalog import RuleBook
from app.services.facts import Where
from app.services.rules import Gap, Hit, gap_sentence, sentence

_LEVELS = list(HitLevel)
_NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit: what it says, where it is, what was decided. `finding_id`: the finding made of it."""

    id: str
    rule: str
    title: str
    level: HitLevel
    name: str
    place: str
    found: str
    expected: str
    unit: str
    sentence: str
    items: tuple[str, ...]
    decision: HitDecision | None
    reason: str
    change: HitChange | None
    finding_id: str | None
    # How the number was worked out, where the check has computed one.
    formula: str = ""
    # Where its value stands in the file of the report.
    where: Where = _NOWHERE

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to settle it."""
        return self.decision in (None, HitDecision.TO_VERIFY)

    @property
    def is_new(self) -> bool:
        """Whether nobody has said anything to it, or its result has changed since."""
        return self.decision is None or self.change is HitChange.VALUES


@dataclass(frozen=True, slots=True)
class GapView:
    """A check that could not say anything."""

    rule: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """The stored result of a version; `factor_edition` is empty where it was never checked."""

    hits: tuple[HitView, ...]
    gaps: tuple[GapView, ...]
    ran: frozenset[str]
    factor_edition: str

    @property
    def open_errors(self) -> int:
        """Errors that block a passing conclusion."""
        return sum(1 for hit in self.hits if hit.level is HitLevel.ERROR and hit.is_open)


def check_view(session: Session, version_id: str, book: RuleBook) -> CheckView:
    """What the checks found on a version: errors first, in the order of the checks."""
    order = {code: place for place, code in enumerate(book.rules)}
    findings = set(session.scalars(select(Finding.id).where(Finding.version_id == version_id)))
    rows = session.scalars(select(HitRow).where(HitRow.version_id == version_id))
    places = _places(session, version_id)
    hits = [
        replace(hit_view(session, row, book, findings), where=places.get(row.name, _NOWHERE)) for row in rows
    ]
    hits.sort(key=lambda h: (_LEVELS.index(h.level), order.get(h.rule, 0), h.name, h.id))
    run = session.get(CheckRun, natural(session, "check_run", version_id))
    stored: Mapping[str, list[str]] = json.loads(run.gaps) if run and run.gaps else {}
    gaps = tuple(
        GapView(code, book.rules[code].title, gap_sentence(book, Gap(tuple(missing), code)))
        for code, missing in sorted(stored.items(), key=lambda pair: order.get(pair[0], 0))
        if code in book.rules
    )
    ran = frozenset((run.ran or "").split()) if run else frozenset[str]()
    return CheckView(tuple(hits), gaps, ran, run.factor_edition if run else "")


def _places(session: Session, version_id: str) -> Mapping[str | None, Where]:
    """Where every value stands that a hit is about."""
    names = select(HitRow.name).where(HitRow.version_id == version_id)
    place = (FactRow.file, FactRow.area, FactRow.cell, FactRow.row, FactRow.column, FactRow.page)
    query = select(FactRow.name, *place).where(FactRow.version_id == version_id, FactRow.name.in_(names))
    return {row[0]: Where.stored(*row[1:]) for row in session.execute(query)}


def hit_view(session: Session, row: HitRow, book: RuleBook, findings: set[str]) -> HitView:
    """A stored hit as people see it."""
    rule = book.rules.get(row.rule)
    hit = as_hit(row)
    known = rule is not None and hit.variant in rule.variants
    finding = natural(session, "finding", row.id)
    return HitView(
        id=row.id,
        rule=row.rule,
        title=rule.title if rule else row.rule,
        level=row.level,
        name=hit.name,
        place=row.place or "",
        found=hit.found,
        expected=hit.expected,
        unit=hit.unit,
        # A check of a newer program: its sentence is not known here.
        sentence=sentence(book, hit) if known else f"{hit.found} / {hit.expected}",
        items=rule.items if rule else (),
        decision=row.decision,
        reason=row.reason or "",
        change=row.change,
        finding_id=finding if finding in findings else None,
        formula=hit.values.get("formula", ""),
    )


def as_hit(row: HitRow) -> Hit:
    """A stored hit as the checks give it."""
    return Hit(
        name=row.name or "",
        variant=row.variant or "",
        found=row.found or "",
        expected=row.expected or "",
        unit=row.unit or "",
        subject=row.subject or "",
        values=json.loads(row.details) if row.details else {},
        rule=row.rule,
        level=row.level,
    )
