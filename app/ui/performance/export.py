"""Writing the PDF: the final one only without errors, a draft at any time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from app.models.errors import AppError
from app.services.files import safe_name
from app.services.printing import DRAFT, print_performance
from app.ui.context import Context
from app.ui.messages import RETRY, SAVE_AS, problem_of
from app.ui.performance.sheet import Sheet

_FILTER = "PDF 文件 (*.pdf)"
_CONFIRM = "S4"


class Exporter(QObject):
    """Asks what must be asked, then prints beside the window."""

    checks_wanted = Signal()
    told = Signal(str)  # what could not be printed as typed

    def __init__(self, context: Context, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._context, self._sheet = context, sheet
        self._target = Path()
        self._draft = False

    @Slot()
    def export(self) -> None:
        """Ask for the file and print."""
        draft = self._kind()
        if draft is None:
            return
        self._draft = draft
        form = self._sheet.form
        project = form.heading("项目名称") or "绩效自评表"
        name = safe_name(f"{form.year or ''}年{project} 自评表{DRAFT if draft else ''}.pdf")
        self._ask_path(name)

    def _kind(self) -> bool | None:
        """Whether a draft; None where nothing is to be printed."""
        errors = [one for one in self._sheet.errors if one.code != _CONFIRM]
        if errors:
            answer = self._context.messages.choose(
                f"还有 {len(errors)} 处须先改，不能导出正式 PDF",
                f"第一处：{errors[0].sentence}可以先导出草稿，标题会注明{DRAFT}。",
                (("draft", "导出草稿"), ("checks", "查看检查")),
            )
            if answer == "checks":
                self.checks_wanted.emit()
            return True if answer == "draft" else None
        waiting = self._sheet.errors
        if waiting and not self._context.messages.confirm(
            "全年预算数为 0，仍要导出？", waiting[0].sentence, "导出正式 PDF"
        ):
            return None
        return False

    def _ask_path(self, name: str) -> None:
        path = self._context.files.save_file("performance", "导出绩效自评表", name, _FILTER)
        if path is not None:
            self._target = path
            self._print()

    def _print(self) -> None:
        work: Callable[[], list[str]] = partial(
            print_performance, self._sheet.form, self._target, draft=self._draft
        )
        self._context.jobs.read("导出 PDF", work, then=self._on_printed, failed=self._on_failed)

    @Slot(object)
    def _on_printed(self, warnings: list[str]) -> None:
        kind = "草稿" if self._draft else "PDF"
        self._context.shell.toast(f"已导出{kind}：{self._target.name}", "打开", on_link=self.open_file)
        if warnings:
            self.told.emit(f"有 {len(warnings)} 处字符不能按原样印出：{'；'.join(warnings[:3])}")

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        problem = problem_of(
            "PDF 没有导出",
            error,
            steps=(SAVE_AS, RETRY),
            is_safe=True,
            action="导出 PDF",
            file=self._target.name,
        )
        answer = self._context.messages.error(problem)
        if answer == RETRY[0]:
            self._print()
        elif answer == SAVE_AS[0]:
            self._ask_path(self._target.name)

    @Slot()
    def open_file(self) -> None:
        """Show the PDF in the program the computer has for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))
