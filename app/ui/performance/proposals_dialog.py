"""Rows that could be counted: proposals to look at, none of them taken unasked."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.services.performance.counting.propose import Proposal
from app.ui.dialog import Dialog
from app.ui.kit import EmptyState, Label, button
from app.ui.table import Column, RowsModel, TableView


class ProposalsDialog(Dialog):
    """A list to tick; `taken` tells the measures by indicator."""

    taken = Signal(object)

    def __init__(self, parent: QWidget, found: Sequence[Proposal]) -> None:
        super().__init__(parent, "可以自动统计的指标", "按三级指标的文字建议", 920, 500, is_resizable=True)
        words = "勾选后，实际完成值由审核、台账等记录统计，点开就能看到是哪些记录；没有勾选的仍然手工填写。"
        self.add(Label(words, "muted", wrap=True))
        model = RowsModel(_COLUMNS, attrgetter("indicator_id"), checkable=True)
        self.table = TableView(model, name="可以自动统计的指标")
        self.table.set_empty(
            EmptyState("database", "没有新的建议", "其余指标可以在表里按右键，选“自动统计”。")
        )
        model.set_rows(found)
        self.add(self.table, 1)
        self.asks_before_loss = False
        self.add_cancel()
        self.use_button = self.add_button(button("自动统计所选", "primary"))
        model.checks_changed.connect(self._on_checks)
        model.check([one.indicator_id for one in found if one.has_records])
        self.starts_at = self.table
        self._on_checks()

    @Slot()
    def _on_checks(self) -> None:
        count = len(self.table.rows.checked_rows())
        self.use_button.setText(f"自动统计这 {count} 项" if count else "自动统计所选")
        self.use_button.setEnabled(count > 0)
        self.set_note("原来手工填写的数由统计数代替，可以撤销")

    def accept(self) -> None:
        """Take what is ticked."""
        chosen = {one.indicator_id: str(one.spec) for one in self.table.rows.checked_rows()}
        super().accept()
        self.taken.emit(chosen)


def _title(one: Proposal) -> str:
    return one.line.title.split("\n")[0]


def _target(one: Proposal) -> str:
    return one.line.target or "—"


def _typed(one: Proposal) -> str:
    return one.line.actual or "—"


def _measure(one: Proposal) -> str:
    return one.spec.label


def _figure(one: Proposal) -> str:
    return one.text or f"还没有（{one.note}）"


_COLUMNS = (
    Column(
        "title", "三级指标", _title, kind="strong", width=230, min_width=150, stretch=True, is_optional=False
    ),
    Column("target", "年度指标值", _target, width=130, min_width=80, is_optional=False),
    Column("typed", "现在填的", _typed, width=110, min_width=70, is_optional=False),
    Column("measure", "建议统计", _measure, width=190, min_width=120, is_optional=False),
    Column("figure", "统计得出", _figure, width=150, min_width=90, is_optional=False),
)
