"""What an opinion is made from: plain values, gathered by the caller; nothing here knows the database.

Every text may be empty and every number or date None: that means "not known", and the opinion says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.models.enums import Category, Conclusion, DocumentKind, FindingState, FollowUp, Severity, Verdict


@dataclass(frozen=True)
class FindingFacts:
    """One review issue 问题. `effect` is the number that `effect_text` states, None if it states none."""

    severity: Severity
    fact: str = ""
    basis: str = ""
    request: str = ""
    effect: Decimal | None = None
    effect_text: str = ""
    state: FindingState = FindingState.OPEN
    item_code: str = ""
    rank: str = ""
    # The key of the finding, by which the letter can be read back; a text of a sample has none.
    key: str = ""
    # The earlier round that found it, or last year's report; what the unit said since, and what came of it.
    round: int = 0
    is_last_year: bool = False
    answer: str = ""
    answered_on: date | None = None
    check_note: str = ""
    follow_up: FollowUp | None = None

    @property
    def is_earlier(self) -> bool:
        """Whether the unit was told of it before this round."""
        return self.is_last_year or self.round > 0


@dataclass(frozen=True)
class ComponentFacts:
    """One line of the data table, in tCO2: a kind of source, a subtotal or the total."""

    name: str
    reported: Decimal | None = None
    recomputed: Decimal | None = None
    verified: Decimal | None = None
    last_year: Decimal | None = None
    is_total: bool = False


@dataclass(frozen=True)
class RoundFacts:
    """One round of review: when the version came in, when it was reviewed, how the round ended."""

    round: int
    received_on: date | None = None
    dated: date | None = None
    reviewed_on: date | None = None
    conclusion: Conclusion | None = None


@dataclass(frozen=True)
class SiteCheck:
    """One on-site re-check 实地复核."""

    on: date
    place: str = ""


@dataclass(frozen=True)
class ItemCount:
    """How many checklist items of one severity got one answer; no verdict means not yet answered."""

    severity: Severity
    verdict: Verdict | None
    count: int


@dataclass(frozen=True)
class EvidenceFacts:
    """Where an answer was seen: the item, the file, the page, the words found there."""

    item_code: str
    file_name: str = ""
    page: str = ""
    quote: str = ""


@dataclass(frozen=True)
class OpinionFacts:
    """Everything known about one version under review when its opinion is written."""

    kind: DocumentKind
    unit_name: str
    year: int
    round: int = 1
    credit_code: str = ""
    category: Category | None = None
    industry: str = ""
    verification_body: str = ""
    number: str = ""
    issued_on: date | None = None
    reviewed_on: date | None = None
    resubmit_by: date | None = None
    reviewer: str = ""
    second_reviewer: str = ""
    approver: str = ""
    # Who signs: the name under the text.
    office: str = ""
    conclusion: Conclusion | None = None
    conclusion_note: str = ""
    # A ready sentence on supplementary data (area, racks, output), where there is any to say.
    supplementary: str = ""
    emission: Decimal | None = None
    # What is proposed under the conservative principle when the report does not pass, in tCO2.
    conservative_emission: Decimal | None = None
    basis: tuple[str, ...] = ()
    rounds: tuple[RoundFacts, ...] = ()
    site_checks: tuple[SiteCheck, ...] = ()
    components: tuple[ComponentFacts, ...] = ()
    findings: tuple[FindingFacts, ...] = ()
    suggestions: tuple[str, ...] = ()
    counts: tuple[ItemCount, ...] = ()
    evidence: tuple[EvidenceFacts, ...] = ()
    program_version: str = ""
    checklist_edition: str = ""
    factor_edition: str = ""

    @property
    def current_round(self) -> RoundFacts | None:
        """The round this opinion ends, where its dates are known."""
        return next((r for r in self.rounds if r.round == self.round), None)


def new_findings(findings: tuple[FindingFacts, ...]) -> tuple[FindingFacts, ...]:
    """Those that this round found, sorted."""
    return sorted_findings(tuple(f for f in findings if not f.is_earlier))


def sorted_findings(findings: tuple[FindingFacts, ...]) -> tuple[FindingFacts, ...]:
    """From critical to minor; within a severity by rank, then by item code (ER-9 before ER-41)."""
    order = list(Severity)
    return tuple(
        sorted(findings, key=lambda f: (order.index(f.severity), not f.rank, f.rank, code_key(f.item_code)))
    )


def code_key(code: str) -> tuple[str, int, str]:
    """An item code in the order people count: letters, then the number."""
    head, _, tail = code.rpartition("-")
    digits = tail if tail.isdecimal() else ""
    return (head if digits else code, int(digits or 0), code)
