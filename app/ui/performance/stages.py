"""The line of a project in the tab: begins stages, links tables, shows differences and evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.errors import AppError
from app.services.performance.profiles import FormKind
from app.services.performance.proofs import (
    ProofLine,
    add_proofs,
    delete_proof,
    extract_proof,
    proofs,
    set_proof,
)
from app.services.performance.stages import (
    Difference,
    What,
    accept,
    begin_stage,
    best_profile,
    differences,
    follow,
    roll_over,
)
from app.services.performance.store import TableName
from app.ui.context import Context
from app.ui.messages import problem_of
from app.ui.outside import TemporaryFiles, show_file
from app.ui.performance.proofs_dialog import ProofsDialog, named
from app.ui.performance.sheet import Sheet
from app.ui.performance.stage_dialogs import BeginDialog, DifferencesDialog, FollowDialog
from app.ui.performance.stage_strip import StageStrip

if TYPE_CHECKING:
    from app.models.database import Workspace


class Stages(QObject):
    """Everything that the strip asks for."""

    about_to_ask = Signal()  # what is being typed is kept first
    made = Signal(str)  # key of a new table
    place_wanted = Signal(int)  # go to a row; -1 the goals

    def __init__(self, context: Context, sheet: Sheet, strip: StageStrip, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._sheet, self._strip, self._page = context, sheet, strip, page
        self.names: list[TableName] = []
        self.dialog: BeginDialog | FollowDialog | DifferencesDialog | ProofsDialog | None = None
        self._after_proof = ""
        self._outside = TemporaryFiles()
        for wanted, slot in (
            (strip.link_wanted, self.ask_link),
            (strip.differences_wanted, self.show_differences),
            (strip.next_year_wanted, self.make_next_year),
            (strip.proofs_wanted, self.show_proofs),
        ):
            wanted.connect(slot)
        strip.begin_wanted.connect(self.ask_begin)
        sheet.shown.connect(self.refresh)
        sheet.changed.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Show the line of the table that is shown."""
        sheet = self._sheet
        if sheet.is_empty:
            return
        form = sheet.profile.form
        self._strip.show_around(sheet.around, form, sheet.table_id, can_edit=sheet.can_edit)
        found = self._found()
        self._strip.show_differences(len(found))
        if isinstance(self.dialog, DifferencesDialog) and self.dialog.isVisible():
            self.dialog.show_found(found)

    def _found(self) -> tuple[Difference, ...]:
        sheet = self._sheet
        if sheet.is_empty or sheet.around.declared is None:
            return ()
        return differences(sheet.form, sheet.around.declared, sheet.profile)

    # Stages

    @Slot(str)
    def ask_begin(self, kind_value: str) -> None:
        """Ask by which template the stage is begun."""
        self.about_to_ask.emit()
        declaration = self._sheet.around.line.declaration
        if declaration is None:
            return
        kind = FormKind.of(kind_value)
        declared = self._sheet.around.declared or self._sheet.form
        best = best_profile(declared, kind).id
        dialog = BeginDialog(self._page, kind, declaration.name, declaration.year, best)
        dialog.accepted.connect(self._on_begin)
        self._open(dialog)

    @Slot()
    def _on_begin(self) -> None:
        dialog, declaration = self.dialog, self._sheet.around.line.declaration
        assert isinstance(dialog, BeginDialog) and declaration is not None
        label = f"开始{dialog.kind.label.removesuffix('表')}"
        self._write(label, begin_stage, declaration.id, dialog.profile_id, dialog.day, then=self._on_made)

    @Slot(str)
    def _on_made(self, table_id: str) -> None:
        self.made.emit(table_id)

    @Slot()
    def make_next_year(self) -> None:
        """The declaration of the next year."""
        self.about_to_ask.emit()
        self._write("做下一年申报", roll_over, self._sheet.table_id, then=self._on_rolled)

    @Slot(str)
    def _on_rolled(self, table_id: str) -> None:
        self.made.emit(table_id)
        words = "已做下一年申报表，目标和指标照上年带入，请逐项修改"
        self._context.shell.toast(words, "撤销", "Ctrl Z", self._context.shell.undo)

    @Slot()
    def ask_link(self) -> None:
        """Ask which declaration this table follows."""
        self.about_to_ask.emit()
        sheet = self._sheet
        known = [one for one in self.names if one.form is FormKind.DECLARATION]
        same = (one.id for one in known if (one.year, one.name) == (sheet.form.year, sheet.project))
        dialog = FollowDialog(self._page, known, next(same, ""))
        dialog.accepted.connect(self._on_link)
        self._open(dialog)

    @Slot()
    def _on_link(self) -> None:
        assert isinstance(self.dialog, FollowDialog)
        self._write(
            "选择依据的申报表", follow, self._sheet.table_id, self.dialog.table_id, then=self._on_done
        )

    @Slot(object)
    def _on_done(self, result: object) -> None:
        """The page reads the table again by itself."""

    # Differences

    @Slot()
    def show_differences(self) -> None:
        """Where the table is not as its declaration."""
        self.about_to_ask.emit()
        dialog = DifferencesDialog(self._page, self._found(), can_edit=self._sheet.can_edit)
        dialog.accepted_one.connect(self._on_accept)
        dialog.wanted.connect(self._on_wanted)
        self._open(dialog)

    @Slot(object)
    def _on_accept(self, one: Difference) -> None:
        self._write("采用申报表的内容", accept, self._sheet.table_id, one, then=self._on_done)

    @Slot(object)
    def _on_wanted(self, one: Difference) -> None:
        self.place_wanted.emit(-1 if one.what is What.GOAL else one.index)

    # Evidence

    @Slot()
    def show_proofs(self, row: int = -1) -> None:
        """The evidence of the table, at a row."""
        self.about_to_ask.emit()
        sheet = self._sheet
        dialog = ProofsDialog(self._page, sheet.form, max(row, 0), can_edit=sheet.can_edit)
        dialog.show_proofs(sheet.around.proofs)
        dialog.add_wanted.connect(self._on_add_proofs)
        dialog.changed.connect(self._on_proof_changed)
        dialog.deleted.connect(self._on_proof_deleted)
        dialog.open_wanted.connect(self._on_open_proof)
        self._open(dialog)

    @Slot(int)
    def _on_add_proofs(self, row: int) -> None:
        paths = tuple(self._context.files.open_files("performance", "添加佐证材料"))
        if not paths:
            return
        sheet = self._sheet
        key = sheet.keys[row] if row >= 0 else ""
        self._write(
            f"添加佐证材料{named(paths)}", add_proofs, sheet.table_id, key, paths, then=self._on_proofs_added
        )

    @Slot(object)
    def _on_proofs_added(self, keys: list[str]) -> None:
        self._after_proof = keys[0]
        self._read_proofs()

    @Slot(str, str, object)
    def _on_proof_changed(self, key: str, field: str, value: object) -> None:
        self._after_proof = key
        self._write("修改佐证材料", _set_proof, key, field, value, then=self._on_proofs_changed)

    @Slot(str)
    def _on_proof_deleted(self, key: str) -> None:
        self._write("移除佐证材料", delete_proof, key, then=self._on_proofs_changed)

    @Slot(object)
    def _on_proofs_changed(self, result: object) -> None:
        self._read_proofs()

    def _read_proofs(self) -> None:
        self._context.jobs.read(
            "读取佐证材料", _proofs, self._context.workspace, self._sheet.table_id, then=self._on_proofs_read
        )

    @Slot(object)
    def _on_proofs_read(self, found: tuple[ProofLine, ...]) -> None:
        if isinstance(self.dialog, ProofsDialog) and self.dialog.isVisible():
            self.dialog.show_proofs(found, self._after_proof)

    @Slot(str)
    def _on_open_proof(self, key: str) -> None:
        self._context.jobs.read(
            "打开佐证材料",
            _extract,
            self._context.workspace,
            key,
            self._outside.place(),
            then=self._on_extracted,
            failed=self._on_failed,
        )

    @Slot(object)
    def _on_extracted(self, path: Path) -> None:
        show_file(path)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self._context.messages.error(problem_of("没有完成", error, is_safe=True, action="佐证材料"))

    # How

    def _write(self, label: str, function: Callable[..., Any], *args: Any, then: Callable[..., None]) -> None:
        self._context.jobs.write(
            self._context.workspace, label, function, *args, then=then, failed=self._on_failed
        )

    def _open(self, dialog: BeginDialog | FollowDialog | DifferencesDialog | ProofsDialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.open()


def _set_proof(session: Any, key: str, field: str, value: object) -> None:
    set_proof(session, key, **{field: value})


def _proofs(workspace: Workspace, table_id: str) -> tuple[ProofLine, ...]:
    with workspace.read() as session:
        return proofs(session, table_id)


def _extract(workspace: Workspace, key: str, folder: Path) -> Path:
    with workspace.read() as session:
        return extract_proof(session, key, folder)
