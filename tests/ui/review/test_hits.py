"""Hits in the workbench: they come by themselves, are settled with one key, and lead to a finding."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.enums import HitChange, HitDecision, Verdict
from app.services.checking import adoptable, check_view
from app.services.intake import correct_fact
from app.services.journal.undo import next_undo, undo
from app.ui.context import Context
from tests.ui.ime import compose
from tests.ui.review.desk import Bench
from tests.ui.review.hits_desk import HitsBench

Show = Callable[[QWidget], QWidget]
K = Qt.Key


@pytest.fixture
def bench(context: Context, shown: Show) -> HitsBench:
    made = HitsBench(context, shown)
    made.open("ER-41")
    return made


def test_opening_a_report_with_values_checks_it(bench: HitsBench) -> None:
    assert {hit.rule for hit in bench.stored_view.hits} >= {"X-01", "X-02"}
    last = next_undo(bench.context.workspace)
    assert last is not None and last.label == "读入"
    assert bench.bench.checklist.lines.open_hits["ER-41"] == 1


def test_a_report_without_values_is_not_checked(context: Context, shown: Show) -> None:
    bench = Bench(context, shown).open("ER-41")
    with context.workspace.read() as session:
        assert check_view(session, bench.desk.version, context.catalog.rules).hits == ()
    assert bench.bench.card.hits.cards == {}


def test_one_confirms_and_the_finding_is_written(bench: HitsBench) -> None:
    bench.press(K.Key_1)
    assert bench.hit("X-01").decision is HitDecision.CONFIRMED
    finding = next(f for f in bench.stored.findings if f.code == "ER-41")
    assert "3,400" in finding.form.fact and not finding.missing
    assert bench.verdict("ER-41") is Verdict.NO
    assert "ER-41" not in bench.bench.checklist.lines.open_hits
    undo(bench.context.workspace)
    assert bench.hit("X-01").decision is None and bench.stored.findings == ()


def test_two_asks_for_a_reason_and_enter_keeps_it(bench: HitsBench) -> None:
    bench.press(K.Key_2)
    line = bench.card("X-01").reason
    assert line.hasFocus()
    QTest.keyClick(line, K.Key_Return)
    assert bench.hit("X-01").decision is None
    compose(line, "停供")
    QTest.keyClick(line, K.Key_Escape)
    assert bench.hit("X-01").decision is None
    line.clear()
    line.setFocus()
    QTest.keyClicks(line, "12")  # digits that are text now, no keys
    QTest.keyClick(line, K.Key_Return)
    hit = bench.hit("X-01")
    assert (hit.decision, hit.reason) == (HitDecision.FALSE_ALARM, "12")
    assert bench.view.hasFocus() and bench.stored.findings == ()
    assert "误报：12" in bench.card("X-01").settled.text()
    bench.card("X-01").back.click()
    assert bench.hit("X-01").decision is None


def test_three_asks_whom_and_the_hit_stays_open(bench: HitsBench) -> None:
    bench.press(K.Key_3)
    asked = bench.card("X-01").ask_unit
    assert asked.hasFocus()
    QTest.keyClick(asked, K.Key_Return)
    assert bench.hit("X-01").decision is HitDecision.TO_VERIFY
    assert bench.bench.checklist.lines.open_hits["ER-41"] == 1
    bench.press(K.Key_1)
    assert bench.hit("X-01").decision is HitDecision.CONFIRMED


def test_what_is_typed_as_a_reason_survives_reading_anew(bench: HitsBench) -> None:
    bench.press(K.Key_2)
    line = bench.card("X-01").reason
    QTest.keyClicks(line, "abc")
    bench.bench.reload()
    assert bench.card("X-01").reason is line and line.text() == "abc"


def test_a_good_answer_stays_at_the_item_while_a_hit_is_open(bench: HitsBench) -> None:
    bench.press(K.Key_Y)
    assert bench.verdict("ER-41") is Verdict.YES and bench.code == "ER-41"
    bench.press(K.Key_2)
    QTest.keyClicks(bench.card("X-01").reason, "x")
    QTest.keyClick(bench.card("X-01").reason, K.Key_Return)
    bench.press(K.Key_Backspace)
    bench.press(K.Key_Y)
    assert bench.code != "ER-41"


def test_a_value_that_changes_is_checked_again(bench: HitsBench) -> None:
    bench.press(K.Key_1)
    c = bench.context
    for value, change in (("3500", HitChange.VALUES), ("3295.82", HitChange.GONE)):
        c.jobs.write(c.workspace, "更正", correct_fact, bench.desk.version, "c3.natural_gas.emission", value)
        assert bench.hit("X-01").change is change
    words = bench.card("X-01").settled.text()
    assert "不再出现" in words


def test_keys_say_so_where_there_is_no_hit(bench: HitsBench) -> None:
    bench.bench.checklist.go_to("ER-01")
    bench.press(K.Key_1)
    assert bench.context.shell.said[-1] == "这一条没有待定的疑点"  # type: ignore[attr-defined]


def test_the_filter_shows_items_with_hits(bench: HitsBench) -> None:
    bench.bench.checklist.switch.segment("hits").click()
    codes = {row.code for _, row in bench.bench.checklist.lines.items()}
    assert "ER-41" in codes and "ER-01" not in codes
    assert codes == set(bench.bench.case.hits.open_levels)


def test_all_proposals_are_taken_in_one_step(bench: HitsBench) -> None:
    bench.bench.checklist.adopt.click()
    dialog = bench.bench.hits.dialog
    assert dialog is not None
    dialog.reject()
    assert bench.stored.answered == 0
    bench.bench.checklist.adopt.click()
    dialog = bench.bench.hits.dialog
    assert dialog is not None and dialog.primary is not None
    count = dialog.table.rows.rowCount()
    dialog.primary.click()
    answered = [row for row in bench.stored.items if row.verdict is not None]
    assert len(answered) == count > 3 and not any(row.is_bad for row in answered)
    assert bench.verdict("ER-41") is None
    undo(bench.context.workspace)
    assert bench.stored.answered == 0


def test_the_proposal_of_an_item_is_taken_with_one_key(bench: HitsBench) -> None:
    case = bench.bench.case
    assert case.form is not None
    row, proposal = adoptable(case.form, case.hits)[0]
    bench.bench.checklist.go_to(row.code)
    panel = bench.bench.card.hits
    assert "程序判断：" in panel.words.text() and panel.take.isVisible()
    panel.take.click()
    assert bench.verdict(row.code) is proposal.verdict


def test_a_file_that_cannot_be_written_only_shows_hits(
    bench: HitsBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Context, "can_edit", property(lambda self: False))
    bench.bench.reload()
    card = bench.card("X-01")
    assert not card.confirm.isVisible()
    bench.press(K.Key_1)
    assert bench.hit("X-01").decision is None
