"""The backups of all files; one is restored as a new file, never over another."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models.errors import AppError
from app.services.backup import Backup, backups, restore
from app.services.workspaces import FILE_FILTER
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import EmptyState, button
from app.ui.messages import problem_of
from app.ui.table import Column, RowsModel, TableView


def _when(backup: Backup) -> str:
    return f"{backup.made_at:%Y-%m-%d %H:%M}"


def _size(backup: Backup) -> str:
    return f"{backup.size / (1 << 20):,.1f} MB"


_COLUMNS = (
    Column("file", "文件", lambda b: b.file_name, kind="strong", stretch=True, min_width=180),
    Column("made", "时间", lambda b: b.made_at, text=_when, width=140, min_width=140),
    Column("reason", "原因", lambda b: b.reason, width=120),
    Column("size", "大小", lambda b: b.size, text=_size, kind="number", width=90),
)


class BackupsDialog(Dialog):
    """Lists what can be gone back to, newest first."""

    restored = Signal(object)

    def __init__(self, parent: QWidget | None, context: Context) -> None:
        super().__init__(parent, "从备份恢复", "恢复成一个新文件，不会覆盖现在的文件", width=720, height=480)
        self._context = context
        self.asks_before_loss = False
        self.model = RowsModel(_COLUMNS, key=lambda b: str(b.path))
        self.table = TableView(self.model, name="备份")
        self.table.set_empty(
            EmptyState("archive", "还没有备份", "导入、升级之前程序会自动备份，也可以在文件菜单里手工备份。")
        )
        self.model.set_rows(backups())
        self.body.setContentsMargins(0, 0, 0, 0)
        self.add(self.table, 1)
        self.add_cancel()
        self.restore_button = self.add_button(button("恢复为新文件…", "primary"))
        self.restore_button.setEnabled(bool(self.model.total))
        if self.model.total:
            self.table.go_to(str(self.model.row_at(0).path))
        self.table.activated_row.connect(self.confirm)
        self.starts_at = self.table

    def check(self) -> bool:
        """Restore the chosen backup where the user says."""
        backup = self.table.current_row
        if backup is None:
            return False
        stem = backup.file_name.removesuffix(".crd")
        name = f"{stem} 恢复于{backup.made_at:%m%d-%H%M}.crd"
        target = self._context.files.save_file("workspace", "恢复为新文件", name, FILE_FILTER)
        if target is None:
            return False
        try:
            restore(backup, target)
        except AppError as error:
            self._context.messages.error(problem_of("备份没有恢复", error, action="从备份恢复"))
            return False
        self.restored.emit(target)
        return True
