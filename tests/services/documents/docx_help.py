"""Reading finished Word files back, and making small templates; shared by the tests of this folder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml.ns import qn

from app.services.documents.templates import default_template

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def all_paragraphs(document: Any) -> Iterator[str]:
    """The text of every paragraph in reading order, those of tables too."""
    from docx.text.paragraph import Paragraph

    for element in document.element.body.iter(qn("w:p")):
        yield Paragraph(element, document).text


def whole_text(content: bytes | Path) -> str:
    source = io.BytesIO(content) if isinstance(content, bytes) else str(content)
    return "\n".join(all_paragraphs(Document(source)))


def parts(content: bytes | Path) -> dict[str, bytes]:
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    with zipfile.ZipFile(source) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, content: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def paragraph(*runs: str) -> str:
    """A paragraph with one run per text."""
    return f"<w:p>{''.join(f'<w:r><w:t>{escape(run)}</w:t></w:r>' for run in runs)}</w:p>"


def with_body(path: Path, body: str, **replaced: bytes) -> Path:
    """The program's template with another body; `replaced` exchanges parts, "word__x_xml" for word/x.xml."""
    content = parts(default_template())
    content["word/document.xml"] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{W}" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        f' xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}</w:body></w:document>'
    ).encode()
    return packed(path, content | {k.replace("__", "/").replace("_", "."): v for k, v in replaced.items()})


def with_marks(path: Path, *marks: str) -> Path:
    """A template with one paragraph per text."""
    return with_body(path, "".join(paragraph(mark) for mark in marks))
