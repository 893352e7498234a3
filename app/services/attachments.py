"""Files kept inside the workspace by their content: the same file twice is stored once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.errors import FileMissing
from app.models.report import Attachment
from app.services.blobs import LIMIT_MEGABYTES, data_of, keep, write_out

__all__ = ["LIMIT_MEGABYTES", "Content", "attach", "content", "detach", "extract"]


def attach(session: Session, version_id: str, path: Path) -> str:
    """Put the file at `path` into the workspace as an attachment of a report version. Returns its key.

    Raises:
        InputError: it is empty or larger than `LIMIT_MEGABYTES`. FileMissing, FileBusy: it cannot be read.
    """
    kept = keep(session, path)
    row = Attachment(id=new_id(), version_id=version_id, name=kept.name, sha256=kept.sha256, size=kept.size)
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
    if row is None:
        raise FileMissing("“附件”的内容不在这个工作文件里。", "请向同事要带附件的文件。")
    return Content(row.name, data_of(session, row.sha256, row.name))


def extract(session: Session, attachment_id: str, folder: Path) -> Path:
    """Write an attachment into `folder` under a safe name, to be opened by another program.

    Raises:
        FileMissing: the attachment or its content is not in this file. Damaged: the content was altered.
    """
    found = content(session, attachment_id)
    return write_out(found.data, found.name, folder)
