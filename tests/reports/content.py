"""What a made-up report says: tables of cells, each value with the name it must be read by. Deterministic."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

UNITS = {
    "services": ("示例商业管理有限公司", "91110106MA01A2B32K", "7020", "物业管理"),
    "data_centre": ("示例数据中心有限公司", "91110106MA01A2B40E", "6450", "互联网数据服务"),
    "telecom": ("示例通信有限公司", "91110106400000018N", "6312", "移动电信服务"),
    "heat": ("示例热力有限公司", "91110106MA01A2B32K", "4430", "热力生产和供应"),
    "power": ("示例发电有限公司", "91110106MA01A2B40E", "4411", "火力发电"),
    "cement": ("示例水泥有限公司", "91110106MA01A2B32K", "3011", "水泥制造"),
    "petrochemical": ("示例石化有限公司", "91110106MA01A2B40E", "2511", "原油加工及石油制品制造"),
    "road": ("示例客运有限公司", "91110106MA01A2B32K", "5411", "公共电汽车客运"),
    "other": ("示例制造有限公司", "91110106MA01A2B40E", "3670", "汽车零部件及配件制造"),
}
SECTORS = tuple(UNITS)
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
}
USED = {
    "heat": ("natural_gas", "diesel", "fuel_oil"),
    "power": ("natural_gas", "diesel"),
    "cement": ("bituminous_coal", "diesel", "anthracite"),
    "petrochemical": ("natural_gas", "fuel_oil", "lpg"),
    "road": ("gasoline", "diesel", "natural_gas"),
    "other": ("natural_gas", "lpg", "diesel"),
}
MONTHS = [f"m{number:02d}" for number in range(1, 13)]


@dataclass(frozen=True)
class Label:
    """A head or label: its words in several spellings, and the unit it asks for."""

    words: tuple[str, ...]
    unit: str = ""


@dataclass
class Grid:
    """A table of lines and fields; `values`: (line, field) -> text; `names`: the name each is read by."""

    id: str
    number: int
    titles: tuple[str, ...]
    lines: dict[str, Label]
    fields: dict[str, Label]
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    corner: str = "项目"
    turnable: bool = True

    def put(self, line: str, column: str, value: object, name: str) -> None:
        self.values[line, column], self.names[line, column] = str(value), name


@dataclass
class FormTable:
    """A table of labels with a value each: (label, text, name)."""

    id: str
    number: int
    titles: tuple[str, ...]
    entries: list[tuple[Label, str, str]]


@dataclass
class Report:
    """All tables of a report and what must be read from it."""

    sector: str
    year: int
    tables: list[Grid | FormTable]

    def expected(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for table in self.tables:
            if isinstance(table, FormTable):
                found |= {name: text for _, text, name in table.entries}
            else:
                found |= {table.names[key]: value for key, value in table.values.items()}
        return found


def rounded(value: Decimal, places: str = "0.01") -> Decimal:
    return value.quantize(Decimal(places), ROUND_HALF_UP)


def make_report(sector: str = "services", year: int = 2024, seed: int = 1, size: int = 3) -> Report:
    """A clean report: every sum and product is right. `size`: how many fuels are burnt."""
    return _Maker(sector, year, random.Random(f"{sector}{year}{seed}{size}"), size).report()


class _Maker:
    def __init__(self, sector: str, year: int, dice: random.Random, size: int) -> None:
        self.sector, self.year, self.dice = sector, year, dice
        pool = [*USED.get(sector, ("natural_gas", "diesel", "lpg")), *FUELS]
        self.fuels = list(dict.fromkeys(pool))[: max(1, size)]
        self.is_service = sector in ("services", "data_centre", "telecom")

    def report(self) -> Report:
        fuel, amounts = self.combustion("c3", 3, "tC/GJ")
        months = self.months(amounts)
        power, heat = self.bought()
        tables: list[Grid | FormTable] = [self.head(), fuel, power, heat, *months]
        process = self.process() if self.sector in ("cement", "petrochemical") else None
        if process:
            tables.append(process)
        tables.insert(1, self.summary(fuel, power, heat, process))
        tables += [self.monthly(power, heat), self.stock(amounts), self.electricity(power)]
        tables += self.of_the_sector(power)
        tables.append(self.prior())
        return Report(self.sector, self.year, tables)

    def number(self, low: int, high: int, places: int = 2) -> Decimal:
        return Decimal(self.dice.randint(low * 10**places, high * 10**places)).scaleb(-places)

    def head(self) -> FormTable:
        name, code, industry, industry_name = UNITS[self.sector]
        entries = [
            (Label(("企业名称", "单位名称", "报告主体")), name, "head.name"),
            (Label(("统一社会信用代码", "统一社会信用代码", "社会信用代码")), code, "head.uscc"),
            (Label(("所属行业", "行业名称", "所属行业")), industry_name, "head.industry_name"),
            (Label(("行业代码", "国民经济行业代码", "行业代码")), industry, "head.industry_code"),
            (Label(("报告年度", "年度", "报告年度")), str(self.year), "head.year"),
            (Label(("编制日期", "编制日期", "报告日期")), f"{self.year + 1}年3月15日", "head.date"),
            (Label(("注册地址", "注册地址", "住所")), "示例市示例区示例路1号", "head.reg_address"),
            (Label(("法定代表人", "法人代表", "法定代表人")), "王甲", "head.legal_rep"),
            (Label(("电话", "电话", "联系电话")), "010-00000001", "head.legal_tel"),
            (Label(("联系人", "联系人", "填报联系人")), "李乙", "head.contact"),
            (Label(("电话", "联系电话", "电话")), "010-00000002", "head.tel"),
            (Label(("手机", "手机号码", "手机")), "13000000000", "head.mobile"),
            (
                Label(("核算和报告边界", "核算边界", "核算和报告边界")),
                "本单位在京的全部固定设施",
                "head.boundary",
            ),
            (
                Label(("核算和报告边界变化", "边界变化", "核算边界变化情况")),
                "与上年相比没有变化",
                "head.boundary_change",
            ),
        ]
        return FormTable("head", 1, ("基本信息表", "企业基本信息", "报告主体基本情况"), entries)

    def combustion(self, table: str, number: int, carbon: str) -> tuple[Grid, dict[str, Decimal]]:
        titles = ("化石燃料燃烧排放", "化石燃料燃烧二氧化碳排放量", "化石燃料排放计算表")
        if table == "c6":
            titles = ("供热设施的化石燃料排放", "供热设施化石燃料燃烧排放表", "供热设施化石燃料排放量")
        gas = "t或10⁴Nm³"
        grid = Grid(
            table,
            number,
            titles,
            {fuel: Label((FUELS[fuel][0],), FUELS[fuel][1]) for fuel in self.fuels}
            | {"sum": Label(("合计", "总计", "合计"))},
            {
                "amount": Label(("燃烧量", "消耗量", "活动数据"), gas),
                "ncv": Label(("低位发热量", "平均低位发热量", "低位热值"), "GJ/t或GJ/10⁴Nm³"),
                "energy": Label(("热量", "燃料热量", "热量"), "GJ"),
                "cc": Label(("单位热值含碳量", "单位热值含碳量", "含碳量"), carbon),
                "of": Label(("碳氧化率", "氧化率", "碳氧化率"), "%"),
                "ef": Label(("排放因子", "二氧化碳排放因子", "排放因子"), carbon.replace("tC", "tCO2")),
                "emission": Label(("排放量", "二氧化碳排放量", "CO2排放量"), "tCO2"),
            },
            corner="化石燃料品种",
        )
        amounts, total = {}, Decimal(0)
        for fuel in self.fuels:
            _, _, ncv, cc, of = FUELS[fuel]
            amount = self.number(5, 900)
            content = Decimal(cc) if carbon == "tC/TJ" else Decimal(cc) / 1000
            factor = content * Decimal(of) / 100 * 44 / 12
            energy = amount * Decimal(ncv)
            emission = rounded(energy * factor / (1000 if carbon == "tC/TJ" else 1))
            amounts[fuel], total = amount, total + emission
            row = {"amount": amount, "ncv": ncv, "energy": rounded(energy), "cc": content, "of": of}
            row |= {"ef": rounded(factor, "0.000001"), "emission": emission}
            for column, value in row.items():
                grid.put(fuel, column, value, f"{table}.{fuel}.{column}")
        grid.put("sum", "emission", total, f"{table}.total")
        return grid, amounts

    def months(self, amounts: dict[str, Decimal]) -> list[Grid]:
        made = []
        names = {7: ("化石燃料月度消耗量", "化石燃料月度消耗表", "化石燃料逐月消耗量")}
        names[8] = (
            "重点排放设施化石燃料月度消耗量",
            "重点排放设施月度消耗表",
            "主要排放设施化石燃料月度消耗量",
        )
        for number in (7, 8) if self.is_service else (7,):
            grid = Grid(
                f"c{number}",
                number,
                names[number],
                {fuel: Label((FUELS[fuel][0],), FUELS[fuel][1]) for fuel in amounts},
                _month_heads(),
                corner="燃料品种",
            )
            for fuel, amount in amounts.items():
                _spread(self.dice, grid, fuel, amount, f"c{number}.{fuel}")
            made.append(grid)
        return made

    def bought(self) -> tuple[Grid, Grid]:
        self.power, self.heating = self.number(1000, 9000, 3), self.number(10, 900, 3)
        self.heat = self.number(100, 9000)
        power = Grid(
            "c4",
            4,
            ("消耗外购电力排放", "消耗外购电力产生的二氧化碳排放", "外购电力排放"),
            {
                "all": Label(("企业消耗外购电力", "消耗外购电力", "外购电力")),
                "heating": Label(("其中：供热设施耗电", "其中：供热设施", "供热设施耗电量")),
            },
            {
                "amount": Label(("电量", "外购电量", "消耗电量"), "MWh"),
                "factor": Label(("排放因子", "电力排放因子", "排放因子"), "tCO2/MWh"),
                "emission": Label(("排放量", "二氧化碳排放量", "排放量"), "tCO2"),
            },
        )
        for line, amount, prefix in (("all", self.power, "c4"), ("heating", self.heating, "c4.heating")):
            power.put(line, "amount", amount, f"{prefix}.amount")
            power.put(line, "factor", "0.604", f"{prefix}.factor")
            power.put(line, "emission", rounded(amount * Decimal("0.604")), f"{prefix}.emission")
        heat = Grid(
            "c5",
            5,
            ("消耗外购热力排放", "消耗外购热力产生的二氧化碳排放", "外购热力排放"),
            {"all": Label(("企业消耗外购热力", "消耗外购热力", "外购热力"))},
            {
                "amount": Label(("热量", "外购热量", "消耗热量"), "GJ"),
                "factor": Label(("排放因子", "热力排放因子", "排放因子"), "tCO2/GJ"),
                "emission": Label(("排放量", "二氧化碳排放量", "排放量"), "tCO2"),
            },
        )
        heat.put("all", "amount", self.heat, "c5.amount")
        heat.put("all", "factor", "0.11", "c5.factor")
        heat.put("all", "emission", rounded(self.heat * Decimal("0.11")), "c5.emission")
        return power, heat

    def summary(self, fuel: Grid, power: Grid, heat: Grid, process: Grid | None) -> Grid:
        parts = {
            "fuel": Decimal(fuel.values["sum", "emission"]),
            "electricity": Decimal(power.values["all", "emission"]),
            "heat": Decimal(heat.values["all", "emission"]),
        }
        if process:
            parts["process"] = Decimal(process.values["sum", "emission"])
        parts["total"] = sum(parts.values(), Decimal(0))
        words = {
            "total": Label(("二氧化碳排放总量", "排放总量", "企业二氧化碳排放总量")),
            "fuel": Label(("化石燃料燃烧排放", "化石燃料燃烧产生的排放", "化石燃料燃烧")),
            "process": Label(("工业生产过程排放", "生产过程排放", "工业生产过程")),
            "electricity": Label(("消耗外购电力排放", "消耗外购电力产生的排放", "消耗外购电力")),
            "heat": Label(("消耗外购热力排放", "消耗外购热力产生的排放", "消耗外购热力")),
        }
        grid = Grid(
            "c2",
            2,
            ("二氧化碳排放量汇总表", "排放量汇总表", "企业排放量汇总"),
            {key: words[key] for key in words if key in parts},
            {"emission": Label(("排放量", "二氧化碳排放量", "排放量"), "tCO2")},
            corner="排放类型",
        )
        for key, value in parts.items():
            grid.put(key, "emission", value, f"c2.{key}")
        self.parts = parts
        return grid

    def process(self) -> Grid:
        words = {"limestone": "石灰石", "soda_ash": "纯碱"}
        if self.sector == "petrochemical":
            words = {"coke_burn": "催化烧焦", "hydrogen": "制氢"}
        grid = Grid(
            "process",
            0,
            ("工业生产过程排放", "生产过程排放计算表", "工业生产过程二氧化碳排放"),
            {key: Label((word,)) for key, word in words.items()} | {"sum": Label(("合计",))},
            {
                "amount": Label(("消耗量", "活动数据", "使用量"), "t"),
                "purity": Label(("纯度",), "%"),
                "factor": Label(("排放因子",), "tCO2/t"),
                "emission": Label(("排放量", "二氧化碳排放量", "排放量"), "tCO2"),
            },
            corner="原料或过程",
        )
        total = Decimal(0)
        for key in words:
            amount, factor = self.number(10, 800), Decimal("0.440")
            emission = rounded(amount * Decimal("0.9") * factor)
            total += emission
            for column, value in (
                ("amount", amount),
                ("purity", 90),
                ("factor", factor),
                ("emission", emission),
            ):
                grid.put(key, column, value, f"process.{key}.{column}")
        grid.put("sum", "emission", total, "process.total")
        return grid

    def monthly(self, power: Grid, heat: Grid) -> Grid:
        grid = Grid(
            "monthly",
            0,
            ("外购电力和热力月度消耗量", "外购电力热力月度数据", "月度用电用热情况"),
            {
                "electricity": Label(("外购电力", "外购电量", "电力"), "MWh"),
                "heat": Label(("外购热力", "外购热量", "热力"), "GJ"),
            },
            _month_heads(),
        )
        _spread(self.dice, grid, "electricity", self.power, "monthly.electricity")
        _spread(self.dice, grid, "heat", self.heat, "monthly.heat")
        return grid

    def stock(self, amounts: dict[str, Decimal]) -> Grid:
        grid = Grid(
            "stock",
            0,
            ("燃料购销存情况表", "燃料库存平衡表", "燃料盘存表"),
            {fuel: Label((FUELS[fuel][0],), FUELS[fuel][1]) for fuel in amounts},
            {
                "bought": Label(("购入量", "购进量", "采购量")),
                "begin": Label(("期初库存", "年初库存", "期初库存量")),
                "end": Label(("期末库存", "年末库存", "期末库存量")),
            },
            corner="燃料品种",
        )
        for fuel, amount in amounts.items():
            begin, end = self.number(0, 9), self.number(0, 9)
            for column, value in (("bought", amount - begin + end), ("begin", begin), ("end", end)):
                grid.put(fuel, column, value, f"stock.{fuel}.{column}")
        return grid

    def electricity(self, power: Grid) -> FormTable:
        entries = [
            (Label(("外购电量", "购入电量", "外购电力总量"), "MWh"), str(self.power + 50), "elec.purchased"),
            (Label(("转供电量", "转供电", "转供电量"), "MWh"), "30", "elec.resold"),
            (Label(("转供对象", "受供单位", "受供方")), "示例餐饮有限公司", "elec.resold_to"),
            (Label(("绿电电量", "绿色电力", "绿电电量"), "MWh"), "20", "elec.green"),
            (Label(("净购入电量", "净购入电量", "净用电量"), "MWh"), str(self.power), "elec.net"),
        ]
        return FormTable("elec", 0, ("电量平衡表", "购用电情况", "转供电及绿电情况"), entries)

    def of_the_sector(self, power: Grid) -> list[Grid | FormTable]:
        if self.is_service:
            heating, _ = self.combustion("c6", 6, "tC/TJ")
            made: list[Grid | FormTable] = [heating, self.outside(), self.heaters(), self.plain_service()]
            more = {"services": self.property, "data_centre": self.rooms, "telecom": self.telecom}
            return [*made, more[self.sector]()]
        forms = {
            "power": (
                ("发电生产数据", "机组生产数据表", "发电设施生产数据"),
                [
                    (Label(("发电量",), "MWh"), "50000", "power.generation"),
                    (Label(("厂用电量",), "MWh"), "2500", "power.own_use"),
                    (Label(("供电量",), "MWh"), "47500", "power.supplied"),
                    (Label(("供热量",), "GJ"), "120000", "power.heat"),
                    (Label(("供热比",), "%"), "35.5", "power.heat_ratio"),
                ],
            ),
            "cement": (
                ("水泥熟料生产数据", "熟料生产情况", "熟料生产数据表"),
                [
                    (Label(("熟料产量",), "t"), "120000", "cement.clinker"),
                    (Label(("熟料CaO含量", "熟料中CaO含量", "氧化钙含量"), "%"), "65.1", "cement.cao"),
                    (Label(("熟料MgO含量", "熟料中MgO含量", "氧化镁含量"), "%"), "2.2", "cement.mgo"),
                ],
            ),
            "road": (
                ("车辆运输数据", "营运车辆情况", "道路运输生产数据"),
                [
                    (Label(("车辆数",), "辆"), "320", "road.vehicles"),
                    (Label(("行驶里程",), "万km"), "1234.5", "road.distance"),
                ],
            ),
        }
        title, entries = forms.get(
            self.sector,
            (
                ("主要产品产量和产值", "生产经营数据", "产品产量产值表"),
                [
                    (Label(("产品产量",), "t"), "8000", "product.output"),
                    (Label(("工业总产值", "产值", "总产值"), "万元"), "45000", "product.value"),
                    (Label(("综合能源消费量",), "tce"), "2100.5", "product.energy"),
                ],
            ),
        )
        return [FormTable("sector", 0, title, entries)]

    def outside(self) -> Grid:
        lines = {fuel: Label((FUELS[fuel][0],), FUELS[fuel][1]) for fuel in ("gasoline", "diesel")}
        grid = Grid(
            "c9",
            9,
            ("其他能源消费信息", "其他能源消费情况", "其他能源消费信息表"),
            lines | {"electricity": Label(("电力",), "千瓦时")},
            {
                "mobile": Label(("京内移动设施", "京内移动设施消费量", "京内移动设施")),
                "outside": Label(("京外固定及移动设施", "京外固定和移动设施", "京外设施")),
            },
            corner="能源品种",
        )
        for line in grid.lines:
            for place in grid.fields:
                grid.put(line, place, self.number(1, 99), f"c9.{place}.{line}")
        return grid

    def heaters(self) -> Grid:
        grid = Grid(
            "c14",
            14,
            ("供热设施补充数据", "供热设施补充信息表", "供热设施补充数据表"),
            {
                "gas": Label(("燃气锅炉",)),
                "station": Label(("热力站",)),
                "office": Label(("办公生活", "办公及生活", "办公生活")),
                "total": Label(("合计",)),
            },
            {
                "source_heat": Label(("热源供热量",), "TJ"),
                "input_heat": Label(("一次侧输入热量",), "TJ"),
                "building_heat": Label(("建筑物供热量",), "TJ"),
                "fuel_emission": Label(("化石燃料排放量", "化石燃料燃烧排放", "化石燃料排放"), "tCO2"),
                "elec_emission": Label(("耗电排放量", "电力排放", "外购电力排放"), "tCO2"),
                "emission": Label(("排放量合计", "总排放量", "排放总量"), "tCO2"),
                "intensity": Label(("排放强度", "碳排放强度", "强度"), "kgCO2/GJ"),
            },
            corner="热源类型",
        )
        for line in grid.lines:
            for column in grid.fields:
                grid.put(line, column, self.number(1, 500), f"c14.{line}.{column}")
        return grid

    def plain_service(self) -> FormTable:
        entries = [
            (Label(("行业代码", "四位行业代码", "行业代码")), UNITS[self.sector][2], "c13.code"),
            (Label(("行业名称",)), UNITS[self.sector][3], "c13.name"),
            (Label(("主要服务信息", "主要服务", "主要服务内容")), "办公楼宇管理", "c13.service"),
            (Label(("建筑面积", "总建筑面积", "建筑面积"), "m²"), "56000", "c13.area"),
            (Label(("产值", "年产值", "营业收入"), "万元"), "8800.5", "c13.output"),
        ]
        return FormTable(
            "c13", 13, ("其他类型服务业补充信息", "其他服务业补充信息表", "其他类型服务业信息"), entries
        )

    def property(self) -> Grid:
        grid = Grid(
            "c10",
            10,
            ("物业管理类补充信息", "物业管理类企业补充信息表", "物业管理补充信息"),
            {
                "residential": Label(("居民住宅", "住宅", "居民住宅")),
                "office": Label(("商业写字楼", "写字楼", "商务写字楼")),
            },
            {
                "area": Label(("建筑面积", "总建筑面积", "建筑面积"), "平方米"),
                "garage": Label(("地下车库面积", "地下车库", "地下车库面积"), "平方米"),
                "managed": Label(("实际物业管理面积", "物业管理面积", "实际管理面积"), "平方米"),
                "occupancy": Label(("入住率", "入驻率", "入住率/入驻率"), "%"),
                "output": Label(("产值", "年产值", "产值"), "万元"),
                "direct": Label(("直接排放（含供热）", "直接排放量", "直接排放"), "tCO2"),
                "indirect": Label(("间接排放（含供热）", "间接排放量", "间接排放"), "tCO2"),
                "direct_noheat": Label(
                    ("直接排放（不含供热）", "直接排放量（不含供热）", "直接排放（不含供热）"), "tCO2"
                ),
                "indirect_noheat": Label(
                    ("间接排放（不含供热）", "间接排放量（不含供热）", "间接排放（不含供热）"), "tCO2"
                ),
            },
            corner="物业类型",
        )
        for line in grid.lines:
            for column in grid.fields:
                grid.put(line, column, self.number(10, 95), f"c10.{line}.{column}")
        return grid

    def rooms(self) -> Grid:
        grid = Grid(
            "c11",
            11,
            ("数据中心补充信息", "数据中心企业补充信息表", "数据中心补充数据"),
            {
                "large": Label(("大型数据中心", "大型", "大型数据中心")),
                "small": Label(("中小型数据中心", "中小型", "中小型数据中心")),
            },
            {
                "racks": Label(("标准机架数", "标准机架数量", "机架数"), "个"),
                "electricity": Label(("总用电量", "用电总量", "总耗电量"), "MWh"),
                "it_electricity": Label(("IT设备用电量", "IT用电量", "IT设备耗电量"), "MWh"),
                "direct": Label(("直接排放", "直接排放量", "直接排放"), "tCO2"),
                "indirect": Label(("间接排放", "间接排放量", "间接排放"), "tCO2"),
                "intensity": Label(("排放强度", "碳排放强度", "强度"), "kgCO2/MWh"),
            },
            corner="类型",
        )
        for line in grid.lines:
            for column in grid.fields:
                grid.put(line, column, self.number(10, 900), f"c11.{line}.{column}")
        return grid

    def telecom(self) -> Grid:
        grid = Grid(
            "c12",
            12,
            ("通信行业补充信息", "通信行业企业补充信息表", "通信行业补充数据"),
            {
                "mobile": Label(("移动业务", "移动通信业务", "移动")),
                "fixed": Label(("固定业务", "固定通信业务", "固定")),
                "dc": Label(("数据中心",)),
                "total": Label(("合计",)),
            },
            {
                "volume": Label(("电信业务量", "电信业务总量", "业务总量"), "万元"),
                "direct": Label(("直接排放", "直接排放量", "直接排放"), "tCO2"),
                "indirect": Label(("间接排放", "间接排放量", "间接排放"), "tCO2"),
                "intensity": Label(("排放强度", "碳排放强度", "强度"), "kgCO2/万元"),
            },
            corner="业务类型",
        )
        for line in grid.lines:
            for column in grid.fields:
                grid.put(line, column, self.number(10, 900), f"c12.{line}.{column}")
        return grid

    def prior(self) -> Grid:
        words = {
            "total": Label(("排放总量",)),
            "fuel": Label(("化石燃料燃烧排放",)),
            "electricity": Label(("消耗外购电力排放",)),
            "heat": Label(("消耗外购热力排放",)),
        }
        grid = Grid(
            "prior",
            0,
            ("与上年排放量对比", "上年排放数据", "年际变化情况"),
            words,
            {"prior": Label(("上年排放量", "上年度", "去年排放量"), "tCO2")},
        )
        for key in words:
            grid.put(key, "prior", self.parts[key] + 1, f"prior.{key}")
        return grid


def _month_heads() -> dict[str, Label]:
    chinese = "一二三四五六七八九十"
    heads = {
        month: Label(
            (f"{at}月", f"{at}月份", (chinese[at - 1] if at < 11 else "十" + chinese[at - 11]) + "月")
        )
        for at, month in enumerate(MONTHS, 1)
    }
    return heads | {"year": Label(("合计", "全年合计", "全年"))}


def _spread(dice: random.Random, grid: Grid, line: str, total: Decimal, prefix: str) -> None:
    """Twelve months that add up to the year."""
    step = rounded(total / 13, "0.001")
    months = [step + Decimal(dice.randint(0, 9)).scaleb(-3) for _ in range(11)]
    for month, value in zip(MONTHS, [*months, total - sum(months)], strict=True):
        grid.put(line, month, value, f"{prefix}.{month}")
    grid.put(line, "year", total, f"{prefix}.year")
