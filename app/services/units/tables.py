"""Where the lists stand in the tables of a file: title rows, header rows, rows of units, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import PurePath
from typing import TypeVar

from app.models.enums import Category
from app.services.sheets import Grid
from app.services.units.columns import (
    Certainty,
    Column,
    ColumnMapping,
    Heading,
    fingerprint,
    match_heading,
    recognise,
)
from app.services.units.uscc import LENGTH, has_code_form, normalise_code
from app.services.units.words import (
    Field,
    RowKind,
    category_of_title,
    is_organisation,
    word_key,
    words,
    year_of_title,
)

_HEADER_WITHIN = 40
_HEADER_LEVELS = 3
_LONGEST_HEADING = 30
_LONG_TEXT = 40
# More digits than a year has: a number of a unit, not a heading.
_NUMBER = re.compile(r"\d{5}")
_SAMPLE = 150
_FIELDS = {field.value: field for field in Field.choices()}

T = TypeVar("T")
# First and last row of a header, counted from 0.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row of a list that is no unit, so that nothing disappears without being told."""

    row: int
    kind: RowKind
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """One list: where it stands, what its columns are, which rows are units, and what its titles say.

    A sheet with two annexes one below the other gives two of them. `header` and `rows` count rows of the grid
    from 0; `header` is None where there is none.
    """

    number: int
    grid: Grid
    title: str
    header: Span | None
    fingerprint: str
    columns: tuple[Column, ...]
    rows: Sequence[int]
    skipped: tuple[SkippedRow, ...]
    category: Category | None
    year: int | None

    @property
    def is_list(self) -> bool:
        """Whether a column with names of units was found, in a sheet that is not hidden."""
        return not self.grid.hidden and any(column.field is Field.NAME for column in self.columns)

    @property
    def header_place(self) -> str:
        """Where the header stands: 2–3."""
        if self.header is None:
            return ""
        first, last = map(self.grid.row_number, self.header)
        return str(first) if first == last else f"{first}–{last}"


def find_tables(
    grids: Sequence[Grid],
    *,
    remembered: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[int, Span] | None = None,
) -> tuple[Table, ...]:
    """All lists in `grids`.

    `remembered`: what `ColumnMapping.stored` gave for earlier files; the same header gets the same mapping.
    `headers`: by position in `grids`, the header rows where the user has said them.
    """
    drafts: list[tuple[Grid, _Draft]] = []
    for index, grid in enumerate(grids):
        scan = _Scan(grid, (headers or {}).get(index), drafts[-1][1] if drafts else None)
        drafts += [(grid, draft) for draft in scan.run()]
    return tuple(_table(number, grid, draft, remembered or {}) for number, (grid, draft) in enumerate(drafts))


def guess_mapping(tables: Iterable[Table]) -> ColumnMapping:
    """The mapping that was recognised; where tables share a header, the longest one decides."""
    ordered = sorted(tables, key=lambda table: len(table.rows))
    return ColumnMapping(
        {table.fingerprint: tuple(column.field for column in table.columns) for table in ordered}
    )


@dataclass(slots=True)
class _Draft:
    """A table while it is being found."""

    header: Span | None
    headings: list[Heading]
    columns: tuple[Column, ...]
    titles: list[str]
    category: Category | None
    year: int | None
    rows: list[int] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    codes: int = 0
    code_column: int | None = None
    name_column: int | None = None

    def __post_init__(self) -> None:
        by_field = {column.field: column.index for column in self.columns}
        self.code_column = by_field.get(Field.USCC)
        self.name_column = by_field.get(Field.NAME)


class _Scan:
    """Goes down one grid and cuts it into tables."""

    def __init__(self, grid: Grid, header: Span | None, before: _Draft | None) -> None:
        self.grid = grid
        self.rows = grid.rows
        self.said = header
        self.before = before
        self.drafts: list[_Draft] = []
        self.pending: list[SkippedRow] = []

    def run(self) -> list[_Draft]:
        """The tables of the grid, in order."""
        span = self.said or self._first_header() or self._header_by_contrast()
        start = 0
        if span:
            self.pending = [self._skip(row, RowKind.TITLE) for row in range(span[0]) if any(self._texts(row))]
            self._begin(span)
            start = span[1] + 1
        else:
            self._begin_without_header()
        self._walk(start)
        for draft in self.drafts:
            self._drop_continued(draft)
        lists = [draft for draft in self.drafts if draft.rows]
        if lists:
            lists[-1].skipped += [each for draft in self.drafts if not draft.rows for each in draft.skipped]
        return lists

    def _walk(self, row: int) -> None:
        rows, height = self.rows, len(self.rows)
        while row < height:
            draft = self.drafts[-1]
            column = draft.code_column
            if column is not None and not self.pending and has_code_form(rows[row][column]):
                draft.rows.append(row)
                draft.codes += 1
                row += 1
                continue
            row = self._step(row)
        self.drafts[-1].skipped += self.pending

    def _step(self, row: int) -> int:
        """Decide about one row that is not plainly a unit; return the next row to look at."""
        kind = self._kind(row)
        if kind is RowKind.HEADING:
            span = self._span(row)
            self._again(span)
            return span[1] + 1
        if kind is RowKind.TITLE:
            self.pending.append(self._skip(row, kind))
        elif kind:
            self.drafts[-1].skipped.append(self._skip(row, kind))
        else:
            self._new_section()
            draft = self.drafts[-1]
            draft.rows.append(row)
            draft.codes += draft.code_column is not None and _is_code(self.rows[row][draft.code_column])
        return row + 1

    # Headers

    def _first_header(self) -> Span | None:
        for row in range(min(len(self.rows), _HEADER_WITHIN)):
            if self._is_header(row):
                return self._span(row)
        return None

    def _header_by_contrast(self) -> Span | None:
        """A row of unknown words right above a row with a code is a header all the same."""
        for row in range(min(len(self.rows) - 1, _HEADER_WITHIN)):
            texts = self._texts(row)
            if self._holds_code(row):
                return None
            if self._holds_code(row + 1) and len(texts) > 1 and not any(map(is_organisation, texts)):
                return row, row
        return None

    def _is_header(self, row: int) -> bool:
        """Two known headings, or one above a cell that is what it announces."""
        if self._holds_code(row):
            return False
        fields = self._fields(self._texts(row))
        return len(fields) > 1 or (bool(fields & {Field.NAME, Field.USCC}) and self._announces(row))

    def _announces(self, row: int) -> bool:
        below = next((lower for lower in range(row + 1, len(self.rows)) if self._texts(lower)), None)
        if below is None:
            return False
        pairs = zip(self.rows[row], self.rows[below], strict=True)
        return any(
            is_organisation(lower.strip()) or _is_code(lower)
            for upper, lower in pairs
            if self._fields([upper]) & {Field.NAME, Field.USCC}
        )

    @staticmethod
    def _fields(texts: Iterable[str]) -> set[Field]:
        matches = (match_heading((text,)) for text in texts if len(text) <= _LONGEST_HEADING)
        return {name for name, exact in matches if name and exact}

    def _span(self, row: int) -> Span:
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
        """Group words above the headings: at least two, short, and neither title, sentence nor unit."""
        texts = self._texts(row)
        if len(texts) < 2 or self._holds_code(row) or max(map(len, texts)) > _LONGEST_HEADING // 2:
            return False
        if any(char.isdigit() or char in ":：" for text in texts for char in text):
            return False
        return not any(map(is_organisation, texts))

    def _is_lower_level(self, row: int) -> bool:
        """A row below headings that names fields of its own, and not the same ones again."""
        texts = self._texts(row)
        if self._holds_code(row) or not self._fields(texts) or any(map(_NUMBER.search, texts)):
            return False
        return list(self.rows[row]) != list(self.rows[row - 1])

    def _headings(self, span: Span) -> list[Heading]:
        """The heading of each column in levels; an upper cell left blank belongs to the group at its left."""
        levels = [[text.strip() for text in self.rows[row]] for row in range(span[0], span[1] + 1)]
        for upper, lower in pairwise(levels):
            for column in range(1, len(upper)):
                if not upper[column] and lower[column] and lower[column - 1]:
                    upper[column] = upper[column - 1]
        headings = []
        for column in range(self.grid.width):
            parts = [" ".join(level[column].split()) for level in levels]
            kept = [part for at, part in enumerate(parts) if part and part not in parts[:at]]
            headings.append(tuple(kept))
        return headings

    # Tables

    def _begin(self, span: Span) -> None:
        headings = self._headings(span)
        sample = self.rows[span[1] + 1 : span[1] + 1 + _SAMPLE]
        self._add(span, headings, recognise(headings, sample))

    def _begin_without_header(self) -> None:
        """A bare table is the next page of the table before it, or is known by its content alone."""
        sample = self.rows[:_SAMPLE]
        columns = recognise([()] * self.grid.width, sample)
        before = self.before
        codes = {column.field: column.index for column in columns}.get(Field.USCC)
        if before and len(before.columns) == self.grid.width and codes == before.code_column is not None:
            self._add(before.header, before.headings, before.columns)
            draft = self.drafts[-1]
            if not self.grid.above:
                draft.titles, draft.category, draft.year = before.titles, before.category, before.year
        else:
            self._add(None, [()] * self.grid.width, columns)

    def _add(self, span: Span | None, headings: list[Heading], columns: tuple[Column, ...]) -> None:
        own = [skipped.text for skipped in reversed(self.pending)]
        around = [*reversed(self.grid.above), self.grid.name, PurePath(self.grid.file).stem]
        category = _first(map(category_of_title, own if own and self.drafts else [*own, *around]))
        year = _first(map(year_of_title, [*own, *around]))
        draft = _Draft(span, headings, columns, own or list(reversed(self.grid.above)), category, year)
        draft.skipped += self.pending
        self.pending = []
        self.drafts.append(draft)

    def _again(self, span: Span) -> None:
        """A header below rows: the same one at a page break, or that of another table."""
        draft = self.drafts[-1]
        while draft.rows and draft.rows[-1] >= span[0]:
            draft.rows.pop()
        headings = self._headings(span)
        if fingerprint(headings) != fingerprint(draft.headings):
            self._begin(span)
            return
        self._new_section()
        repeated = (self._skip(row, RowKind.HEADING) for row in range(span[0], span[1] + 1))
        self.drafts[-1].skipped += repeated

    def _new_section(self) -> None:
        """Titles between rows begin a new table where they name another category or year."""
        if not self.pending:
            return
        draft = self.drafts[-1]
        titles = [skipped.text for skipped in reversed(self.pending)]
        category, year = _first(map(category_of_title, titles)), _first(map(year_of_title, titles))
        category, year = category or draft.category, year or draft.year
        if draft.rows and (category, year) != (draft.category, draft.year):
            self._add(draft.header, draft.headings, draft.columns)
            draft = self.drafts[-1]
        draft.category, draft.year = category, year
        draft.skipped += self.pending
        self.pending = []

    def _drop_continued(self, draft: _Draft) -> None:
        """Rows whose name is merged with the row above say more about that unit and are none of their own."""
        column = draft.name_column
        lower = {
            row
            for merge in self.grid.merged
            if column is not None and merge.left <= column <= merge.right
            for row in range(merge.top + 1, merge.bottom + 1)
        }
        if lower:
            draft.skipped += [self._skip(row, RowKind.CONTINUED) for row in draft.rows if row in lower]
            draft.rows = [row for row in draft.rows if row not in lower]

    # Rows

    def _kind(self, row: int) -> RowKind | None:
        """What a row is when it is no unit; None for a unit."""
        texts = self._texts(row)
        if not texts:
            return RowKind.BLANK
        draft = self.drafts[-1]
        name = self.rows[row][draft.name_column] if draft.name_column is not None else ""
        if len(texts) > 1 and is_organisation(name.strip()):
            return None
        vocabulary = words()
        if any(vocabulary.totals.fullmatch(word_key(text)) for text in texts[:2]) and not self._holds_code(
            row
        ):
            return RowKind.TOTAL
        if vocabulary.signatures.match(texts[0]) or (len(texts) < 3 and vocabulary.notes.match(texts[0])):
            return RowKind.NOTE
        if self._is_header(row):
            return RowKind.HEADING
        if len(texts) > 1 and texts == [str(number) for number in range(1, len(texts) + 1)]:
            return RowKind.NUMBERING
        return self._kind_of_single(row, texts[0]) if len(texts) == 1 else None

    def _kind_of_single(self, row: int, text: str) -> RowKind | None:
        """The same for a row with one text, alone or merged over the row."""
        across = sum(1 for cell in self.rows[row] if cell.strip() == text)
        if across > 2 and across >= self.grid.width - 1:
            return RowKind.TITLE
        if self._holds_code(row) or is_organisation(text):
            return None
        if across > 1 or category_of_title(text) or words().titles.search(text):
            return RowKind.TITLE
        return RowKind.NOTE if len(text) > _LONG_TEXT and any(mark in text for mark in "。；，") else None

    def _texts(self, row: int) -> list[str]:
        """The different texts of a row."""
        return list(dict.fromkeys(text for cell in self.rows[row] if (text := cell.strip())))

    def _holds_code(self, row: int) -> bool:
        return any(len(cell) >= LENGTH and _is_code(cell) for cell in self.rows[row])

    def _skip(self, row: int, kind: RowKind) -> SkippedRow:
        return SkippedRow(row, kind, " ".join(self._texts(row)))


def _is_code(text: str) -> bool:
    return has_code_form(normalise_code(text))


def _first(found: Iterable[T | None]) -> T | None:
    return next((each for each in found if each is not None), None)


def _table(number: int, grid: Grid, draft: _Draft, remembered: Mapping[str, Sequence[str]]) -> Table:
    key = fingerprint(draft.headings) if any(draft.headings) else f"#{number}"
    columns = _remembered(draft.columns, remembered.get(key))
    return Table(
        number=number,
        grid=grid,
        title=draft.titles[0] if draft.titles else grid.name,
        header=draft.header,
        fingerprint=key,
        columns=tuple(_counted(column, draft.codes) for column in columns),
        rows=draft.rows,
        skipped=tuple(draft.skipped),
        category=draft.category,
        year=draft.year,
    )


def _remembered(columns: tuple[Column, ...], stored: Sequence[str] | None) -> tuple[Column, ...]:
    """The columns as the user mapped them the last time this header was seen."""
    if stored is None or len(stored) != len(columns):
        return columns
    fields = [_FIELDS.get(code) for code in stored]
    return tuple(
        column
        if column.field is chosen
        else replace(
            column,
            field=chosen,
            certainty=Certainty.SURE if chosen else Certainty.NONE,
            reason="沿用上次的对应",
        )
        for column, chosen in zip(columns, fields, strict=True)
    )


def _counted(column: Column, codes: int) -> Column:
    """The reason of a code column counts the whole list, not only the rows that were looked at."""
    counts = column.field is Field.USCC and column.reason.endswith("代码")
    return replace(column, reason=f"{codes:,} 个 18 位代码") if counts else column
