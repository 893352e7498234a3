"""The pictures of the manual and the README: the real window with the made-up demo, walked through.

    python docs/pictures.py FOLDER [--size 1366x768] [--dark] [--only NAME]

Without a screen the program is drawn on Qt's offscreen platform.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={Path(__file__).with_name('offscreen.json')}")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.services import paths
from app.services.catalog import load_catalog
from app.services.installations import this_installation
from app.services.settings import SettingsStore
from app.services.walk import walk_the_road
from app.ui.dialog import Dialog
from app.ui.frame import Frame
from app.ui.shell.desk import Desk
from app.ui.shell.start import furnish

Scene = Callable[[Desk], None]


def settle(desk: Desk, least: int = 250) -> None:
    """Wait until no job runs and everything is painted."""
    QTest.qWait(least)
    while desk.jobs.running:
        QTest.qWait(50)
    QTest.qWait(150)


def start(desk: Desk) -> None:
    desk.show_start()


def tab(key: str) -> Scene:
    def show(desk: Desk) -> None:
        desk.show_tab(key)

    return show


SCENES: dict[str, Scene] = {
    "start": start,
    "units": tab("units"),
    "review": tab("review"),
    "performance": tab("performance"),
    "statistics": tab("statistics"),
    "keys": Desk.show_keys,
    "settings": Desk.open_settings,
    "about": Desk.show_about,
}


def picture(frame: Frame) -> QPixmap:
    """The window with the dialogs that stand over it."""
    image = frame.grab()
    painter = QPainter(image)
    for dialog in frame.findChildren(Dialog):
        if dialog.isVisible():
            at = dialog.mapToGlobal(QPoint(0, 0)) - frame.mapToGlobal(QPoint(0, 0))
            painter.drawPixmap(at, dialog.grab())
    painter.end()
    return image


def close_dialogs(frame: QWidget) -> None:
    for dialog in frame.findChildren(Dialog):
        dialog.asks_before_loss = False
        dialog.done(0)


def walk(folder: Path, size: tuple[int, int], dark: bool, only: str) -> Iterator[str]:
    """Make the demo, go through the scenes, save a picture of each; gives the names."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    data = paths.data_folder()
    settings = SettingsStore(data)
    appearance = "dark" if dark else "light"
    settings.update(name="王甲", office="示例咨询有限公司", device="笔记本-01", appearance=appearance)
    made = walk_the_road(data / "示例", settings.value, this_installation(), load_catalog())
    demo = made["工作文件"]
    frame = Frame(dark)
    frame.resize(*size)
    frame.show()
    desk = furnish(app, frame)
    desk.files.open_path(demo)
    settle(desk, 600)
    for name, scene in SCENES.items():
        if only and not name.startswith(only):
            continue
        scene(desk)
        settle(desk)
        picture(frame).save(str(folder / f"{name}{'-dark' if dark else ''}.png"))
        close_dialogs(frame)
        settle(desk, 50)
        yield name
    frame.close()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    width, _, height = options.size.partition("x")
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        os.environ[paths.ENV_DATA] = data
        app = QApplication([])
        for name in walk(options.folder, (int(width), int(height)), options.dark, options.only):
            print(name)
        del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
