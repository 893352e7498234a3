"""A workspace to play with: twelve made-up units in every state, four years, one performance table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.bulk import natural
from app.models.database import Workspace
from app.models.enums import Category, Conclusion, DocumentKind, ListState, ReviewState, Verdict
from app.models.report import Report
from app.models.unit import Enrolment, Unit
from app.services.catalog import Catalog
from app.services.demo_report import add_demo_report
from app.services.paths import resource
from app.services.people import ensure_person
from app.services.performance.sample import sample_self_evaluation
from app.services.performance.store import add_table
from app.services.progress import NO_PROGRESS, Progress, over
from app.services.review.answers import judge, set_answer
from app.services.review.conclude import conclude
from app.services.review.findings import FindingForm, save_finding
from app.services.review.form import ItemRow, ReviewForm, review_form
from app.services.review.receive import Submission, ensure_report, receive

YEAR = 2024
DISTRICT = "示例区"
_EVERYTHING = 999

Record = Mapping[str, Any]


def fill_demo(workspace: Workspace, catalog: Catalog, progress: Progress = NO_PROGRESS) -> Workspace:
    """Fill an empty workspace with made-up work, up to today. Returns the workspace."""
    today = date.today()
    records = demo_units()
    for record in over(progress, records, "示例单位"):
        with workspace.write("准备示例") as session:
            _add_unit(session, record, catalog, today, workspace.author.name)
    with workspace.write("准备示例报告数据") as session:
        add_demo_report(session, catalog)
    with workspace.write("准备示例绩效表") as session:
        add_table(session, sample_self_evaluation(), YEAR)
    return workspace


def demo_units() -> list[Record]:
    """The made-up units as data."""
    text = resource("sample", "units.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["unit"])


def _add_unit(session: Session, record: Record, catalog: Catalog, today: date, me: str) -> None:
    unit = Unit(id=new_id(), name=record["name"], uscc=record["code"], district=DISTRICT)
    session.add(unit)
    session.flush()
    for number, year in enumerate(range(YEAR - len(record["emissions"]) + 1, YEAR + 1)):
        _enrol(session, unit.id, record, year)
        if record["emissions"][number]:
            _review_year(session, unit.id, record, year, record["emissions"][number], catalog, today)
    report = ensure_report(session, unit.id, YEAR, DocumentKind.ER)
    _assign(session, report, record, today, me)
    if verified := record.get("verified"):
        submission = Submission(today - timedelta(days=5), None, verified, "示例核查技术有限公司")
        receive(session, unit.id, YEAR, DocumentKind.VR, submission, catalog)
        session.flush()
        _assign(session, ensure_report(session, unit.id, YEAR, DocumentKind.VR), record, today, me)


def _enrol(session: Session, unit_id: str, record: Record, year: int) -> None:
    session.add(
        Enrolment(
            id=natural(session, "enrolment", unit_id, year),
            unit_id=unit_id,
            year=year,
            category=Category.of(record["category"]),
            state=ListState.LISTED,
            industry_code=record["industry_code"],
            industry=record["industry"],
        )
    )
    session.flush()


def _assign(session: Session, report: Report, record: Record, today: date, me: str) -> None:
    report.deadline = today + timedelta(days=record["due"])
    name = me if record["assignee"] == "me" else record["assignee"]
    if name:
        report.assignee_id = ensure_person(session, name, "示例咨询有限公司")


def _review_year(
    session: Session,
    unit_id: str,
    record: Record,
    year: int,
    emission: str,
    catalog: Catalog,
    today: date,
) -> None:
    """One year of one unit: handed in, answered as far as the record says, concluded where it says."""
    received = date(year + 1, 3, 10) if year < YEAR else today - timedelta(days=12)
    submission = Submission(received, received - timedelta(days=4), emission)
    receive(session, unit_id, year, DocumentKind.ER, submission, catalog)
    session.flush()
    report_id = natural(session, "report", unit_id, year, DocumentKind.ER)
    is_past = year < YEAR
    state = ReviewState.PASSED if is_past else ReviewState.of(record["state"])
    # Past years are kept short: they are there for the comparison, not to be opened.
    answered = 0 if is_past else record["answered"]
    form = review_form(session, report_id, catalog)
    findings = {} if is_past else {f["code"]: f for f in record.get("finding", ())}
    _answer(session, form, _EVERYTHING if state.is_final else answered, findings)
    _write_findings(session, review_form(session, report_id, catalog), findings)
    if state is ReviewState.PASSED:
        conclude(session, review_form(session, report_id, catalog), Conclusion.PASSED)
    elif state is ReviewState.RETURNED:
        conclude(session, review_form(session, report_id, catalog), Conclusion.RETURNED)


def _answer(session: Session, form: ReviewForm, count: int, findings: Mapping[str, Record]) -> None:
    for place, row in enumerate(form.items):
        is_bad = row.code in findings
        if row.item.judged and (place < count or is_bad):
            _answer_item(session, form, row, is_bad)


def _answer_item(session: Session, form: ReviewForm, row: ItemRow, is_bad: bool) -> None:
    bad = Verdict.NO if row.item.good is Verdict.YES else Verdict.YES
    verdict = bad if is_bad else row.item.good
    judge(session, form.head.version_id, row.item, verdict, form.prefills[row.code])
    if row.item.prompt:
        set_answer(session, form.head.version_id, row.item, _example_answer(row))
    session.flush()


def _example_answer(row: ItemRow) -> str:
    if row.item.options:
        return row.item.options[0].text
    return "0" if row.item.unit else "已核对，见报告正文"


def _write_findings(session: Session, form: ReviewForm, findings: Mapping[str, Record]) -> None:
    for row in form.findings:
        record = findings[row.code]
        basis = row.form.basis or "京环发〔2024〕8号"
        text = FindingForm(row.severity, record["fact"], basis, record["effect"], record["request"])
        save_finding(session, row.id, text)
