"""A ledger read back: the same rows that were written, with the same texts, numbers and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from app.models.errors import InputError
from app.services.ledger.tables import FIELDS
from app.services.sheets import read_tables
from app.services.sheets.workbook import Cell, Field


@dataclass(frozen=True)
class Ledger:
    """The rows of each sheet, without heads; an empty cell is None."""

    sheets: dict[str, tuple[tuple[Cell, ...], ...]]

    def column(self, sheet: str, title: str) -> tuple[Cell, ...]:
        """One column of a sheet."""
        place = next(n for n, field in enumerate(FIELDS[sheet]) if field.title == title)
        return tuple(row[place] for row in self.sheets[sheet])


def read_ledger(path: Path) -> Ledger:
    """Read a ledger that this program wrote; further sheets are left alone.

    Raises:
        InputError: it is no sound workbook, a sheet or column is missing, or a number or date is none; the
            sentence names file, sheet and cell. FileMissing, FileBusy.
    """
    grids = {grid.name: grid.rows for grid in read_tables(path)}
    sheets = {}
    for name, fields in FIELDS.items():
        rows = grids.get(name)
        if rows is None:
            raise InputError(f"“{path.name}”里没有工作表“{name}”。", "请选用本程序导出的台账。")
        heads = [field.title for field in fields]
        if rows[0][: len(heads)] != heads:
            missing = [head for head in heads if head not in rows[0]]
            what = f"没有“{missing[0]}”一列" if missing else "各列的次序改过"
            raise InputError(f"“{path.name}”的工作表“{name}”{what}。", "请选用本程序导出的台账。")
        sheets[name] = tuple(
            _row(row, fields, f"“{path.name}”的工作表“{name}”第 {number} 行")
            for number, row in enumerate(rows[1:], 2)
        )
    return Ledger(sheets)


def _row(row: Sequence[str], fields: Sequence[Field], where: str) -> tuple[Cell, ...]:
    return tuple(_value(text, field, where) for text, field in zip(row, fields, strict=False))


def _value(text: str, field: Field, where: str) -> Cell:
    if text == "":
        return None
    if field.kind == "text":
        return text
    try:
        if field.kind == "date":
            return date.fromisoformat(text[:10])
        number = Decimal(text)
    except (ValueError, InvalidOperation) as error:
        what = "日期" if field.kind == "date" else "数字"
        raise InputError(f"{where}的“{field.title}”不是{what}：“{text}”。") from error
    return int(number) if field.kind == "count" else number
