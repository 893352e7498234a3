"""Units as reports write them, and conversion between them with Decimal (`resources/layouts/units.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from app.models.names import half_width
from app.services.paths import resource

_SUPERSCRIPTS = str.maketrans({"²": "2", "³": "3", "₂": "2", "₃": "3"})
_POWER_SIGNS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"[×xX*]?10(?:\^|\*\*)?\(?(\d)\)?(?=\D)")
_RAISED = re.compile(r"10([⁰¹²³⁴⁵⁶⁷⁸⁹])")
_BRACKETED = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]*(?:[(（][^()（）]*[)）][^()（）]*)?)[)）\]】〕]")
_CHOICE = re.compile(r"或者|或|[,，、;；]|(?<=[^/])/(?=/)|\bor\b")
_LABELLED = re.compile(r"^(?:计量)?单位[:：]?")
# 单位：吨（天然气：万立方米）.
_CAPTION = re.compile(r"[（(]?(?:计量|数据)?单位[:：](.{1,60}?)[)）]?$")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, its dimension such as energy/mass, and how many base units one of it is."""

    text: str
    dimension: str
    scale: Fraction


@dataclass(frozen=True, slots=True)
class _Table:
    simple: dict[str, tuple[str, Fraction]]
    multipliers: dict[str, Fraction]


@cache
def _table() -> _Table:
    with resource("layouts", "units.toml").open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)
    multipliers = {word: Fraction(value) for word, value in data.pop("multipliers").items()}
    simple: dict[str, tuple[str, Fraction]] = {}
    for dimension, entry in data.items():
        for word, scale in entry.items():
            if word != "base":
                simple[_plain(word)] = (dimension, Fraction(scale))
    return _Table(simple, multipliers)


def _plain(text: str) -> str:
    """`text` without spaces, powers of ten as 10^4, raised and lowered digits as ordinary ones."""
    text = "".join(half_width(text).split())
    text = _RAISED.sub(lambda match: f"10^{match[1].translate(_POWER_SIGNS)}", text)
    return text.translate(_SUPERSCRIPTS).replace("㎡", "m2").replace("m^", "m").replace("％", "%")


@cache
def parse_unit(text: str) -> Unit | None:
    """The unit that `text` is, or None where it is none: t, 10⁴Nm³, 万立方米, kgCO2/kWh, GJ/(10⁴Nm³)."""
    if not text or len(text) > _LONGEST:
        return None
    plain = _plain(text)
    above, slash, below = plain.replace("／", "/").replace("每", "/").partition("/")
    upper = _simple(above)
    if upper is None:
        return None
    if not slash:
        return Unit(text.strip(), upper[0], upper[1])
    lower = _simple(below.strip("()"))
    if lower is None or not lower[1]:
        return None
    return Unit(text.strip(), f"{upper[0]}/{lower[0]}", upper[1] / lower[1])


def _simple(word: str) -> tuple[str, Fraction] | None:
    """Dimension and scale of a unit without a slash, with or without a multiplier before it."""
    table = _table()
    if found := table.simple.get(word):
        return found
    if power := _POWER.match(word):
        rest = table.simple.get(word[power.end() :])
        return (rest[0], rest[1] * Fraction(10) ** int(power[1])) if rest else None
    for multiplier, factor in table.multipliers.items():
        if word.startswith(multiplier):
            rest = table.simple.get(word.removeprefix(multiplier))
            return (rest[0], rest[1] * factor) if rest else None
    return None


@cache
def units_in(label: str) -> tuple[Unit, ...]:
    """The units that a label names: in its brackets, behind a comma or slash, or the label as a whole.

    燃烧量（t或10⁴Nm³） names two; 单位：吨 names one; GJ/t（10⁴Nm³） names two.
    """
    label = label.strip()
    if caption := _CAPTION.match(label):
        return tuple(_units_of(caption[1]))
    found = _units_of(_LABELLED.sub("", label.strip("()（）[]【】"))) if len(label) <= _LONGEST else []
    if found and not _is_only_units(label):
        found = []
    if not found:
        for content in _BRACKETED.findall(label):
            found += _units_of(_LABELLED.sub("", content))
    if not found:
        tail = re.split(r"[\s:：,，/]", label, maxsplit=1)
        found += _units_of(_LABELLED.sub("", tail[1])) if len(tail) > 1 else []
    return tuple(found)


@cache
def is_unit_cell(text: str) -> bool:
    """Whether a cell holds a unit or a choice of them, and nothing else: GJ/t, 10⁴Nm³ 或 t."""
    if parse_unit(text) is not None:
        return True
    return (
        len(text) <= _LONGEST and bool(_CHOICE.search(text)) and bool(units_in(text)) and _is_only_units(text)
    )


def _is_only_units(label: str) -> bool:
    """Whether a label holds nothing but units: no word of it is left when they are taken out."""
    parts = [part for part in re.split(r"[()（）\[\]【】]", _LABELLED.sub("", label)) if part.strip()]
    return all(parse_unit(word) for part in parts for word in _CHOICE.split(part) if word.strip())


def _units_of(text: str) -> list[Unit]:
    if unit := parse_unit(text):
        # t/10⁴Nm³ in a form means tonnes or, for gas, 10⁴ Nm³.
        if unit.dimension == "mass/gas":
            return [each for word in text.split("/") if (each := parse_unit(word))]
        return [unit]
    found: list[Unit] = []
    for part in _CHOICE.split(text.replace("（", "或").replace("(", "或").replace("）", "").replace(")", "")):
        # 液体t 天然气10⁴Nm³, 吨标准状态 …: words before the unit do not matter.
        for start in range(len(part)):
            if unit := parse_unit(part[start:]):
                found.append(unit)
                break
    return found + _spread(found)


def _spread(found: list[Unit]) -> list[Unit]:
    """GJ/t或10⁴Nm³ means GJ/10⁴Nm³ as well."""
    quotient = next((unit for unit in found if unit.dimension.endswith("/mass")), None)
    gas = next((unit for unit in found if unit.dimension == "gas"), None)
    if quotient is None or gas is None or "/" not in quotient.text:
        return []
    unit = parse_unit(f"{quotient.text.split('/')[0]}/{gas.text}")
    return [unit] if unit else []


def fitting(units: Sequence[Unit], target: str) -> Unit | None:
    """The first of `units` that can be converted to `target`."""
    return next((unit for unit in units if _factor(unit.text, target) is not None), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """The unit that is meant, or none; `written`: what stood there instead where nothing fits."""

    unit: Unit | None = None
    written: str = ""


def choose(groups: Iterable[Sequence[Unit]], target: str) -> Choice:
    """The unit of the first group that has one convertible to `target`."""
    written = ""
    for group in groups:
        if unit := fitting(group, target):
            return Choice(unit)
        if group and not written:
            written = group[0].text
    return Choice(None, written)


def convert(value: Decimal, unit: Unit, target: str) -> Decimal | None:
    """`value` in `target`, or None where the two measure different things.

    A bare 吨 counts as tonnes of CO2 or carbon where the form asks for these.
    """
    factor = _factor(unit.text, target)
    if factor is None:
        return None
    return value if factor == (1, 1) else _tidy(value * factor[0] / factor[1])


@cache
def _factor(text: str, target: str) -> tuple[int, int] | None:
    """What a number in unit `text` is multiplied with and divided by to be in `target`."""
    unit, goal = parse_unit(text), parse_unit(target)
    if unit is None or goal is None:
        return None
    if unit.dimension != goal.dimension:
        swapped = unit.dimension.replace("mass", goal.dimension.split("/")[0], 1)
        is_tonnes = unit.dimension.startswith("mass") and goal.dimension.startswith(("co2", "carbon"))
        if not is_tonnes or swapped != goal.dimension:
            return None
    factor = unit.scale / goal.scale
    return factor.numerator, factor.denominator


def _tidy(value: Decimal) -> Decimal:
    """Without the noughts that a conversion leaves at the end."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() and abs(value) < 10**20 else value
