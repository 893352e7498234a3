"""Hits in the queue: column, chip, running all checks; and the page 需要先看."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.enums import DocumentKind
from app.services.checking.load import versions
from app.services.journal.undo import undo
from app.ui.context import Context
from app.ui.review.page import ReviewPage
from tests.builders import a_unit
from tests.services.checking.builders import a_report, change_fact
from tests.services.rules.clean import verification_report

Show = Callable[[QWidget], QWidget]
K = Qt.Key
WRONG = {"c3__natural_gas__emission": "3400"}


def fill(context: Context) -> None:
    """Two units with values: one clean school, one whose gas row is wrong and that was verified."""
    with context.workspace.write("准备") as session:
        a_report(session, a_unit(session, "示例大学", industry="教育", industry_code="8341"))
        wrong = a_unit(session, "示例中学", industry="教育", industry_code="8341")
        a_report(session, wrong, changes=WRONG)
        a_report(session, wrong, verification_report(), kind=DocumentKind.VR)


@pytest.fixture
def page(context: Context, shown: Show) -> ReviewPage:
    fill(context)
    made = ReviewPage(context)
    made.resize(1366, 654)
    shown(made)
    made.load()
    return made


def open_hits(page: ReviewPage) -> dict[str, int]:
    cases = page.queue.rows.cases
    return {case.name: case.open_hits for case in cases if case.kind is DocumentKind.ER}


def test_reports_that_came_in_are_checked_by_themselves(page: ReviewPage) -> None:
    page.load()
    found = open_hits(page)
    assert found["示例中学"] > found["示例大学"]


def test_the_chip_leaves_what_has_hits(page: ReviewPage) -> None:
    page.load()
    page.queue.tools.show_all()
    page.queue.focus_list()
    QTest.keyClick(page.queue.list, K.Key_5)
    shown = page.queue.rows.shown_cases()
    assert shown and all(case.open_hits for case in shown)


def test_all_checks_run_again_in_one_step(page: ReviewPage) -> None:
    with page.context.workspace.write("改") as session:
        school = next(v for v in versions(session, year=2024) if v.unit_name == "示例大学")
        change_fact(session, school.id, "c3.natural_gas.emission", "3500")
    before = open_hits(page)["示例大学"]
    page.queue.more_menu().actions()[0].trigger()
    page.load()
    assert open_hits(page)["示例大学"] > before
    assert "已检查 3 份报告" in page.context.shell.said[-1]  # type: ignore[attr-defined]
    undo(page.context.workspace)
    page.load()
    assert open_hits(page)["示例大学"] == before


def test_the_riskiest_unit_comes_first_and_opens_at_its_item(page: ReviewPage) -> None:
    page.queue.tools.risk_button.click()
    pane = page.attention
    assert page.stack.currentWidget() is pane and pane.unit_table.hasFocus()
    first = pane.unit_table.rows
    row = first.index(0, 1).data()
    assert row == "示例中学"
    QTest.keyClick(pane.unit_table, K.Key_Return)
    assert page.is_reviewing and page.workbench.checklist.current_code.startswith(("ER-", "VR-"))
    assert page.workbench.case.hits.of(page.workbench.checklist.current_code)


def test_bodies_have_a_table_and_esc_leads_back(page: ReviewPage) -> None:
    page.show_attention()
    pane = page.attention
    pane.switch.segment("bodies").click()
    assert pane.body_table.isVisible() and pane.bodies.rowCount() == 1
    QTest.keyClick(pane.body_table, K.Key_Escape)
    assert page.stack.currentWidget() is page.queue


def test_without_reports_it_says_so(context: Context, shown: Show) -> None:
    page = ReviewPage(context)
    page.resize(1366, 654)
    shown(page)
    page.show_attention()
    assert page.attention.unit_table.rows.rowCount() == 0
