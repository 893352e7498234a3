"""The row above the table: search, saved filters, one chip for each condition, and the way to more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.services.units.rows import UnitRow
from app.ui.context import Context
from app.ui.kit import (
    SEPARATOR,
    Button,
    Combo,
    FilterChip,
    Menu,
    SearchField,
    button,
    link,
    row,
    tab_order,
    vline,
)
from app.ui.units.choice import ChoicePopover
from app.ui.units.filters import Filter, FilterField, chip_words, options, presets
from app.ui.units.saved_filters import SavedFiltersDialog

_MANAGE = "manage"
_GAP = 8


class ChipStrip(QWidget):
    """The chips of the conditions; those that do not fit stand in the menu of the last one."""

    opened = Signal(object)  # the condition
    removed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.chips: dict[FilterField, FilterChip] = {}
        self.more = button("", "quiet")
        self.more.clicked.connect(self._on_more)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(_GAP)
        self._line.addWidget(self.more)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_filter(self, wanted: Filter) -> None:
        """Show one chip for each condition; those that stay keep the focus."""
        for about in [about for about in self.chips if about not in wanted.chosen]:
            gone = self.chips.pop(about)
            gone.hide()
            gone.deleteLater()
        for place, (about, values) in enumerate(wanted.chosen.items()):
            words = chip_words(about, values)
            if about in self.chips:
                self.chips[about].set_words(words)
                continue
            chip = FilterChip(words)
            chip.opened.connect(partial(self.opened.emit, about))
            chip.removed.connect(partial(self.removed.emit, about))
            self.chips[about] = chip
            self._line.insertWidget(place, chip)

    def fit(self, available: int) -> int:
        """Show as many chips as fit into `available` pixels; returns the width that is taken."""
        widths = [chip.sizeHint().width() for chip in self.chips.values()]
        shown = len(widths)
        while shown and _line(widths[:shown]) + self._more_width(len(widths) - shown) > available:
            shown -= 1
        for place, chip in enumerate(self.chips.values()):
            chip.setVisible(place < shown)
        hidden = len(widths) - shown
        self.more.setVisible(hidden > 0)
        self.more.set_words(f"另 {hidden} 个")
        taken = _line(widths[:shown]) + self._more_width(hidden)
        self.setFixedWidth(taken)
        return taken

    def _more_width(self, hidden: int) -> int:
        return self.more.sizeHint().width() + _GAP if hidden else 0

    @Slot()
    def _on_more(self) -> None:
        menu = Menu(self)
        for about, chip in self.chips.items():
            if not chip.isVisible():
                menu.add(f"修改 {chip.text()}", partial(self.opened.emit, about), "filter")
        menu.addSeparator()
        for about, chip in self.chips.items():
            if not chip.isVisible():
                menu.add(f"去掉 {chip.text()}", partial(self.removed.emit, about), "x")
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def anchor(self, about: FilterField) -> QWidget:
        """Where the choice of a condition opens."""
        chip = self.chips.get(about)
        return chip if chip is not None and chip.isVisible() else self.more


def _line(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * max(len(widths) - 1, 0)


class FilterRow(QWidget):
    """Owns the present filter; `changed` tells a new one."""

    changed = Signal(object)

    def __init__(
        self, context: Context, rows: Callable[[], Sequence[UnitRow]], columns_button: Button
    ) -> None:
        """`rows`: all units of the year, for the values to choose from."""
        super().__init__()
        self._context, self._rows = context, rows
        self.filter = Filter()
        self.search = SearchField("名称、信用代码或拼音首字母", 250, name="筛选单位")
        self.search.setToolTip("按 / 或 Ctrl+F 到这里")
        self.saved = Combo(width=130, name="保存的筛选", hint="保存的筛选")
        self.strip = ChipStrip()
        self.add_button = button("添加筛选", "add", "plus")
        self.save_link = link("保存筛选", "bookmark")
        self.clear_link = link("清除")
        self.columns_button = columns_button
        self._parts = (self.search, self.saved, self.add_button, self.columns_button)
        self.setFixedHeight(44)
        self.setLayout(
            row(
                *(self.search, self.saved, vline(18), self.strip),
                *(self.add_button, self.save_link, self.clear_link, None, self.columns_button),
                gap=_GAP,
                margins=(24, 0, 18, 0),
            )
        )
        self.search.searched.connect(self._on_searched)
        self.saved.chosen.connect(self._on_saved_chosen)
        self.strip.opened.connect(self.open_choice)
        self.strip.removed.connect(self.remove)
        self.add_button.clicked.connect(self._on_add)
        self.save_link.clicked.connect(self._on_save)
        self.clear_link.clicked.connect(self.clear)
        self._show_saved()
        self._show()

    # The filter

    def set_filter(self, wanted: Filter) -> None:
        """Look for something else, and tell it."""
        if wanted.words != self.search.text():
            self.search.blockSignals(True)
            self.search.setText(wanted.words)
            self.search.blockSignals(False)
            self.search.clear_button.setVisible(bool(wanted.words))
        self.filter = wanted
        self._show()
        self.changed.emit(wanted)

    @Slot()
    def clear(self) -> None:
        """Take every condition away; the searched words stay."""
        self.set_filter(Filter(self.filter.words))
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def remove(self, about: FilterField) -> None:
        """Take one condition away."""
        self.set_filter(self.filter.with_values(about, ()))
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_searched(self, words: str) -> None:
        self.set_filter(replace(self.filter, words=words))

    # Conditions

    @Slot()
    def _on_add(self) -> None:
        menu = Menu(self)
        for about in FilterField:
            if about is FilterField.OVERDUE:
                menu.addSeparator()
            entry = menu.add(about.label + ("" if about.is_flag else "…"), partial(self._add, about))
            entry.setEnabled(about not in self.filter.chosen)
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height())))

    def _add(self, about: FilterField) -> None:
        if about.is_flag:
            self.set_filter(self.filter.with_flag(about))
        else:
            self.open_choice(about)

    @Slot(object)
    def open_choice(self, about: FilterField) -> None:
        """Choose the values of a condition; each tick acts at once."""
        if about.is_flag:
            return
        chosen = self.filter.chosen.get(about, frozenset())
        found = options(self._rows(), about)
        known = {value for value, _, _ in found}
        # A value that no unit has at present can still be taken away.
        found += [(value, value, 0) for value in sorted(chosen - known)]
        popover = ChoicePopover(about.label, found, chosen)
        popover.chosen.connect(partial(self._on_values, about))
        popover.open_at(self.strip.anchor(about) if about in self.filter.chosen else self.add_button)

    def _on_values(self, about: FilterField, values: object) -> None:
        assert isinstance(values, frozenset)
        self.set_filter(self.filter.with_values(about, values))

    # Kept filters

    def _show_saved(self) -> None:
        names = [name for name, _ in presets(self._context.settings.value.name)]
        own = list(self._context.settings.value.filters)
        entries = [(name, ("preset", name)) for name in names]
        if own:
            entries += [SEPARATOR, *((name, ("own", name)) for name in own)]  # type: ignore[list-item]
            entries += [SEPARATOR, ("管理…", (_MANAGE, ""))]  # type: ignore[list-item]
        self.saved.set_options(entries)

    @Slot(object)
    def _on_saved_chosen(self, value: tuple[str, str]) -> None:
        kind, name = value
        self.saved.set_value(None)
        if kind == _MANAGE:
            self._manage = SavedFiltersDialog(self.window(), self._context.settings)
            self._manage.finished.connect(self._show_saved)
            self._manage.open()
        elif kind == "own":
            stored = self._context.settings.value.filters.get(name, {})
            self.set_filter(Filter.restored(stored))
        else:
            self.set_filter(dict(presets(self._context.settings.value.name))[name])

    @Slot()
    def _on_save(self) -> None:
        name = self._context.messages.ask_line(
            "保存筛选", "名称", yes="保存筛选", hint="以后可在“保存的筛选”中选用", wrong=self._wrong_name
        )
        if name:
            kept = {**self._context.settings.value.filters, name: self.filter.stored()}
            self._context.settings.update(filters=kept)
            self._show_saved()
            self._context.shell.toast(f"已保存筛选“{name}”")

    def _wrong_name(self, name: str) -> str:
        if name in dict(presets(self._context.settings.value.name)):
            return "这个名称已用于自带的筛选，请换一个"
        return "名称请不超过 20 个字" if len(name) > 20 else ""

    # Looks

    def _show(self) -> None:
        is_on = bool(self.filter.chosen)
        self.strip.show_filter(self.filter)
        tab_order(self.saved, *self.strip.chips.values(), self.strip.more, self.add_button)
        self.save_link.setVisible(is_on)
        self.clear_link.setVisible(is_on)
        self.add_button.setEnabled(len(self.filter.chosen) < len(FilterField))
        self._fit()

    def _fit(self) -> None:
        """The chips get what the other parts leave."""
        parts = [self.add_button, self.columns_button]
        parts += [self.save_link, self.clear_link] if self.filter.chosen else []
        taken = 250 + 130 + 1 + sum(part.sizeHint().width() for part in parts)
        gaps = _GAP * (len(parts) + 4)
        self.strip.fit(max(0, self.width() - 42 - taken - gaps))
        self.strip.setVisible(bool(self.filter.chosen))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        self._fit()
