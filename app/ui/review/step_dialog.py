"""One dialog for every step that needs a person, a reason, or something else: 退回初审, 审定, 归档, 移出…"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.models.enums import Conclusion, ReviewEvent, ReviewState
from app.models.names import tidy_name
from app.services.review.flow import Details
from app.services.review.transitions import Facts, objections, target_of, transition
from app.ui.dialog import Dialog
from app.ui.kit import AmountField, FieldRow, Label, Line, TextArea, button, caption, holder, row
from app.ui.review.evidence_dialog import with_completion

_SENTENCES = {
    ReviewEvent.FINISH: "初审结论交二审人复核。",
    ReviewEvent.START_SECOND: "由您或另一位同事二审，二审人不能是初审人。",
    ReviewEvent.PASS_ON: "二审通过，交审定人审定。",
    ReviewEvent.SEND_BACK: "在同一轮内退回初审人，不发给单位。",
    ReviewEvent.REQUIRE_SITE: "本件等待实地复核，完成后回到现在的状态。",
    ReviewEvent.FINISH_SITE: "现场发现请写成问题；去的人至少两位。",
    ReviewEvent.APPROVE: "只改状态。要同时生成 Word，请用“审定并出具…”。",
    ReviewEvent.CLOSE: "写明原因和建议的保守取值，由市级主管部门决定。",
    ReviewEvent.RECALL: "收回这一步，回到之前的状态；已出具的 Word 文件不会被删除。",
    ReviewEvent.REOPEN: "开始新的一轮，答案、证据和附件都带过去；原审核意见仍可查看。",
    ReviewEvent.ARCHIVE: "市级主管部门核定排放量以后归档。",
    ReviewEvent.EXEMPT: "本件不再审核，可以随时恢复。",
    ReviewEvent.READMIT: "回到移出之前的状态。",
    ReviewEvent.REMIND: "记一次催报；两次以后可以按不通过办结。",
}
_REASONS = {
    ReviewEvent.CLOSE: ("原因和取值", "为什么不通过，建议取多少吨"),
    ReviewEvent.SEND_BACK: ("意见", "请初审人改什么"),
    ReviewEvent.REQUIRE_SITE: ("原因", "要到现场核对什么"),
    ReviewEvent.FINISH_SITE: ("情况", "到场日期、核对了什么"),
}


@dataclass(frozen=True)
class Taken:
    """What was filled in."""

    by: str
    reason: str
    details: Details


class StepDialog(Dialog):
    """Asks what the step needs and says at once what speaks against it; `taken` holds the answer."""

    def __init__(
        self,
        parent: QWidget,
        context: str,
        event: ReviewEvent,
        facts: Facts,
        by: str,
        people: Iterable[str],
        note: str = "",
    ) -> None:
        """`facts`: of the report; `by`: who probably does it; `note`: the conclusion's note so far."""
        super().__init__(parent, event.label, context, width=520)
        self.step_event, self._facts = event, facts
        line = transition(event, facts.state)
        names = list(people)
        self.add(caption(_SENTENCES.get(event, ""), wrap=True))
        self.by = with_completion(Line(by, "姓名", name="经办人"), names)
        self._ask("经办人", holder(row((self.by, 1), gap=0)))
        self.second = with_completion(Line("", "姓名", name="同行人"), names)
        if event is ReviewEvent.FINISH_SITE:
            self._ask("同行人", self.second)
        self.document = Line("", "文件名称和文号", name="依据文件")
        if event is ReviewEvent.EXEMPT:
            self._ask("依据文件", self.document)
        self.confirmed = AmountField("", name="核定排放量", width=140)
        if event is ReviewEvent.ARCHIVE:
            amount = holder(row(self.confirmed, caption("tCO₂"), None))
            self._ask("核定排放量", amount)
        name, hint = _REASONS.get(event, ("原因" if line and line.needs_reason else "备注", ""))
        if self._unwritten(replace(facts, reason="")):
            name, hint = "原因", "不通过的原因和建议的保守取值"
        self.reason = TextArea(note, hint, name, lowest=60, highest=120)
        self._ask(name, self.reason, bool(line and line.needs_reason) or name == "原因")
        self.against = Label("", "caption", "warn", wrap=True)
        self.add(self.against)
        self.add_cancel()
        self.go = self.add_button(button(event.label, "primary"))
        for editor in (self.by, self.second, self.document, self.confirmed, self.reason):
            editor.textChanged.connect(self._check_guards)
        self.starts_at = self._first_empty()
        self._check_guards()

    def _ask(self, name: str, editor: QWidget, is_needed: bool = True) -> None:
        """A row; what is lacking in it is said below all of them, so only the star stands here."""
        made = FieldRow(name, editor, side=True)
        made.star.setVisible(is_needed)
        self.add(made)

    def _first_empty(self) -> QWidget:
        shown = {
            ReviewEvent.FINISH_SITE: self.second,
            ReviewEvent.EXEMPT: self.document,
            ReviewEvent.ARCHIVE: self.confirmed,
        }
        return self.by if not self.by.text() else shown.get(self.step_event, self.reason)

    @property
    def taken(self) -> Taken:
        """What is filled in now."""
        by = tidy_name(self.by.text())
        companions = (by, tidy_name(self.second.text())) if self.step_event is ReviewEvent.FINISH_SITE else ()
        details = Details(
            companions=companions,
            document=self.document.text().strip(),
            confirmed=self.confirmed.text().strip(),
            conclusion=self._conclusion(),
        )
        return Taken(by, self.reason.text().strip(), details)

    def _conclusion(self) -> Conclusion | None:
        """A second reviewer may have added an advice: the report then passes with it."""
        known = self._facts.conclusion
        if known is Conclusion.PASSED and self._facts.work.minor and not self._facts.state.is_in_review:
            return Conclusion.PASSED_WITH_NOTES
        return known

    def _unwritten(self, facts: Facts) -> tuple[str, ...]:
        """不通过 needs its reason from the first reviewer on."""
        is_first = self.step_event is ReviewEvent.FINISH and facts.conclusion is Conclusion.NOT_PASSED
        return ("没有写明原因和建议的保守取值",) if is_first and not facts.reason else ()

    @Slot()
    def _check_guards(self) -> None:
        taken = self.taken
        facts = replace(
            self._facts,
            by=taken.by,
            reason=taken.reason,
            document=taken.details.document,
            confirmed=taken.details.confirmed,
            companions=tuple(filter(None, taken.details.companions)),
            conclusion=taken.details.conclusion,
        )
        against = [*objections(self.step_event, facts), *self._unwritten(facts)]
        self.against.setText("；".join(against))
        self.against.setVisible(bool(against))
        self.go.setEnabled(not against)
        after = target_of(self.step_event, facts)
        self.set_note("" if after is facts.state else f"本件转为“{after.label}”")


def usual_person(event: ReviewEvent, facts: Facts, me: str) -> str:
    """Who probably takes a step: whoever works here, but for the first reviewer where another is needed."""
    others = (ReviewEvent.START_SECOND, ReviewEvent.PASS_ON, ReviewEvent.APPROVE, ReviewEvent.CLOSE)
    if event is ReviewEvent.PASS_ON and facts.second:
        return facts.second
    return "" if event in others and me == facts.first else me


def next_event(state: ReviewState) -> ReviewEvent | None:
    """The step that usually follows in a state and needs no opinion; None where the panel leads on."""
    return {
        ReviewState.NOT_SUBMITTED: None,
        ReviewState.FIRST_REVIEW_DONE: ReviewEvent.START_SECOND,
        ReviewState.IN_SECOND_REVIEW: ReviewEvent.PASS_ON,
        ReviewState.SITE_CHECK_REQUIRED: ReviewEvent.FINISH_SITE,
        ReviewState.SITE_CHECK_DONE: ReviewEvent.RESUME,
        ReviewState.PASSED: ReviewEvent.ARCHIVE,
        ReviewState.PASSED_WITH_NOTES: ReviewEvent.ARCHIVE,
        ReviewState.NOT_PASSED: ReviewEvent.ARCHIVE,
        ReviewState.EXEMPTED: ReviewEvent.READMIT,
    }.get(state)
