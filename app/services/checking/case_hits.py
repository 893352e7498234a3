"""What the checks say of one report, by checklist item: for the person who reviews it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from app.models.enums import Automation, HitLevel
from app.services.catalog import Catalog, RuleBook
from app.services.checking.answers import Proposal, proposals
from app.services.checking.limits import own_book
from app.services.checking.rows import CheckView, GapView, HitView, check_view
from app.services.checking.run import has_values
from app.services.journal.history import last_changes
from app.services.review.form import ItemRow, ReviewForm

_BY_HAND = GapView("", "人工核对", "报告的固定表格里没有判断这一条所需的数据，请查看原文后判定。")
_NOTHING = CheckView((), (), frozenset(), "")


@dataclass(frozen=True)
class CaseHits:
    """Hits, gaps and proposals of a version. `decided`: who settled a hit, and when."""

    view: CheckView = _NOTHING
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    has_values: bool = False
    decided: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)
    # The item at which each hit is shown and counted.
    homes: Mapping[str, str] = field(default_factory=dict)
    # By item, the titles of the checks that ran for it.
    basis: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Items that the program might answer, if reports stated what it takes: they stay with a person.
    by_hand: frozenset[str] = frozenset()

    @property
    def was_checked(self) -> bool:
        """Whether the checks have run."""
        return bool(self.view.factor_edition)

    def of(self, code: str) -> tuple[HitView, ...]:
        """The hits of an item."""
        return self._by_item.get(code, ())

    def gaps(self, code: str) -> tuple[GapView, ...]:
        """The checks that answer an item but could not say anything; or that there is none."""
        proposal = self.proposals.get(code)
        if proposal is None and code in self.by_hand:
            return (_BY_HAND,)
        return proposal.gaps if proposal else ()

    def hit(self, key: str) -> HitView | None:
        """The hit with a key."""
        return next((hit for hit in self.view.hits if hit.id == key), None)

    def of_finding(self, finding_id: str) -> HitView | None:
        """The hit that a finding was made of."""
        return next((hit for hit in self.view.hits if hit.finding_id == finding_id), None)

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """For each finding made of a hit: the check and the place of the value."""
        return {
            hit.finding_id: " ".join(filter(None, (hit.rule, hit.place)))
            for hit in self.view.hits
            if hit.finding_id is not None
        }

    @cached_property
    def open_levels(self) -> Mapping[str, HitLevel]:
        """Items with a hit that is still to be settled, and how grave the worst of them is."""
        levels = list(HitLevel)
        found: dict[str, HitLevel] = {}
        for code, hits in self._by_item.items():
            still = [hit.level for hit in hits if hit.is_open or hit.is_new]
            if still:
                found[code] = min(still, key=levels.index)
        return found

    @cached_property
    def open_counts(self) -> Mapping[str, int]:
        """How many hits of each item are still to be settled."""
        return Counter(self.homes[hit.id] for hit in self.view.hits if hit.is_open or hit.is_new)

    @cached_property
    def _by_item(self) -> Mapping[str, tuple[HitView, ...]]:
        found: dict[str, tuple[HitView, ...]] = {}
        for hit in self.view.hits:
            home = self.homes[hit.id]
            found[home] = (*found.get(home, ()), hit)
        return found


def read_hits(session: Session, form: ReviewForm, catalog: Catalog) -> CaseHits:
    """What the checks found on the version that a form shows."""
    book = own_book(session, catalog.rules)
    view = check_view(session, form.head.version_id, book)
    codes = [row.code for row in form.items]
    homes = {hit.id: _home(hit, codes) for hit in view.hits}
    settled = [hit.id for hit in view.hits if hit.decision is not None]
    return CaseHits(
        view,
        proposals(view, tuple(row.item for row in form.items), book),
        has_values(session, form.head.version_id),
        last_changes(session, settled),
        homes,
        {code: _titles(code, view, book) for code in codes},
        frozenset(
            row.code
            for row in form.items
            if row.item.auto is Automation.FULL and row.item.judged and not book.rules_of(row.code)
        ),
    )


def adoptable(form: ReviewForm, hits: CaseHits) -> tuple[tuple[ItemRow, Proposal], ...]:
    """The items that nobody has answered and that the checks find in order, with what they propose."""
    found = []
    for row in form.items:
        proposal = hits.proposals.get(row.code)
        if proposal is None or proposal.verdict is None or row.verdict is not None:
            continue
        if not row.item.is_bad(proposal.verdict):
            found.append((row, proposal))
    return tuple(found)


def _titles(code: str, view: CheckView, book: RuleBook) -> tuple[str, ...]:
    return tuple(rule.title for rule in book.rules_of(code) if rule.code in view.ran)


def _home(hit: HitView, codes: list[str]) -> str:
    """The item a hit speaks to first. One that speaks to none of the unit's items is shown at the first item:
    a hit that nobody could find would still hold up the conclusion.
    """
    return next((code for code in hit.items if code in codes), codes[0] if codes else "")
