"""Whatever table an office sends, as text: Word, Excel, CSV. Shared by everything that reads lists.

`read_tables` is the door. A reader is one line in `READERS`; the file dialog's filter follows from the list.
Received files are untrusted: limits first, bytes before suffixes, nothing in them is run or fetched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.services.files import read_limited
from app.services.sheets.archive import Kind, Source, kind_of
from app.services.sheets.delimited import read_text
from app.services.sheets.excel import read_xls, read_xlsx
from app.services.sheets.grid import FILE_MEGABYTES, CellMark, Grid, GridKind, Merge
from app.services.sheets.word import read_docx

__all__ = ["READERS", "CellMark", "Grid", "GridKind", "Merge", "Reader", "file_filter", "read_tables"]


@dataclass(frozen=True, slots=True)
class Reader:
    """A kind of file: how the file dialog calls it, its usual suffixes, and what reads it."""

    kind: Kind
    label: str
    suffixes: tuple[str, ...]
    read: Callable[[Source], list[Grid]]


READERS = (
    Reader(Kind.DOCX, "Word 文档", (".docx",), read_docx),
    Reader(Kind.XLSX, "Excel 工作簿", (".xlsx", ".xlsm"), read_xlsx),
    Reader(Kind.XLS, "Excel 97-2003 工作簿", (".xls",), read_xls),
    Reader(Kind.TEXT, "文本文件", (".csv", ".txt"), read_text),
)


def file_filter() -> str:
    """The filter of the file dialog: all lists first, then kind by kind."""
    kinds = [(reader.label, reader.suffixes) for reader in READERS]
    everything = tuple(suffix for _, suffixes in kinds for suffix in suffixes)
    return ";;".join(
        f"{label} ({' '.join(f'*{suffix}' for suffix in suffixes)})"
        for label, suffixes in [("名单文件", everything), *kinds]
    )


def read_tables(path: Path) -> list[Grid]:
    """All tables of a file that hold anything, hidden sheets too (marked as such).

    A wrong suffix does no harm: a workbook of the old format that is called .xlsx is read as what it is.

    Raises:
        InputError: empty, too large, protected, damaged, malicious, not a list; FileMissing, FileBusy.
    """
    source = Source(path.name, read_limited(path, FILE_MEGABYTES))
    kind = kind_of(source)
    reader = next(reader for reader in READERS if reader.kind is kind)
    known = {suffix for each in READERS for suffix in each.suffixes}
    if kind is Kind.TEXT and path.suffix.lower() not in reader.suffixes:
        if path.suffix.lower() in known:
            raise source.refuse(
                "的内容不是 Word 或 Excel 格式，可能已损坏或被改过后缀。", "请重新取得这个文件。"
            )
        raise source.refuse(
            f"不是可以读取的文件类型（{path.suffix or '无后缀'}）。",
            f"可以读取：{'、'.join(sorted(known))}。",
        )
    grids = reader.read(source)
    if not grids:
        nothing = "里没有表格。" if kind is Kind.DOCX else "里没有内容。"
        raise source.refuse(nothing, "请确认选对了文件。")
    return grids
