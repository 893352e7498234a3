"""The single keys of the review: one table of what each does, and what the person has made of it.

There is one `key_map`, as there is one `theme`. Views ask it while a key is pressed, key caps and the overlay
follow `key_map.changed`. What is chosen belongs to this computer and is kept in its settings, by action.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence

from app.ui.kit import Button, SearchField

_K = Qt.Key
Shown = TypeVar("Shown", Button, SearchField)


@dataclass(frozen=True)
class Action:
    """Something one key does. `more`: what else it does, for the overlay only."""

    name: str
    words: str
    key: Qt.Key
    more: str = ""


LIST, ITEM, DOUBTS = "清单", "本条", "疑点"
ACTIONS: Mapping[str, tuple[Action, ...]] = {
    LIST: (
        Action("next", "下一条", _K.Key_J),
        Action("previous", "上一条", _K.Key_K),
        Action("yes", "判“是”", _K.Key_Y, "，转到下一未判定"),
        Action("no", "判“否”", _K.Key_N, "，留在本条"),
        Action("na", "判“不适用”", _K.Key_A, "，转到下一未判定"),
        Action("clear", "清除判定", _K.Key_Backspace),
        Action("next open", "下一未判定", _K.Key_F, "；按住 Shift 上一未判定"),
        Action("section", "转到某一节", _K.Key_G, "：再按节的字母"),
        Action("filter", "按文字筛选条目", _K.Key_Slash),
    ),
    ITEM: (
        Action("evidence", "取证", _K.Key_E, "：选中的原文，或框选"),
        Action("file", "添加照片或文件", _K.Key_O),
        Action("place", "看证据在原文的位置", _K.Key_P),
        Action("finding", "编辑问题", _K.Key_Q),
        Action("phrase", "常用语", _K.Key_T, "；写字时按 Ctrl T"),
        Action("history", "为什么是这个值", _K.Key_H),
        Action("recalculation", "排放量复算", _K.Key_W, "；再按展示计算过程"),
    ),
    DOUBTS: (
        Action("confirm", "确认为问题", _K.Key_1),
        Action("false alarm", "误报", _K.Key_2),
        Action("verify", "待核实", _K.Key_3),
    ),
}
_ALL = {action.name: action for group in ACTIONS.values() for action in group}
# Keys that mean the same everywhere.
_FIXED = {
    **dict.fromkeys((_K.Key_Return, _K.Key_Enter), ("Enter", "填写答案或备注")),
    _K.Key_Escape: ("Esc", "回到清单"),
    _K.Key_Space: ("空格", "原文翻屏"),
    **dict.fromkeys((_K.Key_Tab, _K.Key_Backtab), ("Tab", "移到下一处")),
    **dict.fromkeys((_K.Key_Up, _K.Key_Down, _K.Key_Left, _K.Key_Right), ("方向键", "移动")),
    **dict.fromkeys((_K.Key_PageUp, _K.Key_PageDown), ("翻页键", "移动")),
    **dict.fromkeys((_K.Key_Home, _K.Key_End), ("Home 和 End", "移动")),
    **dict.fromkeys((_K.Key_F1, _K.Key_Question), ("F1 和 ?", "按键一览")),
    _K.Key_F6: ("F6", "下一个区域"),
    **dict.fromkeys((_K.Key_Plus, _K.Key_Equal, _K.Key_Minus, _K.Key_0), ("+、−、0", "缩放原文")),
}
# Keys an action may have: letters, digits and what is not moved by a layout of the keyboard.
_FREE = (
    *(Qt.Key(code) for code in range(_K.Key_A, _K.Key_Z + 1)),
    *(Qt.Key(code) for code in range(_K.Key_1, _K.Key_9 + 1)),
    *(_K.Key_Slash, _K.Key_Backslash, _K.Key_Comma, _K.Key_Period, _K.Key_Semicolon, _K.Key_Apostrophe),
    *(_K.Key_BracketLeft, _K.Key_BracketRight, _K.Key_QuoteLeft, _K.Key_Backspace, _K.Key_Delete),
    _K.Key_Insert,
)
_PLAIN = Qt.KeyboardModifier.NoModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def name_of(key: Qt.Key) -> str:
    """What stands on the key."""
    return {_K.Key_Delete: "Delete", _K.Key_Insert: "Insert"}.get(key) or QKeySequence(key).toString()


def objection(name: str, key: Qt.Key, modifiers: Qt.KeyboardModifier, chosen: Mapping[str, Qt.Key]) -> str:
    """Why the action cannot have the key, in a sentence that names what the key does; "" where it can.

    `chosen`: the keys of all actions as they are to be.
    """
    if key in _FIXED:
        cap, words = _FIXED[key]
        return f"“{cap}”固定用于“{words}”，请换一个键。"
    if modifiers & ~_KEYPAD != _PLAIN:
        return "请只按一个键，不要同时按 Ctrl、Alt 或 Shift。"
    if key not in _FREE:
        return "这个键不能用，请用字母、数字或标点键。"
    other = next((one for one, has in chosen.items() if has == key and one != name), None)
    if other is not None:
        return f"“{name_of(key)}”已用于“{_ALL[other].words}”，请换一个键，或先改那一项。"
    return ""


_BY_NAME = {name_of(key): key for key in _FREE}


class KeyMap(QObject):
    """Which key does what now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen: dict[str, Qt.Key] = defaults()
        self._actions = {key: name for name, key in self.chosen.items()}

    def use(self, stored: Mapping[str, object]) -> None:
        """Take what the settings hold; what cannot be read there, or is double, is as from the start."""
        chosen = defaults()
        for name, text in stored.items():
            key = _BY_NAME.get(text) if isinstance(text, str) else None
            if name in chosen and key is not None:
                chosen[name] = key
        if len(set(chosen.values())) < len(chosen):
            chosen = defaults()
        self.chosen = chosen
        self._actions = {key: name for name, key in chosen.items()}
        self.changed.emit()

    def action(self, key: int) -> str:
        """The name of what a key does; "" where it does nothing."""
        return self._actions.get(Qt.Key(key), "")

    def step(self, key: int) -> int:
        """1 and -1 for the keys that lead to the next and the previous line, arrows included; else 0."""
        name = self.action(key)
        if key == _K.Key_Down or name == "next":
            return 1
        return -1 if key == _K.Key_Up or name == "previous" else 0

    def cap(self, name: str) -> str:
        """What stands on the key of an action."""
        return name_of(self.chosen[name])


def defaults() -> dict[str, Qt.Key]:
    """The keys from the start."""
    return {name: action.key for name, action in _ALL.items()}


def stored(chosen: Mapping[str, Qt.Key]) -> dict[str, str]:
    """What the settings are to hold: only what differs from the start."""
    return {name: name_of(key) for name, key in chosen.items() if key != _ALL[name].key}


key_map = KeyMap()


class _Cap(QObject):
    """Keeps a key cap, or the key in a tooltip, as the person has chosen."""

    def __init__(self, shown: Button | SearchField, name: str) -> None:
        super().__init__(shown)
        self._shown, self._name = shown, name
        # An icon has no room for a cap; its tooltip says the key.
        self._words = shown.accessibleName() if isinstance(shown, Button) and not shown.words else ""
        key_map.changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        cap = key_map.cap(self._name)
        if self._words:
            self._shown.setToolTip(f"{self._words}  {cap}")
        else:
            self._shown.set_key(cap)


def with_cap(shown: Shown, name: str) -> Shown:
    """The same button or field, showing the key of an action wherever that is."""
    _Cap(shown, name)
    return shown
