"""Contents of files inside the workspace, each stored once under its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models.errors import Damaged, FileMissing
from app.models.journal import blob
from app.services.files import read_limited, replacing, safe_name

LIMIT_MEGABYTES = 300


@dataclass(frozen=True)
class Kept:
    """What is known of a file whose content lies in the workspace."""

    name: str
    sha256: str
    size: int


def keep(session: Session, path: Path) -> Kept:
    """Put the content of the file at `path` into the workspace.

    Raises:
        InputError: it is empty or larger than `LIMIT_MEGABYTES`. FileMissing, FileBusy: it cannot be read.
    """
    data = read_limited(path, LIMIT_MEGABYTES)
    sha256 = hashlib.sha256(data).hexdigest()
    if session.scalar(select(blob.c.size).where(blob.c.sha256 == sha256)) is None:
        session.execute(insert(blob).values(sha256=sha256, size=len(data), data=data))
    return Kept(path.name, sha256, len(data))


def data_of(session: Session, sha256: str, name: str) -> bytes:
    """The bytes under a hash, checked against it.

    Raises:
        FileMissing: the content is not in this file. Damaged: it was altered.
    """
    data: bytes | None = session.scalar(select(blob.c.data).where(blob.c.sha256 == sha256))
    if data is None:
        raise FileMissing(f"“{name}”的内容不在这个工作文件里。", "请向同事要带附件的文件。")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Damaged(f"附件“{name}”的内容与登记的不一致。", "请从备份恢复，或重新添加这个文件。")
    return data


def write_out(data: bytes, name: str, folder: Path) -> Path:
    """Write a content into `folder` under a safe name, to be opened by another program."""
    # The name comes out of a file that may be hostile: only its last part counts, and only as a file name.
    target = folder / safe_name(Path(name.replace("\\", "/")).name)
    with replacing(target) as beside:
        beside.write_bytes(data)
    return target
