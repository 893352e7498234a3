"""Context + template -> Word file, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from app.services.documents.compiled_template import compile_template
from app.services.documents.docx_package import MAX_FILE_MEGABYTES
from app.services.files import read_limited, write_bytes


class LetterContext(Protocol):
    """What every kind of letter says of itself; a frozen dataclass with all that its template may use."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def reviewer(self) -> str: ...  # noqa: D102
    @property
    def iso_date(self) -> str: ...  # noqa: D102


def render(template: Path, context: LetterContext, target: Path) -> tuple[str, ...]:
    """Fill `template` with `context` and put the result at `target`; the same input gives the same bytes.

    Returns one sentence for every value in which characters had to be replaced by visible signs.

    Raises:
        InputError: the template cannot be used; FileMissing: it is not there.
        FileBusy, ReadOnly, DiskFull: `target` could not be written; what stood there is untouched.
    """
    content, replaced = render_bytes(template, context)
    write_bytes(target, lambda: content)
    return replaced


def render_bytes(template: Path, context: LetterContext) -> tuple[bytes, tuple[str, ...]]:
    """As `render`, for a preview: the content of the file instead of the file."""
    ready = compile_template(read_limited(template, MAX_FILE_MEGABYTES), template.name, type(context))
    author = "" if context.reviewer == "—" else context.reviewer
    return ready.fill(context, title=context.title, author=author, iso_date=context.iso_date)
