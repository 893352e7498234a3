"""What a person decides about a draft before it is written; a draft is never changed, only made anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.models.errors import InputError
from app.services.facts import Fact, NameInfo, Value, describe
from app.services.facts.names import ValueKind
from app.services.intake.amounts import read_amount
from app.services.intake.draft import Doubt, Leftover, ReportDraft
from app.services.intake.save import typed_value


def place_in(draft: ReportDraft, leftover: Leftover, name: str) -> ReportDraft:
    """`draft` with a leftover as the value of `name`; text and place stay as they stood.

    Raises:
        InputError: its text is no value of that sort, or the name has a value already.
    """
    info = describe(name)
    if info is None:
        raise InputError(f"没有名为“{name}”的数据项。", field=name)
    known = draft.facts.get(name)
    if known is not None and known.value is not None:
        raise InputError(
            f"“{info.label}”已有数值（{known.text}，{known.where.text}）。",
            "写入后可在“填报数据”中更正该数值。",
            field=name,
        )
    unit = read_amount(leftover.text).unit if info.kind is ValueKind.NUMBER else None
    fact = Fact(
        name,
        _value(info, leftover.text),
        leftover.text,
        unit.text if unit else "",
        info.unit,
        leftover.where,
    )
    facts = replace(draft.facts, facts={**draft.facts.facts, name: fact})
    return replace(drop_leftover(draft, leftover), facts=facts)


def drop_leftover(draft: ReportDraft, leftover: Leftover) -> ReportDraft:
    """`draft` without a leftover that a person found to be no value."""
    return replace(draft, leftovers=tuple(each for each in draft.leftovers if each is not leftover))


def drop_doubt(draft: ReportDraft, doubt: Doubt) -> ReportDraft:
    """`draft` without a doubt that a person found nothing in."""
    return replace(draft, doubts=tuple(each for each in draft.doubts if each is not doubt))


def _value(info: NameInfo, text: str) -> Value:
    stored = typed_value(info, text)
    if info.kind is ValueKind.NUMBER:
        return Decimal(stored)
    return date.fromisoformat(stored) if info.kind is ValueKind.DATE else stored
