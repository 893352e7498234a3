"""One dressed application for all UI tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import fonts
from app.ui.theme import Mode, theme


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> None:
    fonts.load()
    theme.install(qapp, Mode.LIGHT, tmp_path_factory.mktemp("style"))


@pytest.fixture(params=[Mode.LIGHT, Mode.DARK])
def each_theme(request: pytest.FixtureRequest) -> Iterator[Mode]:
    theme.set_mode(request.param)
    yield request.param
    theme.set_mode(Mode.LIGHT)


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[[QWidget], QWidget]]:
    """Show a widget in an active window, so that the focus moves as on a desk."""
    kept: list[QWidget] = []  # and not left to the garbage collector while Qt still knows it

    def show(widget: QWidget) -> QWidget:
        kept.append(widget)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        return widget

    yield show
    for widget in kept:
        if shiboken6.isValid(widget):
            widget.close()
            shiboken6.delete(widget)
