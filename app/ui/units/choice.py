"""The small card in which the values of a condition are ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.ui.kit import (
    CheckBox,
    ElidedLabel,
    SearchField,
    caption,
    column,
    holder,
    link,
    row,
    scroll_area,
    section,
)
from app.ui.popover import Popover

_MANY = 10
_ROW = 28


class ChoicePopover(Popover):
    """Values with how many units have them. `chosen` tells the ticked ones after each tick."""

    chosen = Signal(object)  # frozenset of values

    def __init__(self, heading: str, options: Sequence[tuple[str, str, int]], ticked: frozenset[str]) -> None:
        """`options`: (value, word, count)."""
        super().__init__(280)
        self._values = [value for value, _, _ in options]
        self._ticked = set(ticked)
        self.boxes = QButtonGroup(self)
        self.boxes.setExclusive(False)
        self.none_link = link("全不选")
        self.none_link.clicked.connect(self._on_none)
        self.add(row(section(heading), None, self.none_link))
        self.search = SearchField("查找", name=f"查找{heading}")
        self.search.searched.connect(self._on_searched)
        self.search.setVisible(len(options) > _MANY)
        self.add(self.search)
        self._lines: list[tuple[str, QWidget]] = []
        for number, (value, word, count) in enumerate(options):
            self._lines.append((word, self._line(number, value, word, count)))
        body = holder(column(*(line for _, line in self._lines), None, gap=0))
        area = scroll_area(body)
        area.setFixedHeight(min(len(options), _MANY) * _ROW + 2)
        self.add(area)
        self.boxes.idToggled.connect(self._on_toggled)

    def _line(self, number: int, value: str, word: str, count: int) -> QWidget:
        box = CheckBox("", word)
        box.setChecked(value in self._ticked)
        self.boxes.addButton(box, number)
        label = ElidedLabel(word)
        label.setBuddy(box)
        line = holder(row(box, (label, 1), caption(f"{count:,}"), gap=8, margins=(2, 0, 6, 0)))
        line.setFixedHeight(_ROW)
        return line

    @Slot(int, bool)
    def _on_toggled(self, number: int, on: bool) -> None:
        value = self._values[number]
        (self._ticked.add if on else self._ticked.discard)(value)
        self.chosen.emit(frozenset(self._ticked))

    @Slot()
    def _on_none(self) -> None:
        for box in self.boxes.buttons():
            box.setChecked(False)

    @Slot(str)
    def _on_searched(self, words: str) -> None:
        for word, line in self._lines:
            line.setVisible(words.casefold() in word.casefold())
