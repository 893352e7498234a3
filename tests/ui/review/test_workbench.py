"""The workbench: texts that save themselves, findings, evidence, attachments, history, finished reviews."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.enums import Conclusion, DocumentKind, FindingState, ReviewState, Severity, Verdict
from app.models.errors import DiskFull
from app.services.journal.undo import undo
from app.services.review.findings import finding_thread, save_finding
from app.services.review.parts import FindingForm
from app.ui.context import Context
from app.ui.review import case as case_module
from app.ui.review.checklist_paint import HEAD
from app.ui.review.evidence_dialog import EvidenceDialog
from app.ui.review.finding_dialog import FindingDialog
from app.ui.review.history_popover import HistoryPopover
from tests.ui.ime import compose, type_chinese
from tests.ui.review.desk import CTRL, Bench

Show = Callable[[QWidget], QWidget]
K = Qt.Key
WHOLE = FindingForm(Severity.CRITICAL, "各月之和与年量相差 1.30 t。", "DB11/T 1785", "-1.30", "请更正。")


@pytest.fixture
def bench(context: Context, shown: Show) -> Bench:
    return Bench(context, shown).open()


class Opened(QObject):
    """What was handed to the system."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.paths.append(Path(url.toLocalFile()))


@pytest.fixture
def outside() -> Iterator[Opened]:
    opened = Opened()
    QDesktopServices.setUrlHandler("file", opened, "take")
    yield opened
    QDesktopServices.unsetUrlHandler("file")


def finish(bench: Bench, conclusion: Conclusion = Conclusion.PASSED) -> None:
    bench.desk.judge_all_good()
    if conclusion is Conclusion.RETURNED:
        bench.desk.judge("ER-20", Verdict.NO)
        with bench.context.workspace.write("问题") as session:
            save_finding(session, bench.stored.findings[0].id, WHOLE)
    bench.desk.conclude(conclusion)
    bench.bench.reload()


def dialog_of(bench: Bench) -> FindingDialog:
    dialog = bench.bench.deeds.dialog
    assert isinstance(dialog, FindingDialog)
    return dialog


def test_a_remark_belongs_to_the_item_it_was_typed_for(bench: Bench) -> None:
    bench.press(K.Key_Return)
    type_chinese(bench.bench.card.remark, "甲")
    bench.bench.checklist.go_to("ER-03")
    assert bench.stored.row("ER-01").remark == "甲"  # type: ignore[union-attr]
    assert bench.bench.card.remark.text() == ""


def test_leaving_keeps_what_is_being_composed(bench: Bench) -> None:
    bench.press(K.Key_Return)
    compose(bench.bench.card.remark, "未完")
    bench.bench.leave()
    assert bench.stored.row("ER-01").remark == "未完"  # type: ignore[union-attr]


def test_typing_in_one_stay_is_one_step_of_undo(bench: Bench) -> None:
    remark = bench.bench.card.remark
    bench.press(K.Key_Return)
    for word in ("甲", "乙", "丙"):
        type_chinese(remark, word)
        remark.flush()
    undo(bench.context.workspace)
    assert bench.stored.row("ER-01").remark == ""  # type: ignore[union-attr]


def test_a_text_that_could_not_be_written_is_kept_and_written_later(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise DiskFull("磁盘已满。")

    monkeypatch.setattr(case_module, "set_remark", full)
    type_chinese(bench.bench.card.remark, "不能丢")
    bench.bench.checklist.go_to("ER-03")
    assert bench.stored.row("ER-01").remark == ""  # type: ignore[union-attr]
    bench.bench.checklist.go_to("ER-01")
    assert bench.bench.card.remark.text() == "不能丢"
    monkeypatch.undo()
    bench.bench.leave()
    assert bench.stored.row("ER-01").remark == "不能丢"  # type: ignore[union-attr]


def test_a_verdict_that_could_not_be_written_is_not_shown(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise DiskFull("磁盘已满。")

    monkeypatch.setattr(case_module, "judge", full)
    bench.press(K.Key_Y)
    row = bench.bench.case.row("ER-01")
    assert row and row.verdict is None
    assert bench.context.messages.said  # type: ignore[attr-defined]


def test_a_change_from_elsewhere_comes_in_without_taking_the_text(bench: Bench) -> None:
    bench.press(K.Key_Return)
    type_chinese(bench.bench.card.remark, "正在写")
    bench.desk.judge("ER-01", Verdict.YES)
    bench.bench.reload()
    assert bench.bench.card.verdicts[Verdict.YES].isChecked()
    assert bench.bench.card.remark.text() == "正在写" and bench.bench.card.remark.hasFocus()


def test_the_finding_of_an_item_is_written_in_a_dialog(bench: Bench) -> None:
    bench.press(K.Key_N)
    bench.press(K.Key_Q)
    dialog = dialog_of(bench)
    assert "还缺事实" in dialog.note.text()
    dialog.fact.editor.setText("封面未见公章。")  # type: ignore[attr-defined]
    dialog.request.editor.setText("请补盖公章。")  # type: ignore[attr-defined]
    dialog.effect.setText("3.5 吨")
    bench.press(K.Key_Return, CTRL, on=dialog.fact.editor)
    assert dialog.isVisible() and dialog.focusWidget() is dialog.effect, "an effect is a number"
    dialog.effect.setText("-3.5")
    (minor,) = [s for s in dialog.findChildren(QShortcut) if s.key() == QKeySequence("Alt+3")]
    minor.activated.emit()
    bench.press(K.Key_Return, CTRL, on=dialog.effect)
    (finding,) = bench.stored.findings
    assert finding.form.fact == "封面未见公章。"
    assert (finding.form.effect_text, finding.severity) == ("-3.5", Severity.MINOR)
    assert bench.view.hasFocus(), "after a dialog: back to the item"


def test_a_cancelled_finding_changes_nothing(bench: Bench) -> None:
    bench.press(K.Key_N)
    before = bench.stored.findings
    bench.press(K.Key_Q)
    bench.press(K.Key_Escape, on=dialog_of(bench))
    assert bench.stored.findings == before and bench.bench.deeds.dialog is None


def test_a_finding_by_hand_may_belong_to_no_item(bench: Bench) -> None:
    bench.bench.findings.add.click()
    dialog = dialog_of(bench)
    dialog.fact.editor.setText("事实")  # type: ignore[attr-defined]
    dialog.confirm()
    (finding,) = bench.stored.findings
    assert (finding.code, finding.form.fact) == ("", "事实")
    assert finding.missing == ("依据", "整改要求")


def test_a_finding_is_removed_and_comes_back_with_the_same_verdict(bench: Bench) -> None:
    bench.press(K.Key_N)
    finding = bench.stored.findings[0]
    bench.bench.findings.list.setFocus()
    bench.press(K.Key_Delete, on=bench.bench.findings.list)
    assert not bench.stored.findings
    assert "还没有写问题" in bench.bench.card.finding_words.text()
    bench.bench.checklist.focus_list()
    bench.press(K.Key_Q)
    assert [f.code for f in bench.stored.findings] == [finding.code]
    assert isinstance(bench.bench.deeds.dialog, FindingDialog)
    bench.bench.deeds.dialog.reject()


def test_a_finding_of_an_earlier_round_is_closed_not_rewritten(bench: Bench) -> None:
    finish(bench, Conclusion.RETURNED)
    bench.desk.receive()
    bench.bench.reload()
    (old,) = bench.bench.findings.list.model_rows
    assert old.round == 1 and bench.stored.head.round == 2
    bench.bench.deeds.open_finding(old.id)
    dialog = dialog_of(bench)
    assert all(one.editor.isReadOnly() for one in (dialog.fact, dialog.basis, dialog.request))
    assert dialog.reply is not None
    type_chinese(dialog.reply.answer, "已补十月数据。")
    dialog.end_as(FindingState.ACCEPTED)
    assert dialog.isVisible(), "accepted needs a reason"
    type_chinese(dialog.reply.check, "新版附表 C.7 已补全。")
    dialog.end_as(FindingState.CLOSED)
    assert not bench.stored.open_findings
    with bench.context.workspace.read() as session:
        texts = [entry.text for entry in finding_thread(session, old.id)]
    assert {"已更正", "已补十月数据。", "新版附表 C.7 已补全。", "待单位答复"} <= set(texts)


def test_evidence_is_added_by_key_and_removed(bench: Bench, outside: Opened, tmp_path: Path) -> None:
    file = tmp_path / "排放报告.pdf"
    file.write_bytes(b"%PDF-1.4 made up")
    bench.context.files.paths = [file]  # type: ignore[attr-defined]
    bench.bench.attachments.add.click()
    bench.press(K.Key_E)
    dialog = bench.bench.deeds.dialog
    assert isinstance(dialog, EvidenceDialog)
    assert dialog.file_name == file.name, "the only attachment is proposed"
    dialog.number.setText("12")
    dialog.words.setText("附表 C.3 柴油行")
    dialog.confirm()
    (evidence,) = bench.stored.row("ER-01").evidence  # type: ignore[union-attr]
    assert (evidence.page, evidence.quote) == ("12", "附表 C.3 柴油行")
    assert evidence.attachment_id == bench.stored.attachments[0].id
    bench.press(K.Key_P)
    pane = bench.bench.report.pane
    assert pane.isVisible() and "已损坏" in pane.trouble.heading.text()
    pane.outside.click()
    assert [path.name for path in outside.paths] == [file.name]
    assert outside.paths[0].read_bytes() == file.read_bytes()
    (shown,) = bench.bench.card.evidence.rows
    shown.setFocus()
    bench.press(K.Key_Delete, on=shown)
    assert bench.stored.row("ER-01").evidence == ()  # type: ignore[union-attr]


def test_evidence_without_anything_is_refused(bench: Bench) -> None:
    bench.press(K.Key_E)
    dialog = bench.bench.deeds.dialog
    assert isinstance(dialog, EvidenceDialog)
    dialog.confirm()
    assert dialog.isVisible() and "至少" in dialog.note.text() and dialog.file_row.error
    dialog.reject()


@pytest.mark.parametrize("name", ["看我.exe", "宏.xlsm", "快捷方式.lnk", "脚本.js", "..\\..\\逃.bat"])
def test_what_could_run_is_never_opened(bench: Bench, outside: Opened, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"MZ")
    bench.context.files.paths = [file]  # type: ignore[attr-defined]
    bench.press(K.Key_O)
    (attachment,) = bench.stored.attachments
    assert bench.stored.row("ER-01").evidence[0].attachment_id == attachment.id  # type: ignore[union-attr]
    pane = bench.bench.report.pane
    assert pane.isVisible() and not pane.is_ready
    pane.outside.click()
    (shown,) = outside.paths
    assert shown.is_dir(), "only the folder is shown"
    assert "没有直接打开" in bench.context.shell.said[-1]  # type: ignore[attr-defined]


def test_an_empty_file_is_refused_with_a_sentence(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "空.pdf").touch()
    bench.context.files.paths = [tmp_path / "空.pdf"]  # type: ignore[attr-defined]
    bench.bench.attachments.add.click()
    (problem,) = bench.context.messages.said  # type: ignore[attr-defined]
    assert "空文件" in problem.sentence and not bench.stored.attachments


def drop(target: QWidget, *paths: Path) -> bool:
    """Drop files on a widget; whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, button, none = QPoint(20, 20), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, button, none)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, button, none)
        QApplication.sendEvent(target, event)
    return enter.isAccepted()


def test_files_are_dropped_on_the_attachments(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(b"%PDF")
    assert drop(bench.bench.attachments, tmp_path / "甲.pdf", tmp_path)
    assert [a.name for a in bench.stored.attachments] == ["甲.pdf"]
    assert "文件夹不能作附件" in bench.context.shell.said[-1]  # type: ignore[attr-defined]
    finish(bench)
    assert not drop(bench.bench.attachments, tmp_path / "甲.pdf")


def test_an_attachment_is_taken_off_and_undo_brings_it_back(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(b"%PDF")
    bench.context.files.paths = [tmp_path / "甲.pdf"]  # type: ignore[attr-defined]
    bench.bench.attachments.add.click()
    (shown,) = bench.bench.attachments.files
    bench.press(K.Key_Delete, on=shown)
    assert not bench.stored.attachments
    undo(bench.context.workspace)
    assert [a.name for a in bench.stored.attachments] == ["甲.pdf"]


def test_h_tells_why_and_goes_back(bench: Bench) -> None:
    bench.bench.checklist.go_to("ER-20")
    bench.press(K.Key_Y)
    bench.bench.checklist.go_to("ER-20")
    bench.press(K.Key_N)
    bench.press(K.Key_H)
    popover = bench.bench.deeds.popover
    assert isinstance(popover, HistoryPopover)
    assert "王甲：“是” 改为 “否”" in popover.text()
    popover.copy.click()
    assert QApplication.clipboard().text() == popover.text()
    popover.restore.click()
    assert bench.verdict("ER-20") is Verdict.YES
    assert bench.view.hasFocus()


def test_h_says_so_where_nobody_said_anything(bench: Bench) -> None:
    bench.press(K.Key_H)
    popover = bench.bench.deeds.popover
    assert popover is not None and popover.text() == "ER-01 的修改记录"
    bench.press(K.Key_Escape, on=popover)
    assert bench.bench.deeds.popover is None and bench.view.hasFocus()


def test_the_score_sheet_is_shown_and_answered(context: Context, shown: Show) -> None:
    bench = Bench(context, shown, DocumentKind.VR).open("VR-10")
    bench.press(K.Key_N)
    assert "尚未填入" in bench.bench.findings.score_note.text()
    bench.bench.findings.score_link.click()
    table = bench.bench.card.score
    assert bench.code == "VR-40" and table.isVisible()
    score = bench.bench.case.score
    assert score is not None and table.total.text() == f"{score.value} 分 · {score.grade}"
    bench.press(K.Key_Y)
    assert bench.verdict("VR-40") is None
    table.use.click()
    assert bench.stored.row("VR-40").answer == str(score.value)  # type: ignore[union-attr]
    assert not table.use.isVisible()


def everything_is_shut(bench: Bench) -> None:
    before = bench.stored
    bench.bench.checklist.go_to("ER-20")
    for key in (K.Key_Y, K.Key_N, K.Key_A, K.Key_Backspace, K.Key_E, K.Key_O):
        bench.press(key)
    assert bench.bench.deeds.dialog is None
    assert all(not made.isEnabled() for made in bench.bench.card.verdicts.values())
    assert bench.bench.card.remark.isReadOnly()
    assert not bench.bench.attachments.add.isVisible() and not bench.bench.findings.add.isVisible()
    assert bench.stored == before


def test_a_finished_review_is_shown_and_cannot_be_changed(bench: Bench) -> None:
    finish(bench)
    everything_is_shut(bench)
    assert bench.bench.findings.conclusion.words == "通过"
    assert bench.bench.findings.reopen.isVisible() and not bench.bench.findings.receive.isVisible()


def test_a_read_only_file_is_shown_and_cannot_be_changed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(bench.context), "can_edit", False)
    bench.bench.reload()
    everything_is_shut(bench)
    assert not bench.bench.findings.issue.isEnabled()


def test_reopening_is_asked_first(bench: Bench) -> None:
    finish(bench)
    bench.bench.findings.reopen.click()
    dialog = bench.bench.steps.dialog
    assert dialog is not None and not dialog.go.isEnabled() and "没有写明原因" in dialog.against.text()
    dialog.reject()
    assert bench.stored.head.state is ReviewState.FIRST_REVIEW_DONE
    bench.bench.findings.reopen.click()
    dialog = bench.bench.steps.dialog
    assert dialog is not None
    dialog.by.setText("王甲")
    type_chinese(dialog.reason, "漏看一项")
    bench.press(K.Key_Return, CTRL, on=dialog.reason)
    assert bench.stored.head.state is ReviewState.IN_FIRST_REVIEW
    bench.press(K.Key_Backspace)
    assert bench.bench.case.can_edit


def test_a_returned_report_offers_to_register_the_next_submission(bench: Bench) -> None:
    finish(bench, Conclusion.RETURNED)
    asked: list[str] = []
    bench.bench.receive_wanted.connect(asked.append)
    bench.bench.findings.receive.click()
    assert asked == [bench.report]


def test_conclusions_say_why_they_are_locked(bench: Bench) -> None:
    findings = bench.bench.findings
    assert findings.picked is Conclusion.PASSED
    assert "项未判定" in findings.reason.text() and not findings.issue.isEnabled()
    bench.press(K.Key_N)
    assert findings.picked is Conclusion.RETURNED, "what was found proposes the conclusion"
    assert "还缺事实" in findings.reason.text()
    findings.radios[Conclusion.NOT_PASSED].click()
    bench.press(K.Key_F)
    bench.press(K.Key_Y)
    assert findings.picked is Conclusion.NOT_PASSED, "the person's choice stays"


def test_a_report_that_is_gone_is_told(context: Context, shown: Show) -> None:
    bench = Bench(context, shown)
    bench.report = "gone"
    bench.open()
    assert bench.bench.trouble.isVisible()
    left: list[bool] = []
    bench.bench.back_wanted.connect(lambda: left.append(True))
    bench.bench.back_button.click()
    assert left


def test_the_status_bar_tells_how_far_one_is(bench: Bench) -> None:
    rest = bench.stored.total
    bench.press(K.Key_Y)
    assert bench.bench.status_text() == f"未判定 {rest - 1} 项 · 未关闭问题 0 个"


def test_widths_are_remembered(bench: Bench) -> None:
    bench.bench.splitter.moveSplitter(520, 1)
    bench.bench.resize(bench.bench.width() - 2, 600)
    layouts = bench.context.settings.value.layouts["workbench"]
    assert layouts["1300"][0] == 520


def too_small(root: QWidget) -> Iterator[str]:
    """Visible widgets that are smaller than their own least size."""
    for widget in root.findChildren(QWidget):
        least = widget.minimumSizeHint()
        if not widget.isVisible() or not least.isValid() or widget.objectName().startswith("qt_"):
            continue
        if widget.width() < least.width() or widget.height() < least.height():
            yield f"{type(widget).__name__} {widget.accessibleName()} {widget.size()} < {least}"


@pytest.mark.parametrize("size", [(1366, 576), (1180, 520), (1920, 900)])
def test_nothing_is_cut(
    context: Context, shown: Show, qtbot: QtBot, each_theme: object, size: tuple[int, int]
) -> None:
    bench = Bench(context, shown, size=size).open("ER-12")
    bench.press(K.Key_N)
    assert bench.window.size().toTuple() == size, "the page fits, it does not ask for more"
    qtbot.waitUntil(lambda: list(too_small(bench.bench)) == [], timeout=1000)


def test_the_same_report_again_only_goes_to_the_item(bench: Bench) -> None:
    bench.press(K.Key_Y)
    bench.bench.show_report(bench.report, "ER-41")
    assert bench.code == "ER-41"
    assert replace(bench.stored).answered == 1


def test_the_current_item_stays_below_the_head_however_the_list_is_squeezed(bench: Bench) -> None:
    view = bench.view
    bench.bench.checklist.go_to("ER-24")
    for high in (420, 60, 200, 320):
        view.setFixedHeight(high)
        QApplication.processEvents()
    rect = view.visualRect(view.currentIndex())
    assert rect.top() >= HEAD and rect.bottom() < view.viewport().height()
