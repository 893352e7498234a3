"""Where everything is put together. The window is painted first; the data layer is loaded after."""

from __future__ import annotations

import builtins
import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

# PySide6 replaces __import__ and slows every later import down; its replacement only serves `__feature__`.
_import = builtins.__import__
from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator, Slot  # noqa: E402
from PySide6.QtGui import QGuiApplication  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

builtins.__import__ = _import

from app import PRODUCT, __version__  # noqa: E402
from app.ui.frame import Frame  # noqa: E402

log = logging.getLogger("app")
_LONGEST_WAIT = 500
NO_DISPLAY = (
    "没有可用的显示屏，窗口打不开。可以运行 python main.py demo 目录，不开窗口走完全程，结果留在该目录里。"
)


def run(path: Path | None = None) -> int:
    """Start the program, with `path` as the file to open. Returns the exit code."""
    if not has_display():
        sys.stderr.write(NO_DISPLAY + "\n")
        return 2
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName(PRODUCT)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("carbon-review-desk")
    is_dark = app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    frame = Frame(is_dark)
    _place(frame)
    frame.show()
    loader = Loader(frame, path)
    # The rest waits for the empty window to be painted, or half a second where nobody paints it.
    frame.ground.painted.connect(loader.load, Qt.ConnectionType.QueuedConnection)
    QTimer.singleShot(_LONGEST_WAIT, loader.load)
    return app.exec()


def has_display() -> bool:
    """Whether a window can be shown here."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def translate(app: QApplication) -> None:
    """Qt's own words, such as those of the file dialog, in Chinese."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)


class Loader(QObject):
    """Loads the rest once the window is there."""

    def __init__(self, frame: Frame, path: Path | None) -> None:
        super().__init__(frame)
        self._frame = frame
        self._path = path
        self._is_called = False

    @Slot()
    def load(self) -> None:
        """Import the data layer and the kit, dress the application, build what is inside the window; once."""
        if self._is_called:
            return
        self._is_called = True
        # On purpose here: these take several times as long as the empty window.
        from app.ui.shell.start import furnish

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        translate(app)
        self.desk = furnish(app, self._frame, self._path)
        Hook(self.desk.tell_bug).install()


class Hook:
    """What happens to an exception that nobody caught: logged and told, never only printed."""

    def __init__(self, tell: object) -> None:
        self._tell = tell

    def install(self) -> None:
        """Take over from Python's own hook."""
        sys.excepthook = self._on_exception

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log.critical("uncaught", exc_info=(kind, error, trace))
        if callable(self._tell) and not issubclass(kind, KeyboardInterrupt):
            self._tell("操作没有完成", error)


def keep_log(folder: Path) -> None:
    """A small rotating log: what the program did, never what is in the files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "app.log", maxBytes=1 << 20, backupCount=2, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def _place(frame: Frame) -> None:
    """As large as the screen allows, up to 1600 × 960."""
    screen = QGuiApplication.primaryScreen().availableGeometry()
    if screen.width() <= 1400 or screen.height() <= 800:
        frame.resize(screen.size())
        frame.setWindowState(Qt.WindowState.WindowMaximized)
    else:
        frame.resize(min(1600, screen.width() - 80), min(960, screen.height() - 80))
