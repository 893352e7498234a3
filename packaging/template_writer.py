"""Puts paragraphs and tables into a Word template, every run with its fonts named."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from office_layout import (
    BODY,
    FOOT_ODD,
    FOOT_STAMP,
    PAGE_FACE,
    SMALL,
    SMALL_CENTER,
    SMALL_HEAD,
    SMALL_NUMBER,
    SMALL_SUM,
    SMALL_SUM_NUMBER,
    Face,
    Style,
)


class Writer:
    """Puts paragraphs and tables into a document or a footer, every run with its fonts named."""

    def __init__(self, holder: Any) -> None:
        """`holder` is a document, a header or a footer."""
        self.holder = holder

    def line(self, text: str, style: Style = BODY, more: str = "") -> Any:
        """A paragraph; `more` goes into its properties; a “₂” becomes a subscript 2."""
        paragraph = self.holder.add_paragraph()
        self.dress(paragraph, text, style, more)
        return paragraph

    def dress(self, paragraph: Any, text: str, style: Style, more: str = "") -> None:
        """Give an empty paragraph its style and its text."""
        element = paragraph._p
        element.insert(0, parse_xml(f'<w:pPr {nsdecls("w")}><w:pStyle w:val="{style.key}"/>{more}</w:pPr>'))
        hint = style.align != "right"
        for index, piece in enumerate(text.split("₂")):
            if index:
                element.append(self.run("2", style.face, hint, '<w:vertAlign w:val="subscript"/>'))
            if piece:
                element.append(self.run(piece, style.face, hint))

    def run(self, text: str, face: Face, hint: bool = True, more: str = "") -> Any:
        """One run; text is plain."""
        return parse_xml(
            f'<w:r {nsdecls("w")}>{face.xml(hint, more)}<w:t xml:space="preserve">{text}</w:t></w:r>'
        )

    def each(self, mark: str, *lines: tuple[str, Style]) -> None:
        """Paragraphs between an opening mark and its end."""
        self.line(f"{{%p {mark} %}}")
        for text, style in lines:
            self.line(text, style)
        self.line(f"{{%p end{mark.split()[0]} %}}")

    def table(self, widths: tuple[float, ...], header: tuple[str, ...] = (), face: Style = SMALL_HEAD) -> Any:
        """An empty table of these column widths, with a header row that repeats on every page."""
        table = self.holder.add_table(0, len(widths))
        properties = table._tbl.tblPr
        for child in list(properties):
            properties.remove(child)
        room = {"top": 28, "left": 70, "bottom": 28, "right": 70}
        margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in room.items())
        for xml in (
            '<w:tblStyle {0} w:val="TableGrid"/>',
            f'<w:tblW {{0}} w:w="{_twips(sum(widths))}" w:type="dxa"/>',
            '<w:jc {0} w:val="center"/>',
            '<w:tblLayout {0} w:type="fixed"/>',
            f"<w:tblCellMar {{0}}>{margins}</w:tblCellMar>",
        ):
            properties.append(parse_xml(xml.format(nsdecls("w"))))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        if header:
            row = self.row(table, tuple((text, face) for text in header), keep=True)
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        return table

    def row(
        self, table: Any, cells: tuple[tuple[str, Style], ...], height: float = 7.5, keep: bool = False
    ) -> Any:
        """One row that is never split over pages, with `keep` not from the next row either."""
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        properties.append(
            parse_xml(f'<w:trHeight {nsdecls("w")} w:val="{_twips(height)}" w:hRule="atLeast"/>')
        )
        for cell, column, (text, style) in zip(row.cells, table.columns, cells, strict=True):
            cell.width = column.width
            cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>'))
            self.dress(cell.paragraphs[0], text, style, "<w:keepNext/>" if keep else "")
        return row

    def mark_row(self, table: Any, mark: str) -> None:
        """A row that only carries a mark and is not printed."""
        row = self.row(table, ((mark, SMALL),) + (("", SMALL),) * (len(table.columns) - 1))
        row.cells[0].merge(row.cells[-1])
        merged = row.cells[0]
        for paragraph in merged.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)

    def rows(self, table: Any, name: str, plain: tuple[tuple[str, Style], ...], total: bool = False) -> None:
        """A row for every `row` of the list `name`; with `total` sums stand out and the table stays whole."""
        self.mark_row(table, f"{{%tr for row in {name} %}}")
        if total:
            self.mark_row(table, "{%tr if row.is_total %}")
            strong = {SMALL_NUMBER: SMALL_SUM_NUMBER, SMALL: SMALL_SUM, SMALL_CENTER: SMALL_SUM}
            self.row(table, tuple((text, strong[style]) for text, style in plain))
            self.mark_row(table, "{%tr else %}")
        self.row(table, plain, keep=total)
        if total:
            self.mark_row(table, "{%tr endif %}")
        self.mark_row(table, "{%tr endfor %}")


def set_page(document: Any, has_stamp: bool = True) -> None:
    """Empty the document; A4, margins, and the footers of odd and even pages, with the stamp if wanted."""
    section = document.sections[0]
    for child in list(document.element.body):
        if child is not section._sectPr:
            document.element.body.remove(child)
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance = Mm(15)
    # The page number stands 7 mm under the text: 35 mm, less 7 mm, less its line and the stamp's (28 pt).
    section.footer_distance = Mm(35 - 7) - Pt(28)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:linePitch="560"/>'))
    _footer(section.footer, "right", '<w:ind w:rightChars="100" w:right="280"/>', has_stamp)
    _footer(section.even_page_footer, "left", '<w:ind w:leftChars="100" w:left="280"/>', has_stamp)


def _footer(footer: Any, align: str, indent: str, has_stamp: bool) -> None:
    footer.is_linked_to_previous = False
    writer = Writer(footer)
    paragraph = footer.paragraphs[0]
    for child in list(paragraph._p):
        paragraph._p.remove(child)
    writer.dress(paragraph, "— ", FOOT_ODD, f'{indent}<w:jc w:val="{align}"/>')
    for kind in ("begin", "PAGE", "separate", "1", "end"):
        inner = {
            "PAGE": '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            "1": "<w:t>1</w:t>",
        }.get(kind, f'<w:fldChar w:fldCharType="{kind}"/>')
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{PAGE_FACE.xml(hint=False)}{inner}</w:r>"))
    paragraph._p.append(writer.run(" —", PAGE_FACE))
    writer.line("{{ stamp }}" if has_stamp else "", FOOT_STAMP, more=f'<w:jc w:val="{align}"/>')


def _twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 1440)
