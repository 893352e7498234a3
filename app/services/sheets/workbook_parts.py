"""The parts of an Excel workbook around its cells: looks, sheets, names, pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

# Numbers of formats: those below 164 are known to Excel.
_FORMATS = {"text": 49, "count": 3, "amount": 4, "percent": 164, "date": 165}
HEAD_LEFT, HEAD_RIGHT = 1, 2
_FIRST_LOOK = 3


@dataclass(frozen=True)
class Page:
    """Paper, as Excel numbers it, and over how many pages a table may be wide."""

    paper: int
    across: int


def _looks() -> list[tuple[str, bool, bool]]:
    """Every look of a cell below the head: kind, marked as text, wrapped."""
    texts = [("text", quoted, is_long) for quoted in (False, True) for is_long in (False, True)]
    return texts + [(kind, False, False) for kind in _FORMATS if kind != "text"]


_NUMBERS = {look: number for number, look in enumerate(_looks(), _FIRST_LOOK)}


def look_of(kind: str, *, is_quoted: bool = False, is_long: bool = False) -> int:
    """The number of a look. `is_quoted`: marked as text, so that editing makes no formula of it."""
    return _NUMBERS[kind, is_quoted, is_long]


def quoted_name(name: str) -> str:
    """The name of a sheet as a reference writes it."""
    return "'{}'".format(name.replace("'", "''"))


def fixed_parts(names: Sequence[str], ranges: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Everything but the sheets. `ranges`: for each sheet the names it defines."""
    numbers = range(1, len(names) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{kinds}</Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield "xl/workbook.xml", _workbook(names, ranges)
    sheets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*sheets, ("styles", "styles.xml")])
    yield "xl/styles.xml", _styles()


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _workbook(names: Sequence[str], ranges: Sequence[Mapping[str, str]]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    hidden = {"_xlnm._FilterDatabase": ' hidden="1"'}
    defined = "".join(
        f'<definedName name="{name}" localSheetId="{n}"{hidden.get(name, "")}>{escape(place)}</definedName>'
        for n, of_sheet in enumerate(ranges)
        for name, place in of_sheet.items()
    )
    defined = f"<definedNames>{defined}</definedNames>" if defined else ""
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets>{defined}</workbook>"
    )


def _styles() -> str:
    looks = "".join(_look(*look) for look in _looks())
    heads = "".join(
        '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1"'
        f' applyBorder="1" applyAlignment="1"><alignment horizontal="{side}" vertical="center"'
        ' wrapText="1"/></xf>'
        for side in ("left", "right")
    )
    count = _FIRST_LOOK + len(_NUMBERS)
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0%"/>'
        '<numFmt numFmtId="165" formatCode="yyyy-mm-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="等线"/><family val="2"/></font>'
        '<font><b/><sz val="11"/><name val="等线"/><family val="2"/></font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
        '<fgColor rgb="FFE3F1EF"/></patternFill></fill></fills>'
        '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        '<border><left/><right/><top/><bottom style="thin"><color rgb="FFD9DEE3"/></bottom><diagonal/>'
        '</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{count}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
        f' xfId="0"/>{heads}{looks}</cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _look(kind: str, is_quoted: bool, is_long: bool) -> str:
    quoted = ' quotePrefix="1"' if is_quoted else ""
    wrapped = ' wrapText="1"' if is_long else ""
    return (
        f'<xf numFmtId="{_FORMATS[kind]}" fontId="0" fillId="0" borderId="1" xfId="0"{quoted}'
        f' applyNumberFormat="1" applyBorder="1" applyAlignment="1"><alignment vertical="top"{wrapped}/></xf>'
    )


def sheet_start(widths: Sequence[int], corner: str, named: int) -> str:
    """From the beginning of a sheet to its first row: frozen head and columns, widths."""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, 1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        f'<sheetView workbookViewId="0"><pane xSplit="{named}" ySplit="1" topLeftCell="{corner}"'
        ' activePane="bottomRight" state="frozen"/><selection pane="bottomRight"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
    )


def sheet_end(filtered: str, page: Page, name: str, note: str) -> str:
    """From the last row to the end: filter, page, header and footer."""
    left, right = (text.replace("&", "&&") for text in (name, note))
    head = f"&L{left}" + (f"&R{right}" if right else "")
    return (
        f'</sheetData><autoFilter ref="{filtered}"/>'
        '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="{page.paper}" orientation="landscape" fitToWidth="{page.across}"'
        f' fitToHeight="0"/><headerFooter><oddHeader>{escape(head)}</oddHeader>'
        "<oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    )
