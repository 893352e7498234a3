"""What an item asks for beside its verdict: a number, a text, a day or one of several options."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.enums import AnswerType
from app.services.review.form import ItemRow
from app.ui.kit import (
    AmountField,
    AutosaveText,
    DateField,
    Label,
    column,
    holder,
    is_composing,
    parse_date,
    row,
)
from app.ui.review.choice_list import ChoiceList


class AnswerField(QWidget):
    """Shows the right editor for an item. `answered` tells a text to keep, `done` that the person is through
    with it (Enter, a chosen option, Ctrl+Enter with `moves_on`), `left` an Esc.
    """

    answered = Signal(str)
    done = Signal(bool)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kind = AnswerType.YES_NO
        self.prompt = Label("", "strong")
        self.unit = Label("", "muted")
        self.number = AmountField(name="数值", width=140)
        self.text = AutosaveText(hint="填写后按 Ctrl+Enter 到下一条", name="文本", lowest=48, highest=140)
        self.day = DateField(name="日期")
        self.choice = ChoiceList()
        self._number_row = holder(row(self.number, self.unit, None))
        self._day_row = holder(row(self.day, None))
        self.setLayout(column(self.prompt, self._number_row, self.text, self._day_row, self.choice, gap=6))
        self.number.committed.connect(self.answered)
        self.number.returnPressed.connect(self._on_done)
        self.text.committed.connect(self.answered)
        self.text.finished.connect(self._on_finished)
        self.text.left.connect(self.left)
        self.day.changed.connect(self._on_day)
        self.day.returnPressed.connect(self._on_done)
        self.choice.chosen.connect(self._on_choice)
        self.choice.left.connect(self.left)

    @property
    def editor(self) -> QWidget:
        """What takes the keys now."""
        return {
            AnswerType.NUMBER: self.number,
            AnswerType.DATE: self.day,
            AnswerType.CHOICE: self.choice,
        }.get(self._kind, self.text)

    def show_item(self, item: ItemRow, can_edit: bool) -> None:
        """Show what an item asks for with its answer."""
        kind = self._kind = item.item.answer
        self.setVisible(kind is not AnswerType.YES_NO)
        self.prompt.setText(item.item.prompt)
        self._number_row.setVisible(kind is AnswerType.NUMBER)
        self._day_row.setVisible(kind is AnswerType.DATE)
        self.text.setVisible(kind is AnswerType.TEXT)
        self.choice.setVisible(kind is AnswerType.CHOICE)
        for field in (self.number, self.day, self.text):
            field.setReadOnly(not can_edit)
        self.choice.setEnabled(can_edit)
        if kind is AnswerType.NUMBER:
            self.unit.setText(item.item.unit)
            self.number.show_value(item.answer)
        elif kind is AnswerType.TEXT:
            self.text.show_value(item.answer)
        elif kind is AnswerType.DATE:
            if not self.day.hasFocus():
                self.day.set_value(parse_date(item.answer))
        elif kind is AnswerType.CHOICE:
            self.choice.show_options([option.text for option in item.item.options], item.answer)

    def flush(self) -> None:
        """Keep what is typed now."""
        self.number.flush()
        self.text.flush()
        if self.day.hasFocus():
            self.day.finish_composition()
            self.day.returnPressed.emit()

    def start(self) -> None:
        """Begin to answer."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_done(self) -> None:
        if not is_composing():
            self.done.emit(False)

    @Slot()
    def _on_finished(self) -> None:
        self.done.emit(True)

    @Slot(object)
    def _on_day(self, day: date | None) -> None:
        self.answered.emit(day.isoformat() if day else "")

    @Slot(str)
    def _on_choice(self, text: str) -> None:
        self.answered.emit(text)
        self.done.emit(False)
