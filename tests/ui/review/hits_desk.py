"""A workbench with a report that has values, some of them wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.checking import CheckView, HitView, check_view
from app.ui.context import Context
from app.ui.review.hits_card import HitCard
from tests.services.checking.builders import store
from tests.services.rules.clean import emission_report
from tests.ui.review.desk import Bench

Show = Callable[[QWidget], QWidget]
# The emission of the gas row (its item is ER-41) and a month of the electricity (ER-20).
WRONG = {"c3__natural_gas__emission": "3400", "monthly__electricity__m03": "1800.01"}


class HitsBench(Bench):
    """A bench whose report has values before it is opened, so that the checks run by themselves."""

    def __init__(self, context: Context, shown: Show, changes: dict[str, Any] | None = None) -> None:
        super().__init__(context, shown)
        with context.workspace.write("读入") as session:
            store(
                session,
                self.desk.version,
                emission_report("服").facts(**(WRONG if changes is None else changes)),
            )

    @property
    def stored_view(self) -> CheckView:
        with self.context.workspace.read() as session:
            return check_view(session, self.desk.version, self.context.catalog.rules)

    def hit(self, rule: str) -> HitView:
        return next(hit for hit in self.stored_view.hits if hit.rule == rule)

    def card(self, rule: str) -> HitCard:
        cards = self.bench.card.hits.cards.values()
        return next(card for card in cards if card.hit is not None and card.hit.rule == rule)
