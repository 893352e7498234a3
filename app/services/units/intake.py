"""A received list on its way into the file: which tables, which header rows, which column is what.

A draft is a value: each choice of the user gives another one; `plan_draft` says what importing it would do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.models.database import Workspace
from app.models.enums import Category
from app.models.errors import InputError
from app.services.backup import back_up
from app.services.progress import NO_PROGRESS, Progress
from app.services.sheets import Grid, read_tables
from app.services.units.columns import ColumnMapping
from app.services.units.headers import Span
from app.services.units.plan import ImportPlan, plan_import
from app.services.units.tables import Table, find_tables, guess_mapping
from app.services.units.words import Field, year_of_title
from app.services.units.write import import_list, known_units

Remembered = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ListDraft:
    """A received file, the tables in it that are to be imported, and what their columns are taken for."""

    path: Path
    grids: tuple[Grid, ...]
    chosen: frozenset[int]
    headers: Mapping[int, Span]
    remembered: Remembered
    tables: tuple[Table, ...]
    mapping: ColumnMapping
    categories: Mapping[int, Category | None]

    @property
    def headings(self) -> dict[str, list[Table]]:
        """The tables by the fingerprint of their header, in the order of the file."""
        found: dict[str, list[Table]] = {}
        for table in self.tables:
            found.setdefault(table.fingerprint, []).append(table)
        return found

    @property
    def year(self) -> int | None:
        """The year that the titles, or else the name of the file, speak of."""
        stated = [table.year for table in self.tables if table.year]
        return stated[0] if stated else year_of_title(self.path.stem)

    @property
    def units(self) -> int:
        """How many rows look like units."""
        return sum(len(table.rows) for table in self.tables)

    def category_of(self, table: Table) -> Category | None:
        """The category of the rows of a table that name none themselves."""
        return self.categories.get(table.number, table.category)

    def with_field(self, fingerprint: str, column: int, field: Field | None) -> ListDraft:
        """The draft with a column imported as `field`, or not at all."""
        return replace(self, mapping=self.mapping.with_field(fingerprint, column, field))

    def with_category(self, table: Table, category: Category | None) -> ListDraft:
        """The draft with the category of a table said by the user."""
        return replace(self, categories={**self.categories, table.number: category})

    def with_sheets(self, chosen: Collection[int]) -> ListDraft:
        """The draft with other tables of the file."""
        return _draft(self.path, self.grids, frozenset(chosen), self.headers, self.remembered)

    def with_header(self, grid: int, span: Span | None) -> ListDraft:
        """The draft with the header rows of one table said by the user; None: as recognised."""
        headers = {key: value for key, value in self.headers.items() if key != grid}
        if span is not None:
            headers[grid] = span
        return _draft(self.path, self.grids, self.chosen, headers, self.remembered)


def read_draft(path: Path, remembered: Remembered) -> ListDraft:
    """Read a received file. Where no list is recognised, its tables are there to be mapped by hand.

    Raises:
        InputError: the file cannot be read, or holds no table; FileMissing, FileBusy.
    """
    grids = tuple(read_tables(path))
    found = find_tables(grids, remembered=remembered)
    lists = frozenset(_place(grids, table) for table in found if table.is_list)
    seen = frozenset(place for place, grid in enumerate(grids) if not grid.hidden)
    return _draft(path, grids, lists or seen or frozenset(range(len(grids))), {}, remembered)


def plan_draft(workspace: Workspace, draft: ListDraft, year: int) -> ImportPlan:
    """What importing the draft into `year` would do; nothing is written.

    Raises:
        InputError: no table is chosen, there are no units, or a table has no column of names.
    """
    if not draft.units:
        raise InputError("没有识别到单位。", "请检查选用的工作表和标题行。", field="tables")
    with workspace.read() as session:
        known = known_units(session, year)
    return plan_import(draft.tables, known, year=year, mapping=draft.mapping, categories=draft.categories)


def import_safely(
    workspace: Workspace, plan: ImportPlan, source: str, progress: Progress = NO_PROGRESS
) -> int:
    """Make a backup, then write what is ticked, in one step. Returns how many units were written.

    Raises:
        AppError: the backup could not be made: then nothing is written. Cancelled: nothing is written.
    """
    if not plan.counts().to_import:
        return 0
    back_up(workspace, "导入名单前")
    return import_list(workspace, plan, plan.year, source, progress)


def _draft(
    path: Path,
    grids: tuple[Grid, ...],
    chosen: frozenset[int],
    headers: Mapping[int, Span],
    remembered: Remembered,
) -> ListDraft:
    found = [
        table
        for table in find_tables(grids, remembered=remembered, headers=headers)
        if _place(grids, table) in chosen
    ]
    with_list = {_place(grids, table) for table in found if _has_names(table)}
    # Beside a list, what has no names is an annex of remarks; alone, it is there to be mapped by hand.
    tables = tuple(t for t in found if _has_names(t) or _place(grids, t) not in with_list)
    return ListDraft(path, grids, chosen, headers, remembered, tables, guess_mapping(tables), {})


def _has_names(table: Table) -> bool:
    return any(column.field is Field.NAME for column in table.columns)


def _place(grids: Sequence[Grid], table: Table) -> int:
    return next(place for place, grid in enumerate(grids) if grid is table.grid)
