"""What is counted: one chip for each facet that is limited, and a popover to choose its words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.statistics.facts import YearFacts
from app.services.statistics.figures import FACETS, NO_FILTER, Facet, Filter, choices
from app.ui.kit import (
    CheckBox,
    FilterChip,
    Menu,
    SearchField,
    button,
    caption,
    column,
    holder,
    link,
    row,
    scroll_area,
    section,
    tab_order,
)
from app.ui.popover import Popover

_SEARCHED_FROM = 10
_BOX_HEIGHT = 28
_MOST_SEEN = 9


class WordsPopover(Popover):
    """Check boxes for the words of one facet, with how many reports each has. Applies when it closes."""

    chosen = Signal(object, object)  # the Facet, the chosen words

    def __init__(self, facet: Facet, words: Sequence[tuple[str, int]], on: frozenset[str]) -> None:
        super().__init__(300)
        self._facet, self._before = facet, on
        self.boxes = [CheckBox(word, f"{word}，{count}") for word, count in words]
        self._lines: list[tuple[str, QWidget]] = []
        self.none_link = link("全部")
        self.none_link.setToolTip("去掉这一项筛选")
        self.add(row(section(facet.label), None, self.none_link))
        if len(words) > _SEARCHED_FROM:
            self.search = SearchField(f"查找{facet.label}", name=f"查找{facet.label}")
            self.search.searched.connect(self._on_search)
            self.add(self.search)
        lines = column(gap=0)
        for box, (word, count) in zip(self.boxes, words, strict=True):
            box.setChecked(word in on)
            line = holder(row(box, None, caption(f"{count:,}"), margins=(2, 0, 12, 0)))
            line.setFixedHeight(_BOX_HEIGHT)
            self._lines.append((word, line))
            lines.addWidget(line)
        lines.addStretch(1)
        area = scroll_area(holder(lines))
        area.setFixedHeight(min(len(words), _MOST_SEEN) * _BOX_HEIGHT + 4)
        self.add(area)
        self.done_button = button("完成", "primary")
        self.add(row(None, self.done_button))
        self.none_link.clicked.connect(self._on_none)
        self.done_button.clicked.connect(self.dismiss)
        self.closed.connect(self._on_closed)

    @Slot(str)
    def _on_search(self, words: str) -> None:
        for word, line in self._lines:
            line.setVisible(words.strip().casefold() in word.casefold())

    @Slot()
    def _on_none(self) -> None:
        for box in self.boxes:
            box.setChecked(False)
        self.dismiss()

    @Slot()
    def _on_closed(self) -> None:
        on = frozenset(box.words for box in self.boxes if box.isChecked())
        if on != self._before:
            self.chosen.emit(self._facet, on)


class FilterBar(QWidget):
    """The chips in a row. `changed` tells the new filter."""

    changed = Signal(object)

    def __init__(self, chosen: Filter = NO_FILTER) -> None:
        super().__init__()
        self.filter: Filter = dict(chosen)
        self._facts: YearFacts | None = None
        self._before: QWidget | None = None
        self._chips: dict[str, FilterChip] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.add_button = button("添加筛选", "add", "plus")
        self.add_button.clicked.connect(self._on_add)
        self._layout.addWidget(self.add_button)
        self._show()

    @property
    def chips(self) -> list[FilterChip]:
        """The chips that are shown, in order."""
        return list(self._chips.values())

    def set_facts(self, facts: YearFacts) -> None:
        """What can be chosen from."""
        self._facts = facts

    def follow(self, widget: QWidget) -> None:
        """Let Tab come here from `widget`; new chips are put in between too."""
        self._before = widget
        self._order()

    def _order(self) -> None:
        if self._before is not None:
            tab_order(self._before, *self._chips.values(), self.add_button)

    def _show(self) -> None:
        for chip in self._chips.values():
            self._layout.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for facet in (facet for facet in FACETS if facet.key in self.filter):
            known = [word for word in facet.order if word in self.filter[facet.key]]
            others = sorted(self.filter[facet.key] - set(known))
            chip = FilterChip(f"{facet.label}：{'、'.join([*known, *others])}")
            chip.opened.connect(partial(self.open_facet, facet))
            chip.removed.connect(partial(self._remove, facet))
            self._layout.insertWidget(len(self._chips), chip)
            chip.show()
            self._chips[facet.key] = chip
        self.add_button.setVisible(len(self._chips) < len(FACETS))
        self._order()

    def open_facet(self, facet: Facet) -> WordsPopover | None:
        """Ask for the words of a facet."""
        if self._facts is None:
            return None
        on = self.filter.get(facet.key, frozenset())
        # A word that is chosen stays to be seen, although no report of this year has it.
        words = choices(self._facts, facet)
        words += [(word, 0) for word in sorted(on - {word for word, _ in words})]
        popover = WordsPopover(facet, words, on)
        popover.chosen.connect(self._on_chosen)
        popover.open_at(self._chips.get(facet.key, self.add_button))
        return popover

    @Slot()
    def _on_add(self) -> None:
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for facet in (facet for facet in FACETS if facet.key not in self.filter):
            menu.add(f"{facet.label}…", partial(self.open_facet, facet))
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 2)))

    @Slot(object, object)
    def _on_chosen(self, facet: Facet, words: frozenset[str]) -> None:
        self._set(facet, words)

    def _remove(self, facet: Facet) -> None:
        self._set(facet, frozenset())
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, facet: Facet, words: frozenset[str]) -> None:
        rest = {key: value for key, value in self.filter.items() if key != facet.key}
        self.filter = {**rest, facet.key: words} if words else rest
        self._show()
        self.changed.emit(self.filter)
