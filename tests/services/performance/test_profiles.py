from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.models.enums import FundingRole
from app.models.errors import Damaged, InputError
from app.services.paths import resource
from app.services.performance.profiles import (
    copy_profile,
    level_key,
    load_profile,
    own_folder,
    profile,
    profile_problems,
    profiles,
    spellings,
)


def test_the_default_comes_first() -> None:
    assert [one.id for one in profiles()] == [
        *("beijing_2020", "central_2022", "hubei_2020", "sichuan_2023"),
        *("central_declaration", "neimenggu_declaration", "shanghai_declaration"),
        "central_monitoring",
    ]


@pytest.mark.parametrize("one", profiles(), ids=lambda one: one.id)
def test_every_block_names_its_source(one) -> None:
    for basis in (one.basis, one.labels.basis, one.weights_basis, one.scoring.basis):
        assert basis.source
        assert basis.confidence in "HML"
    assert set(one.labels.roles) == set(FundingRole)


def test_the_frames_differ_in_where_cost_stands() -> None:
    assert profile("beijing_2020").parent("成本指标") == "产出指标"
    assert profile("central_2022").parent("经济成本指标") == "成本指标"
    assert profile("central_2022").belongs("效益指标", "可持续影响指标")
    assert "可持续影响指标" not in profile("central_2022").levels[2].children


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("服务对象满意度标", "服务对象满意度指标"),
        ("数\n量\n指\n标", "数量指标"),
        ("质量", "质量指标"),
        ("时效指标（10分）", "时效指标"),
        ("可持续发展影响指标", "可持续影响指标"),
        ("资金管理", None),
    ],
)
def test_level_names(printed: str, name: str | None) -> None:
    assert profile("beijing_2020").level_name(printed, top=False) == name


def test_level1_and_level2_names_are_not_mixed() -> None:
    assert profile("beijing_2020").level_name("成本指标", top=True) is None
    assert profile("central_2022").level_name("成本指标", top=True) == "成本指标"
    assert profile("beijing_2020").level_name("满意度", top=True) == "满意度指标"
    assert level_key("产出指标(50分)") == "产出"


@pytest.mark.parametrize(
    ("total", "grade"), [("98.14", "优"), ("90", "优"), ("89.99", "良"), ("60", "中"), ("0", "差")]
)
def test_grades(total: str, grade: str) -> None:
    assert profile("beijing_2020").grade(Decimal(total)) == grade


def test_unknown_profile() -> None:
    with pytest.raises(InputError, match="mars"):
        profile("mars")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"满意度指标" = 10', '"满意度指标" = 11'),
        ('"满意度指标" = 10', '"满意" = 10'),
        ('confidence = "H"', 'confidence = "sure"'),
        ('smaller_is_better = "ratio"', 'smaller_is_better = "guess"'),
        ("execution = 10", "execution = -10"),
        ('title = "项目支出绩效自评表"', "title = 1"),
        ('other = "其他资金"', 'more = "其他资金"'),
        ("[weights]", "[weights"),
        ('required = ["项目名称"', 'required = ["项目编号"'),
        ("met_from = 0.8", "met_from = 0.5"),
    ],
)
def test_a_wrong_profile_is_refused(tmp_path: Path, before: str, after: str) -> None:
    text = resource("performance", "beijing_2020.toml").read_text("utf-8")
    assert before in text
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(before, after), "utf-8")
    with pytest.raises(Damaged, match=r"changed\.toml"):
        load_profile(path)


def own_file(name: str, text: str) -> Path:
    own_folder().mkdir(parents=True, exist_ok=True)
    path = own_folder() / name
    path.write_text(text, "utf-8")
    return path


def test_an_office_has_profiles_of_its_own() -> None:
    path = copy_profile("beijing_2020", "示例区版")
    assert path.parent == own_folder()
    (mine,) = [one for one in profiles() if one.name == "示例区版"]
    assert (mine.schemes, mine.grid) == (profile("beijing_2020").schemes, profile("beijing_2020").grid)
    text = path.read_text("utf-8").replace('"满意度指标" = 10', '"满意度指标" = 5').replace("= 30", "= 35")
    own_file(path.name, text)
    assert profile(mine.id).schemes[0].weights["满意度指标"] == 5
    with pytest.raises(InputError, match="已有名为“示例区版”的模板"):
        copy_profile("beijing_2020", "示例区版")
    assert profile_problems() == ()


def test_a_copy_of_a_profile_with_a_base_keeps_it() -> None:
    copy_profile("shanghai_declaration", "示例申报表")
    mine = next(one for one in profiles() if one.name == "示例申报表")
    assert mine.levels == profile("shanghai_declaration").levels


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('base = "beijing_2020"\nid = "a"\nname = "甲\n', "第3行有错误：写法不完整"),
        ('base = "mars"\n', "第1行有错误：没有名为“mars”的底版"),
        (
            'base = "beijing_2020"\nid = "a"\n[weights]\nexecution = 20\n',
            "有错误：分值方案“产出50、效益30、满意度10”与执行率合计 110，应为 100",
        ),
        ('base = "beijing_2020"\nid = "a"\n[weights]\nexecution = -1\n', "第4行有错误：“-1”应是不小于 0"),
        ('base = "beijing_2020"\nid = "a"\n[grid]\nmoney = [2, 2]\n', "第4行有错误：money 合计 4 列"),
        ('base = "beijing_2020"\nid = "a"\nname = 3\n', "第3行有错误：“3”应是带引号的文字"),
        ('base = "beijing_2020"\n', "id“beijing_2020”与另一个模板相同"),
    ],
)
def test_an_error_in_an_own_profile_names_file_and_line(text: str, says: str) -> None:
    own_file("甲.toml", text)
    (problem,) = profile_problems()
    assert "“甲.toml”" in problem
    assert says in problem
    assert "甲" not in [one.name for one in profiles()]


def test_spellings_are_unambiguous_inside_a_block() -> None:
    for block in spellings().values():
        words = [word for words in block.values() for word in words]
        assert len(words) == len(set(words))
