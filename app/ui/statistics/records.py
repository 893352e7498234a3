"""The list that a bar or card opens: exactly the reports or findings that it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.context import Context
from app.ui.kit import (
    Chip,
    EmptyState,
    Label,
    Menu,
    SearchField,
    button,
    column,
    frame,
    link,
    row,
    vline,
)
from app.ui.statistics.columns import (
    CASE_COLUMNS,
    FINDING_COLUMNS,
    Record,
    case_of,
    finding_key,
    report_key,
)
from app.ui.table import Column, RowsModel, TableView, columns_button

_KEYS = "Enter 打开审核，右键有更多操作"


class RecordsPanel(QWidget):
    """A way back, where the list comes from, the list, and its export."""

    left = Signal()
    export_wanted = Signal(str, object)  # what the list comes from, the shown records

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._name, self._unit = "", "件"
        self.back_link = link("返回统计", "arrow-left")
        self.back_link.setToolTip("返回统计  Esc")
        self.chip = Chip(" ", "accent", "chart-bar")
        self.count = Label("", "strong")
        self.search = SearchField("在清单里查找", width=220, name="在清单里查找")
        self.export_button = button("导出 Excel…", "plain", "file-spreadsheet")
        self.cases = self._table(CASE_COLUMNS, report_key, "报告清单")
        self.findings = self._table(FINDING_COLUMNS, finding_key, "问题清单")
        self.tables = QStackedWidget()
        self.tables.addWidget(self.cases)
        self.tables.addWidget(self.findings)
        self._choosers = QStackedWidget()
        self._choosers.setFixedSize(32, 32)
        for table in (self.cases, self.findings):
            self._choosers.addWidget(columns_button(table))
        head = row(
            *(self.back_link, vline(18), self.chip, self.count, None),
            *(self.search, self._choosers, self.export_button),
            gap=10,
        )
        card = frame("card", column(self.tables, margins=(1, 1, 1, 1), gap=0))
        foot = row(Label(_KEYS, "caption"), None)
        layout = column(head, (card, 1), foot, gap=10, margins=(24, 11, 24, 10))
        self.setLayout(layout)
        self.back_link.clicked.connect(self.left)
        self.search.searched.connect(self._on_search)
        self.search.left_down.connect(self._on_down)
        self.export_button.clicked.connect(self._on_export)

    def _table(self, columns: Sequence[Column], key: Callable[[Any], str], name: str) -> TableView:
        table = TableView(RowsModel(columns, key), name=name)
        table.set_empty(EmptyState("search", "没有符合的记录", "换一个词，或清空查找。"))
        table.activated_row.connect(self._on_activated)
        table.menu_wanted.connect(self._on_menu)
        return table

    @property
    def table(self) -> TableView:
        """The table that is shown."""
        return self.findings if self.tables.currentWidget() is self.findings else self.cases

    def set_records(self, name: str, records: Sequence[Record], unit: str, is_findings: bool) -> None:
        """Show what `name` (a bar or card in words) counts, in `unit`."""
        self._name, self._unit = name, unit
        self.chip.set_state(f"来自统计：{name}", "accent", "chart-bar")
        number = 1 if is_findings else 0
        self.tables.setCurrentIndex(number)
        self._choosers.setCurrentIndex(number)
        self.table.rows.set_rows(records)
        self._show_count()

    def start(self) -> None:
        """Begin a new list: nothing searched, the keyboard in the table."""
        self.search.clear()
        self.table.rows.set_filter()
        self.table.go_to(None)
        self._show_count()
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_count(self) -> None:
        model = self.table.rows
        shown, total = model.rowCount(), model.total
        self.count.setText(
            f"{total:,} {self._unit}" if shown == total else f"{shown:,} / {total:,} {self._unit}"
        )
        self.export_button.setEnabled(shown > 0)

    @Slot(str)
    def _on_search(self, words: str) -> None:
        self.table.rows.set_filter(words)
        self._show_count()

    @Slot()
    def _on_down(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_export(self) -> None:
        self.export_wanted.emit(self._name, self.table.rows.shown_rows())

    @Slot(object)
    def _on_activated(self, record: Record) -> None:
        """Open the review; where nothing has come in yet there is none, so the unit."""
        case = case_of(record)
        if case.round is None:
            self._context.shell.open_unit(case.unit_id)
        else:
            self._context.shell.open_report(case.report_id, getattr(record, "code", ""))

    @Slot(object, QPoint)
    def _on_menu(self, record: Record, place: QPoint) -> None:
        self.make_menu(record).popup(place)

    def make_menu(self, record: Record) -> Menu:
        """What can be done with a line."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        has_report = case_of(record).round is not None
        menu.add("打开审核", self._on_open_report, "clipboard-check", "Return", is_enabled=has_report)
        menu.add("打开单位", self._on_open_unit, "building-community")
        return menu

    @Slot()
    def _on_open_report(self) -> None:
        if (record := self.table.current_row) is not None:
            self._on_activated(record)

    @Slot()
    def _on_open_unit(self) -> None:
        if (record := self.table.current_row) is not None:
            self._context.shell.open_unit(case_of(record).unit_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, Ctrl+F searches."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)
