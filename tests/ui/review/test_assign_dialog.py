"""分派: preview, cancelled, refused, written as one action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.services.journal.undo import undo
from app.services.review.cases import CaseRow
from app.ui.context import Context
from app.ui.review import assign_dialog
from app.ui.review.assign_dialog import AssignDialog
from app.ui.review.queue import QueuePane
from app.ui.theme import Mode
from tests.ui.review.queue_desk import fill, too_small, wait_for

Show = Callable[[QWidget], QWidget]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def queue(context: Context, shown: Show) -> QueuePane:
    fill(context)
    pane = QueuePane(context)
    pane.resize(1366, 654)
    shown(pane)
    context.hub.changed.connect(pane.load)  # as the page does
    pane.load()
    pane.tools.reset()
    pane.tools.show_all()
    return pane


def opened(queue: QueuePane, qtbot: QtBot) -> AssignDialog:
    queue.rows.check(queue.rows.shown_cases())
    queue.focus_list()
    QTest.keyClick(queue.list, Key.Key_M)
    wait_for(qtbot, queue.assign_dialog)
    return queue.assign_dialog


def people(queue: QueuePane) -> dict[str, str]:
    return {f"{case.name}{case.kind.value}": case.assignee for case in queue.rows.cases}


def shown_lines(dialog: AssignDialog) -> dict[str, tuple[str, str]]:
    return {
        f"{line.case.name}{line.case.kind.value}": (line.person, line.reason)
        for line in dialog.lines.shown_rows()
    }


def test_nothing_is_proposed_and_nothing_can_be_confirmed(queue: QueuePane, qtbot: QtBot) -> None:
    dialog = opened(queue, qtbot)
    assert dialog.summary.text() == "在左边选审核人或期限"
    assert not dialog.go_button.isEnabled() and dialog.go_button.words == "没有改动"
    dialog.confirm()
    assert dialog.isVisible()
    dialog.reject()


def test_the_preview_says_who_changes_and_why_not(queue: QueuePane, qtbot: QtBot) -> None:
    dialog = opened(queue, qtbot)
    dialog.choose("王甲")
    lines = shown_lines(dialog)
    assert lines["示例热力有限公司ER"] == ("王甲", "与现在相同")
    assert lines["示例酒店ER"] == ("王甲", "已审结（通过）")
    assert lines["示例书店ER"] == ("王甲", "")
    assert dialog.summary.text() == "改 2 件，5 件不变"
    assert dialog.go_button.words == "分派 2 件"
    assert [bool(line.reason) for line in dialog.lines.shown_rows()] == [True] * 5 + [False] * 2


def test_many_are_given_away_at_once_and_taken_back(queue: QueuePane, qtbot: QtBot, context: Context) -> None:
    digest = context.workspace.digest()
    dialog = opened(queue, qtbot)
    dialog.choose("陈丙")
    QTest.keyClick(dialog, Key.Key_Return, CTRL)
    assert not dialog.isVisible()
    assert list(people(queue).values()).count("陈丙") == 6
    assert people(queue)["示例酒店ER"] == "王甲"
    assert context.shell.said == ["已把 6 件分派给陈丙"]
    assert queue.rows.checked_cases == []
    undo(context.workspace)
    assert context.workspace.digest() == digest


def test_cancelled_nothing_is_written(queue: QueuePane, qtbot: QtBot, context: Context) -> None:
    digest = context.workspace.digest()
    dialog = opened(queue, qtbot)
    dialog.choose("陈丙")
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    assert context.workspace.digest() == digest
    assert len(queue.rows.checked_cases) == 7, "what was chosen is still chosen"


def test_a_new_colleague_is_written_in_place(queue: QueuePane, qtbot: QtBot) -> None:
    dialog = opened(queue, qtbot)
    radio = next(b for b in dialog.radios.buttons() if b.text() == "新同事")
    radio.click()
    assert dialog.summary.text() == "请写新同事的姓名" and not dialog.go_button.isEnabled()
    QTest.keyClicks(dialog.new_name, "Zhao Ding")
    assert dialog.go_button.words == "分派 6 件"
    dialog.confirm()
    assert "Zhao Ding" in people(queue).values()
    assert "Zhao Ding" in [person.name for person in queue._read.people]


def test_a_deadline_is_set_and_cleared(queue: QueuePane, qtbot: QtBot) -> None:
    dialog = opened(queue, qtbot)
    dialog.deadline_switch.segment("set").click()
    assert dialog.deadline.hasFocus() and dialog.summary.text() == "请填期限"
    dialog.deadline.setText("5月6日")
    assert dialog.summary.text() == "日期写成 2025-04-25 这样" and not dialog.go_button.isEnabled()
    dialog.deadline.setText("2025-03-01")
    assert dialog._past.text() == "这一天已经过去"
    dialog.deadline.setText("2025-05-06")
    assert (dialog._past.text(), dialog.go_button.words) == ("", "改 6 件的期限")
    dialog.confirm()
    days = {case.deadline for case in queue.rows.cases if not case.state.is_final}
    assert days == {date(2025, 5, 6)}
    dialog = opened(queue, qtbot)
    dialog.deadline_switch.segment("clear").click()
    dialog.confirm()
    assert {case.deadline for case in queue.rows.cases} == {None}


def test_work_is_taken_back(queue: QueuePane, qtbot: QtBot, context: Context) -> None:
    dialog = opened(queue, qtbot)
    dialog.choose("")
    assert dialog.go_button.words == "收回 5 件"
    dialog.confirm()
    assert set(people(queue).values()) == {"", "王甲"}
    assert context.shell.said == ["已收回 5 件，改为待分派"]


def test_a_failure_is_told_and_the_choice_stays(
    queue: QueuePane, qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(session: object, cases: tuple[CaseRow, ...], wanted: object) -> int:
        raise AppError("这家单位已不在名录中。", "请刷新后重试。")

    monkeypatch.setattr(assign_dialog, "carry_out", fail)
    dialog = opened(queue, qtbot)
    dialog.choose("陈丙")
    dialog.confirm()
    assert context.messages.said[0].sentence == "这家单位已不在名录中。请刷新后重试。"
    assert dialog.isVisible() and dialog.go_button.isEnabled()


def test_only_the_current_case_without_ticks(queue: QueuePane, qtbot: QtBot) -> None:
    queue.focus_list()
    queue.tools.assign_button.click()
    assert len(queue.assign_dialog._chosen) == 1
    queue.assign_dialog.reject()


def test_without_a_case_it_says_so(queue: QueuePane, qtbot: QtBot, context: Context) -> None:
    queue.tools.search.setText("没有这家")
    queue.tools.filter_changed.emit()
    queue.assign()
    assert context.shell.said == ["请先选中要分派的审核件"]


@pytest.mark.parametrize("size", [(1366, 768), (1180, 640)])
def test_nothing_is_cut(queue: QueuePane, qtbot: QtBot, size: tuple[int, int], each_theme: Mode) -> None:
    queue.resize(*size)
    dialog = opened(queue, qtbot)
    dialog.choose("陈丙")
    dialog.deadline_switch.segment("set").click()
    dialog.deadline.setText("2025-05-06")
    QApplication.sendPostedEvents()
    assert too_small(dialog) == []
    assert dialog.table.columns.given_way == []
    dialog.grab()
