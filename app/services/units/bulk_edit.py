"""One change for many units: counted before it is written, so that nobody is surprised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural, set_rows
from app.models.enums import Category, DocumentKind, ListState, ReviewState
from app.models.report import Report
from app.models.unit import Enrolment

_PART = 500

Case = tuple[str, DocumentKind]


@dataclass(frozen=True)
class BulkChange:
    """What is to be the same for all chosen units on the list of a year; None leaves a value as it is."""

    category: Category | None = None
    list_state: ListState | None = None
    # Code and name; both are set.
    industry: tuple[str, str] | None = None

    @property
    def values(self) -> Mapping[str, object]:
        """The fields to set, by their stored names."""
        found: dict[str, object] = {}
        if self.category is not None:
            found["category"] = self.category
        if self.list_state is not None:
            found["state"] = self.list_state
        if self.industry is not None:
            code, name = self.industry
            found |= {"industry_code": code.strip() or None, "industry": name.strip() or None}
        return found


@dataclass(frozen=True)
class BulkPreview:
    """What a change would do: keys of the units to change, and how many stay as they are, and why.

    `cases`: the reports to change where the change is about reports.
    """

    changed: tuple[str, ...]
    same: int
    finished: int
    cases: tuple[Case, ...] = ()

    @property
    def sentence(self) -> str:
        """The preview in a line."""
        parts = [f"将修改 {len(self.changed):,} 家" if self.changed else "没有要修改的单位"]
        if self.finished:
            parts.append(f"{self.finished:,} 家审核已结束，不会改动")
        if self.same:
            parts.append(f"{self.same:,} 家已经是这样")
        return "；".join(parts)


def preview_change(session: Session, unit_ids: Sequence[str], year: int, change: BulkChange) -> BulkPreview:
    """Count what `change` would do. Units whose review of the year has ended are left alone."""
    values = change.values
    finished = _finished(session, year)
    changed: list[str] = []
    same = ended = 0
    for listing in _listings(session, unit_ids, year):
        if all(getattr(listing, field) == value for field, value in values.items()):
            same += 1
        elif listing.unit_id in finished:
            ended += 1
        else:
            changed.append(listing.unit_id)
    return BulkPreview(tuple(changed), same, ended)


def apply_change(session: Session, unit_ids: Sequence[str], year: int, change: BulkChange) -> int:
    """Write what `preview_change` counted, as the file stands now. Returns how many units changed."""
    preview = preview_change(session, unit_ids, year, change)
    session.expunge_all()
    rows = {natural(session, "enrolment", key, year): dict(change.values) for key in preview.changed}
    set_rows(session, Enrolment, rows)
    return len(rows)


def preview_assignment(
    session: Session, unit_ids: Sequence[str], year: int, person_id: str | None
) -> BulkPreview:
    """Which reports would be given to a colleague (None: taken back). Ended reviews are left alone."""
    return _preview_cases(
        session, unit_ids, year, lambda report: report.assignee_id == person_id, not person_id
    )


def preview_deadline(
    session: Session, unit_ids: Sequence[str], year: int, deadline: date | None
) -> BulkPreview:
    """Which reports would get another deadline (None: none). Ended reviews are left alone."""

    def is_same(report: Report) -> bool:
        return report.deadline == deadline

    return _preview_cases(session, unit_ids, year, is_same, not deadline)


def _preview_cases(
    session: Session, unit_ids: Sequence[str], year: int, is_same: Callable[[Report], bool], is_empty: bool
) -> BulkPreview:
    """`is_empty`: the value is that of a report nobody has touched yet."""
    reports = {
        (report.unit_id, report.kind): report
        for report in session.scalars(select(Report).where(Report.year == year))
    }
    cases: list[Case] = []
    changed: list[str] = []
    same = ended = 0
    for listing in _listings(session, unit_ids, year):
        due = [kind for kind in DocumentKind if _is_due(listing, kind, reports)]
        known = {kind: reports.get((listing.unit_id, kind)) for kind in due}
        open_kinds = [k for k, report in known.items() if report is None or not report.state.is_final]
        wanted = [k for k in open_kinds if not _stands(known[k], is_same, is_empty)]
        cases += [(listing.unit_id, kind) for kind in wanted]
        if wanted:
            changed.append(listing.unit_id)
        elif open_kinds:
            same += 1
        else:
            ended += 1
    return BulkPreview(tuple(changed), same, ended, tuple(cases))


def _stands(report: Report | None, is_same: Callable[[Report], bool], is_empty: bool) -> bool:
    return is_empty if report is None else is_same(report)


def _is_due(listing: Enrolment, kind: DocumentKind, reports: Mapping[Case, Report]) -> bool:
    """An emission report of each unit, a verification report of key ones, and whatever is there already."""
    verified = listing.category is not None and listing.category.is_verified
    is_due = kind is DocumentKind.ER or (kind.is_report and verified)
    return is_due or (listing.unit_id, kind) in reports


def _finished(session: Session, year: int) -> set[str]:
    ended = [state for state in ReviewState if state.is_final]
    query = select(Report.unit_id).where(
        Report.year == year, Report.kind == DocumentKind.ER, Report.state.in_(ended)
    )
    return set(session.scalars(query))


def _listings(session: Session, unit_ids: Sequence[str], year: int) -> Iterable[Enrolment]:
    for start in range(0, len(unit_ids), _PART):
        part = unit_ids[start : start + _PART]
        query = select(Enrolment).where(Enrolment.year == year, Enrolment.unit_id.in_(part))
        yield from session.scalars(query)
