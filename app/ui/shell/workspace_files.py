"""Opening, making, copying and closing the workspace file, with the questions that belong to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from app.models.errors import AppError, FileBusy, FileMissing
from app.services.backup import back_up
from app.services.demo import fill_demo
from app.services.exchange.apply import start_file
from app.services.exchange.container import SUFFIX as PACKAGE_SUFFIX
from app.services.exchange.container import PasswordNeeded
from app.services.exchange.source import receive
from app.services.progress import NO_PROGRESS, Progress
from app.services.units.initials import fill_initials
from app.services.workspaces import (
    FILE_FILTER,
    FILE_SUFFIX,
    FileInfo,
    author_of,
    file_info,
    file_year,
    make_file,
    open_file,
    save_copy,
)
from app.ui.context import Context
from app.ui.kit import Button, Menu
from app.ui.messages import RETRY, problem_of
from app.ui.password_dialog import PasswordDialog
from app.ui.shell.backups_dialog import BackupsDialog
from app.ui.shell.file_info_dialog import FileInfoDialog
from app.ui.shell.new_file_dialog import NewFileDialog

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.models.identity import Installation
    from app.services.settings import Settings
    from app.ui.shell.desk import Desk

_OPEN_FILTER = f"工作文件或交换包 (*{FILE_SUFFIX} *{PACKAGE_SUFFIX})"
_READ_ONLY = ("read_only", "只读打开")
_LOCATE = ("locate", "定位文件…")
_FORGET = ("forget", "从列表去掉")


class WorkspaceFiles(QObject):
    """What the file menu and the start page do."""

    opened = Signal(object)
    closed = Signal()

    def __init__(self, context: Context, desk: Desk) -> None:
        super().__init__(desk)
        self._context = context
        self._desk = desk

    def menu(self, anchor: Button) -> Menu:
        """The menu of the open file."""
        menu = Menu(anchor)
        menu.add("在文件夹中显示", self.show_in_folder, "folder")
        menu.add("另存副本…", self.copy, "copy")
        menu.add("备份", self.back_up, "archive")
        menu.add("从备份恢复…", self.restore, "history")
        menu.add("文件信息…", self.show_info, "info-circle")
        menu.addSeparator()
        menu.add("关闭文件", self.close, "x")
        anchor.setMenu(menu)
        return menu

    @Slot()
    def make(self) -> None:
        """Ask for name, year and place, and make a new file."""
        self._new = NewFileDialog(self._desk.frame, self._context)
        self._new.accepted.connect(self._on_new)
        self._new.open()

    @Slot()
    def _on_new(self) -> None:
        path, name, year = self._new.chosen()
        value = self._context.settings.value
        try:
            workspace = make_file(path, name, year, value, self._context.installation)
        except AppError as error:
            self._context.messages.error(problem_of("工作文件没有建立", error, action="新建工作文件"))
            return
        self._take(workspace)

    @Slot()
    def choose(self) -> None:
        """Ask for a file and open it."""
        path = self._context.files.open_file("workspace", "打开工作文件或交换包", _OPEN_FILTER)
        if path is not None:
            self.open_path(path)

    @Slot(object)
    def open_path(self, path: Path, read_only: bool = False) -> None:
        """Open the file at `path`; a busy one can be looked at, a missing one be located.

        A package is looked at beside the open file, or becomes a file of its own where none is open.
        """
        if path.suffix.lower() == PACKAGE_SUFFIX and path.is_file():
            self._open_package(path)
            return
        if self._context.has_workspace and path.exists() and path.samefile(self._context.workspace.path):
            self._desk.show_tab("units")
            return
        value = self._context.settings.value
        try:
            workspace = open_file(path, value, self._context.installation, read_only)
        except AppError as error:
            self._on_refused(path, error)
            return
        self._take(workspace)

    def _open_package(self, path: Path) -> None:
        if self._context.has_workspace:
            self._desk.receive(path)
            return
        target = self._context.files.save_file(
            "workspace", "收到的内容存成工作文件", f"{path.stem}{FILE_SUFFIX}", FILE_FILTER
        )
        if target is not None:
            self._start_from(path, target, None)

    def _start_from(self, path: Path, target: Path, password: str | None) -> None:
        self._package = (path, target)
        value = self._context.settings.value
        self._context.jobs.run(
            "打开交换包",
            *(start_from_package, path, target, password, value, self._context.installation),
            then=self._take,
            failed=self._on_package_refused,
        )

    def _on_package_refused(self, error: AppError) -> None:
        path, _ = self._package
        if isinstance(error, PasswordNeeded):
            self._password = PasswordDialog(self._desk.frame, path.name, error.sentence)
            self._password.accepted.connect(self._on_password)
            self._password.open()
            return
        problem = problem_of("交换包没有打开", error, action="打开交换包", file=path.name)
        self._context.messages.error(problem)

    @Slot()
    def _on_password(self) -> None:
        self._start_from(*self._package, self._password.password.text())

    def _on_refused(self, path: Path, error: AppError) -> None:
        steps: tuple[tuple[str, str], ...] = ()
        if isinstance(error, FileBusy):
            steps = (_READ_ONLY, RETRY)
        elif isinstance(error, FileMissing):
            steps = (_FORGET, _LOCATE)
        problem = problem_of("文件没有打开", error, steps=steps, action="打开工作文件", file=path.name)
        answer = self._context.messages.error(problem)
        if answer == _READ_ONLY[0]:
            self.open_path(path, read_only=True)
        elif answer == RETRY[0]:
            self.open_path(path)
        elif answer == _LOCATE[0]:
            self.choose()
        elif answer == _FORGET[0]:
            settings = self._context.settings
            settings.save(settings.value.without_recent(str(path)))
            self._desk.start_page.load()

    @Slot()
    def make_demo(self) -> None:
        """Make a file with made-up units to play with."""
        folder = self._context.files.folder("demo", "示例文件放在哪个文件夹？")
        if folder is None:
            return
        path = folder / "示例区2024年度审核（示例）.crd"
        number = 2
        while path.exists():
            path = folder / f"示例区2024年度审核（示例 {number}）.crd"
            number += 1
        try:
            value = self._context.settings.value
            workspace = make_file(path, "示例区2024年度审核", 2024, value, self._context.installation)
        except AppError as error:
            self._context.messages.error(problem_of("示例没有建立", error, action="试用示例"))
            return
        self._context.jobs.run(
            "准备示例", fill_demo, workspace, self._context.catalog, then=self._on_demo_filled
        )

    def _on_demo_filled(self, workspace: Workspace) -> None:
        self._take(workspace)

    @Slot()
    def copy(self) -> None:
        """Write a complete copy somewhere else."""
        path = self._context.workspace.path
        target = self._context.files.save_file(
            "copy", "另存副本", f"{path.stem} 副本{path.suffix}", FILE_FILTER
        )
        if target is not None:
            self._desk.leave_page()
            self._context.jobs.run("另存副本", copy_to, self._context.workspace, target, then=self._on_copied)

    def _on_copied(self, target: Path) -> None:
        self._desk.toast(f"已另存副本“{target.name}”")

    @Slot()
    def back_up(self) -> None:
        """Make a backup now."""
        self._context.jobs.run("备份", back_up, self._context.workspace, "手工备份", then=self._on_backed_up)

    def _on_backed_up(self, _backup: object) -> None:
        self._desk.toast("已备份，可在起始页“从备份恢复”")

    @Slot()
    def restore(self) -> None:
        """Show the backups and restore one as a new file."""
        self._backups = BackupsDialog(self._desk.frame, self._context)
        self._backups.restored.connect(self.open_path)
        self._backups.open()

    @Slot()
    def show_in_folder(self) -> None:
        """Open the folder of the file."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.workspace.path.parent)))

    @Slot()
    def show_info(self) -> None:
        """What the file says of itself."""
        self._context.jobs.read("文件信息", file_info, self._context.workspace, then=self._on_info)

    def _on_info(self, info: FileInfo) -> None:
        self._info = FileInfoDialog(self._desk.frame, self._context, info)
        self._info.open()

    @Slot()
    def close(self) -> None:
        """Close the file and go back to the start page."""
        self._desk.leave_page()
        self._context.jobs.wait_for_writes()
        self.closed.emit()
        self.close_quietly()

    def close_quietly(self) -> None:
        """Let go of the file."""
        if self._context.has_workspace:
            workspace = self._context.workspace
            self._context.use(None)
            workspace.close()

    def fill_initials(self) -> None:
        """Work out the pinyin initials of new names beside everything else."""
        if self._context.can_edit:
            self._context.jobs.run(
                "整理拼音", fill_initials, self._context.workspace, then=self._on_initials_filled
            )

    def _on_initials_filled(self, count: int) -> None:
        page = self._desk.current_page
        if count and page is not None:
            page.reload()

    def rename_author(self) -> None:
        """Whoever works here has changed; what is written from now on bears the new name."""
        self._context.workspace.author = author_of(self._context.settings.value)

    def _take(self, workspace: Workspace) -> None:
        """Put an opened file in the place of the one that was open."""
        if self._context.has_workspace:
            self.close()
        self._context.use(workspace, file_year(workspace))
        settings, now = self._context.settings, self._context.clock()
        author = workspace.author
        settings.save(settings.value.with_recent(workspace.path, author.name, author.device, now))
        self.opened.emit(workspace)
        if workspace.is_read_only:
            self._desk.toast("以只读方式打开，不能修改")


def start_from_package(
    path: Path,
    target: Path,
    password: str | None,
    settings: Settings,
    installation: Installation,
    progress: Progress = NO_PROGRESS,
) -> Workspace:
    """Make a workspace file of what somebody sent, and open it."""
    with receive(path, password, progress) as received:
        return start_file(received, target, author_of(settings), installation)


def copy_to(workspace: Workspace, target: Path) -> Path:
    """Copy the open file; gives the target back."""
    save_copy(workspace, target)
    return target
