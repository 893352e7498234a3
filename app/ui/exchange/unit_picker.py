"""Ticking the units that go into an assignment, with the filters an office thinks in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.services.units.rows import UnitRow
from app.ui.kit import Combo, EmptyState, SearchField, caption, column, row
from app.ui.table import Column, RowsModel, TableView

_FILTERS: tuple[tuple[str, str, Callable[[UnitRow], str]], ...] = (
    ("assignee", "负责人", lambda unit: unit.assignee),
    ("district", "所在区", lambda unit: unit.district),
    ("category", "类别", lambda unit: unit.category.short if unit.category else ""),
)
_COLUMNS = (
    Column("name", "单位名称", lambda u: u.name, kind="strong", width=220, min_width=150, stretch=True),
    Column("category", "类别", lambda u: u.category and u.category.short, kind="outline", width=88),
    Column("district", "所在区", lambda u: u.district or None, width=80, gives_way=2),
    Column("assignee", "负责人", lambda u: u.assignee or None, width=72, gives_way=1),
    Column("state", "审核状态", lambda u: u.review_state.label, kind="chip", width=108, gives_way=3),
)


class UnitPicker(QWidget):
    """`changed` comes when other units are ticked."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.search = SearchField("名称、代码或拼音首字母", 200, name="查找单位")
        self.search.searched.connect(self._on_filter)
        self.combos: dict[str, Combo] = {}
        for key, words, _ in _FILTERS:
            combo = Combo([(f"全部{words}", None)], width=112, name=words)
            combo.chosen.connect(self._on_filter)
            self.combos[key] = combo
        self.count = caption("")
        self.rows = RowsModel(_COLUMNS, _key, _haystack, checkable=True)
        self.table = TableView(self.rows, name="要发送的单位")
        self.table.set_empty(EmptyState("building-community", "没有符合条件的单位", "换一个筛选条件试试。"))
        self.rows.checks_changed.connect(self._on_checks)
        self.rows.rows_changed.connect(self._on_checks)
        self.search.left_down.connect(self.table.setFocus)
        bar = row(self.search, *self.combos.values(), None, self.count, gap=8)
        self.setLayout(column(bar, (self.table, 1), gap=8))

    def show_units(self, units: Sequence[UnitRow]) -> None:
        """Offer other units; what is ticked stays."""
        for key, words, value in _FILTERS:
            combo = self.combos[key]
            values = sorted({value(unit) for unit in units} - {""})
            combo.set_options([(f"全部{words}", None), *((one, one) for one in values)], combo.value())
        self.rows.set_rows(list(units))
        self._on_filter()

    @property
    def chosen(self) -> frozenset[str]:
        """The keys of the ticked units."""
        return frozenset(str(key) for key in self.rows.checked)

    @Slot()
    def _on_filter(self) -> None:
        wanted = [(value, self.combos[key].value()) for key, _, value in _FILTERS]

        def accept(unit: UnitRow) -> bool:
            return all(one is None or value(unit) == one for value, one in wanted)

        self.rows.set_filter(self.search.text(), accept)

    @Slot()
    def _on_checks(self) -> None:
        ticked = len(self.rows.checked)
        self.count.setText(f"已选 {ticked:,} / {self.rows.total:,} 家")
        self.changed.emit()


def _key(unit: Any) -> str:
    return str(unit.id)


def _haystack(unit: UnitRow) -> str:
    return f"{unit.name} {unit.uscc} {unit.initials} {unit.industry}"
