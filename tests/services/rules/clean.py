"""Clean reports of every sector, with everything around them: nothing in them is worth a hit.

A test plants one error by changing one value. Numbers are made up; months are uneven on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.models.amounts import round_half_up
from app.models.enums import Category, DocumentKind
from app.services.catalog import load_catalog
from app.services.facts import ReportFacts
from app.services.rules import CodeState, Context, Peers, Register
from tests.services.rules.builders import facts

YEAR = 2024
LIBRARY = load_catalog().factor_library()
# How a year is spread over its months: heating, and everything else.
HEATING = [0.2012, 0.1731, 0.1207, 0.0305, 0.0081, 0.0074, 0.0069, 0.0077, 0.0083, 0.0352, 0.1718]
STEADY = [0.0911, 0.0774, 0.0797, 0.0763, 0.0805, 0.0893, 0.0968, 0.0952, 0.0821, 0.0744, 0.0768]
SECTORS = ("服", "物", "数", "信", "热", "电", "泥", "石", "路", "航", "他")
INDUSTRY = {
    "服": ("8341", "普通高等教育", "DB11/T 1785-2020"),
    "物": ("7020", "物业管理", "DB11/T 1785-2020"),
    "数": ("6450", "互联网数据服务", "DB11/T 1785-2020"),
    "信": ("6311", "固定电信服务", "DB11/T 1785-2020"),
    "热": ("4430", "热力生产和供应", "DB11/T 1784-2020"),
    "电": ("4412", "热电联产", "DB11/T 1781-2020"),
    "泥": ("3011", "水泥制造", "DB11/T 1782-2020"),
    "石": ("2511", "原油加工及石油制品制造", "DB11/T 1783-2020"),
    "路": ("5411", "公共电汽车客运", "DB11/T 1786-2020"),
    "航": ("5611", "航空旅客运输", "DB11/T 2057-2022"),
    "他": ("3911", "计算机整机制造", "DB11/T 1787-2020"),
}
FUELS = {
    "服": {"natural_gas": "152.43"},
    "物": {"natural_gas": "98.71", "diesel": "1.27"},
    "数": {"diesel": "12.39"},
    "信": {"natural_gas": "35.62", "diesel": "7.81"},
    "热": {"natural_gas": "2134.57"},
    "电": {"natural_gas": "45217.83", "diesel": "21.34"},
    "泥": {"bituminous_coal": "61283.41", "diesel": "153.72"},
    "石": {"fuel_oil": "2873.19", "refinery_gas": "8123.57", "natural_gas": "613.92"},
    "路": {"diesel": "3821.64", "natural_gas": "213.78"},
    "航": {"jet_kerosene": "913.48", "natural_gas": "87.31"},
    "他": {"natural_gas": "311.29", "lpg": "13.57"},
}
ELECTRICITY = {
    "服": "11234.87", "物": "9871.36", "数": "78123.94", "信": "31987.23", "热": "8217.46", "电": "5123.87",
    "泥": "41239.68", "石": "23871.59", "路": "13972.81", "航": "9128.73", "他": "21873.94",
}  # fmt: skip
HEAT = {"服": "31287.43", "物": "21873.91", "信": "8127.36", "他": "12983.74", "航": "7123.48"}
Values = dict[str, str | int | Decimal | date | None]


@dataclass(frozen=True)
class Report:
    """A report as a mapping, and what is known around it."""

    values: Values
    context: Context

    def facts(self, **changes: str | int | Decimal | date | None) -> ReportFacts:
        """The report, some values changed (`__` for a dot); None takes the value out."""
        given = dict(self.values)
        for name, value in changes.items():
            key = name.replace("__", ".")
            if value is None:
                given.pop(key, None)
            else:
                given[key] = value
        kind = DocumentKind.VR if any(name.startswith("vr.") for name in given) else DocumentKind.ER
        return facts(given, kind, YEAR)


def rounded(number: Decimal, places: int = 2) -> Decimal:
    return round_half_up(number, places)


def months(prefix: str, year: str, shares: Sequence[float]) -> Values:
    """Twelve months that make the year."""
    whole = Decimal(year)
    parts = [rounded(whole * Decimal(str(share))) for share in shares]
    parts.append(whole - sum(parts))
    return {f"{prefix}.m{n:02d}": part for n, part in enumerate(parts, 1)} | {f"{prefix}.year": whole}


def fuel_row(table: str, fuel: str, amount: str) -> tuple[Values, Decimal]:
    """A row with the recommended parameters, and its emission."""
    known = LIBRARY.fuel_value(fuel, YEAR)
    ncv, cc, of = (
        (known.ncv, known.cc, known.of) if known else (Decimal("43.07"), Decimal("19.5"), Decimal(98))
    )
    assert ncv and cc and of
    per_gj = cc.scaleb(-3)
    ef = per_gj * of / 100 * 44 / 12
    emission = rounded(Decimal(amount) * ncv * ef)
    shown_cc, shown_ef = (cc, rounded(ef * 1000, 3)) if table == "c6" else (per_gj, rounded(ef, 4))
    cells = {"amount": amount, "ncv": ncv, "energy": rounded(Decimal(amount) * ncv), "cc": shown_cc}
    cells |= {"of": of, "ef": shown_ef, "emission": emission}
    return {f"{table}.{fuel}.{part}": value for part, value in cells.items()}, emission


def emission_report(sector: str, scale: str = "1") -> Report:
    """A clean report of a sector; `scale` makes the same unit a little larger or smaller."""
    code, industry, standard = INDUSTRY[sector]
    values: Values = {
        "head.name": f"示例{industry}有限公司",
        "head.uscc": "91110106MA01A2B32K",
        "head.industry_code": code,
        "head.industry_name": industry,
        "head.standard": standard,
        "head.year": YEAR,
        "head.period": f"{YEAR}年1月1日至{YEAR}年12月31日",
        "head.version": "V1.0",
        "head.date": date(YEAR + 1, 3, 5),
        "head.legal_rep": "王甲",
        "head.contact": "李乙",
        "head.mobile": "10000000000".replace("0", "3", 1),
        "head.reg_address": "北京市丰台区示例路1号",
        "head.office_address": "北京市丰台区示例路1号",
    }
    parts: dict[str, Decimal] = {}
    for fuel, year in FUELS[sector].items():
        amount = str(rounded(Decimal(year) * Decimal(scale)))
        row, emission = fuel_row("c3", fuel, amount)
        values |= row
        parts["fuel"] = parts.get("fuel", Decimal(0)) + emission
        is_heating = fuel == "natural_gas" and sector in ("服", "物", "热", "信")
        values |= months(f"c7.{fuel}", amount, HEATING if is_heating else STEADY)
    values["c3.total"] = parts["fuel"]
    _bought(values, parts, sector, scale)
    _special(values, parts, sector, Decimal(scale))
    values |= {f"c2.{part}": amount for part, amount in parts.items()}
    values["c2.total"] = total = sum(parts.values(), Decimal(0))
    category = Category.KEY if total >= 5000 else Category.GENERAL
    return Report(values, around(values, category))


def _bought(values: Values, parts: dict[str, Decimal], sector: str, scale: str) -> None:
    electricity = rounded(Decimal(ELECTRICITY[sector]) * Decimal(scale))
    parts["electricity"] = rounded(electricity * Decimal("0.604"))
    values |= {"c4.amount": electricity, "c4.factor": "0.604", "c4.emission": parts["electricity"]}
    values |= months("monthly.electricity", str(electricity), STEADY)
    if sector in HEAT:
        heat = rounded(Decimal(HEAT[sector]) * Decimal(scale))
        parts["heat"] = rounded(heat * Decimal("0.11"))
        values |= {"c5.amount": heat, "c5.factor": "0.11", "c5.emission": parts["heat"]}
        values |= months("monthly.heat", str(heat), HEATING)


def _special(values: Values, parts: dict[str, Decimal], sector: str, scale: Decimal) -> None:
    """The supplementary tables of a sector."""
    direct, indirect = parts["fuel"], parts["electricity"] + parts.get("heat", Decimal(0))
    if sector == "服":
        values |= {"c13.code": "8341", "c13.area": "182340", "c13.output": "51234.5"}
    elif sector == "物":
        office = {"area": "182340.5", "garage": "20123.4", "managed": "150234.1", "occupancy": "92.6"}
        office |= {"output": "8123.4", "direct": direct, "indirect": indirect}
        values |= {f"c10.office.{part}": value for part, value in office.items()}
        values |= {"c10.office.direct_noheat": "12.34", "c10.office.indirect_noheat": parts["electricity"]}
    elif sector == "数":
        computers = Decimal("55213.87")
        room = {
            "racks": 4213,
            "electricity": values["c4.amount"],
            "it_electricity": computers,
            "direct": direct,
        }
        room |= {"indirect": indirect, "intensity": rounded((direct + indirect) * 1000 / computers)}
        values |= {f"c11.large.{part}": value for part, value in room.items()}
    elif sector == "信":
        volume = Decimal("81234.5")
        row = {"volume": volume, "direct": direct, "indirect": indirect}
        row["intensity"] = rounded((direct + indirect) * 1000 / volume)
        values |= {f"c12.fixed.{part}": value for part, value in row.items()}
        values |= {f"c12.total.{part}": value for part, value in row.items()}
    elif sector == "热":
        _heating(values, scale)
    elif sector == "电":
        values |= {"power.generation": "2183471.5", "power.own_use": "52134.2", "power.supplied": "2131337.3"}
        values |= {"power.own_use_rate": "2.39", "power.heat": "1823412", "power.heat_ratio": "12.7"}
    elif sector == "泥":
        _clinker(values, parts)
    elif sector == "他":
        parts["process"] = rounded(Decimal("312.5") * Decimal("0.9") * Decimal("0.44"))
        process = {"amount": "312.5", "purity": "90", "factor": "0.44", "emission": parts["process"]}
        values |= {f"process.caco3.{part}": value for part, value in process.items()}
        values["process.total"] = parts["process"]


def _heating(values: Values, scale: Decimal) -> None:
    row, fuel = fuel_row("c6", "natural_gas", str(rounded(Decimal("2034.57") * scale)))
    used = rounded(Decimal("7123.4") * scale)
    electricity = rounded(used * Decimal("0.604"))
    values |= row | {"c6.total": fuel}
    values |= {
        "c4.heating.amount": used,
        "c4.heating.factor": "0.604",
        "c4.heating.emission": electricity,
    }
    source, building = rounded(Decimal("745.32") * scale), rounded(Decimal("721.87") * scale)
    both = fuel + electricity
    line = {"source_heat": source, "building_heat": building, "fuel_emission": fuel}
    line |= {"elec_emission": electricity, "emission": both, "intensity": rounded(both / building)}
    values |= {f"c14.gas_direct.{part}": value for part, value in line.items()}
    values |= {f"c14.total.{part}": value for part, value in line.items()}


def _clinker(values: Values, parts: dict[str, Decimal]) -> None:
    contents = {"clinker": "412345", "cao": "65.2", "mgo": "2.1", "cao_nc": "0.4", "mgo_nc": "0.2"}
    values |= {f"cement.{part}": value for part, value in contents.items()}
    lime = Decimal("0.648") * 44 / 56
    magnesia = Decimal("0.019") * 44 / 40
    parts["process"] = rounded(Decimal(412345) * (lime + magnesia))
    values["cement.emission"] = parts["process"]


def around(values: Values, category: Category) -> Context:
    """A register, other years and peers in which the report is unremarkable."""
    catalog = load_catalog()
    last_year = {
        name: rounded(Decimal(str(value)) * Decimal("0.9973"))
        for name, value in values.items()
        if name.startswith(("c2.", "c3.", "c4.", "c5.", "c13."))
        and isinstance(value, str | Decimal)
        and name not in ("c13.code", "c4.factor", "c5.factor")
    }
    prior = facts(last_year, year=YEAR - 1)
    code, name = str(values["head.industry_code"]), str(values["head.name"])
    sectors = catalog.sector_of(code, None)
    return Context(
        year=YEAR,
        sectors=sectors,
        register=Register(
            name, str(values["head.uscc"]), category=category, industry_code=code, district="丰台区"
        ),
        code=CodeState("valid"),
        received_on=date(YEAR + 1, 3, 20),
        due_on=date(YEAR + 1, 3, 31),
        prior=prior,
        before=prior,
        peers={m: Peers(12, 0.0, 5.0, 4) for m in ("area", "output", "rack", "heat")},
        duplicates=(),
        files=(),
        vouchers={},
        listed=frozenset(),
        standards=tuple(
            b.standard.number for b in catalog.basis_for(YEAR, sectors) if b.role == "accounting"
        ),
        divisions=frozenset(catalog.standards.divisions),
        thresholds=tuple(t for c in Category for t in catalog.thresholds_for(c, YEAR)),
        districts={name: code for code, name in catalog.standards.districts.items()},
        home="110106",
    )


def verification_report(sector: str = "服") -> Report:
    """A clean verification report of the clean emission report of a sector."""
    report = emission_report(sector)
    er = report.facts()
    values: Values = {
        "vr.unit_name": er.text("head.name"),
        "vr.uscc": er.text("head.uscc"),
        "vr.year": YEAR,
        "vr.report_no": "示例〔2025〕12号",
        "vr.body": "示例核查有限公司",
        "vr.lead_verifier": "王甲",
        "vr.verifier": "李乙、陈丙",
        "vr.technical_reviewer": "赵丁",
        "vr.approver": "赵丁",
        "vr.er_version_final": "V1.0",
        "vr.er_date_final": date(YEAR + 1, 3, 5),
        "vr.nc_count": 1,
        "vr.change_reason": "电量抄录有误，已更正。",
        "vr.elec_factor": "0.604",
        "vr.meter.valid_to": date(YEAR + 1, 6, 30),
    }
    days = {"contract": (1, 8), "desk": (3, 8), "site_from": (3, 12), "site_to": (3, 13), "close": (3, 20)}
    days |= {"verify": (3, 21), "tech_review": (3, 24), "approve": (3, 26), "issue": (3, 28)}
    values |= {f"vr.date.{key}": date(YEAR + 1, *day) for key, day in days.items()}
    for part in ("total", "fuel", "electricity", "heat", "process"):
        amount = er.number(f"c2.{part}")
        if amount is not None:
            values[f"vr.final.{part}"] = amount
            values[f"vr.initial.{part}"] = amount + (
                Decimal("12.5") if part in ("total", "electricity") else 0
            )
    values["vr.change"] = Decimal("-12.5")
    values |= {"vr.ad.electricity": er.number("c4.amount"), "vr.e.electricity": er.number("c4.emission")}
    for fuel in FUELS[sector]:
        values |= {
            f"vr.ad.{fuel}": er.number(f"c3.{fuel}.amount"),
            f"vr.e.{fuel}": er.number(f"c3.{fuel}.emission"),
        }
    context = Context(
        year=YEAR,
        register=report.context.register,
        report=er,
        prior=report.context.prior,
        standards=report.context.standards,
        files=(),
    )
    return Report(values, context)
