"""Everything the checks say of the current item: its hits, what they could not tell, what they propose."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.enums import Verdict
from app.services.checking import CaseHits, GapView, HitView
from app.services.review.form import ItemRow
from app.ui.keys import key_map
from app.ui.kit import Icon, Label, button, column, frame, holder, row
from app.ui.review.hits_card import HitCard

VERDICT_ACTIONS = {Verdict.YES: "yes", Verdict.NO: "no", Verdict.NOT_APPLICABLE: "na"}
_FEW = 3  # titles of checks that are named


def basis_words(titles: tuple[str, ...]) -> str:
    """依据：逐行复算、分项合计等于总量 等 4 项检查."""
    named = "、".join(titles[:_FEW])
    return f"{named} 等 {len(titles)} 项检查" if len(titles) > _FEW else named


def proposal_words(verdict: Verdict, titles: tuple[str, ...]) -> str:
    """What the program would answer, and on what ground."""
    if not titles:
        return f"程序判断：{verdict.label}（报告里没有要核对的内容）"
    return f"程序判断：{verdict.label}（依据：{basis_words(titles)}）"


class HitsPanel(QWidget):
    """Cards one below the other. `judged`: the verdict that the program proposes is taken over."""

    decided = Signal(str, object, str)
    wished = Signal(str, str)
    left = Signal()
    judged = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, HitCard] = {}
        self._code = ""
        self._verdict: Verdict | None = None
        self._gaps: tuple[GapView, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self.words = Label("", "caption", wrap=True)
        self.take = button("采用", "link", key=key_map.cap("yes"))
        self._proposal = holder(row(Icon("calculator", "ink-2", 14), (self.words, 1), self.take, gap=6))
        self.take.clicked.connect(self._on_take)
        self._lines = frame("well", column(gap=2, margins=(12, 6, 12, 6)))
        self._layout.addWidget(self._proposal)
        self._layout.addWidget(self._lines)

    def show_item(self, item: ItemRow | None, hits: CaseHits, today: date, can_edit: bool) -> None:
        """Show what is said of an item; what is being typed stays while the item is the same."""
        found = () if item is None else hits.of(item.code)
        gaps = () if item is None else hits.gaps(item.code)
        self._code = item.code if item else ""
        first = next((hit.id for hit in found if hit.is_open or hit.is_new), "")
        self._keep_cards(found)
        for hit in found:
            self.cards[hit.id].show_hit(hit, hits.decided.get(hit.id), today, can_edit, hit.id == first)
        self._show_gaps(gaps)
        self._show_proposal(item, hits, can_edit)
        self.setVisible(bool(found or gaps) or not self._proposal.isHidden())

    def card_to_settle(self) -> HitCard | None:
        """The first card that is still to be settled."""
        for card in self.cards.values():
            if card.hit is not None and (card.hit.is_open or card.hit.is_new):
                return card
        return None

    def _keep_cards(self, found: tuple[HitView, ...]) -> None:
        keys = [hit.id for hit in found]
        for key in [key for key in self.cards if key not in keys]:
            card = self.cards.pop(key)
            self._layout.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, key in enumerate(keys):
            if key not in self.cards:
                card = self.cards[key] = HitCard()
                card.decided.connect(self.decided)
                card.wished.connect(self.wished)
                card.left.connect(self.left)
                self._layout.insertWidget(1 + place, card)
        self.cards = {key: self.cards[key] for key in keys}

    def _show_gaps(self, gaps: tuple[GapView, ...]) -> None:
        self._lines.setVisible(bool(gaps))
        if gaps == self._gaps:
            return
        self._gaps = gaps
        layout = self._lines.layout()
        assert layout is not None
        while (old := layout.takeAt(0)) is not None:
            if widget := old.widget():
                widget.hide()
                widget.deleteLater()
        for gap in gaps:
            words = Label(f"{gap.title}　{gap.sentence}", "caption", wrap=True)
            line = row(column(1, Icon("help-circle", "ink-2", 14), None), (words, 1), gap=6)
            layout.addWidget(holder(line))

    def _show_proposal(self, item: ItemRow | None, hits: CaseHits, can_edit: bool) -> None:
        proposal = hits.proposals.get(item.code) if item is not None else None
        verdict = proposal.verdict if proposal is not None else None
        shows = item is not None and verdict is not None and item.verdict is not verdict
        self._proposal.setVisible(shows)
        self._verdict = verdict
        if item is not None and verdict is not None and shows:
            titles = hits.basis.get(item.code, ())
            self.words.setText(proposal_words(verdict, titles))
            is_bad = item.item.is_bad(verdict)
            # A bad answer is given by settling the hit: that brings the finding with its text.
            self.take.setVisible(can_edit and not is_bad)
            self.take.set_key(key_map.cap(VERDICT_ACTIONS[verdict]))

    @Slot()
    def _on_take(self) -> None:
        if self._verdict is not None:
            self.judged.emit(self._code, self._verdict)
