from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.models.database import Workspace
from app.services.catalog import load_catalog
from app.services.statistics.drawing import PICTURE, Raster, picture_name, rasterize, save_chart_pictures
from app.services.statistics.facts import year_facts
from app.services.statistics.figures import Bar, Chart, Shape, Summary
from app.services.statistics.palette import contrast, palette
from app.services.statistics.sheet import shortened, text_width
from app.services.statistics.summary import summarize
from tests.services.statistics.builders import a_year

TODAY = date(2025, 3, 19)


@pytest.fixture
def summary(workspace: Workspace) -> Summary:
    a_year(workspace)
    with workspace.read() as session:
        return summarize(year_facts(session, 2024, load_catalog()), TODAY)


def stacked(**segments: int) -> Chart:
    bars = tuple(Bar("甲", word, Decimal(value), tuple("k" * value)) for word, value in segments.items())
    return Chart("x", "图", "件", Shape.STACKED, "件", ("甲",), tuple(segments), bars)


def pixel(raster: Raster, x: float, y: float) -> str:
    start = (int(y) * raster.width + int(x)) * 4
    return "#" + raster.pixels[start : start + 3].hex().upper()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_numbers_in_segments_can_be_read(name: str) -> None:
    colours = palette(name)
    words = ("通过", "不通过", "初审中", "退回修改", "待报送", "严重", "一般", "提示", "已完成")
    assert all(contrast(colours.on(colours.fill(w)), colours.fill(w)) >= 4.5 for w in words)
    texts = (colours.ink, colours.muted, colours.warn, colours.done)
    assert all(contrast(text, colours.ground) >= 4.5 for text in texts)


def test_a_bar_lies_where_it_is_drawn(summary: Summary) -> None:
    raster = rasterize(stacked(通过=10, 待报送=5), palette(), 400, 160)
    passed, waiting = raster.places
    assert passed.bar.column == "通过" and waiting.bar.column == "待报送"
    colours = palette()
    assert pixel(raster, passed.left + 4, passed.top + 3) == colours.done
    assert pixel(raster, waiting.left + 4, waiting.top + 3) == colours.waiting
    # One pixel of ground lies between the segments.
    gap = [pixel(raster, waiting.left + d, passed.top + 3) for d in (-2, -1, 0)]
    assert any(contrast(colour, colours.ground) < 1.5 for colour in gap)
    assert raster.at(passed.left + 2, passed.top + 2) == passed.bar
    assert raster.at(passed.left + 2, passed.top - 6) is None
    assert raster.place_of(waiting.bar) == waiting
    assert passed.width == pytest.approx(2 * waiting.width, abs=3)


def test_every_bar_of_every_chart_has_a_place_inside_the_picture(summary: Summary) -> None:
    for chart in summary.charts.values():
        for width, height in ((180, 90), (465, 170), (900, 300)):
            raster = rasterize(chart, palette("dark"), width, height, 1.5)
            assert (raster.width, raster.height) == (int(width * 1.5), int(height * 1.5))
            if chart.shape is not Shape.BURN_UP:
                assert [p.bar for p in raster.places] == [b for b in chart.bars if b.value]
            assert len({p.bar.row for p in raster.places}) == len(chart.rows)
            assert all(p.left >= 0 and p.left + p.width <= width + 1 for p in raster.places)


def test_an_empty_chart_says_so() -> None:
    empty = Chart("x", "图", "件", Shape.STACKED, "件", (), (), ())
    raster = rasterize(empty, palette(), 200, 100)
    assert raster.places == ()
    assert len(set(raster.pixels)) > 2  # something is written


def test_pictures_are_written_once_per_chart_with_numbers(summary: Summary, tmp_path: Path) -> None:
    empty = replace(summary.charts["largest"], bars=())
    some = replace(summary, charts={**summary.charts, "largest": empty})
    made = save_chart_pictures(some, tmp_path)
    assert set(made) == set(summary.charts) - {"largest"}
    for key, path in made.items():
        assert path.name == picture_name(summary.charts[key], 2024)
        assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        size = path.read_bytes()[16:24]
        assert tuple(int.from_bytes(size[n : n + 4]) for n in (0, 4)) == tuple(2 * v for v in PICTURE)
    again = save_chart_pictures(some, tmp_path, "svg")["progress"]
    text = again.read_text("utf-8")
    assert text.startswith("<?xml") and "<script" not in text and "http://www.w3.org" in text
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".new")] == []


def test_long_names_are_cut_with_a_mark() -> None:
    name = "示例非常非常长的单位名称有限责任公司"
    cut = shortened(name, 100)
    assert cut.endswith("…") and text_width(cut) <= 100
    assert shortened("示例", 100) == "示例"
