"""Where a colleague stopped: the report under review that this person worked on last."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enums import DocumentKind, ReviewState
from app.models.recorder import raw
from app.models.report import Report, ReportVersion
from app.models.review import Item
from app.services.catalog import Catalog
from app.services.review.form import ReviewForm, review_form

# How many of the person's last items are looked at before we give up.
_LOOKED_AT = 200


@dataclass(frozen=True)
class Resume:
    """The report to go on with, and the next item without an answer ("" when all are answered)."""

    report_id: str
    unit_name: str
    kind: DocumentKind
    round: int
    code: str
    short: str
    answered: int
    total: int
    bad: int


def resume(session: Session, person: str, year: int, catalog: Catalog) -> Resume | None:
    """The latest report of `year` under first review in which `person` answered something."""
    # The id of a change begins with its clock, so this walks the journal from its end.
    query = (
        "SELECT o.row FROM change c JOIN op o ON o.change = c.id "
        "WHERE c.actor = ? AND o.entity = 'item' ORDER BY c.id DESC LIMIT ?"
    )
    for (row,) in raw(session).execute(query, (person, _LOOKED_AT)):
        report_id = session.scalar(
            select(Report.id)
            .join(ReportVersion, ReportVersion.report_id == Report.id)
            .join(Item, Item.version_id == ReportVersion.id)
            .where(Item.id == row, Report.year == year, Report.state == ReviewState.IN_FIRST_REVIEW)
        )
        if report_id is not None:
            return _resume(review_form(session, report_id, catalog))
    return None


def _resume(form: ReviewForm) -> Resume:
    judged = [row for row in form.items if row.item.judged]
    following = next((row for row in judged if not row.is_answered), None)
    head = form.head
    return Resume(
        report_id=head.report_id,
        unit_name=head.unit_name,
        kind=head.kind,
        round=head.round,
        code=following.code if following else "",
        short=following.item.short if following else "",
        answered=form.answered,
        total=form.total,
        bad=sum(row.is_bad for row in judged),
    )
