from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from units import COLUMNS, UNITS, Unit, keys, renamed, units_model

from app.ui.table import ROW_ROLE, RowsModel


@pytest.mark.parametrize("checkable", [True, False])
def test_keeps_the_contract_of_qt(qtmodeltester: ModelTester, checkable: bool) -> None:
    model = units_model(checkable=checkable)
    qtmodeltester.check(model, force_py=True)
    # From here on the tester follows every change.
    model.set_filter("示例")
    model.sort_by("tonnes")
    model.replace(renamed(UNITS[0], "新名"))
    model.check(["a"])
    model.set_rows([])


def test_shows_text_row_and_alignment() -> None:
    model = units_model()
    tonnes = model.index(0, 2)
    assert tonnes.data() == "128,406.37"
    assert tonnes.data(ROW_ROLE) is UNITS[0]
    assert Qt.AlignmentFlag(tonnes.data(Qt.ItemDataRole.TextAlignmentRole)) & Qt.AlignmentFlag.AlignRight
    assert model.index(2, 2).data() == "—", "no value is a dash, never 0"
    assert model.headerData(2, Qt.Orientation.Horizontal) == "排放量"
    assert not model.index(0, 1).flags() & Qt.ItemFlag.ItemIsEditable, "an input method would swallow keys"
    assert model.data(QModelIndex()) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [("示例", "abcde"), ("有限 热力", "a"), ("gas", "d"), ("128,406", "a"), ("没有", ""), ("  ", "abcde")],
)
def test_filters_by_every_word_in_any_order_and_case(words: str, found: str) -> None:
    model = units_model()
    model.set_filter(words)
    assert keys(model) == found
    assert model.total == 5
    assert [unit.uid for unit in model.shown_rows()] == list(found)


def test_words_and_condition_work_together() -> None:
    model = units_model()
    model.set_filter("有限公司", accept=lambda unit: unit.tonnes is not None)
    assert keys(model) == "ad"
    model.set_filter()
    assert keys(model) == "abcde"


def test_the_haystack_may_hold_what_is_not_shown() -> None:
    model = RowsModel(COLUMNS, key=lambda u: u.uid, haystack=lambda u: f"{u.name} SLRLYXGS")
    model.set_rows(UNITS)
    model.set_filter("slrl")
    assert model.rowCount() == 5


def test_no_value_sorts_last_in_both_directions() -> None:
    model = units_model()
    model.sort_by("tonnes")
    assert keys(model) == "ebadc"
    model.sort_by("tonnes", descending=True)
    assert keys(model) == "dabec"
    model.sort_by("")
    assert keys(model) == "abcde"


@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), max_size=30), st.booleans())
def test_sorting_agrees_with_python(values: list[int | None], descending: bool) -> None:
    units = [Unit(str(n), "", None if v is None else Decimal(v)) for n, v in enumerate(values)]
    model = units_model(units=units)
    model.sort_by("tonnes", descending)
    shown = [unit.tonnes for unit in model.shown_rows()]
    known = sorted((Decimal(v) for v in values if v is not None), reverse=descending)
    assert shown == known + [None] * values.count(None)


def test_an_edit_does_not_sort_again_but_the_next_sort_does(qtbot: QtBot) -> None:
    model = units_model()
    model.sort_by("name")
    before = keys(model)
    with qtbot.waitSignal(model.dataChanged):
        model.replace(renamed(UNITS[1], "啊"))
    assert keys(model) == before
    model.set_rows([renamed(unit, "啊") if unit.uid == "b" else unit for unit in UNITS])
    assert keys(model) == before, "nor does reading the same rows again"
    model.set_filter("啊")
    assert keys(model) == "b", "but it is found by its new name"
    model.set_filter()
    model.sort_by("name")
    assert keys(model) != before


def test_new_rows_go_where_the_sort_wants_them_and_gone_ones_leave() -> None:
    model = units_model()
    model.sort_by("tonnes", descending=True)
    new = [Unit("x", "新", Decimal(50_000)), Unit("y", "新", None), Unit("z", "新", Decimal(1))]
    model.set_rows([new[0], *UNITS[1:], *new[1:]])
    assert keys(model) == "dxbezcy"


def test_ticks_follow_the_key_and_die_with_the_row(qtbot: QtBot) -> None:
    model = units_model()
    told: list[int] = []
    count = told.append
    model.checks_changed.connect(lambda: count(len(model.checked)))
    model.check(["b", "d", "没有"])
    model.sort_by("name")
    model.set_filter("大学")
    assert model.checked == {"b", "d"}
    assert model.check_state is Qt.CheckState.Checked, "the box in the head speaks of what is shown"
    model.set_filter()
    assert model.check_state is Qt.CheckState.PartiallyChecked
    assert [unit.uid for unit in model.checked_rows()] == ["b", "d"]
    model.set_rows(UNITS[:2])
    assert model.checked == {"b"}
    model.check_all()
    assert model.check_state is Qt.CheckState.Checked
    model.check_all(False)
    assert model.check_state is Qt.CheckState.Unchecked
    assert told == [2, 1, 2, 0]


def test_rows_are_found_by_key() -> None:
    model = units_model()
    model.set_filter("大学")
    assert (model.line_of("b"), model.line_of("a"), model.line_of("没有")) == (0, None, None)
    assert model.row_of("a") is UNITS[0]
    assert model.row_of("没有") is None
