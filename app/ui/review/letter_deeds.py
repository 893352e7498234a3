"""What the workbench does about letters: tell an outdated one, read an edited one back, phrases."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Slot

from app.models.errors import AppError
from app.services.letters.numbers import Series
from app.services.letters.phrases import take_finding
from app.services.letters.read_back import Proposal, read_back, take_proposals
from app.services.letters.said import Change
from app.services.letters.stale import Stale, keep_opinion, stale_opinion
from app.ui.kit import Menu
from app.ui.messages import problem_of
from app.ui.review.notice_run import EvaluationRun, NoticeRun
from app.ui.review.phrase_popover import PhraseHelper
from app.ui.review.read_back_dialog import ReadBackDialog
from app.ui.review.stale_banner import StaleBanner

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.ui.review.finding_dialog import FindingDialog
    from app.ui.review.workbench import Workbench

_ICONS = {Series.CORRECTION: "mail", Series.QUESTIONS: "message-2"}
WORD_FILTER = "Word 文档 (*.docx)"


def read_stale(workspace: Workspace, *args: Any) -> Stale | None:
    """See `stale_opinion`."""
    with workspace.read() as session:
        return stale_opinion(session, *args)


def read_letter_back(workspace: Workspace, *args: Any) -> tuple[Proposal, ...]:
    """See `read_back`."""
    with workspace.read() as session:
        return read_back(session, *args)


class LetterDeeds(QObject):
    """Belongs to a workbench; puts its banner over it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench, self._case, self._context = bench, bench.case, bench.context
        self.banner = StaleBanner()
        self.dialog: ReadBackDialog | None = None
        self._asked = 0
        self.phrases = PhraseHelper(self._context, bench.card.remark, "remark", self._code)
        self.banner.place_wanted.connect(self._on_place)
        self.banner.issue_wanted.connect(self._on_issue)
        self.banner.keep_wanted.connect(self._on_keep)
        self._case.opened.connect(self._look)
        self._case.changed.connect(self._look)
        bench.findings.read_back.clicked.connect(self.read)
        bench.findings.letters.clicked.connect(self._on_letters)
        self.notices = NoticeRun(self._context, self._case, bench)
        self.evaluation = EvaluationRun(self._context, bench)
        self.notices.jumped.connect(bench.deeds.jump)
        for run in (self.notices, self.evaluation):
            run.closed.connect(bench.checklist.focus_list)
        bench.card.phrases.clicked.connect(self.phrases.open)

    def _code(self) -> str:
        return self._bench.checklist.current_code

    # Letters beside the opinion

    def add_to(self, menu: Menu) -> None:
        """The letters, for a menu."""
        can_write = self._context.can_edit
        for series in (Series.CORRECTION, Series.QUESTIONS):
            begin = partial(self._begin, series)
            menu.add(f"{series.label}…", begin, _ICONS[series], is_enabled=can_write)
        menu.add("核查机构评价表…", self._on_evaluation, "rubber-stamp")

    @Slot()
    def _on_letters(self) -> None:
        menu = Menu(self._bench)
        self.add_to(menu)
        anchor = self._bench.findings.letters
        menu.popup(anchor.mapToGlobal(QPoint(anchor.width() - menu.sizeHint().width(), anchor.height() + 2)))

    def _begin(self, series: Series) -> None:
        self._bench.leave()
        self.notices.begin(series)

    @Slot()
    def _on_evaluation(self) -> None:
        form = self._case.form
        if form is not None:
            self.evaluation.begin(form.head.year, form.head.verification_body)

    # Outdated

    @Slot()
    def _look(self) -> None:
        """Ask whether the letter still holds; only where there is one."""
        self._asked += 1
        form, c = self._case.form, self._context
        if form is None or not form.head.opinion_number:
            self.banner.show_stale(None, False)
            return
        then = partial(self._on_looked, self._asked)
        c.jobs.read("核对审核意见", read_stale, c.workspace, form.head.report_id, c.catalog, then=then)

    def _on_looked(self, asked: int, stale: Stale | None) -> None:
        if asked == self._asked:
            self.banner.show_stale(stale, self._context.can_edit)

    @Slot(object)
    def _on_place(self, change: Change) -> None:
        bench = self._bench
        if change.code and bench.checklist.go_to(change.code):
            bench.checklist.focus_list()
        if change.finding_id:
            bench.deeds.open_finding(change.finding_id)

    @Slot()
    def _on_issue(self) -> None:
        findings = self._bench.findings
        if self._case.can_edit:
            findings.issue_wanted.emit(findings.picked)
        else:
            findings.reopen_wanted.emit()

    @Slot()
    def _on_keep(self) -> None:
        reason = self._context.messages.ask_line("不重新出具", "理由", yes="保留原件", wrong=_no_reason)
        if reason is not None:
            args = (self._case.report_id, reason, self._context.catalog)
            self._case.write("保留已出具的审核意见", keep_opinion, *args)

    # Reading back

    @Slot()
    def read(self) -> None:
        """Ask for the edited file and show what was edited."""
        form, c = self._case.form, self._context
        if form is None:
            return
        self._bench.leave()
        path = c.files.open_file("read_back", "选择改过的审核意见", WORD_FILTER)
        if path is not None:
            c.jobs.read(
                "读回修改",
                read_letter_back,
                *(c.workspace, form.head.report_id, path, c.catalog),
                then=partial(self._on_read, path),
                failed=partial(self._on_not_read, path),
            )

    def _on_read(self, path: Path, proposals: tuple[Proposal, ...]) -> None:
        if not proposals:
            self._context.shell.toast(f"“{path.name}”与系统中的问题一致，没有要读回的修改")
            return
        dialog = self.dialog = ReadBackDialog(self._bench, path.name, proposals, self._case.can_edit)
        dialog.accepted.connect(self._on_taken)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_not_read(self, path: Path, error: AppError) -> None:
        problem = problem_of("没有读回修改", error, is_safe=True, action="读回修改", file=path.name)
        self._context.messages.error(problem)

    @Slot()
    def _on_taken(self) -> None:
        if self.dialog is not None:
            args = (self._case.report_id, self.dialog.chosen, self._context.catalog)
            self._case.write("读回修改", take_proposals, *args, then=self._on_written)

    def _on_written(self, count: int) -> None:
        shell = self._context.shell
        shell.toast(f"已采用 {count} 处修改", "撤销", "Ctrl Z", shell.undo)

    @Slot()
    def _on_finished(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self._bench.checklist.focus_list()

    # Phrases

    def dress(self, dialog: FindingDialog, code: str, finding_id: str = "") -> None:
        """Give the texts of a finding their phrases, and the finding the way to become some."""
        for part, field in (("fact", dialog.fact), ("basis", dialog.basis), ("request", dialog.request)):
            PhraseHelper(self._context, field.editor, part, partial(_this, dialog, code))  # type: ignore[arg-type]
        if finding_id and self._context.can_edit:
            dialog.phrase_wanted.connect(partial(self._take_finding, finding_id))

    def _take_finding(self, finding_id: str) -> None:
        self._case.write("存为常用语", take_finding, finding_id, then=self._on_kept)

    def _on_kept(self, count: int) -> None:
        self._context.shell.toast(f"已存 {count} 条常用语" if count else "这些常用语已经有了")


def _this(dialog: FindingDialog, code: str) -> str:
    return dialog.item_code or code


def _no_reason(text: str) -> str:
    return "" if text.strip() else "请写明理由"
