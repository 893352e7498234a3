"""Files of a self-evaluation table in many layouts."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook

from app.services.performance.form import SelfEvaluation
from app.services.performance.profiles import Labels, profile

COLUMNS = ("level1", "level2", "level3", "target", "actual", "weight", "score", "reason")
MONEY = ("initial", "full_year", "executed", "weight", "rate", "score")


@dataclass(frozen=True)
class Piece:
    """A text and the cells it fills."""

    text: str
    row: int
    column: int
    height: int = 1
    width: int = 1


@dataclass
class Layout:
    """How a form is laid out."""

    columns: tuple[str, ...] = COLUMNS
    money: tuple[str, ...] = MONEY
    merged: bool = True
    repeat_levels: bool = False
    upright: bool = False
    blank_rows: tuple[int, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    extra_column: str = ""
    double: tuple[str, ...] = ()
    pieces: list[Piece] = field(default_factory=list)

    def label(self, text: str) -> str:
        """A label, one sign per line where the layout has it so."""
        return "\n".join(text) if self.upright else text


def lay_out(form: SelfEvaluation, scores: Iterable[str], layout: Layout) -> list[Piece]:
    """The pieces of text of `form`; `scores` are what its rows print."""
    labels = profile(form.profile).labels
    pieces: list[Piece] = []
    row = 0
    for text in (*layout.before, form.title, f"（{form.year}年度）"):
        pieces.append(Piece(text, row, 0, 1, 8))
        row += 1
    for label, value in form.headings:
        pieces += [Piece(layout.label(label), row, 0, 1, 2), Piece(value, row, 2, 1, 6)]
        row += 1
    row = _money(form, labels, layout, pieces, row)
    pieces.append(Piece(labels.goal, row, 0, 2, 1))
    pieces += [Piece(labels.goal_expected, row, 1, 1, 4), Piece(labels.goal_actual, row, 5, 1, 5)]
    row += 1
    pieces += [Piece(form.goal_expected, row, 1, 1, 4), Piece(form.goal_actual, row, 5, 1, 5)]
    row = _indicators(form, list(scores), labels, layout, pieces, row + 1)
    for text in layout.after:
        pieces.append(Piece(text, row, 0, 1, 8))
        row += 1
    return [_moved(piece, layout.blank_rows) for piece in pieces if piece.text]


def _moved(piece: Piece, blank: tuple[int, ...]) -> Piece:
    """Blank rows before piece make room."""
    down = sum(1 for row in blank if row <= piece.row)
    inside = sum(1 for row in blank if piece.row < row < piece.row + piece.height)
    return Piece(piece.text, piece.row + down, piece.column, piece.height + inside, piece.width)


def _money(form: SelfEvaluation, labels: Labels, layout: Layout, pieces: list[Piece], row: int) -> int:
    label = labels.funding.format(unit=form.money_unit)
    pieces.append(Piece(layout.label(label), row, 0, len(form.funding) + 1, 2))
    for place, name in enumerate(layout.money):
        pieces.append(Piece(layout.label(getattr(labels, name)), row, 4 + place))
    for line in form.funding:
        row += 1
        pieces.append(Piece(labels.roles[line.role], row, 2, 1, 2))
        texts = {
            "initial": line.initial_text,
            "full_year": line.full_year_text,
            "executed": line.executed_text,
            "weight": line.weight_text,
            "rate": line.printed_rate,
            "score": line.printed_score,
        }
        pieces += [Piece(texts[name], row, 4 + place) for place, name in enumerate(layout.money)]
    return row + 1


def _indicators(
    form: SelfEvaluation, scores: list[str], labels: Labels, layout: Layout, pieces: list[Piece], row: int
) -> int:
    columns, at = {}, 1
    for name in layout.columns:
        columns[name] = (at, 2 if name in layout.double else 1)
        at += columns[name][1]
    pieces.append(Piece(layout.label(labels.indicators), row, 0, len(form.indicators) + 1))
    for name, (column, width) in columns.items():
        pieces.append(Piece(layout.label(getattr(labels, name)), row, column, 1, width))
    if layout.extra_column:
        pieces.append(Piece("评分标准", row, at))
    first = row + 1
    for number, (line, score) in enumerate(zip(form.indicators, scores, strict=True)):
        row += 1
        texts = {
            "level3": line.title,
            "target": line.target,
            "actual": line.actual,
            "weight": line.weight_text,
            "score": score,
            "reason": line.reason,
        }
        pieces += [Piece(text, row, columns[name][0], 1, columns[name][1]) for name, text in texts.items()]
        if layout.extra_column:
            pieces.append(Piece(layout.extra_column, row, at))
        for name, key in (("level1", lambda n: n.level1), ("level2", lambda n: (n.level1, n.level2))):
            group = [n for n, other in enumerate(form.indicators) if key(other) == key(line)]
            if layout.repeat_levels or number == group[0]:
                height = 1 if layout.repeat_levels else len(group)
                text = layout.label(getattr(line, name))
                pieces.append(Piece(text, first + number, columns[name][0], height, columns[name][1]))
    row += 1
    pieces.append(Piece(labels.total, row, 0))
    pieces.append(Piece(form.printed_weight, row, columns["weight"][0], 1, columns["weight"][1]))
    pieces.append(Piece(form.printed_score, row, columns["score"][0], 1, columns["score"][1]))
    return row + 1


def xlsx(path: Path, sheets: dict[str, list[Piece]], *, merged: bool = True) -> Path:
    """Write sheets with openpyxl."""
    book = Workbook()
    book.remove(book.active)
    for name, pieces in sheets.items():
        sheet = book.create_sheet(name)
        for piece in pieces:
            cell = sheet.cell(piece.row + 1, piece.column + 1)
            cell.value = piece.text
            cell.data_type = "s"
            if merged and piece.height * piece.width > 1:
                sheet.merge_cells(
                    start_row=piece.row + 1,
                    start_column=piece.column + 1,
                    end_row=piece.row + piece.height,
                    end_column=piece.column + piece.width,
                )
    book.save(path)
    return path


def docx(path: Path, tables: list[list[Piece]], *, merged: bool = True, around: tuple[str, ...] = ()) -> Path:
    """Write tables with python-docx; their XML is made at once, because its own cells are quadratic."""
    document = Document()
    for pieces in tables:
        for text in around:
            document.add_paragraph(text)
        document.element.body.append(parse_xml(_table_xml(pieces, merged)))
    for text in around:
        document.add_paragraph(text)
    document.save(str(path))
    return path


def _table_xml(pieces: list[Piece], merged: bool) -> str:
    rows = max(piece.row + piece.height for piece in pieces)
    columns = max(piece.column + piece.width for piece in pieces)
    owner: dict[tuple[int, int], Piece] = {}
    for piece in pieces:
        height, width = (piece.height, piece.width) if merged else (1, 1)
        for row in range(piece.row, piece.row + height):
            for column in range(piece.column, piece.column + width):
                owner.setdefault((row, column), piece)
    xml = [f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid/>"]
    for row in range(rows):
        xml.append("<w:tr>")
        column = 0
        while column < columns:
            piece = owner.get((row, column))
            starts = piece is not None and piece.column == column
            width = piece.width if piece and merged and starts else 1
            merge = ""
            if piece and merged and piece.height > 1:
                merge = "<w:vMerge w:val='restart'/>" if row == piece.row else "<w:vMerge/>"
            text = piece.text if piece and row == piece.row and starts else ""
            xml.append(
                f"<w:tc><w:tcPr><w:gridSpan w:val='{width}'/>{merge}</w:tcPr>{_paragraphs(text)}</w:tc>"
            )
            column += width
        xml.append("</w:tr>")
    return "".join([*xml, "</w:tbl>"])


def _paragraphs(text: str) -> str:
    runs = [f"<w:r><w:t xml:space='preserve'>{escape(line)}</w:t></w:r>" for line in text.split("\n")]
    return "".join(f"<w:p>{run}</w:p>" for run in runs)


def xls(path: Path, pieces: list[Piece]) -> Path:
    """Write one sheet as an old workbook (BIFF8 in a compound file), as no library here can."""
    cells = io.BytesIO()
    for piece in sorted(pieces, key=lambda one: (one.row, one.column)):
        text = piece.text.encode("utf-16-le")
        body = struct.pack("<HHHHB", piece.row, piece.column, 0, len(text) // 2, 1) + text
        cells.write(struct.pack("<HH", 0x0204, len(body)) + body)
    wide = [piece for piece in pieces if piece.height * piece.width > 1]
    ranges = b"".join(
        struct.pack("<4H", p.row, p.row + p.height - 1, p.column, p.column + p.width - 1) for p in wide
    )
    merges = struct.pack("<HHH", 0x00E5, len(ranges) + 2, len(wide)) + ranges
    start = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0010, 0, 0, 0, 0)
    end = struct.pack("<HH", 0x000A, 0)
    name = "自评表".encode("utf-16-le")
    globals_start = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0, 0, 0, 0)
    sheet_at = len(globals_start) + 4 + 8 + len(name) + len(end)
    sheet = struct.pack("<HHIHBB", 0x0085, 8 + len(name), sheet_at, 0, len(name) // 2, 1) + name
    stream = globals_start + sheet + end + start + cells.getvalue() + merges + end
    path.write_bytes(compound(stream))
    return path


def compound(stream: bytes, name: str = "Workbook", *, small: bool = False) -> bytes:
    """A compound file with one stream; `small`: kept among the pieces of 64 bytes, as short ones are."""
    size = len(stream) if small else max(4096, len(stream))
    stream = stream.ljust(-(-size // 512) * 512, b"\0")
    count = len(stream) // 512
    assert count < 120
    none, last = 0xFFFFFFFF, 0xFFFFFFFE
    # Sectors: 0 the table, 1 the directory, 2 the table of the pieces, then the stream.
    chain = [0xFFFFFFFD, last, last, *range(4, count + 3), last]
    pieces = [*range(1, count * 8), last] if small else []
    tables = [struct.pack("<128I", *numbers, *[none] * (128 - len(numbers))) for numbers in (chain, pieces)]
    header = struct.pack("<8s16s6H", bytes.fromhex("D0CF11E0A1B11AE1"), b"", 0x3E, 3, 0xFFFE, 9, 6, 0)
    header += struct.pack("<10I109I", 0, 0, 1, 1, 0, 4096, 2, 1, last, 0, 0, *[none] * 108)

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        known = struct.pack("<64sHBB3I", text, len(text), kind, 1, none, none, child)
        return known + struct.pack("<16sI2QIQ", b"", 0, 0, 0, first, size)

    root = entry("Root Entry", 5, 1, 3 if small else last, len(stream) if small else 0)
    directory = (root + entry(name, 2, none, 0 if small else 3, size)).ljust(512, b"\0")
    return header + tables[0] + directory + tables[1] + stream


def shuffled(names: tuple[str, ...], seed: int) -> tuple[str, ...]:
    """`names` in an order that depends on `seed` only."""
    return tuple(random.Random(seed).sample(names, len(names)))
