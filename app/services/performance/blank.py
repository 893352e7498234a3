"""New tables: an empty one of a template, or one that takes over another table."""

from __future__ import annotations

from dataclasses import replace

from app.models.amounts import show_amount
from app.models.enums import FundingRole
from app.services.performance.form import FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.profiles import Profile

PROJECT = "项目名称"


def blank_form(profile: Profile, year: int, project: str) -> SelfEvaluation:
    """An empty table of `profile`: every field of head and foot, one row for every level-2 indicator."""
    # Only the total row of a self-evaluation scores; the others say so with a dash.
    weight, part = (show_amount(profile.execution_weight), "—") if profile.is_evaluation else ("", "")
    return SelfEvaluation(
        profile.labels.title,
        year,
        profile.id,
        profile.money_unit,
        tuple((label, project if label == PROJECT else "") for label in profile.all_labels),
        tuple(
            FundingLine(role, weight_text=weight if role is FundingRole.TOTAL else part)
            for role in FundingRole
        ),
        indicators=tuple(
            IndicatorLine(level.name, child) for level in profile.levels for child in level.children
        ),
    )


def copied_form(form: SelfEvaluation, year: int, project: str, *, keeps_results: bool) -> SelfEvaluation:
    """`form` as the start of another table. What an imported table printed is not taken over.

    `keeps_results`: also what was done, spent and scored; else only what was planned.
    """
    headings = tuple((label, project if label == PROJECT else value) for label, value in form.headings)
    if all(label != PROJECT for label, _ in headings):
        headings = ((PROJECT, project), *headings)
    funding = tuple(replace(line, printed_rate="", printed_score="") for line in form.funding)
    indicators = form.indicators
    if not keeps_results:
        funding = tuple(
            FundingLine(line.role, weight_text=line.weight_text, project_text=line.project_text)
            for line in funding
        )
        indicators = tuple(
            replace(line, actual="", band=None, score_text="", score_reason="", reason="")
            for line in indicators
        )
    return replace(
        form,
        year=year,
        headings=headings,
        funding=funding,
        goal_actual=form.goal_actual if keeps_results else "",
        indicators=indicators,
        printed_weight="",
        printed_score="",
        leftovers=(),
        doubts=(),
        source="",
    )
