"""The bar that floats over the foot of the list while units are ticked."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.amounts import show_amount
from app.models.enums import LabelEnum
from app.services.units.rows import UnitRow
from app.ui.kit import FloatingBar, Icon, Label, Menu, button, caption, vline


class BulkAction(LabelEnum):
    """What can be done with all ticked units."""

    ASSIGN = ("assign", "分派…")
    CATEGORY = ("category", "改类别…")
    STATE = ("state", "改状态…")
    INDUSTRY = ("industry", "改行业…")
    DEADLINE = ("deadline", "设截止日期…")
    EXPORT = ("export", "导出所选")


_ICONS = {
    BulkAction.ASSIGN: "user-plus",
    BulkAction.CATEGORY: "tag",
    BulkAction.STATE: "circle-dot",
    BulkAction.INDUSTRY: "building-community",
    BulkAction.DEADLINE: "calendar-month",
    BulkAction.EXPORT: "download",
}
_ON_BAR = (BulkAction.ASSIGN, BulkAction.CATEGORY, BulkAction.STATE, BulkAction.EXPORT)
_READING = (BulkAction.EXPORT,)


class BulkBar(FloatingBar):
    """Counts what is ticked and offers what can be done with it."""

    wanted = Signal(object)  # a BulkAction
    cleared = Signal()

    def __init__(self, page: QWidget, can_edit: bool) -> None:
        self.count = Label("", "strong")
        self.sum = caption()
        self.buttons = {
            action: button(action.label, "bar", _ICONS[action])
            for action in _ON_BAR
            if can_edit or action in _READING
        }
        self.more_button = button("更多", "bar", "dots")
        self.more_button.setVisible(can_edit)
        self.clear_button = button("取消选择", "bar", key="Esc")
        super().__init__(
            page,
            *(Icon("square-check", "accent", 16), 4, self.count, self.sum, 4, vline(18)),
            *self.buttons.values(),
            *([self.more_button] if can_edit else []),
            *(vline(18), self.clear_button),
            name="已选单位",
        )
        for action, made in self.buttons.items():
            made.clicked.connect(partial(self.wanted.emit, action))
        self.more_button.clicked.connect(self._on_more)
        self.clear_button.clicked.connect(self.cleared)

    def show_rows(self, rows: Sequence[UnitRow]) -> None:
        """Say how many units are ticked and what they emit together; with none, go away."""
        if rows:
            known = [row.emission for row in rows if row.emission is not None]
            self.count.setText(f"已选 {len(rows):,} 家")
            self.sum.setText(f"共 {show_amount(sum(known, Decimal(0)), 2)} tCO₂" if known else "")
        self.set_open(bool(rows))

    @Slot()
    def _on_more(self) -> None:
        menu = Menu(self)
        for action in (BulkAction.INDUSTRY, BulkAction.DEADLINE):
            menu.add(action.label, partial(self.wanted.emit, action), _ICONS[action])
        menu.popup(self.more_button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))
