"""The sentences of hits, made of the data file and the labels of the facts."""

from __future__ import annotations

from decimal import Decimal

from app.models.amounts import parse_amount, show_amount
from app.models.enums import HitLevel
from app.services.catalog import RuleBook
from app.services.facts import describe
from app.services.rules.rule import Gap, Hit, plain

_HOLES = ("label", "found", "expected", "unit", "difference", "place")


def sentence(book: RuleBook, hit: Hit) -> str:
    """What a hit says, in a sentence."""
    return _filled(book.rules[hit.rule].variants[hit.variant].text, hit)


def _filled(text: str, hit: Hit) -> str:
    values = {**{key: _shown(value) for key, value in hit.values.items()}, **_standard(hit)}
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", value)
    return text


def gap_sentence(book: RuleBook, gap: Gap) -> str:
    """What a check could not say, and for want of what."""
    limits = book.rules[gap.rule].limits
    names = []
    for missing in gap.missing:
        if missing.startswith("@"):
            names.append(book.context[missing[1:]])
        elif missing.startswith("#"):
            names.append(limits[missing[1:]].text)
        else:
            names.append(label(missing))
    return f"{HitLevel.GAP.label}：缺 {'、'.join(dict.fromkeys(names))}。"


def label(name: str) -> str:
    """What a fact is called, with its table: 表C.3 化石燃料燃烧排放 天然气 排放量."""
    info = describe(name)
    return f"{info.title} {info.label}" if info else name


def _standard(hit: Hit) -> dict[str, str]:
    found, expected = parse_amount(hit.found), parse_amount(hit.expected)
    difference = (
        parse_amount(plain(found - expected, 2)) if found is not None and expected is not None else None
    )
    return {
        "label": label(hit.name) if hit.name else "",
        "found": _with_unit(hit.found, found, hit.unit),
        "expected": _with_unit(hit.expected, expected, hit.unit),
        "unit": hit.unit,
        "difference": show_amount(difference) if difference is not None else "",
        "place": hit.place,
    }


def _with_unit(text: str, number: Decimal | None, unit: str) -> str:
    # Years, codes and counts without a unit stand as they are; amounts get separators and their unit.
    return text if number is None or not unit else f"{show_amount(number)} {unit}"


def _shown(value: str) -> str:
    # A code or a year stands as it is; only the values of facts get separators.
    return label(value) if "." in value and describe(value) else value
