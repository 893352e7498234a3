"""Horizontal bars: stacked segments with totals, and plain ones that rank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.services.statistics.figures import Bar, Chart
from app.services.statistics.sheet import (
    LABEL,
    LEGEND_HEIGHT,
    SMALL,
    TICKS_HEIGHT,
    Place,
    Sheet,
    shortened,
    text_width,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HIGHEST_BAR = 28
_HIGHEST_BAND = 52  # of a ranking: a few bars stand together at the top
_BAR_SHARE = 0.62
_GAP = 1.0  # between segments
_NAMES_SHARE = 0.4
_TICK_ROOM = 46
# Numbers inside: from this value on, and as large as the height of the bar allows.
_LEAST_INSIDE = 3
_LOW, _TOO_LOW = 14, 10
_INSIDE, _INSIDE_LOW = 8.2, 7.2


def draw_stacked(sheet: Sheet, chart: Chart) -> list[Place]:
    """One bar per row, made of the segments of its columns; the total stands at the end."""
    names = _make_room(sheet, chart.rows)
    sheet.inset(bottom=TICKS_HEIGHT + LEGEND_HEIGHT, right=6)
    totals = [chart.total(row) for row in chart.rows]
    ends = [chart.number(total) for total in totals]
    axes = sheet.axes()
    scale = _set_scale(sheet, axes, max(totals), ends, "bold")
    _number_axis(sheet, axes)
    places: list[Place] = []
    for place, (middle, height) in enumerate(_lanes(sheet, names)):
        bars = [b for c in chart.columns if (b := chart.bar(chart.rows[place], c)) is not None and b.value]
        for segment in _segments(sheet, bars, middle - height / 2, height, scale):
            _fill(sheet, axes, segment, scale)
            _write_inside(sheet, axes, segment, chart.number(segment.bar.value), scale)
            places.append(segment)
        end = sheet.left + float(totals[place]) * scale + 6
        sheet.text(end, middle, ends[place], weight="bold", side="left")
    shown = [c for c in chart.columns if any(b.column == c for b in chart.bars)]
    sheet.legend(shown, sheet.left, sheet.bottom + TICKS_HEIGHT + LEGEND_HEIGHT / 2 + 2)
    return places


def draw_ranking(sheet: Sheet, chart: Chart) -> list[Place]:
    """One plain bar per row with its value at the end; no axis."""
    names = _make_room(sheet, chart.rows)
    sheet.bottom = min(sheet.bottom, sheet.top + _HIGHEST_BAND * len(names))
    ends = [chart.number(bar.value) for bar in chart.bars]
    axes = sheet.axes()
    axes.axis("off")
    scale = _set_scale(sheet, axes, max(bar.value for bar in chart.bars), ends, "normal")
    places = []
    for bar, end, (middle, height) in zip(chart.bars, ends, _lanes(sheet, names), strict=True):
        width = max(float(bar.value) * scale, 1.0)
        place = Place(bar, sheet.left, middle - height / 2, width, height)
        _fill(sheet, axes, place, scale)
        sheet.text(sheet.left + width + 5, middle, end, size=SMALL, side="left")
        places.append(place)
    return places


def _make_room(sheet: Sheet, names: Sequence[str]) -> list[str]:
    """Leave room for the names at the left; returns them, cut where they would take too much."""
    room = (sheet.right - sheet.left) * _NAMES_SHARE
    shown = [shortened(name, room) for name in names]
    sheet.inset(left=max(map(text_width, shown)) + 8)
    return shown


def _lanes(sheet: Sheet, names: Sequence[str]) -> list[tuple[float, float]]:
    """Middle and height of each bar, from the top; the names are written beside them."""
    band = (sheet.bottom - sheet.top) / len(names)
    height = float(min(round(band * _BAR_SHARE), _HIGHEST_BAR))
    lanes = [(sheet.top + band * (number + 0.5), height) for number in range(len(names))]
    for (middle, _), name in zip(lanes, names, strict=True):
        sheet.text(sheet.left - 8, middle, name, side="right")
    return lanes


def _set_scale(sheet: Sheet, axes: Axes, largest: Decimal, ends: Iterable[str], weight: str) -> float:
    """Pixels per unit, so that the longest bar and its number fit."""
    room = max(text_width(end, LABEL, weight) for end in ends) + 8
    width = sheet.right - sheet.left
    scale = max(width - room, 10) / float(largest)
    axes.set_xlim(0, width / scale)
    axes.set_ylim(sheet.bottom, sheet.top)
    return scale


def _number_axis(sheet: Sheet, axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    count = max(1, int((sheet.right - sheet.left) / _TICK_ROOM))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=min(count, 9), integer=True, steps=[1, 2, 5, 10]))
    axes.set_yticks([])


def _segments(sheet: Sheet, bars: Sequence[Bar], top: float, height: float, scale: float) -> list[Place]:
    """The segments of one bar side by side, a gap between them."""
    places = []
    before = Decimal(0)
    for number, bar in enumerate(bars):
        width = float(bar.value) * scale - (_GAP if number < len(bars) - 1 else 0)
        places.append(Place(bar, sheet.left + float(before) * scale, top, max(width, 1.0), height))
        before += bar.value
    return places


def _fill(sheet: Sheet, axes: Axes, place: Place, scale: float) -> None:
    """The colour of a segment, and its hatch."""
    word, colours = place.bar.column, sheet.colours
    middle, left = place.top + place.height / 2, (place.left - sheet.left) / scale
    size: dict[str, Any] = {
        "width": place.width / scale,
        "height": place.height,
        "left": left,
        "linewidth": 0,
    }
    axes.barh(middle, color=colours.fill(word), **size)
    if colours.is_hatched(word):
        axes.barh(middle, facecolor="none", edgecolor=colours.hatch, hatch="////", **size)


def _write_inside(sheet: Sheet, axes: Axes, place: Place, number: str, scale: float) -> None:
    """The number in a segment, on a plain patch where the segment is hatched."""
    size = _INSIDE if place.height >= _LOW else _INSIDE_LOW
    wide = text_width(number, size) + 4
    if place.bar.value < _LEAST_INSIDE or place.width < wide or place.height < _TOO_LOW:
        return
    fill = sheet.colours.fill(place.bar.column)
    x, y = place.left + place.width / 2, place.top + place.height / 2
    if sheet.colours.is_hatched(place.bar.column):
        left = (x - wide / 2 - sheet.left) / scale
        axes.barh(y, wide / scale, place.height, left, color=fill, linewidth=0)
    sheet.text(x, y, number, colour=sheet.colours.on(fill), size=size)
