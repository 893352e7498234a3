"""Names of organisations, brought to one form so that the same unit is recognised."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[\s​﻿]+")
# Full-width ASCII and the ideographic space. Not NFKC: that would also turn 10² into 102.
_HALF_WIDTH = {**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: 0x20}
_BRACKETS = str.maketrans("()[]【】〔〕", "（）（）（）（）")


def half_width(text: str) -> str:
    """`text` with full-width letters, digits and marks as ordinary ones."""
    return text.translate(_HALF_WIDTH)


def tidy_name(text: str | None) -> str:
    """`text` without line feeds and outer spaces; full-width letters and digits become ordinary ones.

    Spaces stay between two Latin words and go everywhere else; brackets become Chinese ones.
    """
    plain = _SPACE.sub(" ", half_width(text or "")).strip()
    plain = re.sub(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])", "", plain)
    return plain.translate(_BRACKETS)


def name_key(text: str | None) -> str:
    """The form in which two spellings of one name are equal: no spaces, no punctuation, lower case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).casefold()
