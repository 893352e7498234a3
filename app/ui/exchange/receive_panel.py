"""接收: a file is opened in quarantine, described, looked through, and merged after a backup, or not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.models.errors import AppError, Cancelled
from app.services.exchange.apply import Merged, apply_merge
from app.services.exchange.container import PasswordNeeded
from app.services.exchange.source import Received
from app.services.exchange.twins import Twins
from app.ui.context import Context
from app.ui.exchange.changes_card import ChangesCard
from app.ui.exchange.drop_area import RECEIVED, DropArea, dropped_file
from app.ui.exchange.merge_foot import MergeFoot
from app.ui.exchange.package_card import PackageCard
from app.ui.exchange.reading import (
    Answer,
    Opened,
    look_again,
    read_package,
    read_twins,
    start_from,
)
from app.ui.jobs import Job
from app.ui.kit import (
    Band,
    Card,
    EmptyState,
    FieldRow,
    Icon,
    Label,
    Line,
    Skeleton,
    button,
    column,
    holder,
    row,
    section,
)
from app.ui.messages import problem_of

# Below this height of the part the picture becomes one line (a window of 720 less its bars and the head).
LOW = 549
_SAVE_AS = "工作文件 (*.crd)"


class _Held:
    """What lies open is let go also when the page goes, for instance because the workspace is closed."""

    def __init__(self) -> None:
        self.received: Received | None = None

    def close(self, *_: object) -> None:
        """Delete the copy in quarantine."""
        received, self.received = self.received, None
        if received is not None:
            received.close()


class ReceivePanel(QWidget):
    """One file at a time; `merged` tells what a merge did."""

    merged = Signal(object)
    opened_changed = Signal()
    twins_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.opened: Opened | None = None
        self._held = _Held()
        self.destroyed.connect(self._held.close)
        self.path: Path | None = None
        self._job: Job | None = None
        self._asked = 0
        self._looking: Opened | None = None
        self._is_merging = False
        self.setAcceptDrops(True)
        self.drop = DropArea()
        self.drop.open_button.clicked.connect(self.choose)
        self.stack = QStackedWidget()
        self._build_reading()
        self._build_password()
        self._build_refused()
        self._build_package()
        self.done = EmptyState("circle-check", "")
        for part in (self.drop, self.reading, self.asking, self.refused, self.package, self.done):
            self.stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 12)
        layout.addWidget(self.stack)

    # Building

    def _build_reading(self) -> None:
        self.reading_words = Label("", "strong")
        self.stop_button = button("取消")
        self.stop_button.clicked.connect(self.cancel)
        head = row(
            *(Icon("package-import", "accent", 18), self.reading_words, None, self.stop_button),
            gap=10,
            margins=(16, 0, 12, 0),
        )
        card = Card(margins=(0, 10, 0, 10))
        card.add(head)
        card.add(Skeleton(8), 1)
        self.reading = card

    def _build_password(self) -> None:
        self.password = Line(name="密码", width=280)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password_row = FieldRow("密码", self.password, "由发送的人另外告诉您；区分大小写。")
        self.password_title = section("")
        self.unlock_button = button("打开", "primary")
        self.unlock_button.clicked.connect(self._on_unlock)
        self.password.returnPressed.connect(self._on_unlock)
        other = button("选另一个文件…", "ghost")
        other.clicked.connect(self.choose)
        card = Card(margins=(20, 18, 20, 18), gap=14)
        card.add(row(Icon("lock", "ink-2", 20), self.password_title, None, gap=10))
        card.add(self.password_row)
        card.add(row(self.unlock_button, other, None))
        card.setFixedWidth(420)
        self.asking = holder(column(None, row(None, card, None), None, None))

    def _build_refused(self) -> None:
        self.sentence = Band("", "bad")
        other = button("选另一个文件…", icon="folder-open")
        other.clicked.connect(self.choose)
        self.refused_button = other
        self.sentence.layout().addWidget(other)  # type: ignore[union-attr]
        self.refused = holder(column(self.sentence, None))

    def _build_package(self) -> None:
        self.card = PackageCard()
        self.changes = ChangesCard()
        self.foot = MergeFoot()
        self.foot.merge_wanted.connect(self.merge)
        self.foot.later_wanted.connect(self.close_package)
        self.foot.looking_changed.connect(self._fit)
        self.nothing = EmptyState("circle-check", "没有要合并的内容", "包里的内容，本机都已经有了。")
        self.known_button = button("知道了", "primary")
        self.known_button.clicked.connect(self.close_package)
        self.nothing.set_buttons([self.known_button])
        self.other = EmptyState(
            "files",
            "属于另一个项目",
            "不能合并到现在的工作文件里，可以存成单独的工作文件再看。",
        )
        self.start_button = button("存成单独的工作文件…", icon="device-floppy")
        self.start_button.clicked.connect(self.start_file)
        self.leave_button = button("知道了", "primary")
        self.leave_button.clicked.connect(self.close_package)
        self.other.set_buttons([self.start_button, self.leave_button])
        for part in (self.nothing, self.other):
            part.hide()
        self.package = holder(
            column(self.card, (self.changes, 1), self.foot, (self.nothing, 1), (self.other, 1), gap=10)
        )

    # Doing

    @Slot()
    def choose(self) -> None:
        """Choose a file in the system's dialog."""
        path = self._context.files.open_file("receive", "打开收到的文件", RECEIVED)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Read a file that was received."""
        if self._is_merging:
            return
        self.close_package()
        self.path = path
        self._read(path, None)

    def _read(self, path: Path, password: str | None) -> None:
        self._asked += 1
        self.reading_words.setText(f"正在检查“{path.name}”")
        self.stack.setCurrentWidget(self.reading)
        self.stop_button.setFocus(Qt.FocusReason.OtherFocusReason)
        # It may be done by the time the job is known.
        self._job = None
        job = self._context.jobs.read(
            "检查交换包",
            *(read_package, self._asked, self._context.workspace, path, password),
            then=self._on_read,
        )
        if job in self._context.jobs.running:
            self._job = job

    @Slot()
    def cancel(self) -> None:
        """Stop reading."""
        if self._job is not None:
            self._context.jobs.cancel(self._job)

    @Slot()
    def close_package(self) -> None:
        """Put the file away; nothing was written."""
        self._let_go()
        self.password.clear()
        self.stack.setCurrentWidget(self.drop)
        self.opened_changed.emit()

    def look_again(self) -> None:
        """The workspace has changed: work out anew what merging would do."""
        opened = self.opened
        if opened is None or opened.plan is None or self._is_merging:
            return
        self._asked += 1
        self._looking = opened
        self._context.jobs.read(
            "比较交换包",
            *(look_again, self._asked, self._context.workspace, opened.received),
            then=self._on_looked,
        )

    @Slot()
    def merge(self) -> None:
        """Back up, then take in what lies open."""
        opened = self.opened
        if opened is None or opened.plan is None or self._is_merging:
            return
        if not self._context.can_edit:
            self.foot.set_note("工作文件以只读方式打开，不能合并。")
            return
        self._is_merging = True
        self.foot.set_busy(True)
        self._context.jobs.run(
            "合并交换包",
            *(apply_merge, self._context.workspace, opened.plan),
            then=self._on_merged,
            failed=self._on_merge_failed,
        )

    @Slot()
    def start_file(self) -> None:
        """Make a file of its own from a package of another project."""
        opened = self.opened
        if opened is None:
            return
        name = f"{opened.told.project_name or opened.received.path.stem}.crd"
        target = self._context.files.save_file("workspace", "存成单独的工作文件", name, _SAVE_AS)
        if target is not None:
            self._context.jobs.run(
                "建立工作文件",
                *(start_from, opened, target, self._context.workspace.author, self._context.installation),
                then=self._on_started,
                failed=self._on_start_failed,
            )

    # What comes back

    def _on_read(self, answer: Answer) -> None:
        opened = answer.opened
        if answer.number != self._asked:
            if opened is not None:
                opened.received.close()
            return
        self._job = None
        if opened is None:
            assert answer.error is not None
            self._refuse(answer.error)
            return
        self.opened = opened
        self._held.received = opened.received
        self._show(opened)
        self._focus_first(opened)
        self.opened_changed.emit()

    def _on_looked(self, answer: Answer) -> None:
        looking, self._looking = self._looking, None
        if answer.number != self._asked:
            # It was put away meanwhile, or is being looked at once more.
            if looking is not None and self.opened is None:
                looking.received.close()
        elif answer.opened is not None:
            self.opened = answer.opened
            self._show(answer.opened)
        elif answer.error is not None:
            self._refuse(answer.error)

    def _show(self, opened: Opened) -> None:
        self.card.show_package(opened, self._context.workspace.author.name)
        self.changes.show_changes(opened.changes)
        self.foot.show_opened(opened)
        is_other = opened.plan is None
        for part, on in (
            (self.changes, opened.is_mergeable),
            (self.foot, opened.is_mergeable),
            (self.nothing, not opened.is_mergeable and not is_other),
            (self.other, is_other),
        ):
            part.setVisible(on)
        self._fit()
        self.stack.setCurrentWidget(self.package)

    def _focus_first(self, opened: Opened) -> None:
        last = self.leave_button if opened.plan is None else self.known_button
        first = self.changes.view if opened.is_mergeable else last
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse(self, error: AppError) -> None:
        if isinstance(error, Cancelled):
            self.close_package()
            self._context.shell.toast(error.message)
            return
        if isinstance(error, PasswordNeeded) and self.path is not None:
            self.password_title.setText(f"“{self.path.name}”设有密码")
            is_wrong = bool(self.password.text())
            self.password_row.set_error("密码不对，请核对大小写和空格后再试。" if is_wrong else "")
            self.stack.setCurrentWidget(self.asking)
            self.password.selectAll()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._let_go()
        self.sentence.set_words(error.sentence)
        self.stack.setCurrentWidget(self.refused)
        self.refused_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened_changed.emit()

    @Slot()
    def _on_unlock(self) -> None:
        if self.path is None or not self.password.text():
            self.password_row.set_error("请写密码。")
            return
        self._read(self.path, self.password.text())

    def _on_merged(self, merged: Merged) -> None:
        opened = self.opened
        self._is_merging = False
        self.foot.set_busy(False)
        count = opened.changes.total if opened else 0
        self.close_package()
        notes = ["合并前的备份已自动保存，可随时从文件菜单的“从备份恢复…”找到。"]
        if merged.missing_contents:
            names = "、".join(merged.missing_contents[:3])
            more = "等" if len(merged.missing_contents) > 3 else ""
            notes.append(f"{len(merged.missing_contents)} 个附件的内容还没有收到（{names}{more}）。")
        if merged.has_twin:
            notes.append(
                "另一台电脑用过与这台相同的标识（可能是整机复制），这台电脑已换用新的标识，不影响内容。"
            )
        self.done.set_words(f"已合并 {count:,} 处", " ".join(notes), "circle-check")
        again = button("打开另一个包…", icon="folder-open")
        again.clicked.connect(self.choose)
        self.done.set_buttons([again])
        self.stack.setCurrentWidget(self.done)
        self.merged.emit((merged, count))
        self._context.hub.publish(merged.topics)
        self._context.jobs.read("查找重复单位", read_twins, self._context.workspace, then=self._on_twice)

    def _on_twice(self, found: list[Twins]) -> None:
        if found and self.stack.currentWidget() is self.done:
            names = "；".join(f"{pair.sides[0].name}（{pair.reason}）" for pair in found[:3])
            words = f"有 {len(found)} 组单位可能重复登记：{names}。"
            self.done.set_words(self.done.heading.text(), f"{self.done.sentence.text()} {words}".strip())
            look = button("核对重复单位", "primary")
            look.clicked.connect(self.twins_wanted)
            again = button("打开另一个包…", icon="folder-open")
            again.clicked.connect(self.choose)
            self.done.set_buttons([look, again])

    def _on_merge_failed(self, error: AppError) -> None:
        self._is_merging = False
        self.foot.set_busy(False)
        if isinstance(error, Cancelled):
            self.foot.set_note("已取消合并，工作文件没有改动。")
            return
        self._context.messages.error(problem_of("没有合并", error, is_safe=True, action="合并交换包"))

    def _on_started(self, target: Path) -> None:
        self.close_package()
        self._context.shell.toast(f"已存成“{target.name}”，可从起始页打开")

    def _on_start_failed(self, error: AppError) -> None:
        self._context.messages.error(
            problem_of("没有存成工作文件", error, is_safe=True, action="建立工作文件")
        )

    def _let_go(self) -> None:
        self._asked += 1
        self.cancel()
        self._job = None
        opened, self.opened = self.opened, None
        # What is being read this moment is closed when that is done.
        if opened is not None and self._looking is None:
            self._held.close()

    @Slot()
    def _fit(self) -> None:
        is_looking = self.foot.is_looking and self.opened is not None
        self.card.set_low(self.height() < LOW or is_looking)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        self._fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file is welcome."""
        if dropped_file(event.mimeData()) is not None and not self._is_merging:
            event.acceptProposedAction()
            self.drop.set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went by."""
        self.drop.set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file."""
        self.drop.set_over(False)
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.open_path(path)
