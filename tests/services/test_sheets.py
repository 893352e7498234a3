from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.errors import InputError
from app.services.sheets import READERS, CellMark, GridKind, Merge, file_filter, read_tables
from app.services.sheets.grid import cell_position, column_letters
from tests.unit_lists import to_csv, to_docx, to_xlsx, with_parts

ROWS = [["甲", "乙"], ["1", "2"]]


def lists(rows: object) -> list[list[str]]:
    return [list(row) for row in rows]  # type: ignore[attr-defined]


def test_the_filter_of_the_dialog_follows_from_the_readers() -> None:
    everything, *kinds = file_filter().split(";;")
    assert everything == "名单文件 (*.docx *.xlsx *.xlsm *.xls *.csv *.txt)"
    assert len(kinds) == len(READERS)


@given(st.integers(0, 20_000), st.integers(0, 100_000))
def test_letters_and_positions_are_inverse(column: int, row: int) -> None:
    assert cell_position(f"{column_letters(column)}{row + 1}") == (row, column)


def test_values_of_a_workbook_become_text(tmp_path: Path) -> None:
    values = [
        20260305,
        0.1,
        -3,
        1e-7,
        123456789012345,
        True,
        datetime.date(2024, 3, 5),
        datetime.datetime(2024, 3, 5),
        datetime.datetime(2024, 3, 5, 7, 8),
        datetime.time(3, 4),
        "0000001",
        "1,234.56",
        None,
    ]
    (grid,) = read_tables(to_xlsx(tmp_path / "a.xlsx", {"表": [values, ["x"] * len(values)]}))
    assert list(grid.rows[0]) == [
        "20260305",
        "0.1",
        "-3",
        "0.0000001",
        "123456789012345",
        "TRUE",
        "2024-03-05",
        "2024-03-05",
        "2024-03-05 07:08",
        "03:04:00",
        "0000001",
        "1,234.56",
        "",
    ]
    assert grid.marks == {}


def test_a_long_number_is_marked_because_digits_are_lost(tmp_path: Path) -> None:
    (grid,) = read_tables(to_xlsx(tmp_path / "a.xlsx", {"表": [["代码"], [911101027226184788]]}))
    assert grid.marks == {(1, 0): CellMark.LOST_DIGITS}
    assert grid.rows[1][0] != "911101027226184788"


def test_errors_and_formulas_without_a_result_are_marked(tmp_path: Path) -> None:
    path = to_xlsx(tmp_path / "a.xlsx", {"甲": [["x"]], "乙": [[], ["b", "#N/A", "=1+1"], ["c"]]})
    first, second = read_tables(path)
    assert first.marks == {}
    assert second.origin == (1, 0)
    assert second.marks == {(0, 1): CellMark.ERROR, (0, 2): CellMark.NO_RESULT}
    assert second.place(0, 1) == "乙!B2"


def test_cached_results_of_formulas_are_read(tmp_path: Path) -> None:
    path = to_xlsx(tmp_path / "a.xlsx", {"甲": [["x", "=1+1"]]})
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><f>40+2</f><v>42</v></c>'
        b'<c r="B1" t="str"><f>A1</f><v>\xe5\xbe\x97</v></c></row>'
        b"</sheetData></worksheet>"
    )
    (grid,) = read_tables(with_parts(path, tmp_path / "b.xlsx", {"xl/worksheets/sheet1.xml": sheet}))
    assert lists(grid.rows) == [["42", "得"]]
    assert grid.marks == {}


def test_merged_ranges_are_filled_and_kept(tmp_path: Path) -> None:
    rows = [[None, "标题"], [None, "甲", "乙"], [None, None, "丙"]]
    path = to_xlsx(tmp_path / "a.xlsx", {"表": rows}, merges=["B1:D1", "B2:B3"])
    (grid,) = read_tables(path)
    assert lists(grid.rows) == [["标题", "标题"], ["甲", "乙"], ["甲", "丙"]]
    assert sorted(grid.merged, key=lambda merge: merge.top) == [Merge(0, 0, 0, 1), Merge(1, 0, 2, 0)]
    assert grid.place(2, 1) == "表!C3"
    assert grid.row_place(2) == "第 3 行"


def test_hidden_sheets_are_read_and_said_to_be_hidden(tmp_path: Path) -> None:
    path = to_xlsx(tmp_path / "a.xlsx", {"看得见": [["x"]], "藏着": [["y"]], "空": []}, hidden=["藏着"])
    assert [(grid.name, grid.hidden) for grid in read_tables(path)] == [("看得见", False), ("藏着", True)]


def test_wide_sheets_are_read(tmp_path: Path) -> None:
    path = to_xlsx(tmp_path / "a.xlsx", {"表": [[f"列{n}" for n in range(60)], list(range(60))]})
    (grid,) = read_tables(path)
    assert grid.width == 60
    assert grid.rows[1][59] == "59"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "、", "，"])
def test_text_in_any_encoding_and_separator(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["序号", "名称"], ["1", "示例甲"], ["2", "示例乙"]]
    (grid,) = read_tables(to_csv(tmp_path / "名单.csv", rows, encoding, delimiter))
    assert lists(grid.rows) == rows
    assert (grid.name, grid.kind, grid.place(1, 0)) == ("名单", GridKind.TEXT, "第2行")


def test_line_feeds_in_quotes_stay_in_their_cell(tmp_path: Path) -> None:
    rows = [["甲", "乙"], ["上\n下", '说"引"号, 逗号'], ["短"], ["末", "行"]]
    (grid,) = read_tables(to_csv(tmp_path / "a.csv", rows))
    assert lists(grid.rows) == [["甲", "乙"], ["上\n下", '说"引"号, 逗号'], ["短", ""], ["末", "行"]]
    assert [grid.row_number(row) for row in range(4)] == [1, 2, 4, 5]


def test_a_plain_list_of_names_is_one_column(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("单位名称\n示例甲、乙联合公司\n\n示例丙公司\n", "utf-8")
    (grid,) = read_tables(path)
    assert lists(grid.rows) == [["单位名称"], ["示例甲、乙联合公司"], ["示例丙公司"]]
    assert grid.row_place(2) == "第 4 行"


def test_word_tables_with_titles_spans_and_nesting(tmp_path: Path) -> None:
    def finish(document: object) -> None:
        table = document.tables[0]  # type: ignore[attr-defined]
        table.cell(0, 0).merge(table.cell(0, 1))
        table.cell(1, 0).merge(table.cell(2, 0))
        inner = table.cell(2, 2).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "里", "面"

    rows = [["甲", "", "乙"], ["丙", "丁", "戊"], ["", "己", "庚"]]
    path = to_docx(tmp_path / "a.docx", ["附件1", "某某名单", rows, "又一段", [["末"]]], finish)
    outer, inner, last = read_tables(path)
    assert lists(outer.rows) == [["甲", "甲", "乙"], ["丙", "丁", "戊"], ["丙", "己", "庚"]]
    assert set(outer.merged) == {Merge(0, 0, 0, 1), Merge(1, 0, 2, 0)}
    assert (outer.above, last.above) == (("附件1", "某某名单"), ("又一段",))
    assert (outer.name, inner.name, last.name) == ("表1", "表2", "表3")
    assert lists(inner.rows) == [["里", "面"]]
    assert outer.place(1, 2) == "表1 第2行第3列"


def test_word_shows_what_tracked_changes_leave(tmp_path: Path) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def finish(document: object) -> None:
        table = document.tables[0]  # type: ignore[attr-defined]
        for kind, text, tag in (("ins", "新", "t"), ("del", "旧", "delText"), ("moveFrom", "走", "t")):
            xml = f'<w:{kind} {nsdecls("w")} w:id="1"><w:r><w:{tag}>{text}</w:{tag}></w:r></w:{kind}>'
            table.cell(0, 0).paragraphs[0]._p.append(parse_xml(xml))
        row = table.rows[1]._tr
        row.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="2"/>'))
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
        body = table._tbl.getparent()
        body.replace(table._tbl, control)
        control[0].append(table._tbl)

    (grid,) = read_tables(to_docx(tmp_path / "a.docx", [[["甲", "乙"], ["删", "掉"]]], finish))
    assert lists(grid.rows) == [["甲新", "乙"]]


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    path = Path(__file__).resolve().parents[1] / "data" / "units_made_up.xls"
    (grid,) = read_tables(path)
    assert len(grid.rows) == 10
    assert grid.merged == (Merge(0, 0, 0, 9),)
    assert grid.rows[2][:3] == ["1", "911101060000000197", "示例热力有限公司"]
    assert grid.rows[2][4] == "4430"


def test_a_wrong_suffix_between_readable_kinds_does_no_harm(tmp_path: Path) -> None:
    path = to_xlsx(tmp_path / "a.xlsx", {"表": ROWS})
    renamed = tmp_path / "a.csv"
    renamed.write_bytes(path.read_bytes())
    assert lists(read_tables(renamed)[0].rows) == ROWS


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes(content)
    try:
        grids = read_tables(path)
    except InputError as error:
        assert "a.csv" in error.message and error.message.endswith("。")
    else:
        assert all(len(row) == grid.width for grid in grids for row in grid.rows)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.docx"])
def test_flipped_bytes_are_read_or_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    if name == "a.docx":
        to_docx(tmp_path / name, ["名单", ROWS])
    elif name == "a.xlsx":
        to_xlsx(tmp_path / name, {"表": ROWS})
    else:
        data = Path(__file__).resolve().parents[1] / "data" / "units_made_up.xls"
        (tmp_path / name).write_bytes(data.read_bytes())
    content = (tmp_path / name).read_bytes()
    dice = random.Random(5)
    for _ in range(120):
        changed = bytearray(content)
        for _ in range(dice.randint(1, 8)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        cut = len(changed) if dice.random() < 0.8 else dice.randrange(1, len(changed))
        (tmp_path / name).write_bytes(changed[:cut])
        try:
            read_tables(tmp_path / name)
        except InputError as error:
            assert name in error.message and error.message.endswith("。")
