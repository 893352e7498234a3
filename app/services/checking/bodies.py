"""How verification reports score, and how each verification body does (guide §3.2, score sheet VR-40)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enums import DocumentKind, Severity, Verdict
from app.models.review import Finding, Item
from app.services.catalog import Catalog, ScoreEvent, ScoreSheet
from app.services.checking.load import Version, values_of, versions

_VALUES = ("vr.body", "vr.final.total")
# The milestone by which verified reports are due.
_MILESTONE = "verification_report"


@dataclass(frozen=True, slots=True)
class ReportScore:
    """One verification report: its findings by severity, what else was deducted, score and grade."""

    report_id: str
    unit_name: str
    body: str
    findings: Mapping[Severity, int]
    events: tuple[ScoreEvent, ...]
    score: Decimal
    grade: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One verification body: its reports, their mean score, the grade where it has enough reports."""

    body: str
    reports: tuple[ReportScore, ...]
    mean: Decimal
    grade: str

    @property
    def findings(self) -> Mapping[Severity, int]:
        """All findings of its reports."""
        total: Counter[Severity] = Counter()
        for report in self.reports:
            total.update(report.findings)
        return total


def body_rows(session: Session, year: int, catalog: Catalog) -> list[BodyRow]:
    """All verification bodies of a year by mean score, the weakest first; nameless ones are left out."""
    by_body: dict[str, list[ReportScore]] = defaultdict(list)
    for report in report_scores(session, year, catalog):
        if report.body:
            by_body[report.body].append(report)
    sheet = score_sheet(catalog, year)
    rows = []
    for body, reports in by_body.items():
        scores = [report.score for report in reports]
        grade = sheet.body_grade(scores)
        mean = sum(scores, Decimal(0)) / len(scores)
        rows.append(BodyRow(body, tuple(reports), mean, grade.name if grade else ""))
    return sorted(rows, key=lambda row: (row.mean, row.body))


def report_scores(session: Session, year: int, catalog: Catalog) -> list[ReportScore]:
    """The score of every verification report that came in."""
    sheet = score_sheet(catalog, year)
    all_versions = versions(session, year=year)
    reports = [v for v in all_versions if v.kind is DocumentKind.VR]
    values = values_of(session, reports, _VALUES)
    findings = _findings(session, reports)
    bad = _bad_items(session, reports)
    effects = _effects(session, reports)
    due = _due(catalog, year)
    scored = []
    for version in reports:
        mine = values.get(version.id, {})
        total = mine.get("vr.final.total")
        effect = effects.get(version.id, Decimal(0))
        events = [event for event, codes in _event_items(sheet).items() if codes & bad.get(version.id, set())]
        if _is_serious(sheet, effect, total if isinstance(total, Decimal) else None):
            events.append(ScoreEvent.EMISSION_DIFFERENCE)
        if due is not None and version.received_on is not None and version.received_on > due:
            events.append(ScoreEvent.LATE)
        score = sheet.score(findings.get(version.id, {}), events)
        body = version.body or str(mine.get("vr.body") or "")
        scored.append(
            ReportScore(
                version.report_id,
                version.unit_name,
                body.strip(),
                findings.get(version.id, {}),
                tuple(events),
                score,
                sheet.grade(score).name,
                version.state.is_final,
            )
        )
    return scored


def score_sheet(catalog: Catalog, year: int) -> ScoreSheet:
    """The score sheet of the checklist that is valid for a year."""
    sheet = catalog.checklist(DocumentKind.VR, year).score_sheet
    assert sheet is not None
    return sheet


def _due(catalog: Catalog, year: int) -> date | None:
    rule = catalog.deadline(year, _MILESTONE)
    return rule.due_for(year) if rule else None


def _event_items(sheet: ScoreSheet) -> Mapping[ScoreEvent, set[str]]:
    return {d.event: set(d.items) for d in sheet.deductions if d.event is not None and d.items}


def _is_serious(sheet: ScoreSheet, effect: Decimal, total: Decimal | None) -> bool:
    limit = sheet.difference
    if effect > limit.tonnes:
        return True
    return bool(total) and total is not None and effect / abs(total) * 100 > limit.percent


def _findings(session: Session, reports: Iterable[Version]) -> Mapping[str, Mapping[Severity, int]]:
    """Findings by severity, of the newest version of each report."""
    keys = {version.id for version in reports}
    found: dict[str, Counter[Severity]] = defaultdict(Counter)
    for version, severity in session.execute(select(Finding.version_id, Finding.severity)):
        if version in keys:
            found[version][severity] += 1
    return found


def _effects(session: Session, reports: Iterable[Version]) -> Mapping[str, Decimal]:
    """The sum of the effects that our findings state, without sign."""
    keys = {version.id for version in reports}
    found: dict[str, Decimal] = defaultdict(Decimal)
    for version, effect in session.execute(select(Finding.version_id, Finding.effect)):
        if version in keys and effect is not None:
            found[version] += effect
    return {version: abs(effect) for version, effect in found.items()}


def _bad_items(session: Session, reports: Iterable[Version]) -> Mapping[str, set[str]]:
    """Items that were answered with 否, by version."""
    keys = {version.id for version in reports}
    query = select(Item.version_id, Item.code).where(Item.verdict == Verdict.NO)
    found: dict[str, set[str]] = defaultdict(set)
    for version, code in session.execute(query):
        if version in keys:
            found[version].add(code)
    return found
