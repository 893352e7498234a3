"""Every letter is laid out as GB/T 9704-2012 asks (guide §7.1), read from the XML of the filled file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app.services.documents.docx_package import W
from app.services.documents.letter_kinds import LetterKind
from app.services.documents.render import render

TWIPS = 1440 / 25.4  # to the millimetre
# Style -> (font of Chinese text, size in points, indent of the first line in hundredths of a character).
STYLES = {
    "Title": ("方正小标宋简体", 22, 0),
    "BodyText": ("仿宋", 16, 200),
    "Heading1": ("黑体", 16, 200),
    "Heading2": ("楷体", 16, 200),
    "Signature": ("仿宋", 16, 0),
    "AttachmentMark": ("黑体", 16, 0),
    "SmallHead": ("黑体", 10.5, 0),
    "SmallText": ("仿宋", 10.5, 0),
}


class Letter:
    """The parts of a written letter."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        self.body = etree.fromstring(parts["word/document.xml"])
        styles = etree.fromstring(parts["word/styles.xml"])
        self.styles = {one.get(f"{W}styleId"): one for one in styles.iter(f"{W}style")}
        self.settings = etree.fromstring(parts["word/settings.xml"])
        self.footers = {
            reference.get(f"{W}type"): etree.fromstring(parts[self._target(parts, reference)])
            for reference in self.body.iter(f"{W}footerReference")
        }

    def _target(self, parts: dict[str, bytes], reference: Any) -> str:
        key = reference.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
        relations = etree.fromstring(parts["word/_rels/document.xml.rels"])
        return "word/" + next(r.get("Target") for r in relations if r.get("Id") == key)

    def paragraphs(self, style: str) -> list[str]:
        """The texts of the paragraphs of a style."""
        found = []
        for one in self.body.iter(f"{W}p"):
            named = one.find(f"{W}pPr/{W}pStyle")
            if named is not None and named.get(f"{W}val") == style:
                found.append("".join(t.text or "" for t in one.iter(f"{W}t")))
        return found


@pytest.fixture(params=list(LetterKind), scope="module")
def letter(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Letter]:
    kind: LetterKind = request.param
    target = tmp_path_factory.mktemp("layout") / f"{kind.label}.docx"
    render(kind.template, next(kind.samples()), target)
    yield Letter(target)


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS)


def value(element: Any, path: str, name: str) -> str | None:
    found = element.find("/".join(f"{W}{part}" for part in path.split("/")))
    return None if found is None else found.get(f"{W}{name}")


def test_paper_margins_and_type_area(letter: Letter) -> None:
    section = letter.body.find(f"{W}body/{W}sectPr")
    size = [int(value(section, "pgSz", side)) for side in ("w", "h")]
    wanted = {"top": 37, "bottom": 35, "left": 28, "right": 26}
    margins = {side: int(value(section, "pgMar", side)) for side in wanted}
    for found, millimetres in ((size[0], 210), (size[1], 297), *((margins[s], m) for s, m in wanted.items())):
        assert abs(found - twips(millimetres)) <= 1
    width = (size[0] - margins["left"] - margins["right"]) / TWIPS
    height = (size[1] - margins["top"] - margins["bottom"]) / TWIPS
    assert (round(width), round(height)) == (156, 225)


def test_twenty_two_lines_of_exactly_28_points(letter: Letter) -> None:
    section = letter.body.find(f"{W}body/{W}sectPr")
    assert value(section, "docGrid", "linePitch") == "560"
    for style in ("BodyText", "Heading1", "Heading2", "Signature"):
        spacing = letter.styles[style].find(f"{W}pPr/{W}spacing")
        assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("560", "exact")
        assert (spacing.get(f"{W}before"), spacing.get(f"{W}after")) == ("0", "0")
    assert 225 / 25.4 * 72 // 28 == 22


@pytest.mark.parametrize("style", STYLES)
def test_fonts_sizes_and_indents(letter: Letter, style: str) -> None:
    font, size, indent = STYLES[style]
    one = letter.styles[style]
    assert value(one, "rPr/rFonts", "eastAsia") == font
    assert value(one, "rPr/sz", "val") == str(round(size * 2))
    assert int(value(one, "pPr/ind", "firstLineChars") or 0) == indent
    latin = value(one, "rPr/rFonts", "ascii")
    assert latin in ("Times New Roman", font), "figures in Times New Roman or the font of the heading"


def test_every_run_names_its_chinese_font(letter: Letter) -> None:
    """A run without one falls back to what the computer likes."""
    runs = [run for run in letter.body.iter(f"{W}r") if run.find(f"{W}t") is not None]
    assert runs and all(value(run, "rPr/rFonts", "eastAsia") for run in runs)


def test_body_is_justified_and_the_title_centred(letter: Letter) -> None:
    assert value(letter.styles["BodyText"], "pPr/jc", "val") == "both"
    assert value(letter.styles["Title"], "pPr/jc", "val") == "center"
    assert letter.paragraphs("Title")[0]


def test_page_numbers_stand_outside_in_14_points_between_dashes(letter: Letter) -> None:
    assert letter.settings.find(f"{W}evenAndOddHeaders") is not None
    sides = {"default": ("right", "rightChars"), "even": ("left", "leftChars")}
    for kind, (side, indent) in sides.items():
        paragraph = next(
            p for p in letter.footers[kind].iter(f"{W}p") if p.find(f".//{W}fldChar") is not None
        )
        assert "".join(t.text or "" for t in paragraph.iter(f"{W}t")) == "— 1 —"
        assert "PAGE" in "".join(t.text or "" for t in paragraph.iter(f"{W}instrText"))
        assert value(paragraph, "pPr/jc", "val") == side
        assert value(paragraph, "pPr/ind", indent) == "100", "one character from the edge"
        faces = {
            (value(r, "rPr/rFonts", "eastAsia"), value(r, "rPr/sz", "val")) for r in paragraph.iter(f"{W}r")
        }
        assert faces == {("宋体", "28")}
    section = letter.body.find(f"{W}body/{W}sectPr")
    # 7 mm under the type area: the number's line is the upper of two that stand on the footer's edge.
    lines = 28 / 72 * 25.4
    assert abs(35 - int(value(section, "pgMar", "footer")) / TWIPS - lines - 7) < 0.5


def test_heads_of_tables_repeat_and_rows_stay_whole(letter: Letter) -> None:
    tables = [t for t in letter.body.iter(f"{W}tbl") if t.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None]
    assert tables
    for table in tables:
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.iter(f"{W}tr"))


def test_numbers_and_dates_are_written_as_the_standard_asks(letter: Letter) -> None:
    signed = letter.paragraphs("Signature")
    assert signed[-1] == "2025年4月25日", "Arabic figures without leading zeros, under the name"
    for number in letter.paragraphs("OpinionNumber"):
        assert "〔2025〕" in number and "第" not in number
    headings = letter.paragraphs("Heading1")
    assert all(heading[1] == "、" for heading in headings)


def test_the_addressee_stands_flush_left_one_line_under_the_title(letter: Letter) -> None:
    texts = [("".join(t.text or "" for t in p.iter(f"{W}t")), p) for p in letter.body.iter(f"{W}p")]
    found = [n for n, (text, _) in enumerate(texts[:8]) if text.endswith("：")]
    if not found:
        assert not any("答复表" in text for text, _ in texts), "only notices have an addressee"
        return
    place = texts[found[0]][1]
    assert value(place, "pPr/ind", "firstLineChars") == "0"
    above = texts[found[0] - 1]
    assert above[0] == "" and value(above[1], "pPr/pStyle", "val") == "BodyText"


def test_the_attachment_is_named_one_line_below_the_body(letter: Letter) -> None:
    texts = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in letter.body.iter(f"{W}p")]
    for number, text in enumerate(texts):
        if text.startswith("附件："):
            assert texts[number - 1] == "" and not text.endswith("。")
