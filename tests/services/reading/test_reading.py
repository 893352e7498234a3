"""What a received file becomes, and what is said about one that cannot be shown."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.errors import InputError
from app.services.reading.kinds import FileKind
from app.services.reading.places import Cells, Region, cells_of, region_of
from app.services.reading.quotes import Bare, find_again, search
from app.services.reading.readable import read_file
from tests.services.reading.files import docx, pdf, with_parts, xlsx


def refused(name: str, data: bytes) -> str:
    with pytest.raises(InputError) as error:
        read_file(name, data)
    sentence = error.value.sentence
    assert name in sentence and sentence.count("请") >= 1
    assert "导入" not in sentence
    return sentence


def test_bytes_decide() -> None:
    assert read_file("报告.docx", pdf([["一"]])).kind is FileKind.PDF
    assert read_file("报告.pdf", docx()).kind is FileKind.WORD
    assert read_file("报告.pdf", xlsx()).kind is FileKind.SHEETS
    assert read_file("x", b"\xff\xd8\xff\xe0" + b"0" * 20).kind is FileKind.PHOTO


def test_word_keeps_headings_tables_and_merges() -> None:
    read = read_file("报告.docx", docx())
    assert "<h1>附表 C.3 化石燃料燃烧排放</h1>" in read.html
    assert '<td colspan="3"><p>燃料排放</p>' in read.html
    assert '<td rowspan="2"><p>天然气</p>' in read.html
    assert "&lt;b&gt;&amp;" in read.html  # a text is never markup
    assert read.notes == ()


def test_word_says_what_is_not_shown() -> None:
    link = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        b'Id="rId99" Type="x" Target="file:///c:/x" TargetMode="External"/></Relationships>'
    )
    hostile = with_parts(docx(), {"word/vbaProject.bin": b"x", "word/_rels/more.xml.rels": link})
    assert read_file("报告.docx", hostile).notes == ("文件带有宏，没有运行", "文件带有外部链接，没有打开")


def test_sheets() -> None:
    read = read_file("附表.xlsx", xlsx())
    assert [grid.name for grid in read.grids] == ["附表C.3", "附表C.7"]
    assert read.grids[0].rows[1][0] == "天然气（锅炉）"


def test_what_cannot_be_shown() -> None:
    assert "空文件" in refused("空.pdf", b"")
    assert "不是 PDF、Word、Excel 或照片" in refused("说明.txt", "文字".encode())
    assert "其他格式" in refused("包.docx", zipped({"a.txt": b"x"}))
    assert "已损坏" in refused("坏.docx", docx()[:900])
    assert "旧版 Word" in refused("旧.docx", old_office("WordDocument"))
    assert "密码" in refused("密.docx", old_office("EncryptedPackage"))
    bomb = with_parts(docx(), {"word/media/x.bin": bytes(60 << 20)})
    assert "恶意" in refused("炸弹.docx", bomb)
    doctype = with_parts(
        docx(), {"word/document.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'}
    )
    assert "动过手脚" in refused("实体.docx", doctype)


def test_a_file_too_large_to_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.reading.kinds.SHOWN_MEGABYTES", 1)
    assert "2 MB，太大" in refused("大.pdf", b"%PDF-1.7" + bytes(2 << 20))


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def old_office(stream: str) -> bytes:
    """A compound file with one stream of that name."""
    sector = bytearray(512)
    for place, (name, kind) in enumerate((("Root Entry", 5), (stream, 2))):
        raw = name.encode("utf-16-le")
        sector[place * 128 : place * 128 + len(raw)] = raw
        sector[place * 128 + 64 : place * 128 + 66] = (len(raw) + 2).to_bytes(2, "little")
        sector[place * 128 + 66] = kind
    head = bytearray(512)
    head[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    head[30:32] = (9).to_bytes(2, "little")
    head[44:48] = (1).to_bytes(4, "little")
    head[48:52] = (1).to_bytes(4, "little")
    head[56:60] = (4096).to_bytes(4, "little")
    head[60:64] = head[68:72] = (0xFFFFFFFE).to_bytes(4, "little")
    head[76:80] = (0).to_bytes(4, "little")
    for place in range(80, 512, 4):
        head[place : place + 4] = (0xFFFFFFFF).to_bytes(4, "little")
    table = bytearray(b"\xff" * 512)
    table[0:4] = (0xFFFFFFFD).to_bytes(4, "little")
    table[4:8] = (0xFFFFFFFE).to_bytes(4, "little")
    return bytes(head + table + sector)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(("docx", "xlsx")), st.integers(0, 10**6), st.binary(min_size=1, max_size=30))
def test_damage_anywhere_is_told_in_a_sentence(kind: str, place: int, junk: bytes) -> None:
    data = bytearray(docx() if kind == "docx" else xlsx())
    at = place % len(data)
    data[at : at + len(junk)] = junk
    try:
        read_file("坏文件", bytes(data))
    except InputError as error:
        assert "坏文件" in error.sentence


@given(st.text(max_size=60), st.text(min_size=1, max_size=8), st.text(max_size=60))
def test_words_are_found_whatever_the_spaces(before: str, words: str, after: str) -> None:
    spaced = " \n".join(words)
    hits = search([(3, before + spaced + after)], words)
    bare = Bare(words).text
    if bare:
        assert hits
        assert all(
            Bare((before + spaced + after)[hit.start : hit.start + hit.length]).text.find(bare) >= 0
            for hit in hits
        )
    else:
        assert hits == []


def test_a_quotation_is_found_on_the_nearest_page() -> None:
    pages = {0: "无", 1: "柴油 1.86 吨", 2: "柴油\n1.86 吨", 7: "柴油 1.86 吨"}
    hit = find_again(pages, "柴油1.86吨", near=3)
    assert hit is not None and hit.page == 2
    assert find_again(pages, "汽油 1.86", near=3) is None
    assert find_again({0: "99", 5: "99"}, "99", near=3) is None  # stands everywhere, proves nothing


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_region_survives_being_kept(x: float, y: float, wide: float, high: float) -> None:
    text = Region(x, y, wide, high).text()
    region = region_of(text)
    assert region is not None and abs(region.x - x) < 1e-3 and region.text() == text


@given(st.text(max_size=20))
def test_any_text_is_a_place_or_none(text: str) -> None:
    for found in (region_of(text), cells_of(text)):
        assert found is None or region_of(found.text()) == found or cells_of(found.text()) == found


def test_cells() -> None:
    assert Cells(6, 1, 8, 3).text() == "B7:D9"
    assert cells_of("D9:B7") == Cells(6, 1, 8, 3)
    assert Cells(0, 0, 0, 0).text() == "A1" and cells_of("A1") == Cells(0, 0, 0, 0)
