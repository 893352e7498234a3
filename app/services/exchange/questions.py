"""Open conflicts as questions to a person: what it is about, who says what, what both started from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Date, select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.base import CodeText
from app.models.enums import LabelEnum, Severity
from app.models.errors import AppError
from app.models.journal import EXISTS, PRESENT, Author
from app.models.recorder import raw
from app.models.registry import entities
from app.models.report import Person, Report, ReportVersion
from app.models.review import Evidence, Finding, Item
from app.services.catalog import Catalog
from app.services.catalog.checklists import ChecklistItem
from app.services.exchange.conflicts import Conflict, Decision, Version
from app.services.exchange.linked import CellValue, Wording
from app.services.exchange.places import Places
from app.services.exchange.words import ENTITIES
from app.services.journal.history import cell_history

# Texts of several sentences; everything else is one line.
_LONG = frozenset(
    (
        *("remark", "fact", "basis", "request", "quote", "note", "conclusion_note", "reason"),
        *("score_reason", "goal_expected", "goal_actual", "target", "actual", "value"),
    )
)
_EMPTY = "（空）"


class EditorKind(LabelEnum):
    """How another value is entered."""

    NONE = ("none", "不能改成别的值")
    CHOICE = ("choice", "从几项里选")
    DATE = ("date", "日期")
    LINE = ("line", "一行文字")
    TEXT = ("text", "一段文字")


@dataclass(frozen=True)
class Saying:
    """Somebody who stands behind a value."""

    actor: str
    device: str
    at: datetime
    is_ours: bool


@dataclass(frozen=True)
class Side:
    """One of the values that stand side by side, with everybody who wrote it."""

    value: str | None
    words: str
    sayings: tuple[Saying, ...]

    @property
    def is_ours(self) -> bool:
        """Whether it was written at this computer."""
        return any(one.is_ours for one in self.sayings)

    @property
    def actor(self) -> str:
        """Who wrote it."""
        return self.sayings[-1].actor if self.sayings else ""


@dataclass(frozen=True)
class Cited:
    """A page that somebody referred to."""

    place: str
    quote: str
    actor: str


@dataclass(frozen=True)
class Question:
    """One open conflict, ready to be asked. `ancestor` is None where nothing is known to go before."""

    conflict: Conflict
    heading: str
    short: str
    path: str
    severity: Severity | None
    sides: tuple[Side, ...]
    ancestor: str | None
    ancestor_by: Saying | None
    editor: EditorKind
    options: tuple[tuple[str, str | None], ...]
    cited: tuple[Cited, ...]
    report_id: str
    code: str

    @property
    def key(self) -> tuple[str, str]:
        """Names the cell."""
        return self.conflict.row, self.conflict.field

    @property
    def is_weighty(self) -> bool:
        """Whether a value of one's own needs a reason: a verdict, or what a number is read from."""
        entity = entities()[self.conflict.entity]
        numbers = {name for each in entity.derived if each.function is parse_amount for name in each.sources}
        return self.conflict.field in ("verdict", "answer", *numbers)

    def decide(self, value: str | None, reason: str = "") -> Decision:
        """The decision that the cell shall have `value`."""
        return Decision(self.conflict, value, reason)


@dataclass(frozen=True)
class _Place:
    """Where in the reviewing a row stands."""

    report: Report | None = None
    item: ChecklistItem | None = None
    section: str = ""


def questions(
    session: Session, found: Sequence[Conflict], author: Author, catalog: Catalog
) -> list[Question]:
    """Make questions of `found`; `author` is whoever works here: their own value stands first."""
    wording = Wording(Places(raw(session)), _values(found))
    return [_question(session, conflict, author, catalog, wording) for conflict in found]


def _values(found: Sequence[Conflict]) -> Iterator[CellValue]:
    for c in found:
        if not c.is_deletion:
            yield from ((c.entity, c.field, v.value) for v in c.versions)
            yield c.entity, c.field, c.ancestor


def _question(session: Session, c: Conflict, author: Author, catalog: Catalog, wording: Wording) -> Question:
    place = _place(session, c, catalog)
    report, item = place.report, place.item
    name = c.place.removeprefix(ENTITIES[c.entity]).strip()
    label = "是否删除" if c.is_deletion else c.label
    short = _short(c, item.code if item else "", name, label)
    where = [c.unit.name]
    if report is not None:
        where.append(f"{report.year} 年度{report.kind.label}")
    own = "" if item or c.entity in ("unit", "report", "setting") else c.place
    where += [part for part in (place.section, own.rstrip("。"), label) if part]
    editor, options = _editor(session, c)
    ancestor, by = _ancestor(session, c, author, wording)
    return Question(
        conflict=c,
        heading=f"{item.code}　{item.question}" if item else short,
        short=short,
        path=" · ".join(where),
        severity=item.severity if item else None,
        sides=tuple(_deletion_sides(session, c, author) if c.is_deletion else _sides(c, author, wording)),
        ancestor=ancestor,
        ancestor_by=by,
        editor=editor,
        options=options,
        cited=tuple(_cited(session, c)),
        report_id=report.id if report else "",
        code=item.code if item else "",
    )


def _short(c: Conflict, code: str, name: str, label: str) -> str:
    """`ER-23 · 判定`, `单位类别（2024 年度）`, `排放量（第 1 版）`, `问题 附表 C.7 … · 依据`."""
    if code:
        return f"{code} · {label}"
    if c.is_deletion:
        return f"{label}：{c.place.rstrip('。')}"
    if c.entity == "enrolment":
        return f"{label}（{name} 年度）"
    if c.entity == "report_version":
        return f"{label}（第 {name} 版）"
    return label if c.entity == "unit" else f"{c.place} · {label}"


def _saying(version: Version, author: Author) -> Saying:
    is_ours = (version.actor, version.device) == (author.name, author.device)
    return Saying(version.actor, version.device, version.at, is_ours)


def _sides(c: Conflict, author: Author, wording: Wording) -> list[Side]:
    grouped: dict[str | None, list[Saying]] = {}
    for version in c.versions:
        grouped.setdefault(version.value, []).append(_saying(version, author))
    sides = [
        Side(value, wording.of(c.entity, c.field, value), tuple(sayings))
        for value, sayings in grouped.items()
    ]
    return sorted(sides, key=lambda side: (not side.is_ours, side.sayings[0].at))


def _deletion_sides(session: Session, c: Conflict, author: Author) -> list[Side]:
    gone = tuple(_saying(v, author) for v in c.versions if v.value is None)
    kept = tuple(_last_work(raw(session), c.row, author))
    sides = [Side(PRESENT, "保留", kept), Side(None, "删除", gone)]
    return sorted(sides, key=lambda side: not side.is_ours) if not sides[0].is_ours else sides


def _last_work(connection: sqlite3.Connection, row: str, author: Author) -> Iterator[Saying]:
    """Who worked on the row last, beside its deletion."""
    query = (
        "SELECT c.actor, c.device, c.at FROM head h JOIN op o ON o.change = h.change AND o.n = h.n "
        "JOIN change c ON c.id = h.change WHERE h.row = ? AND o.value IS NOT NULL "
        "ORDER BY c.clock DESC LIMIT 1"
    )
    for actor, device, at in connection.execute(query, (row,)):
        is_ours = (actor, device) == (author.name, author.device)
        yield Saying(actor, device, datetime.fromisoformat(at), is_ours)


def _ancestor(
    session: Session, c: Conflict, author: Author, wording: Wording
) -> tuple[str | None, Saying | None]:
    """The value before they went apart, and who wrote it."""
    present = {version.value for version in c.versions}
    if c.is_deletion or (c.ancestor is None and None in present):
        return None, None
    words = _EMPTY if c.ancestor is None else wording.of(c.entity, c.field, c.ancestor)
    entry = next((e for e in cell_history(session, c.row, c.field) if e.value == c.ancestor), None)
    if entry is None:
        return words, None
    is_ours = (entry.actor, entry.device) == (author.name, author.device)
    return words, Saying(entry.actor, entry.device, entry.at, is_ours)


def _editor(session: Session, c: Conflict) -> tuple[EditorKind, tuple[tuple[str, str | None], ...]]:
    if c.is_deletion or c.field == EXISTS:
        return EditorKind.NONE, ()
    entity = entities()[c.entity]
    column = entity.table.columns[c.field]
    empty: tuple[tuple[str, str | None], ...] = ((_EMPTY, None),) if column.nullable else ()
    if isinstance(column.type, CodeText):
        members = tuple((member.label, str(member.value)) for member in column.type.vocabulary)
        return EditorKind.CHOICE, (*members, *empty)
    if target := entity.links.get(c.field):
        if target != "person":
            return EditorKind.NONE, ()
        people = session.execute(select(Person.name, Person.id).order_by(Person.name))
        return EditorKind.CHOICE, (*((name, key) for name, key in people), *empty)
    if isinstance(column.type, Date):
        return EditorKind.DATE, ()
    return (EditorKind.TEXT if c.field in _LONG else EditorKind.LINE), ()


def _place(session: Session, c: Conflict, catalog: Catalog) -> _Place:
    item = session.get(Item, c.row) if c.entity == "item" else None
    if c.entity == "evidence" and (evidence := session.get(Evidence, c.row)):
        item = session.get(Item, evidence.item_id)
    version = session.get(ReportVersion, item.version_id) if item else None
    if c.entity == "report_version":
        version = session.get(ReportVersion, c.row)
    elif c.entity == "finding" and (finding := session.get(Finding, c.row)):
        version = session.get(ReportVersion, finding.version_id)
        item = session.get(Item, finding.item_id) if finding.item_id else None
    elif c.entity in ("opinion", "attachment"):
        model = entities()[c.entity].model
        row = session.get(model, c.row)
        version = session.get(ReportVersion, getattr(row, "version_id", None)) if row else None
    report = session.get(Report, version.report_id) if version else None
    if c.entity == "report":
        report = session.get(Report, c.row)
    if report is None or version is None or item is None:
        return _Place(report)
    try:
        checklist = catalog.checklist(report.kind, report.year, version.checklist_edition)
    except AppError:
        return _Place(report)  # a list that this program does not have: the code has to do
    line = checklist.item(item.code)
    names = {section.code: f"{section.code} {section.name}" for section in checklist.sections}
    # A finding is about what it says itself; the line it comes from is only where it stands.
    return _Place(
        report, None if c.entity == "finding" else line, names.get(line.section, "") if line else ""
    )


def _cited(session: Session, c: Conflict) -> Iterator[Cited]:
    """The pages that were given as evidence for a checklist line, and by whom."""
    if c.entity != "item":
        return
    query = select(Evidence).where(Evidence.item_id == c.row).order_by(Evidence.id)
    for one in session.scalars(query):
        row = (
            raw(session)
            .execute(
                "SELECT c.actor FROM op o JOIN change c ON c.id = o.change WHERE o.row = ? "
                "ORDER BY c.clock LIMIT 1",
                (one.id,),
            )
            .fetchone()
        )
        page = f" 第 {one.page} 页" if one.page else ""
        yield Cited(f"{one.file_name or '附件'}{page}", one.quote or "", str(row[0]) if row else "")
