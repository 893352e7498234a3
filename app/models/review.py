"""What a reviewer does to a version: 审核项, 证据, 问题, 审核意见."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.models.amounts import parse_amount
from app.models.base import Row, choice, derived, link, local
from app.models.enums import Conclusion, FindingState, FollowUp, Severity, Topic, Verdict


class Item(Row):
    """The answer to one checklist line 审核项; exists by nature (version, code)."""

    __tablename__ = "item"
    topic = Topic.REVIEW

    version_id: Mapped[str] = link("report_version", owner=True)
    code: Mapped[str]
    verdict: Mapped[Verdict | None] = choice(Verdict)
    # What a number, text, date or choice item asks for, as typed.
    answer: Mapped[str | None]
    remark: Mapped[str | None]


class Evidence(Row):
    """Where an answer was seen 证据: a file by name or attachment, the page, and the words found there."""

    __tablename__ = "evidence"
    topic = Topic.REVIEW

    item_id: Mapped[str] = link("item", owner=True)
    attachment_id: Mapped[str | None] = link("attachment")
    file_name: Mapped[str | None]
    # The number of a page, or the name of a sheet.
    page: Mapped[str | None]
    quote: Mapped[str | None]
    # Where on the page: shares of its width and height, or cells (services/reading/places).
    spot: Mapped[str | None]


class Finding(Row):
    """A review issue 问题: fact, basis, effect, request. The one an item raises exists by nature (item)."""

    __tablename__ = "finding"
    topic = Topic.FINDINGS

    version_id: Mapped[str] = link("report_version", owner=True)
    item_id: Mapped[str | None] = link("item")
    severity: Mapped[Severity] = choice(Severity)
    state: Mapped[FindingState] = choice(FindingState)
    fact: Mapped[str | None]
    basis: Mapped[str | None]
    # Effect on the emission in tCO2, signed; the typed text is the truth.
    effect_text: Mapped[str | None]
    effect: Mapped[Decimal | None] = derived(parse_amount, "effect_text")
    request: Mapped[str | None]
    # What the unit answered, and what we found when we looked at the answer.
    answer: Mapped[str | None]
    answered_on: Mapped[date | None]
    check_note: Mapped[str | None]
    # The finding of last year's report that this one follows (a key that may be gone), and its outcome.
    earlier_id: Mapped[str | None]
    follow_up: Mapped[FollowUp | None] = choice(FollowUp)
    rank: Mapped[str | None]


class Opinion(Row):
    """The opinion that was issued for a version 审核意见; exists by nature (version)."""

    __tablename__ = "opinion"
    topic = Topic.REVIEW

    version_id: Mapped[str] = link("report_version", owner=True)
    number: Mapped[str | None]
    issued_on: Mapped[date | None]
    conclusion: Mapped[Conclusion | None] = choice(Conclusion)
    reviewer: Mapped[str | None]
    second_reviewer: Mapped[str | None]
    approver: Mapped[str | None]
    office: Mapped[str | None]
    resubmit_by: Mapped[date | None]
    template: Mapped[str | None]
    file_name: Mapped[str | None]
    # Hash of the Word file as it was written, so that a later change of it can be told.
    sha256: Mapped[str | None]
    # What the letter said, one line for each part of it with the hash of its words; see letters.stale.
    said: Mapped[str | None]
    # What the report said when somebody let the outdated letter stand, and why.
    kept_as: Mapped[str | None]
    kept_reason: Mapped[str | None]


class Phrase(Row):
    """A standard phrase 常用语 of the office, for one checklist item or (no code) for any."""

    __tablename__ = "phrase"
    topic = Topic.FINDINGS

    code: Mapped[str | None]
    # Which text of a finding it is for: fact, basis, request; none fits everywhere.
    part: Mapped[str | None]
    text: Mapped[str]
    initials: Mapped[str | None] = local("text")


class Letter(Row):
    """A letter beside the opinion: correction notice or question list 补正通知, 问询清单; (version, kind)."""

    __tablename__ = "letter"
    topic = Topic.REVIEW

    version_id: Mapped[str] = link("report_version", owner=True)
    kind: Mapped[str]
    number: Mapped[str | None]
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    received_on: Mapped[date | None]
    person: Mapped[str | None]
    file_name: Mapped[str | None]
