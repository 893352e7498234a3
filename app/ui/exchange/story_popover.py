"""完整经过: everything that a field ever said, newest first."""

from __future__ import annotations

from PySide6.QtCore import Qt

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


class StoryPopover(Popover):
    """Lists `entries` of the field that `question` is about."""

    def __init__(self, question: Question, entries: list[Entry]) -> None:
        super().__init__(_WIDTH)
        cross = icon_button("x", "关闭", "Esc")
        cross.clicked.connect(self.dismiss)
        self.add(row(section("完整经过"), None, caption(question.short), cross))
        self.add(hline())
        words = {side.value: side.words for side in question.sides}
        for words_of, value in question.options:
            words.setdefault(value, words_of)
        is_deletion = question.conflict.is_deletion
        body = column(gap=12)
        for entry in entries:
            said = words.get(entry.value)
            if said is None:
                said = ("删除" if entry.value is None else "新建") if is_deletion else entry.value or "（空）"
            is_open = any(
                entry.value == side.value and any(s.at == entry.at for s in side.sayings)
                for side in question.sides
            )
            head = row(Label(entry.actor, "strong"), caption(entry.device), None)
            if is_open:
                head.addWidget(Chip("待定"))
            when = caption(
                f"{full_moment(entry.at)} · {entry.label}" if entry.label else full_moment(entry.at)
            )
            told = column(head, Label(said, wrap=True), when, gap=2)
            body.addLayout(row(column(Avatar(entry.actor, 22, "quiet"), None), (told, 1), gap=10))
        body.addStretch(1)
        inside = holder(body)
        inside.setFixedWidth(_WIDTH - 44)
        area = scroll_area(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        high = max(body.totalHeightForWidth(_WIDTH - 44), body.totalSizeHint().height())
        area.setFixedHeight(min(_HIGHEST, high + 8))
        self.add(area)
