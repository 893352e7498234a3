"""A report file comes in: read, matched with its unit, registered as a version, kept with its values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.amounts import parse_amount
from app.models.enums import DocumentKind
from app.models.errors import AppError, InputError
from app.models.report import Attachment, Report, ReportVersion
from app.models.unit import Unit
from app.services.attachments import attach, detach, extract
from app.services.catalog import Catalog
from app.services.intake import (
    Doubt,
    ReportDraft,
    UnitMatch,
    doubts_about,
    match_unit,
    read_report,
    save_draft,
)
from app.services.progress import NO_PROGRESS, Progress
from app.services.review.receive import Submission, receive
from app.services.review.versions import ensure_report, latest_version


@dataclass(frozen=True)
class TakenIn:
    """What was done with a report: the unit, its version, the draft with all doubts."""

    unit_id: str
    unit_name: str
    version_id: str
    round: int
    draft: ReportDraft


@dataclass(frozen=True)
class ReadReport:
    """A report that was read for a version and is not written yet.

    `against`: what speaks against its being the report of that unit and year; these come first.
    """

    version_id: str
    draft: ReportDraft
    against: tuple[Doubt, ...]
    # The file on this computer; None for an attachment, which is in the workspace already.
    source: Path | None = None

    @property
    def whole(self) -> ReportDraft:
        """The draft with all doubts, as it is written."""
        return replace(self.draft, doubts=(*self.against, *self.draft.doubts))


def read_for_version(
    session: Session,
    version_id: str,
    path: Path | None = None,
    attachment_id: str = "",
    progress: Progress = NO_PROGRESS,
) -> ReadReport:
    """Read the file at `path`, or an attachment, as the report of a version; nothing is written.

    Raises:
        InputError, FileMissing, FileBusy: see `read_report`, `extract`. AppError: the version is gone.
    """
    version = session.get(ReportVersion, version_id)
    report = session.get(Report, version.report_id) if version else None
    if report is None:
        raise AppError("这个版次已被删除。", "请刷新后重试。")
    if not report.kind.is_report:
        raise InputError(f"{report.kind.label}没有固定表式，不能自动读入。", "请在“填报数据”中手工填写。")
    progress.total(3)
    progress.step("正在打开文件")
    with TemporaryDirectory(prefix="carbon-review-") as folder:
        source = path or extract(session, attachment_id, Path(folder))
        progress.step("正在识别表格")
        draft = read_report(source, report.kind)
    progress.step("正在核对单位和年度")
    return ReadReport(version_id, draft, _against(session, draft, report.unit_id, report.year), path)


def write_draft(session: Session, version_id: str, draft: ReportDraft, source: Path | None = None) -> int:
    """Keep what was read and looked at as the values of a version; returns how many values there are.

    The file it was read from becomes an attachment, so that every value leads back to its cell.
    """
    save_draft(session, version_id, draft)
    if source is not None:
        _attach_once(session, version_id, source)
    return len(draft.facts.facts)


def unit_by_words(session: Session, words: str) -> Unit:
    """The unit that a person names by its code or full name.

    Raises:
        InputError: there is none, or several.
    """
    plain = words.strip()
    found = session.scalars(select(Unit).where((Unit.uscc == plain.upper()) | (Unit.name == plain))).all()
    if len(found) != 1:
        why = f"名录里没有“{plain}”。" if not found else f"“{plain}”对应 {len(found)} 家单位。"
        raise InputError(why, "请用统一社会信用代码或单位全称。")
    return found[0]


def take_in(
    session: Session,
    draft: ReportDraft,
    year: int,
    catalog: Catalog,
    *,
    source: Path | None = None,
    unit_id: str = "",
    received_on: date | None = None,
) -> TakenIn:
    """Keep a draft as the report of a unit and year; the unit is the one it names unless `unit_id` is given.

    A report that waits or was returned gets a new version; one in first review gets its values read again.

    Raises:
        InputError: the unit is not found in the register. AppError: the review has ended.
    """
    match = match_unit(session, draft.facts)
    unit_id = unit_id or match.unit_id
    if not unit_id:
        raise _not_found(draft, match)
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise InputError("这家单位已不在名录中。", "请刷新后重试。")
    draft = replace(draft, doubts=(*_against(session, draft, unit_id, year), *draft.doubts))
    version_id = _version(session, draft, unit_id, year, catalog, received_on)
    save_draft(session, version_id, draft)
    if source is not None:
        _attach_once(session, version_id, source)
    session.flush()
    number = session.scalar(select(ReportVersion.round).where(ReportVersion.id == version_id))
    return TakenIn(unit_id, unit.name, version_id, number or 1, draft)


def _against(session: Session, draft: ReportDraft, unit_id: str, year: int) -> tuple[Doubt, ...]:
    """What speaks against a draft being the report of a unit and year, each place once."""
    match = match_unit(session, draft.facts)
    spoken = match.doubts if match.unit_id == unit_id else ()
    known = {doubt.where for doubt in spoken}
    more = doubts_about(session, draft.facts, unit_id, year)
    return (*spoken, *(doubt for doubt in more if doubt not in spoken and doubt.where not in known))


def _attach_once(session: Session, version_id: str, source: Path) -> None:
    """Attach the file; the same file read again is not attached a second time."""
    key = attach(session, version_id, source)
    session.flush()
    made = session.get_one(Attachment, key)
    same = select(Attachment.id).where(
        Attachment.version_id == version_id, Attachment.sha256 == made.sha256, Attachment.id != key
    )
    if session.scalar(same) is not None:
        detach(session, key)


def _version(
    session: Session,
    draft: ReportDraft,
    unit_id: str,
    year: int,
    catalog: Catalog,
    received_on: date | None,
) -> str:
    report = ensure_report(session, unit_id, year, draft.kind)
    latest = latest_version(session, report.id)
    submission = _submission(draft, received_on)
    if report.state.is_open_to_answers and latest is not None:
        if not latest.emission_text:
            latest.emission_text = submission.emission_text or None
        latest.dated = latest.dated or submission.dated
        latest.verification_body = latest.verification_body or submission.verification_body or None
        return latest.id
    return receive(session, unit_id, year, draft.kind, submission, catalog)


def _submission(draft: ReportDraft, received_on: date | None) -> Submission:
    facts = draft.facts
    is_emission = draft.kind is DocumentKind.ER
    total = facts.number("c2.total" if is_emission else "vr.final.total")
    text = f"{total:f}" if total is not None else ""
    return Submission(
        received_on=received_on,
        dated=facts.date("head.date" if is_emission else "vr.date.issue"),
        emission_text=text if parse_amount(text) is not None else "",
        verification_body=facts.text("vr.body"),
    )


def _not_found(draft: ReportDraft, match: UnitMatch) -> InputError:
    if match.doubts:
        return InputError(f"{match.doubts[0].text}。", "请选定单位后再导入。")
    facts = draft.facts
    if not facts.unit_name and not facts.unit_code:
        return InputError(f"“{draft.file}”里没有找到单位名称和信用代码。", "请选定单位后再导入。")
    named = "、".join(word for word in (facts.unit_name, facts.unit_code) if word)
    return InputError(f"名录里没有这份报告的单位（{named}）。", "请先把它加入名录，或选定单位后再导入。")
