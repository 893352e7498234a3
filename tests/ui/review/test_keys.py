"""The checklist by keyboard: one key an item, and never while a text is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import AnswerType, Conclusion, DocumentKind, Verdict
from app.ui.context import Context
from app.ui.jobs import Jobs
from app.ui.review.checklist_model import is_open
from app.ui.review.checklist_paint import buttons
from tests.ui.ime import compose, type_chinese
from tests.ui.review.desk import CTRL, SHIFT, Bench

Show = Callable[[QWidget], QWidget]
K = Qt.Key


@pytest.fixture
def bench(context: Context, shown: Show) -> Bench:
    return Bench(context, shown).open()


def test_it_opens_at_the_first_undecided_item_with_the_list_in_hand(bench: Bench) -> None:
    assert bench.code == "ER-01"
    assert bench.view.hasFocus()
    assert not bench.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_the_good_answer_moves_on_and_is_on_disk(bench: Bench) -> None:
    bench.press(K.Key_Y)
    assert (bench.code, bench.verdict("ER-01")) == ("ER-02", Verdict.YES)


def test_the_bad_answer_stays_and_makes_a_finding(bench: Bench) -> None:
    bench.press(K.Key_N)
    assert (bench.code, bench.verdict("ER-01")) == ("ER-01", Verdict.NO)
    assert bench.view.hasFocus(), "a following key must not be typed into a text"
    (finding,) = bench.stored.findings
    assert finding.code == "ER-01"
    assert bench.bench.card.finding_words.text().startswith("已成问题")
    bench.press(K.Key_F)
    assert bench.code == "ER-02"


def test_the_inverted_item_is_the_other_way_round(context: Context, shown: Show) -> None:
    bench = Bench(context, shown, DocumentKind.VR).open("VR-30")
    bench.press(K.Key_Y)
    assert bench.code == "VR-30" and bench.stored.findings
    bench.press(K.Key_N)
    assert bench.code == "VR-31" and bench.verdict("VR-30") is Verdict.NO
    assert not bench.stored.open_findings


def test_backspace_takes_a_verdict_back(bench: Bench) -> None:
    bench.press(K.Key_N)
    bench.press(K.Key_Backspace)
    assert bench.verdict("ER-01") is None
    assert not bench.stored.findings, "the untouched finding went with it"


def test_not_applicable_is_refused_where_it_makes_no_sense(bench: Bench) -> None:
    bench.press(K.Key_A)
    assert bench.verdict("ER-01") is None
    assert "不能判“不适用”" in bench.context.shell.said[-1]  # type: ignore[attr-defined]


def test_letters_lead_through_the_sections(bench: Bench) -> None:
    bench.press(K.Key_G)
    bench.press(K.Key_D)
    assert bench.code == "ER-20"
    bench.press(K.Key_G)
    bench.press(K.Key_A)
    assert bench.code == "ER-01" and bench.verdict("ER-01") is None, "A named a section here"


def test_arrows_and_letters_walk_the_list(bench: Bench) -> None:
    for key in (K.Key_Down, K.Key_J):
        bench.press(key)
    assert bench.code == "ER-03"
    for key in (K.Key_Up, K.Key_K):
        bench.press(key)
    assert bench.code == "ER-01"
    bench.press(K.Key_End)
    last = bench.code
    bench.press(K.Key_Home)
    assert last == bench.stored.items[-1].code and bench.code == "ER-01"
    bench.press(K.Key_F, SHIFT)
    assert bench.code == next(r.code for r in reversed(bench.stored.items) if is_open(r))


def test_a_key_that_repeats_judges_once(bench: Bench) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, K.Key_Y, Qt.KeyboardModifier.NoModifier, "y", True)
    QApplication.sendEvent(bench.view, event)
    assert bench.verdict("ER-01") is None


def test_enter_writes_the_remark_and_ctrl_enter_goes_on(bench: Bench) -> None:
    bench.press(K.Key_Y)
    bench.press(K.Key_Return)
    remark = bench.bench.card.remark
    assert remark.hasFocus()
    type_chinese(remark, "已与名单核对")
    QTest.keyClicks(remark, "yna")
    assert bench.verdict("ER-02") is None
    bench.press(K.Key_Return, CTRL, on=remark)
    assert bench.code == "ER-03" and bench.view.hasFocus()
    assert bench.stored.row("ER-02").remark == "已与名单核对yna"  # type: ignore[union-attr]


def test_esc_leads_back_to_the_list_and_then_to_the_queue(bench: Bench) -> None:
    left: list[bool] = []
    bench.bench.back_wanted.connect(lambda: left.append(True))
    bench.press(K.Key_Return)
    bench.press(K.Key_Escape, on=bench.bench.card.remark)
    assert bench.view.hasFocus() and not left
    bench.press(K.Key_Escape)
    assert left


def test_esc_leads_to_the_list_from_everywhere(bench: Bench) -> None:
    for one in (
        bench.bench.checklist.search,
        bench.bench.findings.radios[Conclusion.PASSED],
        bench.bench.bar.back,
    ):
        one.setFocus()
        bench.press(K.Key_Escape, on=one)
        assert bench.view.hasFocus()


def test_a_choice_is_answered_by_a_digit(bench: Bench) -> None:
    bench.bench.checklist.go_to("ER-12")
    bench.press(K.Key_Y)
    assert bench.code == "ER-12", "the answer is missing, so it is not done"
    assert "核对结果" in bench.context.shell.said[-1]  # type: ignore[attr-defined]
    bench.press(K.Key_Return)
    choice = bench.bench.card.answer.choice
    assert choice.hasFocus()
    bench.press(K.Key_2, on=choice)
    assert bench.view.hasFocus()
    assert bench.stored.row("ER-12").answer == "与名单不一致"  # type: ignore[union-attr]
    assert "建议判“否”" in bench.bench.card.proposal.text()
    assert bench.verdict("ER-12") is Verdict.YES, "the answer only proposes"


def test_a_number_is_kept_as_typed(context: Context, shown: Show) -> None:
    bench = Bench(context, shown, DocumentKind.VR).open("VR-11")
    bench.press(K.Key_Return)
    number = bench.bench.card.answer.number
    assert number.hasFocus()
    QTest.keyClicks(number, "75.5")
    bench.press(K.Key_Return, on=number)
    row = bench.stored.row("VR-11")
    assert row and row.answer == "75.5" and bench.view.hasFocus()
    assert "建议判“否”" in bench.bench.card.proposal.text()


def test_a_whole_list_by_keyboard_alone(bench: Bench, publish: Callable[[str], None]) -> None:
    """The published effort: keys per item, without remarks; every sixth item is bad."""
    total, bad, plain = bench.stored.total, 0, 0
    for _ in range(2 * total):
        row = bench.bench.checklist.view.current_row
        if row is None or not is_open(row):
            break
        if row.item.answer is AnswerType.CHOICE:
            bench.press(K.Key_Return)
            bench.press(K.Key_1, on=bench.bench.card.answer.choice)
        elif row.item.answer is not AnswerType.YES_NO:
            bench.press(K.Key_Return)
            type_chinese(bench.bench.card.answer.text, "见报告正文")
            bench.press(K.Key_Escape, on=bench.bench.card.answer.text)
        if row.item.answer is AnswerType.YES_NO and (plain := plain + 1) % 6 == 0:
            bad += 1
            bench.press(K.Key_N)
            bench.press(K.Key_F)
        else:
            bench.press(K.Key_Y)
    stored = bench.stored
    assert stored.answered == stored.total >= 48
    assert len(stored.findings) == bad > 5
    each = bench.keys / stored.total
    publish(f"keys per item: {each:.2f} ({bench.keys} keys for {stored.total} items, {bad} of them bad)")
    assert each <= 2.2


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.text("ynafgyuhpqeo是否", min_size=1, max_size=6), min_size=1, max_size=4))
def test_compositions_never_judge(bench: Bench, words: list[str]) -> None:
    before = bench.stored
    for word in words:
        compose(bench.view, word)
        type_chinese(bench.view, word)
        for target in (bench.bench.card.remark, bench.bench.checklist.search):
            target.setFocus()
            compose(target, word)
            QTest.keyClicks(target, "yna")
            bench.press(K.Key_Return, CTRL, on=target)
            assert target.hasFocus(), "the composition holds the keys"
            compose(target, "")
        bench.bench.checklist.focus_list()
    assert [r.verdict for r in bench.stored.items] == [r.verdict for r in before.items]


def test_keys_with_ctrl_or_alt_do_not_judge(bench: Bench) -> None:
    for modifiers in (CTRL, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.MetaModifier):
        bench.press(K.Key_Y, modifiers)
    assert bench.verdict("ER-01") is None


def test_ctrl_arrows_ask_for_the_next_case(bench: Bench) -> None:
    asked: list[int] = []
    bench.bench.case_wanted.connect(asked.append)
    bench.press(K.Key_Down, CTRL)
    bench.press(K.Key_Up, CTRL)
    remark = bench.bench.card.remark
    remark.setFocus()
    bench.press(K.Key_Down, CTRL, on=remark)
    assert asked == [1, -1]


def test_f6_walks_the_regions(bench: Bench) -> None:
    bench.press(K.Key_F6)
    assert bench.bench.middle.isAncestorOf(QApplication.focusWidget())
    bench.press(K.Key_F6, on=QApplication.focusWidget())
    assert bench.bench.findings.isAncestorOf(QApplication.focusWidget())
    bench.press(K.Key_F6, SHIFT, on=QApplication.focusWidget())
    bench.press(K.Key_F6, SHIFT, on=QApplication.focusWidget())
    assert bench.view.hasFocus()


def test_a_click_on_a_verdict_gives_it_and_a_second_takes_it_back(bench: Bench) -> None:
    view = bench.bench.checklist.view
    row = view.current_row
    assert row
    rect = QRectF(view.visualRect(view.currentIndex()))
    place = buttons(row, rect)[Verdict.YES].center().toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert (bench.verdict("ER-01"), bench.code) == (Verdict.YES, "ER-01")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert bench.verdict("ER-01") is None


def test_a_tick_paints_one_line_and_keeps_the_place(bench: Bench) -> None:
    lines = bench.bench.checklist.lines
    bench.bench.checklist.go_to("ER-41")
    scroll = bench.bench.checklist.view.verticalScrollBar().value()
    resets: list[bool] = []
    changed: list[int] = []
    lines.modelReset.connect(lambda: resets.append(True))
    lines.dataChanged.connect(lambda first, last, roles: changed.append(first.row()))
    bench.press(K.Key_N)
    assert not resets
    assert {type(lines.line(place)).__name__ for place in changed} == {"Head", "ItemRow"}
    assert len(set(changed)) == 2, "the item and the head of its section"
    assert bench.bench.checklist.view.verticalScrollBar().value() == scroll


def test_fast_ticks_are_never_painted_back(context: Context, shown: Show, qtbot: QtBot) -> None:
    """With the real threads: an older reading must not undo what was ticked since."""

    def fail(title: str, error: BaseException) -> None:
        raise AssertionError(title) from error

    inline, context.jobs = context.jobs, Jobs(context.hub, fail)
    bench = Bench(context, shown).open()
    qtbot.waitUntil(lambda: bench.code == "ER-01")
    lines, seen = bench.bench.checklist.lines, set()
    backwards: list[str] = []

    def note(first: QModelIndex, *_: object) -> None:
        row = lines.item(first.row())
        if row is not None and row.verdict is not None:
            seen.add(row.code)
        elif row is not None and row.code in seen:
            backwards.append(row.code)

    lines.dataChanged.connect(note)
    yes_no = [r.code for r in bench.bench.case.form.items if r.item.answer is AnswerType.YES_NO][:24]  # type: ignore[union-attr]
    for code in yes_no:
        bench.bench.checklist.go_to(code)
        if len(seen) % 5 == 4:
            with qtbot.waitSignal(context.jobs.saved):
                bench.press(K.Key_Y)
        else:
            bench.press(K.Key_Y)
    qtbot.waitUntil(lambda: not context.jobs.running)
    assert [r.code for r in bench.stored.items if r.verdict is Verdict.YES] == yes_no
    assert not backwards and seen == set(yes_no)
    context.jobs.finish()
    context.jobs = inline


def test_the_filter_shows_what_is_left_and_keeps_what_was_just_judged(bench: Bench) -> None:
    panel = bench.bench.checklist
    bench.press(K.Key_Y)
    panel.switch.segment("open").click()
    codes = [row.code for _, row in panel.lines.items()]
    assert "ER-01" not in codes and codes[0] == "ER-02"
    bench.press(K.Key_Y)
    assert "ER-02" in [row.code for _, row in panel.lines.items()], "nothing jumps away under the hand"
    panel.switch.segment("open").click()
    assert "ER-02" not in [row.code for _, row in panel.lines.items()]
    bench.press(K.Key_Slash)
    assert panel.search.hasFocus()
    panel.search.setText("十二个月")
    panel.search.searched.emit("十二个月")
    assert [row.code for _, row in panel.lines.items()] == ["ER-21"]
    bench.bench.show_report(bench.report, "ER-40")
    assert bench.code == "ER-40", "a wanted item is shown whatever the filter"
