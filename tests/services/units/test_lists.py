"""Every shape in which an office sends the same list gives the same plan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.enums import Category
from app.services.sheets import Grid, GridKind
from app.services.units.judge import Group
from app.services.units.plan import ImportPlan, plan_import, summary
from app.services.units.tables import find_tables, guess_mapping
from app.services.units.words import RowKind
from tests.unit_lists import (
    GENERAL,
    HEADINGS,
    KEY,
    SAMPLES,
    TITLES,
    Rows,
    a_row,
    plain_rows,
    to_csv,
    to_docx,
    to_xlsx,
)
from tests.unit_plans import EXPECTED, plan_of, said, written

XLS = Path(__file__).resolve().parents[2] / "data" / "units_made_up.xls"


def of(category: Category) -> Rows:
    return [a_row(number, unit) for number, unit in enumerate(SAMPLES, 1) if unit.category is category]


def without_category(rows: Rows) -> Rows:
    return [row[:3] + row[4:] for row in rows]


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" < c <= "~" else c for c in text)


def plain_xlsx(folder: Path) -> Path:
    return to_xlsx(folder / "名单.xlsx", {"Sheet1": plain_rows()})


def title_rows(folder: Path) -> Path:
    rows: Rows = [
        ["附件"],
        ["示例区2024年度碳排放单位名单"],
        [],
        ["填报单位：示例局", None, None, "日期：2024年5月"],
        *plain_rows(),
    ]
    return to_xlsx(folder / "a.xlsx", {"名单": rows}, merges=["A1:J1", "A2:J2"])


def two_line_header(folder: Path) -> Path:
    upper = ["序号", "单位基本情况", None, None, "行业", None, "所在区", "联系方式", None, "备注"]
    lower = [None, "信用代码", "名称", "类别", "代码", "名称", None, "联系人", "电话", None]
    lower[4], lower[5] = "行业代码", "行业名称"
    merges = ["A2:A3", "B2:D2", "E2:F2", "G2:G3", "H2:I2", "J2:J3", "A1:J1"]
    return to_xlsx(folder / "a.xlsx", {"名单": [["2024年度名单"], upper, lower, *plain_rows()[1:]]}, merges)


def two_line_header_csv(folder: Path) -> Path:
    upper = ["序号", "单位基本情况", "", "", "行业", "", "所在区", "联系方式", "", "备注"]
    lower = ["", "信用代码", "名称", "类别", "行业代码", "行业名称", "", "联系人", "电话", ""]
    return to_csv(folder / "a.csv", [upper, lower, *plain_rows()[1:]])


def totals_and_notes(folder: Path) -> Path:
    head, *rows = plain_rows()
    body = [
        head,
        *rows[:5],
        ["小 计", None, "5家"],
        [],
        *rows[5:],
        ["", "", "合计", "8家"],
        ["注：1.本表由示例局汇总；2.数据截至2024年5月。"],
        ["填表人：王甲", None, "审核人：李乙", None, "日期：2024-05-06"],
    ]
    return to_xlsx(folder / "a.xlsx", {"名单": body})


def numbers_and_width(folder: Path) -> Path:
    rows = [
        [int(number), wide(code), f" {name[:2]}\n{name[2:]} ", category, int(industry), *rest]
        for number, code, name, category, industry, *rest in plain_rows()[1:]
    ]
    for row in rows:
        row[6], row[8] = f"{row[6]} ", wide(row[8])
        row[1] = " ".join([row[1][:9], row[1][9:]])
    return to_xlsx(folder / "a.xlsx", {"名单": [[f" {h[:1]} {h[1:]}\n" for h in HEADINGS], *rows]})


def gbk_csv(folder: Path) -> Path:
    return to_csv(folder / "a.csv", plain_rows(), "gb18030")


def utf8_bom_semicolons(folder: Path) -> Path:
    return to_csv(folder / "a.csv", plain_rows(), "utf-8-sig", ";")


def utf16_tabs(folder: Path) -> Path:
    return to_csv(folder / "a.txt", plain_rows(), "utf-16", "\t")


def moved_columns(folder: Path) -> Path:
    order = [9, 2, 8, 1, 6, 3, 7, 5, 4, 0]
    return to_csv(folder / "a.csv", [[row[place] for place in order] for row in plain_rows()])


def unknown_columns(folder: Path) -> Path:
    def widen(row: list[str], extra: list[str]) -> list[str]:
        return [extra[0], *row[:4], extra[1], *row[4:], extra[2]]

    head, *rows = plain_rows()
    extras = [["Q", "示例核查有限公司", "12,345.67"] for _ in rows]
    return to_csv(
        folder / "a.csv",
        [widen(head, ["批次", "核查机构", "2023年排放量"]), *map(widen, rows, extras)],
    )


def split_over_sheets(folder: Path) -> Path:
    head = [*HEADINGS[:3], *HEADINGS[4:]]
    sheets = {
        "附件1重点": [[TITLES[KEY]], head, *without_category(of(KEY))],
        "附件2": [[TITLES[GENERAL]], head, *without_category(of(GENERAL))],
        "说明": [["本文件共两个附件"]],
    }
    return to_xlsx(folder / "a.xlsx", sheets)


def category_from_sheet_names(folder: Path) -> Path:
    head = [*HEADINGS[:3], *HEADINGS[4:]]
    sheets = {
        "重点碳排放单位": [head, *without_category(of(KEY))],
        "一般报告单位": [head, *without_category(of(GENERAL))],
    }
    return to_xlsx(folder / "2024年.xlsx", sheets)


def stacked_annexes(folder: Path) -> Path:
    head = [*HEADINGS[:3], *HEADINGS[4:]]
    rows: Rows = [
        ["附件1"],
        [TITLES[KEY]],
        head,
        *without_category(of(KEY)),
        [],
        ["附件2"],
        [TITLES[GENERAL]],
        head,
        *without_category(of(GENERAL)),
    ]
    return to_csv(folder / "a.csv", [row + [""] * (9 - len(row)) for row in rows])


def section_rows(folder: Path) -> Path:
    head = [*HEADINGS[:3], *HEADINGS[4:]]
    rows: Rows = [
        ["2024年度名单"],
        head,
        ["一、重点碳排放单位（5家）"],
        *without_category(of(KEY)),
        ["二、一般报告单位（3家）"],
        *without_category(of(GENERAL)),
    ]
    return to_xlsx(folder / "a.xlsx", {"名单": rows}, merges=["A3:I3", "A9:I9"])


def repeated_headers(folder: Path) -> Path:
    head, *rows = plain_rows()
    paged = [head, *rows[:3], head, *rows[3:6], ["2024年度名单（续）"], head, *rows[6:]]
    return to_xlsx(folder / "a.xlsx", {"名单": paged}, merges=["A9:J9"])


def merged_categories(folder: Path) -> Path:
    head, *rows = plain_rows()
    order = [3, 0, 1, 2, *range(4, 10)]
    moved = [[row[place] for place in order] for row in [head, *rows]]
    for number, row in enumerate(moved):
        if number not in (0, 1, 6):
            row[0] = None
    return to_xlsx(folder / "a.xlsx", {"名单": moved}, merges=["A2:A6", "A7:A9"])


def joint_columns(folder: Path) -> Path:
    head = [
        "序号",
        "统一社会信用代码",
        "单位名称",
        "管理类别",
        "行业代码 行业名称",
        "所在区",
        "联系人/电话",
        "备注",
    ]
    rows = [
        [n, code, name, category, f"{industry} {industry_name}", district, f"{person}/{phone}", note]
        for n, code, name, category, industry, industry_name, district, person, phone, note in plain_rows()[
            1:
        ]
    ]
    return to_csv(folder / "a.csv", [head, *rows])


def joint_columns_otherwise(folder: Path) -> Path:
    head = [
        "编号",
        "社会信用代码",
        "企业名称（全称）",
        "单位类别",
        "所属行业",
        "属地",
        "联系人及电话",
        "备 注",
    ]
    rows = [
        [n, code, name, category, f"{industry_name}（{industry}）", district, f"{person}\n{phone}", note]
        for n, code, name, category, industry, industry_name, district, person, phone, note in plain_rows()[
            1:
        ]
    ]
    return to_xlsx(folder / "a.xlsx", {"名单": [head, *rows]})


def unknown_headings(folder: Path) -> Path:
    """Content tells most columns; names of industries, people and remarks look like nothing in particular."""
    head = ["", "编码", "主体", "甲类", "码", "行业", "地", "联系人", "号码", "备注"]
    return to_csv(folder / "a.csv", [head, *plain_rows()[1:]])


def word_annexes(folder: Path) -> Path:
    head = [*HEADINGS[:3], *HEADINGS[4:]]
    return to_docx(
        folder / "a.docx",
        [
            "附件1",
            TITLES[KEY],
            [head, *without_category(of(KEY))],
            "附件2",
            TITLES[GENERAL],
            [head, *without_category(of(GENERAL))],
        ],
    )


def word_pages(folder: Path) -> Path:
    """A converter made a table of each page; only the first has the header."""
    head, *rows = plain_rows()
    return to_docx(folder / "a.docx", ["2024年度名单", [head, *rows[:4]], "", rows[4:]])


def old_excel(folder: Path) -> Path:
    return XLS


def renamed(folder: Path) -> Path:
    target = folder / "名单.xlsx"
    target.write_bytes(XLS.read_bytes())
    return target


SHAPES: list[Callable[[Path], Path]] = [
    plain_xlsx,
    title_rows,
    two_line_header,
    two_line_header_csv,
    totals_and_notes,
    numbers_and_width,
    gbk_csv,
    utf8_bom_semicolons,
    utf16_tabs,
    moved_columns,
    unknown_columns,
    split_over_sheets,
    category_from_sheet_names,
    stacked_annexes,
    section_rows,
    repeated_headers,
    merged_categories,
    joint_columns,
    joint_columns_otherwise,
    unknown_headings,
    word_annexes,
    word_pages,
    old_excel,
    renamed,
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_shape_gives_the_same_plan(shape: Callable[[Path], Path], tmp_path: Path) -> None:
    plan = plan_of(shape(tmp_path))
    assert said(plan) == EXPECTED
    assert [row.sentence for row in plan.rows if row.group is not Group.NEW] == []
    assert plan.counts().categories == {
        KEY: {**dict.fromkeys(Group, 0), Group.NEW: 5},
        GENERAL: {**dict.fromkeys(Group, 0), Group.NEW: 3},
    }


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_importing_twice_changes_nothing(shape: Callable[[Path], Path], tmp_path: Path) -> None:
    path = shape(tmp_path)
    again = plan_of(path, written(plan_of(path)))
    assert {row.group for row in again.rows} == {Group.UNCHANGED}
    assert again.counts().to_import == 0


JUNK: list[list[str]] = [
    [],
    ["", "  ", "\u3000"],
    ["合计", "", "8"],
    ["", "小 计：", "5家"],
    ["注：数据来自示例局。"],
    ["备注：1.以上单位按类别排列；2.名单以市局公布为准，如有变化另行通知，各单位应按时报送。"],
    ["填表人：王甲", "", "审核人：李乙", "日期：2024年5月6日"],
    ["2024年度碳排放单位名单（续）"],
    ["附表1"],
    ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
]
EXTRA = {"批次": "第一批", "2023年排放量（吨）": "12,345.67", "法定代表人": "赵丁", "": ""}
OPTIONAL = [place for place in range(len(HEADINGS)) if place not in (1, 2)]


@st.composite
def grids(draw: st.DrawFn) -> tuple[Grid, int]:
    """The list with its columns in any order, some left out, others added, and junk between its rows."""
    kept = draw(st.permutations([1, 2, *draw(st.lists(st.sampled_from(OPTIONAL), unique=True))]))
    extra = draw(st.lists(st.sampled_from(sorted(EXTRA)), unique=True))
    units = draw(st.lists(st.sampled_from(SAMPLES), min_size=1, unique=True))
    head, *rows = [[row[place] for place in kept] for row in plain_rows(units)]
    head = head + extra
    body = [row + [EXTRA[name] for name in extra] for row in rows]
    for junk in draw(st.lists(st.sampled_from([*JUNK, head]), max_size=6)):
        body.insert(draw(st.integers(0, len(body))), junk[: len(head)])
    titles = draw(st.lists(st.sampled_from([["附件"], ["示例区2024年度名单"], []]), max_size=3))
    table = [[*row, *[""] * (len(head) - len(row))] for row in [*titles, head, *body]]
    return Grid("名单", GridKind.EXCEL, table), len(units)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(grids())
def test_no_order_of_columns_and_no_junk_loses_or_invents_a_unit(made: tuple[Grid, int]) -> None:
    grid, count = made
    tables = find_tables([grid])
    plan = plan_import(tables, (), year=2024, mapping=guess_mapping(tables))
    known = {(unit.name, unit.code) for unit in SAMPLES}
    assert len(plan.rows) == count
    assert {(row.name, row.code) for row in plan.rows} <= known
    assert {row.group for row in plan.rows} == {Group.NEW}
    used = {row for table in tables for row in table.rows}
    told = {skipped.row for table in tables for skipped in table.skipped}
    header = {row for table in tables if table.header for row in range(table.header[0], table.header[1] + 1)}
    silent = set(range(len(grid.rows))) - used - told - header
    assert all(not any(map(str.strip, grid.rows[row])) for row in silent), "a row went without a word"


def test_the_real_register(shared: Path) -> None:
    path = shared / "data" / "fengtai_2024_register.docx"
    plan = plan_of(path)
    counts = plan.counts()
    assert counts.groups == {**dict.fromkeys(Group, 0), Group.NEW: 82}
    assert counts.categories[KEY][Group.NEW] == 46
    assert counts.categories[GENERAL][Group.NEW] == 36
    assert {row.values.industry for row in plan.rows} == {
        "服务业",
        "热力生产和供应业",
        "其他行业",
        "交通运输业",
    }
    assert {row.values.district for row in plan.rows} == {"丰台区"}
    assert all(row.values.list_number.isdecimal() and not row.remarks for row in plan.rows)
    assert {table.year for table in plan.tables} == {2024}
    again = plan_of(path, written(plan)).counts()
    assert again.groups == {**dict.fromkeys(Group, 0), Group.UNCHANGED: 82}


def test_the_summary_for_a_console(tmp_path: Path) -> None:
    plan: ImportPlan = plan_of(totals_and_notes(tmp_path))
    assert summary(plan) == (
        "2024 年度名单 8 家：新增 8，有变化 0，无变化 0，存疑 0，拒绝 0\n"
        "本市重点 5 家：新增 5\n"
        "一般报告 3 家：新增 3\n"
        "跳过：合计行 2，空行 1，注释行 2"
    )


def test_left_out_rows_are_told(tmp_path: Path) -> None:
    (table,) = plan_of(totals_and_notes(tmp_path)).tables
    assert [(skipped.kind, skipped.text.split()[0]) for skipped in table.skipped if skipped.text] == [
        (RowKind.TOTAL, "小"),
        (RowKind.TOTAL, "合计"),
        (RowKind.NOTE, "注：1.本表由示例局汇总；2.数据截至2024年5月。"),
        (RowKind.NOTE, "填表人：王甲"),
    ]
