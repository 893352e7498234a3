"""The page leads from the queue to the workbench and back; the workbench is a stand-in here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.enums import Topic
from app.models.report import Report
from app.ui.context import Context
from app.ui.review import page as page_module
from app.ui.review.page import ReviewPage
from tests.ui.review.queue_desk import StandIn, current, fill, lines

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def page(context: Context, shown: Show, monkeypatch: pytest.MonkeyPatch) -> ReviewPage:
    monkeypatch.setattr(page_module, "Workbench", StandIn)
    fill(context)
    made = ReviewPage(context)
    made.resize(1366, 654)
    shown(made)
    return made


def key_of(page: ReviewPage, name: str) -> str:
    return next(case.report_id for case in page.queue.rows.cases if case.name == name)


def test_it_loads_when_shown_and_again_when_something_changed(page: ReviewPage, context: Context) -> None:
    assert lines(page.queue)[:2] == ["# 今天要做 1", "热力"]
    with context.workspace.write("改") as session:
        session.get_one(Report, key_of(page, "示例热力有限公司")).assignee_id = None
    context.hub.publish([Topic.REPORTS])
    assert lines(page.queue)[0] == "# 等待他人 1"


def test_enter_opens_the_workbench_and_back_is_where_one_was(page: ReviewPage) -> None:
    page.queue.list.setFocus()
    QTest.keyClick(page.queue.list, Qt.Key.Key_Down)
    QTest.keyClick(page.queue.list, Qt.Key.Key_Return)
    bench = page.workbench
    assert page.is_reviewing and bench.shown == [(key_of(page, "示例大学"), "")]
    assert page.status_text() == "第1轮" and page.keys()[0][0] == "审核"
    page.leave()
    assert bench.left == 2
    bench.back_wanted.emit()
    assert not page.is_reviewing and bench.left == 3
    assert current(page.queue) == "示例大学" and page.queue.list.hasFocus()
    assert page.status_text().startswith("7 件") and page.keys()[0][0] == "审核队列"


def test_changes_reload_what_is_shown_and_the_queue_later(page: ReviewPage, context: Context) -> None:
    page.show_report(key_of(page, "示例热力有限公司"))
    bench = page.workbench
    with context.workspace.write("改") as session:
        session.get_one(Report, key_of(page, "示例书店")).assignee_id = None
    context.hub.publish([Topic.REPORTS])
    assert bench.reloads == 1
    context.hub.publish([Topic.REVIEW], source=bench)
    context.hub.publish([Topic.PERFORMANCE])
    assert bench.reloads == 1, "it knows what it did itself"
    assert next(c for c in page.queue.rows.cases if c.name == "示例书店").assignee == "李乙"
    bench.back_wanted.emit()
    assert next(c for c in page.queue.rows.cases if c.name == "示例书店").assignee == ""


def test_the_next_case_of_the_queue_is_opened(page: ReviewPage, context: Context) -> None:
    page.show_report(key_of(page, "示例热力有限公司"))
    page.workbench.case_wanted.emit(1)
    assert page.workbench.shown[-1] == (key_of(page, "示例大学"), "")
    page.workbench.case_wanted.emit(1)
    assert len(page.workbench.shown) == 2 and context.shell.said == ["已是最后一件"]
    page.workbench.case_wanted.emit(-1)
    page.workbench.case_wanted.emit(-1)
    assert page.workbench.shown[-1][0] == key_of(page, "示例热力有限公司")
    assert context.shell.said[-1] == "已是第一件"


def test_another_tab_leads_to_an_item(page: ReviewPage) -> None:
    page.show_report(key_of(page, "示例书店"), "ER-20")
    assert page.is_reviewing and page.workbench.shown == [(key_of(page, "示例书店"), "ER-20")]


def test_a_report_that_has_not_come_in_is_shown_in_the_queue(page: ReviewPage, context: Context) -> None:
    for name in ("示例医院", "示例剧院"):  # 剧院 has never been touched: nothing is stored of its report
        page.show_report(key_of(page, name))
        assert not page.is_reviewing and current(page.queue) == name
        assert context.shell.said[-1] == "这份报告还没有登记收件"


def test_a_report_of_another_year_brings_its_year(page: ReviewPage, context: Context) -> None:
    key = key_of(page, "示例热力有限公司")
    context.set_year(2023)
    assert page.queue.empty.isVisible()
    page.show_report(key)
    assert page.is_reviewing and context.year == 2024
    context.set_year(2023)
    assert not page.is_reviewing, "the report on the desk is not of that year"
    assert page.queue.empty.isVisible()


def test_the_start_page_leads_to_a_list(page: ReviewPage) -> None:
    page.show_report(key_of(page, "示例热力有限公司"))
    page.show_queue("waiting")
    assert not page.is_reviewing and lines(page.queue) == ["# 待分派 1", "剧院"]
    assert current(page.queue) == "示例剧院"


def test_the_workbench_asks_for_a_resubmission(page: ReviewPage) -> None:
    page.show_report(key_of(page, "示例大学"))
    page.workbench.receive_wanted.emit(key_of(page, "示例大学"))
    dialog = page.queue.case_pane.dialog
    assert dialog.isVisible() and dialog.windowTitle() == "登记重报"
    dialog.confirm()
    assert next(c for c in page.queue.rows.cases if c.name == "示例大学").round == 2


def test_a_page_built_for_a_list_shows_it_once_the_rows_are_there(
    context: Context, shown: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "Workbench", StandIn)
    fill(context)
    page = ReviewPage(context)
    page.show_queue("returned")
    shown(page)
    assert lines(page.queue) == ["# 等待他人 1", "大学"]
    assert current(page.queue) == "示例大学"
