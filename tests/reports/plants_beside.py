"""Errors that show only beside something else: verification reports, other years, units, files and months."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.models.base import new_id
from app.models.enums import Category, DocumentKind, HitLevel
from app.models.unit import FormerName
from app.services.attachments import attach
from app.services.checking.evidence import save_month
from tests.reports.figures import UNITS, rounded
from tests.reports.plants import (
    ALL,
    ARITHMETIC,
    ITEMS,
    MAGNITUDES,
    Change,
    E,
    Figures,
    N,
    Plant,
    W,
    nothing,
    plus,
    put,
    times,
)
from tests.reports.road import YEAR, Stage, other_unit

Around = Callable[[Stage], None]
SOME = ("services", "heat", "other")


def _verified(
    rule: str,
    variant: str,
    level: HitLevel,
    name: str,
    change: Change,
    sectors: tuple[str, ...] = ALL,
    **more: Any,
) -> Plant:
    return Plant(rule, variant, level, sectors, name, change, DocumentKind.VR, **more)


def _changed_without_reason(figures: Figures, _: int, __: str) -> dict[str, str | None]:
    """A change of more than the limit in the first emission, with the difference that goes with it."""
    return {"vr.change_reason": None}


def _serious(figures: Figures, size: int, _: str) -> dict[str, str | None]:
    final = Decimal(figures["vr.final.total"])
    first = rounded(final * Decimal(("1.12", "1.6", "0.7")[size]))
    return {"vr.initial.total": str(first), "vr.change": str(final - first)}


VERIFICATION = [
    _verified("X-01", "row", E, "vr.e.electricity", times("1.01", "1.3", "0.7")),
    _verified("X-01", "row", E, "vr.e.electricity", times("1.01", "1.3", at="vr.elec_factor"),
          sectors=("road",)),
    _verified("X-02", "sum", E, "vr.final.total", times("1.004", "1.3", "0.7")),
    _verified("X-02", "sum", E, "vr.initial.total", times("1.004", "1.3", "0.7")),
    _verified("X-07", "part", E, "vr.final.total", plus("0.02", "10", "-100")),
    _verified("X-07", "part", E, "vr.final.fuel", plus("0.02", "10", "-1")),
    _verified("X-07", "part", E, "vr.final.electricity", plus("0.02", "10", "-1")),
    _verified("X-07", "part", E, "vr.final.heat", plus("0.02", "10", "-1"), sectors=("other", "school")),
    _verified("X-07", "part", E, "vr.final.process", plus("0.02", "10"), sectors=("cement", "other")),
    _verified("X-07", "part", E, "vr.ad.electricity", times("1.01", "1.3", "0.7")),
    _verified("X-07", "part", E, "vr.ad.diesel", times("1.1", "1.3"), sectors=("road", "data_centre")),
    _verified("X-08", "version", E, "vr.er_version_final", put("V2.0", "V0.9", "第二版")),
    _verified("X-08", "date", E, "vr.er_date_final", put("2025年3月6日", "2025-02-05")),
    _verified("X-08", "version", E, "vr.er_version_final", nothing,
          report=put("V3.0", "V1.1", at="head.version")),
    _verified("X-09", "none", E, "vr.nc_count", put("0")),
    _verified("X-10", "order", E, "vr.date.desk", put("2025-01-05", "2024-12-31")),
    _verified("X-10", "order", E, "vr.date.site_from", put("2025-03-07", "2025年1月9日")),
    _verified("X-10", "order", E, "vr.date.site_to", put("2025-03-11")),
    _verified("X-10", "order", E, "vr.date.close", put("2025-03-12")),
    _verified("X-10", "order", E, "vr.date.tech_review", put("2025-03-20")),
    _verified("X-10", "order", E, "vr.date.approve", put("2025-03-23", "2025-01-23")),
    _verified("X-10", "order", E, "vr.date.issue", put("2025-03-19", "2025-03-25")),
    _verified("X-10", "same_day", W, "vr.date.issue", put("2025-03-28", at="vr.date.site_to")),
    _verified("X-15", "power", E, "vr.ad.electricity", times("1000", "10", "0.1")),
    _verified("X-24", "transposed", E, "vr.elec_factor", put("0.5633", "0.460")),
    _verified("X-24", "scheme", W, "vr.elec_factor", put("0.5703")),
    _verified("X-34", "year", E, "vr.year", put("2023", "2025")),
    _verified("X-34", "early", E, "vr.date.issue", put("2024-03-28")),
    _verified("VR-03", "unit", E, "vr.uscc", put(UNITS["school"][1]), sectors=("heat", "cement")),
    _verified("VR-03", "unit", E, "vr.unit_name", put("示例另一家有限公司")),
    _verified("VR-06", "team", E, "vr.technical_reviewer", put("陈丙", "王甲", "李乙")),
    _verified("VR-06", "team", E, "vr.approver", put("王甲", "李乙")),
    _verified("VR-24", "expired", W, "vr.meter.valid_to", put("2024-11-30", "2023年6月30日")),
    _verified("VR-35", "serious", W, "vr.final.total", _serious),
    _verified("VR-35", "stated", E, "vr.change", plus("-1.2", "125", "-1000")),
    _verified("VR-35", "reason", W, "vr.final.total", _changed_without_reason),
]  # fmt: skip


def _filed_months(stage: Stage) -> None:
    """The months that were filed make another year than the report."""
    amount = stage.draft.facts.number("c4.amount") or Decimal(0)
    for month in range(1, 13):
        each = rounded(amount / 13 + month)
        save_month(stage.session, stage.unit.id, YEAR, month, {"c4.amount": str(each)}, None)


def _another(change: Change, **fields: Any) -> Around:
    """Another unit of another sector whose report has something of this one."""

    def around(stage: Stage) -> None:
        mine = {name: fact.text for name, fact in stage.draft.facts.facts.items()}
        other_unit(stage, "road", change(mine, 0, ""), **fields)

    return around


def _same(*names: str) -> Change:
    return lambda figures, _, __: {name: figures[name] for name in names}


def _nearly(figures: Figures, _: int, __: str) -> dict[str, str | None]:
    name = figures["head.name"]
    return {"head.name": f"{name[:2]}新{name[3:]}", "head.reg_address": figures["head.reg_address"]}


def _former_name(stage: Stage) -> None:
    said = stage.draft.facts.unit_name
    stage.session.add(FormerName(id=new_id(), unit_id=stage.unit.id, name=said))


def _shared_file(stage: Stage) -> None:
    attach(stage.session, other_unit(stage, "road", {}), stage.source)


def _peers(stage: Stage) -> None:
    """Nine others of the class, each ten times smaller in its emission per area."""
    area = stage.draft.facts.number("c13.area") or Decimal(1)
    for number in range(9):
        other_unit(
            stage,
            "school",
            {
                "c13.area": str(rounded(area * 30 * (100 + number) / 100)),
                "head.name": f"示例学校{number}",
                "account.electricity": f"9{number}",
                "account.gas": f"8{number}",
            },
            name=f"示例学校{number}",
        )


BESIDE = [
    Plant("X-17", "code", E, SOME, "head.uscc", around=_another(_same("head.uscc"))),
    Plant("X-17", "name", E, SOME, "head.name", around=_another(_same("head.name"))),
    Plant("X-17", "similar", W, SOME, "head.name", around=_another(_nearly)),
    Plant("X-17", "account", E, SOME, "account.gas", around=_another(_same("account.gas"))),
    Plant("X-17", "account", E, SOME, "account.electricity", around=_another(_same("account.electricity"))),
    Plant("X-18", "file", W, SOME, "", around=_shared_file),
    Plant("X-18", "file", W, SOME, "", kind=DocumentKind.VR, around=_shared_file),
    Plant("X-21", "general", N, ALL, "c2.total", unit={"category": Category.GENERAL}),
    Plant("X-21", "key", N, ("services", "school"), "c2.total", times("0.3", "0.1"), size=0),
    Plant(
        "X-21",
        "energy",
        N,
        ("services", "school", "aviation"),
        "c2.total",
        lambda f, _, __: {
            name: str(rounded(Decimal(f[name]) / 20))
            for name in f
            if name in ("c4.amount", "c5.amount") or (name.startswith("c3.") and name.endswith(".amount"))
        },
        unit={"category": Category.GENERAL},
        size=0,
    ),
    Plant("X-22", "far", W, ("school",), "c2.total", around=_peers, size=0),
    Plant("X-26", "voucher", E, SOME, "elec.voucher", around=_another(_same("elec.voucher"))),
    Plant(
        "X-26",
        "voucher",
        E,
        ALL,
        "elec.voucher",
        lambda f, _, __: {"elec.voucher": f["elec.voucher"].replace(str(YEAR), str(YEAR - 1))},
    ),
    Plant("X-28", "filed", E, SOME, "c4.amount", around=_filed_months),
    Plant(
        "X-35",
        "shift",
        W,
        ALL,
        "c2.total",
        prior=times("0.7", "0.6", "1.6", at="c2.total"),
        before=times("0.45", "0.3", "2.6", at="c2.total"),
    ),
    Plant("ER-07", "former", W, SOME, "head.name", unit={"name": "示例新名有限公司"}, around=_former_name),
]

PLANTS: tuple[Plant, ...] = (*ARITHMETIC, *MAGNITUDES, *ITEMS, *VERIFICATION, *BESIDE)
