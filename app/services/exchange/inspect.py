"""What a received file is, said before anything is done with it: from whom, when, what, how it relates."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from datetime import datetime

from app.models.enums import LabelEnum
from app.models.journal import CLOCK_SHIFT
from app.models.recorder import raw
from app.services.exchange.office import Holder
from app.services.exchange.receipts import receipts
from app.services.exchange.source import Received
from app.services.journal.contents import holders


class Relation(LabelEnum):
    """How a received file stands to ours."""

    SAME = ("same", "与本文件内容相同")
    CONTAINED = ("contained", "本文件里都有了，而且本文件更新")
    NEWER = ("newer", "在本文件之后，有新内容")
    DIVERGED = ("diverged", "两边各有新内容")
    OTHER_PROJECT = ("other_project", "属于另一个项目")
    ALONE = ("alone", "没有打开的文件可比较")


@dataclass(frozen=True)
class Description:
    """A received file as people are told about it."""

    file_name: str
    size: int
    sha256: str
    is_package: bool
    # Words for what it holds: the whole file, or which units, people and years.
    scope: str
    sender: str
    office: str
    device: str
    made_at: datetime | None
    project_name: str
    changes: int
    operations: int
    people: tuple[str, ...]
    units: int
    attachments: int
    contents: int
    relation: Relation
    new_changes: int
    warnings: tuple[str, ...]


def describe(received: Received, ours: Holder | None = None) -> Description:
    """Describe `received`, beside the open file or the office's server where there is one.

    Raises:
        AppError: the file cannot be read after all.
    """
    files = ", ".join(f"'{name}'" for name in holders())
    with received.reading() as theirs:
        counts = [
            _count(theirs, query)
            for query in (
                "SELECT count(*) FROM change",
                "SELECT count(*) FROM op",
                "SELECT count(DISTINCT row) FROM op WHERE entity = 'unit'",
                f"SELECT count(DISTINCT row) FROM op WHERE entity IN ({files})",
                "SELECT count(*) FROM blob",
            )
        ]
        people = theirs.execute("SELECT DISTINCT actor FROM change ORDER BY actor LIMIT 50").fetchall()
        last = theirs.execute(
            "SELECT actor, office, device, at, clock FROM change ORDER BY clock DESC LIMIT 1"
        )
        actor, office, device, at, clock = last.fetchone() or ("", "", "", "", 0)
        name = _project_name(theirs)
        relation, news = _relation(received, theirs, ours)
    meta = received.meta
    return Description(
        file_name=received.name,
        size=received.path.stat().st_size if received.path.exists() else received.copy.stat().st_size,
        sha256=received.sha256,
        is_package=received.is_package,
        scope=meta.get("scope", "整个工作文件"),
        sender=meta.get("sender", _text(actor)),
        office=meta.get("office", _text(office)),
        device=meta.get("device", _text(device)),
        made_at=_moment(meta.get("made_at", _text(at))),
        project_name=name,
        changes=counts[0],
        operations=counts[1],
        people=tuple(_text(person) for (person,) in people),
        units=counts[2],
        attachments=counts[3],
        contents=counts[4],
        relation=relation,
        new_changes=news,
        warnings=(*_warnings(received, clock), *_undone_before(received, ours)),
    )


def sender_of(received: Received) -> str:
    """The name of whoever made the file, for labels."""
    if "sender" in received.meta:
        return received.meta["sender"][:40]
    with received.reading() as theirs:
        row = theirs.execute("SELECT actor FROM change ORDER BY clock DESC LIMIT 1").fetchone()
    return _text(row[0])[:40] if row else ""


def _count(theirs: sqlite3.Connection, query: str) -> int:
    return int(theirs.execute(query).fetchone()[0])


def _text(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""


def _project_name(theirs: sqlite3.Connection) -> str:
    row = theirs.execute(
        "SELECT v.value FROM op n JOIN op v ON v.row = n.row AND v.field = 'value' "
        "WHERE n.entity = 'setting' AND n.field = 'name' AND n.value = 'name' ORDER BY v.change DESC LIMIT 1"
    ).fetchone()
    return _text(row[0]) if row else ""


def _relation(received: Received, theirs: sqlite3.Connection, ours: Holder | None) -> tuple[Relation, int]:
    if ours is None:
        return Relation.ALONE, 0
    if received.project != ours.project:
        return Relation.OTHER_PROJECT, 0
    # Notes of merges carry no operation and make no difference.
    query = "SELECT DISTINCT change FROM op"
    there = {own for (own,) in theirs.execute(query)}
    with ours.read() as session:
        here = {own for (own,) in raw(session).execute(query)}
    if there <= here:
        return (Relation.SAME if there == here else Relation.CONTAINED), 0
    return (Relation.NEWER if here <= there else Relation.DIVERGED), len(there - here)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _undone_before(received: Received, ours: Holder | None) -> list[str]:
    """A merge that was undone on purpose is not repeated silently; that is said."""
    if ours is None:
        return []
    with ours.read() as session:
        undone = [r for r in receipts(session) if r.sha256 == received.sha256 and r.is_undone]
    return ["这个文件合并过，后来撤销了。再次合并不会恢复撤销的内容，需要时请“恢复合并”。"] if undone else []


_DAY = 24 * 3600 * 1000


def _warnings(received: Received, clock: object) -> list[str]:
    warnings = []
    ahead = (clock >> CLOCK_SHIFT) - time.time_ns() // 1_000_000 if isinstance(clock, int) else 0
    if ahead > _DAY:
        warnings.append("对方电脑的时间可能不准（比这台电脑快一天以上），只影响显示的先后，不影响内容。")
    if received.is_part:
        warnings.append("这是部分内容：没有包含的单位和栏目不会因此被删除，其修改记录也无法逐条核对。")
    if received.has_strange_parts:
        warnings.append("文件里有本程序不认识的部分，已忽略。")
    return warnings
