"""What is typed into the form, made comparable: folding, blanks, placeholders, numbered items."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Only width and look-alikes are folded. NFKC would go too far: it turns ① into a figure 1 and ㎡ into m2.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= {ord(sign): ord("-") for sign in "−﹣"}
_FOLD |= {ord("﹦"): ord("="), ord("≧"): ord("≥"), ord("≦"): ord("≤"), ord("﹪"): ord("%")}
_FOLD |= {ord("⩾"): ord("≥"), ord("⩽"): ord("≤")}
_IGNORED = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF))

_BLANK = {"", "/", "//", "\\", "-", "--", "—", "——", "–", "无", "_"}
_BLANK_REASON = _BLANK | {"0", "无偏差"}
_QUOTES = {"“": "”", '"': '"', "‘": "’", "'": "'"}
_LIST_DASH = re.compile(r"^\s*(?:[•·●▪]\s*|[-–—]\s+)")
_PLACEHOLDER = re.compile(r"\*{1,}|[xX×]{2,}|…+|\.{3,}|_{2,}|[○〇]{2,}")

_ITEM = re.compile(
    r"[ \t　]*(?:指标\s*(?P<a>[0-9０-９]{1,2})\s*[:：、.．，,]?"
    r"|[(（](?P<b>[0-9０-９]{1,2})[)）]"
    r"|(?P<c>[0-9０-９]{1,2})\s*(?:[、．]|[.,，:：](?![0-9])|\.(?=20[0-9]{2}年))"
    r"|(?P<d>[①-⑳]))\s*"
)
_INLINE_ITEM = re.compile(r"(?<=[；;。])\s*(?=指标\s*[0-9０-９]{1,2}\s*[:：])")


@dataclass(frozen=True)
class Item:
    """One numbered item of a cell; `number` is None for text that stands before the first number."""

    number: int | None
    text: str


def fold(text: str) -> str:
    """`text` on one line with ordinary digits, signs and brackets and without spaces."""
    return "".join(text.translate(_FOLD).translate(_IGNORED).split())


def strip_wrapping(text: str) -> str:
    """`text` without quotation marks round all of it and without a list dash in front (grammar §3.12)."""
    plain = _LIST_DASH.sub("", text.strip())
    closing = _QUOTES.get(plain[:1])
    if closing and len(plain) > 1 and plain.endswith(closing) and closing not in plain[1:-1]:
        plain = plain[1:-1]
    return plain.strip()


def is_blank(text: str | None) -> bool:
    """Whether a cell says nothing: empty, a slash, a dash, 无."""
    return fold(text or "") in _BLANK


def is_blank_reason(text: str | None) -> bool:
    """Whether a cell of 偏差原因 gives no reason; 0 counts as none as well (check V5)."""
    return fold(text or "").rstrip("。;") in _BLANK_REASON


def placeholder(text: str | None) -> str:
    """The first placeholder left in `text` such as ** or XX, or the empty text."""
    found = _PLACEHOLDER.search((text or "").translate(_FOLD))
    return found.group() if found else ""


def items(text: str | None) -> tuple[Item, ...]:
    """The numbered items of a cell in printed order; a cell without numbers is one item.

    Understands 指标1：, 指标2 without colon, 1、 1. 1， (1) and ①; a line without number continues its item.
    """
    found: list[Item] = []
    for line in _INLINE_ITEM.sub("\n", text or "").splitlines():
        if not line.strip():
            continue
        mark = _ITEM.match(line)
        if mark:
            found.append(Item(_item_number(mark), line[mark.end() :].strip()))
        elif found:
            found[-1] = Item(found[-1].number, f"{found[-1].text}\n{line.strip()}".strip())
        else:
            found.append(Item(None, line.strip()))
    return tuple(found)


def _item_number(mark: re.Match[str]) -> int:
    if mark["d"]:
        return ord(mark["d"]) - ord("①") + 1
    return int(mark["a"] or mark["b"] or mark["c"])
