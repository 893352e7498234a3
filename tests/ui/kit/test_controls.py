from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import Category
from app.ui import fonts
from app.ui.kit import (
    SEPARATOR,
    ActionCard,
    Band,
    Button,
    CheckBox,
    Chip,
    Combo,
    CountRow,
    ElidedLabel,
    EmptyState,
    FilterChip,
    NumberCard,
    ProgressRing,
    RadioButton,
    SearchField,
    SegmentedSwitch,
    Switch,
    button,
    chip_width,
    choice,
    column,
    holder,
    icon_button,
    link,
    row,
)
from app.ui.theme import Mode

Show = Callable[[QWidget], QWidget]
LEFT = Qt.MouseButton.LeftButton

PRESSABLE: list[Callable[[], QWidget]] = [
    lambda: button("保存", "primary"),
    lambda: button("取消"),
    lambda: link("查看全部"),
    lambda: icon_button("dots", "更多"),
    lambda: ActionCard("flask", "试用示例", "12 家"),
    lambda: NumberCard("已通过", "33", "家"),
    lambda: CountRow("clock", "bad", "已逾期"),
    lambda: CheckBox("未选"),
    lambda: Switch("开"),
    lambda: RadioButton("通过"),
]


@pytest.mark.parametrize("make", PRESSABLE)
def test_keyboard_presses_and_the_mouse_leaves_no_ring(
    make: Callable[[], QWidget], shown: Show, qtbot: QtBot
) -> None:
    widget = make()
    shown(holder(column(widget, None)))
    widget.clearFocus()
    with qtbot.waitSignal(widget.clicked):  # type: ignore[attr-defined]
        qtbot.mouseClick(widget, LEFT, pos=QPoint(6, widget.height() // 2))
    assert not widget.hasFocus()
    plain = widget.grab().toImage()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    assert widget.grab().toImage() != plain, "the ring is seen"
    with qtbot.waitSignal(widget.clicked):  # type: ignore[attr-defined]
        qtbot.keyClick(widget, Qt.Key.Key_Space)
    assert widget.accessibleName() or widget.text()  # type: ignore[attr-defined]


def test_enter_presses_a_button_but_nothing_is_a_default(shown: Show, qtbot: QtBot) -> None:
    made = button("导入 21 家", "primary")
    shown(made)
    made.setFocus()
    assert not made.autoDefault()
    with qtbot.waitSignal(made.clicked):
        qtbot.keyClick(made, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    "kind", ["plain", "primary", "ghost", "quiet", "link", "add", "toggle", "choice", "fold"]
)
def test_a_button_is_as_wide_as_its_word_in_every_state(kind: str, shown: Show) -> None:
    made = Button("导出审核意见", kind, "download", "Ctrl E")
    before = made.sizeHint()
    made.setCheckable(True)
    made.setChecked(True)
    made.setFocus()
    assert made.minimumSizeHint() == made.sizeHint()
    assert abs(made.sizeHint().width() - before.width()) <= 8
    assert made.sizeHint().width() > fonts.width("导出审核意见", 12)


def test_a_filter_grows_by_its_check_mark_and_shrinks_again(shown: Show) -> None:
    made = button("隐藏已完成", "toggle")
    shown(holder(row(made, None)))
    before = made.width()
    made.click()
    QApplication.processEvents()
    assert made.width() == made.sizeHint().width() > before
    made.click()
    QApplication.processEvents()
    assert made.width() == before


def test_an_ampersand_is_only_a_character() -> None:
    made = button("A&B 公司")
    assert made.words == "A&B 公司"
    assert made.shortcut().isEmpty()


def test_a_long_word_is_cut_and_shown_whole_as_tooltip(shown: Show) -> None:
    made = button("示例区2024年度审核（李乙分包，第二次）.crd", "bar")
    full = made.sizeHint().width()
    made.set_limit(120)
    assert made.sizeHint().width() < full
    assert made.toolTip() == made.words
    made.set_words("短.crd")
    assert made.toolTip() == ""


def test_icon_buttons_have_a_name_and_a_tooltip_with_the_key() -> None:
    made = icon_button("settings", "设置", "Ctrl+,")
    assert (made.accessibleName(), made.toolTip()) == ("设置", "设置  Ctrl+,")
    assert made.sizeHint() == QSize(30, 30)


def test_answers_take_the_tone_of_their_word(shown: Show) -> None:
    no, other = choice("否", "N"), choice("否", "N", tone="info")
    for one in (no, other):
        one.setChecked(True)
    assert no.grab().toImage() != other.grab().toImage()


def test_segments_move_with_the_arrows_and_tell_only_the_user(shown: Show, qtbot: QtBot) -> None:
    switch = SegmentedSwitch([("all", "全部", 82), ("new", "新增", 9), ("gone", "拒绝")], "new", name="范围")
    shown(switch)
    told: list[str] = []
    switch.chosen.connect(told.append)
    switch.set_current("gone")
    assert (switch.current, told) == ("gone", [])
    segment = switch.segment("gone")
    segment.setFocus()
    qtbot.keyClick(segment, Qt.Key.Key_Left)
    assert (switch.current, told) == ("new", ["new"])
    assert switch.segment("new").hasFocus()
    qtbot.mouseClick(switch.segment("all"), LEFT)
    assert told == ["new", "all"]
    switch.set_count("all", 1204)
    assert switch.segment("all").accessibleName() == "全部 1204"


def test_segments_do_not_move_when_one_is_chosen() -> None:
    switch = SegmentedSwitch([("a", "审核"), ("b", "复算")])
    before = switch.sizeHint()
    switch.set_current("b")
    assert switch.sizeHint() == before


def test_filter_chip_opens_by_word_and_goes_by_cross_or_delete(shown: Show, qtbot: QtBot) -> None:
    chip = FilterChip("属地：示例区")
    shown(holder(row(chip, None)))
    with qtbot.waitSignal(chip.opened), qtbot.assertNotEmitted(chip.removed):
        qtbot.mouseClick(chip, LEFT, pos=QPoint(20, 14))
    with qtbot.waitSignal(chip.removed), qtbot.assertNotEmitted(chip.opened):
        qtbot.mouseClick(chip, LEFT, pos=QPoint(chip.width() - 12, 14))
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        with qtbot.waitSignal(chip.removed):
            qtbot.keyClick(chip, key)
    with qtbot.waitSignal(chip.opened):
        qtbot.keyClick(chip, Qt.Key.Key_Return)


def test_chips_know_their_state() -> None:
    chip = Chip("严重 3")
    assert (chip.tone, chip.accessibleName()) == ("bad", "严重 3")
    chip.set_state("通过")
    assert chip.width() == chip_width("通过", "circle-check")
    assert Chip("本市重点", outline=True).width() == chip_width("本市重点")


def test_combo_tells_only_the_user_and_ignores_the_wheel(shown: Show, qtbot: QtBot) -> None:
    combo = Combo([("通过", "passed"), ("退回修改", "returned"), ("不通过", "not_passed")], "returned")
    shown(combo)
    told: list[object] = []
    combo.chosen.connect(told.append)
    assert combo.value() == "returned"
    combo.set_value("passed")
    assert (combo.value(), told) == ("passed", [])
    place = combo.rect().center()
    wheel = QWheelEvent(
        place.toPointF(),
        combo.mapToGlobal(place).toPointF(),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, wheel)
    assert combo.value() == "passed"
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert (combo.value(), told) == ("returned", ["returned"])


def test_combo_gives_back_the_very_values_it_was_given(shown: Show, qtbot: QtBot) -> None:
    combo = Combo([("（未定）", None), SEPARATOR, *((c.label, c) for c in Category)], Category.KEY)
    shown(combo)
    told: list[object] = []
    combo.chosen.connect(told.append)
    assert combo.value() is Category.KEY, "Qt would have made a plain text of it"
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert told[0] is Category.GENERAL
    assert combo.values() == [None, None, *Category]
    combo.set_value(None)
    assert combo.currentText() == "（未定）"


def test_combo_opens_below_with_every_option_readable(shown: Show, qtbot: QtBot) -> None:
    combo = Combo([("短", 1), ("一个很长很长的选项，比下拉框本身宽得多", 2)], width=90, hint="请选择")
    assert combo.value() is None
    window = holder(column(combo, None))
    window.resize(400, 300)
    shown(window)
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Space)
    view = combo.view()
    assert view.isVisible()
    assert view.width() >= fonts.width("一个很长很长的选项，比下拉框本身宽得多")
    combo.hidePopup()
    combo.set_value(2)
    combo.grab()
    assert combo.toolTip() == "一个很长很长的选项，比下拉框本身宽得多"


def test_search_clears_with_esc_and_lets_the_next_esc_through(shown: Show, qtbot: QtBot) -> None:
    field = SearchField("名称、信用代码或拼音首字母", 250, "Ctrl K", name="筛选")
    shown(holder(row(field, None)))
    field.setFocus()
    with qtbot.waitSignal(field.searched) as found:
        qtbot.keyClicks(field, "slr")
    assert found.args == ["slr"]
    assert field.clear_button.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    with qtbot.waitSignal(field.left_down):
        qtbot.keyClick(field, Qt.Key.Key_Down)


def test_cut_labels_have_a_tooltip_and_whole_ones_none(shown: Show) -> None:
    label = ElidedLabel("示例商业广场管理有限公司")
    window = holder(column(label))
    shown(window)
    window.resize(400, 60)
    assert (label.is_cut, label.toolTip()) == (False, "")
    window.resize(80, 60)
    assert (label.is_cut, label.toolTip()) == (True, label.text())


def test_a_band_can_be_put_away(shown: Show, qtbot: QtBot) -> None:
    band = Band("有 3 处变化", "warn", button("查看变化"), can_close=True)
    shown(holder(column(band)))
    with qtbot.waitSignal(band.dismissed):
        qtbot.mouseClick(band.close_button, LEFT)
    assert not band.isVisible()


def test_an_empty_state_can_say_something_else(shown: Show, qtbot: QtBot) -> None:
    empty = EmptyState("search", "名录还是空的", "从名单导入", button("导入名单…", "primary"))
    shown(empty)
    empty.set_words("没有符合条件的单位")
    empty.set_buttons([button("清除筛选")])
    assert not empty.sentence.isVisible()

    def offered() -> list[str]:
        return [one.words for one in empty.findChildren(Button) if one.isVisible()]

    qtbot.waitUntil(lambda: offered() == ["清除筛选"])
    before = empty._icon.grab().toImage()
    empty.set_words("没有符合条件的单位", icon="inbox")
    assert empty._icon.grab().toImage() != before
    assert empty.heading.text() == "没有符合条件的单位"


def test_progress_is_told_in_words_too() -> None:
    ring = ProgressRing(36, 48)
    assert ring.accessibleName() == "36 / 48"
    card = NumberCard("已逾期")
    card.set_number("5", "家", "最长 4 个工作日", "bad")
    assert card.accessibleName() == "已逾期 5 家 最长 4 个工作日"


def test_everything_paints_in_both_themes(shown: Show, each_theme: Mode) -> None:
    widget = holder(
        column(row(*(make() for make in PRESSABLE)), FilterChip("甲"), SearchField("找"), Band("乙"))
    )
    shown(widget)
    assert not widget.grab().isNull()
