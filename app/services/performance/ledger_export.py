"""The project ledger as Excel: one sheet for each table, or one table alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.services.performance.ledger import LedgerRow, ledger_rows
from app.services.performance.ledger_cells import TABLES, CellKind, LedgerColumn, LedgerKind
from app.services.sheets.workbook import Cell, Field, Kind, Table, write_workbook

_KINDS: dict[CellKind, Kind] = {
    CellKind.MONEY: "amount",
    CellKind.SUM: "amount",
    CellKind.NUMBER: "count",
    CellKind.COUNT: "count",
    CellKind.DAY: "date",
}


def export_ledger(
    session: Session, target: Path, table_id: str = "", kinds: Sequence[LedgerKind] = tuple(LedgerKind)
) -> Path:
    """Write the tables; `table_id`: the form whose counts the price list shows.

    Raises:
        FileBusy, ReadOnly, DiskFull: with the sentence for the user; an older file is untouched.
    """
    return write_workbook([_sheet(kind, ledger_rows(session, kind, table_id)) for kind in kinds], target)


def _sheet(kind: LedgerKind, rows: Sequence[LedgerRow]) -> Table:
    columns = TABLES[kind].columns
    fields = [Field(one.title, _KINDS.get(one.kind, "text")) for one in columns]
    cells = [[_cell(c, text) for c, text in zip(columns, row.texts, strict=True)] for row in rows]
    return Table(kind.label, fields, cells)


def _cell(column: LedgerColumn, text: str) -> Cell:
    if not text:
        return None
    if column.kind is CellKind.DAY:
        return date.fromisoformat(text)
    if column.is_number:
        number: Decimal | None = parse_amount(text)
        return number if number is not None else text
    return text
