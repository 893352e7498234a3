"""The letters beside the opinion from the desk: 补正通知, 核查问询单, 核查机构评价表."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.services.documents.letter_contexts import NoticeFacts
from app.services.documents.letter_kinds import LetterKind
from app.services.documents.preflight import Notice
from app.services.letters.evaluation import (
    EvaluationFacts,
    EvaluationStart,
    check_evaluation,
    evaluation_start,
    write_evaluation,
)
from app.services.letters.notices import (
    NoticeStart,
    check_notice,
    draft_notice,
    issue_notice,
    notice_kind,
    numbered,
    read_notice_start,
)
from app.services.letters.numbers import Series
from app.ui.context import Context
from app.ui.review.case import Case
from app.ui.review.letter_dialog import EvaluationDialog, NoticeDialog
from app.ui.review.letter_run import LetterRun

if TYPE_CHECKING:
    from app.models.database import Workspace

_KEPT = ("contact", "consequence", "copy_to")


def read_start(workspace: Workspace, *args: Any) -> NoticeStart:
    """See `read_notice_start`."""
    with workspace.read() as session:
        return read_notice_start(session, *args)


def read_check(
    workspace: Workspace, report_id: str, catalog: Any, series: Series, notice: NoticeFacts, *more: Any
) -> tuple[str, tuple[Notice, ...]]:
    """The number that follows from who signs and when, and what speaks against the notice."""
    with workspace.read() as session:
        made = numbered(session, report_id, series, notice)
        return made.number, check_notice(session, report_id, catalog, series, made, *more)


def write_draft(workspace: Workspace, *args: Any) -> tuple[str, ...]:
    """See `draft_notice`."""
    with workspace.read() as session:
        return draft_notice(session, *args)


def read_evaluation_start(workspace: Workspace, *args: Any) -> EvaluationStart:
    """See `evaluation_start`."""
    with workspace.read() as session:
        return evaluation_start(session, *args)


def read_evaluation_check(workspace: Workspace, *args: Any) -> tuple[Notice, ...]:
    """See `check_evaluation`."""
    with workspace.read() as session:
        return check_evaluation(session, *args)


def write_evaluation_file(workspace: Workspace, *args: Any) -> tuple[str, ...]:
    """See `write_evaluation`."""
    with workspace.read() as session:
        return write_evaluation(session, *args)


class NoticeRun(LetterRun):
    """A notice on the case that is open."""

    def __init__(self, context: Context, case: Case, window: QWidget) -> None:
        super().__init__(context, window)
        self._case = case
        self._series = Series.CORRECTION

    @property
    def notice_dialog(self) -> NoticeDialog:
        """The dialog while it is open."""
        assert isinstance(self._dialog, NoticeDialog)
        return self._dialog

    def begin(self, series: Series) -> None:
        """Open the dialog."""
        form, c = self._case.form, self._context
        if form is None or not c.can_edit:
            return
        self._series, self._kind = series, notice_kind(series)
        args = (form.head.report_id, c.catalog, series, c.settings.value.name, c.today, self.template_folder)
        c.jobs.read(f"准备{self.words}", read_start, c.workspace, *args, then=self._on_start)

    def _on_start(self, start: NoticeStart) -> None:
        form = self._case.form
        if form is None or self._dialog is not None:
            return
        head, settings, known = form.head, self._context.settings.value, self.remembered
        notice = NoticeFacts(
            start.notice.number,
            start.notice.issued_on,
            start.notice.due_on,
            office=settings.office,
            person=start.notice.person,
            contact=known.get("contact", ""),
            consequence=known.get("consequence", ""),
            copy_to=known.get("copy_to", "") if self._series is Series.CORRECTION else "",
        )
        words = f"{head.unit_name} · {head.year} {head.kind.label} · 第{head.round}轮"
        part = f"第{head.round}轮" if head.round > 1 else ""
        digits = "".join(c for c in notice.number.rsplit("〕", 1)[-1] if c.isdigit())
        day = notice.issued_on or self._context.today
        target = self.free_target(f"{digits} {head.unit_name} {head.kind.label}{self.words}{part}", day.year)
        filled = NoticeStart(notice, start.addressee, start.people, start.templates, start.is_again)
        self.show(NoticeDialog(self._window, words, self._series, filled, target, self.last_template))

    def check_job(self) -> tuple[Any, ...]:
        """The number and the notices."""
        return (
            read_check,
            self._case.report_id,
            self._context.catalog,
            self._series,
            self.notice_dialog.notice,
        )

    def on_checked(self, found: tuple[str, tuple[Notice, ...]]) -> tuple[Notice, ...]:
        """Show the number that was given, too."""
        number, notices = found
        self.notice_dialog.set_number(number)
        return notices

    def draft_job(self, target: Path) -> tuple[Any, ...]:
        """A file without a record."""
        args = (self._case.report_id, self._context.catalog, self._series, self.notice_dialog.notice)
        return (write_draft, *args, target, self.template_path())

    def write(self, target: Path) -> None:
        """Number, record and file as one action."""
        args = (self._case.report_id, self._context.catalog, self._series, self.notice_dialog.notice)
        self._case.write(
            f"出具{self.words}",
            issue_notice,
            *(*args, target, self.template_path()),
            then=self._on_issued,
            failed=self.failed,
        )

    def _on_issued(self, warnings: tuple[str, ...]) -> None:
        if self._dialog is not None:
            typed = self.notice_dialog.notice
            self.remember(**{name: getattr(typed, name) for name in _KEPT if getattr(typed, name)})
        self.written(warnings)


class EvaluationRun(LetterRun):
    """The evaluation of a verification body; needs no case."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(context, window)
        self._kind = LetterKind.EVALUATION
        self._year = context.year

    def begin(self, year: int, body: str = "") -> None:
        """Open the dialog, with `body` chosen where it is known."""
        c = self._context
        self._year = year
        then = partial(self._on_start, body)
        args = (c.workspace, year, self.template_folder)
        c.jobs.read("准备核查机构评价表", read_evaluation_start, *args, then=then)

    def _on_start(self, body: str, start: EvaluationStart) -> None:
        c = self._context
        if not start.bodies:
            c.shell.toast(f"{self._year} 年度还没有登记了核查机构的核查报告")
            return
        known = [name for name, _ in start.bodies]
        body = body if body in known else known[0]
        settings = c.settings.value
        facts = EvaluationFacts(body, c.today, settings.office, settings.name)
        target = self.free_target(f"{body}{self._year}年度核查工作评价表", self._year)
        dialog = EvaluationDialog(self._window, self._year, start, facts, target, self.last_template)
        dialog.body_choice.chosen.connect(self._on_body)
        self.show(dialog)

    @property
    def evaluation_dialog(self) -> EvaluationDialog:
        """The dialog while it is open."""
        assert isinstance(self._dialog, EvaluationDialog)
        return self._dialog

    def _on_body(self, body: str) -> None:
        """The file bears the name of the body."""
        folder = self.evaluation_dialog.target.parent
        name = self.free_target(f"{body}{self._year}年度核查工作评价表", self._year).name
        self.evaluation_dialog.set_target(folder / name)

    def check_job(self) -> tuple[Any, ...]:
        """What speaks against it."""
        return (read_evaluation_check, self.evaluation_dialog.facts, self._year, self._context.catalog)

    def draft_job(self, target: Path) -> tuple[Any, ...]:
        """The same file, elsewhere."""
        args = (self.evaluation_dialog.facts, self._year, self._context.catalog)
        return (write_evaluation_file, *args, target, self.template_path())

    def write(self, target: Path) -> None:
        """Only a file: nothing is kept in the workspace."""
        function, *args = self.draft_job(target)
        c = self._context
        c.jobs.read(
            "出具核查机构评价表",
            function,
            *(c.workspace, *args),
            then=self._on_issued,
            failed=self.failed,
        )

    def _on_issued(self, warnings: tuple[str, ...]) -> None:
        self.remember()
        self.written(warnings)
