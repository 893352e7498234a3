"""Work beside the window: order, errors, cancel, callbacks to widgets that are gone."""

from __future__ import annotations

from threading import Event, get_ident

import pytest
import shiboken6
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.models.database import Workspace
from app.models.enums import Topic
from app.models.errors import AppError, Cancelled, InputError
from app.services.journal.verify import verify
from app.services.progress import Progress
from app.ui.hub import ChangeHub, Changes
from app.ui.jobs import Jobs
from tests.builders import a_unit


class Desk(QObject):
    """Something in the window that asks for work."""

    def __init__(self) -> None:
        super().__init__()
        self.hub = ChangeHub()
        self.errors: list[BaseException] = []
        self.jobs = Jobs(self.hub, self._on_error)
        self.results: list[object] = []
        self.threads: list[int] = []
        self.heard: list[Changes] = []
        self.hub.changed.connect(self.hear)

    def _on_error(self, title: str, error: BaseException) -> None:
        self.errors.append(error)

    @Slot(object)
    def hear(self, changes: Changes) -> None:
        self.heard.append(changes)

    def take(self, result: object) -> None:
        self.results.append(result)
        self.threads.append(get_ident())


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk()


def test_results_come_back_in_the_window_s_thread(desk: Desk, qtbot: QtBot) -> None:
    worker: list[int] = []

    def work(number: int) -> int:
        worker.append(get_ident())
        return number * 2

    desk.jobs.read("算", work, 21, then=desk.take)
    qtbot.waitUntil(lambda: desk.results == [42])
    assert desk.threads == [get_ident()] and worker != desk.threads
    desk.jobs.finish()


def test_writes_keep_their_order_and_are_announced(desk: Desk, qtbot: QtBot, workspace: Workspace) -> None:
    def add(session: object, name: str) -> str:
        return a_unit(session, name).name  # type: ignore[arg-type]

    for number in range(20):
        desk.jobs.write(workspace, "新建", add, f"示例{number}", then=desk.take, source=desk)
    desk.jobs.wait_for_writes()
    qtbot.waitUntil(lambda: len(desk.results) == 20)
    assert desk.results == [f"示例{number}" for number in range(20)]
    assert {c.topics for c in desk.heard} == {frozenset({Topic.UNITS})}
    assert all(c.source is desk for c in desk.heard)
    with workspace.read() as session:
        assert verify(session).is_clean
    desk.jobs.finish()


def test_a_known_error_goes_to_who_asked_and_a_bug_to_the_door(desk: Desk, qtbot: QtBot) -> None:
    def wrong() -> None:
        raise InputError("不行。")

    def bug() -> None:
        raise ZeroDivisionError

    desk.jobs.read("一", wrong, failed=desk.take)
    desk.jobs.read("二", wrong)
    desk.jobs.read("三", bug, failed=desk.take)
    qtbot.waitUntil(lambda: len(desk.errors) == 2 and len(desk.results) == 1)
    assert isinstance(desk.results[0], AppError)
    assert {type(e) for e in desk.errors} == {InputError, ZeroDivisionError}
    desk.jobs.finish()


def test_cancel_stops_at_the_next_step_and_leaves_nothing(
    desk: Desk, qtbot: QtBot, workspace: Workspace
) -> None:
    started, go_on = Event(), Event()

    def slow(session: object, progress: Progress) -> None:
        a_unit(session, "示例")  # type: ignore[arg-type]
        progress.total(2)
        started.set()
        go_on.wait(5)
        progress.step("第二步")

    digest = workspace.digest()
    job = desk.jobs.write(workspace, "导入", slow)
    assert job.can_stop
    started.wait(5)
    desk.jobs.cancel(job)
    go_on.set()
    qtbot.waitUntil(lambda: not desk.jobs.running)
    assert isinstance(desk.errors[0], Cancelled)
    assert workspace.digest() == digest and desk.heard == []
    desk.jobs.finish()


def test_a_widget_that_is_gone_is_not_called(desk: Desk, qtbot: QtBot) -> None:
    label = QLabel()

    def words() -> str:
        return "一"

    desk.jobs.read("一", words, then=label.setText)
    shiboken6.delete(label)
    qtbot.waitUntil(lambda: not desk.jobs.running)
    assert desk.errors == []
    desk.jobs.finish()


def test_saving_is_told(desk: Desk, qtbot: QtBot, workspace: Workspace) -> None:
    with qtbot.waitSignals([desk.jobs.saving, desk.jobs.saved], timeout=3000):
        desk.jobs.write(workspace, "新建", a_unit)
    with qtbot.waitSignals([desk.jobs.save_failed], timeout=3000):
        desk.jobs.write(workspace, "坏", lambda session: 1 / 0)
    desk.jobs.finish()
