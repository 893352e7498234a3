"""Two reports of a unit side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models.enums import DocumentKind
from app.services.review.receive import Submission, receive
from app.ui.context import Context
from app.ui.report.compare import CompareView, difference
from app.ui.review.deeds import attach_all
from tests.services.reading.files import pdf, report_pdf
from tests.ui.review.desk import CTRL, Bench

K = Qt.Key


@pytest.fixture
def bench(context: Context, shown: Callable[[QWidget], QWidget], tmp_path: Path) -> Bench:
    made = Bench(context, shown)
    (tmp_path / "排放报告.pdf").write_bytes(report_pdf())
    with context.workspace.write("添加附件") as session:
        attach_all(session, made.desk.version, [tmp_path / "排放报告.pdf"])
    return made.open()


def with_verification(bench: Bench, folder: Path, total: str) -> None:
    (folder / "核查报告.pdf").write_bytes(
        pdf([["一"], [f"核查确认排放总量为 {total} tCO2。"], ["三"], ["四"]])
    )
    with bench.context.workspace.write("登记") as session:
        submission = Submission(date(2025, 3, 12), None, total, "示例核查公司")
        version = receive(session, bench.desk.unit, 2024, DocumentKind.VR, submission, bench.desk.catalog)
        session.flush()
        attach_all(session, version, [folder / "核查报告.pdf"])


def compare(bench: Bench) -> CompareView:
    bench.press(K.Key_4, CTRL)
    view = bench.bench.compare.view
    for pane in view.panes:
        pane.texts.finish()
    return view


def test_the_totals_are_held_against_each_other_and_marked(bench: Bench, tmp_path: Path) -> None:
    with_verification(bench, tmp_path, "1,177.50")
    view = compare(bench)
    assert view.isVisible() and not bench.bench.splitter.isVisible()
    assert bench.bench.bar.view.current == "compare"
    assert view.lines[0].accessibleName() == "排放总量 1,204.50 1,177.50 −27.00"
    view.lines[0].click()
    right = view.panes[1].view
    (mark,) = right.marks
    assert (mark.page, mark.tone, mark.is_current) == (1, "bad", True)
    bench.press(K.Key_Escape, on=view)
    assert bench.bench.splitter.isVisible() and bench.view.hasFocus()


def test_evidence_is_listed_and_leads_to_its_place(bench: Bench, tmp_path: Path) -> None:
    with_verification(bench, tmp_path, "1,204.50")
    pane = bench.bench.report.pane
    pane.texts.finish()
    bench.press(K.Key_F, CTRL)
    pane.finder.field.searched.emit("天然气")
    bench.press(K.Key_Escape, on=pane.finder)
    bench.press(K.Key_E)
    view = compare(bench)
    assert "＝" in view.lines[0].accessibleName()
    bench.press(K.Key_Down, on=view)
    bench.press(K.Key_Down, on=view)
    assert view.lines[1].hasFocus() and "ER-01" in view.lines[1].accessibleName()
    view.lines[1].click()
    assert view.panes[0].view.verticalScrollBar().value() > 500


def test_both_scroll_together_when_wished(bench: Bench, tmp_path: Path) -> None:
    with_verification(bench, tmp_path, "1")
    view = compare(bench)
    left, right = (pane.view.verticalScrollBar() for pane in view.panes)
    left.setValue(200)
    assert right.value() == 0
    bench.press(K.Key_S, on=view)
    left.setValue(500)
    assert right.value() == 300
    right.setValue(100)
    assert left.value() == 300


def test_without_another_report_it_says_so(bench: Bench) -> None:
    view = compare(bench)
    assert view.nothing.isVisible() and not view.panes[1].isVisible()


def test_differences() -> None:
    assert difference("1,204.50", "1204.5") == ("＝", "ink-2")
    assert difference("100", "90.5") == ("−9.50", "bad")
    assert difference("90.5", "100") == ("+9.50", "bad")
    assert difference("", "100") == ("", "")
