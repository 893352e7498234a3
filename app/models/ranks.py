"""Places in a list as texts that sort.

A row is moved by changing its own rank only, so two people who reorder one list converge and nothing is lost.
Equal ranks are told apart by the key of the row.
"""

from __future__ import annotations

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)


def rank_between(before: str | None, after: str | None) -> str:
    """A rank behind `before` and in front of `after`; None stands for the end of the list on that side.

    Raises:
        ValueError: `before` does not stand in front of `after`.
    """
    if before is not None and after is not None and before >= after:
        raise ValueError(f"{before!r} is not in front of {after!r}")
    return _middle(before or "", after)


def spread_ranks(count: int) -> list[str]:
    """Ranks for a new list, evenly spread so that there is room between any two."""
    width = 1
    while _BASE**width <= count * 2:
        width += 1
    step = _BASE**width // (count + 1)
    return [_digits((place + 1) * step, width) for place in range(count)]


def _digits(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, digit = divmod(number, _BASE)
        text = _DIGITS[digit] + text
    return text.rstrip("0") or "0V"


def _middle(low: str, high: str | None) -> str:
    """The middle of two fractions written in base 62; `high` None is one."""
    if high is not None:
        same = 0
        while same < len(high) and (low[same : same + 1] or "0") == high[same]:
            same += 1
        if same:
            return high[:same] + _middle(low[same:], high[same:])
    first = _DIGITS.index(low[0]) if low else 0
    last = _DIGITS.index(high[0]) if high else _BASE
    if last - first > 1:
        return _DIGITS[(first + last) // 2]
    if high is not None and len(high) > 1:
        return high[0]
    return _DIGITS[first] + _middle(low[1:], None)
