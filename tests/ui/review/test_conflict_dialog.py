"""申报利益冲突 by keyboard alone: cancelled, refused, declared, withdrawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.services.review.flow import conflicts_of
from app.ui.context import Context
from app.ui.review.conflict_dialog import ConflictDialog
from app.ui.review.queue import QueuePane
from tests.ui.ime import compose, type_chinese
from tests.ui.review.queue_desk import fill, too_small

Show = Callable[[QWidget], QWidget]
K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
WHY = "三年内受雇于该单位或为其提供咨询"


@pytest.fixture
def queue(context: Context, shown: Show) -> QueuePane:
    fill(context)
    pane = QueuePane(context)
    pane.resize(1180, 526)
    shown(pane)
    pane.load()
    return pane


def opened(queue: QueuePane) -> ConflictDialog:
    queue.case_pane.declare()
    return queue.case_pane.conflict


def declared(queue: QueuePane, context: Context) -> dict[str, str]:
    case = queue.list.current_case
    assert case is not None
    with context.workspace.read() as session:
        return conflicts_of(session, case.unit_id)


def test_a_conflict_is_declared_and_withdrawn(queue: QueuePane, context: Context) -> None:
    dialog = opened(queue)
    assert dialog.focusWidget() is dialog._reason and dialog.person == "王甲"
    assert too_small(dialog) == []
    type_chinese(dialog._reason, WHY)
    QTest.keyClick(dialog._reason, K.Key_Return, CTRL)
    assert not dialog.isVisible() and declared(queue, context) == {"王甲": WHY}
    again = opened(queue)
    assert too_small(again) == []
    again._on_chosen("王甲")
    QTest.keyClick(again._reason, K.Key_Return, CTRL)
    assert declared(queue, context) == {}


def test_without_a_reason_it_is_refused_at_its_field(queue: QueuePane, context: Context) -> None:
    dialog = opened(queue)
    QTest.keyClick(dialog._reason, K.Key_Return, CTRL)
    assert dialog.isVisible() and [line for line in dialog.rows if line.error]
    assert declared(queue, context) == {}
    dialog.reject()


def test_a_cancel_changes_nothing_and_esc_waits_for_the_composition(
    queue: QueuePane, context: Context
) -> None:
    before = context.workspace.digest()
    dialog = opened(queue)
    compose(dialog._reason, "gu")
    QTest.keyClick(dialog._reason, K.Key_Escape)
    assert dialog.isVisible()
    compose(dialog._reason, "")
    QTest.keyClick(dialog._reason, K.Key_Escape)
    assert not dialog.isVisible() and context.workspace.digest() == before
