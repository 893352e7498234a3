"""补正通知, 核查问询单 and 评价表 from the desk: reached, checked, written, refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.models.enums import DocumentKind, Verdict
from app.models.errors import FileBusy
from app.models.report import ReportVersion
from app.services.documents.letter_kinds import LetterKind
from app.services.letters import notices
from app.services.people import ensure_person
from app.services.review.findings import save_finding
from app.ui.context import Context
from app.ui.messages import Problem
from app.ui.review.letter_dialog import EvaluationDialog, NoticeDialog
from tests.services.test_workflow import text_of
from tests.ui.ime import type_chinese
from tests.ui.review.desk import CTRL, Bench
from tests.ui.review.test_workbench import WHOLE, Opened, outside  # noqa: F401

Show = Callable[[QWidget], QWidget]
K = Qt.Key
BODY = "示例核查技术有限公司"


def a_bench(context: Context, shown: Show, kind: DocumentKind = DocumentKind.ER) -> Bench:
    context.settings.update(name="王甲", office="示例咨询有限公司")
    made = Bench(context, shown, kind)
    made.desk.judge("ER-20" if kind is DocumentKind.ER else "VR-10", Verdict.NO)
    with context.workspace.write("准备") as session:
        ensure_person(session, "李乙")
        save_finding(session, made.desk.form.findings[0].id, WHOLE)
        session.get_one(ReportVersion, made.desk.version).verification_body = BODY
    return made.open()


@pytest.fixture
def bench(context: Context, shown: Show) -> Bench:
    """A report with one whole finding."""
    return a_bench(context, shown)


def menu_of(bench: Bench) -> dict[str, object]:
    return {action.text(): action for action in bench.bench.steps.menu().actions() if action.text()}


def begin(bench: Bench, words: str = "补正通知…") -> NoticeDialog:
    menu = bench.bench.steps.menu()
    next(action for action in menu.actions() if action.text() == words).trigger()
    dialog = bench.bench.letters.notices.dialog
    assert isinstance(dialog, NoticeDialog)
    return dialog


def test_the_letters_stand_in_the_menu_and_behind_the_button(bench: Bench) -> None:
    words = ("补正通知…", "核查问询单…", "核查机构评价表…")
    assert [one for one in menu_of(bench) if one in words] == list(words)
    assert bench.bench.findings.letters.isVisible()


def test_it_proposes_number_deadline_people_and_place(bench: Bench) -> None:
    dialog = begin(bench)
    assert dialog.number.text() == "碳审补〔2025〕001号" and dialog.number.isReadOnly()
    assert dialog.addressee.text() == "示例热力有限公司"
    assert (dialog.issued_on.value(), dialog.due_on.value()) == (date(2025, 3, 19), date(2025, 3, 26))
    assert (dialog.person.text(), dialog.office.text()) == ("王甲", "示例咨询有限公司")
    folder = bench.context.workspace.path.parent
    assert dialog.target == folder / "补正通知" / "2025" / "001 示例热力有限公司 排放报告补正通知.docx"
    assert dialog.panel.state.words == "可以出具" and dialog.issue.isEnabled()


def test_issuing_by_keyboard_writes_the_file_and_keeps_what_was_typed(
    bench: Bench,
    outside: Opened,  # noqa: F811
) -> None:
    dialog = begin(bench)
    target = dialog.target
    dialog.contact.setText("王甲")
    type_chinese(dialog.consequence, "逾期按规定处理")
    bench.press(K.Key_Return, CTRL, on=dialog.consequence)
    assert bench.bench.letters.notices.dialog is None
    words = text_of(target)
    for part in ("碳审补〔2025〕001号", "逾期按规定处理。", "联系方式：王甲", "2025年3月26日前", "答复表"):
        assert part in words
    assert bench.context.shell.said[-1] == f"已出具“{target.name}”"  # type: ignore[attr-defined]
    again = begin(bench)
    assert again.number.text() == "碳审补〔2025〕001号" and "沿用" in again.note.text()
    assert (again.contact.text(), again.consequence.text()) == ("王甲", "逾期按规定处理")
    assert again.target.name.endswith("(2).docx"), "nothing is written over"


def test_another_sender_has_another_number(bench: Bench) -> None:
    dialog = begin(bench)
    dialog.person.setText("李乙")
    bench.bench.letters.notices.check()
    assert dialog.number.text() == "碳审补李乙〔2025〕001号"
    assert dialog.issue.isEnabled()


def test_cancelling_gives_no_number(bench: Bench) -> None:
    digest = bench.context.workspace.digest()
    dialog = begin(bench)
    dialog.mark_clean()
    bench.press(K.Key_Escape, on=dialog)
    assert bench.context.workspace.digest() == digest and not dialog.target.exists()
    assert bench.view.hasFocus()


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("person", "", "请填写经办人"),
        ("issued_on", "", "请填写日期"),
        ("due_on", "2025-03-01", "答复期限不晚于"),
    ],
)
def test_what_is_wrong_locks_the_button_and_leads_to_its_field(
    bench: Bench, field: str, text: str, words: str
) -> None:
    dialog = begin(bench)
    getattr(dialog, field).setText(text)
    bench.bench.letters.notices.check()
    assert dialog.panel.state.words == "不能出具" and not dialog.issue.isEnabled()
    (found,) = [one for one in dialog.panel.rows if words in one.notice.sentence]
    found.click()
    assert dialog.focusWidget() is getattr(dialog, field)
    bench.press(K.Key_Return, CTRL, on=dialog.office)
    assert not dialog.target.exists()


def test_a_finding_that_is_not_whole_is_named_and_opened(bench: Bench) -> None:
    with bench.context.workspace.write("问题") as session:
        form = WHOLE.__class__(WHOLE.severity, "事实", "依据", "", "")
        save_finding(session, bench.stored.findings[0].id, form)
    bench.bench.reload()
    dialog = begin(bench)
    (found,) = [one for one in dialog.panel.rows if "整改要求" in one.notice.sentence]
    found.click()
    assert bench.bench.letters.notices.dialog is None
    assert bench.bench.deeds.dialog is not None, "the finding is open"


def test_a_file_that_is_open_elsewhere_can_be_tried_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = notices.render, []

    def busy(*args: object) -> tuple[str, ...]:
        calls.append(args)
        if len(calls) == 1:
            raise FileBusy("文件正被其他程序使用。", "请先关闭它。")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(notices, "render", busy)
    bench.context.messages.answers = ["retry"]  # type: ignore[attr-defined]
    target = begin(bench).target
    bench.bench.letters.notices.dialog.confirm()  # type: ignore[union-attr]
    (problem,) = bench.context.messages.said  # type: ignore[attr-defined]
    assert isinstance(problem, Problem) and "补正通知没有出具" in problem.title
    assert target.is_file() and len(calls) == 2


def test_the_preview_is_a_draft(bench: Bench, outside: Opened) -> None:  # noqa: F811
    digest = bench.context.workspace.digest()
    dialog = begin(bench)
    dialog.preview_wanted.emit()
    (draft,) = outside.paths
    assert draft.name.startswith("草稿") and "碳审补〔2025〕001号" in text_of(draft)
    assert bench.context.workspace.digest() == digest


def test_the_offices_own_template_is_used_and_remembered(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "模板 A&B"
    folder.mkdir()
    (folder / "补正通知 本局.docx").write_bytes(LetterKind.CORRECTION.template.read_bytes())
    (folder / "补正通知 坏的.docx").write_bytes(b"x")
    folders = {**bench.context.settings.value.folders, "templates": str(folder)}
    bench.context.settings.update(folders=folders)
    dialog = begin(bench)
    words = [dialog.template.itemText(n) for n in range(dialog.template.count())]
    assert words == ["随程序提供的模板", "补正通知 坏的（有问题，不能用）", "补正通知 本局"]
    dialog.template.set_value("补正通知 坏的.docx")
    bench.bench.letters.notices.check()
    assert "不是完整的 .docx" in dialog.panel.rows[0].notice.sentence and not dialog.issue.isEnabled()
    dialog.template.set_value("补正通知 本局.docx")
    bench.bench.letters.notices.check()
    dialog.confirm()
    assert begin(bench).template.value() == "补正通知 本局.docx"


def test_questions_need_a_body_and_have_no_copy(bench: Bench) -> None:
    dialog = begin(bench, "核查问询单…")
    assert dialog.addressee.text() == BODY and not dialog.copy_to.isVisible()
    target = dialog.target
    dialog.confirm()
    assert "碳审询〔2025〕001号" in text_of(target) and f"{BODY}：" in text_of(target)


def test_without_a_body_nobody_can_be_asked(bench: Bench) -> None:
    with bench.context.workspace.write("准备") as session:
        session.get_one(ReportVersion, bench.desk.version).verification_body = None
    dialog = begin(bench, "核查问询单…")
    assert "还没有登记核查机构" in dialog.panel.rows[0].notice.sentence
    assert not dialog.issue.isEnabled()


def test_a_body_is_evaluated(context: Context, shown: Show) -> None:
    bench = a_bench(context, shown, DocumentKind.VR)
    menu = bench.bench.steps.menu()
    next(action for action in menu.actions() if action.text() == "核查机构评价表…").trigger()
    dialog = bench.bench.letters.evaluation.dialog
    assert isinstance(dialog, EvaluationDialog)
    assert dialog.body_choice.value() == BODY
    assert [row.notice.where for row in dialog.panel.rows if "不定级" in row.notice.sentence] == ["等级"]
    target = dialog.target
    digest = context.workspace.digest()
    dialog.confirm()
    assert "2024年度核查工作评价表" in text_of(target) and "示例热力有限公司" in text_of(target)
    assert context.workspace.digest() == digest


def test_a_year_without_bodies_says_so(bench: Bench) -> None:
    bench.bench.letters.evaluation.begin(2024)
    assert bench.bench.letters.evaluation.dialog is None
    assert "还没有登记了核查机构" in bench.context.shell.said[-1]  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(1366, 654), (1180, 640)])
def test_nothing_is_cut(context: Context, shown: Show, size: tuple[int, int], each_theme: object) -> None:
    bench = a_bench(context, shown)
    bench.window.resize(*size)
    for words in ("补正通知…", "核查问询单…"):
        dialog = begin(bench, words)
        for row in {*dialog.by_field.values()}:
            least = row.minimumSizeHint()
            assert row.width() >= least.width() and row.height() >= least.height()
        assert dialog.height() <= size[1] + 64
        dialog.mark_clean()
        dialog.reject()
