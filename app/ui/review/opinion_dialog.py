"""出具审核意见: number, date, who signs, template, where to; the check stands beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.models.enums import Conclusion
from app.services.workflow import IssueStart, Signing
from app.ui.kit import Chip, DateField, FieldRow, Label, Line, TextArea, holder, row
from app.ui.review.evidence_dialog import with_completion
from app.ui.review.letter_dialog import LetterDialog

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


class OpinionDialog(LetterDialog):
    """The opinion on a report with a conclusion."""

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
        assert signing.conclusion is not None
        super().__init__(parent, "出具审核意见", context, _EFFECTS[signing.conclusion])
        self._conclusion = signing.conclusion
        self.number = Line(signing.number)
        # Given by the program, so that a series has no gaps (decision 0006).
        self.number.setReadOnly(True)
        self.number.setToolTip("文号由程序按审核人依次给出，出具时生效")
        self.issued_on = DateField(signing.issued_on)
        self.resubmit_by = DateField(signing.resubmit_by)
        self.office = Line(signing.office, "落款单位的全称")
        name, hint = _NOTES[self._conclusion]
        self.conclusion_note = TextArea(signing.note, hint, name, lowest=48, highest=96)
        self.add_field("number", "文号", self.number, must=True)
        conclusion = holder(row(Label("结论", "muted"), Chip(self._conclusion.label), None))
        issued_on = self.field("issued_on", "日期", self.issued_on, must=True)
        self.add_line(holder(row(issued_on, (conclusion, 1), gap=24)))
        if self._conclusion is Conclusion.RETURNED:
            self._add_deadline(start.knows_holidays)
        needs_note = self._conclusion is Conclusion.NOT_PASSED
        note = self.add_field("note", name, self.conclusion_note, must=needs_note)
        self.by_field["suggestions"] = self.by_field["conclusion_note"] = note
        self._add_signers(signing, list(start.people))
        self.add_field("office", "落款单位", self.office)
        self.build(start.templates, template, target)
        self.starts_at = self.number

    def _add_deadline(self, knows_holidays: bool) -> None:
        deadline = self.add_field("resubmit_by", "重报期限", self.resubmit_by)
        known = "已避开周末和工作日历里的节假日"
        unknown = "只避开周末：工作日历里还没有这一年的节假日"
        deadline.message.setText(f"按修改期限推算，{known if knows_holidays else unknown}")
        deadline.message.show()

    def _add_signers(self, signing: Signing, people: list[str]) -> None:
        self.reviewer = with_completion(Line(signing.reviewer, "姓名"), people)
        self.second_reviewer = with_completion(Line(signing.second_reviewer, "姓名"), people)
        self.approver = with_completion(Line(signing.approver, "姓名"), people)
        line = row(
            (self.reviewer, 1),
            *(Label("复审", "muted"), (self.second_reviewer, 1)),
            *(Label("审定", "muted"), (self.approver, 1)),
        )
        self.signers = FieldRow("审核人", holder(line), side=True)
        self.signers.star.show()
        self.add_line(self.signers)
        for key in ("reviewer", "second_reviewer", "approver"):
            self.by_field[key] = self.signers
            self.watch(getattr(self, key))

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

    def check(self) -> bool:
        """Whether everything that must be there is there."""
        missing = not self.reviewer.text().strip()
        self.signers.set_error("请写审核人" if missing else "")
        return super().check() and not missing

    def _focus(self, field: str) -> None:
        super()._focus("conclusion_note" if field in ("suggestions", "note") else field)
