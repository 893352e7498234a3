"""The part of a finding's dialog that tells what the unit answered and what we found: 单位答复, 核对情况."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models.enums import FindingState, FollowUp
from app.services.review.findings import Reply
from app.services.review.form import FindingRow
from app.ui.kit import Combo, DateField, FieldRow, Label, TextArea, column, holder, row

# How a finding can end, and whether a reason is needed.
OUTCOMES = (
    FindingState.CLOSED,
    FindingState.ACCEPTED,
    FindingState.ADVICE,
    FindingState.WITHDRAWN,
)
_NEED_REASON = (FindingState.ACCEPTED, FindingState.WITHDRAWN)


class ReplyPart(QWidget):
    """Answer, its day, the check and, for a finding of an earlier round or last year, what became of it."""

    def __init__(self, finding: FindingRow, can_write: bool) -> None:
        super().__init__()
        self._finding = finding
        self.answer = TextArea(finding.answer, "单位怎么说、补了什么", "单位答复", lowest=44, highest=72)
        self.answered_on = DateField(finding.answered_on, name="答复日期", width=130)
        self.check = TextArea(finding.check_note, "核对了什么，是否接受", "核对情况", lowest=44, highest=72)
        options = [("尚未核对", None), *((one.label, one) for one in FollowUp)]
        self.outcome = Combo(options, finding.follow_up, name="落实情况")
        self._check_row = FieldRow("核对情况", self.check, side=True)
        for editor in (self.answer, self.check, self.answered_on):
            editor.setReadOnly(not can_write)
        self.outcome.setEnabled(can_write)
        line = row(self.answered_on, None)
        self._follows_up = finding.is_last_year or finding.is_earlier
        if self._follows_up:
            line = row(self.answered_on, None, Label("落实情况", "muted"), self.outcome)
        self.setLayout(
            column(
                FieldRow("单位答复", self.answer, side=True),
                FieldRow("答复日期", holder(line), side=True),
                self._check_row,
                gap=10,
            )
        )

    def reply(self, state: FindingState | None = None) -> Reply:
        """What is written now; `state`: what the finding is to become."""
        outcome = self.outcome.value() if self._follows_up else self._finding.follow_up
        return Reply(self.answer.text(), self.answered_on.value(), self.check.text(), outcome, state)

    @property
    def is_changed(self) -> bool:
        """Whether anything differs from what is stored."""
        f = self._finding
        before = Reply(f.answer, f.answered_on, f.check_note, f.follow_up)
        return self.reply() != before

    def allows(self, state: FindingState) -> bool:
        """Whether the finding may become that; says at the field what is missing."""
        lacks = state in _NEED_REASON and not self.check.text().strip()
        self._check_row.set_error(f"“{state.label}”要写明理由" if lacks else "")
        if lacks:
            self.check.setFocus(Qt.FocusReason.OtherFocusReason)
        return not lacks
