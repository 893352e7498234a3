"""Find anything in the open file: units, findings, remarks, attachments, performance rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.performance import Indicator, PerformanceTable
from app.models.report import Attachment, Report, ReportVersion
from app.models.review import Finding, Item
from app.models.unit import FormerName, Unit

PER_KIND = 6
Columns = TypeVarTuple("Columns")
TextColumn = InstrumentedAttribute[str | None] | InstrumentedAttribute[str]


@dataclass(frozen=True)
class Hit:
    """One thing found. `kind` says what `target` is the key of; `code` is a checklist item within it."""

    kind: str
    title: str
    note: str
    target: str
    code: str = ""


def search(session: Session, words: str) -> list[Hit]:
    """Everything that contains all of `words`, units first. At most `PER_KIND` of a kind.

    Plain substring search, because full-text indexes cannot find Chinese words of two characters.
    """
    parts = [part for part in words.split() if part]
    if not parts:
        return []
    return [
        *_units(session, parts),
        *_findings(session, parts),
        *_remarks(session, parts),
        *_attachments(session, parts),
        *_indicators(session, parts),
    ]


def excerpt(text: str | None, part: str, width: int = 40) -> str:
    """The stretch of `text` around `part`, on one line."""
    line = " ".join((text or "").split())
    at = max(line.lower().find(part.lower()), 0)
    start = max(at - width // 3, 0)
    cut = line[start : start + width]
    return ("…" if start else "") + cut + ("…" if start + width < len(line) else "")


def _all(parts: list[str], *columns: TextColumn) -> ColumnElement[bool]:
    """Each part stands in at least one of the columns; % and _ mean themselves."""
    conditions = [or_(*(c.icontains(part, autoescape=True) for c in columns)) for part in parts]
    result: ColumnElement[bool] = conditions[0]
    for condition in conditions[1:]:
        result = result & condition
    return result


def _units(session: Session, parts: list[str]) -> list[Hit]:
    direct = _all(parts, Unit.name, Unit.uscc, Unit.initials, Unit.contact, Unit.address, Unit.note)
    former = Unit.id.in_(select(FormerName.unit_id).where(_all(parts, FormerName.name)))
    query = select(Unit.id, Unit.name, Unit.uscc).where(or_(direct, former)).order_by(Unit.name)
    return [
        Hit("unit", name, uscc or "没有信用代码", key)
        for key, name, uscc in session.execute(query.limit(PER_KIND))
    ]


def _in_reports(query: Select[*Columns]) -> Select[*Columns]:
    return (
        query.join(Report, Report.id == ReportVersion.report_id)
        .join(Unit, Unit.id == Report.unit_id)
        .order_by(Report.year.desc(), Unit.name)
        .limit(PER_KIND)
    )


def _where(name: str, report: Report) -> str:
    return f"{name} · {report.year} {report.kind.label}"


def _findings(session: Session, parts: list[str]) -> list[Hit]:
    found = _all(parts, Finding.fact, Finding.request, Finding.basis)
    query = (
        select(Finding.fact, Item.code, Unit.name, Report)
        .join(ReportVersion, ReportVersion.id == Finding.version_id)
        .outerjoin(Item, Item.id == Finding.item_id)
        .where(found)
    )
    return [
        Hit("finding", excerpt(fact, parts[0]), _where(name, report), report.id, code or "")
        for fact, code, name, report in session.execute(_in_reports(query))
    ]


def _remarks(session: Session, parts: list[str]) -> list[Hit]:
    query = (
        select(Item.remark, Item.code, Unit.name, Report)
        .join(ReportVersion, ReportVersion.id == Item.version_id)
        .where(_all(parts, Item.remark, Item.answer))
    )
    return [
        Hit("remark", excerpt(remark, parts[0]) or code, f"{code} · {_where(name, report)}", report.id, code)
        for remark, code, name, report in session.execute(_in_reports(query))
    ]


def _attachments(session: Session, parts: list[str]) -> list[Hit]:
    query = (
        select(Attachment.name, Unit.name, Report)
        .join(ReportVersion, ReportVersion.id == Attachment.version_id)
        .where(_all(parts, Attachment.name))
    )
    return [
        Hit("attachment", file, _where(name, report), report.id)
        for file, name, report in session.execute(_in_reports(query))
    ]


def _indicators(session: Session, parts: list[str]) -> list[Hit]:
    query = (
        select(Indicator.title, Indicator.level2, PerformanceTable.year, Indicator.table_id, Indicator.id)
        .join(PerformanceTable, PerformanceTable.id == Indicator.table_id)
        .where(_all(parts, Indicator.title, Indicator.target, Indicator.actual, Indicator.reason))
        .order_by(PerformanceTable.year.desc(), Indicator.rank)
        .limit(PER_KIND)
    )
    return [
        Hit("indicator", excerpt(title, parts[0]) or level2, f"{year} 年度 · {level2}", table, key)
        for title, level2, year, table, key in session.execute(query)
    ]
