"""The real road of a report: written as a file, read, taken in for its unit, checked among its surroundings.

Nothing is faked; everything happens in one unit of work that is undone, so that an open file serves many.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.database import Workspace, create_workspace, open_workspace
from app.models.enums import Category, DocumentKind
from app.models.identity import Installation
from app.models.report import ReportVersion
from app.models.unit import Enrolment, Unit
from app.services.catalog import Catalog, load_catalog
from app.services.checking import check_report, set_limit
from app.services.intake import ReportDraft, read_report
from app.services.report_intake import take_in
from app.services.rules import CheckResult
from tests.builders import a_unit
from tests.conftest import WANG
from tests.reports.content import Report, make_report
from tests.reports.figures import BUYER, UNITS
from tests.reports.layout import STYLES, Places, lay_out, write_docx, write_pdf, write_xlsx
from tests.reports.verification import make_verification

YEAR = 2024
WRITERS = {"xlsx": write_xlsx, "docx": write_docx, "pdf": write_pdf}
FORMATS = tuple(WRITERS)
LAYOUTS = tuple(STYLES)
# How many fuels are burnt and how large the unit is.
SIZES: tuple[tuple[int, str], ...] = ((3, "1"), (1, "0.83"), (8, "7.3"))
# Prices and amounts per head are the user's to set; the program ships none.
OWN_LIMITS = {
    ("X-23", "electricity_low"): "0.3",
    ("X-23", "electricity_high"): "1.5",
    ("X-23", "natural_gas_low"): "2",
    ("X-23", "natural_gas_high"): "5",
    ("X-29", "employees_most"): "8000",
    ("X-29", "students_most"): "900",
    ("X-29", "beds_most"): "25000",
}
Changes = Mapping[str, str | None]


@dataclass(frozen=True)
class Trip:
    """A report and how it travels; the changes plant other texts into it and into those beside it."""

    sector: str
    layout: str = LAYOUTS[0]
    format: str = FORMATS[0]
    size: int = 0
    kind: DocumentKind = DocumentKind.ER
    changes: Changes = field(default_factory=dict)
    # Of the reports of last year and the year before, and of the report that a verification speaks of.
    prior: Changes = field(default_factory=dict)
    before: Changes = field(default_factory=dict)
    report: Changes = field(default_factory=dict)
    # What the register says of the unit instead.
    unit: Mapping[str, Any] = field(default_factory=dict)
    # Done to the file before the check.
    around: Callable[[Stage], None] | None = None

    def made(self) -> Report:
        """What is written."""
        make = make_report if self.kind is DocumentKind.ER else make_verification
        fuels, scale = SIZES[self.size]
        return make(self.sector, YEAR, 1, fuels, scale=scale, changes=self.changes)


@dataclass(frozen=True)
class Stage:
    """What stands in the open file when the report has come in."""

    session: Session
    catalog: Catalog
    unit: Unit
    version_id: str
    source: Path
    draft: ReportDraft


@dataclass(frozen=True)
class Arrived:
    """Where each value was written, what was read, and what the checks said."""

    source: Path
    places: Places
    draft: ReportDraft
    result: CheckResult


class _Undone(Exception):
    """Takes back all that was written."""


@contextmanager
def _undone(workspace: Workspace) -> Iterator[Session]:
    try:
        with workspace.write("试走") as session:
            yield session
            raise _Undone
    except _Undone:
        pass


def write_report(report: Report, layout: str, kind: str, folder: Path) -> tuple[Path, Places]:
    """The file of a report, and where each value stands in it."""
    path = folder / f"报告.{kind}"
    return path, WRITERS[kind](lay_out(report, STYLES[layout], with_titles=kind == "xlsx"), path)


@cache
def _neighbour(sector: str, year: int, size: int, changes: tuple[tuple[str, str | None], ...]) -> ReportDraft:
    """An emission report beside the one on its way, read from a workbook once for all."""
    fuels, scale = SIZES[size]
    with TemporaryDirectory() as folder:
        report = make_report(sector, year, 1, fuels, scale=scale, changes=dict(changes))
        return read_report(write_report(report, LAYOUTS[0], "xlsx", Path(folder))[0])


class Desks:
    """Open files, one for each unit of a size: its reports of the years before lie in it already."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._empty = folder / "空.crd"
        self._here = Installation(folder / "install")
        create_workspace(self._empty, name="示例区", year=YEAR, author=WANG, installation=self._here).close()
        self._open: dict[tuple[str, int, DocumentKind], Workspace] = {}

    def close(self) -> None:
        for workspace in self._open.values():
            workspace.close()

    def of(self, trip: Trip) -> Workspace:
        key = (trip.sector, trip.size, trip.kind)
        if key not in self._open:
            path = self._folder / f"{trip.sector}{trip.size}{trip.kind.value}.crd"
            shutil.copy(self._empty, path)
            workspace = self._open[key] = open_workspace(path, author=WANG, installation=self._here)
            with workspace.write("备好") as session:
                self._prepare(session, trip)
        return self._open[key]

    def _prepare(self, session: Session, trip: Trip) -> None:
        catalog = load_catalog()
        for (rule, key), value in OWN_LIMITS.items():
            set_limit(session, catalog.rules, rule, key, value)
        unit = _unit(session, trip)
        for year in _years_beside(trip):
            _take(session, trip, unit, year, {})


def travel(desks: Desks, trip: Trip, folder: Path) -> Arrived:
    """Write, read, take in and check a report."""
    catalog = load_catalog()
    source, places = write_report(trip.made(), trip.layout, trip.format, folder)
    draft = read_report(source)
    with _undone(desks.of(trip)) as session:
        unit = session.scalars(select(Unit).where(Unit.name == UNITS[trip.sector][0])).one()
        for name, value in trip.unit.items():
            holder = unit if hasattr(unit, name) else _enrolment(session, unit)
            setattr(holder, name, value)
        session.flush()
        beside = (trip.report, trip.prior, trip.before)
        for year, changes in zip((YEAR, YEAR - 1, YEAR - 2), beside, strict=True):
            if changes:
                _take(session, trip, unit, year, changes)
        taken = take_in(session, draft, YEAR, catalog, source=source, unit_id=unit.id)
        version = session.get_one(ReportVersion, taken.version_id)
        if trip.around is not None:
            trip.around(Stage(session, catalog, unit, version.id, source, draft))
            session.flush()
        result = check_report(session, version.report_id, catalog)
    return Arrived(source, places, draft, result)


def _years_beside(trip: Trip) -> tuple[int, ...]:
    return (YEAR - 2, YEAR - 1, YEAR) if trip.kind is DocumentKind.VR else (YEAR - 2, YEAR - 1)


def _enrolment(session: Session, unit: Unit) -> Enrolment:
    wanted = (Enrolment.unit_id == unit.id, Enrolment.year == YEAR)
    return session.scalars(select(Enrolment).where(*wanted)).one()


def _unit(session: Session, trip: Trip) -> Unit:
    name, code, industry_code, industry, _ = UNITS[trip.sector]
    fuels, scale = SIZES[trip.size]
    total = float(make_report(trip.sector, YEAR, 1, fuels, scale=scale).expected()["c2.total"])
    category = Category.KEY if total >= 5000 else Category.GENERAL
    a_unit(session, BUYER, uscc=None, industry_code="6210", industry="正餐服务", category=Category.KEY)
    return a_unit(session, name, uscc=code, industry_code=industry_code, industry=industry, category=category)


def _take(session: Session, trip: Trip, unit: Unit, year: int, changes: Changes) -> None:
    draft = _neighbour(trip.sector, year, trip.size, tuple(changes.items()))
    take_in(session, draft, year, load_catalog(), unit_id=unit.id)


def other_unit(stage: Stage, sector: str, changes: Changes, **fields: Any) -> str:
    """Another unit with its report of the year; returns its version."""
    name, _, industry_code, industry, _ = UNITS[sector]
    known = {"name": f"{name}（另）", "uscc": None, "industry_code": industry_code, "industry": industry}
    unit = a_unit(stage.session, **{**known, **fields})
    draft = _neighbour(sector, YEAR, 0, tuple(changes.items()))
    return take_in(stage.session, draft, YEAR, stage.catalog, unit_id=unit.id).version_id
