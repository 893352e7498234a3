"""The calculation of a report: our result with its working, all versions side by side, the energy."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bulk import natural
from app.models.enums import Category, DocumentKind
from app.models.errors import AppError
from app.models.hit import CheckRun
from app.models.report import ReportVersion
from app.services.catalog import Catalog, FactorLibrary
from app.services.checking.factors import Libraries
from app.services.checking.load import Version, facts_of, versions
from app.services.facts import ReportFacts
from app.services.recalculation import (
    Comparison,
    EnergyView,
    Recalculation,
    energy_view,
    recalculate,
    side_by_side,
)


@dataclass(frozen=True)
class NewerEdition:
    """There is a newer edition than the one of this review. `effect` in tCO2: how much more the report would
    emit with what the newer one recommends; None where it recommends nothing that could be computed.
    """

    old: str
    new: str
    effect: Decimal | None


@dataclass(frozen=True)
class Calculation:
    """An emission report computed anew, with the library it was computed with."""

    library: FactorLibrary
    facts: ReportFacts
    recalculated: Recalculation
    comparison: tuple[Comparison, ...]
    energy: EnergyView
    verification: ReportFacts | None = None
    prior: ReportFacts | None = None
    newer: NewerEdition | None = None


def calculation(session: Session, unit_id: str, year: int, catalog: Catalog) -> Calculation:
    """The newest emission report of a unit and year computed anew.

    Raises:
        AppError: there is no emission report, or no values were read from it.
    """
    mine = {(v.year, v.kind): v for v in versions(session, unit_id=unit_id)}
    report = mine.get((year, DocumentKind.ER))
    if report is None:
        raise AppError("这家单位本年度还没有排放报告。", "请先登记报送。")
    first = _first_round(session, report)
    wanted = {
        "report": report,
        "first": first,
        "verification": mine.get((year, DocumentKind.VR)),
        "prior": mine.get((year - 1, DocumentKind.ER)),
    }
    facts = facts_of(session, [version for version in wanted.values() if version is not None])
    found = {key: facts.get(version.id) if version else None for key, version in wanted.items()}
    newest = found["report"]
    if newest is None:
        raise AppError("这份排放报告还没有填报数据，无法复算。", "请先导入报告文件，或手工填写数据。")
    run = session.get(CheckRun, natural(session, "check_run", report.id))
    libraries = Libraries(session, catalog)
    library = libraries.get(run.factor_edition if run else None)
    scheme = "national" if report.category is Category.NATIONAL else "beijing"
    recalculated = recalculate(newest, library, year=year, scheme=scheme)
    initial = found["first"]
    rows = side_by_side(
        recalculated,
        initial or newest,
        corrected=newest if initial is not None else None,
        verification=found["verification"],
        prior=found["prior"],
    )
    energy = energy_view(newest, library, year=year)
    newer = None
    if library.edition != libraries.current:
        anew = recalculate(newest, libraries.get(), year=year, scheme=scheme)
        before, after = recommended_total(recalculated), recommended_total(anew)
        effect = after - before if before is not None and after is not None else None
        newer = NewerEdition(library.edition, libraries.current, effect)
    return Calculation(
        library, newest, recalculated, rows, energy, found["verification"], found["prior"], newer
    )


def recommended_total(found: Recalculation) -> Decimal | None:
    """What all lines emit with the recommended parameters, in tCO2; None where nothing could be computed."""
    amounts = [line.standard.result if line.standard else line.emission for line in found.lines]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _first_round(session: Session, report: Version) -> Version | None:
    """The first version of a report, where the newest is another."""
    if report.round == 1:
        return None
    query = select(ReportVersion.id, ReportVersion.round).where(ReportVersion.report_id == report.report_id)
    key, number = min(session.execute(query), key=lambda row: row[1])
    return Version(
        **{field: getattr(report, field) for field in Version.__slots__} | {"id": key, "round": number}
    )
