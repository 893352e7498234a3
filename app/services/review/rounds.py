"""A round follows another: what of the answers, files and findings is taken over into the next version."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.bulk import natural
from app.models.enums import OPEN_FINDINGS, FindingState, Verdict
from app.models.report import Attachment, Report, ReportVersion
from app.models.review import Evidence, Finding, Item
from app.services.catalog import Catalog
from app.services.review.versions import latest_version

_SUBMITTED = ("received_on", "dated", "emission_text", "verification_body", "checklist", "checklist_edition")
_SAID = ("code", "verdict", "answer", "remark")
_WRITTEN = ("severity", "fact", "basis", "effect_text", "request")


def take_over_settled(
    session: Session, before: ReportVersion, version: ReportVersion, report: Report, catalog: Catalog
) -> None:
    """Copy the answers that were in order; what was not, or not answered, waits to be looked at again."""
    checklist = catalog.checklist(report.kind, report.year, version.checklist_edition)
    for old in session.scalars(select(Item).where(Item.version_id == before.id)):
        item = checklist.item(old.code)
        settled = old.verdict in (Verdict.YES, Verdict.NO, Verdict.NOT_APPLICABLE)
        if item is not None and settled and not item.is_bad(old.verdict):
            session.add(_item_like(session, old, version.id))


def repeat_round(session: Session, before: ReportVersion) -> ReportVersion:
    """The next round of the same submission, with its files, answers and evidence; the old one stays."""
    number = before.round + 1
    version = ReportVersion(
        id=natural(session, "version", before.report_id, number),
        report_id=before.report_id,
        round=number,
        **{name: getattr(before, name) for name in _SUBMITTED},
    )
    session.add(version)
    session.flush()
    files = {}
    for file in session.scalars(select(Attachment).where(Attachment.version_id == before.id)):
        files[file.id] = new_id()
        values = {name: getattr(file, name) for name in ("name", "sha256", "size", "note")}
        session.add(Attachment(id=files[file.id], version_id=version.id, **values))
    items = {}
    for old in session.scalars(select(Item).where(Item.version_id == before.id)):
        copied = _item_like(session, old, version.id)
        items[old.id] = copied.id
        session.add(copied)
    session.flush()
    seen = select(Evidence).join(Item, Item.id == Evidence.item_id).where(Item.version_id == before.id)
    for proof in session.scalars(seen):
        values = {name: getattr(proof, name) for name in ("file_name", "page", "quote", "spot")}
        file_id = files.get(proof.attachment_id or "")
        session.add(Evidence(id=new_id(), item_id=items[proof.item_id], attachment_id=file_id, **values))
    session.flush()
    return version


def take_over_last_year(session: Session, version: ReportVersion, report: Report) -> int:
    """Copy what last year's report of the same unit left to be done; returns how much that was.

    The unit is known by its key, so a new name or code changes nothing. Each is a finding to be followed up.
    """
    key = natural(session, "report", report.unit_id, report.year - 1, report.kind)
    if latest_version(session, key) is None:
        return 0
    left = (*OPEN_FINDINGS, FindingState.ADVICE)
    query = (
        select(Finding)
        .join(ReportVersion, ReportVersion.id == Finding.version_id)
        .where(ReportVersion.report_id == key, Finding.state.in_(left))
    )
    count = 0
    for old in session.scalars(query):
        values = {name: getattr(old, name) for name in _WRITTEN}
        session.add(
            Finding(
                id=natural(session, "finding", version.id, "earlier", old.id),
                version_id=version.id,
                state=FindingState.OPEN,
                earlier_id=old.id,
                **values,
            )
        )
        count += 1
    return count


def _item_like(session: Session, old: Item, version_id: str) -> Item:
    values = {name: getattr(old, name) for name in _SAID}
    return Item(id=natural(session, "item", version_id, old.code), version_id=version_id, **values)
