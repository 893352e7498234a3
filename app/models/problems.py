"""What the errors of SQLite and of the operating system mean for the user. Translated only here."""

from __future__ import annotations

import errno
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.models.errors import (
    AppError,
    Damaged,
    DiskFull,
    FileBusy,
    FileMissing,
    InputError,
    ReadOnly,
    Unjournaled,
)

# What the guard triggers say (see schema.py).
REFUSAL = "crd: a write that by-passes the journal"

# What Windows says of a path of more than 259 signs: "name too long", or simply that it is not there.
_WINDOWS_PATH = 259
_WINDOWS_TOO_LONG, _WINDOWS_NO_PATH = 206, 3

_NO_SPACE = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def sqlite_problem(error: BaseException, path: Path) -> AppError:
    """The plain sentence for a SQLite error that happened with the file at `path`."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    text = str(cause)
    code = getattr(cause, "sqlite_errorname", "") or ""
    name = path.name
    if REFUSAL in text:
        return Unjournaled("程序试图绕过修改记录写入，已拒绝。", "请把技术信息发给开发人员。", text)
    if "FULL" in code:
        return _disk_full(path, text)
    if "READONLY" in code or "CANTOPEN" in code or "PERM" in code:
        return ReadOnly(f"“{name}”所在的位置不允许写入。", "请把文件复制到自己的文件夹再打开。", text)
    if "BUSY" in code or "LOCKED" in code:
        return FileBusy(f"“{name}”正被另一个程序使用。", "请关闭那个程序后重试。", text)
    if "CORRUPT" in code or "NOTADB" in code:
        return Damaged(f"“{name}”已损坏，不能继续使用。", "请从备份恢复，或向同事要最近的一份。", text)
    if "IOERR" in code:
        return Damaged(
            f"读写“{name}”时磁盘出错。", "请检查U盘或硬盘是否还连着，再重新打开文件。", f"{code} {text}"
        )
    return AppError(f"处理“{name}”时出错，没有改动。", "请把技术信息发给开发人员。", f"{code} {text}")


def disk_problem(error: OSError, path: Path) -> AppError:
    """The plain sentence for an operating-system error around the file at `path`."""
    if error.errno in _NO_SPACE:
        return _disk_full(path, str(error))
    if _is_too_long(error, path):
        return InputError(
            f"“{path.name[:40]}…”的路径太长（{len(str(path.absolute()))} 个字符），系统打不开。",
            f"请改短文件名，或把文件移到层次少的文件夹，全长不超过 {_WINDOWS_PATH} 个字符。",
            str(error),
        )
    if isinstance(error, FileNotFoundError):
        return FileMissing(
            f"找不到“{path.name}”或它所在的文件夹。", "它可能已被移动、改名或删除。", str(error)
        )
    # Windows says "permission denied" both for a protected place and for a file that Word holds open.
    if isinstance(error, PermissionError) and path.is_file():
        return FileBusy(
            f"“{path.name}”正被另一个程序打开，或被设为只读。",
            "请关闭那个程序后重试，或换一个文件名。",
            str(error),
        )
    return ReadOnly(f"“{path.name}”所在的位置不能写入。", "请换一个文件夹，或检查U盘是否写保护。", str(error))


def _is_too_long(error: OSError, path: Path) -> bool:
    code = getattr(error, "winerror", None)
    is_long = len(str(path.absolute())) > _WINDOWS_PATH
    return (
        error.errno == errno.ENAMETOOLONG
        or code == _WINDOWS_TOO_LONG
        or (code == _WINDOWS_NO_PATH and is_long)
    )


def _disk_full(path: Path, text: str) -> DiskFull:
    return DiskFull(f"磁盘已满，没有写入“{path.name}”。", "请腾出空间后重试，文件保持原样。", text)
