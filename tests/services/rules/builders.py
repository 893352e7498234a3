"""Facts for tests: one mapping of names to values becomes a report, each value at a place of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from app.models.enums import DocumentKind
from app.services.facts import Fact, ReportFacts, Value, Where, describe

Given = Mapping[str, str | int | Decimal | date | None]


def fact(name: str, value: str | int | Decimal | date | None, row: int = 1) -> Fact:
    """A fact at sheet = table, cell = B<row>; a text becomes a number where the name is one of numbers."""
    info = describe(name)
    unit = info.unit if info else ""
    is_number = info is None or info.kind.value == "number"
    stored: Value = Decimal(value) if is_number and isinstance(value, str | int) else value  # type: ignore[assignment]
    text = "" if value is None else str(value)
    return Fact(
        name, stored, text, unit, unit, Where("report.xlsx", sheet=name.split(".")[0], cell=f"B{row}")
    )


def facts(given: Given, kind: DocumentKind = DocumentKind.ER, year: int = 2024) -> ReportFacts:
    """A report of these values."""
    made = {name: fact(name, value, row) for row, (name, value) in enumerate(given.items(), 1)}
    who = [str(given.get(key) or "") for key in ("head.name", "head.uscc")]
    return ReportFacts(kind, year, *who, facts=made)


def place(report: ReportFacts, name: str) -> str:
    """Where a fact of the report stands."""
    found = report.get(name)
    assert found is not None
    return found.where.text
