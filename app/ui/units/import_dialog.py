"""Importing a received list: source, columns, preview; nothing is written before it is agreed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.enums import Category, Topic
from app.models.errors import AppError, Cancelled
from app.services.sheets import file_filter
from app.services.units.export import export_problems
from app.services.units.intake import ListDraft, import_safely, plan_draft, read_draft
from app.services.units.judge import Group, WayOut
from app.services.units.plan import ImportPlan
from app.services.units.tables import Table
from app.services.units.words import Field
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.jobs import Job
from app.ui.kit import (
    Band,
    EmptyState,
    Icon,
    SearchField,
    SegmentedSwitch,
    Skeleton,
    button,
    column,
    frame,
    hline,
    holder,
    row,
    tab_order,
    vline,
)
from app.ui.messages import problem_of
from app.ui.units.mapping_panel import MappingPanel
from app.ui.units.plan_lines import PlanLines, import_words
from app.ui.units.plan_view import PlanView
from app.ui.units.source_row import SourceRow
from app.ui.units.ways_popover import WaysPopover

if TYPE_CHECKING:
    from app.models.database import Workspace

_ALL = "all"
_NARROW = 1100
_PAUSE = 150
_EVERY = 100
_LAYOUT = "import"
_TOPICS = (Topic.UNITS, Topic.REPORTS)


class ImportDialog(Dialog):
    """Owns a draft and its plan. `written` tells the words for the toast after the list was written."""

    written = Signal(str)

    def __init__(self, parent: QWidget | None, context: Context, path: Path) -> None:
        size = context.settings.value.layouts.get(_LAYOUT, {})
        wide = parent is not None and parent.width() >= 1600
        width, height = size.get("width", 1200 if wide else 1120), size.get("height", 800 if wide else 660)
        super().__init__(
            parent,
            "导入名单：核对后再写入",
            "还没有写入任何内容",
            width=int(width),
            height=int(height),
            is_resizable=True,
            margins=(0, 0, 0, 0),
        )
        self.asks_before_loss = False
        self._context = context
        self.draft: ListDraft | None = None
        self.plan: ImportPlan | None = None
        self._job: Job | None = None
        self._asked = 0
        self._deciding = -1  # the row whose ways out are shown
        self._opened_size = QSize()
        self._build()
        self._connect()
        self._read(path)

    # Building

    def _build(self) -> None:
        self.body.setSpacing(0)
        self.source = SourceRow()
        self.mapping = MappingPanel()
        self.mapping_button = button("列的对应", "toggle", "columns-3")
        self.mapping_button.hide()
        self.switch = SegmentedSwitch(
            [(_ALL, "全部", None), *((group.value, group.label, None) for group in Group)], name="分组"
        )
        self.search = SearchField("在预览中查找", 150, name="在预览中查找")
        self.lines = PlanLines()
        self.view = PlanView(self.lines)
        self.lines.setParent(self.view)
        self.empty = EmptyState("file-x", "")
        self.pages = QStackedWidget()
        for page in (Skeleton(), self.view, self.empty):
            self.pages.addWidget(page)
        self.band = Band("", "warn")
        self.tools = holder(
            row(self.mapping_button, self.switch, None, self.search, margins=(16, 10, 16, 10))
        )
        self.tools_line = hline()
        self.banded = holder(column(self.band, margins=(16, 0, 16, 10)))
        self.banded.hide()
        right = frame("surface", column(self.tools, self.banded, self.tools_line, (self.pages, 1), gap=0))
        self.line = vline()
        self.add(self.source)
        self.add(hline())
        self.body.addLayout(row(self.mapping, self.line, (right, 1), gap=0), 1)
        self.problems_button = button("导出问题清单", "ghost", "download")
        self.foot.insertWidget(0, Icon("shield-check", "good", 16))
        self.add_button(self.problems_button)
        self.cancel_button = self.add_cancel()
        self.go = self.add_button(button("导入", "primary"))
        self.set_note("写入前自动备份；导入后按 Ctrl+Z 可整批撤销")
        self._show_plan(None)

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.replan)
        self._watch = QTimer(self)
        self._watch.setInterval(_EVERY)
        self._watch.timeout.connect(self._on_progress)
        self.source.file_wanted.connect(self._on_file)
        self.source.sheets_chosen.connect(self._on_sheets)
        self.source.header_chosen.connect(self._on_header)
        self.source.year_chosen.connect(self.replan)
        self.mapping.field_chosen.connect(self._on_field)
        self.mapping.category_chosen.connect(self._on_category)
        self.mapping_button.toggled.connect(self._fit)
        self.switch.chosen.connect(self._on_group)
        self.search.searched.connect(self.lines.set_words)
        self.search.left_down.connect(self.view.setFocus)
        self.view.group_ticked.connect(self._on_group_ticked)
        self.view.unit_ticked.connect(self._on_unit_ticked)
        self.view.field_ticked.connect(self._on_field_ticked)
        self.view.way_wanted.connect(self._on_way)
        self.problems_button.clicked.connect(self._on_problems)
        for number, key in enumerate((_ALL, *(group.value for group in Group)), 1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.activated.connect(self.switch.segment(key).click)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self.search.setFocus)

    # Reading

    @Slot()
    def _on_file(self) -> None:
        path = self._context.files.open_file("import", "选择要导入的名单", file_filter())
        if path is not None:
            self._read(path)

    def _read(self, path: Path) -> None:
        self.pages.setCurrentIndex(0)
        self.source.show_name(path.name)
        self._show_plan(None)
        remembered = self._context.settings.value.mappings
        self._context.jobs.read(
            "读取名单", read_draft, path, remembered, then=self._on_read, failed=self._on_unreadable
        )

    def _on_read(self, draft: ListDraft) -> None:
        self._take(draft)
        self.source.show_draft(draft, self._context.year)
        self.replan()

    def _on_unreadable(self, error: AppError) -> None:
        """The file cannot be read: said in its place, with the way to another file."""
        another = button("换一个文件…", "primary")
        another.clicked.connect(self._on_file)
        self.draft = None
        self.empty.set_words("这个文件读不出来", error.sentence)
        self.empty.set_buttons([another])
        self.pages.setCurrentIndex(2)
        self._fit()

    def _take(self, draft: ListDraft) -> None:
        self.draft = draft
        self.mapping.show_draft(draft)
        tab_order(self.source.other, *self.mapping.stops, self.mapping_button)
        self.mapping_button.set_words(f"列的对应（{self.mapping.used}）")
        self._fit()

    # Choices

    @Slot(object)
    def _on_sheets(self, chosen: frozenset[int]) -> None:
        if self.draft is not None:
            self._on_read(self.draft.with_sheets(chosen))

    @Slot(int, object)
    def _on_header(self, grid: int, span: tuple[int, int] | None) -> None:
        if self.draft is not None:
            self._on_read(self.draft.with_header(grid, span))

    @Slot(str, int, object)
    def _on_field(self, mark: str, index: int, field: Field | None) -> None:
        if self.draft is not None:
            self._keep_focus(mark, index, self.draft.with_field(mark, index, field))

    def _keep_focus(self, mark: str, index: int, draft: ListDraft) -> None:
        """The panel is built anew; whoever walks it with the keyboard stays where he was."""
        had_focus = self.mapping.combos[mark, index].hasFocus()
        self._take(draft)
        if had_focus:
            self.mapping.combos[mark, index].setFocus(Qt.FocusReason.TabFocusReason)
        self._pause.start()

    @Slot(object, object)
    def _on_category(self, table: Table, category: Category | None) -> None:
        if self.draft is not None:
            self._take(self.draft.with_category(table, category))
            self._pause.start()

    # The plan

    @Slot()
    def replan(self) -> None:
        """Compare anew; what is seen stays until the new plan is there."""
        if self.draft is None:
            return
        self._pause.stop()
        self._asked += 1
        c, year = self._context, self.source.year_value
        c.jobs.read(
            *("核对名单", _plan, c.workspace, self.draft, year, self._asked),
            then=self._on_planned,
            failed=self._on_no_plan,
        )

    def _on_planned(self, result: tuple[int, ImportPlan]) -> None:
        asked, plan = result
        if asked == self._asked:
            self.mapping.set_problem("")
            self.pages.setCurrentIndex(1)
            self._show_plan(plan)
            self._warn_of_year(plan.year)

    def _on_no_plan(self, error: AppError) -> None:
        field = getattr(error, "field", "")
        if field == "mapping":
            self.mapping.set_problem(error.sentence)
            self.empty.set_words("没有识别到单位", "请在左边的“列的对应”里指定哪一列是“单位名称”。")
        else:
            headings = [each.heading for t in self.draft.tables for each in t.columns] if self.draft else []
            known = "、".join(filter(None, headings[:8]))
            sentence = f"{error.sentence}识别到的列：{known}。" if known else error.sentence
            self.empty.set_words("没有识别到单位", sentence)
        self.empty.set_buttons([])
        self.pages.setCurrentIndex(2)
        self._show_plan(None)
        self._fit()

    def _warn_of_year(self, year: int) -> None:
        stated = self.draft.year if self.draft else None
        differs = stated is not None and stated != year
        self.banded.setVisible(differs)
        if differs:
            self.band.set_words(f"名单写的是 {stated} 年度，现在将导入到 {year} 年度。可在上方“导入到”更改。")

    def _show_plan(self, plan: ImportPlan | None) -> None:
        self.plan = plan
        self.lines.set_plan(plan)
        counts = plan.counts() if plan else None
        self.switch.set_count(_ALL, counts.total if counts else None)
        for group in Group:
            self.switch.set_count(group.value, counts.groups[group] if counts else None)
        doubtful = counts.groups[Group.SUSPECT] + counts.groups[Group.REJECTED] if counts else 0
        self.problems_button.setVisible(doubtful > 0)
        self.switch.setVisible(plan is not None)
        self.starts_at = self.source.other if plan is None else self.view
        self._fit()
        self.go.set_words(import_words(plan))
        self.go.setEnabled(bool(counts and counts.to_import) and self._context.can_edit)

    @Slot(str)
    def _on_group(self, key: str) -> None:
        self.lines.set_only(None if key == _ALL else Group.of(key))

    @Slot(object, bool)
    def _on_group_ticked(self, group: Group, on: bool) -> None:
        if self.plan is not None:
            self._show_plan(self.plan.tick_group(group, on))

    @Slot(int, bool)
    def _on_unit_ticked(self, key: int, on: bool) -> None:
        if self.plan is not None:
            self._show_plan(self.plan.tick(key, on))

    @Slot(int, object, bool)
    def _on_field_ticked(self, key: int, field: Field, on: bool) -> None:
        if self.plan is not None:
            self._show_plan(self.plan.tick_field(key, field, on))

    @Slot(int, QRect)
    def _on_way(self, key: int, rect: QRect) -> None:
        if self.plan is None:
            return
        self._deciding = key
        popover = WaysPopover(self.plan, self.plan.rows[key])
        popover.decided.connect(self._on_decided)
        popover.open_at(self.view.viewport(), rect)

    @Slot(object, str, str)
    def _on_decided(self, way: WayOut, reason: str, unit_id: str) -> None:
        if self.plan is None:
            return
        try:
            plan = self.plan.decide(self._deciding, way, reason=reason, unit_id=unit_id or None)
        except AppError as error:
            self._context.messages.error(problem_of("没有按这个办法处理", error, action="处理存疑"))
        else:
            self._show_plan(plan)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_problems(self) -> None:
        if self.plan is None or self.draft is None:
            return
        c = self._context
        name = f"{self.draft.path.stem} 问题清单.xlsx"
        target = c.files.save_file("export", "导出问题清单", name, "Excel 工作簿 (*.xlsx)")
        if target is not None:
            c.jobs.read(
                *("导出问题清单", export_problems, target, self.plan),
                then=self._on_problems_written,
                failed=self._on_failed,
            )

    def _on_problems_written(self, count: int) -> None:
        self.set_note(f"已导出 {count:,} 个问题")

    # Writing

    def accept(self) -> None:
        """Write what is ticked; close when it is written."""
        if self.plan is None or self.draft is None or self._job is not None:
            return
        c = self._context
        self._set_busy(True)
        job = c.jobs.run(
            *("导入名单", import_safely, c.workspace, self.plan, self.draft.path.name),
            then=self._on_written,
            failed=self._on_failed,
        )
        if job in c.jobs.running:
            self._job = job
            self._watch.start()

    def _set_busy(self, busy: bool) -> None:
        for part in (self.source, self.mapping, self.view, self.problems_button, self.switch, self.search):
            part.setEnabled(not busy)
        self.go.setEnabled(not busy)
        if not busy:
            self._watch.stop()
            self.go.set_words(import_words(self.plan))
            self.cancel_button.set_words("取消")

    @Slot()
    def _on_progress(self) -> None:
        if self._job is not None:
            progress = self._job.progress
            self.go.set_words(f"正在导入 {progress.done:,} / {progress.of:,}" if progress.of else "正在备份…")

    def _on_written(self, count: int) -> None:
        assert self.draft is not None
        self._job = None
        self._set_busy(False)
        c = self._context
        c.settings.update(mappings={**c.settings.value.mappings, **self.draft.mapping.stored()})
        super().accept()
        year = self.plan.year if self.plan else c.year
        c.set_year(year)
        c.hub.publish(_TOPICS)
        self.written.emit(f"已导入 {count:,} 家到 {year} 年度名录")

    def _on_failed(self, error: AppError) -> None:
        self._job = None
        self._set_busy(False)
        if isinstance(error, Cancelled):
            self.set_note("已停止，没有写入任何内容")
        else:
            self._context.messages.error(problem_of("名单没有导入", error, is_safe=True, action="导入名单"))

    def reject(self) -> None:
        """Cancel; while writing, ask the job to stop."""
        if self._job is not None:
            self._context.jobs.cancel(self._job)
            self.cancel_button.set_words("正在停止…")
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Keep the size that the user gave it; what a small window made of it is forgotten."""
        size = self.card_size()
        if size != self._opened_size:
            kept = {"width": size.width(), "height": size.height()}
            layouts = {**self._context.settings.value.layouts, _LAYOUT: kept}
            self._context.settings.update(layouts=layouts)
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        """Note the size it opens with."""
        super().showEvent(event)
        self._fit()
        self._opened_size = self.card_size()

    # Looks

    @Slot()
    def _fit(self) -> None:
        """Where it is narrow, the columns hide behind a button."""
        edges = self._outer.contentsMargins()
        width = self.width() - edges.left() - edges.right() if self.isVisible() else self._wanted.width()
        is_narrow = width < _NARROW
        has_draft = self.draft is not None
        self.mapping_button.setVisible(is_narrow and has_draft)
        has_tools = self.plan is not None or (is_narrow and has_draft)
        self.tools.setVisible(has_tools)
        self.tools_line.setVisible(has_tools)
        shown = has_draft and (
            not is_narrow or self.mapping_button.isChecked() or bool(self.mapping.problem.text())
        )
        self.mapping.setVisible(shown)
        # Beside the open columns there is no room for both.
        self.search.setVisible(self.plan is not None and not (is_narrow and shown))
        self.line.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        self._fit()


def _plan(workspace: Workspace, draft: ListDraft, year: int, asked: int) -> tuple[int, ImportPlan]:
    return asked, plan_draft(workspace, draft, year)
