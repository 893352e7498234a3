"""What the tab reads: the list of tables and the one that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.performance import store
from app.services.performance.around import Around, around
from app.services.performance.store import StoredTable, TableName

if TYPE_CHECKING:
    from app.models.database import Workspace


def read_tables(
    request: int, workspace: Workspace, wanted: str, year: int, shown: str
) -> tuple[int, list[TableName], StoredTable | None, Around]:
    """The tables, and the wanted one; else one of the year, else the one shown before, else the newest."""
    with workspace.read() as session:
        names = store.table_names(session)
        ids = [one.id for one in names]
        of_year = [one.id for one in names if one.year == year]
        chosen = next((key for key in (wanted, *of_year, shown, *ids) if key in ids), "")
        if not chosen:
            return request, names, None, Around()
        return request, names, store.stored_table(session, chosen), around(session, chosen)
