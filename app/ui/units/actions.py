"""What is done from the unit list: dialogs are opened, files chosen, results told."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from app.models.errors import AppError
from app.services.files import safe_name
from app.services.sheets import file_filter
from app.services.sheets.workbook import Table, write_workbook
from app.services.units.form import Belongings, UnitForm, delete_unit
from app.services.units.rows import UnitRow
from app.ui.kit import Button, EmptyState, button
from app.ui.messages import problem_of
from app.ui.units.bulk_bar import BulkAction
from app.ui.units.bulk_dialog import BulkDialog
from app.ui.units.columns import export_fields, export_row, haystack
from app.ui.units.filters import Filter
from app.ui.units.import_dialog import ImportDialog
from app.ui.units.join_dialog import JoinDialog
from app.ui.units.reading import read_belongings, read_form
from app.ui.units.roll_over_dialog import RollOverDialog
from app.ui.units.unit_dialog import UnitDialog

if TYPE_CHECKING:
    from app.ui.units.page import UnitsPage

EXCEL = "Excel 工作簿 (*.xlsx)"


class UnitActions(QObject):
    """The actions of one page."""

    def __init__(self, page: UnitsPage) -> None:
        super().__init__(page)
        self._page = page
        self._context = page.context

    # One unit

    @Slot()
    def make_unit(self) -> None:
        """Ask for a new unit."""
        self._ask(UnitForm())

    def make_unit_called(self, name: str) -> None:
        """Ask for a new unit whose name was searched for in vain."""
        self._ask(UnitForm(name=name))

    @Slot(str)
    def edit_unit(self, unit_id: str, field: str = "") -> None:
        """Ask for changes of a unit."""
        c = self._context
        if c.can_edit:
            then = partial(self._ask, starts_at=field)
            c.jobs.read(
                "读取单位", read_form, c.workspace, unit_id, c.year, then=then, failed=self._on_failed
            )

    def _ask(self, form: UnitForm, starts_at: str = "") -> None:
        self.dialog = UnitDialog(self._page.window(), self._context, form, starts_at)
        self.dialog.accepted.connect(partial(self._on_saved, self.dialog, form.unit_id is None))
        self.dialog.open()

    def _on_saved(self, dialog: UnitDialog, is_new: bool) -> None:
        words = f"已新建“{dialog.form.name}”" if is_new else f"已保存“{dialog.form.name}”"
        self._tell(words)
        if is_new:
            self._page.show_unit(dialog.saved_id)

    @Slot(str)
    def delete_unit(self, unit_id: str) -> None:
        """Ask, and delete a unit with all that belongs to it."""
        c = self._context
        row = self._page.model.row_of(unit_id)
        card = self._page.drawer.card
        name = row.name if row else card.name if card else ""
        if c.can_edit:
            then = partial(self._confirm_deletion, unit_id, name)
            c.jobs.read("读取单位", read_belongings, c.workspace, unit_id, then=then)

    def _confirm_deletion(self, unit_id: str, name: str, found: Belongings) -> None:
        c = self._context
        with_it = (
            f"它在各年度的 {found.reports:,} 份报告（{found.versions:,} 个版次、未关问题 "
            f"{found.open_findings:,} 项）连同审核记录一并删除。"
            if found.versions
            else "它在各年度名单上的记录一并删除。"
        )
        sentence = f"{with_it}只是今年不在名单上的，请改用“改名单状态”。删除后可按 Ctrl+Z 撤销。"
        if c.messages.confirm(f"删除“{name}”？", sentence, "删除这家单位"):
            c.jobs.write(
                *(c.workspace, f"删除“{name}”", delete_unit, unit_id),
                then=self._on_deleted,
                failed=self._on_failed,
            )

    def _on_deleted(self, name: str) -> None:
        self._page.close_drawer()
        self._tell(f"已删除“{name}”")

    def join_unit(self, unit: UnitRow) -> None:
        """Ask which other unit is the same one; the two are then shown side by side."""
        self.joining = JoinDialog(self._page.window(), unit, self._page.model.all_rows())
        self.joining.accepted.connect(partial(self._on_join_chosen, unit.id))
        self.joining.open()

    def _on_join_chosen(self, unit_id: str) -> None:
        self._context.shell.open_twins(self.joining.chosen_id, unit_id)

    @Slot(str)
    def copy_code(self, code: str) -> None:
        """Put a code on the clipboard."""
        if code:
            QGuiApplication.clipboard().setText(code)
            self._context.shell.toast(f"已复制 {code}")
        else:
            self._context.shell.toast("这家单位没有信用代码")

    # Many units

    def change_many(self, action: BulkAction, unit_ids: Sequence[str]) -> None:
        """Ask for one change of many units."""
        self.bulk = BulkDialog(self._page.window(), self._context, action, unit_ids)
        self.bulk.written.connect(self._tell)
        self.bulk.open()

    def roll_over(self, years: Sequence[int]) -> None:
        """Take the list of one year into another."""
        self.rolling = RollOverDialog(self._page.window(), self._context, years)
        self.rolling.written.connect(self._on_rolled)
        self.rolling.open()

    def _on_rolled(self, words: str, year: int) -> None:
        self._tell(words)
        self._context.set_year(year)

    @Slot()
    def import_list(self) -> None:
        """Choose a received list and show what importing it would do."""
        path = self._context.files.open_file("import", "选择要导入的名单", file_filter())
        if path is not None:
            self.importing = ImportDialog(self._page.window(), self._context, path)
            self.importing.written.connect(self._tell)
            self.importing.open()

    def export(self, rows: Sequence[UnitRow]) -> None:
        """Write rows with the columns that are shown to an Excel file."""
        c = self._context
        heads = self._page.table.heads
        arrangement = self._page.table.columns
        ordered = [self._page.model.column_at(heads.logicalIndex(n)) for n in range(heads.count())]
        columns = [each for each in ordered if each is not None and arrangement.is_shown(each.key)]
        name = safe_name(f"{c.year}年度单位名录 {c.today:%Y%m%d}.xlsx")
        target = c.files.save_file("export", "导出单位名录", name, EXCEL)
        if target is not None:
            values = [export_row(row, columns) for row in rows]
            table = Table(f"{c.year}年度单位名录", export_fields(columns), values)
            then = partial(self._on_exported, len(values))
            c.jobs.read("导出名录", write_workbook, [table], target, then=then, failed=self._on_failed)

    def _on_exported(self, count: int, target: Path) -> None:
        self._context.shell.toast(f"已导出 {count:,} 家到“{target.name}”")

    # What is told

    @Slot(str)
    def _tell(self, words: str) -> None:
        shell = self._context.shell
        shell.toast(words, "撤销", "Ctrl Z", shell.undo)

    def _on_failed(self, error: AppError) -> None:
        self._context.messages.error(problem_of("没有完成", error))

    def fill_empty(self, empty: EmptyState, wanted: Filter, years: Sequence[int]) -> None:
        """Say why no unit is shown, and what can be done about it."""
        model, can_edit = self._page.model, self._context.can_edit
        if model.total and (wanted.words or wanted.chosen):
            self._fill_filtered(empty, wanted)
            return
        buttons: list[Button] = []
        if can_edit:
            first = button("导入名单…", "primary", "upload")
            first.clicked.connect(self.import_list)
            buttons = [first, button("新建单位", icon="plus")]
            buttons[1].clicked.connect(self.make_unit)
        if years and can_edit:
            take = button("沿用上年名单…")
            take.clicked.connect(partial(self.roll_over, years))
            buttons.insert(1, take)
            empty.set_words(
                f"{self._context.year} 年度还没有名单",
                "从区里发的名单导入，或沿用其他年度的名单。",
                "inbox",
            )
        else:
            sentence = "从区里发的名单导入，或先手工新建。Word、Excel、CSV 都可以。"
            empty.set_words("名录还是空的", sentence if can_edit else "这个文件以只读方式打开。", "inbox")
        empty.set_buttons(buttons)

    def _fill_filtered(self, empty: EmptyState, wanted: Filter) -> None:
        count = len(wanted.chosen)
        found = self._count_found(wanted.words) if count and wanted.words else 0
        buttons: list[Button] = []
        if not count:
            sentence = f"没有名称、信用代码或拼音首字母含“{wanted.words}”的单位。"
        elif not wanted.words:
            sentence = f"当前 {count} 个筛选条件合起来没有结果。"
        else:
            sentence = f"“{wanted.words}”在当前 {count} 个筛选条件下没有结果"
            sentence += f"；去掉筛选后有 {found:,} 家。" if found else "，去掉筛选也没有。"
        if count and (found or not wanted.words):
            words = "去掉筛选，保留搜索" if wanted.words else "去掉筛选"
            buttons.append(button(words, "primary"))
            buttons[0].clicked.connect(self._page.filters.clear)
        if wanted.words and self._context.can_edit:
            new = button(f"新建“{wanted.words}”", icon="plus")
            new.clicked.connect(partial(self.make_unit_called, wanted.words))
            buttons.append(new)
        empty.set_words("没有符合条件的单位", sentence, "search")
        empty.set_buttons(buttons)

    def _count_found(self, words: str) -> int:
        """How many units have all the words, whatever the conditions."""
        parts = words.casefold().split()
        hay = (haystack(unit).casefold() for unit in self._page.model.all_rows())
        return sum(all(part in text for part in parts) for text in hay)
