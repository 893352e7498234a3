"""Numbers as people type them. The text is kept; the number is derived from it and is always a Decimal."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from app.models.names import half_width

_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_MINUS = str.maketrans({"−": "-", "–": "-"})


def parse_amount(text: str | None) -> Decimal | None:
    """The number that `text` states, or None where it states none or is not plainly a number.

    Accepts full-width digits, spaces, thousands separators and the typographic minus; nothing is guessed,
    so "约1.2万", "1,23" and "12%" give None.
    """
    if not text:
        return None
    plain = "".join(half_width(text).translate(_MINUS).split())
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif not _PLAIN.fullmatch(plain):
        return None
    return Decimal(plain)


def show_amount(number: Decimal | None, places: int | None = None) -> str:
    """`number` with thousands separators and a typographic minus; "—" for no value.

    `places` rounds half up for display; None shows the digits as they are.
    """
    if number is None:
        return "—"
    if places is not None:
        number = round_half_up(number, places)
    return f"{number:,f}".replace("-", "−")


def round_half_up(number: Decimal, places: int) -> Decimal:
    """Commercial rounding, as the forms ask for (guide §4.7)."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
