"""放到数据项: a person says by search which value something unrecognised is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from app.models.errors import InputError
from app.services.intake import Leftover, SheetRow
from app.ui.dialog import Dialog
from app.ui.kit import ElidedLabel, EmptyState, Label, SearchField, button, caption, column, row
from app.ui.review.data_lists import row_name
from app.ui.table import Column, RowsModel, TableView


def _title(each: SheetRow) -> str:
    return each.title


def _label(each: SheetRow) -> str:
    return each.label


def _unit(each: SheetRow) -> str:
    return each.unit


_COLUMNS = (
    Column("label", "数据项", _label, kind="strong", width=240, min_width=180, stretch=True),
    Column("unit", "单位", _unit, kind="small", width=110),
    Column("table", "表", _title, kind="small", width=200),
)


class PlaceDialog(Dialog):
    """Shows the values that are still empty; `place` is called with the chosen name and may refuse."""

    def __init__(
        self, parent: QWidget, leftover: Leftover, rows: Sequence[SheetRow], place: Callable[[str], None]
    ) -> None:
        super().__init__(parent, "放到数据项", leftover.where.text, 680, 520, margins=(0, 0, 0, 0))
        self.asks_before_loss = False
        self._place = place
        self.search = SearchField("输入数据项名称，如 天然气 燃烧量", 0, name="查找数据项")
        self.model = RowsModel(_COLUMNS, row_name)
        self.model.set_rows(rows)
        self.table = TableView(self.model, 34, "数据项")
        self.table.set_empty(EmptyState("search", "没有这样的数据项", "请换一种说法，已有数值的项目不列出。"))
        self.message = Label("", tone="bad", wrap=True)
        self.message.hide()
        what = ElidedLabel(leftover.text, "strong")
        around = caption(leftover.headings)
        head = column(row(caption("内容"), (what, 1), gap=10), around, self.search, self.message, gap=8)
        head.setContentsMargins(24, 14, 24, 10)
        around.setVisible(bool(leftover.headings))
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.add(self.table, 1)
        self.starts_at = self.search
        self.add_cancel()
        self.add_button(button("放到这里", "primary"))
        self.search.searched.connect(self._on_search)
        self.search.left_down.connect(self._on_down)
        self.search.returnPressed.connect(self._on_down)
        self.table.current_changed.connect(self._on_current)
        self.table.activated_row.connect(self._on_activated)
        self._on_current(None)

    @Slot()
    def _on_search(self) -> None:
        self.model.set_filter(self.search.text())
        if self.table.current_line < 0 and self.model.rowCount():
            self.table.go_to(self.model.key_at(0))

    @Slot()
    def _on_down(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(object)
    def _on_current(self, _: object) -> None:
        assert self.primary is not None
        self.primary.setEnabled(self.table.current_row is not None)
        self.message.hide()

    @Slot(object)
    def _on_activated(self, _: object) -> None:
        self.confirm()

    def accept(self) -> None:
        """Give it its place, or say why it cannot be there."""
        chosen = self.table.current_row
        if chosen is None:
            return
        try:
            self._place(chosen.name)
        except InputError as error:
            self.message.setText(error.sentence)
            self.message.show()
            return
        super().accept()
