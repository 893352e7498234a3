"""Every kind of error of the guide's §5, to be planted one by one: what is changed, where it must be found.

A change gives other texts by name, from the figures of the clean report and the size of the error 0, 1, 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.models.enums import Category, DocumentKind, HitLevel
from tests.reports.figures import MONTHS, STEADY, credit_code, rounded
from tests.reports.road import Stage

Figures = Mapping[str, str]
Change = Callable[[Figures, int, str], dict[str, str | None]]
E, W, N = HitLevel.ERROR, HitLevel.WARNING, HitLevel.INFO
SERVICES = ("services", "school", "data_centre", "telecom")
KEYS = ("heat", "power", "cement", "petrochemical", "road", "aviation", "other")
ALL = (*SERVICES, *KEYS)
ROOMS, CEMENT, HOUSES, POWER = ("data_centre",), ("cement",), ("services",), ("power",)
HEATED = ("heat", "services", "school", "telecom")
GAS = ("services", "school", "heat", "power", "telecom", "other")
BOUGHT = ("services", "school", "telecom", "petrochemical", "aviation", "other")


def nothing(_: Figures, __: int, ___: str) -> dict[str, str | None]:
    """The report as it is."""
    return {}


@dataclass(frozen=True)
class Plant:
    """An error: `name` is the value at whose cell it must be found ("" where it has no cell)."""

    rule: str
    variant: str
    level: HitLevel
    sectors: tuple[str, ...]
    name: str
    change: Change = nothing
    kind: DocumentKind = DocumentKind.ER
    # Of the reports beside it, see Trip.
    prior: Change = nothing
    before: Change = nothing
    report: Change = nothing
    unit: Mapping[str, Any] = field(default_factory=dict)
    around: Callable[[Stage], None] | None = None
    # The size of unit that it takes; otherwise it is planted in all.
    size: int | None = None
    # The cell is empty or gone: the hit names the value without a place.
    is_gone: bool = False

    @property
    def id(self) -> str:
        return f"{self.rule}-{self.variant}-{self.name or 'whole'}"


def times(*factors: str, at: str = "") -> Change:
    """The number times one of the factors, with the decimals it has; `at`: another than the found one."""

    def change(figures: Figures, size: int, name: str) -> dict[str, str | None]:
        number = Decimal(figures[at or name])
        places = max(0, -int(number.as_tuple().exponent))
        return {at or name: str(rounded(number * Decimal(factors[size % len(factors)]), places))}

    return change


def plus(*more: str, at: str = "") -> Change:
    """The number and one of these more."""
    return lambda figures, size, name: {
        at or name: str(Decimal(figures[at or name]) + Decimal(more[size % len(more)]))
    }


def put(*texts: str | None, at: str = "") -> Change:
    """One of these texts instead."""
    return lambda _, size, name: {at or name: texts[size % len(texts)]}


def share(of: str, *factors: str) -> Change:
    """A share of another number."""
    return lambda figures, size, name: {
        name: str(rounded(Decimal(figures[of]) * Decimal(factors[size % len(factors)])))
    }


def both(*changes: Change) -> Change:
    """Several changes together."""
    return lambda figures, size, name: {
        key: text for change in changes for key, text in change(figures, size, name).items()
    }


def same_months(prefix: str, *months: int) -> Change:
    """Months that repeat the first of them."""
    return lambda figures, _, __: {
        f"{prefix}.{MONTHS[month - 1]}": figures[f"{prefix}.{MONTHS[months[0] - 1]}"] for month in months
    }


def tails(prefix: str, tail: str, *months: int) -> Change:
    """Months whose last digits are the same."""

    def change(figures: Figures, _: int, __: str) -> dict[str, str | None]:
        names = [f"{prefix}.{MONTHS[month - 1]}" for month in months]
        step = Decimal(10) ** (len(tail) - 2)
        first = Decimal(figures[names[0]]) // step * step + Decimal(tail).scaleb(-2)
        return {name: str(first + place * step) for place, name in enumerate(names)}

    return change


def round_months(figures: Figures, _: int, __: str) -> dict[str, str | None]:
    """Every month of fuel and purchase a round number."""
    return {
        name: str(max(100, int(Decimal(text)) // 100 * 100))
        for name, text in figures.items()
        if name.startswith(("c7.", "monthly.")) and name[-3:] in MONTHS
    }


def steady_gas(figures: Figures, _: int, __: str) -> dict[str, str | None]:
    """Gas of a heating plant burnt all the year."""
    year = Decimal(figures["c7.natural_gas.year"])
    parts = [rounded(year * Decimal(str(part))) for part in STEADY]
    return {f"c7.natural_gas.{m}": str(p) for m, p in zip(MONTHS, [*parts, year - sum(parts)], strict=True)}


def wrong_check_digit(figures: Figures, _: int, __: str) -> dict[str, str | None]:
    code = figures["head.uscc"]
    return {"head.uscc": code[:17] + ("1" if code[17] != "1" else "2")}


def rounded_column(figures: Figures, _: int, __: str) -> dict[str, str | None]:
    """The factor cut to two decimals, and the emission that follows from it."""
    factor = rounded(Decimal(figures["c3.natural_gas.ef"]))
    heat = Decimal(figures["c3.natural_gas.amount"]) * Decimal("389.31")
    return {"c3.natural_gas.ef": str(factor), "c3.natural_gas.emission": str(rounded(heat * factor))}


ARITHMETIC = [
    Plant("X-01", "row", E, GAS, "c3.natural_gas.emission", times("1.012", "1.3", ".5")),
    Plant("X-01", "slight", W, GAS, "c3.natural_gas.emission", times("1.003")),
    Plant("X-01", "row", E, ALL, "c4.emission", times("1.009", "0.91", "2")),
    Plant("X-01", "row", E, BOUGHT, "c5.emission", times("1.009", "0.91", "2")),
    Plant("X-01", "row", E, HEATED, "c6.natural_gas.emission", times("1.02", "0.7", "3")),
    Plant("X-01", "row", E, ("other",), "process.carbonate.emission", times("1.1", ".7")),
    Plant("X-01", "row", E, ("petrochemical",), "process.coke_burn.emission", times("1.1")),
    Plant("X-01", "row", E, CEMENT, "cement.emission", times("1.01", "0.8")),
    Plant("X-02", "sum", E, ALL, "c2.total", times("1.006", "1.18", "0.81")),
    Plant("X-02", "sum", E, ALL, "c2.fuel", times("1.02", "1.21", "0.7")),
    Plant("X-02", "sum", E, ALL, "c2.electricity", times("1.01", "1.2", "0.7")),
    Plant("X-02", "sum", E, BOUGHT, "c2.heat", times("1.01", "1.2", "0.7")),
    Plant("X-02", "sum", E, ("other", "petrochemical", "cement"), "c2.process", times("1.02", "1.4")),
    Plant("X-02", "sum", E, ALL, "c3.total", times("1.01", "1.3", "0.7")),
    Plant("X-02", "sum", E, HEATED, "c6.total", times("1.01", "1.3", "0.7")),
    Plant("X-02", "sum", E, ("other", "petrochemical"), "process.total", times("1.02", "0.5")),
    Plant("X-03", "year", E, GAS, "c7.natural_gas.year", plus("0.5", "13.7", "210", at="c7.natural_gas.m03")),
    Plant("X-03", "year", E, HEATED, "c8.natural_gas.year", plus("-0.4", "-3", "-9")),
    Plant("X-03", "year", E, ALL, "monthly.electricity.year",
          plus("0.9", "9", "-11", at="monthly.electricity.m05")),
    Plant("X-03", "year", E, BOUGHT, "monthly.heat.year", plus("0.9", "90", "-11")),
    Plant("X-04", "months", E, GAS, "c7.natural_gas.year", plus("0.2", "10", "100")),
    Plant("X-04", "heating", E, HEATED, "c6.natural_gas.amount",
          share("c3.natural_gas.amount", "1.01", "1.2", "2")),
    Plant("X-04", "facilities", E, HEATED, "c8.natural_gas.m01",
          share("c7.natural_gas.m01", "1.01", "1.2", "2")),
    Plant("X-04", "facilities", E, HEATED, "c8.natural_gas.year",
          share("c7.natural_gas.year", "1.01", "1.2", "2")),
    Plant("X-05", "fuel", E, HEATED, "c14.total.fuel_emission", times("1.01", "0.9", "3")),
    Plant("X-05", "electricity", E, HEATED, "c14.total.elec_emission", times("1.01", "0.9", "3")),
    Plant("X-06", "intensity", E, ROOMS, "c11.large.intensity", times("1.01", "0.7", "10")),
    Plant("X-06", "intensity", E, ROOMS, "c11.small.intensity", times("1.01", "0.7", "10")),
    Plant("X-06", "intensity", E, ("telecom",), "c12.total.intensity", times("1.01", "0.7", "10")),
    Plant("X-06", "sum", E, ("telecom",), "c12.total.volume", times("1.01", "0.7", "10")),
    Plant("X-06", "sum", E, HOUSES, "c10.total.area", times("1.01", "0.7", "10")),
    Plant("X-06", "sum", E, HOUSES, "c10.total.direct", times("1.01", "0.7", "10")),
    Plant("X-06", "sum", E, HEATED, "c14.gas.emission", times("1.01", "0.7", "10")),
    Plant("X-11", "missing", W, ALL, "monthly.electricity.year", put(None, at="monthly.electricity.m05")),
    Plant("X-11", "missing", W, GAS, "c7.natural_gas.year",
          both(put(None, at="c7.natural_gas.m02"), put(None, at="c7.natural_gas.m12"))),
    Plant("X-11", "nought", W, ALL, "monthly.electricity.m05", put("0")),
    Plant("X-11", "nought", W, HEATED, "c7.natural_gas.m12", put("0")),
    Plant("X-12", "same", W, ALL, "monthly.electricity.m03", same_months("monthly.electricity", 3, 4, 5)),
    Plant("X-12", "same", W, GAS, "c7.natural_gas.m01", same_months("c7.natural_gas", 1, 2, 3, 4), size=2),
    Plant("X-12", "tail", W, ALL, "monthly.electricity.m03", tails("monthly.electricity", "37", 3, 4, 5, 6)),
    Plant("X-12", "tail", W, ALL, "monthly.electricity.m02", tails("monthly.electricity", "4321", 2, 5, 11)),
    Plant("X-13", "round", N, POWER, "c7.natural_gas.m01", round_months),
    Plant("X-13", "round", N, CEMENT, "c7.bituminous_coal.m01", round_months),
]  # fmt: skip

MAGNITUDES = [
    Plant("X-14", "power", E, ALL, "c4.amount", times("10", "1000", "0.1")),
    Plant("X-14", "power", E, GAS, "c3.natural_gas.amount", times("10000", "10", "0.01")),
    Plant("X-14", "power", E, BOUGHT, "c5.amount", times("0.001", "10", "1000")),
    Plant("X-14", "power", E, ALL, "c2.total", times("10", "100", "0.1")),
    Plant("X-15", "power", E, ALL, "c4.amount", times("1000", "10", "0.001")),
    Plant("X-15", "power", E, GAS, "c3.natural_gas.amount", times("10000", "100", "10")),
    Plant("X-15", "power", E, BOUGHT, "c5.amount", times("1000", "10", "100")),
    Plant("X-15", "carbon_gj", E, GAS, "c3.natural_gas.cc", put("15.3")),
    Plant("X-15", "carbon_tj", E, HEATED, "c6.natural_gas.cc", put("0.0153")),
    Plant("X-15", "carbon_range", E, GAS, "c3.natural_gas.cc", put("1.53", "153", "0.00153")),
    Plant("X-15", "emission", E, GAS, "c3.natural_gas.emission", times("10", "1000", "0.1")),
    Plant("X-15", "unknown", E, BOUGHT, "c5.amount", lambda f, _, __: {"c5.amount": f"{f['c5.amount']} 吨"}),
    Plant("X-16", "error", E, ALL, "c2.total", times("1.6", "2.2", "0.4")),
    Plant("X-16", "warning", W, ALL, "c2.total", times("1.25", "1.4", "0.6")),
    Plant("X-16", "tonnes", W, ("petrochemical", "cement", "heat", "other"), "c2.total",
          times("1.13", "1.17", "0.88")),
    Plant("X-16", "part", W, ALL, "c2.fuel", times("1.5", "2.4", "0.4")),
    Plant("X-16", "prior", W, ALL, "prior.total", times("1.1", "0.9", "10")),
    Plant("X-16", "prior", W, ALL, "prior.electricity", times("1.1", "0.9", "10")),
    Plant("X-19", "summer", N, ("heat", "school", "services"), "c7.natural_gas.m07", steady_gas),
    Plant("X-20", "outlier", W, ALL, "monthly.electricity.m05", times("6", "25", "0.05")),
    Plant("X-20", "outlier", W, ("power", "other"), "c7.natural_gas.m08", times("6", "30", "0.05")),
    Plant("X-23", "price", N, ALL, "cost.electricity", times("10", "3", "0.1")),
    Plant("X-23", "price", N, GAS, "cost.natural_gas", times("10", "3", "0.1")),
    Plant("X-24", "scheme", W, ALL, "c4.factor", put("0.5703", "0.5366", "0.5554")),
    Plant("X-24", "transposed", E, ALL, "c4.factor", put("0.5633", "0.640", "0.406")),
    Plant("X-24", "unknown", E, ALL, "c4.factor", put("0.612", "0.7", "0.5")),
    Plant("X-24", "outdated", W, POWER, "c4.factor", put("0.581", "0.6101"),
          unit={"category": Category.NATIONAL}),
    Plant("X-25", "share", W, ALL, "elec.resold", share("elec.purchased", "0.6", "0.51", "0.9")),
    Plant("X-25", "party", W, ALL, "elec.resold_to", put("示例小商户", "示例餐饮有限公司、示例小商户")),
    Plant("X-26", "more", E, ALL, "elec.green", share("elec.purchased", "1.02", "1.5", "10")),
    Plant("X-27", "solar", W, ALL, "elec.net", lambda f, _,
          __: {"elec.net": str(Decimal(f["elec.net"]) - Decimal(f["elec.pv"]))}),
    Plant("X-28", "months", E, ALL, "c4.amount", times("1.01", "1.3", "0.8")),
    Plant("X-28", "months", E, BOUGHT, "c5.amount", times("1.01", "1.3", "0.8")),
    Plant("X-29", "absurd", N, ALL, "people.employees", put("1", "0.5"), size=2),
    Plant("X-29", "absurd", N, ALL, "people.students", put("1", "2")),
    Plant("X-29", "absurd", N, ("school", "services", "heat"), "people.beds", put("0.1", "0.2")),
    Plant("X-30", "check_failed", E, ALL, "head.uscc", wrong_check_digit),
    Plant("X-30", "invalid_format", E, ALL, "head.uscc",
          put("9111010601A2B32K", "91110106MA01A2B32KK", "OOO10106MA01A2B32K")),
    Plant("X-30", "register", E, ALL, "head.uscc", put(credit_code(333), credit_code(444))),
    Plant("X-31", "code", E, ALL, "head.industry_code", put("9941", "0012", "X1")),
    Plant("X-31", "standard", E, ALL, "head.standard", put("DB11/T 1999-2020", "GB/T 32151.1-2015")),
    Plant("X-31", "register", W, HOUSES, "head.industry_code", put("7040", "6450")),
    Plant("X-32", "district", N, ALL, "head.reg_address", put("北京市海淀区示例路1号", "北京市大兴区")),
    Plant("X-32", "district", N, ALL, "head.office_address", put("北京市朝阳区示例路1号")),
    Plant("X-33", "fewer", W, ALL, "account.electricity_bills", put("23", "12", "1")),
    Plant("X-33", "fewer", W, ALL, "account.gas_bills", put("11", "6", "0")),
    Plant("X-34", "year", E, ALL, "head.year", put("2023", "2022", "2025")),
    Plant("X-34", "year", E, ALL, "head.period", put("2023年1月1日至2023年12月31日")),
    Plant("X-34", "early", E, ALL, "head.date", put("2024年12月30日", "2024-03-05", "2023.3.5")),
    Plant("X-34", "late", E, ALL, "head.date", put("2027年3月5日", "2029-03-05")),
]  # fmt: skip

ITEMS = [
    Plant("ER-02", "missing", E, ALL, "head.date", put(None), is_gone=True),
    Plant("ER-02", "period", E, ALL, "head.period", put("2024年1月1日至2024年11月30日")),
    Plant("ER-07", "name", W, ("school",), "head.name", put("示例高等专科学院", "示例高等专科大学")),
    Plant("ER-11", "mobile", N, ALL, "head.mobile", put("1333333333", "010-6300000")),
    Plant("ER-24", "balance", E, GAS, "c3.natural_gas.amount",
          plus("0.9", "12", "99", at="stock.natural_gas.bought")),
    Plant("ER-27", "net", E, ALL, "elec.net", times("1.01", "0.9", "1.4")),
    Plant("ER-27", "table", E, ALL, "c4.amount", times("1.01", "0.9", "1.4")),
    Plant("ER-29", "more", E, HEATED, "c4.heating.amount", share("c4.amount", "1.01", "1.5", "10")),
    Plant("ER-35", "differs", W, GAS, "c3.natural_gas.ncv", put("360", "381", "399")),
    Plant("ER-37", "error", E, GAS, "c3.natural_gas.ncv", put("38.931", "3893.1", "277")),
    Plant("ER-37", "hint", N, GAS, "c3.natural_gas.ncv", put("333", "412")),
    Plant("ER-37", "negative", E, ALL, "c4.amount", times("-1")),
    Plant("ER-40", "differs", W, BOUGHT, "c5.factor", put("0.1", "0.12", "0.0917")),
    Plant("ER-44", "column", N, GAS, "c3.natural_gas.ef", put("0.06")),
    Plant("ER-44", "emission", E, GAS, "c3.natural_gas.ef", rounded_column),
    Plant("ER-45", "managed", E, HOUSES, "c10.office.managed", share("c10.office.area", "1.1", "2")),
    Plant("ER-45", "occupancy", E, HOUSES, "c10.office.occupancy", put("9260", "104")),
    Plant("ER-45", "heating", E, HOUSES, "c10.office.direct_noheat", share("c10.office.direct", "1.2")),
    Plant("ER-46", "pue", E, ROOMS, "c11.large.electricity", share("c11.large.it_electricity", "0.9", "7")),
    Plant("ER-46", "pue_hint", N, ROOMS, "c11.large.electricity",
          share("c11.large.it_electricity", "1.02", "3.4")),
    Plant("ER-46", "racks", E, ROOMS, "c11.large.it_electricity", put("100", "33", at="c11.large.racks")),
    Plant("ER-47", "building", E, HEATED, "c14.gas.building_heat", share("c14.gas.source_heat", "1.1", "2")),
    Plant("ER-47", "intensity", E, HEATED, "c14.gas.intensity", times("1.1", "10", "0.001")),
    Plant("ER-47", "efficiency", E, HEATED, "c14.gas.source_heat", times("1.4", "0.6", "1000")),
    Plant("ERX-01", "balance", E, POWER, "power.supplied", times("1.001", "0.9")),
    Plant("ERX-01", "rate", E, POWER, "power.own_use_rate", put("23.9", "239")),
    Plant("ERX-02", "ratio", E, POWER, "power.heat_ratio", put("127")),
    Plant("ERX-05", "range", N, CEMENT, "cement.emission", times("1.3", "0.7", at="cement.clinker")),
]  # fmt: skip
