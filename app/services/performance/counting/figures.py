"""Runs a measure and writes its figure the way the value grammar reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.models.amounts import show_amount
from app.services.measures import Spec
from app.services.performance.counting import records, reviews
from app.services.performance.counting.facts import Facts
from app.services.performance.counting.tally import Tally
from app.services.performance.values import ValueKind, parse_value, value_at_end

_TEN_THOUSAND = Decimal(10_000)


def tally(facts: Facts, spec: Spec) -> Tally:
    """Count. Never raises for what stands in the file."""
    if spec.code == "cost":
        return records.cost(facts, spec, tally)
    return _MEASURES[spec.code](facts, spec)


_MEASURES: Mapping[str, Callable[[Facts, Spec], Tally]] = {
    function.__name__: function
    for function in (
        reviews.units_reviewed,
        reviews.reports_reviewed,
        reviews.rounds_reviewed,
        reviews.on_time,
        reviews.finished_on,
        reviews.first_pass,
        reviews.re_review_pass,
        reviews.site_visits,
        reviews.units_visited,
        reviews.letters_issued,
        reviews.monthly_filed,
        records.trainings,
        records.people_trained,
        records.products,
        records.paid,
        records.execution_rate,
        records.satisfaction,
        records.survey_returns,
    )
}


@dataclass(frozen=True)
class CountedFigure:
    """A figure with all that is behind it; `text` is what stands in the form, "" where there is none yet."""

    spec: Spec
    tally: Tally
    text: str
    number: str
    unit: str


def figure(facts: Facts, spec: Spec, target: str = "", title: str = "") -> CountedFigure:
    """Count, and write the figure in the unit of `target` where the measure may be written in it."""
    found = tally(facts, spec)
    unit = _unit(spec, target, title)
    if found.value is None:
        return CountedFigure(spec, found, "", "—", unit)
    if isinstance(found.value, date):
        words = f"{found.value.year}年{found.value.month}月{found.value.day}日"
        return CountedFigure(spec, found, words, words, "")
    value = found.value / _TEN_THOUSAND if unit == "万元" else found.value
    plain = f"{value.normalize():f}"
    return CountedFigure(spec, found, f"{plain}{unit}", show_amount(Decimal(plain)), unit)


def _unit(spec: Spec, target: str, title: str) -> str:
    """The unit of the target where the measure may be written in it, else its own first one."""
    allowed = spec.measure.units
    value = parse_value(target)
    if value.kind is not ValueKind.NUMERIC:
        value = value_at_end(title, needs_comparator=True) or value
    return value.unit if value.unit in allowed else allowed[0]
