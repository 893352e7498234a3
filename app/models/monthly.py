"""Monthly evidence that units file during the year: 月度存证."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.amounts import parse_amount
from app.models.base import Row, derived, link
from app.models.enums import Topic


class MonthlyEvidence(Row):
    """One quantity of one month 月度存证; exists by nature (unit, year, month, name)."""

    __tablename__ = "monthly_evidence"
    topic = Topic.REPORTS

    unit_id: Mapped[str] = link("unit", owner=True)
    year: Mapped[int]
    month: Mapped[int]
    # The yearly fact that the twelve months add up to, such as c4.amount; in the unit of that fact.
    name: Mapped[str]
    amount_text: Mapped[str | None]
    amount: Mapped[Decimal | None] = derived(parse_amount, "amount_text")
    submitted_on: Mapped[date | None]

    __table_args__ = (Index("ix_monthly_evidence_year", "year"),)
