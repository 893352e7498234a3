"""A year with reports in every state, for the tests of the statistics and of their page."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.database import Workspace
from app.models.enums import Category, DocumentKind, ReviewState, Severity, Verdict
from app.models.report import Report
from app.services.people import ensure_person
from tests.builders import a_finding, a_unit, a_version, an_item

UNITS = (
    # name, category, industry, state, who, deadline, emission, last year's
    ("示例电力", Category.NATIONAL, "电力生产", ReviewState.PASSED, "王甲", 10, "1,204,500", "1,300,000"),
    ("示例热力", Category.KEY, "热力生产", ReviewState.PASSED, "李乙", 12, "128,406.37", "121,934"),
    ("示例数据", Category.KEY, "数据服务", ReviewState.IN_FIRST_REVIEW, "王甲", 14, "86,115.20", None),
    ("示例水泥", Category.KEY, "水泥制造", ReviewState.RETURNED, "陈丙", 25, "46,200", "50,000"),
    ("示例大学", Category.GENERAL, "高等教育", ReviewState.NOT_SUBMITTED, "", 28, None, None),
    ("示例医院", None, "", ReviewState.NOT_PASSED, "赵丁", 31, "9,000.5", "9,000.5"),
)


def a_year(workspace: Workspace, year: int = 2024) -> None:
    """Six units of `year`; the reports of 示例数据 and 示例水泥 have findings."""
    with workspace.write("准备") as session:
        for record in UNITS:
            _add(session, record, year)


def _add(session: Session, record: tuple, year: int) -> None:  # type: ignore[type-arg]
    name, category, industry, state, who, day, emission, before = record
    unit = a_unit(session, name, year, category=category, industry=industry, district="示例区")
    key = natural(session, "report", unit.id, year, DocumentKind.ER)
    person = ensure_person(session, who, "示例咨询有限公司") if who else None
    deadline = date(year + 1, 3, day)
    kind = DocumentKind.ER
    session.add(
        Report(
            id=key, unit_id=unit.id, year=year, kind=kind, state=state, assignee_id=person, deadline=deadline
        )
    )
    session.flush()
    if before:
        a_version(session, unit, year - 1, emission_text=before)
    if not emission:
        return
    version = a_version(session, unit, year, emission_text=emission)
    if name in ("示例数据", "示例水泥"):
        item = an_item(session, version, "ER-21", verdict=Verdict.NO, remark="=1+1")
        session.flush()
        a_finding(session, version, item_id=item.id, severity=Severity.CRITICAL, fact="=附表缺 10 月数据")
        a_finding(session, version, severity=Severity.MINOR, fact="页码有误")
