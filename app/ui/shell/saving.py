"""What the status bar says about saving: being saved, saved when, not saved and why."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Slot

from app.ui.context import Context
from app.ui.messages import problem_of
from app.ui.shell_parts import StatusBar

# A save that takes no longer is never seen.
_SHOWN_AFTER = 300


class SavedLine(QObject):
    """Follows the jobs of the window and tells what becomes of what was typed."""

    def __init__(self, context: Context, status: StatusBar) -> None:
        super().__init__(status)
        self._context = context
        self._status = status
        self._at: datetime | None = None
        self._problem: BaseException | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_SHOWN_AFTER)
        self._late.timeout.connect(self._on_late)
        context.jobs.saving.connect(self._late.start)
        context.jobs.saved.connect(self._on_saved)
        context.jobs.save_failed.connect(self._on_failed)
        status.saved_pressed.connect(self._on_pressed)

    def show_file(self, *, is_read_only: bool) -> None:
        """A file has just been opened."""
        self._at = None
        self._status.set_saved("只读" if is_read_only else "已打开", "good")

    def show_none(self) -> None:
        """No file is open."""
        self._status.set_saved("尚未打开工作文件", "")

    def words(self) -> str:
        """What Ctrl+S answers."""
        at = f"，刚才已保存 {self._at:%H:%M}" if self._at else ""
        return f"内容随时自动保存{at}"

    @Slot()
    def _on_late(self) -> None:
        self._status.set_saved("正在保存…", "")

    @Slot()
    def _on_saved(self) -> None:
        self._late.stop()
        self._problem = None
        self._at = datetime.now()
        if self._context.has_workspace:
            self._status.set_saved(f"已保存 {self._at:%H:%M}")

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._late.stop()
        self._problem = error
        self._status.set_saved("没有保存，点这里看原因", "bad")

    @Slot()
    def _on_pressed(self) -> None:
        if self._problem is not None:
            self._context.messages.error(problem_of("最近一次修改没有保存", self._problem, action="保存"))
