"""Which report and which version of it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.enums import DocumentKind, ReviewState
from app.models.errors import AppError
from app.models.report import Report, ReportVersion
from app.models.unit import Unit


def ensure_report(session: Session, unit_id: str, year: int, kind: DocumentKind) -> Report:
    """The report of a unit, year and kind; made as 待报送 where there is none yet."""
    key = natural(session, "report", unit_id, year, kind)
    report = session.get(Report, key)
    if report is None:
        if session.get(Unit, unit_id) is None:
            raise AppError("这家单位已不在名录中。", "请刷新后重试。")
        state = ReviewState.NOT_SUBMITTED
        report = Report(id=key, unit_id=unit_id, year=year, kind=kind, state=state)
        session.add(report)
        session.flush()
    return report


def open_case(session: Session, unit_id: str, year: int, kind: DocumentKind) -> str:
    """Put a document that no unit owes by itself, such as the plan, on the list, with whoever reviews the
    emission report. Returns the key of the case; one that is there already stays as it is.
    """
    key = natural(session, "report", unit_id, year, kind)
    if session.get(Report, key) is None:
        made = ensure_report(session, unit_id, year, kind)
        yearly = session.get(Report, natural(session, "report", unit_id, year, DocumentKind.ER))
        made.assignee_id = yearly.assignee_id if yearly is not None else None
        session.flush()
    return key


def require_report(session: Session, report_id: str) -> Report:
    """The report of that key. Raises AppError where it is gone."""
    report = session.get(Report, report_id)
    if report is None:
        raise AppError("这份报告已被删除。", "请刷新后重试。")
    return report


def latest_version(session: Session, report_id: str) -> ReportVersion | None:
    """The version of the highest round, the one that is reviewed."""
    highest = select(func.max(ReportVersion.round)).where(ReportVersion.report_id == report_id)
    return session.scalar(
        select(ReportVersion).where(
            ReportVersion.report_id == report_id, ReportVersion.round == highest.scalar_subquery()
        )
    )
