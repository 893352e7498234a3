"""What joins the tables of one project (目标申报 → 中期监控 → 自评) and what proves them (佐证材料)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from app.models.base import Row, choice, link
from app.models.enums import Outlook, ProofKind, ProofWay, Topic


class Stage(Row):
    """Which table this one follows; exists by nature (table).

    A monitoring or a self-evaluation follows the declaration that it takes its targets from, a declaration
    that of the year before.
    """

    __tablename__ = "stage"
    topic = Topic.PERFORMANCE

    table_id: Mapped[str] = link("performance_table", owner=True)
    follows_id: Mapped[str] = link("performance_table")


class Monitoring(Row):
    """Up to which day a monitoring table counts; exists by nature (table)."""

    __tablename__ = "monitoring"
    topic = Topic.PERFORMANCE

    table_id: Mapped[str] = link("performance_table", owner=True)
    as_of: Mapped[date | None]


class Forecast(Row):
    """What is expected of an indicator by the end of the year; exists by nature (indicator)."""

    __tablename__ = "forecast"
    topic = Topic.PERFORMANCE

    indicator_id: Mapped[str] = link("indicator", owner=True)
    expected: Mapped[str | None]
    outlook: Mapped[Outlook | None] = choice(Outlook)


class Proof(Row):
    """A file that proves what a table says 佐证材料, of one indicator or of all; its content is in `blob`."""

    __tablename__ = "proof"
    topic = Topic.PERFORMANCE

    table_id: Mapped[str] = link("performance_table", owner=True)
    indicator_id: Mapped[str | None] = link("indicator")
    rank: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    kind: Mapped[ProofKind | None] = choice(ProofKind)
    way: Mapped[ProofWay | None] = choice(ProofWay)
    # Page or place in the file, as typed.
    page: Mapped[str | None]
    dated: Mapped[date | None]
    note: Mapped[str | None]
