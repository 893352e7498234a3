"""采纳全部自动判断: every answer that would be taken over, with its ground, before anything is written."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.checking import CaseHits, Proposal
from app.services.review.form import ItemRow
from app.ui.dialog import Dialog
from app.ui.kit import button
from app.ui.review.hits_panel import basis_words
from app.ui.table import Column, RowsModel, TableView

Ready = tuple[ItemRow, Proposal]


def _key(ready: Ready) -> str:
    return ready[0].code


class AdoptDialog(Dialog):
    """A list to be read; the button takes all of it, in one step of undo."""

    def __init__(self, parent: QWidget, unit: str, ready: tuple[Ready, ...], hits: CaseHits) -> None:
        super().__init__(parent, "采纳自动判断", unit, 760, 520, margins=(0, 0, 0, 0))

        def ground(one: Ready) -> str:
            return basis_words(hits.basis.get(one[0].code, ())) or "报告里没有要核对的内容"

        columns = (
            Column("code", "条目", _key, kind="small", width=84, is_sortable=False),
            Column("short", "要点", lambda one: one[0].item.short, width=220, is_sortable=False),
            Column("verdict", "判定", _verdict, kind="chip", width=96, is_sortable=False),
            Column("ground", "依据", ground, width=300, stretch=True, tip=ground, is_sortable=False),
        )
        model = RowsModel(columns, key=_key)
        self.table = TableView(model, name="自动判断")
        model.set_rows(list(ready))
        self.body.addWidget(self.table)
        self.set_note("只填写还没有判定的条目；有疑点的条目请逐条判定。可用 Ctrl+Z 一次撤销")
        self.add_cancel()
        self.add_button(button(f"采纳 {len(ready)} 项", "primary"))
        self.starts_at = self.table


def _verdict(one: Ready) -> str:
    verdict = one[1].verdict
    return verdict.label if verdict else ""
