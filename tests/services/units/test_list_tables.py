from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.enums import Category
from app.services.sheets import Grid, GridKind, Merge
from app.services.units.columns import Certainty
from app.services.units.plan import plan_import, summary
from app.services.units.tables import Table, find_tables, guess_mapping
from app.services.units.words import Field, RowKind, category_of_cell, category_of_title, year_of_title
from tests.unit_lists import SAMPLES, a_code, plain_rows


def grid(*rows: list[str], **more: object) -> Grid:
    width = max(map(len, rows))
    return Grid("名单", GridKind.EXCEL, [[*row, *[""] * (width - len(row))] for row in rows], **more)  # type: ignore[arg-type]


def only(*rows: list[str], **more: object) -> Table:
    (table,) = find_tables([grid(*rows, **more)])
    return table


CODE = a_code(1)
NAMES = [unit.name for unit in SAMPLES]


def test_a_list_of_names_alone() -> None:
    table = only(["示例区名单"], ["单位名称"], *([name] for name in NAMES))
    assert (table.header, len(table.rows), table.is_list) == ((1, 1), 8, True)


def test_a_list_of_names_below_a_wide_title() -> None:
    title = ["2024年度名单"] * 4
    table = only(title, ["单位名称"], *([name] for name in NAMES), merged=(Merge(0, 0, 0, 3),))
    assert (table.header, len(table.rows), table.year) == ((1, 1), 8, 2024)


def test_a_list_without_any_header() -> None:
    table = only(*([str(n), name, a_code(n)] for n, name in enumerate(NAMES, 1)))
    assert (table.header, table.header_place, len(table.rows)) == (None, "", 8)
    assert [column.field for column in table.columns] == [None, Field.NAME, Field.USCC]
    assert guess_mapping([table]).stored() == {}


def test_a_header_of_unknown_words_above_codes() -> None:
    table = only(
        ["某某"], ["主体", "编码", "颜色"], *([name, a_code(n), "红"] for n, name in enumerate(NAMES))
    )
    assert (table.header, len(table.rows)) == ((1, 1), 8)


def test_the_header_may_be_said_by_the_user() -> None:
    rows = [["单位名称", "信用代码"], ["改后名称", "改后代码"], ["示例甲公司", CODE]]
    (table,) = find_tables([grid(*rows)], headers={0: (1, 1)})
    assert (table.header, table.header_place) == ((1, 1), "2")
    assert [column.heading for column in table.columns] == ["改后名称", "改后代码"]


def test_the_place_of_a_header_counts_as_the_sheet_does() -> None:
    upper, lower = ["序号", "企业情况", "企业情况"], ["序号", "名称", "信用代码"]
    table = only(["名单"], upper, lower, ["1", "示例甲公司", CODE], origin=(3, 0))
    assert table.header_place == "5–6"
    assert [column.heading for column in table.columns] == ["序号", "企业情况/名称", "企业情况/信用代码"]


def test_what_was_mapped_before_is_applied_again() -> None:
    rows = [["单位名称", "信用代码", "颜色"], ["示例甲公司", CODE, "红"]]
    table = only(*rows)
    stored = guess_mapping([table]).with_field(table.fingerprint, 2, Field.NOTE).stored()
    (again,) = find_tables([grid(*rows)], remembered=stored)
    assert [column.field for column in again.columns] == [Field.NAME, Field.USCC, Field.NOTE]
    assert (again.columns[2].certainty, again.columns[2].reason) == (Certainty.SURE, "沿用上次的对应")
    assert again.columns[0].reason == table.columns[0].reason
    odd = find_tables([grid(*rows)], remembered={table.fingerprint: ["name", "nonsense", ""]})
    assert [column.field for column in odd[0].columns] == [Field.NAME, None, None]


def test_rows_merged_over_one_name_are_one_unit() -> None:
    rows = [["单位名称", "信用代码", "联系人"], ["示例甲公司", CODE, "王甲"], ["示例甲公司", CODE, "李乙"]]
    table = only(*rows, merged=(Merge(1, 0, 2, 0), Merge(1, 1, 2, 1)))
    assert list(table.rows) == [1]
    assert [skipped.kind for skipped in table.skipped] == [RowKind.CONTINUED]


def test_a_second_list_with_other_columns_below_the_first() -> None:
    first, second = find_tables(
        [
            grid(
                ["附件1"],
                ["重点碳排放单位名单"],
                ["序号", "单位名称", "信用代码", "备注"],
                ["1", "示例甲公司", CODE],
                [],
                ["附件2"],
                ["一般报告单位名单"],
                ["统一社会信用代码", "企业名称"],
                [a_code(2), "示例乙公司"],
            )
        ]
    )
    assert (first.category, second.category) == (Category.KEY, Category.GENERAL)
    assert (first.title, second.title) == ("重点碳排放单位名单", "一般报告单位名单")
    assert (list(first.rows), list(second.rows)) == ([3], [8])
    assert second.columns[1].field is Field.NAME


def test_a_second_list_with_group_words_over_its_header() -> None:
    first, second = find_tables(
        [
            grid(
                ["重点碳排放单位名单"],
                ["序号", "单位名称", "信用代码", "联系人", "电话"],
                ["1", "示例甲公司", CODE, "王甲", ""],
                ["一般报告单位名单"],
                ["基本信息", "", "", "联系", ""],
                ["序号", "企业名称", "社会信用代码", "联系人", "手机"],
                ["1", "示例乙公司", a_code(2), "李乙", ""],
            )
        ]
    )
    assert (first.category, list(first.rows)) == (Category.KEY, [2])
    assert (second.category, list(second.rows), second.header) == (Category.GENERAL, [6], (4, 5))
    assert (second.title, second.columns[1].heading) == ("一般报告单位名单", "基本信息/企业名称")


def test_words_over_a_few_columns_are_no_part_of_the_header() -> None:
    table = only(
        ["示例区名录", "", "", "", "", "", "", "内部"],
        ["序号", "单位名称", "信用代码", *"甲乙丙丁戊"],
        ["1", "示例公司", CODE],
    )
    assert table.header == (1, 1)


@pytest.mark.parametrize("word", ["说明", "企业", "单位", "备注", "电话", "序号"])
def test_a_cell_that_looks_like_a_heading_costs_no_unit(word: str) -> None:
    rows = [[name, word, "企业"] for name in [*NAMES, "示例云", "示例网"]]
    assert len(only(["单位名称", "备注", "单位性质"], *rows).rows) == len(rows)


def test_bare_sheets_go_on_with_the_columns_before_and_their_own_names() -> None:
    rows = [[str(n), name, a_code(n)] for n, name in enumerate(NAMES, 1)]
    head = ["序号", "主体", "信用代码"]
    first, second = find_tables(
        [
            Grid("重点碳排放单位", GridKind.EXCEL, [head, *rows[:4]]),
            Grid("一般报告单位", GridKind.EXCEL, rows[4:]),
        ]
    )
    assert second.fingerprint == first.fingerprint
    assert (first.category, second.category) == (Category.KEY, Category.GENERAL)


def test_tables_that_are_no_list_are_told_apart() -> None:
    tables = find_tables(
        [grid(["指标", "数值"], ["产量", "12"]), grid(["单位名称", "备注"], ["示例甲公司", ""])]
    )
    assert [table.is_list for table in tables] == [False, True]


def test_hidden_sheets_are_no_list_by_themselves() -> None:
    assert not only(["单位名称", "备注"], ["示例甲公司", ""], hidden=True).is_list


def test_a_unit_is_no_title_and_no_note() -> None:
    """Names that hold words of titles, totals and notes."""
    names = [
        "示例重点碳排放单位服务中心",
        "示例名单管理公司",
        "合计示例公司",
        "注册示例公司",
        "示例一览表公司",
        "示例日期酒店",
    ]
    head, *rows = ["单位名称", "备注"], *([name, "备注：无"] for name in names)
    assert len(only(head, *rows).rows) == len(names)
    assert len(only(["单位名称"], *([name] for name in names)).rows) == len(names)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("2024年度重点碳排放单位名单", Category.KEY),
        ("本市重点", Category.KEY),
        ("2024年度一般报告单位名单", Category.GENERAL),
        ("附件2：一 般 报 告 单 位", Category.GENERAL),
        ("全国重点排放单位名单", Category.NATIONAL),
        ("纳入全国碳市场的重点排放单位", Category.NATIONAL),
        ("重点碳排放单位和一般报告单位名单", None),
        ("碳排放单位名单", None),
        ("", None),
    ],
)
def test_categories_of_titles(text: str, category: Category | None) -> None:
    assert category_of_title(text) is category


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("重点", Category.KEY),
        ("重点碳排放单位（全国）", Category.NATIONAL),
        ("全国重点", Category.NATIONAL),
        ("一般报告单位", Category.GENERAL),
        ("一般 ", Category.GENERAL),
        ("独立法人", None),
    ],
)
def test_categories_of_cells(text: str, category: Category | None) -> None:
    assert category_of_cell(text) is category


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024年度名单", 2024),
        ("２０２４ 年度名单", 2024),
        ("2025年公布的2024年度名单", 2024),
        ("二〇二四年度名单", 2024),
        ("二○二四年名单", 2024),
        ("名单2023", 2023),
        ("91110106202400", None),
        ("名单", None),
    ],
)
def test_years_of_titles(text: str, year: int | None) -> None:
    assert year_of_title(text) == year


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from([cell for row in plain_rows() for cell in row]),
    st.sampled_from(["合计", "注：x", "附件1", "一、重点碳排放单位", "单位名称", "信用代码", "1", "2", ""]),
)


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=9)
    )
)
def test_any_grid_is_planned_or_has_no_list(rows: list[list[str]]) -> None:
    tables = find_tables([Grid("名单", GridKind.TEXT, rows)])
    lists = [table for table in tables if table.is_list]
    plan = plan_import(lists, (), year=2024, mapping=guess_mapping(tables))
    assert plan.counts().total == sum(len(table.rows) for table in lists)
    assert summary(plan)
    for row in plan.rows:
        assert row.values.name == row.name
        assert isinstance(row.remarks, tuple)
