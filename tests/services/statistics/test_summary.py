from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.models.database import Workspace
from app.models.enums import DocumentKind, FindingState, ReviewState
from app.services.catalog import Catalog, load_catalog
from app.services.statistics.facts import YearFacts, year_facts
from app.services.statistics.figures import FACETS, choices, findings_of, reports_of
from app.services.statistics.summary import DUE, PASSED, PLANNED, TOTAL, summarize
from tests.builders import a_finding, a_unit, a_version
from tests.services.statistics.builders import a_year

TODAY = date(2025, 3, 19)
ONLY_ER = {"kind": frozenset({"排放报告"})}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def read(workspace: Workspace, catalog: Catalog, year: int = 2024) -> YearFacts:
    with workspace.read() as session:
        return year_facts(session, year, catalog)


@pytest.fixture
def facts(workspace: Workspace, catalog: Catalog) -> YearFacts:
    a_year(workspace)
    found = read(workspace, catalog)
    days = {c.report_id: date(2025, 3, 3) + timedelta(days=7 * n) for n, c in enumerate(found.cases)}
    return replace(found, cases=tuple(replace(c, state_since=days[c.report_id]) for c in found.cases))


def test_the_cards_count_what_they_say(facts: YearFacts) -> None:
    cards = {card.key: card for card in summarize(facts, TODAY, ONLY_ER).cards}
    assert (cards["passed"].value, cards["passed"].unit) == ("2", "/ 6 家")
    assert cards["passed"].note.startswith("占 33.3%")
    assert cards["returned"].value == "1"
    assert (cards["overdue"].value, cards["overdue"].note) == ("1", "最长 5 天")
    assert (cards["findings"].value, cards["findings"].note) == ("4", "严重 2 项")
    assert cards["emission"].value == "147.4"
    # Only units that reported in both years are compared.
    assert cards["emission"].note == "5 家，同比 −6.3%"


def test_every_number_opens_exactly_its_records(facts: YearFacts) -> None:
    summary = summarize(facts, TODAY)
    for card in summary.cards:
        keys = card.keys
        count = len(findings_of(facts, keys)) if card.is_findings else len(reports_of(facts, keys))
        assert card.key == "emission" or str(count) == card.value
    for chart in summary.charts.values():
        for bar in chart.bars:
            reports = reports_of(facts, bar.keys)
            count = len(findings_of(facts, bar.keys)) if chart.is_findings else len(reports)
            assert count == len(set(bar.keys)) == len(bar.keys)
            if chart.key in ("industries", "largest"):
                assert bar.value == sum((c.emission or Decimal(0) for c in reports), Decimal(0))
            else:
                assert bar.value == count


def test_progress_has_a_row_for_units_without_category(facts: YearFacts) -> None:
    chart = summarize(facts, TODAY, ONLY_ER).charts["progress"]
    assert chart.rows == ("全国重点", "本市重点", "一般报告", "未注明", TOTAL)
    assert chart.columns == ("通过", "不通过", "初审中", "退回修改", "待报送")
    bar = chart.bar("未注明", "不通过")
    assert bar and [c.unit for c in reports_of(facts, bar.keys)] == ["示例医院"]
    assert chart.total(TOTAL) == 6


def test_what_does_not_fit_is_one_bar_that_opens_the_rest(workspace: Workspace, catalog: Catalog) -> None:
    with workspace.write("准备") as session:
        for number in range(13):
            unit = a_unit(session, f"示例{number:02}", industry=f"行业{number:02}")
            a_version(session, unit, emission_text=str(1000 - number))
    facts = read(workspace, catalog)
    summary = summarize(facts, TODAY)
    chart = summary.charts["industries"]
    rest = chart.bar("其他", "tCO₂")
    assert len(chart.rows) == 10 and rest
    assert {c.industry for c in reports_of(facts, rest.keys)} == {f"行业{n:02}" for n in range(9, 13)}
    assert len(summary.charts["largest"].rows) == 10
    assert chart.unit == "tCO₂"


def test_a_filter_limits_reports_and_their_findings(facts: YearFacts) -> None:
    summary = summarize(facts, TODAY, {"assignee": frozenset({"王甲"})})
    assert summary.cases == 2
    assert {card.key: card.value for card in summary.cards}["findings"] == "2"
    nobody = summarize(facts, TODAY, {"assignee": frozenset({"未分派"}), **ONLY_ER})
    assert nobody.cases == 1
    by_key = {facet.key: facet for facet in FACETS}
    assert choices(facts, by_key["assignee"])[-1][0] == "未分派"
    assert [word for word, _ in choices(facts, by_key["category"])][-1] == "未注明"


def test_verification_reports_are_counted_as_pieces(facts: YearFacts) -> None:
    summary = summarize(facts, TODAY)
    assert (summary.cases, summary.units, summary.unit) == (10, 6, "件")
    assert {c.kind for c in facts.cases} == {DocumentKind.ER, DocumentKind.VR}


def test_weeks_count_up_to_their_sunday(facts: YearFacts) -> None:
    chart = summarize(facts, TODAY, ONLY_ER).charts["weeks"]
    assert chart.rows[0] == "2025/2/24" or chart.value(chart.rows[0], PLANNED) == 0
    passed = [bar for bar in chart.bars if bar.column == PASSED]
    assert [bar.value for bar in passed] == sorted(bar.value for bar in passed)
    assert passed[-1].row == "2025/3/17"
    assert chart.value(chart.rows[-1], PLANNED) == 6
    assert chart.value(chart.rows[0], DUE) == 6
    assert chart.bar(chart.rows[-1], PASSED) is None


def test_closed_findings_do_not_count(workspace: Workspace, catalog: Catalog) -> None:
    with workspace.write("准备") as session:
        version = a_version(session, a_unit(session))
        a_finding(session, version, state=FindingState.CLOSED)
        key = a_finding(session, version).id
    facts = read(workspace, catalog)
    summary = summarize(facts, TODAY)
    assert summary.charts["findings"].bars[0].keys == (key,)
    assert summary.charts["findings"].rows == ("其他",)
    assert {f.id for f in facts.findings} > {key}


def test_a_year_without_anything(workspace: Workspace, catalog: Catalog) -> None:
    summary = summarize(read(workspace, catalog, 2030), TODAY)
    assert all(chart.is_empty for chart in summary.charts.values())
    assert [card.value for card in summary.cards] == ["0", "0", "0", "0", "—"]


def test_a_passed_report_without_deadline_has_no_plan(workspace: Workspace, catalog: Catalog) -> None:
    with workspace.write("准备") as session:
        a_version(session, a_unit(session, category=None), state=ReviewState.PASSED)
    summary = summarize(read(workspace, catalog), date.today())
    assert summary.charts["weeks"].value(summary.charts["weeks"].rows[-1], PASSED) == 1
