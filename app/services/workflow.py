"""Where the packages meet: rows of a review become the facts of an opinion, and it is issued."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import __version__
from app.models.amounts import parse_amount
from app.models.bulk import natural
from app.models.enums import Conclusion, DocumentKind, ReviewState, Severity
from app.models.errors import InputError
from app.models.report import Attachment, Report, ReportVersion, join_latest
from app.models.review import Evidence, Opinion
from app.models.unit import Enrolment
from app.services.attachments import attach, detach
from app.services.catalog import Catalog
from app.services.documents.opinion_context import opinion_context
from app.services.documents.opinion_facts import (
    ComponentFacts,
    EvidenceFacts,
    FindingFacts,
    ItemCount,
    OpinionFacts,
    RoundFacts,
)
from app.services.documents.preflight import Level, Notice, preflight
from app.services.documents.render import render
from app.services.documents.templates import TemplateReport, available_templates
from app.services.exchange.report_conflicts import conflicts_of_report
from app.services.journal.history import cell_history
from app.services.letters import numbers
from app.services.letters.said import said
from app.services.people import person_rows
from app.services.review.conclude import Signers, conclude, settle
from app.services.review.form import FindingRow, ReviewForm, earlier_findings, review_form
from app.services.review.receive import Submission, correct, receive
from app.services.review.versions import latest_version
from app.services.workdays import step_deadline, stored_workdays

# So many open conflicts are named one by one before an opinion is written.
_NAMED = 5


@dataclass(frozen=True)
class Signing:
    """What is decided when an opinion is issued: number, date, conclusion and who signs."""

    number: str = ""
    issued_on: date | None = None
    conclusion: Conclusion | None = None
    note: str = ""
    reviewer: str = ""
    second_reviewer: str = ""
    approver: str = ""
    office: str = ""
    resubmit_by: date | None = None


def register_report(
    session: Session,
    unit_id: str,
    year: int,
    kind: DocumentKind,
    submission: Submission,
    files: Iterable[Path],
    catalog: Catalog,
) -> str:
    """A report comes in with its files, all or nothing. Returns the key of the new version.

    Raises:
        InputError, AppError: see `receive` and `attach`.
    """
    version_id = receive(session, unit_id, year, kind, submission, catalog)
    for path in files:
        attach(session, version_id, path)
    return version_id


def correct_report(
    session: Session,
    version_id: str,
    submission: Submission,
    files: Iterable[Path] = (),
    dropped: Iterable[str] = (),
) -> None:
    """Correct what was registered of a version, add files to it and take others (keys) off.

    Raises:
        InputError: see `check_submission` and `attach`; a file that serves as evidence was to go.
    """
    correct(session, version_id, submission)
    for key in dropped:
        row = session.get(Attachment, key)
        if row is not None and session.scalar(select(Evidence.id).where(Evidence.attachment_id == key)):
            raise InputError(
                f"“{row.name}”已用作审核证据，不能去掉。", "请先在审核中去掉这条证据。", field="files"
            )
        detach(session, key)
    for path in files:
        attach(session, version_id, path)


def opinion_facts(session: Session, report_id: str, catalog: Catalog, signing: Signing) -> OpinionFacts:
    """Everything the opinion on the latest version of a report says."""
    form = review_form(session, report_id, catalog, with_prefills=False)
    head = form.head
    listing = session.scalar(
        select(Enrolment).where(Enrolment.unit_id == head.unit_id, Enrolment.year == head.year)
    )
    sectors = catalog.sector_of(listing.industry_code if listing else None, head.industry)
    basis = catalog.basis_for(head.year, sectors, kind=head.kind, category=head.category)
    rounds = _rounds(session, report_id, signing.issued_on)
    advice = signing.note if signing.conclusion is Conclusion.PASSED_WITH_NOTES else ""
    return OpinionFacts(
        kind=head.kind,
        unit_name=head.unit_name,
        year=head.year,
        round=head.round,
        credit_code=head.uscc,
        category=head.category,
        industry=head.industry,
        verification_body=head.verification_body,
        number=signing.number,
        issued_on=signing.issued_on,
        reviewed_on=rounds[-1].reviewed_on,
        resubmit_by=signing.resubmit_by if signing.conclusion is Conclusion.RETURNED else None,
        reviewer=signing.reviewer,
        second_reviewer=signing.second_reviewer,
        approver=signing.approver,
        office=signing.office,
        conclusion=signing.conclusion,
        conclusion_note="" if advice else signing.note,
        emission=_emission(session, head.unit_id, head.year, head.kind),
        basis=tuple(entry.standard.citation for entry in basis),
        rounds=rounds,
        components=(_total_line(session, form),),
        findings=_findings(session, form),
        suggestions=tuple(line.strip() for line in advice.splitlines() if line.strip()),
        counts=_counts(form),
        evidence=tuple(
            EvidenceFacts(row.code, e.file_name, e.page, e.quote) for row in form.items for e in row.evidence
        ),
        program_version=__version__,
        checklist_edition=head.edition,
    )


def current_signing(session: Session, report_id: str, catalog: Catalog) -> Signing:
    """What was signed last for the latest version, to export it again; empty where nothing was issued."""
    version = latest_version(session, report_id)
    if version is None:
        return Signing()
    opinion = session.scalar(select(Opinion).where(Opinion.version_id == version.id))
    conclusion, note = version.conclusion, version.conclusion_note or ""
    if opinion is None:
        return Signing(conclusion=conclusion, note=note)
    return Signing(
        number=opinion.number or "",
        issued_on=opinion.issued_on,
        conclusion=conclusion,
        note=note,
        reviewer=opinion.reviewer or "",
        second_reviewer=opinion.second_reviewer or "",
        approver=opinion.approver or "",
        office=opinion.office or "",
        resubmit_by=opinion.resubmit_by,
    )


def export_opinion(
    session: Session, report_id: str, catalog: Catalog, signing: Signing, template: Path, target: Path
) -> tuple[str, ...]:
    """Write the opinion as a Word file without issuing it. Returns warnings about replaced characters."""
    return render(template, opinion_context(opinion_facts(session, report_id, catalog, signing)), target)


def issue_opinion(
    session: Session, report_id: str, catalog: Catalog, signing: Signing, template: Path, target: Path
) -> tuple[str, ...]:
    """Take the conclusion, write the Word file and keep the record of it, all or nothing.

    Raises:
        InputError: a signature, number or date is missing or taken.
        AppError: the conclusion is not possible yet, or the file could not be written.
    """
    form = review_form(session, report_id, catalog, with_prefills=False)
    _check_signing(session, form, signing)
    _conclude(session, form, signing)
    key = natural(session, "opinion", form.head.version_id)
    opinion = session.get(Opinion, key)
    if opinion is None:
        opinion = Opinion(id=key, version_id=form.head.version_id)
        session.add(opinion)
    opinion.number, opinion.issued_on, opinion.conclusion = (
        signing.number,
        signing.issued_on,
        signing.conclusion,
    )
    opinion.reviewer = signing.reviewer or None
    opinion.second_reviewer = signing.second_reviewer or None
    opinion.approver = signing.approver or None
    opinion.office, opinion.resubmit_by = signing.office or None, signing.resubmit_by
    opinion.template, opinion.file_name = template.name, target.name
    opinion.said, opinion.kept_as, opinion.kept_reason = said(form), None, None
    session.flush()
    warnings = export_opinion(session, report_id, catalog, signing, template, target)
    opinion.sha256 = hashlib.sha256(target.read_bytes()).hexdigest()
    return warnings


@dataclass(frozen=True)
class IssueStart:
    """What the dialog 出具审核意见 begins with."""

    signing: Signing
    people: tuple[str, ...]
    # By when a returned report should come back, and whether the holidays of that year are known.
    resubmit_by: date
    knows_holidays: bool
    templates: tuple[TemplateReport, ...]


def issue_start(
    session: Session, report_id: str, catalog: Catalog, today: date, templates: Path | None, person: str = ""
) -> IssueStart:
    """The signatures of the last time or the next number, the colleagues, and the templates there are.

    `templates`: the folder of the office; None where it has none. `person`: who issues.
    """
    signing = current_signing(session, report_id, catalog)
    if not signing.number:
        signing = replace(signing, number=next_number(session, today.year, person), issued_on=today)
    people = tuple(person.name for person in person_rows(session))
    due = step_deadline(session, catalog, "correction", today)
    known = stored_workdays(session).knows(due.year)
    found = available_templates(templates) if templates else ()
    return IssueStart(signing, people, due, known, found)


def check_opinion(
    session: Session,
    report_id: str,
    catalog: Catalog,
    signing: Signing,
    template: TemplateReport | None,
    fonts: set[str] | None,
) -> tuple[Notice, ...]:
    """What speaks against issuing with `signing`, and what to look at; see `preflight`."""
    facts = opinion_facts(session, report_id, catalog, signing)
    notices = list(preflight(facts, installed_fonts=fonts, template=template))
    notices += _undecided(session, report_id)
    version = latest_version(session, report_id)
    if version is not None and numbers.is_taken(session, signing.number, but=version.id):
        sentence = f"文号“{signing.number}”已经用过。"
        notices.insert(0, Notice(Level.ERROR, sentence, "审核意见", "number"))
    return tuple(notices)


def _undecided(session: Session, report_id: str) -> list[Notice]:
    """Fields in which two people said something else, and nobody has decided."""
    found = conflicts_of_report(session, report_id)
    notices = []
    for c in found[:_NAMED]:
        words = (
            "是否删除" if c.is_deletion else f"{c.label}有 {len({v.value for v in c.versions})} 个不同的值"
        )
        code = c.place.split()[-1] if c.entity == "item" else ""
        sentence = f"{c.place}：{words}，还没有决定。"
        notices.append(Notice(Level.WARNING, sentence, "数据交换 › 冲突台", item_code=code))
    if len(found) > _NAMED:
        sentence = f"另有 {len(found) - _NAMED} 处未决冲突。"
        notices.append(Notice(Level.WARNING, sentence, "数据交换 › 冲突台"))
    return notices


def _conclude(session: Session, form: ReviewForm, signing: Signing) -> None:
    """Take the steps that the signatures stand for: back to the unit, or on to the approval."""
    conclusion, state = signing.conclusion, form.head.state
    assert conclusion is not None
    if conclusion is Conclusion.RETURNED:
        by = signing.second_reviewer if state is ReviewState.IN_SECOND_REVIEW else signing.reviewer
        conclude(session, form, conclusion, signing.note, by, signing.resubmit_by)
        return
    for field, name, words in (
        ("second_reviewer", signing.second_reviewer, "复审人"),
        ("approver", signing.approver, "审定人"),
    ):
        if not name.strip():
            raise InputError(f"请填写{words}。", f"“{conclusion.label}”要有复审和审定。", field=field)
    if state.is_open_to_answers:
        conclude(session, form, conclusion, signing.note, signing.reviewer)
    signers = Signers(signing.reviewer, signing.second_reviewer, signing.approver)
    settle(session, form.head.report_id, signers, conclusion, signing.note, signing.issued_on)


def next_number(session: Session, year: int, person: str = "") -> str:
    """The number that the next opinion of `person` in calendar year `year` bears."""
    return numbers.next_number(session, numbers.Series.OPINION, person, date(year, 1, 1))


def _check_signing(session: Session, form: ReviewForm, signing: Signing) -> None:
    if signing.conclusion is None:
        raise InputError("请选择审核结论。", field="conclusion")
    if not signing.number.strip():
        raise InputError("请填写文号。", field="number")
    if signing.issued_on is None:
        raise InputError("请填写日期。", field="issued_on")
    if not signing.reviewer.strip():
        raise InputError("请填写审核人。", field="reviewer")
    for name, person in (("second_reviewer", signing.second_reviewer), ("approver", signing.approver)):
        if person and person == signing.reviewer:
            label = "复审人" if name == "second_reviewer" else "审定人"
            raise InputError(f"{label}不能与审核人相同。", field=name)
    if numbers.is_taken(session, signing.number, but=form.head.version_id):
        raise InputError(f"文号“{signing.number}”已经用过。", "请换下一个号。", field="number")
    series, own = numbers.Series.OPINION, form.head.opinion_number
    numbers.check_number(session, series, signing.reviewer, signing.issued_on, signing.number, own)


def _rounds(session: Session, report_id: str, today: date | None) -> tuple[RoundFacts, ...]:
    versions = session.scalars(
        select(ReportVersion).where(ReportVersion.report_id == report_id).order_by(ReportVersion.round)
    )
    return tuple(
        RoundFacts(v.round, v.received_on, v.dated, _concluded_on(session, v) or today, v.conclusion)
        for v in versions
    )


def _concluded_on(session: Session, version: ReportVersion) -> date | None:
    """The day on which the conclusion that stands was taken: that of its opinion, else from the journal."""
    signed = session.scalar(select(Opinion.issued_on).where(Opinion.version_id == version.id))
    if signed is not None:
        return signed
    entries = cell_history(session, version.id, "conclusion") if version.conclusion else []
    return entries[0].at.date() if entries else None


def _emission(session: Session, unit_id: str, year: int, kind: DocumentKind) -> Decimal | None:
    """The emission that the latest version of a report states."""
    query = join_latest(select(ReportVersion.emission)).where(
        Report.unit_id == unit_id, Report.year == year, Report.kind == kind
    )
    return session.scalar(query)


def _total_line(session: Session, form: ReviewForm) -> ComponentFacts:
    head = form.head
    return ComponentFacts(
        name="排放总量",
        reported=_emission(session, head.unit_id, head.year, DocumentKind.ER),
        verified=_emission(session, head.unit_id, head.year, DocumentKind.VR),
        last_year=_emission(session, head.unit_id, head.year - 1, DocumentKind.ER),
        is_total=True,
    )


def _findings(session: Session, form: ReviewForm) -> tuple[FindingFacts, ...]:
    """What this round found, and what became of what was found before."""
    new = [row for row in form.findings if not row.is_earlier and not row.is_last_year]
    return tuple(_finding(row) for row in (*new, *earlier_findings(session, form.head.report_id)))


def _finding(row: FindingRow) -> FindingFacts:
    form = row.form
    return FindingFacts(
        severity=form.severity,
        fact=form.fact,
        basis=form.basis,
        request=form.request,
        effect=parse_amount(form.effect_text),
        effect_text=form.effect_text,
        state=row.state,
        item_code=row.code,
        key=row.id,
        round=row.round if row.is_earlier else 0,
        is_last_year=row.is_last_year,
        answer=row.answer,
        answered_on=row.answered_on,
        check_note=row.check_note,
        follow_up=row.follow_up,
    )


def _counts(form: ReviewForm) -> tuple[ItemCount, ...]:
    counts = Counter(
        (row.item.severity or Severity.MINOR, row.verdict) for row in form.items if row.item.judged
    )
    return tuple(ItemCount(severity, verdict, count) for (severity, verdict), count in counts.items())
