"""Which words of several texts differ, so that the eye finds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

Span = tuple[int, int]
# Words of Latin letters and numbers stay whole; everything else goes character by character.
_TOKEN = re.compile(r"[A-Za-z0-9.,%]+|\s+|.", re.DOTALL)
# Texts that have hardly anything in common are not marked: it would only be colour.
_LEAST = 0.3
_LONGEST = 4000


def differing(texts: Sequence[str]) -> list[list[Span]]:
    """For each text where it differs from the first; for the first, where it differs from the second."""
    if len(texts) < 2:
        return [[] for _ in texts]
    return [_spans(text, texts[1] if number == 0 else texts[0]) for number, text in enumerate(texts)]


def _spans(text: str, other: str) -> list[Span]:
    if not text or not other or max(len(text), len(other)) > _LONGEST:
        return []
    ours, theirs = _TOKEN.findall(text), _TOKEN.findall(other)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if matcher.ratio() < _LEAST:
        return []
    ends = [0]
    for token in ours:
        ends.append(ends[-1] + len(token))
    found: list[Span] = []
    for kind, start, end, _, _ in matcher.get_opcodes():
        if kind in ("replace", "delete"):
            found.append((ends[start], ends[end]))
    # A comma more or less is no difference to be looked for.
    return [span for span in _joined(found) if any(c.isalnum() for c in text[span[0] : span[1]])]


def _joined(spans: list[Span]) -> list[Span]:
    """Marks with a single character between them become one, which is easier to read."""
    made: list[Span] = []
    for start, end in spans:
        if made and start - made[-1][1] <= 1:
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return made
