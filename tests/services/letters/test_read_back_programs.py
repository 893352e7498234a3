"""The same edits come back from a letter that went through other programs, and from one cut up as by Word."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.services.letters.read_back import Kind
from tests.services.letters.test_read_back import Desk, desk, letter, paragraph, read, reword  # noqa: F401

EXPECTED = [
    ("ER-20", "fact", Kind.CHANGED),
    ("ER-21", "request", Kind.CHANGED),
    ("ER-22", "basis", Kind.CHANGED),
    ("ER-24", "request", Kind.ADDED),
    ("ER-28", "request", Kind.DELETED),
]


def as_word_saves(path: Path) -> None:
    """Cut every run into runs of three characters, with marks of spelling and of the editing session."""
    document = docx.Document(str(path))
    for number, run in enumerate(list(document.element.body.iter(qn("w:r")))):
        texts = run.findall(qn("w:t"))
        if len(texts) != 1 or len(texts[0].text or "") < 4:
            continue
        text, place = texts[0].text, run
        for start in range(0, len(text), 3):
            piece = deepcopy(run)
            piece.find(qn("w:t")).text = text[start : start + 3]
            piece.find(qn("w:t")).set(qn("xml:space"), "preserve")
            piece.set(qn("w:rsidR"), f"00{number:06X}")
            mark = OxmlElement("w:proofErr")
            mark.set(qn("w:type"), "spellStart" if start % 2 else "gramEnd")
            place.addnext(mark)
            mark.addnext(piece)
            place = piece
        run.getparent().remove(run)
    document.save(str(path))


def through_libreoffice(path: Path) -> None:
    """Open the file with LibreOffice and save it again."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not here: the walk through it was not tried")
    folder = path.parent / "saved"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "docx:MS Word 2007 XML"]
    subprocess.run(
        [*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=240
    )
    shutil.copy(folder / path.name, path)


def edit(path: Path) -> None:
    """Three sentences changed, one added, one deleted."""
    document = docx.Document(str(path))
    retype(paragraph(document, "ER-20 的事实"), "的事实", "的改后事实")
    retype(paragraph(document, "请更正 ER-21"), "请更正", "请在五日内更正")
    bases = [p for p in document.paragraphs if "DB11/T 1785" in p.text and p.text.startswith("依据")]
    retype(bases[2], "1785", "1785—2020")
    after = paragraph(document, "请更正 ER-24")
    copy = after.insert_paragraph_before("补一句：并附结算单。")
    after._p.addnext(copy._p)
    gone = paragraph(document, "请更正 ER-28")._p
    gone.getparent().remove(gone)
    document.save(str(path))


def retype(one: Any, old: str, new: str) -> None:
    """Replace words that may lie in several runs, as somebody does who marks and types over them."""
    texts = [t for run in one.runs for t in run._r.findall(qn("w:t"))]
    whole = "".join(t.text or "" for t in texts)
    start = whole.index(old)
    end, at, is_done = start + len(old), 0, False
    for text in texts:
        words = text.text or ""
        first, last = max(start - at, 0), min(end - at, len(words))
        if first < last:
            text.text = words[:first] + ("" if is_done else new) + words[last:]
            text.set(qn("xml:space"), "preserve")
            is_done = True
        at += len(words)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), ()),
        ((as_word_saves,), ()),
        ((), (as_word_saves,)),
        ((as_word_saves,), (as_word_saves,)),
    ],
)
def test_five_proposals_at_the_right_items_and_nothing_else(
    desk: Desk,  # noqa: F811
    letter: Path,  # noqa: F811
    before: tuple[Callable[[Path], None], ...],
    after: tuple[Callable[[Path], None], ...],
) -> None:
    for walk in before:
        walk(letter)
        assert read(desk, letter) == (), "saving alone changes nothing"
    edit(letter)
    for walk in after:
        walk(letter)
    assert [(p.code, p.field, p.kind) for p in read(desk, letter)] == EXPECTED


def test_libreoffice_before_and_after_the_edits(desk: Desk, letter: Path) -> None:  # noqa: F811
    through_libreoffice(letter)
    assert read(desk, letter) == (), "saving alone changes nothing"
    edit(letter)
    assert [(p.code, p.field, p.kind) for p in read(desk, letter)] == EXPECTED
    through_libreoffice(letter)
    assert [(p.code, p.field, p.kind) for p in read(desk, letter)] == EXPECTED
