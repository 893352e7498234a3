from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.models.errors import Cancelled
from app.services.units.export import ExportColumn, Value, export_problems, write_sheet
from tests.unit_lists import SAMPLES, plain_rows, to_csv
from tests.unit_plans import plan_of

COLUMNS = (ExportColumn("单位", 30), ExportColumn("排放量（tCO₂）", 16, "#,##0.00"), ExportColumn("日期"))


def cells(path: Path) -> list[list[object]]:
    sheet = load_workbook(path).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_texts_numbers_and_dates_are_what_they_are(tmp_path: Path) -> None:
    target = tmp_path / "名录.xlsx"
    rows: list[list[Value]] = [
        ["示例热力有限公司", Decimal("128406.37"), date(2025, 3, 1)],
        ["", None, datetime(2025, 3, 1, 9, 30, tzinfo=UTC)],
    ]
    assert write_sheet(target, "2024/年度:名录", COLUMNS, rows) == 2
    sheet = load_workbook(target).worksheets[0]
    assert sheet.title == "2024_年度_名录"
    assert (sheet["B2"].data_type, sheet["B2"].value, sheet["B2"].number_format) == (
        "n",
        128406.37,
        "#,##0.00",
    )
    assert sheet["C2"].is_date
    assert sheet["A3"].value is None
    assert sheet["C3"].value == datetime(2025, 3, 1, 9, 30)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:C3")


@pytest.mark.parametrize("text", ["=1+1", "+8610", "-5", "@SUM(A1)", '=HYPERLINK("x")', "123", "\t=1"])
def test_no_text_becomes_a_formula_or_a_number(tmp_path: Path, text: str) -> None:
    target = tmp_path / "名录.xlsx"
    write_sheet(target, "名录", COLUMNS[:1], [[text]])
    cell = load_workbook(target).worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix == (text[0] in "=+-@\t")


@settings(deadline=None, max_examples=25)
@given(text=st.text(max_size=50))
def test_any_text_can_be_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    target = tmp_path_factory.mktemp("export") / "名录.xlsx"
    write_sheet(target, "名录", COLUMNS[:1], [[text]])
    cell = load_workbook(target).worksheets[0]["A2"]
    assert cell.value is None or cell.data_type == "s"


def test_a_stopped_export_leaves_the_old_file(tmp_path: Path) -> None:
    class Stop:
        def total(self, count: int) -> None: ...

        def step(self, text: str = "") -> None:
            raise Cancelled

    target = tmp_path / "名录.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(Cancelled):
        write_sheet(target, "名录", COLUMNS[:1], [["示例"]], Stop())
    assert [path.name for path in tmp_path.iterdir()] == ["名录.xlsx"]
    assert target.read_bytes() == b"old"


def test_the_problems_of_an_import_are_listed(tmp_path: Path) -> None:
    rows = plain_rows(SAMPLES[:3])
    rows[1][1] = rows[1][1][:-1] + ("0" if rows[1][1][-1] != "0" else "1")
    rows[2][2] = ""
    plan = plan_of(to_csv(tmp_path / "名单.csv", rows))
    target = tmp_path / "问题.xlsx"
    assert export_problems(target, plan) == 2
    head, *listed = cells(target)
    assert head[4] == "问题"
    assert [(row[1], row[2]) for row in listed] == [("存疑", "示例热力有限公司"), ("拒绝", None)]
    assert "校验位不符" in str(listed[0][4])
