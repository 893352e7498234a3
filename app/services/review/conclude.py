"""The conclusion of a round: what speaks against each one, and taking it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models.enums import Conclusion, ReviewState, Severity
from app.models.errors import AppError, InputError
from app.models.report import Report
from app.services.review.answers import require_in_review
from app.services.review.form import ReviewForm
from app.services.review.receive import latest_version


def obstacles(form: ReviewForm, conclusion: Conclusion) -> tuple[str, ...]:
    """Why `conclusion` cannot be taken yet, in sentences; empty where it can."""
    found = []
    open_items = form.total - form.answered
    severe = [f for f in form.open_findings if f.severity is not Severity.MINOR]
    if conclusion is Conclusion.RETURNED:
        if not severe:
            found.append("没有严重或一般问题，不能退回")
        found += [
            f"问题 {f.code or '（无条目）'} 还缺{'、'.join(f.missing)}"
            for f in form.open_findings
            if f.missing
        ]
        return tuple(found)
    if open_items:
        found.append(f"{open_items} 项未判定")
    if conclusion in (Conclusion.PASSED, Conclusion.PASSED_WITH_NOTES) and severe:
        found.append(f"{len(severe)} 个严重或一般问题未关闭")
    if conclusion is not Conclusion.NOT_PASSED and form.undecided_errors:
        found.append(f"自动核对还有 {form.undecided_errors} 个错误未处理或待核实")
    if conclusion is Conclusion.PASSED and len(form.open_findings) > len(severe):
        found.append("还有提示类问题，请选“通过（附建议）”或先关闭")
    if conclusion is Conclusion.PASSED_WITH_NOTES and not form.open_findings:
        found.append("没有提示类问题，请选“通过”")
    return tuple(found)


def conclude(session: Session, form: ReviewForm, conclusion: Conclusion, note: str = "") -> None:
    """Take the conclusion of the round and move the report to its state.

    Raises:
        AppError: something speaks against it, or the report is not in review.
        InputError: 不通过 needs a note that says why and which conservative value is proposed.
    """
    version, report = require_in_review(session, form.head.version_id)
    against = obstacles(form, conclusion)
    if against:
        raise AppError(f"现在还不能“{conclusion.label}”：{'；'.join(against)}。")
    if conclusion is Conclusion.NOT_PASSED and not note.strip():
        raise InputError("请写明不通过的原因和建议的保守取值。", field="note")
    version.conclusion = conclusion
    version.conclusion_note = note.strip() or None
    report.state = conclusion.state


def reopen(session: Session, report_id: str) -> None:
    """Take the conclusion back and go on with the same round.

    Raises:
        AppError: the report is not concluded.
    """
    report = session.get(Report, report_id)
    version = latest_version(session, report_id) if report else None
    if report is None or version is None or version.conclusion is None:
        raise AppError("这份报告还没有审核结论，不需要重新打开。")
    version.conclusion = None
    version.conclusion_note = None
    report.state = ReviewState.IN_FIRST_REVIEW
