"""审核意见已过期: the strip under the case bar; it stays until the letter is issued anew or let stand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Signal, Slot

from app.services.letters.stale import Stale
from app.ui.kit import Menu, button
from app.ui.kit.cards import Band

_SHOWN = 2


def stale_words(stale: Stale) -> str:
    """审核意见已过期：04-24 出具后有 3 处变化（…）."""
    day = f"{stale.issued_on:%m-%d} " if stale.issued_on else ""
    first = "、".join(change.words for change in stale.changes[:_SHOWN])
    more = "等" if len(stale.changes) > _SHOWN else ""
    return f"审核意见已过期：{day}出具后有 {len(stale.changes)} 处变化（{first}{more}）"


class StaleBanner(Band):
    """Shows a `Stale`; hides itself for None."""

    place_wanted = Signal(object)  # Change
    issue_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self) -> None:
        self.see = button("查看变化", "bar")
        self.again = button("重新出具…", "bar")
        self.keep = button("不重出…", "bar", tip="写明理由，保留已出具的审核意见")
        super().__init__("", "warn", self.see, self.again, self.keep)
        self._stale: Stale | None = None
        self.see.clicked.connect(self._on_see)
        self.again.clicked.connect(self.issue_wanted)
        self.keep.clicked.connect(self.keep_wanted)
        self.hide()

    def show_stale(self, stale: Stale | None, can_write: bool) -> None:
        """Show what has changed since the letter was issued."""
        self._stale = stale
        self.setVisible(stale is not None)
        if stale is not None:
            self.set_words(stale_words(stale))
            self.label.setToolTip("\n".join(change.words for change in stale.changes))
            self.again.setVisible(can_write)
            self.keep.setVisible(can_write)

    def menu(self) -> Menu:
        """The changes; each leads to its item."""
        made = Menu(self)
        for change in self._stale.changes if self._stale else ():
            made.add(change.words, partial(self.place_wanted.emit, change))
        return made

    @Slot()
    def _on_see(self) -> None:
        self.menu().popup(self.see.mapToGlobal(QPoint(0, self.see.height())))
