"""The editor of a cell: grows with its text, and tells where to go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent

from app.models.amounts import parse_amount
from app.ui.kit import AutosaveText

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HIGHEST = 262


class CellEditor(AutosaveText):
    """The editor of a cell. `stepped` comes with the way to go on, `gave_up` with Esc, `closed` when left."""

    stepped = Signal(int, int)
    gave_up = Signal()
    closed = Signal()
    row_wanted = Signal()

    def __init__(self, text: str, name: str, lowest: int, is_number: bool) -> None:
        super().__init__(text, "", name, lowest, max(lowest, _HIGHEST))
        self.is_number = is_number
        self.document().setDocumentMargin(2)
        if is_number:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def problem(self) -> str:
        """What is wrong with the text, or ""."""
        plain = self.text().strip()
        if not self.is_number or plain in ("", "—", "-", "–", "/") or parse_amount(plain) is not None:
            return ""
        return f"“{plain}”不是数字，请只写数字。"

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes to the next cell, not out of the grid."""
        self.stepped.emit(0, 1 if forward else -1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Alt+Enter begins a line, Esc gives back."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.is_composing:
            super().keyPressEvent(event)
        elif event.key() in ENTER and modifiers == Qt.KeyboardModifier.AltModifier and not self.is_number:
            self.textCursor().insertText("\n")
        elif event.key() in ENTER and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.row_wanted.emit()
        elif event.key() in ENTER:
            self.stepped.emit(-1 if modifiers == Qt.KeyboardModifier.ShiftModifier else 1, 0)
        elif event.key() == Qt.Key.Key_Escape:
            self.gave_up.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Left: keep, and go."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason):
            self.closed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A text that is shown whole lets the grid scroll."""
        if self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()
