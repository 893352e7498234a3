"""What the tab does with counted figures: their cards and lists, the choice of a measure, handing in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.errors import AppError
from app.services.files import safe_name
from app.services.measures import read_spec
from app.services.performance.counting.filing import Provenance, provenance
from app.services.performance.counting.propose import Proposal, proposals
from app.services.performance.counting.record_export import export_records
from app.services.performance.counting.tally import Counted
from app.services.performance.ledger_cells import LedgerKind
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import Band, link
from app.ui.messages import problem_of
from app.ui.performance.columns import Col
from app.ui.performance.count_card import CountCard
from app.ui.performance.filing_dialog import FilingDialog
from app.ui.performance.grid import IndicatorGrid
from app.ui.performance.measure_dialog import MeasureDialog
from app.ui.performance.proposals_dialog import ProposalsDialog
from app.ui.performance.records_dialog import RecordsDialog
from app.ui.performance.sheet import Sheet

if TYPE_CHECKING:
    from app.models.database import Workspace

_LEDGER = {kind.value: kind for kind in LedgerKind}


class Counts(QObject):
    """Opens what is asked for, one thing at a time."""

    about_to_ask = Signal()  # what is being typed is kept first
    ledger_wanted = Signal(object, str)  # table of the ledger, key of the row

    def __init__(self, context: Context, sheet: Sheet, grid: IndicatorGrid, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._sheet, self._grid, self._page = context, sheet, grid, page
        self.card: CountCard | None = None
        self.dialog: Dialog | None = None
        self._key = ""
        self._target = Path()
        self._offer_for = ""
        self._offer_link = link("逐项查看", "list-check")
        self.offer = Band("", "info", self._offer_link, icon="database", can_close=True)
        self.offer.hide()
        self._offer_link.clicked.connect(self.ask_proposals)
        sheet.shown.connect(self._on_shown)
        grid.count_wanted.connect(self.ask)

    def flush(self) -> None:
        """Keep what is being typed in the card."""
        if self.card is not None:
            self.card.flush()

    def dismiss(self) -> None:
        """The card does not stay without its page."""
        if self.card is not None:
            self.card.dismiss()

    # The card

    @Slot(int)
    def ask(self, at: int) -> None:
        """Where the figure of a row comes from; of a row that is typed, what it could count."""
        if self.card is not None or not 0 <= at < len(self._sheet.keys):
            return
        self._key = self._sheet.keys[at]
        if self._sheet.line(at).counted is None:
            self.choose_measure()
            return
        self._context.jobs.read(
            "读取统计依据",
            _provenance,
            *(self._context.workspace, self._key),
            then=self._on_found,
            failed=self._on_failed,
        )

    @Slot(object)
    def _on_found(self, found: Provenance) -> None:
        at = self._sheet.index_of(self._key)
        if at < 0 or self.card is not None or self._sheet.line(at).counted is None:
            return
        card = self.card = CountCard(self._sheet, self._key, found)
        card.closed.connect(self._on_closed)
        card.record_wanted.connect(self.open_record)
        card.all_wanted.connect(self._on_all)
        card.measure_wanted.connect(self._on_measure)
        card.take_wanted.connect(self._on_take)
        self._grid.go_to(at, Col.ACTUAL)
        cell: QRect = self._grid.cell_rect(at, Col.ACTUAL).translated(self._grid.viewport().pos())
        card.open_at(self._grid, cell, sideways=True)
        mark = self._sheet.line(at).counted
        if mark is not None and mark.is_by_hand and not mark.hand_reason:
            card.start_at_reason()

    @Slot()
    def _on_closed(self) -> None:
        card, self.card = self.card, None
        if card is not None:
            card.flush()
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_take(self) -> None:
        self.dismiss()
        at = self._sheet.index_of(self._key)
        if at >= 0:
            self._sheet.take_count(at)
            self._context.shell.toast("已改用现在的统计数", "撤销", "Ctrl Z", self._context.shell.undo)

    @Slot(object)
    def open_record(self, record: Counted) -> None:
        """Go where a record is kept."""
        if record.entity == "report":
            self._context.shell.open_report(record.key)
        elif record.entity == "unit":
            self._context.shell.open_unit(record.key)
        else:
            self.ledger_wanted.emit(_LEDGER[record.entity], record.key)

    # The lists

    @Slot(str)
    def _on_all(self, part: str) -> None:
        card = self.card
        if card is None or card.found.found is None:
            return
        dialog = RecordsDialog(self._page, card.found, part)
        self.dismiss()
        dialog.record_wanted.connect(self.open_record)
        dialog.export_wanted.connect(self._on_export)
        self._open(dialog)

    @Slot(str, object)
    def _on_export(self, name: str, records: Sequence[Counted]) -> None:
        dialog = self.dialog
        assert isinstance(dialog, RecordsDialog)
        file_name = safe_name(f"{dialog.windowTitle()} {name}.xlsx")
        path = self._context.files.save_file("performance", "导出清单", file_name, "Excel 工作簿 (*.xlsx)")
        if path is not None:
            self._target = path
            work = partial(export_records, dialog.windowTitle(), dialog.heads, records, path)
            self._context.jobs.read("导出清单", work, then=self._on_exported, failed=self._on_failed)

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self._context.shell.toast(f"已导出：{path.name}")

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self._context.messages.error(problem_of("没有完成", error, is_safe=True, action="自动统计", file=""))

    # The measure

    @Slot()
    def _on_measure(self) -> None:
        self.dismiss()
        self.choose_measure()

    def choose_measure(self) -> None:
        """Ask what the row counts."""
        at = self._sheet.index_of(self._key)
        if at < 0 or not self._sheet.can_edit:
            return
        line = self._sheet.line(at)
        spec = read_spec(line.counted.measure) if line.counted else None
        dialog = MeasureDialog(self._page, self._context, self._sheet.table_id, line, spec)
        dialog.chosen.connect(self._on_chosen)
        self._open(dialog)

    @Slot(str)
    def _on_chosen(self, measure: str) -> None:
        at = self._sheet.index_of(self._key)
        if at >= 0:
            self._sheet.set_measure(at, measure)

    @Slot(str)
    def look_for(self, table_id: str) -> None:
        """A table was read from a file: say how many of its rows could be counted."""
        self._offer_for = table_id
        self._context.jobs.read(
            "查找可以统计的指标",
            _proposals,
            *(self._context.workspace, table_id),
            then=self._on_looked,
            failed=self._on_failed,
        )

    @Slot(object)
    def _on_looked(self, found: tuple[Proposal, ...]) -> None:
        self.offer.set_words(f"有 {len(found)} 项指标可以由审核和台账自动统计。")
        self._offer_for = self._offer_for if found else ""
        self._on_shown()

    @Slot()
    def _on_shown(self) -> None:
        is_it = bool(self._offer_for) and self._offer_for == self._sheet.table_id
        self.offer.setVisible(is_it and Col.ACTUAL in self._sheet.columns)

    @Slot()
    def ask_proposals(self) -> None:
        """Look at all rows that could be counted."""
        self.about_to_ask.emit()
        self._context.jobs.read(
            "查找可以统计的指标",
            _proposals,
            *(self._context.workspace, self._sheet.table_id),
            then=self._on_proposals,
            failed=self._on_failed,
        )

    @Slot(object)
    def _on_proposals(self, found: tuple[Proposal, ...]) -> None:
        self._offer_for = ""
        self._on_shown()
        dialog = ProposalsDialog(self._page, found)
        dialog.taken.connect(self._on_taken)
        self._open(dialog)

    @Slot(object)
    def _on_taken(self, chosen: dict[str, str]) -> None:
        self._sheet.set_measures(chosen)
        words = f"{len(chosen)} 项指标改为自动统计"
        self._context.shell.toast(words, "撤销", "Ctrl Z", self._context.shell.undo)

    # Handing in

    @Slot()
    def ask_filing(self) -> None:
        """Ask when and by whom; or take the handing in back."""
        self.about_to_ask.emit()
        filing = self._sheet.filing
        if filing is not None:
            words = f"{filing.filed_on} 由{filing.person}报送。撤回后，自动统计的数重新随数据变化。"
            if self._context.messages.confirm("撤回报送？", words, "撤回报送"):
                self._sheet.take_back_filing()
            return
        counted = sum(line.counted is not None for line in self._sheet.form.indicators)
        author = self._context.workspace.author.name
        errors = len(self._sheet.errors)
        dialog = FilingDialog(self._page, self._context.today, author, counted, errors)
        dialog.accepted.connect(self._on_filed)
        self._open(dialog)

    @Slot()
    def _on_filed(self) -> None:
        dialog = self.dialog
        assert isinstance(dialog, FilingDialog)
        day = dialog.day.value()
        if day is not None:
            self._sheet.hand_in(day, dialog.person.text(), dialog.reason.text())

    def _open(self, dialog: Dialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.open()


def _provenance(workspace: Workspace, key: str) -> Provenance:
    with workspace.read() as session:
        return provenance(session, key)


def _proposals(workspace: Workspace, table_id: str) -> tuple[Proposal, ...]:
    with workspace.read() as session:
        return proposals(session, table_id)
