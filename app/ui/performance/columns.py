"""The columns of the indicator table: one function for head, rows and foot."""

from __future__ import annotations

from enum import IntEnum

from app.services.performance.profiles import Profile

BAR = 12  # the scroll bar that is always there
WIDE = 1000


class Col(IntEnum):
    """Columns in their order. Which of them a form has, its profile says."""

    LEVEL1 = 0
    LEVEL2 = 1
    PROJECT_TITLE = 2
    PROJECT_TARGET = 3
    TITLE = 4
    TARGET = 5
    ACTUAL = 6
    FORECAST = 7
    OUTLOOK = 8
    WEIGHT = 9
    SCORE = 10
    REASON = 11


FIELDS = (
    *("level1", "level2", "project_title", "project_target", "title", "target", "actual"),
    *("forecast", "outlook", "weight_text", "score_text", "reason"),
)
FIRST = Col.PROJECT_TITLE  # the first that can be typed in
_FIXED = {Col.LEVEL1: 88, Col.LEVEL2: 86, Col.TARGET: 126, Col.ACTUAL: 154, Col.WEIGHT: 48, Col.SCORE: 62}
_REASON = 134
_LEAST_TITLE = 120
_LARGEST_TARGET = 260
PAD = 8
# Column of the paper and the one here.
_PRINTED = {
    "actual": Col.ACTUAL,
    "forecast": Col.FORECAST,
    "outlook": Col.OUTLOOK,
    "weight": Col.WEIGHT,
    "score": Col.SCORE,
    "reason": Col.REASON,
    "project_level3": Col.PROJECT_TITLE,
    "project_target": Col.PROJECT_TARGET,
}


def columns_of(profile: Profile) -> frozenset[Col]:
    """The columns that a form of `profile` has."""
    more = {column for name, column in _PRINTED.items() if profile.grid.has(name)}
    return frozenset({Col.LEVEL1, Col.LEVEL2, Col.TITLE, Col.TARGET} | more)


def heads(profile: Profile) -> dict[Col, str]:
    """What stands above the columns."""
    labels = profile.labels
    term = labels.goal_project.removesuffix("目标") if profile.has_terms else ""
    year = labels.goal_expected.removesuffix("目标") if profile.has_terms else ""
    return {
        Col.LEVEL1: labels.level1,
        Col.LEVEL2: labels.level2,
        Col.PROJECT_TITLE: term + labels.level3,
        Col.PROJECT_TARGET: term + labels.target,
        Col.TITLE: year + labels.level3,
        Col.TARGET: year + labels.target,
        Col.ACTUAL: labels.actual,
        Col.FORECAST: labels.forecast.removesuffix("完成情况"),
        Col.OUTLOOK: labels.outlook.removeprefix("完成目标") or labels.outlook,
        Col.WEIGHT: labels.weight,
        Col.SCORE: labels.score,
        Col.REASON: "偏差原因及改进",
    }


def widths(total: int, shown: frozenset[Col]) -> list[int]:
    """Widths of all columns in a table of `total` pixels, without the scroll bar; 0 for those not shown."""
    if Col.FORECAST in shown:
        made = _monitored(total)
    elif Col.ACTUAL not in shown:
        made = _planned(total, shown)
    else:
        made = _evaluated(total)
    return [made[column] if column in shown else 0 for column in Col]


def _evaluated(total: int) -> dict[Col, int]:
    made = dict.fromkeys(Col, 0) | _FIXED
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
    return made


def _monitored(total: int) -> dict[Col, int]:
    """Target, what is done and what is expected share what title and reason leave."""
    made = dict.fromkeys(Col, 0) | {Col.LEVEL1: 88, Col.LEVEL2: 86, Col.OUTLOOK: 82, Col.REASON: 130}
    each = max(96, (total - sum(made.values())) * 2 // 9)
    made |= {Col.TARGET: each, Col.ACTUAL: each, Col.FORECAST: each}
    made[Col.TITLE] = max(_LEAST_TITLE, total - sum(made.values()))
    return made


def _planned(total: int, shown: frozenset[Col]) -> dict[Col, int]:
    """Titles and targets share what the levels leave, two to one."""
    made = dict.fromkeys(Col, 0) | {Col.LEVEL1: 88, Col.LEVEL2: 104}
    made[Col.WEIGHT] = 56 if Col.WEIGHT in shown else 0
    pairs = 2 if Col.PROJECT_TITLE in shown else 1
    room = (total - sum(made.values())) // pairs
    target = min(_LARGEST_TARGET, room * 2 // 5)
    made[Col.PROJECT_TITLE] = made[Col.TITLE] = max(_LEAST_TITLE, room - target)
    made[Col.PROJECT_TARGET] = made[Col.TARGET] = target
    return made


def lefts(total: int, shown: frozenset[Col]) -> list[int]:
    """Left edges of all columns, and the right edge of the last."""
    edges = [0]
    for width in widths(total, shown):
        edges.append(edges[-1] + width)
    return edges
