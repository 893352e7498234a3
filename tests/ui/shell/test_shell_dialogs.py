from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.database import open_workspace
from app.services.backup import back_up
from app.services.workspaces import file_info
from app.ui.context import Context
from app.ui.kit import Button
from app.ui.shell.about_dialog import AboutDialog, manual_page
from app.ui.shell.backups_dialog import BackupsDialog
from app.ui.shell.file_info_dialog import FileInfoDialog
from app.ui.shell.introduction import IntroductionDialog
from app.ui.shell.keys import EVERYWHERE, KeysDialog
from app.ui.shell.new_file_dialog import NewFileDialog
from app.ui.shell.settings_dialog import SettingsDialog
from tests.conftest import WANG
from tests.ui.ime import type_chinese

Show = Callable[[QWidget], QWidget]
Key = Qt.Key


@pytest.fixture
def window(shown: Show) -> QWidget:
    made = QWidget()
    made.resize(1366, 768)
    return shown(made)


# 谁在这台电脑上工作


def test_the_first_start_cannot_be_cancelled(window: QWidget, context: Context, qtbot: QtBot) -> None:
    dialog = IntroductionDialog(window, context.settings)
    dialog.open()
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.start_button.isEnabled()


def test_whoever_works_here_is_kept_outside_the_file(window: QWidget, context: Context, qtbot: QtBot) -> None:
    before = context.workspace.digest()
    dialog = IntroductionDialog(window, context.settings)
    dialog.open()
    type_chinese(dialog.name.editor, "王甲")
    assert dialog.start_button.isEnabled()
    qtbot.keyClick(dialog.name.editor, Key.Key_Return)  # in every field like the button
    assert not dialog.isVisible()
    assert context.settings.value.name == "王甲"
    assert context.workspace.digest() == before


def test_later_it_can_be_cancelled(window: QWidget, context: Context, qtbot: QtBot) -> None:
    context.settings.update(name="王甲")
    dialog = IntroductionDialog(window, context.settings)
    dialog.open()
    dialog.name.editor.setText("李乙")
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    assert context.settings.value.name == "王甲"


# 新建工作文件


@pytest.fixture
def new_file(window: QWidget, context: Context, tmp_path: Path) -> NewFileDialog:
    context.settings.update(folders={"workspace": str(tmp_path)})
    dialog = NewFileDialog(window, context)
    dialog.open()
    return dialog


def test_a_name_and_a_place_are_proposed(new_file: NewFileDialog, tmp_path: Path) -> None:
    assert new_file.chosen() == (
        tmp_path / "2024年度碳排放审核.crd",
        "2024年度碳排放审核",
        2024,
    )
    new_file.name.setText("示例区/2024")
    assert new_file.path == tmp_path / "示例区_2024.crd"


def test_the_proposed_name_follows_the_year_until_it_is_changed(
    new_file: NewFileDialog, qtbot: QtBot
) -> None:
    def type_year(year: str) -> None:
        new_file.year.clear()
        qtbot.keyClicks(new_file.year, year)

    type_year("2025")
    assert new_file.name.text() == "2025年度碳排放审核"
    type_chinese(new_file.name, "二")
    type_year("2026")
    assert "2026" not in new_file.name.text()


@pytest.mark.parametrize("year", ["", "二〇二四", "24", "2024.5", "99999"])
def test_a_year_that_is_none_is_told_at_the_field(new_file: NewFileDialog, year: str) -> None:
    new_file.year.setText(year)
    new_file.confirm()
    assert new_file.isVisible()
    assert new_file.year_row.error


def test_a_taken_place_is_told_at_the_field(new_file: NewFileDialog) -> None:
    new_file.path.write_bytes(b"")
    new_file.confirm()
    assert new_file.isVisible()
    assert "已经存在" in new_file.name_row.error


def test_another_place_can_be_chosen(
    new_file: NewFileDialog, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    context.files.paths = [tmp_path / "别处.crd"]
    new_file.change_button.click()
    assert new_file.path == tmp_path / "别处.crd"
    qtbot.keyClick(new_file.name, Key.Key_Return)
    assert not new_file.isVisible()


# 设置


def test_settings_are_kept_only_when_saved(window: QWidget, context: Context) -> None:
    context.settings.update(name="王甲")
    dialog = SettingsDialog(window, context)
    dialog.open()
    dialog.office.setText("示例咨询有限公司")
    dialog.name.setText("")
    dialog.confirm()
    assert dialog.isVisible()
    assert dialog.name_row.error
    dialog.name.setText("李乙")
    dialog.confirm()
    value = context.settings.value
    assert (value.name, value.office) == ("李乙", "示例咨询有限公司")


def test_the_folder_of_templates_is_chosen(window: QWidget, context: Context, tmp_path: Path) -> None:
    dialog = SettingsDialog(window, context)
    context.files.paths = [tmp_path]
    dialog.choose_button.click()
    assert context.settings.value.folders["templates"] == str(tmp_path)
    assert dialog.folder.text() == str(tmp_path)


# 备份


def test_no_backup_yet(window: QWidget, context: Context) -> None:
    dialog = BackupsDialog(window, context)
    assert not dialog.restore_button.isEnabled()


def test_a_backup_is_restored_as_a_new_file(
    window: QWidget, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    back_up(context.workspace, "导入前")
    dialog = BackupsDialog(window, context)
    dialog.open()
    target = tmp_path / "恢复.crd"
    context.files.paths = [target]
    with qtbot.waitSignal(dialog.restored) as restored:
        dialog.confirm()
    assert restored.args == [target]
    again = open_workspace(target, author=WANG, installation=context.installation)
    assert again.digest() == context.workspace.digest()
    again.close()


def test_restoring_never_overwrites(window: QWidget, context: Context, tmp_path: Path) -> None:
    back_up(context.workspace, "导入前")
    dialog = BackupsDialog(window, context)
    dialog.open()
    target = tmp_path / "恢复.crd"
    target.write_text("别人的")
    context.files.paths = [target]
    dialog.confirm()
    assert dialog.isVisible()
    assert "已经存在" in context.messages.said[0].sentence
    assert target.read_text() == "别人的"


# 文件信息, 帮助


def test_the_file_proves_itself(window: QWidget, context: Context) -> None:
    dialog = FileInfoDialog(window, context, file_info(context.workspace))
    dialog.open()
    dialog.check_button.click()
    assert "逐一相符" in dialog.verdict.label.text()


def test_the_keys_that_work_everywhere_are_listed(window: QWidget, qtbot: QtBot) -> None:
    dialog = KeysDialog(window, (("名录", (("/", "搜索"),)),), window.close)
    dialog.open()
    texts = {label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text")}
    assert {words for _, words in EVERYWHERE[1]} | {"搜索"} <= texts
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_manual_and_the_notices_lie_in_the_program(window: QWidget) -> None:
    assert manual_page().isLocalFile()
    dialog = AboutDialog(window)
    dialog.open()
    assert dialog.findChildren(Button)
    dialog.confirm()
    assert not dialog.isVisible()
