"""复算: the whole calculation of a report beside what it says, what was verified, and last year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.models.errors import AppError
from app.services.checking import (
    Calculation,
    CalculationRow,
    NewerEdition,
    Outcome,
    RowKind,
    calculation,
    calculation_rows,
    export_calculation,
    own_book,
)
from app.services.review.form import Head
from app.ui.context import Context
from app.ui.keys import with_cap
from app.ui.kit import (
    Band,
    EmptyState,
    Skeleton,
    button,
    caption,
    column,
    frame,
    hline,
    holder,
    row,
    section,
    vline,
)
from app.ui.messages import problem_of
from app.ui.review.recalculation_list import RecalculationHead, RecalculationList
from app.ui.review.recalculation_panel import RecalculationPanel
from app.ui.review.recalculation_popover import WorkingPopover
from app.ui.review.recalculation_rows import number, signed

_WIDE = 1500
_EXCEL = "Excel 工作簿 (*.xlsx)"


@dataclass(frozen=True)
class Shown:
    """What is read for the view."""

    found: Calculation
    rows: tuple[CalculationRow, ...]
    tolerance: str


def read_calculation(workspace: Any, unit_id: str, year: int, catalog: Any) -> Shown:
    """The calculation of a unit's report as a table."""
    with workspace.read() as session:
        found = calculation(session, unit_id, year, catalog)
        book = own_book(session, catalog.rules)
        limits = book.rules["X-01"].limits
        tolerance = f"容差 {limits['tonnes'].value} t 或 {limits['percent'].value} %，取大者"
        return Shown(found, calculation_rows(found, book), tolerance)


def newer_words(newer: NewerEdition) -> str:
    """因子版本更新: 2026.1 → 2026.1+3f9c2a1b，影响 +1.25 tCO₂."""
    effect = "没有影响" if not newer.effect else f"影响 {signed(newer.effect)} tCO₂"
    if newer.effect is None:
        effect = "影响无法计算"
    return f"因子版本更新：{newer.old} → {newer.new}，{effect}。本件仍按 {newer.old} 版复算，不随因子库改变。"


class RecalculationView(QWidget):
    """`place_wanted`: where a value stands; `left`: back to the checklist."""

    place_wanted = Signal(object)  # Where
    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._head: Head | None = None
        self._shown: Shown | None = None
        self.tolerance = caption()
        self.only_off = button("只看有差异", "toggle")
        self.working = with_cap(button("展示计算过程", icon="calculator"), "recalculation")
        self.export = button("导出 Excel…", icon="download")
        bar = row(
            section("排放量复算"),
            self.tolerance,
            None,
            self.only_off,
            self.working,
            self.export,
            margins=(16, 0, 16, 0),
        )
        self.list = RecalculationList()
        self.heads = RecalculationHead(self.list)
        self.foot = caption()
        self.edition = caption()
        foot = frame("foot", row(self.foot, None, self.edition, margins=(16, 0, 16, 0)), 40)
        self.newer = Band("", "warn")
        self.newer.hide()
        self.panel = RecalculationPanel()
        self._side = holder(row(vline(), self.panel, gap=0))
        middle = row((holder(column(self.heads, (self.list, 1), gap=0)), 1), self._side, gap=0)
        table = column(frame("panel", bar, 48), self.newer, hline(), (holder(middle), 1), foot, gap=0)
        self.empty = EmptyState("calculator", "报告里没有可复算的数据")
        self.back = button("回到审核", key="Esc")
        self.empty.set_buttons((self.back,))
        self._stack = QStackedLayout(self)
        for one in (Skeleton(10), holder(table), self.empty):
            self._stack.addWidget(one)
        self.only_off.toggled.connect(self._show)
        self.working.clicked.connect(self._on_working)
        self.export.clicked.connect(self._on_export)
        self.list.working_wanted.connect(self._on_row_working)
        self.list.place_wanted.connect(self._on_place)
        self.list.left.connect(self.left)
        self.list.current_changed.connect(self._on_current)
        self.back.clicked.connect(self.left)

    def show_report(self, head: Head) -> None:
        """Compute a report anew; what is shown of the same report stays until then."""
        if self._head is None or self._head.report_id != head.report_id:
            self._shown = None
            self._stack.setCurrentIndex(0)
        self._head = head
        c = self._context
        args = (c.workspace, head.unit_id, head.year, c.catalog)
        c.jobs.read("排放量复算", read_calculation, *args, then=self._on_read, failed=self._on_failed)

    def focus_table(self) -> None:
        """Give the keys to the table, or to the one button where there is none."""
        target = self.list if self._stack.currentIndex() == 1 else self.back
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_read(self, shown: Shown) -> None:
        self._shown = shown
        if not any(one.kind is RowKind.LINE for one in shown.rows):
            self._say_empty("这份报告没有填报活动数据。请先在“登记收件”中导入报告文件，或手工填写数据。")
            return
        had_focus = self.back.hasFocus()
        self._stack.setCurrentIndex(1)
        self.tolerance.setText(f"tCO₂ · {shown.tolerance}")
        self.edition.setText(f"因子库 {shown.found.library.edition} 版")
        newer = shown.found.newer
        self.newer.setVisible(newer is not None)
        if newer is not None:
            self.newer.set_words(newer_words(newer))
        self._on_current(self.list.current)
        total = shown.rows[-1]
        words = "没有上年数据"
        if total.swing is not None:
            share = signed(total.swing.percent, 2, "%") if total.swing.percent is not None else "—"
            words = f"较上年 {number(total.prior)}：报告 {signed(total.swing.amount)}（{share}）"
        self.foot.setText(words)
        self._show()
        if had_focus:
            self.focus_table()

    def _on_failed(self, error: AppError) -> None:
        self._shown = None
        self._say_empty(error.sentence)

    def _say_empty(self, sentence: str) -> None:
        self.empty.set_words("报告里没有可复算的数据", sentence)
        self._stack.setCurrentIndex(2)

    @Slot()
    def _show(self) -> None:
        rows = self._shown.rows if self._shown else ()
        if self.only_off.isChecked():
            rows = tuple(one for one in rows if one.outcome not in (None, Outcome.SAME))
        self.list.show_rows(rows)

    @Slot(object)
    def _on_current(self, current: CalculationRow | None) -> None:
        edition = self._shown.found.library.edition if self._shown else ""
        self.panel.show_row(current, edition)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel stands beside the table where there is room for all columns of it."""
        super().resizeEvent(event)
        self._side.setVisible(event.size().width() >= _WIDE)

    @Slot()
    def _on_working(self) -> None:
        if self.list.current is not None:
            self._on_row_working(self.list.current)

    @Slot(object)
    def _on_row_working(self, shown: CalculationRow) -> None:
        self.popover = WorkingPopover(shown)
        self.popover.open_at(self.list, self.list.working_rect())

    @Slot(object)
    def _on_place(self, shown: CalculationRow) -> None:
        if shown.where is not None:
            self.place_wanted.emit(shown.where)

    @Slot()
    def _on_export(self) -> None:
        shown, head = self._shown, self._head
        if shown is None or head is None:
            return
        name = f"{head.unit_name}{head.year}年排放量复算.xlsx"
        path = self._context.files.save_file("calculation", "导出排放量复算", name, _EXCEL)
        if path is not None:
            note = f"{head.unit_name} {head.year}年 第{head.round}轮 因子库{shown.found.library.edition}版"
            self._context.jobs.read(
                "导出排放量复算",
                export_calculation,
                *(shown.rows, note, path),
                then=self._on_exported,
                failed=self._on_not_exported,
            )

    def _on_exported(self, path: object) -> None:
        self._context.shell.toast("已导出排放量复算")

    def _on_not_exported(self, error: AppError) -> None:
        problem = problem_of("没有导出排放量复算", error, is_safe=True, action="导出排放量复算")
        self._context.messages.error(problem)
