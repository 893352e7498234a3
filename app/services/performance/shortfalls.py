"""Numbered items whose actual figure stays below the target's while nobody says why (check V7).

The real table of 2023 has one: two trainings planned, one held, and the reason speaks of something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.services.performance.texts import Item, is_blank_reason, items
from app.services.performance.values import Figure, figures


@dataclass(frozen=True)
class Shortfall:
    """Item `number` wants `expected` and reports `actual`, both with the unit."""

    number: int
    expected: str
    actual: str


def shortfalls(target: str, actual: str) -> Iterator[Shortfall]:
    """Compare items of the same number: a unit that occurs once on both sides must not go down."""
    wanted, done = _numbered(target), _numbered(actual)
    for number in sorted(wanted.keys() & done.keys()):
        before, after = _single(wanted[number]), _single(done[number])
        for unit in before.keys() & after.keys():
            if Decimal(after[unit]) < Decimal(before[unit]):
                yield Shortfall(number, before[unit] + unit, after[unit] + unit)


def unexplained(target: str, actual: str, reason: str) -> Iterator[Shortfall]:
    """The shortfalls of a row of several items that its reason does not name by number."""
    if len(_numbered(target)) < 2:
        return
    named = {item.number for item in items(reason) if not is_blank_reason(item.text)}
    for found in shortfalls(target, actual):
        if found.number not in named:
            yield found


def _numbered(text: str) -> dict[int, Item]:
    found: dict[int, Item] = {}
    for item in items(text):
        if item.number is not None:
            found.setdefault(item.number, item)
    return found


def _single(item: Item) -> dict[str, str]:
    """Unit to number, for units that the item names exactly once."""
    named: tuple[Figure, ...] = figures(item.text)
    counts = Counter(figure.unit for figure in named)
    return {figure.unit: figure.number for figure in named if counts[figure.unit] == 1}
