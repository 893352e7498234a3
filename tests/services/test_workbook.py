from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from app.services.sheets.workbook import Field, Table, write_workbook

TEXTS = st.text(max_size=40) | st.sampled_from(
    ["=1+1", "+A1", "-x", "@SUM(A1)", "=cmd|'/c calc'!A1", "'x", "#N/A"]
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(TEXTS, st.integers(-(10**9), 10**9), st.decimals(-(10**9), 10**9, places=2)), max_size=8
    )
)
def test_what_is_written_is_read_back(tmp_path_factory, rows) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path_factory.mktemp("book") / "a.xlsx"
    fields = (Field("文字"), Field("件数", "count"), Field("吨", "amount"))
    write_workbook([Table("表", fields, rows)], target)
    sheet = load_workbook(target)["表"]
    found = list(sheet.iter_rows(min_row=2))
    assert len(found) == len(rows)
    for cells, (text, count, amount) in zip(found, rows, strict=True):
        kept = ILLEGAL_CHARACTERS_RE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
        assert (cells[0].value or "").replace("\r\n", "\n").replace("\r", "\n") == kept
        assert cells[0].data_type != "f"
        assert cells[1].value == count
        assert round(Decimal(str(cells[2].value)), 2) == amount


def test_dates_shares_and_gaps(tmp_path: Path) -> None:
    fields = (Field("日", "date"), Field("比", "percent"), Field("空", "amount"))
    row = (date(2025, 3, 19), Decimal(1) / 3, None)
    write_workbook([Table("a/b", fields, [row])], tmp_path / "a.xlsx", "甲&乙")
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.title == "a_b"
    assert sheet["A2"].is_date and sheet["B2"].value == 0.333333 and sheet["C2"].value is None
    assert sheet["A2"].number_format == "yyyy-mm-dd" and sheet["B2"].number_format == "0.0%"
    assert sheet.oddHeader.right.text == "甲&&乙"


def test_wide_tables_print_on_wide_paper_with_their_names(tmp_path: Path) -> None:
    fields = [Field(f"列{number}") for number in range(40)]
    write_workbook([Table("宽", fields, [["字" * 12] * 40], named=2)], tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["宽"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (8, 5)
    assert sheet.freeze_panes == "C2" and sheet.print_title_cols == "$A:$B"
