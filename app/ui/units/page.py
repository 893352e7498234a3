"""The tab 单位名录: the list of a year with filters, the drawer of a unit, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QModelIndex, QPoint, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from app.models.enums import Topic
from app.services.units.card import UnitCard, report_key
from app.services.units.rows import UnitRow
from app.ui.context import Context
from app.ui.kit import (
    SEPARATOR,
    Combo,
    EmptyState,
    FloatingBar,
    Menu,
    button,
    caption,
    column,
    frame,
    hline,
    is_typing,
    row,
    tab_order,
    title,
)
from app.ui.page import KeyGroup, Page
from app.ui.table import RowsModel, columns_button
from app.ui.units.actions import UnitActions
from app.ui.units.bulk_bar import BulkAction, BulkBar
from app.ui.units.columns import haystack, unit_columns
from app.ui.units.drawer import Drawer
from app.ui.units.filter_row import FilterRow
from app.ui.units.filters import Filter
from app.ui.units.reading import LaterData, ListData, read_card, read_later, read_list
from app.ui.units.split import Split
from app.ui.units.table import UnitsTable

_LAYOUT = "units"
_ROLL_OVER = "roll over"
_KEYS = (
    (
        "单位名录",
        (
            ("/  或  Ctrl F", "查找"),
            ("↑ ↓  或  J K", "上一家、下一家"),
            ("Enter", "打开审核"),
            ("→", "打开资料"),
            ("F2", "修改资料"),
            ("Ctrl Shift C", "复制信用代码"),
        ),
    ),
    (
        "多选",
        (
            ("空格", "勾选"),
            ("Shift ↑ ↓", "连续勾选"),
            ("Ctrl A", "勾选全部显示的单位"),
            ("Esc", "依次关闭资料、取消勾选、清除查找"),
        ),
    ),
)


class UnitsPage(Page):
    """Shows the list of the year that all pages are about."""

    topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.UNITS, Topic.REPORTS, Topic.REVIEW, Topic.FINDINGS, Topic.PEOPLE}
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._loaded_year = 0
        self._years: Sequence[int] = ()
        self._later = LaterData(0)
        self._card_of = ""  # the unit in the drawer
        self._wanted: str | None = None  # a unit to be shown as soon as it is read
        self.work = UnitActions(self)
        self._build()
        self._connect()
        self._add_keys()

    # Building

    def _build(self) -> None:
        self.model = RowsModel(unit_columns(self.context.clock), key=_key, haystack=haystack, checkable=True)
        self.table = UnitsTable(self.model)
        self.year = Combo(look="flat", width=112, name="年度")
        self.counts = caption("…")
        self.export_button = button("导出 Excel", "ghost", "download")
        self.import_button = button("导入名单…", icon="upload")
        self.new_button = button("新建单位", "primary", "plus")
        self.filters = FilterRow(self.context, self.model.all_rows, columns_button(self.table))
        can_edit = self.context.can_edit
        self.import_button.setVisible(can_edit)
        self.new_button.setVisible(can_edit)
        head = frame(
            "surface",
            row(
                *(title("单位名录"), self.year, self.counts, None),
                *(self.export_button, self.import_button, self.new_button),
                gap=12,
                margins=(24, 0, 18, 0),
            ),
            52,
        )
        self.list_part = frame("surface", column(head, self.filters, hline(), (self.table, 1), gap=0))
        self.empty = EmptyState("inbox", "")
        self.table.set_empty(self.empty)
        self.bar = BulkBar(self.list_part, can_edit)
        self.drawer = Drawer()
        self.drawer.can_edit = can_edit
        self.split = Split(self.list_part, self.drawer)
        self.setLayout(column(self.split, gap=0))
        tab_order(
            *(self.year, self.export_button, self.import_button, self.new_button),
            *(self.filters.search, self.filters.saved),
        )
        tab_order(
            *(self.filters.add_button, self.filters.save_link, self.filters.clear_link),
            *(self.filters.columns_button, self.table),
        )
        self.table.restore_layout(self.context.settings.value.layouts.get(_LAYOUT, {}))

    def _connect(self) -> None:
        self.year.chosen.connect(self._on_year)
        self.export_button.clicked.connect(self._on_export)
        self.import_button.clicked.connect(self.work.import_list)
        self.new_button.clicked.connect(self.work.make_unit)
        self.filters.changed.connect(self._on_filter)
        self.filters.search.left_down.connect(self._on_left_down)
        self.model.rows_changed.connect(self._show_counts)
        self.model.checks_changed.connect(self._on_checks)
        self.table.current_changed.connect(self._on_current)
        self.table.clicked.connect(self._on_clicked)
        self.table.activated_row.connect(self._on_activated)
        self.table.menu_wanted.connect(self._on_menu)
        self.table.layout_changed.connect(self._on_layout)
        self.bar.wanted.connect(self._on_bulk)
        self.bar.cleared.connect(self._on_clear_checks)
        self.drawer.closed.connect(self.close_drawer)
        self.drawer.report_wanted.connect(self.context.shell.open_report)
        self.drawer.edit_wanted.connect(self.work.edit_unit)
        self.drawer.delete_wanted.connect(self.work.delete_unit)
        self.drawer.state_wanted.connect(self._on_state_wanted)
        self.drawer.copy_wanted.connect(self.work.copy_code)
        self.drawer.conflicts_wanted.connect(self.context.shell.open_conflicts)

    def _add_keys(self) -> None:
        for keys, slot in (
            ("Ctrl+F", self.go_to_search),
            ("F2", self._on_edit),
            ("Ctrl+Shift+C", self._on_copy),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # Reading

    def load(self) -> None:
        """Read the list of the year; the rows that are seen stay until the new ones are there."""
        c = self.context
        if self._loaded_year != c.year:
            self.table.set_loading(True)
            self.counts.setText("…")
        c.jobs.read("读取名录", read_list, c.workspace, c.year, then=self._on_read)

    def _on_read(self, data: ListData) -> None:
        if data.year != self.context.year:
            return  # another year was chosen meanwhile
        is_first = self._loaded_year != data.year
        if is_first:
            self._later = LaterData(data.year)
            self.model.check_all(False)
        self._loaded_year, self._years = data.year, data.years
        self._show_years()
        self.model.set_rows([self._later.complete(row) for row in data.rows])
        self.table.set_loading(False)
        self._show_empty()
        if self._wanted is not None:
            self._show_wanted()
        elif self.split.is_open:
            self._read_card()
        c = self.context
        c.jobs.read("读取更新时间", read_later, c.workspace, c.year, then=self._on_later)

    def _on_later(self, data: LaterData) -> None:
        if data.year != self._loaded_year:
            return
        is_first = not self._later.updates
        self._later = data
        self.model.set_rows([data.complete(row) for row in self.model.all_rows()])
        card = self.drawer.card
        if card is not None and card.conflicts != data.conflicts.get(card.id, 0):
            self._on_card(card)
        if is_first and self.model.sort_key == "updated":
            self.model.sort_by("updated", self.model.descending)

    def _show_years(self) -> None:
        found = sorted({*self._years, self.context.year}, reverse=True)
        entries: list[tuple[str, object]] = [(f"{year} 年度", year) for year in found]
        if self.context.can_edit and self._years:
            entries += [SEPARATOR, ("沿用上年名单…", _ROLL_OVER)]
        self.year.set_options(entries, self.context.year)

    # The list

    @Slot(object)
    def _on_filter(self, wanted: Filter) -> None:
        self.model.set_filter(wanted.words, wanted.accept(self.context.today))
        self._show_empty()

    @Slot()
    def _show_counts(self) -> None:
        total, shown = self.model.total, self.model.rowCount()
        is_filtered = bool(self.filters.filter.words or self.filters.filter.chosen)
        words = f"筛选出 {shown:,} 家 / 共 {total:,} 家" if is_filtered else f"共 {total:,} 家"
        self.counts.setText(words)
        self.export_button.setEnabled(shown > 0)
        self.context.shell.status_changed()

    def _show_empty(self) -> None:
        if not self.model.rowCount():
            self.work.fill_empty(self.empty, self.filters.filter, self._years)

    @Slot()
    def _on_checks(self) -> None:
        self.bar.show_rows(self.model.checked_rows())
        self.table.set_foot_room(FloatingBar.room if self.model.checked else 0)
        self.context.shell.status_changed()

    @Slot()
    def _on_clear_checks(self) -> None:
        self.model.check_all(False)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_left_down(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_layout(self) -> None:
        layouts = {**self.context.settings.value.layouts, _LAYOUT: self.table.layout_state()}
        self.context.settings.update(layouts=layouts)

    @Slot(object)
    def _on_year(self, value: object) -> None:
        if value == _ROLL_OVER:
            self.year.set_value(self.context.year)
            self.work.roll_over(self._years)
        elif isinstance(value, int):
            self.context.set_year(value)

    # The drawer

    @property
    def current(self) -> UnitRow | None:
        """The unit that is current in the list."""
        found: UnitRow | None = self.table.current_row
        return found

    def show_unit(self, unit_id: str) -> None:
        """Make a unit current and open its drawer; filters that hide it are taken away."""
        self._wanted = unit_id
        if self._loaded_year == self.context.year and self.model.row_of(unit_id) is not None:
            self._show_wanted()
        else:
            self.reload()

    def _show_wanted(self) -> None:
        unit_id, self._wanted = self._wanted, None
        if unit_id is None:
            return
        if self.model.row_of(unit_id) is not None and self.model.line_of(unit_id) is None:
            self.filters.set_filter(Filter())
        if self.table.go_to(unit_id):
            self.open_drawer()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            # Known, but on the list of another year only: its drawer says so.
            self.split.set_open(True)
            self._read_card(unit_id)

    @Slot()
    def open_drawer(self) -> None:
        """Show the current unit beside the list."""
        if self.current is not None:
            self.split.set_open(True)
            self._read_card()

    @Slot()
    def close_drawer(self) -> None:
        """Give the room back to the list."""
        self.split.set_open(False)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read_card(self, unit_id: str = "") -> None:
        key = unit_id or (self.current.id if self.current else self._card_of)
        if self.drawer.card is None or self.drawer.card.id != key:
            self.drawer.show_loading()
        self._card_of = key
        c = self.context
        c.jobs.read("读取单位", read_card, c.workspace, key, c.year, then=self._on_card)

    def _on_card(self, card: UnitCard | None) -> None:
        if card is None:
            self.drawer.show_gone()
        elif card.id == self._card_of:
            card = replace(card, conflicts=self._later.conflicts.get(card.id, 0))
            self.drawer.show_card(card, self.context.year, self.context.clock())

    @Slot(object)
    def _on_current(self, unit: UnitRow | None) -> None:
        if self.split.is_open:
            self._read_card()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if self.model.column_at(index.column()) is not None and not self.model.checked:
            self.open_drawer()

    @Slot(object)
    def _on_activated(self, unit: UnitRow) -> None:
        c = self.context
        c.shell.open_report(report_key(c.workspace, unit.id, c.year))

    # Actions

    @Slot()
    def _on_export(self) -> None:
        self.work.export(self.model.shown_rows())

    @Slot(object)
    def _on_bulk(self, action: BulkAction) -> None:
        if action is BulkAction.EXPORT:
            self.work.export(self.model.checked_rows())
        else:
            self.work.change_many(action, [unit.id for unit in self.model.checked_rows()])

    @Slot(str)
    def _on_state_wanted(self, unit_id: str) -> None:
        self.work.change_many(BulkAction.STATE, [unit_id])

    @Slot()
    def _on_edit(self) -> None:
        if self.current is not None and not is_typing():
            self.work.edit_unit(self.current.id)

    @Slot()
    def _on_copy(self) -> None:
        if self.current is not None:
            self.work.copy_code(self.current.uscc)

    @Slot()
    def go_to_search(self) -> None:
        """Type what to look for."""
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    @Slot(object, QPoint)
    def _on_menu(self, unit: UnitRow, place: QPoint) -> None:
        menu = Menu(self)
        menu.add("打开审核", self._open_current, "arrow-right", "Return")
        menu.add("查看资料", self.open_drawer, "layout-sidebar-right", "Right")
        menu.add("复制信用代码", self._on_copy, "copy", "Ctrl+Shift+C", is_enabled=bool(unit.uscc))
        if self.context.can_edit:
            menu.addSeparator()
            menu.add("修改资料…", self._on_edit, "pencil", "F2")
            menu.add(
                "并入另一家单位…",
                partial(self.work.join_unit, unit),
                "arrows-exchange",
                is_enabled=self.model.total > 1,
            )
            menu.add("删除单位…", partial(self.work.delete_unit, unit.id), "trash")
        menu.popup(place)

    @Slot()
    def _open_current(self) -> None:
        if self.current is not None:
            self._on_activated(self.current)

    # What the window asks

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table

    def status_text(self) -> str:
        """What the status bar says about this page."""
        words = f"显示 {self.model.rowCount():,} / {self.model.total:,} 家"
        checked = len(self.model.checked)
        return f"{words} · 已选 {checked:,}" if checked else words

    def keys(self) -> Sequence[KeyGroup]:
        """The keys that work here."""
        return _KEYS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single keys of the list; none acts while a text is edited."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() == Qt.Key.Key_Escape:
            self._back_out(event)
        elif is_typing() or not plain:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Slash:
            self.go_to_search()
        elif event.key() == Qt.Key.Key_Right:
            self.open_drawer()
        else:
            super().keyPressEvent(event)

    def _back_out(self, event: QKeyEvent) -> None:
        """Esc: close the drawer, then clear the ticks, then the search."""
        if self.split.is_open:
            self.close_drawer()
        elif self.model.checked:
            self._on_clear_checks()
        elif self.filters.filter.words:
            self.filters.set_filter(replace(self.filters.filter, words=""))
        elif is_typing():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            event.ignore()

    def showEvent(self, event: QShowEvent) -> None:
        """Ready for the keys of the list."""
        super().showEvent(event)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The drawer stands beside the list or over it."""
        super().resizeEvent(event)
        self.split.fit(self.width())


def _key(unit: UnitRow) -> str:
    return unit.id
