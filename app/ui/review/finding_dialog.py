"""新建问题 and 编辑问题: fact, basis, effect, request, severity."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.models.enums import FindingState, Severity
from app.services.catalog import BLANK
from app.services.review.form import EvidenceRow, FindingRow, ItemRow
from app.services.review.parts import FindingForm
from app.ui.dialog import Dialog
from app.ui.kit import (
    AmountField,
    Combo,
    FieldRow,
    Label,
    Menu,
    TextArea,
    button,
    caption,
    choice,
    column,
    holder,
    link,
    row,
)
from app.ui.looks import look
from app.ui.review.evidence_rows import evidence_place
from app.ui.review.reply_part import OUTCOMES, ReplyPart

_SEVERITIES = tuple(Severity)
_BLANK_HINT = f"请把“{BLANK}”换成实际内容"


class FindingDialog(Dialog):
    """Shows a finding; `saved` tells what was written, `removed` and `state_wanted` what else is asked.

    A finding may be saved before it is complete: what is missing is marked in the list and before issuing.
    """

    saved = Signal(object)  # FindingForm
    removed = Signal()
    state_wanted = Signal(object)  # FindingState
    replied = Signal(object)  # Reply
    thread_wanted = Signal()
    source_wanted = Signal()  # the hit it was made of, and the place of its value
    phrase_wanted = Signal()  # the saved texts are to be kept as phrases

    def __init__(
        self,
        parent: QWidget | None,
        context: str,
        form: FindingForm,
        *,
        item: ItemRow | None = None,
        items: Sequence[ItemRow] = (),
        finding: FindingRow | None = None,
        can_edit: bool = True,
        can_close: bool = True,
        source: str = "",
    ) -> None:
        """`items`: what a new finding may belong to; `finding` None makes a new one. `source`: the check and
        the place of the value that it comes from.

        `can_close` without `can_edit`: a finding of an earlier round, whose text stands as it was sent.
        """
        title = "新建问题" if finding is None else "编辑问题" if can_edit else "问题"
        super().__init__(parent, title, context, width=680)
        self._finding, self._can_edit, self._can_close = finding, can_edit, can_close
        self._build_item(item, items, finding)
        if source:
            self.source = link(f"疑点 {source}", "map-pin")
            self.source.setToolTip("保存并转到这条疑点和原文中的位置")
            self.source.clicked.connect(self._on_source)
            self.add(FieldRow("来源", holder(row(self.source, None)), side=True))
        self._build_severity(form)
        self.fact = self._area("事实", form.fact)
        self.basis = self._area("依据", form.basis)
        self.request = self._area("整改要求", form.request)
        for one in (self.fact, self.basis, self.request):
            self.add(one)
        self.reply: ReplyPart | None = None
        if finding is not None and (finding.state is not FindingState.OPEN or finding.is_last_year):
            self.reply = ReplyPart(finding, can_close)
            self.add(self.reply)
        evidence = item.evidence if item else ()
        if evidence:
            self.add(
                FieldRow("证据", caption("\n".join(map(_evidence_words, evidence)), wrap=True), side=True)
            )
        self._add_buttons(can_edit)
        self._mark_blanks()
        for editor in (self.fact.editor, self.basis.editor, self.request.editor):
            editor.textChanged.connect(self._mark_blanks)  # type: ignore[attr-defined]

    def _build_item(self, item: ItemRow | None, items: Sequence[ItemRow], finding: FindingRow | None) -> None:
        self.item_choice: Combo | None = None
        if item is not None:
            words = holder(row(Label(item.code, "strong", "accent"), Label(item.item.short), None, gap=12))
        elif finding is not None:
            words = Label(f"{finding.code or '不属于某一条目'}（第{finding.round}轮）")
        else:
            options = [("不属于某一条目", None), *((f"{r.code}  {r.item.short}", r.code) for r in items)]
            self.item_choice = Combo(options, name="条目", width=300)
            words = holder(row(self.item_choice, None))
        self.add(FieldRow("条目", words, side=True))

    def _build_severity(self, form: FindingForm) -> None:
        self._severities = QButtonGroup(self)
        made = []
        for number, severity in enumerate(_SEVERITIES):
            one = choice(severity.label)
            one.setToolTip(f"Alt+{number + 1}")
            shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            shortcut.activated.connect(one.click)
            one.setMinimumWidth(84)
            one.setChecked(severity is form.severity)
            one.setEnabled(self._can_edit)
            self._severities.addButton(one, number)
            made.append(one)
        self.effect = AmountField(form.effect_text, name="影响量", width=120)
        self.effect.setReadOnly(not self._can_edit)
        self.effect.setToolTip("报告值减核查值，少报写负号")
        unit = caption("tCO₂")
        line = row(*made, None, Label("影响量", "muted"), self.effect, unit, gap=8)
        self.effect_message = Label("", "caption", "bad")
        self.effect_message.hide()
        right = row(None, self.effect_message)
        self.add(FieldRow("严重度", holder(column(line, right, gap=2)), side=True))

    def _area(self, name: str, text: str) -> FieldRow:
        editor = TextArea(text, lowest=52 if self._can_edit else 34, highest=116 if self._can_edit else 58)
        editor.setReadOnly(not self._can_edit)
        made = FieldRow(name, editor, side=True)
        made.star.setVisible(self._can_edit)
        return made

    def _add_buttons(self, can_edit: bool) -> None:
        finding = self._finding
        if finding is not None and can_edit:
            remove = self.add_button(button("删除问题", "ghost", "trash"), at_left=True)
            remove.clicked.connect(self._on_remove)
        if finding is not None and (can_edit or self._can_close):
            self.outcome = button("处理结果" if finding.state.is_open else "重新打开", "ghost", "check")
            self.outcome.clicked.connect(self._on_outcome)
            self.add_button(self.outcome, at_left=True)
            keep = self.add_button(button("存为常用语", "ghost", "bookmark"), at_left=True)
            keep.clicked.connect(self._on_phrase)
        if finding is not None:
            self.past = self.add_button(button("经过", "ghost", "history"), at_left=True)
            self.past.clicked.connect(self.thread_wanted)
        self.add_cancel("取消" if can_edit else "关闭")
        if can_edit or (self.reply and self._can_close):
            self.save = self.add_button(button("保存问题", "primary", tip="Ctrl+Enter"))
        else:
            self.asks_before_loss = False
        empty = [f for f in (self.fact, self.basis, self.request) if _lacks(f)]
        self.starts_at = (empty or [self.fact])[0].editor
        for field in empty:
            _select_blank(field)

    @property
    def form(self) -> FindingForm:
        """What is written now."""
        return FindingForm(
            _SEVERITIES[self._severities.checkedId()],
            self._text(self.fact),
            self._text(self.basis),
            self.effect.text(),
            self._text(self.request),
        )

    @property
    def item_code(self) -> str | None:
        """The item that was chosen for a new finding."""
        return self.item_choice.value() if self.item_choice else None

    def check(self) -> bool:
        """Whether it may be saved: an incomplete one may, an effect that is no number may not."""
        problem = self.effect.problem
        self.effect.set_bad(bool(problem))
        self.effect_message.setText("影响量只写数字，减少的写负号")
        self.effect_message.setVisible(bool(problem))
        if problem:
            self.effect.setFocus(Qt.FocusReason.OtherFocusReason)
        return not problem

    def accept(self) -> None:
        """Tell what was written."""
        if self._can_edit:
            self.saved.emit(self.form)
        if self.reply is not None and self.reply.is_changed:
            self.replied.emit(self.reply.reply())
        super().accept()

    def _text(self, field: FieldRow) -> str:
        return field.editor.text()  # type: ignore[attr-defined, no-any-return]

    @Slot()
    def _mark_blanks(self) -> None:
        missing = []
        for field in (self.fact, self.basis, self.request):
            has_blank = BLANK in self._text(field)
            field.message.setText(_BLANK_HINT)
            field.message.set_tone("warn")
            field.message.setVisible(has_blank and self._can_edit)
            if _lacks(field):
                missing.append(field.name)
        self.set_note(f"还缺{'、'.join(missing)}，可以先保存" if missing and self._can_edit else "")

    @Slot()
    def _on_remove(self) -> None:
        self.mark_clean()
        self.removed.emit()
        self.reject()

    @Slot()
    def _on_source(self) -> None:
        """What is written is saved; then the place is shown instead of the dialog."""
        if not self.check():
            return
        if self._can_edit:
            self.saved.emit(self.form)
        self.mark_clean()
        self.reject()
        self.source_wanted.emit()

    @Slot()
    def _on_phrase(self) -> None:
        """What is written is saved first, so that phrase and finding say the same."""
        if self.check():
            if self._can_edit:
                self.saved.emit(self.form)
                self.mark_clean()
            self.phrase_wanted.emit()

    @Slot()
    def _on_outcome(self) -> None:
        """Choose how it ends, or open it again."""
        assert self._finding is not None
        if not self._finding.state.is_open:
            self.end_as(FindingState.OPEN)
            return
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for state in OUTCOMES if self.reply else (FindingState.CLOSED, FindingState.ADVICE):
            menu.add(state.label, partial(self.end_as, state), look(state).icon)
        corner = self.outcome.mapToGlobal(QPoint(0, 0))
        menu.popup(corner - QPoint(0, menu.sizeHint().height() + 4))

    def end_as(self, state: FindingState) -> None:
        """Keep what is written and give the finding another state; the dialog closes."""
        if not self.check() or (self.reply is not None and not self.reply.allows(state)):
            return
        if self._can_edit:
            self.saved.emit(self.form)
        self.mark_clean()
        self.reject()
        if self.reply is not None:
            self.replied.emit(self.reply.reply(state))
        else:
            self.state_wanted.emit(state)


def _lacks(field: FieldRow) -> bool:
    text = field.editor.text()  # type: ignore[attr-defined]
    return not text.strip() or BLANK in text


def _select_blank(field: FieldRow) -> None:
    """Put the first blank under the cursor, so that typing fills it in."""
    editor = field.editor
    assert isinstance(editor, TextArea)
    place = editor.text().find(BLANK)
    if place >= 0:
        cursor = editor.textCursor()
        cursor.setPosition(place)
        cursor.setPosition(place + len(BLANK), QTextCursor.MoveMode.KeepAnchor)
        editor.setTextCursor(cursor)


def _evidence_words(evidence: EvidenceRow) -> str:
    return "　".join(part for part in (evidence_place(evidence), evidence.quote) if part)
