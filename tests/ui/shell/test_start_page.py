from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import ReviewState, Verdict
from app.models.report import Report
from app.services.people import ensure_person
from app.services.review.answers import judge
from app.services.review.form import review_form
from app.ui.context import Context
from app.ui.shell.start_page import StartPage, greeting, when
from tests.builders import a_unit, a_version

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def page(context: Context, shown: Show) -> StartPage:
    context.settings.update(name="王甲", office="示例咨询有限公司", device="笔记本-01")
    made = StartPage(context)
    made.resize(1366, 654)
    made.load()
    shown(made)
    return made


def a_review(context: Context) -> str:
    """A report under first review that 王甲 has begun; gives its key."""
    workspace = context.workspace
    with workspace.write("准备") as session:
        unit = a_unit(session)
        version = a_version(session, unit)
        person = ensure_person(session, "王甲")
        report = version.report_id
    with workspace.write("分派") as session:
        row = session.get_one(Report, report)
        row.assignee_id, row.state = person, ReviewState.IN_FIRST_REVIEW
    with workspace.read() as session:
        form = review_form(session, report, context.catalog)
    with workspace.write("判定") as session:
        item = form.items[0].item
        judge(session, form.head.version_id, item, item.good or Verdict.YES, form.prefills[item.code])
    return report


def test_greets_by_the_hour_and_names_the_day(context: Context, page: StartPage) -> None:
    assert page.greeting.text() == "下午好，王甲"
    assert page.note.text() == "示例咨询有限公司 · 3月19日 星期三"
    assert greeting(context.clock().replace(hour=8), "") == "早上好"


def test_times_are_said_as_people_say_them(context: Context) -> None:
    now = context.clock()
    assert when(now.replace(hour=9, minute=5), now) == "今天 09:05"
    assert when(now.replace(day=18), now) == "昨天 14:02"
    assert when(now.replace(month=2), now) == "2月19日 14:02"
    assert when(now.replace(year=2024), now) == "2024年3月19日"


def test_what_waits_opens_its_list(context: Context, page: StartPage) -> None:
    a_review(context)
    page.load()
    assert "待我初审 1" in page.todo_rows["mine"].accessibleName()
    page.todo_rows["mine"].click()
    assert context.shell.opened == [("queue", "mine")]


def test_goes_on_where_one_stopped(context: Context, page: StartPage) -> None:
    assert not page.resume_card.isVisible()
    report = a_review(context)
    page.load()
    assert page.resume_card.isVisible()
    assert page.resume_card.unit.text() == "示例热力有限公司"
    found = page.resume_card.resume
    assert found is not None
    assert (found.answered, found.code != "") == (1, True)
    page.resume_card.button.click()
    assert context.shell.opened == [("report", report, found.code)]


def test_nothing_to_go_on_with_for_somebody_else(context: Context, page: StartPage) -> None:
    a_review(context)
    context.settings.update(name="李乙")
    page.load()
    assert not page.resume_card.isVisible()


def test_without_a_file_nothing_is_counted(context: Context, page: StartPage) -> None:
    context.use(None)
    page.load()
    assert not page.todo_rows["mine"].isVisible()
    assert page._nothing_open.isVisible()


def remember(context: Context, *paths: Path) -> None:
    settings = context.settings
    for path in paths:
        settings.save(settings.value.with_recent(path, "王甲", "笔记本-01", context.clock()))


def test_recent_files_open_and_leave_the_list(
    context: Context, page: StartPage, tmp_path: Path, qtbot: QtBot
) -> None:
    there, gone = context.workspace.path, tmp_path / "不在了.crd"
    remember(context, there, gone)
    page.load()
    assert [(row.entry.path, row.is_there) for row in page.recent_rows] == [
        (str(gone), False),
        (str(there), True),
    ]
    with qtbot.waitSignal(page.path_wanted) as wanted:
        page.recent_rows[1].click()
    assert wanted.args == [there]
    qtbot.waitUntil(page.recent_rows[0].isVisible)
    page.recent_rows[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.recent_rows[0], Qt.Key.Key_Delete)
    assert [row.entry.path for row in page.recent_rows] == [str(there)]
    assert there.exists()


def test_a_pinned_file_stays_at_the_top(context: Context, page: StartPage, tmp_path: Path) -> None:
    first, second = tmp_path / "一.crd", tmp_path / "二.crd"
    remember(context, first, second)
    page.load()
    page._chosen = page.recent_rows[1]
    page._on_pin()
    assert [row.entry.path for row in page.recent_rows] == [str(first), str(second)]
    remember(context, second)
    page.load()
    assert page.recent_rows[0].entry.path == str(first)


def test_one_column_where_two_do_not_fit(page: StartPage, qtbot: QtBot) -> None:
    page.resize(1000, 600)
    qtbot.waitUntil(lambda: page.todo_card.geometry().x() < 50)
    assert page.resume_card.parentWidget().geometry().y() > page.recent_card.geometry().y()
