"""Made-up reports laid out as sheets of cells, in several manners; and written as Excel, Word and PDF."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from app.services.sheets.grid import column_letters
from tests.reports.content import FormTable, Grid, Label, Report

# What stands at which place, by the name it must be read by.
Places = dict[str, str]


@dataclass(frozen=True)
class Style:
    """How a report is laid out."""

    number: str = "表C.{} {}"
    spelling: int = 0
    turned: bool = False
    units: str = "head"  # head, column
    together: bool = False
    margin: tuple[int, int] = (0, 0)
    numbering: bool = False
    formulas: bool = False
    notes: bool = False
    source_column: bool = False
    pairs: int = 1
    merge_titles: bool = True


STYLES = {
    "sheet_per_table": Style(numbering=True, formulas=True, notes=True, pairs=2),
    "one_sheet": Style(
        number="附表{} {}",
        spelling=1,
        together=True,
        units="column",
        margin=(2, 1),
        source_column=True,
        pairs=2,
    ),
    "turned": Style(number="C.{} {}", spelling=2, turned=True, margin=(1, 0)),
}


@dataclass
class Cell:
    text: str = ""
    name: str = ""
    is_label: bool = True


@dataclass
class Sheet:
    """Rows of cells with merged ranges (top, left, bottom, right), counted from 0."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    title: str = ""

    def add(self, cells: list[Cell]) -> None:
        self.rows.append(cells)

    @property
    def width(self) -> int:
        return max(len(row) for row in self.rows)


def lay_out(report: Report, style: Style, *, with_titles: bool = True) -> list[Sheet]:
    """The sheets of a report. Without titles in the cells each sheet carries its own for a heading above."""
    sheets: list[Sheet] = []
    for table in report.tables:
        title = _title(table, style)
        name = title.replace("/", "")[:28]
        if style.together and sheets and with_titles:
            sheet = sheets[0]
            sheet.add([])
        else:
            sheet = Sheet("排放报告附表" if style.together else name, title=title)
            sheets.append(sheet)
            for _ in range(style.margin[0]):
                sheet.add([])
        if with_titles:
            sheet.add([Cell() for _ in range(style.margin[1])] + [Cell(title)])
            title_row = len(sheet.rows) - 1
        rows = _form(table, style) if isinstance(table, FormTable) else _grid(table, style)
        for row in rows:
            sheet.add([Cell() for _ in range(style.margin[1])] + row)
        if with_titles and style.merge_titles:
            last = style.margin[1] + max(map(len, rows)) - 1
            sheet.merges.append((title_row, style.margin[1], title_row, last))
        if style.notes:
            sheet.add([Cell() for _ in range(style.margin[1])] + [Cell("注：计算结果保留两位小数。")])
    return sheets


def _title(table: Grid | FormTable, style: Style) -> str:
    words = table.titles[style.spelling % len(table.titles)]
    return style.number.format(table.number, words) if table.number else words


def _words(label: Label, style: Style, *, unit: bool = True) -> str:
    words = label.words[style.spelling % len(label.words)]
    return f"{words}（{label.unit}）" if label.unit and unit else words


def _form(table: FormTable, style: Style) -> list[list[Cell]]:
    pairs = [
        [Cell(_words(label, style)), Cell(text, name, is_label=False)] for label, text, name in table.entries
    ]
    return [
        [cell for pair in pairs[at : at + style.pairs] for cell in pair]
        for at in range(0, len(pairs), style.pairs)
    ]


def _grid(table: Grid, style: Style) -> list[list[Cell]]:
    if style.turned:
        return _turned(table, style)
    has_units = style.units == "column" and any(label.unit for label in table.lines.values())
    heads = [Cell("序号")] if style.numbering else []
    heads += [Cell(table.corner)]
    heads += [Cell("计量单位")] if has_units else []
    heads += [Cell(_words(label, style)) for label in table.fields.values()]
    heads += [Cell("数据来源")] if style.source_column else []
    rows = [heads]
    if style.formulas:
        rows.append([Cell(letter) for letter in "ABCDEFGHIJKLMNOPQRST"[: len(heads)]])
    for number, (line, label) in enumerate(table.lines.items(), 1):
        row = [Cell(str(number), is_label=False)] if style.numbering else []
        # Where units have no column of their own, the line names its unit, as the forms do for gas.
        row += [Cell(_words(label, style, unit=not has_units and len(table.fields) not in (7,)))]
        row += [Cell(label.unit)] if has_units else []
        row += [_value(table, line, column) for column in table.fields]
        row += [Cell("结算单")] if style.source_column else []
        rows.append(row)
    return rows


def _value(table: Grid, line: str, column: str) -> Cell:
    return Cell(table.values.get((line, column), ""), table.names.get((line, column), ""), False)


def _turned(table: Grid, style: Style) -> list[list[Cell]]:
    rows = [[Cell("指标"), *(Cell(_words(label, style)) for label in table.lines.values())]]
    for column, label in table.fields.items():
        row = [Cell(_words(label, style))]
        row += [_value(table, line, column) for line in table.lines]
        rows.append(row)
    return rows


def write_xlsx(sheets: list[Sheet], path: Path) -> Places:
    """An Excel workbook; numbers are numbers. Returns sheet!cell by name."""
    from openpyxl import Workbook

    book, places = Workbook(), {}
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row, cells in enumerate(sheet.rows, 1):
            for column, cell in enumerate(cells, 1):
                if cell.text:
                    page.cell(row, column).value = _excel_value(cell)
                if cell.name:
                    places[cell.name] = f"{sheet.name}!{column_letters(column - 1)}{row}"
        for top, left, bottom, right in sheet.merges:
            if right > left or bottom > top:
                page.merge_cells(
                    start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
                )
    book.save(path)
    return places


def _excel_value(cell: Cell) -> object:
    is_number = not cell.is_label and not cell.name.startswith(("head.", "c13.code"))
    if not is_number:
        return cell.text
    try:
        return float(cell.text) if "." in cell.text else int(cell.text)
    except ValueError:
        return cell.text


def write_docx(sheets: list[Sheet], path: Path) -> Places:
    """A Word document: each sheet a table under a paragraph with its title. Returns table, row, column."""
    from docx import Document

    document, places = Document(), {}
    for number, sheet in enumerate(sheets, 1):
        if sheet.title:
            document.add_paragraph(sheet.title)
        table = document.add_table(len(sheet.rows), sheet.width)
        filled = [list(row.cells) for row in table.rows]
        for row, cells in enumerate(sheet.rows):
            for column, cell in enumerate(cells):
                filled[row][column].text = cell.text
                if cell.name:
                    places[cell.name] = f"表{number} 第{row + 1}行第{column + 1}列"
    document.save(path)
    return places


def write_pdf(sheets: list[Sheet], path: Path, *, lines: bool = True) -> Places:
    """A text PDF with lines around the cells. Returns row and column by name; tables may cross pages."""
    from reportlab.lib.pagesizes import A3, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    font = _font()
    style = ParagraphStyle("cell", fontName=font, fontSize=7, leading=9, wordWrap="CJK")
    story: list[object] = []
    places: Places = {}
    for number, sheet in enumerate(sheets, 1):
        story.append(Paragraph(sheet.title, style))
        width = sheet.width
        rows = [
            [Paragraph(row[at].text if at < len(row) else "", style) for at in range(width)]
            for row in sheet.rows
        ]
        table = Table(rows, colWidths=[1120 / width] * width, repeatRows=0)
        look = [("FONT", (0, 0), (-1, -1), font)]
        if lines:
            look.append(("GRID", (0, 0), (-1, -1), 0.5, "black"))
        table.setStyle(TableStyle(look))
        story += [Spacer(1, 4), table, Spacer(1, 10)]
        for row, cells in enumerate(sheet.rows):
            for column, cell in enumerate(cells):
                if cell.name:
                    places[cell.name] = f"表{number} 第{row + 1}行第{column + 1}列"
    target = BytesIO()
    SimpleDocTemplate(target, pagesize=landscape(A3), margins=20).build(story)
    path.write_bytes(target.getvalue())
    return places


def _font() -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    from app.services.paths import resource

    name = "NotoSansSC-Regular"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, str(resource("fonts", f"{name}.ttf"))))
    return name


def perturbed(dice: random.Random) -> Style:
    """Any manner of layout."""
    return Style(
        number=dice.choice(["表C.{} {}", "附表{} {}", "C.{} {}", "表 C.{}　{}", "（{}）{}"]),
        spelling=dice.randrange(3),
        turned=dice.random() < 0.3,
        units=dice.choice(["head", "column"]),
        together=dice.random() < 0.5,
        margin=(dice.randrange(4), dice.randrange(3)),
        numbering=dice.random() < 0.5,
        formulas=dice.random() < 0.5,
        notes=dice.random() < 0.5,
        source_column=dice.random() < 0.5,
        pairs=dice.choice([1, 2, 3]),
        merge_titles=dice.random() < 0.7,
    )
