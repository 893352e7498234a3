"""The files of a report, of all its rounds, and the reports it can be held against."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enums import DocumentKind
from app.models.report import Attachment, Report, ReportVersion
from app.services.review.versions import latest_version


@dataclass(frozen=True)
class ReportFile:
    """A file that was handed in with a round of a report."""

    id: str
    name: str
    round: int


@dataclass(frozen=True)
class Stated:
    """What a report says of itself, and its files, the newest round first."""

    report_id: str
    year: int
    kind: DocumentKind
    round: int
    emission_text: str
    files: tuple[ReportFile, ...]


def report_files(session: Session, report_id: str) -> tuple[ReportFile, ...]:
    """All files of a report, the newest round first, by name within a round."""
    rows = session.execute(
        select(Attachment.id, Attachment.name, ReportVersion.round)
        .join(ReportVersion, ReportVersion.id == Attachment.version_id)
        .where(ReportVersion.report_id == report_id)
    )
    return tuple(sorted((ReportFile(*row) for row in rows), key=lambda f: (-f.round, f.name, f.id)))


def counterparts(session: Session, report_id: str) -> tuple[Stated, ...]:
    """The report itself first, then the other one of the year, then those of the year before."""
    own = session.get(Report, report_id)
    if own is None:
        return ()
    rows = session.scalars(
        select(Report).where(Report.unit_id == own.unit_id, Report.year.in_((own.year, own.year - 1)))
    )
    order = {kind: n for n, kind in enumerate((own.kind, *DocumentKind))}
    reports = sorted(rows, key=lambda r: (-r.year, order[r.kind]))
    return tuple(stated for report in reports if (stated := _stated(session, report)) is not None)


def _stated(session: Session, report: Report) -> Stated | None:
    latest = latest_version(session, report.id)
    if latest is None:
        return None
    files = report_files(session, report.id)
    text = latest.emission_text or ""
    return Stated(report.id, report.year, report.kind, latest.round, text, files)
