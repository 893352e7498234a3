"""A received file, taken apart as far as it can be without drawing it."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.models.errors import InputError
from app.services.reading.kinds import FileKind, file_kind, reworded
from app.services.reading.word import read_word
from app.services.sheets.archive import Kind, Source, kind_of
from app.services.sheets.excel import read_xls, read_xlsx
from app.services.sheets.grid import Grid


@dataclass(frozen=True)
class Readable:
    """What is shown of a file: the bytes of a PDF or photo, a Word text as HTML, or sheets.

    `notes` say what of the file is not shown.
    """

    name: str
    kind: FileKind
    data: bytes = b""
    html: str = ""
    grids: tuple[Grid, ...] = ()
    notes: tuple[str, ...] = field(default=())


def read_file(name: str, data: bytes) -> Readable:
    """Make a received file readable.

    Raises:
        InputError: with the name of the file and what to do; see `file_kind`.
    """
    kind = file_kind(name, data)
    if kind in (FileKind.PDF, FileKind.PHOTO):
        return Readable(name, kind, data)
    source = Source(name, data)
    try:
        if kind is FileKind.WORD:
            text = read_word(source)
            return Readable(name, kind, html=text.html, notes=text.notes)
        read = read_xlsx if kind_of(source) is Kind.XLSX else read_xls
        grids = tuple(read(source))
    except InputError as error:
        raise reworded(error) from error
    if not grids:
        raise source.refuse("里没有内容。", "请确认单位报送了正确的文件。")
    return Readable(name, kind, grids=grids)
