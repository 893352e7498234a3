"""Where something is undecided, every page says so and leads to exactly that at the conflict desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.ui.context import Context
from app.ui.kit import Band
from app.ui.looks import UNDECIDED
from app.ui.review.page import ReviewPage
from app.ui.units.page import UnitsPage
from tests.services.exchange.colleagues import Colleague
from tests.ui.exchange.conftest import Office, Show, settle
from tests.ui.exchange.people import ELECTRONICS, GAS, HEAT, RAIL, item_of, report_of, unit_of
from tests.ui.units.cut import cut_widgets


@pytest.fixture
def merged(people: tuple[Colleague, Colleague], context: Context) -> Iterator[Colleague]:
    wang, li = people
    wang.take(li.send())
    context.use(wang.workspace, 2024)
    context.settings.update(name="王甲")
    yield wang


def opened(context: Context) -> tuple[str, ...]:
    return context.shell.opened[-1]  # type: ignore[attr-defined, no-any-return]


def test_the_unit_list_marks_units_and_the_drawer_leads_on(
    merged: Colleague, context: Context, shown: Show
) -> None:
    page = UnitsPage(context)
    page.resize(1366, 654)
    shown(page)
    counts = {row.name: row.conflicts for row in page.model.all_rows()}
    assert counts[ELECTRONICS] == 3 and counts[GAS] == 1 and counts[HEAT] == 0
    name = next(column for column in page.model.columns if column.key == "name")
    row = next(row for row in page.model.all_rows() if row.name == ELECTRONICS)
    assert name.mark and name.mark(row) == UNDECIDED.icon
    assert name.tip and name.tip(row) == "3 处未决冲突"
    page.show_unit(row.id)
    (band,) = page.drawer.findChildren(Band)
    assert band.label.text() == "3 处未决冲突"
    settle(page)
    assert not cut_widgets(page)
    next(b for b in band.findChildren(type(page.new_button)) if b.words == "去决定").click()
    assert opened(context) == ("conflicts", row.id, ELECTRONICS)
    page.show_unit(next(row.id for row in page.model.all_rows() if row.name == HEAT))
    assert not [band for band in page.drawer.findChildren(Band) if band.isVisible()]


def test_queue_and_workbench_mark_the_report_and_its_lines(
    merged: Colleague, context: Context, shown: Show, qtbot: QtBot
) -> None:
    with merged.workspace.read() as session:
        report, item = report_of(session, ELECTRONICS).id, item_of(session, ELECTRONICS, "ER-23").id
    page = ReviewPage(context)
    page.resize(1366, 654)
    shown(page)
    marked = {case.name: case.conflicts for case in page.queue.rows.cases if case.conflicts}
    assert marked == {ELECTRONICS: 3, RAIL: 1, GAS: 1}
    page.queue.go_to(report)
    assert "未决冲突　3 处" in page.queue.case_pane.sheet.as_text()
    menu = page.queue.case_pane.menu()
    next(one for one in menu.actions() if one.text() == "决定 3 处未决冲突").trigger()
    assert opened(context) == ("conflicts", report, ELECTRONICS)
    page.show_report(report, "ER-23")
    bench = page.workbench
    assert bench.bar.conflicts.isVisible() and bench.bar.conflicts.words == "3 处未决冲突"
    assert bench.checklist.lines.conflicts == {"ER-23": 2}
    assert bench.card.conflicts.isVisible() and bench.card.conflicts.words == "2 处未决冲突"
    for size in ((1366, 654), (1180, 530)):
        page.resize(*size)
        settle(page)
        assert not cut_widgets(page)
    assert bench.bar.conflicts.words == "3" and bench.bar.conflicts.accessibleName() == "3 处未决冲突"
    bench.bar.conflicts.click()
    assert opened(context) == ("conflicts", report, ELECTRONICS)
    bench.card.conflicts.click()
    assert opened(context) == ("conflicts", item, f"{ELECTRONICS} ER-23")
    bench.checklist.go_to("ER-20")
    assert not bench.card.conflicts.isVisible()


def test_the_desk_shows_exactly_what_was_asked_for(office: Office) -> None:
    office.merge()
    desk = office.page.desk
    with office.wang.workspace.read() as session:
        unit, gas = unit_of(session, ELECTRONICS).id, report_of(session, GAS).id
    office.page.show_conflicts(unit, ELECTRONICS)
    assert {one.conflict.unit.name for one in desk.asked} == {ELECTRONICS} and len(desk.asked) == 3
    assert desk.question is desk.asked[0] and desk.about_line.isVisible()
    assert desk.about_words.toolTip() or desk.about_words.text() == f"只看：{ELECTRONICS}"
    assert desk.left_words.text() == "还有 3 处待定"
    assert office.page.status_text() == "已定 0 / 3 处"
    office.page.show_conflicts(gas, GAS)
    assert [one.short for one in desk.asked] == ["单位类别（2024 年度）"]
    desk.view.choose_side(0)
    desk.confirm()
    assert desk.stack.currentIndex() == 0 and desk.rest_button.words == "看其余 4 处"
    desk.rest_button.click()
    assert desk.open_count == 4 and not desk.about_line.isVisible() and desk.stack.currentIndex() == 1


def test_opened_from_the_switch_the_desk_shows_everything(office: Office) -> None:
    office.merge()
    with office.wang.workspace.read() as session:
        unit = unit_of(session, ELECTRONICS).id
    office.page.show_conflicts(unit, ELECTRONICS)
    office.page.parts.segment("records").click()
    office.page.parts.segment("desk").click()
    assert office.page.desk.open_count == 5
