"""Guards for Office files, which are zip archives of XML."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from app.models.errors import InputError
from app.services.files import MEGABYTE
from app.services.performance.grid import damaged, refuse

UNPACKED_MEGABYTES = 60
PART_LIMIT = 2_000
# Above this size a part that unpacks to more than two hundred times its length is a bomb.
_RATIO_FROM = 5 * MEGABYTE
_RATIO = 200
_ENCRYPTED = 0x1
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def checked_parts(path: Path, content: bytes) -> dict[str, bytes]:
    """Every part, unpacked once within limits.

    Raises:
        InputError: a bomb, protected, damaged, or with a document type in which entities could multiply.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
        total = sum(part.file_size for part in parts)
        bomb = any(p.file_size > _RATIO_FROM and p.file_size > _RATIO * p.compress_size for p in parts)
        if bomb or total > UNPACKED_MEGABYTES * MEGABYTE or len(parts) > PART_LIMIT:
            raise refuse(path, "解压后过大，为安全起见没有打开。", "请确认文件来源，或只保留自评表另存一份。")
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise refuse(path, "设了打开密码。", "请取消密码，另存一份后再导入。")
        unpacked = {part.filename: archive.read(part) for part in parts}
    except InputError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
        LookupError,
    ) as error:
        raise damaged(path, error) from error
    for name, part in unpacked.items():
        if name.endswith((".xml", ".rels")) and (part.startswith(_UTF16) or b"<!DOCTYPE" in part):
            raise refuse(
                path, "含有不允许的内容（文档类型声明）。", "请用 Office 或 WPS 打开，另存一份后再导入。"
            )
    return unpacked
