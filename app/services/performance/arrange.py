"""Where the rows of a table stand: blocks of equal level names, and the place of a new row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.services.performance.form import IndicatorLine
from app.services.performance.profiles import Profile
from app.services.performance.scoring import LevelSum


@dataclass(frozen=True)
class Group:
    """Rows `first` to `last` that follow one another under one name; `level2` is "" for a level-1 block."""

    first: int
    last: int
    level1: str
    level2: str = ""


def groups(lines: Sequence[IndicatorLine], *, deep: bool) -> tuple[Group, ...]:
    """The merged cells of level 1, or of level 2 (`deep`), from top to bottom."""
    found: list[Group] = []
    for index, line in enumerate(lines):
        names = (line.level1, line.level2 if deep else "")
        if found and (found[-1].level1, found[-1].level2) == names:
            found[-1] = Group(found[-1].first, index, *names)
        else:
            found.append(Group(index, index, *names))
    return tuple(found)


def group_at(lines: Sequence[IndicatorLine], index: int) -> Group:
    """The level-2 block that the row at `index` belongs to."""
    return next(group for group in groups(lines, deep=True) if group.first <= index <= group.last)


def place_for(lines: Sequence[IndicatorLine], profile: Profile, level1: str, level2: str) -> int:
    """How many rows stand before a new one of this group: behind its block, else as the template has it."""
    same = [n for n, line in enumerate(lines) if (line.level1, line.level2) == (level1, level2)]
    if same:
        return same[-1] + 1
    order = [(top.name, child) for top in profile.levels for child in top.children + top.tolerated]
    names = [top.name for top in profile.levels]

    def rank(one: tuple[str, str]) -> tuple[int, int]:
        top = names.index(one[0]) if one[0] in names else len(names)
        return top, order.index(one) if one in order else len(order)

    wanted = rank((level1, level2))
    before = [n for n, line in enumerate(lines) if rank((line.level1, line.level2)) <= wanted]
    return before[-1] + 1 if before else 0


def wanted_weights(sums: Sequence[LevelSum], profile: Profile) -> dict[str, Decimal]:
    """What every level-1 block should weigh: by the template's scheme that is nearest to the sums.

    Nothing where the template leaves the split free.
    """
    if not profile.schemes:
        return {}
    present = {one.level1: one.weight for one in sums}

    def distance(weights: dict[str, Decimal]) -> tuple[int, Decimal]:
        names = weights.keys() | present.keys()
        gap = sum((abs(weights.get(n, Decimal(0)) - present.get(n, Decimal(0))) for n in names), Decimal(0))
        return len(weights.keys() ^ present.keys()), gap

    return min((dict(scheme.weights) for scheme in profile.schemes), key=distance)
