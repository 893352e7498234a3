"""完整经过: everything that a field ever said, newest first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.services.exchange.questions import Question
from app.services.journal.history import Entry
from app.ui.exchange.saying import full_moment
from app.ui.kit import (
    Avatar,
    Chip,
    Label,
    caption,
    column,
    hline,
    holder,
    icon_button,
    row,
    scroll_area,
    section,
)
from app.ui.popover import Popover

_WIDTH, _HIGHEST = 420, 320


def story_rows(question: Question, entries: list[Entry]) -> QVBoxLayout:
    """Who wrote what and when, one below the other."""
    words = {side.value: side.words for side in question.sides}
    for words_of, value in question.options:
        words.setdefault(value, words_of)
    rows = column(gap=12)
    for entry in entries:
        rows.addLayout(_entry(question, entry, words))
    return rows


def _entry(question: Question, entry: Entry, words: dict[str | None, str]) -> QHBoxLayout:
    said = words.get(entry.value)
    if said is None:
        nothing = ("删除" if entry.value is None else "新建") if question.conflict.is_deletion else ""
        said = nothing or entry.value or "（空）"
    is_open = any(
        entry.value == side.value and any(one.at == entry.at for one in side.sayings)
        for side in question.sides
    )
    head = row(Label(entry.actor, "strong"), caption(entry.device), None)
    if is_open:
        head.addWidget(Chip("待定"))
    at = full_moment(entry.at)
    when = caption(f"{at} · {entry.label}" if entry.label else at, wrap=True)
    told = column(head, Label(said, wrap=True), when, gap=2)
    return row(column(Avatar(entry.actor, 22, "quiet"), None), (told, 1), gap=10)


class StoryPopover(Popover):
    """Lists `entries` of the field that `question` is about."""

    def __init__(self, question: Question, entries: list[Entry]) -> None:
        super().__init__(_WIDTH)
        cross = icon_button("x", "关闭", "Esc")
        cross.clicked.connect(self.dismiss)
        self.add(row(section("完整经过"), None, caption(question.short), cross))
        self.add(hline())
        body = story_rows(question, entries)
        body.addStretch(1)
        inside = holder(body)
        inside.setFixedWidth(_WIDTH - 44)
        area = scroll_area(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        high = max(body.totalHeightForWidth(_WIDTH - 44), body.totalSizeHint().height())
        area.setFixedHeight(min(_HIGHEST, high + 8))
        self.add(area)


class StoryPanel(QFrame):
    """The same beside the question, where the window is wide."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("drawer")
        self.setFixedWidth(340)
        self._holder = QVBoxLayout()
        self._holder.setContentsMargins(0, 0, 0, 0)
        inside = holder(self._holder)
        self.area = scroll_area(inside)
        self.setLayout(column(section("完整经过"), (self.area, 1), gap=12, margins=(20, 16, 8, 0)))

    def show_story(self, question: Question, entries: list[Entry]) -> None:
        """Tell another story."""
        while (item := self._holder.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        rows = story_rows(question, entries)
        rows.addStretch(1)
        rows.setContentsMargins(0, 0, 12, 16)
        self._holder.addWidget(holder(rows))
