"""Files shown by other programs: written to a folder of their own, opened by the system, never run.

An attachment came from outside. Only kinds of file that are read, not run, are handed to the system; of any
other the folder is shown instead.
"""

from __future__ import annotations

import atexit
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.services.attachments import extract

if TYPE_CHECKING:
    from app.models.database import Workspace

# What is only read by the program it opens in. Files with macros and everything that runs are left out.
_READ_ONLY_KINDS = {
    *(
        ".pdf",
        ".doc",
        ".docx",
        ".xls",
        ".xlsx",
        ".ppt",
        ".pptx",
        ".rtf",
        ".txt",
        ".csv",
        ".wps",
        ".et",
        ".ofd",
    ),
    *(".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"),
}


class TemporaryFiles:
    """A folder that goes when the program ends; every file that is shown gets a place of its own in it."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def place(self) -> Path:
        """A fresh empty folder."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="carbon-review-"))
            atexit.register(_remove, self._folder)
        return Path(tempfile.mkdtemp(dir=self._folder))


def _remove(folder: Path) -> None:
    """Delete a folder; a file that another program still holds stays."""
    for path in folder.rglob("*"):
        with suppress(OSError):
            path.chmod(stat.S_IRWXU)
    shutil.rmtree(folder, ignore_errors=True)


def take_out(workspace: Workspace, attachment_id: str, folder: Path) -> Path:
    """Write an attachment into `folder`, protected against changes that nobody would find again."""
    with workspace.read() as session:
        path = extract(session, attachment_id, folder)
    path.chmod(stat.S_IREAD)
    return path


def may_open(path: Path) -> bool:
    """Whether a file of this kind is read and not run."""
    return path.suffix.lower() in _READ_ONLY_KINDS


def show_file(path: Path) -> bool:
    """Open a file with the system's program; False where its kind is not opened, then its folder is shown."""
    if may_open(path):
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        return True
    show_folder(path)
    return False


def show_folder(path: Path) -> None:
    """Show the folder in which a file lies."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
