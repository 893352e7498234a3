"""The cells of a received Excel, Word or PDF file as text: one door, `cells_of`.

The readers of the form only use this door, and `Grid` carries the names of the shared table reader, so that
reading can be handed over to it. Files are untrusted: limits first, bytes before suffixes.
"""

from __future__ import annotations

from pathlib import Path

from app.services.files import read_limited
from app.services.performance.compound import MAGIC
from app.services.performance.excel_cells import read_xlsx
from app.services.performance.grid import Grid, refuse
from app.services.performance.old_excel import read_xls
from app.services.performance.pdf_cells import read_pdf
from app.services.performance.word_cells import read_docx

FILE_MEGABYTES = 20
_KINDS = "请选择 .xlsx、.xls、.docx、.pdf 或 .json 格式的绩效表。"

_READERS = {"xlsx": read_xlsx, "xls": read_xls, "docx": read_docx, "pdf": read_pdf}


def cells_of(path: Path) -> list[Grid]:
    """Every table of an Excel, Word or PDF file that holds anything, in the order of the file.

    Raises:
        InputError: empty, too large, protected, damaged, malicious or of another kind; FileMissing, FileBusy.
    """
    content = read_limited(path, FILE_MEGABYTES)
    return _READERS[_kind(path, content)](path, content)


def _kind(path: Path, content: bytes) -> str:
    """xlsx, xls, docx or pdf by the content; the suffix does not matter."""
    if content.startswith(b"PK"):
        for mark, kind in ((b"xl/workbook.xml", "xlsx"), (b"word/document.xml", "docx")):
            if mark in content:
                return kind
        if b"xl/workbook.bin" in content:
            raise refuse(path, "是二进制工作簿（.xlsb）。", "请用 Excel 打开，另存为 .xlsx 后再导入。")
        raise refuse(
            path, "不是 Excel、Word 或 PDF 文件。", "请选择 .xlsx、.xls、.docx、.pdf 或 .json 格式的绩效表。"
        )
    if content.startswith(MAGIC):
        return "xls"
    if content.startswith(b"%PDF"):
        return "pdf"
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")):
        raise refuse(path, "其实是网页表格。", "请用 Excel 打开它，另存为 .xlsx 后再导入。")
    raise refuse(
        path, "不是 Excel、Word 或 PDF 文件。", "请选择 .xlsx、.xls、.docx、.pdf 或 .json 格式的绩效表。"
    )
