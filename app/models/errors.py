"""The errors a person may see. Each carries one plain sentence and, where it helps, what to do next.

Everything that the user or the machine caused is an `AppError`; anything else that escapes is our bug.
"""

from __future__ import annotations


class AppError(Exception):
    """Base of all errors that are told to the user in a sentence."""

    def __init__(self, message: str, hint: str = "", detail: str = "") -> None:
        """`message`: what did not happen and why; `hint`: what to do; `detail`: technical text to copy."""
        super().__init__(message + hint)
        self.message = message
        self.hint = hint
        self.detail = detail

    @property
    def sentence(self) -> str:
        """Message and hint as one text."""
        return f"{self.message}{self.hint}"


class InputError(AppError):
    """A value that was typed or read cannot be accepted. `field` names the form field it belongs to."""

    def __init__(self, message: str, hint: str = "", detail: str = "", field: str = "") -> None:
        super().__init__(message, hint, detail)
        self.field = field


class FileBusy(AppError):
    """The file is open in another program; trying again later can succeed."""


class FileMissing(AppError):
    """There is no such file."""


class NotOurs(AppError):
    """The file is not a workspace of this program."""


class Damaged(AppError):
    """The file is broken or was changed by a foreign program."""


class NewerFile(AppError):
    """The file was made by a newer version of the program."""


class ReadOnly(AppError):
    """The place or the file does not allow writing."""


class DiskFull(AppError):
    """There is no room left on the disk."""


class Unjournaled(AppError):
    """A write tried to by-pass the journal. Always a bug of ours or a foreign program at work."""


class Cancelled(AppError):
    """The user stopped the work. Shown as a quiet line, never as an error."""

    def __init__(self) -> None:
        super().__init__("已取消，数据未改动。")
