"""撤销这次合并: what would go back and what would stay, before anything is done."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.exchange.unmerge_preview import UnmergePreview
from app.ui.dialog import Dialog
from app.ui.exchange.saying import full_moment
from app.ui.kit import Band, ElidedLabel, Label, button, caption, column, hline, holder, row, scroll_area

_ROW, _HIGHEST = 33, 200


class UndoDialog(Dialog):
    """Its primary button takes the merge back."""

    def __init__(self, parent: QWidget, plan: UnmergePreview) -> None:
        receipt = plan.receipt
        super().__init__(parent, "撤销这次合并", f"{receipt.sender} · {full_moment(receipt.at)}", width=560)
        self.asks_before_loss = False
        where = f"涉及 {len(plan.units):,} 家单位" if plan.units else ""
        self.add(
            Label(
                f"这次合并带来的内容将恢复到合并以前：{plan.cells:,} 处恢复，{where}。先自动备份。", wrap=True
            )
        )
        if plan.kept:
            words = f"{plan.kept:,} 处在合并以后又有人改过或用到，保持现在的内容，不会丢失。"
            self.add(Band(words, "info"))
        body = column(gap=0)
        for unit, count in plan.units:
            line = row((ElidedLabel(unit.name), 1), caption(f"带来 {count:,} 项"), margins=(0, 6, 8, 6))
            body.addLayout(line)
            body.addWidget(hline())
        body.addStretch(1)
        area = scroll_area(holder(body))
        area.setFixedHeight(min(_HIGHEST, len(plan.units) * _ROW + 6))
        self.add(area)
        self.set_note("以后再合并同一个文件，不会悄悄带回来。")
        self.add_cancel()
        self.starts_at = self.add_button(button(f"撤销合并，恢复 {plan.cells:,} 处", "primary"))
