"""The one door for choosing files. Pages get an object of `Files`; tests give them one that answers from a
list.

Each purpose ("import", "opinion", "package" ...) remembers the folder that was used last.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

if TYPE_CHECKING:
    from app.services.settings import SettingsStore

ANY_FILE = "所有文件 (*)"


class Files(Protocol):
    """What pages may ask of the door. `filters` are Qt's: `Excel 工作簿 (*.xlsx *.xls)`, several joined with
    `;;`.
    """

    def open_file(self, purpose: str, title: str, filters: str = ANY_FILE) -> Path | None:
        """One file to read, or None."""

    def open_files(self, purpose: str, title: str, filters: str = ANY_FILE) -> list[Path]:
        """Any number of files to read."""

    def save_file(self, purpose: str, title: str, name: str, filters: str = ANY_FILE) -> Path | None:
        """Where to write; `name` is proposed. Overwriting is confirmed by the dialog itself."""

    def folder(self, purpose: str, title: str) -> Path | None:
        """A folder, or None."""


class DialogFiles:
    """The real door: the system's dialogs. `store` keeps the folders, for instance the part of the settings
    for it.
    """

    def __init__(self, window: QWidget | None, store: MutableMapping[str, str]) -> None:
        self.window = window
        self._store = store

    def open_file(self, purpose: str, title: str, filters: str = ANY_FILE) -> Path | None:
        """See `Files`."""
        name, _ = QFileDialog.getOpenFileName(self.window, title, self._start(purpose), filters)
        return self._remember(purpose, name)

    def open_files(self, purpose: str, title: str, filters: str = ANY_FILE) -> list[Path]:
        """See `Files`."""
        names, _ = QFileDialog.getOpenFileNames(self.window, title, self._start(purpose), filters)
        if names:
            self._remember(purpose, names[0])
        return [Path(name) for name in names]

    def save_file(self, purpose: str, title: str, name: str, filters: str = ANY_FILE) -> Path | None:
        """See `Files`."""
        proposed = str(Path(self._start(purpose)) / name)
        while True:
            chosen, used = QFileDialog.getSaveFileName(self.window, title, proposed, filters)
            complete = with_suffix(chosen, used, name)
            # What we completed was not confirmed: if that file exists, the dialog has to ask.
            if complete == chosen or not Path(complete).exists():
                return self._remember(purpose, complete)
            proposed = complete

    def folder(self, purpose: str, title: str) -> Path | None:
        """See `Files`."""
        name = QFileDialog.getExistingDirectory(self.window, title, self._start(purpose))
        if not name:
            return None
        self._store[purpose] = name
        return Path(name)

    def _start(self, purpose: str) -> str:
        """The folder used last, if it is still there; else the person's documents."""
        last = self._store.get(purpose, "")
        if last and Path(last).is_dir():
            return last
        return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def _remember(self, purpose: str, name: str) -> Path | None:
        if not name:
            return None
        path = Path(name)
        self._store[purpose] = str(path.parent)
        return path


def with_suffix(chosen: str, used_filter: str, proposed: str) -> str:
    """`chosen` with the ending of the filter in use, or of the proposed name, unless it has one of them."""
    patterns = [part.strip("()") for part in used_filter.split()]
    endings = [pattern[1:] for pattern in patterns if pattern.startswith("*.")] or [Path(proposed).suffix]
    if not chosen or chosen.lower().endswith(tuple(ending.lower() for ending in endings)):
        return chosen
    return chosen + endings[0]


class FolderMemory(dict[str, str]):
    """The folders of the file dialogs, kept in the settings as they change."""

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__(settings.value.folders)
        self._settings = settings

    def __setitem__(self, purpose: str, folder: str) -> None:
        super().__setitem__(purpose, folder)
        self._settings.update(folders=dict(self))
