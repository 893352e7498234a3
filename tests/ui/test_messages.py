from collections.abc import Callable
from typing import Protocol, cast

import pytest
from doors import FakeMessages
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import __version__
from app.models.errors import FileBusy
from app.ui.messages import (
    CANCEL,
    RETRY,
    SAVE_AS,
    DialogMessages,
    ErrorDialog,
    LineDialog,
    MessageDialog,
    Messages,
    Problem,
    problem_of,
    technical_text,
)

Show = Callable[[QWidget], QWidget]
PROBLEM = Problem(
    "审核意见没有导出",
    "文件正在 Word 中打开。请关闭后重试。",
    (SAVE_AS, RETRY),
    is_safe=True,
    action="导出审核意见（Word）",
    file="示例热力.docx",
    detail="WinError 32 示例热力.docx",
)


@pytest.fixture
def window(shown: Show) -> QWidget:
    made = QWidget()
    made.resize(1000, 700)
    return shown(made)


class Acts(Protocol):
    def __call__(self, dialog: MessageDialog) -> None: ...


def when_open(act: Callable[[MessageDialog], object]) -> None:
    """Do something once the dialog waits."""

    def now() -> None:
        dialog = QApplication.activeModalWidget()
        act(cast(MessageDialog, dialog))

    QTimer.singleShot(0, now)


def test_the_last_step_mends_it_and_esc_cancels(window: QWidget) -> None:
    door: Messages = DialogMessages(window)
    when_open(lambda dialog: dialog.confirm())
    assert door.error(PROBLEM) == "retry"
    when_open(lambda dialog: dialog.reject())
    assert door.error(PROBLEM) == CANCEL
    when_open(lambda dialog: dialog._answers.button(0).click())
    assert door.error(PROBLEM) == "save_as"


def test_questions_do_not_begin_at_the_dangerous_button(window: QWidget) -> None:
    door = DialogMessages(window)
    seen: list[bool] = []

    def look(dialog: MessageDialog) -> None:
        seen.append(dialog.focusWidget() is dialog.cancel_button)
        assert dialog.primary is not None
        assert dialog.primary.words == "删除 3 家"
        dialog.primary.click()

    when_open(look)
    assert door.confirm("删除 3 家单位？", "可以恢复。", "删除 3 家")
    assert seen == [True]


def test_technical_text_is_folded_and_copied(window: QWidget) -> None:
    dialog = ErrorDialog(window, PROBLEM)
    dialog.open()
    assert not dialog.detail.isVisible()
    low = dialog.height()
    dialog.fold.click()
    assert dialog.detail.isVisible()
    assert dialog.height() > low
    dialog.copy_button.click()
    assert QApplication.clipboard().text() == dialog.technical


def test_technical_text_names_version_and_file_or_not() -> None:
    text = technical_text(PROBLEM)
    assert text.startswith(f"版本 {__version__} · ")
    assert "文件  示例热力.docx" in text
    hidden = technical_text(PROBLEM, hides_names=True)
    assert "示例热力" not in hidden
    assert "文件  <文件>" in hidden


def test_our_own_errors_speak_for_themselves_and_bugs_are_explained() -> None:
    busy = problem_of("没有导出", FileBusy("文件被占用。", "请关闭后重试。", "WinError 32"), file="a.docx")
    assert (busy.sentence, busy.detail) == ("文件被占用。请关闭后重试。", "WinError 32")
    try:
        raise KeyError("unit")
    except KeyError as error:
        bug = problem_of("没有打开", error)
    assert "unit" not in bug.sentence
    assert "KeyError: 'unit'" in bug.detail


def test_a_line_is_asked_for_and_checked(window: QWidget, qtbot: QtBot) -> None:
    door = DialogMessages(window)
    tried: list[str] = []

    def fill(dialog: MessageDialog) -> None:
        asked = cast(LineDialog, dialog)
        asked.line.setText("")
        asked.confirm()
        tried.append(asked.field.error)
        asked.line.setText("已有")
        asked.confirm()
        tried.append(asked.field.error)
        asked.line.setText(" 逾期未报送 ")
        asked.confirm()

    when_open(fill)
    wrong = {"已有": "这个名称已经用过"}
    answer = door.ask_line("保存筛选", "名称", wrong=lambda text: wrong.get(text, ""))
    assert answer == "逾期未报送"
    assert tried == ["请写名称", "这个名称已经用过"]
    when_open(lambda dialog: dialog.reject())
    assert door.ask_line("保存筛选", "名称") is None


def test_a_message_stands_over_the_dialog_it_is_about(window: QWidget) -> None:
    below = ErrorDialog(window, PROBLEM)
    below.open()
    parents: list[object] = []

    def look(dialog: MessageDialog) -> None:
        parents.append(dialog.parentWidget())
        dialog.reject()

    when_open(look)
    DialogMessages(window).confirm("放弃？", "", "放弃")
    assert parents == [below]
    below.reject()


def test_the_fake_door_fits() -> None:
    door: Messages = FakeMessages("retry", True, None)
    assert door.error(PROBLEM) == "retry"
    assert door.confirm("删除？", "", "删除")
    assert door.ask_line("名称", "名称") is None
