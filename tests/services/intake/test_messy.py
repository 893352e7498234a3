"""Reports as offices really send them: odd numbers, hidden sheets, extra rows; nothing guessed in silence."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.models.enums import DocumentKind
from app.services.intake import ReportDraft, read_report
from app.services.intake.blocks import Block
from app.services.intake.blocks import Document as ReadDocument
from app.services.intake.report import draft_of
from tests.reports.content import make_report
from tests.reports.layout import STYLES, Places, Style, lay_out, write_xlsx

Rows = list[list[Any]]
GAS = "c3.natural_gas.amount"


@pytest.fixture
def clean(tmp_path: Path) -> tuple[Path, Places]:
    path = tmp_path / "报告.xlsx"
    return path, write_xlsx(lay_out(make_report("heat"), STYLES["sheet_per_table"]), path)


def changed(clean: tuple[Path, Places], change: Callable[[Workbook, Places], None]) -> ReportDraft:
    path, places = clean
    book = load_workbook(path)
    change(book, places)
    book.save(path)
    return read_report(path)


def put(name: str, value: object, kind: str = "") -> Callable[[Workbook, Places], None]:
    def change(book: Workbook, places: Places) -> None:
        sheet, _, cell = places[name].rpartition("!")
        book[sheet][cell] = value
        if kind:
            book[sheet][cell].data_type = kind

    return change


def from_rows(folder: Path, **sheets: Rows) -> ReportDraft:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    path = folder / "报告.xlsx"
    book.save(path)
    return read_report(path)


def told(draft: ReportDraft, name: str) -> str:
    """The one sentence about a name; its place must be that of the fact."""
    (doubt,) = (each for each in draft.doubts if each.name == name)
    assert doubt.where == draft.facts.facts[name].where
    return doubt.sentence


@pytest.mark.parametrize(
    ("value", "number", "words"),
    [
        ("约1.2万", None, "约数"),
        ("12.3左右", None, "约数"),
        ("1.2万", "12000", "万"),
        ("12,5", "12.5", "逗号"),
        ("1.234,56", "1234.56", "逗号"),
        (-5, "-5", "负数"),
        ("（5）", "-5", "括号"),
        ("见附件2", None, ""),
        ("见天然气结算单", None, ""),
        ("12.3吨标煤等", None, "文字"),
    ],
)
def test_odd_numbers_are_told(
    clean: tuple[Path, Places], value: object, number: str | None, words: str
) -> None:
    draft = changed(clean, put(GAS, value))
    if words:
        assert words in "".join(d.sentence for d in draft.doubts if d.name == GAS)
        assert draft.facts.number(GAS) == (Decimal(number) if number else None)
        assert draft.facts.text(GAS) == str(value)
    else:
        assert [each.text for each in draft.leftovers] == [value]


@pytest.mark.parametrize(
    ("value", "number"), [("1,234.5", "1234.5"), ("１２３．５", "123.5"), (" 12 345.6 ", "12345.6")]
)
def test_plain_numbers_in_text_cells_are_no_doubt(
    clean: tuple[Path, Places], value: str, number: str
) -> None:
    draft = changed(clean, put(GAS, value))
    assert draft.facts.number(GAS) == Decimal(number)
    assert draft.doubts == ()


def test_formulas_that_give_an_error_or_no_result(clean: tuple[Path, Places]) -> None:
    draft = changed(clean, put(GAS, "#REF!", "e"))
    assert draft.facts.number(GAS) is None and "公式出错" in told(draft, GAS)
    draft = changed(clean, put(GAS, "=1+1"))
    assert draft.facts.number(GAS) is None and "没有保存计算结果" in told(draft, GAS)


def test_a_hidden_sheet_is_read_and_told(clean: tuple[Path, Places]) -> None:
    def hide(book: Workbook, places: Places) -> None:
        sheet = places[GAS].rpartition("!")[0]
        copy = book.copy_worksheet(book[sheet])
        copy.title = "旧版"
        copy.sheet_state = "hidden"
        copy[places[GAS].rpartition("!")[2]] = 1

    draft = changed(clean, hide)
    assert draft.facts.facts[GAS].where.sheet != "旧版"
    assert any("隐藏" in d.sentence and d.name == GAS for d in draft.doubts)
    assert any("“旧版”是隐藏的" in d.sentence for d in draft.doubts)
    assert [each.text for each in draft.leftovers] == ["1"]


def test_a_protected_sheet_is_read(clean: tuple[Path, Places]) -> None:
    def protect(book: Workbook, _: Places) -> None:
        for sheet in book:
            sheet.protection.sheet = True
            sheet.protection.password = "x"

    assert changed(clean, protect).facts.number(GAS) is not None


def test_an_unknown_fuel_is_left_over_with_its_headings(clean: tuple[Path, Places]) -> None:
    def add(book: Workbook, places: Places) -> None:
        sheet, _, cell = places["c3.diesel.amount"].rpartition("!")
        row = book[sheet][cell].row
        book[sheet].insert_rows(row)
        book[sheet].cell(row, 2).value = "生物质颗粒"
        book[sheet].cell(row, 3).value = 77

    draft = changed(clean, add)
    assert [each.text for each in draft.leftovers] == ["生物质颗粒", "77"]
    assert "燃烧量" in draft.leftovers[1].headings
    assert draft.facts.number("c3.diesel.amount") is not None


def test_units_are_converted_and_kept_as_written(tmp_path: Path) -> None:
    heads = ["品种", "消耗量", "单位", "低位发热量", "单位", "碳氧化率(%)", "排放量(kgCO2)"]
    gas = ["天然气", "1,234,567", "Nm³", 38.931, "MJ/m3", "99%", 26694100]
    draft = from_rows(
        tmp_path, C3=[["表C.3 化石燃料燃烧排放"], heads, gas, ["柴油", 1500, "kg", 42652, "kJ/kg", 0.98]]
    )
    numbers = {name: fact.value for name, fact in draft.facts.facts.items()}
    assert numbers == {
        "c3.natural_gas.amount": Decimal("123.4567"),
        "c3.natural_gas.ncv": Decimal("389.31"),
        "c3.natural_gas.of": Decimal(99),
        "c3.natural_gas.emission": Decimal("26694.1"),
        "c3.diesel.amount": Decimal("1.5"),
        "c3.diesel.ncv": Decimal("42.652"),
        "c3.diesel.of": Decimal(98),
    }
    amount = draft.facts.facts["c3.natural_gas.amount"]
    assert (amount.unit_written, amount.unit, amount.text) == ("Nm³", "10⁴Nm³", "1,234,567")
    assert draft.facts.facts["c3.diesel.of"].unit_written == "小数"


def test_a_unit_of_another_sort_is_told(tmp_path: Path) -> None:
    rows = [["表C.5 消耗外购热力"], ["项目", "热量（吨）", "排放因子", "排放量"], ["外购热力", 5, 0.11, 0.55]]
    draft = from_rows(tmp_path, C5=rows)
    assert "不能换算" in told(draft, "c5.amount")
    assert (draft.facts.facts["c5.amount"].unit, draft.facts.number("c5.factor")) == ("吨", Decimal("0.11"))


def test_the_same_line_twice_is_told(tmp_path: Path) -> None:
    heads = ["品种", "燃烧量(t)", "低位发热量", "单位热值含碳量"]
    rows = [["表C.3 化石燃料燃烧"], heads, ["柴油", 1, 42.652, 0.0202], ["柴油（发电机）", 2, 42.652, 0.0202]]
    draft = from_rows(tmp_path, C3=rows)
    assert draft.facts.number("c3.diesel.amount") == 1
    assert [each.text for each in draft.leftovers] == ["2"]
    assert "再次出现" in draft.doubts[0].sentence and draft.doubts[0].where.cell == "B4"


def test_groups_written_once_and_double_heads(tmp_path: Path) -> None:
    places = [
        ["表C.9 其他能源消费信息"],
        ["", "能源品种", "消费量", "单位"],
        ["京内移动设施", "汽油", 12, "吨"],
        [None, "电力", 3000, "千瓦时"],
        ["京外固定及移动设施", "电力", 100, "千瓦时"],
    ]
    house = [
        ["表C.10 物业管理类补充信息"],
        ["物业类型", "直接排放量(tCO2)", None, "间接排放量(tCO2)", None],
        [None, "含供热", "不含供热", "含供热", "不含供热"],
        ["商业写字楼", 6, 7, 8, 9],
    ]
    draft = from_rows(tmp_path, 九=places, 十=house)
    assert {name: fact.value for name, fact in draft.facts.facts.items()} == {
        "c9.mobile.gasoline": 12,
        "c9.mobile.electricity": 3000,
        "c9.outside.electricity": 100,
        "c10.office.direct": 6,
        "c10.office.direct_noheat": 7,
        "c10.office.indirect": 8,
        "c10.office.indirect_noheat": 9,
    }
    assert draft.leftovers == () and draft.doubts == ()


def test_tables_without_titles_are_known_by_their_heads(tmp_path: Path) -> None:
    fuel = [
        ["燃料", "消耗量(万m3)", "热值(GJ/万m3)", "单位热值含碳量(tC/TJ)", "氧化率", "排放量(t)"],
        ["天然气", 100, 389.31, 15.3, 0.99, 2162.19],
    ]
    months = [[f"{number}月" for number in range(1, 13)], list(range(101, 113))]
    draft = from_rows(tmp_path, Sheet1=fuel, 用电=[["电量（万千瓦时）"], *months])
    assert draft.facts.number("c3.natural_gas.cc") == Decimal("0.0153")
    assert draft.facts.number("c3.natural_gas.emission") == Decimal("2162.19")


def test_heat_supplied_in_one_manner_is_one_line(tmp_path: Path) -> None:
    heads = ["热源类型", "热源供热量(TJ)", "建筑物供热量(TJ)"]
    one = from_rows(tmp_path, 表=[["表C.14 供热设施补充数据"], heads, ["燃气锅炉（直供）", 5, 4]])
    assert list(one.facts.facts) == ["c14.gas.source_heat", "c14.gas.building_heat"]
    two = [["表C.14 供热设施补充数据"], heads, ["燃气锅炉（直供）", 5, 4], ["燃气锅炉（间供）", 3, 2]]
    both = from_rows(tmp_path, 表=two)
    assert both.facts.number("c14.gas_indirect.source_heat") == 3


def test_people_days_and_counts_of_a_verification_report(tmp_path: Path) -> None:
    rows = [
        ["示例市碳排放核查报告"],
        ["二、核查组"],
        ["角色", "姓名", "日期"],
        ["核查组长", "王甲", "2025-03-15"],
        ["技术复核人", "赵丁", "2025-03-20"],
        ["三、时间安排"],
        ["合同签订", "2025-01-10"],
        ["四、排放量确认"],
        ["核查前排放总量（tCO2）", 1000],
        ["核查后排放总量（tCO2）", 990],
        ["不符合项数量", "1项"],
    ]
    draft = from_rows(tmp_path, 核查=rows)
    facts = draft.facts
    assert (facts.text("vr.lead_verifier"), str(facts.date("vr.date.tech_review"))) == ("王甲", "2025-03-20")
    assert str(facts.date("vr.date.contract")) == "2025-01-10"
    assert (facts.number("vr.initial.total"), facts.number("vr.nc_count")) == (1000, 1)
    assert draft.leftovers == () and draft.doubts == ()


def test_years_side_by_side(tmp_path: Path) -> None:
    rows = [["表C.2 排放量汇总"], ["排放源", "2023年", "2024年"], ["化石燃料燃烧", 1, 2], ["合计", 4, 6]]
    facts = from_rows(tmp_path, 表=rows).facts
    assert (facts.number("prior.fuel"), facts.number("c2.fuel")) == (1, 2)
    assert (facts.number("prior.total"), facts.number("c2.total")) == (4, 6)


def test_a_number_that_looks_like_a_month_stays_a_number(tmp_path: Path) -> None:
    months = [f"{number}月" for number in range(1, 13)]
    rows = [["表C.7 化石燃料月度消耗量"], ["品种", *months, "合计"], ["天然气", *[2024.05] * 12, 24288.6]]
    facts = from_rows(tmp_path, 表=rows).facts
    assert len(facts.months("c7.natural_gas")) == 12 and facts.number("c7.natural_gas.year") is not None


def test_chapters_of_a_report_in_one_sheet(tmp_path: Path) -> None:
    rows = [
        ["示例市碳排放单位二氧化碳排放报告（2024年度）"],
        ["报告主体：", "示例制造有限公司"],
        [],
        ["2 二氧化碳排放"],
        ["源类别", "CO2排放量（吨）"],
        ["化石燃料燃烧CO2排放", 100],
        ["净购入使用电力CO2排放", 80],
        ["企业CO2排放总量", 180],
        [],
        ["3.1 化石燃料燃烧活动水平数据"],
        ["燃料品种", "消耗量（t,万Nm3）", "低位发热量（GJ/t,GJ/万Nm3）", "单位热值含碳量（tC/GJ）"],
        ["天然气", 4.6249, 389.31, 0.0153],
        ["3.2 净购入电力"],
        ["消耗外购电力（MWh）", 132.45],
        ["电力排放因子（tCO2/MWh）", 0.604],
    ]
    draft = from_rows(tmp_path, 报告=rows)
    facts = draft.facts
    assert (facts.unit_name, facts.year) == ("示例制造有限公司", 2024)
    assert (facts.number("c2.total"), facts.number("c2.electricity")) == (180, 80)
    assert facts.number("c3.natural_gas.ncv") == Decimal("389.31")
    assert (facts.number("c4.amount"), facts.number("c4.factor")) == (Decimal("132.45"), Decimal("0.604"))
    assert draft.leftovers == () and draft.doubts == ()


def test_a_form_of_merged_cells_in_word(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("报告年度：2024")
    document.add_paragraph("表C.3 化石燃料燃烧排放")
    rows = [
        ["序号", "品种", "活动水平数据", "", "", "排放量（tCO2）"],
        ["", "", "燃烧量（t或104Nm3）", "低位发热量（GJ/t或GJ/104Nm3）", "热量（GJ）", ""],
        ["1", "天然气", "100.00", "389.31", "38931.00", "2162.19"],
        ["合计", "", "", "", "", "2162.19"],
    ]
    table = document.add_table(len(rows), 6)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    for first, last in (
        ((0, 0), (1, 0)),
        ((0, 1), (1, 1)),
        ((0, 2), (0, 4)),
        ((0, 5), (1, 5)),
        ((3, 0), (3, 4)),
    ):
        words = table.cell(*first).text
        table.cell(*first).merge(table.cell(*last)).text = words
    path = tmp_path / "报告.docx"
    document.save(str(path))
    draft = read_report(path)
    assert {name: fact.value for name, fact in draft.facts.facts.items()} == {
        "head.year": 2024,
        "c3.natural_gas.amount": 100,
        "c3.natural_gas.ncv": Decimal("389.31"),
        "c3.natural_gas.energy": 38931,
        "c3.natural_gas.emission": Decimal("2162.19"),
        "c3.total": Decimal("2162.19"),
    }
    assert draft.facts.facts["c3.total"].where.text == "表1 第4行第6列"
    assert draft.leftovers == ()


def test_a_cover_of_lines(tmp_path: Path) -> None:
    cover = [
        ["示例市企业（单位）二氧化碳排放报告"],
        ["报告主体（盖章）：示例热力有限公司"],
        ["报告期：2024年1月1日至2024年12月31日"],
        ["编制日期：    年  月  日"],
    ]
    draft = from_rows(tmp_path, 封面=cover)
    assert (draft.facts.year, draft.facts.unit_name) == (2024, "示例热力有限公司")
    assert draft.facts.get("head.date") is None
    assert draft.leftovers == ()


def test_a_verification_report(tmp_path: Path) -> None:
    head = [
        ["示例市碳排放核查报告"],
        ["受核查单位", "示例热力有限公司", "核查机构", "示例核查有限公司"],
        ["核查组长", "王甲", "技术复核人", "赵丁"],
        ["现场核查日期", "2025年2月20日至2025年2月22日", "签发日期", "2025-03-28"],
        ["不符合项数量", 1],
    ]
    conclusion = [
        ["核查前后排放量对比"],
        ["项目", "初始排放报告(tCO2)", "最终排放报告(tCO2)", "变化量(tCO2)"],
        ["排放总量", 1000, 990, -10],
        ["化石燃料燃烧", 600, 590, -10],
    ]
    activity = [
        ["活动数据核查"],
        ["参数", "单位", "核查值", "排放量(tCO2)"],
        ["天然气", "Nm3", 275000, 590],
        ["外购电力", "kWh", 488400, 295],
    ]
    draft = from_rows(tmp_path, 信息=head, 结论=conclusion, 数据=activity)
    assert draft.kind is DocumentKind.VR
    facts = draft.facts
    assert facts.unit_name == "示例热力有限公司"
    assert (facts.number("vr.initial.total"), facts.number("vr.final.fuel")) == (1000, 590)
    assert (facts.number("vr.change"), facts.number("vr.nc_count")) == (-10, 1)
    assert facts.number("vr.ad.natural_gas") == Decimal("27.5")
    assert facts.number("vr.ad.electricity") == Decimal("488.4")
    assert str(facts.date("vr.date.site_to")) == "2025-02-22"
    assert draft.leftovers == () and draft.doubts == ()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_nothing_is_dropped(tmp_path: Path, seed: int) -> None:
    """A strange word in any empty cell of a workbook is left over."""
    dice = random.Random(seed)
    path = tmp_path / "报告.xlsx"
    sheets = lay_out(make_report("other", seed=seed), Style(margin=(2, 1), pairs=2))
    write_xlsx(sheets, path)
    book = load_workbook(path)
    sheet = dice.choice(book.worksheets)
    row, column = dice.randint(1, sheet.max_row + 2), dice.randint(1, sheet.max_column + 2)
    cell = sheet.cell(row, column)
    if type(cell).__name__ == "MergedCell" or cell.value is not None:
        return
    strange = dice.choice(["奇怪的话", "98765.4321", "甲乙丙丁 42"])
    cell.value = strange
    book.save(path)
    draft = read_report(path)
    assert strange in {each.text for each in draft.leftovers} | {f.text for f in draft.facts.facts.values()}


WORDS = [
    "",
    "",
    "表C.3 化石燃料燃烧排放",
    "表C.7 化石燃料月度消耗量",
    "序号",
    "天然气",
    "柴油",
    "合计",
    "燃烧量（t或10⁴Nm³）",
    "排放量（tCO2）",
    "1月",
    "2024年",
    "单位",
    "万Nm3",
    "t",
    "44/12",
    "数据来源",
    "12.5",
    "1",
    "2",
    "3",
    "—",
    "约1.2万",
    "企业名称",
    "示例公司",
    "核查前",
    "联系人：李乙  电话：010",
    "注：略",
]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from(WORDS), min_size=width, max_size=width), min_size=1, max_size=8
        )
    ),
    st.sampled_from([DocumentKind.ER, DocumentKind.VR]),
)
def test_no_table_breaks_the_reading(rows: list[list[str]], kind: DocumentKind) -> None:
    draft = draft_of(ReadDocument("报告.xlsx", (Block("报告.xlsx", "表", rows),)), kind)
    places = [fact.where for fact in draft.facts.facts.values()]
    places += [each.where for each in draft.leftovers]
    assert all(where.sheet == "表" for where in places)
