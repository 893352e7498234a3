"""Reports that somebody else made: other words, units, forms and habits than those of our own generator."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook

from app.models.enums import DocumentKind
from app.services.intake import ReportDraft, read_report
from tests.reports.layout import _font

Rows = Sequence[Sequence[Any]]
MONTHS = range(1, 13)


def workbook(folder: Path, sheets: dict[str, Rows], merged: Sequence[str] = ()) -> Path:
    """A workbook of these sheets; `merged`: ranges of the first."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    for area in merged:
        book.worksheets[0].merge_cells(area)
    path = folder / "报告.xlsx"
    book.save(path)
    return path


def check(draft: ReportDraft, wanted: dict[str, Any], left: Sequence[str] = ()) -> None:
    """These values and no others are read, and only these texts are left over."""
    found = {name: fact.value for name, fact in draft.facts.facts.items() if fact.value is not None}
    numbers = {
        name: Decimal(value) if isinstance(value, int) or _is_number(value) else value
        for name, value in wanted.items()
    }
    shown = {name: value if isinstance(value, Decimal) else str(value) for name, value in found.items()}
    assert shown == numbers
    assert [each.text for each in draft.leftovers] == list(left)
    assert draft.doubts == ()


def _is_number(value: str) -> bool:
    return value.lstrip("-").replace(".", "", 1).isdigit() and len(value) < 15


def test_the_form_of_the_standard(tmp_path: Path) -> None:
    """Letters above the heads, 44/12 in its column, fuels that are not burnt, months down the page."""
    heads = ["序号", "化石燃料品种", "燃烧量（t或10⁴Nm³）", "低位发热量（GJ/t或GJ/10⁴Nm³）", "热量（GJ）"]
    heads += ["单位热值含碳量（tC/GJ）", "碳氧化率（%）", "二氧化碳与碳的分子量之比"]
    heads += ["排放因子（tCO2/GJ）", "排放量（tCO2）"]
    fuel = [
        ["表C.3 化石燃料燃烧二氧化碳排放"],
        ["A", "B", "C", "D", "E=C×D", "F", "G", "H", "J=F×G×H", "K=E×J"],
        heads,
        [1, "无烟煤", "—", "", "", "", "", "44/12", "", ""],
        [2, "天然气", 152.43, 389.31, 59342.52, 0.0153, 99, "44/12", 0.0555, 3295.82],
        [3, "其他（请注明）", "", "", "", "", "", "44/12", "", ""],
        ["合计", "", "", "", "", "", "", "", "", 3295.82],
        ["注：计算结果保留两位小数"],
    ]
    months: list[list[Any]] = [["表C.7 化石燃料月度消耗量"], ["", "汽油（吨）", "天然气（万立方米）", "其他"]]
    months += [[f"{month}月", "", 12.5 + month, ""] for month in MONTHS]
    cover = [
        ["附录C"],
        ["二氧化碳排放报告"],
        ["报告主体（盖章）：", "示例学院"],
        ["编制日期：", "2025年3月4日"],
    ]
    draft = read_report(workbook(tmp_path, {"封面": cover, "C.3": fuel, "C.7": months}))
    wanted: dict[str, Any] = {"head.name": "示例学院", "head.date": "2025-03-04", "c3.total": "3295.82"}
    parts = {"amount": "152.43", "ncv": "389.31", "energy": "59342.52", "cc": "0.0153", "of": "99"}
    parts |= {"ef": "0.0555", "emission": "3295.82"}
    wanted |= {f"c3.natural_gas.{part}": value for part, value in parts.items()}
    wanted |= {f"c7.natural_gas.m{month:02d}": f"{12.5 + month}" for month in MONTHS}
    check(draft, wanted)


def test_the_forms_of_the_national_guidelines(tmp_path: Path) -> None:
    """Activity data of all sources in one table, their factors in another."""
    total = [
        ["附表1 报告主体2024年二氧化碳排放量报告"],
        ["企业二氧化碳排放总量（tCO2）", 12345.67],
        ["化石燃料燃烧排放量（tCO2）", 2162.19],
        ["净购入使用电力排放量（tCO2）", 10183.48],
    ]
    activity = [
        ["附表2 报告主体活动水平数据"],
        ["", "燃料品种", "净消耗量（t，万Nm3）", "低位发热量（GJ/t，GJ/万Nm3）"],
        ["化石燃料燃烧*", "天然气", 100, 389.31],
        ["", "柴油", 2.5, 42.652],
        ["", "", "数据", "单位"],
        ["净购入电力、热力", "电力净购入量", 16860.07, "MWh"],
        ["", "热力净购入量", 500, "GJ"],
    ]
    factors = [
        ["附表3 报告主体排放因子和计算系数"],
        ["", "燃料品种", "单位热值含碳量（tC/GJ）", "碳氧化率（%）"],
        ["化石燃料燃烧*", "天然气", 0.0153, 99],
        ["", "柴油", 0.0202, 98],
        ["", "", "数据", "单位"],
        ["净购入电力、热力", "电力", 0.604, "tCO2/MWh"],
        ["", "热力", 0.11, "tCO2/GJ"],
    ]
    draft = read_report(workbook(tmp_path, {"附表1": total, "附表2": activity, "附表3": factors}))
    wanted = {"c2.total": "12345.67", "c2.fuel": "2162.19", "c2.electricity": "10183.48"}
    wanted |= {"c3.natural_gas.amount": "100", "c3.natural_gas.ncv": "389.31", "c3.natural_gas.cc": "0.0153"}
    wanted |= {"c3.natural_gas.of": "99", "c3.diesel.amount": "2.5", "c3.diesel.ncv": "42.652"}
    wanted |= {"c3.diesel.cc": "0.0202", "c3.diesel.of": "98", "c4.amount": "16860.07", "c4.factor": "0.604"}
    check(draft, wanted | {"c5.amount": "500", "c5.factor": "0.11"})


def test_units_in_the_cells(tmp_path: Path) -> None:
    sheets = {
        "能耗": [
            ["化石燃料燃烧排放明细"],
            ["燃料", "用量", "低位热值", "含碳量", "氧化率", "排放量"],
            ["天然气", "152.43 万Nm³", "389.31 GJ/万Nm³", "15.3 tC/TJ", "99％", "3,295.82 吨CO₂"],
            ["柴油", "1,500 千克", "42.652 GJ/吨", "20.2 tC/TJ", "98 %", "4.64 tCO₂"],
        ],
        "电": [
            ["消耗外购电力"],
            ["项目", "电量", "排放因子", "排放量"],
            ["外购电力", "１１，２３４，８７０ kWh", "0.604 tCO₂/MWh", "6,785.86 tCO₂e"],
        ],
        "热": [
            ["消耗外购热力排放"],
            ["项目", "热量", "排放因子", "排放量"],
            ["外购热力", "31.28743 TJ", "110 kgCO2/GJ", "3 441.62 t"],
        ],
    }
    wanted = {"c4.amount": "11234.87", "c4.factor": "0.604", "c4.emission": "6785.86"}
    wanted |= {"c5.amount": "31287.43", "c5.factor": "0.11", "c5.emission": "3441.62"}
    gas = {"amount": "152.43", "ncv": "389.31", "cc": "0.0153", "of": "99", "emission": "3295.82"}
    oil = {"amount": "1.5", "ncv": "42.652", "cc": "0.0202", "of": "98", "emission": "4.64"}
    wanted |= {f"c3.natural_gas.{part}": value for part, value in gas.items()}
    check(read_report(workbook(tmp_path, sheets)), wanted | {f"c3.diesel.{p}": v for p, v in oil.items()})


def test_months_down_with_three_units(tmp_path: Path) -> None:
    """Fuel, electricity and heat side by side; the sums of the quarters are left for a person."""
    rows: list[list[Any]] = [["月份", "天然气（m3）", "外购电量（千瓦时）", "外购热量（百万千焦）"]]
    for month in MONTHS:
        rows.append([f"2024年{month}月", 10000 * month + 7, 123456 + month, 1000 + month])
        if month % 3 == 0:
            rows.append([f"第{month // 3}季度小计", 11, 22, 33])
    draft = read_report(workbook(tmp_path, {"逐月消耗": rows}))
    wanted: dict[str, Any] = {}
    for month in MONTHS:
        wanted[f"c7.natural_gas.m{month:02d}"] = str(Decimal(10000 * month + 7) / 10000)
        wanted[f"monthly.electricity.m{month:02d}"] = str(Decimal(123456 + month) / 1000)
        wanted[f"monthly.heat.m{month:02d}"] = 1000 + month
    quarters = [[f"第{number}季度小计", "11", "22", "33"] for number in range(1, 5)]
    check(draft, wanted, [text for quarter in quarters for text in quarter])


def test_merged_heads_with_the_units_below(tmp_path: Path) -> None:
    rows = [
        ["表C.6 供热设施化石燃料燃烧排放"],
        ["序号", "燃料品种", "活动水平", "", "排放因子", "", "", "CO2排放量"],
        ["", "", "消耗量", "低位发热量", "含碳量", "氧化率", "单位热量排放", ""],
        ["", "", "10⁴Nm³ 或 t", "GJ/10⁴Nm³ 或 GJ/t", "tC/TJ", "%", "tCO2/TJ", "t"],
        [1, "天然气", 100, 389.31, 15.3, 99, 55.539, 2162.19],
        [2, "燃料油", 2, 41.816, 21.1, 98, 75.819, 6.34],
        ["", "合计", "", "", "", "", "", 2168.53],
    ]
    merged = ("A1:H1", "A2:A4", "B2:B4", "C2:D2", "E2:G2", "H2:H3")
    draft = read_report(
        workbook(
            tmp_path,
            {"供热": rows, "二": [["表C.3 化石燃料燃烧"], ["品种", "数量"], ["天然气", 200]]},
            merged,
        )
    )
    gas = {"amount": "100", "ncv": "389.31", "cc": "15.3", "of": "99", "ef": "55.539", "emission": "2162.19"}
    oil = {"amount": "2", "ncv": "41.816", "cc": "21.1", "of": "98", "ef": "75.819", "emission": "6.34"}
    wanted = {f"c6.natural_gas.{part}": value for part, value in gas.items()}
    wanted |= {f"c6.fuel_oil.{part}": value for part, value in oil.items()}
    check(draft, wanted | {"c6.total": "2168.53", "c3.natural_gas.amount": "200"})


def test_small_tables_turned_round(tmp_path: Path) -> None:
    sheets = {
        "排放": [
            ["排放源", "化石燃料燃烧", "净购入电力", "净购入热力", "合计"],
            ["CO2排放量(吨)", 100.5, 200.25, 50.25, 351],
        ],
        "电力": [
            ["外购电力排放"],
            ["外购电量(万kWh)", 12.5],
            ["电网排放因子(kgCO2/kWh)", 0.604],
            ["排放量(t)", 75.5],
        ],
        "热": [
            ["指标", "数值", "单位"],
            ["外购热力消耗量", 500, "吉焦"],
            ["热力排放因子", 0.11, "tCO2/GJ"],
            ["热力排放量", 55, "tCO2"],
        ],
    }
    wanted = {"c2.fuel": "100.5", "c2.electricity": "200.25", "c2.heat": "50.25", "c2.total": "351"}
    wanted |= {"c4.amount": "125", "c4.factor": "0.604", "c4.emission": "75.5"}
    wanted |= {"c5.amount": "500", "c5.factor": "0.11", "c5.emission": "55"}
    check(read_report(workbook(tmp_path, sheets)), wanted)


def test_supplements_in_other_units(tmp_path: Path) -> None:
    sheets = {
        "物业": [
            ["物业管理企业补充数据表"],
            ["项目类型", "总建筑面积(万平方米)", "其中：地下车库(㎡)", "实际管理面积(m2)", "入驻率"],
            ["写字楼", 18.234, 20123, "150,234", "92.6%"],
        ],
        "IDC": [
            ["数据中心补充数据"],
            ["指标", "大型数据中心", "中小型数据中心"],
            ["标准机架数（架）", 4213, 800],
            ["数据中心总用电量（万千瓦时）", 7812.394, 100],
            ["其中：IT设备用电量（万千瓦时）", 5521.387, 70],
            ["碳排放强度（kgCO2/MWh）", 852, 858],
        ],
        "供热": [
            ["供热设施补充数据"],
            ["热源", "热源供热量(GJ)", "建筑物供热量(GJ)", "用电排放(t)", "单位供热量排放(kgCO2/GJ)"],
            ["天然气锅炉（间供）", 745320, 721870, 4302, 66.9],
            ["总计", 745320, 721870, 4312, 66.91],
        ],
    }
    wanted: dict[str, Any] = {"c10.office.area": 182340, "c10.office.garage": 20123}
    wanted |= {"c10.office.managed": 150234, "c10.office.occupancy": "92.6"}
    rooms = {"racks": (4213, 800), "electricity": ("78123.94", 1000), "it_electricity": ("55213.87", 700)}
    for part, (large, small) in {**rooms, "intensity": (852, 858)}.items():
        wanted |= {f"c11.large.{part}": large, f"c11.small.{part}": small}
    heat = {"source_heat": "745.32", "building_heat": "721.87"}
    wanted |= {f"c14.{line}.{part}": value for line in ("gas", "total") for part, value in heat.items()}
    wanted |= {"c14.gas.elec_emission": 4302, "c14.total.elec_emission": 4312}
    check(
        read_report(workbook(tmp_path, sheets)),
        wanted | {"c14.gas.intensity": "66.9", "c14.total.intensity": "66.91"},
    )


def test_word_with_merged_and_nested_tables(tmp_path: Path) -> None:
    document = Document()
    for text in ("示例市碳排放单位二氧化碳排放报告", "报告主体：示例制造有限公司", "表1  排放量汇总"):
        document.add_paragraph(text)
    rows = [
        ["类别", "排放源", "排放量(tCO₂)"],
        ["直接排放", "化石燃料燃烧", "2,162.19"],
        ["", "工业生产过程", "123.75"],
        ["间接排放", "外购电力", "6785.86"],
        ["合计", "", "9071.80"],
    ]
    table = document.add_table(5, 3)
    _fill(table, rows)
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(4, 0).merge(table.cell(4, 1))
    document.add_paragraph("表2  燃料燃烧")
    inner = document.add_table(1, 2).cell(0, 1).add_table(2, 3)
    _fill(inner, [["燃料种类", "消耗量（万Nm³）", "低位发热量（GJ/万Nm³）"], ["天然气", "100", "389.31"]])
    path = tmp_path / "报告.docx"
    document.save(str(path))
    wanted = {"head.name": "示例制造有限公司", "c2.fuel": "2162.19", "c2.process": "123.75"}
    wanted |= {"c2.electricity": "6785.86", "c2.total": "9071.80"}
    check(read_report(path), wanted | {"c3.natural_gas.amount": "100", "c3.natural_gas.ncv": "389.31"})


def _fill(table: Any, rows: Rows) -> None:
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text


def test_pdf_with_heads_on_every_page(tmp_path: Path) -> None:
    """A table over two pages that repeats its head, below a running title; and one that is called 续表."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    font = _font()
    words = ParagraphStyle("words", fontName=font, fontSize=9)
    look = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), font, 9)]

    def furniture(page: Any, pages: Any) -> None:
        page.setFont(font, 8)
        page.drawString(60, 815, "示例热力有限公司2024年度碳排放报告")
        page.drawString(280, 20, f"第 {pages.page} 页 共 3 页")

    months = [["月份", "天然气（万m³）", "外购电力（MWh）"]]
    months += [[f"{month}月", f"{100 + month}.5", f"{700 + month}.1"] for month in MONTHS]
    heads = ["品种", "燃烧量(t)", "排放量(tCO2)"]
    story = [
        Paragraph("表C.7 化石燃料及外购电力月度消耗量", words),
        Table(months, rowHeights=[60] * 13, repeatRows=1, style=look),
        PageBreak(),
        Paragraph("表3 化石燃料燃烧排放", words),
        Table([heads, ["汽油", "2", "5.85"]], style=look),
        PageBreak(),
        Paragraph("续表3", words),
        Table([heads, ["柴油", "3", "9.29"], ["合计", "", "15.14"]], style=look),
    ]
    path = tmp_path / "报告.pdf"
    SimpleDocTemplate(str(path), pagesize=A4).build(story, onFirstPage=furniture, onLaterPages=furniture)
    wanted = {f"c7.natural_gas.m{month:02d}": f"{100 + month}.5" for month in MONTHS}
    wanted |= {f"monthly.electricity.m{month:02d}": f"{700 + month}.1" for month in MONTHS}
    wanted |= {"c3.gasoline.amount": "2", "c3.gasoline.emission": "5.85"}
    wanted |= {"c3.diesel.amount": "3", "c3.diesel.emission": "9.29", "c3.total": "15.14"}
    draft = read_report(path)
    check(draft, wanted)
    where = draft.facts.facts["c7.natural_gas.m12"].where
    assert where.page == 2 and draft.facts.year == 2024


def test_hidden_rows_and_columns_are_not_dropped(tmp_path: Path) -> None:
    rows = [
        ["项目", "热量(GJ)", "备用", "排放因子(tCO2/GJ)"],
        ["外购热力", 1000, 77, 0.11],
        ["外购热力（旧）", 900, None, 0.12],
    ]
    path = workbook(tmp_path, {"外购热力": rows})
    from openpyxl import load_workbook

    book = load_workbook(path)
    book["外购热力"].row_dimensions[3].hidden = True
    book["外购热力"].column_dimensions["C"].hidden = True
    book.save(path)
    draft = read_report(path)
    assert {name: fact.value for name, fact in draft.facts.facts.items()} == {
        "c5.amount": 1000,
        "c5.factor": Decimal("0.11"),
    }
    assert {each.text for each in draft.leftovers} == {"备用", "77", "900", "0.12"}
    assert [doubt.where.cell for doubt in draft.doubts] == ["B3", "D3"]


VERIFIED = {
    "封面": [
        ["2024年度碳排放核查报告"],
        ["核查报告编号：", "HC-2025-007"],
        ["委托方名称：", "示例制造有限公司"],
        ["核查机构名称（盖章）：", "示例认证有限公司"],
    ],
    "核查结论": [
        ["经核查，2024年度排放数据如下："],
        ["排放源类别", "企业初始报告排放量", "核查确认排放量", "偏差（t）", "偏差率（%）"],
        ["化石燃料燃烧", "2,200.00", "2,162.19", "-37.81", "-1.72%"],
        ["净购入电力隐含排放", "6785.86", "6785.86", "0", "0"],
        ["总计", "8985.86", "8948.05", "-37.81", "-0.42%"],
    ],
    "人员": [
        ["姓名", "职务", "日期"],
        ["王甲", "核查组长", "2025-03-15"],
        ["李乙", "组员", ""],
        ["赵丁", "技术复核", "2025-03-20"],
    ],
    "数据": [
        ["4.1 活动数据核查"],
        ["数据名称", "单位", "核查确认值", "数据来源", "交叉核对数据", "差异"],
        ["天然气消耗量", "万Nm3", "100.00", "结算单", "100.10", "0.1%"],
        ["净外购电量", "MWh", "11234.87", "结算单", "11234.90", "0.2%"],
    ],
}


def test_a_verification_report_of_another_body(tmp_path: Path) -> None:
    draft = read_report(workbook(tmp_path, VERIFIED))
    assert draft.kind is DocumentKind.VR
    wanted: dict[str, Any] = {"vr.report_no": "HC-2025-007", "vr.unit_name": "示例制造有限公司"}
    wanted |= {"vr.body": "示例认证有限公司", "vr.change": "-37.81", "vr.change.fuel": "-37.81"}
    wanted |= {"vr.change.electricity": 0, "vr.change_rate.fuel": "-1.72", "vr.change_rate.electricity": 0}
    wanted |= {"vr.change_rate.total": "-0.42", "vr.initial.fuel": "2200.00", "vr.final.fuel": "2162.19"}
    wanted |= {"vr.initial.electricity": "6785.86", "vr.final.electricity": "6785.86"}
    wanted |= {"vr.initial.total": "8985.86", "vr.final.total": "8948.05", "vr.ad.natural_gas": "100.00"}
    wanted |= {"vr.ad.electricity": "11234.87", "vr.lead_verifier": "王甲", "vr.verifier": "李乙"}
    wanted |= {"vr.technical_reviewer": "赵丁", "vr.date.verify": "2025-03-15"}
    left = ["差异", "100.10", "0.1%", "11234.90", "0.2%"]
    check(draft, wanted | {"vr.date.tech_review": "2025-03-20"}, left)


@pytest.mark.parametrize("name", ["fengtai_2024_register.docx", "self_evaluation_2023_fengtai.xlsx"])
def test_a_file_that_is_no_report_gives_no_values_of_one(shared: Path, name: str) -> None:
    draft = read_report(shared / "data" / name)
    assert not {fact for fact in draft.facts.facts if not fact.startswith("head.")}
    assert draft.leftovers
