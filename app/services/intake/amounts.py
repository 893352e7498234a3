"""Numbers as they stand in reports: nothing is guessed in silence, everything odd gets a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from app.models.amounts import parse_amount
from app.models.names import half_width
from app.services.intake.units import Unit, is_unit_cell, parse_unit

# What offices write into a cell that has nothing to say.
_NOTHING = re.compile(r"[-—–−/\\_*]{1,4}|无|不涉及|不适用|空|N/?A|n/?a|未发生|不产生")
_ERRORS = re.compile(r"#(REF!?|DIV/0!?|VALUE!?|N/A|NAME\?|NUM!?|NULL!?|SPILL!|CALC!)", re.IGNORECASE)
_ABOUT = re.compile(r"约|大概|左右|近|余|超过?|不足|≈|~|～|[<>≤≥＜＞]|多$")
_START = re.compile(r"[+\-−–]?\d[\d,.]*")
_COMMA_DECIMAL = re.compile(r"([+\-]?)(\d{1,3}(?:\.\d{3})+|\d+),(\d+)")
_MULTIPLE = re.compile(r"(万|亿)$")
_ACCOUNTING = re.compile(r"\((\d[\d,.]*)\)")
_CURRENCY = re.compile(r"^[¥￥]")
# 1.天然气, 2）, 0号柴油; 3.1 化石燃料燃烧.
_NUMBERED = re.compile(r"\d+\s*(?:[.、]\s*\D|[)）]|[号#])")
_CHAPTER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\s+[\u4e00-\u9fff]")
_PLAIN = re.compile(r"\d{1,12}(?:\.\d{1,12})?", re.ASCII)
_LONGEST = 60
_WHOLE = (_ERRORS, _NOTHING, _ACCOUNTING)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a cell says as a number: value, unit written behind it, and why a person should look at it.

    `is_nothing`: the cell says that there is nothing, such as —.
    """

    value: Decimal | None
    unit: Unit | None = None
    doubt: str = ""
    is_nothing: bool = False


@cache
def read_amount(text: str) -> Amount:
    """The number that a cell states, with its doubts; never raises."""
    if _PLAIN.fullmatch(text):
        return Amount(Decimal(text))
    plain = half_width(text).strip()
    if not plain or _NOTHING.fullmatch(plain):
        return Amount(None, is_nothing=True)
    if _ERRORS.search(plain):
        return Amount(None, doubt="公式出错")
    if len(plain) > _LONGEST:
        return Amount(None, doubt="不是数字")
    if (value := parse_amount(plain)) is not None:
        return Amount(value)
    if _ABOUT.search(plain):
        return Amount(None, doubt="是约数，没有取值")
    return _with_words("".join(plain.split()).translate({0x2212: "-", 0x2013: "-"}))


def _with_words(plain: str) -> Amount:
    """A number with a unit, a percent sign, a European comma or words around it."""
    if match := _ACCOUNTING.fullmatch(plain):
        return Amount(_negated(parse_amount(match[1])), doubt="写在括号里，按负数读入")
    plain = _CURRENCY.sub("", plain)
    if match := _COMMA_DECIMAL.fullmatch(plain):
        number = Decimal(f"{match[1]}{match[2].replace('.', '')}.{match[3]}")
        return Amount(number, doubt="用逗号作小数点，请核对")
    if not (start := _START.match(plain)):
        return Amount(None, doubt="不是数字")
    value, rest = parse_amount(start[0]), plain[start.end() :]
    if value is None:
        return Amount(None, doubt="数字的写法不明确")
    if unit := parse_unit(rest):
        return Amount(value, unit)
    if match := _MULTIPLE.fullmatch(rest):
        factor = Decimal(10_000 if match[1] == "万" else 100_000_000)
        return Amount(value * factor, doubt=f"带“{match[1]}”字，按乘以 {factor:,} 读入")
    if power := re.fullmatch(r"[eE]([+-]?\d{1,2})", rest):
        return Amount(value.scaleb(int(power[1])))
    if rest.startswith(("(", "[", "【")) and rest.endswith((")", "]", "】")):
        inner = parse_unit(rest[1:-1])
        return Amount(value, inner) if inner else Amount(value, doubt="数字后面还有文字")
    return Amount(None, doubt="数字后面还有文字，没有取值")


def _negated(value: Decimal | None) -> Decimal | None:
    return -value if value is not None else None


@cache
def looks_numeric(text: str) -> bool:
    """Whether a cell is meant as a number, well written or not."""
    if _PLAIN.fullmatch(text):
        return True
    plain = half_width(text).strip()
    if not plain or len(plain) > _LONGEST or (plain[:2] == "10" and is_unit_cell(plain)):
        return False
    if parse_amount(plain) is not None or any(form.fullmatch(plain) for form in _WHOLE):
        return True
    bare = re.sub(r"^(?:约|大概|近|超过?|不足|≈|~|～|[<>≤≥＜＞¥￥(])+\s*", "", plain)
    if not re.match(r"[+\-−–]?\d", bare) or _NUMBERED.match(bare):
        return False
    chapter = _CHAPTER.match(bare)
    return chapter is None or parse_unit(bare[chapter.end() - 1 :]) is not None
