"""Several conflicts of one unit decided together: what would be taken, before it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.services.exchange.questions import Question
from app.ui.dialog import Dialog
from app.ui.kit import ElidedLabel, Icon, Label, button, column, hline, holder, row, scroll_area

_HIGHEST, _ROW = 320, 62


class TogetherDialog(Dialog):
    """Lists the questions with the value that each would get; its primary button takes them all."""

    def __init__(self, parent: QWidget, chosen: Sequence[tuple[Question, int]], whose: str) -> None:
        unit = chosen[0][0].conflict.unit.name
        super().__init__(parent, f"都采用{whose}", unit, width=640)
        self.asks_before_loss = False
        body = column(gap=0)
        for question, number in chosen:
            side = question.sides[number]
            others = "、".join(one.words for n, one in enumerate(question.sides) if n != number)
            taken = ElidedLabel(" ".join(side.words.split()), "strong")
            dropped = ElidedLabel(f"不采用：{' '.join(others.split())}", "caption")
            label = Label(question.short, "muted")
            label.setFixedWidth(190)
            line = row(
                *(label, Icon("check", "good", 14), (column(taken, dropped, gap=2), 1)),
                gap=10,
                margins=(0, 9, 0, 9),
            )
            body.addLayout(line)
            body.addWidget(hline())
        body.addStretch(1)
        area = scroll_area(holder(body))
        area.setFixedHeight(min(_HIGHEST, len(chosen) * _ROW + 8))
        self.add(area)
        self.set_note("不采用的值仍留在修改记录里；可用 Ctrl+Z 一次撤销。")
        self.add_cancel()
        self.starts_at = self.add_button(button(f"采用 {len(chosen)} 处", "primary"))
