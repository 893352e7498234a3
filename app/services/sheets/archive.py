"""What a received file really is, and whether it is safe to hand to a reader.

Nothing here trusts a suffix: bytes decide. Office files are zip archives of XML; each part is unpacked once,
in memory and within limits, so that a false size in the directory is found by its checksum before a reader
sees it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum, auto

from app.models.errors import InputError
from app.services.files import MEGABYTE
from app.services.sheets.ole import Compound

UNPACKED_MEGABYTES = 300
# Large sheets measure 10 to 15, with nothing but borders in their cells too; deflate cannot exceed 1032.
RATIO_LIMIT = 200
RATIO_FREE = 20 * MEGABYTE
PART_LIMIT = 5_000

_ENCRYPTED = 0x1
_READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# A document type can only stand before the first element.
_DOCUMENT_TYPE = re.compile(rb"(?:\xef\xbb\xbf)?(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class Kind(Enum):
    """What the bytes of a file say it is."""

    XLSX = auto()
    DOCX = auto()
    XLS = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Source:
    """A received file in memory: its name for messages, its bytes."""

    name: str
    content: bytes

    def refuse(self, why: str, what_to_do: str, detail: str = "") -> InputError:
        """The error for this file: “name”why."""
        return InputError(f"“{self.name}”{why}", what_to_do, detail)


def kind_of(source: Source) -> Kind:
    """What the file is by its content.

    Raises:
        InputError: it is protected by a password, or something no reader takes.
    """
    content = source.content
    if content.startswith(Compound.MAGIC):
        return _kind_of_compound(source)
    if content.startswith(b"PK"):
        return _kind_of_zip(source)
    if content.startswith(b"%PDF"):
        raise source.refuse("是 PDF 文件，里面的表格不能直接读取。", "请向来文单位要 Word 或 Excel 版本。")
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")):
        raise source.refuse("其实是网页表格。", "请用 Excel 打开它，另存为 .xlsx 后再导入。")
    if start.startswith(b"<?xml"):
        raise source.refuse("是 XML 文件，不是表格。", "请用 Excel 打开它，另存为 .xlsx 后再导入。")
    if start.startswith(b"{\\rtf"):
        raise source.refuse("其实是 RTF 文档。", "请用 Word 打开它，另存为 .docx 后再导入。")
    return Kind.TEXT


def _kind_of_compound(source: Source) -> Kind:
    streams = Compound(source.content).names()
    if "EncryptedPackage" in streams:
        raise source.refuse("设了打开密码。", "请在 Excel 或 Word 中取消密码，另存一份后再导入。")
    if streams & {"Workbook", "Book"}:
        return Kind.XLS
    if "WordDocument" in streams:
        raise source.refuse("是旧版 Word 文档（.doc）。", "请用 Word 或 WPS 打开，另存为 .docx 后再导入。")
    raise source.refuse("不是 Word、Excel 或文本文件。", "请确认选对了文件。")


def _kind_of_zip(source: Source) -> Kind:
    names = set(_open(source).namelist())
    if any(name.startswith("xl/") for name in names):
        if "xl/workbook.bin" in names:
            raise source.refuse("是二进制工作簿（.xlsb）。", "请用 Excel 打开，另存为 .xlsx 后再导入。")
        return Kind.XLSX
    if any(name.startswith("word/") for name in names):
        return Kind.DOCX
    raise source.refuse(
        "是压缩包或其他格式，不是 Word、Excel 文件。", "如果名单在压缩包里，请先解压再选其中的文件。"
    )


def _open(source: Source) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(source.content))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _damaged(source, error) from error


def checked_parts(source: Source) -> dict[str, bytes]:
    """Every part, unpacked once.

    Raises:
        InputError: the archive is a bomb, protected, damaged, or holds XML with a document type, in which
            entities could multiply or reach outside.
    """
    archive = _open(source)
    _check_directory(source, archive.infolist())
    parts: dict[str, bytes] = {}
    for part in archive.infolist():
        try:
            content = archive.read(part)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ) as error:
            raise _damaged(source, error) from error
        if content.startswith(_UTF16) or _DOCUMENT_TYPE.match(content):
            raise source.refuse(
                "含有不该出现的 XML 声明，可能被人动过手脚，已拒绝读取。", "请向来文单位重新要一份。"
            )
        parts[part.filename] = content
    return parts


def repacked(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts, so that a reader sees what was checked and nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _check_directory(source: Source, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > PART_LIMIT or unpacked > UNPACKED_MEGABYTES * MEGABYTE:
        raise source.refuse(
            f"解开后有 {unpacked // MEGABYTE:,} MB、{len(parts):,} 个部件，超过上限，已拒绝读取。",
            "请删去不需要的内容，另存一份后再试。",
        )
    if unpacked > RATIO_FREE and unpacked / packed > RATIO_LIMIT:
        raise source.refuse(
            f"解开后会变大 {unpacked // packed:,} 倍，像是恶意文件，已拒绝读取。",
            "请向来文单位核实这个文件。",
        )
    if len({part.filename for part in parts}) < len(parts):
        raise source.refuse("里有重名的部件，可能被人动过手脚，已拒绝读取。", "请向来文单位重新要一份。")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise source.refuse("设了打开密码。", "请取消密码，另存一份后再导入。")
    if any(part.compress_type not in _READABLE_METHODS for part in parts):
        raise source.refuse("用了办公软件不用的压缩方式，已拒绝读取。", "请用 Office 或 WPS 打开后另存一份。")


def _damaged(source: Source, error: Exception) -> InputError:
    return source.refuse(
        "已损坏，不能读取。", "请重新取得这个文件，或用 Office、WPS 打开修复后另存一份。", repr(error)
    )
