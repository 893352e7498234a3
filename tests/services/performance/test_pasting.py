from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.performance.pasting import read_cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", [[""]]),
        ("一格", [["一格"]]),
        ("甲\t乙\r\n丙\t丁\r\n", [["甲", "乙"], ["丙", "丁"]]),
        ('"两\n行"\t后', [["两\n行", "后"]]),
        ('"说""好"""\t"a', [['说"好"', '"a']]),
        ('"不是Excel的引号"的话', [['"不是Excel的引号"的话']]),
        ('"整格引号"', [['"整格引号"']]),
        ("\t\n\t", [["", ""], ["", ""]]),
    ],
)
def test_known_texts(text: str, cells: list[list[str]]) -> None:
    assert read_cells(text) == cells


def as_excel(cell: str) -> str:
    """How Excel copies a cell."""
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in '\n\t"') else cell


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('ab中"\n\t，1 '), max_size=6), min_size=2, max_size=2),
        min_size=1,
        max_size=5,
    )
)
def test_what_excel_copies_comes_back(cells: list[list[str]]) -> None:
    text = "".join("\t".join(map(as_excel, row)) + "\r\n" for row in cells)
    assert read_cells(text) == cells


@given(st.text(max_size=60))
def test_nothing_breaks_it(text: str) -> None:
    assert read_cells(text)
