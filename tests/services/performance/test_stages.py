"""目标申报 → 中期监控 → 自评: targets are taken over, never typed again; differences go one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.models.database import Workspace
from app.models.enums import FundingRole, Outlook
from app.models.errors import InputError
from app.models.stages import Forecast, Monitoring, Proof, Stage
from app.services.journal.undo import undo
from app.services.journal.verify import verify
from app.services.performance import store
from app.services.performance.checks import FormSeverity, check
from app.services.performance.form import SelfEvaluation
from app.services.performance.intake import read_self_evaluation
from app.services.performance.profiles import FormKind, profile
from app.services.performance.proofs import add_proofs, delete_proof, extract_proof, proofs, set_proof
from app.services.performance.stage_checks import against_declaration, without_proof
from app.services.performance.stages import (
    What,
    accept,
    begin_stage,
    best_profile,
    declaration_of,
    declared_form,
    differences,
    follow,
    line_of,
    roll_over,
    task_numbers,
)
from app.services.printing import print_performance
from tests.services.performance.plans import declaration

SHANGHAI = declaration("shanghai_declaration", 12)


@pytest.fixture
def declared(workspace: Workspace) -> str:
    with workspace.write("导入") as session:
        return store.add_table(session, SHANGHAI, 2024)


def form_of(workspace: Workspace, key: str) -> SelfEvaluation:
    with workspace.read() as session:
        return store.stored_table(session, key).form


def begun(workspace: Workspace, declared: str, profile_id: str, as_of: date | None = None) -> str:
    with workspace.write("开始") as session:
        return begin_stage(session, declared, profile_id, as_of)


def test_a_self_evaluation_takes_its_targets_from_the_declaration(
    workspace: Workspace, declared: str
) -> None:
    key = begun(workspace, declared, "central_2022")
    form = form_of(workspace, key)
    assert [(r.level1, r.level2, r.title, r.target) for r in form.indicators] == [
        (r.level1, r.level2, r.title, r.target) for r in SHANGHAI.indicators
    ]
    assert (form.goal_expected, form.goal_actual, form.money_unit) == (SHANGHAI.goal_expected, "", "元")
    assert form.funding_line(FundingRole.TOTAL).initial_text == "1,000.00"
    assert form.heading("项目名称") == SHANGHAI.heading("项目名称")
    assert form.heading("主管部门") == SHANGHAI.heading("主管部门")
    assert not any(line.actual or line.score_text or line.reason for line in form.indicators)
    assert differences(form, SHANGHAI, profile("central_2022")) == ()


def test_the_line_of_a_project(workspace: Workspace, declared: str) -> None:
    monitoring = begun(workspace, declared, "central_monitoring", date(2024, 7, 31))
    evaluation = begun(workspace, declared, "central_2022")
    with workspace.write("下一年") as session:
        later = roll_over(session, declared)
    with workspace.read() as session:
        for key in (declared, monitoring, evaluation):
            line = line_of(session, key)
            assert line.declaration.id == declared
            assert [one.id for one in line.monitorings] == [monitoring]
            assert (line.evaluation.id, line.after.id) == (evaluation, later)
        assert line_of(session, later).before.id == declared
        assert [one.form for one in store.table_names(session) if one.year == 2024] == list(FormKind)
        assert declared_form(session, evaluation) == SHANGHAI
        assert declared_form(session, later) is None
    assert form_of(workspace, later).year == 2025
    assert form_of(workspace, monitoring).as_of == date(2024, 7, 31)


def test_differences_are_shown_and_accepted_one_by_one(workspace: Workspace, declared: str) -> None:
    key = begun(workspace, declared, "central_2022")
    by = profile("central_2022")
    with workspace.write("改") as session:
        ids = store.stored_table(session, key).indicator_ids
        store.set_indicator(session, ids[0], "target", "≥2.00(家)")
        store.set_indicator(session, ids[2], "title", "3.另一个名称")
        store.delete_indicator(session, ids[5])
        store.set_goal(session, key, expected="别的目标")
        store.set_indicator(session, declared and ids[1], "actual", "已完成")
    found = differences(form_of(workspace, key), SHANGHAI, by)
    assert [one.what for one in found] == [What.GOAL, What.TARGET, What.TITLE, What.MISSING]
    assert (found[1].ours, found[1].declared) == ("≥2.00(家)", SHANGHAI.indicators[0].target)
    codes = [(one.code, one.severity) for one in against_declaration(form_of(workspace, key), SHANGHAI, by)]
    assert codes == [("V19", FormSeverity.WARNING)] * 4
    for one in found:
        with workspace.write("采用申报表") as session:
            accept(session, key, one)
    form = form_of(workspace, key)
    assert differences(form, SHANGHAI, by) == ()
    assert form.indicators[5].title == SHANGHAI.indicators[5].title
    assert form.indicators[1].actual == "已完成"
    undo(workspace)
    assert [one.what for one in differences(form_of(workspace, key), SHANGHAI, by)] == [What.MISSING]


def test_a_row_that_the_declaration_does_not_have(workspace: Workspace, declared: str) -> None:
    key = begun(workspace, declared, "central_2022")
    by = profile("central_2022")
    with workspace.write("加") as session:
        line = replace(SHANGHAI.indicators[0], title="没有申报过", target="≥1家")
        store.add_indicator(session, key, line)
    (extra,) = differences(form_of(workspace, key), SHANGHAI, by)
    assert (extra.what, extra.index) == (What.EXTRA, 12)
    with workspace.write("删") as session:
        accept(session, key, extra)
    assert differences(form_of(workspace, key), SHANGHAI, by) == ()


def test_the_frame_of_another_template(workspace: Workspace, declared: str) -> None:
    """成本 is a level 1 of the declaration and a level 2 of the Beijing form."""
    assert best_profile(SHANGHAI, FormKind.SELF_EVALUATION).id == "central_2022"
    form = form_of(workspace, begun(workspace, declared, "beijing_2020"))
    assert {(line.level1, line.level2) for line in form.indicators if "成本" in line.level2} == {
        ("产出指标", "成本指标")
    }
    assert "V13" not in {one.code for one in check(form, profile("beijing_2020"))}
    assert differences(form, SHANGHAI, profile("beijing_2020")) == ()


@pytest.mark.parametrize(
    ("title", "number"),
    [("3-7.培训次数", "3-7"), ("1与2.审核", "1与2"), ("审核报告数", ""), ("12、总结", "12")],
)
def test_task_numbers(title: str, number: str) -> None:
    assert task_numbers(title) == number


def test_a_table_does_not_follow_itself(workspace: Workspace, declared: str) -> None:
    with pytest.raises(InputError), workspace.write("连接") as session:
        follow(session, declared, declared)
    other = begun(workspace, declared, "central_2022")
    with workspace.write("断开") as session:
        follow(session, other, "")
    with workspace.read() as session:
        assert declaration_of(session, other) == ""
        assert line_of(session, other).evaluation.id == other


def test_deleting_takes_what_hangs_on_it_and_undo_brings_it_back(
    workspace: Workspace, declared: str, tmp_path: Path
) -> None:
    key = begun(workspace, declared, "central_monitoring", date(2024, 7, 31))
    (tmp_path / "合同.pdf").write_bytes(b"%PDF 1")
    with workspace.write("填") as session:
        ids = store.stored_table(session, key).indicator_ids
        store.set_indicator(session, ids[0], "forecast", "≥1.00(家)")
        store.set_indicator(session, ids[0], "outlook", Outlook.CERTAIN.value)
        add_proofs(session, key, ids[0], (tmp_path / "合同.pdf",))
    with workspace.write("删一行") as session:
        store.delete_indicator(session, ids[0])
    with workspace.read() as session:
        assert [(one.row, one.name) for one in proofs(session, key)] == [(None, "合同.pdf")]
        assert session.query(Forecast).count() == 0
    undo(workspace)
    with workspace.write("删申报表") as session:
        store.delete_table(session, declared)
    with workspace.read() as session:
        assert line_of(session, key).declaration is None
    with workspace.write("删监控表") as session:
        store.delete_table(session, key)
    with workspace.read() as session:
        assert [session.query(model).count() for model in (Stage, Monitoring, Forecast, Proof)] == [0] * 4
        assert verify(session).is_clean
    undo(workspace)
    with workspace.read() as session:
        assert store.stored_table(session, key).form.indicators[0].outlook is Outlook.CERTAIN
        assert [one.row for one in proofs(session, key)] == [0]


# Monitoring


def monitoring_form(workspace: Workspace, declared: str) -> SelfEvaluation:
    key = begun(workspace, declared, "central_monitoring", date(2024, 7, 31))
    form = form_of(workspace, key)
    lines = tuple(
        replace(line, actual="进行中", forecast=line.target, outlook=Outlook.CERTAIN)
        for line in form.indicators
    )
    funding = (
        replace(form.funding[0], executed_text="400.00", full_year_text="1,000.00"),
        *form.funding[1:],
    )
    return replace(form, indicators=lines, funding=funding, goal_actual="完成了一半。")


def codes(form: SelfEvaluation) -> list[tuple[str, str]]:
    return [(one.code, one.severity.value) for one in check(form, profile(form.profile))]


def test_a_monitoring_says_what_will_be_missed_and_why(workspace: Workspace, declared: str) -> None:
    form = monitoring_form(workspace, declared)
    assert codes(form) == []
    first = replace(form.indicators[0], forecast="0.5(家)", outlook=Outlook.IMPOSSIBLE)
    missed = replace(form, indicators=(first, *form.indicators[1:]))
    assert codes(missed) == [("M2", "error")]
    said = replace(first, reason="单位停产", outlook=Outlook.CERTAIN)
    assert codes(replace(form, indicators=(said, *form.indicators[1:]))) == [("M3", "warning")]
    unknown = replace(form.indicators[0], forecast="", outlook=None)
    assert codes(replace(form, indicators=(unknown, *form.indicators[1:]))) == [("M1", "warning")]
    less = replace(form.funding[0], full_year_text="800.00")
    assert codes(replace(form, funding=(less, *form.funding[1:]))) == [("M4", "warning")]
    assert codes(replace(form, as_of=None)) == [("M5", "error")]


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
def test_a_monitoring_comes_back_from_its_files(
    workspace: Workspace, declared: str, tmp_path: Path, ending: str
) -> None:
    form = monitoring_form(workspace, declared)
    target = tmp_path / f"监控.{ending}"
    assert print_performance(form, target) == []
    again = read_self_evaluation(target)
    assert replace(again, funding=()) == replace(form, funding=())
    assert [(one.initial_text, one.executed_text, one.full_year_text) for one in again.funding] == [
        (one.initial_text, one.executed_text, one.full_year_text) for one in form.funding
    ]
    assert again.leftovers == ()


# Evidence


def test_evidence_is_numbered_by_the_rows_it_proves(
    workspace: Workspace, declared: str, tmp_path: Path
) -> None:
    key = begun(workspace, declared, "central_2022")
    for name in ("签到表.pdf", "合同.pdf", "总结.docx"):
        (tmp_path / name).write_bytes(name.encode())
    with workspace.write("加") as session:
        ids = store.stored_table(session, key).indicator_ids
        add_proofs(session, key, "", (tmp_path / "总结.docx",))
        add_proofs(session, key, ids[3], (tmp_path / "签到表.pdf",))
        (contract,) = add_proofs(session, key, ids[1], (tmp_path / "合同.pdf",))
        set_proof(session, contract, page="3–5", dated=date(2024, 5, 6), note="盖章页")
    with workspace.read() as session:
        found = proofs(session, key)
        assert [(one.number, one.row, one.name) for one in found] == [
            (1, 1, "合同.pdf"),
            (2, 3, "签到表.pdf"),
            (3, None, "总结.docx"),
        ]
        assert (found[0].page, found[0].dated, found[0].note) == ("3–5", date(2024, 5, 6), "盖章页")
        assert extract_proof(session, contract, tmp_path / "出").read_bytes() == "合同.pdf".encode()
    with workspace.write("删") as session:
        delete_proof(session, contract)
    with workspace.read() as session:
        assert [one.number for one in proofs(session, key)] == [1, 2]


def test_rows_without_evidence_are_one_warning(workspace: Workspace, declared: str) -> None:
    form = form_of(workspace, begun(workspace, declared, "central_2022"))
    assert list(without_proof(form, {})) == []
    lines = tuple(replace(line, actual="完成") for line in form.indicators[:3])
    form = replace(form, indicators=lines)
    (found,) = without_proof(form, {1})
    assert (found.code, found.row.index, found.severity) == ("P1", 0, FormSeverity.WARNING)
    assert found.sentence == "第1、3行没有佐证材料，共 2 行。"
