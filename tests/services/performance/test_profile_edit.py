from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.models.errors import InputError
from app.services.performance.own_profiles import own_text
from app.services.performance.profile_edit import profile_form, save_profile_form
from app.services.performance.profiles import copy_profile, official_profiles, profile, profiles


def own(base: str) -> tuple[object, str]:
    path = copy_profile(base, "本单位的表")
    return path, next(one.id for one in profiles() if one.name == "本单位的表")


@pytest.mark.parametrize("base", [one.id for one in official_profiles()])
def test_saved_without_a_change_it_is_the_same(base: str) -> None:
    path, key = own(base)
    before = profile(key)
    save_profile_form(path, profile_form(before))  # type: ignore[arg-type]
    after = profile(key)
    assert replace(after, levels=(), schemes=()) == replace(before, levels=(), schemes=())
    assert [(one.name, one.children) for one in after.levels] == [
        (one.name, one.children) for one in before.levels
    ]
    assert after.schemes == before.schemes
    save_profile_form(path, profile_form(after))  # type: ignore[arg-type]
    assert profile(key) == after


def test_what_an_office_changes() -> None:
    path, key = own("beijing_2020")
    form = profile_form(profile(key))
    labels = tuple((k, "完成数" if k == "actual" else text) for k, text in form.labels)
    changed = replace(
        form,
        name="示例区的表",
        money_unit="元",
        labels=labels,
        heading_rows="项目名称\n主管部门、实施单位\n填报人，填报日期",
        signatures="填报人、负责人",
        levels="产出指标：数量指标、质量指标\n效益指标:社会效益指标",
        schemes="两项：产出指标=60、效益指标=30",
    )
    save_profile_form(path, changed)  # type: ignore[arg-type]
    one = profile(key)
    assert (one.name, one.money_unit, one.labels.actual) == ("示例区的表", "元", "完成数")
    assert one.heading_rows[2] == ("填报人", "填报日期")
    assert one.signatures == ("填报人", "负责人")
    assert one.levels[1].children == ("社会效益指标",)
    assert one.levels[0].expected == ("数量指标", "质量指标")
    assert dict(one.schemes[0].weights) == {"产出指标": Decimal(60), "效益指标": Decimal(30)}


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("name", " ", "“名称”不能为空"),
        ("heading_rows", "a、b、c、d", "表头每行写 1 到 3 项"),
        ("levels", "产出指标", "没有写成"),
        ("levels", "产出指标：数量指标", "不是一级指标"),
        ("schemes", "两项：产出指标=六十", "应是不小于 0 的数字"),
        ("schemes", "两项：产出指标=60", "合计 70，应为 100"),
        ("execution", "-1", "预算执行率的分值"),
        ("required", "没有的栏", "不在表头里"),
    ],
)
def test_what_does_not_hold_is_told_and_nothing_is_written(field: str, text: str, says: str) -> None:
    path, key = own("beijing_2020")
    before = own_text(path)  # type: ignore[arg-type]
    form = profile_form(profile(key))
    with pytest.raises(InputError, match=says):
        save_profile_form(path, replace(form, **{field: text}))  # type: ignore[arg-type]
    assert own_text(path) == before  # type: ignore[arg-type]
