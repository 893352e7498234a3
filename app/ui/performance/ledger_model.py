"""The rows of one table of the project ledger as cells: shown at once as typed, written behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Signal, Slot

from app.models.errors import AppError, InputError
from app.services.performance import ledger
from app.services.performance.ledger import LedgerRow
from app.services.performance.ledger_cells import TABLES, CellKind, LedgerColumn, LedgerKind, LedgerTable
from app.ui.context import Context
from app.ui.performance.cells import CellModel

Index = QModelIndex | QPersistentModelIndex


class LedgerModel(CellModel):
    """The rows of one table as cells. What is typed is shown at once and written behind."""

    failed = Signal(str)  # a sentence about what was not kept
    pasted = Signal(int, str)  # how many rows, and the key of the last

    def __init__(self, context: Context, source: QObject) -> None:
        super().__init__()
        self._context, self._source = context, source
        self.kind = LedgerKind.PRICES
        self.rows: list[LedgerRow] = []
        self.table_id, self.year = "", 0
        self._pending = 0
        self._request = 0

    @property
    def table(self) -> LedgerTable:
        """The table that is shown."""
        return TABLES[self.kind]

    def show_kind(self, kind: LedgerKind) -> None:
        """Show another table."""
        self.beginResetModel()
        self.kind, self.rows = kind, []
        self.endResetModel()
        self.load()

    def load(self) -> None:
        """Read the rows."""
        self._request += 1
        args = (self._request, self._context.workspace, self.kind, self.table_id)
        self._context.jobs.read("读取项目台账", _read, *args, then=self._on_read)

    @Slot(object)
    def _on_read(self, found: tuple[int, tuple[LedgerRow, ...]]) -> None:
        request, rows = found
        if request != self._request or self._pending:
            return  # asked again since then, or what was typed is still on its way
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()
        self.replaced.emit()

    # Cells: column 0 is the number of the row

    def column(self, number: int) -> LedgerColumn:
        """What a column of the grid holds."""
        return self.table.columns[number - 1]

    def rowCount(self, parent: Index | None = None) -> int:
        """The rows, and an empty one to go on with."""
        if parent is not None and parent.isValid():
            return 0
        return len(self.rows) + (1 if self._context.can_edit else 0)

    def columnCount(self, parent: Index | None = None) -> int:
        """Number, and the columns of the table."""
        return len(self.table.columns) + 1

    def key_at(self, row: int) -> str:
        """The key of a row; "" for the empty one."""
        return self.rows[row].id if row < len(self.rows) else ""

    def row_of(self, key: str) -> int:
        """Where a row stands, or -1."""
        if not key:
            return len(self.rows)
        return next((n for n, row in enumerate(self.rows) if row.id == key), -1)

    def text_at(self, row: int, column: int) -> str:
        """What stands in a cell."""
        if not 0 <= row < len(self.rows) or column < 1:
            return ""
        return self.rows[row].texts[column - 1]

    def can_stand(self, row: int, column: int) -> bool:
        """All but the number and what is worked out."""
        return column > 0 and self.column(column).kind is not CellKind.SUM

    def is_editable(self, row: int, column: int) -> bool:
        """What can be typed; pieces that are counted cannot."""
        if not self._context.can_edit or not self.can_stand(row, column):
            return False
        return row >= len(self.rows) or column - 1 not in self.rows[row].computed

    def is_number(self, column: int) -> bool:
        """Whether only a number may stand there."""
        return column > 0 and self.column(column).is_number

    def name_of(self, row: int, column: int) -> str:
        """What a cell is called."""
        place = f"第{row + 1}行" if row < len(self.rows) else "新的一行"
        return f"{place} {self.column(column).title}" if column else place

    def keep(self, row: int, column: int, text: str) -> None:
        """Store what was typed; in the empty row it makes a new one."""
        if text == self.text_at(row, column) or not self.is_editable(row, column):
            return
        what = self.column(column)
        try:
            shown = ledger.shown_cell(what, text, self.year)
        except InputError as error:
            self.failed.emit(error.sentence)
            return
        if row < len(self.rows):
            texts = list(self.rows[row].texts)
            texts[column - 1] = shown
            self.rows[row] = replace(self.rows[row], texts=tuple(texts))
            args = (self.kind, self.rows[row].id, what.field, text, self.year)
            self._write(f"修改{self.kind.label}", ledger.set_ledger_cell, *args)
        elif shown:
            self._begin_row(column, shown, text)
        self.changed.emit()

    def _begin_row(self, column: int, shown: str, text: str) -> None:
        at = len(self.rows)
        key = ledger.new_ledger_key()
        texts = [""] * len(self.table.columns)
        texts[column - 1] = shown
        self.beginInsertRows(QModelIndex(), at, at)
        self.rows.append(LedgerRow(key, tuple(texts)))
        self.endInsertRows()
        args = (self.kind, key, self.column(column).field, text, self.year)
        self._write(f"新增{self.kind.label}", ledger.add_ledger_cell, *args)

    def delete(self, row: int) -> None:
        """Delete a row; undo brings it back."""
        key = self.key_at(row)
        if key:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self.rows[row]
            self.endRemoveRows()
            self._write(f"删除{self.kind.label}", ledger.delete_ledger_row, self.kind, key)

    def paste_block(self, row: int, column: int, cells: Sequence[Sequence[str]]) -> None:
        """Put a block in as one action; refused whole where a cell is wrong."""
        args = (self.kind, self.key_at(row), self.column(column).field, cells, self.year)
        self._write(f"粘贴{self.kind.label}", ledger.paste_ledger, *args, then=self._on_pasted)

    def _write(
        self, label: str, function: Callable[..., Any], *args: Any, then: Callable[..., None] | None = None
    ) -> None:
        self._pending += 1
        self._context.jobs.write(
            self._context.workspace,
            label,
            function,
            *args,
            then=then or self._on_kept,
            failed=self._on_failed,
            source=self._source,
        )

    @Slot(object)
    def _on_kept(self, result: object) -> None:
        self._pending -= 1
        if not self._pending:
            self.load()

    @Slot(object)
    def _on_pasted(self, result: tuple[int, str]) -> None:
        self.pasted.emit(*result)
        self._on_kept(None)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self.failed.emit(error.sentence)
        self._on_kept(None)


def _read(request: int, workspace: Any, kind: LedgerKind, table_id: str) -> tuple[int, tuple[LedgerRow, ...]]:
    with workspace.read() as session:
        return request, ledger.ledger_rows(session, kind, table_id)
