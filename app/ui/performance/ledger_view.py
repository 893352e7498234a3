"""The project ledger 项目台账: prices, payments, trainings, surveys, visits and products of the project."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.models.errors import AppError
from app.services.files import safe_name
from app.services.performance.ledger import foot_words
from app.services.performance.ledger_cells import LedgerKind
from app.services.performance.ledger_export import export_ledger
from app.ui.context import Context
from app.ui.kit import (
    Band,
    Label,
    SegmentedSwitch,
    button,
    caption,
    column,
    frame,
    hline,
    link,
    row,
    vline,
)
from app.ui.messages import RETRY, SAVE_AS, problem_of
from app.ui.performance.ledger_grid import LedgerGrid, LedgerHead
from app.ui.performance.ledger_model import LedgerModel

if TYPE_CHECKING:
    from app.models.database import Workspace

_BAR, _SAYS, _FOOT = 48, 36, 40
_KEYS = "直接输入新增一行 · Ctrl+V 粘贴 Excel 多行多列 · Ctrl+D 照抄上一行 · Ctrl+Delete 删除一行"


class LedgerView(QWidget):
    """One table at a time, typed in like a spreadsheet."""

    left = Signal()

    def __init__(self, context: Context, source: QObject) -> None:
        super().__init__()
        self._context = context
        self._target = Path()
        self.model = LedgerModel(context, source)
        self.grid = LedgerGrid(self.model)
        self.back = link("返回绩效表", "arrow-left")
        self.back.setToolTip("返回绩效表  Esc")
        self.switch = SegmentedSwitch([(k.value, k.label) for k in LedgerKind], height=30, name="哪一张台账")
        self.export_button = button("导出 Excel…", icon="file-spreadsheet")
        self.purpose = caption("")
        self.notice = Band("", "warn", can_close=True)
        self.notice.hide()
        self.sum = Label("", "strong")
        self.keys = caption(_KEYS)
        bar = frame("surface", height=_BAR)
        bar.setLayout(
            row(self.back, vline(18), self.switch, None, self.export_button, gap=12, margins=(16, 0, 16, 0))
        )
        foot = frame("foot", row(self.sum, None, self.keys, margins=(16, 0, 16, 0)), height=_FOOT)
        says = frame("surface", row((self.purpose, 1), margins=(16, 0, 16, 0)), height=_SAYS)
        self.setLayout(
            column(bar, hline(), says, LedgerHead(self.model), (self.grid, 1), self.notice, foot, gap=0)
        )
        self.back.clicked.connect(self.leave)
        self.switch.chosen.connect(self._on_kind)
        self.export_button.clicked.connect(self.export)
        self.model.replaced.connect(self._on_replaced)
        self.model.changed.connect(self._on_replaced)
        self.grid.refused.connect(self.tell)
        self.grid.began.connect(self.notice.hide)
        self.grid.current_changed.connect(self._on_current)
        self.grid.row_deleted.connect(self._on_deleted)
        self.grid.pasted.connect(self._on_pasted)

    def open(self, table_id: str, year: int, kind: LedgerKind | None = None, key: str = "") -> None:
        """Show the ledger as `table_id` counts it, at a row of one of its tables."""
        self.model.table_id, self.model.year = table_id, year
        self.switch.set_current((kind or self.model.kind).value)
        self._show(kind or self.model.kind, key)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> None:
        """Keep what is being typed."""
        self.grid.flush()

    @Slot()
    def leave(self) -> None:
        """Back to the form."""
        self.flush()
        self.left.emit()

    @Slot(str)
    def tell(self, sentence: str) -> None:
        """Say what was not kept."""
        self.notice.set_words(sentence)
        self.notice.show()

    @Slot(str)
    def _on_kind(self, key: str) -> None:
        self._show(LedgerKind.of(key), "")

    def _show(self, kind: LedgerKind, key: str) -> None:
        self.grid.flush()
        self.notice.hide()
        self.grid.want(key)
        self.model.show_kind(kind)
        self.grid.setAccessibleName(f"项目台账 {self.model.kind.label}")
        self.purpose.setText(self.model.table.purpose)

    @Slot()
    def _on_replaced(self) -> None:
        words = foot_words(self.model.kind, self.model.rows, self.model.year)
        doubts = sum(bool(one.doubt) for one in self.model.rows)
        self.sum.setText(words + (f"；{doubts} 条有疑问" if doubts else ""))
        self.export_button.setEnabled(bool(self.model.rows))
        self._on_current(self.grid.row, self.grid.column)

    @Slot(int, int)
    def _on_current(self, row: int, column: int) -> None:
        """A doubtful row says why, whether one comes by mouse or by keys."""
        doubt = self.model.rows[row].doubt if 0 <= row < len(self.model.rows) else ""
        self.keys.setText(f"第{row + 1}行：{doubt}" if doubt else _KEYS)
        self.keys.set_tone("warn" if doubt else "")

    @Slot()
    def _on_deleted(self) -> None:
        self._context.shell.toast("已删除一行", "撤销", "Ctrl Z", self._context.shell.undo)

    @Slot(int)
    def _on_pasted(self, count: int) -> None:
        self._context.shell.toast(f"已粘贴 {count} 行", "撤销", "Ctrl Z", self._context.shell.undo)

    # The file

    @Slot()
    def export(self) -> None:
        """All tables as one workbook."""
        self.flush()
        name = safe_name(f"{self.model.year}年项目台账.xlsx")
        path = self._context.files.save_file("performance", "导出项目台账", name, "Excel 工作簿 (*.xlsx)")
        if path is not None:
            self._target = path
            self._write()

    def _write(self) -> None:
        work = partial(_export, self._context.workspace, self._target, self.model.table_id)
        self._context.jobs.read("导出项目台账", work, then=self._on_written, failed=self._on_failed)

    @Slot(object)
    def _on_written(self, path: Path) -> None:
        self._context.shell.toast(f"已导出：{path.name}", "打开", on_link=self.open_file)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        problem = problem_of(
            "台账没有导出",
            error,
            steps=(SAVE_AS, RETRY),
            is_safe=True,
            action="导出项目台账",
            file=self._target.name,
        )
        answer = self._context.messages.error(problem)
        if answer == RETRY[0]:
            self._write()
        elif answer == SAVE_AS[0]:
            self.export()

    @Slot()
    def open_file(self) -> None:
        """Show the file in the program the computer has for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def _export(workspace: Workspace, target: Path, table_id: str) -> Path:
    with workspace.read() as session:
        return export_ledger(session, target, table_id)
