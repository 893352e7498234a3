"""数据交换: receiving, sending, deciding, and what was exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.models.enums import Topic
from app.models.errors import AppError
from app.services.exchange.apply import Merged
from app.services.exchange.receipts import Receipt
from app.services.exchange.unmerge import Unmerged, redo_merge, undo_merge
from app.services.exchange.unmerge_preview import UnmergePreview, preview_unmerge
from app.ui.context import Context
from app.ui.exchange.conflict_panel import ConflictPanel
from app.ui.exchange.reading import DeskData, Units, read_desk, read_receipts, read_twins, read_units
from app.ui.exchange.receive_panel import ReceivePanel
from app.ui.exchange.records_panel import RecordsPanel
from app.ui.exchange.saying import day
from app.ui.exchange.send_panel import SendPanel
from app.ui.exchange.twins_panel import TwinsPanel
from app.ui.exchange.undo_dialog import UndoDialog
from app.ui.kit import SegmentedSwitch, button, caption, column, frame, hline, row, title
from app.ui.messages import problem_of
from app.ui.page import KeyGroup, Page

RECEIVE, SEND, DESK, TWINS, RECORDS = "receive", "send", "desk", "twins", "records"


class ExchangePage(Page):
    """Five parts behind a switch. What lies open stays open while one looks at another part or tab."""

    topics = frozenset(Topic)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.last: Receipt | None = None
        self._turns_to_desk = False
        self.receive = ReceivePanel(context)
        self.send = SendPanel(context)
        self.desk = ConflictPanel(context)
        self.twins = TwinsPanel(context)
        self.records = RecordsPanel(context)
        self._make_head()
        self.stack = QStackedWidget()
        for part in (self.receive, self.send, self.desk, self.twins, self.records):
            self.stack.addWidget(part)
        self.setLayout(column(self.head, hline(), (self.stack, 1), gap=0))
        self.receive.merged.connect(self._on_merged)
        self.receive.opened_changed.connect(self._show_part)
        self.desk.counted.connect(self._on_counted)
        self.twins.counted.connect(self._on_twins_counted)
        self.receive.twins_wanted.connect(self.show_twins)
        self.desk.unit_wanted.connect(context.shell.open_unit)
        self.records.undo_wanted.connect(self.ask_undo)
        self.records.redo_wanted.connect(self.redo_merge)
        self.show_part(RECEIVE)

    def _make_head(self) -> None:
        self.parts = SegmentedSwitch(
            [
                *((RECEIVE, "接收"), (SEND, "发送"), (DESK, "冲突台"), (TWINS, "重复单位")),
                (RECORDS, "交换记录"),
            ],
            name="数据交换",
        )
        self.parts.chosen.connect(self._on_chosen)
        self.other_button = button("打开另一个包…", icon="folder-open")
        self.other_button.clicked.connect(self.receive.choose)
        self.source = caption("")
        self.undo_button = button("撤销这次合并…", "ghost", "arrow-back-up")
        self.undo_button.clicked.connect(self._on_undo)
        self.compare_button = button("与另一个文件核对…", icon="git-compare")
        self.compare_button.clicked.connect(self.records.compare)
        self.head = frame(
            "surface",
            row(
                *(title("数据交换"), self.parts, None),
                *(self.source, self.undo_button, self.other_button, self.compare_button),
                gap=16,
                margins=(24, 0, 18, 0),
            ),
            56,
        )

    # What the window and other parts ask for

    def load(self) -> None:
        """Read what is open, what was exchanged, and the units to choose from."""
        workspace = self.context.workspace
        self.context.jobs.read("读取冲突", read_desk, workspace, self.context.catalog, then=self._on_desk)
        self.context.jobs.read("读取交换记录", read_receipts, workspace, then=self.records.show_receipts)
        self.context.jobs.read("查找重复单位", read_twins, workspace, then=self.twins.show_pairs)
        self.context.jobs.read("读取单位", read_units, workspace, self.context.year, then=self._on_units)
        self.receive.look_again()

    def leave(self) -> None:
        """Nothing that is typed here is written before it is decided."""

    def receive_path(self, path: Path) -> None:
        """Open a file that was received."""
        self.show_part(RECEIVE)
        self.receive.open_path(path)

    def show_conflicts(self, about: str = "", name: str = "") -> None:
        """Show the conflict desk: all of it, or what is marked at the row `about`, which is called `name`."""
        self.show_part(DESK)
        self.desk.narrow(about, name)
        self.desk.take_focus()

    @Slot()
    def show_twins(self, one: str = "", other: str = "") -> None:
        """Show units that may be one; with two keys the two that a person chose."""
        self.show_part(TWINS)
        if one:
            self.twins.ask_pair(one, other)
        else:
            self.twins.forget_chosen()
        self.twins.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        self.show_part(key)
        if key == DESK:
            self.desk.narrow()
        focus = QApplication.focusWidget()
        # Whoever walks along the switch with the arrows stays there.
        if key == TWINS:
            self.twins.forget_chosen()
        if key == DESK and not (focus is not None and self.parts.isAncestorOf(focus)):
            self.desk.take_focus()

    @Slot(str)
    def show_part(self, key: str) -> None:
        """Show one of the parts."""
        if key == DESK and self.parts.current != DESK:
            self.desk.forget_decided()
        self.parts.set_current(key)
        self.stack.setCurrentIndex((RECEIVE, SEND, DESK, TWINS, RECORDS).index(key))
        self._show_part()

    def status_text(self) -> str:
        """What lies open, or how far the deciding is."""
        if self.parts.current == RECEIVE and self.receive.opened is not None:
            return "只读预览，还没有写入任何内容"
        if self.parts.current == DESK and self.desk.asked:
            total = len(self.desk.asked)
            return f"已定 {total - self.desk.open_count} / {total} 处"
        return ""

    def keys(self) -> Sequence[KeyGroup]:
        """The keys of the conflict desk and of the list of changes."""
        return (
            (
                "冲突台",
                (
                    ("1  2", "选本机或对方的值"),
                    ("E", "改成别的值"),
                    ("O", "暂不决定"),
                    ("Enter", "确定并到下一处"),
                    ("J  K", "下一处、上一处"),
                ),
            ),
            ("重复单位", (("1  2", "保留哪一家"), ("Enter", "并成一家"), ("J  K", "下一组、上一组"))),
            (
                "改动清单",
                (("↑  ↓", "逐行查看"), ("←  →", "收起、展开一家单位"), ("Enter", "展开其余改动")),
            ),
        )

    # What comes back

    def _on_desk(self, data: DeskData) -> None:
        self.last = data.last
        self.desk.show_questions(data.questions, data.places)
        if self._turns_to_desk:
            self._turns_to_desk = False
            if data.questions:
                self.show_conflicts()
        self._show_part()

    def _on_units(self, units: Units) -> None:
        self.send.show_units(units)

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        self.parts.set_count(DESK, count or None)
        self.context.shell.status_changed()

    @Slot(int)
    def _on_twins_counted(self, count: int) -> None:
        self.parts.set_count(TWINS, count or None)

    @Slot()
    def _show_part(self) -> None:
        key = self.parts.current
        self.other_button.setVisible(key == RECEIVE and self.receive.opened is not None)
        last = self.last
        is_desk = key == DESK and last is not None
        self.source.setVisible(is_desk)
        self.undo_button.setVisible(is_desk)
        self.undo_button.setEnabled(self.context.can_edit)
        if last is not None:
            self.source.setText(f"来自 {last.sender} {day(last.at)}合并的文件")
        self.compare_button.setVisible(key == RECORDS)
        self.context.shell.status_changed()

    # Merging and taking back

    @Slot(object)
    def _on_merged(self, done: tuple[Merged, int]) -> None:
        merged, count = done
        self._turns_to_desk = bool(merged.topics)
        if merged.id:
            undo = partial(self.undo_merge, merged.id)
            self.context.shell.toast(f"已合并 {count:,} 处", "撤销", on_link=undo)

    @Slot()
    def _on_undo(self) -> None:
        if self.last is not None:
            self.ask_undo(self.last)

    @Slot(object)
    def ask_undo(self, receipt: Receipt) -> None:
        """Show what taking a merge back would do, and do it if that is wanted."""
        self.context.jobs.run(
            "试算撤销",
            *(preview_unmerge, self.context.workspace, receipt.id),
            then=self._on_undo_tried,
            failed=self._on_undo_failed,
        )

    def _on_undo_tried(self, plan: UnmergePreview) -> None:
        self._dialog = UndoDialog(self.window(), plan)
        self._dialog.accepted.connect(partial(self.undo_merge, plan.receipt.id))
        self._dialog.open()

    def undo_merge(self, merge: str) -> None:
        """Take a merge back."""
        self.context.jobs.run(
            "撤销合并",
            *(undo_merge, self.context.workspace, merge),
            then=self._on_undone,
            failed=self._on_undo_failed,
        )

    @Slot(object)
    def redo_merge(self, receipt: Receipt) -> None:
        """Bring back what was taken back."""
        self.context.jobs.run(
            "恢复合并",
            *(redo_merge, self.context.workspace, receipt.id),
            then=self._on_redone,
            failed=self._on_redo_failed,
        )

    def _on_redone(self, done: Unmerged) -> None:
        self._announce(done, "恢复合并")

    def _on_redo_failed(self, error: AppError) -> None:
        self.context.messages.error(problem_of("没有恢复合并", error, is_safe=True, action="恢复合并"))

    def _on_undone(self, done: Unmerged) -> None:
        self._announce(done, "撤销合并")

    def _announce(self, done: Unmerged, what: str) -> None:
        # The records have changed in any case.
        self.context.hub.publish(done.topics | {Topic.SETTINGS})
        kept = f"，{done.kept:,} 处后来改过，保持不动" if done.kept else ""
        self.context.shell.toast(f"已{what}，{done.cells:,} 处恢复{kept}")

    def _on_undo_failed(self, error: AppError) -> None:
        self.context.messages.error(problem_of("没有撤销合并", error, is_safe=True, action="撤销合并"))
