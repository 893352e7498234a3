"""The current item: question, where to look, answer, verdict, its finding, remark, evidence."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from app.models.enums import AnswerType, Verdict
from app.services.review.form import FindingRow, ItemRow, ReviewForm
from app.services.review.parts import Prefill
from app.services.review.score import Score
from app.ui.keys import key_map, with_cap
from app.ui.kit import (
    AutosaveText,
    Button,
    Chip,
    Icon,
    Label,
    button,
    caption,
    choice,
    column,
    frame,
    holder,
    icon_button,
    row,
    scroll_area,
)
from app.ui.looks import UNDECIDED, undecided_words
from app.ui.review.answer_field import AnswerField
from app.ui.review.evidence_rows import EvidenceRows
from app.ui.review.hits_panel import VERDICT_ACTIONS, HitsPanel
from app.ui.review.score_table import ScoreTable

_VERDICTS = (Verdict.YES, Verdict.NO, Verdict.NOT_APPLICABLE)
_REMARK_HINT = "备注（按 Enter 进入，Esc 离开；输入时字母键不触发判定）"


class ItemCard(QWidget):
    """One item at a time. The texts save themselves; what belongs to which item is told with its code."""

    judged = Signal(str, object)
    answered = Signal(str, str)
    remarked = Signal(str, str)
    wished = Signal(str)  # finding, history, evidence, file: as the list tells them
    evidence_opened = Signal(object)
    evidence_removed = Signal(str)
    list_wanted = Signal()
    next_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row: ItemRow | None = None
        self._wanted: QWidget | None = None  # what is to be scrolled to
        self._build_texts()
        self._build_verdicts()
        self.answer = AnswerField()
        self.hits = HitsPanel()
        self.score = ScoreTable()
        self.remark = AutosaveText(
            hint=_REMARK_HINT,
            name="备注",
            lowest=56,
            highest=150,
        )
        self.evidence = EvidenceRows()
        self.add_evidence = with_cap(button("添加证据", "link", "link"), "evidence")
        self.add_file = with_cap(button("照片或文件", "link", "camera"), "file")
        self.phrases = with_cap(button("常用语", "link", "message-2"), "phrase")
        foot = row(self.add_evidence, self.add_file, self.phrases, None, gap=12)
        self._foot = holder(foot)
        body = column(
            *(
                self._head,
                self.question,
                self._facts,
                2,
                self.answer,
                self._verdict_row,
                self._verdict_line,
                self.proposal,
            ),
            *(self.hits, self._finding, self.score, 2, self.remark, self.evidence, self._foot, None),
            gap=8,
            margins=(20, 14, 20, 12),
        )
        self.area = scroll_area(holder(body))
        self.setLayout(row((frame("panel", row((self.area, 1))), 1), gap=0))
        self._connect()
        self.show_item(None, None, None, False)

    def _build_texts(self) -> None:
        self.code = Label("", "strong", "accent")
        self.severity = Chip("一般")
        self.history = with_cap(icon_button("history", "为什么是这个值"), "history")
        self.conflicts = button("", "status", UNDECIDED.icon, tip="到冲突台决定")
        self.conflicts.set_tone(UNDECIDED.tone)
        self._head = holder(row(self.code, self.severity, None, self.conflicts, self.history))
        self.question = Label("", "section", wrap=True)
        self.where, self.rule, self.basis = caption(wrap=True), caption(wrap=True), caption(wrap=True)
        self._basis_name = caption("依据")
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for line, (name, text) in enumerate(
            ((caption("看"), self.where), (caption("规则"), self.rule), (self._basis_name, self.basis))
        ):
            grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, line, 1)
        self._facts = holder(grid)

    def _build_verdicts(self) -> None:
        self.verdicts: dict[Verdict, Button] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        for number, verdict in enumerate(_VERDICTS):
            made = with_cap(choice(verdict.label), VERDICT_ACTIONS[verdict]).stretch()
            self.verdicts[verdict] = made
            self._group.addButton(made, number)
        self._verdict_row = holder(row(*[(b, 1) for b in self.verdicts.values()]))
        self.verdict = Chip("未判定")
        self._verdict_line = holder(row(Label("判定", "muted"), self.verdict, None))
        self.proposal = Label("", "caption", "info")
        self.edit_finding = with_cap(button("编辑问题", "link"), "finding")
        self.finding_icon = Icon("flag", "bad", 15)
        self.finding_words = Label("", wrap=True)
        self.finding_request = Label("", "muted", wrap=True)
        self._finding = frame("well", row(
            column(2, self.finding_icon, None),
            (column(self.finding_words, self.finding_request, gap=2), 1),
            column(self.edit_finding, None),
            margins=(12, 8, 8, 8),
        ))  # fmt: skip
        self._finding.setProperty("band", "bad")

    def _connect(self) -> None:
        self._group.idClicked.connect(self._on_verdict)
        self.answer.answered.connect(self._on_answered)
        self.answer.done.connect(self._on_answer_done)
        self.answer.left.connect(self.list_wanted)
        self.score.taken.connect(self._on_answered)
        self.remark.committed.connect(self._on_remarked)
        self.remark.finished.connect(self.next_wanted)
        self.remark.left.connect(self.list_wanted)
        self.history.clicked.connect(self._on_history)
        self.edit_finding.clicked.connect(self._on_finding)
        self.add_evidence.clicked.connect(self._on_evidence)
        self.add_file.clicked.connect(self._on_file)
        self.evidence.opened.connect(self.evidence_opened)
        self.evidence.removed.connect(self.evidence_removed)

    @property
    def shown_code(self) -> str:
        """The code of the item that is shown."""
        return self._row.code if self._row else ""

    def show_item(
        self, item: ItemRow | None, form: ReviewForm | None, score: Score | None, can_edit: bool
    ) -> None:
        """Show an item; texts that are being typed are kept for the item they belong to."""
        is_other = item is None or item.code != self.shown_code
        if is_other:
            self.flush()
        self._row = item
        self.setVisible(item is not None)
        if item is None or form is None:
            return
        if is_other:
            self._show_question(item, form.prefills[item.code])
            self.area.verticalScrollBar().setValue(0)
        self.answer.show_item(item, can_edit)
        self._show_verdict(item, can_edit)
        finding = next((f for f in form.findings if f.id == item.finding_id), None)
        self._show_finding(item, finding)
        is_sheet = not item.item.judged and score is not None
        self.score.setVisible(is_sheet)
        if is_sheet:
            self.score.show_score(score, item.answer, can_edit)
        self.remark.show_value(item.remark)
        self.remark.setReadOnly(not can_edit)
        self.remark.setPlaceholderText(_REMARK_HINT if can_edit else "没有备注")
        self.evidence.show_rows(item.evidence, can_edit)
        self._foot.setVisible(can_edit)

    def show_conflicts(self, count: int) -> None:
        """How many conflicts the item has open."""
        self.conflicts.setVisible(bool(count))
        self.conflicts.set_words(undecided_words(count))

    def show_widget(self, widget: QWidget) -> None:
        """Bring a part of the card into sight, once everything has its place."""
        self._wanted = widget
        QTimer.singleShot(0, self._on_laid_out)

    @Slot()
    def _on_laid_out(self) -> None:
        widget, self._wanted = self._wanted, None
        if widget is not None and shiboken6.isValid(widget) and self.area.isAncestorOf(widget):
            self.area.ensureWidgetVisible(widget, 0, 20)

    def flush(self) -> None:
        """Keep what is typed now for the item that is shown."""
        if self._row is not None:
            self.answer.flush()
            self.remark.flush()

    def write(self) -> None:
        """Begin to write: the answer where one is missing, else the remark."""
        item = self._row
        if item is None:
            return
        if item.item.answer is not AnswerType.YES_NO and not item.answer.strip():
            self.answer.start()
            self.area.ensureWidgetVisible(self.answer, 0, 20)
        else:
            self.remark.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(self.remark, 0, 20)

    def _show_question(self, item: ItemRow, prefill: Prefill) -> None:
        self.code.setText(f"{item.code}  {item.item.short}")
        severity = item.item.severity
        self.severity.setVisible(severity is not None)
        if severity is not None:
            self.severity.set_state(severity.label)
        self.question.setText(item.item.question)
        self.where.setText(item.item.where)
        self.rule.setText(item.item.rule)
        self.basis.setText(prefill.basis)
        for one in (self._basis_name, self.basis):
            one.setVisible(bool(prefill.basis))

    def _show_verdict(self, item: ItemRow, can_edit: bool) -> None:
        self._verdict_row.setVisible(item.item.judged and can_edit)
        self._verdict_line.setVisible(item.item.judged and not can_edit)
        if item.verdict is not None:
            self.verdict.set_state(item.verdict.label, "bad" if item.is_bad else "")
        else:
            self.verdict.set_state("未判定", "quiet", "circle-dashed")
        for verdict, made in self.verdicts.items():
            made.setChecked(verdict is item.verdict)
            made.setEnabled(can_edit and (verdict is not Verdict.NOT_APPLICABLE or item.item.na))
            if verdict is not Verdict.NOT_APPLICABLE:
                made.set_tone("bad" if item.item.is_bad(verdict) else "good")
        self.verdicts[Verdict.NOT_APPLICABLE].setToolTip(
            "" if item.item.na else "这一条对每家单位都适用，不能判“不适用”"
        )
        proposed = item.item.suggest(item.answer) if item.answer else None
        shows = item.item.judged and proposed is not None and proposed is not item.verdict
        self.proposal.setVisible(shows)
        if proposed is not None and shows:
            self.proposal.setText(
                f"按填写的内容，建议判“{proposed.label}”（按 {key_map.cap(VERDICT_ACTIONS[proposed])}）"
            )

    def _show_finding(self, item: ItemRow, finding: FindingRow | None) -> None:
        self._finding.setVisible(item.is_bad)
        if not item.is_bad:
            return
        if finding is None:
            words, tone = "这一条有问题，但还没有写问题。", "bad"
        elif finding.missing:
            words, tone = f"已成问题，还缺{'、'.join(finding.missing)}。", "bad"
        else:
            words, tone = f"已成问题：{finding.form.fact}", ""
        request = finding.form.request if finding and not finding.missing else ""
        self.finding_request.setText(f"整改要求：{request}")
        self.finding_request.setVisible(bool(request))
        self.finding_words.setText(words)
        self.finding_words.set_tone(tone)

    @Slot(int)
    def _on_verdict(self, number: int) -> None:
        item, verdict = self._row, _VERDICTS[number]
        if item is not None:
            # The button shows what is stored, not what was pressed; a second press takes the verdict back.
            self.verdicts[verdict].setChecked(verdict is item.verdict)
            self.judged.emit(item.code, None if verdict is item.verdict else verdict)

    @Slot(str)
    def _on_answered(self, text: str) -> None:
        if self._row is not None:
            self.answered.emit(self._row.code, text)

    @Slot(bool)
    def _on_answer_done(self, moves_on: bool) -> None:
        if moves_on:
            self.next_wanted.emit()
        else:
            self.list_wanted.emit()

    @Slot(str)
    def _on_remarked(self, text: str) -> None:
        if self._row is not None:
            self.remarked.emit(self._row.code, text)

    @Slot()
    def _on_history(self) -> None:
        self.wished.emit("history")

    @Slot()
    def _on_finding(self) -> None:
        self.wished.emit("finding")

    @Slot()
    def _on_evidence(self) -> None:
        self.wished.emit("evidence")

    @Slot()
    def _on_file(self) -> None:
        self.wished.emit("file")
