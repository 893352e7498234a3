"""The type of the window: one family list, pixel sizes, no hinting; fonts and metrics are made once.

Microsoft YaHei and Noto Sans SC have two weights only: 500 falls to regular, 600 to bold.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication

from app.services.paths import resource

FAMILIES = ("Microsoft YaHei UI", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei")
BASE = 13
CAPTION = 12
SECTION = 14
TITLE = 18
VALUE = 16
BIG = 26
KEY = 11

REGULAR = 400
MEDIUM = 500
SEMIBOLD = 600


def load(folder: Path | None = None) -> list[str]:
    """Register the fonts of `folder` (default: resources/fonts) and return their families.

    Fonts with serifs are for documents; the window does not spend time on them.
    """
    families: list[str] = []
    paths = (folder or resource("fonts")).glob("*.ttf")
    for path in sorted(path for path in paths if "Serif" not in path.name):
        families += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    return families


def install(app: QApplication) -> None:
    """Make the base font the font of all widgets."""
    app.setFont(font())


@lru_cache(maxsize=64)
def font(px: int = BASE, weight: int = REGULAR, strike: bool = False) -> QFont:
    """The font of `px` pixels. Shared: make a copy before changing it."""
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    made.setStrikeOut(strike)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=64)
def metrics(px: int = BASE, weight: int = REGULAR) -> QFontMetricsF:
    """The metrics of `font(px, weight)`."""
    return QFontMetricsF(font(px, weight))


@lru_cache(maxsize=8192)
def width(text: str, px: int = BASE, weight: int = REGULAR) -> float:
    """How wide `text` is in one line."""
    return metrics(px, weight).horizontalAdvance(text)


def elided(
    text: str,
    available: float,
    px: int = BASE,
    weight: int = REGULAR,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> str:
    """`text`, shortened with `…` where it does not fit. Half a pixel of slack: what just fits stays whole."""
    if width(text, px, weight) <= available + 0.5:
        return text
    return metrics(px, weight).elidedText(text, mode, max(available, 0.0))


def forget() -> None:
    """Drop measured widths, after other font files were loaded."""
    font.cache_clear()
    metrics.cache_clear()
    width.cache_clear()
