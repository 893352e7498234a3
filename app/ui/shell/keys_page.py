"""设置 › 快捷键: what each single key of the review does, changed by pressing another one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.keys import ACTIONS, Action, defaults, key_map, name_of, objection
from app.ui.kit import Button, Label, button, caption, column, frame, holder, row, scroll_area, section

_WAITS = "请按新的键…"
_HELP = "点一项右边的键，再按新的键；Esc 取消。只用于审核工作台，保存后生效。"
_FIXED = "方向键、Enter、Esc、空格和带 Ctrl 的组合键固定不变。"
_KEY_WIDTH = 132
_LEAST = 200


class KeyButton(Button):
    """Shows a key and, once pressed, waits for another. `pressed_key` tells it; nothing is changed here."""

    pressed_key = Signal(object, object)  # key, modifiers
    waiting_changed = Signal(bool)

    def __init__(self, action: Action) -> None:
        super().__init__()
        self.action = action
        self.is_waiting = False
        self._cap = ""
        self.setFixedWidth(_KEY_WIDTH)
        self.clicked.connect(self._begin)

    def show_key(self, key: Qt.Key) -> None:
        """Show the key that the action has."""
        self._cap = name_of(key)
        self.set_words(self._cap)
        self.setAccessibleName(f"{self.action.words}：{self._cap}")

    @Slot()
    def _begin(self) -> None:
        self._wait(True)

    def _wait(self, waits: bool) -> None:
        if waits != self.is_waiting:
            self.is_waiting = waits
            self.set_words(_WAITS if waits else self._cap)
            self.waiting_changed.emit(waits)

    def event(self, event: QEvent) -> bool:
        """While it waits, no shortcut of the window and no Tab takes the key away."""
        if self.is_waiting and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self.is_waiting and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The key that is wanted; Enter and space begin."""
        key = Qt.Key(event.key())
        if not self.is_waiting:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._begin()
            else:
                super().keyPressEvent(event)
            return
        event.accept()
        if key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta):
            return
        self._wait(False)
        if key != Qt.Key.Key_Escape:
            self.pressed_key.emit(key, event.modifiers())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes elsewhere has thought better of it."""
        self._wait(False)
        super().focusOutEvent(event)


class KeysPage(QWidget):
    """The table of keys. `chosen` is what they are to be; nothing is kept here."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen = dict(key_map.chosen)
        self.buttons: dict[str, KeyButton] = {}
        parts: list[QWidget] = []
        for name, actions in ACTIONS.items():
            lines = [self._line(action) for action in actions]
            parts.append(holder(column(section(name), *lines, gap=2)))
        table = scroll_area(holder(column(*parts, None, gap=14, margins=(12, 10, 12, 10))))
        table.setMinimumHeight(_LEAST)
        self.said = Label(_HELP, "caption", wrap=True)
        self.reset = button("恢复默认")
        self.reset.clicked.connect(self._on_reset)
        self.setLayout(
            column(
                (frame("well", column((table, 1), gap=0)), 1),
                self.said,
                row((caption(_FIXED), 1), self.reset),
                gap=10,
            )
        )
        self._show()

    def _line(self, action: Action) -> QWidget:
        made = self.buttons[action.name] = KeyButton(action)
        made.pressed_key.connect(self._on_key)
        made.waiting_changed.connect(self._on_waiting)
        return holder(row((Label(action.words), 1), made))

    def _show(self) -> None:
        for name, made in self.buttons.items():
            made.show_key(self.chosen[name])
        self.reset.setEnabled(self.chosen != defaults())

    def _say(self, words: str, tone: str = "") -> None:
        self.said.setText(words)
        self.said.set_tone(tone)

    @Slot(bool)
    def _on_waiting(self, waits: bool) -> None:
        self._say(_HELP)

    @Slot(object, object)
    def _on_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        made = self.sender()
        assert isinstance(made, KeyButton)
        action = made.action
        against = objection(action.name, key, modifiers, self.chosen)
        if against:
            self._say(against, "bad")
            return
        self.chosen[action.name] = key
        self._show()
        self._say(f"“{action.words}”改为 {name_of(key)}，保存后生效。", "good")

    @Slot()
    def _on_reset(self) -> None:
        self.chosen = defaults()
        self._show()
        self._say("已恢复为默认的键，保存后生效。", "good")
