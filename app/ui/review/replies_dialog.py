"""登记单位答复: what a unit answered to the findings it was sent, all of them and the day in one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.models.enums import FindingState
from app.services.review.findings import record_answers
from app.services.review.form import FindingRow, ReviewForm
from app.ui.dialog import Dialog
from app.ui.kit import (
    Chip,
    DateField,
    FieldRow,
    Label,
    TextArea,
    button,
    column,
    frame,
    holder,
    row,
    scroll_area,
)

if TYPE_CHECKING:
    from app.ui.review.workbench import Workbench

# Pixels: what is always seen of the list, what each finding takes, and what stands around them.
_LEAST, _EACH, _AROUND, _MOST = 130, 138, 190, 640
# What lies with the unit, or has come back from it.
_AWAITED = (FindingState.SENT, FindingState.ANSWERED)


def awaited(form: ReviewForm) -> tuple[FindingRow, ...]:
    """The findings that the unit was sent and that nobody has settled."""
    return tuple(finding for finding in form.findings if finding.state in _AWAITED)


class RepliesDialog(Dialog):
    """One day, and one text for each finding; what stays empty is still waited for."""

    def __init__(
        self, parent: QWidget, context: str, findings: tuple[FindingRow, ...], today: date, since: date | None
    ) -> None:
        """`since`: the day on which the report came in; no answer to it is older."""
        height = min(_AROUND + _EACH * len(findings), _MOST)
        super().__init__(parent, "登记单位答复", context, 680, height)
        self._today, self._since = today, since
        known = max((f.answered_on for f in findings if f.answered_on), default=None)
        self.day = DateField(known or today, name="回复日期", width=130)
        self.day_row = FieldRow("回复日期", self.day, is_mandatory=True, side=True)
        self.answers: dict[str, TextArea] = {}
        cards = [self._card(finding) for finding in findings]
        area = scroll_area(holder(column(*cards, None, gap=10, margins=(0, 0, 8, 0))))
        area.setMinimumHeight(_LEAST)
        self.add(self.day_row)
        self.add(area, 1)
        self.starts_at = next((e for e in self.answers.values() if not e.text()), self.day)
        self.set_note("没有填写的仍算待单位答复")
        self.add_cancel()
        self.add_button(button("保存", "primary"))

    def _card(self, finding: FindingRow) -> QWidget:
        editor = TextArea(
            finding.answer, "单位怎么说、补了什么", f"{finding.code} 单位答复", lowest=44, highest=90
        )
        self.answers[finding.id] = editor
        code = Label(finding.code or "不属于某一条目", "strong", "accent")
        head = row(Chip(finding.severity.label), code, Label(f"第{finding.round}轮", "muted"), None, gap=8)
        asked = Label(finding.form.request or finding.form.fact or "（还没有写要求）", "muted", wrap=True)
        return frame("well", column(head, asked, editor, gap=6, margins=(12, 10, 12, 12)))

    @property
    def written(self) -> Mapping[str, str]:
        """What is written for each finding."""
        return {key: editor.text().strip() for key, editor in self.answers.items()}

    def check(self) -> bool:
        """The day must be one on which the unit can have answered."""
        if not super().check():
            return False
        day, error = self.day.value(), ""
        if day is not None and day > self._today:
            error = "回复日期晚于今天"
        elif day is not None and self._since is not None and day < self._since:
            error = f"回复日期早于收到报告的日期 {self._since:%Y-%m-%d}"
        self.day_row.set_error(error)
        if error:
            self.day.setFocus()
        return not error


class Replies(QObject):
    """Opens the dialog from the panel of findings and keeps what was written, as one action."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench, self._case, self._context = bench, bench.case, bench.context
        self.dialog: RepliesDialog | None = None
        bench.findings.replies_wanted.connect(self.open)

    @Slot()
    def open(self) -> None:
        """Ask for the answers."""
        form = self._case.form
        findings = awaited(form) if form else ()
        if form is None or not findings or not self._context.can_edit:
            return
        head = form.head
        words = f"{head.unit_name} · 第{head.round}轮"
        dialog = RepliesDialog(self._bench, words, findings, self._context.today, head.received_on)
        self.dialog = dialog
        dialog.accepted.connect(self._on_accepted)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    @Slot()
    def _on_accepted(self) -> None:
        dialog = self.dialog
        if dialog is not None:
            count = sum(map(bool, dialog.written.values()))
            self._case.write("登记单位答复", record_answers, dialog.written, dialog.day.value())
            self._context.shell.toast(f"已登记 {count} 条答复")

    @Slot()
    def _on_finished(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self._bench.checklist.focus_list()
