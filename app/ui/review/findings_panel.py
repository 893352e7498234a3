"""The right column: findings, the score of a verification report, the conclusion of the round."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.models.amounts import show_amount
from app.models.enums import Conclusion, FindingState, ReviewState, Severity
from app.services.review.conclude import obstacles
from app.services.review.form import ReviewForm
from app.services.review.score import Score
from app.ui.kit import (
    Chip,
    Icon,
    Label,
    RadioButton,
    button,
    caption,
    column,
    frame,
    hline,
    holder,
    icon_button,
    link,
    row,
    section,
)
from app.ui.review.findings_list import FindingsList
from app.ui.review.replies_dialog import awaited

_NONE_YET = "还没有问题。判为有问题的条目会自动写成问题。"
_CONCLUSIONS = tuple(Conclusion)
# Beside the first review the conclusion is chosen where a report is returned or approved.
_DECIDED_HERE = (ReviewState.IN_SECOND_REVIEW, ReviewState.PENDING_APPROVAL)


def likely(form: ReviewForm) -> Conclusion:
    """The conclusion that fits what was found; the person decides."""
    severities = {finding.severity for finding in form.open_findings}
    if severities & {Severity.CRITICAL, Severity.MAJOR}:
        return Conclusion.RETURNED
    return Conclusion.PASSED_WITH_NOTES if severities else Conclusion.PASSED


class FindingsPanel(QWidget):
    """Signals tell what is wanted; the workbench does it."""

    opened = Signal(str)
    source_wanted = Signal(str)
    removed = Signal(str)
    add_wanted = Signal()
    score_wanted = Signal()
    issue_wanted = Signal(object)  # Conclusion
    finish_wanted = Signal(object)  # Conclusion
    export_wanted = Signal()
    reopen_wanted = Signal()
    receive_wanted = Signal()
    replies_wanted = Signal()
    file_wanted = Signal()
    folder_wanted = Signal()
    list_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._picked: Conclusion | None = None
        self._version = ""
        self._max_rounds: int | None = None
        self.head = section("问题")
        self.count = caption()
        self.add = icon_button("plus", "新建问题")
        self.read_back = icon_button("file-import", "读回修改：审核意见在 Word 中改过，把改动读回来")
        self.replies = icon_button("message-reply", "登记单位答复和回复日期")
        self.letters = icon_button("mail", "文书：补正通知、核查问询单、核查机构评价表")
        self.list = FindingsList()
        self.empty = caption(_NONE_YET, wrap=True)
        self._build_score()
        self._build_open()
        self._build_done()
        top = row(
            *(self.head, self.count, None, self.replies, self.letters, self.read_back, self.add),
            gap=8,
            margins=(16, 0, 10, 0),
        )
        head = frame("panel", top, 44)
        empty = holder(column(self.empty, None, margins=(16, 12, 16, 0)))
        self._empty = empty
        body = column(
            *(head, hline(), empty, (self.list, 1), self._score, hline(), self._open, self._done), gap=0
        )
        body.setStretchFactor(empty, 1)
        self.setLayout(row((frame("panel", body), 1)))
        self.add.clicked.connect(self.add_wanted)
        self.list.opened.connect(self.opened)
        self.list.source_wanted.connect(self.source_wanted)
        self.list.removed.connect(self.removed)
        self.list.left.connect(self.list_wanted)

    def _build_score(self) -> None:
        self.score_words = Label("", "strong")
        self.score_note = caption()
        self.score_link = link("看评分表")
        self.score_link.clicked.connect(self.score_wanted)
        line = row(Label("评分"), self.score_words, self.score_note, None, self.score_link, gap=8)
        line.setContentsMargins(16, 6, 12, 6)
        self._score = holder(column(hline(), line, gap=0))
        self._score.hide()

    def _build_open(self) -> None:
        self._group = QButtonGroup(self)
        self.radios: dict[Conclusion, RadioButton] = {}
        self._locks: dict[Conclusion, Icon] = {}
        lines = []
        for number, conclusion in enumerate(_CONCLUSIONS):
            radio = RadioButton(conclusion.label)
            lock = Icon("lock", "ink-2", 14)
            self.radios[conclusion], self._locks[conclusion] = radio, lock
            self._group.addButton(radio, number)
            lines.append(row(radio, None, lock, margins=(0, 0, 2, 0)))
        self._group.idClicked.connect(self._on_picked)
        self.reason = Label("", "caption", "warn", wrap=True)
        self.finish = button("完成初审，交二审…", "primary", "check").stretch()
        self.finish.clicked.connect(self._on_finish)
        self.issue = button("出具审核意见…", icon="writing-sign").stretch()
        self.issue.clicked.connect(self._on_issue)
        parts = column(section("本轮结论"), 2, *lines, self.reason, 4, self.finish, 2, self.issue, gap=2)
        parts.setContentsMargins(16, 10, 16, 14)
        self._open = holder(parts)

    def _build_done(self) -> None:
        self.conclusion = Chip("通过")
        self.number = Label("", "strong")
        self.note = Label("", "muted", wrap=True)
        self.file = link("打开文件", "external-link")
        self.folder = link("在文件夹中显示", "folder-open")
        self._files = holder(row(self.file, self.folder, None, gap=10))
        self.answer = button("登记单位答复…", icon="message-reply").stretch()
        self.receive = button("登记重报…", "primary", "file-import").stretch()
        self.export = button("再导出 Word…", icon="file-export").stretch()
        self.reopen = button("撤回…", "ghost", "repeat").stretch()
        parts = column(
            row(section("本轮结论"), None, self.conclusion),
            *(self.number, self.note, self._files, 2, self.receive, self.answer, self.export, self.reopen),
            gap=6,
            margins=(16, 10, 16, 14),
        )
        self._done = holder(parts)
        self._done.hide()
        for made, signal in (
            (self.file, self.file_wanted),
            (self.folder, self.folder_wanted),
            (self.receive, self.receive_wanted),
            (self.replies, self.replies_wanted),
            (self.answer, self.replies_wanted),
            (self.export, self.export_wanted),
            (self.reopen, self.reopen_wanted),
        ):
            made.clicked.connect(signal)

    @property
    def picked(self) -> Conclusion:
        """The conclusion that is chosen."""
        return _CONCLUSIONS[max(self._group.checkedId(), 0)]

    def show_form(
        self,
        form: ReviewForm,
        score: Score | None,
        *,
        can_edit: bool,
        can_write: bool,
        has_file: bool,
        max_rounds: int | None = None,
    ) -> None:
        """Show findings and conclusion. `can_edit`: the review is open; `can_write`: the file may be changed.

        `has_file`: the issued document is known to lie on this computer.
        """
        self._max_rounds = max_rounds
        if form.head.version_id != self._version:
            self._version, self._picked = form.head.version_id, None
        self.list.shows_state = not form.head.state.is_open_to_answers
        self.list.show_findings(form.findings, form.head.round)
        open_count = len(form.open_findings)
        self.count.setText(f"{open_count} 个未关闭" if open_count else "")
        self.head.setText(f"问题 {len(form.findings)}" if form.findings else "问题")
        self.add.setVisible(can_edit)
        self.replies.setVisible(can_write and bool(awaited(form)))
        self.read_back.setVisible(bool(form.findings))
        self.list.setVisible(bool(form.findings))
        self._empty.setVisible(not form.findings)
        self.empty.setText(_NONE_YET if can_edit else "没有问题。")
        self._show_score(form, score)
        in_review = form.head.state in _DECIDED_HERE or form.head.state.is_open_to_answers
        self._open.setVisible(in_review)
        self._done.setVisible(not in_review)
        if in_review:
            # Whoever approves may not change the answers, but chooses the conclusion.
            self._show_open(form, can_write)
        else:
            self._show_done(form, can_write, has_file)

    def _show_score(self, form: ReviewForm, score: Score | None) -> None:
        self._score.setVisible(score is not None)
        if score is None:
            return
        answer = next((r.answer for r in form.items if not r.item.judged), "")
        self.score_words.setText(f"{answer} 分" if answer else f"{show_amount(score.value)} 分")
        self.score_note.setText("" if answer else f"按评分表 · {score.grade}，尚未填入")

    def _show_open(self, form: ReviewForm, can_edit: bool) -> None:
        if self._picked is None:
            self.radios[likely(form)].setChecked(True)
        for conclusion, radio in self.radios.items():
            against = obstacles(form, conclusion, self._max_rounds)
            self._locks[conclusion].setVisible(bool(against))
            self._locks[conclusion].setToolTip("；".join(against))
            radio.setEnabled(can_edit)
        against = obstacles(form, self.picked, self._max_rounds)
        words = f"暂不能“{self.picked.label}”：{'；'.join(against)}" if against else ""
        self.reason.setText(words)
        self.reason.setVisible(bool(words))
        is_first = form.head.state.is_open_to_answers
        is_return = self.picked is Conclusion.RETURNED
        can_take = can_edit and not against
        self.finish.setVisible(is_first and not is_return)
        self.finish.setEnabled(can_take)
        self.issue.setEnabled(can_take)
        self.issue.set_words("退回修改，出具意见…" if is_return else "审定并出具意见…")
        self._form = form
        self._can_edit = can_edit

    def _show_done(self, form: ReviewForm, can_write: bool, has_file: bool) -> None:
        head = form.head
        conclusion = head.conclusion
        words = conclusion.label if conclusion else head.state.label
        self.conclusion.set_state(words)
        self.number.setText(head.opinion_number)
        self.number.setVisible(bool(head.opinion_number))
        self.note.setText(head.conclusion_note)
        self.note.setVisible(bool(head.conclusion_note))
        self._files.setVisible(has_file)
        self.receive.setVisible(can_write and head.state is ReviewState.RETURNED)
        self.answer.setVisible(can_write and head.state is ReviewState.RETURNED and bool(awaited(form)))
        was_issued = head.state.is_final or head.state is ReviewState.RETURNED
        self.export.setVisible(bool(conclusion) and was_issued)
        self.reopen.setVisible(can_write and bool(conclusion))
        self.reopen.set_words("重新打开审核…" if head.state.is_final else "撤回…")

    @Slot(int)
    def _on_picked(self, number: int) -> None:
        self._picked = _CONCLUSIONS[number]
        self._show_open(self._form, self._can_edit)

    @Slot()
    def _on_finish(self) -> None:
        self.finish_wanted.emit(self.picked)

    @Slot()
    def _on_issue(self) -> None:
        self.issue_wanted.emit(self.picked)


def closed_words(state: FindingState) -> str:
    """What a toast says about a finding whose state was changed."""
    return "问题已重新打开" if state.is_open else f"问题已标为{state.label}"
