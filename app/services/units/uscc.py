"""Unified social credit codes 统一社会信用代码: form and check digits (GB 32100-2015; guide §5.3).

A failed check digit is never a reason to reject by itself: valid early codes exist that fail.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import product
from operator import mul

from app.models.enums import LabelEnum, Severity

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MODULUS = len(ALPHABET)
_WEIGHTS = tuple(pow(3, place, _MODULUS) for place in range(LENGTH - 1))
# Byte -> value, so that a whole code is looked up in one step; only for codes of good form.
_VALUES = bytes(max(ALPHABET.find(chr(byte)), 0) for byte in range(256))

# GB 11714: the organisation code at positions 9-17 has letters A=10 … Z=35 and its own check character.
_ORGANISATION = slice(8, 16)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_CHECKS = "0X987654321"

# No authority we know of has the number 0; eighteen noughts would pass as a code by their check digit.
_FORM = re.compile(rf"[{ALPHABET[1:]}][{ALPHABET}]\d{{6}}[{ALPHABET}]{{10}}", re.ASCII)
_UNSEEN = re.compile("[\\s\u200b-\u200f\u2060\ufeff]+")
_QUOTES = "'‘’`"
_LOOK_ALIKES = {"O": "0", "o": "0", "I": "1", "i": "1", "l": "1", "S": "5", "s": "5", "Z": "2", "z": "2"}
_MOST_GUESSES = 64


class CodeVerdict(LabelEnum):
    """What is known about a code."""

    VALID = ("valid", "有效")
    EMPTY = ("empty", "未填")
    INVALID_FORMAT = ("invalid_format", "格式不对")
    CHECK_FAILED = ("check_failed", "校验位不符")
    ORGANISATION_FAILED = ("organisation_failed", "组织机构代码校验不符")


_SEVERITIES = {
    CodeVerdict.INVALID_FORMAT: Severity.CRITICAL,
    CodeVerdict.CHECK_FAILED: Severity.MAJOR,
    CodeVerdict.ORGANISATION_FAILED: Severity.MINOR,
}


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """A code as normalised, what is wrong with it in a sentence, and a likely repair, not applied."""

    code: str
    verdict: CodeVerdict
    sentence: str = ""
    suggestion: str = ""

    @property
    def severity(self) -> Severity | None:
        """How bad it is; None where nothing is wrong or nothing was typed."""
        return _SEVERITIES.get(self.verdict)

    @property
    def is_usable(self) -> bool:
        """Whether the code may be stored as it is."""
        return self.verdict in (CodeVerdict.VALID, CodeVerdict.ORGANISATION_FAILED)

    @property
    def can_override(self) -> bool:
        """Whether it may be stored with a reason (the business licence shows it so)."""
        return self.verdict is CodeVerdict.CHECK_FAILED


def normalise_code(text: str | None) -> str:
    """`text` in half-width capitals without spaces and without the apostrophe Excel users put in front."""
    return _plain(text).upper()


def is_valid_code(code: str) -> bool:
    """Whether a normalised code has the right form and check digit. The cheap path for whole lists."""
    return _FORM.fullmatch(code) is not None and check_character(code) == code[-1]


def has_code_form(code: str) -> bool:
    """Whether a normalised code has the form of one: 18 characters of the set, digits for the district."""
    return _FORM.fullmatch(code) is not None


def check_character(code: str) -> str:
    """The 18th character that belongs to the first 17 of `code`, which must be of good form."""
    total = sum(map(mul, code.encode("ascii").translate(_VALUES), _WEIGHTS))
    return ALPHABET[-total % _MODULUS]


def organisation_character(code: str) -> str:
    """The 17th character that belongs to positions 9-16 of `code` by GB 11714."""
    total = sum(
        int(char, 36) * weight
        for char, weight in zip(code[_ORGANISATION], _ORGANISATION_WEIGHTS, strict=True)
    )
    return _ORGANISATION_CHECKS[total % 11]


def check_code(text: str | None) -> CodeCheck:
    """Check a code as somebody typed it. Never raises; never changes more than spelling."""
    plain = _plain(text)
    code = plain.upper()
    if not code:
        return CodeCheck("", CodeVerdict.EMPTY, "没有填写信用代码")
    if not has_code_form(code):
        return CodeCheck(code, CodeVerdict.INVALID_FORMAT, _form_sentence(code), _repair(plain))
    expected = check_character(code)
    if expected != code[-1]:
        sentence = f"信用代码校验位不符：末位应为 {expected}，现为 {code[-1]}"
        return CodeCheck(code, CodeVerdict.CHECK_FAILED, sentence, _repair(plain))
    organisation = organisation_character(code)
    if organisation != code[16]:
        sentence = f"组织机构代码校验不符：第 17 位应为 {organisation}，现为 {code[16]}，请核对"
        return CodeCheck(code, CodeVerdict.ORGANISATION_FAILED, sentence)
    return CodeCheck(code, CodeVerdict.VALID)


def _plain(text: str | None) -> str:
    """`text` without spaces in half-width characters, capitals untouched: a small l tells a typed 1."""
    if not text:
        return ""
    if text.isascii() and text.isalnum():
        return text
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).strip(_QUOTES)


def _form_sentence(code: str) -> str:
    if len(code) != LENGTH:
        older = {15: "，可能是旧的工商注册号", 9: "，可能是组织机构代码", 10: "，可能是组织机构代码"}
        return f"信用代码应为 {LENGTH} 位，现为 {len(code)} 位{older.get(len(code), '')}"
    for place, char in enumerate(code, 1):
        if char in _LOOK_ALIKES:
            return f"信用代码第 {place} 位是字母 {char}，信用代码不用这个字母，可能是 {_LOOK_ALIKES[char]}"
        if char not in ALPHABET:
            return f"信用代码第 {place} 位是“{char}”，不是信用代码用的数字或字母"
    return "信用代码第 1 位不能是 0" if code[0] == "0" else "信用代码第 3 至 8 位应为六位行政区划数字"


def _repair(plain: str) -> str:
    """The one code that look-alike letters of `plain` may stand for and whose check digit is right, or "".

    L belongs to the set, so a 1 typed as l or L is only tried, never taken for granted.
    """
    if len(plain) != LENGTH:
        return ""
    options = [_readings(char) for char in plain]
    guesses = 1
    for option in options:
        guesses *= len(option)
    if guesses > _MOST_GUESSES:
        return ""
    code = plain.upper()
    fits = {guess for guess in map("".join, product(*options)) if guess != code and is_valid_code(guess)}
    return fits.pop() if len(fits) == 1 else ""


def _readings(char: str) -> tuple[str, ...]:
    if char in "lL":
        return ("L", "1")
    return (_LOOK_ALIKES.get(char, char.upper()),)
