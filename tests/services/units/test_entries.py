from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.names import name_key, tidy_name
from app.services.sheets import Grid, GridKind
from app.services.units.entries import split_contact, split_industry, split_name, tidy_text
from app.services.units.known import is_extension, key_of, one_apart
from app.services.units.plan import plan_import
from app.services.units.tables import find_tables, guess_mapping
from app.services.units.uscc import check_character
from tests.unit_lists import a_code

CHINESE = st.text("示例热力公司（）()北京ABCａｂ１２ \n·-", max_size=12)


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("4430 热力生产和供应", "4430", "热力生产和供应"),
        ("4430热力生产和供应", "4430", "热力生产和供应"),
        ("D4430-热力生产和供应", "4430", "热力生产和供应"),
        ("热力生产和供应（4430）", "4430", "热力生产和供应"),
        ("热力生产和供应 4430", "4430", "热力生产和供应"),
        ("C3011、水泥制造", "3011", "水泥制造"),
        ("4430", "4430", ""),
        ("服务业", "", "服务业"),
        ("3D打印服务", "", "3D打印服务"),
        ("", "", ""),
    ],
)
def test_industries(text: str, code: str, name: str) -> None:
    assert split_industry(text) == (code, name)


@pytest.mark.parametrize(
    ("text", "person", "phone"),
    [
        ("王甲/13800000000", "王甲", "13800000000"),
        ("王甲 13800000000", "王甲", "13800000000"),
        ("王甲（13800000000）", "王甲", "13800000000"),
        ("联系电话：13800000000 王甲", "王甲", "13800000000"),
        ("王甲010-60000000", "王甲", "010-60000000"),
        ("王甲 13800000000、13800000001", "王甲", "13800000000、13800000001"),
        ("王甲", "王甲", ""),
        ("王甲 工号12", "王甲 工号12", ""),
        ("王甲 13800000000 工号12", "王甲 13800000000 工号12", ""),
        ("13800000000", "", "13800000000"),
    ],
)
def test_contacts(text: str, person: str, phone: str) -> None:
    assert split_contact(text) == (person, phone)


@pytest.mark.parametrize(
    ("text", "name", "former", "remark"),
    [
        ("示例热力有限公司", "示例热力有限公司", (), ""),
        (" 示例热力\n有限公司 ", "示例热力有限公司", (), ""),
        ("示例(北京)公司", "示例（北京）公司", (), ""),
        ("示例热力有限公司（新增）", "示例热力有限公司", (), "新增"),
        ("*示例热力有限公司＊", "示例热力有限公司", (), ""),
        ("示例医院（示例诊疗中心）", "示例医院（示例诊疗中心）", (), ""),
        ("示例热力有限公司（原示例供热厂）", "示例热力有限公司", ("示例供热厂",), ""),
        (
            "示例热力有限公司（曾用名：示例供热厂、示例锅炉厂）（已更名）",
            "示例热力有限公司",
            ("示例供热厂", "示例锅炉厂"),
            "已更名",
        ),
        ("示例热力有限公司（原址）", "示例热力有限公司（原址）", (), ""),
        ("Ｓａｍｐｌｅ  Energy Co", "Sample Energy Co", (), ""),
        ("无", "", (), ""),
        ("—", "", (), ""),
        ("12", "", (), ""),
        ("", "", (), ""),
    ],
)
def test_names(text: str, name: str, former: tuple[str, ...], remark: str) -> None:
    assert split_name(text) == (name, former, remark)


def test_text_is_brought_onto_one_line() -> None:
    assert tidy_text("　示例区\n示例路 １ 号　") == "示例区示例路1号"
    assert tidy_text("Block A 3") == "Block A 3"
    assert tidy_text(" / ") == ""
    assert tidy_text("（新增），见附件") == "（新增），见附件"


@given(CHINESE)
def test_the_cheap_paths_give_what_the_house_gives(text: str) -> None:
    tidy = tidy_name(text)
    assert key_of(tidy) == name_key(tidy)
    name, former, remark = split_name(text)
    if name and not former and not remark and "（）" not in tidy:
        assert name == tidy.strip("*＊※△▲☆★#")


@given(st.text("甲乙丙丁", max_size=6), st.integers(0, 6), st.sampled_from("戊己"), st.sampled_from("改加减"))
def test_one_character_apart(text: str, place: int, char: str, how: str) -> None:
    place = min(place, len(text))
    other = text[:place] + ("" if how == "减" else char) + text[place + (how != "加") :]
    assert one_apart(text, other) == (text != other)
    assert one_apart(other, text) == (text != other)
    assert not one_apart(text, text)
    assert not one_apart(text, text + "戊己")


def test_extensions() -> None:
    assert is_extension("示例热力有限公司", "示例热力集团有限公司")
    assert not is_extension("示例热力有限公司", "示例印刷厂")


def test_remarks_hold_no_row_back() -> None:
    body = "91110106MA01A2B33"
    rows = [
        ["信用代码", "单位名称", "单位类别", "行业代码"],
        [body + check_character(body), "示例甲公司", "重点", "9912"],
        [a_code(2), "示例乙公司", "特别", "4430"],
    ]
    tables = find_tables([Grid("名单", GridKind.EXCEL, rows)])
    first, second = plan_import(tables, (), year=2024, mapping=guess_mapping(tables)).rows
    assert first.ticked and second.ticked
    assert first.remarks == (
        "组织机构代码校验不符：第 17 位应为 2，现为 3，请核对",
        "行业代码 9912 的前两位不在国民经济行业分类中",
    )
    assert second.remarks == ("类别“特别”不是本系统的类别",)
    assert second.category is None


def test_one_column_of_persons_and_numbers_is_split_and_two_are_kept() -> None:
    def values(head: list[str], row: list[str]) -> tuple[str, str]:
        grid = Grid(
            "名单", GridKind.EXCEL, [["信用代码", "单位名称", *head], [a_code(2), "示例乙公司", *row]]
        )
        tables = find_tables([grid])
        (planned,) = plan_import(tables, (), year=2024, mapping=guess_mapping(tables)).rows
        return planned.values.contact, planned.values.phone

    assert values(["联系人", "电话"], ["王甲", "010－60000000转12"]) == ("王甲", "010-60000000转12")
    assert values(["联系人", "电话"], ["王甲 13800000000", ""]) == ("王甲", "13800000000")
    assert values(["联系方式"], ["王甲 13800000000"]) == ("王甲", "13800000000")
    assert values(["联系方式"], ["8001"]) == ("", "8001")
