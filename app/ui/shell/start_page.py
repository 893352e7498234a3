"""The start page: make, open, try; recent files; where one stopped; what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.review.cases import case_rows
from app.services.review.resume import Resume, resume
from app.services.review.todo import Todo, todos
from app.services.settings import Recent
from app.ui import fonts, icons
from app.ui.context import Context
from app.ui.kit import (
    ActionCard,
    Bar,
    Card,
    CountRow,
    ElidedLabel,
    Menu,
    button,
    caption,
    column,
    holder,
    link,
    paint,
    row,
    scroll_area,
    stacked,
    title,
)
from app.ui.kit.cards import CardButton

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.services.catalog import Catalog

_WIDE = 1600
_STACKED_BELOW = 1120
_WEEKDAYS = "一二三四五六日"
_ROWS = (
    ("mine", "pencil", "info", "待我初审"),
    ("second", "users", "info", "待我二审"),
    ("approve", "gavel", "info", "待审定"),
    ("overdue", "alert-circle", "bad", "已逾期"),
    ("returned", "arrow-back-up", "warn", "等单位重报"),
    ("waiting", "inbox", "quiet", "待分派"),
)


def greeting(now: datetime, name: str) -> str:
    """上午好，王甲."""
    part = "早上" if now.hour < 9 else "上午" if now.hour < 12 else "下午" if now.hour < 18 else "晚上"
    return f"{part}好，{name}" if name else f"{part}好"


def when(moment: datetime, now: datetime) -> str:
    """今天 14:02, 昨天 17:40, 2月26日 09:15, 2024年11月20日."""
    days = (now.date() - moment.date()).days
    if days in (0, 1):
        return f"{'今天' if days == 0 else '昨天'} {moment:%H:%M}"
    if moment.year == now.year:
        return f"{moment.month}月{moment.day}日 {moment:%H:%M}"
    return f"{moment.year}年{moment.month}月{moment.day}日"


class RecentRow(CardButton):
    """One file that was open lately; a missing one can be looked for or taken off the list."""

    def __init__(self, entry: Recent, now: datetime, device: str) -> None:
        path = Path(entry.path)
        super().__init__(f"{path.name} {entry.path}", 54, is_card=False)
        self.entry = entry
        self.is_there = path.is_file()
        moment = when(datetime.fromisoformat(entry.opened_at), now)
        place = "本机" if entry.device == device else entry.device
        self._name, self._path, self._when = path.name, str(path.parent), moment
        self._who = " · ".join(part for part in (entry.person, place) if part)
        self.setToolTip(entry.path)

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Draw name, folder, when and who."""
        icon = "file-check" if self.is_there else "file-x"
        icons.draw(painter, icon, 11, rect.height() / 2 - 11, 22, "accent" if self.is_there else "ink-2")
        right = QRectF(rect.right() - 172, 7, 160, 20)
        paint.text(painter, right, self._when, "ink-2", fonts.CAPTION, align=paint.RIGHT)
        low = right.translated(0, 20)
        words = self._who if self.is_there else "找不到，点此定位…"
        paint.text(
            painter, low, words, "ink-2" if self.is_there else "accent", fonts.CAPTION, align=paint.RIGHT
        )
        room = QRectF(44, 7, rect.width() - 230, 20)
        weight = fonts.SEMIBOLD if self.is_there else fonts.REGULAR
        taken = paint.text(painter, room, self._name, "ink" if self.is_there else "ink-2", weight=weight)
        if self.entry.pinned:
            icons.draw(painter, "pin", room.x() + taken + 6, 10, 14, "accent")
        cut = Qt.TextElideMode.ElideMiddle
        paint.text(painter, room.translated(0, 20), self._path, "ink-2", fonts.CAPTION, mode=cut)


@dataclass(frozen=True)
class StartRows:
    """What the start page shows of the open file."""

    todos: tuple[Todo, ...]
    resume: Resume | None


def start_rows(workspace: Workspace, year: int, catalog: Catalog, person: str, now: datetime) -> StartRows:
    """Count what waits for `person`, and find where `person` stopped."""
    with workspace.read() as session:
        cases = case_rows(session, year, catalog)
        stopped = resume(session, person, year, catalog)
    return StartRows(todos(cases, person, now.date()), stopped)


class ResumeCard(Card):
    """继续上次: the report that was worked on last, how far it is, and the way back to it."""

    def __init__(self) -> None:
        super().__init__("继续上次", margins=(20, 14, 20, 16), gap=8)
        self.unit = ElidedLabel("", "strong")
        self.where = ElidedLabel("", "caption")
        self.bar = Bar(120)
        self.count = caption("")
        self.button = button("继续审核", "primary")
        self.resume: Resume | None = None
        self.add(stacked(self.unit, self.where, gap=3))
        self.add(row((self.bar, 1), self.count, gap=12))
        self.add(row(None, self.button))

    def show_resume(self, found: Resume | None) -> None:
        """Show where one stopped; nothing found hides the card."""
        self.resume = found
        self.setVisible(found is not None)
        if found is None:
            return
        self.unit.setText(found.unit_name)
        stop = f"停在 {found.code} {found.short}" if found.code else "全部条目已判定"
        self.where.setText(f"{found.kind.label} · 第 {found.round} 轮 · {stop}")
        self.bar.set_progress(found.answered, found.total)
        bad = f"，其中 {found.bad} 项不符合" if found.bad else ""
        self.count.setText(f"{found.answered} / {found.total} 项{bad}")


class StartPage(QWidget):
    """Shown at the start and by the home button; also without an open file."""

    new_wanted = Signal()
    open_wanted = Signal()
    demo_wanted = Signal()
    restore_wanted = Signal()
    path_wanted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("page")
        self._context = context
        self.greeting = title("")
        self.note = caption("")
        self.new_card = ActionCard("file-plus", "新建工作文件", "从名单或空白开始", "Ctrl N")
        self.open_card = ActionCard("folder-open", "打开…", ".crd 工作文件或交换包", "Ctrl O")
        self.demo_card = ActionCard("flask", "试用示例", "12 家虚构单位，可随意改")
        self.restore_link = link("从备份恢复…")
        self.recent_card = Card("最近使用", "", self.restore_link, margins=(8, 14, 8, 8), gap=2, inset=12)
        self.todo_card = Card("我的待办", "", margins=(8, 14, 8, 8), gap=2, inset=12)
        self.resume_card = ResumeCard()
        self.resume_card.hide()
        self.todo_rows = {
            key: CountRow(icon, tone, words, is_alarming=key == "overdue") for key, icon, tone, words in _ROWS
        }
        self.recent_rows: list[RecentRow] = []
        self._chosen: RecentRow | None = None
        self._nothing_open = caption("打开工作文件后显示")
        self._no_recent = caption("还没有打开过文件")
        self._build()
        self._connect()

    def _build(self) -> None:
        for label in (self._nothing_open, self._no_recent):
            label.setContentsMargins(12, 8, 12, 12)
        self._recent_list = QVBoxLayout()
        self._recent_list.setSpacing(2)
        self.recent_card.add(self._recent_list)
        for line in self.todo_rows.values():
            self.todo_card.add(line)
        self.todo_card.add(self._nothing_open)
        actions = row((self.new_card, 1), (self.open_card, 1), (self.demo_card, 1), gap=12)
        self._left = self.recent_card
        self._right = holder(column(self.resume_card, self.todo_card, gap=12))
        self._columns = QHBoxLayout()
        self._columns.setSpacing(16)
        top = Qt.AlignmentFlag.AlignTop
        self._columns.addWidget(self._left, 672, top)
        self._columns.addWidget(self._right, 400, top)
        self._body = holder(
            column(
                column(self.greeting, self.note, gap=4),
                actions,
                self._columns,
                None,
                gap=14,
                margins=(0, 18, 0, 18),
            )
        )
        centred = holder(row(None, (self._body, 0), None, gap=0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_area(centred))

    def _connect(self) -> None:
        self.new_card.clicked.connect(self.new_wanted)
        self.open_card.clicked.connect(self.open_wanted)
        self.demo_card.clicked.connect(self.demo_wanted)
        self.restore_link.clicked.connect(self.restore_wanted)
        self.resume_card.button.clicked.connect(self._on_resume)
        for line in self.todo_rows.values():
            line.clicked.connect(self._on_todo)

    def load(self) -> None:
        """Show greeting, recent files and what waits."""
        value, now = self._context.settings.value, self._context.clock()
        self.greeting.setText(greeting(now, value.name))
        day = f"{now.month}月{now.day}日 星期{_WEEKDAYS[now.weekday()]}"
        self.note.setText(" · ".join(part for part in (value.office, day) if part))
        self._show_recent(value.recent, now, value.device)
        is_open = self._context.has_workspace
        for line in self.todo_rows.values():
            line.setVisible(is_open)
        self._nothing_open.setVisible(not is_open)
        self.todo_card.note.setText(f"{self._context.year} 年度 · {value.name}" if is_open else "")
        if not is_open:
            self.resume_card.show_resume(None)
        else:
            c = self._context
            c.jobs.read(
                "待办", start_rows, c.workspace, c.year, c.catalog, value.name, now, then=self._on_counted
            )

    def _on_counted(self, rows: StartRows) -> None:
        self.resume_card.show_resume(rows.resume)
        for todo in rows.todos:
            self.todo_rows[todo.preset].set_count(todo.count, todo.note)

    def _show_recent(self, entries: tuple[Recent, ...], now: datetime, device: str) -> None:
        while (item := self._recent_list.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                if widget is not self._no_recent:
                    widget.deleteLater()
        self.recent_rows = [RecentRow(entry, now, device) for entry in entries]
        for line in self.recent_rows:
            line.clicked.connect(self._on_recent)
            self._recent_list.addWidget(line)
        if not entries:
            self._recent_list.addWidget(self._no_recent)
            self._no_recent.show()

    @Slot()
    def _on_recent(self) -> None:
        sender = self.sender()
        if isinstance(sender, RecentRow):
            self.path_wanted.emit(Path(sender.entry.path))

    @Slot()
    def _on_todo(self) -> None:
        sender = self.sender()
        key = next((key for key, line in self.todo_rows.items() if line is sender), "mine")
        self._context.shell.open_queue(key)

    @Slot()
    def _on_resume(self) -> None:
        if found := self.resume_card.resume:
            self._context.shell.open_report(found.report_id, found.code)

    def _focused_row(self) -> RecentRow | None:
        return next((line for line in self.recent_rows if line.hasFocus() or line.underMouse()), None)

    def forget(self, entry: Recent) -> None:
        """Take a file off the list; the file itself stays."""
        self._context.settings.save(self._context.settings.value.without_recent(entry.path))
        self.load()

    @Slot()
    def _on_forget(self) -> None:
        if line := self._chosen:
            self.forget(line.entry)

    @Slot()
    def _on_pin(self) -> None:
        if line := self._chosen:
            settings = self._context.settings
            settings.save(settings.value.with_pin(line.entry.path, not line.entry.pinned))
            self.load()

    @Slot()
    def _on_show_in_folder(self) -> None:
        if line := self._chosen:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(line.entry.path).parent)))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open, show, hold at the top or take off the list."""
        self._chosen = self._focused_row()
        if self._chosen is not None:
            menu = Menu(self)
            menu.add("打开", self._chosen.click)
            menu.add("在文件夹中显示", self._on_show_in_folder)
            menu.add("取消固定" if self._chosen.entry.pinned else "固定", self._on_pin)
            menu.add("从列表去掉", self._on_forget, key="Del")
            menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the recent files, Del takes one off the list."""
        line = self._focused_row()
        if line is not None and event.key() == Qt.Key.Key_Delete:
            self.forget(line.entry)
        elif line is not None and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            place = self.recent_rows.index(line) + step
            if 0 <= place < len(self.recent_rows):
                self.recent_rows[place].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column where two do not fit."""
        super().resizeEvent(event)
        width = event.size().width()
        stacked = width < _STACKED_BELOW
        self._columns.setDirection(
            QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        )
        self._body.setFixedWidth(1136 if width >= _WIDE else 1088 if not stacked else max(640, width - 48))
