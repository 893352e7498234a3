"""Builds what is inside the window once the window is there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.services import paths
from app.services.catalog import load_catalog
from app.services.installations import this_installation
from app.services.settings import SettingsStore
from app.ui import fonts, icons
from app.ui.application import keep_log
from app.ui.frame import Frame
from app.ui.keys import key_map
from app.ui.shell.desk import Desk
from app.ui.theme import Mode, theme


def furnish(app: QApplication, frame: Frame, path: Path | None = None) -> Desk:
    """Dress the application, build the desk, and ask who works here or open `path`."""
    folder = paths.data_folder()
    keep_log(folder / "logs")
    settings = SettingsStore(folder)
    fonts.load()
    theme.install(app, mode_of(settings.value.appearance))
    key_map.use(settings.value.keys)
    app.setWindowIcon(icons.app_icon())
    desk = Desk(frame, settings, this_installation(), load_catalog())
    frame.setCentralWidget(desk)
    desk.show_start()
    if path is not None:
        desk.files.open_path(path)
    if not settings.value.is_introduced:
        desk.introduce()
    return desk


def mode_of(appearance: str) -> Mode:
    """The theme's mode for a stored choice; anything unknown follows the system."""
    return next((mode for mode in Mode if mode.value == appearance), Mode.SYSTEM)
