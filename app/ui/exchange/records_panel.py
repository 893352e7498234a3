"""交换记录: the merges this file has seen, each of which can be taken back, and 核对码 by unit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services.exchange.receipts import Receipt
from app.ui.context import Context
from app.ui.exchange.codes_view import CodesView
from app.ui.exchange.saying import full_moment
from app.ui.kit import (
    Avatar,
    Button,
    Card,
    Chip,
    ElidedLabel,
    EmptyState,
    button,
    column,
    hline,
    holder,
    row,
    scroll_area,
    section,
)


class RecordsPanel(QWidget):
    """`undo_wanted` tells the merge to be taken back."""

    undo_wanted = Signal(object)
    redo_wanted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.turn_buttons: dict[str, Button] = {}
        self.empty = EmptyState(
            "history", "还没有合并过别人的文件", "每次合并都会在这里留一条记录，可以整批撤销。"
        )
        self._card = Card(margins=(0, 0, 0, 0), gap=0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._card.add(self._rows)
        self.area = scroll_area(holder(column(self._card, None, margins=(24, 12, 24, 12))))
        self.codes = CodesView(context)
        self.codes.left.connect(self.show_list)
        self.stack = QStackedWidget()
        for part in (self.empty, self.area, self.codes):
            self.stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self._count = 0

    def show_receipts(self, found: Sequence[Receipt]) -> None:
        """Show other records."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.turn_buttons = {}
        self._count = len(found)
        for number, one in enumerate(found):
            if number:
                self._rows.addWidget(hline())
            self._rows.addWidget(self._row(one))
        if self.stack.currentWidget() is not self.codes:
            self.show_list()

    @Slot()
    def show_list(self) -> None:
        """Back to the records."""
        self.stack.setCurrentWidget(self.area if self._count else self.empty)

    @Slot()
    def compare(self) -> None:
        """Choose another file and hold it beside this one."""
        if self.codes.choose():
            self.stack.setCurrentWidget(self.codes)

    def _row(self, one: Receipt) -> QWidget:
        head = row(section(f"{one.sender or '不明来源'} 的“{one.file_name}”"), None, gap=8)
        if one.is_undone:
            head.insertWidget(1, Chip("已撤销", "quiet", "arrow-back-up"))
        said = ElidedLabel(f"{full_moment(one.at)} 由 {one.actor} 合并 · {counts_of(one)}", "caption")
        words, icon, wanted = (
            ("恢复这次合并", "arrow-forward-up", self.redo_wanted)
            if one.is_undone
            else ("撤销这次合并…", "arrow-back-up", self.undo_wanted)
        )
        turn = button(words, "ghost", icon)
        turn.setAccessibleName(f"{words.rstrip('…')}：{one.sender} {full_moment(one.at)}")
        turn.clicked.connect(partial(wanted.emit, one))
        turn.setEnabled(self._context.can_edit)
        self.turn_buttons[one.id] = turn
        return holder(
            row(
                *(Avatar(one.sender, 32, "info"), (column(head, said, gap=3), 1), turn),
                gap=14,
                margins=(20, 12, 12, 12),
            )
        )


def counts_of(one: Receipt) -> str:
    """`新增 3 条，修改 12 条`."""
    named = (("new", "新增"), ("changed", "修改"), ("deleted", "删除"))
    words = [f"{name} {one.counts[key]:,} 条" for key, name in named if one.counts.get(key)]
    if one.counts.get("contents"):
        words.append(f"附件 {one.counts['contents']:,} 个")
    return "，".join(words) or "只有修改记录"
