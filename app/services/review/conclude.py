"""The conclusion of a round: what speaks against it, taking it, and what follows until it is approved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.models.enums import Conclusion, ReviewEvent, ReviewState
from app.models.errors import AppError, InputError
from app.models.report import Report
from app.services.review.answers import require_in_review
from app.services.review.flow import Details, advance, work_of
from app.services.review.form import ReviewForm
from app.services.review.transitions import (
    Facts,
    fits_conclusion,
    has_decided_errors,
    has_rounds_left,
    has_severe,
    is_answered,
    is_complete,
)
from app.services.review.versions import latest_version


@dataclass(frozen=True)
class Signers:
    """Who signs a conclusion. An empty name stands for whoever works at this computer."""

    reviewer: str = ""
    second: str = ""
    approver: str = ""


def obstacles(form: ReviewForm, conclusion: Conclusion, max_rounds: int | None = None) -> tuple[str, ...]:
    """Why `conclusion` cannot be taken yet, in phrases; empty where it can. `max_rounds`: if it is known."""
    facts = Facts(form.head.state, conclusion=conclusion, work=work_of(form))
    if conclusion is Conclusion.RETURNED:
        guards = [has_severe, is_complete]
        if max_rounds is not None:
            facts = replace(facts, round=form.head.round, max_rounds=max_rounds)
            guards.append(has_rounds_left)
    else:
        guards = [is_answered, fits_conclusion, has_decided_errors]
    if form.head.state.is_site_check:
        return (f"状态是“{form.head.state.label}”，实地复核结束后才能下结论",)
    if conclusion is Conclusion.RETURNED and form.head.state is ReviewState.PENDING_APPROVAL:
        return ("待审定的要先“退回初审”，再退回单位",)
    found = [phrase for guard in guards if (phrase := guard(facts))]
    if conclusion is Conclusion.PASSED_WITH_NOTES and not form.open_findings:
        found.append("没有提示类问题，请选“通过”")
    return tuple(found)


def conclude(
    session: Session,
    form: ReviewForm,
    conclusion: Conclusion,
    note: str = "",
    by: str = "",
    due: date | None = None,
) -> None:
    """Take the conclusion of the round: the report goes back to the unit, or to the second reviewer.

    `due`: by when the unit is to report again.

    Raises:
        AppError: something speaks against it, or the report is not in review.
        InputError: 不通过 needs a note that says why and which conservative value is proposed.
    """
    against = obstacles(form, conclusion)
    if against:
        raise AppError(f"现在还不能“{conclusion.label}”：{'；'.join(against)}。")
    if conclusion is Conclusion.NOT_PASSED and not note.strip():
        raise InputError("请写明不通过的原因和建议的保守取值。", field="note")
    is_return = conclusion is Conclusion.RETURNED
    version, report = require_in_review(session, form.head.version_id, is_finding=is_return)
    event = ReviewEvent.RETURN if is_return else ReviewEvent.FINISH
    advance(session, report.id, event, by, details=Details(conclusion=conclusion, due=due))
    version.conclusion_note = note.strip() or None


def settle(
    session: Session,
    report_id: str,
    signers: Signers,
    conclusion: Conclusion,
    note: str = "",
    on: date | None = None,
) -> None:
    """Take what is left of second review and approval, each signed by its person.

    For an office where the others sign on paper: the same guards hold as when each does it alone.

    Raises:
        AppError: a guard speaks against a step.
    """
    report = session.get_one(Report, report_id)
    details = Details(conclusion=conclusion, on=on)
    if report.state is ReviewState.FIRST_REVIEW_DONE:
        advance(session, report_id, ReviewEvent.START_SECOND, signers.second, details=details)
    if report.state is ReviewState.IN_SECOND_REVIEW:
        advance(session, report_id, ReviewEvent.PASS_ON, signers.second, details=details)
    event = ReviewEvent.APPROVE if conclusion.is_pass else ReviewEvent.CLOSE
    advance(session, report_id, event, signers.approver, note, details=details)
    version = latest_version(session, report_id)
    if version is not None:
        version.conclusion_note = note.strip() or None


def reopen(session: Session, report_id: str, reason: str, by: str = "") -> None:
    """Take a conclusion back: 撤回 goes on with the same round, 重新打开 begins the next one.

    Raises:
        AppError: the report is not concluded, or there is no reason.
    """
    report = session.get(Report, report_id)
    version = latest_version(session, report_id) if report else None
    if report is None or version is None or version.conclusion is None:
        raise AppError("这份报告还没有审核结论，不需要重新打开。")
    event = ReviewEvent.REOPEN if report.state.is_final else ReviewEvent.RECALL
    advance(session, report_id, event, by, reason)
