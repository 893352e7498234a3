"""Charts become pictures, with matplotlib (imported on demand; pyplot never, because it keeps what it draws).

A drawing also tells where each bar lies, so that a window can find the bar under the pointer. Sizes are
logical pixels, from the top left corner. Drawing may be done in any thread, one at a time.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from app.services.files import replacing, safe_name
from app.services.paths import resource
from app.services.statistics.burn_up import draw_burn_up
from app.services.statistics.figures import Bar, Chart, Shape, Summary
from app.services.statistics.palette import Palette, palette
from app.services.statistics.sheet import LEGEND_HEIGHT, LOWEST_BAND, TICKS_HEIGHT, Place, Sheet
from app.services.statistics.stacked import draw_ranking, draw_stacked

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Size of a picture in a file, and how many of its pixels make one of the window's.
PICTURE = (760, 420)
_PICTURE_RATIO = 2.0
_HEAD = 50
_FOOT = 12
_one_at_a_time = Lock()
_SHAPES: dict[Shape, Callable[[Sheet, Chart], list[Place]]] = {
    Shape.STACKED: draw_stacked,
    Shape.RANKING: draw_ranking,
    Shape.BURN_UP: draw_burn_up,
}


@dataclass(frozen=True)
class Raster:
    """A drawn chart as pixels: RGBA, `width` × `height` of them, with the places of its bars."""

    pixels: bytes
    width: int
    height: int
    places: tuple[Place, ...]

    def at(self, x: float, y: float) -> Bar | None:
        """The bar at a point in logical pixels."""
        return next((place.bar for place in self.places if place.contains(x, y)), None)

    def place_of(self, bar: Bar) -> Place | None:
        """Where a bar lies."""
        return next((place for place in self.places if place.bar == bar), None)


@cache
def prepare() -> None:
    """Import matplotlib and teach it our type and style. Takes a second at the first time."""
    import matplotlib as mpl
    from matplotlib import font_manager

    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        font_manager.fontManager.addfont(resource("fonts", name))
    style = mpl.rc_params_from_file(
        resource("style", "charts.mplstyle"), fail_on_error=True, use_default_template=False
    )
    mpl.rcParams.update(style)


def least_height(chart: Chart) -> int:
    """The height in logical pixels below which the names of a chart would touch."""
    around = TICKS_HEIGHT + LEGEND_HEIGHT if chart.shape is Shape.STACKED else 4
    return 120 if chart.shape is Shape.BURN_UP else max(120, len(chart.rows) * LOWEST_BAND + around)


def draw(
    chart: Chart, colours: Palette, width: int, height: int, ratio: float = 1.0, head: str = ""
) -> tuple[Figure, tuple[Place, ...]]:
    """The figure of a chart and the places of its bars. With `head`, a line under its own title."""
    prepare()
    sheet = Sheet(colours, width, height, ratio)
    if head:
        sheet.text(16, 22, chart.title, size=11, weight="bold", side="left")
        sheet.text(16, 41, head, colour=colours.muted, size=8.5, side="left")
        sheet.inset(16, _HEAD, 16, _FOOT)
    if chart.is_empty:
        sheet.text(sheet.middle_x, sheet.middle_y, "还没有数据", colour=colours.muted)
        return sheet.figure, ()
    return sheet.figure, tuple(_SHAPES[chart.shape](sheet, chart))


def rasterize(chart: Chart, colours: Palette, width: int, height: int, ratio: float = 1.0) -> Raster:
    """A chart as pixels for a screen of `ratio` device pixels each."""
    with _one_at_a_time:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        figure, places = draw(chart, colours, width, height, ratio)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        across, down = canvas.get_width_height(physical=True)
        return Raster(bytes(canvas.buffer_rgba()), across, down, places)


def save_picture(chart: Chart, summary: Summary, target: Path) -> Path:
    """Write a chart with its title to `target`, as PNG or SVG after its ending, in the light colours.

    Raises:
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    unit = f"单位：{chart.caption}" if chart.caption == chart.unit else chart.caption
    head = f"{unit} · {summary.year} 年度，截至 {summary.as_of:%Y-%m-%d}"
    kind = target.suffix.lower().lstrip(".")
    with _one_at_a_time:
        figure, _ = draw(chart, palette(), *PICTURE, _PICTURE_RATIO if kind == "png" else 1.0, head)
        content = io.BytesIO()
        # Without its date the same numbers give the same file.
        figure.savefig(content, format=kind, dpi=figure.dpi, metadata={"Date": None} if kind == "svg" else {})
    with replacing(target) as beside:
        beside.write_bytes(content.getvalue())
    return target


def picture_name(chart: Chart, year: int, kind: str = "png") -> str:
    """The file name of a picture: `2024年度 审核进度.png`."""
    return safe_name(f"{year}年度 {chart.title}.{kind}")


def save_chart_pictures(summary: Summary, folder: Path, kind: str = "png") -> dict[str, Path]:
    """Write every chart that has numbers into `folder`; returns the files by the key of the chart."""
    write = partial(save_picture, summary=summary)
    return {
        key: write(chart, target=folder / picture_name(chart, summary.year, kind))
        for key, chart in summary.charts.items()
        if not chart.is_empty
    }
