"""并入另一家单位: which other unit of the list is the same; the two are then shown side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from app.services.units.rows import UnitRow
from app.ui.dialog import Dialog
from app.ui.kit import EmptyState, SearchField, button
from app.ui.table import Column, RowsModel, TableView

_COLUMNS = (
    Column("name", "单位名称", lambda row: row.name, kind="strong", width=260, stretch=True),
    Column("uscc", "统一社会信用代码", lambda row: row.uscc or None, kind="small", width=176),
    Column("assignee", "负责人", lambda row: row.assignee or None, width=84),
)
_HIGH = 320


def _key(row: UnitRow) -> str:
    return row.id


def _haystack(row: UnitRow) -> str:
    return f"{row.name}\n{row.uscc}\n{row.initials}"


class JoinDialog(Dialog):
    """Lists the other units; `chosen_id` is the one that was taken."""

    def __init__(self, parent: QWidget, unit: UnitRow, others: Sequence[UnitRow]) -> None:
        super().__init__(parent, "并入另一家单位", unit.name, width=640)
        self.asks_before_loss = False
        self.chosen_id = ""
        self.search = SearchField("名称、信用代码或拼音首字母", 280, name="查找单位")
        self.model = RowsModel(_COLUMNS, key=_key, haystack=_haystack)
        self.model.set_rows([row for row in others if row.id != unit.id])
        self.table = TableView(self.model, name="其他单位")
        self.table.setFixedHeight(_HIGH)
        self.table.set_empty(EmptyState("search", "没有符合的单位"))
        self.add(self.search)
        self.add(self.table)
        self.set_note("下一步并排核对，再决定保留哪一家；现在不改动任何内容。")
        self.add_cancel()
        self.next_button = self.add_button(button("并排核对", "primary"))
        self.next_button.setEnabled(False)
        self.starts_at = self.search
        self.search.searched.connect(self._on_search)
        self.search.left_down.connect(self._on_left_down)
        self.table.current_changed.connect(self._on_current)
        self.table.activated_row.connect(self._on_activated)

    @Slot(str)
    def _on_search(self, words: str) -> None:
        self.model.set_filter(words)

    @Slot()
    def _on_left_down(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _on_current(self, row: UnitRow | None) -> None:
        self.chosen_id = row.id if row is not None else ""
        self.next_button.setEnabled(row is not None)

    @Slot(object)
    def _on_activated(self, row: UnitRow) -> None:
        self.chosen_id = row.id
        self.accept()
