from __future__ import annotations

import pytest

from app.services.units.columns import Certainty, ColumnMapping, fingerprint, match_heading, recognise
from app.services.units.words import Field
from tests.unit_lists import HEADINGS, SAMPLES, a_code, a_row, plain_rows


def reasons(headings: list[str], rows: list[list[str]]) -> dict[str, tuple[Field | None, Certainty, str]]:
    columns = recognise([(heading,) for heading in headings], rows)
    return {column.heading: (column.field, column.certainty, column.reason) for column in columns}


@pytest.mark.parametrize(
    ("heading", "field", "exact"),
    [
        (("企业名称",), Field.NAME, True),
        (("单 位\n名 称",), Field.NAME, True),
        (("*单位名称（全称）",), Field.NAME, True),
        (("重点碳排放单位名称",), Field.NAME, True),
        (("填报企业名称",), Field.NAME, False),
        (("社会信用代码",), Field.USCC, True),
        (("统一社会信用代码（18位）",), Field.USCC, True),
        (("营业执照信用代码",), Field.USCC, False),
        (("管理类别",), Field.CATEGORY, True),
        (("行业代码 行业名称",), Field.INDUSTRY, True),
        (("国民经济行业分类代码（GB/T 4754）",), Field.INDUSTRY_CODE, True),
        (("单位所属行业代码",), Field.INDUSTRY_CODE, False),
        (("行业类别",), Field.INDUSTRY, True),
        (("属地",), Field.DISTRICT, True),
        (("联系人及电话",), Field.CONTACT, False),
        (("联系人/电话",), Field.CONTACT, False),
        (("原单位名称",), Field.FORMER_NAME, True),
        (("备 注",), Field.NOTE, True),
        (("企业情况", "名称"), Field.NAME, True),
        (("联系方式", "手机"), Field.PHONE, True),
        (("核查机构",), None, True),
        (("核查机构", "名称"), None, True),
        (("法定代表人", "电话"), None, True),
        (("2023年排放量",), None, True),
        (("颜色",), None, False),
        ((), None, False),
        (("",), None, False),
    ],
)
def test_headings(heading: tuple[str, ...], field: Field | None, exact: bool) -> None:
    assert match_heading(heading) == (field, exact)


def test_every_guess_has_a_reason() -> None:
    head, *rows = plain_rows()
    assert reasons(head, rows) == {
        "序号": (None, Certainty.NONE, "序号列"),
        "统一社会信用代码": (Field.USCC, Certainty.SURE, "8 个 18 位代码"),
        "单位名称": (Field.NAME, Certainty.SURE, "按标题和内容"),
        "管理类别": (Field.CATEGORY, Certainty.SURE, "2 种取值"),
        "行业代码": (Field.INDUSTRY_CODE, Certainty.SURE, "含四位代码"),
        "行业名称": (Field.INDUSTRY, Certainty.SURE, "按标题"),
        "所在区": (Field.DISTRICT, Certainty.SURE, "按标题和内容"),
        "联系人": (Field.CONTACT, Certainty.SURE, "按标题"),
        "联系电话": (Field.PHONE, Certainty.SURE, "按标题和内容"),
        "备注": (Field.NOTE, Certainty.SURE, "按标题"),
    }


def test_reasons_of_less_certain_guesses() -> None:
    head = [
        "联系人/电话",
        "行业代码 行业名称",
        "主体",
        "企业名称",
        "单位名称",
        "颜色",
        "空的",
        "核查机构",
        "类别",
    ]
    rows = [
        [
            f"王甲/1380000000{n}",
            "4430 热力",
            "示例有限公司",
            f"示例{n}公司",
            "x",
            "红",
            "",
            "示例核查公司",
            "独立法人",
        ]
        for n in range(6)
    ]
    assert reasons(head, rows) == {
        "联系人/电话": (Field.CONTACT, Certainty.CHECK, "标题相近"),
        "行业代码 行业名称": (Field.INDUSTRY, Certainty.SURE, "含四位代码"),
        "主体": (None, Certainty.NONE, "与第 4 列重复"),
        "企业名称": (Field.NAME, Certainty.SURE, "按标题和内容"),
        "单位名称": (None, Certainty.NONE, "与第 4 列重复"),
        "颜色": (None, Certainty.NONE, "未识别"),
        "空的": (None, Certainty.NONE, "空列"),
        "核查机构": (None, Certainty.NONE, "不属于名录"),
        "类别": (None, Certainty.NONE, "内容不像类别"),
    }


def test_content_alone() -> None:
    _, *rows = plain_rows()
    columns = recognise([()] * len(HEADINGS), rows)
    assert [(column.field, column.reason) for column in columns] == [
        (None, "序号列"),
        (Field.USCC, "8 个 18 位代码"),
        (Field.NAME, "按内容"),
        (Field.CATEGORY, "按内容"),
        (Field.INDUSTRY_CODE, "按内容"),
        (None, "未识别"),
        (Field.DISTRICT, "按内容"),
        (None, "未识别"),
        (Field.PHONE, "按内容"),
        (None, "未识别"),
    ]


def test_content_wins_where_it_contradicts_the_heading() -> None:
    found = reasons(["单位名称", "信用代码"], [[a_code(n), f"示例{n}公司"] for n in range(5)])
    assert {heading: field for heading, (field, _, _) in found.items()} == {
        "单位名称": Field.USCC,
        "信用代码": Field.NAME,
    }
    assert all(certainty is Certainty.CHECK for _, certainty, _ in found.values())


def test_numbers_of_the_city_list_are_kept_and_running_numbers_are_not() -> None:
    assert reasons(["序号"], [["435"], ["436"], ["合计"]])["序号"][0] is Field.LIST_NUMBER
    assert reasons(["序号"], [["1"], ["2"], ["小计"], ["3"], ["1"]])["序号"][0] is None


def test_years_are_no_industry_codes() -> None:
    assert reasons(["批次"], [["2023"], ["2024"]])["批次"][0] is None


def test_the_same_header_has_the_same_fingerprint() -> None:
    one = fingerprint([("单位名称",), ("备注",)])
    assert one == fingerprint([("单 位 名 称（全称）",), ("备\n注",)])
    assert one != fingerprint([("备注",), ("单位名称",)])


def test_a_mapping_is_a_value() -> None:
    mapping = ColumnMapping({"k": (Field.NAME, None, Field.NOTE), "#1": (Field.NAME,)})
    moved = mapping.with_field("k", 1, Field.NAME)
    assert moved.fields["k"] == (None, Field.NAME, Field.NOTE)
    assert mapping.fields["k"] == (Field.NAME, None, Field.NOTE)
    assert moved.with_field("k", 2, None).fields["k"] == (None, Field.NAME, None)
    assert moved.column_of("k", Field.NAME) == 1
    assert moved.column_of("k", Field.USCC) is None
    assert moved.stored() == {"k": ["", "name", "note"]}


def test_samples_fill_their_headings() -> None:
    assert len(a_row(1, SAMPLES[0])) == len(HEADINGS)
