"""Which measure the words of an indicator suggest. A proposal only: a person takes it or not."""

from __future__ import annotations

from app.services.measures import Rule, Spec, rules
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
