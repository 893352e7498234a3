"""Every measure on a played season equals a count in SQL that was written without it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models.database import Workspace
from app.models.enums import ReviewEvent
from app.services.measures import measures, read_spec
from app.services.performance.counting.bindings import table_facts
from app.services.performance.counting.figures import CountedFigure, figure
from app.services.performance.counting.tally import share_of
from app.services.performance.form import IndicatorLine
from app.services.performance.values import ValueKind, parse_value
from app.services.review.flow import advance
from tests.services.performance.counting.season import CATALOG, ER, Season, add_form, add_letters, add_records
from tests.services.performance.counting.sql import CLOSED, COUNTS, same_as_sql


@pytest.fixture
def played(workspace: Workspace) -> Workspace:
    season = Season(workspace).play()
    with workspace.write("台账") as session:
        add_records(session, season)
        add_letters(session, season)
    return workspace


def counted(session: Session, table: str, spec: str, target: str = "") -> CountedFigure:
    found = read_spec(spec)
    assert found is not None
    return figure(table_facts(session, table), found, target)


def test_every_measure_equals_sql(played: Workspace) -> None:
    with played.write("表") as session:
        table = add_form(session, IndicatorLine("产出指标", "数量指标", "审核"))
    assert {spec.split(";")[0] for spec in COUNTS} == set(measures()) - {"finished_on"}
    with played.read() as session:
        facts = table_facts(session, table)
        for spec in COUNTS:
            same_as_sql(session, facts, spec)


def test_what_is_left_out_says_why(played: Workspace) -> None:
    with played.write("表") as session:
        table = add_form(session, IndicatorLine("产出指标", "数量指标", "审核"))
    with played.read() as session:
        why = {one.cells[0]: one.why for one in counted(session, table, "units_reviewed").tally.left_out}
        assert why["示例02有限公司"] == "核查报告待报送" and why["示例06有限公司"] == "移出"
        assert "初审中" in why["示例05有限公司"] or "实地复核" in why["示例05有限公司"]
        assert [one.why for one in counted(session, table, "paid").tally.left_out] == [
            "不在 2025 年",
            "没有金额",
        ]
        prices = counted(session, table, "cost").tally
        assert [one.why for one in prices.left_out] == ["没有数量", "2025 年不在有效期内"]
        visits = counted(session, table, "site_visits").tally
        assert [one.why for one in visits.left_out] == ["同一单位同一天已计"]
        assert counted(session, table, "finished_on").text == ""
        assert "没有审结" in counted(session, table, "finished_on").tally.note


def test_one_more_review_counts_one_more(workspace: Workspace) -> None:
    season = Season(workspace).play()
    with workspace.write("表") as session:
        table = add_form(session)
    with workspace.read() as session:
        before = counted(session, table, "reports_reviewed").tally
    season.review(7, ER)
    with workspace.read() as session:
        after = counted(session, table, "reports_reviewed").tally
        assert after.value == Decimal(len(before.records) + 1)
        (new,) = {one.id for one in after.records} - {one.id for one in before.records}
        assert new == season.report(session, 7)
    with workspace.write("重开") as session:
        advance(session, new, ReviewEvent.REOPEN, "陈丙", "抽查有差异", catalog=CATALOG)
    with workspace.read() as session:
        assert counted(session, table, "reports_reviewed").tally.value == before.value


def test_on_time_is_held_against_what_is_due(played: Workspace) -> None:
    with played.write("表") as session:
        table = add_form(session)
    with played.read() as session:
        found = counted(session, table, "on_time;due=2099年12月31日").tally
        due = session.execute(
            text(f"SELECT (SELECT count(*) {CLOSED}) * 100.0 / (7 + 3)")  # 7 listed units, 3 are verified
        ).scalar_one()
        assert isinstance(found.value, Decimal) and abs(found.value - Decimal(due)) < Decimal("0.005")
        assert {one.why for one in found.left_out} >= {"未审结（待报送）"}
        late = counted(session, table, "on_time;due=2025年4月30日").tally
        assert late.value == 0 and any("晚" in one.why for one in late.left_out)
        ended = counted(session, table, "finished_on;category=key_emitter;kind=ER")
        assert ended.text and parse_value(ended.text).kind is ValueKind.DEADLINE


def test_unit_of_the_target(played: Workspace) -> None:
    with played.write("表") as session:
        table = add_form(session)
    with played.read() as session:
        assert counted(session, table, "reports_reviewed", "≥5家").text == "7家"
        assert counted(session, table, "reports_reviewed", "≥5吨").text == "7份"
        assert counted(session, table, "cost", "≤60000元").text == "51500元"
        assert counted(session, table, "cost", "≤6万元").text == "5.15万元"
        assert counted(session, table, "paid").text == "28.65005万元"


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert share_of(19999, 20000) == Decimal("99.99") and share_of(0, 0) is None
    assert share_of(1, 3) == Decimal("33.33") and share_of(2, 2) == 100
