"""The values of a unit's reports held against one another: of both kinds, of this year and the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models.enums import DocumentKind
from app.models.report import Report
from app.services.catalog import Catalog
from app.services.checking.limits import own_book
from app.services.checking.load import facts_of, versions
from app.services.checking.rows import HitView, check_view
from app.services.facts import Fact, ReportFacts, describe
from app.services.recalculation import Component

_ENERGY = {"electricity": "c4", "heat": "c5"}


@dataclass(frozen=True)
class HeldRow:
    """One value in all reports that state it, by report. Emissions are in tCO2."""

    key: str
    name: str
    unit: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class Held:
    """The rows from top to bottom, and what the checks found between the reports, by report."""

    rows: tuple[HeldRow, ...] = ()
    hits: tuple[tuple[str, HitView], ...] = ()


def held(session: Session, report_id: str, catalog: Catalog) -> Held:
    """What the reports of a unit in a year and the year before state, and where checks say they disagree."""
    report = session.get(Report, report_id)
    if report is None:
        return Held()
    mine = [v for v in versions(session, unit_id=report.unit_id) if report.year - v.year in (0, 1)]
    facts = facts_of(session, mine)
    stated = {version.report_id: facts[version.id] for version in mine if version.id in facts}
    book = own_book(session, catalog.rules)
    verified = [v for v in mine if v.kind is DocumentKind.VR and v.year == report.year]
    hits = [
        (version.report_id, hit)
        for version in verified
        for hit in check_view(session, version.id, book).hits
        if book.rules[hit.rule].kinds == (DocumentKind.VR,)
    ]
    return Held(tuple(_rows(stated)), tuple(hits))


def _rows(stated: Mapping[str, ReportFacts]) -> Iterator[HeldRow]:
    for name, label, verified in _lines(list(stated.values())):
        facts = {}
        for report_id, one in stated.items():
            names = verified if one.kind is DocumentKind.VR else (name,)
            fact = next((fact for each in names if (fact := one.get(each)) is not None), None)
            if fact is not None:
                facts[report_id] = fact
        info = describe(name)
        if facts:
            yield HeldRow(name, label, info.unit if info else "", facts)


def _lines(reports: Sequence[ReportFacts]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Sums, sources, activity data: name in an emission report, words, names in a verification report."""
    for part in (Component.TOTAL, *(one for one in Component if one is not Component.TOTAL)):
        yield f"c2.{part}", part.label, (f"vr.final.{part}", f"vr.e.{part}")
    fuels = _fuels(reports)
    for fuel in fuels:
        yield f"c3.{fuel}.emission", _label(f"c3.{fuel}.emission"), (f"vr.e.{fuel}",)
    for fuel in fuels:
        yield f"c3.{fuel}.amount", _label(f"c3.{fuel}.amount"), (f"vr.ad.{fuel}",)
    for energy, table in _ENERGY.items():
        yield f"{table}.amount", _label(f"{table}.amount"), (f"vr.ad.{energy}",)


def _fuels(reports: Sequence[ReportFacts]) -> list[str]:
    found: dict[str, None] = {}
    for one in reports:
        if one.kind is DocumentKind.ER:
            found.update(dict.fromkeys(line for line in one.lines("c3") if line != "total"))
        else:
            names = (name.split(".") for name in one.facts if name.startswith(("vr.e.", "vr.ad.")))
            found.update(dict.fromkeys(parts[2] for parts in names if parts[2] not in _ENERGY))
    return list(found)


def _label(name: str) -> str:
    info = describe(name)
    return info.label if info else name
