"""A draft becomes rows: facts, leftovers and doubts of a version.

Reading the same file again replaces what was read from it; what a person typed stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.bulk import add_rows, natural, remove_rows, set_rows
from app.models.errors import AppError, InputError
from app.models.fact import DoubtRow, FactRow, LeftoverRow
from app.models.report import Report, ReportVersion
from app.services.facts import Fact, NameInfo, ReportFacts, Value, Where, describe
from app.services.facts.names import ValueKind
from app.services.intake.amounts import read_amount
from app.services.intake.dates import dates_in
from app.services.intake.draft import Doubt, Leftover, ReportDraft
from app.services.intake.units import convert

Placed = TypeVar("Placed", FactRow, LeftoverRow, DoubtRow)
_READ = ("text", "unit_written", "unit", "value", "file", "area", "cell", "row", "column", "page")


@dataclass(frozen=True)
class StoredLeftover:
    """A leftover with the key of its row."""

    id: str
    leftover: Leftover


@dataclass(frozen=True)
class StoredDoubt:
    """A doubt with the key of its row."""

    id: str
    doubt: Doubt


def save_draft(session: Session, version_id: str, draft: ReportDraft) -> None:
    """Keep what was read as rows of a version.

    A value that another file of the same version has given already stays; the second one is left over.
    """
    stored = {row.name: row for row in _rows(session, FactRow, version_id)}
    leftovers, doubts = list(draft.leftovers), list(draft.doubts)
    fresh: list[dict[str, Any]] = []
    changed: dict[str, dict[str, Any]] = {}
    for position, fact in enumerate(draft.facts.facts.values()):
        values = {**_fact_values(fact), "position": position}
        before = stored.get(fact.name)
        if before is None:
            key = natural(session, "fact", version_id, fact.name)
            fresh.append({"id": key, "version_id": version_id, "name": fact.name, **values})
        elif before.file in (None, draft.file) or before.value is None:
            changed[before.id] = {key: new for key, new in values.items() if getattr(before, key) != new}
        elif before.value != _stored_value(fact.value):
            leftovers.append(Leftover(fact.where, fact.text, _label(fact.name)))
            sentence = f"{_label(fact.name)}：与“{before.file}”里的 {before.text} 不同，没有取用"
            doubts.append(Doubt(sentence, fact.where, fact.name))
    _forget(session, version_id, draft, stored)
    add_rows(session, FactRow, fresh)
    set_rows(session, FactRow, {key: values for key, values in changed.items() if values})
    add_rows(
        session, LeftoverRow, [_leftover_values(version_id, at, each) for at, each in enumerate(leftovers)]
    )
    add_rows(session, DoubtRow, [_doubt_values(version_id, at, each) for at, each in enumerate(doubts)])


def _forget(session: Session, version_id: str, draft: ReportDraft, stored: Mapping[str, FactRow]) -> None:
    """Take away what an earlier reading of the same file gave and this one does not."""
    gone = [
        row.id
        for row in stored.values()
        if row.file == draft.file and row.name not in draft.facts.facts and row.corrected is None
    ]
    remove_rows(session, FactRow, gone)
    files = (draft.file, None)
    leftovers, doubts = _rows(session, LeftoverRow, version_id), _rows(session, DoubtRow, version_id)
    remove_rows(session, LeftoverRow, [row.id for row in leftovers if row.file in files])
    remove_rows(session, DoubtRow, [row.id for row in doubts if row.file in files])
    session.expire_all()


def report_facts(session: Session, version_id: str) -> ReportFacts:
    """The facts of a version, corrected ones with the value a person typed.

    Raises:
        AppError: the version is gone.
    """
    version = session.get(ReportVersion, version_id)
    report = session.get(Report, version.report_id) if version else None
    if report is None:
        raise AppError("这个版次已被删除。", "请刷新后重试。")
    facts = {row.name: _fact(row) for row in _rows(session, FactRow, version_id)}
    loose = ReportFacts(report.kind, report.year, facts=facts)
    name, code = ("vr.unit_name", "vr.uscc") if "vr.body" in facts else ("head.name", "head.uscc")
    return ReportFacts(report.kind, report.year, loose.text(name), loose.text(code).replace(" ", ""), facts)


def leftover_rows(session: Session, version_id: str) -> list[StoredLeftover]:
    """What of a version is still to be placed."""
    return [
        StoredLeftover(row.id, Leftover(_where(row), row.text, row.headings or ""))
        for row in _rows(session, LeftoverRow, version_id)
    ]


def doubt_rows(session: Session, version_id: str) -> list[StoredDoubt]:
    """What was noticed while a version was read."""
    return [
        StoredDoubt(row.id, Doubt(row.sentence, _where(row), row.name or ""))
        for row in _rows(session, DoubtRow, version_id)
    ]


def correct_fact(session: Session, version_id: str, name: str, typed: str) -> None:
    """Put what a person typed in the place of what was read; empty text takes the correction back.

    A unit behind the number is converted: 12万kWh in a field of MWh becomes 120.

    Raises:
        InputError: the text is no number or date where one is wanted; `field` names the fact.
    """
    info = describe(name)
    if info is None:
        raise InputError(f"没有名为“{name}”的数据项。", field=name)
    value = typed_value(info, typed.strip()) if typed.strip() else None
    key = natural(session, "fact", version_id, name)
    if session.get(FactRow, key) is not None:
        set_rows(session, FactRow, {key: {"corrected": value}})
        session.expire_all()
    elif value is not None:
        row = {"id": key, "version_id": version_id, "name": name, "unit": info.unit or None}
        add_rows(session, FactRow, [{**row, "corrected": value}])


def correct_facts(session: Session, version_id: str, typed: Mapping[str, str]) -> int:
    """Correct several values at once, all or none; returns how many. See `correct_fact`."""
    for name, text in typed.items():
        correct_fact(session, version_id, name, text)
    return len(typed)


def place_leftover(session: Session, leftover_id: str, name: str) -> None:
    """Give a leftover the name that a person says it has; the place of the cell goes with it.

    Raises:
        InputError: its text is no value of that sort, or the name has a value already.
        AppError: it is gone.
    """
    row = session.get(LeftoverRow, leftover_id)
    info = describe(name)
    if row is None or info is None:
        raise AppError("这条未识别内容已被处理。", "请刷新后重试。")
    key = natural(session, "fact", row.version_id, name)
    known = session.get(FactRow, key)
    if known is not None and (known.value is not None or known.corrected is not None):
        raise InputError(
            f"“{info.label}”已有数值（{known.text or known.corrected}）。",
            "如需更改，请直接修改该数值。",
            field=name,
        )
    value = typed_value(info, row.text)
    place = {field: getattr(row, field) for field in ("file", "area", "cell", "row", "column", "page")}
    values = {"text": row.text, "unit": info.unit or None, "value": value, **place}
    if known is None:
        add_rows(session, FactRow, [{"id": key, "version_id": row.version_id, "name": name, **values}])
    else:
        set_rows(session, FactRow, {key: values})
    session.delete(row)


def dismiss_leftover(session: Session, leftover_id: str) -> None:
    """Take a leftover off the list: a person has seen that it is no value; undo brings it back."""
    row = session.get(LeftoverRow, leftover_id)
    if row is not None:
        session.delete(row)


def dismiss_doubt(session: Session, doubt_id: str) -> None:
    """Take a doubt off the list: a person has looked and found nothing in it; undo brings it back."""
    row = session.get(DoubtRow, doubt_id)
    if row is not None:
        session.delete(row)


def typed_value(info: NameInfo, typed: str) -> str:
    """What a person typed as it is stored: a number in the unit of the name, a date as 2025-03-31.

    Raises:
        InputError: it is no number or date where one is wanted; `field` names the fact.
    """
    if info.kind is ValueKind.TEXT:
        return typed
    if info.kind is ValueKind.DATE:
        days = dates_in(typed)
        if not days:
            raise InputError(f"“{typed}”不是完整的日期。", "请写成 2025-03-31 的样子。", field=info.name)
        return days[0].isoformat()
    amount = read_amount(typed)
    number = amount.value
    if number is not None and amount.unit is not None and info.unit:
        number = convert(number, amount.unit, info.unit)
    if number is None:
        wanted = f"单位是 {info.unit}。" if info.unit else "请只写数字。"
        raise InputError(f"“{typed}”不能作为“{info.label}”的数值。", wanted, field=info.name)
    return f"{number:f}"


def _fact_values(fact: Fact) -> dict[str, Any]:
    return {
        "text": fact.text or None,
        "unit_written": fact.unit_written or None,
        "unit": fact.unit or None,
        "value": _stored_value(fact.value),
        **_place(fact.where),
    }


def _stored_value(value: Value) -> str | None:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _place(where: Where) -> dict[str, Any]:
    return {
        "file": where.file or None,
        "area": where.sheet or where.table or None,
        "cell": where.cell or where.region or None,
        "row": where.row or None,
        "column": where.column or None,
        "page": where.page or None,
    }


def _leftover_values(version_id: str, position: int, leftover: Leftover) -> dict[str, Any]:
    values = {"id": new_id(), "version_id": version_id, "position": position, "text": leftover.text}
    return {**values, "headings": leftover.headings or None, **_place(leftover.where)}


def _doubt_values(version_id: str, position: int, doubt: Doubt) -> dict[str, Any]:
    values = {"id": new_id(), "version_id": version_id, "position": position, "sentence": doubt.sentence}
    return {**values, "name": doubt.name or None, **_place(doubt.where)}


def _where(row: FactRow | LeftoverRow | DoubtRow) -> Where:
    return Where.stored(row.file, row.area, row.cell, row.row, row.column, row.page)


def _fact(row: FactRow) -> Fact:
    info = describe(row.name)
    text = row.value if row.corrected is None else row.corrected
    value: Value = text
    if info is not None and info.kind is ValueKind.NUMBER:
        value = row.number if row.corrected is None else row.corrected_number
    elif info is not None and info.kind is ValueKind.DATE:
        value = date.fromisoformat(text) if text else None
    return Fact(
        row.name, value, row.text or "", row.unit_written or "", row.unit or "", _where(row), row.corrected
    )


def _label(name: str) -> str:
    info = describe(name)
    return info.label if info else name


def _rows(session: Session, model: type[Placed], version_id: str) -> Iterable[Placed]:
    return session.scalars(
        select(model).where(model.version_id == version_id).order_by(model.position, model.id)
    ).all()
