from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from units import COLUMNS

from app.ui.table.columns import fit_columns


def test_narrow_tables_give_way_in_order() -> None:
    everything = {"name", "tonnes", "state", "code", "open"}
    widths, gone = fit_columns(COLUMNS, 900, {})
    assert widths.keys() == everything
    assert gone == ["wide"]
    assert sum(widths.values()) == 900
    widths, gone = fit_columns(COLUMNS, 480, {})
    assert gone == ["wide", "code"]
    widths, gone = fit_columns(COLUMNS, 380, {})
    assert gone == ["wide", "code", "open"]
    widths, gone = fit_columns(COLUMNS, 100, {})
    assert widths == {"name": 120, "tonnes": 110, "state": 110}, "these never give way"


def test_wide_tables_show_more() -> None:
    widths, gone = fit_columns(COLUMNS, 1600, {})
    assert gone == []
    assert "wide" in widths


def test_the_name_does_not_run_away_from_its_numbers() -> None:
    name = replace(COLUMNS[0], wide=300)
    widths, _ = fit_columns((name, *COLUMNS[1:3]), 1400, {})
    assert 300 <= widths["name"] < 900
    assert widths["tonnes"] > 110
    assert sum(widths.values()) == 1400
    widths, _ = fit_columns((name, *COLUMNS[1:3]), 1400, {"tonnes": 130})
    assert widths["tonnes"] == 130


def test_widths_chosen_by_hand_are_kept() -> None:
    widths, _ = fit_columns(COLUMNS, 900, {"tonnes": 160})
    assert widths["tonnes"] == 160
    assert sum(widths.values()) == 900


@given(st.integers(0, 2500), st.dictionaries(st.sampled_from([c.key for c in COLUMNS]), st.integers(48, 400)))
def test_no_column_is_ever_below_its_least(available: int, chosen: dict[str, int]) -> None:
    widths, gone = fit_columns(COLUMNS, available, chosen)
    assert set(widths) | set(gone) == {column.key for column in COLUMNS}
    assert not set(widths) & set(gone)
    for column in COLUMNS:
        if column.key in widths and column.key not in chosen:
            assert widths[column.key] >= column.least
    assert sum(widths.values()) >= available
