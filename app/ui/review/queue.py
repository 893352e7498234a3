"""The queue 审核队列: which reports wait, for whom, until when; a preview of the current one at the right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.enums import Topic
from app.models.names import tidy_name
from app.services.exchange.marks import open_counts
from app.services.people import PersonRow, person_rows
from app.services.review.assign import Known, read_known
from app.services.review.cases import CaseRow, case_rows
from app.services.units.rows import years
from app.ui.context import Context
from app.ui.hub import Changes
from app.ui.kit import (
    EmptyState,
    FloatingBar,
    Icon,
    Label,
    Menu,
    button,
    column,
    frame,
    hline,
    is_typing,
    row,
    vline,
)
from app.ui.review.assign_dialog import AssignDialog
from app.ui.review.batch_dialog import BatchDialog, batch_places
from app.ui.review.calendar_dialog import CalendarDialog, Rules, read_rules
from app.ui.review.hits_checks import CheckRunner
from app.ui.review.notice_run import EvaluationRun
from app.ui.review.queue_case import CasePane
from app.ui.review.queue_columns import queue_columns
from app.ui.review.queue_list import QueueList
from app.ui.review.queue_model import QueueModel
from app.ui.review.queue_paint import QueueHead
from app.ui.review.queue_tools import QueueTools
from app.ui.table import Column

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.services.catalog import Catalog

_WIDE, _NARROW = 1600, 1280
_CHIP_KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5)


@dataclass(frozen=True)
class QueueRows:
    """What the queue is filled with."""

    year: int
    cases: tuple[CaseRow, ...] = ()
    years: tuple[int, ...] = ()
    people: tuple[PersonRow, ...] = ()
    known: Known | None = None


def queue_rows(workspace: Workspace, year: int, catalog: Catalog) -> QueueRows:
    """Read the queue of a year."""
    with workspace.read() as session:
        counts = open_counts(session)
        cases = [replace(c, conflicts=counts.get(c.report_id, 0)) for c in case_rows(session, year, catalog)]
        known = read_known(session, year, cases)
        people = tuple(person_rows(session))
        return QueueRows(year, tuple(cases), tuple(years(session)), people, known)


class QueuePane(QWidget):
    """List, filters and preview. `open_wanted` tells the report to be reviewed and the item to begin at."""

    open_wanted = Signal(str, str)
    attention_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._wanted = ""  # a report to go to once the rows are there
        self._is_first = True
        self.checks = CheckRunner(context, self)
        self.evaluation = EvaluationRun(context, self)
        self._checked_years: set[int] = set()
        self._read = QueueRows(context.year)
        self.rows = QueueModel()
        self.list = QueueList(self.rows)
        self.head = QueueHead(self.list)
        self.tools = QueueTools()
        self.case_pane = CasePane(context)
        self.empty = EmptyState("clipboard-check", "")
        self._build()
        self._connect()
        self.tools.assign_button.setEnabled(context.can_edit)
        self.list.set_empty(self.empty)
        self.list.set_loading(True)
        self._set_columns()

    def _build(self) -> None:
        self._left = frame("surface", column(self.head, (self.list, 1), gap=0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tools)
        layout.addWidget(hline())
        layout.addLayout(row((self._left, 1), self.case_pane, gap=0), 1)
        self._count = Label("", "strong")
        self._bar_assign = button("分派…", "bar", "user-plus", key="M")
        self._bar_export = button("导出意见…", "bar", "file-export")
        self._bar_clear = button("取消选择", "bar", key="Esc")
        mark = Icon("square-check", "accent", 16)
        parts = (mark, 4, self._count, 8, vline(18), self._bar_assign, self._bar_export, self._bar_clear)
        self.bar = FloatingBar(self._left, *parts, name="选中的审核件")

    def _connect(self) -> None:
        tools = self.tools
        tools.year.chosen.connect(self._context.set_year)
        tools.scope_changed.connect(self._on_scope)
        tools.filter_changed.connect(self._refilter)
        tools.list_wanted.connect(self.focus_list)
        for one in (tools.assign_button, self._bar_assign):
            one.clicked.connect(self.assign)
        for one in (tools.export_button, self._bar_export):
            one.clicked.connect(self.export_opinions)
        tools.risk_button.clicked.connect(self.attention_wanted)
        tools.more_button.clicked.connect(self._on_more)
        self._context.hub.changed.connect(self._on_changed)
        self._bar_clear.clicked.connect(self.rows.uncheck_all)
        self.head.sort_wanted.connect(self._on_sort)
        self.head.all_wanted.connect(self._on_all)
        self.list.current_changed.connect(self.case_pane.show_case)
        self.list.opened.connect(self.case_pane.open_case)
        self.list.menu_wanted.connect(self._on_menu)
        self.rows.checks_changed.connect(self._on_checks)
        self.rows.lines_changed.connect(self.head.update)
        self.case_pane.open_wanted.connect(self.open_wanted)
        self.case_pane.assign_wanted.connect(self.assign)
        self.case_pane.kind_opened.connect(self._on_kind_opened)

    # Filling

    def load(self) -> None:
        """Ask for the rows of the year and show them."""
        c = self._context
        c.jobs.read("审核队列", queue_rows, c.workspace, c.year, c.catalog, then=self._on_rows)

    def _on_rows(self, read: QueueRows) -> None:
        if read.year != self._context.year:
            return  # another year was chosen meanwhile
        self._read = read
        self.tools.show_years(read.years, read.year)
        self.tools.show_counts(read.cases, self.person)
        has_mine = any(case.assignee == self.person for case in read.cases)
        if self._is_first and not has_mine and not self.tools.preset:
            self.tools.scope.set_current("all")
        self._is_first = False
        self.list.set_loading(False)
        self._set_columns()
        self.rows.set_cases(read.cases, self.person, self._context.today)
        self._refilter()
        if self._wanted and self.go_to(self._wanted):
            self._wanted = ""
        self._context.shell.status_changed()
        if read.year not in self._checked_years:
            # Once, for what came in while nobody looked; later changes are told (see _on_changed).
            self._checked_years.add(read.year)
            self.checks.check_open(read.year)

    @property
    def person(self) -> str:
        """Whose queue it is."""
        return tidy_name(self._context.settings.value.name)

    def status_text(self) -> str:
        """125 件 · 我的 24 · 逾期 2."""
        cases = self.rows.cases
        mine = sum(case.assignee == self.person for case in cases)
        late = sum(case.is_overdue(self._context.today) for case in cases)
        return f"{len(cases)} 件 · 我的 {mine}" + (f" · 逾期 {late}" if late else "")

    def show_preset(self, preset: str) -> None:
        """Show what a to-do row counts."""
        self.tools.set_preset(preset)
        self.list.go_to_first()
        self.focus_list()

    def go_to(self, report_id: str) -> bool:
        """Make a report current; filters that hide it are taken away. Waits for the rows where it must."""
        if self.list.go_to(report_id):
            return True
        case = self.rows.case_of(report_id)
        if case is None:
            self._wanted = report_id
            return False
        self.tools.reset()
        self.rows.closed.clear()
        if case.assignee != self.person:
            self.tools.scope.set_current("all")
        self._on_scope()
        return self.list.go_to(report_id)

    def neighbour(self, report_id: str, step: int) -> CaseRow | None:
        """The next (1) or previous (-1) case, as the queue is shown, that can be opened."""
        shown = self.rows.shown_cases()
        place = next((n for n, case in enumerate(shown) if case.report_id == report_id), None)
        if place is None:
            return None
        rest = shown[place + 1 :] if step > 0 else shown[:place][::-1]
        return next((case for case in rest if case.round), None)

    @Slot()
    def focus_list(self) -> None:
        """The keyboard goes to the list."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _set_columns(self) -> None:
        today = self._context.today
        self.list.set_columns(queue_columns(today, is_all=self.tools.is_all), today)
        self.head.update()

    # Filter and order

    def _accepts(self, case: CaseRow) -> bool:
        return self.tools.accepts(case, self.person, self._context.today)

    @Slot()
    def _refilter(self) -> None:
        self.rows.set_filter(self.tools.words, self._accepts)
        self._say_empty()
        self.case_pane.set_hinting(bool(self.rows.lines))
        if self.list.current_case is None:
            self.list.go_to_first()

    def _say_empty(self) -> None:
        cases = self.rows.cases
        buttons = []
        if not cases:
            self.empty.set_words(
                f"{self._context.year} 年度还没有审核件",
                "先在“单位名录”中导入本年度名单，应报送的报告就会列在这里。",
            )
        elif not self.tools.is_all and not any(case.assignee == self.person for case in cases):
            self.empty.set_words("还没有分派给您的审核件", "在“全部”中选中审核件，按 M 分派。")
            buttons = [button("看全部审核件")]
            buttons[0].clicked.connect(self.tools.show_all)
        else:
            self.empty.set_words("没有符合条件的审核件")
            buttons = [button("清除筛选")]
            buttons[0].clicked.connect(self.tools.clear)
        self.empty.set_buttons(buttons)

    @Slot()
    def _on_scope(self) -> None:
        self._set_columns()
        self._refilter()

    @Slot(object, bool)
    def _on_sort(self, wanted: Column, is_flat: bool) -> None:
        """First rising, then falling, then back to groups by urgency."""
        same = self.rows.sort_key == wanted.key and self.rows.is_flat == is_flat
        if same and self.rows.descending:
            self.rows.sort_by(None, is_flat=False)
        else:
            self.rows.sort_by(wanted, descending=same, is_flat=is_flat)

    @Slot()
    def _on_all(self) -> None:
        is_full = self.rows.check_state is Qt.CheckState.Checked
        self.rows.check(self.rows.shown_cases(), not is_full)

    @Slot()
    def _on_checks(self) -> None:
        count = len(self.rows.checked_cases)
        self._count.setText(f"已选 {count} 件")
        self.bar.set_open(bool(count))
        self.list.set_room_below(FloatingBar.room if count else 0)
        self.head.update()

    # What is done

    @Slot()
    def assign(self) -> None:
        """Give the ticked cases, or the current one, to a colleague."""
        current = self.list.current_case
        chosen = self.rows.checked_cases or ([current] if current else [])
        if not chosen:
            self._context.shell.toast("请先选中要分派的审核件")
        elif self._context.can_edit:
            names = [person.name for person in self._read.people]
            self.assign_dialog = AssignDialog(
                self, self._context, chosen, self.rows.cases, names, self._read.known
            )
            self.assign_dialog.accepted.connect(self.rows.uncheck_all)
            self.assign_dialog.open()

    @Slot()
    def export_opinions(self) -> None:
        """Export the opinions of the ticked cases, or of all that are shown."""
        cases = self.rows.checked_cases or self.rows.shown_cases()
        if not cases:
            self._context.shell.toast("没有可以导出的审核件")
            return
        folder, template = batch_places(self._context)
        self.batch_dialog = BatchDialog(self, self._context, cases, folder, template)
        self.batch_dialog.open()
        self.batch_dialog.begin()

    @Slot()
    def evaluate_body(self) -> None:
        """Open 核查机构评价表."""
        self.evaluation.begin(self._context.year)

    @Slot()
    def open_calendar(self) -> None:
        """Open 工作日历和期限."""
        c = self._context
        if c.has_workspace:
            c.jobs.read("工作日历", read_rules, c.workspace, c.catalog, then=self._on_rules)

    def _on_rules(self, rules: Rules) -> None:
        self.calendar_dialog = CalendarDialog(self, self._context, rules)
        self.calendar_dialog.open()

    def more_menu(self) -> Menu:
        """What is done to all of a year."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.add("全部自动检查", self._on_check_all, "list-check", is_enabled=self._context.can_edit)
        menu.add("需要先看", self.attention_wanted.emit, "trending-up")
        menu.add("核查机构评价表…", self.evaluate_body, "rubber-stamp")
        menu.add("工作日历和期限", self.open_calendar, "calendar-month")
        return menu

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        """Values of one report count for others: last year's, the other report, peers."""
        if Topic.REPORTS in changes.topics:
            self.checks.check_open_soon()

    @Slot(str)
    def _on_kind_opened(self, report_id: str) -> None:
        """A document was put on the list: show it there, whatever is filtered."""
        self._wanted = report_id
        self.load()

    @Slot()
    def _on_more(self) -> None:
        anchor = self.tools.more_button
        menu = self.more_menu()
        corner = anchor.mapToGlobal(QPoint(anchor.width(), anchor.height() + 4))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))

    @Slot()
    def _on_check_all(self) -> None:
        self.checks.check_all(self._context.year)

    @Slot(object, QPoint)
    def _on_menu(self, case: CaseRow, place: QPoint) -> None:
        self.case_pane.menu().popup(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters of the page; never while a text is edited."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and plain:
            self._on_escape()
        elif is_typing() or not plain or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Slash:
            self.tools.focus_search()
        elif key == Qt.Key.Key_M:
            self.assign()
        elif key == Qt.Key.Key_R:
            self.case_pane.receive()
        elif key in _CHIP_KEYS:
            self.tools.press_chip(_CHIP_KEYS.index(key))
        else:
            super().keyPressEvent(event)

    def _on_escape(self) -> None:
        """From anywhere to the list; in the list away with the ticks."""
        if self.list.hasFocus():
            self.rows.uncheck_all()
        self.focus_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the new size."""
        super().resizeEvent(event)
        wide = event.size().width()
        self.case_pane.setFixedWidth(560 if wide >= _WIDE else 432 if wide >= _NARROW else 360)
        self.tools.search.setFixedWidth(236 if wide >= _WIDE else 190 if wide >= _NARROW else 124)
        # Where it is narrow: in the menu as well, and the icon says it.
        self.tools.risk_button.setVisible(wide >= _NARROW)
        self.tools.assign_button.set_words("分派…" if wide >= _NARROW else "")
