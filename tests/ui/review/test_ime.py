"""A thousand random compositions in every text of the workbench, with keys meanwhile: no verdict moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import DocumentKind, ReviewEvent, Verdict
from app.models.recorder import raw
from app.services.review.findings import save_finding
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.review.deeds import attach_all
from tests.services.reading.files import report_pdf
from tests.services.review.test_review import FULL
from tests.ui.ime import compose, type_chinese
from tests.ui.review.desk import CTRL, Bench
from tests.ui.review.hits_desk import HitsBench

Show = Callable[[QWidget], QWidget]
K = Qt.Key
COMPOSITIONS = 1000
SEED = 20261128
PINYIN = "ynafgyuhpqeotwkj"
CHOSEN = ("是", "否", "不适用", "已核对", "缺10月数据", "y", "n")
# Every key that does something in the list, and those that leave a text or go on.
KEYS = (
    *(K.Key_Y, K.Key_N, K.Key_A, K.Key_F, K.Key_G, K.Key_J, K.Key_K, K.Key_E, K.Key_Q, K.Key_H, K.Key_T),
    *(K.Key_1, K.Key_2, K.Key_3, K.Key_Space, K.Key_Backspace, K.Key_Down, K.Key_Up, K.Key_Return),
    *(K.Key_Escape, K.Key_Slash, K.Key_W, K.Key_O, K.Key_P),
)


def texts(root: QWidget) -> list[QWidget]:
    """What can be typed into now."""
    found = [w for w in root.findChildren(QWidget) if isinstance(w, QLineEdit | QTextEdit)]
    return [w for w in found if w.isVisible() and w.isEnabled() and not w.isReadOnly()]


def name_of(widget: QWidget) -> str:
    """What kind of text it is, for the count."""
    line = widget.parentWidget()
    return f"{type(widget).__name__} {widget.accessibleName()} in {type(line).__name__}"


class Rounds:
    """Shares the compositions out to the places where something is written, at random but repeatably."""

    def __init__(self) -> None:
        self.random = Random(SEED)
        self.done = 0
        self.kinds: Counter[str] = Counter()

    def compose_in(self, widgets: list[QWidget], count: int) -> None:
        for _ in range(count):
            widget = self.random.choice(widgets)
            self.kinds[name_of(widget)] += 1
            self.compose(widget)

    def compose(self, widget: QWidget) -> None:
        """One composition: letters and keys in turn, and at the end a word or nothing."""
        random = self.random
        self.done += 1
        widget.setFocus()
        assert widget.hasFocus(), (
            self.done,
            QApplication.focusWidget(),
            QApplication.activeWindow(),
            widget.window(),
            widget.isVisible(),
            widget.isEnabled(),
            QApplication.activePopupWidget(),
        )
        written = ""
        for _ in range(random.randint(1, 3)):
            written += random.choice(PINYIN)
            compose(widget, written)
            if widget.inherits("QListView"):
                continue  # where keys are meant to act; only an input method has nothing to say there
            # What is pressed meanwhile goes to whatever has the focus, as on a desk.
            key = random.choice(KEYS)
            QTest.keyClick(QApplication.focusWidget() or widget, key)
            assert widget.hasFocus(), f"{name_of(widget)} let {key.name} through"
            if random.random() < 0.3:
                QTest.keyClick(widget, K.Key_Return, CTRL)
        if random.random() < 0.7:
            type_chinese(widget, random.choice(CHOSEN))
            if not widget.inherits("QListView"):
                QTest.keyClicks(widget, random.choice(PINYIN))  # and a plain letter after it is written
        else:
            compose(widget, "")


def verdict_changes(bench: Bench) -> int:
    """How often a verdict was ever written: what is changed and changed back counts twice."""
    with bench.context.workspace.read() as session:
        query = "SELECT count(*) FROM op WHERE entity = 'item' AND field = 'verdict'"
        return int(raw(session).execute(query).fetchone()[0])


def stations(bench: HitsBench, shown: Show, qtbot: QtBot) -> Iterator[list[QWidget]]:
    """One place after the other where something is written; each is left as a person leaves it."""
    desk = bench.bench
    yield [bench.view]
    desk.checklist.go_to("ER-12")
    yield texts(bench.window)
    written = next(row.code for row in bench.stored.items if row.item.answer.value == "T")
    desk.checklist.go_to(written)
    yield texts(desk.card)
    desk.checklist.go_to("ER-41")
    desk.checklist.focus_list()
    bench.press(K.Key_2)
    yield [bench.card("X-01").reason]
    desk.checklist.focus_list()
    bench.press(K.Key_F, CTRL)
    yield texts(desk.report.pane)
    bench.press(K.Key_Escape, on=desk.report.pane.finder.field)
    bench.press(K.Key_Slash)
    yield [desk.checklist.search]
    desk.checklist.focus_list()
    yield from dialogs(bench, qtbot)
    numbers = Bench(bench.context, shown, DocumentKind.VR).open("VR-11")
    activate(numbers.window, qtbot)
    yield [numbers.bench.card.answer.number]
    activate(bench.window, qtbot)


def dialogs(bench: Bench, qtbot: QtBot) -> Iterator[list[QWidget]]:
    """The texts of the dialogs that open over the workbench."""
    desk = bench.bench
    desk.checklist.go_to("ER-02")
    openers: tuple[Callable[[], object], ...] = (
        lambda: bench.press(K.Key_Q),
        lambda: desk.deeds.ask_evidence("ER-02"),
        lambda: desk.steps.take(ReviewEvent.REQUIRE_SITE),
        lambda: desk.steps.take(ReviewEvent.EXEMPT),
        lambda: desk.findings.issue.click(),
    )
    for opener in openers:
        desk.checklist.focus_list()
        opener()
        found = [d for d in bench.window.findChildren(Dialog) if d.isVisible()]
        assert found, f"{openers.index(opener)} opened nothing"
        activate(found[-1], qtbot)
        yield texts(found[-1])
        found[-1].asks_before_loss = False
        found[-1].reject()
        activate(bench.window, qtbot)


def activate(window: QWidget, qtbot: QtBot) -> None:
    """Bring a window to the front, as a person who opens a dialog finds it."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


@pytest.fixture
def bench(context: Context, shown: Show, tmp_path: Path) -> HitsBench:
    """Values with doubts, a report beside the list, a finding, and everything answered but the last."""
    context.settings.update(name="王甲")
    made = HitsBench(context, shown)
    (tmp_path / "排放报告.pdf").write_bytes(report_pdf())
    with context.workspace.write("添加附件") as session:
        attach_all(session, made.stored.head.version_id, [tmp_path / "排放报告.pdf"])
    made.desk.judge("ER-02", Verdict.NO)
    with context.workspace.write("写问题") as session:
        save_finding(session, next(f.id for f in made.stored.findings if f.code == "ER-02"), FULL)
    made.open("ER-01")
    made.bench.report.pane.texts.finish()
    return made


def test_a_thousand_compositions_never_judge(
    bench: HitsBench, shown: Show, qtbot: QtBot, publish: Callable[[str], None]
) -> None:
    before, written = {r.code: r.verdict for r in bench.stored.items}, verdict_changes(bench)
    places = 15
    rounds = Rounds()
    for number, widgets in enumerate(stations(bench, shown, qtbot)):
        assert widgets, f"place {number} has no text"
        rounds.compose_in(widgets, COMPOSITIONS // places)
    remark = bench.bench.card.remark
    bench.bench.checklist.go_to("ER-01")
    rounds.compose_in([remark], COMPOSITIONS - rounds.done)
    bench.bench.leave()
    changed = verdict_changes(bench) - written
    publish(f"{rounds.done} compositions in {len(rounds.kinds)} kinds of text: {changed} verdict changes")
    assert rounds.done == COMPOSITIONS
    assert len(rounds.kinds) >= 22, rounds.kinds
    assert changed == 0 and {r.code: r.verdict for r in bench.stored.items} == before
