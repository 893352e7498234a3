"""The score of a verification report: what the score sheet takes off, line by line, and the grade."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount, show_amount
from app.models.report import ReportVersion
from app.services.catalog import Catalog, Deduction, ScoreEvent, ScoreSheet
from app.services.review.form import FindingRow, Head, ReviewForm


@dataclass(frozen=True)
class ScoreLine:
    """One line of the sheet: what it is about, why, and how many points it takes off."""

    text: str
    reason: str
    taken: Decimal


@dataclass(frozen=True)
class Score:
    """The score as the sheet gives it; the person's own answer may differ."""

    value: Decimal
    grade: str
    lines: tuple[ScoreLine, ...]
    note: str


def report_score(session: Session, form: ReviewForm, catalog: Catalog) -> Score | None:
    """What the score sheet says about a report; None where its checklist has no score sheet.

    The work of the verification body is scored, so a fault counts also after it was put right; what was
    withdrawn or is mere advice does not.
    """
    head = form.head
    sheet = catalog.checklist(head.kind, head.year, head.edition or None).score_sheet
    if sheet is None:
        return None
    counts = Counter(finding.severity for finding in _faults(form))
    reasons = {
        ScoreEvent.EMISSION_DIFFERENCE: _difference(form, sheet),
        ScoreEvent.SITE_FACTS: _bad_items(form, sheet),
        ScoreEvent.LATE: _late(session, head, catalog),
    }
    events = {event for event, (happened, _) in reasons.items() if happened}
    value = sheet.score(counts, events)
    lines = []
    for deduction in sheet.deductions:
        if deduction.severity is not None:
            lines.append(_per_finding(deduction, counts[deduction.severity]))
        elif deduction.event is not None:
            happened, reason = reasons[deduction.event]
            lines.append(ScoreLine(deduction.text, reason, deduction.points if happened else Decimal(0)))
    return Score(value, sheet.grade(value).name, tuple(lines), sheet.note)


def _faults(form: ReviewForm) -> list[FindingRow]:
    return [finding for finding in form.findings if finding.state.was_a_fault]


def _per_finding(deduction: Deduction, count: int) -> ScoreLine:
    each = f"每条 {show_amount(deduction.points)} 分"
    most = "" if deduction.cap is None else f"，最多 {show_amount(deduction.cap)} 分"
    taken = deduction.points * count
    if deduction.cap is not None:
        taken = min(taken, deduction.cap)
    return ScoreLine(deduction.text, f"{count} 条，{each}{most}", taken)


def _difference(form: ReviewForm, sheet: ScoreSheet) -> tuple[bool, str]:
    """Whether the effects of our findings are together a serious difference."""
    effects = [parse_amount(f.form.effect_text) for f in _faults(form)]
    known = [effect for effect in effects if effect is not None]
    if not known:
        return False, "问题没有写影响量"
    total = abs(sum(known, Decimal(0)))
    whole = parse_amount(form.head.emission_text)
    share = total * 100 / abs(whole) if whole else None
    is_serious = total > sheet.difference.tonnes or (share is not None and share > sheet.difference.percent)
    percent = "" if share is None else f"，占 {show_amount(share, 2)}%"
    return is_serious, f"影响量合计 {show_amount(total)} t{percent}"


def _bad_items(form: ReviewForm, sheet: ScoreSheet) -> tuple[bool, str]:
    wanted = {code for d in sheet.deductions if d.event is ScoreEvent.SITE_FACTS for code in d.items}
    bad = [row.code for row in form.items if row.code in wanted and row.is_bad]
    if bad:
        return True, f"{'、'.join(bad)} 判为有问题"
    return False, f"看 {'、'.join(sorted(wanted))} 的判定"


def _late(session: Session, head: Head, catalog: Catalog) -> tuple[bool, str]:
    """Whether the first submission came after the deadline of the year, where that is confirmed."""
    rule = catalog.deadline(head.year, "verification_report")
    due = rule.due_for(head.year) if rule else None
    if due is None:
        return False, "本年度期限未确认，不自动扣分"
    first = session.scalar(
        select(func.min(ReportVersion.received_on)).where(ReportVersion.report_id == head.report_id)
    )
    if first is None:
        return False, "没有收到日期"
    words = f"期限 {due.isoformat()}，收到 {first.isoformat()}"
    return first > due, words
