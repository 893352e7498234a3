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

ENDED = "('passed','passed_with_notes','not_passed','archived')"
LISTED = "r.unit_id IN (SELECT unit_id FROM enrolment WHERE year = 2024 AND state = 'listed')"
KEY = "(SELECT unit_id FROM enrolment WHERE year = 2024 AND category = 'key_emitter')"
CLOSED = f"FROM report r WHERE r.year = 2024 AND r.state IN {ENDED} AND {LISTED}"
VISITS = (
    "SELECT r.unit_id unit, substr(c.at, 1, 10) day FROM state_change s JOIN report r ON r.id = s.report_id "
    "JOIN op o ON o.row = s.id AND o.field = 'event' JOIN change c ON c.id = o.change "
    "WHERE s.event = 'finish_site_check' AND r.year = 2024 "
    "UNION SELECT unit_id, visited_on FROM site_visit WHERE visited_on LIKE '2025%'"
)
PRICES = (
    f"SELECT 2500 * (SELECT count(*) {CLOSED} AND r.kind = 'ER') "
    f"+ 4500 * (SELECT count(*) {CLOSED} AND r.kind = 'VR') + 2 * 15000"
)
# What is counted, and the same in SQL.
COUNTS = {
    "reports_reviewed": f"SELECT count(*) {CLOSED}",
    "reports_reviewed;kind=VR": f"SELECT count(*) {CLOSED} AND r.kind = 'VR'",
    "reports_reviewed;category=key_emitter;kind=ER": f"SELECT count(*) {CLOSED} "
    f"AND r.kind = 'ER' AND r.unit_id IN {KEY}",
    "units_reviewed": f"SELECT count(DISTINCT r.unit_id) {CLOSED} AND (r.unit_id NOT IN {KEY} OR EXISTS "
    f"(SELECT 1 FROM report v WHERE v.unit_id = r.unit_id AND v.kind = 'VR' AND v.state IN {ENDED}))",
    "rounds_reviewed": "SELECT count(*) FROM report_version v JOIN report r ON r.id = v.report_id "
    "WHERE r.year = 2024 AND v.conclusion IS NOT NULL",
    "re_review_pass": "SELECT 100.0 * sum(r.state LIKE 'passed%') / count(*) FROM report r WHERE "
    f"r.state IN {ENDED} AND (SELECT count(*) FROM report_version v WHERE v.report_id = r.id) > 1",
    "site_visits": f"SELECT count(*) FROM ({VISITS})",
    "units_visited": f"SELECT count(DISTINCT unit) FROM ({VISITS})",
    "trainings": "SELECT count(*) FROM training WHERE held_on LIKE '2025%'",
    "people_trained": "SELECT sum(people) FROM training WHERE held_on LIKE '2025%'",
    "products": "SELECT count(*) FROM product WHERE accepted_on LIKE '2025%'",
    "products;product=分析": "SELECT count(*) FROM product WHERE accepted_on LIKE '2025%' "
    "AND kind LIKE '%分析%'",
    "letters_issued": "SELECT (SELECT count(*) FROM opinion WHERE issued_on IS NOT NULL) "
    "+ (SELECT count(*) FROM letter)",
    "letters_issued;letter=opinion": "SELECT count(*) FROM opinion WHERE issued_on IS NOT NULL",
    "cost": PRICES,
    "paid": "SELECT sum(CAST(amount AS REAL)) FROM payment WHERE paid_on LIKE '2025%' AND project IS NULL",
    "execution_rate": "SELECT round(sum(CAST(amount AS REAL)) / 300000 * 100, 2) FROM payment "
    "WHERE paid_on LIKE '2025%' AND project IS NULL",
    "satisfaction": "SELECT round(100.0 * sum(delighted + satisfied) / sum(delighted + satisfied "
    "+ coalesce(fair, 0) + coalesce(dissatisfied, 0)), 2) FROM survey_question",
    "survey_returns": "SELECT 100.0 * sum(r) / sum(s) FROM "
    "(SELECT max(returned) r, max(sent) s FROM survey_question GROUP BY held_on, survey)",
    "monthly_filed": "SELECT count(DISTINCT unit_id || month) FROM monthly_evidence WHERE year = 2025 "
    "AND submitted_on IS NOT NULL",
    "on_time": "SELECT 0",  # everything is closed by the test's own day, long after the deadline
}


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
        for spec, sql in COUNTS.items():
            found = read_spec(spec)
            assert found is not None
            if spec == "on_time":
                found = found.with_choice("due", "2025年4月30日")
            ours = figure(facts, found)
            theirs = Decimal(str(session.execute(text(sql)).scalar() or 0))
            assert isinstance(ours.tally.value, Decimal)
            assert abs(ours.tally.value - theirs) < Decimal("0.005"), spec
            value = parse_value(ours.text)
            assert value.kind is ValueKind.NUMERIC and value.unit == ours.unit, spec


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
