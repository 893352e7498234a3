"""The columns of the indicator table: one function for head, rows and foot."""

from __future__ import annotations

from enum import IntEnum

BAR = 12  # the scroll bar that is always there
WIDE = 1000


class Col(IntEnum):
    """Columns in their order."""

    LEVEL1 = 0
    LEVEL2 = 1
    TITLE = 2
    TARGET = 3
    ACTUAL = 4
    WEIGHT = 5
    SCORE = 6
    REASON = 7


FIELDS = ("level1", "level2", "title", "target", "actual", "weight_text", "score_text", "reason")
_FIXED = {Col.LEVEL1: 88, Col.LEVEL2: 86, Col.TARGET: 126, Col.ACTUAL: 154, Col.WEIGHT: 48, Col.SCORE: 62}
_REASON = 134
_LEAST_TITLE = 120
PAD = 8


def widths(total: int) -> list[int]:
    """Widths of all columns in a table of `total` pixels, without the scroll bar."""
    made = dict(_FIXED)
    made[Col.REASON] = _REASON
    if total > WIDE:
        made |= {Col.TARGET: 156, Col.ACTUAL: 190, Col.REASON: 220}
    rest = total - sum(made.values())
    if total > WIDE and rest > 380:  # a very wide table gives the words more room
        extra = (rest - 380) // 4
        made[Col.TARGET] += extra
        made[Col.ACTUAL] += extra
        made[Col.REASON] += extra
        rest -= 3 * extra
    made[Col.TITLE] = max(_LEAST_TITLE, rest)
    return [made[column] for column in Col]


def lefts(total: int) -> list[int]:
    """Left edges of all columns, and the right edge of the last."""
    edges = [0]
    for width in widths(total):
        edges.append(edges[-1] + width)
    return edges
