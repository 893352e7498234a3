"""Letters beside the opinion: 补正通知 to the unit and 核查问询单 to the verification body (guide §7.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.errors import InputError
from app.models.report import Report, ReportVersion
from app.models.review import Letter
from app.services.catalog import Catalog
from app.services.documents.letter_contexts import (
    NoticeFacts,
    correction_context,
    open_findings,
    question_context,
)
from app.services.documents.letter_kinds import LetterKind
from app.services.documents.opinion_facts import OpinionFacts
from app.services.documents.preflight import Level, Notice, finding_notices, template_notices
from app.services.documents.render import render
from app.services.documents.templates import TemplateReport, available_templates
from app.services.letters.numbers import Series, check_number, is_taken, next_number
from app.services.people import person_rows
from app.services.review.form import review_form
from app.services.review.versions import latest_version
from app.services.workdays import step_deadline
from app.services.workflow import Signing, opinion_facts

_KINDS = {Series.CORRECTION: LetterKind.CORRECTION, Series.QUESTIONS: LetterKind.QUESTIONS}
_CONTEXTS = {Series.CORRECTION: correction_context, Series.QUESTIONS: question_context}


@dataclass(frozen=True)
class NoticeStart:
    """What the dialog of a notice begins with."""

    notice: NoticeFacts
    addressee: str
    people: tuple[str, ...]
    templates: tuple[TemplateReport, ...]
    # Whether the same letter was given out before, under the same number.
    is_again: bool = False


def notice_kind(series: Series) -> LetterKind:
    """The kind of letter that is numbered in a series."""
    return _KINDS[series]


def read_notice_start(
    session: Session,
    report_id: str,
    catalog: Catalog,
    series: Series,
    person: str,
    today: date,
    templates: Path | None = None,
) -> NoticeStart:
    """As `notice_start`, with a deadline by the rules of the file, and what there is to choose from."""
    notice = notice_start(session, report_id, series, person, today)
    letter = _letter(session, report_id, series)
    if notice.due_on is None:
        notice = replace(
            notice, due_on=step_deadline(session, catalog, "correction", notice.issued_on or today)
        )
    facts = _facts(session, report_id, catalog, series)
    addressee = facts.unit_name if series is Series.CORRECTION else facts.verification_body
    people = tuple(one.name for one in person_rows(session))
    found = available_templates(templates, notice_kind(series)) if templates else ()
    return NoticeStart(notice, addressee, people, found, bool(letter and letter.number))


def check_notice(
    session: Session,
    report_id: str,
    catalog: Catalog,
    series: Series,
    notice: NoticeFacts,
    template: TemplateReport | None,
    fonts: set[str] | None,
) -> tuple[Notice, ...]:
    """What speaks against sending it, and what to look at; errors first."""
    facts = _facts(session, report_id, catalog, series)
    letter = _letter(session, report_id, series)
    problems = (*_head_problems(facts, series), *_problems(session, series, notice, letter))
    found = [Notice(Level.ERROR, one.sentence, series.label, one.field) for one in problems]
    if not notice.office.strip():
        found.append(Notice(Level.WARNING, "“落款单位”为空。", series.label, "office"))
    if notice.due_on is None:
        found.append(Notice(Level.WARNING, "“答复期限”为空，通知里不写期限。", series.label, "due_on"))
    found += finding_notices(open_findings(facts))
    found += template_notices(template, fonts)
    return tuple(sorted(found, key=lambda one: list(Level).index(one.level)))


def numbered(session: Session, report_id: str, series: Series, notice: NoticeFacts) -> NoticeFacts:
    """`notice` with the number that follows from who signs and when; a letter that has one keeps it."""
    letter = _letter(session, report_id, series)
    if letter is not None and letter.number:
        return replace(notice, number=letter.number)
    if not notice.person.strip() or notice.issued_on is None:
        return notice
    return replace(notice, number=next_number(session, series, notice.person, notice.issued_on))


def draft_notice(
    session: Session,
    report_id: str,
    catalog: Catalog,
    series: Series,
    notice: NoticeFacts,
    target: Path,
    template: Path | None = None,
) -> tuple[str, ...]:
    """Write the file without giving the number. Returns warnings as `render`."""
    context = _CONTEXTS[series](_facts(session, report_id, catalog, series), notice)
    return render(template or notice_kind(series).template, context, target)


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
    head = review_form(session, report_id, catalog, with_prefills=False).head
    facts = _facts(session, report_id, catalog, series)
    for problem in (
        *_problems(session, series, notice, letter),
        *_head_problems(facts, series),
    ):
        raise problem
    context = _CONTEXTS[series](facts, notice)
    if letter is None:
        key = natural(session, "letter", head.version_id, series.value)
        letter = Letter(id=key, version_id=head.version_id, kind=series.value)
        session.add(letter)
    letter.number, letter.issued_on, letter.due_on = notice.number, notice.issued_on, notice.due_on
    letter.person, letter.file_name = notice.person, target.name
    session.flush()
    return render(template or notice_kind(series).template, context, target)


def _facts(session: Session, report_id: str, catalog: Catalog, series: Series) -> OpinionFacts:
    facts = opinion_facts(session, report_id, catalog, Signing())
    # What the body is asked about stands in the report of the body, or in that of the unit it verified.
    if series is Series.QUESTIONS and not facts.verification_body:
        head = review_form(session, report_id, catalog, with_prefills=False).head
        return replace(facts, verification_body=_body_of(session, head.unit_id, head.year))
    return facts


def _head_problems(facts: OpinionFacts, series: Series) -> Iterator[InputError]:
    if series is Series.QUESTIONS and not facts.verification_body:
        yield InputError("还没有登记核查机构。", "请先在收件登记里填写核查机构。", field="addressee")
    if not open_findings(facts):
        yield InputError("没有未关闭的问题，不需要发出通知。", "请先把要补正的事项写成问题。")


def _problems(
    session: Session, series: Series, notice: NoticeFacts, letter: Letter | None
) -> Iterator[InputError]:
    """What is wrong with number, date and sender."""
    own = (letter.number if letter else "") or ""
    if not notice.number.strip():
        yield InputError("请填写文号。", field="number")
    if notice.issued_on is None:
        yield InputError("请填写日期。", field="issued_on")
    if not notice.person.strip():
        yield InputError("请填写经办人。", field="person")
    if notice.issued_on is None:
        return
    if notice.due_on is not None and notice.due_on <= notice.issued_on:
        yield InputError("答复期限不晚于通知的日期。", field="due_on")
    if notice.number != own and is_taken(session, notice.number):
        yield InputError(f"文号“{notice.number}”已经用过。", field="number")
        return
    try:
        check_number(session, series, notice.person, notice.issued_on, notice.number, own)
    except InputError as error:
        yield error


def _letter(session: Session, report_id: str, series: Series) -> Letter | None:
    """The letter of that kind on the latest version."""
    version = latest_version(session, report_id)
    if version is None:
        return None
    return session.scalar(select(Letter).where(Letter.version_id == version.id, Letter.kind == series.value))


def _body_of(session: Session, unit_id: str, year: int) -> str:
    query = (
        select(ReportVersion.verification_body)
        .join(Report, Report.id == ReportVersion.report_id)
        .where(Report.unit_id == unit_id, Report.year == year, ReportVersion.verification_body.is_not(None))
    )
    return session.scalar(query.order_by(ReportVersion.round.desc())) or ""
