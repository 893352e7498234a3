import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QApplication

import app.ui
from app.services.paths import resource
from app.ui import icons
from app.ui.looks import known_looks, look
from app.ui.shell_parts import TABS
from app.ui.tokens import TONES

FILES = sorted(path.stem for path in resource("icons").glob("*.svg"))
SOURCES = sorted(Path(app.ui.__file__).parent.rglob("*.py"))


def has_ink(image: QImage) -> bool:
    return any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("name", FILES)
def test_every_icon_renders(qapp: QApplication, name: str) -> None:
    picture = icons.pixmap(name, "ink", 16, 1.5)
    assert picture.size() == QSize(24, 24)
    assert has_ink(picture.toImage())


def test_every_icon_that_is_named_exists() -> None:
    named = {look_.icon for look_ in known_looks().values()} | {tab.icon for tab in TABS}
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        named |= set(
            re.findall(r"""(?:Icon|icon_button|icons\.draw|set_icon)\((?:painter, )?"([a-z0-9-]+)\"""", text)
        )
        named |= set(re.findall(r'icon: str = "([a-z0-9-]+)"', text))
    sheet = resource("style", "app.qss").read_text(encoding="utf-8")
    named |= set(re.findall(r"\{\{svg:([\w-]+):", sheet)) - {"name"}
    assert named - {""} <= set(FILES)


def test_every_state_has_a_tone_and_is_found_by_its_word() -> None:
    assert all(one.tone in TONES for one in known_looks().values())
    assert look("没有这个词").icon == ""


def test_a_disabled_icon_has_its_own_drawing(qapp: QApplication) -> None:
    made = icons.icon("plus", "accent")
    normal = made.pixmap(QSize(16, 16), 1.0, QIcon.Mode.Normal).toImage()
    assert normal != made.pixmap(QSize(16, 16), 1.0, QIcon.Mode.Disabled).toImage()


def test_the_product_mark_has_all_sizes_windows_asks_for(qapp: QApplication) -> None:
    sizes = {size.width() for size in QIcon(str(resource("icons", "app.ico"))).availableSizes()}
    assert {16, 24, 32, 48, 256} <= sizes
    assert "MIT License" in resource("icons", "LICENSE").read_text(encoding="utf-8")
