"""What the automatic checks found on a version: 自动核对结果, 核对记录."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Row, choice, link
from app.models.enums import HitChange, HitDecision, HitLevel, Topic


class HitRow(Row):
    """Something a check found 核对结果; exists by nature (version, rule, key). Its sentence is made anew."""

    __tablename__ = "hit"
    topic = Topic.REVIEW

    version_id: Mapped[str] = link("report_version", owner=True)
    rule: Mapped[str]
    variant: Mapped[str | None]
    level: Mapped[HitLevel] = choice(HitLevel)
    # The fact it is about; `subject` tells two hits about one fact apart.
    name: Mapped[str | None]
    subject: Mapped[str | None]
    place: Mapped[str | None]
    found: Mapped[str | None]
    expected: Mapped[str | None]
    unit: Mapped[str | None]
    # The other values of the sentence, as JSON.
    details: Mapped[str | None]
    decision: Mapped[HitDecision | None] = choice(HitDecision)
    reason: Mapped[str | None]
    # What became of it when the checks ran again after the decision.
    change: Mapped[HitChange | None] = choice(HitChange)


class CheckRun(Row):
    """The last run of the checks over a version 核对记录; exists by nature (version)."""

    __tablename__ = "check_run"
    topic = Topic.REVIEW

    version_id: Mapped[str] = link("report_version", owner=True)
    # The editions a review began with stay with it, whatever newer ones say.
    factor_edition: Mapped[str]
    rules_edition: Mapped[str]
    # Codes of the checks that applied, and what others missed: JSON, code -> names.
    ran: Mapped[str | None]
    gaps: Mapped[str | None]
