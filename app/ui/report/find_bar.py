"""Finding words in the report: a field, how many places there are, on and back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from app.ui.kit import Label, SearchField, hline, icon_button, is_composing, row
from app.ui.kit.layout import column, frame


class FindBar(QFrame):
    """`searched` tells the words, `stepped` on (1) or back (-1), `closed` that one is done."""

    searched = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAccessibleName("在报告中查找")
        self.field = SearchField("在报告中查找", 220, name="在报告中查找")
        self.count = Label("", "caption")
        self.up = icon_button("chevron-up", "上一处", "Shift+Enter")
        self.down = icon_button("chevron-down", "下一处", "Enter")
        self.close_button = icon_button("x", "关闭查找", "Esc")
        line = row(
            self.field, self.count, None, self.up, self.down, self.close_button, gap=6, margins=(10, 0, 8, 0)
        )
        self.setLayout(column(frame("panel", line, 40), hline(), gap=0))
        self.field.searched.connect(self.searched)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.close_button.clicked.connect(self.closed)

    def start(self) -> None:
        """Show it and type."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_count(self, number: int, total: int, is_reading: bool = False) -> None:
        """The how manieth of how many places."""
        if not self.field.text().strip():
            words = ""
        elif not total:
            words = "正在读取…" if is_reading else "没有找到"
        else:
            words = f"{number} / {total}"
        self.count.setText(words)
        for one in (self.up, self.down):
            one.setEnabled(total > 0)

    @Slot()
    def _on_up(self) -> None:
        self.stepped.emit(-1)

    @Slot()
    def _on_down(self) -> None:
        self.stepped.emit(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Shift+Enter back, Esc closes; never while an input method composes."""
        if is_composing() or self.field.is_composing:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
