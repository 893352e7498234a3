"""出具审核意见: number, date, who signs, template, where to; the check stands beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.enums import Conclusion
from app.services.documents.preflight import Level, Notice
from app.services.documents.templates import TemplateReport
from app.services.workflow import IssueStart, Signing
from app.ui.dialog import Dialog
from app.ui.kit import (
    Chip,
    Combo,
    DateField,
    FieldRow,
    Label,
    Line,
    TextArea,
    button,
    column,
    holder,
    row,
)
from app.ui.review.evidence_dialog import with_completion
from app.ui.review.preflight_panel import PreflightPanel

_PAUSE = 250
_OWN_TEMPLATE = "随程序提供的模板"
_NOTES = {
    Conclusion.PASSED: ("结论说明", "可以不写"),
    Conclusion.PASSED_WITH_NOTES: ("建议", "每行一条建议"),
    Conclusion.RETURNED: ("结论说明", "可以不写"),
    Conclusion.NOT_PASSED: ("原因和取值", "写明不通过的原因和建议的保守取值"),
}
_EFFECTS = {
    Conclusion.PASSED: "生成 Word 文件；本件转为“通过”",
    Conclusion.PASSED_WITH_NOTES: "生成 Word 文件；本件转为“通过（有建议）”",
    Conclusion.RETURNED: "生成 Word 文件；本件转为“退回修改”",
    Conclusion.NOT_PASSED: "生成 Word 文件；本件转为“不通过”",
}


class OpinionDialog(Dialog):
    """`check_wanted` asks for the check after every change; `issue_wanted` to issue. It stays open until
    `finish`, so that nothing is typed twice when the file cannot be written.
    """

    check_wanted = Signal()
    issue_wanted = Signal()
    preview_wanted = Signal()
    place_wanted = Signal()
    jumped = Signal(object)  # a Notice about something outside of the dialog

    def __init__(
        self,
        parent: QWidget | None,
        context: str,
        start: IssueStart,
        signing: Signing,
        target: Path,
        template: str = "",
    ) -> None:
        """`signing`: what the fields begin with; `template`: the name of the one used last."""
        super().__init__(parent, "出具审核意见", context, width=920, margins=(0, 0, 0, 0))
        assert signing.conclusion is not None
        self._conclusion = signing.conclusion
        self.target = target
        self._knows_holidays = start.knows_holidays
        self._templates = {report.path.name: report for report in start.templates}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.check_wanted)
        self._build_fields(start, signing, template)
        self.panel = PreflightPanel()
        self.panel.jumped.connect(self._on_jump)
        fields = self._fields()
        self.body.addLayout(row((fields, 1), self.panel, gap=0))
        self.add_cancel()
        preview = self.add_button(button("预览", tip="用 Word 打开一份草稿，不出具"))
        preview.clicked.connect(self.preview_wanted)
        self.issue = self.add_button(button("出具", "primary", "writing-sign"))
        self.set_note(_EFFECTS[self._conclusion])
        self.starts_at = self.number
        self._can_issue = False
        self._is_busy = False
        self._show_enabled()

    def _build_fields(self, start: IssueStart, signing: Signing, template: str) -> None:
        people = list(start.people)
        self.number = Line(signing.number)
        # Given by the program, so that a series has no gaps (decision 0006).
        self.number.setReadOnly(True)
        self.number.setToolTip("文号由程序按审核人依次给出，出具时生效")
        self.issued_on = DateField(signing.issued_on)
        self.resubmit_by = DateField(signing.resubmit_by)
        self.reviewer = with_completion(Line(signing.reviewer, "姓名"), people)
        self.second_reviewer = with_completion(Line(signing.second_reviewer, "姓名"), people)
        self.approver = with_completion(Line(signing.approver, "姓名"), people)
        self.office = Line(signing.office, "落款单位的全称")
        name, hint = _NOTES[self._conclusion]
        self.note_name = name
        self.conclusion_note = TextArea(signing.note, hint, name, lowest=48, highest=96)
        options: list[tuple[str, str]] = [(_OWN_TEMPLATE, "")]
        for report in start.templates:
            bad = "" if report.is_usable else "（有问题，不能用）"
            options.append((f"{report.path.stem}{bad}", report.path.name))
        self.template = Combo(options, template, name="模板")
        self.place = Line(str(self.target), name="存到")
        self.place.setReadOnly(True)
        self.place.setCursorPosition(0)
        self.place.setToolTip(str(self.target))
        self.change_place = button("更改…")
        self.change_place.clicked.connect(self.place_wanted)
        for line in (self.number, self.reviewer, self.second_reviewer, self.approver, self.office):
            line.textChanged.connect(self._pause.start)
        for field in (self.issued_on, self.resubmit_by):
            field.textChanged.connect(self._pause.start)
        self.conclusion_note.textChanged.connect(self._pause.start)
        self.template.chosen.connect(self._pause.start)

    def _fields(self) -> QWidget:
        self.by_field: dict[str, FieldRow] = {}

        def field(key: str, name: str, editor: QWidget, is_mandatory: bool = False) -> FieldRow:
            made = self.by_field[key] = FieldRow(name, editor, is_mandatory=is_mandatory, side=True)
            return made

        conclusion = holder(row(Label("结论", "muted"), Chip(self._conclusion.label), None))
        lines: list[QWidget] = [
            field("number", "文号", self.number, is_mandatory=True),
            holder(
                row(field("issued_on", "日期", self.issued_on, is_mandatory=True), (conclusion, 1), gap=24)
            ),
        ]
        if self._conclusion is Conclusion.RETURNED:
            deadline = field("resubmit_by", "重报期限", self.resubmit_by)
            known = "已避开周末和工作日历里的节假日"
            unknown = "只避开周末：工作日历里还没有这一年的节假日"
            deadline.message.setText(f"按修改期限推算，{known if self._knows_holidays else unknown}")
            deadline.message.show()
            lines.append(deadline)
        needs_note = self._conclusion is Conclusion.NOT_PASSED
        lines.append(field("note", self.note_name, self.conclusion_note, is_mandatory=needs_note))
        signers = holder(
            row(
                (self.reviewer, 1),
                *(Label("复审", "muted"), (self.second_reviewer, 1)),
                *(Label("审定", "muted"), (self.approver, 1)),
            )
        )
        self.signers = FieldRow("审核人", signers, side=True)
        self.signers.star.show()
        lines += [
            self.signers,
            field("office", "落款单位", self.office),
            field("template", "模板", self.template),
            FieldRow("存到", holder(row((self.place, 1), self.change_place)), side=True),
        ]
        return holder(column(*lines, None, gap=10, margins=(24, 18, 24, 18)))

    @property
    def signing(self) -> Signing:
        """What is written now."""
        return Signing(
            number=self.number.text().strip(),
            issued_on=self.issued_on.value(),
            conclusion=self._conclusion,
            note=self.conclusion_note.text(),
            reviewer=self.reviewer.text().strip(),
            second_reviewer=self.second_reviewer.text().strip(),
            approver=self.approver.text().strip(),
            office=self.office.text().strip(),
            resubmit_by=self.resubmit_by.value() if self._conclusion is Conclusion.RETURNED else None,
        )

    @property
    def chosen_template(self) -> TemplateReport | None:
        """The template of the office that is chosen; None for the program's own."""
        return self._templates.get(self.template.value() or "")

    def set_target(self, target: Path) -> None:
        """Where the file will be written."""
        self.target = target
        self.place.setText(str(target))
        self.place.setToolTip(str(target))
        self.place.setCursorPosition(0)

    def set_resubmit_by(self, day: date) -> None:
        """Propose by when the report should come back."""
        self.resubmit_by.set_value(day)

    def show_notices(self, notices: tuple[Notice, ...]) -> None:
        """The result of the check; with an error among it nothing can be issued."""
        names = {*self.by_field, "reviewer", "second_reviewer", "approver"}
        names |= {"suggestions", "conclusion_note"}
        self.panel.show_notices(notices, names)
        errors = sum(notice.level is Level.ERROR for notice in notices)
        self._can_issue = not errors
        self.set_note(f"须先改完 {errors} 处" if errors else _EFFECTS[self._conclusion])
        self._show_enabled()

    def show_field_error(self, field: str, sentence: str) -> bool:
        """Say at a field what is wrong; False where there is no such field."""
        row_of = self.by_field.get(field)
        if row_of is None and field in ("reviewer", "second_reviewer", "approver"):
            row_of = self.signers
        if row_of is None:
            return False
        row_of.set_error(sentence)
        self._focus(field)
        return True

    def set_busy(self, is_busy: bool) -> None:
        """Whether the opinion is being written."""
        self._is_busy = is_busy
        self._show_enabled()

    def finish(self) -> None:
        """The opinion was issued: close."""
        super().accept()

    def accept(self) -> None:
        """Confirmed: ask to issue, and wait for `finish`."""
        if not self._is_busy:
            self.issue_wanted.emit()

    def check(self) -> bool:
        """Whether everything that must be there is there."""
        missing = not self.reviewer.text().strip()
        self.signers.set_error("请写审核人" if missing else "")
        return super().check() and not missing

    def _show_enabled(self) -> None:
        self.issue.setEnabled(self._can_issue and not self._is_busy)

    def _focus(self, field: str) -> None:
        names = {"suggestions": "conclusion_note", "note": "conclusion_note"}
        target = getattr(self, names.get(field, field), None)
        if isinstance(target, QWidget):
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_jump(self, notice: Notice) -> None:
        if notice.leads_out:
            self.jumped.emit(notice)
        else:
            self._focus(notice.field)
