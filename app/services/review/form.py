"""What the workbench shows about one report: items by section, findings of all rounds, progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.enums import (
    Category,
    Conclusion,
    DocumentKind,
    FindingState,
    FollowUp,
    HitDecision,
    HitLevel,
    ReviewState,
    Severity,
    Verdict,
)
from app.models.errors import AppError
from app.models.hit import HitRow
from app.models.report import Attachment, Person, Report, ReportVersion
from app.models.review import Evidence, Finding, Item, Opinion
from app.models.unit import Enrolment, Unit
from app.services.catalog import Catalog, ChecklistItem, Section
from app.services.journal.history import cell_history
from app.services.review.parts import FindingForm, Prefill, missing_parts
from app.services.review.versions import latest_version


@dataclass(frozen=True)
class EvidenceRow:
    """Where an answer was seen."""

    id: str
    file_name: str
    page: str
    quote: str
    attachment_id: str | None
    spot: str = ""


@dataclass(frozen=True)
class ItemRow:
    """One checklist item with its answer."""

    item: ChecklistItem
    id: str | None
    verdict: Verdict | None
    answer: str
    remark: str
    evidence: tuple[EvidenceRow, ...]
    finding_id: str | None

    @property
    def code(self) -> str:
        """The code of the item."""
        return self.item.code

    @property
    def is_answered(self) -> bool:
        """Whether nothing more is to be done here."""
        return self.item.is_answered(self.verdict, self.answer)

    @property
    def is_bad(self) -> bool:
        """Whether the verdict is the one that makes a finding."""
        return self.item.is_bad(self.verdict)


@dataclass(frozen=True)
class FindingRow:
    """One finding with the item and round it comes from."""

    id: str
    code: str
    round: int
    state: FindingState
    form: FindingForm
    answer: str = ""
    answered_on: date | None = None
    check_note: str = ""
    # Of a finding that an earlier round or last year's report left: what became of it; None: not looked at.
    is_last_year: bool = False
    # Of an earlier round of this report: the unit was told of it.
    is_earlier: bool = False
    follow_up: FollowUp | None = None

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.form.severity

    @property
    def missing(self) -> tuple[str, ...]:
        """What the text still lacks."""
        return missing_parts(self.form)


@dataclass(frozen=True)
class AttachmentRow:
    """A file that came with the version."""

    id: str
    name: str
    size: int


@dataclass(frozen=True)
class Head:
    """Whose report it is, and where it stands."""

    report_id: str
    version_id: str
    unit_id: str
    unit_name: str
    uscc: str
    category: Category | None
    industry: str
    year: int
    kind: DocumentKind
    state: ReviewState
    round: int
    assignee: str
    second_reviewer: str
    approver: str
    deadline: date | None
    received_on: date | None
    dated: date | None
    emission_text: str
    verification_body: str
    edition: str
    conclusion: Conclusion | None
    conclusion_note: str
    opinion_number: str


@dataclass(frozen=True)
class SectionCount:
    """Progress of one section."""

    section: Section
    answered: int
    total: int
    bad: int


@dataclass(frozen=True)
class ReviewForm:
    """Everything the workbench shows."""

    head: Head
    items: tuple[ItemRow, ...]
    findings: tuple[FindingRow, ...]
    attachments: tuple[AttachmentRow, ...]
    sections: tuple[SectionCount, ...]
    prefills: Mapping[str, Prefill]
    # Errors of the automatic checks that nobody has decided yet.
    undecided_errors: int = 0

    @property
    def answered(self) -> int:
        """Items with nothing more to do."""
        return sum(s.answered for s in self.sections)

    @property
    def total(self) -> int:
        """Items that concern the unit."""
        return sum(s.total for s in self.sections)

    @property
    def open_findings(self) -> tuple[FindingRow, ...]:
        """Findings that are not closed, of all rounds."""
        return tuple(f for f in self.findings if f.state.is_open)

    def row(self, code: str) -> ItemRow | None:
        """The item of that code."""
        return next((row for row in self.items if row.code == code), None)

    def with_row(self, changed: ItemRow) -> ReviewForm:
        """This form with one item as it is now, counted anew; to show a tick before it is on disk."""
        items = tuple(changed if row.code == changed.code else row for row in self.items)
        sections = count_sections((s.section for s in self.sections), items)
        return replace(self, items=items, sections=sections)


_SEVERITY_ORDER = list(Severity)


def review_form(
    session: Session, report_id: str, catalog: Catalog, *, with_prefills: bool = True
) -> ReviewForm:
    """The latest version of a report with its checklist; `with_prefills` False where nobody writes a finding.

    Raises:
        AppError: the report is gone or was never handed in.
    """
    report = session.get(Report, report_id)
    version = latest_version(session, report_id) if report else None
    if report is None or version is None:
        raise AppError("这份报告还没有登记报送。", "请先登记报送，再开始审核。")
    unit = session.get_one(Unit, report.unit_id)
    listing = session.scalar(
        select(Enrolment).where(Enrolment.unit_id == unit.id, Enrolment.year == report.year)
    )
    head = _head(session, report, version, unit, listing)
    checklist = catalog.checklist(report.kind, report.year, version.checklist_edition)
    sectors = catalog.sector_of(listing.industry_code if listing else None, head.industry)
    concerned = catalog.applicable(checklist, category=head.category, sectors=sectors)
    items = _items(session, version, concerned)
    return ReviewForm(
        head=head,
        items=items,
        findings=_findings(session, report, version),
        attachments=_attachments(session, version),
        sections=count_sections(checklist.sections, items),
        prefills={
            item.code: Prefill(item.fact, _basis(catalog, item, head, sectors), item.request)
            for item in (concerned if with_prefills else ())
        },
        undecided_errors=_undecided_errors(session, version),
    )


def _undecided_errors(session: Session, version: ReportVersion) -> int:
    is_open = HitRow.decision.is_(None) | (HitRow.decision == HitDecision.TO_VERIFY)
    query = select(func.count()).where(
        HitRow.version_id == version.id, HitRow.level == HitLevel.ERROR, is_open
    )
    return session.scalar(query) or 0


def count_sections(sections: Iterable[Section], items: tuple[ItemRow, ...]) -> tuple[SectionCount, ...]:
    """Progress by section, in the order of the checklist; sections that concern the unit only."""
    total = Counter(row.item.section for row in items if row.item.judged)
    answered = Counter(row.item.section for row in items if row.item.judged and row.is_answered)
    bad = Counter(row.item.section for row in items if row.is_bad)
    return tuple(
        SectionCount(s, answered[s.code], total[s.code], bad[s.code])
        for s in sections
        if any(row.item.section == s.code for row in items)
    )


def _head(
    session: Session, report: Report, version: ReportVersion, unit: Unit, listing: Enrolment | None
) -> Head:
    opinion = session.scalar(select(Opinion).where(Opinion.version_id == version.id))
    return Head(
        report_id=report.id,
        version_id=version.id,
        unit_id=unit.id,
        unit_name=unit.name,
        uscc=unit.uscc or "",
        category=listing.category if listing else None,
        industry=(listing.industry if listing else None) or "",
        year=report.year,
        kind=report.kind,
        state=report.state,
        round=version.round,
        assignee=_name(session, report.assignee_id),
        second_reviewer=_name(session, report.second_reviewer_id),
        approver=_name(session, report.approver_id),
        deadline=report.deadline,
        received_on=version.received_on,
        dated=version.dated,
        emission_text=version.emission_text or "",
        verification_body=version.verification_body or "",
        edition=version.checklist_edition or "",
        conclusion=version.conclusion,
        conclusion_note=version.conclusion_note or "",
        opinion_number=(opinion.number if opinion else None) or "",
    )


def _name(session: Session, person_id: str | None) -> str:
    person = session.get(Person, person_id) if person_id else None
    return person.name if person else ""


def _items(
    session: Session, version: ReportVersion, concerned: tuple[ChecklistItem, ...]
) -> tuple[ItemRow, ...]:
    stored = {row.code: row for row in session.scalars(select(Item).where(Item.version_id == version.id))}
    evidence: dict[str, list[EvidenceRow]] = {}
    rows = session.scalars(
        select(Evidence).join(Item, Item.id == Evidence.item_id).where(Item.version_id == version.id)
    )
    for e in sorted(rows, key=lambda row: row.id):
        row = EvidenceRow(e.id, e.file_name or "", e.page or "", e.quote or "", e.attachment_id, e.spot or "")
        evidence.setdefault(e.item_id, []).append(row)
    findings = session.execute(select(Finding.item_id, Finding.id).where(Finding.version_id == version.id))
    by_item = {item: key for item, key in findings if item}
    result = []
    for item in concerned:
        found = stored.get(item.code)
        key = found.id if found else None
        result.append(
            ItemRow(
                item=item,
                id=key,
                verdict=found.verdict if found else None,
                answer=(found.answer if found else None) or "",
                remark=(found.remark if found else None) or "",
                evidence=tuple(evidence.get(key or "", ())),
                finding_id=by_item.get(key or ""),
            )
        )
    return tuple(result)


def _findings(session: Session, report: Report, version: ReportVersion) -> tuple[FindingRow, ...]:
    """Of this round all, of earlier rounds those still open; severe first."""
    rows = _finding_rows(session, report, version)
    return tuple(row for row in rows if not row.is_earlier or row.state.is_open)


def earlier_findings(session: Session, report_id: str) -> tuple[FindingRow, ...]:
    """What the unit was told before the latest round and what came of it: earlier rounds and last year.

    Left out is what was settled before the last letter, which has told so, and what was withdrawn.
    """
    report, version = session.get(Report, report_id), latest_version(session, report_id)
    if report is None or version is None:
        return ()
    told = _letter_before(session, version)
    found = []
    for row in _finding_rows(session, report, version):
        is_new = not row.is_earlier and not row.is_last_year
        if is_new or row.state is FindingState.WITHDRAWN:
            continue
        if told is None or row.state.is_open or _since(session, row.id) > told:
            found.append(row)
    return tuple(found)


def _letter_before(session: Session, version: ReportVersion) -> int | None:
    """When the conclusion of the round before was taken, by the clock of the journal."""
    key = natural(session, "version", version.report_id, version.round - 1)
    entries = cell_history(session, key, "conclusion")
    return entries[0].clock if entries else None


def _since(session: Session, finding_id: str) -> int:
    """Since when a finding is in its state, by the same clock."""
    return cell_history(session, finding_id, "state")[0].clock


def _finding_rows(session: Session, report: Report, version: ReportVersion) -> list[FindingRow]:
    """The findings of all rounds, severe first."""
    query = (
        select(Finding, ReportVersion.round, Item.code)
        .join(ReportVersion, ReportVersion.id == Finding.version_id)
        .outerjoin(Item, Item.id == Finding.item_id)
        .where(ReportVersion.report_id == report.id)
    )
    rows = []
    earlier = _earlier_codes(session, report)
    for finding, number, code in session.execute(query):
        form = FindingForm(
            finding.severity,
            finding.fact or "",
            finding.basis or "",
            finding.effect_text or "",
            finding.request or "",
        )
        rows.append(
            FindingRow(
                *(finding.id, code or earlier.get(finding.earlier_id, ""), number, finding.state, form),
                answer=finding.answer or "",
                answered_on=finding.answered_on,
                check_note=finding.check_note or "",
                is_last_year=bool(finding.earlier_id),
                is_earlier=number < version.round,
                follow_up=finding.follow_up,
            )
        )
    rows.sort(key=lambda f: (_SEVERITY_ORDER.index(f.severity), f.code or "\uffff", f.id))
    return rows


def _earlier_codes(session: Session, report: Report) -> dict[str | None, str]:
    """The items of last year's findings, by finding."""
    key = natural(session, "report", report.unit_id, report.year - 1, report.kind)
    query = select(Finding.id, Item.code).join(Item, Item.id == Finding.item_id)
    query = query.join(ReportVersion, ReportVersion.id == Finding.version_id)
    return {one: code for one, code in session.execute(query.where(ReportVersion.report_id == key))}


def _attachments(session: Session, version: ReportVersion) -> tuple[AttachmentRow, ...]:
    rows = session.scalars(select(Attachment).where(Attachment.version_id == version.id))
    return tuple(sorted((AttachmentRow(a.id, a.name, a.size) for a in rows), key=lambda a: a.name))


def _basis(catalog: Catalog, item: ChecklistItem, head: Head, sectors: frozenset[str]) -> str:
    standards = catalog.basis_of(item, head.year, sectors, category=head.category)
    return "；".join(s.citation for s in standards)
