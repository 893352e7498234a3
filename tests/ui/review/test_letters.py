"""Letters on the workbench: an outdated one, one read back, standard phrases."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt

from app.models.database import Workspace
from app.models.enums import Severity, Verdict
from app.models.unit import Unit
from app.services.documents.templates import default_template
from app.services.letters.phrases import phrase_rows, save_phrase
from app.services.review.findings import save_finding
from app.services.review.parts import FindingForm
from app.services.workflow import Signing, export_opinion
from app.ui.messages import Problem
from tests.ui.ime import compose, type_chinese
from tests.ui.review.desk import CTRL, Bench
from tests.ui.review.test_opinion import bench, start  # noqa: F401

K = Qt.Key


def rename(bench: Bench) -> None:  # noqa: F811
    with bench.context.workspace.write("改名") as session:
        session.get_one(Unit, bench.desk.unit).name = "示例供热有限公司"
    bench.bench.reload()


def phrase(workspace: Workspace, text: str, code: str = "", part: str = "") -> None:
    with workspace.write("常用语") as session:
        save_phrase(session, text, code, part)


def test_an_outdated_letter_is_told_and_may_stand_with_a_reason(bench: Bench) -> None:  # noqa: F811
    banner = bench.bench.letters.banner
    assert not banner.isVisible()
    start(bench).confirm()
    assert not banner.isVisible()
    rename(bench)
    assert banner.isVisible() and "有 1 处变化（单位名称改了）" in banner.label.text()
    assert [action.text() for action in banner.menu().actions()] == ["单位名称改了"]
    banner.keep.click()
    assert banner.isVisible(), "cancelled"
    bench.context.messages.answers = ["只改了名称"]  # type: ignore[attr-defined]
    banner.keep.click()
    assert not banner.isVisible()


def edited(bench: Bench, tmp_path: Path) -> Path:  # noqa: F811
    target = tmp_path / "改过.docx"
    with bench.context.workspace.read() as session:
        args = (bench.report, bench.context.catalog, Signing(), default_template(), target)
        export_opinion(session, *args)
    document = docx.Document(str(target))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace("各月之和", "十二个月之和")
    document.save(str(target))
    return target


def test_an_edited_letter_is_read_back(bench: Bench, tmp_path: Path) -> None:  # noqa: F811
    bench.context.files.paths = [edited(bench, tmp_path)]  # type: ignore[attr-defined]
    bench.bench.findings.read_back.click()
    dialog = bench.bench.letters.dialog
    assert dialog is not None and len(dialog.cards) == 1
    dialog.none.click()
    assert not dialog.take.isEnabled()
    dialog.all.click()
    bench.press(K.Key_Return, CTRL, on=dialog)
    assert "十二个月之和" in bench.stored.findings[0].form.fact
    assert bench.context.shell.said[-1] == "已采用 1 处修改"  # type: ignore[attr-defined]


def test_leaving_the_edits_or_a_bad_file_changes_nothing(bench: Bench, tmp_path: Path) -> None:  # noqa: F811
    before = bench.context.workspace.digest()
    read = bench.bench.findings.read_back
    read.click()
    bench.context.files.paths = [edited(bench, tmp_path)]  # type: ignore[attr-defined]
    read.click()
    bench.press(K.Key_Escape, on=bench.bench.letters.dialog)
    bad = tmp_path / "坏的.docx"
    bad.write_bytes(b"no word file")
    bench.context.files.paths = [bad]  # type: ignore[attr-defined]
    read.click()
    problem = bench.context.messages.said[-1]  # type: ignore[attr-defined]
    assert isinstance(problem, Problem) and "坏的.docx" in problem.sentence
    assert bench.context.workspace.digest() == before


def test_after_issuing_the_edits_are_only_shown(bench: Bench, tmp_path: Path) -> None:  # noqa: F811
    path = edited(bench, tmp_path)
    start(bench).confirm()
    bench.context.files.paths = [path]  # type: ignore[attr-defined]
    bench.bench.findings.read_back.click()
    dialog = bench.bench.letters.dialog
    assert dialog is not None and not dialog.take.isVisible() and not dialog.cards[0].box.isEnabled()
    dialog.reject()


def test_t_puts_a_phrase_into_the_remark(bench: Bench) -> None:  # noqa: F811
    phrase(bench.context.workspace, "未见计量表检定证书。")
    phrase(bench.context.workspace, "请说明原因。")
    bench.bench.checklist.go_to("ER-21")
    bench.press(K.Key_T)
    popover = bench.bench.letters.phrases.popover
    assert popover is not None and len(popover.lines) == 2
    popover.search.setText("jdzs")
    popover.search.searched.emit("jdzs")
    assert len(popover.lines) == 1
    bench.press(K.Key_Return, on=popover.search)
    assert bench.bench.card.remark.text() == "未见计量表检定证书。"
    bench.bench.leave()
    row = bench.stored.row("ER-21")
    assert row is not None and row.remark == "未见计量表检定证书。"


def test_a_composition_is_not_disturbed(bench: Bench) -> None:  # noqa: F811
    phrase(bench.context.workspace, "请说明原因。")
    remark = bench.bench.card.remark
    remark.setFocus()
    compose(remark, "t")
    bench.press(K.Key_T, CTRL, on=remark)
    assert bench.bench.letters.phrases.popover is None
    type_chinese(remark, "特")
    bench.press(K.Key_T, CTRL, on=remark)
    popover = bench.bench.letters.phrases.popover
    assert popover is not None
    bench.press(K.Key_Escape, on=popover)
    assert remark.text() == "特" and bench.bench.letters.phrases.popover is None


def test_phrases_are_made_changed_and_deleted_in_place(bench: Bench) -> None:  # noqa: F811
    messages = bench.context.messages
    helper = bench.bench.letters.phrases

    def texts() -> list[str]:
        with bench.context.workspace.read() as session:
            return [row.text for row in phrase_rows(session)]

    messages.answers = ["请说明原因。"]  # type: ignore[attr-defined]
    helper.open()
    assert helper.popover is not None
    helper.popover.new.click()
    assert texts() == ["请说明原因。"] and helper.popover is not None
    messages.answers = ["请说明原因并附证据。"]  # type: ignore[attr-defined]
    helper.popover.edit.click()
    assert texts() == ["请说明原因并附证据。"]
    helper.popover.remove.click()
    assert texts() == []
    helper.popover.dismiss()


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_finding_becomes_phrases(bench: Bench, is_whole: bool) -> None:  # noqa: F811
    if not is_whole:
        with bench.context.workspace.write("改") as session:
            form = FindingForm(Severity.MAJOR, "只有事实", "", "", "")
            save_finding(session, bench.stored.findings[0].id, form)
        bench.bench.reload()
    bench.bench.deeds.open_finding(bench.stored.findings[0].id)
    dialog = bench.bench.deeds.dialog
    assert dialog is not None
    dialog.phrase_wanted.emit()
    with bench.context.workspace.read() as session:
        assert len(phrase_rows(session)) == (3 if is_whole else 0)
    said = bench.context.messages.said  # type: ignore[attr-defined]
    assert bool(said) is not is_whole
    dialog.reject()
    assert bench.verdict("ER-20") is Verdict.NO
