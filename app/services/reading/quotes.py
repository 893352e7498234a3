"""Finding words in a text whose spaces, line breaks and letter widths are not reliable, as in a PDF."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

# Shorter words stand everywhere: found again, they would prove nothing.
LEAST = 4
HIT_LIMIT = 500


@dataclass(frozen=True)
class Hit:
    """Where words stand: the page, the first sign in its text, and how many signs."""

    page: int
    start: int
    length: int


class Bare:
    """A text without spaces and with one form for each sign, and where each sign stands in the text."""

    def __init__(self, text: str) -> None:
        signs: list[str] = []
        places: list[int] = []
        for place, sign in enumerate(text):
            for one in unicodedata.normalize("NFKC", sign).casefold():
                if not one.isspace() and one.isprintable():
                    signs.append(one)
                    places.append(place)
        self.text = "".join(signs)
        self._places = places

    def find(self, words: Bare, page: int) -> Iterator[Hit]:
        """Every place of `words`, one behind the other."""
        size, at = len(words.text), 0
        while size and (at := self.text.find(words.text, at)) >= 0:
            first, last = self._places[at], self._places[at + size - 1]
            yield Hit(page, first, last - first + 1)
            at += size


def search(pages: Iterable[tuple[int, str]], words: str) -> list[Hit]:
    """Every place of `words` in the pages, at most `HIT_LIMIT`; spaces, case and width do not matter."""
    wanted, hits = Bare(words), []
    for page, text in pages:
        for hit in Bare(text).find(wanted, page):
            hits.append(hit)
            if len(hits) >= HIT_LIMIT:
                return hits
    return hits


def find_again(pages: Mapping[int, str], quote: str, near: int = 0) -> Hit | None:
    """Where a quotation stands now: on the page nearest to `near`, before it where two are as near.

    A quotation of fewer than `LEAST` signs is only looked for on its own page.
    """
    wanted = Bare(quote)
    for page in sorted(pages, key=lambda number: (abs(number - near), number)):
        if len(wanted.text) < LEAST and page != near:
            continue
        hit = next(Bare(pages[page]).find(wanted, page), None)
        if hit is not None:
            return hit
    return None
