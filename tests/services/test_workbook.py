from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.services.sheets import read_tables
from app.services.sheets.workbook import TEXT_LIMIT, Field, Table, write_workbook

SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
TEXTS = st.text(SIGNS, max_size=40) | st.sampled_from(
    [
        "=1+1",
        "+A1",
        "-x",
        "@SUM(A1)",
        "=cmd|'/c calc'!A1",
        "'x",
        "#N/A",
        "_x0041_",
        "a\r\nb",
        "\x07\x0b",
        " 甲\t",
    ]
)


@settings(max_examples=40, deadline=None)
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
    assert all(cell.data_type != "f" for cells in sheet.iter_rows() for cell in cells)
    (grid,) = read_tables(target)
    assert len(grid.rows) == len(rows) + 1
    for cells, (text, count, amount) in zip(grid.rows[1:], rows, strict=True):
        assert cells[0] == text, "to the last sign, and whatever it looks like"
        assert (Decimal(cells[1]), Decimal(cells[2])) == (count, amount)


def test_other_programs_read_it_too(tmp_path: Path) -> None:
    texts = ["=1+1", "'x", "  两端空格 ", "甲\n乙", "a<b & c", "#N/A"]
    write_workbook([Table("表", [Field("文字")], [[text] for text in texts])], tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["表"]
    assert [cell.value for cell in sheet["A"]][1:] == texts
    assert [cell.quotePrefix for cell in sheet["A"]][1:3] == [True, False]


def test_the_same_tables_give_the_same_file(tmp_path: Path) -> None:
    table = Table("表", [Field("文字"), Field("日", "date")], [["甲", date(2025, 3, 19)]])
    first, second = (write_workbook([table], tmp_path / f"{n}.xlsx", "说明") for n in (1, 2))
    assert first.read_bytes() == second.read_bytes()


def test_what_excel_cannot_hold_is_said(tmp_path: Path) -> None:
    rows = [["\uffff" + "长" * 40_000, Decimal("1E+20"), date(1850, 1, 1)], [None, Decimal("0.00"), None]]
    fields = (Field("文字"), Field("数", "amount"), Field("日", "date"))
    write_workbook([Table("表", fields, rows)], tmp_path / "a.xlsx")
    (grid,) = read_tables(tmp_path / "a.xlsx")
    assert grid.rows[1][0].endswith("（过长，未全部列出）") and len(grid.rows[1][0]) == TEXT_LIMIT
    assert Decimal(grid.rows[1][1]) == Decimal("1E+20") and grid.rows[1][2] == "1850-01-01"


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
