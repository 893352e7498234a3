"""导出全部意见: what would go wrong, then the files, then one table of what was not written and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QWidget

from app.services.documents.templates import check_template, default_template
from app.services.letters.batch import BatchLine, BatchResult, check_batch, export_batch
from app.services.progress import NO_PROGRESS, Progress
from app.services.review.cases import CaseRow
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.jobs import Job
from app.ui.kit import Bar, Label, button, caption, column, holder, row
from app.ui.outside import show_folder
from app.ui.table import Column, RowsModel, TableView

if TYPE_CHECKING:
    from app.models.database import Workspace

_TICK = 100


def read_check(workspace: Workspace, *args: Any, progress: Progress = NO_PROGRESS) -> tuple[BatchLine, ...]:
    """See `check_batch`; the template is looked at first."""
    reports, catalog, template, fonts = args
    report = check_template(template) if template != default_template() else None
    with workspace.read() as session:
        return check_batch(session, reports, catalog, report, fonts, progress)


def write_files(workspace: Workspace, *args: Any, progress: Progress = NO_PROGRESS) -> BatchResult:
    """See `export_batch`."""
    with workspace.read() as session:
        lines, catalog, template, folder = args
        return export_batch(session, lines, catalog, template, folder, progress)


def _state(line: BatchLine) -> str:
    if line.why:
        return "不能导出"
    return "请留意" if line.notices else "可以导出"


def _tone(line: BatchLine) -> str:
    if line.why:
        return "bad"
    return "warn" if line.notices else "good"


def _words(line: BatchLine) -> str:
    return line.why or (line.notices[0].sentence if line.notices else line.file_name)


COLUMNS = (
    Column("unit", "单位", lambda r: r.unit_name, width=220, min_width=150, is_sortable=False),
    Column("kind", "文书", lambda r: r.kind.label, width=80, is_sortable=False),
    Column("state", "检查", _state, kind="chip", tone=_tone, width=96, is_sortable=False),
    Column("why", "说明", _words, tip=_words, width=300, min_width=200, stretch=True, is_sortable=False),
)


def batch_places(context: Context) -> tuple[Path, Path]:
    """The folder opinions go to, and the template that was used last."""
    settings = context.settings.value
    last = settings.folders.get("opinion", "")
    folder = Path(last) if last and Path(last).is_dir() else context.workspace.path.parent / "审核意见"
    remembered = settings.layouts.get("opinion", {})
    name = remembered.get("template", "") if isinstance(remembered, dict) else ""
    own = Path(settings.folders.get("templates", "")) / name if name else default_template()
    return folder, own if own.is_file() else default_template()


class BatchDialog(Dialog):
    """Checks at once when it opens, writes on the button; Enter or a double click leads to a case."""

    def __init__(
        self, parent: QWidget, context: Context, cases: Sequence[CaseRow], folder: Path, template: Path
    ) -> None:
        super().__init__(
            parent, "导出全部意见", f"{len(cases)} 件", 920, 560, margins=(0, 0, 0, 0), has_head=True
        )
        self.asks_before_loss = False
        self._app, self._cases, self.folder, self._template = context, tuple(cases), folder, template
        self._checked: tuple[BatchLine, ...] = ()
        self._job: Job | None = None
        self.result_of: BatchResult | None = None
        self.place = Label(str(folder), "muted")
        self.change = button("更改…")
        self.change.clicked.connect(self._on_change)
        self.lines = RowsModel(COLUMNS, key=lambda line: line.report_id)
        self.table = TableView(self.lines, name="要导出的审核意见")
        self.table.activated_row.connect(self._on_jump)
        self.summary = caption("正在检查…")
        self.bar = Bar()
        head = row(caption("存到"), (self.place, 1), self.change, gap=10, margins=(24, 14, 20, 10))
        progress = row((self.summary, 1), (self.bar, 1), gap=12, margins=(24, 8, 24, 8))
        self.body.setSpacing(0)
        self.body.addWidget(holder(column(head, (self.table, 1), progress, gap=0)), 1)
        self.set_note("双击一行转到那一件")
        self.cancel = self.add_cancel("关闭")
        self.open_folder = self.add_button(button("打开文件夹", icon="folder-open"))
        self.open_folder.hide()
        self.open_folder.clicked.connect(self._on_open)
        self.go = self.add_button(button("导出", "primary", "file-export"))
        self.go.setEnabled(False)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._on_tick)

    def begin(self) -> None:
        """Look at everything before anything is written."""
        c = self._app
        wanted = [(case.report_id, case.name, case.kind) for case in self._cases]
        fonts = set(QFontDatabase.families())
        args = (c.workspace, wanted, c.catalog, self._template, fonts)
        self._start("检查审核意见", read_check, *args, then=self._on_checked)

    def _start(self, title: str, function: Any, *args: Any, then: Any) -> None:
        self.go.setEnabled(False)
        self.bar.show()
        self.cancel.set_words("取消")
        self._timer.start()
        # At once in tests: then `then` has been called when the job comes back.
        self._job = None
        job = self._app.jobs.read(title, function, *args, then=then)
        if job in self._app.jobs.running:
            self._job = job

    def _stopped(self) -> None:
        self._job = None
        self._timer.stop()
        self.bar.hide()
        self.cancel.set_words("关闭")

    def _on_checked(self, lines: tuple[BatchLine, ...]) -> None:
        self._stopped()
        self._checked = lines
        self.lines.set_rows(sorted(lines, key=_rank))
        ready = sum(line.is_ready for line in lines)
        bad = len(lines) - ready
        self.summary.setText(f"可以导出 {ready} 份" + (f"，{bad} 件不能导出" if bad else ""))
        self.go.set_words(f"导出 {ready} 份" if ready else "导出")
        self.go.setEnabled(bool(ready))

    def accept(self) -> None:
        """Write the files; the dialog stays and tells what came of it."""
        c = self._app
        args = (c.workspace, self._checked, c.catalog, self._template, self.folder)
        self._start("导出审核意见", write_files, *args, then=self._on_written)

    def _on_written(self, result: BatchResult) -> None:
        self._stopped()
        self.result_of = result
        self.lines.set_rows(list(result.failed))
        words = f"已导出 {len(result.written)} 份" + ("（已取消）" if result.was_stopped else "")
        failed = len(result.failed)
        self.summary.setText(words + (f"，下列 {failed} 件没有导出" if failed else ""))
        self.go.hide()
        self.open_folder.setVisible(bool(result.written))
        self._app.shell.toast(words)

    def reject(self) -> None:
        """Stop what runs; else close."""
        if self._job is not None:
            self._app.jobs.cancel(self._job)
            self.summary.setText("正在停止…")
            if self._checked:
                return
        super().reject()

    @Slot()
    def _on_tick(self) -> None:
        if self._job is not None:
            progress = self._job.progress
            self.bar.set_progress(progress.done, progress.of or 1)
            self.summary.setText(f"{progress.done} / {progress.of}　{progress.text}")

    @Slot()
    def _on_change(self) -> None:
        chosen = self._app.files.folder("opinion", "审核意见存到")
        if chosen is not None:
            self.folder = chosen
            self.place.setText(str(chosen))

    @Slot()
    def _on_open(self) -> None:
        if self.result_of is not None and self.result_of.written:
            show_folder(self.result_of.written[0])

    @Slot(object)
    def _on_jump(self, line: BatchLine) -> None:
        if self._job is None:
            code = next((notice.item_code for notice in line.notices if notice.item_code), "")
            super().reject()
            self._app.shell.open_report(line.report_id, code)


def _rank(line: BatchLine) -> int:
    """What cannot be written stands first."""
    return 0 if line.why else 1 if line.notices else 2
