from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import Category
from app.services.units.form import UnitForm, unit_form
from app.ui.context import Context
from app.ui.theme import Mode
from app.ui.units.page import UnitsPage
from app.ui.units.unit_dialog import UnitDialog
from tests.ui.ime import compose, type_chinese
from tests.ui.units.cut import cut_widgets
from tests.unit_lists import a_code

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
WRONG = a_code(1)[:-1] + ("X" if a_code(1)[-1] != "X" else "Y")


@pytest.fixture
def window(shown: Callable[[QWidget], QWidget]) -> QWidget:
    made = QWidget()
    made.resize(1366, 768)
    return shown(made)


@pytest.fixture
def ask(window: QWidget, context: Context, qtbot: QtBot) -> Iterator[Callable[..., UnitDialog]]:
    made: list[UnitDialog] = []

    def open_dialog(form: UnitForm = UnitForm(), starts_at: str = "") -> UnitDialog:  # noqa: B008
        dialog = UnitDialog(window, context, form, starts_at)
        made.append(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
        return dialog

    yield open_dialog
    for dialog in made:
        dialog.mark_clean()
        dialog.reject()


def load(context: Context, key: str) -> UnitForm:
    with context.workspace.read() as session:
        return unit_form(session, key, context.year)


def test_a_new_unit_is_written_with_the_keyboard_alone(
    ask: Callable[..., UnitDialog], context: Context, qtbot: QtBot
) -> None:
    dialog = ask()
    assert dialog.name.hasFocus()
    type_chinese(dialog.name, "示例新单位有限公司")
    qtbot.keyClick(dialog.name, Key.Key_Tab)
    assert dialog.uscc.hasFocus()
    qtbot.keyClicks(dialog.uscc, a_code(7).lower())
    assert dialog.fields["uscc"].message.text() == "校验通过"
    dialog.category.set_value(Category.GENERAL)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.uscc, Key.Key_Return, CTRL)
    form = load(context, dialog.saved_id)
    assert (form.name, form.uscc, form.category) == ("示例新单位有限公司", a_code(7), Category.GENERAL)


def test_without_a_name_nothing_is_written(ask: Callable[..., UnitDialog], context: Context) -> None:
    before = context.workspace.path.read_bytes()
    dialog = ask()
    dialog.confirm()
    assert dialog.fields["name"].error == "请写单位名称"
    assert dialog.isVisible()
    assert context.workspace.path.read_bytes() == before


def test_a_wrong_code_is_said_at_its_field_and_can_be_repaired(ask: Callable[..., UnitDialog]) -> None:
    dialog = ask(UnitForm(name="示例"))
    dialog.uscc.setText(a_code(7).replace("0", "O", 1))
    assert dialog.suggestion.words == f"改用 {a_code(7)}"
    dialog.confirm()
    assert "可能是" in dialog.fields["uscc"].error
    dialog.suggestion.click()
    assert (dialog.uscc.text(), dialog.fields["uscc"].error) == (a_code(7), "")
    assert not dialog.suggestion.isVisible()


def test_a_failed_check_digit_asks_for_a_reason(ask: Callable[..., UnitDialog], context: Context) -> None:
    dialog = ask(UnitForm(name="示例"))
    assert not dialog.reason_row.isVisible()
    dialog.uscc.setText(WRONG)
    assert dialog.reason_row.isVisible()
    dialog.confirm()
    assert "校验位不符" in dialog.reason_row.error
    assert dialog.reason.hasFocus()
    type_chinese(dialog.reason, "营业执照如此")
    dialog.confirm()
    assert load(context, dialog.saved_id).uscc_reason == "营业执照如此"


def test_a_unit_of_the_same_name_must_be_meant(
    ask: Callable[..., UnitDialog], context: Context, keys: list[str]
) -> None:
    dialog = ask(UnitForm(name="示例大学"))
    dialog.confirm()
    assert dialog.fields["name"].error == "名录中已有“示例大学”，名称相同。"
    assert dialog.same_name.isVisible()
    dialog.same_name.setChecked(True)
    dialog.confirm()
    assert dialog.saved_id
    other = ask(UnitForm(name="示例别家", uscc=a_code(1)))
    other.confirm()
    assert "示例热力有限公司" in other.fields["uscc"].error
    assert not other.same_name.isVisible(), "the same code cannot be waved through"


def test_a_new_name_keeps_the_old_one(
    ask: Callable[..., UnitDialog], context: Context, keys: list[str]
) -> None:
    dialog = ask(load(context, keys[3]), "contact")
    assert dialog.lines["contact"].hasFocus()
    dialog.name.setText("示例大学（南校区）")
    assert dialog.note.text() == "改名后，原名称记入曾用名"
    dialog.confirm()
    assert load(context, keys[3]).former_names == ("示例大学",)


def test_typed_text_is_not_lost_unasked(ask: Callable[..., UnitDialog], qtbot: QtBot) -> None:
    dialog = ask()
    compose(dialog.name, "shili")
    qtbot.keyClick(dialog, Key.Key_Escape)
    qtbot.keyClick(dialog, Key.Key_Return, CTRL)
    assert dialog.isVisible(), "the keys belong to the input method"
    type_chinese(dialog.name, "示例")
    qtbot.keyClick(dialog.name, Key.Key_Escape)
    assert dialog.isVisible()
    dialog._leave.click()
    assert not dialog.isVisible()


def test_a_unit_that_is_gone_is_told(ask: Callable[..., UnitDialog], context: Context) -> None:
    dialog = ask(UnitForm(unit_id="gone", name="示例"))
    dialog.confirm()
    assert dialog.isVisible()
    assert dialog.save_button.isEnabled()
    assert len(context.messages.said) == 1  # type: ignore[attr-defined]


def test_the_page_tells_what_was_saved(page: UnitsPage, context: Context, keys: list[str]) -> None:
    page.work.edit_unit(keys[3])
    page.work.dialog.lines["contact"].setText("李乙")
    page.work.dialog.confirm()
    assert context.shell.said == ["已保存“示例大学”"]  # type: ignore[attr-defined]
    page.work.make_unit()
    page.work.dialog.name.setText("示例新单位")
    page.work.dialog.confirm()
    assert page.current is not None
    assert (page.current.name, page.drawer.isVisible()) == ("示例新单位", True)


@pytest.mark.parametrize("size", [(1366, 768), (1180, 640)])
def test_nothing_is_cut(
    ask: Callable[..., UnitDialog], window: QWidget, size: tuple[int, int], each_theme: Mode
) -> None:
    window.resize(*size)
    dialog = ask(UnitForm(name="示例", uscc=WRONG))
    dialog.grab()
    assert cut_widgets(dialog) == []
