from __future__ import annotations

from dataclasses import replace

from app.models.database import Workspace
from app.services.performance.arrange import Group, group_at, groups, place_for, wanted_weights
from app.services.performance.blank import blank_form, copied_form
from app.services.performance.checks import FormSeverity, check, passed
from app.services.performance.form import IndicatorLine
from app.services.performance.profiles import profile, profiles
from app.services.performance.sample import sample_self_evaluation
from app.services.performance.scoring import score
from app.services.performance.store import (
    add_table,
    forget_printed,
    place_indicator,
    regroup_indicator,
    stored_table,
)

BEIJING = profile("beijing_2020")


def lines(*names: str) -> list[IndicatorLine]:
    return [IndicatorLine(*name.split("/")) for name in names]


def test_blocks_are_rows_that_follow_one_another() -> None:
    rows = lines("产出指标/数量指标", "产出指标/数量指标", "产出指标/质量指标", "效益指标/经济效益指标")
    assert groups(rows, deep=False) == (Group(0, 2, "产出指标"), Group(3, 3, "效益指标"))
    assert group_at(rows, 1) == Group(0, 1, "产出指标", "数量指标")


def test_a_new_row_stands_where_the_template_has_it() -> None:
    rows = lines("产出指标/数量指标", "产出指标/成本指标", "满意度指标/服务对象满意度指标")
    assert place_for(rows, BEIJING, "产出指标", "数量指标") == 1
    assert place_for(rows, BEIJING, "产出指标", "质量指标") == 1
    assert place_for(rows, BEIJING, "效益指标", "社会效益指标") == 2
    assert place_for([], BEIJING, "效益指标", "社会效益指标") == 0
    assert place_for(rows, BEIJING, "没有", "没有") == 3


def test_the_nearest_scheme_says_what_a_block_should_weigh() -> None:
    scored = score(sample_self_evaluation(), BEIJING)
    wanted = wanted_weights(scored.level1, BEIJING)
    assert {name: str(weight) for name, weight in wanted.items()} == {
        "产出指标": "50",
        "效益指标": "30",
        "满意度指标": "10",
    }


def test_an_empty_table_has_every_group_and_says_what_is_missing() -> None:
    for one in profiles():
        form = blank_form(one, 2025, "示例项目")
        assert {line.level2 for line in form.indicators} >= set(one.levels[0].children)
        codes = {f.code for f in check(form, one) if f.severity is FormSeverity.ERROR}
        planned = {"V14", "V20"}
        assert planned <= codes
        assert not one.is_evaluation or {"V1", "V3", "S1"} <= codes
        assert not {"V13", "V9"} & codes


def test_a_copy_leaves_behind_what_was_done() -> None:
    old = replace(sample_self_evaluation(), printed_score="97", headings=())
    plan = copied_form(old, 2026, "示例项目", keeps_results=False)
    assert plan.headings == (("项目名称", "示例项目"),)
    assert all(not line.actual + line.score_text + line.reason for line in plan.indicators)
    assert [line.target for line in plan.indicators] == [line.target for line in old.indicators]
    assert not plan.goal_actual + plan.printed_score
    full = copied_form(old, 2026, "示例项目", keeps_results=True)
    assert full.indicators == old.indicators
    assert not full.printed_score


def test_passed_checks_are_those_without_findings() -> None:
    form = sample_self_evaluation()
    found = check(form, BEIJING)
    codes = {code for code, _ in passed(found, BEIJING)}
    assert "V1" in codes
    assert not codes & {one.code for one in found}


def test_rows_are_placed_and_regrouped(workspace: Workspace) -> None:
    form = sample_self_evaluation()
    with workspace.write("导入") as session:
        table = add_table(session, form, 2024)
    with workspace.write("新增") as session:
        key = place_indicator(session, table, IndicatorLine("产出指标", "数量指标"), 0)
    with workspace.read() as session:
        assert stored_table(session, table).indicator_ids[0] == key
    with workspace.write("分组") as session:
        regroup_indicator(session, key, "满意度指标", "服务对象满意度指标", len(form.indicators) + 1)
    with workspace.read() as session:
        stored = stored_table(session, table)
    assert stored.indicator_ids[-1] == key
    assert stored.form.indicators[-1].level1 == "满意度指标"


def test_printed_figures_can_be_let_go(workspace: Workspace) -> None:
    form = replace(sample_self_evaluation(), printed_weight="100", printed_score="12")
    with workspace.write("导入") as session:
        table = add_table(session, form, 2024)
    assert any(one.code == "V8" for one in check(form, BEIJING))
    with workspace.write("以本表为准") as session:
        forget_printed(session, table)
    with workspace.read() as session:
        stored = stored_table(session, table).form
    assert not any(one.code == "V8" for one in check(stored, BEIJING))
