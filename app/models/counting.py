"""Indicators that count instead of being typed 自动统计, and what was reported 已报送数."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from app.models.base import Row, link
from app.models.enums import Topic


class CountedIndicator(Row):
    """An indicator whose figure is counted; exists by nature (indicator)."""

    __tablename__ = "counted_indicator"
    topic = Topic.PERFORMANCE

    indicator_id: Mapped[str] = link("indicator", owner=True)
    # The measure and its choices, see services/measures.
    measure: Mapped[str]
    # The figure is typed by hand all the same, and why; the indicator then holds it.
    is_by_hand: Mapped[bool]
    hand_reason: Mapped[str | None]


class Filing(Row):
    """A table was handed in 报送; exists by nature (table). While it is there the figures are frozen."""

    __tablename__ = "filing"
    topic = Topic.PERFORMANCE

    table_id: Mapped[str] = link("performance_table", owner=True)
    filed_on: Mapped[date]
    person: Mapped[str]
    note: Mapped[str | None]


class FiledFigure(Row):
    """The figure of one indicator as it was handed in, with what it counted; exists by nature (indicator)."""

    __tablename__ = "filed_figure"
    topic = Topic.PERFORMANCE

    indicator_id: Mapped[str] = link("indicator", owner=True)
    measure: Mapped[str]
    text: Mapped[str]
    # One line for each record: its kind, key, share of the figure and words as they were then.
    records: Mapped[str]
