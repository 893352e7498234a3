"""登记单位答复: all answers of a unit and their day in one dialog, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models.enums import Conclusion, FindingState, Verdict
from app.services.journal.undo import undo
from app.services.review.findings import save_finding
from app.ui.context import Context
from app.ui.review.replies_dialog import RepliesDialog
from tests.services.review.test_review import FULL
from tests.ui.ime import compose, type_chinese
from tests.ui.review.desk import CTRL, Bench
from tests.ui.review.queue_desk import too_small

Show = Callable[[QWidget], QWidget]
K = Qt.Key
CODES = ("ER-20", "ER-21")


@pytest.fixture
def bench(context: Context, shown: Show) -> Bench:
    """A report that went back to the unit with two findings."""
    made = Bench(context, shown)
    for code in CODES:
        made.desk.judge(code, Verdict.NO)
    with context.workspace.write("写问题") as session:
        for finding in made.stored.findings:
            save_finding(session, finding.id, FULL)
    made.desk.conclude(Conclusion.RETURNED)
    return made.open()


def opened(bench: Bench) -> RepliesDialog:
    bench.bench.findings.answer.click()
    dialog = bench.bench.replies.dialog
    assert dialog is not None
    return dialog


def test_answers_and_day_are_kept_as_one_action(bench: Bench) -> None:
    before = bench.context.workspace.digest()
    dialog = opened(bench)
    assert dialog.day.value() == bench.context.today and len(dialog.answers) == 2
    first, second = dialog.answers.values()
    assert dialog.focusWidget() is first, "one begins to write at once"
    type_chinese(first, "已补 10 月数据。")
    bench.press(K.Key_Tab, on=first)
    assert dialog.focusWidget() is second
    bench.press(K.Key_Return, CTRL, on=second)
    assert bench.bench.replies.dialog is None and bench.view.hasFocus()
    found = {f.answer: (f.state, f.answered_on) for f in bench.stored.findings}
    assert found == {
        "已补 10 月数据。": (FindingState.ANSWERED, bench.context.today),
        "": (FindingState.SENT, None),
    }
    assert bench.context.shell.said[-1] == "已登记 1 条答复"  # type: ignore[attr-defined]
    undo(bench.context.workspace)
    assert bench.context.workspace.digest() == before


def test_an_answer_keeps_its_day_when_another_comes_later(bench: Bench) -> None:
    dialog = opened(bench)
    keys = [*dialog.answers]
    dialog.day.set_value(date(2025, 3, 12))
    dialog.answers[keys[0]].setText("已补。")
    dialog.confirm()
    dialog = opened(bench)
    assert dialog.day.value() == date(2025, 3, 12)
    dialog.day.set_value(date(2025, 3, 15))
    dialog.answers[keys[1]].setText("已更正。")
    dialog.confirm()
    days = {f.id: f.answered_on for f in bench.stored.findings}
    assert days == {keys[0]: date(2025, 3, 12), keys[1]: date(2025, 3, 15)}


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2025, 3, 25), "晚于今天"), (date(2025, 3, 1), "早于收到报告的日期 2025-03-10")],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(bench: Bench, day: date, words: str) -> None:
    dialog = opened(bench)
    dialog.day.set_value(day)
    type_chinese(next(iter(dialog.answers.values())), "已补。")
    dialog.confirm()
    assert dialog.isVisible() and words in dialog.day_row.error
    assert all(f.state is FindingState.SENT for f in bench.stored.findings)


def test_a_cancel_asks_before_text_is_lost_and_changes_nothing(bench: Bench) -> None:
    before = bench.context.workspace.digest()
    dialog = opened(bench)
    editor = next(iter(dialog.answers.values()))
    compose(editor, "bu")
    bench.press(K.Key_Escape, on=editor)
    assert dialog.isVisible(), "the composition holds the keys"
    type_chinese(editor, "已补")
    bench.press(K.Key_Escape, on=editor)
    assert dialog.isVisible(), "what was typed is not lost unasked"
    dialog._leave.click()
    assert bench.bench.replies.dialog is None and bench.context.workspace.digest() == before


def test_it_is_offered_where_something_is_awaited(bench: Bench) -> None:
    findings = bench.bench.findings
    assert findings.answer.isVisible() and findings.replies.isVisible()
    dialog = opened(bench)
    assert too_small(dialog) == []
    dialog.reject()
    bench.desk.receive()
    bench.bench.reload()
    assert not findings.answer.isVisible() and findings.replies.isVisible(), "also in the round after"
    fresh = Bench(bench.context, lambda widget: widget)
    fresh.open()
    assert not fresh.bench.findings.replies.isVisibleTo(fresh.bench.findings)
