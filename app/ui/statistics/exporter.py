"""Everything that leaves the statistics page as a file: pictures, numbers, lists, the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.models.errors import AppError
from app.services.files import safe_name
from app.services.ledger import write_ledger
from app.services.progress import NO_PROGRESS, Progress
from app.services.statistics.drawing import picture_name, save_chart_pictures, save_picture
from app.services.statistics.export import note_of, write_charts, write_records
from app.services.statistics.figures import Summary
from app.ui.context import Context
from app.ui.messages import RETRY, problem_of
from app.ui.statistics.columns import Record

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.services.catalog import Catalog

_EXCEL = "Excel 工作簿 (*.xlsx)"
_PICTURES = {"png": "PNG 图片 (*.png)", "svg": "SVG 图片 (*.svg)"}
_PURPOSE = "statistics"


def _write_ledger(
    workspace: Workspace, year: int, catalog: Catalog, target: Path, progress: Progress = NO_PROGRESS
) -> Path:
    with workspace.read() as session:
        return write_ledger(session, year, catalog, target, progress)


class Exporter(QObject):
    """Asks where to write, writes beside the window, and says what came of it."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def export_picture(self, summary: Summary, key: str, kind: str) -> None:
        """Write one chart as `png` or `svg`."""
        chart = summary.charts[key]
        name = picture_name(chart, summary.year, kind)
        target = self._context.files.save_file(_PURPOSE, f"导出“{chart.title}”", name, _PICTURES[kind])
        if target is not None:
            self._start("导出图片", save_picture, chart, summary, target)

    def export_pictures(self, summary: Summary, kind: str) -> None:
        """Write every chart that has numbers into a folder."""
        folder = self._context.files.folder(_PURPOSE, "图片放到哪个文件夹")
        if folder is None:
            return
        names = [
            picture_name(chart, summary.year, kind) for chart in summary.charts.values() if not chart.is_empty
        ]
        there = [name for name in names if (folder / name).exists()]
        if there and not self._context.messages.confirm(
            f"“{folder.name}”里已有 {len(there)} 张同名图片",
            f"继续会用新的图片替换：{'、'.join(there)}。",
            f"替换 {len(there)} 张图片",
        ):
            return
        self._start("导出图片", save_chart_pictures, summary, folder, kind)

    def export_numbers(self, summary: Summary, key: str = "") -> None:
        """Write the numbers of one chart, or of all, as Excel."""
        charts = [summary.charts[key]] if key else list(summary.charts.values())
        title = charts[0].title if key else "统计数据"
        name = safe_name(f"{summary.year}年度 {title}.xlsx")
        target = self._context.files.save_file(_PURPOSE, f"导出{title}", name, _EXCEL)
        if target is not None:
            self._start("导出数据", write_charts, summary, charts, target)

    def export_records(self, summary: Summary, title: str, records: Sequence[Record]) -> None:
        """Write a list as Excel."""
        name = safe_name(f"{summary.year}年度 {title}.xlsx")
        target = self._context.files.save_file(_PURPOSE, "导出清单", name, _EXCEL)
        if target is not None:
            self._start("导出清单", write_records, title, records, target, note_of(summary))

    def export_ledger(self, year: int) -> None:
        """Write the ledger of the year as Excel."""
        name = safe_name(f"{year}年度 碳排放单位审核台账.xlsx")
        target = self._context.files.save_file(_PURPOSE, "导出台账", name, _EXCEL)
        if target is not None:
            c = self._context
            self._start("导出台账", _write_ledger, c.workspace, year, c.catalog, target)

    def _start(self, title: str, function: Callable[..., Any], *args: Any) -> None:
        again = partial(self._start, title, function, *args)
        failed = partial(self._on_failed, title, again)
        self._context.jobs.read(title, function, *args, then=self._on_written, failed=failed)

    @Slot(object)
    def _on_written(self, result: Path | dict[str, Path]) -> None:
        if isinstance(result, Path):
            self._context.shell.toast(f"已导出“{result.name}”")
        else:
            folder = next(iter(result.values())).parent.name
            self._context.shell.toast(f"已导出 {len(result)} 张图片到“{folder}”")

    def _on_failed(self, title: str, again: Callable[[], None], error: AppError) -> None:
        problem = problem_of(f"{title}没有完成", error, steps=(RETRY,), is_safe=True, action=title)
        if self._context.messages.error(problem) == RETRY[0]:
            again()
