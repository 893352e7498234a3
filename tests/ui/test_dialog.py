from collections.abc import Callable

import pytest
from ime import compose, type_chinese
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.dialog import MARGIN, Dialog, Scrim
from app.ui.kit import AmountField, DateField, FieldRow, Line, TextArea, button

Show = Callable[[QWidget], QWidget]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


class FindingDialog(Dialog):
    def __init__(self, parent: QWidget, title: str = "新建问题") -> None:
        super().__init__(parent, title, "示例会展中心有限公司", 660)
        self.fact = TextArea("已写好的事实")
        self.demand = TextArea()
        self.amount = AmountField("27.00")
        self.add(FieldRow("事实", self.fact, is_mandatory=True, side=True))
        self.add(FieldRow("影响量", self.amount, side=True))
        self.add(FieldRow("整改要求", self.demand, is_mandatory=True, side=True))
        self.cancel = self.add_cancel()
        self.save = self.add_button(button("保存问题", "primary"))


@pytest.fixture
def window(shown: Show) -> QWidget:
    made = QWidget()
    made.resize(1366, 768)
    return shown(made)


@pytest.fixture
def dialog(window: QWidget, qtbot: QtBot) -> FindingDialog:
    made = FindingDialog(window)
    with qtbot.waitActive(made):
        made.open()
    return made


def test_begins_at_the_first_empty_mandatory_field(dialog: FindingDialog) -> None:
    assert dialog.demand.hasFocus()


def test_stands_over_the_dimmed_window_and_away_from_its_edge(window: QWidget, dialog: FindingDialog) -> None:
    scrim = window.findChild(Scrim)
    assert scrim is not None
    assert scrim.geometry() == window.rect()
    window.resize(1400, 800)
    assert scrim.geometry() == window.rect()
    card = dialog.card.geometry().translated(dialog.pos() - window.pos())
    assert card.width() == 660
    assert card.top() >= 48
    dialog.reject()
    assert not scrim.isVisible()


def test_a_dialog_that_is_too_large_is_fitted_into_the_window(shown: Show, qtbot: QtBot) -> None:
    small = QWidget()
    small.resize(700, 500)
    shown(small)
    dialog = Dialog(small, "导入名单", width=1120, height=660, is_resizable=True)
    dialog.open()
    assert dialog.card_size() == QSize(700 - 96, 500 - 96)
    assert dialog.width() == 700 - 96 + 2 * MARGIN


def test_ctrl_enter_confirms_only_when_nothing_is_missing(dialog: FindingDialog, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(dialog.accepted):
        qtbot.keyClick(dialog.demand, Key.Key_Return, CTRL)
    assert dialog.rows[2].error == "请写整改要求"
    assert dialog.demand.property("bad")
    type_chinese(dialog.demand, "请更正")
    assert dialog.rows[2].error == "", "the scolding ends with the first character"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.demand, Key.Key_Return, CTRL)


def test_a_disabled_primary_button_cannot_be_passed_by_a_key(dialog: FindingDialog, qtbot: QtBot) -> None:
    type_chinese(dialog.demand, "请更正")
    dialog.save.setEnabled(False)
    with qtbot.assertNotEmitted(dialog.accepted):
        qtbot.keyClick(dialog.demand, Key.Key_Return, CTRL)


def test_plain_enter_never_confirms(dialog: FindingDialog, qtbot: QtBot) -> None:
    type_chinese(dialog.demand, "请更正")
    dialog.amount.setFocus()
    with qtbot.assertNotEmitted(dialog.accepted):
        qtbot.keyClick(dialog.amount, Key.Key_Return)
    dialog.save.setFocus()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.save, Key.Key_Return)


def test_esc_cancels_at_once_when_nothing_was_typed(dialog: FindingDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog.demand, Key.Key_Escape)


def test_esc_asks_once_before_typed_text_is_lost(dialog: FindingDialog, qtbot: QtBot) -> None:
    type_chinese(dialog.demand, "请更正附表")
    with qtbot.assertNotEmitted(dialog.rejected):
        qtbot.keyClick(dialog.demand, Key.Key_Escape)
    assert dialog._stay.hasFocus()
    with qtbot.assertNotEmitted(dialog.rejected):
        qtbot.keyClick(dialog._stay, Key.Key_Escape)
    assert not dialog._stay.isVisible()
    assert dialog.demand.text() == "请更正附表"
    dialog.close_button.click()
    with qtbot.waitSignal(dialog.rejected):
        dialog._leave.click()


def test_keys_wait_for_the_input_method(dialog: FindingDialog, qtbot: QtBot) -> None:
    compose(dialog.demand, "qing")
    with qtbot.assertNotEmitted(dialog.accepted), qtbot.assertNotEmitted(dialog.rejected):
        qtbot.keyClick(dialog, Key.Key_Escape)
        qtbot.keyClick(dialog, Key.Key_Return, CTRL)
    assert not dialog._stay.isVisible()


def test_an_error_said_at_a_field_stops_it(dialog: FindingDialog, qtbot: QtBot) -> None:
    type_chinese(dialog.demand, "请更正")
    dialog.rows[1].set_error("影响量不能是负数")
    dialog.confirm()
    assert dialog.isVisible()
    assert dialog.amount.hasFocus()


def test_nonsense_in_a_field_is_not_confirmed(dialog: FindingDialog) -> None:
    type_chinese(dialog.demand, "请更正")
    dialog.amount.setText("大约 27")
    dialog.confirm()
    assert dialog.isVisible()
    assert dialog.rows[1].error == "这里要写一个数，例如 1,234.56"
    dialog.amount.setText("27")
    dialog.confirm()
    assert not dialog.isVisible()


def test_what_is_said_at_a_field_is_read_out(shown: Show) -> None:
    line = Line(hint="如：王甲")
    field = FieldRow("姓名", line, "会记在每一处修改旁边", is_mandatory=True)
    shown(field)
    assert (line.accessibleName(), line.accessibleDescription()) == ("姓名", "会记在每一处修改旁边")
    field.set_error("请写姓名")
    assert (field.message.text(), line.accessibleDescription()) == ("请写姓名", "请写姓名")
    field.set_error("")
    assert (field.message.text(), field.error) == ("会记在每一处修改旁边", "")


def test_a_field_of_fixed_width_stands_at_the_left_edge(shown: Show) -> None:
    field = FieldRow("页码", Line(width=140), side=True)
    field.resize(500, 60)
    shown(field)
    assert field.editor.x() == 80


def test_nonsense_in_a_mandatory_day_is_called_so(shown: Show) -> None:
    field = FieldRow("收到日期", DateField(), is_mandatory=True)
    shown(field)
    assert not field.check() and field.error == "请写收到日期"
    field.editor.setText("三月")  # type: ignore[attr-defined]
    assert not field.check() and field.error == "日期写成 2025-04-25 这样"
