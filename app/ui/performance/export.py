"""Writing the form to a file: the final PDF only without errors; a draft, Excel and Word at any time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from app.models.errors import AppError
from app.services.files import safe_name
from app.services.performance.profiles import FormKind
from app.services.printing import DRAFT, print_performance
from app.ui.context import Context
from app.ui.messages import RETRY, SAVE_AS, problem_of
from app.ui.performance.sheet import Sheet

_CONFIRM = "S4"
_NAMES = {
    FormKind.SELF_EVALUATION: "自评表",
    FormKind.DECLARATION: "申报表",
    FormKind.MONITORING: "监控表",
}


@dataclass(frozen=True)
class _Kind:
    """A kind of file: what it is called, its ending, and what the file dialog lists."""

    name: str
    ending: str
    filter: str


_PDF = _Kind("PDF", ".pdf", "PDF 文件 (*.pdf)")
_DRAFT = _Kind("草稿", ".pdf", "PDF 文件 (*.pdf)")
_EXCEL = _Kind("Excel", ".xlsx", "Excel 工作簿 (*.xlsx)")
_WORD = _Kind("Word", ".docx", "Word 文档 (*.docx)")


class Exporter(QObject):
    """Asks what must be asked, then writes beside the window."""

    about_to_ask = Signal()  # what is being typed is kept first
    checks_wanted = Signal()
    told = Signal(str)  # what could not be printed as typed

    def __init__(self, context: Context, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._context, self._sheet = context, sheet
        self._target = Path()
        self._kind, self._is_bare = _PDF, False

    @Slot()
    def export(self) -> None:
        """Ask for the file and print."""
        self.about_to_ask.emit()
        kind = self._pdf_kind()
        if kind is not None:
            self._begin(kind)

    @Slot()
    def export_bare(self) -> None:
        """The official form alone, without what goes behind it."""
        self.about_to_ask.emit()
        kind = self._pdf_kind()
        if kind is not None:
            self._begin(kind, bare=True)

    @Slot()
    def export_excel(self) -> None:
        """The same form as a workbook."""
        self.about_to_ask.emit()
        self._begin(_EXCEL)

    @Slot()
    def export_word(self) -> None:
        """The same form as a document."""
        self.about_to_ask.emit()
        self._begin(_WORD)

    def _begin(self, kind: _Kind, *, bare: bool = False) -> None:
        self._kind, self._is_bare = kind, bare
        form = self._sheet.form
        name = _NAMES[self._sheet.profile.form]
        project = form.heading("项目名称") or self._sheet.profile.form.label
        mark = DRAFT if kind is _DRAFT else ""
        self._ask_path(safe_name(f"{form.year or ''}年{project} {name}{mark}{kind.ending}"))

    def _pdf_kind(self) -> _Kind | None:
        """Final or draft; None where nothing is to be printed."""
        errors = [one for one in self._sheet.errors if one.code != _CONFIRM]
        if errors:
            answer = self._context.messages.choose(
                f"还有 {len(errors)} 处须先改，不能导出正式 PDF",
                f"第一处：{errors[0].sentence}可以先导出草稿，标题会注明{DRAFT}。",
                (("draft", "导出草稿"), ("checks", "查看检查")),
            )
            if answer == "checks":
                self.checks_wanted.emit()
            return _DRAFT if answer == "draft" else None
        waiting = self._sheet.errors
        if waiting and not self._context.messages.confirm(
            "全年预算数为 0，仍要导出？", waiting[0].sentence, "导出正式 PDF"
        ):
            return None
        return _PDF

    def _ask_path(self, name: str) -> None:
        title = f"导出{self._sheet.profile.form.label}（{self._kind.name}）"
        path = self._context.files.save_file("performance", title, name, self._kind.filter)
        if path is not None:
            self._target = path
            self._write()

    def _write(self) -> None:
        form = self._sheet.form
        work = partial(
            print_performance,
            form,
            self._target,
            draft=self._kind is _DRAFT,
            proofs=self._sheet.around.proofs,
            bare=self._is_bare,
        )
        title = f"导出{self._kind.name}"
        self._context.jobs.read(title, work, then=self._on_written, failed=self._on_failed)

    @Slot(object)
    def _on_written(self, warnings: list[str]) -> None:
        words = f"已导出{self._kind.name}：{self._target.name}"
        self._context.shell.toast(words, "打开", on_link=self.open_file)
        if warnings:
            self.told.emit(f"有 {len(warnings)} 处字符不能按原样印出：{'；'.join(warnings[:3])}")

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        problem = problem_of(
            f"{self._kind.name}没有导出",
            error,
            steps=(SAVE_AS, RETRY),
            is_safe=True,
            action=f"导出{self._kind.name}",
            file=self._target.name,
        )
        answer = self._context.messages.error(problem)
        if answer == RETRY[0]:
            self._write()
        elif answer == SAVE_AS[0]:
            self._ask_path(self._target.name)

    @Slot()
    def open_file(self) -> None:
        """Show the file in the program the computer has for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))
