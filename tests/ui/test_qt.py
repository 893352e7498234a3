"""What we rely on in Qt and its binding."""

import sys
from pathlib import Path

from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from app.ui.theme import Mode, theme


def test_methods_that_return_nothing_cost_nothing(qapp: QApplication) -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference to None per call and then dies."""
    image = QImage(4, 4, QImage.Format.Format_ARGB32)
    pen = QPen()
    with QPainter(image) as painter:
        before = sys.getrefcount(None)
        for _ in range(1000):
            painter.setPen(pen)
        assert abs(sys.getrefcount(None) - before) < 100


def test_an_error_while_painting_leaves_no_painter_open(qapp: QApplication) -> None:
    image = QImage(4, 4, QImage.Format.Format_ARGB32)
    try:
        with QPainter(image) as painter:
            raise ValueError
    except ValueError:
        pass
    assert not painter.isActive()


def test_the_style_sheet_finds_its_drawings_in_any_folder(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    def picture(folder: Path) -> QImage:
        theme.install(qapp, Mode.DARK, folder)
        combo = QComboBox()
        qtbot.addWidget(combo)
        combo.addItem("甲")
        combo.resize(120, 30)
        made = combo.grab().toImage()
        theme.set_mode(Mode.LIGHT)
        return made

    cache = theme._cache
    assert cache is not None
    plain = picture(tmp_path / "plain")
    assert picture(tmp_path / "资料 (一)&#'{}") == plain
    colors = {plain.pixelColor(x, 15).name() for x in range(96, 118)}
    assert len(colors) > 1, "the arrow is drawn"
    theme.install(qapp, Mode.LIGHT, cache)
