"""Characters that a document cannot carry, or that would make it show something else than was typed.

Control characters end a paragraph in Word or make the file unreadable; direction marks turn "00.1"
into "1.00"; half a surrogate pair cannot be stored at all. Each is replaced by a sign that can be seen.
"""

from __future__ import annotations

import re

# Everything that ends a line for somebody; a document knows only the paragraph.
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_REPLACEMENT = "\ufffd"


def hidden_characters(text: str) -> tuple[str, ...]:
    """The codes of the characters that `visible` would replace, in order, each once: "U+000B"."""
    return tuple(dict.fromkeys(f"U+{ord(c):04X}" for c in _HIDDEN.findall(text)))


def visible(text: str) -> str:
    """`text` with line ends as line feeds and hidden characters as signs that can be seen.

    ASCII control characters become their picture (␀ ... ␡), the others the replacement sign.
    """
    return _HIDDEN.sub(_picture, _LINE_ENDS.sub("\n", text))


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else _REPLACEMENT
