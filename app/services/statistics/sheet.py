"""The ground that a chart is drawn on: a figure with pixels as its measure, text, axes and a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from app.services.statistics.figures import Bar
from app.services.statistics.palette import Palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI = 96
LABEL = 9.0  # points
SMALL = 8.5
LEGEND_HEIGHT = 20
TICKS_HEIGHT = 18
# Below this height of a bar with its gap, the names would touch.
LOWEST_BAND = 16
Side = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Place:
    """Where a bar lies, in logical pixels. `mark` is its point on a line."""

    bar: Bar
    left: float
    top: float
    width: float
    height: float
    mark: tuple[float, float] | None = None

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies on it; a thin segment can be hit a little beside."""
        slack = max(0.0, (6 - self.width) / 2)
        return self.left - slack <= x < self.left + self.width + slack and (
            self.top <= y < self.top + self.height
        )


class Sheet:
    """A figure of `width` × `height` logical pixels, and the free part of it that a chart may use."""

    def __init__(self, colours: Palette, width: int, height: int, ratio: float = 1.0) -> None:
        from matplotlib.figure import Figure

        self.colours = colours
        self.width, self.height = width, height
        self.left, self.top, self.right, self.bottom = 0.0, 0.0, float(width), float(height)
        size = (width / DPI, height / DPI)
        self.figure = Figure(figsize=size, dpi=DPI * ratio, facecolor=colours.ground)

    @property
    def middle_x(self) -> float:
        """The middle of the free part."""
        return (self.left + self.right) / 2

    @property
    def middle_y(self) -> float:
        """The middle of the free part."""
        return (self.top + self.bottom) / 2

    def inset(self, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0) -> None:
        """Make the free part smaller."""
        self.left += left
        self.top += top
        self.right -= right
        self.bottom -= bottom

    def axes(self) -> Axes:
        """Axes that fill the free part."""
        wide, high = max(self.right - self.left, 8), max(self.bottom - self.top, 8)
        place = (
            self.left / self.width,
            1 - (self.top + high) / self.height,
            wide / self.width,
            high / self.height,
        )
        made: Axes = self.figure.add_axes(place, facecolor=self.colours.ground)
        made.tick_params(axis="x", colors=self.colours.muted)
        made.tick_params(axis="y", labelcolor=self.colours.ink)
        made.grid(color=self.colours.line)
        for spine in made.spines.values():
            spine.set_color(self.colours.axis)
        return made

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        colour: str = "",
        size: float = LABEL,
        weight: str = "normal",
        side: Side = "center",
    ) -> None:
        """One line with its middle at height `y`; `side` is the edge that stands at `x`."""
        self.figure.text(
            *(x / self.width, 1 - y / self.height, words),
            color=colour or self.colours.ink,
            fontsize=size,
            fontweight=weight,
            ha=side,
            va="center_baseline",
            parse_math=False,
        )

    def legend(self, words: Sequence[str], left: float, middle: float) -> None:
        """The names of the segments in their order, on one line."""
        from matplotlib.patches import Rectangle

        for word in words:
            place = (left / self.width, 1 - (middle + 4.5) / self.height)
            size = (9 / self.width, 9 / self.height)
            box: dict[str, Any] = {"transform": self.figure.transFigure, "linewidth": 0}
            self.figure.add_artist(Rectangle(place, *size, facecolor=self.colours.fill(word), **box))
            if self.colours.is_hatched(word):
                box |= {"edgecolor": self.colours.hatch, "hatch": "//////"}
                self.figure.add_artist(Rectangle(place, *size, facecolor="none", **box))
            self.text(left + 15, middle, word, size=SMALL, side="left")
            left += 15 + text_width(word, SMALL) + 16


@lru_cache(maxsize=4096)
def text_width(words: str, size: float = LABEL, weight: str = "normal") -> float:
    """How wide a line is, in logical pixels."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    kind = FontProperties(family="Noto Sans SC", size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(words, kind, False)
    return float(width) * DPI / 72


def shortened(words: str, room: float, size: float = LABEL) -> str:
    """`words`, cut with `…` where they do not fit."""
    if text_width(words, size) <= room:
        return words
    while words and text_width(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words}…"
