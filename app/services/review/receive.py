"""A report comes in 登记报送: the first time, and again after it was returned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.bulk import natural
from app.models.enums import DocumentKind, ReviewState, Verdict
from app.models.errors import AppError, InputError
from app.models.report import Report, ReportVersion
from app.models.review import Item
from app.models.unit import Unit
from app.services.catalog import Catalog
from app.services.review.answers import carry_evidence


@dataclass(frozen=True)
class Submission:
    """What is known of a report when it comes in. `emission_text` in tCO2, as the report states it."""

    received_on: date | None = None
    dated: date | None = None
    emission_text: str = ""
    verification_body: str = ""


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


def receive(
    session: Session, unit_id: str, year: int, kind: DocumentKind, submission: Submission, catalog: Catalog
) -> str:
    """Register a report as handed in: a new version and round, ready for review. Returns the version's key.

    In a later round the answers that were in order are taken over; what was not in order, or not answered,
    waits to be looked at again.

    Raises:
        InputError: see `check_submission`. AppError: the report is in review or has passed.
    """
    check_submission(submission)
    report = ensure_report(session, unit_id, year, kind)
    before = latest_version(session, report.id)
    if report.state not in (ReviewState.NOT_SUBMITTED, ReviewState.RETURNED):
        raise AppError(
            f"这份{kind.label}的状态是“{report.state.label}”，不能再登记报送。",
            "重报前请先把它退回修改。",
        )
    checklist = catalog.checklist(kind, year)
    number = before.round + 1 if before else 1
    version = ReportVersion(
        id=natural(session, "version", report.id, number),
        report_id=report.id,
        round=number,
        checklist=checklist.title,
        checklist_edition=checklist.edition,
    )
    fill(version, submission)
    session.add(version)
    report.state = ReviewState.IN_FIRST_REVIEW
    session.flush()
    if before is not None:
        session.add_all(_taken_over(session, before, version, catalog, kind, year))
        session.flush()
        carry_evidence(session, before, version)
    return version.id


def correct(session: Session, version_id: str, submission: Submission) -> None:
    """Correct what was registered of a version.

    Raises:
        InputError: see `check_submission`. AppError: the version is gone.
    """
    check_submission(submission)
    version = session.get(ReportVersion, version_id)
    if version is None:
        raise AppError("这个版次已被删除。", "请刷新后重试。")
    fill(version, submission)


def check_submission(submission: Submission) -> None:
    """Raise InputError where the emission is no plain number or negative, or the dates cannot be right."""
    text = submission.emission_text.strip()
    amount = parse_amount(text)
    if text and amount is None:
        raise InputError(f"排放量“{text}”不是数字。", "请只写数字，单位是 tCO₂。", field="emission_text")
    if amount is not None and amount < 0:
        raise InputError("排放总量不能是负数。", "请按报告所载数字填写。", field="emission_text")
    received, dated = submission.received_on, submission.dated
    if received and dated and dated > received:
        raise InputError("报告日期晚于收到日期。", "请核对两个日期。", field="dated")


def fill(version: ReportVersion, submission: Submission) -> None:
    """Put the registered values into a version."""
    version.received_on = submission.received_on
    version.dated = submission.dated
    version.emission_text = submission.emission_text.strip() or None
    version.verification_body = submission.verification_body.strip() or None


def latest_version(session: Session, report_id: str) -> ReportVersion | None:
    """The version of the highest round, the one that is reviewed."""
    highest = select(func.max(ReportVersion.round)).where(ReportVersion.report_id == report_id)
    return session.scalar(
        select(ReportVersion).where(
            ReportVersion.report_id == report_id, ReportVersion.round == highest.scalar_subquery()
        )
    )


def _taken_over(
    session: Session,
    before: ReportVersion,
    version: ReportVersion,
    catalog: Catalog,
    kind: DocumentKind,
    year: int,
) -> Iterable[Item]:
    checklist = catalog.checklist(kind, year, version.checklist_edition)
    for old in session.scalars(select(Item).where(Item.version_id == before.id)):
        item = checklist.item(old.code)
        settled = old.verdict in (Verdict.YES, Verdict.NO, Verdict.NOT_APPLICABLE)
        if item is not None and settled and not item.is_bad(old.verdict):
            yield Item(
                id=natural(session, "item", version.id, old.code),
                version_id=version.id,
                code=old.code,
                verdict=old.verdict,
                answer=old.answer,
                remark=old.remark,
            )
