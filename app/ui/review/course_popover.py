"""流转记录: the steps a report has taken, newest first, with who, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.services.review.course import Step
from app.ui.kit import Chip, Label, caption, column, hline, holder, icon_button, row, scroll_area, section
from app.ui.popover import Popover
from app.ui.review.history_popover import when

_WIDTH, _HIGHEST = 440, 380


def step_words(step: Step) -> str:
    """Who did it with whom, by which document and why."""
    who = "、".join(dict.fromkeys((step.person, *step.companions)))
    typed = f"（{step.actor}录入）" if step.actor and step.actor != step.person else ""
    parts = (f"{who}{typed}", step.document and f"依据 {step.document}", step.reason)
    return "　".join(part for part in parts if part)


class CoursePopover(Popover):
    """The steps of one report."""

    def __init__(self, steps: Sequence[Step], today: date) -> None:
        super().__init__(_WIDTH)
        cross = icon_button("x", "关闭", "Esc")
        cross.clicked.connect(self.dismiss)
        self.add(row(section("流转记录"), None, cross))
        self.add(hline())
        lines = [_line(step, today) for step in reversed(steps)]
        body = column(*(lines or [caption("还没有流转记录。")]), None, gap=12, margins=(0, 4, 8, 4))
        inside = holder(body)
        inside.setFixedWidth(_WIDTH - 40)
        area = scroll_area(inside)
        area.setFixedHeight(min(_HIGHEST, body.totalHeightForWidth(_WIDTH - 40) + 8))
        self.add(area)


def _line(step: Step, today: date) -> QWidget:
    at = when(step.at.astimezone(), today) if step.at else ""
    head = row(Label(step.event.label, "strong"), Chip(step.after.label), None, gap=8)
    head.addWidget(caption(f"第{step.round}轮　{at}"))
    return holder(column(head, Label(step_words(step), "muted", wrap=True), gap=2))
