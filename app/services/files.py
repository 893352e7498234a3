"""Files that other programs open: written beside, then moved into place, so that none is ever half."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.models.errors import InputError
from app.models.problems import disk_problem

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
MEGABYTE = 1 << 20


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path beside `target` to write to; it takes the place of `target` when the block ends well.

    Raises:
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; the old file is untouched.
    """
    beside = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        with beside.open("r+b") as file:
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as error:
        raise disk_problem(error, target) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def write_bytes(target: Path, make: Callable[[], bytes]) -> None:
    """Write what `make` returns to `target`, whole or not at all."""
    content = make()
    with replacing(target) as beside:
        beside.write_bytes(content)


def read_limited(path: Path, megabytes: int) -> bytes:
    """The content of a received file, refused above a size.

    Raises:
        InputError: the file is empty or too large; FileMissing, FileBusy: it cannot be read.
    """
    try:
        size = path.stat().st_size
        if size == 0:
            raise InputError(f"“{path.name}”是空文件（0 字节）。", "请重新取得这个文件。")
        if size > megabytes * MEGABYTE:
            raise InputError(f"“{path.name}”有 {size // MEGABYTE} MB，超过 {megabytes} MB 的上限。")
        return path.read_bytes()
    except OSError as error:
        raise disk_problem(error, path) from error


def safe_name(text: str) -> str:
    """`text` as a file name that Windows accepts; Chinese stays."""
    name = _FORBIDDEN.sub("_", text).strip(" .")
    if not name or _RESERVED.fullmatch(name):
        name = f"_{name}"
    while len(name.encode()) > 200:
        name = name[:-1]
    return name
