"""Taking a merge back, also days later; one's own later work stays."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.database import Workspace
from app.models.enums import ChangeKind, Topic
from app.models.errors import InputError
from app.models.recorder import Sealed, recorder_of
from app.services.backup import back_up
from app.services.exchange.apply import BackUp
from app.services.exchange.receipts import Receipt, brought, receipts
from app.services.journal.takeback import take_back


@dataclass(frozen=True)
class Unmerged:
    """What was taken back: cells that returned, and cells that stay because of later work."""

    receipt: Receipt
    cells: int
    kept: int
    topics: frozenset[Topic]


def undo_merge(workspace: Workspace, merge: str, backup: BackUp = back_up) -> Unmerged:
    """Take back what the merge `merge` brought. Merging the same file again does not bring it back silently.

    Raises:
        InputError: there is no such merge, or it was taken back before. AppError: nothing was written.
    """
    with workspace.read() as session:
        receipt = next((r for r in receipts(session) if r.id == merge), None)
        refs = brought(session, merge)
    assert receipt is not None
    if receipt.is_undone:
        raise InputError("这一次合并已经撤销过了。")
    workspace.refuse_if_read_only()
    backup(workspace, "撤销合并前")
    label = f"撤销合并：{receipt.sender}发来的“{receipt.file_name[:80]}”"
    work = workspace.write(label, kind=ChangeKind.UNMERGE, target=merge)
    with work as session:
        taken = take_back(session, refs)
        if not taken.cells:  # all of it was built upon; that it was taken back is noted all the same
            recorder_of(session).absorb(Sealed((), (), 0, frozenset(), has_foreign=True))
    return Unmerged(receipt, taken.cells, taken.kept, work.touched)
