"""The overlay of keys (F1, ?)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.dialog import Dialog
from app.ui.kit import KeyCap, Label, button, column, holder, row, section
from app.ui.page import KeyGroup

EVERYWHERE: KeyGroup = (
    "随处可用",
    (
        ("Ctrl 1…5", "切换标签"),
        ("Alt Home", "起始页"),
        ("Ctrl K", "搜索"),
        ("Ctrl Z", "撤销"),
        ("Ctrl Y", "重做"),
        ("Ctrl S", "查看保存时间"),
        ("Ctrl N", "新建工作文件"),
        ("Ctrl O", "打开工作文件"),
        ("F6", "下一个区域"),
        ("Shift F6", "上一个区域"),
        ("Ctrl ,", "设置"),
        ("F1  ?", "按键一览"),
    ),
)
_IME = "正在用输入法拼写，或光标在文字框里时，单个字母键不起作用。"


class KeysDialog(Dialog):
    """Lists the keys of the page and those that work everywhere; `change` opens where they are chosen."""

    def __init__(
        self, parent: QWidget | None, groups: Sequence[KeyGroup], change: Callable[[], None]
    ) -> None:
        super().__init__(parent, "按键一览", width=560 if not groups else 980 if len(groups) < 3 else 1240)
        self.asks_before_loss = False
        columns = [self._group(*group) for group in (*groups, EVERYWHERE)]
        self.body.addLayout(row(*[(part, 1) for part in columns], gap=28))
        self.set_note(_IME)
        self.change = self.add_button(button("更改快捷键…"), at_left=True)
        self.change.clicked.connect(self.reject)
        self.change.clicked.connect(change)
        self.starts_at = self.add_button(button("知道了", "primary"))

    def _group(self, name: str, keys: Sequence[tuple[str, str]]) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for line, (key, words) in enumerate(keys):
            caps = row(*[KeyCap(part) for part in key.split("  ")], None, gap=4)
            grid.addLayout(caps, line, 0)
            grid.addWidget(Label(words, wrap=True), line, 1)
        return holder(column(section(name), grid, None, gap=10))
