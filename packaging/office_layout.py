"""The layout of GB/T 9704-2012 for Word (guide §7.1): faces, styles, and a clean empty document.

Sizes are in points, indents in hundredths of a character. The elements of a style stand in the order of the
standard, because Word may refuse files that mix it up.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from app.services.documents.docx_package import zipped

SONG, FANG, HEI, KAI, TITLE = "宋体", "仿宋", "黑体", "楷体", "方正小标宋简体"
LATIN = "Times New Roman"


@dataclass(frozen=True)
class Face:
    """How a run looks: the font of Chinese text, that of Latin text and digits, the size."""

    chinese: str
    latin: str
    size: float
    # Twentieths of a point between characters.
    spacing: int = 0

    def xml(self, hint: bool = True, more: str = "") -> str:
        """The run properties and `more`; the hint makes Word take “ ” from the Chinese font."""
        half = round(self.size * 2)
        hinted = ' w:hint="eastAsia"' if hint else ""
        return (
            f'<w:rPr><w:rFonts{hinted} w:ascii="{self.latin}" w:eastAsia="{self.chinese}"'
            f' w:hAnsi="{self.latin}" w:cs="{LATIN}"/><w:spacing w:val="{self.spacing}"/>'
            f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>{more}</w:rPr>'
        )


@dataclass(frozen=True)
class Style:
    """A paragraph style: its face, the exact line pitch, the indent of the first line, where it stands."""

    key: str
    name: str
    face: Face
    line: float
    indent: int = 0
    align: str = "both"
    level: int | None = None
    keep: bool = False

    def xml(self) -> str:
        """The style as Word stores it."""
        line = f'<w:spacing w:before="0" w:after="0" w:line="{round(self.line * 20)}" w:lineRule="exact"/>'
        twips = round(self.indent / 100 * self.face.size * 20)
        indent = f'<w:ind w:firstLineChars="{self.indent}" w:firstLine="{twips}"/>' if self.indent else ""
        level = "" if self.level is None else f'<w:outlineLvl w:val="{self.level}"/>'
        keep = "<w:keepNext/><w:keepLines/>" if self.keep or self.level is not None else ""
        based = "" if self.key == "Normal" else '<w:basedOn w:val="Normal"/>'
        default = ' w:default="1"' if self.key == "Normal" else ""
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{self.key}">'
            f'<w:name w:val="{self.name}"/>{based}'
            f'<w:qFormat/><w:pPr>{keep}<w:widowControl/><w:snapToGrid w:val="0"/>{line}{indent}'
            f'<w:jc w:val="{self.align}"/>{level}</w:pPr>{self.face.xml(hint=False)}</w:style>'
        )


# 28 characters of 16 pt are 6 pt wider than the 156 mm of a line; a quarter of a point less each lets them
# fit. A character grid would do the same in Word, but other programs then give every character two cells.
TIGHT = -5
BODY_FACE = Face(FANG, LATIN, 16, TIGHT)
HEAD_FACE = Face(HEI, HEI, 16, TIGHT)
SECOND_FACE = Face(KAI, LATIN, 16, TIGHT)
CELL_FACE = Face(FANG, LATIN, 12)
CELL_HEAD_FACE = Face(HEI, HEI, 12)
SMALL_FACE = Face(FANG, LATIN, 10.5)
SMALL_HEAD_FACE = Face(HEI, HEI, 10.5)
PAGE_FACE = Face(SONG, SONG, 14)
STAMP_FACE = Face(SONG, LATIN, 7.5)
NORMAL = Style("Normal", "Normal", BODY_FACE, 28)
BODY = Style("BodyText", "Body Text", BODY_FACE, 28, 200)
TITLE_STYLE = Style("Title", "Title", Face(TITLE, TITLE, 22), 35, align="center", keep=True)
NUMBER = Style("OpinionNumber", "审核意见文号", SECOND_FACE, 32, align="center")
HEADING = Style("Heading1", "heading 1", HEAD_FACE, 28, 200, level=0)
SECOND = Style("Heading2", "heading 2", SECOND_FACE, 28, 200, level=1)
CAPTION = Style("Caption", "caption", CELL_HEAD_FACE, 24, align="center", keep=True)
GAP = Style("TableGap", "表后空行", SMALL_FACE, 10)
CELL_CENTER = Style("TableCenter", "表格居中", CELL_FACE, 18, align="center")
CELL_HEAD = Style("TableHead", "表格表头", CELL_HEAD_FACE, 18, align="center")
SMALL = Style("SmallText", "表格小字", SMALL_FACE, 16, align="left")
SMALL_CENTER = Style("SmallCenter", "表格小字居中", SMALL_FACE, 16, align="center")
SMALL_NUMBER = Style("SmallNumber", "表格数字", SMALL_FACE, 16, align="right")
SMALL_HEAD = Style("SmallHead", "表格小字表头", SMALL_HEAD_FACE, 16, align="center")
SMALL_SUM = Style("SmallSum", "表格合计", SMALL_HEAD_FACE, 16, align="center")
SMALL_SUM_NUMBER = Style("SmallSumNumber", "表格合计数字", SMALL_HEAD_FACE, 16, align="right")
# The block is as wide as the date with 4 characters of room at each side, so the date ends 4 characters
# from the right edge and the name stands centred over it, as under a seal.
SIGNATURE = Style("Signature", "Signature", BODY_FACE, 28, align="center", keep=True)
ATTACHED = Style("AttachmentMark", "附件标记", HEAD_FACE, 28, align="left", keep=True)
FOOT_ODD = Style("Footer", "footer", PAGE_FACE, 16, align="right")
FOOT_STAMP = Style("Stamp", "版本标记", STAMP_FACE, 12, align="left")
STYLES = (
    *(NORMAL, BODY, TITLE_STYLE, NUMBER, HEADING, SECOND, CAPTION, GAP, CELL_CENTER, CELL_HEAD, SMALL),
    *(SMALL_CENTER, SMALL_NUMBER, SMALL_HEAD, SMALL_SUM, SMALL_SUM_NUMBER, SIGNATURE, ATTACHED),
    *(FOOT_ODD, FOOT_STAMP),
)
# Fonts under the other name Word may know them by, or the one it should take where it has none.
OTHER_NAMES = (
    (TITLE, "华文中宋", "roman", "auto"),
    (SONG, "SimSun", "auto", "variable"),
    (FANG, "FangSong", "modern", "fixed"),
    (KAI, "KaiTi", "modern", "fixed"),
    (HEI, "SimHei", "modern", "fixed"),
)
FONTS = [
    f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
    f'<w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
    for name, other, family, pitch in OTHER_NAMES
]
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in SIDES)
TABLE_STYLES = f"""<w:style w:type="table" w:default="1" w:styleId="TableNormal">
<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>
<w:tblCellMar><w:top w:w="0" w:type="dxa"/>
<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>
</w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr></w:style>"""
LANGUAGE = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
STYLES_PART = f"""<w:styles {nsdecls("w")}><w:docDefaults>
<w:rPrDefault>{BODY_FACE.xml(hint=False, more=LANGUAGE)}</w:rPrDefault><w:pPrDefault/></w:docDefaults>
<w:latentStyles w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1" w:count="376"/>
{"".join(style.xml() for style in STYLES)}{TABLE_STYLES}</w:styles>"""
SETTINGS_PART = f"""<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/>
<w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>
<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/><w:compatSetting
 w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"""
FONTS_PART = f"""<w:fonts {nsdecls("w")}>{"".join(FONTS)}</w:fonts>"""


def blank_document() -> Any:
    """A document with these styles and nothing else of what python-docx brings along."""
    document = Document()
    part = document.part
    kept = (REL.STYLES, REL.SETTINGS, REL.FONT_TABLE, REL.OFFICE_DOCUMENT, REL.CORE_PROPERTIES)
    for relations in (part.rels, part.package.rels):
        for key in [key for key, relation in relations.items() if relation.reltype not in kept]:
            del relations[key]
    fonts = next(
        relation.target_part for relation in part.rels.values() if relation.reltype == REL.FONT_TABLE
    )
    part._styles_part._element = parse_xml(STYLES_PART)
    part._settings_part._element = part._settings_part._settings = parse_xml(SETTINGS_PART)
    fonts._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{FONTS_PART}'.encode()
    return document


def saved(document: Any, title: str) -> bytes:
    """The file with fixed dates, so that making it twice gives the same bytes."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = datetime(2025, 1, 1, tzinfo=UTC)
    properties.last_modified_by, properties.revision, properties.language = "", 1, "zh-CN"
    raw = io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as made:
        names = sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        return zipped({name: made.read(name) for name in names})
