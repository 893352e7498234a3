"""Line icons (Tabler, see resources/icons/LICENSE): tinted with a token, rendered for the screen, kept.

`draw` is for painting, `icon` for what Qt paints itself (menus). A name is a file of resources/icons.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.services.paths import resource
from app.ui.theme import theme, tinted

_pixmaps: dict[tuple[str, str, float, float, float], QPixmap] = {}


def stroke_for(size: float) -> float:
    """The line width that keeps the drawing clear at a size: thinner when large, thicker when small."""
    for limit, stroke in ((12, 2.6), (13, 2.1), (15, 1.9), (27, 1.75)):
        if size <= limit:
            return stroke
    return 1.6


@lru_cache(maxsize=512)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def pixmap(
    name: str,
    token: str | QColor = "ink-2",
    size: float = 16,
    ratio: float | None = None,
    stroke: float | None = None,
) -> QPixmap:
    """The icon at `size` logical pixels for a screen of `ratio` device pixels each."""
    color = (token if isinstance(token, QColor) else theme.color(token)).name()
    ratio = ratio or _screen_ratio()
    stroke = stroke or stroke_for(size)
    key = (name, color, size, ratio, stroke)
    made = _pixmaps.get(key)
    if made is None:
        edge = round(size * ratio)
        made = QPixmap(edge, edge)
        made.fill(Qt.GlobalColor.transparent)
        renderer = QSvgRenderer(QByteArray(tinted(_source(name), color, stroke).encode()))
        with QPainter(made) as painter:
            renderer.render(painter, QRectF(0, 0, edge, edge))
        made.setDevicePixelRatio(ratio)
        _pixmaps[key] = made
    return made


def draw(
    painter: QPainter,
    name: str,
    x: float,
    y: float,
    size: float = 16,
    token: str | QColor = "ink-2",
    stroke: float | None = None,
) -> None:
    """Paint the icon with its top left corner at (x, y), moved to whole device pixels so that it stays
    sharp.
    """
    ratio = painter.device().devicePixelRatioF()
    place = QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio)
    painter.drawPixmap(place, pixmap(name, token, size, ratio, stroke))


def icon(name: str, token: str = "ink-2", size: int = 16, on: str = "") -> QIcon:
    """A QIcon of the current theme, with the pixmap for disabled things and, if wanted, the token for checked
    ones.
    """
    made = QIcon()
    for ratio in {1.0, 2.0, _screen_ratio()}:
        made.addPixmap(pixmap(name, token, size, ratio))
        made.addPixmap(pixmap(name, "ink-3", size, ratio), QIcon.Mode.Disabled)
        if on:
            made.addPixmap(pixmap(name, on, size, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made


def app_icon() -> QIcon:
    """The product mark for windows and the task bar."""
    made = QIcon()
    made.addFile(str(resource("icons", "app.ico")), QSize())
    made.addFile(str(resource("icons", "app.png")), QSize(256, 256))
    return made


def draw_mark(painter: QPainter, rect: QRectF) -> None:
    """Paint the product mark: the leaf on accent ground."""
    edge = rect.width()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawRoundedRect(rect, edge * 0.25, edge * 0.25)
    inner = round(edge * 0.72)
    inset = (edge - inner) / 2
    draw(painter, "leaf", rect.x() + inset, rect.y() + inset, inner, "on-accent", 2)
    painter.restore()


def _screen_ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


def _forget() -> None:
    _pixmaps.clear()


theme.changed.connect(_forget)
