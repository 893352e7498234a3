"""A report comes in 登记报送: the first time, and again after it was returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.bulk import natural
from app.models.enums import DocumentKind, ReviewEvent, ReviewState
from app.models.errors import AppError, InputError
from app.models.report import Person, Report, ReportVersion
from app.services.catalog import Catalog
from app.services.review.answers import carry_evidence
from app.services.review.flow import advance, conflicts_of, give
from app.services.review.rounds import take_over_last_year, take_over_settled
from app.services.review.versions import ensure_report, latest_version


@dataclass(frozen=True)
class Submission:
    """What is known of a report when it comes in. `emission_text` in tCO2, as the report states it."""

    received_on: date | None = None
    dated: date | None = None
    emission_text: str = ""
    verification_body: str = ""


def receive(
    session: Session, unit_id: str, year: int, kind: DocumentKind, submission: Submission, catalog: Catalog
) -> str:
    """Register a report as handed in: a new version and round, ready for review. Returns the version's key.

    In a later round the answers that were in order are taken over; what was not in order, or not answered,
    waits to be looked at again. In the first round what last year's report left open is taken over.

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
    session.flush()
    if report.state is ReviewState.RETURNED:
        advance(session, report.id, ReviewEvent.RESUBMIT, catalog=catalog)
    else:
        advance(session, report.id, ReviewEvent.RECEIVE, catalog=catalog)
        _give(session, report, catalog)
    if before is not None:
        take_over_settled(session, before, version, report, catalog)
        session.flush()
        carry_evidence(session, before, version)
        _reopen_verification(session, report, number, catalog)
    else:
        take_over_last_year(session, version, report)
    session.flush()
    return version.id


def _give(session: Session, report: Report, catalog: Catalog) -> None:
    """A report that was given to a colleague before it came in is theirs now."""
    person = session.get(Person, report.assignee_id) if report.assignee_id else None
    if person is not None and person.name not in conflicts_of(session, report.unit_id):
        give(session, report, person.name, catalog)


def _reopen_verification(session: Session, report: Report, number: int, catalog: Catalog) -> None:
    """A verification report that has passed is looked at again when the emission report changes."""
    if report.kind is not DocumentKind.ER:
        return
    other = session.get(Report, natural(session, "report", report.unit_id, report.year, DocumentKind.VR))
    if other is not None and other.state.is_passed:
        reason = f"排放报告已重报（第{number}轮），须核对两份报告是否一致"
        advance(session, other.id, ReviewEvent.REOPEN, reason=reason, catalog=catalog)


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
