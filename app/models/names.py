"""Names of organisations, brought to one form so that the same unit is recognised."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[\s​﻿]+")
_BRACKETS = str.maketrans("()[]【】〔〕", "（）（）（）（）")


def tidy_name(text: str | None) -> str:
    """`text` without line feeds and outer spaces; full-width letters and digits become ordinary ones.

    Spaces stay between two Latin words and go everywhere else; brackets become Chinese ones.
    """
    plain = unicodedata.normalize("NFKC", text or "")
    plain = _SPACE.sub(" ", plain).strip()
    plain = re.sub(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])", "", plain)
    return plain.translate(_BRACKETS)


def name_key(text: str | None) -> str:
    """The form in which two spellings of one name are equal: no spaces, no punctuation, lower case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).casefold()
