"""What the page asks of the file and of packages; run as jobs, never in the thread of the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.errors import AppError
from app.services.exchange.apply import start_file
from app.services.exchange.changes import Changes, changes_of
from app.services.exchange.conflicts import conflicts
from app.services.exchange.fork import Fork, fork_of
from app.services.exchange.inspect import Description, Relation, describe
from app.services.exchange.marks import open_places
from app.services.exchange.plan import MergePlan, plan_merge
from app.services.exchange.questions import Question, questions
from app.services.exchange.receipts import Receipt, receipts
from app.services.exchange.source import Received, receive
from app.services.exchange.twins import JoinPreview, Twins, all_twins, preview_join, twins_of
from app.services.journal.history import Entry, cell_history
from app.services.progress import NO_PROGRESS, Progress
from app.services.units.rows import UnitRow, unit_rows, years

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.models.identity import Installation
    from app.models.journal import Author
    from app.services.catalog import Catalog


def _nothing() -> Changes:
    return Changes(())


@dataclass(frozen=True)
class Opened:
    """A received file that lies open, in quarantine. `plan` is None where it cannot be merged."""

    received: Received
    told: Description
    fork: Fork | None = None
    plan: MergePlan | None = None
    changes: Changes = field(default_factory=_nothing)

    @property
    def is_mergeable(self) -> bool:
        """Whether merging would bring anything."""
        return self.plan is not None and not self.plan.is_empty


@dataclass(frozen=True)
class Answer:
    """What came of reading a file; `number` tells which request it answers."""

    number: int
    opened: Opened | None = None
    error: AppError | None = None


@dataclass(frozen=True)
class DeskData:
    """Open conflicts, the rows each is marked at, and the merge that may be taken back."""

    questions: Sequence[Question]
    places: Mapping[tuple[str, str], frozenset[str]]
    last: Receipt | None


@dataclass(frozen=True)
class Units:
    """The units that an assignment is chosen from."""

    year: int
    rows: Sequence[UnitRow]
    years: Sequence[int]


def read_package(
    number: int, workspace: Workspace, path: Path, password: str | None, progress: Progress = NO_PROGRESS
) -> Answer:
    """Take a file into quarantine, describe it and work out what merging it would do."""
    try:
        received = receive(path, password, progress)
        try:
            return Answer(number, _look(workspace, received, progress))
        except BaseException:
            received.close()
            raise
    except AppError as error:
        return Answer(number, error=error)


def look_again(
    number: int, workspace: Workspace, received: Received, progress: Progress = NO_PROGRESS
) -> Answer:
    """Hold what was received beside the file as it is now."""
    try:
        return Answer(number, _look(workspace, received, progress))
    except AppError as error:
        return Answer(number, error=error)


def start_from(opened: Opened, target: Path, author: Author, installation: Installation) -> Path:
    """Make a workspace file of its own from what was received; gives its place back."""
    start_file(opened.received, target, author, installation).close()
    return target


def _look(workspace: Workspace, received: Received, progress: Progress) -> Opened:
    told = describe(received, workspace)
    if told.relation is Relation.OTHER_PROJECT:
        return Opened(received, told)
    plan = plan_merge(workspace, received, progress)
    with workspace.read() as session:
        return Opened(received, told, fork_of(session, received), plan, changes_of(session, plan))


def read_desk(workspace: Workspace, catalog: Catalog) -> DeskData:
    """Open conflicts with all that is needed to decide them."""
    with workspace.read() as session:
        asked = questions(session, conflicts(session), workspace.author, catalog)
        last = next((one for one in receipts(session) if not one.is_undone), None)
        places = open_places(session)
    return DeskData(asked, places, last)


def read_history(workspace: Workspace, row: str, field: str) -> list[Entry]:
    """All that a field ever said."""
    with workspace.read() as session:
        return cell_history(session, row, field)


def read_receipts(workspace: Workspace) -> list[Receipt]:
    """The merges that this file has seen."""
    with workspace.read() as session:
        return receipts(session)


def read_twins(workspace: Workspace) -> list[Twins]:
    """Pairs of units that may have been entered twice."""
    with workspace.read() as session:
        return all_twins(session)


def read_pair(workspace: Workspace, one: str, other: str) -> Twins:
    """Two units that a person chose."""
    with workspace.read() as session:
        return twins_of(session, one, other)


def read_join(workspace: Workspace, keep: str, gone: str) -> JoinPreview:
    """What joining two units would do."""
    with workspace.read() as session:
        return preview_join(session, keep, gone)


def read_units(workspace: Workspace, year: int) -> Units:
    """The units of a year."""
    with workspace.read() as session:
        return Units(year, unit_rows(session, year), years(session))
