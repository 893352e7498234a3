"""One line makes one thing, with sensible defaults. All units and people are made up."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.bulk import natural
from app.models.enums import Category, DocumentKind, FindingState, ListState, ReviewState, Severity
from app.models.report import Report, ReportVersion
from app.models.review import Finding, Item
from app.models.unit import Enrolment, Unit


def a_unit(session: Session, name: str = "示例热力有限公司", year: int = 2024, **fields: Any) -> Unit:
    """A unit that stands on the list of `year`."""
    listing = {
        "category": fields.pop("category", Category.KEY),
        "industry": fields.pop("industry", "热力生产和供应业"),
        "industry_code": fields.pop("industry_code", None),
    }
    unit = Unit(id=new_id(), name=name, **{"uscc": "91110106MA01A2B32K", "district": "丰台区", **fields})
    session.add(unit)
    session.flush()
    key = natural(session, "enrolment", unit.id, year)
    session.add(Enrolment(id=key, unit_id=unit.id, year=year, state=ListState.LISTED, **listing))
    return unit


def a_version(
    session: Session,
    unit: Unit,
    year: int = 2024,
    kind: DocumentKind = DocumentKind.ER,
    round: int = 1,
    state: ReviewState = ReviewState.IN_FIRST_REVIEW,
    **fields: Any,
) -> ReportVersion:
    """A received version of the unit's report."""
    key = natural(session, "report", unit.id, year, kind)
    if session.get(Report, key) is None:
        session.add(Report(id=key, unit_id=unit.id, year=year, kind=kind, state=state))
    defaults = {"received_on": date(year + 1, 3, 10), "emission_text": "1,204.50"}
    version = ReportVersion(
        id=natural(session, "version", key, round), report_id=key, round=round, **{**defaults, **fields}
    )
    session.add(version)
    session.flush()
    return version


def an_item(session: Session, version: ReportVersion, code: str = "ER-20", **fields: Any) -> Item:
    """An answered checklist line."""
    item = Item(id=natural(session, "item", version.id, code), version_id=version.id, code=code, **fields)
    session.add(item)
    return item


def a_finding(session: Session, version: ReportVersion, **fields: Any) -> Finding:
    """An open finding."""
    defaults = {"severity": Severity.MAJOR, "state": FindingState.OPEN, "fact": "附表 C.7 缺 10 月数据。"}
    finding = Finding(id=new_id(), version_id=version.id, **{**defaults, **fields})
    session.add(finding)
    return finding
