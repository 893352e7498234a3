"""The column of the checklist: filter, sections, items."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.services.checking import CaseHits
from app.services.review.form import ReviewForm
from app.ui.keys import with_cap
from app.ui.kit import (
    Icon,
    SearchField,
    SegmentedSwitch,
    button,
    caption,
    column,
    frame,
    hline,
    icon_button,
    row,
)
from app.ui.review.checklist_model import ALL, BAD, HITS, OPEN, ChecklistModel, is_open
from app.ui.review.checklist_view import ChecklistView
from app.ui.review.section_strip import SectionStrip

_NARROW = 476


class ChecklistPanel(QWidget):
    """Filter switch, section strip and list. The signals of `view` tell what the person does."""

    current_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.lines = ChecklistModel()
        self.view = ChecklistView(self.lines)
        self.switch = SegmentedSwitch(
            ((ALL, "全部", 0), (OPEN, "未判定", 0), (HITS, "疑点", 0), (BAD, "问题", 0)),
            height=28,
            name="筛选条目",
        )
        self.search = with_cap(SearchField("筛选", 118, name="按编号或文字筛选条目"), "filter")
        self.density = icon_button("adjustments-horizontal", "显示全文")
        self.density.setCheckable(True)
        self.strip = SectionStrip()
        head = row(self.switch, None, self.search, self.density, gap=6, margins=(12, 0, 8, 0))
        top = frame("panel", head, 44)
        self.adopt = button("采纳全部自动判断…", "link")
        self._adopt_words = caption()
        line = row(
            Icon("calculator", "ink-2", 14), self._adopt_words, None, self.adopt, margins=(16, 0, 12, 0)
        )
        self._adopt = frame("panel", line, 32)
        self._adopt.hide()
        layout = column(top, self.strip, hline(), self._adopt, (self.view, 1), gap=0)
        body = frame("panel", layout)
        self.setLayout(row((body, 1), gap=0))
        self.switch.chosen.connect(self._on_filter)
        self.search.searched.connect(self._on_search)
        self.search.left_down.connect(self.focus_list)
        self.search.returnPressed.connect(self._on_search_done)
        self.density.toggled.connect(self._on_density)
        self.strip.chosen.connect(self._on_section)
        self.view.section_awaited.connect(self.strip.set_glow)
        self.view.current_changed.connect(self._on_current)
        self.setTabOrder(self.switch.segment(ALL), self.view)

    def show_form(self, form: ReviewForm | None, code: str = "") -> None:
        """Show a report from the start, at item `code` or at the first one still to be judged."""
        self.search.clear()
        self.lines.words = ""
        self.lines.filter = ALL
        self.switch.set_current(ALL)
        self.lines.show(form)
        self._show_counts(form)
        place = self.lines.place_of(code)
        if place < 0:
            place = self.lines.next_open(-1)
        self.view.select(place if place >= 0 else 1)

    def update_form(self, form: ReviewForm) -> None:
        """Take over what changed; place and scroll stay."""
        code = self.current_code
        if not self.lines.update(form):
            self.view.select(max(self.lines.place_of(code), 1))
        self._show_counts(form)

    @property
    def current_code(self) -> str:
        """The code of the current item, or ""."""
        current = self.view.current_row
        return current.code if current else ""

    def go_to(self, code: str) -> bool:
        """Make an item current; the filter gives way where it hides it."""
        if self.lines.place_of(code) < 0:
            self.search.clear()
            self.switch.set_current(ALL)
            self.lines.set_filter(ALL, "")
        place = self.lines.place_of(code)
        self.view.select(place)
        return place >= 0

    @Slot()
    def focus_list(self) -> None:
        """Give the keys to the list."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    @Slot()
    def focus_filter(self) -> None:
        """To the filter by words."""
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._fit()
        self.search.selectAll()

    def set_editable(self, can_edit: bool) -> None:
        """Whether verdicts may be given."""
        self.view.can_judge = can_edit
        self.view.viewport().update()

    def show_hits(self, hits: CaseHits) -> None:
        """Mark the items with hits that are still to be settled."""
        self.lines.levels, self.lines.open_hits = hits.open_levels, hits.open_counts
        self.switch.set_count(HITS, sum(hits.open_counts.values()))
        sections = {row.code: row.item.section for _, row in self.lines.items()}
        self.strip.set_hits({sections[code] for code in hits.open_levels if code in sections})
        self.view.viewport().update()

    def show_conflicts(self, counts: Mapping[str, int]) -> None:
        """Mark the items (by code) in which several values stand undecided."""
        self.lines.conflicts = counts
        self.view.viewport().update()

    def show_adoptable(self, count: int) -> None:
        """How many open items the checks find in order."""
        self._adopt.setVisible(bool(count))
        self._adopt_words.setText(f"程序已判断 {count} 项，均无疑点")

    def _fit(self) -> None:
        """In a narrow column the filter by words takes the place of the switch while it is used."""
        is_narrow = self.width() < _NARROW
        is_used = self.search.hasFocus() or bool(self.search.text())
        self.search.setVisible(not is_narrow or is_used)
        self.switch.setVisible(not is_narrow or not is_used)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use a narrow or a wide column well."""
        super().resizeEvent(event)
        self._fit()

    def _show_counts(self, form: ReviewForm | None) -> None:
        items = form.items if form else ()
        self.switch.set_count(ALL, len(items))
        self.switch.set_count(OPEN, sum(map(is_open, items)))
        self.switch.set_count(BAD, sum(one.is_bad for one in items))
        self.strip.show_counts(form.sections if form else ())

    def _filter(self, name: str, words: str) -> None:
        code = self.current_code
        self.lines.set_filter(name, words)
        place = self.lines.place_of(code)
        self.view.select(place if place >= 0 else next((n for n, _ in self.lines.items()), -1))

    @Slot(str)
    def _on_filter(self, name: str) -> None:
        self._filter(name, self.search.text())
        self.focus_list()

    @Slot(str)
    def _on_search(self, words: str) -> None:
        if words.strip().casefold() != self.lines.words:
            self._filter(self.switch.current, words)

    @Slot()
    def _on_search_done(self) -> None:
        if not self.search.is_composing:
            self.focus_list()

    @Slot(bool)
    def _on_density(self, is_tall: bool) -> None:
        self.view.set_tall(is_tall)

    @Slot(str)
    def _on_section(self, code: str) -> None:
        self.view.go_section(code)
        self.focus_list()

    @Slot(str)
    def _on_current(self, code: str) -> None:
        current = self.view.current_row
        if current is not None:
            self.strip.set_current(current.item.section)
        self.current_changed.emit(code)
