"""Why an item has the value it has: who said what when, in this round, in earlier ones, and last year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.enums import LabelEnum, Verdict
from app.models.report import Report, ReportVersion
from app.models.review import Item
from app.services.journal.history import Entry, cell_history
from app.services.review.versions import latest_version


class PastField(LabelEnum):
    """What of an item changed."""

    VERDICT = ("verdict", "判定")
    ANSWER = ("answer", "填写")
    REMARK = ("remark", "备注")


@dataclass(frozen=True)
class PastEntry:
    """One change of an item; empty texts mean that nothing stood there."""

    field: PastField
    before: str
    after: str
    actor: str
    device: str
    at: datetime
    # Why it was decided so, where two people had said different things.
    reason: str = ""


@dataclass(frozen=True)
class EarlierVerdict:
    """What was judged about the same item before: in an earlier round, or in last year's report."""

    year: int
    round: int
    received_on: date | None
    verdict: Verdict
    is_last_year: bool


@dataclass(frozen=True)
class Past:
    """Everything known about how an item came to its value, newest first."""

    entries: tuple[PastEntry, ...]
    earlier: tuple[EarlierVerdict, ...]


def item_past(session: Session, version_id: str, code: str) -> Past:
    """The past of one item of a version."""
    key = natural(session, "item", version_id, code)
    entries: list[PastEntry] = []
    for field in PastField:
        values = cell_history(session, key, field.value)
        for newer, older in zip_longest(values, values[1:]):
            if (older and older.value) or newer.value:
                entries.append(_entry(field, newer, older))
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return Past(tuple(entries), _earlier(session, version_id, code))


def _entry(field: PastField, newer: Entry, older: Entry | None) -> PastEntry:
    before = older.value if older else None
    shown = _shown(field, before), _shown(field, newer.value)
    return PastEntry(field, *shown, newer.actor, newer.device, newer.at, newer.reason)


def _shown(field: PastField, value: str | None) -> str:
    if field is PastField.VERDICT:
        return Verdict.of(value).label if value else ""
    return value or ""


def _earlier(session: Session, version_id: str, code: str) -> tuple[EarlierVerdict, ...]:
    version = session.get(ReportVersion, version_id)
    report = session.get(Report, version.report_id) if version else None
    if version is None or report is None:
        return ()
    query = (
        select(ReportVersion, Item.verdict)
        .join(Item, Item.version_id == ReportVersion.id)
        .where(ReportVersion.report_id == report.id, ReportVersion.round < version.round, Item.code == code)
        .order_by(ReportVersion.round.desc())
    )
    found = [
        EarlierVerdict(report.year, older.round, older.received_on, verdict, is_last_year=False)
        for older, verdict in session.execute(query)
        if verdict is not None
    ]
    last = latest_version(session, natural(session, "report", report.unit_id, report.year - 1, report.kind))
    said = session.get(Item, natural(session, "item", last.id, code)) if last else None
    if last is not None and said is not None and said.verdict is not None:
        found.append(
            EarlierVerdict(report.year - 1, last.round, last.received_on, said.verdict, is_last_year=True)
        )
    return tuple(found)
