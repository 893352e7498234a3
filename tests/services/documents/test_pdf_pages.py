"""Blocks on pages, and files that are the same whenever they are made."""

from __future__ import annotations

import io

import pdfplumber
import pypdfium2

from app.services.documents.drawing import Style
from app.services.documents.fonts import face
from app.services.documents.form_table import Cell, FormTable
from app.services.documents.pdf_pages import Heading, Sheet, paginate, pdf_bytes

STYLE = Style(face("serif"))
SHEET = Sheet(width=300, height=400, left=50, top=50, bottom=50, foot=20)


def table(rows: int) -> FormTable:
    return FormTable([100, 100], [[Cell(f"行{row}", 0, 0), Cell("值", 1, 1)] for row in range(rows)], STYLE)


def test_blocks_follow_one_another_and_fill_the_pages() -> None:
    pages = paginate([Heading("标题", 200, STYLE, 6.0), table(30), table(2)], SHEET.room)
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [round(down) for down, _ in pages[0]] == [0, 18]
    assert pages[1][1][0] == pages[1][0][1].height
    assert all(down + block.height <= SHEET.room for page in pages for down, block in page)


def test_no_block_is_no_page_but_one() -> None:
    assert paginate([], SHEET.room) == [[]]
    assert len(pypdfium2.PdfDocument(pdf_bytes([], SHEET, STYLE, title="", author=""))) == 1


def test_a_heading_longer_than_a_page_goes_on() -> None:
    text = "".join(f"题{number:04}" for number in range(500))
    pdf = pdf_bytes([Heading(text, 200, STYLE, 6.0), table(1)], SHEET, STYLE, title="", author="")
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) > 3
    copied = "".join(page.get_textpage().get_text_range() for page in document)
    assert all(f"题{number:04}" in copied.replace("\r\n", "") for number in range(500))


def test_page_numbers_and_properties() -> None:
    pdf = pdf_bytes(
        [table(40)], SHEET, STYLE, title="项目支出绩效自评表（2024年度）", author="示例咨询有限公司"
    )
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 3
        for number, page in enumerate(document.pages, 1):
            foot = page.crop((0, page.height - SHEET.bottom, page.width, page.height)).extract_text()
            assert foot == f"第 {number} 页 共 3 页"
        assert document.metadata["Title"] == "项目支出绩效自评表（2024年度）"
        assert document.metadata["Author"] == "示例咨询有限公司"
        assert document.metadata["Creator"] == "碳审工作台"


def test_the_same_input_gives_the_same_bytes() -> None:
    def make() -> bytes:
        return pdf_bytes([Heading("标题", 200, STYLE, 6.0), table(40)], SHEET, STYLE, title="题", author="者")

    assert make() == make()


def test_only_embedded_fonts() -> None:
    pdf = pdf_bytes([table(3)], SHEET, STYLE, title="", author="")
    assert b"Helvetica" not in pdf
    assert pdf.count(b"/FontFile2 ") == pdf.count(b"/Type /FontDescriptor") > 0
