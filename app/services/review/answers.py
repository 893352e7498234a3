"""What a reviewer says to one checklist item: verdict, answer, remark, evidence.

An answer that is not the good one makes the item's finding; taking it back lets the finding go again, unless
somebody has worked on its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.bulk import natural
from app.models.enums import FindingState, ReviewEvent, ReviewState, Verdict
from app.models.errors import AppError, InputError
from app.models.report import Report, ReportVersion
from app.models.review import Evidence, Finding, Item
from app.services.catalog import ChecklistItem
from app.services.review.flow import advance
from app.services.review.parts import Prefill


def judge(
    session: Session, version_id: str, item: ChecklistItem, verdict: Verdict | None, prefill: Prefill
) -> None:
    """Set or clear (None) the verdict of an item, with what follows for its finding.

    Raises:
        InputError: the item cannot be 不适用. AppError: the report is not in review.
    """
    require_in_review(session, version_id)
    if verdict is Verdict.NOT_APPLICABLE and not item.na:
        raise InputError(f"{item.code} 对每家单位都适用，不能判“不适用”。")
    row = _ensure_item(session, version_id, item.code)
    row.verdict = verdict
    _follow(session, row, item, prefill)


def set_answer(session: Session, version_id: str, item: ChecklistItem, text: str) -> None:
    """Keep what a number, text, date or choice item asks for, as typed."""
    require_in_review(session, version_id)
    _ensure_item(session, version_id, item.code).answer = text.strip() or None


def set_remark(session: Session, version_id: str, item: ChecklistItem, text: str) -> None:
    """Keep the reviewer's remark, character for character."""
    require_in_review(session, version_id)
    _ensure_item(session, version_id, item.code).remark = text if text.strip() else None


def add_evidence(
    session: Session,
    version_id: str,
    item: ChecklistItem,
    *,
    file_name: str = "",
    page: str = "",
    quote: str = "",
    attachment_id: str | None = None,
    spot: str = "",
) -> str:
    """Say where the answer was seen. Returns the key of the evidence.

    Raises:
        InputError: neither a file nor a page nor words were given.
    """
    require_in_review(session, version_id)
    if not (file_name.strip() or page.strip() or quote.strip() or attachment_id):
        raise InputError("请写文件名、页码或原文中的一项。", field="file_name")
    row = _ensure_item(session, version_id, item.code)
    session.flush()
    evidence = Evidence(
        id=new_id(),
        item_id=row.id,
        attachment_id=attachment_id,
        file_name=file_name.strip() or None,
        page=page.strip() or None,
        quote=quote.strip() or None,
        spot=spot or None,
    )
    session.add(evidence)
    return evidence.id


@dataclass(frozen=True)
class NewPlace:
    """Where a piece of evidence stands now."""

    evidence_id: str
    attachment_id: str
    file_name: str
    page: str
    quote: str
    spot: str


def move_evidence(session: Session, version_id: str, places: Sequence[NewPlace]) -> None:
    """Say where evidence stands in another version of its file; evidence that is gone is passed over.

    Raises:
        AppError: the report is not in review.
    """
    require_in_review(session, version_id)
    for place in places:
        evidence = session.get(Evidence, place.evidence_id)
        if evidence is not None:
            evidence.attachment_id = place.attachment_id
            evidence.file_name = place.file_name or None
            evidence.page = place.page or None
            evidence.quote = place.quote or None
            evidence.spot = place.spot or None


def carry_evidence(session: Session, before: ReportVersion, version: ReportVersion) -> None:
    """Hand the evidence of a round on to the next, where it is looked for in the new files.

    It keeps naming the file it was seen in, so that nobody takes it for evidence of the new one.
    """
    found = select(Evidence, Item.code).join(Item, Item.id == Evidence.item_id)
    for old, code in session.execute(found.where(Item.version_id == before.id)).all():
        row = _ensure_item(session, version.id, code)
        session.flush()
        key = natural(session, "evidence", version.id, old.id)
        session.add(
            Evidence(
                id=key,
                item_id=row.id,
                attachment_id=old.attachment_id,
                file_name=old.file_name,
                page=old.page,
                quote=old.quote,
                spot=old.spot,
            )
        )


def remove_evidence(session: Session, evidence_id: str) -> None:
    """Take evidence away; undo brings it back."""
    evidence = session.get(Evidence, evidence_id)
    if evidence is not None:
        session.delete(evidence)


def require_in_review(
    session: Session, version_id: str, *, is_finding: bool = False
) -> tuple[ReportVersion, Report]:
    """The version and its report, or a sentence where it cannot be worked on.

    The first thing done to a report that has come in begins its review. `is_finding`: findings may be
    written in the second review, too, where the answers stand.

    Raises:
        AppError: the version is gone, its report is not in review, or a conflict of interest was declared.
    """
    version = session.get(ReportVersion, version_id)
    report = session.get(Report, version.report_id) if version else None
    if version is None or report is None:
        raise AppError("这份报告已被删除。", "请刷新后重试。")
    if report.state.is_startable:
        advance(session, report.id, ReviewEvent.START)
    elif not report.state.is_open_to_answers and not (
        is_finding and report.state is ReviewState.IN_SECOND_REVIEW
    ):
        raise AppError(
            f"这份报告的状态是“{report.state.label}”，现在不能修改。", "如需修改，请先撤回或重新打开审核。"
        )
    return version, report


def _ensure_item(session: Session, version_id: str, code: str) -> Item:
    key = natural(session, "item", version_id, code)
    row = session.get(Item, key)
    if row is None:
        row = Item(id=key, version_id=version_id, code=code)
        session.add(row)
    return row


def _follow(session: Session, row: Item, item: ChecklistItem, prefill: Prefill) -> None:
    """Bring the item's finding in line with its verdict."""
    key = natural(session, "finding", row.id)
    finding = session.get(Finding, key)
    if item.is_bad(row.verdict):
        if finding is None:
            session.flush()
            session.add(_new_finding(key, row, item, prefill))
        else:
            finding.state = FindingState.OPEN
    elif finding is not None:
        untouched = (finding.fact, finding.basis, finding.request) == (
            *(prefill.fact or None, prefill.basis or None, prefill.request or None),
        )
        if untouched and finding.effect_text is None:
            session.delete(finding)
        else:
            finding.state = FindingState.CLOSED


def _new_finding(key: str, row: Item, item: ChecklistItem, prefill: Prefill) -> Finding:
    assert item.severity is not None
    return Finding(
        id=key,
        version_id=row.version_id,
        item_id=row.id,
        severity=item.severity,
        state=FindingState.OPEN,
        fact=prefill.fact or None,
        basis=prefill.basis or None,
        request=prefill.request or None,
    )
