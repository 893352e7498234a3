"""The official form as an Excel workbook in the grid of eleven columns; what is read back is the same table.

Texts are written as texts, never as formulas; a plain number becomes a number. The band and the reason of a
score by hand have no column in the official form and are not written.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.amounts import round_half_up
from app.models.enums import FundingRole
from app.services.files import replacing
from app.services.performance.arrange import groups
from app.services.performance.form import FundingLine, SelfEvaluation
from app.services.performance.profiles import Profile, profile
from app.services.performance.scoring import PLACES, Scored, score

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Column widths in characters, in the proportions of the central form.
_WIDTHS = (5, 6, 7, 9, 10, 15, 15, 6, 7, 7, 8)
_LAST = len(_WIDTHS)
_LINE = 12.5  # height of a line of nine points
_HIGHEST = 409  # Excel knows no higher row
# With zeros at the end it stays a text: what is typed is kept, and Excel would drop them.
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.([0-9]{0,5}[1-9]))?")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_workbook(form: SelfEvaluation, target: Path) -> None:
    """Write `form` with the scores that count.

    Raises:
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "自评表"
    _Writer(sheet, form, profile(form.profile)).write()
    with replacing(target) as beside:
        book.save(beside)


class _Writer:
    """Writes the blocks from top to bottom; columns count from 1."""

    def __init__(self, sheet: Worksheet, form: SelfEvaluation, by: Profile) -> None:
        self._sheet, self._form, self._profile = sheet, form, by
        self._scored: Scored = score(form, by)
        self._row = 1

    def write(self) -> None:
        """All blocks, then widths, lines and the page."""
        self._titles()
        top = self._row
        self._headings()
        self._funding()
        self._goals()
        head = self._row
        self._indicators()
        self._dress(top)
        sheet = self._sheet
        sheet.print_title_rows = f"{head}:{head}"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True

    def _put(self, text: str, first: int, last: int = 0, rows: int = 1, row: int = 0) -> None:
        """One cell over columns `first` to `last` and `rows` rows."""
        row = row or self._row
        cell = self._sheet.cell(row, first)
        number = _NUMBER.fullmatch(text)
        if number:
            places = len(number[1] or "")
            cell.value = Decimal(text)
            cell.number_format = "0" + ("." + "0" * places if places else "")
        elif text:
            cell.value = _FORBIDDEN.sub("", text)
            cell.data_type = "s"  # also where it begins with =
        last = max(first, last)
        if last > first or rows > 1:
            self._sheet.merge_cells(
                start_row=row, start_column=first, end_row=row + rows - 1, end_column=last
            )

    def _next(self, *cells: tuple[str, int, int]) -> None:
        """End a row whose `cells` (text, first and last column) say how high it must be."""
        lines = max((_lines(text, sum(_WIDTHS[first - 1 : last])) for text, first, last in cells), default=1)
        self._sheet.row_dimensions[self._row].height = min(_HIGHEST, lines * _LINE + 6)
        self._row += 1

    def _line(self, *cells: tuple[str, int, int]) -> None:
        for text, first, last in cells:
            self._put(text, first, last)
        self._next(*cells)

    def _titles(self) -> None:
        form, labels = self._form, self._profile.labels
        self._line((form.title or labels.title, 1, _LAST))
        self._sheet.row_dimensions[1].height = 26
        self._line((labels.year.format(year=form.year) if form.year else "", 1, _LAST))

    def _headings(self) -> None:
        pairs = self._form.headings
        lines = [pairs[:1], *(pairs[at : at + 2] for at in range(1, len(pairs), 2))] if pairs else []
        for line in lines:
            (label, value), *rest = line
            cells = [(label, 1, 2), (value, 3, 5 if rest else _LAST)]
            cells += [cell for name, text in rest for cell in ((name, 6, 6), (text, 7, _LAST))]
            self._line(*cells)

    def _funding(self) -> None:
        labels, execution = self._profile.labels, self._scored.execution
        unit = labels.funding.format(unit=self._form.money_unit)
        self._put(unit, 1, 2, rows=1 + len(FundingRole))
        names = (labels.initial, labels.full_year, labels.executed, labels.weight)
        self._money_line("", *names, labels.rate, labels.score)
        for role in FundingRole:
            line = self._form.funding_line(role) or FundingLine(role)
            amounts = (line.initial_text, line.full_year_text, line.executed_text)
            if role is FundingRole.TOTAL:
                rate = "" if execution.rate is None else f"{_short(execution.rate)}%"
                rest = (_short(execution.weight), rate, _short(execution.score))
            else:
                rest = (line.weight_text, line.printed_rate, line.printed_score)
            self._money_line(labels.roles[role], *amounts, *rest)

    def _money_line(self, name: str, *texts: str) -> None:
        places = ((5, 5), (6, 6), (7, 7), (8, 8), (9, 10), (11, 11))
        cells = [(text, *place) for text, place in zip(texts, places, strict=True)]
        self._line((name, 3, 4), *cells)

    def _goals(self) -> None:
        form, labels = self._form, self._profile.labels
        self._put(labels.goal, 1, 1, rows=2)
        self._line((labels.goal_expected, 2, 6), (labels.goal_actual, 7, _LAST))
        self._line((form.goal_expected, 2, 6), (form.goal_actual, 7, _LAST))

    def _indicators(self) -> None:
        labels, lines, first = self._profile.labels, self._form.indicators, self._row + 1
        self._put(labels.indicators, 1, 1, rows=1 + len(lines))
        heads = (labels.level3, labels.target, labels.actual, labels.weight, labels.score, labels.reason)
        self._line((labels.level1, 2, 2), (labels.level2, 3, 3), *_places(heads))
        for column, deep in ((2, False), (3, True)):
            for group in groups(lines, deep=deep):
                name = group.level2 if deep else group.level1
                count = group.last - group.first + 1
                self._put(name, column, column, rows=count, row=first + group.first)
        for scored in self._scored.lines:
            line = scored.line
            texts = (
                line.title,
                line.target,
                line.actual,
                line.weight_text,
                _short(scored.counts),
                line.reason,
            )
            self._line(*_places(texts))
        weight, total = _short(self._scored.weight), _short(self._scored.total)
        self._line((labels.total, 1, 7), (weight, 8, 8), (total, 9, 9), ("", 10, 11))

    def _dress(self, top: int) -> None:
        from openpyxl.styles import Alignment, Border, Font, Side

        thin = Side(style="thin")
        border = Border(left=thin, right=thin, top=thin, bottom=thin)
        middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        words = Alignment(horizontal="left", vertical="center", wrap_text=True)
        for row in self._sheet.iter_rows(min_row=1, max_row=self._row - 1, max_col=_LAST):
            for cell in row:
                is_title = cell.row < top
                cell.font = Font(name="宋体", size=16 if cell.row == 1 else 11 if is_title else 9)
                cell.alignment = words if len(str(cell.value or "")) > 16 and not is_title else middle
                if not is_title:
                    cell.border = border
        for number, width in enumerate(_WIDTHS):
            self._sheet.column_dimensions["ABCDEFGHIJK"[number]].width = width


def _places(texts: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """The cells of an indicator row behind its levels."""
    places = ((4, 5), (6, 6), (7, 7), (8, 8), (9, 9), (10, 11))
    return [(text, *place) for text, place in zip(texts, places, strict=True)]


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of `width` half-width characters."""
    room = max(2.0, width - 1)
    return sum(max(1, -(-_wide(part) // int(room))) for part in text.split("\n"))


def _wide(text: str) -> int:
    """The width in half-width characters at nine points, where the column counts at eleven."""
    return round(sum(2 if ord(sign) > 0x2E7F else 1 for sign in text) * 0.85)


def _short(number: Decimal | None) -> str:
    return "" if number is None else f"{round_half_up(number, PLACES).normalize():f}"
