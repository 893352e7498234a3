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
from app.models.enums import Category, Conclusion, DocumentKind, ListState, ReviewEvent, ReviewState, Verdict
from app.models.report import Person, Report
from app.models.unit import Enrolment, Unit
from app.services.catalog import Catalog
from app.services.demo_report import add_demo_reports
from app.services.paths import resource
from app.services.people import ensure_person
from app.services.performance.sample import add_sample_project, sample_self_evaluation
from app.services.performance.store import add_table
from app.services.progress import NO_PROGRESS, Progress, over
from app.services.review.answers import judge, set_answer
from app.services.review.conclude import Signers, conclude, settle
from app.services.review.findings import save_finding
from app.services.review.flow import advance
from app.services.review.form import ItemRow, ReviewForm, review_form
from app.services.review.parts import FindingForm
from app.services.review.receive import Submission, receive
from app.services.review.versions import ensure_report

YEAR = 2024
DISTRICT = "示例区"
_EVERYTHING = 999
# Who reviews where the record names nobody, and who reviews again and approves.
_COLLEAGUES = ("王甲", "李乙", "陈丙", "赵丁")

Record = Mapping[str, Any]


def fill_demo(workspace: Workspace, catalog: Catalog, progress: Progress = NO_PROGRESS) -> Workspace:
    """Fill an empty workspace with made-up work, up to today. Returns the workspace."""
    today = date.today()
    records = demo_units()
    for record in over(progress, records, "示例单位"):
        with workspace.write("准备示例") as session:
            _add_unit(session, record, catalog, today, workspace.author.name)
    with workspace.write("准备示例报告数据") as session:
        add_demo_reports(session, catalog)
    with workspace.write("准备示例绩效表") as session:
        table = add_table(session, sample_self_evaluation(), YEAR)
        session.flush()
        add_sample_project(session, table)
    return workspace


def demo_units() -> list[Record]:
    """The made-up units as data."""
    text = resource("sample", "units.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["unit"])


def _add_unit(session: Session, record: Record, catalog: Catalog, today: date, me: str) -> None:
    unit = Unit(id=new_id(), name=record["name"], uscc=record["code"], district=DISTRICT)
    session.add(unit)
    session.flush()
    _assign(session, ensure_report(session, unit.id, YEAR, DocumentKind.ER), record, today, me)
    for number, year in enumerate(range(YEAR - len(record["emissions"]) + 1, YEAR + 1)):
        _enrol(session, unit.id, record, year)
        if record["emissions"][number]:
            _review_year(session, unit.id, record, year, record["emissions"][number], catalog, today)
    if verified := record.get("verified"):
        report = ensure_report(session, unit.id, YEAR, DocumentKind.VR)
        _assign(session, report, record, today, me)
        submission = Submission(today - timedelta(days=5), None, verified, "示例核查技术有限公司")
        receive(session, unit.id, YEAR, DocumentKind.VR, submission, catalog)


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
    report = ensure_report(session, unit_id, year, DocumentKind.ER)
    receive(session, unit_id, year, DocumentKind.ER, submission, catalog)
    is_past = year < YEAR
    state = ReviewState.PASSED if is_past else ReviewState.of(record["state"])
    if not state.is_startable:
        reviewer = session.get(Person, report.assignee_id) if report.assignee_id else None
        by = reviewer.name if reviewer else _COLLEAGUES[0]
        advance(session, report.id, ReviewEvent.START, by, catalog=catalog)
        # Past years are kept short: they are there for the comparison, not to be opened.
        findings = {} if is_past else {f["code"]: f for f in record.get("finding", ())}
        form = review_form(session, report.id, catalog)
        everything = is_past or state not in (ReviewState.IN_FIRST_REVIEW, ReviewState.SITE_CHECK_REQUIRED)
        _answer(session, form, _EVERYTHING if everything else record["answered"], findings)
        _write_findings(session, review_form(session, report.id, catalog), findings)
        _go_to(session, report, state, by, catalog)
    if not is_past:
        report.deadline = today + timedelta(days=record["due"])


def _go_to(session: Session, report: Report, state: ReviewState, by: str, catalog: Catalog) -> None:
    """Take the steps from the first review to `state`."""
    form = review_form(session, report.id, catalog)
    second, approver = [name for name in _COLLEAGUES if name != by][:2]
    if state is ReviewState.RETURNED:
        conclude(session, form, Conclusion.RETURNED, by=by)
    elif state is ReviewState.SITE_CHECK_REQUIRED:
        reason = "变电站的电表读数与账单相差较大，须到现场核对"
        advance(session, report.id, ReviewEvent.REQUIRE_SITE, by, reason, catalog=catalog)
    elif state is not ReviewState.IN_FIRST_REVIEW:
        conclude(session, form, Conclusion.PASSED, by=by)
    if state is ReviewState.PENDING_APPROVAL:
        advance(session, report.id, ReviewEvent.START_SECOND, second, catalog=catalog)
        advance(session, report.id, ReviewEvent.PASS_ON, second, catalog=catalog)
    elif state is ReviewState.PASSED:
        settle(session, report.id, Signers(by, second, approver), Conclusion.PASSED)


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
