"""An official form as a PDF file: every text of the paper is printed, the grid is whole on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.services.documents.drawing import Style
from app.services.documents.fonts import face
from app.services.documents.form_paper import Appendix, Paper
from app.services.documents.form_table import FormTable
from app.services.documents.pdf_pages import CREATOR, MILLIMETRE, Block, Heading, Sheet, pdf_bytes

_CLOSING_GAP = 8.0  # between the table and the signatures, in points


def form_bytes(paper: Paper) -> bytes:
    """The PDF file. The same paper gives the same bytes."""
    widths = [width * MILLIMETRE for width in paper.widths]
    style = Style(face("serif"))
    return pdf_bytes(
        form_blocks(paper, widths, style),
        form_sheet(paper, widths),
        style,
        title=f"{paper.title}{paper.year_line}".replace("\n", ""),
        author=(paper.author or CREATOR).replace("\n", ""),
        behind=[block for one in paper.appendices for block in appendix_blocks(one, sum(widths), style)],
    )


def appendix_blocks(appendix: Appendix, width: float, style: Style) -> list[Block]:
    """Title and table, as wide as the form."""
    each = [part * width / sum(appendix.widths) for part in appendix.widths]
    block = appendix.block
    title = replace(style, size=14.0, leading=20.0)
    return [
        Heading(appendix.title, width, title, 5.0),
        FormTable(each, block.rows, style, head=block.head),
        Heading("", width, style, 2 * _CLOSING_GAP),
    ]


def form_sheet(paper: Paper, widths: Sequence[float]) -> Sheet:
    """An A4 page that suits the longest cell."""
    width, height = (297, 210) if paper.is_broad else (210, 297)
    return Sheet(
        width=width * MILLIMETRE,
        height=height * MILLIMETRE,
        left=(width * MILLIMETRE - sum(widths)) / 2,
        top=15 * MILLIMETRE,
        bottom=16 * MILLIMETRE,
        foot=8 * MILLIMETRE,
    )


def form_blocks(paper: Paper, widths: Sequence[float], style: Style) -> list[Block]:
    """Title, year and the blocks of the form from top to bottom; each repeats its own head row."""
    whole = sum(widths)
    title = replace(style, size=16.0, leading=22.0)
    year = replace(style, size=11.0, leading=15.0)
    blocks: list[Block] = [
        Heading(paper.title, whole, title, 3.0),
        Heading(paper.year_line, whole, year, 5.0),
    ]
    blocks += [
        FormTable(widths, block.rows, style, head=block.head, levels=block.levels) for block in paper.blocks
    ]
    if paper.closing:
        blocks.append(Heading("", whole, style, _CLOSING_GAP))
        blocks += [Heading(line, whole, replace(style, leading=16.0), 0.0) for line in paper.closing]
    return blocks
