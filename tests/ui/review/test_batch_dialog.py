"""导出全部意见: check, write, and the table of what was not written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.enums import Verdict
from app.services.documents.templates import default_template
from app.services.review.findings import save_finding
from app.services.workflow import issue_opinion
from app.ui.context import Context
from app.ui.review.batch_dialog import BatchDialog
from app.ui.review.queue import QueuePane
from tests.services.review.test_review import FULL, Desk
from tests.services.test_workflow import SIGNING

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def queue(context: Context, shown: Show, tmp_path: Path) -> QueuePane:
    """One issued opinion and one report without."""
    desk = Desk(context.workspace)
    desk.judge("ER-20", Verdict.NO)
    with context.workspace.write("问题") as session:
        save_finding(session, desk.form.findings[0].id, FULL)
    with context.workspace.write("出具") as session:
        args = (desk.form.head.report_id, desk.catalog, SIGNING, default_template(), tmp_path / "1.docx")
        issue_opinion(session, *args)
    Desk(context.workspace, name="示例大学", uscc=None)
    pane = QueuePane(context)
    pane.resize(1366, 654)
    pane.load()
    shown(pane)
    pane.tools.clear()
    pane.tools.show_all()
    return pane


def open_dialog(queue: QueuePane) -> BatchDialog:
    queue.tools.export_button.click()
    return queue.batch_dialog


def test_it_checks_writes_and_tells_what_was_not_written(queue: QueuePane, tmp_path: Path) -> None:
    dialog = open_dialog(queue)
    assert dialog.summary.text() == "可以导出 1 份，3 件不能导出"
    assert dialog.go.words == "导出 1 份"
    dialog._app.files.paths = [tmp_path / "意见"]  # type: ignore[attr-defined]
    dialog.change.click()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [p.name for p in (tmp_path / "意见").iterdir()] == ["001 示例热力有限公司 排放报告审核意见.docx"]
    assert dialog.summary.text() == "已导出 1 份，下列 3 件没有导出"
    assert dialog.open_folder.isVisible() and not dialog.go.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_closing_before_writing_writes_nothing(queue: QueuePane) -> None:
    dialog = open_dialog(queue)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible() and not dialog.folder.exists()


def test_a_row_leads_to_its_case(queue: QueuePane, context: Context) -> None:
    dialog = open_dialog(queue)
    row = dialog.lines.row_at(0)
    dialog.table.activated_row.emit(row)
    assert context.shell.opened[-1][:2] == ("report", row.report_id)  # type: ignore[attr-defined]
    assert not dialog.isVisible()


def test_only_ticked_cases_are_taken(queue: QueuePane) -> None:
    case = next(c for c in queue.rows.shown_cases() if c.name == "示例大学")
    queue.rows.check([case], True)
    dialog = open_dialog(queue)
    assert dialog.summary.text() == "可以导出 0 份，1 件不能导出" and not dialog.go.isEnabled()
    dialog.reject()
