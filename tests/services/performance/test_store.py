from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.models.database import Workspace
from app.models.enums import FundingRole
from app.models.errors import AppError, InputError
from app.services.journal.undo import undo
from app.services.journal.verify import verify
from app.services.performance.form import IndicatorLine
from app.services.performance.intake import read_self_evaluation
from app.services.performance.profiles import profile
from app.services.performance.sample import sample_self_evaluation
from app.services.performance.scoring import score
from app.services.performance.store import (
    StoredTable,
    add_indicator,
    add_table,
    delete_indicator,
    delete_table,
    move_indicator,
    set_funding,
    set_goal,
    set_heading,
    set_indicator,
    stored_table,
    table_names,
)


def keep(workspace: Workspace) -> str:
    with workspace.write("导入绩效表") as session:
        return add_table(session, sample_self_evaluation(), 2024)


def table(workspace: Workspace, key: str) -> StoredTable:
    with workspace.read() as session:
        assert verify(session).is_clean
        return stored_table(session, key)


def test_a_form_comes_back_as_it_went_in(workspace: Workspace) -> None:
    assert table(workspace, keep(workspace)).form == sample_self_evaluation()


@pytest.mark.parametrize("ending", ["json", "xlsx", "docx"])
def test_the_real_table_goes_through_the_file(workspace: Workspace, shared: Path, ending: str) -> None:
    form = read_self_evaluation(shared / "data" / f"self_evaluation_2023_fengtai.{ending}")
    with workspace.write("导入绩效表") as session:
        key = add_table(session, form, 2024)
    stored = table(workspace, key).form
    assert stored == form
    scored = score(stored, profile(stored.profile))
    assert (str(scored.total), str(scored.weight)) == ("98.14", "100")


def test_one_cell_at_a_time(workspace: Workspace) -> None:
    key = keep(workspace)
    stored = table(workspace, key)
    first = stored.indicator_ids[0]
    with workspace.write("改绩效表") as session:
        set_indicator(session, first, "actual", "80家")
        set_indicator(session, first, "weight_text", " 12 ")
        set_goal(session, key, actual="第一段\n第二段")
        set_heading(session, key, "项目负责人", "王甲")
        set_heading(session, key, "备注", "新的一栏")
        set_funding(session, key, FundingRole.TOTAL, "executed_text", "48.65")
    form = table(workspace, key).form
    assert (form.indicators[0].actual, form.indicators[0].weight_text) == ("80家", "12")
    assert form.goal_actual == "第一段\n第二段"
    assert form.heading("项目负责人") == "王甲" and form.headings[-1] == ("备注", "新的一栏")
    line = form.funding_line(FundingRole.TOTAL)
    assert line and line.executed_text == "48.65"


@pytest.mark.parametrize(("field", "text"), [("weight_text", "十"), ("score_text", "-1"), ("level1", " ")])
def test_what_cannot_be_is_refused_at_the_field(workspace: Workspace, field: str, text: str) -> None:
    first = table(workspace, keep(workspace)).indicator_ids[0]
    with pytest.raises(InputError) as caught, workspace.write("改") as session:
        set_indicator(session, first, field, text)
    assert caught.value.field == field


def test_rows_are_added_moved_and_deleted(workspace: Workspace) -> None:
    key = keep(workspace)
    before = table(workspace, key)
    line = IndicatorLine("产出指标", "数量指标", "新的")
    with workspace.write("加一行") as session:
        added = add_indicator(session, key, line, before.indicator_ids[0])
    assert table(workspace, key).indicator_ids[1] == added
    with workspace.write("下移") as session:
        move_indicator(session, added, 1)
    assert table(workspace, key).indicator_ids[2] == added
    with workspace.write("上移") as session:
        move_indicator(session, added, -10)
    assert table(workspace, key).indicator_ids[0] == added
    with workspace.write("删一行") as session:
        delete_indicator(session, added)
    assert table(workspace, key).form == before.form


def test_a_deleted_table_comes_back_whole(workspace: Workspace) -> None:
    key = keep(workspace)
    form = table(workspace, key).form
    with workspace.write("删除绩效表") as session:
        delete_table(session, key)
    with workspace.read() as session:
        assert table_names(session) == []
        with pytest.raises(AppError, match="已被删除"):
            stored_table(session, key)
    undo(workspace)
    assert table(workspace, key).form == form


def test_tables_are_listed_by_project(workspace: Workspace) -> None:
    keep(workspace)
    with workspace.write("再一张") as session:
        add_table(session, replace(sample_self_evaluation(), year=None), 2025)
    with workspace.read() as session:
        names = table_names(session)
    assert [t.year for t in names] == [2025, sample_self_evaluation().year]
    assert names[0].name == sample_self_evaluation().heading("项目名称")
