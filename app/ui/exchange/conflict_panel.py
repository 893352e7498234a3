"""冲突台: what two people said differently, one after the other; nothing is decided unless a person does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from app.models.enums import Topic
from app.models.errors import AppError
from app.services.exchange.conflicts import Decision, resolve
from app.services.exchange.questions import EditorKind, Question
from app.services.journal.history import Entry
from app.ui.context import Context
from app.ui.exchange.question_list import (
    BY_PERSON,
    BY_UNIT,
    DONE,
    LEFT,
    OPEN,
    QuestionList,
    QuestionModel,
)
from app.ui.exchange.question_view import EDIT, LEAVE, SIDE, QuestionView
from app.ui.exchange.reading import read_history
from app.ui.exchange.story_popover import StoryPanel, StoryPopover
from app.ui.exchange.together_dialog import TogetherDialog
from app.ui.kit import (
    CheckBox,
    Combo,
    ElidedLabel,
    EmptyState,
    button,
    column,
    frame,
    hline,
    holder,
    is_composing,
    is_typing,
    link,
    row,
    scroll_area,
    section,
    vline,
)

_LIST, _WIDE_LIST, _WIDE = 300, 340, 1600
Cell = tuple[str, str]
_NONE_HEADING = "没有要决定的内容"
_NONE = "合并时如果双方改了同一栏，会列在这里，由您逐条决定。"


class ConflictPanel(QWidget):
    """The list at the left, one question in the middle, the bar that acts below it."""

    counted = Signal(int)
    unit_wanted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.asked: list[Question] = []  # what is on the list
        self._every: list[Question] = []  # and what is not, while only some are wanted
        self._places: dict[Cell, frozenset[str]] = {}
        self._about = ""
        self._open_keys: set[tuple[str, str]] = set()
        self._left: set[tuple[str, str]] = set()
        self._current: tuple[str, str] | None = None
        self._is_wide = False
        self._is_writing = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._build_list()
        self._build_bar()
        self.view = QuestionView()
        self.view.choice_changed.connect(self._show_bar)
        self.view.step_wanted.connect(self.step)
        self.view.report_wanted.connect(self._on_report)
        self.view.story_wanted.connect(self._on_story)
        self.view.confirmed.connect(self.confirm)
        self.area = scroll_area(self.view)
        middle = holder(column((self.area, 1), self.bar, gap=0))
        self.story = StoryPanel()
        self.story.hide()
        desk = holder(row(self._side, vline(), (middle, 1), self.story, gap=0))
        self.done = EmptyState("circle-check", _NONE_HEADING, _NONE)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.done)
        self.stack.addWidget(desk)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _build_list(self) -> None:
        self.lines = QuestionModel(self)
        self.list = QuestionList(self.lines)
        self.list.chosen.connect(self.show_question)
        self.left_words = section("")
        self.group_combo = Combo([("按单位", BY_UNIT), ("按人", BY_PERSON)], width=92, name="分组")
        self.group_combo.chosen.connect(self._refill)
        head = row(self.left_words, None, self.group_combo, margins=(24, 8, 12, 8))
        self.about_words = ElidedLabel("", "strong")
        self.every_link = link("看全部")
        self.every_link.clicked.connect(self._on_every)
        self.about_line = frame(
            "panel", row((self.about_words, 1), self.every_link, gap=8, margins=(24, 0, 12, 0)), 34
        )
        self._side = frame("panel", column(head, self.about_line, hline(), 6, (self.list, 1), gap=0))
        self._side.setFixedWidth(_LIST)

    def _build_bar(self) -> None:
        self.together = CheckBox("")
        self.note = ElidedLabel("", "caption", minimum=0)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.skip_button = button("跳过")
        self.skip_button.clicked.connect(partial(self.step, 1))
        self.primary = button("先选一个值", "primary")
        self.primary.clicked.connect(self.confirm)
        self.bar = frame(
            "foot",
            row(
                *(self.together, (self.note, 1), self.skip_button, self.primary),
                gap=10,
                margins=(24, 0, 24, 0),
            ),
            54,
        )

    # Showing

    def narrow(self, about: str = "", name: str = "") -> None:
        """Show only what is marked at the row `about` (a unit, a report …); without it everything."""
        self._about = about
        self.about_words.setText(f"只看：{name}")
        self._choose_asked()
        if self.question is None or self.question.key not in {one.key for one in self.asked}:
            self._current = None
        self._refill()
        current = self._first_open() if self._current is None else None
        if current is not None:
            self.show_question(current)

    def _choose_asked(self) -> None:
        about = self._about
        self.asked = [one for one in self._every if not about or about in self._places.get(one.key, ())]

    def show_questions(
        self, asked: Sequence[Question], places: Mapping[Cell, frozenset[str]] | None = None
    ) -> None:
        """Show the conflicts that are open now; those decided here stay on the list as decided."""
        before = {one.key: one for one in self._every}
        self._places.update(places or {})
        now = {one.key: one for one in asked}
        self._open_keys = set(now)
        self._left &= self._open_keys
        kept = [now.get(key, one) for key, one in before.items()]
        self._every = [*kept, *(one for one in asked if one.key not in before)]
        self._choose_asked()
        self.counted.emit(len(now))
        self._refill()
        current = now.get(self._current) if self._current else None
        if current is not None and self.view.question == current and self.view.isEnabled():
            return  # what is being typed stays
        if current is None:
            current = self._first_open()
        if current is not None:
            self.show_question(current)

    def take_focus(self) -> None:
        """Let the keys of the desk work at once."""
        (self.list if self._open_keys else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def forget_decided(self) -> None:
        """Begin a new list: what was decided is no longer of interest."""
        self._every = [one for one in self._every if one.key in self._open_keys]
        self._choose_asked()
        self._left.clear()
        self._current = None

    @Slot()
    def _refill(self) -> None:
        states = {one.key: self._state(one) for one in self.asked}
        self.lines.show_questions(self.asked, states, self.group_combo.value())
        self.list.go_to(self._current)
        count = self.open_count
        self.about_line.setVisible(bool(self._about))
        self.left_words.setText(f"还有 {count:,} 处待定")
        if count:
            self.stack.setCurrentIndex(1)
            return
        self._show_done()
        self.stack.setCurrentIndex(0)

    def _show_done(self) -> None:
        """Say that nothing is left, and where one may go on."""
        decided, elsewhere = len(self.asked), len(self._open_keys)
        if decided and not elsewhere:
            self.done.set_words("全部处理完毕", f"这次决定了 {decided:,} 处，没有留下待定的内容。")
        elif elsewhere:
            self.done.set_words("这里的都已决定", f"其他地方还有 {elsewhere:,} 处待定。")
        else:
            self.done.set_words(_NONE_HEADING, _NONE)
        self.back_button = button("回到名录", "primary")
        self.back_button.clicked.connect(self._on_back)
        self.rest_button = button(f"看其余 {elsewhere:,} 处")
        self.rest_button.clicked.connect(self._on_every)
        shown = [
            one for one, wanted in ((self.back_button, decided), (self.rest_button, elsewhere)) if wanted
        ]
        self.done.set_buttons(shown)

    def _state(self, one: Question) -> str:
        if one.key not in self._open_keys:
            return DONE
        return LEFT if one.key in self._left else OPEN

    @Slot(object)
    def show_question(self, question: Question) -> None:
        """Ask a question."""
        focus = QApplication.focusWidget()
        if focus is not None and self.view.isAncestorOf(focus):
            # What had the focus goes; the letters must not land in the next editor.
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._current = question.key
        self.view.show_question(question, self._state(question))
        self.view.setEnabled(question.key in self._open_keys)
        self.list.go_to(question.key)
        self.area.verticalScrollBar().setValue(0)
        if self._is_wide:
            self._on_story(question)

    @property
    def open_count(self) -> int:
        """How many of those on the list are open."""
        return sum(one.key in self._open_keys for one in self.asked)

    @property
    def question(self) -> Question | None:
        """The question that is asked."""
        return self.view.question

    def _first_open(self) -> Question | None:
        """The first that nobody has looked at, else the first that was left open."""
        order = [one for one in self.lines.order() if one.key in self._open_keys]
        return next((one for one in order if one.key not in self._left), order[0] if order else None)

    def _next_open(self) -> Question | None:
        order = self.lines.order()
        place = next((n for n, one in enumerate(order) if one.key == self._current), -1)
        for one in (*order[place + 1 :], *order[: place + 1]):
            if one.key in self._open_keys and one.key not in self._left:
                return one
        return None

    @Slot(int)
    def step(self, distance: int, _checked: bool = False) -> None:
        """The next or previous question that is open."""
        order = [one for one in self.lines.order() if one.key in self._open_keys or one.key == self._current]
        if not order:
            return
        place = next((n for n, one in enumerate(order) if one.key == self._current), 0)
        self.show_question(order[(place + distance) % len(order)])

    # Deciding

    def _same_side(self) -> list[tuple[Question, int]]:
        """Other open conflicts of the unit in which the same person said something."""
        question, side = self.question, self.view.chosen_side
        if question is None or side is None:
            return []
        found = []
        for other in self.asked:
            is_same = other.conflict.unit.key == question.conflict.unit.key and other.key != question.key
            if not is_same or other.key not in self._open_keys:
                continue
            fits = [
                n
                for n, one in enumerate(other.sides)
                if (one.is_ours if side.is_ours else not one.is_ours and one.actor == side.actor)
            ]
            if len(fits) == 1:
                found.append((other, fits[0]))
        return found

    @Slot()
    def _show_bar(self) -> None:
        question, choice = self.question, self.view.choice
        words = {None: "先选一个值", EDIT: "用改后的值", LEAVE: "暂不决定"}
        if question is not None and choice is not None and choice[0] == SIDE:
            side = question.sides[choice[1]]
            title = self.view.titles[choice[1]]
            text = f"采用{title}" if not question.conflict.is_deletion else f"{side.words}这一条"
        else:
            text = words[choice[0] if choice else None]
        problem = self.view.problem if choice and choice[0] == EDIT else ""
        self.primary.set_words(problem or text)
        self.primary.setEnabled(choice is not None and not problem and self._context.can_edit)
        others = self._same_side()
        self.together.setChecked(False)
        self.together.setVisible(bool(others))
        if others and choice is not None:
            first = "" if len(others) > 1 else f"：{others[0][0].short}"
            whose = self.view.titles[choice[1]]
            self.together.words = f"同一单位另外 {len(others)} 处也采用{whose}{first}"
            self.together.setText(self.together.words)
            self.together.setAccessibleName(self.together.words)
            self.together.updateGeometry()
        self.note.set_tone("")
        other = "" if question is None or question.editor is EditorKind.NONE else "，E 改成别的值"
        self.note.setText("Enter 确定并到下一处" if choice else f"按 1 或 2 选一个值{other}，O 暂不决定")
        if not self._context.can_edit:
            self.note.setText("工作文件以只读方式打开，不能决定。")

    @Slot()
    def confirm(self) -> None:
        """Do what the primary button says."""
        question, choice = self.question, self.view.choice
        if question is None or choice is None or not self.primary.isEnabled() or self._is_writing:
            return
        if choice[0] == LEAVE:
            self._left.add(question.key)
            self._go_on()
            return
        if choice[0] == EDIT:
            self._write([question.decide(self.view.editor.value(), self.view.reason.text())])
            return
        decisions = [question.decide(question.sides[choice[1]].value)]
        if self.together.isVisible() and self.together.isChecked():
            others = self._same_side()
            self._dialog = TogetherDialog(
                self.window(), [(question, choice[1]), *others], self.view.titles[choice[1]]
            )
            decisions += [other.decide(other.sides[n].value) for other, n in others]
            self._dialog.accepted.connect(partial(self._write, decisions))
            self._dialog.open()
            return
        self._write(decisions)

    def _write(self, decisions: list[Decision]) -> None:
        self._is_writing = True
        self._context.jobs.run(
            "处理冲突",
            *(resolve, self._context.workspace, decisions),
            then=self._on_resolved,
            failed=self._on_failed,
        )

    def _on_resolved(self, topics: frozenset[Topic]) -> None:
        self._is_writing = False
        following = self._next_open()
        self._current = following.key if following is not None else None
        # The page reads anew because of what is published here, and shows what follows.
        self._context.hub.publish(topics)

    def _on_failed(self, error: AppError) -> None:
        self._is_writing = False
        self._show_bar()
        self.note.set_tone("bad")
        self.note.setText(error.sentence)

    def _go_on(self) -> None:
        following = self._next_open()
        self._refill()
        if following is not None:
            self.show_question(following)
        elif self.question is not None:
            self.show_question(self.question)
            self.note.setText("其余的都已决定；暂不决定的会留在这里，随文件传给下一个人。")

    # Elsewhere

    @Slot()
    def _on_every(self) -> None:
        self.narrow()
        self.take_focus()

    @Slot()
    def _on_back(self) -> None:
        self.unit_wanted.emit(self.asked[-1].conflict.unit.key)

    @Slot(object)
    def _on_report(self, question: Question) -> None:
        self._context.shell.open_report(question.report_id, question.code)

    @Slot(object)
    def _on_story(self, question: Question) -> None:
        c = question.conflict
        self._context.jobs.read(
            "读取经过", read_history, self._context.workspace, c.row, c.field, then=self._on_history
        )

    def _on_history(self, entries: list[Entry]) -> None:
        if self.question is None:
            return
        if self._is_wide:
            self.story.show_story(self.question, entries)
        else:
            StoryPopover(self.question, entries).open_at(self.view.story_button)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1…9 choose, E enters another value, O leaves open, Enter confirms, J K ↑↓ walk."""
        if is_typing() or is_composing() or not self._open_keys:
            super().keyPressEvent(event)
            return
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        number = key - Qt.Key.Key_1
        if not plain:
            super().keyPressEvent(event)
        elif 0 <= number < len(self.view.cards) and self.view.isEnabled():
            self.view.choose_side(number)
        elif key == Qt.Key.Key_E and self.view.isEnabled():
            self.view.choose_edit()
        elif key == Qt.Key.Key_O and self.view.isEnabled():
            self.view.choose_leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm()
        elif key in (Qt.Key.Key_J, Qt.Key.Key_Down):
            self.step(1)
        elif key in (Qt.Key.Key_K, Qt.Key.Key_Up):
            self.step(-1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A wide window gives the list more room, and the story a place of its own."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _WIDE
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        self._side.setFixedWidth(_WIDE_LIST if is_wide else _LIST)
        self.story.setVisible(is_wide)
        self.view.story_button.setVisible(not is_wide)
        if is_wide and self.question is not None:
            self._on_story(self.question)
