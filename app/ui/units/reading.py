"""What the unit list asks of the file; run as jobs, never in the thread of the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.services.exchange.marks import open_counts
from app.services.people import PersonRow, person_rows
from app.services.units.card import UnitCard, unit_card
from app.services.units.form import Belongings, UnitForm, belongings, unit_form
from app.services.units.roll_over import RollPlan, plan_roll_over
from app.services.units.rows import UnitRow, unit_rows, unit_updates, years

if TYPE_CHECKING:
    from app.models.database import Workspace


@dataclass(frozen=True)
class ListData:
    """The list of a year, and the years there are."""

    year: int
    rows: Sequence[UnitRow]
    years: Sequence[int]


@dataclass(frozen=True)
class LaterData:
    """What the whole journal is looked through for: last changes and open conflicts of each unit."""

    year: int
    updates: Mapping[str, datetime] = field(default_factory=dict)
    conflicts: Mapping[str, int] = field(default_factory=dict)

    def complete(self, row: UnitRow) -> UnitRow:
        """A row with what is known here; the same one where that is nothing new."""
        updated, conflicts = self.updates.get(row.id), self.conflicts.get(row.id, 0)
        if row.updated_at == updated and row.conflicts == conflicts:
            return row
        return replace(row, updated_at=updated, conflicts=conflicts)


def read_list(workspace: Workspace, year: int) -> ListData:
    """The units of `year`."""
    with workspace.read() as session:
        return ListData(year, unit_rows(session, year), years(session))


def read_later(workspace: Workspace, year: int) -> LaterData:
    """What is asked for after the rows are seen."""
    with workspace.read() as session:
        return LaterData(year, unit_updates(session, year), open_counts(session))


def read_card(workspace: Workspace, unit_id: str, year: int) -> UnitCard | None:
    """What the drawer shows of a unit."""
    with workspace.read() as session:
        return unit_card(session, unit_id, year)


def read_form(workspace: Workspace, unit_id: str, year: int) -> UnitForm:
    """A unit as it is typed."""
    with workspace.read() as session:
        return unit_form(session, unit_id, year)


def read_belongings(workspace: Workspace, unit_id: str) -> Belongings:
    """What would go with a unit that is deleted."""
    with workspace.read() as session:
        return belongings(session, unit_id)


def read_people(workspace: Workspace) -> list[PersonRow]:
    """The colleagues work can be given to."""
    with workspace.read() as session:
        return person_rows(session)


def read_roll_over(workspace: Workspace, before: int, year: int) -> RollPlan:
    """What taking last year's list over would do."""
    with workspace.read() as session:
        return plan_roll_over(session, before, year)
