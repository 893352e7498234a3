"""Where the tables of a report begin and which they are: by title, by number, by the words in their heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from app.models.enums import DocumentKind
from app.services.intake.amounts import looks_numeric
from app.services.intake.blocks import Block
from app.services.intake.units import parse_unit, units_in
from app.services.intake.vocabulary import (
    FIELD,
    LONGEST_LABEL,
    MONTH,
    Table,
    is_note,
    month_of,
    table_number,
    tables,
    without_brackets,
    word_key,
)

_CHAPTER = re.compile(
    r"^\s*(?:第?[（(]?[一二三四五六七八九十]{1,3}[)）、.．章节]|[（(]?\d{1,2}[)）、]|\d{1,2}(?:[.．]\d{1,2})*\s+)"
)
_TITLE_END = re.compile(
    r"(表|信息|汇总|数据|情况|声明|声明书|明细|清单|资料|报告)(?:[（(].*)?(?:[（(]?续[)）]?)?$"
)
_CAPTION = re.compile(r"^[（(]?(?:计量|数据)?单位[:：]")
_LONGEST_TITLE = 70
_WORDS_PER_TITLE = 3
# Tables that stand side by side under titles in one row.
_MOST_TITLES = 4


@dataclass(frozen=True)
class Section:
    """A part of a block that is one table: rows `top` to before `bottom`, columns `left` to `right`."""

    block: Block
    top: int
    bottom: int
    left: int
    right: int
    title: str = ""
    caption: str = ""

    def texts(self) -> Iterator[str]:
        """All texts of the section that are no numbers, merged ones once."""
        owners = self.block.owners
        for row in range(self.top, self.bottom):
            for column, text in enumerate(self.block.rows[row][self.left : self.right], self.left):
                if text and (row, column) not in owners and (not looks_numeric(text) or month_of(text)):
                    yield text


@cache
def title_weights(kind: DocumentKind, text: str) -> tuple[tuple[int, str], ...]:
    """The tables that a title may announce with their weights, heaviest first."""
    key, number = word_key(text), table_number(text)
    found = []
    for table in tables(kind).values():
        weight = table.title_weight(key)
        if number and number == table.number:
            weight += _WORDS_PER_TITLE
        if weight:
            found.append((weight, table.id))
    return tuple(sorted(found, key=lambda pair: -pair[0]))


def sections_of(block: Block, kind: DocumentKind) -> list[Section]:
    """The sections of a block: a title begins one, two titles in one row stand side by side."""
    width = len(block.rows[0]) if block.rows else 0
    return list(_cut(block, kind, 0, len(block.rows), 0, width, _title_above(block, kind)))


def _title_above(block: Block, kind: DocumentKind) -> str:
    """The paragraph above a table of a document, or the name of a sheet, that announces what it is."""
    for text in reversed(block.above):
        if _is_title(kind, text) or (title_weights(kind, text) and len(text) <= _LONGEST_TITLE):
            return text
    return block.name if block.is_sheet and title_weights(kind, block.name) else ""


def _cut(
    block: Block, kind: DocumentKind, top: int, bottom: int, left: int, right: int, title: str
) -> Iterator[Section]:
    start, caption = top, " ".join(text for text in block.above if _CAPTION.match(text))
    for row in range(top, bottom):
        texts = _distinct(block, row, left, right)
        if len(texts) > _MOST_TITLES:
            continue
        captions = [text for _, text in texts if _CAPTION.match(text)]
        rest = [(column, text) for column, text in texts if not _CAPTION.match(text)]
        titles = [pair for pair in rest if _is_title(kind, pair[1])]
        if captions and not rest:
            caption = captions[0]
        if len(titles) > 1 and len(titles) == len(rest):
            yield from _ended(block, kind, start, row, left, right, title, caption)
            edges = [column for column, _ in titles] + [right]
            edges[0] = left
            for (_, text), at, end in zip(titles, edges, edges[1:], strict=False):
                yield from _cut(block, kind, row + 1, bottom, at, end, text)
            return
        if len(rest) == 1 and (titles or _stands_alone(block, kind, row, rest[0], left, right)):
            yield from _ended(block, kind, start, row, left, right, title, caption)
            start, title = row + 1, rest[0][1]
            caption = captions[0] if captions else ""
    yield from _ended(block, kind, start, bottom, left, right, title, caption)


def _ended(
    block: Block,
    kind: DocumentKind,
    top: int,
    bottom: int,
    left: int,
    right: int,
    title: str,
    caption: str,
) -> Iterator[Section]:
    """The section that ends here, cut where another table begins under an empty row without a title."""
    filled = [bool(_distinct(block, row, left, right)) for row in range(top, bottom)]
    is_marked = any(top <= row < bottom and left <= column < right for row, column in block.marks)
    if not any(filled) and not is_marked:
        return
    section = Section(block, top, bottom, left, right, title, caption)
    for row in range(top + 1, bottom):
        if filled[row - top] and not filled[row - top - 1] and any(filled[: row - top]):
            below = _table_below(section, row)
            table = identify(below, kind)[0] if below is not None else None
            if below and table is not None and table is not identify(replace(section, bottom=row), kind)[0]:
                yield replace(section, bottom=row)
                section = below
    yield section


def _table_below(section: Section, row: int) -> Section | None:
    """The section that may begin at a row of heads, or under a row with nothing but its title."""
    heads = _distinct(section.block, row, section.left, section.right)
    if len(heads) == 1 and row + 1 < section.bottom and not looks_numeric(heads[0][1]):
        title = heads[0][1]
        row, heads = row + 1, _distinct(section.block, row + 1, section.left, section.right)
    else:
        title = ""
    if len(heads) < 2 or any(looks_numeric(text) and not month_of(text) for _, text in heads):
        return None
    return replace(section, top=row, title=title)


def _distinct(block: Block, row: int, left: int, right: int) -> list[tuple[int, str]]:
    """The texts of a row that are no repeats of merged cells, with their columns."""
    cells, owners = block.rows[row], block.owners
    return [
        (column, text)
        for column in range(left, right)
        if cells[column] and (row, column) not in owners and (text := cells[column].strip())
    ]


@cache
def _is_title(kind: DocumentKind, text: str) -> bool:
    """Whether a text is the title of a table by its own form."""
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST_TITLE or is_note(text) or "：" in without_brackets(text)[:-1]:
        return False
    is_chapter = bool(_CHAPTER.match(text))
    if looks_numeric(text) and not (is_chapter and title_weights(kind, text)):
        return False
    if table_number(text) and text.lstrip("（(").startswith(("附", "表", "T", "A", "B", "C", "D", "E", "F")):
        return "见" not in text and "=" not in text
    known = bool(title_weights(kind, text))
    return known and (is_chapter or bool(_TITLE_END.search(text))) and not parse_unit(text)


def _stands_alone(
    block: Block, kind: DocumentKind, row: int, cell: tuple[int, str], left: int, right: int
) -> bool:
    """Whether a text alone in its row is a title: merged over the table, or set off by an empty row."""
    column, text = cell
    if len(text) > _LONGEST_TITLE or not title_weights(kind, text) or units_in(text):
        return False
    below = _distinct(block, row + 1, left, right) if row + 1 < len(block.rows) else []
    if len(below) < 2:
        return False
    across = sum(1 for spot, owner in block.owners.items() if owner == (row, column) and spot[0] == row)
    if across and column + across >= below[-1][0]:
        return True
    return row == 0 or not _distinct(block, row - 1, left, right)


def identify(section: Section, kind: DocumentKind) -> tuple[Table | None, bool]:
    """The table that a section is, and whether its title says so; None where nothing speaks for one.

    Words of the title count most, then the words in the heads, then the bare number of the table, because
    the sister forms of other sectors number their tables differently.
    """
    labels = [text for text in section.texts() if len(text) <= LONGEST_LABEL][:400]
    weights = {table: weight for weight, table in title_weights(kind, section.title)}
    signs = frozenset().union(*(_signs_in(kind, text) for text in labels)) if labels else frozenset()
    counts = Counter(table for table, _ in signs)
    best: tuple[float, Table | None] = (0, None)
    for table in tables(kind).values():
        seen = counts[table.id]
        title = weights.get(table.id, 0)
        is_shaped = seen >= min(2, len(table.must)) and table.must and _has_words(table, labels)
        if title <= _WORDS_PER_TITLE and not (title and seen) and not is_shaped:
            continue
        score = title + min(seen, 3) * 1.5
        if score > best[0]:
            best = (score, table)
    found = best[1]
    return found, found is not None and weights.get(found.id, 0) > _WORDS_PER_TITLE


@cache
def _signs_in(kind: DocumentKind, text: str) -> frozenset[tuple[str, str]]:
    """The tables that a label speaks for, each with the sign that it is."""
    found = set()
    for table in tables(kind).values():
        for wanted in table.must:
            category, _, meaning = wanted.rpartition(":")
            category = category or FIELD
            if category == MONTH:
                is_seen = month_of(text) == meaning
            else:
                hit = table.find(category, text) if table.has(category) else None
                is_seen = hit is not None and hit.id == meaning
            if is_seen:
                found.add((table.id, wanted))
    return frozenset(found)


def _has_words(table: Table, labels: Sequence[str]) -> bool:
    """Whether one of the words that tell a table from its sisters stands in it."""
    return not table.shape or any(word in text for word in table.shape for text in labels)
