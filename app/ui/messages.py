"""The one door for messages. Pages get an object of `Messages`; tests give them one that answers from a list.

Mistakes in a field are shown at the field (`FieldRow.set_error`), good news in a toast: neither belongs here.
"""

from __future__ import annotations

import platform
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QButtonGroup, QVBoxLayout, QWidget

from app import __version__
from app.models.errors import AppError
from app.ui.dialog import Dialog
from app.ui.kit import FieldRow, Icon, Label, Line, TextArea, button, column, row, section

CANCEL = "cancel"
RETRY = ("retry", "重试")
SAVE_AS = ("save_as", "另存为…")
_UNKNOWN = "程序遇到没有预料到的情况。请重试；如果还是这样，请复制技术信息发给维护人员。"


@dataclass(frozen=True)
class Problem:
    """What an error dialog says.

    `title`: what did not happen. `sentence`: cause and what to do. `steps`: (key, words) of the ways out, the
    one that mends it last. `is_safe`: nothing was lost, and that is certain. `file` is left out of the copied
    text on request.
    """

    title: str
    sentence: str
    steps: tuple[tuple[str, str], ...] = ()
    is_safe: bool = False
    action: str = ""
    file: str = ""
    detail: str = ""


class Messages(Protocol):
    """What pages may ask of the door."""

    def error(self, problem: Problem) -> str:
        """Tell an error; returns the key of the chosen step, or `CANCEL`."""

    def choose(self, title: str, sentence: str, options: Sequence[tuple[str, str]]) -> str:
        """Ask a question with (key, words) as answers, the likely one last; returns the key, or `CANCEL`."""

    def confirm(self, title: str, sentence: str, yes: str) -> bool:
        """Ask whether to do what the button `yes` says (`删除 3 家`, never `确定`)."""

    def ask_line(
        self,
        title: str,
        label: str,
        value: str = "",
        *,
        yes: str = "保存",
        hint: str = "",
        wrong: Callable[[str], str] | None = None,
    ) -> str | None:
        """Ask for a line of text; None if cancelled. `wrong` returns what is wrong with a text, or ""."""


def problem_of(
    title: str,
    error: BaseException,
    *,
    steps: Sequence[tuple[str, str]] = (),
    is_safe: bool = False,
    action: str = "",
    file: str = "",
) -> Problem:
    """The problem that an exception is: its own sentence, or for a bug of ours a plain one with the
    traceback.
    """
    if isinstance(error, AppError):
        detail = error.detail or type(error).__name__
        return Problem(title, error.sentence, tuple(steps), is_safe, action, file, detail)
    trace = "".join(traceback.format_exception(error))
    return Problem(title, _UNKNOWN, tuple(steps), is_safe, action, file, trace.strip())


def technical_text(problem: Problem, hides_names: bool = False) -> str:
    """What is shown under 技术信息 and copied: version, system, time, action, file, reason."""
    system = platform.system().replace("Darwin", "macOS")
    now = datetime.now().isoformat(" ", "seconds")
    lines = [f"版本 {__version__} · {system} {platform.release()} · {now}"]
    if problem.action:
        lines.append(f"操作  {problem.action}")
    if problem.file:
        lines.append(f"文件  {problem.file}")
    lines.append(f"原因  {problem.detail or problem.sentence}")
    text = "\n".join(lines)
    return text.replace(problem.file, "<文件>") if hides_names and problem.file else text


class MessageDialog(Dialog):
    """A message with its ways out. `answer` is the key of the pressed button, or `CANCEL`."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        sentence: str,
        options: Sequence[tuple[str, str]],
        icon: str = "help-circle",
        tone: str = "accent",
        no: str = "取消",
    ) -> None:
        super().__init__(parent, title, width=560, has_head=False, margins=(24, 22, 24, 16))
        self.asks_before_loss = False
        self.answer = CANCEL
        self._keys = [key for key, _ in options]
        self._answers = QButtonGroup(self)
        self.sentence = Label(sentence, "muted", wrap=True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words: QVBoxLayout = column(section(title), self.sentence, gap=6)
        self.words.itemAt(0).widget().setWordWrap(True)  # type: ignore[union-attr]
        self.body.addLayout(row(column(Icon(icon, tone, 26), None), (self.words, 1), gap=16))
        self.cancel_button = self.add_cancel(no)
        self.starts_at = self.cancel_button  # a question is not answered by a stray Enter
        for number, (_, words) in enumerate(options):
            is_last = number == len(options) - 1
            made = self.add_button(button(words, "primary" if is_last else "plain"))
            self._answers.addButton(made, number)
        self._answers.idClicked.connect(self._on_answer)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    @Slot(int)
    def _on_answer(self, number: int) -> None:
        self.answer = self._keys[number]
        self.accept()

    @Slot()
    def confirm(self) -> None:
        """Ctrl+Enter presses the primary button."""
        if self._keys:
            self._on_answer(len(self._keys) - 1)


class ErrorDialog(MessageDialog):
    """An error: what did not happen, why, what to do, and the technical text behind a fold."""

    def __init__(self, parent: QWidget | None, problem: Problem, hides_names: bool = False) -> None:
        no = "取消" if problem.steps else "知道了"
        super().__init__(parent, problem.title, problem.sentence, problem.steps, "alert-triangle", "warn", no)
        self.starts_at = self.primary or self.cancel_button
        self.technical = technical_text(problem, hides_names)
        if problem.is_safe:
            safe = Label("您的审核内容都已保存，没有丢失。", tone="good")
            self.words.addLayout(row(Icon("circle-check", "good", 15), safe, None, gap=6))
        self.fold = button("技术信息", "fold", "chevron-right")
        self.fold.clicked.connect(self._on_fold)
        self.detail = TextArea(self.technical, name="技术信息", lowest=96, highest=200)
        self.detail.setReadOnly(True)
        self.detail.setProperty("look", "detail")
        self.detail.hide()
        self.body.addLayout(column(row(self.fold, None), self.detail, gap=6))
        self.copy_button = self.add_button(button("复制技术信息", "ghost", "copy"), at_left=True)
        self.copy_button.clicked.connect(self._on_copy)

    @Slot()
    def _on_fold(self) -> None:
        is_open = self.detail.isHidden()
        self.detail.setVisible(is_open)
        self.fold.set_icon("chevron-down" if is_open else "chevron-right")
        self.refit()

    @Slot()
    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.technical)
        self.copy_button.set_words("已复制")
        self.copy_button.set_icon("check")


class LineDialog(Dialog):
    """Asks for a line of text."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        label: str,
        value: str,
        yes: str,
        hint: str,
        wrong: Callable[[str], str] | None,
    ) -> None:
        super().__init__(parent, title, width=440)
        self.asks_before_loss = False
        self._wrong = wrong
        self.line = Line(value)
        self.line.selectAll()
        self.field = FieldRow(label, self.line, hint, is_mandatory=True)
        self.field.star.hide()
        self.add(self.field)
        self.add_cancel()
        self.add_button(button(yes, "primary"))
        self.line.returnPressed.connect(self.confirm)

    def check(self) -> bool:
        """Whether the text will do."""
        if super().check() and self._wrong is not None:
            self.field.set_error(self._wrong(self.line.text().strip()))
        return not self.field.error


class DialogMessages(QObject):
    """The real door: dialogs over the main window."""

    def __init__(self, window: QWidget | None = None) -> None:
        super().__init__(window)
        self.window = window
        self.hides_names = False  # 不含单位信息: leave file names out of what is copied

    def error(self, problem: Problem) -> str:
        """See `Messages`."""
        return self._answer(ErrorDialog(self._parent(), problem, self.hides_names))

    def choose(self, title: str, sentence: str, options: Sequence[tuple[str, str]]) -> str:
        """See `Messages`."""
        return self._answer(MessageDialog(self._parent(), title, sentence, options))

    def confirm(self, title: str, sentence: str, yes: str) -> bool:
        """See `Messages`."""
        return self.choose(title, sentence, (("yes", yes),)) == "yes"

    def ask_line(
        self,
        title: str,
        label: str,
        value: str = "",
        *,
        yes: str = "保存",
        hint: str = "",
        wrong: Callable[[str], str] | None = None,
    ) -> str | None:
        """See `Messages`."""
        dialog = LineDialog(self._parent(), title, label, value, yes, hint, wrong)
        return dialog.line.text().strip() if self._run(dialog) else None

    def _answer(self, dialog: MessageDialog) -> str:
        self._run(dialog)
        return dialog.answer

    def _parent(self) -> QWidget | None:
        """The dialog that is open, else the main window: a message stands over what it is about."""
        return QApplication.activeModalWidget() or self.window

    def _run(self, dialog: Dialog) -> bool:
        """The only place that waits for a dialog."""
        accepted = bool(dialog.exec())
        dialog.deleteLater()
        return accepted
