"""出具审核意见: what is proposed, the check beside it, issuing, and everything that can go wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models.enums import Conclusion, ReviewState, Verdict
from app.models.errors import FileBusy
from app.services.documents.templates import default_template
from app.services.people import ensure_person
from app.services.review.findings import save_finding
from app.ui.context import Context
from app.ui.messages import Problem
from app.ui.review import issuing
from app.ui.review.opinion_dialog import OpinionDialog
from tests.ui.ime import type_chinese
from tests.ui.review.desk import CTRL, Bench
from tests.ui.review.test_workbench import WHOLE, Opened, outside  # noqa: F401

Show = Callable[[QWidget], QWidget]
K = Qt.Key


@pytest.fixture
def bench(context: Context, shown: Show) -> Bench:
    """A report with one whole finding, ready to be returned."""
    settings = context.settings
    settings.update(name="王甲", office="示例咨询有限公司")
    made = Bench(context, shown)
    with context.workspace.write("人员") as session:
        for name in ("李乙", "陈丙"):
            ensure_person(session, name)
    made.desk.judge("ER-20", Verdict.NO)
    with context.workspace.write("问题") as session:
        save_finding(session, made.desk.form.findings[0].id, WHOLE)
    return made.open()


def start(bench: Bench) -> OpinionDialog:
    bench.bench.findings.issue.click()
    dialog = bench.bench.deeds.issuing.dialog
    assert dialog is not None
    dialog.second_reviewer.setText("李乙")
    dialog.approver.setText("陈丙")
    bench.bench.deeds.issuing.check()
    return dialog


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for cell in table._cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def test_it_proposes_number_date_signer_deadline_and_place(bench: Bench) -> None:
    dialog = start(bench)
    assert dialog.number.text() == "碳审意〔2025〕001号"
    assert dialog.issued_on.value() == date(2025, 3, 19)
    assert dialog.resubmit_by.value() == date(2025, 3, 26), "five working days"
    assert dialog.reviewer.text() == "王甲" and dialog.office.text() == "示例咨询有限公司"
    folder = bench.context.workspace.path.parent
    assert dialog.target.parent == folder / "审核意见" / "2025"
    assert dialog.target.name == "001 示例热力有限公司 排放报告审核意见.docx"
    assert dialog.panel.state.words == "可以出具"


def test_issuing_by_keyboard_writes_the_file_and_concludes(bench: Bench) -> None:
    dialog = start(bench)
    target = dialog.target
    type_chinese(dialog.conclusion_note, "请逐项更正。")
    bench.press(K.Key_Return, CTRL, on=dialog.conclusion_note)
    assert "碳审意〔2025〕001号" in text_of(target)
    assert "各月之和与年量相差 1.30 t" in text_of(target)
    head = bench.stored.head
    assert (head.state, head.conclusion) == (ReviewState.RETURNED, Conclusion.RETURNED)
    assert head.opinion_number == "碳审意〔2025〕001号"
    assert bench.bench.deeds.issuing.dialog is None
    assert "已出具" in bench.context.shell.said[-1]  # type: ignore[attr-defined]
    assert bench.bench.findings.number.text() == "碳审意〔2025〕001号"


def test_the_issued_file_is_opened_and_shown(bench: Bench, outside: Opened) -> None:  # noqa: F811
    target = start(bench).target
    bench.bench.deeds.issuing.dialog.confirm()  # type: ignore[union-attr]
    bench.bench.findings.file.click()
    bench.bench.findings.folder.click()
    assert outside.paths == [target, target.parent]


def test_cancelling_changes_nothing(bench: Bench) -> None:
    dialog = start(bench)
    dialog.mark_clean()
    bench.press(K.Key_Escape, on=dialog)
    assert bench.stored.head.state is ReviewState.IN_FIRST_REVIEW
    assert not dialog.target.exists() and bench.view.hasFocus()


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("number", "", "“文号”为空"),
        ("reviewer", "", "“审核人”为空"),
        ("approver", "王甲", "审定人不能与审核人相同"),
        ("issued_on", "", "“日期”为空"),
        ("resubmit_by", "2025-03-01", "重报期限不晚于"),
    ],
)
def test_what_is_wrong_locks_the_button_and_leads_to_its_field(
    bench: Bench, field: str, text: str, words: str
) -> None:
    dialog = start(bench)
    getattr(dialog, field).setText(text)
    bench.bench.deeds.issuing.check()
    assert dialog.panel.state.words == "不能出具" and not dialog.issue.isEnabled()
    assert "须先改" in dialog.note.text()
    (found,) = [one for one in dialog.panel.rows if words in one.notice.sentence]
    found.click()
    assert dialog.focusWidget() is getattr(dialog, field)
    bench.press(K.Key_Return, CTRL, on=dialog.number)
    assert bench.stored.head.state is ReviewState.IN_FIRST_REVIEW


def test_a_notice_about_a_finding_leads_to_it(bench: Bench) -> None:
    harsh = WHOLE.__class__(WHOLE.severity, "数据系伪造。", "标准", "", "请更正。")
    with bench.context.workspace.write("问题") as session:
        save_finding(session, bench.stored.findings[0].id, harsh)
    bench.bench.reload()
    dialog = start(bench)
    (found,) = [one for one in dialog.panel.rows if "伪造" in one.notice.sentence]
    found.click()
    assert bench.bench.deeds.issuing.dialog is None
    assert bench.code == "ER-20"
    assert bench.bench.deeds.dialog is not None, "the finding is open"
    bench.bench.deeds.dialog.reject()


def busy_once(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The target is open in Word at the first try. Returns the targets that were tried."""
    tried: list[Path] = []
    real = issuing.issue_opinion

    def issue(*args: object) -> object:
        tried.append(args[-1])  # type: ignore[arg-type]
        if len(tried) == 1:
            raise FileBusy("“意见.docx”正被另一个程序打开。", "请关闭后重试。")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(issuing, "issue_opinion", issue)
    return tried


def test_a_file_open_in_word_is_tried_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = busy_once(monkeypatch)
    bench.context.messages.answers = ["retry"]  # type: ignore[attr-defined]
    start(bench).confirm()
    assert len(tried) == 2 and tried[0].exists()
    problem = bench.context.messages.said[-1]  # type: ignore[attr-defined]
    assert isinstance(problem, Problem) and [key for key, _ in problem.steps] == ["save_as", "retry"]
    assert problem.is_safe and bench.stored.head.state is ReviewState.RETURNED


def test_a_file_open_in_word_is_saved_elsewhere(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tried = busy_once(monkeypatch)
    other = tmp_path / "另一份.docx"
    bench.context.messages.answers = ["save_as"]  # type: ignore[attr-defined]
    bench.context.files.paths = [other]  # type: ignore[attr-defined]
    start(bench).confirm()
    assert tried[1] == other and other.exists() and not tried[0].exists()


def test_a_file_open_in_word_and_given_up_leaves_the_dialog_as_it_was(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy_once(monkeypatch)
    dialog = start(bench)
    dialog.confirm()
    assert dialog.isVisible() and dialog.issue.isEnabled()
    assert bench.stored.head.state is ReviewState.IN_FIRST_REVIEW


def test_the_place_can_be_changed(bench: Bench, tmp_path: Path) -> None:
    dialog = start(bench)
    bench.context.files.paths = [tmp_path / "别处" / "意见.docx"]  # type: ignore[attr-defined]
    dialog.change_place.click()
    dialog.confirm()
    assert (tmp_path / "别处" / "意见.docx").exists()


def test_an_existing_file_is_never_written_over(bench: Bench) -> None:
    first = start(bench)
    first.target.parent.mkdir(parents=True)
    first.target.write_bytes(b"older")
    first.mark_clean()
    first.reject()
    second = start(bench)
    assert second.target.name.endswith("审核意见 (2).docx")
    second.confirm()
    assert first.target.read_bytes() == b"older"


def test_a_preview_issues_nothing(bench: Bench, outside: Opened) -> None:  # noqa: F811
    dialog = start(bench)
    dialog.preview_wanted.emit()
    (draft,) = outside.paths
    assert draft.name.startswith("草稿") and "碳审意〔2025〕001号" in text_of(draft)
    assert bench.stored.head.state is ReviewState.IN_FIRST_REVIEW and dialog.isVisible()


def test_templates_of_the_office_are_offered_and_bad_ones_refused(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "模板"
    folder.mkdir()
    (folder / "本单位模板.docx").write_bytes(default_template().read_bytes())
    (folder / "坏的.docx").write_bytes(b"no word file")
    bench.context.settings.update(folders={"templates": str(folder)})
    dialog = start(bench)
    words = [dialog.template.itemText(n) for n in range(dialog.template.count())]
    assert words == ["随程序提供的模板", "坏的（有问题，不能用）", "本单位模板"]
    dialog.template.set_value("坏的.docx")
    bench.bench.deeds.issuing.check()
    assert dialog.panel.state.words == "不能出具"
    dialog.template.set_value("本单位模板.docx")
    bench.bench.deeds.issuing.check()
    dialog.confirm()
    assert dialog.target.exists()
    assert bench.context.settings.value.layouts["letters"]["template.opinion"] == "本单位模板.docx"
    assert bench.context.settings.value.layouts["letters"]["approver"] == "陈丙"


def test_not_passing_needs_its_reason(context: Context, shown: Show) -> None:
    context.settings.update(name="王甲")
    bench = Bench(context, shown)
    bench.desk.judge_all_good()
    bench.open()
    bench.bench.findings.radios[Conclusion.NOT_PASSED].click()
    dialog = start(bench)
    dialog.confirm()
    assert dialog.by_field["note"].error and dialog.isVisible()
    type_chinese(dialog.conclusion_note, "无法核实，建议取 1,300 t。")
    dialog.confirm()
    assert bench.stored.head.state is ReviewState.NOT_PASSED
    assert bench.stored.head.conclusion_note == "无法核实，建议取 1,300 t。"


def test_an_issued_opinion_is_exported_again(bench: Bench, tmp_path: Path) -> None:
    start(bench).confirm()
    bench.context.files.paths = [tmp_path / "再导出.docx"]  # type: ignore[attr-defined]
    bench.bench.findings.export.click()
    assert "碳审意〔2025〕001号" in text_of(tmp_path / "再导出.docx")
    assert "李乙" in text_of(tmp_path / "再导出.docx")


def test_a_number_that_is_taken_meanwhile_is_told_at_the_field(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = start(bench)
    other = bench.desk.__class__(bench.context.workspace, name="示例大学")
    other.judge("ER-20", Verdict.NO)
    with bench.context.workspace.write("另一件") as session:
        save_finding(session, other.form.findings[0].id, WHOLE)
        issuing.issue_opinion(
            session,
            other.form.head.report_id,
            other.catalog,
            dialog.signing,
            default_template(),
            dialog.target.with_name("另一件.docx"),
        )
    dialog.confirm()
    assert dialog.isVisible() and "已经用过" in dialog.by_field["number"].error
    assert bench.stored.head.state is ReviewState.IN_FIRST_REVIEW
