"""Whether an issued opinion still says what the report says (guide §7, SPEC §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.errors import AppError, InputError
from app.models.review import Opinion
from app.services.catalog import Catalog, load_catalog
from app.services.letters.said import Change, changes, said
from app.services.review.form import review_form
from app.services.review.versions import latest_version


@dataclass(frozen=True)
class Stale:
    """An opinion that no longer holds: its number and day, and what has changed since."""

    number: str
    issued_on: date | None
    changes: tuple[Change, ...]


def stale_opinion(session: Session, report_id: str, catalog: Catalog | None = None) -> Stale | None:
    """What has changed since the opinion on the latest version was issued; None where it still holds.

    Compared by what was said, not by time: a change that was taken back, or that a merge brought, counts
    for what it is.
    """
    opinion = _opinion(session, report_id)
    if opinion is None or not opinion.said:
        return None
    now = said(review_form(session, report_id, catalog or load_catalog()))
    found = changes(opinion.said, now)
    if not found or opinion.kept_as == now:
        return None
    return Stale(opinion.number or "", opinion.issued_on, found)


def keep_opinion(session: Session, report_id: str, reason: str, catalog: Catalog | None = None) -> None:
    """Let the opinion stand as it is although the report has changed; a further change asks again.

    Raises:
        InputError: there is no reason. AppError: nothing was issued.
    """
    if not reason.strip():
        raise InputError("请写明为什么不重新出具。", field="reason")
    opinion = _opinion(session, report_id)
    if opinion is None:
        raise AppError("这份报告还没有出具审核意见。")
    opinion.kept_as = said(review_form(session, report_id, catalog or load_catalog()))
    opinion.kept_reason = reason.strip()


def _opinion(session: Session, report_id: str) -> Opinion | None:
    version = latest_version(session, report_id)
    return session.scalar(select(Opinion).where(Opinion.version_id == version.id)) if version else None
