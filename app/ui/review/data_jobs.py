"""What the windows for report data ask of the file; run as jobs, never in the thread of the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.enums import DocumentKind
from app.services.facts import known_names
from app.services.intake import (
    SheetRow,
    StoredDoubt,
    StoredLeftover,
    doubt_rows,
    leftover_rows,
    report_facts,
    sheet_rows,
    tables_of,
)
from app.services.progress import Progress
from app.services.report_intake import ReadReport, read_for_version

if TYPE_CHECKING:
    from app.models.database import Workspace


@dataclass(frozen=True)
class DataSheet:
    """Everything that is known of a version: its values, its doubts, what was not recognised."""

    kind: DocumentKind
    rows: tuple[SheetRow, ...]
    doubts: tuple[StoredDoubt, ...]
    leftovers: tuple[StoredLeftover, ...]


def read_file(
    workspace: Workspace, version_id: str, path: Path | None, attachment_id: str, progress: Progress
) -> ReadReport:
    """Read a file, or an attachment, as the report of a version."""
    with workspace.read() as session:
        return read_for_version(session, version_id, path, attachment_id, progress)


def read_sheet(workspace: Workspace, version_id: str) -> DataSheet:
    """The values of a version with an empty line for each one it could have."""
    with workspace.read() as session:
        facts = report_facts(session, version_id)
        empty = [name for table in tables_of(facts.kind) for name in known_names(table)]
        rows = sheet_rows(facts.facts, empty)
        doubts, leftovers = doubt_rows(session, version_id), leftover_rows(session, version_id)
        return DataSheet(facts.kind, rows, tuple(doubts), tuple(leftovers))
