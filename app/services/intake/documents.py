"""A received file as blocks and lines: Excel and Word through the shared readers, PDF through our own."""

from __future__ import annotations

from pathlib import Path

from app.services.facts import Where
from app.services.files import read_limited
from app.services.intake.blocks import Document, Line, block_of
from app.services.intake.pdf import read_pdf
from app.services.sheets import READERS, Grid
from app.services.sheets.archive import Kind, Source, kind_of
from app.services.sheets.grid import FILE_MEGABYTES
from app.services.sheets.word import read_document as read_word

_PDF = b"%PDF"
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".docx", ".pdf", ".csv")


def file_filter() -> str:
    """The filter of the file dialog: what reports come as."""
    return f"报告 ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"


def read_document(path: Path) -> Document:
    """All sheets, tables and lines of a report, hidden sheets too (marked as such).

    Raises:
        InputError: empty, too large, protected, damaged, malicious, a scan, or nothing that is read.
        FileMissing, FileBusy: it cannot be opened.
    """
    source = Source(path.name, read_limited(path, FILE_MEGABYTES))
    if source.content.lstrip()[:4] == _PDF:
        return read_pdf(source)
    kind = kind_of(source)
    lines: tuple[Line, ...] = ()
    if kind is Kind.DOCX:
        grids, paragraphs = read_word(source)
        lines = tuple(
            Line(text, Where(source.name, table=f"第{number}段")) for number, text in enumerate(paragraphs, 1)
        )
    else:
        grids = _grids(source, kind, path)
    if not grids and not lines:
        raise source.refuse("里没有内容。", "请确认选对了文件。")
    return Document(source.name, tuple(map(block_of, grids)), lines)


def _grids(source: Source, kind: Kind, path: Path) -> list[Grid]:
    if kind is Kind.TEXT and path.suffix.lower() not in (".csv", ".txt"):
        raise source.refuse("的内容不是 Excel、Word 或 PDF，可能已损坏或被改过后缀。", "请重新取得这个文件。")
    reader = next(reader for reader in READERS if reader.kind is kind)
    return reader.read(source)
