"""The reports of the demo that have values, some of them wrong, so that the checks have hits to show."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.enums import DocumentKind
from app.models.report import Report, ReportVersion
from app.models.unit import Unit
from app.services.attachments import attach
from app.services.catalog import Catalog
from app.services.checking import check_report, save_month_amounts
from app.services.facts import Fact, ReportFacts, Value, Where, describe
from app.services.facts.names import ValueKind
from app.services.intake import ReportDraft, report_facts, save_draft
from app.services.paths import resource
from app.services.sheets.workbook import Field, Table, write_workbook

# Yearly amount -> the months of it.
_MONTHS = {"c3.natural_gas.amount": "c7.natural_gas", "c4.amount": "monthly.electricity"}


def add_demo_reports(session: Session, catalog: Catalog) -> None:
    """Give the reports of the named unit their values with the files they stand in, and check them."""
    for name in ("report.toml", "verification.toml"):
        record = tomllib.loads(resource("sample", name).read_text(encoding="utf-8"))
        report = _add_values(session, record)
        session.flush()
        check_report(session, report, catalog)
        _file_months(session, report)


def _file_months(session: Session, report_id: str) -> None:
    """What the report says of its months was filed month by month, too."""
    report = session.get_one(Report, report_id)
    version = session.scalars(select(ReportVersion).where(ReportVersion.report_id == report_id)).one()
    facts = report_facts(session, version.id)
    for name, months in _MONTHS.items():
        typed = {month: fact.said for month, fact in facts.months(months).items()}
        save_month_amounts(session, report.unit_id, report.year, name, typed)


def _add_values(session: Session, record: dict[str, Any]) -> str:
    """Give a report its values. Returns its key."""
    kind = DocumentKind.of(record["kind"])
    unit = session.scalars(select(Unit).where(Unit.name == record["unit"])).one()
    key = natural(session, "report", unit.id, record["year"], kind)
    version = session.scalars(select(ReportVersion).where(ReportVersion.report_id == key)).one()
    facts = {name: fact for table in record["table"] for name, fact in _facts(record["file"], table)}
    said = ReportFacts(kind, record["year"], unit.name, unit.uscc or "", facts)
    save_draft(session, version.id, ReportDraft(kind, record["file"], said))
    _attach_file(session, version.id, record["file"], record["table"])
    return key


def _attach_file(session: Session, version_id: str, file: str, tables: list[dict[str, object]]) -> None:
    """The workbook that the values come from, every value in the cell that its place names."""
    fields = (Field("项目"), Field("单位"), Field("数值"))
    made = []
    for table in tables:
        values = table["values"]
        assert isinstance(values, dict)
        infos = [(describe(name), text) for name, text in values.items()]
        made.append(Table(str(table["sheet"]), fields, [(i.label, i.unit, text) for i, text in infos if i]))
    with TemporaryDirectory(prefix="carbon-review-") as folder:
        attach(session, version_id, write_workbook(made, Path(folder) / file))


def _facts(file: str, table: dict[str, object]) -> list[tuple[str, Fact]]:
    """The values of one sheet, one row for each."""
    sheet, values = str(table["sheet"]), table["values"]
    assert isinstance(values, dict)
    made = []
    for number, (name, text) in enumerate(values.items(), 2):
        info = describe(name)
        assert info is not None, name
        where = Where(file, sheet, f"C{number}")
        made.append((name, Fact(name, _value(info.kind, text), text, info.unit, info.unit, where)))
    return made


def _value(kind: ValueKind, text: str) -> Value:
    if kind is ValueKind.NUMBER:
        return Decimal(text)
    return date.fromisoformat(text) if kind is ValueKind.DATE else text
