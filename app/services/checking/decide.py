"""What a person says to a hit: 确认为问题 makes a finding, 误报 has a reason, 待核实."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.bulk import natural
from app.models.enums import FindingState, HitDecision, HitLevel, Severity, Verdict
from app.models.errors import AppError, InputError
from app.models.hit import HitRow
from app.models.report import Report, ReportVersion
from app.models.review import Finding, Item
from app.models.unit import Enrolment
from app.services.catalog import Catalog, ChecklistItem, RuleText
from app.services.catalog.checklists import BLANK
from app.services.checking.limits import own_book
from app.services.checking.rows import as_hit
from app.services.review.answers import require_in_review
from app.services.review.parts import FindingForm
from app.services.rules import sentence
from app.services.rules.rule import plain


def decide(
    session: Session, hit_id: str, decision: HitDecision | None, catalog: Catalog, reason: str = ""
) -> str | None:
    """Settle a hit, or take the decision back (None). Returns the key of the finding of a confirmed one.

    Raises:
        InputError: 误报 without a reason. AppError: the hit is gone or the report is not in review.
    """
    row = session.get(HitRow, hit_id)
    if row is None:
        raise AppError("这条核对结果已不存在。", "请刷新后重试。")
    version, report = require_in_review(session, row.version_id)
    if decision is HitDecision.FALSE_ALARM and not reason.strip():
        raise InputError("请写明判为误报的原因。", field="reason")
    row.decision = decision
    row.reason = reason.strip() or None
    row.change = None
    text = prepared_finding(session, row, version, report, catalog)
    key = natural(session, "finding", row.id)
    finding = session.get(Finding, key)
    if decision is HitDecision.CONFIRMED:
        if finding is None:
            item = _item(catalog, catalog.rules.rules[row.rule], report, version)
            _add_finding(session, key, row, item, text)
        else:
            finding.state = FindingState.OPEN
        return key
    if finding is not None:
        if _is_untouched(finding, text):
            session.delete(finding)
        else:
            finding.state = FindingState.CLOSED
        _step_aside(session, finding.item_id, FindingState.WITHDRAWN, FindingState.OPEN)
    return None


def prepared_finding(
    session: Session, row: HitRow, version: ReportVersion, report: Report, catalog: Catalog
) -> FindingForm:
    """The texts of a finding about a hit: fact with place, basis, effect, request."""
    book = own_book(session, catalog.rules)
    hit, rule = as_hit(row), book.rules[row.rule]
    item = _item(catalog, rule, report, version)
    fact = sentence(book, hit)
    if row.place:
        fact = f"{fact}（位置：{row.place}）"
    found, expected = parse_amount(hit.found), parse_amount(hit.expected)
    effect = ""
    if rule.effect and found is not None and expected is not None:
        effect = plain(expected - found, 2)
    return FindingForm(
        severity=_severity(row.level, item),
        fact=fact,
        basis=_basis(session, catalog, item, report),
        effect_text=effect,
        request=rule.request,
    )


def _add_finding(
    session: Session, key: str, row: HitRow, item: ChecklistItem | None, text: FindingForm
) -> None:
    """Make the finding, and answer its item where nobody has yet: it is not in order."""
    item_id = None
    if item is not None:
        item_id = natural(session, "item", row.version_id, item.code)
        answered = session.get(Item, item_id)
        if answered is None:
            answered = Item(id=item_id, version_id=row.version_id, code=item.code)
            session.add(answered)
        if answered.verdict is None and item.judged:
            answered.verdict = Verdict.NO if item.good is Verdict.YES else Verdict.YES
        session.flush()
        _step_aside(session, item_id, FindingState.OPEN, FindingState.WITHDRAWN)
    session.add(
        Finding(
            id=key,
            version_id=row.version_id,
            item_id=item_id,
            severity=text.severity,
            state=FindingState.OPEN,
            fact=text.fact or None,
            basis=text.basis or None,
            effect_text=text.effect_text or None,
            request=text.request or None,
        )
    )


def _step_aside(session: Session, item_id: str | None, before: FindingState, after: FindingState) -> None:
    """The finding that the verdict of an item made, with gaps still in its fact: what the hit says is the
    same and complete, so it gives way; it comes back when the hit is no longer confirmed.
    """
    finding = session.get(Finding, natural(session, "finding", item_id)) if item_id else None
    if finding is not None and finding.state is before and (not finding.fact or BLANK in finding.fact):
        finding.state = after


def _is_untouched(finding: Finding, text: FindingForm) -> bool:
    """Whether nobody has worked on the text of a finding."""
    stored = (finding.severity, finding.fact, finding.basis, finding.effect_text, finding.request)
    fresh = (text.fact or None, text.basis or None, text.effect_text or None, text.request or None)
    return stored == (text.severity, *fresh)


def _item(catalog: Catalog, rule: RuleText, report: Report, version: ReportVersion) -> ChecklistItem | None:
    return catalog.checklist(report.kind, report.year, version.checklist_edition).item(rule.item(report.kind))


def _severity(level: HitLevel, item: ChecklistItem | None) -> Severity:
    """An error is as severe as its item, a warning at most 一般, a hint 提示."""
    severity = item.severity if item and item.severity else Severity.MAJOR
    if level is HitLevel.ERROR:
        return severity
    if level is HitLevel.WARNING:
        return Severity.MAJOR if severity is Severity.CRITICAL else severity
    return Severity.MINOR


def _basis(session: Session, catalog: Catalog, item: ChecklistItem | None, report: Report) -> str:
    if item is None:
        return ""
    listing = session.scalar(
        select(Enrolment).where(Enrolment.unit_id == report.unit_id, Enrolment.year == report.year)
    )
    sectors = catalog.sector_of(
        listing.industry_code if listing else None, listing.industry if listing else None
    )
    category = listing.category if listing else None
    return "；".join(s.citation for s in catalog.basis_of(item, report.year, sectors, category=category))
