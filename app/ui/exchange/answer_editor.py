"""Entering a value that is neither of the two, in the kind of editor that the field has everywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.services.exchange.questions import EditorKind, Question
from app.ui.kit import Combo, DateField, Line, TextArea, row

Editor = Combo | DateField | Line | TextArea


class AnswerEditor(QWidget):
    """`touched` comes when the person begins to enter something; Ctrl+Enter emits `confirmed`."""

    touched = Signal()
    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._question: Question | None = None
        self._editor: Editor | None = None
        self._row = row(gap=8)
        self.setLayout(self._row)

    @property
    def editor(self) -> Editor | None:
        """The editor of the present question; None where no other value can be entered."""
        return self._editor

    def show_question(self, question: Question) -> None:
        """Offer the editor that fits, empty or with the value that is shown now."""
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._question = question
        self._editor = made = _make(question)
        if made is None:
            return
        made.setAccessibleName("改成别的值")
        if isinstance(made, Combo):
            made.chosen.connect(self.touched)
        elif isinstance(made, TextArea):
            made.textChanged.connect(self.touched)
        else:
            made.textEdited.connect(self.touched)
        if isinstance(made, DateField):
            made.changed.connect(self.touched)
        elif isinstance(made, Line):
            made.returnPressed.connect(self.confirmed)
        self._row.addWidget(made, 1 if isinstance(made, Line | TextArea) else 0)
        if isinstance(made, Combo | DateField):
            self._row.addStretch(1)

    def value(self) -> str | None:
        """What is entered, as it is stored; None is empty."""
        made = self._editor
        if isinstance(made, Combo):
            return made.value() or None
        if isinstance(made, DateField):
            day = made.value()
            return day.isoformat() if day else None
        return (made.text().strip() or None) if made is not None else None

    @property
    def problem(self) -> str:
        """Why what is entered will not do, or ""."""
        made = self._editor
        if isinstance(made, DateField):
            return made.problem
        if isinstance(made, Combo) and made.currentIndex() < 0:
            return "先选一个值"
        return ""

    def is_composing(self) -> bool:
        """Whether an input method is at work."""
        return bool(getattr(self._editor, "is_composing", False))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter in a long text confirms."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and not self.is_composing():
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)


def _make(question: Question) -> Editor | None:
    kind = question.editor
    if kind is EditorKind.NONE:
        return None
    if kind is EditorKind.CHOICE:
        # Nothing is chosen at first, so "empty" cannot be None here.
        options = [(words, value or "") for words, value in question.options]
        return Combo(options, width=200, hint="请选择", name="改成别的值")
    if kind is EditorKind.DATE:
        return DateField(name="改成别的值")
    first = question.sides[0].value or ""
    if kind is EditorKind.TEXT:
        return TextArea(first, "写新的内容", "改成别的值", 68, 150)
    return Line(first, "写新的内容", "改成别的值")
