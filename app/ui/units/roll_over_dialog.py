"""Taking the list of one year into another: shows who joins, who left and who differs before it writes."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.errors import AppError
from app.services.units.roll_over import RollGroup, RollPlan, RollRow, roll_over
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import Combo, EmptyState, Label, SegmentedSwitch, button, caption, column, hline, row
from app.ui.messages import problem_of
from app.ui.table import Column, RowsModel, TableView
from app.ui.units.reading import read_roll_over

_SENTENCES = {
    RollGroup.TAKEN: "列入新年度名单，类别和行业照上年；名单序号和审核情况不带过去",
    RollGroup.MISSING: "上年在册，新年度名单里没有；需要的可以勾选沿用",
    RollGroup.LEFT: "上年已移出名单；需要的可以勾选沿用",
    RollGroup.CHANGED: "两年都有，内容不同；以新年度名单为准，不写入",
    RollGroup.JOINED: "只在新年度名单里；不写入",
    RollGroup.SAME: "两年相同；不写入",
}


def _category(line: RollRow) -> str:
    return line.category.short if line.category else "—"


def _code(line: RollRow) -> str | None:
    return line.uscc or None


def _industry(line: RollRow) -> str | None:
    return line.industry or None


def _note(line: RollRow) -> str | None:
    return line.note or None


_COLUMNS = (
    Column("name", "单位名称", attrgetter("name"), kind="strong", stretch=True, min_width=180, width=220),
    Column("uscc", "统一社会信用代码", _code, kind="small", width=170, min_width=150),
    Column("category", "类别", _category, kind="outline", width=92),
    Column("industry", "行业", _industry, width=150, gives_way=1),
)
_NOTE = Column("note", "变化", _note, width=260, min_width=200)


class RollOverDialog(Dialog):
    """`written` tells the words for the toast and the year that was filled."""

    written = Signal(str, int)

    def __init__(self, parent: QWidget | None, context: Context, years: Sequence[int]) -> None:
        """`years`: those that have a list; there must be one."""
        super().__init__(parent, "沿用上年名单", "还没有写入任何内容", 920, 600, is_resizable=True)
        self.asks_before_loss = False
        self._context = context
        self._plan: RollPlan | None = None
        self._group = RollGroup.TAKEN
        earlier = [year for year in years if year < context.year]
        before = context.year if context.year in years else max(earlier or years)
        later = (each for each in years if each > min(years))
        targets = sorted({before + 1, max(years) + 1, context.year, *later}, reverse=True)
        self.before = Combo([(f"{each} 年度", each) for each in years], before, 120, name="从哪一年")
        year = before + 1 if context.year in years else context.year
        self.year = Combo([(f"{each} 年度", each) for each in targets], year, 120, name="到哪一年")
        self._build()
        self.before.chosen.connect(self._read)
        self.year.chosen.connect(self._read)
        self._read()

    def _build(self) -> None:
        self.takeable = RowsModel(_COLUMNS, key=_key, checkable=True)
        self.others = RowsModel((*_COLUMNS[:3], _NOTE), key=_key)
        self.tables = QStackedWidget()
        self.tables.addWidget(TableView(self.takeable, name="可以沿用的单位"))
        self.tables.addWidget(TableView(self.others, name="不写入的单位"))
        self.tables.addWidget(EmptyState("archive", "两年之间没有可以比较的单位", "请换一个年度。"))
        self.switch = SegmentedSwitch([(g.value, g.label, 0) for g in RollGroup], name="分组")
        self.switch.chosen.connect(self._on_group)
        self.sentence = caption()
        self.body.setContentsMargins(0, 12, 0, 0)
        self.body.addLayout(
            row(Label("从"), self.before, Label("沿用到"), self.year, None, margins=(24, 0, 24, 0))
        )
        self.body.addLayout(row(self.switch, None, margins=(24, 0, 24, 0)))
        self.body.addLayout(row(self.sentence, None, margins=(24, 0, 24, 0)))
        self.body.addLayout(column(hline(), (self.tables, 1), gap=0), 1)
        self.starts_at = self.tables.widget(0)
        self.takeable.checks_changed.connect(self._count)
        self.add_cancel()
        self.go = self.add_button(button("沿用", "primary"))
        self.go.setEnabled(False)
        self.set_note("写入后按 Ctrl+Z 可整批撤销")

    # The preview

    @Slot()
    def _read(self) -> None:
        self._plan = None
        self.go.setEnabled(False)
        before, year = self.before.value(), self.year.value()
        if before == year:
            self._show(RollPlan(before, year, ()))
            return
        c = self._context
        c.jobs.read("比较名单", read_roll_over, c.workspace, before, year, then=self._show)

    def _show(self, plan: RollPlan) -> None:
        if (plan.before, plan.year) != (self.before.value(), self.year.value()):
            return  # another year was chosen meanwhile
        self._plan = plan
        self.takeable.check_all(False)
        self.takeable.set_rows([line for line in plan.rows if line.group.can_take])
        self.others.set_rows([line for line in plan.rows if not line.group.can_take])
        self.takeable.check([line.unit_id for line in plan.rows if line.ticked])
        counts = plan.counts
        for group in RollGroup:
            self.switch.set_count(group.value, counts[group])
            self.switch.segment(group.value).setVisible(counts[group] > 0)
        self.switch.setVisible(bool(plan.rows))
        self._group = next((group for group in RollGroup if counts[group]), RollGroup.TAKEN)
        self.switch.set_current(self._group.value)
        self._show_group()
        self._count()

    @Slot(str)
    def _on_group(self, code: str) -> None:
        self._group = RollGroup.of(code)
        self._show_group()

    def _show_group(self) -> None:
        group = self._group
        for model in (self.takeable, self.others):
            model.set_filter(accept=lambda line: line.group is group)
        has_rows = self._plan is not None and bool(self._plan.rows)
        self.tables.setCurrentIndex(2 if not has_rows else 0 if group.can_take else 1)
        self.sentence.setText(_SENTENCES[group] if has_rows else "")

    @Slot()
    def _count(self) -> None:
        count = len(self.takeable.checked)
        year = self.year.value()
        self.go.set_words(f"沿用 {count:,} 家到 {year} 年度" if count else "没有要沿用的单位")
        self.go.setEnabled(bool(count) and self._plan is not None)

    # Writing

    def accept(self) -> None:
        """Write the ticked units in one step; close when they are written."""
        if self._plan is None:
            return
        self.go.setEnabled(False)
        c, plan = self._context, self._plan
        chosen = [line.unit_id for line in self.takeable.checked_rows()]
        title = f"沿用 {plan.before} 年度名单到 {plan.year} 年度"
        args = (plan.before, plan.year, chosen)
        c.jobs.write(c.workspace, title, roll_over, *args, then=self._on_written, failed=self._on_failed)

    def _on_written(self, count: int) -> None:
        super().accept()
        year = int(self.year.value())
        self.written.emit(f"已把 {count:,} 家列入 {year} 年度名单", year)

    def _on_failed(self, error: AppError) -> None:
        self.go.setEnabled(True)
        self._context.messages.error(problem_of("名单没有沿用", error, action="沿用名单"))


def _key(line: RollRow) -> str:
    return line.unit_id
