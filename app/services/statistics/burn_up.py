"""Weeks along the axis: what was passed, what was planned, and all that is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.statistics.figures import Bar, Chart
from app.services.statistics.sheet import SMALL, TICKS_HEIGHT, Place, Sheet, Side, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TICK_ROOM = 50
_HEADROOM = 1.2
_MOST_POINTS = 30  # with more weeks, the line has no dots
_BESIDE = 12  # pixels that a name may reach beyond the axes
_GAP_SHOWN_FROM = 26  # pixels between plan and passed


@dataclass(frozen=True)
class _Scale:
    """Where a week and a number lie, in logical pixels."""

    left: float
    bottom: float
    step: float
    unit: float

    def x(self, week: float) -> float:
        return self.left + week * self.step

    def y(self, value: float) -> float:
        return self.bottom - value * self.unit


def draw_burn_up(sheet: Sheet, chart: Chart) -> list[Place]:
    """The lines of the columns 已通过, 计划 and 应审; the gap of the present week is named."""
    passed, planned, due = (_line(chart, column) for column in chart.columns)
    top = max((bar.value for bar in (*due, *planned)), default=1)
    highest = float(top) * _HEADROOM
    sheet.inset(left=text_width(f"{top:,}") + 10, top=4, right=14, bottom=TICKS_HEIGHT + 2)
    axes = sheet.axes()
    last = max(len(chart.rows) - 1, 1)
    axes.set_xlim(0, last)
    axes.set_ylim(0, highest)
    _dress(sheet, axes, chart.rows)
    wide, high = sheet.right - sheet.left, sheet.bottom - sheet.top
    scale = _Scale(sheet.left, sheet.bottom, wide / last, high / highest)
    colours = sheet.colours
    axes.plot(range(len(due)), _values(due), color=colours.muted, linewidth=1.2, drawstyle="steps-post")
    axes.plot(range(len(planned)), _values(planned), color=colours.muted, linewidth=1.2, dashes=(4, 3))
    weeks = range(len(passed))
    axes.fill_between(weeks, _values(passed), color=colours.done, alpha=0.14, linewidth=0)
    dot = "o" if len(passed) <= _MOST_POINTS else ""
    axes.plot(weeks, _values(passed), color=colours.done, clip_on=False, marker=dot, markersize=4.5)
    _name_lines(sheet, chart, planned, due, scale)
    _name_gap(sheet, chart, passed, planned, axes, scale)
    return _places(sheet, chart, scale)


def _line(chart: Chart, column: str) -> list[Bar]:
    return [bar for bar in chart.bars if bar.column == column]


def _values(bars: Sequence[Bar]) -> list[float]:
    return [float(bar.value) for bar in bars]


def _dress(sheet: Sheet, axes: Axes, rows: Sequence[str]) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.grid(visible=False, axis="x")
    axes.grid(visible=True, axis="y", color=sheet.colours.line)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    every = -(-len(rows) // max(1, int((sheet.right - sheet.left) / _TICK_ROOM)))
    shown = range(0, len(rows), every)
    axes.set_xticks(list(shown), [rows[number].partition("/")[2] for number in shown])


def _name_lines(
    sheet: Sheet, chart: Chart, planned: Sequence[Bar], due: Sequence[Bar], scale: _Scale
) -> None:
    """应审 stands on its line, 计划 beside its own."""
    muted = sheet.colours.muted
    _, plan, all_due = chart.columns
    words = f"{all_due} {due[0].value:,}"
    sheet.text(
        scale.x(0) + 6, scale.y(float(due[0].value)) - 10, words, colour=muted, size=SMALL, side="left"
    )
    values = _values(planned)
    half = max(values) / 2
    # Where the plan passes its half, its name has the most room at the left of the line.
    after = next((n for n, value in enumerate(values) if n and value >= half > values[n - 1]), None)
    if after is None:
        return
    x = scale.x(after - (values[after] - half) / (values[after] - values[after - 1]))
    side: Side = "right" if x - 8 - text_width(plan, SMALL) > sheet.left else "left"
    x += -8 if side == "right" else 8
    sheet.text(x, scale.y(half) - 8, plan, colour=muted, size=SMALL, side=side)


def _name_gap(
    sheet: Sheet, chart: Chart, passed: Sequence[Bar], planned: Sequence[Bar], axes: Axes, scale: _Scale
) -> None:
    """How many are passed now, and how many the plan is ahead."""
    if not passed:
        return
    colours, now = sheet.colours, len(passed) - 1
    value, plan = passed[-1].value, planned[now].value
    x, y, plan_y = scale.x(now), scale.y(float(value)), scale.y(float(plan))
    done, gap = f"{passed[-1].column} {value:,}", f"落后 {plan - value:,} {chart.unit}"
    room = max(text_width(done, weight="bold"), text_width(gap)) + 8
    side: Side = "left" if x + room <= sheet.right + _BESIDE else "right"
    x_text = x + 8 if side == "left" else x - 8
    # Beside the line the name goes below its end; left of it, it would lie on the line.
    low = y + 10 if side == "left" and y + 10 < sheet.bottom - 6 else y - 14
    sheet.text(x_text, low, done, colour=colours.done, weight="bold", side=side)
    if plan <= value:
        return
    if side == "left" and y - plan_y >= _GAP_SHOWN_FROM:
        axes.plot([now, now], [float(value), float(plan)], color=colours.warn, linewidth=1.2, zorder=1)
        sheet.text(x_text, (y + plan_y) / 2, gap, colour=colours.warn, side=side)
        return
    # The lines are close together: the gap is named behind the number, or where that ends, on its own line.
    behind = x_text + text_width(done, weight="bold") + 8
    if side == "left" and behind + text_width(gap) <= sheet.right + _BESIDE:
        sheet.text(behind, low, gap, colour=colours.warn, side=side)
    else:
        sheet.text(x_text, low - 17 if low < y else low + 17, gap, colour=colours.warn, side=side)


def _places(sheet: Sheet, chart: Chart, scale: _Scale) -> list[Place]:
    """A strip for each week: of what was passed by then, or in weeks to come of what is planned."""
    places = []
    for number, row in enumerate(chart.rows):
        bar = chart.bar(row, chart.columns[0]) or chart.bar(row, chart.columns[1])
        if bar is not None:
            x = scale.x(number)
            left, right = max(x - scale.step / 2, sheet.left), min(x + scale.step / 2, sheet.right)
            mark = (x, scale.y(float(bar.value)))
            places.append(Place(bar, left, sheet.top, right - left, sheet.bottom - sheet.top, mark))
    return places
