"""登记收件: cancelled, refused, stored; again after a return; corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import DocumentKind, ReviewState
from app.services.journal.undo import undo
from app.services.review.answers import add_evidence
from app.services.review.cases import CaseRow, case_rows
from app.services.review.form import ReviewForm, review_form
from app.ui.context import Context
from app.ui.review.file_drop import FileDrop
from app.ui.review.receive_dialog import ReceiveDialog
from app.ui.theme import Mode
from tests.ui.review.queue_desk import fill, too_small, wait_for

Show = Callable[[QWidget], QWidget]
CTRL = Qt.KeyboardModifier.ControlModifier


class Office:
    """A window, and what is stored."""

    def __init__(self, context: Context, show: Show, qtbot: QtBot) -> None:
        fill(context)
        self._qtbot = qtbot
        self.context = context
        self.window = QWidget()
        self.window.resize(1366, 768)
        show(self.window)

    def case(self, name: str, kind: DocumentKind = DocumentKind.ER) -> CaseRow:
        with self.context.workspace.read() as session:
            rows = case_rows(session, 2024, self.context.catalog)
        return next(case for case in rows if (case.name, case.kind) == (name, kind))

    def form(self, name: str) -> ReviewForm:
        with self.context.workspace.read() as session:
            return review_form(session, self.case(name).report_id, self.context.catalog)

    def dialog(
        self,
        name: str,
        form: ReviewForm | None = None,
        kind: DocumentKind = DocumentKind.ER,
        fix: bool = False,
    ) -> ReceiveDialog:
        case = self.case(name, kind)
        self.made = ReceiveDialog(self.window, self.context, case, form, is_correction=fix)
        self.made.open()
        wait_for(self._qtbot, self.made)
        return self.made


@pytest.fixture
def office(context: Context, shown: Show, qtbot: QtBot) -> Office:
    return Office(context, shown, qtbot)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "2024年度排放报告.pdf"
    path.write_bytes(b"%PDF 1.7")
    return path


def write(dialog: ReceiveDialog, *, dated: str = "", emission: str = "") -> None:
    dialog.dated.editor.setText(dated)
    dialog.emission.editor.setText(emission)


def drop(target: FileDrop, *paths: Path) -> None:
    """What a person does who drags files out of a folder."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    down = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(target, down)


def test_a_report_is_registered_with_its_files_and_undone(office: Office, pdf: Path) -> None:
    digest = office.context.workspace.digest()
    dialog = office.dialog("示例医院")
    assert dialog.dated.editor.hasFocus() and dialog.received.editor.text() == "2025-03-19"
    assert not dialog.body_name.isVisible()
    write(dialog, dated="2025年3月6日", emission="1,204.50")
    drop(dialog.files, pdf, pdf)
    QTest.keyClick(dialog.emission.editor, Qt.Key.Key_Return, CTRL)
    assert not dialog.isVisible()
    head = office.form("示例医院").head
    assert (head.state, head.round) == (ReviewState.IN_FIRST_REVIEW, 1)
    assert (head.received_on, head.dated) == (date(2025, 3, 19), date(2025, 3, 6))
    assert head.emission_text == "1,204.50"
    assert [one.name for one in office.form("示例医院").attachments] == [pdf.name]
    assert office.context.shell.said == ["已登记“示例医院”的排放报告，第1轮"]
    undo(office.context.workspace)
    assert office.context.workspace.digest() == digest


def test_cancelled_nothing_is_stored_and_chosen_files_are_asked_about(office: Office, pdf: Path) -> None:
    digest = office.context.workspace.digest()
    dialog = office.dialog("示例医院")
    dialog.reject()
    assert not dialog.isVisible()
    dialog = office.dialog("示例医院")
    dialog.files.add_paths([pdf])
    dialog.reject()
    assert dialog.isVisible(), "the files would have to be gathered again"
    dialog._leave.click()
    assert not dialog.isVisible()
    assert office.context.workspace.digest() == digest


@pytest.mark.parametrize(
    ("received", "dated", "emission", "field", "words"),
    [
        ("", "", "", "received", "请写收到日期"),
        ("三月", "", "", "received", "日期写成 2025-04-25 这样"),
        ("2025-03-20", "", "", "received", "收到日期不能晚于今天"),
        ("2025-03-10", "2025-13-01", "", "dated", "日期写成 2025-04-25 这样"),
        ("2025-03-10", "2025-03-11", "", "dated", "报告日期晚于收到日期。请核对两个日期。"),
        ("2025-03-10", "", "约12万", "emission", "这里要写一个数，例如 1,234.56"),
        ("2025-03-10", "", "-5", "emission", "排放总量不能是负数。请按报告所载数字填写。"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    office: Office, received: str, dated: str, emission: str, field: str, words: str
) -> None:
    digest = office.context.workspace.digest()
    dialog = office.dialog("示例医院")
    dialog.received.editor.setText(received)
    write(dialog, dated=dated, emission=emission)
    dialog.confirm()
    row = getattr(dialog, field)
    assert dialog.isVisible() and row.error == words
    assert row.editor.hasFocus()
    assert dialog.primary.isEnabled()
    QApplication.sendPostedEvents()
    assert too_small(dialog) == []
    assert office.context.workspace.digest() == digest


def test_a_file_that_cannot_be_read_is_named_and_all_stays_typed(office: Office, tmp_path: Path) -> None:
    digest = office.context.workspace.digest()
    empty = tmp_path / "空.pdf"
    empty.touch()
    dialog = office.dialog("示例医院")
    write(dialog, emission="12")
    dialog.files.add_paths([empty, tmp_path])
    assert dialog.files.message.text() == f"“{tmp_path.name}”是文件夹，请选其中的文件。"
    dialog.confirm()
    assert "“空.pdf”是空文件" in dialog.files.message.text()
    assert dialog.isVisible() and dialog.emission.editor.text() == "12"
    assert office.context.workspace.digest() == digest
    cross = dialog.files.findChildren(QWidget, options=Qt.FindChildOption.FindChildrenRecursively)
    next(w for w in cross if w.accessibleName() == "去掉 空.pdf").click()
    assert dialog.files.message.text() == "" and dialog.files.choose_button.hasFocus()
    dialog.confirm()
    assert office.form("示例医院").head.emission_text == "12"


def test_files_are_chosen_in_the_systems_dialog(office: Office, pdf: Path) -> None:
    office.context.files.paths = [pdf]
    dialog = office.dialog("示例医院")
    dialog.files.choose_button.click()
    assert dialog.files.paths == [pdf]


def test_what_comes_in_again_is_the_next_round(office: Office) -> None:
    before = office.form("示例大学")
    dialog = office.dialog("示例大学", before)
    assert dialog.windowTitle() == "登记重报" and "第2轮" in dialog.context.text()
    assert dialog.emission.message.text() == "上一轮报的是 1,204.50"
    write(dialog, emission="1,203.20")
    dialog.confirm()
    head = office.form("示例大学").head
    assert (head.round, head.emission_text) == (2, "1,203.20")
    assert head.state is ReviewState.IN_FIRST_REVIEW


def test_a_verification_report_names_its_body(office: Office) -> None:
    dialog = office.dialog("示例大学", kind=DocumentKind.VR)
    assert dialog.body_name.isVisible()
    dialog.body_name.editor.setText("示例核查技术有限公司")
    dialog.confirm()
    case = office.case("示例大学", DocumentKind.VR)
    with office.context.workspace.read() as session:
        form = review_form(session, case.report_id, office.context.catalog)
    assert form.head.verification_body == "示例核查技术有限公司"


def test_what_was_registered_is_corrected(office: Office, pdf: Path) -> None:
    name = "示例热力有限公司"
    dialog = office.dialog(name, office.form(name), fix=True)
    assert dialog.emission.editor.text() == "1,204.50"
    assert not dialog.would_lose_text
    write(dialog, emission="1,240.50")
    dialog.files.add_paths([pdf])
    dialog.confirm()
    form = office.form(name)
    assert (form.head.round, form.head.emission_text) == (1, "1,240.50")
    assert [one.name for one in form.attachments] == [pdf.name]
    dialog = office.dialog(name, form, fix=True)
    dialog.files._drop_stored(form.attachments[0].id)
    assert dialog.would_lose_text
    dialog.confirm()
    assert office.form(name).attachments == ()


def test_evidence_stays(office: Office, pdf: Path) -> None:
    name = "示例热力有限公司"
    dialog = office.dialog(name, office.form(name), fix=True)
    dialog.files.add_paths([pdf])
    dialog.confirm()
    form = office.form(name)
    with office.context.workspace.write("证据") as session:
        key = form.attachments[0].id
        add_evidence(session, form.head.version_id, form.items[0].item, attachment_id=key)
    dialog = office.dialog(name, form, fix=True)
    dialog.files._drop_stored(key)
    dialog.confirm()
    assert dialog.isVisible() and "已用作审核证据" in dialog.files.message.text()
    assert len(office.form(name).attachments) == 1


def test_what_a_colleague_did_meanwhile_is_told(office: Office) -> None:
    dialog = office.dialog("示例医院")
    office.dialog("示例医院").confirm()
    dialog.confirm()
    assert dialog.isVisible() and "不能再登记报送" in office.context.messages.said[0].sentence


@pytest.mark.parametrize("height", [768, 640])
def test_many_files_are_scrolled_not_cut(
    office: Office, tmp_path: Path, height: int, each_theme: Mode
) -> None:
    office.window.resize(1180, height)
    dialog = office.dialog("示例大学", kind=DocumentKind.VR)
    paths = [tmp_path / f"附件{n}{'很长' * 40}.pdf" for n in range(9)]
    for path in paths:
        path.write_bytes(b"x" * 2_000_000)
    dialog.files.add_paths(paths)
    QApplication.sendPostedEvents()
    assert too_small(dialog) == []
    dialog.grab()
