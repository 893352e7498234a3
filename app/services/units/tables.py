"""Where the lists stand in the tables of a file: title rows, header rows, rows of units, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from app.services.units.headers import Headers, Span, is_code
from app.services.units.uscc import has_code_form
from app.services.units.words import (
    Field,
    RowKind,
    category_of_title,
    is_organisation,
    word_key,
    words,
    year_of_title,
)

_LONG_TEXT = 40
_SAMPLE = 150
_FIELDS = {field.value: field for field in Field.choices()}

T = TypeVar("T")


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
        self.headers = Headers(grid.rows)
        self.said = header
        self.before = before
        self.drafts: list[_Draft] = []
        self.pending: list[SkippedRow] = []

    def run(self) -> list[_Draft]:
        """The tables of the grid, in order."""
        span = self.said or self.headers.first() or self.headers.by_contrast()
        start = 0
        if span:
            self.pending = [
                self._skip(row, RowKind.TITLE) for row in range(span[0]) if any(self.headers.texts(row))
            ]
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
            span = self.headers.span(row)
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
            draft.codes += draft.code_column is not None and is_code(self.rows[row][draft.code_column])
        return row + 1

    # Tables

    def _begin(self, span: Span) -> None:
        headings = self.headers.headings(span)
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
                draft.titles = draft.titles or before.titles
                draft.category = draft.category or before.category
                draft.year = draft.year or before.year
        else:
            self._add(None, [()] * self.grid.width, columns)

    def _add(self, span: Span | None, headings: list[Heading], columns: tuple[Column, ...]) -> None:
        own = [skipped.text for skipped in reversed(self.pending) if skipped.kind is RowKind.TITLE]
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
        if not draft.rows and len(self.drafts) > 1:
            # It was begun for the upper row of this header, which looked like a unit.
            self.pending = draft.skipped + self.pending
            self.drafts.pop()
            draft = self.drafts[-1]
        headings = self.headers.headings(span)
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
        texts = self.headers.texts(row)
        if not texts:
            return RowKind.BLANK
        draft = self.drafts[-1]
        name = self.rows[row][draft.name_column].strip() if draft.name_column is not None else ""
        if len(texts) > 1 and is_organisation(name):
            return None
        vocabulary = words()
        if any(
            vocabulary.totals.fullmatch(word_key(text)) for text in texts[:2]
        ) and not self.headers.holds_code(row):
            return RowKind.TOTAL
        if vocabulary.signatures.match(texts[0]) or (len(texts) < 3 and vocabulary.notes.match(texts[0])):
            return RowKind.NOTE
        # Where names stand, a header has a heading; a unit may hold words of headings everywhere else.
        if self.headers.is_header(row) and not (name and match_heading((name,)) == (None, False)):
            return RowKind.HEADING
        if len(texts) > 1 and texts == [str(number) for number in range(1, len(texts) + 1)]:
            return RowKind.NUMBERING
        return self._kind_of_single(row, texts[0]) if len(texts) == 1 else None

    def _kind_of_single(self, row: int, text: str) -> RowKind | None:
        """The same for a row with one text, alone or merged over the row."""
        across = sum(1 for cell in self.rows[row] if cell.strip() == text)
        if across > 2 and across >= self.grid.width - 1:
            return RowKind.TITLE
        if self.headers.holds_code(row) or is_organisation(text):
            return None
        if across > 1 or category_of_title(text) or words().titles.search(text):
            return RowKind.TITLE
        return RowKind.NOTE if len(text) > _LONG_TEXT and any(mark in text for mark in "。；，") else None

    def _skip(self, row: int, kind: RowKind) -> SkippedRow:
        return SkippedRow(row, kind, " ".join(self.headers.texts(row)))


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
