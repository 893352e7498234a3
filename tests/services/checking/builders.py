"""Reports with stored facts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.models.bulk import add_rows, natural
from app.models.enums import DocumentKind
from app.models.fact import FactRow
from app.models.report import ReportVersion
from app.models.unit import Unit
from app.services.facts import ReportFacts
from app.services.intake.save import _fact_values
from tests.builders import a_version
from tests.services.rules.clean import Report, emission_report


def store(session: Session, version_id: str, facts: ReportFacts) -> None:
    """Keep facts as rows of a version, as the intake does."""
    rows = [
        {
            "id": natural(session, "fact", version_id, fact.name),
            "version_id": version_id,
            "name": fact.name,
            **_fact_values(fact),
        }
        for fact in facts.facts.values()
    ]
    add_rows(session, FactRow, rows)


def a_report(
    session: Session,
    unit: Unit,
    report: Report | None = None,
    *,
    year: int = 2024,
    kind: DocumentKind = DocumentKind.ER,
    round: int = 1,
    changes: dict[str, Any] | None = None,
    **fields: Any,
) -> ReportVersion:
    """A received version with the values of a clean report, some changed."""
    version = a_version(session, unit, year, kind, round, **fields)
    store(session, version.id, (report or emission_report("服")).facts(**(changes or {})))
    return version


def change_fact(session: Session, version_id: str, name: str, value: str) -> None:
    """Put another value into a stored fact."""
    row = session.get_one(FactRow, natural(session, "fact", version_id, name))
    row.value = row.text = value
