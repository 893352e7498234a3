"""核查机构评价表: the score of each report of a verification body, mean and grade (guide §3.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVarTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount, show_amount
from app.models.enums import DocumentKind, Severity
from app.models.errors import InputError
from app.models.report import Report, ReportVersion, join_latest
from app.services.catalog import Catalog, ScoreSheet
from app.services.documents.letter_contexts import EvaluationContext, ReportScore
from app.services.documents.letter_kinds import LetterKind
from app.services.documents.preflight import Level, Notice, template_notices
from app.services.documents.render import render
from app.services.documents.templates import TemplateReport, available_templates
from app.services.documents.wording import BLANK_DATE, chinese_date, or_unknown, title_lines
from app.services.review.form import review_form
from app.services.review.score import report_score

T = TypeVarTuple("T")
_PLACE = "评价表"


@dataclass(frozen=True)
class EvaluationFacts:
    """What is decided when an evaluation is written."""

    body: str
    issued_on: date | None = None
    office: str = ""
    person: str = ""


@dataclass(frozen=True)
class EvaluationStart:
    """The bodies of the year with the number of their reports, and the templates there are."""

    bodies: tuple[tuple[str, int], ...]
    templates: tuple[TemplateReport, ...]


def evaluation_start(session: Session, year: int, templates: Path | None) -> EvaluationStart:
    """What the dialog begins with; `templates`: the folder of the office, None where it has none."""
    counts = Counter(body for body in session.scalars(_latest(select(ReportVersion.verification_body), year)))
    bodies = tuple(sorted((body, count) for body, count in counts.items() if body))
    found = available_templates(templates, LetterKind.EVALUATION) if templates else ()
    return EvaluationStart(bodies, found)


def evaluation_context(
    session: Session, facts: EvaluationFacts, year: int, catalog: Catalog
) -> EvaluationContext:
    """The evaluation of one body in one year.

    Raises:
        InputError: no report of the body was reviewed in that year.
    """
    found = list(_scores(session, facts.body, year, catalog))
    if not found:
        raise InputError(
            f"{year} 年度没有“{facts.body}”的核查报告评分。", "请先登记并审核它的核查报告。", field="body"
        )
    lines = sorted((line for line, _, _ in found), key=lambda line: line.unit_name)
    scores = [score for _, score, _ in found]
    grade = found[-1][2].body_grade(scores)
    rest = f"{year}年度核查工作评价表"
    return EvaluationContext(
        title=f"{facts.body}{rest}",
        title_lines=title_lines(facts.body, rest),
        body=facts.body,
        year=f"{year}年度",
        reports=tuple(replace(line, number=str(number)) for number, line in enumerate(lines, 1)),
        count=str(len(lines)),
        mean=show_amount(sum(scores, Decimal(0)) / len(scores), 2),
        grade=grade.name if grade else "不定级",
        note="" if grade else "报告数少于定级所需的份数。",
        office=facts.office.strip(),
        date=chinese_date(facts.issued_on) if facts.issued_on else BLANK_DATE,
        iso_date=facts.issued_on.isoformat() if facts.issued_on else "",
        reviewer=or_unknown(facts.person),
    )


def check_evaluation(
    session: Session,
    facts: EvaluationFacts,
    year: int,
    catalog: Catalog,
    template: TemplateReport | None,
    fonts: set[str] | None,
) -> tuple[Notice, ...]:
    """What speaks against writing it, and what to look at."""
    notices = []
    try:
        made = evaluation_context(session, facts, year, catalog)
    except InputError as error:
        notices.append(Notice(Level.ERROR, error.sentence, _PLACE, "body"))
    else:
        if made.note:
            words = f"只有 {made.count} 份核查报告，少于定级所需的份数，写“不定级”。"
            notices.append(Notice(Level.WARNING, words, "等级"))
    if facts.issued_on is None:
        notices.append(Notice(Level.ERROR, "“日期”为空。", _PLACE, "issued_on"))
    if not facts.office.strip():
        notices.append(Notice(Level.WARNING, "“落款单位”为空。", _PLACE, "office"))
    return (*notices, *template_notices(template, fonts))


def write_evaluation(
    session: Session,
    facts: EvaluationFacts,
    year: int,
    catalog: Catalog,
    target: Path,
    template: Path | None = None,
) -> tuple[str, ...]:
    """Write the evaluation. Returns warnings as `render`.

    Raises:
        InputError: no report of the body was reviewed in that year.
    """
    context = evaluation_context(session, facts, year, catalog)
    return render(template or LetterKind.EVALUATION.template, context, target)


def _scores(
    session: Session, body: str, year: int, catalog: Catalog
) -> Iterator[tuple[ReportScore, Decimal, ScoreSheet]]:
    """Every report of the body that has a score; what the reviewer wrote goes before what was counted."""
    query = _latest(select(Report.id), year).where(ReportVersion.verification_body == body)
    for report_id in session.scalars(query).all():
        form = review_form(session, report_id, catalog, with_prefills=False)
        score = report_score(session, form, catalog)
        sheet = catalog.checklist(form.head.kind, year, form.head.edition or None).score_sheet
        if score is None or sheet is None:
            continue
        given = next((parse_amount(row.answer) for row in form.items if not row.item.judged), None)
        value = score.value if given is None else given
        counts = Counter(finding.severity for finding in form.findings)
        critical, major, minor = (str(counts[severity]) for severity in Severity)
        grade = sheet.grade(value).name
        line = ReportScore("", form.head.unit_name, critical, major, minor, show_amount(value), grade)
        yield line, value, sheet


def _latest(query: Select[*T], year: int) -> Select[*T]:
    """`query` over the latest versions of the verification reports of a year."""
    return join_latest(query).where(Report.year == year, Report.kind == DocumentKind.VR)
