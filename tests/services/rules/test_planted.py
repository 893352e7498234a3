"""One error of every kind, planted at a known place of a clean report, is found there.

An error may have consequences elsewhere (a changed row changes its sum), so a plant may bring more hits; the
one that names the cause must be among them, at the planted cell.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.models.enums import Category, HitLevel
from app.services.catalog import load_catalog
from app.services.rules import (
    RULES,
    CheckResult,
    CodeState,
    Context,
    Duplicate,
    Hit,
    Peers,
    SharedFile,
    check,
    sentence,
)
from tests.services.rules.builders import facts, place
from tests.services.rules.clean import LIBRARY, YEAR, Report, emission_report, verification_report

# Prices and amounts per head are the user's to set; the program ships none.
OWN = {("X-23", "electricity_low"): "0.3", ("X-23", "electricity_high"): "0.6"}
OWN |= {("X-29", "students_most"): "50"}
BOOK = load_catalog().rules.with_limits({key: Decimal(value) for key, value in OWN.items()})
E, W, N = HitLevel.ERROR, HitLevel.WARNING, HitLevel.INFO


def run(report: Report, context: Context | None = None, **changes: Any) -> CheckResult:
    return check(report.facts(**changes), context or report.context, LIBRARY, BOOK, RULES)


def found(result: CheckResult, rule: str, name: str, variant: str) -> Hit:
    hits = [hit for hit in result.hits if (hit.rule, hit.name, hit.variant) == (rule, name, variant)]
    assert hits, [(hit.rule, hit.name, hit.variant) for hit in result.hits]
    return hits[0]


def months(prefix: str, *numbers: str) -> dict[str, str]:
    return {f"{prefix}.m{n:02d}": number for n, number in enumerate(numbers, 1)}


# rule, sector, planted values, fact of the hit, variant, level, what is expected there
PLANTED: list[tuple[str, str, dict[str, Any], str, str, HitLevel, str]] = [
    ("X-01", "服", {"c3.natural_gas.emission": "3400"}, "c3.natural_gas.emission", "row", E, "3295.8244"),
    ("X-01", "服", {"c3.natural_gas.emission": "3306"}, "c3.natural_gas.emission", "slight", W, "3295.8244"),
    ("X-01", "服", {"c4.emission": "6875.86"}, "c4.emission", "row", E, "6785.8615"),
    ("X-01", "服", {"c5.emission": "3141.62"}, "c5.emission", "row", E, "3441.6173"),
    ("X-01", "他", {"process.caco3.emission": "132.75"}, "process.caco3.emission", "row", E, "123.75"),
    ("X-01", "热", {"c6.natural_gas.emission": "42991"}, "c6.natural_gas.emission", "row", E, "43991.2449"),
    ("X-01", "泥", {"cement.emission": "209999"}, "cement.emission", "row", E, ""),
    ("X-02", "服", {"c2.total": "13000"}, "c2.total", "sum", E, "13523.3"),
    ("X-02", "服", {"c2.fuel": "3259.82"}, "c2.fuel", "sum", E, "3295.82"),
    ("X-02", "物", {"c3.total": "2100"}, "c3.total", "sum", E, ""),
    ("X-02", "服", {"c2.heat": "3414.62"}, "c2.heat", "sum", E, "3441.62"),
    ("X-03", "服", {"c7.natural_gas.year": "153.43"}, "c7.natural_gas.year", "year", E, "152.43"),
    ("X-03", "服", {"monthly.electricity.m03": "900.11"}, "monthly.electricity.year", "year", E, ""),
    ("X-03", "服", {"monthly.heat.year": "31278.43"}, "monthly.heat.year", "year", E, "31287.43"),
    ("X-04", "服", {"c7.natural_gas.year": "162.43"}, "c7.natural_gas.year", "months", E, "152.43"),
    ("X-04", "热", {"c6.natural_gas.amount": "2234.57"}, "c6.natural_gas.amount", "heating", E, "2134.57"),
    ("X-04", "服", {"c8.natural_gas.year": "153"}, "c8.natural_gas.year", "facilities", E, "152.43"),
    ("X-04", "服", {"c8.natural_gas.m01": "40"}, "c8.natural_gas.m01", "facilities", E, "30.67"),
    ("X-05", "热", {"c14.total.fuel_emission": "43000"}, "c14.total.fuel_emission", "fuel", E, "43991.24"),
    (
        "X-05",
        "热",
        {"c14.total.elec_emission": "4203.53"},
        "c14.total.elec_emission",
        "electricity",
        E,
        "4302.5336",
    ),
    ("X-06", "数", {"c11.large.intensity": "900"}, "c11.large.intensity", "intensity", E, ""),
    ("X-06", "信", {"c12.total.intensity": "300"}, "c12.total.intensity", "intensity", E, ""),
    ("X-06", "物", {"c10.total.area": "180000"}, "c10.total.area", "sum", E, "182340.5"),
    ("X-06", "热", {"c14.gas_direct.emission": "1"}, "c14.gas_direct.emission", "sum", E, ""),
    ("X-11", "服", {"monthly.electricity.m05": None}, "monthly.electricity.year", "missing", W, "12"),
    ("X-11", "服", {"monthly.electricity.m05": "0"}, "monthly.electricity.m05", "nought", W, "> 0"),
    ("X-11", "热", {"c7.natural_gas.m12": "0"}, "c7.natural_gas.m12", "nought", W, "> 0"),
    (
        "X-12",
        "服",
        {f"monthly.electricity.m0{n}": "873.21" for n in (3, 4, 5)},
        "monthly.electricity.m03",
        "same",
        W,
        "",
    ),
    (
        "X-12",
        "服",
        {f"monthly.electricity.m0{n}": f"8{n}3.21" for n in (3, 4, 5, 6)},
        "monthly.electricity.m03",
        "tail",
        W,
        "",
    ),
    (
        "X-12",
        "服",
        {f"monthly.heat.m{n:02d}": f"{n}5432.1" for n in (1, 4, 11)},
        "monthly.heat.m01",
        "tail",
        W,
        "",
    ),
    (
        "X-13",
        "数",
        months("monthly.electricity", *(f"{n}00" for n in range(60, 72))),
        "monthly.electricity.m01",
        "round",
        N,
        "",
    ),
    ("X-14", "服", {"c4.amount": "112348.7"}, "c4.amount", "power", E, "11204.54"),
    ("X-14", "服", {"c3.natural_gas.amount": "1524300"}, "c3.natural_gas.amount", "power", E, "152.02"),
    ("X-15", "服", {"c4.amount": "11234870"}, "c4.amount", "power", E, "11234.87"),
    ("X-15", "服", {"c3.natural_gas.amount": "1524300"}, "c3.natural_gas.amount", "power", E, "152.43"),
    ("X-15", "服", {"c3.natural_gas.cc": "15.3"}, "c3.natural_gas.cc", "carbon_gj", E, "0.0153"),
    ("X-15", "热", {"c6.natural_gas.cc": "0.0153"}, "c6.natural_gas.cc", "carbon_tj", E, "15.3"),
    ("X-15", "服", {"c3.natural_gas.cc": "1.53"}, "c3.natural_gas.cc", "carbon_range", E, ""),
    (
        "X-15",
        "服",
        {"c3.natural_gas.emission": "329.58"},
        "c3.natural_gas.emission",
        "emission",
        E,
        "3295.8244",
    ),
    ("X-16", "服", {"c2.total": "21000"}, "c2.total", "error", E, "13486.79"),
    ("X-16", "服", {"c2.total": "16600"}, "c2.total", "warning", W, "13486.79"),
    ("X-16", "服", {"c2.total": "14600"}, "c2.total", "tonnes", W, "13486.79"),
    ("X-16", "服", {"c2.fuel": "5000"}, "c2.fuel", "part", W, "3286.92"),
    ("X-16", "服", {"prior.total": "13846.78"}, "prior.total", "prior", W, "13486.79"),
    (
        "X-19",
        "热",
        months("c7.natural_gas", *["170"] * 4, *["181.3"] * 8),
        "c7.natural_gas.m07",
        "summer",
        N,
        "",
    ),
    ("X-20", "服", {"monthly.electricity.m05": "5000"}, "monthly.electricity.m05", "outlier", W, ""),
    ("X-23", "服", {"cost.electricity": "9000000"}, "cost.electricity", "price", N, ""),
    ("X-24", "服", {"c4.factor": "0.5703"}, "c4.factor", "scheme", W, "0.604"),
    ("X-24", "服", {"c4.factor": "0.5366"}, "c4.factor", "scheme", W, "0.604"),
    ("X-24", "服", {"c4.factor": "0.5633"}, "c4.factor", "transposed", E, "0.604"),
    ("X-24", "服", {"c4.factor": "0.612"}, "c4.factor", "unknown", E, "0.604"),
    ("X-25", "服", {"elec.purchased": "20000", "elec.resold": "11000"}, "elec.resold", "share", W, "10000"),
    ("X-25", "服", {"elec.resold": "1", "elec.resold_to": "示例商户"}, "elec.resold_to", "party", W, ""),
    ("X-26", "服", {"elec.purchased": "100", "elec.green": "101"}, "elec.green", "more", E, "100"),
    (
        "X-27",
        "服",
        {"elec.purchased": "11234.87", "elec.pv": "100", "elec.net": "11134.87"},
        "elec.net",
        "solar",
        W,
        "11234.87",
    ),
    ("X-28", "服", {"c4.amount": "11243.87"}, "c4.amount", "months", E, "11234.87"),
    ("X-28", "服", {"c5.amount": "32187.43"}, "c5.amount", "months", E, "31287.43"),
    ("X-29", "服", {"people.students": "12"}, "people.students", "absurd", N, ""),
    ("X-31", "服", {"head.industry_code": "9941"}, "head.industry_code", "code", E, ""),
    ("X-31", "服", {"head.standard": "DB11/T 1787-2020"}, "head.standard", "standard", E, "DB11/T 1785-2020"),
    ("X-32", "服", {"head.reg_address": "北京市海淀区示例路1号"}, "head.reg_address", "district", N, ""),
    ("X-33", "服", {"account.gas": "1、2", "account.gas_bills": "23"}, "account.gas_bills", "fewer", W, "24"),
    ("X-34", "服", {"head.year": "2023"}, "head.year", "year", E, "2024"),
    ("X-34", "服", {"head.period": "2023年1月1日至2023年12月31日"}, "head.period", "year", E, "2024"),
    ("X-34", "服", {"head.date": date(YEAR, 12, 30)}, "head.date", "early", E, ""),
    ("X-34", "服", {"head.date": date(YEAR + 3, 3, 1)}, "head.date", "late", E, ""),
    ("ER-02", "服", {"head.date": None}, "head.date", "missing", E, ""),
    ("ER-02", "服", {"head.period": "2024年1月1日至2024年11月30日"}, "head.period", "period", E, ""),
    ("ER-07", "服", {"head.name": "示例普通高等敎育有限公司"}, "head.name", "name", W, ""),
    ("ER-11", "服", {"head.mobile": "1333333333"}, "head.mobile", "mobile", N, ""),
    (
        "ER-24",
        "服",
        {f"stock.natural_gas.{k}": v for k, v in (("bought", "160"), ("begin", "2"), ("end", "1"))},
        "c3.natural_gas.amount",
        "balance",
        E,
        "161",
    ),
    ("ER-27", "服", {"elec.purchased": "12234.87", "elec.net": "11000"}, "elec.net", "net", E, "12234.87"),
    ("ER-27", "服", {"elec.purchased": "12234.87"}, "c4.amount", "table", E, "12234.87"),
    ("ER-29", "热", {"c4.heating.amount": "8317.46"}, "c4.heating.amount", "more", E, "8217.46"),
    ("ER-35", "服", {"c3.natural_gas.ncv": "360"}, "c3.natural_gas.ncv", "differs", W, "389.31"),
    ("ER-35", "泥", {"c3.bituminous_coal.of": "98"}, "c3.bituminous_coal.of", "differs", W, "93"),
    ("ER-37", "服", {"c3.natural_gas.ncv": "38.931"}, "c3.natural_gas.ncv", "error", E, "300–450"),
    ("ER-37", "服", {"c3.natural_gas.ncv": "333"}, "c3.natural_gas.ncv", "hint", N, ""),
    ("ER-37", "服", {"c4.amount": "-1"}, "c4.amount", "negative", E, ""),
    ("ER-37", "服", {"c4.factor": "604"}, "c4.factor", "error", E, ""),
    ("ER-40", "服", {"c5.factor": "0.1"}, "c5.factor", "differs", W, "0.11"),
    ("ER-44", "服", {"c3.natural_gas.ef": "0.06"}, "c3.natural_gas.ef", "column", N, "0.0555"),
    (
        "ER-44",
        "服",
        {"c3.natural_gas.ef": "0.06", "c3.natural_gas.emission": "3560.55"},
        "c3.natural_gas.ef",
        "emission",
        E,
        "0.0555",
    ),
    ("ER-45", "物", {"c10.office.managed": "190000"}, "c10.office.managed", "managed", E, "182340.5"),
    ("ER-45", "物", {"c10.office.occupancy": "9260"}, "c10.office.occupancy", "occupancy", E, "0–100"),
    ("ER-45", "物", {"c10.office.direct_noheat": "99999"}, "c10.office.direct_noheat", "heating", E, ""),
    ("ER-46", "数", {"c11.large.electricity": "50000"}, "c11.large.electricity", "pue", E, ""),
    ("ER-46", "数", {"c11.large.electricity": "200000"}, "c11.large.electricity", "pue_hint", N, ""),
    ("ER-46", "数", {"c11.large.racks": "1000"}, "c11.large.it_electricity", "racks", E, "21900"),
    (
        "ER-47",
        "热",
        {"c14.gas_direct.building_heat": "750"},
        "c14.gas_direct.building_heat",
        "building",
        E,
        "745.32",
    ),
    ("ER-47", "热", {"c14.gas_direct.intensity": "76"}, "c14.gas_direct.intensity", "intensity", E, ""),
    ("ER-47", "热", {"c14.gas_direct.source_heat": "900"}, "c14.gas_direct.source_heat", "efficiency", E, ""),
    ("ERX-01", "电", {"power.supplied": "2131373.3"}, "power.supplied", "balance", E, "2131337.3"),
    ("ERX-01", "电", {"power.own_use_rate": "23.9"}, "power.own_use_rate", "rate", E, ""),
    ("ERX-02", "电", {"power.heat_ratio": "127"}, "power.heat_ratio", "ratio", E, ""),
    ("ERX-05", "泥", {"cement.clinker": "512345"}, "cement.emission", "range", N, ""),
]

VERIFICATION: list[tuple[str, dict[str, Any], str, str, HitLevel, str]] = [
    ("X-01", {"vr.e.electricity": "6875.86"}, "vr.e.electricity", "row", E, "6785.8615"),
    ("X-02", {"vr.final.total": "13253.3"}, "vr.final.total", "sum", E, "13523.3"),
    ("X-07", {"vr.final.total": "13523.28"}, "vr.final.total", "part", E, "13523.3"),
    ("X-07", {"vr.final.heat": "3414.62"}, "vr.final.heat", "part", E, "3441.62"),
    ("X-07", {"vr.ad.electricity": "11243.87"}, "vr.ad.electricity", "part", E, "11234.87"),
    ("X-08", {"vr.er_version_final": "V2.0"}, "vr.er_version_final", "version", E, "V1.0"),
    ("X-08", {"vr.er_date_final": date(2025, 3, 6)}, "vr.er_date_final", "date", E, "2025-03-05"),
    ("X-09", {"vr.nc_count": "0"}, "vr.nc_count", "none", E, "≥ 1"),
    ("X-10", {"vr.date.site_from": date(2025, 3, 7)}, "vr.date.site_from", "order", E, "2025-03-08"),
    ("X-10", {"vr.date.approve": date(2025, 3, 23)}, "vr.date.approve", "order", E, "2025-03-24"),
    ("X-10", {"vr.date.site_to": date(2025, 3, 28)}, "vr.date.issue", "same_day", W, ""),
    ("X-24", {"vr.elec_factor": "0.5633"}, "vr.elec_factor", "transposed", E, "0.604"),
    ("X-34", {"vr.year": "2023"}, "vr.year", "year", E, "2024"),
    ("X-34", {"vr.date.issue": date(2024, 3, 28)}, "vr.date.issue", "early", E, ""),
    ("VR-03", {"vr.uscc": "91110106MA01A2B40E"}, "vr.uscc", "unit", E, "91110106MA01A2B32K"),
    ("VR-06", {"vr.technical_reviewer": "陈丙"}, "vr.technical_reviewer", "team", E, ""),
    ("VR-24", {"vr.meter.valid_to": date(2024, 11, 30)}, "vr.meter.valid_to", "expired", W, ""),
    ("VR-35", {"vr.initial.total": "14723.3"}, "vr.final.total", "serious", W, "14723.3"),
    ("VR-35", {"vr.change": "125"}, "vr.change", "stated", E, "-12.5"),
    ("VR-35", {"vr.change_reason": None}, "vr.final.total", "reason", W, ""),
]


@pytest.mark.parametrize(("rule", "sector", "planted", "name", "variant", "level", "expected"), PLANTED)
def test_planted_in_an_emission_report(
    rule: str, sector: str, planted: dict[str, Any], name: str, variant: str, level: HitLevel, expected: str
) -> None:
    report = emission_report(sector)
    hit = found(run(report, **planted), rule, name, variant)
    assert hit.level is level
    assert not expected or hit.expected == expected
    if name in report.facts(**planted).facts:
        assert hit.place == place(report.facts(**planted), name)
    words = sentence(BOOK, hit)
    assert "{" not in words and words.endswith("。")


@pytest.mark.parametrize(("rule", "planted", "name", "variant", "level", "expected"), VERIFICATION)
def test_planted_in_a_verification_report(
    rule: str, planted: dict[str, Any], name: str, variant: str, level: HitLevel, expected: str
) -> None:
    report = verification_report()
    hit = found(run(report, **planted), rule, name, variant)
    assert hit.level is level
    assert not expected or hit.expected == expected
    assert hit.place == place(report.facts(**planted), name)
    assert "{" not in sentence(BOOK, hit)


KEY = emission_report("服").context.register
assert KEY is not None


def around(**changes: Any) -> Context:
    return replace(emission_report("服").context, **changes)


# rule, context, fact of the hit, variant, level
AROUND: list[tuple[str, Context, str, str, HitLevel]] = [
    ("X-17", around(duplicates=(Duplicate("code", "示例酒店", "1"),)), "head.uscc", "code", E),
    ("X-17", around(duplicates=(Duplicate("name", "示例酒店", "1"),)), "head.name", "name", E),
    ("X-17", around(duplicates=(Duplicate("similar", "示例酒店", "1"),)), "head.name", "similar", W),
    (
        "X-17",
        around(duplicates=(Duplicate("account", "示例酒店", "account.gas=7"),)),
        "account.gas",
        "account",
        E,
    ),
    ("X-18", around(files=(SharedFile("电费单.pdf", "示例酒店"),)), "", "file", W),
    ("X-21", around(register=replace(KEY, category=Category.GENERAL)), "c2.total", "general", N),
    (
        "X-22",
        around(peers={"area": Peers(8, -6.0, 0.2, 4), "output": Peers(8, 0.0, 5.0, 4)}),
        "c2.total",
        "far",
        W,
    ),
    (
        "X-28",
        around(evidence={"c4.amount": dict.fromkeys(range(1, 13), Decimal(900))}),
        "c4.amount",
        "filed",
        E,
    ),
    ("X-30", around(code=CodeState("invalid_format")), "head.uscc", "invalid_format", E),
    ("X-30", around(code=CodeState("check_failed", "91110106MA01A2B40E")), "head.uscc", "check_failed", E),
    ("X-30", around(code=CodeState("organisation_failed")), "head.uscc", "organisation_failed", W),
    ("X-30", around(register=replace(KEY, uscc="91110106MA01A2B40E")), "head.uscc", "register", E),
    ("X-31", around(register=replace(KEY, industry_code="7020")), "head.industry_code", "register", W),
    ("X-31", around(standards=("DB11/T 1787-2020",)), "head.standard", "standard", E),
    ("X-34", around(year=2023), "head.year", "year", E),
    (
        "ER-07",
        around(register=replace(KEY, name="示例新名", former_names=(KEY.name,))),
        "head.name",
        "former",
        W,
    ),
    (
        "X-35",
        around(prior=facts({"c2.total": "8000"}), before=facts({"c2.total": "5000"})),
        "c2.total",
        "shift",
        W,
    ),
]


@pytest.mark.parametrize(("rule", "context", "name", "variant", "level"), AROUND)
def test_planted_around_the_report(
    rule: str, context: Context, name: str, variant: str, level: HitLevel
) -> None:
    hit = found(run(emission_report("服"), context), rule, name, variant)
    assert hit.level is level
    assert "{" not in sentence(BOOK, hit)


def test_small_units() -> None:
    """A key unit below the threshold, a general one with little energy (guide X-21)."""
    small = emission_report("服", "0.2")
    register = small.context.register
    assert register is not None and register.category is Category.GENERAL
    found(run(small), "X-21", "c2.total", "energy")
    context = replace(small.context, register=replace(register, category=Category.KEY))
    found(run(small, context), "X-21", "c2.total", "key")


def test_a_green_voucher_is_used_once() -> None:
    context = around(vouchers={"G-2024-7": "示例酒店 2024年"})
    result = run(emission_report("服"), context, elec__voucher="G-2024-6、G-2024-7")
    assert found(result, "X-26", "elec.voucher", "voucher").subject == "G-2024-7"


def test_an_excused_code_and_an_explained_shift_are_no_hits() -> None:
    excused = around(code=CodeState("check_failed"), register=replace(KEY, code_is_excused=True))
    assert "X-30" not in {hit.rule for hit in run(emission_report("服"), excused).hits}
    shifted = around(prior=facts({"c2.total": "8000"}), before=facts({"c2.total": "5000"}))
    told = run(emission_report("服"), shifted, head__boundary_change="新增二期校区")
    assert "X-35" not in {hit.rule for hit in told.hits}


def test_electricity_factor_of_the_national_market() -> None:
    context = around(schemes=("national",))
    hit = found(run(emission_report("服"), context), "X-24", "c4.factor", "scheme")
    assert hit.expected == "0.5703"
    old = run(emission_report("服"), context, c4__factor="0.581")
    assert found(old, "X-24", "c4.factor", "outdated").expected == "0.5703"


def test_missing_facts_are_said_and_nothing_crashes() -> None:
    result = check(facts({"c3.other.amount": "1", "c3.other.emission": "3"}), Context(), LIBRARY, BOOK, RULES)
    assert result.hits and {hit.rule for hit in result.hits} == {"ER-02", "ER-03"}
    gaps = {gap.rule: gap.missing for gap in result.gaps}
    assert gaps["X-01"] == ("c3.other.ncv", "c3.other.cc", "c3.other.of")
    assert gaps["X-02"] == ("c2.total",)
    assert gaps["X-14"] == ("@prior",)
    assert gaps["X-30"] == ("head.uscc", "@code")
    assert gaps["X-17"] == ("@duplicates",)


def test_limits_that_nobody_has_set_are_said() -> None:
    shipped = load_catalog().rules
    report = emission_report("服").facts(cost__electricity="1", people__beds="3")
    result = check(report, emission_report("服").context, LIBRARY, shipped, RULES)
    gaps = {gap.rule: gap.missing for gap in result.gaps}
    assert gaps["X-23"] == ("#electricity_low", "#electricity_high")
    assert gaps["X-29"] == ("#beds_most",)
