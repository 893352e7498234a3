"""A self-evaluation table becomes the strings that its PDF prints."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from app.models.amounts import round_half_up
from app.models.enums import FundingRole
from app.services.documents.self_evaluation_pdf import (
    FundingRow,
    IndicatorRow,
    SelfEvaluationPage,
    draw_self_evaluation,
    write_self_evaluation,
)
from app.services.performance.form import FundingLine, SelfEvaluation
from app.services.performance.profiles import Profile, profile
from app.services.performance.scoring import PLACES, Scored, ScoredLine, score

DRAFT = "（草稿）"


def print_performance(form: SelfEvaluation, target: Path, *, draft: bool = False) -> list[str]:
    """Write the form as PDF with the scores that count. Returns what could not be printed as typed.

    `draft`: its title says so.

    Raises:
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    page = performance_page(form)
    if draft:
        page = replace(page, title=page.title + DRAFT)
    return write_self_evaluation(page, target)


def preview_performance(form: SelfEvaluation) -> bytes:
    """The same PDF in memory."""
    return draw_self_evaluation(performance_page(form))[0]


def performance_page(form: SelfEvaluation) -> SelfEvaluationPage:
    """Every cell of the form as it is printed: typed text as typed, scores as they count."""
    layout = profile(form.profile)
    labels = layout.labels
    scored = score(form, layout)
    return SelfEvaluationPage(
        title=form.title or labels.title,
        year_line=labels.year.format(year=form.year) if form.year else "",
        heading=form.headings,
        money_label=labels.funding.format(unit=form.money_unit),
        funding=tuple(_funding(role, form, scored, layout) for role in FundingRole),
        expected=form.goal_expected,
        actual=form.goal_actual,
        indicators=tuple(_indicator(line) for line in scored.lines),
        total_weight=short(scored.weight),
        total_score=short(scored.total),
        funding_head=FundingRow(
            "", labels.initial, labels.full_year, labels.executed, labels.weight, labels.rate, labels.score
        ),
        indicator_head=IndicatorRow(
            labels.level1,
            labels.level2,
            labels.level3,
            labels.target,
            labels.actual,
            labels.weight,
            labels.score,
            labels.reason,
        ),
        author=form.heading("实施单位"),
    )


def short(number: Decimal | None) -> str:
    """A score without needless zeros: 10, 8.5, 98.14; empty for none."""
    return "" if number is None else f"{round_half_up(number, PLACES).normalize():f}"


def percent(number: Decimal | None) -> str:
    """A rate in per cent without needless zeros; "—" for none."""
    return "—" if number is None else f"{short(number)}%"


def _funding(role: FundingRole, form: SelfEvaluation, scored: Scored, layout: Profile) -> FundingRow:
    line = form.funding_line(role) or FundingLine(role)
    total = role is FundingRole.TOTAL
    return FundingRow(
        label=layout.labels.roles[role],
        initial=line.initial_text,
        full_year=line.full_year_text,
        executed=line.executed_text,
        weight=short(scored.execution.weight) if total else line.weight_text or "—",
        rate=percent(scored.execution.rate) if total else _part_rate(line),
        score=short(scored.execution.score) if total else line.printed_score or "—",
    )


def _part_rate(line: FundingLine) -> str:
    """A part of the money has a rate of its own where it has both figures; it never scores (rule S5)."""
    if line.full_year and line.executed is not None:
        return percent(line.executed / line.full_year * 100)
    return line.printed_rate or "—"


def _indicator(scored: ScoredLine) -> IndicatorRow:
    line = scored.line
    return IndicatorRow(
        level1=line.level1,
        level2=line.level2,
        title=line.title,
        target=line.target,
        actual=line.actual,
        weight=line.weight_text,
        score=short(scored.counts),
        reason=line.reason,
    )
