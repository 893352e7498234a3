"""Checklist items answered from the checks: a proposal for each item marked A or H, adopted by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models.enums import Automation, HitDecision, HitLevel, Verdict
from app.services.catalog import Catalog, ChecklistItem, RuleBook
from app.services.checking.limits import own_book
from app.services.checking.rows import CheckView, GapView, HitView, check_view
from app.services.review.answers import judge
from app.services.review.form import review_form


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the checks say to an item. `verdict` None: a person has to look; the hits or gaps say why."""

    code: str
    verdict: Verdict | None
    hits: tuple[HitView, ...]
    gaps: tuple[GapView, ...]


def proposals(view: CheckView, items: tuple[ChecklistItem, ...], book: RuleBook) -> Mapping[str, Proposal]:
    """Proposals for the items that checks speak to, by code."""
    found: dict[str, Proposal] = {}
    for item in items:
        rules = {rule.code for rule in book.rules_of(item.code)}
        if not rules or item.auto is Automation.MANUAL or not item.judged:
            continue
        hits = tuple(
            hit for hit in view.hits if hit.rule in rules and hit.decision is not HitDecision.FALSE_ALARM
        )
        gaps = tuple(gap for gap in view.gaps if gap.rule in rules)
        found[item.code] = Proposal(item.code, _verdict(item, hits, gaps, rules & view.ran), hits, gaps)
    return found


def adopt_proposals(session: Session, report_id: str, catalog: Catalog) -> tuple[str, ...]:
    """Give every unanswered item in order, or not applicable, its proposed verdict. Returns their codes.

    What is not in order is answered by deciding its hits: they bring the finding with the text ready.

    Raises:
        AppError: the report is not in review.
    """
    form = review_form(session, report_id, catalog)
    book = own_book(session, catalog.rules)
    view = check_view(session, form.head.version_id, book)
    proposed = proposals(view, tuple(row.item for row in form.items), book)
    adopted = []
    for row in form.items:
        proposal = proposed.get(row.code)
        if proposal is None or proposal.verdict is None or row.verdict is not None:
            continue
        if row.item.is_bad(proposal.verdict):
            continue
        judge(session, form.head.version_id, row.item, proposal.verdict, form.prefills[row.code])
        adopted.append(row.code)
    return tuple(adopted)


def _verdict(
    item: ChecklistItem, hits: tuple[HitView, ...], gaps: tuple[GapView, ...], ran: set[str]
) -> Verdict | None:
    """Only what is fully automatic gets a verdict, and only where every check had what it needs."""
    if item.auto is not Automation.FULL:
        return None
    if any(hit.level is HitLevel.ERROR for hit in hits):
        return Verdict.NO if item.good is Verdict.YES else Verdict.YES
    if hits or gaps:
        return None
    if not ran:
        return Verdict.NOT_APPLICABLE if item.na else None
    return item.good
