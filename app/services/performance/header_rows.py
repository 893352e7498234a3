"""The heading of the indicators: which form it belongs to, and headings that stand in two rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum

from app.services.performance.profiles import FormKind
from app.services.performance.rows import Area, Row
from app.services.performance.vocabulary import label_key, vocabulary

# A form with such a heading is another one.
_OTHER_FORM = re.compile(r"执行|完成|监控|偏差|预计")
_LEVELS = {"level1", "level2", "level3"}
# A row with fewer labels is no half of a heading.
_HALF = 3


class HeaderKind(Enum):
    """Whether a row is the heading of the indicators of a self-evaluation or of another performance form."""

    SELF_EVALUATION = FormKind.SELF_EVALUATION
    DECLARATION = FormKind.DECLARATION
    MONITORING = FormKind.MONITORING
    OTHER = None

    @property
    def form(self) -> FormKind | None:
        """The form that is read, None for another."""
        kind: FormKind | None = self.value
        return kind


def header_kind(row: Row) -> HeaderKind | None:
    """What the heading of the indicators in this row says; None where it is none."""
    return _kind(row.areas)


def with_whole_headers(rows: Sequence[Row]) -> list[Row]:
    """The rows, a heading in two rows as one: 绩效指标 over the levels, the other names beside both."""
    whole: list[Row] = []
    for row in rows:
        above = whole[-1] if whole else None
        if above is not None and _is_half(above) and header_kind(above) is None and _is_half(row, least=1):
            areas = _together(above, row)
            if _kind(areas) is not None:
                whole[-1] = Row(row.grid, row.number, areas)
                continue
        whole.append(row)
    return whole


def beside_one_another(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of every form, where two stand side by side; else all rows once."""
    marks = vocabulary().columns
    for row in rows:
        starts = [area.left for area in row.areas if marks.get(label_key(area.text)) == "level1"]
        for start in starts[1:]:
            edge = _free_edge(rows, starts[0], start)
            if edge is None:
                continue
            left, right = _part(rows, 0, edge), _part(rows, edge, None)
            if all(any(header_kind(one) for one in part) for part in (left, right)):
                return [left, *beside_one_another(right)]
    return [list(rows)]


def _free_edge(rows: Sequence[Row], first: int, second: int) -> int | None:
    """The last column between two headings before which no cell reaches across."""
    for edge in range(second, first, -1):
        if not any(area.left < edge <= area.right for row in rows for area in row.areas):
            return edge
    return None


def _part(rows: Sequence[Row], start: int, stop: int | None) -> list[Row]:
    found = []
    for row in rows:
        areas = tuple(a for a in row.areas if a.left >= start and (stop is None or a.left < stop))
        if areas:
            found.append(Row(row.grid, row.number, areas))
    return found


def _kind(areas: Iterable[Area]) -> HeaderKind | None:
    words = vocabulary().columns
    areas = tuple(areas)
    fields = {words.get(label_key(area.text)) for area in areas}
    if not fields & _LEVELS or "target" not in fields:
        return None
    if {"forecast", "outlook"} & fields:
        return HeaderKind.MONITORING
    if {"actual", "score"} & fields:
        return HeaderKind.SELF_EVALUATION
    strange = any(_OTHER_FORM.search("".join(area.text.split())) for area in areas)
    return HeaderKind.OTHER if strange else HeaderKind.DECLARATION


def _is_half(row: Row, least: int = _HALF) -> bool:
    words = vocabulary().columns
    return len(row.own) >= least and all(label_key(area.text) in words for area in row.own)


def _together(above: Row, below: Row) -> tuple[Area, ...]:
    """The areas of both rows; a name that stands over others of the row below is not one of a column."""
    own = set(below.areas)
    kept = [
        area
        for area in above.areas
        if area not in own
        and not any(other.left <= area.right and area.left <= other.right for other in below.own)
    ]
    return tuple(sorted((*kept, *below.areas), key=lambda area: area.left))
