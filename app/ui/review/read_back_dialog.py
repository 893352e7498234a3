"""读回修改: every edited sentence of a letter beside what stands here; each is taken or left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.services.letters.read_back import Kind, Proposal
from app.ui.dialog import Dialog
from app.ui.kit import CheckBox, Chip, Label, button, caption, column, frame, holder, link, row, scroll_area

_TONES = {Kind.CHANGED: "info", Kind.ADDED: "good", Kind.DELETED: "bad"}
_EMPTY = "（空）"


class _Card(QWidget):
    """One proposal: old over new, with its box."""

    def __init__(self, proposal: Proposal, can_take: bool) -> None:
        super().__init__()
        self.proposal = proposal
        name = f"{proposal.code or '不属于某一条目'} · {proposal.label}"
        self.box = CheckBox(name)
        self.box.setChecked(can_take and proposal.can_take and not proposal.note)
        self.box.setEnabled(can_take and proposal.can_take)
        chip = Chip(proposal.kind.label, _TONES[proposal.kind], "")
        lines: list[QWidget] = []
        if proposal.kind is not Kind.ADDED:
            lines.append(self._line("原", proposal.old or _EMPTY, "muted"))
        if proposal.kind is not Kind.DELETED:
            lines.append(self._line("新", proposal.new or _EMPTY, ""))
        if proposal.note:
            lines.append(Label(proposal.note, "caption", "warn", wrap=True))
        head = row(self.box, chip, None, gap=8)
        body = column(head, *lines, gap=6, margins=(14, 10, 14, 12))
        self.setLayout(row((frame("well", body), 1)))

    def _line(self, word: str, text: str, role: str) -> QWidget:
        words = Label(text, role, wrap=True)
        return holder(row(column(caption(word), None), (words, 1), gap=10))


class ReadBackDialog(Dialog):
    """`accepted` with `chosen`: those that are to be taken, all as one action."""

    def __init__(
        self, parent: QWidget, context: str, proposals: Sequence[Proposal], can_take: bool = True
    ) -> None:
        """`can_take` False: the report is not in review; the edits are only shown."""
        super().__init__(parent, "读回修改", context, width=760, height=560, margins=(0, 0, 0, 0))
        self.cards = [_Card(proposal, can_take) for proposal in proposals]
        body = column(*self.cards, None, gap=10, margins=(24, 16, 18, 16))
        self.all = link("全选")
        self.none = link("全不选")
        self.count = caption()
        self.body.setSpacing(0)
        self.body.addLayout(row(self.count, None, self.all, self.none, margins=(24, 12, 24, 0)))
        self.body.addWidget(scroll_area(holder(body)), 1)
        self.asks_before_loss = False
        self.add_cancel("取消" if can_take else "关闭")
        self.take = self.add_button(button("采用", "primary", "check"))
        self.take.setVisible(can_take)
        for one in (self.all, self.none):
            one.setVisible(can_take)
        self.set_note(
            "一次撤销（Ctrl+Z）可全部收回" if can_take else "本件不在审核中，要采用请先重新打开审核"
        )
        self.all.clicked.connect(self._on_all)
        self.none.clicked.connect(self._on_none)
        for card in self.cards:
            card.box.toggled.connect(self._show)
        self.starts_at = self.cards[0].box if self.cards else None
        self._show()

    @property
    def chosen(self) -> tuple[Proposal, ...]:
        """What is to be taken."""
        return tuple(card.proposal for card in self.cards if card.box.isChecked())

    @Slot()
    def _show(self) -> None:
        count = len(self.chosen)
        self.count.setText(f"Word 文件中有 {len(self.cards)} 处与系统不同")
        self.take.set_words(f"采用 {count} 处" if count else "采用")
        self.take.setEnabled(bool(count))

    @Slot()
    def _on_all(self) -> None:
        self._check(True)

    @Slot()
    def _on_none(self) -> None:
        self._check(False)

    def _check(self, is_on: bool) -> None:
        for card in self.cards:
            if card.box.isEnabled():
                card.box.setChecked(is_on)
