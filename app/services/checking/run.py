"""Running the checks over one report or over all of a year, and keeping what they found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models.bulk import add_rows, natural, remove_rows, set_rows
from app.models.enums import DocumentKind, HitChange, HitLevel, ReviewState
from app.models.errors import AppError
from app.models.fact import FactRow
from app.models.hit import CheckRun, HitRow
from app.models.monthly import MonthlyEvidence
from app.models.report import Report, ReportVersion, join_latest
from app.services.catalog import Catalog
from app.services.checking.factors import Libraries
from app.services.checking.limits import own_book
from app.services.checking.load import Version, versions
from app.services.checking.surroundings import Surroundings
from app.services.progress import NO_PROGRESS, Progress
from app.services.rules import RULES, CheckResult, Hit, check

_PORTION = 16
_SAME = ("variant", "found", "expected")
_HAS_MONTHS = (Report.kind == DocumentKind.ME) & exists().where(
    MonthlyEvidence.unit_id == Report.unit_id, MonthlyEvidence.year == Report.year
)
_OPEN = [state for state in ReviewState if state.is_open_to_answers]


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of one report."""

    version: Version
    result: CheckResult
    factor_edition: str


@dataclass(frozen=True, slots=True)
class RunCount:
    """What a run over many reports did."""

    reports: int
    errors: int
    warnings: int
    infos: int
    gaps: int


def checked(
    session: Session,
    catalog: Catalog,
    year: int,
    *,
    report_id: str | None = None,
    unit_id: str | None = None,
    progress: Progress = NO_PROGRESS,
) -> Iterator[Checked]:
    """Check the newest version of every report of a year, of a unit or just one; nothing is stored.

    A version that was checked before is checked with the edition of the factor library of that time.
    """
    around = Surroundings(session, catalog, year)
    wanted = [
        version
        for version in around.versions
        if report_id in (None, version.report_id) and unit_id in (None, version.unit_id)
    ]
    editions = _editions(session, wanted)
    book, libraries = own_book(session, catalog.rules), Libraries(session, catalog)
    progress.total(len(wanted))
    for start in range(0, len(wanted), _PORTION):
        portion = wanted[start : start + _PORTION]
        for version, facts, context in around.contexts(portion):
            library = libraries.get(editions.get(version.id))
            progress.step(version.unit_name)
            yield Checked(version, check(facts, context, library, book, RULES), library.edition)


def check_report(session: Session, report_id: str, catalog: Catalog) -> CheckResult:
    """Check one report and keep the result, where its review is open.

    Raises:
        AppError: the report has no version, or no values were read from it.
    """
    found = versions(session, report_id=report_id)
    if not found:
        raise AppError("这份报告还没有登记报送。", "请先登记报送，再运行自动核对。")
    for each in checked(session, catalog, found[0].year, report_id=report_id):
        _keep(session, each, catalog)
        return each.result
    raise AppError("这份报告还没有填报数据，无法核对。", "请先导入报告文件，或手工填写数据。")


def check_all(session: Session, year: int, catalog: Catalog, progress: Progress = NO_PROGRESS) -> RunCount:
    """Check every report of a year and keep the results of those in review."""
    levels: dict[HitLevel, int] = dict.fromkeys(HitLevel, 0)
    reports = 0
    for each in checked(session, catalog, year, progress=progress):
        reports += 1
        for hit in each.result.hits:
            levels[hit.level] += 1
        levels[HitLevel.GAP] += len(each.result.gaps)
        _keep(session, each, catalog)
    return RunCount(
        reports, levels[HitLevel.ERROR], levels[HitLevel.WARNING], levels[HitLevel.INFO], levels[HitLevel.GAP]
    )


def open_reports(session: Session, year: int) -> list[str]:
    """Reports of a year that are open to answers and have values: their checks may say something new."""
    has_values = exists().where(FactRow.version_id == ReportVersion.id)
    query = join_latest(select(Report.id)).where(
        Report.year == year, Report.state.in_(_OPEN), has_values | _HAS_MONTHS
    )
    return list(session.scalars(query))


def has_values(session: Session, version_id: str) -> bool:
    """Whether values were read from a version, or typed; for the evidence of months, whether any came in."""
    if session.scalar(select(FactRow.id).where(FactRow.version_id == version_id).limit(1)) is not None:
        return True
    query = select(Report.id).join(ReportVersion, ReportVersion.report_id == Report.id)
    return session.scalar(query.where(ReportVersion.id == version_id, _HAS_MONTHS)) is not None


def _editions(session: Session, wanted: list[Version]) -> Mapping[str, str]:
    query = select(CheckRun.version_id, CheckRun.factor_edition)
    if len(wanted) == 1:
        query = query.where(CheckRun.version_id == wanted[0].id)
    return {version: edition for version, edition in session.execute(query)}


def _keep(session: Session, each: Checked, catalog: Catalog) -> None:
    """Bring the stored hits of a version in line with a result; a decided hit keeps its decision."""
    version = each.version
    if not version.state.is_open_to_answers:
        return
    _keep_run(session, each, catalog)
    stored = {row.id: row for row in session.scalars(select(HitRow).where(HitRow.version_id == version.id))}
    fresh: list[dict[str, Any]] = []
    changes: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for hit in each.result.hits:
        key = natural(session, "hit", version.id, hit.rule, hit.key)
        if key in seen:
            continue
        seen.add(key)
        values = _values(hit)
        known = stored.get(key)
        if known is None:
            fresh.append({"id": key, "version_id": version.id, "rule": hit.rule, **values})
        elif differing := _differing(known, values):
            changes[key] = differing
    gone = [row for key, row in stored.items() if key not in seen]
    remove_rows(session, HitRow, [row.id for row in gone if row.decision is None])
    for row in gone:
        if row.decision is not None and row.change is not HitChange.GONE:
            changes[row.id] = {"change": HitChange.GONE}
    add_rows(session, HitRow, fresh)
    set_rows(session, HitRow, changes)
    for row in stored.values():
        session.expire(row)


def _differing(known: HitRow, values: Mapping[str, Any]) -> dict[str, Any]:
    """The cells that are different now; where somebody has decided, a mark that the result has changed."""
    differing = {name: value for name, value in values.items() if getattr(known, name) != value}
    if known.decision is None:
        return differing
    if any(name in differing for name in _SAME):
        differing["change"] = HitChange.VALUES
    elif known.change is HitChange.GONE:
        differing["change"] = None
    return differing


def _values(hit: Hit) -> dict[str, Any]:
    details = json.dumps(dict(hit.values), ensure_ascii=False, sort_keys=True) if hit.values else None
    return {
        "variant": hit.variant or None,
        "level": hit.level,
        "name": hit.name or None,
        "subject": hit.subject or None,
        "place": hit.place or None,
        "found": hit.found or None,
        "expected": hit.expected or None,
        "unit": hit.unit or None,
        "details": details,
    }


def _keep_run(session: Session, each: Checked, catalog: Catalog) -> None:
    version_id, result = each.version.id, each.result
    key = natural(session, "check_run", version_id)
    gaps = {gap.rule: list(gap.missing) for gap in result.gaps}
    run = session.get(CheckRun, key)
    if run is None:
        run = CheckRun(
            id=key,
            version_id=version_id,
            factor_edition=each.factor_edition,
            rules_edition=catalog.rules.edition,
        )
        session.add(run)
    run.ran = " ".join(sorted(result.ran))
    run.gaps = json.dumps(gaps, ensure_ascii=False, sort_keys=True) if gaps else None
    session.flush()
