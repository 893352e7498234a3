"""Tables to Excel: what is text stays text, whatever it begins with; numbers and dates are real ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.errors import Cancelled
from app.services.files import replacing
from app.services.progress import NO_PROGRESS, Progress
from app.services.units.judge import Group
from app.services.units.plan import ImportPlan

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

# One cell: a number, a day, a moment, a text, or nothing.
Value = Decimal | int | date | datetime | str | None

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_CELL = 32_767
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN_IN_TITLES = re.compile(r"[\\/*?:\[\]]")
_LONGEST_TITLE = 31


@dataclass(frozen=True)
class ExportColumn:
    """A column of the sheet: heading, width in characters, and the format of its numbers or dates."""

    title: str
    width: float = 14
    format: str = ""


def write_sheet(
    target: Path,
    title: str,
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[Value]],
    progress: Progress = NO_PROGRESS,
) -> int:
    """Write one sheet with a frozen, filterable heading to `target`, whole or not at all. Returns the rows.

    Raises:
        AppError: FileBusy (open in Excel), ReadOnly, DiskFull; Cancelled.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_FORBIDDEN_IN_TITLES.sub("_", title)[:_LONGEST_TITLE] or "Sheet1")
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "A2"
    heads = [_cell(sheet, column.title, "") for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    count = 0
    try:
        for row in rows:
            progress.step()
            sheet.append([_cell(sheet, value, c.format) for value, c in zip(row, columns, strict=True)])
            count += 1
    except Cancelled:
        sheet.close()  # else its half-written part is found open when it is thrown away
        raise
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    with replacing(target) as beside:
        book.save(beside)
    return count


def export_problems(target: Path, plan: ImportPlan) -> int:
    """Write the rows of an import that are in doubt or rejected, with their reasons. Returns how many."""
    columns = (
        ExportColumn("位置", 16),
        ExportColumn("结果", 8),
        ExportColumn("单位名称", 34),
        ExportColumn("统一社会信用代码", 22),
        ExportColumn("问题", 70),
        ExportColumn("处理", 18),
    )
    groups = (Group.SUSPECT, Group.REJECTED)
    rows = [
        (
            row.full_place,
            row.group.label,
            row.name,
            row.code,
            row.sentence,
            "、".join(way.label for way in row.decisions) or ("" if row.ways else "不能导入"),
        )
        for row in plan.rows
        if row.group in groups
    ]
    return write_sheet(target, "问题清单", columns, rows)


def _cell(sheet: WriteOnlyWorksheet, value: Value, number_format: str) -> WriteOnlyCell:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str):
        text = _ILLEGAL.sub("", value)[:_LONGEST_CELL]
        cell = WriteOnlyCell(sheet, value=text)
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
        # So that it stays text when somebody edits the cell in Excel.
        cell.quotePrefix = text.startswith(_FORMULA_SIGNS)
        return cell
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    cell = WriteOnlyCell(sheet, value=value)
    if number_format:
        cell.number_format = number_format
    return cell
