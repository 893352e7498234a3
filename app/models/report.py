"""Reports and their versions: 报告, 版次, 附件, 人员."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeVarTuple

from sqlalchemy import Index, Select, func, select
from sqlalchemy.orm import Mapped

from app.models.amounts import parse_amount
from app.models.base import Row, choice, derived, link, local
from app.models.enums import Conclusion, DocumentKind, ReviewState, Topic

Columns = TypeVarTuple("Columns")


class Person(Row):
    """A colleague who reviews 人员; exists by nature (name)."""

    __tablename__ = "person"
    topic = Topic.PEOPLE

    name: Mapped[str]
    office: Mapped[str | None]
    initials: Mapped[str | None] = local("name")


class Report(Row):
    """The report of one unit, year and kind 报告: the case that is reviewed; exists by nature."""

    __tablename__ = "report"
    topic = Topic.REPORTS

    unit_id: Mapped[str] = link("unit", owner=True)
    year: Mapped[int]
    kind: Mapped[DocumentKind] = choice(DocumentKind)
    state: Mapped[ReviewState] = choice(ReviewState)
    assignee_id: Mapped[str | None] = link("person")
    deadline: Mapped[date | None]
    note: Mapped[str | None]

    __table_args__ = (Index("ix_report_year_kind", "year", "kind"),)


class ReportVersion(Row):
    """One submission of a report 版次, reviewed in one round; exists by nature (report, round)."""

    __tablename__ = "report_version"
    topic = Topic.REPORTS

    report_id: Mapped[str] = link("report", owner=True)
    round: Mapped[int]
    received_on: Mapped[date | None]
    dated: Mapped[date | None]
    # Total emission as the report states it, in tCO2; the typed text is the truth, the number follows.
    emission_text: Mapped[str | None]
    emission: Mapped[Decimal | None] = derived(parse_amount, "emission_text")
    verification_body: Mapped[str | None]
    # The checklist a review began with stays with it, whatever newer editions say.
    checklist: Mapped[str | None]
    checklist_edition: Mapped[str | None]
    conclusion: Mapped[Conclusion | None] = choice(Conclusion)
    conclusion_note: Mapped[str | None]


def join_latest(query: Select[*Columns]) -> Select[*Columns]:
    """`query` over Report, joined with the version of the highest round where there is one."""
    latest = (
        select(ReportVersion.report_id, func.max(ReportVersion.round).label("round"))
        .group_by(ReportVersion.report_id)
        .subquery()
    )
    same_round = (ReportVersion.report_id == Report.id) & (ReportVersion.round == latest.c.round)
    joined = query.select_from(Report).outerjoin(latest, latest.c.report_id == Report.id)
    return joined.outerjoin(ReportVersion, same_round)


class Attachment(Row):
    """A file that was handed in or is shown as evidence 附件; the content lies in `blob` by its hash."""

    __tablename__ = "attachment"
    topic = Topic.ATTACHMENTS

    version_id: Mapped[str] = link("report_version", owner=True)
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    note: Mapped[str | None]
