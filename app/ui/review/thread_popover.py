"""问题经过: everything that happened to a finding, newest first, from the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.services.review.findings import ThreadEntry, ThreadField
from app.ui.kit import Chip, Label, caption, column, hline, holder, icon_button, row, scroll_area, section
from app.ui.popover import Popover
from app.ui.review.history_popover import when

_WIDTH, _HIGHEST = 420, 320
_CHIPS = (ThreadField.STATE, ThreadField.FOLLOW_UP)


class ThreadPopover(Popover):
    """The thread of one finding."""

    def __init__(self, entries: Sequence[ThreadEntry], today: date) -> None:
        super().__init__(_WIDTH)
        cross = icon_button("x", "关闭", "Esc")
        cross.clicked.connect(self.dismiss)
        self.add(row(section("问题经过"), None, cross))
        self.add(hline())
        body = column(gap=10, margins=(0, 4, 8, 4))
        for entry in entries:
            head = row(Label(entry.actor, "strong"), caption(when(entry.at.astimezone(), today)), None, gap=8)
            if entry.field in _CHIPS:
                head.addWidget(Chip(entry.text))
                body.addLayout(head)
            else:
                words = Label(f"{entry.field.label}：{entry.text}", "muted", wrap=True)
                body.addWidget(holder(column(head, words, gap=2)))
        body.addStretch(1)
        inside = holder(body)
        inside.setFixedWidth(_WIDTH - 40)
        area = scroll_area(inside)
        area.setFixedHeight(min(_HIGHEST, body.totalHeightForWidth(_WIDTH - 40) + 8))
        self.add(area)
