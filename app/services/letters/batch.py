"""导出全部意见: a check of many opinions, then their files, with one table of what was not written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from app.models.enums import DocumentKind
from app.models.errors import AppError, Cancelled
from app.services.catalog import Catalog
from app.services.documents.preflight import Level, Notice, preflight
from app.services.documents.templates import TemplateReport
from app.services.files import safe_name
from app.services.letters.numbers import double_numbers
from app.services.letters.stale import stale_opinion
from app.services.progress import NO_PROGRESS, Progress
from app.services.review.form import review_form
from app.services.workflow import current_signing, export_opinion, opinion_facts

_STOPPED = "已取消，没有导出"


@dataclass(frozen=True)
class BatchLine:
    """One opinion of a batch: whose, its file, what the check said; `problem` keeps it from the batch."""

    report_id: str
    unit_name: str
    kind: DocumentKind
    file_name: str = ""
    notices: tuple[Notice, ...] = ()
    problem: str = ""

    @property
    def errors(self) -> tuple[Notice, ...]:
        """What must be mended first."""
        return tuple(notice for notice in self.notices if notice.level is Level.ERROR)

    @property
    def is_ready(self) -> bool:
        """Whether it can be written."""
        return not self.problem and not self.errors

    @property
    def why(self) -> str:
        """Why it is not written, in a sentence; empty where it is."""
        errors = self.errors
        more = f"（另有 {len(errors) - 1} 处）" if len(errors) > 1 else ""
        return self.problem or (f"{errors[0].sentence.rstrip('。')}{more}" if errors else "")


@dataclass(frozen=True)
class BatchResult:
    """What was written, and what was not with the reason."""

    written: tuple[Path, ...]
    failed: tuple[BatchLine, ...]
    was_stopped: bool = False


def opinion_file_name(unit: str, kind: DocumentKind, round: int, number: str) -> str:
    """What the file of an opinion is called: the digits of its number, the unit, the round."""
    digits = "".join(c for c in number.rsplit("〕", 1)[-1] if c.isdigit())
    part = f"第{round}轮" if round > 1 else ""
    return safe_name(f"{digits} {unit} {kind.label}审核意见{part}".strip()) + ".docx"


def check_batch(
    session: Session,
    reports: Iterable[tuple[str, str, DocumentKind]],
    catalog: Catalog,
    template: TemplateReport | None,
    fonts: set[str] | None,
    progress: Progress = NO_PROGRESS,
) -> tuple[BatchLine, ...]:
    """What would go wrong with the opinions on `reports` (key, unit, kind), before any is written."""
    wanted = list(reports)
    doubles = set(double_numbers(session))
    progress.total(len(wanted))
    lines = []
    for report_id, unit, kind in wanted:
        progress.step(unit)
        session.expire_all()
        lines.append(_checked(session, BatchLine(report_id, unit, kind), catalog, template, fonts, doubles))
        session.expunge_all()
    return tuple(lines)


def _checked(
    session: Session,
    line: BatchLine,
    catalog: Catalog,
    template: TemplateReport | None,
    fonts: set[str] | None,
    doubles: set[str],
) -> BatchLine:
    try:
        head = review_form(session, line.report_id, catalog).head
        signing = current_signing(session, line.report_id, catalog)
        if not signing.number:
            return replace(line, problem="还没有出具审核意见")
        facts = opinion_facts(session, line.report_id, catalog, signing)
        notices = list(preflight(facts, installed_fonts=fonts, template=template))
        if signing.number in doubles:
            sentence = f"文号“{signing.number}”有两份审核意见在用，请重新出具其中一份。"
            notices.insert(0, Notice(Level.ERROR, sentence, "审核意见", "number"))
        if (stale := stale_opinion(session, line.report_id, catalog)) is not None:
            words = f"出具后有 {len(stale.changes)} 处变化，请重新出具或注明理由。"
            notices.append(Notice(Level.ERROR, words, "审核意见", "", stale.changes[0].code))
    except AppError as error:
        return replace(line, problem=error.sentence.rstrip("。"))
    name = opinion_file_name(head.unit_name, head.kind, head.round, signing.number)
    return replace(line, file_name=name, notices=tuple(notices))


def export_batch(
    session: Session,
    lines: Iterable[BatchLine],
    catalog: Catalog,
    template: Path,
    folder: Path,
    progress: Progress = NO_PROGRESS,
) -> BatchResult:
    """Write the opinions that are ready into `folder`, each whole or not at all; nothing is written over.

    A file that cannot be written stops none of the others. What was written before a stop stays.
    """
    wanted = list(lines)
    failed = [line for line in wanted if not line.is_ready]
    todo = [line for line in wanted if line.is_ready]
    written: list[Path] = []
    progress.total(len(todo))
    for place, line in enumerate(todo):
        try:
            progress.step(line.unit_name)
        except Cancelled:
            failed += [replace(left, problem=_STOPPED) for left in todo[place:]]
            return BatchResult(tuple(written), tuple(failed), was_stopped=True)
        target = _free(folder / line.file_name)
        try:
            signing = current_signing(session, line.report_id, catalog)
            export_opinion(session, line.report_id, catalog, signing, template, target)
        except AppError as error:
            failed.append(replace(line, problem=error.sentence.rstrip("。")))
        else:
            written.append(target)
        session.expunge_all()
    return BatchResult(tuple(written), tuple(failed))


def _free(path: Path) -> Path:
    candidate, number = path, 2
    while candidate.exists():
        candidate = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return candidate
