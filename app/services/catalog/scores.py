"""The score sheet of verification reports (guide §3.2): data, and the one sum that it defines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.models.enums import LabelEnum, Severity
from app.services.catalog.origins import Attested, Source, read_origin
from app.services.catalog.table import Table


class ScoreEvent(LabelEnum):
    """What is deducted once, whatever its number."""

    EMISSION_DIFFERENCE = ("emission_difference", "排放量重大差异")
    SITE_FACTS = ("site_facts", "现场核查要素缺失")
    LATE = ("late", "未按期报送")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """Points taken off: for each finding of a severity, at most `cap`; or once for an event."""

    code: str
    text: str
    severity: Severity | None
    event: ScoreEvent | None
    points: Decimal
    cap: Decimal | None
    # Items whose bad verdict is the event.
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grade and the score from which on it is given."""

    name: str
    at_least: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriousDifference(Attested):
    """A difference above either limit is serious."""

    tonnes: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRule(Attested):
    """How a verification body is graded: the mean of its reports, not below a number of reports."""

    minimum_reports: int
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet(Attested):
    """How a verification report is scored."""

    start: Decimal
    minimum: Decimal
    deductions: tuple[Deduction, ...]
    grades: tuple[Grade, ...]
    difference: SeriousDifference
    body: BodyRule
    note: str

    def score(self, findings: Mapping[Severity, int], events: Collection[ScoreEvent] = ()) -> Decimal:
        """The score for so many findings of each severity and these events."""
        taken = Decimal(0)
        for deduction in self.deductions:
            if deduction.severity is not None:
                points = deduction.points * findings.get(deduction.severity, 0)
                taken += points if deduction.cap is None else min(points, deduction.cap)
            elif deduction.event in events:
                taken += deduction.points
        return max(self.start - taken, self.minimum)

    def grade(self, score: Decimal) -> Grade:
        """The grade of a score."""
        return next(grade for grade in self.grades if score >= grade.at_least)

    def body_grade(self, scores: Collection[Decimal]) -> Grade | None:
        """The grade of a body with these scores; None where it has too few reports."""
        if len(scores) < self.body.minimum_reports:
            return None
        return self.grade(sum(scores, Decimal(0)) / len(scores))


def read_score_sheet(table: Table, codes: Collection[str], sources: Mapping[str, Source]) -> ScoreSheet:
    """Read and check the table `[score]`; `codes` are the items of the list."""
    origin, marks = read_origin(table, sources)
    sheet = ScoreSheet(
        start=table.number("start"),
        minimum=table.number("minimum"),
        deductions=_read_deductions(table, codes),
        grades=_read_grades(table),
        difference=_read_difference(table.table("difference"), sources),
        body=_read_body(table.table("body"), sources),
        note=table.text("note", ""),
        sources=origin,
        confidence=marks,
    )
    table.close()
    if sheet.grades[-1].at_least > sheet.minimum:
        table.fail("最低等级高于最低得分，有的得分没有等级")
    return sheet


def _read_deductions(table: Table, codes: Collection[str]) -> tuple[Deduction, ...]:
    found: list[Deduction] = []
    for row in table.tables("deduction", "code"):
        deduction = Deduction(
            code=row.text("code"),
            text=row.text("text"),
            severity=row.choice("severity", Severity) if row.has("severity") else None,
            event=row.choice("event", ScoreEvent) if row.has("event") else None,
            points=row.number("points"),
            cap=row.optional("cap", row.number),
            items=row.texts("items"),
        )
        row.close()
        if (deduction.severity is None) == (deduction.event is None):
            row.fail("severity 和 event 应当写一个")
        if any(code not in codes for code in deduction.items):
            row.fail("items 中有清单没有的条目")
        row.unique(deduction.code, [other.code for other in found], "code")
        found.append(deduction)
    return tuple(found)


def _read_grades(table: Table) -> tuple[Grade, ...]:
    found: list[Grade] = []
    for row in table.tables("grade", "name"):
        grade = Grade(name=row.text("name"), at_least=row.number("at_least"))
        row.close()
        if found and grade.at_least >= found[-1].at_least:
            row.fail("等级应从高到低")
        found.append(grade)
    if not found:
        table.fail("没有等级")
    return tuple(found)


def _read_difference(row: Table, sources: Mapping[str, Source]) -> SeriousDifference:
    origin, marks = read_origin(row, sources)
    difference = SeriousDifference(
        tonnes=row.number("tonnes"), percent=row.number("percent"), sources=origin, confidence=marks
    )
    row.close()
    return difference


def _read_body(row: Table, sources: Mapping[str, Source]) -> BodyRule:
    origin, marks = read_origin(row, sources)
    rule = BodyRule(
        minimum_reports=row.whole("minimum_reports"),
        method=row.text("method"),
        sources=origin,
        confidence=marks,
    )
    row.close()
    if rule.method != "mean":
        row.fail("method 只能是 mean")
    return rule
