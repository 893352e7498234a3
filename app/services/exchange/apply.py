"""Carrying out a merge: backup first, then one transaction, then the proof that it is what was shown."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.models.database import Workspace, create_empty, open_workspace
from app.models.enums import ChangeKind, Topic
from app.models.errors import DiskFull
from app.models.identity import Installation
from app.models.journal import Author
from app.models.problems import disk_problem
from app.models.recorder import Sealed, raw, recorder_of
from app.services.backup import back_up
from app.services.exchange import office_schema
from app.services.exchange.inspect import sender_of
from app.services.exchange.news import COLUMNS
from app.services.exchange.office import Office
from app.services.exchange.plan import MergePlan, base_of, plan_into, plan_merge
from app.services.exchange.receipts import pack_refs
from app.services.exchange.source import Received
from app.services.files import MEGABYTE
from app.services.journal.contents import missing
from app.services.journal.many import insert_rows, many_objects
from app.services.journal.reckon import carry_out
from app.services.paths import data_folder
from app.services.progress import NO_PROGRESS, Progress

BackUp = Callable[[Workspace, str], object]


@dataclass(frozen=True)
class Merged:
    """What a merge did. `id` is empty where ours held everything already and nothing was written."""

    id: str
    digest: str
    counts: dict[str, int]
    # Names of attachments whose content has not come yet or came damaged.
    missing_contents: tuple[str, ...]
    topics: frozenset[Topic]
    has_twin: bool
    # False where ours had been written to since the preview, so that the merge was worked out anew.
    is_as_shown: bool = True


def apply_merge(
    workspace: Workspace,
    plan: MergePlan,
    progress: Progress = NO_PROGRESS,
    backup: BackUp = back_up,
) -> Merged:
    """Carry out `plan`. If somebody wrote to ours since it was made, it is made anew first.

    Raises:
        ReadOnly, DiskFull, AppError: no write was begun. Cancelled: the user stopped; nothing is written.
    """
    workspace.refuse_if_read_only()
    if plan.is_empty:
        return Merged("", workspace.digest(), {}, (), frozenset(), bool(plan.twins))
    _refuse_if_full(workspace, plan.received)
    backup(workspace, "合并前")
    if not plan.news.has_content and not plan.news.completed:
        with workspace.maintain() as connection:
            _put_contents(connection, plan, progress)
            gone = missing(connection)
        counts = {"contents": len(plan.contents)}
        return Merged("", workspace.digest(), counts, gone, frozenset({Topic.ATTACHMENTS}), False)
    sender = sender_of(plan.received)
    label = f"合并{sender}发来的“{plan.received.name[:80]}”"
    shown = plan
    work = workspace.write(label, kind=ChangeKind.MERGE, target=plan.id)
    with many_objects(), work as session:
        connection = raw(session)
        if base_of(connection) != plan.base:
            plan = _again(connection, plan, progress)
        for twin in plan.twins:
            workspace.disown(twin)
        _write_journal(connection, plan, workspace.author.name, sender, progress)
        carry_out(connection, plan.reckoning)
        gone = missing(connection)
        recorder_of(session).absorb(
            Sealed((), (), plan.reckoning.digest_delta, plan.reckoning.topics, plan.news.clock, True)
        )
        progress.step("正在保存")
    return _merged(plan, shown, gone, has_twin=bool(plan.twins))


def _merged(plan: MergePlan, shown: MergePlan, gone: tuple[str, ...], *, has_twin: bool) -> Merged:
    return Merged(
        id=plan.id,
        digest=plan.digest_after,
        counts=counts_of(plan),
        missing_contents=gone,
        topics=plan.reckoning.topics,
        has_twin=has_twin,
        is_as_shown=plan is shown,
    )


def apply_to_office(
    office: Office, plan: MergePlan, author: Author, progress: Progress = NO_PROGRESS
) -> Merged:
    """Carry out `plan` on the office's server. If somebody has merged since it was made, it is made anew.

    The server has backups of its own; there is nothing to write where it holds everything already.

    Raises:
        AppError: nothing is written. Cancelled: the user stopped; nothing is written.
    """
    if plan.is_empty:
        return Merged("", office.digest(), {}, (), frozenset(), False)
    shown = plan
    with many_objects(), office.write(plan.received.project) as session:
        connection = raw(session)
        if base_of(connection) != plan.base:
            plan = _again(connection, plan, progress)
        _write_journal(connection, plan, author.name, sender_of(plan.received), progress)
        office_schema.carry_out(connection, plan.reckoning)
        connection.execute("UPDATE claim SET digest = ?", (plan.digest_after,))
        gone = missing(connection)
        progress.step("正在保存")
    return _merged(plan, shown, gone, has_twin=False)


def start_file(received: Received, target: Path, author: Author, installation: Installation) -> Workspace:
    """Begin to work on what somebody sent: a new file at `target` that holds all of it, open.

    Raises:
        AppError: `target` is taken or cannot be written, or the package cannot be used; then it is not made.
    """
    create_empty(target, received.project)
    workspace = open_workspace(target, author=author, installation=installation)
    try:
        apply_merge(workspace, plan_merge(workspace, received), backup=lambda *_: None)
    except BaseException:
        workspace.close()
        target.unlink(missing_ok=True)
        raise
    return workspace


def counts_of(plan: MergePlan) -> dict[str, int]:
    """How many rows are new, changed and deleted, and what else comes."""
    kinds: Counter[str] = Counter()
    for t in plan.reckoning.touched.values():
        if t.after.is_there and not t.before.is_there:
            kinds["new"] += 1
        elif t.before.is_there and not t.after.is_there:
            kinds["deleted"] += 1
        elif t.after.is_there and t.fields:
            kinds["changed"] += 1
    return {
        "new": kinds["new"],
        "changed": kinds["changed"],
        "deleted": kinds["deleted"],
        "changes": len(plan.news.changes) + len(plan.news.completed),
        "operations": len(plan.news.ops),
        "contents": len(plan.contents),
    }


def _again(connection: sqlite3.Connection, plan: MergePlan, progress: Progress) -> MergePlan:
    made = plan_into(connection, plan.received, progress)
    made.id = plan.id
    return made


def _refuse_if_full(workspace: Workspace, received: Received) -> None:
    """Before the first write: room for the backup, the rollback journal and what comes."""
    try:
        ours, theirs = workspace.path.stat().st_size, received.copy.stat().st_size
        places = ((workspace.path.parent, ours + 2 * theirs), (data_folder(), ours))
        for folder, needed in places:
            needed += 16 * MEGABYTE
            if shutil.disk_usage(folder).free < needed:
                raise DiskFull(
                    f"“{_drive(folder)}”的空间不够，合并没有开始（约需 {needed // MEGABYTE} MB）。",
                    "请腾出空间后重试，文件保持原样。",
                )
    except OSError as error:
        raise disk_problem(error, workspace.path) from error


def _drive(folder: Path) -> str:
    return folder.anchor or folder.name


def _write_journal(
    connection: sqlite3.Connection, plan: MergePlan, actor: str, sender: str, progress: Progress
) -> None:
    news, reckoning = plan.news, plan.reckoning
    progress.step("正在写入")
    insert_rows(connection, "change", news.changes)
    sets = ", ".join(f"{name} = ?" for name in COLUMNS.split(", ")[1:])
    connection.executemany(
        f"UPDATE change SET {sets} WHERE id = ?", ((*row[1:], row[0]) for row in news.completed)
    )
    insert_rows(connection, "op", ((*o.ref, o.entity, o.row, o.field, o.value) for o in news.ops))
    seen = ((*ref, *one) for ref, parents in news.parents.items() for one in parents)
    insert_rows(connection, "parent", seen)
    progress.step("正在写入")
    connection.executemany(
        "DELETE FROM head WHERE row = ? AND field = ? AND change = ? AND n = ?",
        ((row, name, *ref) for row, name, ref in reckoning.heads_gone),
    )
    heads = ((row, name, *ref) for row, name, ref in sorted(reckoning.heads_new))
    insert_rows(connection, "head", heads)
    _put_contents(connection, plan, progress)
    if news.has_gaps:
        connection.execute("INSERT INTO meta VALUES ('has_gaps', '1') ON CONFLICT DO NOTHING")
    connection.execute(
        "INSERT INTO merge VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            plan.id,
            datetime.now().astimezone().isoformat(timespec="seconds"),
            actor,
            sender,
            plan.received.name,
            plan.received.sha256,
            plan.base.digest,
            plan.digest_after,
            json.dumps(counts_of(plan)),
            pack_refs(o.ref for o in news.ops),
        ),
    )


def _put_contents(connection: sqlite3.Connection, plan: MergePlan, progress: Progress) -> None:
    """Contents of attachments, one at a time; one that is not what its hash says is left out."""
    for sha256 in plan.contents:
        progress.step("正在写入附件")
        data = plan.received.blob(sha256)
        if data is not None:
            connection.execute(
                "INSERT INTO blob VALUES (?,?,?) ON CONFLICT DO NOTHING", (sha256, len(data), data)
            )
