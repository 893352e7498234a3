"""登记收件: a report comes in, comes in again after it was returned, or what was registered is corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.models.enums import DocumentKind
from app.models.errors import AppError, InputError
from app.services.review.cases import CaseRow
from app.services.review.form import Head, ReviewForm
from app.services.review.receive import Submission
from app.services.workflow import correct_report, register_report
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import AmountField, CheckBox, DateField, FieldRow, Label, Line, button, column, row
from app.ui.messages import problem_of
from app.ui.review.data_deeds import DataDeeds, first_readable
from app.ui.review.file_drop import FileDrop


class ReceiveDialog(Dialog):
    """Nothing is written before 登记; what cannot be is told at its field, and the dialog stays open."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        case: CaseRow,
        form: ReviewForm | None = None,
        *,
        is_correction: bool = False,
    ) -> None:
        """`form`: the version that is corrected, or the one before a resubmission."""
        self._case, self._app = case, context
        self._head = form.head if form else None
        self._version = form.head.version_id if form and is_correction else ""
        number = case.round if is_correction else case.round + 1
        again = "登记重报" if case.round else "登记收件"
        self._action = "更正收件信息" if is_correction else again
        where = f"{case.name} · {case.year} 年度{case.kind.label} · 第{number}轮"
        super().__init__(parent, self._action, where, 640)
        self._below = parent
        self._round = number
        stored = form.attachments if form and is_correction else ()
        self.files = FileDrop(context.files, stored)
        self._build_fields(self._head if is_correction else None)
        self._lay_out()
        # The day it came in stands there already; a correction may begin anywhere.
        self.starts_at = (self.received if is_correction else self.dated).editor
        self.add_cancel()
        self.add_button(button("保存更正" if is_correction else "登记", "primary"))
        self.set_note("" if is_correction else "登记后可以分派或开始审核，可用 Ctrl+Z 撤销")
        self.files.changed.connect(self._on_files)

    def _build_fields(self, shown: Head | None) -> None:
        today = self._app.today
        before = None if self._version else self._head
        body = self._head.verification_body if self._head else ""
        self.received = FieldRow(
            "收到日期", DateField(shown.received_on if shown else today, width=180), is_mandatory=True
        )
        self.dated = FieldRow(
            "报告日期", DateField(shown.dated if shown else None, width=180), "报告封面上的日期"
        )
        hint = "照报告所载填写，不换算"
        if before is not None and before.emission_text:
            hint = f"上一轮报的是 {before.emission_text}"
        self.emission = FieldRow(
            "报告排放总量（tCO₂）", AmountField(shown.emission_text if shown else "", width=180), hint
        )
        self.body_name = FieldRow("核查机构", Line(body, "核查报告出具单位全称"))
        self.body_name.setVisible(self._case.kind is DocumentKind.VR)
        self.emission.setVisible(self._case.kind.is_report)

    def _lay_out(self) -> None:
        self.body.addLayout(row((self.received, 1), (self.dated, 1), (self.emission, 1), gap=20))
        self.add(self.body_name)
        self.body.addLayout(column(Label("报告文件", "strong"), self.files, gap=5))
        self.reads = CheckBox("登记后读入报告数据，核对后再写入")
        self.reads.setChecked(True)
        self.reads.hide()
        self.add(self.reads)

    @Slot()
    def _on_files(self) -> None:
        """Data can be read out of Excel, Word and PDF only."""
        self.reads.setVisible(first_readable(self.files.paths) is not None)
        self.refit()

    @property
    def submission(self) -> Submission:
        """What is written in the fields."""
        return Submission(
            received_on=self._day(self.received),
            dated=self._day(self.dated),
            emission_text=self._words(self.emission),
            verification_body=self._words(self.body_name) if self._case.kind is DocumentKind.VR else "",
        )

    @staticmethod
    def _day(field: FieldRow) -> date | None:
        assert isinstance(field.editor, DateField)
        return field.editor.value()

    @staticmethod
    def _words(field: FieldRow) -> str:
        assert isinstance(field.editor, Line)
        return field.editor.text().strip()

    @property
    def would_lose_text(self) -> bool:
        """Chosen files are work, too."""
        return super().would_lose_text or self.files.has_changes

    def mark_clean(self) -> None:
        """What is written or chosen now may be thrown away unasked."""
        super().mark_clean()
        self.files.mark_clean()

    def check(self) -> bool:
        """Whether the dates can be; the rest is checked where it is stored."""
        if not super().check():
            return False
        day = self._day(self.received)
        if day and day > self._app.today:
            self.received.set_error("收到日期不能晚于今天")
        return super().check()

    def confirm(self) -> None:
        """Make room for what is told at the fields."""
        super().confirm()
        if self.isVisible():
            self.refit()

    def accept(self) -> None:
        """Store it; the dialog closes once that is done."""
        self.files.set_error("")
        self._set_busy(True)
        c, case, files = self._app, self._case, tuple(self.files.paths)
        label = f"{self._action}：{case.name}"
        act: Callable[..., object] = register_report
        facts: tuple[object, ...] = (case.unit_id, case.year, case.kind, self.submission, files, c.catalog)
        if self._version:
            act, facts = correct_report, (self._version, self.submission, files, tuple(self.files.dropped))
        c.jobs.write(c.workspace, label, act, *facts, then=self._on_stored, failed=self._on_failed)

    def _set_busy(self, is_busy: bool) -> None:
        assert self.primary is not None
        self.primary.setEnabled(not is_busy)

    def _on_stored(self, version_id: str | None) -> None:
        case = self._case
        if self._version:
            words = f"已更正“{case.name}”{case.kind.label}的收件信息"
        else:
            words = f"已登记“{case.name}”的{case.kind.label}，第{self._round}轮"
        self._app.shell.toast(words, "撤销", "Ctrl Z", self._app.shell.undo)
        super().accept()
        path = first_readable(self.files.paths) if self.reads.isChecked() else None
        if path is not None:
            self.deeds = DataDeeds(self._below, self._app)
            self.deeds.closed.connect(self.deeds.deleteLater)
            words = f"{case.name} · {case.year} 年度{case.kind.label}"
            self.deeds.read(version_id or self._version, words, path=path)

    def _on_failed(self, error: AppError) -> None:
        self._set_busy(False)
        if not self.isVisible():
            self._tell(error)
            return
        fields = {"emission_text": self.emission, "dated": self.dated, "received_on": self.received}
        name = error.field if isinstance(error, InputError) else ""
        if name in fields:
            fields[name].set_error(error.sentence)
            fields[name].editor.setFocus()
        elif isinstance(error, InputError) or self.files.paths:
            self.files.set_error(error.sentence)
        else:
            self._tell(error)
        self.refit()

    def _tell(self, error: AppError) -> None:
        self._app.messages.error(problem_of(f"{self._action}没有完成", error, action=self._action))
