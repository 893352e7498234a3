"""From the chosen conclusion to the signed Word file: start, check, issue, and what can go wrong."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.enums import Conclusion
from app.models.errors import AppError, FileBusy
from app.services.catalog import Catalog
from app.services.documents.letter_kinds import LetterKind
from app.services.documents.preflight import Notice
from app.services.documents.templates import default_template
from app.services.files import safe_name
from app.services.review.form import ReviewForm
from app.services.workflow import (
    IssueStart,
    Signing,
    check_opinion,
    current_signing,
    export_opinion,
    issue_opinion,
    issue_start,
)
from app.ui.context import Context
from app.ui.messages import RETRY, problem_of
from app.ui.outside import TemporaryFiles, show_file
from app.ui.review.case import Case
from app.ui.review.letter_run import SAVE_COPY, WORD_FILTER, LetterRun
from app.ui.review.opinion_dialog import OpinionDialog

if TYPE_CHECKING:
    from app.models.database import Workspace


def read_start(workspace: Workspace, *args: Any) -> IssueStart:
    """See `issue_start`."""
    with workspace.read() as session:
        return issue_start(session, *args)


def read_check(workspace: Workspace, *args: Any) -> tuple[Notice, ...]:
    """See `check_opinion`."""
    with workspace.read() as session:
        return check_opinion(session, *args)


def write_draft(
    workspace: Workspace,
    report_id: str,
    catalog: Catalog,
    signing: Signing | None,
    template: Path,
    target: Path,
) -> Path:
    """Write an opinion without issuing it; None for `signing`: as it was issued."""
    with workspace.read() as session:
        chosen = signing or current_signing(session, report_id, catalog)
        export_opinion(session, report_id, catalog, chosen, template, target)
    return target


def file_name(form: ReviewForm, number: str) -> str:
    """What the file of an opinion is called, without ending: digits of its number, unit, round."""
    digits = "".join(c for c in number.rsplit("〕", 1)[-1] if c.isdigit())
    head = form.head
    part = f"第{head.round}轮" if head.round > 1 else ""
    return f"{digits} {head.unit_name} {head.kind.label}审核意见{part}".strip()


class Issuing(LetterRun):
    """Runs the dialog of one opinion. `issued` tells the written file."""

    issued = Signal(object)  # Path
    folder_key = "opinion"

    def __init__(self, context: Context, case: Case, files: TemporaryFiles, window: QWidget) -> None:
        super().__init__(context, window, files)
        self._case = case
        self._kind = LetterKind.OPINION
        self._conclusion = Conclusion.PASSED

    @property
    def opinion_dialog(self) -> OpinionDialog:
        """The dialog while it is open."""
        assert isinstance(self._dialog, OpinionDialog)
        return self._dialog

    def begin(self, conclusion: Conclusion) -> None:
        """Open the dialog for a conclusion."""
        form = self._case.form
        if form is None:
            return
        self._conclusion = conclusion
        self._context.jobs.read(
            "准备审核意见",
            read_start,
            *(self._context.workspace, form.head.report_id, self._context.catalog),
            *(self._context.today, self.template_folder, self._context.settings.value.name),
            then=self._on_start,
        )

    def export_again(self) -> None:
        """Write the issued opinion once more."""
        form = self._case.form
        if form is None:
            return
        name = safe_name(file_name(form, form.head.opinion_number)) + ".docx"
        target = self._context.files.save_file("opinion", "再导出审核意见", name, WORD_FILTER)
        if target is not None:
            self._export(target)

    def _export(self, target: Path) -> None:
        self._context.jobs.read(
            "导出审核意见",
            write_draft,
            *(self._context.workspace, self._case.report_id, self._context.catalog, None),
            *(self._last_template(), target),
            then=self._on_exported,
            failed=partial(self._on_export_failed, target),
        )

    def _last_template(self) -> Path:
        folder, name = self.template_folder, self.last_template
        path = folder / name if folder and name else default_template()
        return path if path.is_file() else default_template()

    @Slot(object)
    def _on_start(self, start: IssueStart) -> None:
        form = self._case.form
        if form is None:
            return
        settings, remembered = self._context.settings.value, self.remembered
        known = start.signing
        day = known.issued_on or self._context.today
        facts = self._case.facts
        in_review = form.head.state.is_open_to_answers
        reviewer = (facts.first if facts and not in_review else settings.name) or form.head.assignee
        signing = Signing(
            number=known.number,
            issued_on=day,
            conclusion=self._conclusion,
            note=known.note,
            reviewer=known.reviewer or reviewer,
            second_reviewer=known.second_reviewer
            or form.head.second_reviewer
            or remembered.get("second_reviewer", ""),
            approver=known.approver or form.head.approver or remembered.get("approver", ""),
            office=known.office or settings.office,
            resubmit_by=known.resubmit_by or start.resubmit_by,
        )
        head = form.head
        words = f"{head.unit_name} · {head.year} {head.kind.label} · 第{head.round}轮"
        target = self.free_target(file_name(form, signing.number), day.year)
        self.show(OpinionDialog(self._window, words, start, signing, target, self.last_template))

    def check_job(self) -> tuple[Any, ...]:
        """See `check_opinion`."""
        return (read_check, self._case.report_id, self._context.catalog, self.opinion_dialog.signing)

    def draft_job(self, target: Path) -> tuple[Any, ...]:
        """A file without a record."""
        args = (self._case.report_id, self._context.catalog, self.opinion_dialog.signing)
        return (write_draft, *args, self.template_path(), target)

    def write(self, target: Path) -> None:
        """Number, conclusion, step and file as one action."""
        args = (self._case.report_id, self._context.catalog, self.opinion_dialog.signing)
        self._case.write(
            "出具审核意见",
            issue_opinion,
            *(*args, self.template_path(), target),
            then=partial(self._on_issued, target),
            failed=self.failed,
        )

    def _on_issued(self, target: Path, warnings: tuple[str, ...]) -> None:
        if self._dialog is None:
            return
        dialog = self.opinion_dialog
        self.remember(
            second_reviewer=dialog.second_reviewer.text().strip(), approver=dialog.approver.text().strip()
        )
        dialog.finish()
        self.issued.emit(target)
        if warnings:
            self._context.shell.toast("已出具；" + "；".join(warnings))

    def _on_exported(self, target: Path) -> None:
        self._context.shell.toast(f"已导出“{target.name}”", "打开", on_link=partial(show_file, target))

    def _on_export_failed(self, target: Path, error: AppError) -> None:
        steps = (SAVE_COPY, RETRY) if isinstance(error, FileBusy) else (RETRY,)
        problem = problem_of(
            "审核意见没有导出", error, steps=steps, is_safe=True, action="导出审核意见", file=target.name
        )
        answer = self._context.messages.error(problem)
        if answer == RETRY[0]:
            self._export(target)
        elif answer == SAVE_COPY[0]:
            self.export_again()
