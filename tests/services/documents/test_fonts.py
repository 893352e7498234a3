"""Every character that can be typed is drawn, stands for itself when copied, or is named to the user."""

from __future__ import annotations

import io
import subprocess
import sys

import pdfplumber
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from app.services.documents.drawing import Box, Filling, SetLine, Style, draw_lines
from app.services.documents.fonts import CHAINS, SANS, SERIF, Proof, face, missing_glyphs, printable
from app.services.documents.zh_text import Line
from app.services.paths import resource

SIGNS = (
    "≥≤±×÷√□■☐☑☒✓✔㎡㎥℃‰①⑳Ⅰⅻ〔〕【】《》“”‘’₀₁₂₃₄₅₆₇₈₉⁻⁰¹²³−—–…·～％＋＝≈≠∑αβΩμÅ№￥○●◎★→↑〓"
    "ＡＺａｚ０９，。；：？！（）"
)
# Characters of 通用规范汉字表 that GBK does not have.
BEYOND_GBK = "䶮㛃㧐䜣䓖鿍鿎鿏𬭎𫖯𬀩𠅤𬳵"


def gbk() -> str:
    codes = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF) if low != 0x7F)
    text = "".join(code.decode("gbk", "ignore") for code in codes)
    return "".join(character for character in text if not "\ue000" <= character <= "\uf8ff")


def pdf_with(texts: list[str], name: str = "serif") -> bytes:
    style = Style(face(name))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800), initialFontName=style.face.runs("0")[0][0], invariant=1)
    draw_lines(
        canvas,
        style,
        [
            Filling([SetLine.centred(Line(text, 0), 9)], Box(20, 780 - 12 * row, 20, 780 - 12 * row))
            for row, text in enumerate(texts)
        ],
    )
    canvas.save()
    return buffer.getvalue()


def texts_of(pdf: bytes) -> tuple[str, str]:
    """What two independent readers copy out of the first page."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        plumber = "".join(character["text"] for character in document.pages[0].chars)
    page = pypdfium2.PdfDocument(pdf)[0]
    return plumber, page.get_textpage().get_text_range()


@pytest.mark.parametrize("name", sorted(CHAINS))
def test_signs_and_rare_characters_are_drawn(name: str) -> None:
    assert [character for character in SIGNS + BEYOND_GBK if face(name).font_of(character) is None] == []


@pytest.mark.parametrize("name", ["serif", "sans"])
def test_regular_fonts_have_what_gbk_has(name: str) -> None:
    first = CHAINS[name][0]
    missing = [character for character in gbk() if face(name).font_of(character) != first]
    assert missing == ["≒"]


def test_what_the_bold_font_lacks_is_set_in_the_regular_one() -> None:
    assert face("bold").font_of("示") == CHAINS["bold"][0]
    assert face("bold").font_of("龖") == SANS


def test_a_font_stands_in_for_another_within_a_line() -> None:
    assert face("serif").runs("吃𰻞面") == [(SERIF, "吃"), (SANS, "𰻞"), (SERIF, "面")]
    assert texts_of(pdf_with(["吃𰻞面"]))[0] == "吃𰻞面"


def test_copied_text_is_the_text() -> None:
    """reportlab's own table for readers is wrong above U+FFFF and has too many lines in a block."""
    line = "𬭎䶮𫖯𬀩𬱟㎡≥95%tCO₂e"
    many = "".join(dict.fromkeys(gbk()[3000:3400]))
    for name in CHAINS:
        for copied in texts_of(pdf_with([line, *(many[i : i + 50] for i in range(0, 400, 50))], name)):
            assert copied.replace("\r\n", "") == line + many


def test_the_whole_font_is_not_embedded() -> None:
    pdf = pdf_with(["项目支出绩效自评表"])
    assert len(pdf) < 60_000
    assert b"Helvetica" not in pdf


def test_widths_are_those_of_the_font() -> None:
    serif = face("serif")
    assert serif.width("中文，", 9) == 27
    assert serif.width("", 9) == 0
    assert 4 < serif.width("0", 9) < 6


@pytest.mark.parametrize(
    ("text", "shown", "missing"),
    [
        ("正常", "正常", ()),
        ("好😀！", "好〓！", ("😀",)),
        ("a\x01b\ud800c", "a〓b〓c", ("\x01", "\ud800")),
        ("行一\r\n行二\v行三\u2028行四\x85行五", "行一\n行二\n行三\n行四\n行五", ()),
        ("表\t格\u2009间\u3000隔", "表 格 间\u3000隔", ()),
        ("零\u200b宽\ufeff", "零宽", ()),
    ],
)
def test_printable(text: str, shown: str, missing: tuple[str, ...]) -> None:
    assert printable(text)[:2] == (shown, missing)
    assert missing_glyphs(text) == missing


def test_warnings_name_the_character_and_the_place() -> None:
    proof = Proof()
    assert proof.text("完成😀\x02", "预期目标") == "完成〓〓"
    assert proof.text("a\u200bb", "标题") == "ab"
    assert proof.text("没有问题", "年度") == "没有问题"
    assert proof.warnings == [
        "“预期目标”中的“😀”U+1F600、U+0002字体里没有，已印成“〓”。",
        "“标题”中有看不见的字符U+200B，没有印出。",
    ]
    many = Proof()
    many.text("".join(map(chr, range(0x1F600, 0x1F640))), "标题")
    assert many.warnings[0].endswith("等64个字体里没有，已印成“〓”。")


@given(st.text(st.characters(), max_size=60))
def test_nothing_vanishes_silently(text: str) -> None:
    shown, replaced, omitted = printable(text)
    assert [c for c in shown if c != "\n" and face("serif").font_of(c) is None] == []
    line_ends = text.count("\r\n")
    assert len(shown) == len(text) - line_ends - sum(map(text.count, omitted))
    assert shown.count("〓") == text.count("〓") + sum(map(text.count, replaced))
    assert printable(shown) == (shown, (), ())


def test_licences_lie_beside_the_fonts() -> None:
    for font, licence in ((SERIF, "OFL-NotoSerifSC.txt"), (SANS, "OFL-NotoSansSC.txt")):
        assert resource("fonts", f"{font}.ttf").is_file()
        assert "SIL OPEN FONT LICENSE" in resource("fonts", licence).read_text("utf-8")


def test_the_package_is_light() -> None:
    """Importing the modules that draw must not load reportlab."""
    code = (
        "import sys, app.services.documents.form_pdf\n"
        "sys.exit(any(name.split('.')[0] == 'reportlab' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
