"""The score sheet of a verification report: what it takes off, and the score that comes out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.models.amounts import parse_amount, show_amount
from app.services.review.score import Score
from app.ui.kit import Label, caption, column, frame, hline, link, row, section


class ScoreTable(QWidget):
    """Lines with reason and points. `taken` tells the computed score when the person accepts it."""

    taken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._score: Score | None = None
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self._lines: list[tuple[Label, Label, Label]] = []
        self.total = section("")
        self.use = link("填入这个得分")
        self.note = caption(wrap=True)
        head = row(Label("评分表", "strong"), None, self.total, self.use, gap=10)
        well = frame("well", column(head, hline(), self._grid, self.note, gap=8, margins=(12, 10, 12, 10)))
        self.setLayout(row((well, 1)))
        self.use.clicked.connect(self._on_use)

    def show_score(self, score: Score | None, answer: str, can_edit: bool) -> None:
        """Show the sheet next to the answer that was given."""
        self._score = score
        if score is None:
            return
        while len(self._lines) < len(score.lines):
            self._add_line()
        for labels, line in zip(self._lines, score.lines, strict=False):
            labels[0].setText(line.text)
            labels[1].setText(line.reason)
            labels[2].setText(f"−{show_amount(line.taken)}" if line.taken else "0")
            labels[2].set_tone("bad" if line.taken else "quiet")
        self.total.setText(f"{show_amount(score.value)} 分 · {score.grade}")
        given = parse_amount(answer)
        differs = given is not None and given != score.value
        words = f"填写的得分与评分表不一致。{score.note}" if differs else score.note
        self.note.setText(words)
        self.note.set_tone("warn" if differs else "")
        self.use.setVisible(can_edit and given != score.value)

    def _add_line(self) -> None:
        number = 2 * len(self._lines)
        labels = (Label(wrap=True), caption(wrap=True), Label())
        self._grid.addWidget(labels[0], number, 0)
        self._grid.addWidget(labels[2], number, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(labels[1], number + 1, 0)
        self._lines.append(labels)

    @Slot()
    def _on_use(self) -> None:
        if self._score is not None:
            self.taken.emit(f"{self._score.value:f}")
