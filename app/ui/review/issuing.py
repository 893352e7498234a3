"""From the chosen conclusion to the signed Word file: start, check, issue, and what can go wrong."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QWidget

from app.models.enums import Conclusion
from app.models.errors import AppError, FileBusy, InputError
from app.services.catalog import Catalog
from app.services.documents.preflight import Notice
from app.services.documents.templates import TemplateReport, default_template
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
from app.ui.review.opinion_dialog import OpinionDialog

if TYPE_CHECKING:
    from app.models.database import Workspace

WORD_FILTER = "Word 文档 (*.docx)"
_SAVE_COPY = ("save_as", "另存一份…")
_LAYOUT = "opinion"


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
    """What the file of an opinion is called: the digits of its number, the unit, the round."""
    digits = "".join(c for c in number.rsplit("〕", 1)[-1] if c.isdigit())
    head = form.head
    part = f"第{head.round}轮" if head.round > 1 else ""
    return safe_name(f"{digits} {head.unit_name} {head.kind.label}审核意见{part}".strip()) + ".docx"


def free_path(path: Path) -> Path:
    """`path`, or with a number behind it where a file of that name is there already."""
    candidate, number = path, 2
    while candidate.exists():
        candidate = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return candidate


class Issuing(QObject):
    """Runs the dialog of one case. `issued` tells the written file, `jumped` the place to mend."""

    issued = Signal(object)  # Path
    jumped = Signal(object)  # Notice
    closed = Signal()

    def __init__(self, context: Context, case: Case, files: TemporaryFiles, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._case, self._files, self._window = context, case, files, window
        self._conclusion = Conclusion.PASSED
        self.dialog: OpinionDialog | None = None
        self._checks = 0

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
            *(self._context.today, self._template_folder(), self._context.settings.value.name),
            then=self._on_start,
        )

    def export_again(self) -> None:
        """Write the issued opinion once more."""
        form = self._case.form
        if form is None:
            return
        name = file_name(form, form.head.opinion_number)
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

    def _template_folder(self) -> Path | None:
        folder = self._context.settings.value.folders.get("templates", "")
        return Path(folder) if folder else None

    def _last_template(self) -> Path:
        folder, name = self._template_folder(), self._remembered().get("template", "")
        path = folder / name if folder and name else default_template()
        return path if path.is_file() else default_template()

    def _remembered(self) -> dict[str, str]:
        value = self._context.settings.value.layouts.get(_LAYOUT, {})
        return dict(value) if isinstance(value, dict) else {}

    @Slot(object)
    def _on_start(self, start: IssueStart) -> None:
        form = self._case.form
        if form is None:
            return
        settings, remembered = self._context.settings.value, self._remembered()
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
        folder = self._folder(day.year)
        target = free_path(folder / file_name(form, signing.number))
        template = remembered.get("template", "")
        dialog = self.dialog = OpinionDialog(self._window, words, start, signing, target, template)
        dialog.check_wanted.connect(self.check)
        dialog.issue_wanted.connect(self._issue)
        dialog.preview_wanted.connect(self._preview)
        dialog.place_wanted.connect(self._on_place)
        dialog.jumped.connect(self._on_jump)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        self.check()

    def _folder(self, year: int) -> Path:
        last = self._context.settings.value.folders.get("opinion", "")
        if last and Path(last).is_dir():
            return Path(last)
        return self._context.workspace.path.parent / "审核意见" / str(year)

    @Slot()
    def check(self) -> None:
        """Look at everything once more, as it is written now."""
        dialog = self.dialog
        if dialog is None:
            return
        self._checks += 1
        self._context.jobs.read(
            "出具前检查",
            read_check,
            *(self._context.workspace, self._case.report_id, self._context.catalog),
            *(dialog.signing, dialog.chosen_template, set(QFontDatabase.families())),
            then=partial(self._on_checked, self._checks),
        )

    def _on_checked(self, number: int, notices: tuple[Notice, ...]) -> None:
        if number == self._checks and self.dialog is not None and shiboken6.isValid(self.dialog):
            self.dialog.show_notices(notices)

    @Slot()
    def _issue(self) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        dialog.set_busy(True)
        template = dialog.chosen_template
        self._case.write(
            "出具审核意见",
            issue_opinion,
            *(self._case.report_id, self._context.catalog, dialog.signing),
            *(_path_of(template), dialog.target),
            then=partial(self._on_issued, dialog.target),
            failed=self._on_issue_failed,
        )

    def _on_issued(self, target: Path, warnings: tuple[str, ...]) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        template = dialog.chosen_template
        remembered = {
            "second_reviewer": dialog.second_reviewer.text().strip(),
            "approver": dialog.approver.text().strip(),
            "template": template.path.name if template else "",
        }
        settings = self._context.settings
        settings.update(layouts={**settings.value.layouts, _LAYOUT: remembered})
        dialog.finish()
        self.issued.emit(target)
        if warnings:
            self._context.shell.toast("已出具；" + "；".join(warnings))

    def _on_issue_failed(self, error: AppError) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        dialog.set_busy(False)
        if isinstance(error, InputError) and dialog.show_field_error(error.field, error.sentence):
            return
        steps = (_SAVE_COPY, RETRY) if isinstance(error, FileBusy) else (RETRY,)
        problem = problem_of(
            "审核意见没有出具",
            error,
            steps=steps,
            is_safe=True,
            action="出具审核意见",
            file=dialog.target.name,
        )
        answer = self._context.messages.error(problem)
        if answer == RETRY[0] or (answer == _SAVE_COPY[0] and self._on_place()):
            self._issue()

    @Slot()
    def _preview(self) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        target = self._files.place() / f"草稿 {dialog.target.name}"
        self._context.jobs.read(
            "预览审核意见",
            write_draft,
            *(self._context.workspace, self._case.report_id, self._context.catalog, dialog.signing),
            *(_path_of(dialog.chosen_template), target),
            then=self._on_preview,
            failed=self._on_preview_failed,
        )

    def _on_preview(self, target: Path) -> None:
        show_file(target)

    def _on_preview_failed(self, error: AppError) -> None:
        self._context.messages.error(problem_of("没有生成预览", error, is_safe=True, action="预览审核意见"))

    @Slot()
    def _on_place(self) -> bool:
        dialog = self.dialog
        if dialog is None:
            return False
        chosen = self._context.files.save_file("opinion", "审核意见存到", dialog.target.name, WORD_FILTER)
        if chosen is not None:
            dialog.set_target(chosen)
        return chosen is not None

    @Slot(object)
    def _on_jump(self, notice: Notice) -> None:
        if self.dialog is not None:
            self.dialog.mark_clean()
            self.dialog.reject()
        self.jumped.emit(notice)

    @Slot()
    def _on_finished(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self.closed.emit()

    def _on_exported(self, target: Path) -> None:
        self._context.shell.toast(f"已导出“{target.name}”", "打开", on_link=partial(show_file, target))

    def _on_export_failed(self, target: Path, error: AppError) -> None:
        steps = (_SAVE_COPY, RETRY) if isinstance(error, FileBusy) else (RETRY,)
        problem = problem_of(
            "审核意见没有导出", error, steps=steps, is_safe=True, action="导出审核意见", file=target.name
        )
        answer = self._context.messages.error(problem)
        if answer == RETRY[0]:
            self._export(target)
        elif answer == _SAVE_COPY[0]:
            self.export_again()


def _path_of(template: TemplateReport | None) -> Path:
    return template.path if template else default_template()
