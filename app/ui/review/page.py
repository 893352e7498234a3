"""Tab 报告审核: the queue, and over it the workbench with one report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.models.enums import Topic
from app.services.review.cases import place_of
from app.ui.context import Context
from app.ui.hub import Changes
from app.ui.page import KeyGroup, Page
from app.ui.review.attention import AttentionPane
from app.ui.review.queue import QueuePane
from app.ui.review.workbench import Workbench

if TYPE_CHECKING:
    from app.models.database import Workspace


def find_report(workspace: Workspace, report_id: str) -> tuple[int, bool] | None:
    """The year of a report and whether it was handed in."""
    with workspace.read() as session:
        return place_of(session, report_id)


class ReviewPage(Page):
    """Leads from the queue to the workbench and back; knows the inside of neither."""

    topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.UNITS, Topic.REPORTS, Topic.REVIEW, Topic.FINDINGS, Topic.PEOPLE, Topic.ATTACHMENTS}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.queue = QueuePane(context)
        self.workbench = Workbench(context)
        self.attention = AttentionPane(context)
        self._report = ""  # what the workbench shows
        self._report_year = 0
        self._wanted = ("", "")
        self._queue_is_stale = False
        self.stack = QStackedWidget()
        self.stack.addWidget(self.queue)
        self.stack.addWidget(self.workbench)
        self.stack.addWidget(self.attention)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.queue.open_wanted.connect(self.show_report)
        self.queue.attention_wanted.connect(self.show_attention)
        self.attention.back_wanted.connect(self.show_list)
        self.attention.open_wanted.connect(self.show_report)
        self.workbench.back_wanted.connect(self.show_list)
        self.workbench.case_wanted.connect(self._on_case_wanted)
        self.workbench.receive_wanted.connect(self._on_receive_wanted)

    @property
    def is_reviewing(self) -> bool:
        """Whether the workbench is shown."""
        return self.stack.currentWidget() is self.workbench

    # What other tabs and the window ask for

    @Slot(str, str)
    def show_report(self, report_id: str, code: str = "") -> None:
        """Open a report at the checklist item `code`; one that has not come in is shown in the queue."""
        self._wanted = (report_id, code)
        c = self.context
        c.jobs.read("打开审核件", find_report, c.workspace, report_id, then=self._on_found)

    def show_queue(self, preset: str) -> None:
        """Show the queue as a to-do row names it."""
        self.show_list()
        self.queue.show_preset(preset)

    @Slot()
    def show_attention(self) -> None:
        """Show which units need attention first."""
        self.stack.setCurrentWidget(self.attention)
        self.attention.load()
        self.context.shell.status_changed()

    def load(self) -> None:
        """Read again what is shown; the queue below the workbench when one comes back to it."""
        if self.is_reviewing:
            self._queue_is_stale = True
            self.workbench.reload()
        elif self.stack.currentWidget() is self.attention:
            self._queue_is_stale = True
            self.attention.load()
        else:
            self._queue_is_stale = False
            self.queue.load()

    def leave(self) -> None:
        """Save what is being typed."""
        self.workbench.leave()

    def first_focus(self) -> QWidget:
        """The list."""
        return self.queue.list

    def status_text(self) -> str:
        """What the status bar says."""
        return self.workbench.status_text() if self.is_reviewing else self.queue.status_text()

    def keys(self) -> Sequence[KeyGroup]:
        """The keys that work now."""
        return self.workbench.keys() if self.is_reviewing else QUEUE_KEYS

    # From one to the other

    def _on_found(self, place: tuple[int, bool] | None) -> None:
        report_id, code = self._wanted
        if place is not None and place[1]:
            self._open(report_id, code, place[0])
            return
        if place is not None:
            self.context.set_year(place[0])
        self.show_list()
        self.queue.go_to(report_id)
        self.context.shell.toast("这份报告还没有登记收件")

    def _open(self, report_id: str, code: str, year: int) -> None:
        self.workbench.leave()
        self._report, self._report_year = report_id, year
        self.stack.setCurrentWidget(self.workbench)
        self.workbench.show_report(report_id, code)
        self.context.set_year(year)
        self.context.shell.status_changed()

    @Slot()
    def show_list(self) -> None:
        """Back to the queue, to the case that was open."""
        if self.is_reviewing:
            self.workbench.leave()
            self.stack.setCurrentWidget(self.queue)
            if self._report_year == self.context.year:
                self.queue.go_to(self._report)
        self.stack.setCurrentWidget(self.queue)
        if self._queue_is_stale:
            self.load()
        self.queue.focus_list()
        self.context.shell.status_changed()

    @Slot(int)
    def _on_case_wanted(self, step: int) -> None:
        case = self.queue.neighbour(self._report, step)
        if case is None:
            self.context.shell.toast("已是最后一件" if step > 0 else "已是第一件")
        else:
            self.show_report(case.report_id)

    @Slot(str)
    def _on_receive_wanted(self, report_id: str) -> None:
        self.show_list()
        if self.queue.go_to(report_id):
            self.queue.case_pane.receive()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        """What the workbench itself has changed it shows already; the queue has to be read again."""
        if changes.source is self.workbench and not self.topics.isdisjoint(changes.topics):
            self._queue_is_stale = True
        else:
            super()._on_changed(changes)

    @Slot(int)
    def _on_year_changed(self, year: int) -> None:
        """Another year was chosen: the report on the workbench is not of it."""
        if self.is_reviewing and year != self._report_year:
            self.workbench.leave()
            self.stack.setCurrentWidget(self.queue)
        super()._on_year_changed(year)


QUEUE_KEYS: Sequence[KeyGroup] = (
    (
        "审核队列",
        (
            ("↑ ↓ / J K", "上一件、下一件"),
            ("Enter", "打开，或登记收件"),
            ("← →", "收起、展开一组"),
            ("/", "筛选"),
            ("1 – 5", "开关筛选按钮"),
            ("Esc", "回到列表；取消选择"),
        ),
    ),
    (
        "选中与处理",
        (
            ("空格", "选中或取消"),
            ("Shift+↑ ↓", "连续选中"),
            ("Ctrl+A", "选中全部"),
            ("M", "分派"),
            ("R", "登记收件、登记重报"),
        ),
    ),
)
