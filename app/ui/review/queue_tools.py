"""The row above the queue: year, whose cases, filters, and the button that assigns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.enums import DocumentKind
from app.services.review.cases import CaseRow
from app.services.review.queue import in_preset, is_due_soon
from app.ui.kit import Combo, FilterChip, Menu, SearchField, SegmentedSwitch, button, icon_button, row, title

# What the to-do rows of the start page open; the words stand on the chip.
PRESETS = {
    "mine": "待我初审",
    "second": "待我二审",
    "approve": "待审定",
    "overdue": "已逾期",
    "returned": "等单位重报",
    "waiting": "待分派",
}
_CHIPS = (
    ("er", "排放报告"),
    ("vr", "核查报告"),
    ("soon", "7天内到期"),
    ("open", "隐藏已完成"),
    ("hits", "有疑点"),
)
_KINDS = {DocumentKind.ER: "er", DocumentKind.VR: "vr"}
HEIGHT = 52


class QueueTools(QWidget):
    """Holds what is filtered. `filter_changed`: ask `accepts` and `words` again; `scope_changed`: other
    columns, too; `list_wanted`: the keyboard is to go back to the list.
    """

    filter_changed = Signal()
    scope_changed = Signal()
    list_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.preset = ""
        self.year = Combo(look="flat", name="年度")
        self.scope = SegmentedSwitch([("mine", "我的", 0), ("all", "全部", 0)], "mine", 30, "范围")
        self.chips = {
            key: button(words, "toggle", tip=f"按键 {number}")
            for number, (key, words) in enumerate(_CHIPS, 1)
        }
        self.chips["open"].setChecked(True)
        self.preset_chip = FilterChip("")
        self.preset_chip.hide()
        self.search = SearchField("单位、代码、首字母", 124, "/", name="筛选审核件")
        self.assign_button = button("分派…", icon="user-plus", tip="分派选中的审核件  M")
        self.export_button = icon_button("file-export", "导出全部意见：选中的，或列出的全部")
        self.assign_button.setAccessibleName("分派")
        self.risk_button = button("需要先看", icon="trending-up", tip="按风险排序，每家一句话")
        self.risk_button.hide()  # until there is known to be room
        self.more_button = icon_button("dots", "更多")
        self.setFixedHeight(HEIGHT)
        self.setLayout(
            row(
                title("报告审核"),
                self.year,
                self.scope,
                2,
                *self.chips.values(),
                self.preset_chip,
                None,
                self.search,
                self.export_button,
                self.risk_button,
                self.assign_button,
                self.more_button,
                margins=(16, 0, 16, 0),
            )
        )
        self.scope.chosen.connect(self.scope_changed)
        for chip in self.chips.values():
            chip.clicked.connect(self.filter_changed)
        self.preset_chip.removed.connect(self._on_preset_removed)
        self.preset_chip.opened.connect(self._on_preset_opened)
        self.search.searched.connect(self.filter_changed)
        self.search.left_down.connect(self.list_wanted)
        self.search.returnPressed.connect(self.list_wanted)

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.search.text()

    @property
    def is_all(self) -> bool:
        """Whether cases of everybody are shown."""
        return self.scope.current == "all"

    def show_counts(self, cases: Iterable[CaseRow], person: str) -> None:
        """How many cases there are, and how many are `person`'s."""
        rows = list(cases)
        self.scope.set_count("mine", sum(case.assignee == person or case.may_act(person) for case in rows))
        self.scope.set_count("all", len(rows))

    def show_years(self, years: Iterable[int], year: int) -> None:
        """The years to choose from."""
        choices = sorted({*years, year}, reverse=True)
        self.year.set_options([(f"{one} 年度", one) for one in choices], year)

    def accepts(self, case: CaseRow, person: str, today: date) -> bool:
        """Whether switch, chips and preset let a case pass."""
        on = {key for key, chip in self.chips.items() if chip.isChecked()}
        if self.preset and not in_preset(case, self.preset, person, today):
            return False
        if not self.is_all and case.assignee != person and not case.may_act(person):
            return False
        if on & set(_KINDS.values()) and _KINDS.get(case.kind) not in on:
            return False
        if "hits" in on and not case.open_hits:
            return False
        if "soon" in on and not is_due_soon(case, today):
            return False
        return not ("open" in on and case.state.is_final)

    def set_preset(self, preset: str) -> None:
        """Let pass only what a to-do row counts; the other filters are taken away."""
        self.reset()
        self.preset = preset
        self.preset_chip.set_words(PRESETS[preset])
        self.preset_chip.show()
        self.scope.set_current("all" if preset in ("waiting", "second", "approve") else "mine")
        self.scope_changed.emit()

    @Slot()
    def clear(self) -> None:
        """Take the filters away; the switch stays."""
        self.reset()
        self.filter_changed.emit()

    @Slot()
    def show_all(self) -> None:
        """Show cases of everybody."""
        self.scope.set_current("all")
        self.scope_changed.emit()

    def press_chip(self, number: int) -> None:
        """What the keys 1 to 5 do."""
        list(self.chips.values())[number].click()

    def focus_search(self) -> None:
        """The keyboard goes to the filter."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def reset(self) -> None:
        """Take the filters away without telling."""
        self.preset = ""
        self.preset_chip.hide()
        for chip in self.chips.values():
            chip.setChecked(False)
        self.search.clear()

    @Slot()
    def _on_preset_removed(self) -> None:
        self.preset = ""
        self.preset_chip.hide()
        self.filter_changed.emit()
        self.list_wanted.emit()

    @Slot()
    def _on_preset_opened(self) -> None:
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for preset, words in PRESETS.items():
            menu.add(words, partial(self.set_preset, preset))
        menu.popup(self.preset_chip.mapToGlobal(QPoint(0, self.preset_chip.height())))
