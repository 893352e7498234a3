"""Files kept inside the workspace by their content: the same file twice is stored once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.errors import Damaged, FileMissing
from app.models.journal import blob
from app.models.report import Attachment
from app.services.files import read_limited, replacing, safe_name

LIMIT_MEGABYTES = 300


def attach(session: Session, version_id: str, path: Path) -> str:
    """Put the file at `path` into the workspace as an attachment of a report version. Returns its key.

    Raises:
        InputError: it is empty or larger than `LIMIT_MEGABYTES`. FileMissing, FileBusy: it cannot be read.
    """
    data = read_limited(path, LIMIT_MEGABYTES)
    sha256 = hashlib.sha256(data).hexdigest()
    if session.scalar(select(blob.c.size).where(blob.c.sha256 == sha256)) is None:
        session.execute(insert(blob).values(sha256=sha256, size=len(data), data=data))
    row = Attachment(id=new_id(), version_id=version_id, name=path.name, sha256=sha256, size=len(data))
    session.add(row)
    return row.id


def detach(session: Session, attachment_id: str) -> None:
    """Take an attachment off its report; undo brings it back, so the content stays."""
    row = session.get(Attachment, attachment_id)
    if row is not None:
        session.delete(row)


@dataclass(frozen=True)
class Content:
    """A file as it was handed in."""

    name: str
    data: bytes


def content(session: Session, attachment_id: str) -> Content:
    """The bytes of an attachment, checked against the hash it was registered with.

    Raises:
        FileMissing: the attachment or its content is not in this file. Damaged: the content was altered.
    """
    row = session.get(Attachment, attachment_id)
    data = session.scalar(select(blob.c.data).where(blob.c.sha256 == row.sha256)) if row else None
    if row is None or data is None:
        name = row.name if row else "附件"
        raise FileMissing(f"“{name}”的内容不在这个工作文件里。", "请向同事要带附件的文件。")
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise Damaged(f"附件“{row.name}”的内容与登记的不一致。", "请从备份恢复，或重新添加这个文件。")
    return Content(row.name, data)


def extract(session: Session, attachment_id: str, folder: Path) -> Path:
    """Write an attachment into `folder` under a safe name, to be opened by another program.

    Raises:
        FileMissing: the attachment or its content is not in this file. Damaged: the content was altered.
    """
    found = content(session, attachment_id)
    # The name comes out of a file that may be hostile: only its last part counts, and only as a file name.
    target = folder / safe_name(Path(found.name.replace("\\", "/")).name)
    with replacing(target) as beside:
        beside.write_bytes(found.data)
    return target
