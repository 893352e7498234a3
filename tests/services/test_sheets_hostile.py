"""Files that are protected, broken or meant to harm are refused with a sentence, or read without harm."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.errors import FileMissing, InputError
from app.services.sheets import read_tables
from tests.unit_lists import to_docx, to_xlsx, with_parts

XLS = Path(__file__).resolve().parents[1] / "data" / "units_made_up.xls"
SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(cells: str, after: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<worksheet xmlns="{space}" xmlns:x="{space}"><sheetData>{cells}</sheetData>{after}</worksheet>'
    return text.encode()


def xlsx_with(folder: Path, part: str, content: bytes) -> Path:
    plain = to_xlsx(folder / "plain.xlsx", {"名单": [["单位名称"], ["示例"]]})
    return with_parts(plain, folder / "名单.xlsx", {part: content})


def docx_with(folder: Path, old: bytes, new: bytes) -> Path:
    plain = to_docx(folder / "plain.docx", ["名单", [["单位名称", "乙"], ["示例", "丙"]]])
    with zipfile.ZipFile(plain) as archive:
        document = archive.read("word/document.xml")
    assert old in document
    return with_parts(plain, folder / "名单.docx", {"word/document.xml": document.replace(old, new, 1)})


def compound(*streams: str) -> bytes:
    """A container of old Office files with empty streams of these names."""
    sector = 512
    header = bytearray(sector)
    header[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<III", header, 44, 1, 1, 0)
    struct.pack_into("<IIIII", header, 56, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b""
    for name, kind in [("Root Entry", 5), *((name, 2) for name in streams)]:
        entry = bytearray(128)
        encoded = name.encode("utf-16-le")
        entry[: len(encoded)] = encoded
        struct.pack_into("<HB", entry, 64, len(encoded) + 2, kind)
        directory += bytes(entry)
    return bytes(header) + table + directory.ljust(sector, b"\0")


def as_file(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def lying_zip(folder: Path, said: int) -> Path:
    """A workbook whose directory gives a false size for the sheet."""
    path = xlsx_with(folder, SHEET, sheet_of(" " * 3_000_000))
    content = bytearray(path.read_bytes())
    entry = content.rfind(SHEET.encode()) - 46
    struct.pack_into("<I", content, entry + 24, said)
    path.write_bytes(content)
    return path


def zip_of(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def flagged(path: Path) -> Path:
    """The archive with the flag of encryption on its first entry."""
    content = bytearray(path.read_bytes())
    entry = content.find(b"PK\x01\x02")
    content[entry + 8] |= 1
    path.write_bytes(content)
    return path


def old_with(folder: Path, kind: int, new: Callable[[bytearray, int], None]) -> Path:
    """The old workbook with its first record of one kind changed in place."""
    content = bytearray(XLS.read_bytes())
    at = content.find(struct.pack("<H", 0x0809))
    while struct.unpack_from("<H", content, at)[0] != kind:
        at += 4 + struct.unpack_from("<H", content, at + 2)[0]
    new(content, at)
    return as_file(folder, "名单.xls", bytes(content))


BOMB = b'<?xml version="1.0"?><!-- x --><!DOCTYPE w [<!ENTITY a "1111"><!ENTITY b "&a;&a;">]><w>&b;</w>'
FAR = "<v>1</v></c>"
REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "no bytes": (lambda d: as_file(d, "名单.xlsx", b""), "空文件"),
    "only a signature": (lambda d: as_file(d, "名单.xlsx", b"PK\x03\x04"), "已损坏"),
    "cut in half": (lambda d: as_file(d, "名单.xlsx", zip_of(xl__a=b"x" * 9999)[:-40]), "已损坏"),
    "text called a workbook": (lambda d: as_file(d, "名单.xlsx", "单位名称\n示例".encode()), "后缀"),
    "binary called text": (lambda d: as_file(d, "名单.csv", bytes(range(256)) * 3), "编码无法识别"),
    "unknown kind": (lambda d: as_file(d, "名单.png", b"\x89PNG\r\n"), "可以读取"),
    "pdf": (lambda d: as_file(d, "名单.xlsx", b"%PDF-1.7\n"), "PDF"),
    "web page called a workbook": (
        lambda d: as_file(d, "名单.xls", b"\xef\xbb\xbf <HTML><table><tr><td>1</td></tr></table>"),
        "网页表格",
    ),
    "xml table": (lambda d: as_file(d, "名单.xls", b"<?xml version='1.0'?><Workbook/>"), "XML"),
    "rich text": (lambda d: as_file(d, "名单.docx", b"{\\rtf1 x}"), "RTF"),
    "old word document": (lambda d: as_file(d, "名单.docx", compound("WordDocument", "1Table")), "旧版 Word"),
    "password": (lambda d: as_file(d, "名单.xlsx", compound("EncryptedPackage", "EncryptionInfo")), "密码"),
    "other container": (lambda d: as_file(d, "名单.xls", compound("VisioDocument")), "不是 Word、Excel"),
    "empty container": (
        lambda d: as_file(d, "名单.xls", bytes.fromhex("D0CF11E0A1B11AE1")),
        "不是 Word、Excel",
    ),
    "workbook stream without content": (lambda d: as_file(d, "名单.xls", compound("Workbook")), "已损坏"),
    "old workbook with a password": (
        lambda d: old_with(d, 0x005C, lambda content, at: struct.pack_into("<H", content, at, 0x002F)),
        "密码",
    ),
    "old workbook with a far cell": (
        lambda d: old_with(
            d, 0x00FD, lambda content, at: struct.pack_into("<HH", content, at + 4, 65535, 255)
        ),
        "上限",
    ),
    "zip of something": (lambda d: as_file(d, "名单.xlsx", zip_of(名单=b"x")), "压缩包"),
    "binary workbook": (lambda d: as_file(d, "名单.xlsx", zip_of(**{"xl__workbook.bin": b"x"})), ".xlsb"),
    "zip with a password": (lambda d: flagged(xlsx_with(d, SHEET, sheet_of(""))), "密码"),
    "bomb by ratio": (lambda d: xlsx_with(d, "xl/media/a.bin", bytes(30_000_000)), "变大"),
    "bomb by size": (lambda d: lying_zip(d, 0x7FFFFFFF), "超过上限"),
    "bomb behind a false size": (lambda d: lying_zip(d, 100), "已损坏"),
    "entities in a workbook": (lambda d: xlsx_with(d, SHEET, BOMB), "XML 声明"),
    "entities in strings": (lambda d: xlsx_with(d, "xl/sharedStrings.xml", BOMB), "XML 声明"),
    "entities in utf-16": (
        lambda d: xlsx_with(d, SHEET, BOMB.decode().replace("1.0", "1.0").encode("utf-16")),
        "XML 声明",
    ),
    "entities in a document": (
        lambda d: docx_with(d, b"<w:document", BOMB[21:-10] + b"<w:document"),
        "XML 声明",
    ),
    "a cell in the far corner": (
        lambda d: xlsx_with(d, SHEET, sheet_of(f'<row r="1"><c r="A1">{FAR}<c r="XFD1048576">{FAR}</row>')),
        "上限",
    ),
    "far cell in odd writing": (
        lambda d: xlsx_with(
            d, SHEET, sheet_of(f"<row r='1'><c r='A1'>{FAR}<c r\n=\t'xfd1048576' >{FAR}</row>")
        ),
        "上限",
    ),
    "far cell behind an attribute": (
        lambda d: xlsx_with(
            d, SHEET, sheet_of(f'<row r="1"><c r="A1">{FAR}<c s=">" r="XFD1048576">{FAR}</row>')
        ),
        "上限",
    ),
    "far row without references": (
        lambda d: xlsx_with(
            d,
            SHEET,
            sheet_of(f'<row r="1"><c r="A1">{FAR}</row><row r="9999999">' + f"<c>{FAR}" * 40 + "</row>"),
        ),
        "上限",
    ),
    "far cell in a prefix": (
        lambda d: xlsx_with(
            d,
            SHEET,
            sheet_of(
                '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="ZZZ99999"><x:v>1</x:v></x:c></x:row>'
            ),
        ),
        "上限",
    ),
    "merged ranges over one another": (
        lambda d: xlsx_with(
            d,
            SHEET,
            sheet_of(
                f'<row r="1"><c r="A1">{FAR}<c r="B2">{FAR}</row>',
                "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 50 + "</mergeCells>",
            ),
        ),
        "重叠",
    ),
    "broken sheet": (lambda d: xlsx_with(d, SHEET, b"<worksheet><sheetData><row><c r="), "损坏"),
    "wide cell in word": (
        lambda d: docx_with(d, b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="999999999"/>'),
        "上限",
    ),
    "broken document": (lambda d: docx_with(d, b"<w:body>", b"<w:body><w:p>"), "已损坏"),
    "deep document": (lambda d: docx_with(d, b"<w:body>", b"<w:body>" + b"<w:p>" * 3000), "已损坏"),
    "document without a table": (lambda d: to_docx(d / "名单.docx", ["只有文字"]), "没有表格"),
    "workbook without content": (lambda d: to_xlsx(d / "名单.xlsx", {"空": []}), "没有内容"),
    "blank text": (lambda d: as_file(d, "名单.txt", b"\n ,, \n"), "没有内容"),
    "open quotation mark": (
        lambda d: as_file(d, "名单.csv", ('名称,备注\n"示例,x\n' + "示例,y\n" * 50).encode()),
        "第 2 行起有一个引号没有成对",
    ),
    "endless cell": (lambda d: as_file(d, "名单.csv", b'a,"' + b"x" * 200_000), "引号"),
    "endless row": (lambda d: as_file(d, "名单.csv", b"a," * 5000), "上限"),
    "too many rows": (lambda d: as_file(d, "名单.csv", b"a,b\n" * 100_010), "上限"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_each_is_refused_with_a_sentence(case: str, tmp_path: Path) -> None:
    make, words = REFUSED[case]
    path = make(tmp_path)
    with pytest.raises(InputError) as caught:
        read_tables(path)
    assert words in caught.value.sentence
    assert path.name in caught.value.message
    assert caught.value.message.endswith("。") and caught.value.hint.endswith("。")


def test_too_large_a_file_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    with path.open("wb") as file:
        file.truncate(60 << 20)
    with pytest.raises(InputError, match="60 MB，超过 50 MB 的上限"):
        read_tables(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_tables(tmp_path / "没有.xlsx")


def test_formatted_cells_without_content_do_no_harm(tmp_path: Path) -> None:
    """Borders drawn down to the last row are common and no reason to refuse."""
    empty = '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576"></c></row>'
    cells = f'<row r="1"><c r="A1">{FAR}</row>{empty}'
    (grid,) = read_tables(xlsx_with(tmp_path, SHEET, sheet_of(cells)))
    assert [list(row) for row in grid.rows] == [["1"]]


def test_links_to_elsewhere_are_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "secret.xml"
    target.write_text("<x/>")
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'externalLinkPath" Target="{target.as_uri()}" TargetMode="External"/></Relationships>'
    )
    path = xlsx_with(tmp_path, "xl/externalLinks/_rels/externalLink1.xml.rels", relation.encode())
    before = target.stat().st_atime_ns
    assert read_tables(path)[0].rows[0][0] == "单位名称"
    assert target.stat().st_atime_ns == before
