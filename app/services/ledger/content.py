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

from app.models.enums import Category, DocumentKind, ListState
from app.models.recorder import raw
from app.models.report import Person, Report, ReportVersion
from app.models.review import Evidence, Finding, Item, Opinion
from app.models.unit import Enrolment, FormerName, Unit
from app.services.catalog import Catalog, Checklist

T = TypeVar("T")
Columns = TypeVarTuple("Columns")


@dataclass
class Content:
    """The rows of the year, read once per table."""

    session: Session
    year: int
    catalog: Catalog
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
    def items(self) -> dict[str, list[Item]]:
        """Version -> its answers."""
        rows = self.session.scalars(self._of_year(select(Item), Item.version_id).order_by(Item.code))
        return _grouped((item.version_id, item) for item in rows)

    @cached_property
    def evidence(self) -> dict[str, list[Evidence]]:
        """Item -> where its answer was seen."""
        query = select(Evidence).join(Item, Item.id == Evidence.item_id)
        rows = self.session.scalars(self._of_year(query, Item.version_id).order_by(Evidence.id))
        return _grouped((evidence.item_id, evidence) for evidence in rows)

    @cached_property
    def opinions(self) -> dict[str, Opinion]:
        """Version -> the opinion that was issued."""
        rows = self.session.scalars(self._of_year(select(Opinion), Opinion.version_id))
        return {opinion.version_id: opinion for opinion in rows}

    @cached_property
    def former_names(self) -> dict[str, list[str]]:
        """Unit -> the names it had before."""
        rows = self.session.scalars(select(FormerName).order_by(FormerName.name))
        return _grouped((row.unit_id, row.name) for row in rows)

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
