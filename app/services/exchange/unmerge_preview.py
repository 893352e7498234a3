"""What taking a merge back would do, tried out and not kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.models.database import Workspace
from app.models.enums import ChangeKind
from app.models.errors import InputError
from app.models.journal import OpRef
from app.models.recorder import raw
from app.services.exchange.places import Places, UnitName
from app.services.exchange.receipts import Receipt, brought, receipts
from app.services.journal.reckon import chunked
from app.services.journal.takeback import take_back


@dataclass(frozen=True)
class UnmergePreview:
    """`cells` return to what they were, `kept` stay because of later work; by unit how much came in."""

    receipt: Receipt
    cells: int
    kept: int
    units: tuple[tuple[UnitName, int], ...]


class _TriedOut(Exception):
    """Ends the trial: the unit of work is rolled back."""


def preview_unmerge(workspace: Workspace, merge: str) -> UnmergePreview:
    """What `undo_merge` would do. Nothing stays written.

    Raises:
        InputError: there is no such merge, or it was taken back before. AppError: the file is read-only.
    """
    with workspace.read() as session:
        receipt = next((r for r in receipts(session) if r.id == merge), None)
        if receipt is None:
            raise InputError("这个文件里没有这一次合并的记录。", "请从合并记录里选一次。")
        if receipt.is_undone:
            raise InputError("这一次合并已经撤销过了。")
        refs = brought(session, merge)
        connection = raw(session)
        rows: dict[str, str] = {}
        cells: list[str] = []
        query = "SELECT change, n, row, entity FROM op WHERE change IN"
        for change, n, row, entity in chunked(connection, query, sorted({ref.change for ref in refs})):
            if OpRef(change, n) in refs:
                rows[row] = entity
                cells.append(row)
        places = Places(connection)
        of = places.units(rows)
        counts = Counter(of[row] for row in cells)
        names = places.unit_names(counts)
    taken = None
    try:
        with workspace.write("试算撤销合并", kind=ChangeKind.UNMERGE, target=merge) as session:
            taken = take_back(session, refs)
            raise _TriedOut
    except _TriedOut:
        pass
    assert taken is not None
    units = sorted(((names[key], count) for key, count in counts.items()), key=lambda u: (-u[1], u[0].name))
    return UnmergePreview(receipt, taken.cells, taken.kept, tuple(units))
