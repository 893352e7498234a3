"""What the workbench does beside judging: findings, evidence, attachments, history, issuing."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, Slot

from app.models.enums import Conclusion, FindingState, Severity, Verdict
from app.models.errors import AppError
from app.services.attachments import attach, detach
from app.services.documents.preflight import Notice
from app.services.review.answers import add_evidence, judge, remove_evidence
from app.services.review.findings import (
    Reply,
    ThreadEntry,
    add_finding,
    apply_reply,
    delete_finding,
    finding_thread,
    save_finding,
    set_finding_state,
)
from app.services.review.form import ReviewForm
from app.services.review.parts import FindingForm
from app.services.review.past import Past, item_past
from app.ui.files import ANY_FILE
from app.ui.messages import problem_of
from app.ui.outside import TemporaryFiles, show_file, show_folder, take_out
from app.ui.review.evidence_dialog import EvidenceDialog
from app.ui.review.finding_dialog import FindingDialog
from app.ui.review.findings_panel import closed_words
from app.ui.review.history_popover import HistoryPopover
from app.ui.review.issuing import Issuing
from app.ui.review.thread_popover import ThreadPopover

if TYPE_CHECKING:
    from app.ui.review.workbench import Workbench


# Fields of a finding that a check can name.
_TEXTS = ("fact", "basis", "request", "effect_text", "answer", "check_note")


def read_past(workspace: Any, version_id: str, code: str) -> Past:
    """See `item_past`."""
    with workspace.read() as session:
        return item_past(session, version_id, code)


def read_thread(workspace: Any, finding_id: str) -> tuple[ThreadEntry, ...]:
    """See `finding_thread`."""
    with workspace.read() as session:
        return finding_thread(session, finding_id)


def attach_as_evidence(session: Any, version_id: str, item: Any, paths: list[Path]) -> None:
    """Take files in as attachments and name each as evidence of an item."""
    for path in paths:
        key = attach(session, version_id, path)
        session.flush()
        add_evidence(session, version_id, item, file_name=path.name, attachment_id=key)


def attach_all(session: Any, version_id: str, paths: list[Path]) -> None:
    """Take files in as attachments."""
    for path in paths:
        attach(session, version_id, path)


class Deeds(QObject):
    """Opens the dialogs of the workbench and does what they say."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench, self._case, self._context = bench, bench.case, bench.context
        self._files = TemporaryFiles()
        self._last_file = ""  # named in the evidence that was added last
        self._issued: dict[str, Path] = {}
        self._wanted = ""  # the item whose finding is opened as soon as it is there
        self.dialog: FindingDialog | EvidenceDialog | None = None
        self.popover: HistoryPopover | None = None
        self.issuing = Issuing(self._context, self._case, self._files, bench)

    def connect_panels(self) -> None:
        """Listen to the panels."""
        bench, findings = self._bench, self._bench.findings
        bench.card.evidence_removed.connect(self.remove_evidence)
        bench.attachments.outside_wanted.connect(self.open_attachment)
        bench.attachments.folder_wanted.connect(self.show_attachment)
        bench.attachments.removed.connect(self.remove_attachment)
        bench.attachments.add_wanted.connect(self.add_attachments)
        bench.attachments.dropped.connect(self.take_in)
        findings.opened.connect(self.open_finding)
        findings.removed.connect(self.remove_finding)
        findings.add_wanted.connect(self.new_finding)
        findings.issue_wanted.connect(self.issue)
        findings.export_wanted.connect(self.issuing.export_again)
        findings.file_wanted.connect(self.open_issued)
        findings.folder_wanted.connect(self.show_issued)
        self.issuing.issued.connect(self._on_issued)
        self.issuing.jumped.connect(self.jump)
        self.issuing.closed.connect(self._back)

    def act(self, wish: str, code: str) -> None:
        """What a key or a link of an item asks for."""
        if wish == "history":
            self.show_history(code)
        elif wish == "finding":
            self.open_item_finding(code)
        elif wish == "evidence":
            self.ask_evidence(code)
        elif wish == "file":
            self.add_files(code)
        elif wish == "phrase":
            self._bench.letters.phrases.open()

    def issued_file(self) -> Path | None:
        """The document that was issued for the report while the program runs, if it is still there."""
        path = self._issued.get(self._case.report_id)
        return path if path is not None and path.is_file() else None

    @property
    def _form(self) -> ReviewForm:
        assert self._case.form is not None
        return self._case.form

    def _head_words(self) -> str:
        head = self._form.head
        return f"{head.unit_name} · 第{head.round}轮"

    def _toast(self, words: str, undo: bool = False) -> None:
        shell = self._context.shell
        if undo:
            shell.toast(words, "撤销", "Ctrl Z", shell.undo)
        else:
            shell.toast(words)

    @Slot()
    def _back(self) -> None:
        self._bench.checklist.focus_list()

    # Findings

    def open_item_finding(self, code: str) -> None:
        """Open the finding of an item, or begin one."""
        row = self._case.row(code)
        if row is None:
            return
        if row.finding_id is not None:
            self.open_finding(row.finding_id)
        elif row.is_bad and self._case.can_edit and row.verdict is not None:
            # The finding was taken away by hand: the same verdict makes it again.
            args = (self._form.head.version_id, row.item, row.verdict, self._form.prefills[code])
            self._case.write(f"{code} 写成问题", judge, *args, then=partial(self._open_later, code))
        else:
            self._toast(f"{code} 没有判为有问题。要另写问题，请点右上角的加号")

    def _open_later(self, code: str, _: object) -> None:
        """Open the finding once the report was read again."""
        self._wanted = code
        self._case.changed.connect(self._on_made)

    @Slot()
    def _on_made(self) -> None:
        row = self._case.row(self._wanted)
        if row is not None and row.finding_id is not None:
            self._case.changed.disconnect(self._on_made)
            self.open_finding(row.finding_id)

    @Slot(str)
    def open_finding(self, finding_id: str) -> None:
        """Edit a finding; one of an earlier round is only shown, but may be closed."""
        form = self._form
        finding = next((f for f in form.findings if f.id == finding_id), None)
        if finding is None:
            return
        is_ours = finding.round == form.head.round
        item = form.row(finding.code) if is_ours else None
        # What was sent, or comes from last year, stands as it was written.
        is_ours = is_ours and not finding.is_last_year and finding.state is not FindingState.SENT
        dialog = FindingDialog(
            self._bench,
            self._head_words(),
            finding.form,
            item=item,
            finding=finding,
            can_edit=self._case.can_find and is_ours,
            can_close=self._context.can_edit and not form.head.state.is_final,
            source=self._case.hits.sources.get(finding_id, ""),
        )
        dialog.source_wanted.connect(partial(self._bench.hits.show_source, finding_id))
        dialog.saved.connect(partial(self._save_finding, finding_id, finding.form))
        dialog.removed.connect(partial(self.remove_finding, finding_id))
        dialog.state_wanted.connect(partial(self._set_state, finding_id))
        dialog.replied.connect(partial(self._reply, finding_id))
        dialog.thread_wanted.connect(partial(self._show_thread, finding_id))
        self._bench.letters.dress(dialog, finding.code, finding_id)
        self._open(dialog)

    @Slot()
    def new_finding(self) -> None:
        """A finding made by hand."""
        if not self._case.can_find:
            return
        form = FindingForm(Severity.MAJOR)
        rows = [row for row in self._form.items if row.item.judged]
        dialog = FindingDialog(self._bench, self._head_words(), form, items=rows)
        dialog.saved.connect(partial(self._add_finding, dialog))
        self._bench.letters.dress(dialog, "")
        self._open(dialog)

    def _open(self, dialog: FindingDialog | EvidenceDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_closed)
        dialog.open()

    @Slot()
    def _on_closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self._back()

    def _save_finding(self, finding_id: str, before: FindingForm, form: FindingForm) -> None:
        if form != before:
            self._case.write("修改问题", save_finding, finding_id, form)

    def _add_finding(self, dialog: FindingDialog, form: FindingForm) -> None:
        row = self._case.row(dialog.item_code or "")
        item_id = row.id if row else None
        self._case.write("新建问题", add_finding, self._form.head.version_id, form, item_id)

    def _reply(self, finding_id: str, reply: Reply) -> None:
        words = closed_words(reply.state) if reply.state else "已登记答复和核对情况"
        self._case.write(words, apply_reply, finding_id, reply)
        self._toast(words, undo=True)

    def _show_thread(self, finding_id: str) -> None:
        c = self._context
        c.jobs.read("问题经过", read_thread, c.workspace, finding_id, then=self._on_thread)

    def _on_thread(self, entries: tuple[ThreadEntry, ...]) -> None:
        if isinstance(self.dialog, FindingDialog):
            ThreadPopover(entries, self._context.today).open_at(self.dialog.past)

    def _set_state(self, finding_id: str, state: FindingState) -> None:
        words = closed_words(state)
        self._case.write(words, set_finding_state, finding_id, state)
        self._toast(words, undo=True)

    @Slot(str)
    def remove_finding(self, finding_id: str) -> None:
        """Take a finding of this round away; undo brings it back."""
        finding = next((f for f in self._form.findings if f.id == finding_id), None)
        if finding is None or not self._case.can_find or finding.round != self._form.head.round:
            return
        self._case.write("删除问题", delete_finding, finding_id)
        self._toast("已删除问题", undo=True)

    # Evidence and attachments

    def ask_evidence(self, code: str) -> None:
        """Ask where the answer was seen, for what cannot be taken from the report beside the list."""
        row = self._case.row(code)
        if row is None or not self._case.can_edit:
            return
        files = self._form.attachments
        proposed = self._last_file or (files[0].name if len(files) == 1 else "")
        dialog = EvidenceDialog(self._bench, f"{code} · {row.item.short}", files, proposed)
        dialog.accepted.connect(partial(self._add_evidence, code, dialog))
        self._open(dialog)

    def _add_evidence(self, code: str, dialog: EvidenceDialog) -> None:
        row = self._case.row(code)
        if row is None:
            return
        self._last_file = dialog.file_name
        self._case.write(
            f"{code} 添加证据",
            partial(
                add_evidence,
                file_name=dialog.file_name,
                page=dialog.page,
                quote=dialog.quote,
                attachment_id=dialog.attachment_id,
            ),
            *(self._form.head.version_id, row.item),
        )

    @Slot(str)
    def remove_evidence(self, evidence_id: str) -> None:
        """Take evidence away; undo brings it back."""
        if self._case.can_edit:
            self._case.write("移除证据", remove_evidence, evidence_id)
            self._toast("已移除证据", undo=True)

    def add_files(self, code: str) -> None:
        """Take files in as evidence of an item."""
        row = self._case.row(code)
        if row is None or not self._case.can_edit:
            return
        paths = self._context.files.open_files("attachment", f"{code} 的照片或文件", ANY_FILE)
        if paths:
            args = (self._form.head.version_id, row.item, paths)
            self._case.write(f"{code} 添加文件", attach_as_evidence, *args, failed=self._on_not_added)
        self._back()

    @Slot()
    def add_attachments(self) -> None:
        """Take files in."""
        if not self._case.can_edit:
            return
        self.take_in(self._context.files.open_files("attachment", "添加附件", ANY_FILE))

    @Slot(list)
    def take_in(self, paths: list[Path]) -> None:
        """Take in files that were chosen or dropped."""
        files = [path for path in paths if not path.is_dir()]
        if len(files) < len(paths):
            self._toast("文件夹不能作附件，请选其中的文件")
        if files and self._case.can_edit:
            args = (self._form.head.version_id, files)
            self._case.write("添加附件", attach_all, *args, failed=self._on_not_added)

    def _on_not_added(self, error: AppError) -> None:
        self._context.messages.error(problem_of("没有添加文件", error, is_safe=True, action="添加附件"))

    @Slot(str)
    def remove_attachment(self, attachment_id: str) -> None:
        """Take an attachment off; undo brings it back."""
        if self._case.can_edit:
            self._case.write("移除附件", detach, attachment_id)
            self._toast("已移除附件", undo=True)

    @Slot(str)
    def open_attachment(self, attachment_id: str) -> None:
        """Show a file with the system's program."""
        self._take_out(attachment_id, self._on_taken_out)

    @Slot(str)
    def show_attachment(self, attachment_id: str) -> None:
        """Show a copy of a file in its folder."""
        self._take_out(attachment_id, show_folder)

    def _take_out(self, attachment_id: str, then: Any) -> None:
        self._context.jobs.read(
            "打开附件",
            take_out,
            *(self._context.workspace, attachment_id, self._files.place()),
            then=then,
            failed=self._on_not_opened,
        )

    def _on_taken_out(self, path: Path) -> None:
        if not show_file(path):
            self._toast("这种文件可能含有程序，没有直接打开，已显示它所在的文件夹")

    def _on_not_opened(self, error: AppError) -> None:
        self._context.messages.error(problem_of("附件没有打开", error, is_safe=True, action="打开附件"))

    # History

    def show_history(self, code: str) -> None:
        """Show why an item has its value."""
        if self._case.row(code) is None:
            return
        self._context.jobs.read(
            "修改记录",
            read_past,
            *(self._context.workspace, self._form.head.version_id, code),
            then=partial(self._on_past, code),
        )

    def _on_past(self, code: str, past: Past) -> None:
        bench = self._bench
        if bench.checklist.current_code != code or not bench.isVisible():
            return
        restore = partial(self._restore, code) if self._case.can_edit else None
        popover = self.popover = HistoryPopover(code, past, self._context.today, restore)
        view = bench.checklist.view
        rect = view.visualRect(view.currentIndex())
        popover.closed.connect(self._on_popover_closed)
        popover.open_at(view, QRect(rect.right() - 98, rect.top(), 98, rect.height()), sideways=True)

    @Slot()
    def _on_popover_closed(self) -> None:
        self.popover = None

    def _restore(self, code: str, verdict: Verdict | None) -> None:
        self._case.judge(code, verdict)

    # Issuing

    @Slot(object)
    def issue(self, conclusion: Conclusion) -> None:
        """Open 出具审核意见 with everything kept that is typed."""
        self._bench.leave()
        self.issuing.begin(conclusion)

    @Slot(object)
    def _on_issued(self, path: Path) -> None:
        self._issued[self._case.report_id] = path
        words = f"已出具“{path.name}”"
        self._context.shell.toast(words, "打开", on_link=partial(show_file, path))

    @Slot(object)
    def jump(self, notice: Notice) -> None:
        """Go to what a check named: the item, and the finding whose text it is."""
        bench = self._bench
        if notice.item_code:
            bench.checklist.go_to(notice.item_code)
        bench.checklist.focus_list()
        if notice.finding_id:
            self.open_finding(notice.finding_id)
        elif notice.field in _TEXTS:
            self.open_item_finding(notice.item_code)

    @Slot()
    def open_issued(self) -> None:
        """Open the issued document."""
        path = self.issued_file()
        if path is not None:
            show_file(path)

    @Slot()
    def show_issued(self) -> None:
        """Show the issued document in its folder."""
        path = self.issued_file()
        if path is not None:
            show_folder(path)
