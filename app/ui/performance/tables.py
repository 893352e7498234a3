"""New, imported, copied and deleted tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.errors import AppError
from app.services.performance import store
from app.services.performance.blank import blank_form, copied_form
from app.services.performance.form import SelfEvaluation
from app.services.performance.intake import file_filter, read_self_evaluations
from app.services.performance.profiles import profile
from app.services.performance.store import TableName
from app.ui.context import Context
from app.ui.messages import problem_of
from app.ui.performance.import_dialog import ImportDialog
from app.ui.performance.new_dialog import NewTable, NewTableDialog
from app.ui.performance.sheet import Sheet
from app.ui.performance.templates_dialog import TemplatesDialog


class Tables(QObject):
    """Asks what must be asked and changes the file; each is one action that can be undone."""

    about_to_ask = Signal()  # what is being typed is kept first
    made = Signal(str)  # key of a new table
    imported = Signal(str)  # the same, of one that was read from a file
    templates_changed = Signal()

    def __init__(self, context: Context, sheet: Sheet, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._sheet, self._page = context, sheet, page
        self._file = Path()
        self.names: list[TableName] = []
        # By table: what was read with doubts or leftovers; until the file is closed.
        self.reports: dict[str, SelfEvaluation] = {}
        self.dialog: NewTableDialog | ImportDialog | TemplatesDialog | None = None

    @Slot()
    def ask_new(self) -> None:
        """Ask for a new table."""
        self._ask_new("")

    @Slot()
    def ask_copy(self) -> None:
        """Ask for a new table that takes over the one that is shown."""
        self._ask_new(self._sheet.table_id)

    def _ask_new(self, copy_of: str) -> None:
        self.about_to_ask.emit()
        dialog = NewTableDialog(self._page, self.names, self._context.year, copy_of)
        dialog.accepted.connect(self._on_new)
        self._open(dialog)

    @Slot()
    def _on_new(self) -> None:
        assert isinstance(self.dialog, NewTableDialog)
        self._write("新建绩效表", _make, self.dialog.value(), then=self._on_made)

    @Slot(str)
    def _on_made(self, table_id: str) -> None:
        self.made.emit(table_id)

    @Slot()
    def show_templates(self) -> None:
        """Look at the templates and change the office's own."""
        self.about_to_ask.emit()
        dialog = TemplatesDialog(self._page)
        dialog.kept.connect(self.templates_changed)
        self._open(dialog)

    @Slot()
    def ask_import(self) -> None:
        """Choose a file, read it, and show what was read."""
        self.about_to_ask.emit()
        path = self._context.files.open_file("performance", "导入绩效表", file_filter())
        if path is not None:
            self.read_file(path)

    def read_file(self, path: Path) -> None:
        """Read a file; nothing is kept yet."""
        self._file = path
        self._context.jobs.read(
            "读取绩效表", read_self_evaluations, path, then=self._on_read, failed=self._on_unreadable
        )

    @Slot(object)
    def _on_read(self, forms: tuple[SelfEvaluation, ...]) -> None:
        dialog = ImportDialog(self._page, forms, self.names)
        dialog.accepted.connect(self._on_import)
        self._open(dialog)

    @Slot(object)
    def _on_unreadable(self, error: AppError) -> None:
        name = self._file.name
        problem = problem_of("没有读入这个文件", error, is_safe=True, action="导入绩效表", file=name)
        self._context.messages.error(problem)

    @Slot()
    def _on_import(self) -> None:
        assert isinstance(self.dialog, ImportDialog)
        forms, year = self.dialog.forms, self.dialog.year
        self._write("导入绩效表", _add_all, forms, year, then=self._on_imported)

    @Slot(object)
    def _on_imported(self, keys: list[str]) -> None:
        assert isinstance(self.dialog, ImportDialog)
        for table_id, form in zip(keys, self.dialog.forms, strict=True):
            if form.doubts or form.leftovers:
                self.reports[table_id] = form
        self.made.emit(keys[0])
        self.imported.emit(keys[0])
        words = f"已导入 {len(keys)} 张绩效表" if len(keys) > 1 else "已导入绩效表"
        self._context.shell.toast(words, "撤销", "Ctrl Z", self._context.shell.undo)

    def report_words(self) -> str:
        """What the strip above the table says about its import; "" for nothing."""
        form = self.reports.get(self._sheet.table_id)
        if form is None:
            return ""
        counts = ((len(form.doubts), "处未读准"), (len(form.leftovers), "段文字没有归入表格"))
        return "导入时有 " + "、".join(f"{count} {words}" for count, words in counts if count) + "。"

    @Slot()
    def show_report(self) -> None:
        """Show again what was read from the file of this table."""
        form = self.reports.get(self._sheet.table_id)
        if form is not None:
            self.about_to_ask.emit()
            self._open(ImportDialog(self._page, [form], (), is_done=True))

    @Slot()
    def forget_report(self) -> None:
        """It was looked at."""
        self.reports.pop(self._sheet.table_id, None)

    @Slot()
    def delete(self) -> None:
        """Delete the table that is shown; undo brings it back."""
        self.about_to_ask.emit()
        self._write("删除绩效表", store.delete_table, self._sheet.table_id, then=self._on_deleted)

    @Slot(object)
    def _on_deleted(self, result: object) -> None:
        self._context.shell.toast("已删除这张绩效表", "撤销", "Ctrl Z", self._context.shell.undo)

    def _write(self, label: str, function: Callable[..., Any], *args: Any, then: Callable[..., None]) -> None:
        self._context.jobs.write(self._context.workspace, label, function, *args, then=then)

    def _open(self, dialog: NewTableDialog | ImportDialog | TemplatesDialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.open()


def _add_all(session: Any, forms: list[SelfEvaluation], year: int) -> list[str]:
    return [store.add_table(session, form, year) for form in forms]


def _make(session: Any, new: NewTable) -> str:
    if new.copy_of:
        old = store.stored_table(session, new.copy_of).form
        form = copied_form(old, new.year, new.project, keeps_results=new.keeps_results)
    else:
        form = blank_form(profile(new.profile_id), new.year, new.project)
    return store.add_table(session, form, new.year)
