"""An official form as a Word document, in the grid of its paper.

The XML of the tables is written at once: python-docx needs quadratic time for cells. Head rows are repeated
on every page, labels are merged downwards.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from app.services.documents.docx_package import zipped
from app.services.documents.form_excel import clean
from app.services.documents.form_paper import Paper, PaperBlock
from app.services.documents.form_table import Cell, Setting

_TWIPS = 1440 / 25.4  # in a millimetre
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FONT = '<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体" w:cs="宋体"/>'
_EDGES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
# Between two tables, which Word would else join and print without the second one's head row.
_GAP = '<w:p {w}><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'

_PAGE = '<w:p {w}><w:r><w:br w:type="page"/></w:r></w:p>'


def document_bytes(paper: Paper) -> bytes:
    """The document. The same paper gives the same bytes."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.shared import Mm

    document = Document()
    section = document.sections[0]
    width, height = (297, 210) if paper.is_broad else (210, 297)
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.orientation = 1 if paper.is_broad else 0  # type: ignore[assignment]
    side = (width - sum(paper.widths)) / 2
    section.left_margin = section.right_margin = Mm(side)
    section.top_margin, section.bottom_margin = Mm(15), Mm(16)
    properties = document.core_properties
    properties.title, properties.author = clean(paper.title)[:255], clean(paper.author)[:255]
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    body = document.element.body
    last = body[-1]
    pieces = [_paragraph(paper.title, 32, w=_W), _paragraph(paper.year_line, 22, w=_W)]
    for number, block in enumerate(paper.blocks):
        pieces += [_GAP.replace("{w}", _W)] * bool(number) + [_table(block, paper.widths)]
    pieces += [_paragraph(line, 18, w=_W, before=120) for line in paper.closing]
    pieces += [] if paper.closing else [_GAP.replace("{w}", _W)]
    for appendix in paper.appendices:
        scale = sum(paper.widths) / sum(appendix.widths)
        pieces += [_PAGE.replace("{w}", _W), _paragraph(appendix.title, 28, w=_W)]
        pieces += [_table(appendix.block, [width * scale for width in appendix.widths])]
        pieces.append(_GAP.replace("{w}", _W))
    for piece in pieces:
        last.addprevious(parse_xml(piece))
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})


def _table(block: PaperBlock, widths: Sequence[float]) -> str:
    twips = [round(width * _TWIPS) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    parts = [
        f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/>',
        f"<w:tblBorders>{_EDGES}</w:tblBorders>",
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/>',
        f'<w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>',
    ]
    for number, cells in enumerate(_rows(block)):
        is_head = bool(block.head) and not number
        parts.append(f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if is_head else ''}")
        for cell, merge in cells:
            wide = sum(twips[cell.first : cell.last + 1])
            span = f'<w:gridSpan w:val="{cell.last - cell.first + 1}"/>' if cell.last > cell.first else ""
            text = "" if merge == "<w:vMerge/>" else cell.text
            parts.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/>'
                f"</w:tcPr>{_paragraphs(text, cell.setting)}</w:tc>"
            )
        parts.append("</w:tr>")
    return "".join([*parts, "</w:tbl>"])


def _rows(block: PaperBlock) -> Iterator[list[tuple[Cell, str]]]:
    """Every row with its cells from left to right and how each is merged downwards."""
    lines = [*([block.head] if block.head else []), *block.rows]
    shift = bool(block.head)
    spans = [
        (level.cell, 0 if level.beside_head else level.start + shift, level.stop + shift)
        for level in block.levels
    ]
    for number, line in enumerate(lines):
        cells = [(cell, "") for cell in line]
        for cell, start, stop in spans:
            if start <= number < stop:
                first = '<w:vMerge w:val="restart"/>' if number == start else "<w:vMerge/>"
                cells.append((cell, first if stop - start > 1 else ""))
        yield sorted(cells, key=lambda placed: placed[0].first)


def _paragraphs(text: str, setting: Setting) -> str:
    is_prose = setting is Setting.PROSE and len(text) > 16
    return "".join(_paragraph(line, 18, "left" if is_prose else "center") for line in clean(text).split("\n"))


def _paragraph(text: str, half_points: int, side: str = "center", *, w: str = "", before: int = 0) -> str:
    run = ""
    if text:
        style = f'<w:rPr>{_FONT}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
        run = f'<w:r>{style}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>'
    spacing = f'<w:spacing w:before="{before}" w:after="0" w:line="240" w:lineRule="auto"/>'
    return f'<w:p {w}><w:pPr>{spacing}<w:jc w:val="{side}"/></w:pPr>{run}</w:p>'
