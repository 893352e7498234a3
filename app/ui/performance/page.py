"""The tab 绩效指标."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QStackedWidget, QWidget

from app.models.enums import FundingRole, Topic
from app.services.performance import store
from app.services.performance.around import Around
from app.services.performance.checks import Block, FormFinding, RowRef
from app.services.performance.findings import indicator, warning
from app.services.performance.ledger_cells import LedgerKind
from app.services.performance.store import StoredTable, TableName
from app.ui.context import Context
from app.ui.kit import Band, EmptyState, button, column, frame, hline, link, row, vline
from app.ui.page import KeyGroup, Page
from app.ui.performance.bar import Bar
from app.ui.performance.columns import FIRST, Col
from app.ui.performance.counts import Counts
from app.ui.performance.export import Exporter
from app.ui.performance.fields import Parts
from app.ui.performance.foot import GridFoot, GridHead
from app.ui.performance.grid import IndicatorGrid
from app.ui.performance.keys import KEYS, ROW_KEYS
from app.ui.performance.ledger_view import LedgerView
from app.ui.performance.pane import Pane
from app.ui.performance.places import column_of
from app.ui.performance.reading import read_tables
from app.ui.performance.score_card import ScoreCard
from app.ui.performance.sheet import Sheet
from app.ui.performance.stage_strip import StageStrip
from app.ui.performance.stages import Stages
from app.ui.performance.tables import Tables

_NARROW, _WIDE = 1280, 1600


class PerformancePage(Page):
    """Tables of 绩效自评 and 绩效目标申报: fill in at the left, see paper and checks at the right."""

    # What is counted comes from all of them.
    topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.PERFORMANCE, Topic.REPORTS, Topic.REVIEW, Topic.UNITS}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.sheet = Sheet(context, self)
        self._wanted = ""
        self._asked = 0
        self._request = 0
        self._again = False
        self._year = context.year
        self._view = "form"
        self._card: ScoreCard | None = None
        self.exporter = Exporter(context, self.sheet)
        self.tables = Tables(context, self.sheet, self)
        self._build()
        self.stages = Stages(context, self.sheet, self.strip, self)
        self._connect()

    def _build(self) -> None:
        self.bar = Bar()
        self.parts = Parts(self.sheet)
        self.head, self.foot = GridHead(self.sheet), GridFoot(self.sheet)
        self.grid = IndicatorGrid(self.sheet)
        self.counts = Counts(self.context, self.sheet, self.grid, self)
        self.notice = Band("", "warn", can_close=True)
        self.notice.hide()
        self.report_link = link("逐处核对", "list-check")
        self.report = Band("", "warn", self.report_link, can_close=True)
        self.report.hide()
        self.editor = frame(
            "surface",
            column(
                self.report,
                self.counts.offer,
                self.parts,
                hline(),
                self.head,
                (self.grid, 1),
                self.notice,
                self.foot,
                gap=0,
            ),
        )
        self.editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.pane = Pane(self.context, self.sheet)
        self._parting = vline()
        work = QWidget()
        self.strip = StageStrip()
        sides = row((self.editor, 1), self._parting, self.pane, gap=0)
        work.setLayout(column(self.strip, hline(), (sides, 1), gap=0))
        self._import_first = button("导入 Excel 或 Word…", "primary", "file-import")
        self._new_first = button("新建…", icon="plus")
        self.empty = EmptyState(
            "target-arrow",
            "还没有绩效表",
            "导入往年的自评表或申报表，或者按模板新建一张。",
            self._new_first,
            self._import_first,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(frame("surface", column(self.empty)))
        self.stack.addWidget(work)
        self.ledger = LedgerView(self.context, self)
        self.stack.addWidget(self.ledger)
        self.setLayout(column(self.bar, hline(), (self.stack, 1), gap=0))
        self.bar.set_state(has_table=False, can_edit=self.context.can_edit)
        self.stack.hide()

    def _connect(self) -> None:
        bar, sheet, grid = self.bar, self.sheet, self.grid
        bar.table_chosen.connect(self._on_table_chosen)
        for wanted, slot in (
            (bar.new_wanted, self.tables.ask_new),
            (bar.copy_wanted, self.tables.ask_copy),
            (bar.import_wanted, self.tables.ask_import),
            (bar.delete_wanted, self.tables.delete),
            (bar.templates_wanted, self.tables.show_templates),
            (self.tables.templates_changed, self.reload),
            (self._new_first.clicked, self.tables.ask_new),
            (self._import_first.clicked, self.tables.ask_import),
        ):
            wanted.connect(slot)
        self.tables.about_to_ask.connect(self.leave)
        self.report_link.clicked.connect(self.tables.show_report)
        self.report.dismissed.connect(self.tables.forget_report)
        self.tables.made.connect(self._on_made)
        self.tables.imported.connect(self.counts.look_for)
        self.strip.table_wanted.connect(self._on_table_chosen)
        self.stages.about_to_ask.connect(self.leave)
        self.stages.made.connect(self._on_made)
        self.stages.place_wanted.connect(self._on_place)
        grid.proofs_wanted.connect(self.stages.show_proofs)
        bar.export_wanted.connect(self.exporter.export)
        bar.bare_wanted.connect(self.exporter.export_bare)
        bar.excel_wanted.connect(self.exporter.export_excel)
        bar.word_wanted.connect(self.exporter.export_word)
        self.exporter.about_to_ask.connect(self.leave)
        bar.view_chosen.connect(self._on_view)
        bar.ledger_wanted.connect(self.show_ledger)
        bar.counts_wanted.connect(self.counts.ask_proposals)
        bar.filing_wanted.connect(self.counts.ask_filing)
        self.counts.about_to_ask.connect(self.leave)
        self.counts.ledger_wanted.connect(self.show_ledger)
        self.ledger.left.connect(self._on_ledger_left)
        sheet.changed.connect(self._on_changed_here)
        sheet.shown.connect(self._on_changed_here)
        sheet.settled.connect(self._on_settled)
        sheet.refused.connect(self._on_refused)
        sheet.told.connect(self._tell)
        self.head.add_wanted.connect(grid.add_to)
        grid.refused.connect(self._tell)
        self.parts.money.refused.connect(self._tell)
        grid.gave_up.connect(self._on_gave_up)
        grid.current_changed.connect(self._on_current)
        grid.score_wanted.connect(self._on_score_wanted)
        grid.row_deleted.connect(self._on_row_deleted)
        for one in (grid, self.parts.money):
            one.cleared.connect(self._on_cleared)
        grid.began.connect(self.notice.hide)
        self.pane.preview.row_clicked.connect(self._on_paper_clicked)
        self.pane.findings.wanted.connect(self.go_to_finding)
        self.pane.forget_wanted.connect(sheet.forget_printed)
        self.exporter.checks_wanted.connect(self._show_checks)
        self.exporter.told.connect(self._tell)

    # What the window asks

    def load(self) -> None:
        """Read the list of tables and the one that is shown."""
        wanted = self._wanted or self.sheet.table_id
        if self.context.year != self._year and not self._wanted:
            wanted = ""
        self._asked = self.sheet.revision
        self._request += 1
        self.context.jobs.read(
            "读取绩效表",
            read_tables,
            self._request,
            self.context.workspace,
            wanted,
            self.context.year,
            self.sheet.table_id,
            then=self._on_read,
        )

    def show_table(self, table_id: str, indicator_id: str = "") -> None:
        """Show a table, at one of its rows."""
        self.leave()
        self._wanted = table_id
        if indicator_id:
            self.grid.want(indicator_id)
        self.reload()

    def leave(self) -> None:
        """Keep what is being typed, wherever it is."""
        self.grid.flush()
        self.parts.flush()
        self.ledger.flush()
        self.counts.flush()
        if self._card is not None:
            self._card.flush()

    def status_text(self) -> str:
        """How many rows, and how many must be corrected."""
        if self.sheet.is_empty:
            return ""
        words = f"指标 {len(self.sheet.keys)} 行"
        errors = len(self.sheet.errors)
        return f"{words} · {errors} 处须先改" if errors else words

    def keys(self) -> tuple[KeyGroup, ...]:
        """The keys of the form."""
        return (("填写", KEYS), ("指标行", ROW_KEYS))

    # Reading

    @Slot(object)
    def _on_read(self, found: tuple[int, list[TableName], StoredTable | None, Around]) -> None:
        request, names, stored, around = found
        if request != self._request:
            return  # asked again since then
        if not self.sheet.is_settled:
            self._again = True  # it is read again when all is in the file
            return
        if self.sheet.revision != self._asked:
            self.load()
            return
        if stored is None or stored.id != self.sheet.table_id:
            self.leave()  # what is being typed belongs to the table that goes
        self.tables.names = self.stages.names = names
        self._wanted, self._year = "", self.context.year
        self.stack.show()
        if stored is None:
            self.sheet.clear()
        else:
            self.sheet.show(stored, around)
        self.bar.show_tables(self.tables.names, self.sheet.table_id)
        self.bar.set_state(has_table=stored is not None, can_edit=self.context.can_edit)
        for one in (self._import_first, self._new_first):
            one.setEnabled(self.context.can_edit)
        if self.stack.currentWidget() is not self.ledger:
            self.stack.setCurrentIndex(0 if stored is None else 1)
        else:
            self.ledger.model.load()
        self.report.set_words(self.tables.report_words())
        self.report.setVisible(bool(self.tables.report_words()))
        self._arrange()

    @Slot()
    def _on_settled(self) -> None:
        if self._again:
            self._again = False
            self.reload()

    @Slot()
    def _on_changed_here(self) -> None:
        sheet = self.sheet
        if not sheet.is_empty:
            name = sheet.form.heading(store.PROJECT) or sheet.form.title
            known = next((one for one in self.tables.names if one.id == sheet.table_id), None)
            if known is not None and (known.name, known.year) != (name, sheet.form.year):
                at = self.tables.names.index(known)
                self.tables.names[at] = replace(known, name=name, year=sheet.form.year or known.year)
                self.bar.show_tables(self.tables.names, sheet.table_id)
            filed = f"{sheet.filing.filed_on} 已报送 · " if sheet.filing else ""
            self.bar.is_filed = sheet.filing is not None
            self.bar.has_results = Col.ACTUAL in sheet.columns
            self.bar.about.setText(f"{filed}{sheet.profile.form.label} · {sheet.profile.name}")
            self.bar.views.set_count("checks", len(sheet.findings))
        self.context.shell.status_changed()

    @Slot(str)
    def _on_table_chosen(self, table_id: str) -> None:
        self.show_table(table_id)

    @Slot(str)
    def _on_made(self, table_id: str) -> None:
        """A new table is in the file; it is shown when the list is read again."""
        self._wanted = table_id
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is told

    @Slot(str)
    def _tell(self, sentence: str) -> None:
        self.notice.set_words(sentence)
        self.notice.show()

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        self._tell(sentence)
        self._again = True

    @Slot(int, int, str)
    def _on_gave_up(self, at: int, column: int, text: str) -> None:
        self._given_up = (self.sheet.keys[at], column, text)
        self.context.shell.toast("已放弃这一格的修改", "找回", on_link=self._take_back)

    @Slot()
    def _take_back(self) -> None:
        key, column, text = self._given_up
        at = self.sheet.index_of(key)
        if at >= 0:
            self.grid.go_to(at, column)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
            self.grid.begin(text)

    @Slot()
    def _on_cleared(self) -> None:
        self.context.shell.toast("已清空这一格", "撤销", "Ctrl Z", self.context.shell.undo)

    @Slot(str)
    def _on_row_deleted(self, name: str) -> None:
        self.context.shell.toast(f"已删除指标：{name}", "撤销", "Ctrl Z", self.context.shell.undo)

    # Rows, scores, paper, checks

    @Slot(int, int)
    def _on_current(self, at: int, column: int) -> None:
        self.pane.preview.set_row(at)

    @Slot(int)
    def _on_paper_clicked(self, at: int) -> None:
        if self.bar.views.isVisible():
            self._on_view("form")
        column = self.grid.column if self.grid.column >= FIRST else Col.TITLE
        self.grid.end()
        self.grid.go_to(at, column)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _on_score_wanted(self, at: int) -> None:
        if at < 0 or self._card is not None:
            return
        self._card = ScoreCard(self.sheet, self.sheet.keys[at])
        self._card.closed.connect(self._on_card_closed)
        self.grid.go_to(at, Col.SCORE)
        cell = self.grid.cell_rect(at, Col.SCORE).translated(self.grid.viewport().pos())
        self._card.open_at(self.grid, cell)
        line = self.sheet.line(at)
        if line.score_text and not line.score_reason:
            self._card.start_at_reason()

    @Slot(int)
    def _on_place(self, at: int) -> None:
        self.go_to_finding(warning("", "", RowRef(Block.GOAL) if at < 0 else indicator(at)))

    @Slot()
    def _on_card_closed(self) -> None:
        card, self._card = self._card, None
        if card is not None:
            card.flush()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show_checks(self) -> None:
        if self.bar.views.isVisible():
            self._on_view("checks")
        self.pane.show_part("checks")
        self.pane.findings.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def go_to_finding(self, finding: FormFinding) -> None:
        """Go to the place that a check is about."""
        if self.bar.views.isVisible():
            self._on_view("form")
        place = finding.row
        if place.block is Block.HEADING:
            self.parts.head.set_open(True)
            fields = self.parts.head_fields
            fields.lines.get(place.name, fields.year).setFocus(Qt.FocusReason.OtherFocusReason)
        elif place.block is Block.GOAL:
            self.parts.goal.set_open(True)
            self.parts.goals.editor_for(finding.sentence).setFocus(Qt.FocusReason.OtherFocusReason)
        elif place.block is Block.FUNDING:
            self.parts.funding.set_open(True)
            money = self.parts.money
            role = self.sheet.form.funding[place.index].role if place.index is not None else FundingRole.TOTAL
            money.go_to(list(FundingRole).index(role), money.best_column)
            money.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            at = place.index or 0
            self.grid.go_to(at, column_of(finding, self.sheet.profile))
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # The file and the window

    @Slot()
    @Slot(object, str)
    def show_ledger(self, kind: LedgerKind | None = None, key: str = "") -> None:
        """Show what the project has beside the reviews."""
        self.leave()
        self.stack.setCurrentWidget(self.ledger)
        self.bar.hide()
        self.ledger.open(self.sheet.table_id, self.sheet.form.year or self.context.year, kind, key)

    @Slot()
    def _on_ledger_left(self) -> None:
        self.bar.show()
        self.stack.setCurrentIndex(0 if self.sheet.is_empty else 1)
        self.reload()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_view(self, key: str) -> None:
        """In a narrow window form and paper share one place."""
        self._view = key
        self.bar.views.set_current(key)
        if key != "form":
            self.pane.show_part(key)
        self._arrange()
        focused = QApplication.focusWidget()
        if focused is None or not self.bar.views.isAncestorOf(focused):
            parts = {"form": self.grid, "preview": self.pane.preview, "checks": self.pane.findings}
            parts[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        is_narrow = self.width() < _NARROW
        self.bar.views.setVisible(is_narrow and not self.sheet.is_empty)
        self.bar.ledger_button.setVisible(not is_narrow and not self.sheet.is_empty)  # else in the menu
        self.pane.switch.setVisible(not is_narrow)
        self.editor.setVisible(not is_narrow or self._view == "form")
        self.pane.setVisible(not is_narrow or self._view != "form")
        self._parting.setVisible(not is_narrow)
        if is_narrow:
            self.pane.setMinimumWidth(0)
            self.pane.setMaximumWidth(16777215)
        else:
            self.pane.setFixedWidth(760 if self.width() >= _WIDE else 500)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room."""
        super().resizeEvent(event)
        self.parts.set_room(self.height())
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        """The card does not stay without its page."""
        super().hideEvent(event)
        if self._card is not None:
            self._card.dismiss()
        self.counts.dismiss()
