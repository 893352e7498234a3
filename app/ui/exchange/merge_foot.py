"""The foot of a received file: what merging will do, in numbers, and the three ways on."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.services.exchange.preview import Fate
from app.ui.exchange.reading import Opened
from app.ui.kit import Card, ElidedLabel, Icon, Label, button, column, holder, row


class MergeFoot(Card):
    """`merge_wanted`, `later_wanted`; only looking hides what is for merging."""

    merge_wanted = Signal()
    later_wanted = Signal()
    looking_changed = Signal()

    def __init__(self) -> None:
        super().__init__(margins=(16, 0, 16, 0), gap=0)
        self.is_looking = False
        self._opened: Opened | None = None
        self.icon = Icon("circle-check", "good", 18)
        self.words = Label("", "strong")
        self.note = ElidedLabel("", "caption", minimum=0)
        self.later_button = button("以后再说", "ghost")
        self.look_button = button("只看不合并")
        self.merge_button = button("先备份再合并", "primary")
        self.later_button.clicked.connect(self.later_wanted)
        self.look_button.clicked.connect(self._on_look)
        self.merge_button.clicked.connect(self.merge_wanted)
        said = holder(column(None, self.words, self.note, None, gap=1))
        self.add(
            row(
                *(self.icon, (said, 1), self.later_button, self.look_button, self.merge_button),
                gap=10,
            ),
            1,
        )
        self.setFixedHeight(54)

    def show_opened(self, opened: Opened) -> None:
        """Say what merging does, in numbers."""
        self._opened = opened
        total, both = opened.changes.total, opened.changes.counts.get(Fate.BOTH, 0)
        if both:
            self.icon.set_icon("arrow-fork", "warn")
            self.words.setText(f"{both:,} 处双方都改：合并后两个值都保留，再到冲突台逐条决定")
        else:
            self.icon.set_icon("circle-check", "good")
            self.words.setText("没有双方都改的内容，全部直接并入")
        ours = opened.fork.ours if opened.fork else 0
        rest = f"共 {total:,} 处"
        if both:
            rest = f"其余 {total - both:,} 处直接并入" if total > both else "没有其他改动"
        kept = f"，本机的 {ours:,} 次修改不受影响" if ours else ""
        contents = len(opened.plan.contents) if opened.plan else 0
        files = f"，带来 {contents:,} 个附件的内容" if contents else ""
        self.note.setText(f"{rest}{kept}{files}")
        self.merge_button.set_words(f"先备份再合并 {total:,} 处" if total else "先备份再合并")
        self.set_looking(False)

    def set_note(self, words: str) -> None:
        """Say something else in the small line."""
        self.note.setText(words)

    def set_busy(self, is_busy: bool) -> None:
        """While merging nothing else can be begun."""
        for one in self._buttons():
            one.setEnabled(not is_busy)

    def set_looking(self, is_looking: bool) -> None:
        """Whether the person only looks."""
        self.is_looking = is_looking
        self.merge_button.setVisible(not is_looking)
        self.look_button.set_words("改为合并…" if is_looking else "只看不合并")
        self.later_button.set_words("看完了" if is_looking else "以后再说")
        if is_looking:
            self.icon.set_icon("eye", "ink-2")
            self.words.setText("只在看，没有写入任何内容")

    def _buttons(self) -> tuple[QWidget, ...]:
        return self.later_button, self.look_button, self.merge_button

    @Slot()
    def _on_look(self) -> None:
        if self.is_looking and self._opened is not None:
            self.show_opened(self._opened)
        else:
            self.set_looking(True)
        self.looking_changed.emit()
