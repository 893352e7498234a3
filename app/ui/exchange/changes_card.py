"""The card with everything that a merge would change: kinds with counts, units, the list."""

from __future__ import annotations

from PySide6.QtCore import Slot

from app.services.exchange.changes import Changes
from app.services.exchange.preview import Fate
from app.ui.exchange.changes_model import ChangesModel
from app.ui.exchange.changes_view import ChangesView, ColumnHeads
from app.ui.exchange.saying import FATES
from app.ui.kit import Card, Combo, SegmentedSwitch, caption, hline, icon_button, row

_ALL = "all"
_SEGMENTS = (Fate.NEW, Fate.CHANGED, Fate.BOTH, Fate.DELETED)


class ChangesCard(Card):
    """Shows `Changes`; nothing here can be changed."""

    def __init__(self) -> None:
        super().__init__(margins=(0, 0, 0, 1), gap=0)
        self.lines = ChangesModel(self)
        self.view = ChangesView(self.lines)
        self.kinds = SegmentedSwitch(
            [(_ALL, "全部", 0), *((fate.value, FATES[fate], 0) for fate in _SEGMENTS)], name="改动的种类"
        )
        self.kinds.chosen.connect(self._on_kind)
        self.units = Combo([("涉及 0 家单位", None)], width=190, name="只看一家单位")
        self.units.chosen.connect(self.lines.set_unit)
        self.all_button = icon_button("arrows-vertical", "全部展开")
        self.all_button.clicked.connect(self._on_all)
        self.add(
            row(
                *(self.kinds, None, caption("按单位"), self.units, self.all_button),
                gap=10,
                margins=(16, 8, 12, 8),
            )
        )
        self.add(hline())
        self.add(ColumnHeads(self.view))
        self.add(self.view, 1)
        self.setMinimumHeight(168)

    def show_changes(self, changes: Changes) -> None:
        """Show another plan, from the beginning."""
        self.kinds.set_current(_ALL)
        self.kinds.set_count(_ALL, changes.total)
        for fate in _SEGMENTS:
            self.kinds.set_count(fate.value, changes.counts.get(fate, 0))
        real = [one for one in changes.units if one.unit.key]
        options: list[tuple[str, str | None]] = [(f"涉及 {len(real):,} 家单位", None)]
        options += [(one.unit.name, one.unit.key) for one in changes.units]
        self.units.set_options(options)
        self.lines.set_changes(changes)
        self._name_all()

    @Slot(str)
    def _on_kind(self, key: str) -> None:
        self.lines.set_only(None if key == _ALL else Fate.of(key))

    @Slot()
    def _on_all(self) -> None:
        self.lines.open_all(not self.lines.is_all_open)
        self._name_all()

    def _name_all(self) -> None:
        words = "全部收起" if self.lines.is_all_open else "全部展开"
        self.all_button.setAccessibleName(words)
        self.all_button.setToolTip(words)
