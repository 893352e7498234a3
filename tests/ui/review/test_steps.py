"""The steps of a report on the workbench: what is offered, what a dialog refuses, and what follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models.enums import Conclusion, ReviewEvent, ReviewState
from app.ui.context import Context
from app.ui.kit import FieldRow
from app.ui.review.calendar_dialog import CalendarDialog, read_rules
from app.ui.review.step_dialog import StepDialog
from tests.ui.ime import type_chinese
from tests.ui.review.desk import CTRL, Bench
from tests.ui.review.queue_desk import too_small

Show = Callable[[QWidget], QWidget]
K = Qt.Key


@pytest.fixture
def bench(context: Context, shown: Show) -> Bench:
    context.settings.update(name="王甲")
    made = Bench(context, shown)
    made.desk.judge_all_good()
    return made.open()


def asked(bench: Bench) -> StepDialog:
    dialog = bench.bench.steps.dialog
    assert dialog is not None
    return dialog


def words(bench: Bench) -> list[str]:
    return [action.text() for action in bench.bench.steps.menu().actions() if action.text()]


def test_from_the_first_review_to_the_approval(bench: Bench) -> None:
    findings, bar = bench.bench.findings, bench.bench.bar
    findings.finish.click()
    asked(bench).confirm()
    assert bench.stored.head.state is ReviewState.FIRST_REVIEW_DONE
    assert bar.step.text() == "开始二审…" and not bench.bench.case.can_edit
    bar.step.click()
    dialog = asked(bench)
    assert dialog.by.text() == "", "the first reviewer is not proposed"
    dialog.by.setText("王甲")
    assert "二审人不能与初审人相同" in dialog.against.text() and not dialog.go.isEnabled()
    dialog.by.setText("李乙")
    assert too_small(dialog) == []
    bench.press(K.Key_Return, CTRL, on=dialog.by)
    bar.step.click()
    assert asked(bench).by.text() == "李乙"
    asked(bench).confirm()
    assert bench.stored.head.state is ReviewState.PENDING_APPROVAL
    assert findings.issue.isEnabled() and not findings.finish.isVisible()
    bench.bench.steps.take(ReviewEvent.APPROVE)
    asked(bench).by.setText("陈丙")
    asked(bench).confirm()
    head = bench.stored.head
    assert (head.state, head.second_reviewer, head.approver) == (ReviewState.PASSED, "李乙", "陈丙")
    letters = ["补正通知…", "核查问询单…", "核查机构评价表…"]
    assert words(bench) == ["重新打开…", *letters, "流转记录"]


def test_a_visit_needs_two_and_leads_back(bench: Bench) -> None:
    bench.bench.steps.take(ReviewEvent.REQUIRE_SITE)
    dialog = asked(bench)
    assert not dialog.go.isEnabled()
    type_chinese(dialog.reason, "电表读数与账单不符")
    dialog.confirm()
    assert bench.stored.head.state is ReviewState.SITE_CHECK_REQUIRED
    assert not bench.bench.findings.finish.isEnabled()
    bench.bench.bar.step.click()
    assert "至少要 2 人" in asked(bench).against.text()
    asked(bench).second.setText("李乙")
    asked(bench).confirm()
    bench.bench.bar.step.click()
    assert bench.stored.head.state is ReviewState.IN_FIRST_REVIEW
    bench.bench.steps.show_course()
    assert bench.bench.steps.popover is not None and len(bench.bench.case.steps) == 5


def test_leaving_asks_for_the_document_and_a_cancel_changes_nothing(bench: Bench) -> None:
    bench.bench.steps.take(ReviewEvent.EXEMPT)
    dialog = asked(bench)
    assert dialog.focusWidget() is dialog.document
    dialog.reject()
    assert bench.stored.head.state is ReviewState.IN_FIRST_REVIEW and bench.view.hasFocus()


def test_not_passed_is_finished_with_a_reason(bench: Bench) -> None:
    bench.bench.steps.finish(Conclusion.NOT_PASSED)
    assert "没有写明原因" in asked(bench).against.text()
    type_chinese(asked(bench).reason, "两次未补交，建议按 1,300 t 取值。")
    asked(bench).confirm()
    assert bench.stored.head.conclusion is Conclusion.NOT_PASSED


def test_a_calendar_that_cannot_be_read_is_not_kept(bench: Bench, context: Context) -> None:
    dialog = CalendarDialog(bench.window, context, read_rules(context.workspace, context.catalog))
    dialog.open()
    dialog.days.setPlainText("2月30日放假")
    assert "不存在的日期" in dialog.summary.text() and not dialog.save.isEnabled()
    dialog.days.setPlainText("5月1日至5日放假，4月27日上班。")
    assert dialog.summary.text() == "2025 年：放假 5 天，周末上班 1 天"
    dialog.numbers["correction"].setText("很多")
    dialog.confirm()
    assert dialog.isVisible()
    dialog.numbers["correction"].setText("7")
    assert too_small(dialog) == []
    dialog.confirm()
    calendar, limits, _, _ = read_rules(context.workspace, context.catalog)
    assert len(calendar.off) == 5 and {one.code: one.days for one in limits}["correction"] == 7


def test_every_step_says_what_it_needs(bench: Bench) -> None:
    """A star at each field that a guard asks for; nothing is cut; Esc changes nothing."""
    before = bench.context.workspace.digest()
    stars = {
        ReviewEvent.REQUIRE_SITE: ["经办人", "原因"],
        ReviewEvent.EXEMPT: ["经办人", "依据文件", "原因"],
    }
    for event, needed in stars.items():
        bench.bench.steps.take(event)
        dialog = asked(bench)
        rows = [one for one in dialog.findChildren(FieldRow) if one.star.isVisible()]
        assert [one.accessibleName() or one.label.text() for one in rows] == needed
        assert too_small(dialog) == []
        bench.press(K.Key_Escape, on=dialog.reason)
        assert bench.bench.steps.dialog is None and bench.view.hasFocus()
    bench.bench.steps.finish(Conclusion.NOT_PASSED)
    assert asked(bench).reason.accessibleName() == "原因"
    asked(bench).reject()
    assert bench.context.workspace.digest() == before


def test_the_calendar_by_keyboard_alone(bench: Bench, context: Context) -> None:
    dialog = CalendarDialog(bench.window, context, read_rules(context.workspace, context.catalog))
    dialog.open()
    assert dialog.focusWidget() is dialog.days
    type_chinese(dialog.days, "5月1日至5日放假，4月27日上班。")
    bench.press(K.Key_Escape, on=dialog.days)
    assert dialog.isVisible(), "what was typed is not lost unasked"
    dialog._stay.click()
    bench.press(K.Key_Return, CTRL, on=dialog.days)
    assert not dialog.isVisible()
    assert len(read_rules(context.workspace, context.catalog)[0].off) == 5
