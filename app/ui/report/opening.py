"""Taking a file out of the workspace and making it readable, beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from app.models.errors import InputError
from app.services.attachments import content
from app.services.reading.kinds import FileKind
from app.services.reading.readable import Readable, read_file
from app.ui.report.paper import read_photo

if TYPE_CHECKING:
    from app.models.database import Workspace


@dataclass(frozen=True)
class FileRef:
    """A file that can be shown: an attachment and how it is called."""

    id: str
    name: str
    note: str = ""  # what a menu says behind the name


@dataclass(frozen=True)
class Loaded:
    """A file as it was read, and the picture if it is one."""

    readable: Readable
    image: QImage | None = None


def read_attachment(workspace: Workspace, attachment_id: str) -> Loaded:
    """Read an attachment.

    Raises:
        InputError: it cannot be shown, with the reason. FileMissing, Damaged: its content is not here.
    """
    with workspace.read() as session:
        found = content(session, attachment_id)
    readable = read_file(found.name, found.data)
    if readable.kind is not FileKind.PHOTO:
        return Loaded(readable)
    image = read_photo(found.data)
    if image.isNull():
        raise InputError(
            f"照片“{found.name}”已损坏，不能显示。",
            "请重新添加这张照片，或用其他程序打开查看。",
        )
    return Loaded(readable, image)
