"""Taking a merge back, also days later; one's own later work stays."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models.database import Workspace
from app.models.enums import ChangeKind, Topic
from app.models.errors import InputError
from app.models.journal import OpRef
from app.models.recorder import Sealed, recorder_of
from app.services.backup import back_up
from app.services.exchange.apply import BackUp
from app.services.exchange.receipts import Receipt, brought, receipts, taken_back
from app.services.journal.takeback import take_back


@dataclass(frozen=True)
class Unmerged:
    """What was turned round: cells that returned, and cells that stay because of later work."""

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
        receipt = _receipt(session, merge)
        refs = brought(session, merge)
    if receipt.is_undone:
        raise InputError("这一次合并已经撤销过了。")
    return _turn_round(workspace, receipt, refs, ChangeKind.UNMERGE, backup)


def redo_merge(workspace: Workspace, merge: str, backup: BackUp = back_up) -> Unmerged:
    """Bring back what `undo_merge` took back, as far as nobody has built on that since.

    Raises:
        InputError: there is no such merge, or it was not taken back. AppError: nothing was written.
    """
    with workspace.read() as session:
        receipt = _receipt(session, merge)
        refs = taken_back(session, merge)
    return _turn_round(workspace, receipt, refs, ChangeKind.MERGE, backup)


def _receipt(session: Session, merge: str) -> Receipt:
    found = next((r for r in receipts(session) if r.id == merge), None)
    if found is None:
        raise InputError("这个文件里没有这一次合并的记录。", "请从合并记录里选一次。")
    return found


def _turn_round(
    workspace: Workspace, receipt: Receipt, refs: set[OpRef], kind: ChangeKind, backup: BackUp
) -> Unmerged:
    what = "撤销合并" if kind is ChangeKind.UNMERGE else "恢复合并"
    workspace.refuse_if_read_only()
    backup(workspace, f"{what}前")
    label = f"{what}：{receipt.sender}发来的“{receipt.file_name[:80]}”"
    work = workspace.write(label, kind=kind, target=receipt.id)
    with work as session:
        taken = take_back(session, refs)
        if not taken.cells:  # all of it was built upon; that it was taken back is noted all the same
            recorder_of(session).absorb(Sealed((), (), 0, frozenset(), has_foreign=True))
    return Unmerged(receipt, taken.cells, taken.kept, work.touched)
