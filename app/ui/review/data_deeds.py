"""Reading report data and typing it, wherever it is asked for: the workbench, or right after 登记收件."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.errors import AppError, Cancelled
from app.services.intake import can_read, file_filter
from app.services.report_intake import ReadReport
from app.services.review.form import ReviewForm
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.messages import problem_of
from app.ui.review.attachments_panel import AttachmentsPanel
from app.ui.review.case import Case
from app.ui.review.data_jobs import read_file
from app.ui.review.data_read_dialog import ReadDialog
from app.ui.review.data_sheet_dialog import DataSheetDialog
from app.ui.review.factors_dialog import FactorsDialog
from app.ui.review.monthly_dialog import MonthlyDialog


class DataDeeds(QObject):
    """Opens the windows for report data over `window`; `closed` comes when the last of them is gone."""

    closed = Signal()
    place_wanted = Signal(object)  # Where

    def __init__(self, window: QWidget, context: Context) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        self.dialog: Dialog | None = None
        self._case: Case | None = None

    def connect_panel(self, panel: AttachmentsPanel, case: Case) -> None:
        """Serve the attachments of the workbench; the focus goes back to where it was."""
        self._case = case
        panel.read_wanted.connect(self._on_read_wanted)
        panel.data_wanted.connect(self._on_data_wanted)
        panel.months_wanted.connect(self.show_months)
        panel.factors_wanted.connect(self.factors)

    @Slot(str)
    def _on_read_wanted(self, attachment_id: str) -> None:
        form = self._case.form if self._case else None
        if form is None:
            return
        words = _case_words(form)
        if attachment_id:
            self.read(form.head.version_id, words, attachment_id=attachment_id)
        else:
            self.choose(form.head.version_id, words)

    @Slot()
    def _on_data_wanted(self) -> None:
        if self._case is not None and self._case.form is not None:
            form = self._case.form
            self.type(form.head.version_id, _case_words(form), self._case.can_edit)

    @Slot()
    def show_months(self) -> None:
        """Show the months of the unit of the open report."""
        if self._case is not None and self._case.form is not None:
            head = self._case.form.head
            self._open(MonthlyDialog(self._window, self._context, head.year, head.unit_id))

    def choose(self, version_id: str, case: str) -> None:
        """Choose a file and read it."""
        path = self._context.files.open_file("report", "读入报告数据", file_filter())
        if path is not None:
            self.read(version_id, case, path=path)

    def read(self, version_id: str, case: str, *, path: Path | None = None, attachment_id: str = "") -> None:
        """Read a file or an attachment; then it is looked at."""
        c = self._context
        c.jobs.read(
            "读入报告数据",
            read_file,
            *(c.workspace, version_id, path, attachment_id),
            then=partial(self._on_read, case),
            failed=self._on_not_read,
        )

    def _on_read(self, case: str, read: ReadReport) -> None:
        if shiboken6.isValid(self):
            self._open(ReadDialog(self._window, self._context, read, case))

    def _on_not_read(self, error: AppError) -> None:
        if isinstance(error, Cancelled):
            self._context.shell.toast(error.sentence)
        else:
            self._context.messages.error(
                problem_of("没有读到数据", error, is_safe=True, action="读入报告数据")
            )
        self.closed.emit()

    def type(self, version_id: str, case: str, can_edit: bool, name: str = "") -> None:
        """Show the values of a version, to be typed, beginning at `name`."""
        dialog = DataSheetDialog(self._window, self._context, version_id, case, can_edit, name)
        dialog.place_wanted.connect(self.place_wanted)
        self._open(dialog)

    def show_value(self, name: str) -> None:
        """Show a value of the open report that was typed by hand: it has no other place."""
        if self._case is not None and self._case.form is not None:
            form = self._case.form
            self.type(form.head.version_id, _case_words(form), self._case.can_edit, name)

    @Slot()
    def factors(self) -> None:
        """Show the factor library."""
        self._open(FactorsDialog(self._window, self._context))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_closed)
        dialog.open()

    @Slot()
    def _on_closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self.closed.emit()


def _case_words(form: ReviewForm) -> str:
    head = form.head
    return f"{head.unit_name} · {head.year} 年度{head.kind.label} · 第{head.round}轮"


def first_readable(paths: list[Path]) -> Path | None:
    """The file among those that came in that may be the report itself."""
    readable = [path for path in paths if can_read(path.name)]
    named = [path for path in readable if "报告" in path.name]
    return next(iter(named or readable), None)
