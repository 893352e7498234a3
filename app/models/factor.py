"""Factors that the users of a file have filled in themselves: 自填因子."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.models.amounts import parse_amount
from app.models.base import Row, derived
from app.models.enums import Topic


class OwnFactor(Row):
    """One value of one own edition of the factor library 自填因子.

    An edition is written once, with all own values, and never changed: a review that names it finds it as it
    was. A changed value makes a new edition.
    """

    __tablename__ = "own_factor"
    topic = Topic.SETTINGS

    edition: Mapped[str]
    # fuel:SET:FUEL:ncv|cc|of, electricity:SCHEME:YEAR, heat:YEAR (the year from which on it holds).
    key: Mapped[str]
    value_text: Mapped[str]
    value: Mapped[Decimal | None] = derived(parse_amount, "value_text")
    # Where a reader finds the number.
    document: Mapped[str]
