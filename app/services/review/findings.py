"""Findings 问题: fact, basis, effect in tCO2, request, severity; the answer of the unit and its check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.base import new_id
from app.models.enums import Conclusion, FindingState, FollowUp, LabelEnum
from app.models.errors import AppError, InputError
from app.models.report import ReportVersion
from app.models.review import Finding
from app.services.journal.history import cell_history
from app.services.review.answers import require_in_review
from app.services.review.parts import FindingForm
from app.services.review.versions import latest_version


def add_finding(session: Session, version_id: str, form: FindingForm, item_id: str | None = None) -> str:
    """A finding made by hand, with or without an item. Returns its key.

    Raises:
        InputError: the effect is not a number.
    """
    require_in_review(session, version_id, is_finding=True)
    finding = Finding(
        id=new_id(),
        version_id=version_id,
        item_id=item_id,
        severity=form.severity,
        state=FindingState.OPEN,
    )
    _fill(finding, form)
    session.add(finding)
    return finding.id


def save_finding(session: Session, finding_id: str, form: FindingForm) -> None:
    """Keep an edited finding.

    Raises:
        InputError: the effect is not a number. AppError: the finding is gone or cannot be changed now.
    """
    finding = _require(session, finding_id)
    require_in_review(session, finding.version_id, is_finding=True)
    _fill(finding, form)


def set_finding_state(session: Session, finding_id: str, state: FindingState, note: str = "") -> None:
    """Close a finding, or open it again; one of an earlier round can be closed in a later one.

    `note`: what was found when the answer was looked at, or why it is let go; "" leaves what stands there.

    Raises:
        InputError: it is accepted or withdrawn without a reason.
    """
    finding = _require(session, finding_id)
    needs_note = state in (FindingState.ACCEPTED, FindingState.WITHDRAWN)
    if needs_note and not note.strip() and not finding.check_note:
        raise InputError(f"“{state.label}”要写明理由。", field="check_note")
    if state is FindingState.OPEN and _was_sent(session, finding):
        state = FindingState.SENT
    finding.state = state
    finding.check_note = note.strip() or finding.check_note


def record_answer(
    session: Session, finding_id: str, answer: str, answered_on: date | None = None, check_note: str = ""
) -> None:
    """Keep what the unit answered and what we found when we looked at it.

    An answer to a finding that was sent makes it 单位已答复; an answer taken away makes it wait again.

    Raises:
        AppError: the finding is gone or was not sent.
    """
    finding = _require(session, finding_id)
    text = answer.strip()
    if text and finding.state is FindingState.OPEN:
        if not finding.earlier_id and not _was_sent(session, finding):
            raise AppError("这个问题还没有发给单位，不能登记答复。", "请先退回修改，或直接关闭问题。")
        finding.state = FindingState.ANSWERED
    elif finding.state in (FindingState.SENT, FindingState.ANSWERED):
        finding.state = FindingState.ANSWERED if text else FindingState.SENT
    finding.answer = text or None
    finding.answered_on = answered_on if text else None
    finding.check_note = check_note.strip() or None


def record_answers(session: Session, answers: Mapping[str, str], answered_on: date | None) -> None:
    """Keep what the unit answered to several findings on one day; what is as before keeps its day.

    Raises:
        AppError: see `record_answer`.
    """
    for finding_id, answer in answers.items():
        finding = _require(session, finding_id)
        if answer.strip() != (finding.answer or ""):
            record_answer(session, finding_id, answer, answered_on, finding.check_note or "")
        elif answer.strip() and finding.answered_on is None:
            finding.answered_on = answered_on


def follow_up(session: Session, finding_id: str, outcome: FollowUp | None) -> None:
    """Say what became of a finding of last year or an earlier round: 已落实 closes it, else it stays open.

    Raises:
        AppError: the unit was not told of the finding before this round.
    """
    finding = _require(session, finding_id)
    if not finding.earlier_id and not _is_of_earlier_round(session, finding):
        raise AppError("这是本轮的问题，还没有落实情况。", "请在单位重报以后再核对。")
    finding.follow_up = outcome
    if outcome is FollowUp.DONE:
        finding.state = FindingState.CLOSED
    elif finding.state is FindingState.CLOSED:
        finding.state = FindingState.OPEN


@dataclass(frozen=True)
class Reply:
    """What the dialog of a finding says beside its text. `state` None: as the answer makes it."""

    answer: str = ""
    answered_on: date | None = None
    check_note: str = ""
    outcome: FollowUp | None = None
    state: FindingState | None = None


def apply_reply(session: Session, finding_id: str, reply: Reply) -> None:
    """Keep answer, check, outcome and state of a finding as one action.

    Raises:
        InputError, AppError: see `record_answer`, `follow_up` and `set_finding_state`.
    """
    finding = _require(session, finding_id)
    known = (finding.answer or "", finding.answered_on, finding.check_note or "")
    if (reply.answer.strip(), reply.answered_on, reply.check_note.strip()) != known:
        record_answer(session, finding_id, reply.answer, reply.answered_on, reply.check_note)
    if reply.outcome is not finding.follow_up:
        follow_up(session, finding_id, reply.outcome)
    if reply.state is not None:
        set_finding_state(session, finding_id, reply.state, reply.check_note)


class ThreadField(LabelEnum):
    """What of a finding is told in its thread."""

    STATE = ("state", "状态")
    FOLLOW_UP = ("follow_up", "落实情况")
    FACT = ("fact", "事实")
    BASIS = ("basis", "依据")
    REQUEST = ("request", "整改要求")
    EFFECT = ("effect_text", "影响量")
    ANSWER = ("answer", "单位答复")
    CHECK = ("check_note", "核对情况")


@dataclass(frozen=True)
class ThreadEntry:
    """One change of a finding, as people read it."""

    field: ThreadField
    text: str
    actor: str
    at: datetime


def finding_thread(session: Session, finding_id: str) -> tuple[ThreadEntry, ...]:
    """The whole thread of a finding from the journal, newest first; of last year's finding, too."""
    found = []
    finding = session.get(Finding, finding_id)
    keys = [finding_id, *([finding.earlier_id] if finding and finding.earlier_id else [])]
    for key in keys:
        for field in ThreadField:
            found += [
                ThreadEntry(field, _words(field, entry.value), entry.actor, entry.at)
                for entry in cell_history(session, key, field.value)
                if entry.value
            ]
    return tuple(sorted(found, key=lambda entry: entry.at, reverse=True))


def _words(field: ThreadField, value: str) -> str:
    if field is ThreadField.STATE:
        return FindingState.of(value).label
    return FollowUp.of(value).label if field is ThreadField.FOLLOW_UP else value


def _was_sent(session: Session, finding: Finding) -> bool:
    version = session.get(ReportVersion, finding.version_id)
    return version is not None and version.conclusion is Conclusion.RETURNED


def _is_of_earlier_round(session: Session, finding: Finding) -> bool:
    version = session.get(ReportVersion, finding.version_id)
    last = latest_version(session, version.report_id) if version else None
    return version is not None and last is not None and version.round < last.round


def delete_finding(session: Session, finding_id: str) -> None:
    """Take a finding away; undo brings it back. The verdict of its item stays as it is."""
    finding = _require(session, finding_id)
    require_in_review(session, finding.version_id, is_finding=True)
    session.delete(finding)


def _require(session: Session, finding_id: str) -> Finding:
    finding = session.get(Finding, finding_id)
    if finding is None:
        raise AppError("这个问题已被删除。", "请刷新后重试。")
    return finding


def _fill(finding: Finding, form: FindingForm) -> None:
    effect = form.effect_text.strip()
    if effect and parse_amount(effect) is None:
        raise InputError(f"影响量“{effect}”不是数字。", "请只写数字，减少的写负号。", field="effect_text")
    finding.severity = form.severity
    finding.fact = form.fact.strip() or None
    finding.basis = form.basis.strip() or None
    finding.effect_text = effect or None
    finding.request = form.request.strip() or None
