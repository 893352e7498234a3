"""Letters beside the opinion: 补正通知 to the unit, 核查问询单 and 评价表 of a body (guide §7.4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount, show_amount
from app.models.bulk import natural
from app.models.enums import DocumentKind, Severity
from app.models.errors import InputError
from app.models.report import Report, ReportVersion
from app.models.review import Letter
from app.services.catalog import Catalog
from app.services.documents.letter_contexts import (
    EvaluationContext,
    NoticeFacts,
    ReportScore,
    correction_context,
    question_context,
)
from app.services.documents.render import render
from app.services.documents.wording import UNKNOWN, chinese_date, title_lines
from app.services.letters.numbers import Series, check_number, is_taken, next_number
from app.services.paths import resource
from app.services.review.form import review_form
from app.services.review.score import report_score
from app.services.workflow import Signing, opinion_facts

_FILES = {Series.CORRECTION: "correction_notice.docx", Series.QUESTIONS: "question_list.docx"}


def notice_template(series: Series) -> Path:
    """The template that comes with the program."""
    return resource("templates", _FILES[series])


def notice_start(session: Session, report_id: str, series: Series, person: str, today: date) -> NoticeFacts:
    """What a notice begins with: that of the last time, or the next number."""
    letter = _letter(session, report_id, series)
    if letter is None or not letter.number:
        return NoticeFacts(next_number(session, series, person, today), today, person=person)
    return NoticeFacts(letter.number, letter.issued_on, letter.due_on, person=letter.person or person)


def issue_notice(
    session: Session,
    report_id: str,
    catalog: Catalog,
    series: Series,
    notice: NoticeFacts,
    target: Path,
    template: Path | None = None,
) -> tuple[str, ...]:
    """Give the number, keep the record and write the file, all or nothing. Returns warnings as `render`.

    Raises:
        InputError: number, date or sender is missing, there is nothing to be corrected, or the addressee of
            questions is not known.
    """
    letter = _letter(session, report_id, series)
    head = review_form(session, report_id, catalog).head
    _check(session, series, notice, head.version_id, (letter.number if letter else "") or "")
    facts = opinion_facts(session, report_id, catalog, Signing())
    # What the body is asked about stands in the report of the body, or in that of the unit it verified.
    if series is Series.QUESTIONS and not facts.verification_body:
        facts = replace(facts, verification_body=_body_of(session, head.unit_id, head.year))
        if not facts.verification_body:
            raise InputError("还没有登记核查机构。", "请先在收件登记里填写核查机构。", field="addressee")
    make = correction_context if series is Series.CORRECTION else question_context
    context = make(facts, notice)
    if not context.issues:
        raise InputError("没有未关闭的问题，不需要发出通知。", "请先把要补正的事项写成问题。")
    if letter is None:
        key = natural(session, "letter", head.version_id, series.value)
        letter = Letter(id=key, version_id=head.version_id, kind=series.value)
        session.add(letter)
    letter.number, letter.issued_on, letter.due_on = notice.number, notice.issued_on, notice.due_on
    letter.person, letter.file_name = notice.person, target.name
    session.flush()
    return render(template or notice_template(series), context, target)


def write_evaluation(
    session: Session, body: str, year: int, catalog: Catalog, target: Path, *, office: str, today: date
) -> tuple[str, ...]:
    """The evaluation of one verification body: the score of each of its reports, mean and grade.

    Raises:
        InputError: no report of the body was reviewed in that year.
    """
    query = (
        select(Report.id)
        .join(ReportVersion, ReportVersion.report_id == Report.id)
        .where(Report.year == year, Report.kind == DocumentKind.VR, ReportVersion.verification_body == body)
        .distinct()
    )
    lines: list[ReportScore] = []
    scores: list[Decimal] = []
    sheet = None
    for report_id in session.scalars(query):
        form = review_form(session, report_id, catalog)
        score = report_score(session, form, catalog)
        if score is None:
            continue
        sheet = catalog.checklist(form.head.kind, year, form.head.edition or None).score_sheet
        given = next((parse_amount(row.answer) for row in form.items if not row.item.judged), None)
        value = score.value if given is None else given
        counts = Counter(finding.severity for finding in form.findings)
        scores.append(value)
        critical, major, minor = (str(counts[severity]) for severity in Severity)
        name = sheet.grade(value).name if sheet else UNKNOWN
        shown = show_amount(value)
        lines.append(ReportScore("", form.head.unit_name, critical, major, minor, shown, name))
    if not lines or sheet is None:
        raise InputError(f"{year} 年度没有“{body}”的核查报告评分。", "请先登记并审核它的核查报告。")
    lines.sort(key=lambda line: line.unit_name)
    grade = sheet.body_grade(scores)
    mean = sum(scores, Decimal(0)) / len(scores)
    rest = f"{year}年度核查工作评价表"
    context = EvaluationContext(
        title=f"{body}{rest}",
        title_lines=title_lines(body, rest),
        body=body,
        year=f"{year}年度",
        reports=tuple(replace(line, number=str(number)) for number, line in enumerate(lines, 1)),
        count=str(len(lines)),
        mean=show_amount(mean, 2),
        grade=grade.name if grade else "不定级",
        note="" if grade else "报告数少于定级所需的份数。",
        office=office,
        date=chinese_date(today),
        iso_date=today.isoformat(),
        reviewer=UNKNOWN,
    )
    return render(resource("templates", "body_evaluation.docx"), context, target)


def _check(session: Session, series: Series, notice: NoticeFacts, version_id: str, own: str) -> None:
    if not notice.number.strip():
        raise InputError("请填写文号。", field="number")
    if notice.issued_on is None:
        raise InputError("请填写日期。", field="issued_on")
    if not notice.person.strip():
        raise InputError("请填写经办人。", field="person")
    if notice.due_on is not None and notice.due_on <= notice.issued_on:
        raise InputError("答复期限不晚于通知的日期。", field="due_on")
    if notice.number != own and is_taken(session, notice.number):
        raise InputError(f"文号“{notice.number}”已经用过。", field="number")
    check_number(session, series, notice.person, notice.issued_on, notice.number, own)


def _letter(session: Session, report_id: str, series: Series) -> Letter | None:
    """The letter of that kind on the latest version."""
    latest = (
        select(ReportVersion.id)
        .where(ReportVersion.report_id == report_id)
        .order_by(ReportVersion.round.desc())
        .limit(1)
        .scalar_subquery()
    )
    return session.scalar(select(Letter).where(Letter.version_id == latest, Letter.kind == series.value))


def _body_of(session: Session, unit_id: str, year: int) -> str:
    query = (
        select(ReportVersion.verification_body)
        .join(Report, Report.id == ReportVersion.report_id)
        .where(Report.unit_id == unit_id, Report.year == year, ReportVersion.verification_body.is_not(None))
    )
    return session.scalar(query.order_by(ReportVersion.round.desc())) or ""
