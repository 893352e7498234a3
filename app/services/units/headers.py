"""Header rows of a list: which rows they are, and the heading of each column in levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from app.services.units.columns import Heading, exact_field
from app.services.units.uscc import LENGTH, has_code_form, normalise_code
from app.services.units.words import Field, heading_key, is_organisation, words

_HEADER_WITHIN = 40
_HEADER_LEVELS = 3
_LONGEST_GROUP = 15
# A row of group words has a filled cell for at least every third heading.
_GROUPS_COVER = 3
# More digits than a year has: a number of a unit, not a heading.
_NUMBER = re.compile(r"\d{5}")

# First and last row of a header, counted from 0.
Span = tuple[int, int]


class Headers:
    """Finds headers among the rows of one grid."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        self.rows = rows
        self.width = len(rows[0]) if rows else 0

    def first(self) -> Span | None:
        """The header at the top of the grid."""
        for row in range(min(len(self.rows), _HEADER_WITHIN)):
            if self.is_header(row):
                return self.span(row)
        return None

    def by_contrast(self) -> Span | None:
        """A row of unknown words right above a row with a code is a header all the same."""
        for row in range(min(len(self.rows) - 1, _HEADER_WITHIN)):
            texts = self.texts(row)
            if self.holds_code(row):
                return None
            if self.holds_code(row + 1) and len(texts) > 1 and not any(map(is_organisation, texts)):
                return row, row
        return None

    def is_header(self, row: int) -> bool:
        """Two known headings, or one above a cell that is what it announces."""
        if self.holds_code(row):
            return False
        named = {text: name for text in self.texts(row) if (name := exact_field(text))}
        fields = set(named.values())
        # 企业 or 说明 may as well stand in the cells of a unit; one heading must be no such word.
        if len(fields) > 1 and any(heading_key(text) not in words().weak for text in named):
            return True
        return bool(fields & {Field.NAME, Field.USCC}) and self._announces(row)

    def _announces(self, row: int) -> bool:
        """Whether right below a heading of names or codes stands one."""
        below = next((lower for lower in range(row + 1, len(self.rows)) if self.texts(lower)), None)
        if below is None:
            return False
        pairs = zip(self.rows[row], self.rows[below], strict=True)
        return any(
            is_organisation(lower.strip()) or is_code(lower)
            for upper, lower in pairs
            if exact_field(upper) in (Field.NAME, Field.USCC)
        )

    def span(self, row: int) -> Span:
        """The whole header around a row of it: merged headings stand on up to three rows."""
        first = last = row
        while first > 0 and last - first + 1 < _HEADER_LEVELS and self._is_upper_level(first - 1):
            first -= 1
        while (
            last + 1 < len(self.rows) and last - first + 1 < _HEADER_LEVELS and self._is_lower_level(last + 1)
        ):
            last += 1
        return first, last

    def _is_upper_level(self, row: int) -> bool:
        """Group words over many of the headings: short, and neither title, sentence nor unit."""
        texts = self.texts(row)
        if len(texts) < 2 or self.holds_code(row) or max(map(len, texts)) > _LONGEST_GROUP:
            return False
        if self._filled(row) * _GROUPS_COVER < self._filled(row + 1):
            return False
        if any(char.isdigit() or char in ":：" for text in texts for char in text):
            return False
        return not any(map(is_organisation, texts))

    def _is_lower_level(self, row: int) -> bool:
        """A row that names fields below a group word, a gap, or a heading merged over several columns."""
        texts = self.texts(row)
        if self.holds_code(row) or any(_NUMBER.search(text) or _is_unit(text) for text in texts):
            return False
        upper_cells = list(self.rows[row - 1])
        return any(
            exact_field(lower)
            and lower != upper
            and (exact_field(upper) is None or upper_cells.count(upper) > 1)
            for upper, lower in zip(upper_cells, self.rows[row], strict=True)
        )

    def _filled(self, row: int) -> int:
        return sum(1 for cell in self.rows[row] if cell.strip())

    def headings(self, span: Span) -> list[Heading]:
        """The heading of each column in levels; an upper cell left blank belongs to the group at its left."""
        levels = [[text.strip() for text in self.rows[row]] for row in range(span[0], span[1] + 1)]
        for upper, lower in pairwise(levels):
            for column in range(1, len(upper)):
                if not upper[column] and lower[column] and lower[column - 1]:
                    upper[column] = upper[column - 1]
        headings = []
        for column in range(self.width):
            parts = [" ".join(level[column].split()) for level in levels]
            kept = [part for at, part in enumerate(parts) if part and part not in parts[:at]]
            headings.append(tuple(kept))
        return headings

    def texts(self, row: int) -> list[str]:
        """The different texts of a row."""
        return list(dict.fromkeys(text for cell in self.rows[row] if (text := cell.strip())))

    def holds_code(self, row: int) -> bool:
        """Whether a cell of the row looks like a code."""
        return any(len(cell) >= LENGTH and is_code(cell) for cell in self.rows[row])


def is_code(text: str) -> bool:
    """Whether a cell holds something of the form of a code."""
    return has_code_form(normalise_code(text))


def _is_unit(text: str) -> bool:
    """Whether a cell looks like the name of a unit and not like a heading."""
    return is_organisation(text) and exact_field(text) is None
