"""Amounts of one row that look as if 元 and 万元 were mixed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import combinations

from app.models.amounts import show_amount
from app.services.performance.profile_model import Profile

# About ten thousand: budgets change in a year, but not by so much.
_FROM, _TO = 2_000, 50_000


def amount_names(by: Profile) -> dict[str, str]:
    """The amounts that a row of the money block has, and what they are called."""
    labels = by.labels.up_to(None)
    if by.is_declaration:
        return {"project": "项目金额", "initial": "年度金额"}
    return {"initial": labels.initial, "full_year": labels.full_year, "executed": labels.executed}


def mixed_units(amounts: Mapping[str, Decimal | None]) -> str:
    """What is said of the first two amounts that are about ten thousand times apart; "" for none."""
    known = [(name, amount) for name, amount in amounts.items() if amount is not None and amount > 0]
    for (first, one), (second, other) in combinations(known, 2):
        if _FROM <= max(one, other) / min(one, other) <= _TO:
            return (
                f"{first} {show_amount(one)} 与{second} {show_amount(other)} 相差约一万倍，可能混用了元和万元"
            )
    return ""
