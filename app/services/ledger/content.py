"""What the ledger is made of: the rows of a year, each table read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TypeVar, TypeVarTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.amounts import parse_amount
from app.models.enums import Category, DocumentKind, ListState, ReviewEvent
from app.models.fact import FactRow
from app.models.recorder import raw
from app.models.report import Person, Report, ReportVersion, StateChange
from app.models.review import Finding, Item, Opinion
from app.models.unit import Enrolment, Unit
from app.services.catalog import Catalog, Checklist
from app.services.journal.history import last_changes

T = TypeVar("T")
Columns = TypeVarTuple("Columns")


# What an emission is divided by, the first that a report states: kg per square metre, t per 10,000 yuan.
_BASES = (
    ("product.area", 1000, "kgCO₂/m²", "建筑面积"),
    ("c13.area", 1000, "kgCO₂/m²", "建筑面积"),
    ("product.value", 1, "tCO₂/万元", "产值"),
    ("c13.output", 1, "tCO₂/万元", "产值"),
)


@dataclass
class Content:
    """The rows of the year, read once per table."""

    session: Session
    year: int
    catalog: Catalog
    # The accounting standards by industry and category: the same question for most units.
    standards: dict[tuple[str | None, str | None, Category | None], str] = field(default_factory=dict)
    _checklists: dict[tuple[DocumentKind, str | None], Checklist] = field(default_factory=dict)

    @cached_property
    def listed(self) -> list[tuple[Unit, Enrolment]]:
        """The units of the year with their place on the list, in the order of the list."""
        query = select(Unit, Enrolment).join(Enrolment, Enrolment.unit_id == Unit.id)
        found = self.session.execute(query.where(Enrolment.year == self.year))
        rows = [(unit, listing) for unit, listing in found]
        order = list(Category)

        def place(pair: tuple[Unit, Enrolment]) -> tuple[int, int, str]:
            unit, listing = pair
            category = order.index(listing.category) if listing.category else len(order)
            number = listing.list_number or ""
            return category, int(number) if number.isdecimal() else 1 << 30, unit.name

        return sorted(rows, key=place)

    @cached_property
    def names(self) -> dict[str, str]:
        """Unit -> its name."""
        return {unit.id: unit.name for unit, _ in self.listed}

    @cached_property
    def reports(self) -> dict[tuple[str, DocumentKind], Report]:
        """The reports of units on the list."""
        rows = self.session.scalars(select(Report).where(Report.year == self.year))
        return {(report.unit_id, report.kind): report for report in rows if report.unit_id in self.names}

    @cached_property
    def versions(self) -> dict[str, list[ReportVersion]]:
        """Report -> its versions, first round first."""
        query = select(ReportVersion).join(Report, Report.id == ReportVersion.report_id)
        query = query.where(Report.year == self.year).order_by(ReportVersion.round)
        return _grouped((version.report_id, version) for version in self.session.scalars(query))

    @cached_property
    def before(self) -> dict[str, Decimal]:
        """Unit -> emission of the year before, as its last emission report states it."""
        query = select(Report.unit_id, ReportVersion.emission)
        query = query.join(ReportVersion, ReportVersion.report_id == Report.id)
        query = query.where(Report.year == self.year - 1, Report.kind == DocumentKind.ER)
        rows = self.session.execute(query.order_by(ReportVersion.round))
        return {unit: emission for unit, emission in rows if emission is not None}

    @cached_property
    def people(self) -> dict[str, str]:
        """Person -> name."""
        return {person.id: person.name for person in self.session.scalars(select(Person))}

    @cached_property
    def lines(self) -> list[tuple[Report, ReportVersion]]:
        """Every version with its report, in the order of the list."""
        kinds = list(DocumentKind)
        found = []
        for unit, _ in self.listed:
            for kind in kinds:
                if (report := self.reports.get((unit.id, kind))) is not None:
                    found += [(report, version) for version in self.versions.get(report.id, ())]
        return found

    @cached_property
    def findings(self) -> dict[str, list[tuple[Finding, str]]]:
        """Version -> its findings with the code of their item."""
        query = select(Finding, Item.code).outerjoin(Item, Item.id == Finding.item_id)
        rows = self.session.execute(self._of_year(query, Finding.version_id).order_by(Item.code, Finding.id))
        return _grouped((finding.version_id, (finding, code or "")) for finding, code in rows)

    @cached_property
    def steps(self) -> dict[str, list[tuple[StateChange, datetime]]]:
        """Report -> its assignments and visits in their order, and when they were typed in."""
        query = select(StateChange).join(Report, Report.id == StateChange.report_id)
        query = query.where(
            Report.year == self.year, StateChange.event.in_((ReviewEvent.ASSIGN, ReviewEvent.FINISH_SITE))
        )
        query = query.order_by(StateChange.number, StateChange.id)
        rows = list(self.session.scalars(query))
        typed = last_changes(self.session, [row.id for row in rows])
        return _grouped((row.report_id, (row, typed[row.id][1])) for row in rows)

    @cached_property
    def scores(self) -> dict[str, Decimal]:
        """Version -> the score that its reviewer wrote."""
        codes = {
            item.code
            for report, version in self.lines
            if report.kind is DocumentKind.VR and self.checklist(report, version).score_sheet
            for item in self.checklist(report, version).items
            if not item.judged
        }
        query = self._of_year(select(Item), Item.version_id).where(Item.code.in_(codes))
        rows = self.session.scalars(query.order_by(Item.code))
        found = {item.version_id: parse_amount(item.answer) for item in rows if item.answer}
        return {version: score for version, score in found.items() if score is not None}

    @cached_property
    def intensity(self) -> dict[str, tuple[Decimal, str]]:
        """Unit -> emission by area or output as its last emission report states them, and what it is."""
        query = self._of_year(select(FactRow), FactRow.version_id)
        rows = self.session.scalars(query.where(FactRow.name.in_([name for name, _, _, _ in _BASES])))
        known = {(row.version_id, row.name): row.corrected_number or row.number for row in rows}
        found = {}
        for (unit, kind), report in self.reports.items() if known else ():
            versions = self.versions.get(report.id, [])
            emission = versions[-1].emission if versions else None
            if kind is not DocumentKind.ER or emission is None:
                continue
            for name, factor, unit_of, what in _BASES:
                if base := known.get((versions[-1].id, name)):
                    found[unit] = (round(emission * factor / base, 4), f"{unit_of}，{what}")
                    break
        return found

    @cached_property
    def opinions(self) -> dict[str, Opinion]:
        """Version -> the opinion that was issued."""
        rows = self.session.scalars(self._of_year(select(Opinion), Opinion.version_id))
        return {opinion.version_id: opinion for opinion in rows}

    @cached_property
    def state_days(self) -> dict[str, date]:
        """Report -> the day since which it is in its state, from the journal."""
        return self._days("report r ON r.id = h.row", "state")

    @cached_property
    def conclusion_days(self) -> dict[str, date]:
        """Version -> the day on which its conclusion was taken, from the journal."""
        return self._days(
            "report_version v ON v.id = h.row JOIN report r ON r.id = v.report_id", "conclusion"
        )

    def checklist(self, report: Report, version: ReportVersion) -> Checklist:
        """The checklist that a version is reviewed by."""
        key = (report.kind, version.checklist_edition)
        if key not in self._checklists:
            self._checklists[key] = self.catalog.checklist(report.kind, self.year, version.checklist_edition)
        return self._checklists[key]

    def is_counted(self, unit_id: str) -> bool:
        """Whether a unit stands on the list, and was not taken off it."""
        return unit_id in self._counted

    @cached_property
    def _counted(self) -> frozenset[str]:
        return frozenset(unit.id for unit, place in self.listed if place.state is ListState.LISTED)

    def _of_year(self, query: Select[*Columns], version: InstrumentedAttribute[str]) -> Select[*Columns]:
        """`query` limited to versions of the year."""
        joined = query.join(ReportVersion, ReportVersion.id == version)
        return joined.join(Report, Report.id == ReportVersion.report_id).where(Report.year == self.year)

    def _days(self, join: str, field_name: str) -> dict[str, date]:
        rows = raw(self.session).execute(
            f"SELECT h.row, max(c.at) FROM head h JOIN change c ON c.id = h.change JOIN {join} "
            "WHERE h.field = ? AND r.year = ? GROUP BY h.row",
            (field_name, self.year),
        )
        return {row: datetime.fromisoformat(at).date() for row, at in rows}


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
