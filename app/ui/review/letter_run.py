"""From the wish for a letter to the Word file: start, check, write, and what can go wrong."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QWidget

from app.models.errors import AppError, FileBusy, InputError
from app.services.documents.letter_kinds import LetterKind
from app.services.documents.preflight import Notice
from app.services.files import safe_name
from app.ui.context import Context
from app.ui.messages import RETRY, problem_of
from app.ui.outside import TemporaryFiles, show_file
from app.ui.review.letter_dialog import LetterDialog

WORD_FILTER = "Word 文档 (*.docx)"
SAVE_COPY = ("save_as", "另存一份…")
_LAYOUT = "letters"


class LetterRun(QObject):
    """Runs the dialog of one letter. Subclasses say what it begins with, how it is checked and written."""

    jumped = Signal(object)  # Notice
    closed = Signal()
    # Under which purpose the folder of the written files is remembered.
    folder_key = "letter"

    def __init__(self, context: Context, window: QWidget, files: TemporaryFiles | None = None) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._files = files or TemporaryFiles()
        self._kind = LetterKind.CORRECTION
        self._dialog: LetterDialog | None = None
        self._checks = 0

    @property
    def words(self) -> str:
        """What the letter is called."""
        return self._kind.label

    def check_job(self) -> tuple[Any, ...]:
        """The function that looks at everything, and its arguments after the workspace."""
        raise NotImplementedError

    def draft_job(self, target: Path) -> tuple[Any, ...]:
        """The function that writes a draft to `target`, and its arguments after the workspace."""
        raise NotImplementedError

    def write(self, target: Path) -> None:
        """Write the letter; then `written` or `failed`."""
        raise NotImplementedError

    def on_checked(self, found: Any) -> tuple[Notice, ...]:
        """What the check found, as notices."""
        return tuple(found)

    def show(self, dialog: LetterDialog) -> None:
        """Open a dialog that was filled."""
        self._dialog = dialog
        dialog.check_wanted.connect(self.check)
        dialog.issue_wanted.connect(self._issue)
        dialog.preview_wanted.connect(self._preview)
        dialog.place_wanted.connect(self._on_place)
        dialog.jumped.connect(self._on_jump)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        self.check()

    @property
    def dialog(self) -> LetterDialog | None:
        """What is open."""
        return self._dialog

    @property
    def template_folder(self) -> Path | None:
        """Where the office keeps its own templates."""
        folder = self._context.settings.value.folders.get("templates", "")
        return Path(folder) if folder else None

    @property
    def remembered(self) -> dict[str, str]:
        """What was typed the last time, by field."""
        value = self._context.settings.value.layouts.get(_LAYOUT, {})
        return dict(value) if isinstance(value, dict) else {}

    def remember(self, **values: str) -> None:
        """Keep what was typed for the next time, and which template was used."""
        dialog = self._dialog
        template = dialog.chosen_template if dialog else None
        name = template.path.name if template else ""
        kept = {**self.remembered, **values, f"template.{self._kind.value}": name}
        settings = self._context.settings
        settings.update(layouts={**settings.value.layouts, _LAYOUT: kept})

    @property
    def last_template(self) -> str:
        """The name of the template that was used last for this letter."""
        return self.remembered.get(f"template.{self._kind.value}", "")

    def free_target(self, name: str, year: int) -> Path:
        """Where the file goes unless the person says otherwise: nothing is written over."""
        last = self._context.settings.value.folders.get(self.folder_key, "")
        folder = Path(last) if last and Path(last).is_dir() else None
        folder = folder or self._context.workspace.path.parent / self.words / str(year)
        path = folder / (safe_name(name) + ".docx")
        candidate, number = path, 2
        while candidate.exists():
            candidate = path.with_name(f"{path.stem} ({number}){path.suffix}")
            number += 1
        return candidate

    def template_path(self) -> Path:
        """The template that is chosen."""
        chosen = self._dialog.chosen_template if self._dialog else None
        return chosen.path if chosen else self._kind.template

    @Slot()
    def check(self) -> None:
        """Look at everything once more, as it is written now."""
        if self._dialog is None:
            return
        self._checks += 1
        function, *args = self.check_job()
        then = partial(self._on_checked, self._checks)
        args += [self._dialog.chosen_template, set(QFontDatabase.families())]
        self._context.jobs.read("出具前检查", function, self._context.workspace, *args, then=then)

    def _on_checked(self, number: int, found: Any) -> None:
        if number == self._checks and self._dialog is not None and shiboken6.isValid(self._dialog):
            self._dialog.show_notices(self.on_checked(found))

    @Slot()
    def _issue(self) -> None:
        if self._dialog is not None:
            self._dialog.set_busy(True)
            self.write(self._dialog.target)

    def written(self, warnings: tuple[str, ...]) -> None:
        """The file is there: close and offer to open it."""
        dialog = self._dialog
        if dialog is None:
            return
        target = dialog.target
        dialog.finish()
        words = "；".join((f"已出具“{target.name}”", *warnings))
        self._context.shell.toast(words, "打开", on_link=partial(show_file, target))

    def failed(self, error: AppError) -> None:
        """Say what is wrong: at its field, or with ways to go on."""
        dialog = self._dialog
        if dialog is None:
            return
        dialog.set_busy(False)
        if isinstance(error, InputError) and dialog.show_field_error(error.field, error.sentence):
            return
        steps = (SAVE_COPY, RETRY) if isinstance(error, FileBusy) else (RETRY,)
        action = f"出具{self.words}"
        name = dialog.target.name
        problem = problem_of(
            f"{self.words}没有出具", error, steps=steps, is_safe=True, action=action, file=name
        )
        answer = self._context.messages.error(problem)
        if answer == RETRY[0] or (answer == SAVE_COPY[0] and self._on_place()):
            self._issue()

    @Slot()
    def _preview(self) -> None:
        if self._dialog is None:
            return
        target = self._files.place() / f"草稿 {self._dialog.target.name}"
        function, *args = self.draft_job(target)
        self._context.jobs.read(
            f"预览{self.words}",
            function,
            *(self._context.workspace, *args),
            then=partial(self._on_preview, target),
            failed=self._on_preview_failed,
        )

    def _on_preview(self, target: Path, _: object) -> None:
        show_file(target)

    def _on_preview_failed(self, error: AppError) -> None:
        action = f"预览{self.words}"
        self._context.messages.error(problem_of("没有生成预览", error, is_safe=True, action=action))

    @Slot()
    def _on_place(self) -> bool:
        dialog = self._dialog
        if dialog is None:
            return False
        title = f"{self.words}存到"
        chosen = self._context.files.save_file(self.folder_key, title, dialog.target.name, WORD_FILTER)
        if chosen is not None:
            dialog.set_target(chosen)
        return chosen is not None

    @Slot(object)
    def _on_jump(self, notice: Notice) -> None:
        if self._dialog is not None:
            self._dialog.mark_clean()
            self._dialog.reject()
        self.jumped.emit(notice)

    @Slot()
    def _on_finished(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self.closed.emit()
