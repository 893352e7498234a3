"""Made-up files as units send them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.services.paths import resource

A4 = (595.3, 841.9)
ROW = ("天然气（锅炉）", "123.45", "389.31", "0.0153", "99", "21.62", "2 696.22")


def pdf(pages: Sequence[Sequence[str]], password: str = "") -> bytes:
    """A PDF with these lines on its pages, in the font of the house, margins as in an office."""
    font = sorted(resource("fonts").glob("*Sans*Regular*.ttf"))[0]
    if "Sample" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Sample", str(font)))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=password or None, invariant=True)
    for number, lines in enumerate(pages, 1):
        canvas.setFont("Sample", 9)
        canvas.drawString(72, 790, "示例会展中心有限公司 2024 年度碳排放报告")
        canvas.drawRightString(523, 790, f"第 {number} 页")
        canvas.line(72, 783, 523, 783)
        canvas.setFont("Sample", 10)
        for place, line in enumerate(lines):
            canvas.drawString(72, 750 - place * 22, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def blank_pdf(pages: int = 2) -> bytes:
    """Pages without a word, as a scanner makes them."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    for _ in range(pages):
        canvas.rect(100, 100, 300, 300)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def report_pdf(pages: int = 12, changed: bool = False) -> bytes:
    """An emission report: the row of the boiler stands on page 3, or, in the next version, on page 4."""
    body = [
        [f"第 {n} 页的正文，活动水平数据的说明。", "排放源与核算边界没有变化。"] for n in range(1, pages + 1)
    ]
    body[3 if changed else 2] = [
        "附表 C.3 化石燃料燃烧排放",
        "　".join(ROW),
        "柴油（发电机）　1.86　42.652　5.76",
    ]
    if changed:
        body[3].pop()
    return pdf(body)


def docx(path: Path | None = None) -> bytes:
    """A Word report with headings, a table with merges in both directions, and a link."""
    document = Document()
    document.add_heading("附表 C.3 化石燃料燃烧排放", 1)
    document.add_paragraph("排放量按 DB11/T 1785 计算 <b>&。")
    table = document.add_table(4, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "燃料排放"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "天然气"
    table.cell(1, 1).text = "锅炉"
    table.cell(1, 2).text = "2 696.22"
    table.cell(2, 1).text = "食堂"
    table.cell(3, 0).text = "小计"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    """A workbook of two sheets."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "附表C.3"
    sheet.append(["燃料品种", "消耗量", "排放量"])
    sheet.append(["天然气（锅炉）", 123.45, 2696.22])
    sheet.append(["柴油", 1.86, 5.76])
    other = book.create_sheet("附表C.7")
    for month in range(1, 13):
        other.append([f"{month} 月", month * 10.5])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(data: bytes, extra: dict[str, bytes]) -> bytes:
    """An Office file with further parts, or others in their place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in extra:
                new.writestr(name, old.read(name))
        for name, content in extra.items():
            new.writestr(name, content)
    return out.getvalue()
