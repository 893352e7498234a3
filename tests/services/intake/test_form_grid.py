"""The form as a grid, and blocks from Excel laid onto it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.errors import InputError
from app.services.facts import known_names
from app.services.intake import FormGrid, Pasted, form_grid, place_block, sheet_rows


def grid(table: str) -> FormGrid:
    made = form_grid(sheet_rows({}, known_names(table)))
    assert made is not None
    return made


def line_of(made: FormGrid, title: str) -> int:
    return next(n for n, line in enumerate(made.lines) if line.title.startswith(title))


def paste(table: str, title: str, column: str, text: str) -> Pasted:
    made = grid(table)
    at = next(n for n, words in enumerate(made.columns) if words.startswith(column))
    return place_block(made.lines, line_of(made, title), at, text)


def test_fuels_stand_below_each_other_and_months_side_by_side() -> None:
    months = grid("c7")
    assert months.columns[0] == "1月" and months.columns[-1] == "全年" and len(months.columns) == 13
    gas = months.lines[line_of(months, "天然气")]
    assert gas.title.endswith("（10⁴Nm³）") and gas.cells[2] is not None
    assert gas.cells[2].name == "c7.natural_gas.m03"
    fuels = grid("c3")
    total = fuels.lines[line_of(fuels, "合计")]
    assert [cell.name for cell in total.cells if cell] == ["c3.total"]
    assert fuels.columns[total.cells.index(next(c for c in total.cells if c))].startswith("排放量")


@pytest.mark.parametrize("table", ["head", "c2", "c4", "c5", "vr", "me", "account"])
def test_what_is_a_list_stays_one(table: str) -> None:
    assert form_grid(sheet_rows({}, known_names(table))) is None


def test_every_value_has_its_place_in_the_grid() -> None:
    for table in ("c3", "c6", "c7", "c8", "c9", "c10", "c12", "c14", "monthly", "stock", "dqp", "dqm"):
        names = [cell.name for line in grid(table).lines for cell in line.cells if cell]
        assert sorted(names) == sorted(known_names(table))


def test_a_block_from_excel_with_heads_names_and_signs_for_nothing() -> None:
    text = "燃料\t1月\t2月\t3月\n天然气\t1,136.56\t—\t681.82万m3\n柴油\t0\t\t1.2\n"
    names = ("c7.natural_gas", "c7.diesel")
    made = grid("c7")
    fuels = [line_of(made, "天然气"), line_of(made, "柴油")]
    lines = [made.lines[n] for n in fuels]
    found = place_block(lines, 0, 0, text)
    assert found.typed == {
        f"{names[0]}.m01": "1,136.56",
        f"{names[0]}.m03": "681.82万m3",
        f"{names[1]}.m01": "0",
        f"{names[1]}.m03": "1.2",
    }
    assert found.beyond == 0 and "681.82 10⁴Nm³" in found.seen[1]


def test_a_column_that_begins_with_nothing_keeps_its_place() -> None:
    found = paste("c7", "天然气", "1月", "—\t5\t6")
    assert found.typed == {"c7.natural_gas.m02": "5", "c7.natural_gas.m03": "6"}


def test_words_are_pasted_where_words_belong() -> None:
    found = paste("dqp", "天然气", "用量的获取方式", "贸易结算\t万m3\t每月")
    assert list(found.typed.values()) == ["贸易结算", "万m3", "每月"]


def test_cells_beyond_the_grid_are_counted() -> None:
    assert paste("c7", "天然气", "全年", "5\t6\t7").beyond == 2


def test_what_is_no_number_is_refused_with_its_place() -> None:
    with pytest.raises(InputError, match="天然气 2月"):
        paste("c7", "天然气", "1月", "5\t约六吨\t7")


@given(st.text(alphabet='0123456789.,-—\t\n\r天然气万m³%（）/ "', max_size=60))
def test_whatever_is_on_the_clipboard(text: str) -> None:
    made = grid("c7")
    try:
        found = place_block(made.lines, line_of(made, "天然气"), 0, text)
    except InputError:
        return
    assert set(found.typed) <= set(known_names("c7"))
