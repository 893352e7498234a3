"""What merging a received file would do, worked out without writing anything: the preview is the merge."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.models.base import new_id
from app.models.errors import InputError
from app.models.journal import OpRef
from app.models.recorder import raw
from app.services.exchange.news import News, read_news
from app.services.exchange.office import Holder
from app.services.exchange.source import Received
from app.services.journal.contents import hashes, holders
from app.services.journal.many import many_objects
from app.services.journal.reckon import Reckoning, reckon
from app.services.progress import NO_PROGRESS, Progress


@dataclass(frozen=True)
class Base:
    """The state of our file that a plan was made for."""

    digest: str
    changes: int


@dataclass
class MergePlan:
    """The merge of one received file into ours, ready to be shown and carried out."""

    id: str
    received: Received
    base: Base
    news: News
    reckoning: Reckoning
    # Contents of attachments that ours needs and the file has.
    contents: list[str]
    # Identities of this computer under which somebody else has written as well (a cloned computer).
    twins: frozenset[str]

    @property
    def digest_after(self) -> str:
        """The content digest of our file once this is carried out."""
        return self.reckoning.digest_after(self.base.digest)

    @property
    def is_empty(self) -> bool:
        """Whether ours holds all of it already."""
        return not (self.news.has_content or self.news.completed or self.contents)


def plan_merge(ours: Holder, received: Received, progress: Progress = NO_PROGRESS) -> MergePlan:
    """Work out what merging `received` into a file or into the office's server does. Nothing is written.

    Raises:
        InputError: it belongs to another project. Damaged, NewerFile: nothing of it can be used.
        Cancelled: the user stopped.
    """
    if received.project != ours.project:
        raise InputError(
            f"“{received.name}”属于另一个项目，不能合并到“{ours.name}”。",
            "请打开同一项目的工作文件再合并。",
        )
    with ours.read() as session:
        return plan_into(raw(session), received, progress)


def plan_into(
    connection: sqlite3.Connection, received: Received, progress: Progress = NO_PROGRESS
) -> MergePlan:
    """Like `plan_merge`, inside a transaction that is already open."""
    base = base_of(connection)
    with many_objects():
        news = read_news(received, connection, progress)
        progress.step("正在比较")
        reckoning = reckon(connection, news.ops, news.parents, _replaced_here(connection, news))
    contents = _needed_contents(connection, received, news)
    return MergePlan(new_id(), received, base, news, reckoning, contents, _twins(connection, news))


def base_of(connection: sqlite3.Connection) -> Base:
    """The state that a file is in."""
    (digest,) = connection.execute("SELECT digest FROM claim").fetchone()
    (changes,) = connection.execute("SELECT count(*) FROM change").fetchone()
    return Base(digest, changes)


def _replaced_here(connection: sqlite3.Connection, news: News) -> list[tuple[tuple[str, str], OpRef]]:
    """New operations that something in ours replaced before they arrived: only after partial packages."""
    if not connection.execute("SELECT 1 FROM meta WHERE name = 'has_gaps'").fetchone():
        return []
    new = {o.ref: o for o in news.ops}
    query = (
        "SELECT p.parent_change, p.parent_n, o.row, o.field FROM parent p "
        "JOIN op o ON o.change = p.change AND o.n = p.n"
    )
    found = []
    for change, n, row, name in connection.execute(query):
        o = new.get(OpRef(change, n))
        if o is not None and (o.row, o.field) == (row, name):
            found.append(((row, name), o.ref))
    return found


def _needed_contents(connection: sqlite3.Connection, received: Received, news: News) -> list[str]:
    wanted = {o.value for o in news.ops if o.field == "sha256" and o.entity in holders()}
    wanted |= hashes(connection)
    held = {sha for (sha,) in connection.execute("SELECT sha256 FROM blob")}
    with received.reading() as theirs:
        there = {sha for (sha,) in theirs.execute("SELECT sha256 FROM blob") if type(sha) is str}
    return sorted(sha for sha in (wanted - held) & there if sha)


def _twins(connection: sqlite3.Connection, news: News) -> frozenset[str]:
    """Identities under which a change is new although ours knows another one with its number."""
    last = dict(connection.execute("SELECT replica, max(seq) FROM change GROUP BY replica"))
    query = "SELECT 1 FROM change WHERE replica = ? AND seq = ?"
    found = set()
    for row in news.changes:
        replica, seq = row[1], row[2]
        is_old = replica not in found and seq <= last.get(replica, 0)
        if is_old and connection.execute(query, (replica, seq)).fetchone():
            found.add(replica)
    return frozenset(found)
