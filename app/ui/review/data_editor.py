"""The line under the list of values: what is typed, what it counts as, what stood in the report."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from app.models.errors import InputError
from app.services.intake import SheetRow, preview_value
from app.ui.kit import AutosaveLine, ElidedLabel, Label, Line, button, caption, column, link, row

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1}
_FIELD = 190


class ValueLine(AutosaveLine):
    """Up, down, Enter save and go to the next line; Esc goes back to the list; a column is pasted whole."""

    step_wanted = Signal(int)
    list_wanted = Signal()
    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; the rest is text."""
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QGuiApplication.clipboard().text()
            if "\n" in text.strip():
                self.pasted.emit(text)
                return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in _STEPS and not self.is_composing:
            self.keeper.tell()
            self.step_wanted.emit(_STEPS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape and not self.is_composing:
            self.keeper.tell()
            self.list_wanted.emit()
        else:
            super().keyPressEvent(event)


class DataEditor(QWidget):
    """Edits one value. `committed`: name and text as typed; only what can be a value is told."""

    committed = Signal(str, str)
    restored = Signal(str)
    place_wanted = Signal(object)  # Where

    def __init__(self) -> None:
        super().__init__()
        self.row: SheetRow | None = None
        self.unsaved: dict[str, str] = {}  # texts that are no value, by name: nothing typed is lost
        self._can_edit = True
        self.heading = ElidedLabel("", "strong")
        self.stood = ElidedLabel("", "caption")
        self.line = ValueLine(name="数值", width=_FIELD)
        self.counts = Label("", "caption")
        self.restore = button("恢复原文", "quiet", "arrow-back-up")
        self.reason = Line("", "如：单位 3 月 20 日补正函", name="更正依据", width=_FIELD + 40)
        self.place = link("看原文", "map-pin")
        self.place.setToolTip("关闭这里，在清单旁边打开原文并标出这一格")
        what = column(self.heading, row((self.stood, 0), self.place, None, gap=8), gap=1)
        typed = column(row(self.line, self.restore, gap=6), self.counts, gap=2)
        why = column(self.reason, caption("更正依据，记入修改记录"), gap=2)
        layout = row((what, 1), typed, why, gap=20, margins=(16, 10, 16, 8))
        self.setLayout(layout)
        self.line.committed.connect(self._on_committed)
        self.line.textChanged.connect(self._on_typed)
        self.restore.clicked.connect(self._on_restore)
        self.place.clicked.connect(self._on_place)
        self.show_row(None)

    def set_editable(self, can_edit: bool) -> None:
        """Whether anything may be typed."""
        self._can_edit = can_edit
        self.show_row(self.row)

    def show_row(self, each: SheetRow | None) -> None:
        """Show another value; what is typed for the one before is told first."""
        if self.row is not None and (each is None or each.name != self.row.name):
            self.line.flush()
        is_same = each is not None and self.row is not None and each.name == self.row.name
        self.row = each
        for part in (self.line, self.reason):
            part.setEnabled(each is not None and self._can_edit)
        self.restore.setVisible(bool(each and each.is_corrected and each.text and self._can_edit))
        self.place.setVisible(bool(each and each.where.file))
        self.heading.setText(f"{each.title} · {each.label}" if each else "选一行填写")
        self.stood.setText(_stood_words(each))
        shown = each.value if each else ""
        if is_same:
            self.line.show_value(shown)
        else:
            self.line.keeper.saved = shown
            self.line.setText(self.unsaved.get(each.name, shown) if each else "")
        self._on_typed()

    def start(self) -> None:
        """Go to the field, everything chosen."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    @Slot()
    def _on_typed(self) -> None:
        words, tone, typed = "", "", self.line.text()
        each = self.row
        if each is not None:
            words = each.unit and f"单位 {each.unit}，可连单位一起写，如 12万kWh"
            if typed.strip() and typed != each.value:
                try:
                    words = f"记为 {preview_value(each.name, typed)}"
                except InputError as error:
                    words, tone = error.sentence, "bad"
        self.line.set_bad(tone == "bad")
        self.counts.setText(words or " ")
        self.counts.set_tone(tone)

    @Slot(str)
    def _on_committed(self, text: str) -> None:
        each = self.row
        if each is None:
            return
        try:
            preview_value(each.name, text)
        except InputError:
            self.unsaved[each.name] = text
            return
        self.unsaved.pop(each.name, None)
        self.committed.emit(each.name, text)

    @Slot()
    def _on_place(self) -> None:
        if self.row is not None:
            self.place_wanted.emit(self.row.where)

    @Slot()
    def _on_restore(self) -> None:
        if self.row is not None:
            self.unsaved.pop(self.row.name, None)
            self.restored.emit(self.row.name)


def _stood_words(each: SheetRow | None) -> str:
    if each is None:
        return "Enter 填写，Ctrl+V 粘贴从 Excel 复制的一列"
    if not each.text:
        return "手工填写" if each.value else "报告中没有读到"
    mark = "已更正 · " if each.is_corrected else ""
    return f"{mark}报告原文 {each.as_it_stood}（{each.place}）"
