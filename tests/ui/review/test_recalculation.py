"""The view 复算: the table, the working of a number, the export, and back, by the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.services.checking import (
    CalculationRow,
    Outcome,
    OwnValue,
    RowKind,
    save_own_factors,
)
from app.ui.context import Context
from app.ui.review.recalculation_popover import WorkingPopover, steps
from tests.ui.doors import FakeFiles
from tests.ui.review.desk import Bench
from tests.ui.review.hits_desk import HitsBench

Show = Callable[[QWidget], QWidget]
K = Qt.Key


@pytest.fixture
def bench(context: Context, shown: Show) -> HitsBench:
    made = HitsBench(context, shown)
    made.open("ER-41")
    made.press(K.Key_W)
    return made


def rows(bench: Bench) -> dict[str, CalculationRow]:
    return {row.key: row for row in bench.bench.recalculation.list.model_rows.rows}


def test_the_table_tells_lines_sums_and_total(bench: HitsBench) -> None:
    found = rows(bench)
    gas = found["c3.natural_gas"]
    assert (gas.stated, round(gas.recomputed or 0, 2)) == (Decimal(3400), Decimal("3295.82"))
    assert gas.outcome is Outcome.DIFFERS and gas.off and gas.off.amount == Decimal("104.18")
    assert found["c4"].outcome is Outcome.SAME and found["c5"].name == "外购热力"
    assert [row.kind for row in found.values()].count(RowKind.SUM) == 3
    assert list(found)[-1] == "c2.total"


def test_the_working_is_shown_and_copied(bench: HitsBench) -> None:
    table = bench.bench.recalculation.list
    assert table.hasFocus() and table.current is not None and table.current.key == "c3.natural_gas"
    QTest.keyClick(table, K.Key_W)
    popover = bench.bench.recalculation.popover
    assert isinstance(popover, WorkingPopover) and popover.isVisible()
    popover.copy.click()
    copied = QApplication.clipboard().text()
    assert "152.43 × 389.31 × 0.0153 × 99% × 44/12" in copied and "超出容差" in copied
    QTest.keyClick(popover, K.Key_Escape)
    assert table.hasFocus()
    QTest.keyClick(table, K.Key_Escape)
    assert bench.view.hasFocus() and bench.code == "ER-41"


def test_only_what_differs(bench: HitsBench) -> None:
    bench.bench.recalculation.only_off.click()
    assert "c4" not in rows(bench) and "c3.natural_gas" in rows(bench)


def test_what_is_missing_is_named(context: Context, shown: Show) -> None:
    bench = HitsBench(context, shown, {"c3__natural_gas__amount": None})
    bench.open("ER-41")
    bench.bench.bar.view.segment("recalculation").click()
    gas = rows(bench)["c3.natural_gas"]
    assert gas.outcome is Outcome.UNKNOWN and steps(gas)[0][2].startswith("缺 ")


def test_without_values_it_says_what_to_do(context: Context, shown: Show) -> None:
    bench = Bench(context, shown).open("ER-41")
    bench.press(K.Key_W)
    view = bench.bench.recalculation
    assert view.empty.isVisible() and view.back.hasFocus()
    QTest.keyClick(view.back, K.Key_Return)
    assert bench.view.hasFocus()


def test_the_export_writes_a_workbook(bench: HitsBench, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    bench.context.files = FakeFiles()
    bench.bench.recalculation.export.click()
    assert bench.context.shell.said == []  # type: ignore[attr-defined]
    target = tmp_path / "复算.xlsx"
    bench.context.files = FakeFiles(target)
    bench.bench.recalculation.export.click()
    sheet = load_workbook(target).active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    assert any("复算不符" in line and 104.18 in line for line in lines)


def test_a_place_names_file_and_cell(bench: HitsBench) -> None:
    QTest.keyClick(bench.bench.recalculation.list, K.Key_P)
    assert "report.xlsx" in bench.context.shell.said[-1]  # type: ignore[attr-defined]


def test_the_working_stands_beside_the_table_where_there_is_room(context: Context, shown: Show) -> None:
    made = HitsBench(context, shown)
    made.window.resize(1920, 1000)
    made.open("ER-41")
    made.press(K.Key_W)
    view = made.bench.recalculation
    assert view.panel.isVisible() and view.panel.name.text() == "天然气"
    QTest.keyClick(view.list, K.Key_J)
    assert view.panel.name.text() != "天然气" and "因子库" in view.panel.edition.text()
    made.window.resize(1366, 654)
    assert not view.panel.isVisible()


def test_a_newer_edition_is_told_and_changes_nothing(bench: HitsBench) -> None:
    view, before = bench.bench.recalculation, rows(bench)["c2.total"].recomputed
    assert not view.newer.isVisible()
    own = OwnValue("380", "示例检测报告")
    with bench.context.workspace.write("自填因子") as session:
        usual = bench.context.catalog.factor_library().fuel_value("natural_gas", 2024)
        assert usual is not None
        changes = {f"fuel:{usual.set.code}:natural_gas:ncv": own}
        save_own_factors(session, bench.context.catalog, changes)
    view.show_report(bench.bench.case.form.head)  # type: ignore[union-attr]
    assert view.newer.isVisible() and "因子版本更新：2026.1 → 2026.1+" in view.newer.label.text()
    assert "影响 −78.82 tCO₂" in view.newer.label.text()
    assert rows(bench)["c2.total"].recomputed == before and "2026.1 版" in view.edition.text()
