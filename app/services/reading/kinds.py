"""What a received file is, and the sentence for one that cannot be shown. The suffix is not believed."""

from __future__ import annotations

from enum import Enum, auto

from app.models.errors import InputError
from app.services.sheets.archive import Kind, Source, kind_of

SHOWN_MEGABYTES = 200
_MEGABYTE = 1 << 20
_PDF_HEAD = 1024
_OUTSIDE = "请用其他程序打开查看。"


class FileKind(Enum):
    """How a file is shown."""

    PDF = auto()
    WORD = auto()
    SHEETS = auto()
    PHOTO = auto()


def file_kind(name: str, data: bytes) -> FileKind:
    """What the bytes are.

    Raises:
        InputError: empty, too large to be shown, protected by a password, or of no kind that is shown here.
    """
    source = Source(name, data)
    if not data:
        raise source.refuse("是空文件（0 字节）。", "请让单位重新报送这个文件。")
    if len(data) > SHOWN_MEGABYTES * _MEGABYTE:
        size = len(data) // _MEGABYTE
        raise source.refuse(f"有 {size} MB，太大，不能在这里显示。", _OUTSIDE)
    if b"%PDF-" in data[:_PDF_HEAD]:
        return FileKind.PDF
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return FileKind.PHOTO
    if not data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise source.refuse("不是 PDF、Word、Excel 或照片，不能在这里显示。", _OUTSIDE)
    try:
        kind = kind_of(source)
    except InputError as error:
        # The sentences of the reader of lists speak of importing; here the file is looked at.
        raise reworded(error) from error
    return FileKind.WORD if kind is Kind.DOCX else FileKind.SHEETS


def reworded(error: InputError) -> InputError:
    """The same refusal with what a reviewer can do about it."""
    if "密码" in error.message:
        hint = "请让单位取消密码后重新报送，或" + _OUTSIDE[1:]
    elif "（.doc）" in error.message or "（.xlsb）" in error.message:
        hint = "请另存为新格式后重新添加，或" + _OUTSIDE[1:]
    else:
        hint = "请让单位重新报送，或" + _OUTSIDE[1:]
    return InputError(error.message, hint, error.detail)
