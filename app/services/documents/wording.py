"""How office documents write dates, numbers and sentences: neutral, third person (guide §7.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.models.amounts import round_half_up, show_amount

NOTHING = "无。"
UNKNOWN = "—"
# To be filled in by hand.
BLANK_DATE = "　　年　　月　　日"
TONNES = "吨二氧化碳"

_DIGITS = "零一二三四五六七八九"
_ENDS = "。！？；…!?;."
_CLOSERS = "”’）)】》〕\"'"
# After these a name may be cut without cutting a word.
_PAUSES = ("）", ")", "公司", "集团", "中心", "大学", "学院", "医院", "研究院", "银行", "股份", "有限")
_CLAUSE = " \n　，,、；;。："


def chinese_date(day: date | None) -> str:
    """`day` without leading zeros, as GB/T 9704 asks: 2024年3月9日; "—" where it is not known."""
    return f"{day.year}年{day.month}月{day.day}日" if day else UNKNOWN


def chinese_number(number: int) -> str:
    """`number` (1 to 99) as a heading counts: 一, 十, 十二, 二十三."""
    if not 1 <= number <= 99:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def or_unknown(text: str | None) -> str:
    """`text` without outer spaces, or "—"."""
    return (text or "").strip() or UNKNOWN


def ended(text: str) -> str:
    """`text` with an end mark, which is added only where none stands."""
    plain = text.strip()
    bare = plain.rstrip(_CLOSERS)
    return plain if not plain or bare[-1:] in tuple(_ENDS) else f"{plain}。"


def numbered(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines as "1." items with end marks; a single line needs no number, none at all reads 无。"""
    kept = [ended(line) for line in lines if line.strip()]
    if not kept:
        return (NOTHING,)
    return (kept[0],) if len(kept) == 1 else tuple(f"{n}.{line}" for n, line in enumerate(kept, 1))


def show_tonnes(number: Decimal | None) -> str:
    """Tonnes with 2 decimals and thousands separators, never "−0.00"; "—" for no value."""
    if number is not None and not round_half_up(number, 2):
        return "0.00"
    return show_amount(number, 2)


def signed_tonnes(number: Decimal | None) -> str:
    """As `show_tonnes`, with the sign always shown: +27.00, −1.30, 0.00, "—"."""
    shown = show_tonnes(number)
    return f"+{shown}" if number is not None and number > 0 and shown != "0.00" else shown


def signed_percent(part: Decimal | None, whole: Decimal | None) -> str:
    """`part` of `whole` in percent with sign and 2 decimals; "—" where it cannot be said."""
    if part is None or not whole:
        return UNKNOWN
    return f"{signed_tonnes(part * 100 / abs(whole))}%"


def show_effect(number: Decimal | None, typed: str | None) -> str:
    """An effect on the emission with sign and unit; what was typed stands where it is no plain number.

    An effect too small for 2 decimals keeps its digits, so that nothing reads as no effect.
    """
    if number is None:
        return (typed or "").strip() or "未量化"
    tiny = number and not round_half_up(number, 2)
    shown = f"{'+' if number > 0 else ''}{show_amount(number)}" if tiny else signed_tonnes(number)
    return f"{shown}{TONNES}"


def not_seen(what: str) -> str:
    """The neutral sentence for a missing proof."""
    return f"未见{what.strip(_CLAUSE)}的依据。"


def differs(what: str, other: str, difference: Decimal, unit: str = TONNES) -> str:
    """The neutral sentence for two values that do not agree; `difference` is `what` minus `other`."""
    return f"{what.strip(_CLAUSE)}与{other.strip(_CLAUSE)}不一致，差异{signed_tonnes(difference)}{unit}。"


def please_explain(evidence: str) -> str:
    """A request that says which evidence is expected."""
    return f"请补充说明，并提供{evidence.strip(_CLAUSE)}。"


def title_lines(unit: str, rest: str, width: int = 20) -> tuple[str, ...]:
    """A title cut where a reader pauses: after the unit's name, and a long name into lines of like length."""
    if _length(unit + rest) <= width:
        return (unit + rest,)
    return (*_balanced(unit, width), rest)


def _length(text: str) -> float:
    """Length in Chinese characters; Latin letters and digits count half."""
    return sum(0.5 if ord(c) < 0x100 else 1.0 for c in text)


def _balanced(text: str, width: int) -> tuple[str, ...]:
    """`text` in as few lines as fit `width`, cut near their fair share where a word is likely to end."""
    lines = []
    while _length(text) > width:
        count = -(-_length(text) // width)
        share = _length(text) / count
        places = [n for n in range(1, len(text)) if _length(text[:n]) <= width]
        cut = min(places, key=lambda n: abs(_length(text[:n]) - share) - 4 * _is_pause(text, n))
        lines.append(text[:cut])
        text = text[cut:]
    return (*lines, text)


def _is_pause(text: str, place: int) -> bool:
    return text[:place].endswith(_PAUSES) or text[place] in "（("
