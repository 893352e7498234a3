from collections.abc import Callable
from decimal import Decimal

import pytest
from ime import compose, type_chinese
from PySide6.QtCore import QMimeData, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit import AmountField, AutosaveLine, AutosaveText, Line, TextArea, column, holder, is_composing
from app.ui.kit.editors import IDLE_MILLISECONDS

Show = Callable[[QWidget], QWidget]
EDITORS = (AutosaveLine, AutosaveText)


class Desk:
    """An editor that saves itself, and something else to look at."""

    def __init__(self, kind: type[AutosaveLine] | type[AutosaveText], shown: Show) -> None:
        self.editor = kind("")
        self.other = Line()
        self.told: list[str] = []
        self.editor.committed.connect(self.told.append)
        shown(holder(column(self.editor, self.other)))
        self.editor.setFocus()
        self.editor.keeper.setInterval(0)


@pytest.fixture(params=EDITORS)
def desk(request: pytest.FixtureRequest, shown: Show) -> Desk:
    return Desk(request.param, shown)


def test_waits_two_seconds(qtbot: QtBot) -> None:
    assert IDLE_MILLISECONDS == 2000
    assert AutosaveLine().keeper.interval() == 2000


def test_saves_when_idle(desk: Desk, qtbot: QtBot) -> None:
    type_chinese(desk.editor, "柴油未扣减")
    qtbot.waitUntil(lambda: desk.told == ["柴油未扣减"])


def test_saves_when_left_and_only_what_is_new(desk: Desk) -> None:
    desk.editor.keeper.setInterval(60_000)
    type_chinese(desk.editor, "库存")
    desk.other.setFocus()
    desk.editor.setFocus()
    desk.other.setFocus()
    assert desk.told == ["库存"]


def test_a_new_paragraph_in_the_midst_of_a_composition(shown: Show) -> None:
    desk = Desk(AutosaveText, shown)
    type_chinese(desk.editor, "已核对")
    compose(desk.editor, "ni")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Y):
        QTest.keyClick(desk.editor, key)
    compose(desk.editor, "")  # here Qt fell over
    assert desk.editor.text() == "已核对"
    QTest.keyClick(desk.editor, Qt.Key.Key_Y)
    assert desk.editor.text() == "已核对y"


def test_never_saves_while_composing(desk: Desk, qtbot: QtBot) -> None:
    type_chinese(desk.editor, "已核对")
    compose(desk.editor, "nihao")
    assert is_composing()
    for _ in range(5):
        desk.editor.keeper.tell()
    assert desk.told == []
    assert desk.editor.keeper.isActive(), "it must try again later"
    type_chinese(desk.editor, "你好")
    qtbot.waitUntil(lambda: desk.told == ["已核对你好"])


def test_leaving_by_mouse_takes_what_is_composed(desk: Desk) -> None:
    compose(desk.editor, "ni hao")
    desk.other.setFocus(Qt.FocusReason.MouseFocusReason)
    assert desk.told == ["ni hao"]
    assert not is_composing()


def test_a_context_menu_is_no_leaving(desk: Desk) -> None:
    desk.editor.keeper.setInterval(60_000)
    compose(desk.editor, "ni")
    desk.other.setFocus(Qt.FocusReason.PopupFocusReason)
    assert desk.told == []


def test_a_stored_value_does_not_overwrite_what_is_typed(desk: Desk) -> None:
    desk.editor.keeper.setInterval(60_000)
    desk.editor.show_value("甲")
    assert (desk.editor.text(), desk.told) == ("甲", [])
    type_chinese(desk.editor, "乙")
    typed = desk.editor.text()
    desk.editor.show_value("丙")
    assert desk.editor.text() == typed
    desk.editor.flush()
    assert desk.told == [typed]


def test_enter_saves_a_line(shown: Show, qtbot: QtBot) -> None:
    desk = Desk(AutosaveLine, shown)
    desk.editor.keeper.setInterval(60_000)
    type_chinese(desk.editor, "是")
    qtbot.keyClick(desk.editor, Qt.Key.Key_Return)
    assert desk.told == ["是"]


def test_ctrl_enter_finishes_a_text_and_esc_leaves_it_but_not_while_composing(
    shown: Show, qtbot: QtBot
) -> None:
    desk = Desk(AutosaveText, shown)
    desk.editor.keeper.setInterval(60_000)
    assert isinstance(desk.editor, AutosaveText)
    compose(desk.editor, "ni")
    with qtbot.assertNotEmitted(desk.editor.finished), qtbot.assertNotEmitted(desk.editor.left):
        qtbot.keyClick(desk.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(desk.editor, Qt.Key.Key_Escape)
    type_chinese(desk.editor, "你")
    with qtbot.waitSignal(desk.editor.finished):
        qtbot.keyClick(desk.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.told == ["你"]
    with qtbot.waitSignal(desk.editor.left):
        qtbot.keyClick(desk.editor, Qt.Key.Key_Escape)


def test_enter_is_a_new_line_in_a_text(shown: Show, qtbot: QtBot) -> None:
    area = TextArea("一")
    shown(area)
    area.moveCursor(area.textCursor().MoveOperation.End)
    qtbot.keyClick(area, Qt.Key.Key_Return)
    type_chinese(area, "二")
    assert area.text() == "一\n二"


def test_a_text_grows_to_its_limit_and_pasted_text_stays_plain(shown: Show) -> None:
    area = TextArea(lowest=68, highest=160)
    shown(holder(column(area, None)))
    assert area.height() == 68
    area.setPlainText("\n".join("行" for _ in range(5)))
    assert 68 < area.height() < 160
    area.setPlainText("\n".join("行" for _ in range(40)))
    assert area.height() == 160
    paste = QMimeData()
    paste.setHtml("<b>粗</b><img src='x'>")
    paste.setText("粗")
    area.setPlainText("")
    area.insertFromMimeData(paste)
    assert area.text() == "粗"
    assert not area.currentCharFormat().fontWeight() > 400


def test_every_paragraph_has_the_same_pitch(shown: Show) -> None:
    area = TextArea("一\n二")
    shown(area)
    type_chinese(area, "三")
    QApplication.clipboard().setText("四\n五")
    area.paste()
    block = area.document().begin()
    pitches = set()
    while block.isValid():
        pitches.add(block.blockFormat().lineHeight())
        block = block.next()
    assert pitches == {20.0}


def test_an_amount_is_kept_as_typed_and_marked_only_if_it_is_none(shown: Show, qtbot: QtBot) -> None:
    field, other = AmountField(name="影响量"), Line()
    shown(holder(column(field, other)))
    for text, amount, is_valid in (
        ("1,204.530", Decimal("1204.530"), True),
        ("－27", Decimal(-27), True),
        ("", None, True),
        ("约27", None, False),
    ):
        field.setText(text)
        field.setFocus()
        other.setFocus()
        assert (field.text(), field.amount, field.problem == "") == (text, amount, is_valid)
        assert bool(field.property("bad")) is not is_valid
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "2")
    assert not field.property("bad"), "typing on is not scolded"


@pytest.mark.parametrize("make", [lambda: Line("abcdefgh"), lambda: TextArea("abcdefgh")])
def test_nothing_moves_when_the_focus_comes(make: Callable[[], Line | TextArea], shown: Show) -> None:
    editor, other = make(), Line()
    shown(holder(column(editor, other)))
    pictures = []
    for place in (other, editor, other):
        place.setFocus()
        editor.set_bad(len(pictures) == 2)
        # The inside, without border and without the caret behind the last letter.
        pictures.append(editor.grab(QRect(4, 4, 40, editor.height() - 8)).toImage())
        if isinstance(editor, Line):
            editor.setCursorPosition(8)
        else:
            editor.moveCursor(editor.textCursor().MoveOperation.End)
    assert pictures[0] == pictures[1] == pictures[2]
