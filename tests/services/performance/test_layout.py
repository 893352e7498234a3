"""Generated forms in generated layouts, written as Excel and Word, read back equal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.enums import FundingRole
from app.services.performance.form import IMPORTED, FundingLine, IndicatorLine, SelfEvaluation
from app.services.performance.intake import read_self_evaluation
from app.services.performance.profiles import Profile, profile
from app.services.performance.sample import sample_self_evaluation
from app.services.performance.scoring import score
from tests.services.performance.builders import (
    COLUMNS,
    MONEY,
    Layout,
    Piece,
    docx,
    lay_out,
    shuffled,
    xls,
    xlsx,
)

WORDS = st.text(st.sampled_from("甲乙丙丁戊己庚辛壬癸0123456789，；%≥"), min_size=1, max_size=12)
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
NUMBERS = st.decimals(0, 100, places=2).map(lambda number: f"{number.normalize():f}")
TARGETS = st.one_of(
    LINES, st.sampled_from(["≥76家", "2次", "≤48.65万元", "2023年12月31日前完成", "≥95%", "满意"])
)
ACTUALS = st.one_of(LINES, st.sampled_from(["76家", "1次", "46万元", "2023年11月20日", "98%", "较好", ""]))


@st.composite
def rows(draw: st.DrawFn, by: Profile) -> tuple[IndicatorLine, ...]:
    pairs = [(level.name, child) for level in by.levels for child in level.children]
    chosen = draw(
        st.lists(st.sampled_from(pairs), min_size=1, max_size=8).map(lambda p: sorted(p, key=pairs.index))
    )
    return tuple(
        IndicatorLine(
            level1,
            level2,
            draw(LINES),
            draw(TARGETS),
            draw(ACTUALS),
            draw(NUMBERS),
            reason=draw(LINES | st.just("/")),
        )
        for level1, level2 in chosen
    )


@st.composite
def forms(draw: st.DrawFn) -> tuple[SelfEvaluation, list[str]]:
    """A form as it is read back, and the scores that its rows print."""
    by = profile(draw(st.sampled_from(["beijing_2020", "central_2022"])))
    lines = draw(rows(by))
    amounts = st.one_of(NUMBERS, st.just(""))
    form = SelfEvaluation(
        "项目支出绩效自评表",
        draw(st.integers(2015, 2035)),
        by.id,
        draw(st.sampled_from(["万元", "元"])),
        tuple((label, draw(WORDS | st.just(""))) for row in by.heading_rows for label in row),
        tuple(
            FundingLine(
                role,
                draw(amounts),
                draw(amounts),
                draw(amounts),
                draw(st.sampled_from(["10", "—"])),
                "97%",
                "9.7",
            )
            for role in FundingRole
        ),
        draw(LINES),
        draw(LINES),
        lines,
        "100",
        draw(NUMBERS),
    )
    computed = [line.computed for line in score(form, by).lines]
    scores = [draw(st.one_of(NUMBERS, st.just("") if own is None else st.just(str(own)))) for own in computed]
    kept = tuple(
        line if not text or Decimal(text) == own else replace(line, score_text=text, score_reason=IMPORTED)
        for line, text, own in zip(lines, scores, computed, strict=True)
    )
    return replace(form, indicators=kept), scores


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    seed = draw(st.integers(0, 999))
    return Layout(
        columns=shuffled(COLUMNS, seed) if draw(st.booleans()) else COLUMNS,
        money=shuffled(MONEY, seed) if draw(st.booleans()) else MONEY,
        repeat_levels=draw(st.booleans()),
        upright=draw(st.booleans()),
        blank_rows=tuple(draw(st.lists(st.integers(0, 30), max_size=3))),
        before=tuple(draw(st.lists(st.sampled_from(["附件3", "附表", "（本表一式两份）"]), max_size=2))),
        after=tuple(draw(st.lists(st.sampled_from(["注：示例说明", "填表说明见附件"]), max_size=2))),
        extra_column=draw(st.sampled_from(["", "按完成率计分"])),
        double=tuple(draw(st.lists(st.sampled_from(COLUMNS), max_size=3, unique=True))),
    )


def write_xlsx(path: Path, layout: Layout, pieces: Any, merged: bool) -> Path:
    return xlsx(path / "form.xlsx", {"表1": pieces}, merged=merged)


def write_docx(path: Path, layout: Layout, pieces: Any, merged: bool) -> Path:
    return docx(path / "form.docx", [pieces], merged=merged, around=("附带的一段文字",))


def write_xls(path: Path, layout: Layout, pieces: Any, merged: bool) -> Path:
    return xls(path / "form.xls", pieces if merged else [replace(one, height=1, width=1) for one in pieces])


@pytest.mark.parametrize("write", [write_xlsx, write_docx, write_xls])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=forms(), layout=layouts(), merged=st.booleans())
def test_read_back_equal(
    tmp_path: Path,
    write: Callable[[Path, Layout, Any, bool], Path],
    made: tuple[SelfEvaluation, list[str]],
    layout: Layout,
    merged: bool,
) -> None:
    form, scores = made
    path = write(tmp_path, layout, lay_out(form, scores, layout), merged)
    read = read_self_evaluation(path, profile_id=form.profile)
    assert read == form
    left = [leftover.text for leftover in read.leftovers]
    for text in (*layout.before, *layout.after):
        assert text in left
    assert left.count("按完成率计分") == (len(form.indicators) if layout.extra_column else 0)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layout=layouts(), merged=st.booleans(), data=st.data())
def test_no_text_is_dropped(tmp_path: Path, layout: Layout, merged: bool, data: st.DataObject) -> None:
    """Words in any empty cell, also in the middle of the form, are found again somewhere."""
    form = sample_self_evaluation()
    pieces = lay_out(form, ["9"] * len(form.indicators), layout)
    taken = {
        (row, column)
        for one in pieces
        for row in range(one.row, one.row + one.height)
        for column in range(one.column, one.column + one.width)
    }
    free = [(row, column) for row in range(34) for column in range(15) if (row, column) not in taken]
    places = data.draw(st.lists(st.sampled_from(free), min_size=1, max_size=8, unique=True))
    words = [f"杂{number}记" for number in range(len(places))]
    junk = [Piece(word, *place) for word, place in zip(words, places, strict=True)]
    path = write_xlsx(tmp_path, layout, [*pieces, *junk], merged)
    read = read_self_evaluation(path)
    everything = f"{asdict(read)}"
    assert [word for word in words if word not in everything] == []


@pytest.mark.long
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=forms(), layout=layouts(), merged=st.booleans())
def test_read_back_equal_many(
    tmp_path: Path, made: tuple[SelfEvaluation, list[str]], layout: Layout, merged: bool
) -> None:
    form, scores = made
    path = write_docx(tmp_path, layout, lay_out(form, scores, layout), merged)
    assert read_self_evaluation(path, profile_id=form.profile) == form
