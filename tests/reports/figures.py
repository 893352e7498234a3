"""The numbers of made-up reports, by name of the fact: every sum, product and pair of tables agrees.

Parameters are those of the guide's table, not of the program's library: that both agree is part of the proof.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

Figures = dict[str, str]


def credit_code(number: int) -> str:
    """A valid credit code of a made-up company of Fengtai (GB 32100, GB 11714; worked out apart)."""
    plain, letters = f"91110106MA0{number:05d}", "0123456789ABCDEFGHJKLMNPQRTUWXY"
    organisation = plain[8:16]
    ranks = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(ranks.index(c) * w for c, w in zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    body = plain + "0X987654321"[total % 11]
    rest = sum(letters.index(c) * pow(3, at, 31) for at, c in enumerate(body) if c in letters)
    return body + letters[-rest % 31]


def _unit(number: int, name: str, industry: str, industry_name: str, standard: str) -> tuple[str, ...]:
    code = credit_code(number)
    while "X" in code[16]:
        number += 100
        code = credit_code(number)
    return (name, code, industry, industry_name, standard)


UNITS = {
    "services": _unit(1, "示例商业管理有限公司", "7020", "物业管理", "DB11/T 1785-2020"),
    "school": _unit(2, "示例高等专科学校", "8341", "普通高等教育", "DB11/T 1785-2020"),
    "data_centre": _unit(3, "示例数据中心有限公司", "6450", "互联网数据服务", "DB11/T 1785-2020"),
    "telecom": _unit(4, "示例通信有限公司", "6312", "移动电信服务", "DB11/T 1785-2020"),
    "heat": ("示例热力有限公司", "91110106MA01A2B32K", "4430", "热力生产和供应", "DB11/T 1784-2020"),
    "power": _unit(6, "示例发电有限公司", "4411", "火力发电", "DB11/T 1781-2020"),
    "cement": _unit(7, "示例水泥有限公司", "3011", "水泥制造", "DB11/T 1782-2020"),
    "petrochemical": _unit(8, "示例石化有限公司", "2511", "原油加工及石油制品制造", "DB11/T 1783-2020"),
    "road": _unit(9, "示例客运有限公司", "5411", "公共电汽车客运", "DB11/T 1786-2020"),
    "aviation": _unit(10, "示例航空有限公司", "5611", "航空旅客运输", "DB11/T 2057-2022"),
    "other": _unit(11, "示例制造有限公司", "3670", "汽车零部件及配件制造", "DB11/T 1787-2020"),
}
SECTORS = tuple(UNITS)
SERVICES = ("services", "school", "data_centre", "telecom")
BUYER = "示例餐饮有限公司"
# id -> (label, unit of amount, NCV, carbon in tC/TJ, oxidation in %)
FUELS = {
    "anthracite": ("无烟煤", "t", "26.7", "27.4", "94"),
    "bituminous_coal": ("一般烟煤", "t", "19.570", "26.1", "93"),
    "gasoline": ("汽油", "t", "43.070", "18.9", "98"),
    "diesel": ("柴油", "t", "42.652", "20.2", "98"),
    "lpg": ("液化石油气", "t", "50.179", "17.2", "98"),
    "lng": ("液化天然气", "t", "51.498", "15.3", "98"),
    "natural_gas": ("天然气", "10⁴Nm³", "389.31", "15.3", "99"),
    "fuel_oil": ("燃料油", "t", "41.816", "21.1", "98"),
    "kerosene": ("一般煤油", "t", "43.070", "19.6", "98"),
    "refinery_gas": ("炼厂干气", "t", "45.998", "18.2", "99"),
}
BURNT: dict[str, dict[str, str]] = {
    "services": {"natural_gas": "98.71", "diesel": "1.27", "lpg": "4.31"},
    "school": {"natural_gas": "152.43", "diesel": "2.19", "lpg": "6.87"},
    "data_centre": {"diesel": "112.39", "natural_gas": "21.84"},
    "telecom": {"natural_gas": "35.62", "diesel": "7.81"},
    "heat": {"natural_gas": "2134.57", "diesel": "3.94", "fuel_oil": "12.71"},
    "power": {"natural_gas": "45217.83", "diesel": "21.34"},
    "cement": {"bituminous_coal": "61283.41", "diesel": "153.72", "anthracite": "812.47"},
    "petrochemical": {"fuel_oil": "2873.19", "refinery_gas": "8123.57", "natural_gas": "613.92"},
    "road": {"diesel": "3821.64", "natural_gas": "213.78", "gasoline": "74.19"},
    "aviation": {"kerosene": "913.48", "natural_gas": "87.31", "gasoline": "31.42"},
    "other": {"natural_gas": "311.29", "lpg": "13.57", "diesel": "8.46"},
}
ELECTRICITY = {
    "services": "9871.36", "school": "11234.87", "data_centre": "78123.94", "telecom": "31987.23",
    "heat": "8217.46", "power": "5123.87", "cement": "41239.68", "petrochemical": "23871.59",
    "road": "13972.81", "aviation": "9128.73", "other": "21873.94",
}  # fmt: skip
HEAT = {"services": "21873.91", "school": "31287.43", "telecom": "8127.36", "petrochemical": "61283.57",
        "aviation": "7123.48", "other": "12983.74"}  # fmt: skip
# How a year is spread over its months: heating, and everything else; December is the rest.
HEATING = (0.2012, 0.1731, 0.1207, 0.0305, 0.0081, 0.0074, 0.0069, 0.0077, 0.0083, 0.0352, 0.1718)
STEADY = (0.0911, 0.0774, 0.0797, 0.0763, 0.0805, 0.0893, 0.0968, 0.0952, 0.0821, 0.0744, 0.0768)
MONTHS = tuple(f"m{number:02d}" for number in range(1, 13))
HEATED = ("services", "school", "telecom", "heat")
_CARBON = Decimal(44) / 12


def rounded(value: Decimal, places: int = 2) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def figures(sector: str, year: int = 2024, seed: int = 1, size: int = 3, scale: str = "1") -> Figures:
    """All values of a clean report, as they are written."""
    values = _Maker(sector, year, seed, size, Decimal(scale)).values
    before = _Maker(sector, year - 1, seed, size, Decimal(scale)).values
    for part in ("total", "fuel", "process", "electricity", "heat"):
        if f"c2.{part}" in values:
            values[f"prior.{part}"] = before[f"c2.{part}"]
    return {name: str(value) for name, value in values.items()}


class _Maker:
    """One report. Each year is a little larger than the one before it."""

    def __init__(self, sector: str, year: int, seed: int, size: int, scale: Decimal) -> None:
        self.sector, self.year = sector, year
        self.scale = scale * Decimal("1.013") ** (year - 2024)
        self.dice = random.Random(f"{sector}{seed}{size}")
        pool = BURNT[sector] | {fuel: "7.93" for fuel in FUELS if fuel not in BURNT[sector]}
        self.burnt = dict(list(pool.items())[: max(1, size)])
        self.values: dict[str, object] = {}
        self._head()
        self._fuels()
        self._bought()
        self._heating()
        self._of_the_sector()
        self._summary()
        self._beside()

    def amount(self, base: str, places: int = 2) -> Decimal:
        """A number near `base`, scaled; the same for every year but for its growth."""
        near = Decimal(base) * (100 + Decimal(self.dice.randint(-400, 400)) / 100) / 100
        return max(rounded(near * self.scale, places), Decimal(1).scaleb(1 - places))

    def number(self, name: str) -> Decimal:
        return Decimal(str(self.values.get(name) or 0))

    def put(self, prefix: str, **values: object) -> None:
        self.values |= {f"{prefix}.{part}": value for part, value in values.items()}

    def _head(self) -> None:
        name, code, industry, industry_name, standard = UNITS[self.sector]
        self.put(
            "head",
            name=name,
            uscc=code,
            industry_name=industry_name,
            industry_code=industry,
            standard=standard,
            year=self.year,
            period=f"{self.year}年1月1日至{self.year}年12月31日",
            version="V1.0",
            date=f"{self.year + 1}年3月5日",
            reg_address="北京市丰台区示例路1号",
            office_address="北京市丰台区示例路1号",
            legal_rep="王甲",
            legal_tel="010-00000001",
            contact="李乙",
            tel="010-00000002",
            mobile="13000000000",
            boundary="本单位在京的全部固定设施",
            boundary_change="与上年相比没有变化",
            declaration_date=f"{self.year + 1}年3月6日",
        )

    def _row(self, table: str, fuel: str, amount: Decimal) -> None:
        _, _, ncv, cc, of = FUELS[fuel]
        factor = Decimal(cc).scaleb(-3) * Decimal(of) / 100 * _CARBON
        per_tj = table == "c6"
        self.put(
            f"{table}.{fuel}",
            amount=amount,
            ncv=ncv,
            energy=rounded(amount * Decimal(ncv)),
            cc=cc if per_tj else Decimal(cc).scaleb(-3),
            of=of,
            ef=rounded(factor.scaleb(3), 3) if per_tj else rounded(factor, 6),
            emission=rounded(amount * Decimal(ncv) * factor),
        )

    def _fuels(self) -> None:
        for fuel, base in self.burnt.items():
            self._row("c3", fuel, self.amount(base))
            heats = fuel == "natural_gas" and self.sector in HEATED
            self._months(f"c7.{fuel}", self.number(f"c3.{fuel}.amount"), HEATING if heats else STEADY)
            self._stock(fuel)
        self.values["c3.total"] = self.sum("c3", self.burnt, "emission")
        if self.sector in (*SERVICES, "heat"):
            for fuel in self.burnt:
                for month in MONTHS:
                    share = self.number(f"c7.{fuel}.{month}") * Decimal("0.86")
                    self.values[f"c8.{fuel}.{month}"] = rounded(share)
                parts = [self.number(f"c8.{fuel}.{month}") for month in MONTHS]
                self.values[f"c8.{fuel}.year"] = sum(parts, Decimal(0))

    def sum(self, table: str, lines: Sequence[str] | Mapping[str, object], part: str) -> Decimal:
        return sum((self.number(f"{table}.{line}.{part}") for line in lines), Decimal(0))

    def _months(self, name: str, year: Decimal, shares: Sequence[float]) -> None:
        """Twelve months that make the year."""
        places = 2 if year > 2 else 4
        near = [Decimal(str(share)) * (1000 + self.dice.randint(-30, 30)) / 1000 for share in shares]
        parts = [rounded(year * share, places) for share in near]
        parts.append(year - sum(parts))
        self.put(name, **dict(zip(MONTHS, parts, strict=True)), year=year)

    def _stock(self, fuel: str) -> None:
        amount = self.number(f"c3.{fuel}.amount")
        begin, end = rounded(amount * Decimal("0.041")), rounded(amount * Decimal("0.037"))
        self.put(f"stock.{fuel}", bought=amount - begin + end, begin=begin, end=end)

    def _bought(self) -> None:
        power = self.amount(ELECTRICITY[self.sector])
        self.put("c4", amount=power, factor="0.604", emission=rounded(power * Decimal("0.604")))
        self._months("monthly.electricity", power, STEADY)
        sold, green = rounded(power * Decimal("0.013")), rounded(power * Decimal("0.021"))
        self.put("elec", purchased=power + sold + green, resold=sold, resold_to=BUYER, green=green)
        self.put("elec", voucher=f"G{self.year}-{self.sector}-1", pv=rounded(power / 300), net=power)
        if self.sector in HEAT:
            heat = self.amount(HEAT[self.sector])
            self.put("c5", amount=heat, factor="0.11", emission=rounded(heat * Decimal("0.11")))
            self._months("monthly.heat", heat, HEATING)

    def _heating(self) -> None:
        """The heating plant: most of the gas, part of the electricity; C.14 repeats both."""
        if self.sector not in HEATED:
            return
        used = rounded(self.number("c4.amount") * Decimal("0.31"))
        power = rounded(used * Decimal("0.604"))
        self.put("c4.heating", amount=used, factor="0.604", emission=power)
        shares = {"natural_gas": "0.95", "fuel_oil": "0.40", "lpg": "0.40", "diesel": "0.30"}
        fuels = [fuel for fuel in self.burnt if fuel in shares]
        for fuel in fuels:
            amount = rounded(self.number(f"c3.{fuel}.amount") * Decimal(shares[fuel]))
            self._row("c6", fuel, amount)
        self.values["c6.total"] = self.sum("c6", fuels, "emission")
        station = rounded(power * Decimal("0.37"))
        heaters = {
            "gas": (self.number("c6.natural_gas.emission"), power - station),
            "oil": (self.sum("c6", [f for f in fuels if f != "natural_gas"], "emission"), Decimal(0)),
        }
        gas = self.number("c6.natural_gas.amount") * Decimal("389.31") / 1000
        for heater, (fuel_emission, share) in heaters.items():
            source = rounded((gas if heater == "gas" else fuel_emission / 75) * Decimal("0.93"), 4)
            if not source:
                continue
            building = rounded(source * Decimal("0.97"), 4)
            both = fuel_emission + share
            self.put(f"c14.{heater}", source_heat=source, input_heat=source, building_heat=building)
            self.put(f"c14.{heater}", fuel_emission=fuel_emission, elec_emission=share, emission=both)
            self.values[f"c14.{heater}.intensity"] = rounded(both / building)
        self.put("c14.station", elec_emission=station, emission=station)
        rows = ("gas", "oil", "station")
        for part in ("source_heat", "input_heat", "building_heat", "fuel_emission", "elec_emission"):
            self.values[f"c14.total.{part}"] = self.sum("c14", rows, part)
        whole = self.values["c14.total.emission"] = self.sum("c14", rows, "emission")
        self.values["c14.total.intensity"] = rounded(whole / self.number("c14.total.building_heat"))

    def _of_the_sector(self) -> None:
        make = {
            "services": self._property, "school": self._plain, "data_centre": self._rooms,
            "telecom": self._telecom, "power": self._power, "cement": self._cement,
            "petrochemical": self._process, "other": self._process,
        }  # fmt: skip
        if self.sector in SERVICES:
            for place in ("mobile", "outside"):
                self.put(f"c9.{place}", gasoline=self.amount("21.37"), diesel=self.amount("9.84"))
                self.values[f"c9.{place}.electricity"] = self.amount("41873")
        if self.sector in make:
            make[self.sector]()
        if self.sector in ("petrochemical", "other", "aviation"):
            self.put("product", output=self.amount("8123"), value=self.amount("45123"))
            self.values["product.energy"] = self.amount("4213.5")
        if self.sector == "road":
            self.put("road", vehicles=321, distance=self.amount("1234.5"))

    @property
    def _emissions(self) -> tuple[Decimal, Decimal]:
        return self.number("c3.total"), self.number("c4.emission") + self.number("c5.emission")

    def _property(self) -> None:
        whole = self._emissions
        for line, share in (("residential", "0.37"), ("office", "0.63")):
            direct, indirect = (rounded(part * Decimal(share)) for part in whole)
            area = self.amount("182340.5", 1)
            self.put(f"c10.{line}", area=area, garage=rounded(area / 9, 1), managed=rounded(area / 8 * 7, 1))
            self.put(f"c10.{line}", occupancy="92.6", output=self.amount("8123.4", 1))
            self.put(f"c10.{line}", direct=direct, indirect=indirect)
            self.put(f"c10.{line}", direct_noheat=rounded(direct / 5), indirect_noheat=rounded(indirect / 3))
        for part in (
            *("area", "garage", "managed", "output"),
            *("direct", "indirect", "direct_noheat", "indirect_noheat"),
        ):
            self.values[f"c10.total.{part}"] = self.sum("c10", ("residential", "office"), part)

    def _plain(self) -> None:
        *_, code, industry, _ = UNITS[self.sector]
        self.put("c13", code=code, name=industry, service="教学、科研和后勤服务")
        self.put("c13", area=self.amount("182340", 1), output=self.amount("51234.5"))

    def _rooms(self) -> None:
        direct, indirect = self._emissions
        power = self.number("c4.amount")
        for line, share in (("large", "0.71"), ("small", "0.24")):
            used = rounded(power * Decimal(share))
            computers = rounded(used / Decimal("1.37"))
            racks = (computers / (Decimal("2.5") * Decimal("8.76") * Decimal("0.63"))).to_integral_value(
                ROUND_CEILING
            )
            own = rounded(direct * Decimal(share)), rounded(indirect * Decimal(share))
            self.put(f"c11.{line}", racks=racks, electricity=used, it_electricity=computers)
            self.put(f"c11.{line}", direct=own[0], indirect=own[1])
            self.values[f"c11.{line}.intensity"] = rounded(sum(own, Decimal(0)) * 1000 / computers)

    def _telecom(self) -> None:
        direct, indirect = self._emissions
        lines = {"mobile": "0.52", "fixed": "0.31", "dc": "0.17"}
        for line, share in lines.items():
            self.put(f"c12.{line}", volume=self.amount("27123.5"))
            self.put(f"c12.{line}", direct=rounded(direct * Decimal(share)))
            self.values[f"c12.{line}.indirect"] = rounded(indirect * Decimal(share))
        for part in ("volume", "direct", "indirect"):
            self.values[f"c12.total.{part}"] = self.sum("c12", lines, part)
        for line in (*lines, "total"):
            both = self.number(f"c12.{line}.direct") + self.number(f"c12.{line}.indirect")
            self.values[f"c12.{line}.intensity"] = rounded(both * 1000 / self.number(f"c12.{line}.volume"))

    def _power(self) -> None:
        made = self.amount("2183471.5", 1)
        own = rounded(made * Decimal("0.0239"), 1)
        self.put("power", generation=made, own_use=own, supplied=made - own, own_use_rate="2.39")
        self.put("power", heat=self.amount("1823412"), heat_ratio="12.7")

    def _cement(self) -> None:
        clinker = self.amount("412345")
        self.put("cement", clinker=clinker, cao="65.2", mgo="2.1", cao_nc="0.4", mgo_nc="0.2")
        lime, magnesia = Decimal("0.648") * 44 / 56, Decimal("0.019") * 44 / 40
        self.values["cement.emission"] = rounded(clinker * (lime + magnesia))

    def _process(self) -> None:
        lines = {"carbonate": "312.5", "protective_gas": "41.7"}
        if self.sector == "petrochemical":
            lines = {"coke_burn": "2123.4", "hydrogen": "812.3"}
        for line, base in lines.items():
            amount, factor = self.amount(base), Decimal("0.44")
            self.put(f"process.{line}", amount=amount, purity="90", factor=factor)
            self.values[f"process.{line}.emission"] = rounded(amount * Decimal("0.9") * factor)
        self.values["process.total"] = self.sum("process", lines, "emission")

    def _summary(self) -> None:
        parts = {"fuel": "c3.total", "electricity": "c4.emission", "heat": "c5.emission"}
        parts["process"] = "cement.emission" if self.sector == "cement" else "process.total"
        known = {part: self.number(name) for part, name in parts.items() if name in self.values}
        self.put("c2", **known, total=sum(known.values(), Decimal(0)))

    def _beside(self) -> None:
        """Costs, heads and accounts, with which amounts are held against."""
        self.values["cost.electricity"] = rounded(self.number("c4.amount") * 1000 * Decimal("0.83"))
        if "natural_gas" in self.burnt:
            gas = self.number("c3.natural_gas.amount")
            self.values["cost.natural_gas"] = rounded(gas * 10_000 * Decimal("3.12"))
        place = SECTORS.index(self.sector) + 1
        self.put("people", employees=1000 + 37 * place, students=9000 + place, beds=300 + place)
        self.put("account", electricity=f"11{place:02d}0001、11{place:02d}0002", electricity_bills=24)
        self.put("account", gas=f"22{place:02d}0001", gas_bills=12)
