"""Files that cannot be read are refused with one sentence that says what to do."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from app.models.errors import FileMissing, InputError
from app.services.intake import read_report


def a_pdf(*, text: str = "", pages: int = 1, password: str = "") -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption(password) if password else None)
    for _ in range(pages):
        if text:
            canvas.drawString(72, 700, text)
        else:
            canvas.rect(72, 72, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def a_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (80 << 20))
    return target.getvalue()


CASES = {
    "scan": ("报告.pdf", a_pdf(), "扫描件"),
    "protected": ("报告.pdf", a_pdf(text="x" * 40, password="1"), "密码"),
    "cut off": ("报告.pdf", a_pdf(text="x" * 40)[:300], "损坏"),
    "not a pdf inside": ("报告.pdf", b"%PDF-1.7\n" + b"\x00" * 500, "损坏"),
    "too many pages": ("报告.pdf", a_pdf(text="x", pages=301), "301 页"),
    "empty": ("报告.xlsx", b"", ""),
    "bomb": ("报告.xlsx", a_bomb(), "恶意"),
    "zip": ("报告.xlsx", b"PK\x03\x04" + b"\x00" * 60, "损坏"),
    "picture": ("报告.pdf", b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "后缀"),
}


@pytest.mark.parametrize("case", CASES)
def test_refused_with_a_sentence(case: str, tmp_path: Path) -> None:
    name, content, words = CASES[case]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_report(path)
    assert words in caught.value.sentence
    assert name in caught.value.message and caught.value.hint


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_report(tmp_path / "没有.xlsx")


def test_words_without_tables_are_read_and_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "报告.pdf"
    path.write_bytes(a_pdf(text="This is a text without any table, of more than twenty letters."))
    draft = read_report(path)
    assert not draft.facts.facts


@pytest.mark.parametrize("seed", range(6))
def test_a_pdf_with_broken_bytes_is_read_or_refused(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    content = bytearray(a_pdf(text="x" * 40, pages=3))
    for _ in range(20):
        content[dice.randrange(8, len(content))] = dice.randrange(256)
    path = tmp_path / "报告.pdf"
    path.write_bytes(content)
    with suppress(InputError):
        read_report(path)
