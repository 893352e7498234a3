"""One question in the middle of the conflict desk: what it is about, the values, other answers, evidence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.services.exchange.questions import EditorKind, Question, Saying, Side
from app.ui.exchange.answer_editor import AnswerEditor
from app.ui.exchange.differing import differing
from app.ui.exchange.question_list import OPEN
from app.ui.exchange.saying import moment
from app.ui.exchange.value_card import ValueCard, is_long_text
from app.ui.kit import (
    Card,
    Chip,
    ElidedLabel,
    Icon,
    KeyCap,
    Label,
    Line,
    RadioButton,
    caption,
    column,
    holder,
    icon_button,
    link,
    row,
    section,
    tab_order,
)

_REASON_HINT = "为什么几个值都不用；会记在修改经过里"
SIDE, EDIT, LEAVE = "side", "edit", "leave"
_LEAVE_NOTE = "几个值都保留并带标记，随文件传给下一个人；出意见前会再提醒"


def card_titles(sides: Sequence[Side]) -> list[str]:
    """`本机的值`, `对方的值`, or by name where that would not tell them apart."""
    others = [side for side in sides if not side.is_ours]
    is_plain = len(others) == 1 and len(sides) == 2
    return [
        "本机的值" if side.is_ours else "对方的值" if is_plain else f"{side.actor or '不明'}的值"
        for side in sides
    ]


class QuestionView(QWidget):
    """Shows one `Question`. Nothing is chosen at first; `choice_changed` tells that something is now."""

    choice_changed = Signal()
    step_wanted = Signal(int)
    report_wanted = Signal(object)
    story_wanted = Signal(object)
    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.question: Question | None = None
        self.cards: list[ValueCard] = []
        self.titles: list[str] = []
        self.choice: tuple[str, int] | None = None
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._build_head()
        self._build_ancestor()
        self._build_answers()
        self.cited = Card(margins=(16, 12, 16, 12), gap=4)
        self.setLayout(
            column(
                self._head,
                self.ancestor,
                self._grid,
                self.edit_card,
                self.leave_card,
                self.cited,
                None,
                gap=10,
                margins=(24, 14, 24, 14),
            )
        )

    # Building

    def _build_head(self) -> None:
        self.heading = Label("", "section", wrap=True)
        self.state = Chip(OPEN)
        self.severity = Chip("严重")
        self.path = ElidedLabel("", "caption")
        self.report_button = link("查看报告", "book-2")
        self.report_button.clicked.connect(self._on_report)
        self.up_button = icon_button("chevron-up", "上一处", "K")
        self.down_button = icon_button("chevron-down", "下一处", "J")
        self.up_button.clicked.connect(partial(self.step_wanted.emit, -1))
        self.down_button.clicked.connect(partial(self.step_wanted.emit, 1))
        chips = holder(row(self.state, self.severity, gap=6))
        top = row((self.heading, 1), chips, 8, self.report_button, 4, self.up_button, self.down_button, gap=6)
        self._head = holder(column(top, self.path, gap=2))

    def _build_ancestor(self) -> None:
        self.before_words = Label("两边分开前", "muted")
        self.before = ElidedLabel("", "strong")
        self.before_by = ElidedLabel("", "caption", minimum=0)
        self.story_button = link("完整经过")
        self.story_button.clicked.connect(self._on_story)
        self.ancestor = QFrame()
        self.ancestor.setProperty("band", "quiet")
        self.ancestor.setFixedHeight(36)
        self.ancestor.setLayout(
            row(
                *(Icon("git-commit", "ink-2", 16), self.before_words, 4, self.before, 8),
                *((self.before_by, 1), self.story_button),
                gap=8,
                margins=(14, 0, 10, 0),
            )
        )

    def _build_answers(self) -> None:
        self.edit_radio = RadioButton("改成别的值")
        self.editor = AnswerEditor()
        self.edit_card = Card(margins=(16, 9, 16, 9), gap=0)
        self.edit_card.add(row(self.edit_radio, (self.editor, 1), KeyCap("E"), gap=10))
        self.reason = Line("", "", "理由")
        words = Label("理由", "muted")
        words.setFixedWidth(65)  # so that both fields begin below one another
        self.reason_line = holder(row(words, (self.reason, 1), gap=10, margins=(28, 8, 28, 0)))
        self.edit_card.add(self.reason_line)
        self.leave_radio = RadioButton("暂不决定", _LEAVE_NOTE)
        self.leave_card = Card(margins=(16, 7, 16, 7), gap=0)
        self.leave_card.add(row(self.leave_radio, None, KeyCap("O"), gap=10))
        for radio in (self.edit_radio, self.leave_radio):
            radio.setAutoExclusive(False)
        self.edit_radio.clicked.connect(self.choose_edit)
        self.leave_radio.clicked.connect(self.choose_leave)
        self.editor.touched.connect(self._on_touched)
        self.editor.confirmed.connect(self._on_editor_done)
        self.reason.textChanged.connect(self.choice_changed)
        self.reason.returnPressed.connect(self.confirmed)

    # Showing

    def show_question(self, question: Question, state: str) -> None:
        """Show another question; nothing is chosen."""
        self.question = question
        self.heading.setText(question.heading)
        self.state.set_state(state)
        self.severity.setVisible(question.severity is not None)
        if question.severity is not None:
            self.severity.set_state(question.severity.label)
        self.path.setText(question.path)
        self.report_button.setVisible(bool(question.report_id))
        self._show_ancestor(question)
        self._show_cards(question)
        self.editor.show_question(question)
        self.edit_card.setVisible(question.editor is not EditorKind.NONE)
        self._show_cited(question)
        self._choose(None)
        self.reason.clear()

    def _show_ancestor(self, question: Question) -> None:
        self.before_words.setVisible(not question.conflict.is_deletion)
        if question.conflict.is_deletion:
            self.before.setText("一边删除了它，另一边还在使用或修改")
        else:
            self.before.setText(question.ancestor if question.ancestor is not None else "没有共同的旧值")
        by = question.ancestor_by
        self.before_by.setText(_by(by) if by else "")

    def _show_cards(self, question: Question) -> None:
        for old in self.cards:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        words = [side.words for side in question.sides]
        is_long = is_long_text(words)
        marks = differing(words) if is_long else [[] for _ in words]
        self.titles = card_titles(question.sides)
        self.cards = []
        for number, side in enumerate(question.sides):
            card = ValueCard(self.titles[number], side, str(number + 1), marks[number], is_long)
            card.clicked.connect(partial(self.choose_side, number))
            self._grid.addWidget(card, number // 2, number % 2)
            self.cards.append(card)
        tab_order(*self.cards, self.edit_radio)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)

    def _show_cited(self, question: Question) -> None:
        while (item := self.cited.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.cited.setVisible(bool(question.cited))
        if question.cited:
            self.cited.add(section("双方引用的证据"))
        for one in question.cited:
            quote = ElidedLabel(f"“{one.quote}”" if one.quote else "", "caption", minimum=0)
            opening = link("打开")
            opening.setAccessibleName(f"打开 {one.place}")
            opening.clicked.connect(self._on_report)
            line = row(
                *(Icon("file-text", "ink-2", 16), Label(one.place), (quote, 1)),
                *(caption(f"{one.actor}引用" if one.actor else ""), opening),
                gap=8,
            )
            self.cited.add(holder(line))

    # Choosing

    def choose_side(self, number: int, _checked: bool = True) -> None:
        """Take one of the values that stand there."""
        if number < len(self.cards):
            self._choose((SIDE, number))
            self.cards[number].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def choose_edit(self) -> None:
        """Enter another value."""
        editor = self.editor.editor
        if editor is None:
            return
        self._choose((EDIT, 0))
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if hasattr(editor, "selectAll"):
            editor.selectAll()

    @Slot()
    def choose_leave(self) -> None:
        """Leave it open."""
        self._choose((LEAVE, 0))
        self.leave_radio.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_touched(self) -> None:
        if self.choice != (EDIT, 0):
            self._choose((EDIT, 0))
        else:
            self.choice_changed.emit()

    def _choose(self, choice: tuple[str, int] | None) -> None:
        self.choice = choice
        for number, card in enumerate(self.cards):
            card.setChecked(choice == (SIDE, number))
        self.edit_radio.setChecked(choice == (EDIT, 0))
        self.leave_radio.setChecked(choice == (LEAVE, 0))
        self.reason_line.setVisible(choice == (EDIT, 0))
        if self.question is not None:
            self.reason.setPlaceholderText(
                _REASON_HINT if self.question.is_weighty else f"可不写：{_REASON_HINT}"
            )
        self.choice_changed.emit()

    @property
    def problem(self) -> str:
        """Why the value of one's own cannot be taken yet, or ""."""
        return self.editor.problem or ("写明理由" if self._lacks_reason() else "")

    def _lacks_reason(self) -> bool:
        """Whether a verdict or a number is entered that nobody has said before, without saying why."""
        question = self.question
        if question is None or not question.is_weighty or self.reason.text().strip():
            return False
        return self.editor.value() not in {side.value for side in question.sides}

    @Slot()
    def _on_editor_done(self) -> None:
        if not self.editor.problem and self._lacks_reason():
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.confirmed.emit()

    @property
    def chosen_side(self) -> Side | None:
        """The side that is chosen."""
        if self.question is None or self.choice is None or self.choice[0] != SIDE:
            return None
        return self.question.sides[self.choice[1]]

    @Slot()
    def _on_report(self) -> None:
        self.report_wanted.emit(self.question)

    @Slot()
    def _on_story(self) -> None:
        self.story_wanted.emit(self.question)


def _by(saying: Saying) -> str:
    where = "本机" if saying.is_ours else saying.device
    return " · ".join(part for part in (saying.actor, where, moment(saying.at)) if part)
