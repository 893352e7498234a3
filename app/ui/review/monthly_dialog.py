"""月度存证: the matrix of a year, typed and pasted, with what the checks found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.models.amounts import parse_amount
from app.models.errors import AppError
from app.services.checking import MatrixRow, evidence_matrix, save_month_amounts
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import (
    EmptyState,
    Icon,
    Label,
    SearchField,
    Skeleton,
    button,
    caption,
    column,
    frame,
    hline,
    holder,
    row,
)
from app.ui.messages import problem_of
from app.ui.review.monthly_view import MonthlyModel, MonthlyView, mark_of

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.services.catalog import Catalog

_LEGEND = (
    ("alert-circle", "bad", "缺月"),
    ("alert-triangle", "bad", "迟报、变化大或与报告不符"),
    ("copy", "warn", "连续三个月相同"),
)


def read_matrix(workspace: Workspace, year: int, catalog: Catalog) -> list[MatrixRow]:
    """The matrix of a year."""
    with workspace.read() as session:
        return evidence_matrix(session, year, catalog)


class MonthlyDialog(Dialog):
    """Every month is saved as it is left; a pasted row is one action."""

    def __init__(self, parent: QWidget, context: Context, year: int, unit_id: str = "") -> None:
        super().__init__(parent, "月度存证", f"{year} 年", 1340, 700, margins=(0, 0, 0, 0))
        self._app, self._year, self._unit = context, year, unit_id
        self._all: list[MatrixRow] = []
        self._place = (unit_id, "", 1)
        self.asks_before_loss = False
        self.model = MonthlyModel(context.can_edit)
        self.view = MonthlyView(self.model)
        self.search = SearchField("单位", 220, "", name="筛选单位")
        self.odd = button("只看有疑点的", "toggle")
        self.counted = caption()
        self.found = Label("", wrap=True)
        self._lay_out()
        self.search.searched.connect(self._on_filter)
        self.search.left_down.connect(self._on_list)
        self.search.returnPressed.connect(self._on_list)
        self.odd.clicked.connect(self._on_filter)
        self.model.typed.connect(self._on_typed)
        self.model.dataChanged.connect(self._on_current)
        self.view.pasted.connect(self.paste)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.add_button(button("关闭", "primary"))
        self.starts_at = self.view
        self.reload()

    def _lay_out(self) -> None:
        self.body.setSpacing(0)
        self.body.addLayout(row(self.search, self.odd, None, self.counted, gap=10, margins=(16, 10, 16, 10)))
        body = holder(QStackedLayout())
        stack = body.layout()
        assert isinstance(stack, QStackedLayout)
        self.stack = stack
        empty = EmptyState(
            "calendar-month", "没有要看的月度存证", "名录里没有需要按月存证的单位，或都被筛去了。"
        )
        for one in (Skeleton(8), self.view, empty):
            stack.addWidget(one)
        marks = [
            part for glyph, tone, words in _LEGEND for part in (Icon(glyph, tone, 14), caption(words), 8)
        ]
        legend = row(*marks, None, caption("Enter 填写，Ctrl+V 粘贴从 Excel 复制的一行"), gap=6)
        foot = column(legend, self.found, gap=4, margins=(16, 8, 16, 8))
        self.found.setMinimumHeight(20)
        self.add(frame("panel", column((body, 1), hline(), foot, gap=0)), 1)

    def reload(self) -> None:
        """Read the matrix again; the place stays."""
        c = self._app
        c.jobs.read("读取月度存证", read_matrix, c.workspace, self._year, c.catalog, then=self._on_read)

    def _on_read(self, rows: list[MatrixRow]) -> None:
        self._all = rows
        self._on_filter()

    @Slot()
    def _on_filter(self) -> None:
        words = self.search.text().strip()
        shown = [each for each in self._all if words in each.unit_name]
        if self.odd.isChecked():
            shown = [each for each in shown if any(cell.hits for cell in each.cells)]
        place = self._place
        self.model.set_rows(shown)
        self.stack.setCurrentIndex(1 if shown else 2)
        units = len({each.unit_id for each in shown})
        marked = sum(bool(mark_of(cell)[0]) for each in shown for cell in each.cells)
        self.counted.setText(f"{units} 家单位 · {marked} 个月有疑点")
        self._go(place)

    def _go(self, place: tuple[str, str, int]) -> None:
        unit, name, month = place
        lines = [n for n, each in enumerate(self.model.rows) if each.unit_id == unit]
        exact = [n for n in lines if self.model.rows[n].name == name]
        line = next(iter(exact or lines), 0)
        if self.model.rows:
            self.view.setCurrentIndex(self.model.index(line, month))
        else:
            self.found.setText("")

    @Slot()
    def _on_list(self) -> None:
        self.view.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        if not current.isValid():
            return
        each, cell = self.model.rows[current.row()], self.model.cell(current)
        if cell is not None:
            self._place = (each.unit_id, each.name, cell.month)
        said = "　".join(hit.sentence for hit in cell.hits) if cell else ""
        wrong = self.model.wrong_text(current)
        if wrong is not None:
            said = f"“{wrong}”不是数字，还没有保存。请只写数字，单位是 {each.unit}。"
        self.found.setText(said)
        self.found.set_tone("bad" if wrong is not None else mark_of(cell)[0] if cell and said else "")
        self.view.viewport().update()

    @property
    def would_lose_text(self) -> bool:
        """Whether something that is no number was typed."""
        return bool(self.model.wrong)

    def mark_clean(self) -> None:
        """It may be given up."""
        super().mark_clean()
        self.model.wrong.clear()

    def accept(self) -> None:
        """Close, unless something typed would be lost."""
        if self.would_lose_text:
            self.reject()
        else:
            super().accept()

    def _save(self, each: MatrixRow, typed: dict[int, str], words: str) -> None:
        c = self._app
        args = (each.unit_id, self._year, each.name, typed)
        c.jobs.write(
            c.workspace, words, save_month_amounts, *args, then=self._on_saved, failed=self._on_failed
        )

    def _on_saved(self, _: object) -> None:
        self.reload()

    def _on_failed(self, error: AppError) -> None:
        self._app.messages.error(problem_of("没有保存", error, is_safe=True, action="填写月度存证"))

    @Slot(object, int, str)
    def _on_typed(self, each: MatrixRow, month: int, text: str) -> None:
        self._save(each, {month: text}, f"填写 {each.unit_name} {month} 月{each.label}")

    @Slot(object, int, list)
    def paste(self, each: MatrixRow, month: int, texts: list[str]) -> None:
        """A row copied from Excel, from a month on: shown first, then one action."""
        typed = {month + n: text for n, text in enumerate(texts) if text and month + n <= 12}
        if not typed or not self._app.can_edit:
            return
        wrong = next((text for text in typed.values() if parse_amount(text) is None), "")
        if wrong:
            self._on_failed(AppError(f"“{wrong}”不是数字，没有粘贴。", "请只复制各月的数字。"))
            return
        seen = "；".join(f"{number}月 {text}" for number, text in typed.items())
        over = f"。超出 12 月的 {len(texts) + month - 13} 格不填" if len(texts) + month > 13 else ""
        sentence = f"{each.unit_name} {each.label}（{each.unit}）：{seen}{over}。"
        if self._app.messages.confirm(f"填入 {len(typed)} 个月？", sentence, f"填入 {len(typed)} 个月"):
            self._save(each, typed, f"粘贴 {each.unit_name} {len(typed)} 个月的{each.label}")
