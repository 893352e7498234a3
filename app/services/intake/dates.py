"""Dates and years as reports write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零O0][一二三四五六七八九〇○零]{2}(?=\s*年)")
_CHINESE_NUMBER = re.compile(r"([一二三四五六七八九十]{1,3})(?=\s*[月日])")
_DATE = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s*[-年/.．]\s*(\d{1,2})\s*[-月/.．]\s*(\d{1,2})(?!\d)\s*日?")
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_YEARS = (re.compile(r"(20\d\d)\s*年度"), re.compile(r"(20\d\d)\s*年"), re.compile(r"(?<!\d)(20\d\d)(?!\d)"))


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text[:300])
    text = _CHINESE_YEAR.sub(lambda match: match[0].replace("O", "〇").translate(_DIGITS), text)
    return _CHINESE_NUMBER.sub(lambda match: str(_small(match[1])), text)


def _small(word: str) -> int:
    """A Chinese number below 100: 十二, 二十一."""
    if "十" not in word:
        return int(word.translate(_DIGITS))
    tens, _, ones = word.partition("十")
    return int(tens.translate(_DIGITS) or "1") * 10 + int(ones.translate(_DIGITS) or "0")


@cache
def dates_in(text: str) -> tuple[date, ...]:
    """All days that a text names, in order; days that do not exist are left out."""
    plain = _plain(text)
    found = []
    for match in (*_DATE.finditer(plain), *_COMPACT.finditer(plain)):
        try:
            found.append(date(int(match[1]), int(match[2]), int(match[3])))
        except ValueError:
            continue
    return tuple(found)


@cache
def year_in(text: str) -> int | None:
    """The year that a text states: 年度 before 年 before bare digits."""
    plain = _plain(text)
    for pattern in _YEARS:
        if match := pattern.search(plain):
            return int(match[1])
    return None
