"""Which measure the words of an indicator suggest. A proposal only: a person takes it or not."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.errors import InputError
from app.models.performance import Indicator
from app.services.measures import Rule, Spec, read_spec, rules
from app.services.performance.counting.bindings import bindings, table_facts
from app.services.performance.counting.figures import CountedFigure, figure
from app.services.performance.form import IndicatorLine
from app.services.performance.texts import fold
from app.services.performance.values import ValueKind, parse_value, value_at_end


def propose(line: IndicatorLine) -> Spec | None:
    """The measure that fits title and target of a row, or None. A row of several items gets none."""
    if len(line.title_items) > 1 or len(line.target_items) > 1:
        return None
    words = fold(line.title)
    unit = _unit(line)
    return next((rule.spec for rule in rules() if _fits(rule, words, unit)), None)


def _fits(rule: Rule, words: str, unit: str | None) -> bool:
    if any(word in words for word in rule.never):
        return False
    if rule.units and (unit or "") not in rule.units:
        return False
    own = rule.spec.measure.units
    # A count is not proposed for a share, nor a share for a count, nor either for a date.
    if unit is not None and unit and unit not in own:
        return False
    return any(all(part in words for part in group) for group in rule.any)


def _unit(line: IndicatorLine) -> str | None:
    """The unit of the target; "" for a number without one; None where the target is no number."""
    value = parse_value(line.target)
    if value.kind is not ValueKind.NUMERIC:
        value = value_at_end(line.title, needs_comparator=True) or value
    return value.unit if value.kind is ValueKind.NUMERIC else None


@dataclass(frozen=True)
class Proposal:
    """A row that could be counted: what is typed there now, and what the count would give."""

    indicator_id: str
    line: IndicatorLine
    spec: Spec
    text: str
    note: str
    # Whether anything was counted: a figure of nothing is seldom meant.
    has_records: bool


def proposals(session: Session, table_id: str) -> tuple[Proposal, ...]:
    """The rows of a table that are typed and could be counted, with the figures they would get."""
    query = select(Indicator).where(Indicator.table_id == table_id)
    rows = sorted(session.scalars(query), key=lambda row: (row.rank, row.id))
    known = bindings(session, table_id)
    found = []
    facts = table_facts(session, table_id)
    for row in rows:
        line = IndicatorLine(
            row.level1, row.level2, title=row.title or "", target=row.target or "", actual=row.actual or ""
        )
        spec = None if row.id in known else propose(line)
        if spec is not None:
            counted = figure(facts, spec, line.target, line.title)
            about = (counted.text, counted.tally.note, bool(counted.text and counted.tally.records))
            found.append(Proposal(row.id, line, spec, *about))
    return tuple(found)


def count_once(session: Session, table_id: str, measure: str, target: str, title: str) -> CountedFigure:
    """What a measure gives for a row of a table, before it is chosen.

    Raises:
        InputError: there is no such measure.
    """
    spec = read_spec(measure)
    if spec is None:
        raise InputError("没有这种统计口径。", "请重新选择。", field="measure")
    return figure(table_facts(session, table_id), spec, target, title)
