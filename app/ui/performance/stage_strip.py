"""The line of a project: 目标申报 → 中期监控 → 自评, with what is there and what can be begun."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from app.services.performance.around import Around
from app.services.performance.profiles import FormKind
from app.services.performance.store import TableName
from app.ui.kit import Button, ElidedLabel, Icon, Menu, link, row

HEIGHT = 34
_STEPS = (
    (FormKind.DECLARATION, "目标申报", "target-arrow"),
    (FormKind.MONITORING, "中期监控", "eye"),
    (FormKind.SELF_EVALUATION, "自评", "clipboard-check"),
)


class StageStrip(QFrame):
    """Three steps; the one that is shown is marked, one that is missing is offered."""

    table_wanted = Signal(str)
    begin_wanted = Signal(str)  # value of a FormKind
    link_wanted = Signal()
    differences_wanted = Signal()
    next_year_wanted = Signal()
    proofs_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.setFixedHeight(HEIGHT)
        self._around = Around()
        self._table_id = ""
        self._here = FormKind.SELF_EVALUATION
        self.steps: dict[FormKind, Button] = {}
        items: list[QWidget | int] = []
        for kind, name, icon in _STEPS:
            made = Button(name, "toggle", icon)
            made.setProperty("step", kind.value)
            made.clicked.connect(self._on_step)
            self.steps[kind] = made
            items += [Icon("arrow-right", "ink-2", 14)] * bool(items) + [made]
        self.words = ElidedLabel("", "caption")
        self.differences = link("查看不同", "arrows-exchange")
        self.connect_link = link("选择依据的申报表", "link")
        self.proofs = link("佐证材料", "paperclip")
        self.next_year = link("做下一年申报", "calendar-month")
        self.differences.clicked.connect(self.differences_wanted)
        self.connect_link.clicked.connect(self.link_wanted)
        self.proofs.clicked.connect(self.proofs_wanted)
        self.next_year.clicked.connect(self._on_next_year)
        ends = (self.differences, self.connect_link, self.proofs, self.next_year)
        self.setLayout(row(*items, 8, (self.words, 1), *ends, gap=6, margins=(12, 0, 16, 0)))

    def show_around(self, around: Around, here: FormKind, table_id: str, *, can_edit: bool) -> None:
        """Show the line of the project that the table belongs to."""
        self._around, self._table_id, self._here = around, table_id, here
        line = around.line
        for kind, words, _ in _STEPS:
            step, tables = self.steps[kind], self._tables(kind)
            is_here = kind is here
            count = f"（{len(tables)}）" if len(tables) > 1 else ""
            missing = "" if tables else " · 未做"
            step.set_words(f"{words}{count}{missing}")
            step.setChecked(is_here)
            can_begin = can_edit and line.declaration is not None and kind is not FormKind.DECLARATION
            step.setEnabled(is_here or bool(tables) or can_begin)
            step.setToolTip(self._tip(kind, tables, can_begin))
        self.words.setText(self._words(here))
        number = len(around.proofs)
        self.proofs.set_words(f"佐证材料 {number}" if number else "佐证材料")
        self.proofs.setVisible(here is not FormKind.DECLARATION)
        stands_alone = line.declaration is None and here is not FormKind.DECLARATION
        self.connect_link.setVisible(stands_alone and can_edit)
        is_declared = here is FormKind.DECLARATION
        self.next_year.setVisible(is_declared and (can_edit or line.after is not None))
        self.next_year.set_words(f"{line.after.year} 年申报" if line.after else "做下一年申报")

    def show_differences(self, count: int) -> None:
        """How many places are not as the declaration has them."""
        self.differences.setVisible(bool(count))
        self.differences.set_words(f"与申报表有 {count} 处不同")

    def _tables(self, kind: FormKind) -> tuple[TableName, ...]:
        line = self._around.line
        one = {FormKind.DECLARATION: line.declaration, FormKind.SELF_EVALUATION: line.evaluation}
        if kind is FormKind.MONITORING:
            return line.monitorings
        found = one[kind]
        return (found,) if found else ()

    def _tip(self, kind: FormKind, tables: tuple[TableName, ...], can_begin: bool) -> str:
        if tables:
            return f"{tables[0].year} 年 {tables[0].name}"
        return f"由申报表开始{kind.label}，指标和目标值自动带入" if can_begin else ""

    def _words(self, here: FormKind) -> str:
        around = self._around
        missed = sum(around.missed.values())
        if around.missed and here is not FormKind.DECLARATION:
            return f"中期监控预计 {missed} 项完不成" if missed else "中期监控预计全部完成"
        before = around.line.before
        return f"接续 {before.year} 年申报" if before and here is FormKind.DECLARATION else ""

    @Slot()
    def _on_step(self) -> None:
        kind = FormKind.of(str(self.sender().property("step")))
        self.steps[kind].setChecked(kind is self._here)
        tables = self._tables(kind)
        if not tables:
            self.begin_wanted.emit(kind.value)
        elif kind is FormKind.MONITORING:
            self.monitoring_menu().popup(self.steps[kind].mapToGlobal(self.steps[kind].rect().bottomLeft()))
        elif tables[0].id != self._table_id:
            self.table_wanted.emit(tables[0].id)

    def monitoring_menu(self) -> Menu:
        """Those that are there, and one more: a project may be looked at twice a year."""
        menu = Menu(self)
        for number, one in enumerate(self._tables(FormKind.MONITORING), 1):
            entry = menu.add(f"第 {number} 次监控", icon="check" if one.id == self._table_id else "")
            entry.setData(one.id)
        menu.addSeparator()
        menu.add("再做一次监控…", is_enabled=self._around.line.declaration is not None).setData("")
        menu.triggered.connect(self._on_monitoring)
        return menu

    @Slot(object)
    def _on_monitoring(self, entry: object) -> None:
        key = str(entry.data())  # type: ignore[attr-defined]
        if not key:
            self.begin_wanted.emit(FormKind.MONITORING.value)
        elif key != self._table_id:
            self.table_wanted.emit(key)

    @Slot()
    def _on_next_year(self) -> None:
        after = self._around.line.after
        if after is None:
            self.next_year_wanted.emit()
        else:
            self.table_wanted.emit(after.id)
