"""The inside of the window: files open and close, pages come and go, nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.models.database import Workspace, open_workspace
from app.models.errors import AppError, Cancelled
from app.models.identity import Installation
from app.models.setting import Setting
from app.services.catalog import load_catalog
from app.services.settings import SettingsStore
from app.services.workspaces import set_file_setting
from app.ui.frame import Frame
from app.ui.jobs import Inline
from app.ui.messages import Problem
from app.ui.page import Page
from app.ui.shell import desk as desk_module
from app.ui.shell.desk import Desk
from tests.builders import a_unit
from tests.conftest import LI
from tests.ui.doors import FakeFiles, FakeMessages

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


class APage(Page):
    """Stands in for a tab: keeps what the desk did with it."""

    def __init__(self, context: object) -> None:
        super().__init__(context)  # type: ignore[arg-type]
        self.loads = self.leaves = 0
        self.shown: list[tuple[str, ...]] = []
        self.button, self.list = QPushButton("新建", self), QListView(self)
        self.list.move(0, 60)

    def first_focus(self) -> QWidget:
        return self.list

    def load(self) -> None:
        self.loads += 1

    def leave(self) -> None:
        self.leaves += 1

    def status_text(self) -> str:
        return "共 0 家"

    def show_unit(self, unit_id: str) -> None:
        self.shown.append(("unit", unit_id))

    def show_report(self, report_id: str, code: str) -> None:
        self.shown.append(("report", report_id, code))

    def show_queue(self, preset: str) -> None:
        self.shown.append(("queue", preset))

    def show_table(self, table_id: str, indicator_id: str) -> None:
        self.shown.append(("table", table_id, indicator_id))


@pytest.fixture
def desk(
    shown: Callable[[QWidget], QWidget],
    tmp_path: Path,
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    monkeypatch.setattr(desk_module, "PAGES", dict.fromkeys(desk_module.PAGES, (__name__, "APage")))
    frame = Frame()
    frame.resize(1366, 768)
    settings = SettingsStore(tmp_path / "data")
    settings.update(name="王甲", office="示例咨询有限公司", device="笔记本-01")
    made = Desk(frame, settings, installation, load_catalog())
    made.jobs._writer, made.jobs._readers = Inline(), Inline()
    made.messages = made.context.messages = FakeMessages()  # type: ignore[assignment]
    made.context.files = FakeFiles()
    frame.setCentralWidget(made)
    made.show_start()
    shown(frame)
    yield made
    made.files.close_quietly()


@pytest.fixture
def path(workspace: Workspace) -> Path:
    """A workspace file that nobody has open."""
    workspace.close()
    return workspace.path


def said(desk: Desk) -> list[object]:
    return desk.messages.said  # type: ignore[attr-defined]


def change(desk: Desk, label: str = "改设置") -> None:
    with desk.context.workspace.write(label) as session:
        set_file_setting(session, "note", label)


def test_a_file_opens_on_its_first_tab(desk: Desk, path: Path) -> None:
    desk.files.open_path(path)
    page = desk.current_page
    assert isinstance(page, APage)
    assert page.loads == 1
    assert path.name in desk.top.file_button.words
    assert desk.top.code_button.words.endswith(desk.context.workspace.check_code())
    assert desk.status.counts.text() == "共 0 家"
    assert desk.context.settings.value.recent[0].path == str(path)


def test_pages_are_reached_from_anywhere(desk: Desk, path: Path, qtbot: QtBot) -> None:
    desk.files.open_path(path)
    desk.open_unit("u1")
    desk.open_report("r1", "ER-20")
    desk.open_queue("mine")
    desk.open_performance("t1", "i1")
    assert desk.pages["units"].shown == [("unit", "u1")]  # type: ignore[attr-defined]
    assert desk.pages["review"].shown == [("report", "r1", "ER-20"), ("queue", "mine")]  # type: ignore[attr-defined]
    assert desk.pages["performance"].shown == [("table", "t1", "i1")]  # type: ignore[attr-defined]
    qtbot.keyClick(desk.frame, Key.Key_4, Ctrl)
    assert desk.current_page is desk.pages["statistics"]
    qtbot.keyClick(desk.frame, Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    assert desk.current_page is None


def test_the_keyboard_is_in_the_list_and_comes_back_to_where_it_was(desk: Desk, path: Path) -> None:
    desk.files.open_path(path)
    units = desk.current_page
    assert isinstance(units, APage)
    units.button.setFocus()
    page = desk.show_tab("review")
    assert isinstance(page, APage) and page.list.hasFocus(), "not whatever comes first"
    page.button.setFocus()
    desk.show_tab("units")
    desk.show_tab("review")
    assert page.button.hasFocus()


def test_without_a_file_no_tab_opens(desk: Desk) -> None:
    assert desk.show_tab("units") is None
    assert not desk.strip.tabs.isEnabled()
    assert not desk.top.search.isEnabled()


def test_undo_and_redo_go_through_the_whole_program(desk: Desk, path: Path, qtbot: QtBot) -> None:
    desk.files.open_path(path)
    change(desk)
    page = desk.current_page
    assert isinstance(page, APage)
    qtbot.keyClick(desk.frame, Key.Key_Z, Ctrl)
    assert page.leaves > 0  # what was being typed was saved first
    with desk.context.workspace.read() as session:
        assert [s.name for s in session.query(Setting) if s.name == "note"] == []
    qtbot.keyClick(desk.frame, Key.Key_Y, Ctrl)
    with desk.context.workspace.read() as session:
        assert [s.value for s in session.query(Setting) if s.name == "note"] == ["改设置"]


def test_ctrl_s_saves_what_is_typed_and_says_so(desk: Desk, path: Path, qtbot: QtBot) -> None:
    desk.files.open_path(path)
    page = desk.current_page
    assert isinstance(page, APage)
    before = page.leaves
    qtbot.keyClick(desk.frame, Key.Key_S, Ctrl)
    assert page.leaves == before + 1
    assert desk.toaster.current is not None
    assert "内容随时自动保存" in desk.toaster.current.words


def test_the_check_code_is_copied(desk: Desk, path: Path) -> None:
    desk.files.open_path(path)
    desk.top.code_button.click()
    assert QGuiApplication.clipboard().text() == desk.context.workspace.check_code()


def test_a_file_in_use_can_be_looked_at(desk: Desk, path: Path, tmp_path: Path) -> None:
    other = open_workspace(path, author=LI, installation=Installation(tmp_path / "other"))
    desk.messages.answers = ["read_only"]  # type: ignore[attr-defined]
    desk.files.open_path(path)
    (problem,) = said(desk)
    assert isinstance(problem, Problem)
    assert "李乙" in problem.sentence
    assert not desk.context.can_edit
    other.close()


def test_a_missing_file_can_be_taken_off_the_list(desk: Desk, tmp_path: Path) -> None:
    gone = tmp_path / "不在了.crd"
    settings = desk.context.settings
    settings.save(settings.value.with_recent(gone, "王甲", "", desk.context.clock()))
    desk.messages.answers = ["forget"]  # type: ignore[attr-defined]
    desk.files.open_path(gone)
    assert settings.value.recent == ()
    assert not desk.context.has_workspace


@pytest.mark.parametrize("content", [b"", "这不是数据库".encode() * 200])
def test_what_is_no_workspace_is_refused_in_a_sentence(desk: Desk, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "别的.crd"
    path.write_bytes(content)
    desk.files.open_path(path)
    (problem,) = said(desk)
    assert isinstance(problem, Problem)
    assert "别的.crd" in problem.sentence
    assert path.read_bytes() == content


def test_another_file_takes_the_place_of_the_open_one(desk: Desk, path: Path, tmp_path: Path) -> None:
    desk.files.open_path(path)
    first = desk.current_page
    assert isinstance(first, APage)
    change(desk)
    copy = tmp_path / "副本.crd"
    desk.context.files.paths = [copy]  # type: ignore[attr-defined]
    desk.files.copy()
    desk.files.open_path(copy)
    assert first.leaves > 0
    assert desk.context.workspace.path == copy
    assert desk.current_page is not first


def test_closing_the_file_goes_back_to_the_start(desk: Desk, path: Path) -> None:
    desk.files.open_path(path)
    desk.files.close()
    assert not desk.context.has_workspace
    assert desk.current_page is None
    assert not desk.strip.tabs.isEnabled()
    open_workspace(path, author=LI, installation=desk.context.installation).close()  # nobody holds it


def test_the_demo_is_made_where_one_says(desk: Desk, tmp_path: Path) -> None:
    desk.context.files.paths = [tmp_path]  # type: ignore[attr-defined]
    desk.start_page.demo_card.click()
    assert desk.context.workspace.path.parent == tmp_path
    assert desk.context.year == 2024


def test_search_finds_and_opens(desk: Desk, path: Path, qtbot: QtBot) -> None:
    desk.files.open_path(path)
    with desk.context.workspace.write("新建单位") as session:
        key = a_unit(session, "示例热力有限公司").id
    qtbot.keyClick(desk.frame, Key.Key_K, Ctrl)
    assert desk.top.search.hasFocus()
    desk.results._on_searched("热力")
    assert [row.hit.target for row in desk.results.rows] == [key]
    qtbot.keyClick(desk.top.search, Key.Key_Return)
    assert desk.pages["units"].shown == [("unit", key)]  # type: ignore[attr-defined]
    assert desk.results.panel is None


def test_search_without_hits_says_what_to_try(desk: Desk, path: Path, qtbot: QtBot) -> None:
    desk.files.open_path(path)
    desk.top.search.setFocus()
    desk.results._on_searched("没有这家")
    assert desk.results.panel is not None
    qtbot.keyClick(desk.top.search, Key.Key_Escape)
    assert desk.results.panel is None


def test_errors_of_jobs_are_told_and_cancelling_is_no_error(desk: Desk) -> None:
    desk.tell_bug("导出", Cancelled())
    assert said(desk) == []
    desk.tell_bug("导出", AppError("磁盘已满。"))
    (problem,) = said(desk)
    assert isinstance(problem, Problem)
    assert problem.title == "导出没有完成"


def test_question_mark_shows_the_keys_unless_one_types(desk: Desk, path: Path, qtbot: QtBot) -> None:
    desk.files.open_path(path)
    desk.stack.setFocus()
    qtbot.keyClick(desk.frame, Key.Key_F1)
    dialogs = [w for w in desk.frame.findChildren(QWidget) if type(w).__name__ == "KeysDialog"]
    assert len(dialogs) == 1
    dialogs[0].close()
