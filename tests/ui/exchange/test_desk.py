"""The conflict desk: nothing is preselected, keys decide, two stay open, a colleague settles them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.bulk import natural
from app.models.enums import Category, Verdict
from app.models.report import Report
from app.models.review import Item
from app.services.exchange.conflicts import conflicts
from app.services.journal.history import cell_history
from app.services.journal.undo import undo
from app.services.review.past import PastField, item_past
from app.ui.exchange.conflict_panel import ConflictPanel
from app.ui.exchange.question_list import DONE, LEFT, OPEN
from app.ui.exchange.story_popover import StoryPopover
from app.ui.exchange.value_card import ValueCard
from app.ui.kit import Label
from app.ui.review.history_popover import told
from app.ui.theme import Mode, theme
from tests.services.exchange.colleagues import Colleague
from tests.ui.exchange.conftest import Office, settle
from tests.ui.exchange.people import (
    ELECTRONICS,
    GAS,
    HEAT,
    OUR_REMARK,
    RAIL,
    REMARK,
    THEIR_REMARK,
    enrolment_of,
    item_of,
    report_of,
    version_of,
)
from tests.ui.units.cut import cut_widgets

Key = Qt.Key


@pytest.fixture
def desk(office: Office) -> ConflictPanel:
    office.merge()
    return office.page.desk


def ask(desk: ConflictPanel, unit: str, short: str) -> None:
    desk.show_question(
        next(one for one in desk.asked if (one.conflict.unit.name, one.short) == (unit, short))
    )


def states(desk: ConflictPanel) -> list[str]:
    lines = [desk.lines.line_at(row) for row in range(desk.lines.rowCount())]
    return [line.state for line in lines if line.question is not None]


def verdict(office: Office, name: str = ELECTRONICS, code: str = "ER-23") -> Verdict | None:
    with office.wang.workspace.read() as session:
        return item_of(session, name, code).verdict


def test_nothing_is_chosen_and_neither_side_is_better(desk: ConflictPanel) -> None:
    ask(desk, ELECTRONICS, "ER-23 · 判定")
    view = desk.view
    assert [card.title for card in view.cards] == ["本机的值", "对方的值"]
    assert [card.side.words for card in view.cards] == ["否", "不适用"]
    assert [card.isChecked() for card in view.cards] == [False, False]
    assert not desk.primary.isEnabled() and desk.primary.words == "先选一个值"
    assert view.heading.text().startswith("ER-23　天然气")
    assert view.path.text() == "示例电子有限公司 · 2024 年度排放报告 · D 燃料活动数据 · 判定"
    assert view.before.text() == "（空）"
    assert len(view.question.cited) == 2  # type: ignore[union-attr]


def test_keys_choose_and_confirm_and_go_on(desk: ConflictPanel, office: Office, qtbot: QtBot) -> None:
    ask(desk, ELECTRONICS, "ER-23 · 判定")
    desk.setFocus()
    qtbot.keyClick(desk, Key.Key_1)
    assert desk.view.cards[0].isChecked() and desk.primary.words == "采用本机的值"
    qtbot.keyClick(desk.view.cards[0], Key.Key_2)
    assert [card.isChecked() for card in desk.view.cards] == [False, True]
    assert desk.primary.words == "采用对方的值"
    qtbot.keyClick(desk.view.cards[1], Key.Key_Return)
    assert verdict(office) is Verdict.NOT_APPLICABLE
    assert desk.open_count == office.open_conflicts() == 4
    assert states(desk).count(DONE) == 1
    assert desk.question is not None and desk.question.short == "ER-23 · 说明"
    assert not desk.primary.isEnabled(), "the next one begins without a choice"
    assert office.page.status_text() == "已定 1 / 5 处"


def test_the_keyboard_alone_decides_everything(desk: ConflictPanel, office: Office, qtbot: QtBot) -> None:
    for left in range(4, -1, -1):
        focus = QApplication.focusWidget()
        assert focus is not None and desk.isAncestorOf(focus), "the keys work at once"
        qtbot.keyClick(focus, Key.Key_2)
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, Key.Key_Return)
        settle(desk)
        assert desk.open_count == left
    with office.wang.workspace.read() as session:
        assert item_of(session, ELECTRONICS, "ER-23").remark == THEIR_REMARK


def test_a_wide_window_tells_the_story_beside(desk: ConflictPanel, office: Office) -> None:
    office.page.resize(1920, 966)
    ask(desk, ELECTRONICS, "ER-23 · 说明")
    told = [label.text() for label in desk.story.findChildren(Label)]
    assert REMARK in told and THEIR_REMARK in told
    assert desk.view.story_button.isHidden()


def test_j_and_k_walk_without_deciding(desk: ConflictPanel, qtbot: QtBot) -> None:
    desk.setFocus()
    first = desk.question
    qtbot.keyClick(desk, Key.Key_J)
    second = desk.question
    qtbot.keyClick(desk, Key.Key_Down)
    qtbot.keyClick(desk, Key.Key_K)
    assert desk.question is second and second is not first
    qtbot.keyClick(desk, Key.Key_Up)
    assert desk.question is first
    assert desk.open_count == 5
    qtbot.keyClick(desk.list, Key.Key_J)
    assert desk.question is second, "also while the list has the focus"


def test_another_value_is_entered_in_the_editor_of_the_field(
    desk: ConflictPanel, office: Office, qtbot: QtBot
) -> None:
    ask(desk, ELECTRONICS, "排放量（第 1 版）")
    settle(desk)
    desk.setFocus()
    qtbot.keyClick(desk, Key.Key_E)
    editor = desk.view.editor.editor
    assert editor is not None and editor.hasFocus() and desk.primary.words == "用改后的值"
    assert desk.view.reason.isVisible() and desk.view.reason.placeholderText().startswith("为什么")
    qtbot.keyClicks(editor, "23,544.00")
    assert not desk.primary.isEnabled() and desk.primary.words == "写明理由"
    qtbot.keyClick(editor, Key.Key_Return)
    assert desk.view.reason.hasFocus() and desk.open_count == 5, "a number of one's own needs a reason"
    desk.view.reason.insert("按复算结果")
    assert desk.primary.isEnabled() and desk.primary.words == "用改后的值"
    qtbot.keyClick(desk.view.reason, Key.Key_Return)
    with office.wang.workspace.read() as session:
        assert version_of(session, ELECTRONICS).emission_text == "23,544.00"
    assert desk.open_count == 4
    with office.wang.workspace.read() as session:
        newest = cell_history(session, version_of(session, ELECTRONICS).id, "emission_text")[0]
    assert (newest.value, newest.actor, newest.reason) == ("23,544.00", "王甲", "按复算结果")
    ask(desk, GAS, "单位类别（2024 年度）")
    desk.view.choose_edit()
    assert desk.view.reason.placeholderText().startswith("可不写") and not desk.view.reason.text()
    assert desk.primary.words == "先选一个值" and not desk.primary.isEnabled()
    combo = desk.view.editor.editor
    assert [combo.itemText(n) for n in range(combo.count())][-1] == "（空）"  # type: ignore[union-attr]
    combo.set_value(Category.NATIONAL.value)  # type: ignore[union-attr]
    combo.chosen.emit(Category.NATIONAL.value)  # type: ignore[union-attr]
    desk.primary.click()
    with office.wang.workspace.read() as session:
        assert enrolment_of(session, GAS).category is Category.NATIONAL


def test_keys_are_only_letters_while_something_is_typed(desk: ConflictPanel, qtbot: QtBot) -> None:
    ask(desk, RAIL, "ER-17 · 说明")
    desk.view.choose_edit()
    editor = desk.view.editor.editor
    assert editor is not None
    for key in (Key.Key_1, Key.Key_J, Key.Key_O):
        qtbot.keyClick(editor, key)
    assert desk.question is not None and desk.question.short == "ER-17 · 说明"
    assert desk.view.choice == ("edit", 0)
    qtbot.keyClick(editor, Key.Key_Return)
    assert desk.open_count == 5, "Enter is a new line here"
    qtbot.keyClick(editor, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.open_count == 4


def test_left_open_stays_with_its_mark(desk: ConflictPanel, office: Office, qtbot: QtBot) -> None:
    before = office.wang.workspace.digest()
    desk.setFocus()
    left = desk.question
    qtbot.keyClick(desk, Key.Key_O)
    assert desk.primary.words == "暂不决定"
    qtbot.keyClick(desk.view.leave_radio, Key.Key_Return)
    assert states(desk).count(LEFT) == 1 and desk.open_count == 5
    assert desk.question is not left
    assert office.wang.workspace.digest() == before


def test_several_of_a_unit_are_decided_together_after_a_preview(desk: ConflictPanel, office: Office) -> None:
    ask(desk, ELECTRONICS, "ER-23 · 判定")
    desk.view.choose_side(1)
    assert desk.together.isVisible() and desk.together.words == "同一单位另外 2 处也采用对方的值"
    desk.together.setChecked(True)
    desk.confirm()
    dialog = desk._dialog
    assert desk.open_count == 5, "only a preview yet"
    assert dialog.primary is not None and dialog.primary.words == "采用 3 处"
    dialog.reject()
    assert desk.open_count == 5
    desk.confirm()
    desk._dialog.accept()
    assert desk.open_count == 2
    with office.wang.workspace.read() as session:
        item = item_of(session, ELECTRONICS, "ER-23")
        assert (item.verdict, item.remark) == (Verdict.NOT_APPLICABLE, THEIR_REMARK)
        assert version_of(session, ELECTRONICS).emission_text == "23,571.38"
    done = undo(office.wang.workspace)
    assert done is not None
    office.context.hub.publish(done.topics)
    assert desk.open_count == 5 and set(states(desk)) == {OPEN}


def test_a_single_other_is_named_on_the_box(desk: ConflictPanel) -> None:
    ask(desk, ELECTRONICS, "ER-23 · 判定")
    desk.view.choose_side(0)
    desk.confirm()
    desk.view.choose_side(0)
    assert desk.together.words == "同一单位另外 1 处也采用本机的值：排放量（第 1 版）"
    ask(desk, RAIL, "ER-17 · 说明")
    desk.view.choose_side(0)
    assert not desk.together.isVisible()


def test_the_words_that_differ_are_marked(desk: ConflictPanel) -> None:
    ask(desk, ELECTRONICS, "ER-23 · 说明")
    for card, text in zip(desk.view.cards, (OUR_REMARK, THEIR_REMARK), strict=True):
        marked = [text[start:end] for start, end in card._marks]
        assert marked and all(len(one) < len(text) / 2 for one in marked)
    assert any("应换算到标况" in OUR_REMARK[a:b] for a, b in desk.view.cards[0]._marks)
    assert any("见附件 3 第 2 页" in THEIR_REMARK[a:b] for a, b in desk.view.cards[1]._marks)


def test_the_end_says_so_and_leads_on(desk: ConflictPanel, office: Office) -> None:
    while desk.open_count:
        desk.view.choose_side(0)
        desk.confirm()
    assert desk.stack.currentWidget() is desk.done
    assert desk.done.heading.text() == "全部处理完毕" and "5 处" in desk.done.sentence.text()
    assert office.page.parts.segment("desk").count is None  # type: ignore[attr-defined]
    desk.back_button.click()
    assert office.context.shell.opened[-1][0] == "unit"  # type: ignore[attr-defined]


def test_evidence_and_the_report_are_opened_in_the_review_tab(desk: ConflictPanel, office: Office) -> None:
    ask(desk, ELECTRONICS, "ER-23 · 判定")
    desk.view.report_button.click()
    kind, _, code = office.context.shell.opened[-1]  # type: ignore[attr-defined]
    assert (kind, code) == ("report", "ER-23")


def test_the_whole_story_is_told(desk: ConflictPanel) -> None:
    ask(desk, ELECTRONICS, "ER-23 · 说明")
    desk.view.story_button.click()
    (popover,) = desk.window().findChildren(StoryPopover)
    told = [label.text() for label in popover.findChildren(Label)]
    assert [told.index(one) for one in (THEIR_REMARK, OUR_REMARK, REMARK)] == sorted(
        told.index(one) for one in (THEIR_REMARK, OUR_REMARK, REMARK)
    )
    assert any("首次分派" in one for one in told)
    popover.dismiss()


def test_a_deletion_against_an_edit_is_asked_as_such(
    people: tuple[Colleague, Colleague], office: Office
) -> None:
    wang, li = people
    with li.workspace.write("删除判定") as session:
        session.delete(item_of(session, HEAT, "ER-17"))
    with wang.workspace.write("判定") as session:
        item_of(session, HEAT, "ER-17").verdict = Verdict.YES
    office.page.receive_path(li.send())
    office.page.receive.foot.merge_button.click()
    desk = office.page.desk
    ask(desk, HEAT, "ER-17 · 是否删除")
    assert [card.side.words for card in desk.view.cards] == ["保留", "删除"]
    desk.view.choose_side(1)
    assert desk.primary.words == "删除这一条"
    desk.confirm()
    with wang.workspace.read() as session:
        key = natural(session, "item", version_of(session, HEAT).id, "ER-17")
        assert session.get(Item, key) is None
    assert desk.open_count == 5


def test_two_left_open_travel_on_and_are_settled_elsewhere(office: Office, desk: ConflictPanel) -> None:
    ask(desk, ELECTRONICS, "ER-23 · 判定")
    desk.view.choose_side(0)
    desk.together.setChecked(True)
    desk.confirm()
    desk._dialog.accept()
    assert office.open_conflicts() == 2
    for _ in range(2):
        desk.view.choose_leave()
        desk.confirm()
    # The file goes on to 李乙 with its two marks; she decides them and sends it back.
    li = office.li
    li.take(office.wang.send())
    with li.workspace.read() as session:
        there = conflicts(session)
    assert len(there) == 2
    office.context.use(li.workspace, 2024)
    office.page.load()
    assert desk.open_count == 2 and office.page.parts.segment("desk").count == 2  # type: ignore[attr-defined]
    assert [card.title for card in desk.view.cards] == ["本机的值", "对方的值"]
    assert desk.view.cards[0].side.actor == "李乙"
    while desk.open_count:
        desk.view.choose_side(0)
        desk.confirm()
    office.context.use(office.wang.workspace, 2024)
    office.page.load()
    assert desk.open_count == 2
    office.page.receive_path(li.send())
    assert office.page.receive.opened is not None
    office.page.receive.foot.merge_button.click()
    assert desk.open_count == office.open_conflicts() == 0
    assert office.wang.workspace.digest() == li.workspace.digest()


def test_a_third_person_sees_names_where_ours_and_theirs_would_lie(
    office: Office, desk: ConflictPanel
) -> None:
    li = office.li
    with li.workspace.write("改审核人") as session:
        report_of(session, RAIL).assignee_id = natural(session, "person", "李乙")
    with office.wang.workspace.write("改审核人") as session:
        report = report_of(session, RAIL)
        session.get_one(Report, report.id).assignee_id = natural(session, "person", "陈丙")
    office.page.receive_path(li.send())
    office.page.receive.foot.merge_button.click()
    question = next(one for one in desk.asked if one.short.endswith("审核人"))
    desk.show_question(question)
    assert [card.side.words for card in desk.view.cards] == ["陈丙", "李乙"], "people, not keys"
    office.wang.workspace.author = office.wang.workspace.author.__class__("赵丁", "示例", "笔记本-09")
    office.page.load()
    desk.show_question(next(one for one in desk.asked if one.key == question.key))
    assert {card.title for card in desk.view.cards} == {"王甲的值", "李乙的值"}


@pytest.mark.parametrize("size", [(1366, 654), (1180, 550), (1920, 966)])
def test_nothing_is_cut(desk: ConflictPanel, office: Office, size: tuple[int, int]) -> None:
    office.page.resize(*size)
    for mode in (Mode.LIGHT, Mode.DARK):
        theme.set_mode(mode)
        for question in list(desk.asked):
            desk.show_question(question)
            settle(office.page)
            assert office.page.size().toTuple() == size
            assert cut_widgets(office.page) == []
            for card in desk.findChildren(ValueCard):
                if card.isVisible():
                    assert card.height() >= card.heightForWidth(card.width())
    theme.set_mode(Mode.LIGHT)


def test_the_history_of_the_item_tells_the_reason(desk: ConflictPanel, office: Office) -> None:
    ask(desk, ELECTRONICS, "ER-23 · 判定")
    desk.view.choose_edit()
    combo = desk.view.editor.editor
    combo.set_value(Verdict.YES.value)  # type: ignore[union-attr]
    desk.confirm()
    assert desk.open_count == 5, "not without a reason"
    desk.view.reason.setText("已补换算记录，\n两边都没看到")
    desk.confirm()
    with office.wang.workspace.read() as session:
        past = item_past(session, version_of(session, ELECTRONICS).id, "ER-23")
    newest = next(one for one in past.entries if one.field is PastField.VERDICT)
    assert told(newest).endswith("改为 “是”（理由：已补换算记录， 两边都没看到）")
