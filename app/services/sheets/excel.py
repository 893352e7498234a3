"""Excel workbooks, new and old, read by python-calamine after `cells.py` has looked at them."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from app.services.sheets.archive import Source, checked_parts, repacked
from app.services.sheets.cells import biff_marks, xml_marks
from app.services.sheets.grid import GRID_LIMIT, CellMark, Grid, GridKind, Merge, Rows, check_size, flatten

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

    Value = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta

Marks = dict[tuple[int, int], CellMark]

# From here on a float cannot hold every whole number.
_EXACT_LIMIT = 10**15


def read_xlsx(source: Source) -> list[Grid]:
    """The sheets of a workbook in the XML format; external links and macros are never looked at.

    Raises:
        InputError: the file is not safe, not whole, or too large; the sentence names file and sheet.
    """
    parts = checked_parts(source)
    marks = xml_marks(source, parts)
    needed = {name: content for name, content in parts.items() if not name.startswith("xl/media/")}
    return _read(source, repacked(needed), marks)


def read_xls(source: Source) -> list[Grid]:
    """The sheets of a workbook of Excel 97-2003.

    Raises:
        InputError: as for `read_xlsx`.
    """
    return _read(source, source.content, biff_marks(source))


def _read(source: Source, content: bytes, marks: dict[str, Marks]) -> list[Grid]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with _told(source):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [meta for meta in workbook.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
    if len(sheets) > GRID_LIMIT:
        raise source.refuse(f"有 {len(sheets):,} 张工作表，太多了。", "请只留下名单所在的工作表后重试。")
    grids = []
    for meta in sheets:
        hidden = meta.visible is not SheetVisibleEnum.Visible
        grid = _read_sheet(source, workbook, meta.name, hidden, marks.get(meta.name, {}))
        if grid is not None:
            grids.append(grid)
    return grids


def _read_sheet(
    source: Source, workbook: CalamineWorkbook, name: str, hidden: bool, marks: Marks
) -> Grid | None:
    with _told(source, name):
        sheet = workbook.get_sheet_by_name(name)
        start = sheet.start
        if start is None:
            return None
        check_size(sheet.height, sheet.width, source.name, name)
        values = sheet.to_python()
        merges = _merges(sheet, start)
    top, left = start
    here = {(row - top, column - left): mark for (row, column), mark in marks.items()}
    rows = _texts(values, here)
    return Grid(
        name=name,
        kind=GridKind.EXCEL,
        rows=rows,
        file=source.name,
        hidden=hidden,
        merged=flatten(rows, merges, source.name, name),
        marks=here,
        origin=start,
    )


def _merges(sheet: CalamineSheet, start: tuple[int, int]) -> list[Merge]:
    """The merged ranges, moved to where the data begins; those that end before it are left out."""
    top, left = start
    moved = (
        Merge(max(first[0] - top, 0), max(first[1] - left, 0), last[0] - top, last[1] - left)
        for first, last in sheet.merged_cell_ranges or ()
    )
    return [merge for merge in moved if merge.bottom >= merge.top and merge.right >= merge.left]


def _texts(values: Sequence[list[Value]], marks: Marks) -> Rows:
    """All values as text, in place. Most columns hold nothing but text and cost one look."""
    for column, cells in enumerate(zip(*values, strict=True)):
        if set(map(type, cells)) == {str}:
            continue
        for row, value in enumerate(cells):
            if type(value) is float and -_EXACT_LIMIT < value < _EXACT_LIMIT and value.is_integer():
                values[row][column] = str(int(value))
            elif type(value) is not str:
                values[row][column] = _text(value)
                if isinstance(value, int | float) and abs(value) >= _EXACT_LIMIT:
                    marks[row, column] = CellMark.LOST_DIGITS
    return cast(Rows, values)


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


@contextmanager
def _told(source: Source, sheet: str = "") -> Iterator[None]:
    """Turn what the reader says about a broken file into a sentence."""
    from python_calamine import CalamineError, PasswordError

    where = f"的工作表“{sheet}”" if sheet else ""
    try:
        yield
    except PasswordError as error:
        raise source.refuse("设了打开密码。", "请在 Excel 中取消密码，另存一份后再导入。") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise source.refuse(
            f"{where}已损坏，不能读取。", "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。", repr(error)
        ) from error
    except BaseException as error:
        # A panic of the Rust library is no Exception; every other such thing (Ctrl+C) goes on its way.
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise source.refuse(
            f"{where}已损坏，不能读取。", "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。", repr(error)
        ) from error
