"""The checks run by themselves: when a report has values, when one changes, and over a whole year."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.models.enums import ChangeKind, Topic
from app.models.errors import AppError
from app.services.checking import RunCount, check_all, check_report, open_reports
from app.services.progress import NO_PROGRESS, Progress, over
from app.ui.context import Context
from app.ui.messages import problem_of

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.services.catalog import Catalog

Topics = frozenset[Topic]
_SOON = 2000  # milliseconds without a change


def check_by_itself(workspace: Workspace, report_ids: list[str], catalog: Catalog) -> Topics:
    """Check reports without being asked; that is no step of undo. Gives what it changed."""
    touched: Topics = frozenset()
    for report_id in report_ids:
        work = workspace.write("自动检查", kind=ChangeKind.DERIVE)
        with work as session:
            check_report(session, report_id, catalog)
        touched |= work.touched
    return touched


def check_open(workspace: Workspace, year: int, catalog: Catalog, progress: Progress = NO_PROGRESS) -> Topics:
    """Check again every report of a year that is open to answers; what is found anew is kept."""
    with workspace.read() as session:
        waiting = open_reports(session, year)
    touched: Topics = frozenset()
    for report_id in over(progress, waiting, "自动检查"):
        touched |= check_by_itself(workspace, [report_id], catalog)
    return touched


class CheckRunner(QObject):
    """Starts the jobs and tells the screens. `checked`: the report that was asked for has been checked.

    Changes are published as those of `parent`, which shows them by itself.
    """

    checked = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._source = context, parent
        self._waiting: set[str] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._on_soon)

    def check(self, report_id: str) -> None:
        """Check one report; a second wish while the first waits is the same wish."""
        if report_id in self._waiting or not self._context.can_edit:
            return
        self._waiting.add(report_id)
        c = self._context
        c.jobs.run(
            "自动检查",
            check_by_itself,
            *(c.workspace, [report_id], c.catalog),
            then=partial(self._on_checked, report_id),
            failed=partial(self._on_not_checked, report_id),
        )

    def check_open(self, year: int) -> None:
        """Check what is open in a year, in the background: values may have come in by a merge or an import,
        and those of one report count for others.
        """
        c = self._context
        if c.can_edit:
            c.jobs.run("自动检查", check_open, c.workspace, year, c.catalog, then=self._tell)

    def check_open_soon(self) -> None:
        """The same once nothing has changed for a while."""
        self._soon.start()

    @Slot()
    def _on_soon(self) -> None:
        self.check_open(self._context.year)

    def check_all(self, year: int) -> None:
        """Check every report of a year, because a person wants it: one step of undo, with progress."""
        c = self._context
        if c.can_edit:
            c.jobs.write(
                c.workspace,
                "全部自动检查",
                check_all,
                *(year, c.catalog),
                then=self._on_all,
                failed=self._on_all_failed,
            )

    def _on_checked(self, report_id: str, topics: Topics) -> None:
        self._waiting.discard(report_id)
        if shiboken6.isValid(self):
            self._tell(topics)
            self.checked.emit()

    def _on_not_checked(self, report_id: str, error: AppError) -> None:
        # There is nothing to check any more, such as when the values were taken away by undo.
        self._waiting.discard(report_id)

    def _tell(self, topics: Topics) -> None:
        self._context.hub.publish(topics, self._source)

    def _on_all(self, count: RunCount) -> None:
        words = "没有读入数据的报告，请先导入报告文件"
        if count.reports:
            found = f"错误 {count.errors}，警告 {count.warnings}，提示 {count.infos}"
            words = f"已检查 {count.reports} 份报告：{found}"
        self._context.shell.toast(words)

    def _on_all_failed(self, error: AppError) -> None:
        self._context.messages.error(
            problem_of("没有完成自动检查", error, is_safe=True, action="全部自动检查")
        )
