from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.models.errors import InputError
from app.services.performance import grid as grid_module
from app.services.performance.cells import cells_of
from app.services.performance.excel_cells import NO_RESULT, value_text
from app.services.performance.grid import Grid, Merge, Text, lay_out
from tests.services.performance.builders import Piece, compound, docx, xls, xlsx

PIECES = [Piece("甲", 0, 0, 2, 1), Piece("乙", 0, 1, 1, 2), Piece("丙", 1, 1), Piece("丁", 1, 2)]
ROWS = [["甲", "乙", "乙"], ["甲", "丙", "丁"]]


def only(path: Path) -> Grid:
    (grid,) = cells_of(path)
    return grid


def test_every_kind_gives_the_same_rows(tmp_path: Path) -> None:
    paths = [
        xlsx(tmp_path / "a.xlsx", {"表": PIECES}),
        xls(tmp_path / "a.xls", PIECES),
        docx(tmp_path / "a.docx", [PIECES]),
    ]
    for path in paths:
        grid = only(path)
        assert grid.rows == ROWS
        assert set(grid.merged) == {Merge(0, 0, 1, 0), Merge(0, 1, 0, 2)}
    assert [only(path).place(1, 2) for path in paths] == ["表!C2", "自评表!C2", "表1 第2行第3列"]


def test_empty_rows_and_columns_are_left_out_and_places_stay(tmp_path: Path) -> None:
    grid = only(xlsx(tmp_path / "a.xlsx", {"表": [Piece("甲", 2, 3), Piece("乙", 900_000, 16_000)]}))
    assert grid.rows == [["甲", ""], ["", "乙"]]
    assert (grid.place(0, 0), grid.place(1, 1)) == ("表!D3", "表!WQK900001")


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.98, "0%", "98%"),
        (1, "0.00%", "100%"),
        (0.9781, "0%", "97.81%"),
        (48.65, "General", "48.65"),
        (0.1 + 0.2, "General", "0.3"),
        (10.0, "0.00", "10"),
        (1e20, "General", "100000000000000000000"),
        (datetime(2023, 12, 31), "yyyy-mm-dd", "2023年12月31日"),
        (datetime(2023, 12, 1), 'yyyy"年"m"月"', "2023年12月"),
        (True, "General", "是"),
        ("甲_x000D_\r\n乙 ", "General", "甲\n乙"),
        (float("nan"), "General", "NaN"),
    ],
)
def test_values_as_people_see_them(value: object, number_format: str, text: str) -> None:
    assert value_text(value, number_format) == text


def test_percent_format_and_formula_without_result(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"] = 0.98, "=1+1"
    sheet["A1"].number_format = "0%"
    book.save(tmp_path / "a.xlsx")
    assert only(tmp_path / "a.xlsx").rows == [["98%", NO_RESULT]]


def test_hidden_sheets_are_read_and_marked(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "甲"
    hidden = book.create_sheet("藏")
    hidden["A1"] = "乙"
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [(grid.rows[0][0], grid.hidden) for grid in cells_of(tmp_path / "a.xlsx")] == [
        ("甲", False),
        ("乙", True),
    ]


def test_word_merges_made_by_its_own_library(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("项目支出绩效自评表")
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "甲"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "乙"
    table.cell(1, 1).text, table.cell(1, 2).text = "丙", "丁"
    document.save(str(tmp_path / "a.docx"))
    grid = only(tmp_path / "a.docx")
    assert (grid.rows, grid.above) == (ROWS, ("项目支出绩效自评表",))


def test_word_content_that_its_library_leaves_out(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(1, 1)
    cell = table.cell(0, 0)
    cell._tc.append(
        parse_xml(
            f"<w:p {nsdecls('w')}><w:r><w:t>甲</w:t><w:br/><w:sym w:char='F0FE'/></w:r>"
            "<w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>乙</w:t></w:r></w:ins>"
            "<w:sdt><w:sdtContent><w:r><w:t>丙</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        )
    )
    cell.add_table(1, 1).cell(0, 0).text = "内"
    document.add_paragraph("尾")
    document.save(str(tmp_path / "a.docx"))
    grids = cells_of(tmp_path / "a.docx")
    assert [grid.rows for grid in grids] == [[["甲\n☑乙丙"]], [["内"]], ()]
    assert grids[2].above == ("尾",)


def test_too_large_a_table_is_not_read_but_told() -> None:
    texts = [Text("甲", Merge(row, 0, row, 0)) for row in range(grid_module.ROW_LIMIT + 1)]
    grid = lay_out("表", texts, lambda row, column: "")
    assert (grid.rows, grid.above) == ((), ("“表”有 2001 行、1 列，不像绩效表，没有读取。",))


def test_overlapping_merges_do_no_harm() -> None:
    texts = [Text("甲", Merge(0, 0, 5, 5)), Text("乙", Merge(1, 1, 6, 6)), Text("丙", Merge(9, 9, 9, 9))]
    grid = lay_out("表", texts, lambda row, column: f"{row},{column}")
    assert grid.rows == [["甲", "甲", ""], ["甲", "甲", ""], ["", "", "丙"]]


# Files that are not what they should be


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空文件"),
        (b"PK\x03\x04 nothing", "不是 Excel、Word 或 PDF"),
        (b"PK\x03\x04 xl/workbook.xml", "已损坏"),
        (b"PK\x03\x04 word/document.xml", "已损坏"),
        (b"PK\x03\x04 xl/workbook.bin", "xlsb"),
        (OLE, "已损坏"),
        (compound(b"x", "EncryptedPackage"), "打开密码"),
        (compound(b"x", "WordDocument"), "旧版 Word"),
        (compound(b"x", "Book"), "Excel 95"),
        (compound(b"x", "Workbook"), "已损坏"),
        (compound(bytes.fromhex("09080400000605002F000000"), small=True), "打开密码"),
        (b"%PDF-1.7", "已损坏"),
        (b"\xef\xbb\xbf<html><table>", "网页表格"),
        (b"hello", "不是 Excel、Word 或 PDF"),
        (zipped({"xl/workbook.xml": b"<x/>", "big.bin": bytes(301 << 20)}), "超过上限"),
        (zipped({"xl/workbook.xml": b"<x/>", "big.bin": bytes(21 << 20)}), "恶意文件"),
        (zipped({"xl/workbook.xml": b"<!DOCTYPE x><x/>"}), "XML 声明"),
        (zipped({"word/document.xml": "<x/>".encode("utf-16")}), "XML 声明"),
        (zipped({"word/document.xml": b"<x/>"}), "已损坏"),
    ],
)
def test_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "示例.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        cells_of(path)
    assert "示例.xlsx" in caught.value.message
    assert caught.value.hint


def test_too_large_a_file(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.truncate(21 << 20)
    with pytest.raises(InputError, match="20 MB"):
        cells_of(path)


def test_a_merged_range_that_would_take_all_memory(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"表": [Piece("甲", 0, 0, 2, 2)]})
    parts = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name).replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    path.write_bytes(zipped(parts))
    with pytest.raises(InputError, match="合并单元格范围过大"):
        cells_of(path)


@pytest.mark.parametrize(
    "write", [lambda path: xlsx(path, {"表": PIECES}), lambda path: docx(path, [PIECES])]
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_parts_are_refused_or_read(
    tmp_path: Path, write: Callable[[Path], Path], data: st.DataObject
) -> None:
    """Bytes are changed inside the parts, so that the archive itself stays whole."""
    with zipfile.ZipFile(write(tmp_path / "a.bin")) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(part) - 1))
        part[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=4))
        part = part or bytearray(b" ")
    (tmp_path / "b.bin").write_bytes(zipped(parts | {name: bytes(part)}))
    read_or_refused(tmp_path / "b.bin")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_old_workbooks_are_refused_or_read(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(xls(tmp_path / "a.xls", PIECES).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "b.xls").write_bytes(bytes(content[: data.draw(st.integers(100, len(content)))]))
    read_or_refused(tmp_path / "b.xls")


def read_or_refused(path: Path) -> None:
    try:
        grids = cells_of(path)
    except InputError as error:
        assert path.name in error.message
    else:
        assert all(len(set(map(len, grid.rows))) <= 1 for grid in grids)
