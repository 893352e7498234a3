"""The tables of an emission report with their words in three spellings, filled from figures by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.reports.content import FormTable, Grid, Label
from tests.reports.figures import FUELS, MONTHS, SERVICES

Values = Mapping[str, str]
Naming = Callable[[str, str], str]
Words = tuple[str, ...]
SUM = Label(("合计", "总计", "合计"))
_AMOUNT = Label(("消耗量", "活动数据", "使用量"))
_EMISSION = Label(("排放量", "二氧化碳排放量", "排放量"), "tCO2")
_FACTOR = Label(("排放因子", "二氧化碳排放因子", "排放因子"))


def tables_of(sector: str, values: Values) -> list[Grid | FormTable]:
    """All tables that a report of this sector has, in the order of the form."""
    makers = (
        *(_head, _summary, _combustion, _electricity, _heat, _heating_fuel, _fuel_months, _main_months),
        *(_outside, _property, _rooms, _telecom, _plain, _heaters, _declaration, _bought_months, _stock),
        *(_balance, _process, _power, _cement, _road, _product, _prior, _costs, _people, _accounts),
    )
    made = [table for maker in makers if (table := maker(sector, values)) is not None]
    return [table for table in made if _is_filled(table)]


def _is_filled(table: Grid | FormTable) -> bool:
    texts = [text for _, text, _ in table.entries] if isinstance(table, FormTable) else table.values.values()
    return any(texts)


def fill_grid(
    values: Values,
    key: str,
    number: int,
    titles: Words,
    lines: Mapping[str, Label],
    fields: Mapping[str, Label],
    naming: Naming,
    corner: str = "项目",
) -> Grid:
    """A grid with the lines that have a value; a cell without one stays empty."""
    used = {
        line: label for line, label in lines.items() if any(naming(line, field) in values for field in fields)
    }
    grid = Grid(key, number, titles, used, dict(fields), corner=corner)
    for line in used:
        for field in fields:
            name = naming(line, field)
            if name in values:
                grid.put(line, field, values[name], name)
    return grid


def fill_form(
    values: Values, key: str, number: int, titles: Words, entries: Mapping[str, Label]
) -> FormTable:
    known = [(label, values[name], name) for name, label in entries.items() if name in values]
    return FormTable(key, number, titles, known)


def _plainly(prefix: str) -> Naming:
    return lambda line, field: f"{prefix}.{line}.{field}"


def _fuels(values: Values, table: str) -> dict[str, Label]:
    """The fuels of a table in the order of the figures, with the unit of each."""
    keys = dict.fromkeys(name.split(".")[1] for name in values if name.startswith(f"{table}."))
    return {key: Label((FUELS[key][0],), FUELS[key][1]) for key in keys if key in FUELS}


def _head(sector: str, values: Values) -> FormTable:
    words = {
        "name": ("企业名称", "单位名称", "报告主体"),
        "uscc": ("统一社会信用代码", "统一社会信用代码", "社会信用代码"),
        "industry_name": ("所属行业", "行业名称", "所属行业"),
        "industry_code": ("行业代码", "国民经济行业代码", "行业代码"),
        "standard": ("核算标准", "适用标准", "核算和报告依据"),
        "year": ("报告年度", "年度", "报告年度"),
        "period": ("报告期", "核算期", "报告期间"),
        "version": ("版本", "版本号", "报告版本"),
        "date": ("编制日期", "编制日期", "报告日期"),
        "reg_address": ("注册地址", "注册地址", "住所"),
        "office_address": ("办公地址", "经营地址", "办公地址"),
        "legal_rep": ("法定代表人", "法人代表", "法定代表人"),
        "legal_tel": ("电话", "电话", "联系电话"),
        "contact": ("联系人", "联系人", "填报联系人"),
        "tel": ("电话", "联系电话", "电话"),
        "mobile": ("手机", "手机号码", "手机"),
        "boundary": ("核算和报告边界", "核算边界", "核算和报告边界"),
        "boundary_change": ("核算和报告边界变化", "边界变化", "核算边界变化情况"),
    }
    titles = ("基本信息表", "企业基本信息", "报告主体基本情况")
    return fill_form(values, "head", 1, titles, {f"head.{key}": Label(word) for key, word in words.items()})


_COMPONENTS = {
    "total": Label(("二氧化碳排放总量", "排放总量", "企业二氧化碳排放总量")),
    "fuel": Label(("化石燃料燃烧排放", "化石燃料燃烧产生的排放", "化石燃料燃烧")),
    "process": Label(("工业生产过程排放", "生产过程排放", "工业生产过程")),
    "electricity": Label(("消耗外购电力排放", "消耗外购电力产生的排放", "消耗外购电力")),
    "heat": Label(("消耗外购热力排放", "消耗外购热力产生的排放", "消耗外购热力")),
}


def _summary(sector: str, values: Values) -> Grid:
    titles = ("二氧化碳排放量汇总表", "排放量汇总表", "企业排放量汇总")
    fields = {"emission": _EMISSION}
    return fill_grid(
        values,
        "c2",
        2,
        titles,
        _COMPONENTS,
        fields,
        lambda line, _: f"c2.{line}",
        "排放类型",
    )


def _burning(values: Values, table: str, number: int, carbon: str, titles: Words) -> Grid:
    fields = {
        "amount": Label(("燃烧量", "消耗量", "活动数据"), "t或10⁴Nm³"),
        "ncv": Label(("低位发热量", "平均低位发热量", "低位热值"), "GJ/t或GJ/10⁴Nm³"),
        "energy": Label(("热量", "燃料热量", "热量"), "GJ"),
        "cc": Label(("单位热值含碳量", "单位热值含碳量", "含碳量"), carbon),
        "of": Label(("碳氧化率", "氧化率", "碳氧化率"), "%"),
        "ef": Label(_FACTOR.words, carbon.replace("tC", "tCO2")),
        "emission": Label(("排放量", "二氧化碳排放量", "CO2排放量"), "tCO2"),
    }

    def naming(line: str, field: str) -> str:
        if line != "sum":
            return f"{table}.{line}.{field}"
        return f"{table}.total" if field == "emission" else ""

    lines = _fuels(values, table) | {"sum": SUM}
    return fill_grid(values, table, number, titles, lines, fields, naming, "化石燃料品种")


def _combustion(sector: str, values: Values) -> Grid:
    titles = ("化石燃料燃烧排放", "化石燃料燃烧二氧化碳排放量", "化石燃料排放计算表")
    return _burning(values, "c3", 3, "tC/GJ", titles)


def _heating_fuel(sector: str, values: Values) -> Grid:
    titles = ("供热设施的化石燃料排放", "供热设施化石燃料燃烧排放表", "供热设施化石燃料排放量")
    return _burning(values, "c6", 6, "tC/TJ", titles)


def _electricity(sector: str, values: Values) -> Grid:
    lines = {
        "c4": Label(("企业消耗外购电力", "消耗外购电力", "外购电力")),
        "c4.heating": Label(("其中：供热设施耗电", "其中：供热设施", "供热设施耗电量")),
    }
    fields = {
        "amount": Label(("电量", "外购电量", "消耗电量"), "MWh"),
        "factor": Label(("排放因子", "电力排放因子", "排放因子"), "tCO2/MWh"),
        "emission": _EMISSION,
    }
    titles = ("消耗外购电力排放", "消耗外购电力产生的二氧化碳排放", "外购电力排放")
    return fill_grid(values, "c4", 4, titles, lines, fields, lambda line, field: f"{line}.{field}")


def _heat(sector: str, values: Values) -> Grid:
    lines = {"c5": Label(("企业消耗外购热力", "消耗外购热力", "外购热力"))}
    fields = {
        "amount": Label(("热量", "外购热量", "消耗热量"), "GJ"),
        "factor": Label(("排放因子", "热力排放因子", "排放因子"), "tCO2/GJ"),
        "emission": _EMISSION,
    }
    titles = ("消耗外购热力排放", "消耗外购热力产生的二氧化碳排放", "外购热力排放")
    return fill_grid(values, "c5", 5, titles, lines, fields, lambda line, field: f"{line}.{field}")


def _month_heads() -> dict[str, Label]:
    chinese = "一二三四五六七八九十"
    heads = {
        month: Label(
            (f"{at}月", f"{at}月份", (chinese[at - 1] if at < 11 else "十" + chinese[at - 11]) + "月")
        )
        for at, month in enumerate(MONTHS, 1)
    }
    return heads | {"year": Label(("合计", "全年合计", "全年"))}


def _fuel_months(sector: str, values: Values) -> Grid:
    titles = ("化石燃料月度消耗量", "化石燃料月度消耗表", "化石燃料逐月消耗量")
    lines = _fuels(values, "c7")
    return fill_grid(values, "c7", 7, titles, lines, _month_heads(), _plainly("c7"), "燃料品种")


def _main_months(sector: str, values: Values) -> Grid:
    titles = (
        "重点排放设施化石燃料月度消耗量",
        "重点排放设施月度消耗表",
        "主要排放设施化石燃料月度消耗量",
    )
    lines = _fuels(values, "c8")
    return fill_grid(values, "c8", 8, titles, lines, _month_heads(), _plainly("c8"), "燃料品种")


def _bought_months(sector: str, values: Values) -> Grid:
    lines = {
        "electricity": Label(("外购电力", "外购电量", "电力"), "MWh"),
        "heat": Label(("外购热力", "外购热量", "热力"), "GJ"),
    }
    titles = ("外购电力和热力月度消耗量", "外购电力热力月度数据", "月度用电用热情况")
    return fill_grid(values, "monthly", 0, titles, lines, _month_heads(), _plainly("monthly"))


def _outside(sector: str, values: Values) -> Grid:
    lines = {fuel: Label((FUELS[fuel][0],), FUELS[fuel][1]) for fuel in ("gasoline", "diesel")}
    fields = {
        "mobile": Label(("京内移动设施", "京内移动设施消费量", "京内移动设施")),
        "outside": Label(("京外固定及移动设施", "京外固定和移动设施", "京外设施")),
    }
    titles = ("其他能源消费信息", "其他能源消费情况", "其他能源消费信息表")
    lines |= {"electricity": Label(("电力",), "千瓦时")}
    return fill_grid(
        values, "c9", 9, titles, lines, fields, lambda line, field: f"c9.{field}.{line}", "能源品种"
    )


def _property(sector: str, values: Values) -> Grid:
    lines = {
        "residential": Label(("居民住宅", "住宅", "居民住宅")),
        "office": Label(("商业写字楼", "写字楼", "商务写字楼")),
        "total": SUM,
    }
    fields = {
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
    }
    titles = ("物业管理类补充信息", "物业管理类企业补充信息表", "物业管理补充信息")
    return fill_grid(values, "c10", 10, titles, lines, fields, _plainly("c10"), "物业类型")


def _rooms(sector: str, values: Values) -> Grid:
    lines = {
        "large": Label(("大型数据中心", "大型", "大型数据中心")),
        "small": Label(("中小型数据中心", "中小型", "中小型数据中心")),
    }
    fields = {
        "racks": Label(("标准机架数", "标准机架数量", "机架数"), "个"),
        "electricity": Label(("总用电量", "用电总量", "总耗电量"), "MWh"),
        "it_electricity": Label(("IT设备用电量", "IT用电量", "IT设备耗电量"), "MWh"),
        "direct": Label(("直接排放", "直接排放量", "直接排放"), "tCO2"),
        "indirect": Label(("间接排放", "间接排放量", "间接排放"), "tCO2"),
        "intensity": Label(("排放强度", "碳排放强度", "强度"), "kgCO2/MWh"),
    }
    titles = ("数据中心补充信息", "数据中心企业补充信息表", "数据中心补充数据")
    return fill_grid(values, "c11", 11, titles, lines, fields, _plainly("c11"), "类型")


def _telecom(sector: str, values: Values) -> Grid:
    lines = {
        "mobile": Label(("移动业务", "移动通信业务", "移动")),
        "fixed": Label(("固定业务", "固定通信业务", "固定")),
        "dc": Label(("数据中心",)),
        "total": SUM,
    }
    fields = {
        "volume": Label(("电信业务量", "电信业务总量", "业务总量"), "万元"),
        "direct": Label(("直接排放", "直接排放量", "直接排放"), "tCO2"),
        "indirect": Label(("间接排放", "间接排放量", "间接排放"), "tCO2"),
        "intensity": Label(("排放强度", "碳排放强度", "强度"), "kgCO2/万元"),
    }
    titles = ("通信行业补充信息", "通信行业企业补充信息表", "通信行业补充数据")
    return fill_grid(values, "c12", 12, titles, lines, fields, _plainly("c12"), "业务类型")


def _plain(sector: str, values: Values) -> FormTable:
    entries = {
        "c13.code": Label(("行业代码", "四位行业代码", "行业代码")),
        "c13.name": Label(("行业名称",)),
        "c13.service": Label(("主要服务信息", "主要服务", "主要服务内容")),
        "c13.area": Label(("建筑面积", "总建筑面积", "建筑面积"), "m²"),
        "c13.output": Label(("产值", "年产值", "营业收入"), "万元"),
    }
    titles = ("其他类型服务业补充信息", "其他服务业补充信息表", "其他类型服务业信息")
    return fill_form(values, "c13", 13, titles, entries)


def _heaters(sector: str, values: Values) -> Grid:
    lines = {
        "gas": Label(("燃气锅炉", "燃气锅炉（直供）", "燃气锅炉")),
        "oil": Label(("燃油锅炉",)),
        "station": Label(("热力站", "换热站", "热力站")),
        "total": SUM,
    }
    fields = {
        "source_heat": Label(("热源供热量",), "TJ"),
        "input_heat": Label(("一次侧输入热量",), "TJ"),
        "building_heat": Label(("建筑物供热量",), "TJ"),
        "fuel_emission": Label(("化石燃料排放量", "化石燃料燃烧排放", "化石燃料排放"), "tCO2"),
        "elec_emission": Label(("耗电排放量", "电力排放", "外购电力排放"), "tCO2"),
        "emission": Label(("排放量合计", "总排放量", "排放总量"), "tCO2"),
        "intensity": Label(("排放强度", "碳排放强度", "强度"), "kgCO2/GJ"),
    }
    titles = ("供热设施补充数据", "供热设施补充信息表", "供热设施补充数据表")
    return fill_grid(values, "c14", 14, titles, lines, fields, _plainly("c14"), "热源类型")


def _declaration(sector: str, values: Values) -> FormTable | None:
    entries = {"head.declaration_date": Label(("声明日期", "签字日期", "日期"))}
    titles = ("报告真实性声明", "真实性声明", "报告真实性声明")
    return fill_form(values, "c15", 15, titles, entries) if sector in SERVICES else None


def _stock(sector: str, values: Values) -> Grid:
    fields = {
        "bought": Label(("购入量", "购进量", "采购量")),
        "begin": Label(("期初库存", "年初库存", "期初库存量")),
        "end": Label(("期末库存", "年末库存", "期末库存量")),
    }
    titles = ("燃料购销存情况表", "燃料库存平衡表", "燃料盘存表")
    lines = _fuels(values, "stock")
    return fill_grid(values, "stock", 0, titles, lines, fields, _plainly("stock"), "燃料品种")


def _balance(sector: str, values: Values) -> FormTable:
    entries = {
        "elec.purchased": Label(("外购电量", "购入电量", "外购电力总量"), "MWh"),
        "elec.resold": Label(("转供电量", "转供电", "转供电量"), "MWh"),
        "elec.resold_to": Label(("转供对象", "受供单位", "受供方")),
        "elec.green": Label(("绿电电量", "绿色电力", "绿电电量"), "MWh"),
        "elec.voucher": Label(("绿电凭证号", "绿证编号", "绿电交易凭证号")),
        "elec.pv": Label(("自发自用光伏电量", "光伏自用电量", "自发自用电量"), "MWh"),
        "elec.net": Label(("净购入电量", "净购入电量", "净用电量"), "MWh"),
    }
    return fill_form(values, "elec", 0, ("电量平衡表", "购用电情况", "转供电及绿电情况"), entries)


def _process(sector: str, values: Values) -> Grid:
    words = {
        "carbonate": "碳酸盐使用",
        "protective_gas": "二氧化碳保护焊",
        "coke_burn": "催化烧焦",
        "hydrogen": "制氢",
    }
    fields = {
        "amount": Label(_AMOUNT.words, "t"),
        "purity": Label(("纯度",), "%"),
        "factor": Label(("排放因子",), "tCO2/t"),
        "emission": _EMISSION,
    }

    def naming(line: str, field: str) -> str:
        if line != "sum":
            return f"process.{line}.{field}"
        return "process.total" if field == "emission" else ""

    lines = {key: Label((word,)) for key, word in words.items()} | {"sum": SUM}
    titles = ("工业生产过程排放", "生产过程排放计算表", "工业生产过程二氧化碳排放")
    return fill_grid(values, "process", 0, titles, lines, fields, naming, "原料或过程")


def _power(sector: str, values: Values) -> FormTable:
    entries = {
        "power.generation": Label(("发电量",), "MWh"),
        "power.own_use": Label(("厂用电量",), "MWh"),
        "power.own_use_rate": Label(("厂用电率",), "%"),
        "power.supplied": Label(("供电量",), "MWh"),
        "power.heat": Label(("供热量",), "GJ"),
        "power.heat_ratio": Label(("供热比",), "%"),
    }
    return fill_form(values, "power", 0, ("发电生产数据", "机组生产数据表", "发电设施生产数据"), entries)


def _cement(sector: str, values: Values) -> FormTable:
    entries = {
        "cement.clinker": Label(("熟料产量",), "t"),
        "cement.cao": Label(("熟料CaO含量", "熟料中CaO含量", "氧化钙含量"), "%"),
        "cement.mgo": Label(("熟料MgO含量", "熟料中MgO含量", "氧化镁含量"), "%"),
        "cement.cao_nc": Label(("非碳酸盐CaO含量", "不是来源于碳酸盐分解的CaO含量", "非碳酸盐CaO"), "%"),
        "cement.mgo_nc": Label(("非碳酸盐MgO含量", "不是来源于碳酸盐分解的MgO含量", "非碳酸盐MgO"), "%"),
        "cement.emission": Label(("生料分解排放量", "碳酸盐分解排放量", "过程排放量"), "tCO2"),
    }
    return fill_form(values, "cement", 0, ("水泥熟料生产数据", "熟料生产情况", "熟料生产数据表"), entries)


def _road(sector: str, values: Values) -> FormTable:
    entries = {
        "road.vehicles": Label(("车辆数",), "辆"),
        "road.distance": Label(("行驶里程",), "万km"),
    }
    return fill_form(values, "road", 0, ("车辆运输数据", "营运车辆情况", "道路运输生产数据"), entries)


def _product(sector: str, values: Values) -> FormTable:
    entries = {
        "product.output": Label(("产品产量",), "t"),
        "product.value": Label(("工业总产值", "产值", "总产值"), "万元"),
        "product.energy": Label(("综合能源消费量",), "tce"),
    }
    return fill_form(values, "product", 0, ("主要产品产量和产值", "生产经营数据", "产品产量产值表"), entries)


def _prior(sector: str, values: Values) -> Grid:
    lines = {
        "total": Label(("排放总量",)),
        "fuel": Label(("化石燃料燃烧排放",)),
        "process": Label(("工业生产过程排放",)),
        "electricity": Label(("消耗外购电力排放",)),
        "heat": Label(("消耗外购热力排放",)),
    }
    fields = {"prior": Label(("上年排放量", "上年度", "去年排放量"), "tCO2")}
    titles = ("与上年排放量对比", "上年排放数据", "年际变化情况")
    return fill_grid(values, "prior", 0, titles, lines, fields, lambda line, _: f"prior.{line}")


def _costs(sector: str, values: Values) -> FormTable:
    entries = {
        "cost.electricity": Label(("电费", "用电费用", "电费支出"), "元"),
        "cost.natural_gas": Label(("天然气费", "燃气费用", "燃气费"), "元"),
    }
    return fill_form(values, "cost", 0, ("能源费用情况", "能源费用表", "能源费用"), entries)


def _people(sector: str, values: Values) -> FormTable:
    entries = {
        "people.employees": Label(("职工人数", "从业人员数", "员工人数"), "人"),
        "people.students": Label(("学生人数", "在校学生数", "在校生人数"), "人"),
        "people.beds": Label(("床位数", "实有床位数", "床位数"), "张"),
    }
    return fill_form(values, "people", 0, ("人数和床位", "人员和床位情况", "人数和床位情况表"), entries)


def _accounts(sector: str, values: Values) -> FormTable:
    entries = {
        "account.electricity": Label(("用电户号", "电力户号", "用电户号")),
        "account.electricity_bills": Label(("电费账单份数", "电费单份数", "电费账单数量"), "份"),
        "account.gas": Label(("燃气户号", "天然气户号", "用气户号")),
        "account.gas_bills": Label(("燃气账单份数", "燃气费单份数", "燃气账单数量"), "份"),
    }
    return fill_form(values, "account", 0, ("户号和账单", "户号及账单清单", "能源账户和账单"), entries)
