"""The right part of the queue: a preview of the current case, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame

from app.models.enums import DocumentKind, ReviewState
from app.models.errors import AppError
from app.services.letters.stale import stale_opinion
from app.services.people import person_rows
from app.services.review.cases import CaseRow, submission_rule
from app.services.review.conflicts import declare_conflict, withdraw_conflict
from app.services.review.flow import conflicts_of
from app.services.review.form import AttachmentRow, ReviewForm, review_form
from app.services.review.versions import open_case
from app.ui.context import Context
from app.ui.kit import EmptyState, Menu, button, column, frame, holder, icon_button, row, scroll_area
from app.ui.looks import UNDECIDED, undecided_words
from app.ui.messages import problem_of
from app.ui.outside import TemporaryFiles, show_file, take_out
from app.ui.review.conflict_dialog import ConflictDialog
from app.ui.review.queue_preview import Preview, PreviewSheet
from app.ui.review.receive_dialog import ReceiveDialog

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.services.catalog import Catalog

_FOOT = 58
# What is reviewed beside the yearly reports, where somebody wants to.
_MORE_KINDS = ((DocumentKind.DQ, "list-check"), (DocumentKind.ME, "calendar-month"))


def read_preview(workspace: Workspace, report_id: str, catalog: Catalog) -> Preview:
    """Read what the preview shows of a report that came in."""
    with workspace.read() as session:
        form = review_form(session, report_id, catalog)
        return Preview(form, stale_opinion(session, report_id, catalog))


def rule_words(catalog: Catalog, case: CaseRow) -> str:
    """What the rule table says of when the unit hands in, with its sources."""
    rule = submission_rule(catalog, case.year, case.kind)
    if rule is None:
        return ""
    return rule.text + "".join(f"（{catalog.sources[code].title}）" for code in rule.sources[:1])


def main_words(case: CaseRow) -> str:
    """What the primary button says: it follows the state."""
    if case.state is ReviewState.NOT_SUBMITTED:
        return "登记收件…"
    if case.state.is_startable:
        return "开始审核"
    if case.state.is_in_review:
        return "继续审核" if case.answered else "开始审核"
    if case.is_second:
        return "二审"
    if case.state is ReviewState.PENDING_APPROVAL:
        return "审定"
    return "查看"


def read_declared(workspace: Workspace, unit_id: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The colleagues, and who has declared a conflict of interest with a unit."""
    with workspace.read() as session:
        return tuple(person.name for person in person_rows(session)), conflicts_of(session, unit_id)


class CasePane(QFrame):
    """Shows a case. `open_wanted` (report, item) leads to the workbench, `assign_wanted` to the dialog."""

    open_wanted = Signal(str, str)
    assign_wanted = Signal()
    kind_opened = Signal(str)  # report key of a document that is reviewed beside the report

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("drawer")
        self._context = context
        self.case: CaseRow | None = None
        self.known = Preview()
        self.form: ReviewForm | None = None
        self._files = TemporaryFiles()
        self.sheet = PreviewSheet()
        self.main_button = button("", "primary", key="Enter")
        self.again_button = button("登记重报…", icon="file-import", tip="登记重报  R")
        self.file_button = button("打开报告原文", icon="external-link")
        self.more_button = icon_button("dots", "更多")
        self._hint = EmptyState("clipboard-check", "没有选中的审核件", "在左边选一件，这里显示它的概况。")
        self._nothing = holder(column((self._hint, 1), gap=0))
        self._area = scroll_area(self.sheet)
        buttons = (self.main_button, None, self.again_button, self.file_button, self.more_button)
        self._foot = frame("foot", row(*buttons, margins=(20, 0, 14, 0)), _FOOT)
        self.setLayout(column((self._area, 1), (self._nothing, 1), self._foot, gap=0))
        self.sheet.finding_pressed.connect(self._on_finding)
        self.main_button.clicked.connect(self.open_case)
        self.again_button.clicked.connect(self.receive)
        self.file_button.clicked.connect(self.open_file)
        self.more_button.clicked.connect(self._on_more)
        self.show_case(None)

    def show_case(self, case: CaseRow | None) -> None:
        """Show a case, and read the rest of it."""
        is_other = case is None or self.case is None or case.report_id != self.case.report_id
        self.case = case
        # While the same case is read again, what is known of it stays on the sheet.
        self._show(self._rule() if is_other or (case and not case.round) else self.known)
        if case is not None and case.round:
            c = self._context
            c.jobs.read("预览", read_preview, c.workspace, case.report_id, c.catalog, then=self._on_read)

    def set_hinting(self, has_cases: bool) -> None:
        """Whether there is something to choose from; else nothing is said here."""
        self._hint.setVisible(has_cases)

    def _rule(self) -> Preview:
        """What is known without reading."""
        return Preview(rule=rule_words(self._context.catalog, self.case) if self.case else "")

    def _on_read(self, known: Preview) -> None:
        form = known.form
        if self.case is not None and form is not None and self.case.report_id == form.head.report_id:
            self._show(known)

    def _show(self, known: Preview) -> None:
        case, self.known = self.case, known
        form = self.form = known.form
        for part in (self._area, self._foot):
            part.setVisible(case is not None)
        self._nothing.setVisible(case is None)
        self.sheet.show_case(case, known, self._context.today)
        if case is None:
            return
        can_edit = self._context.can_edit
        self.main_button.set_words(main_words(case))
        self.main_button.setEnabled(can_edit or bool(case.round))
        is_returned = case.state is ReviewState.RETURNED and can_edit
        self.again_button.setVisible(is_returned)
        self.file_button.setVisible(bool(form and form.attachments) and not is_returned)

    # What can be done

    @Slot()
    def open_case(self) -> None:
        """Open the case in the workbench; one that has not come in is registered first."""
        case = self.case
        if case is not None and case.round:
            self.open_wanted.emit(case.report_id, "")
        else:
            self.receive()

    @Slot(str)
    def _on_finding(self, code: str) -> None:
        if self.case is not None:
            self.open_wanted.emit(self.case.report_id, code)

    @Slot()
    def receive(self) -> None:
        """Register the first or the next version of the case."""
        case = self.case
        if case is None or not self._context.can_edit:
            return
        if case.state in (ReviewState.NOT_SUBMITTED, ReviewState.RETURNED):
            self._open(ReceiveDialog(self, self._context, case, self.form))
        else:
            state = f"“{case.name}”的{case.kind.label}是“{case.state.label}”"
            self._context.shell.toast(f"{state}，退回修改后才能登记重报")

    def open_kind(self, kind: DocumentKind) -> None:
        """Review another document of the same unit and year, such as the plan or the months."""
        case, c = self.case, self._context
        if case is not None:
            c.jobs.write(
                c.workspace,
                f"审核{kind.label}：{case.name}",
                open_case,
                *(case.unit_id, c.year, kind),
                then=self.kind_opened.emit,
            )

    @Slot()
    def correct(self) -> None:
        """Correct what was registered of the case."""
        if self.case and self.form and self._context.can_edit:
            self._open(ReceiveDialog(self, self._context, self.case, self.form, is_correction=True))

    @Slot()
    def declare(self) -> None:
        """Declare that a colleague may not review this unit."""
        case, c = self.case, self._context
        if case is not None and c.can_edit:
            then = partial(self._on_declared, case)
            c.jobs.read("利益冲突", read_declared, c.workspace, case.unit_id, then=then)

    def _on_declared(self, case: CaseRow, found: tuple[tuple[str, ...], dict[str, str]]) -> None:
        people, declared = found
        me = self._context.settings.value.name
        dialog = self.conflict = ConflictDialog(self, case.name, me, people, declared)
        dialog.accepted.connect(partial(self._write_conflict, case, dialog))
        dialog.open()

    def _write_conflict(self, case: CaseRow, dialog: ConflictDialog) -> None:
        c = self._context
        if dialog.withdrawn:
            c.jobs.write(c.workspace, "撤回利益冲突申报", withdraw_conflict, dialog.withdrawn, case.unit_id)
            return
        args = (dialog.person, case.unit_id, dialog.reason)
        c.jobs.write(c.workspace, f"申报{dialog.person}的利益冲突", declare_conflict, *args)
        c.shell.toast(f"已申报：{dialog.person}不再审核“{case.name}”", "撤销", "Ctrl Z", c.shell.undo)

    def _open(self, dialog: ReceiveDialog) -> None:
        self.dialog = dialog
        dialog.open()

    @Slot()
    def open_file(self) -> None:
        """Open the report's file with the program it belongs to; a choice where there are several."""
        files = self.form.attachments if self.form else ()
        if len(files) == 1:
            self._extract(files[0])
        elif files:
            menu = Menu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._add_files(menu, files)
            self._pop_above(menu, self.file_button.mapToGlobal(QPoint(self.file_button.width(), 0)))

    def _add_files(self, menu: Menu, files: Iterable[AttachmentRow]) -> None:
        for one in files:
            menu.add(one.name, partial(self._extract, one), "file-text")

    def _extract(self, one: AttachmentRow) -> None:
        c = self._context
        c.jobs.read(
            "打开附件",
            take_out,
            c.workspace,
            one.id,
            self._files.place(),
            then=self._on_taken_out,
            failed=self._on_file_failed,
        )

    def _on_taken_out(self, path: Path) -> None:
        if not show_file(path):
            self._context.shell.toast("这种文件可能含有程序，没有直接打开，已显示它所在的文件夹")

    def _on_file_failed(self, error: AppError) -> None:
        self._context.messages.error(problem_of("附件没有打开", error, is_safe=True, action="打开附件"))

    @Slot()
    def _on_more(self) -> None:
        self._pop_above(self.menu(), self.more_button.mapToGlobal(QPoint(self.more_button.width(), 0)))

    @staticmethod
    def _pop_above(menu: Menu, corner: QPoint) -> None:
        size = menu.sizeHint()
        menu.popup(corner - QPoint(size.width(), size.height() + 4))

    def menu(self) -> Menu:
        """Everything that can be done with the case."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        case = self.case
        if case is None:
            return menu
        can_edit = self._context.can_edit
        menu.add(main_words(case), self.open_case, "arrow-right", "Enter", can_edit or bool(case.round))
        if case.state is ReviewState.RETURNED:
            menu.add("登记重报…", self.receive, "file-import", "R", can_edit)
        if case.round:
            menu.add("更正收件信息…", self.correct, "pencil", is_enabled=can_edit)
        menu.add("分派…", self.assign_wanted.emit, "user-plus", "M", can_edit)
        menu.add("申报利益冲突…", self.declare, "ban", is_enabled=can_edit)
        menu.addSeparator()
        for kind, icon in _MORE_KINDS:
            menu.add(f"审核{kind.label}…", partial(self.open_kind, kind), icon, is_enabled=can_edit)
        files = self.form.attachments if self.form else ()
        if files:
            menu.addSeparator()
            self._add_files(menu, files)
        menu.addSeparator()
        if case.conflicts:
            decide = partial(self._context.shell.open_conflicts, case.report_id, case.name)
            menu.add(f"决定 {undecided_words(case.conflicts)}", decide, UNDECIDED.icon)
        open_unit = partial(self._context.shell.open_unit, case.unit_id)
        menu.add("在单位名录中查看", open_unit, "building-community")
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low, the bars stand closer."""
        super().resizeEvent(event)
        self.sheet.set_room(event.size().height() - _FOOT)
