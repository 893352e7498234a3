"""The plan and the months as cases of their own: registered, checked, answered and settled like a report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from sqlalchemy import select

from app.models.database import Workspace
from app.models.enums import Conclusion, DocumentKind, HitDecision, ReviewState, Verdict
from app.models.errors import InputError
from app.models.report import Report
from app.services.catalog import load_catalog
from app.services.checking import (
    adoptable,
    check_report,
    check_view,
    decide,
    has_values,
    open_reports,
    read_hits,
    save_month,
)
from app.services.documents.templates import default_template
from app.services.intake import correct_facts
from app.services.report_intake import read_for_version
from app.services.review.cases import case_rows
from app.services.review.form import review_form
from app.services.review.receive import Submission, receive
from app.services.review.versions import open_case
from app.services.workflow import Signing, export_opinion
from tests.builders import a_unit
from tests.services.checking.builders import a_report

CATALOG = load_catalog()
PLAN = {
    "dq.version": "V2",
    "dq.made_on": "2023-05-01",
    "dq.approver": "陈丙",
    "dq.valid_from": "2024-01-01",
    "dq.department": "动力部",
    "dq.person": "李乙",
    "dq.phone": "010-00000000",
    "dq.retention": "3",
    "dqp.natural_gas.method": "贸易结算",
    "dqp.natural_gas.unit": "万m3",
    "dqp.natural_gas.frequency": "每月",
    "dqp.electricity.method": "贸易结算",
    "dqp.electricity.unit": "吨",
}


def a_case(workspace: Workspace, kind: DocumentKind) -> tuple[str, str, str]:
    """A unit with its emission report and another document: unit, version, report."""
    with workspace.write("造") as session:
        unit = a_unit(session, "示例普通高等教育有限公司", industry_code="8341", industry="教育")
        a_report(session, unit)
        report = open_case(session, unit.id, 2024, kind)
        version = receive(session, unit.id, 2024, kind, Submission(date(2025, 3, 1)), CATALOG)
        return unit.id, version, report


def test_a_plan_is_on_the_list_only_where_somebody_put_it_there(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        unit = a_unit(session)
        a_report(session, unit)
        assert [case.kind for case in case_rows(session, 2024, CATALOG)][:1] == [DocumentKind.ER]
        kinds = {case.kind for case in case_rows(session, 2024, CATALOG)}
        assert DocumentKind.DQ not in kinds and DocumentKind.ME not in kinds
        key = open_case(session, unit.id, 2024, DocumentKind.DQ)
        assert open_case(session, unit.id, 2024, DocumentKind.DQ) == key
        assert session.get_one(Report, key).state is ReviewState.NOT_SUBMITTED
        assert DocumentKind.DQ in {case.kind for case in case_rows(session, 2024, CATALOG)}


def test_a_plan_is_checked_against_the_report_and_answered(workspace: Workspace) -> None:
    _, version, report = a_case(workspace, DocumentKind.DQ)
    with workspace.write("填报") as session:
        correct_facts(session, version, PLAN)
    with workspace.write("检查") as session:
        assert open_reports(session, 2024)[-1:] == [report] or report in open_reports(session, 2024)
        check_report(session, report, CATALOG)
    with workspace.read() as session:
        form = review_form(session, report, CATALOG)
        hits = read_hits(session, form, CATALOG)
        assert len(form.items) == 14
        rules = {(hit.rule, hit.name) for hit in hits.view.hits}
        assert ("DQ-12", "dq.retention") in rules
        assert ("DQ-05", "dqp.electricity.frequency") in rules
        assert ("DQ-06", "dqp.electricity.unit") in rules
        assert ("DQ-06", "dqp.natural_gas.unit") not in rules
        assert ("DQ-04", "dqp.heat.method") in rules  # the report has heat
        ready = {row.code: proposal.verdict for row, proposal in adoptable(form, hits)}
        assert ready["DQ-01"] is Verdict.YES and ready["DQ-13"] is Verdict.YES
        hit = next(hit for hit in hits.view.hits if hit.rule == "DQ-06")
    with workspace.write("判定") as session:
        decide(session, hit.id, HitDecision.CONFIRMED, CATALOG)
    with workspace.read() as session:
        form = review_form(session, report, CATALOG)
        row = form.row("DQ-06")
        assert row is not None and row.verdict is Verdict.NO
        assert "MWh" in form.findings[0].form.fact


def test_months_are_checked_without_values_of_their_own(workspace: Workspace) -> None:
    unit, version, report = a_case(workspace, DocumentKind.ME)
    with workspace.read() as session:
        assert not has_values(session, version)
        assert report not in open_reports(session, 2024)
    with workspace.write("存证") as session:
        for month in range(1, 13):
            amounts = {"c4.amount": str(900 + month), "c3.natural_gas.amount": "12.5"}
            save_month(session, unit, 2024, month, amounts, None)
    with workspace.read() as session:
        assert has_values(session, version) and report in open_reports(session, 2024)
    with workspace.write("检查") as session:
        check_report(session, report, CATALOG)
    with workspace.read() as session:
        view = check_view(session, version, CATALOG.rules)
        found = {(hit.rule, hit.name) for hit in view.hits}
        assert ("ME-10", "c3.natural_gas.amount") in found and ("ME-11", "c4.amount") in found
        assert ("ME-02", "c5.amount") in found
        same = next(hit for hit in view.hits if hit.rule == "ME-10")
        assert same.sentence.startswith("1 月起连续三个月")
        form = review_form(session, report, CATALOG)
        assert read_hits(session, form, CATALOG).homes[same.id] == "ME-10"
    with workspace.write("判定") as session:
        decide(session, same.id, HitDecision.FALSE_ALARM, CATALOG, "合同保底量")
        check_report(session, report, CATALOG)
    with workspace.read() as session:
        kept = next(h for h in check_view(session, version, CATALOG.rules).hits if h.id == same.id)
        assert kept.decision is HitDecision.FALSE_ALARM


def test_a_plan_is_not_read_from_a_file(workspace: Workspace) -> None:
    _, version, _ = a_case(workspace, DocumentKind.DQ)
    with workspace.read() as session, pytest.raises(InputError, match="手工填写"):
        read_for_version(session, version)
    with workspace.read() as session:
        assert session.scalars(select(Report.kind)).all().count(DocumentKind.DQ) == 1


def test_what_no_report_states_stays_with_a_person_and_says_so(workspace: Workspace) -> None:
    with workspace.write("造") as session:
        unit = a_unit(session, "示例普通高等教育有限公司", industry_code="8341", industry="教育")
        a_report(session, unit)
        (report,) = session.scalars(select(Report)).all()
        check_report(session, report.id, CATALOG)
    with workspace.read() as session:
        hits = read_hits(session, review_form(session, report.id, CATALOG), CATALOG)
        assert hits.by_hand == {"ER-06"}
        assert "请查看原文" in hits.gaps("ER-06")[0].sentence and not hits.gaps("ER-13")


def test_a_returned_plan_gets_its_opinion(workspace: Workspace, tmp_path: Path) -> None:
    _, version, report = a_case(workspace, DocumentKind.DQ)
    with workspace.write("填报") as session:
        correct_facts(session, version, PLAN)
        check_report(session, report, CATALOG)
        view = check_view(session, version, CATALOG.rules)
        for hit in view.hits:
            decide(session, hit.id, HitDecision.CONFIRMED, CATALOG)
    target = tmp_path / "意见.docx"
    signing = Signing(conclusion=Conclusion.RETURNED, reviewer="王甲")
    with workspace.read() as session:
        export_opinion(session, report, CATALOG, signing, default_template(), target)
    document = Document(str(target))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    words = "".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    assert "数据质量控制计划审核意见" in words and "MWh 不是同一种量" in words
