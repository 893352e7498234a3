"""Draw the product mark once for windows and the installer: resources/icons/app.svg, .png and .ico.

python docs/make_app_icon.py
"""

from __future__ import annotations

import os
import re
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.services.paths import resource
from app.ui.tokens import LIGHT

SIZES = (16, 20, 24, 32, 40, 48, 64, 256)


def mark(stroke: float) -> str:
    """The leaf on accent ground, on a grid of 32."""
    drawing = resource("icons", "leaf.svg").read_text(encoding="utf-8")
    leaf = "".join(re.findall(r"<path d=[^>]*/>", drawing))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="8" fill="{LIGHT["accent"]}"/>'
        f'<g transform="translate(4.5 4.5) scale(0.958)" fill="none" stroke="{LIGHT["on-accent"]}" '
        f'stroke-width="{stroke}" stroke-linecap="round" stroke-linejoin="round">{leaf}</g></svg>\n'
    )


def rendered(edge: int) -> QImage:
    """The mark at `edge` pixels; small ones have a thicker line."""
    image = QImage(edge, edge, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    stroke = 2.6 if edge < 32 else 2.2 if edge < 64 else 2
    QSvgRenderer(QByteArray(mark(stroke).encode())).render(painter)
    painter.end()
    return image


def as_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def as_bitmap(image: QImage) -> bytes:
    """The form that every tool reads for small sizes: rows from the bottom, then an empty mask."""
    edge = image.width()
    mask = bytes(((edge + 31) // 32) * 4 * edge)
    rows = [bytes(image.constScanLine(row)) for row in reversed(range(edge))]
    header = struct.pack("<IiiHHIIiiII", 40, edge, edge * 2, 1, 32, 0, 0, 0, 0, 0, 0)
    return header + b"".join(rows) + mask


def as_icon(images: list[QImage]) -> bytes:
    """A Windows icon of several sizes; only the largest is compressed."""
    parts = [as_png(image) if image.width() > 128 else as_bitmap(image) for image in images]
    place = 6 + 16 * len(parts)
    head = struct.pack("<HHH", 0, 1, len(parts))
    for image, part in zip(images, parts, strict=True):
        edge = image.width() % 256
        head += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(part), place)
        place += len(part)
    return head + b"".join(parts)


def main() -> None:
    QGuiApplication([])
    resource("icons", "app.svg").write_text(mark(2), encoding="utf-8")
    resource("icons", "app.png").write_bytes(as_png(rendered(256)))
    resource("icons", "app.ico").write_bytes(as_icon([rendered(edge) for edge in SIZES]))


if __name__ == "__main__":
    main()
