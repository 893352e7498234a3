"""An official form as an Excel workbook, in the grid of its paper.

Texts are written as texts, never as formulas; a plain number becomes a number.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from app.services.documents.docx_package import zipped
from app.services.documents.form_paper import Paper, PaperBlock
from app.services.documents.form_table import Cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_CHARACTERS = 0.57  # characters of a column in a millimetre
_LINE = 12.5  # height of a line of nine points
_HIGHEST = 409  # Excel knows no higher row
_LONGEST = 32_767
_PROSE_FROM = 16  # longer texts stand at the left
# With zeros at the end it stays a text: what is typed is kept, and Excel would drop them.
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.([0-9]{0,5}[1-9]))?")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def workbook_bytes(paper: Paper, name: str) -> bytes:
    """The workbook with one sheet called `name`. The same paper gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    book.properties.title, book.properties.creator = clean(paper.title), clean(paper.author)
    _Writer(sheet, paper).write()
    for one in paper.appendices:
        widths = tuple(map(float, one.widths))
        more = Paper(one.title, "", widths, widths, (one.block,))
        _Writer(book.create_sheet(one.title), more).write()
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    core = "docProps/core.xml"
    parts[core] = _TIMES.sub(rb"\g<1>2000-01-01T00:00:00Z", parts[core])
    return zipped(parts)


def clean(text: str) -> str:
    """Without the characters that no Office file may hold, and not longer than a cell can be."""
    return _FORBIDDEN.sub("", text)[:_LONGEST]


class _Writer:
    """Writes the blocks from top to bottom. Excel counts rows and columns from 1."""

    def __init__(self, sheet: Worksheet, paper: Paper) -> None:
        self._sheet, self._paper = sheet, paper
        self._row = 1
        self._widths = [width * _CHARACTERS for width in paper.widths]

    def write(self) -> None:
        """Titles, blocks, signatures, then widths, lines and the page."""
        last = len(self._widths) - 1
        for text in (self._paper.title, self._paper.year_line):
            self._line([Cell(text, 0, last)])
        self._sheet.row_dimensions[1].height = 26
        top = self._row
        for block in self._paper.blocks:
            self._block(block)
        bottom = self._row - 1
        for text in self._paper.closing:
            self._line([Cell(text, 0, last)])
        self._dress(top, bottom)
        sheet = self._sheet
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = "landscape" if self._paper.is_broad else "portrait"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True

    def _block(self, block: PaperBlock) -> None:
        first = self._row + bool(block.head)
        if block.head:
            if block.is_weighty:
                self._sheet.print_title_rows = f"{self._row}:{self._row}"
            self._line(block.head)
        for row in block.rows:
            self._line(row)
        for level in block.levels:
            top = first + level.start - (level.beside_head and bool(block.head))
            self._put(level.cell, top, first + level.stop - 1)

    def _line(self, cells: Sequence[Cell]) -> None:
        """A row of cells, as high as the longest needs."""
        lines = 1
        for cell in cells:
            self._put(cell, self._row, self._row)
            lines = max(lines, _lines(cell.text, sum(self._widths[cell.first : cell.last + 1])))
        self._sheet.row_dimensions[self._row].height = min(_HIGHEST, lines * _LINE + 6)
        self._row += 1

    def _put(self, cell: Cell, top: int, bottom: int) -> None:
        place = self._sheet.cell(top, cell.first + 1)
        number = _NUMBER.fullmatch(cell.text)
        if number:
            places = len(number[1] or "")
            place.value = Decimal(cell.text)
            place.number_format = "0" + ("." + "0" * places if places else "")
        elif cell.text:
            place.value = clean(cell.text)
            place.data_type = "s"  # also where it begins with =
        if cell.last > cell.first or bottom > top:
            self._sheet.merge_cells(
                start_row=top, start_column=cell.first + 1, end_row=bottom, end_column=cell.last + 1
            )

    def _dress(self, top: int, bottom: int) -> None:
        from openpyxl.styles import Alignment, Border, Font, Side
        from openpyxl.utils import get_column_letter

        thin = Side(style="thin")
        border = Border(left=thin, right=thin, top=thin, bottom=thin)
        middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        words = Alignment(horizontal="left", vertical="center", wrap_text=True)
        fonts = {size: Font(name="宋体", size=size) for size in (9, 11, 16)}
        for row in self._sheet.iter_rows(min_row=1, max_row=self._row - 1, max_col=len(self._widths)):
            for cell in row:
                is_inside = top <= cell.row <= bottom
                cell.font = fonts[16 if cell.row == 1 else 11 if cell.row == 2 else 9]
                is_prose = is_inside and len(str(cell.value or "")) > _PROSE_FROM
                cell.alignment = words if is_prose else middle
                if is_inside:
                    cell.border = border
        for number, width in enumerate(self._widths, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = round(width, 1)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of `width` half-width characters."""
    room = max(2.0, width - 1)
    return sum(max(1, -(-_wide(part) // int(room))) for part in text.split("\n"))


def _wide(text: str) -> int:
    """The width in half-width characters at nine points, where the column counts at eleven."""
    return round(sum(2 if ord(sign) > 0x2E7F else 1 for sign in text) * 0.85)
