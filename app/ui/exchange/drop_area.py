"""Where a received file is dropped or chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.kit import Button, Icon, Label, button, column, paint, row, section

RECEIVED = "同事发来的文件 (*.crdx *.crd)"


def dropped_file(data: QMimeData) -> Path | None:
    """The file that hangs under the pointer; None where it is none or several."""
    local = [url for url in data.urls() if url.isLocalFile()]
    return Path(local[0].toLocalFile()) if len(local) == 1 else None


class DropArea(QWidget):
    """A dashed field over the whole place; in accent while a file hangs over it."""

    def __init__(self) -> None:
        super().__init__()
        self._is_over = False
        self.open_button: Button = button("打开…", "primary", "folder-open")
        say = Label("打开时只检查、不写入；看过改动以后，再决定要不要合并。", "muted", wrap=True)
        say.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        say.setFixedWidth(440)
        middle = column(
            row(None, Icon("package-import", "ink-2", 40), None),
            4,
            row(None, section("把收到的文件拖到这里，或点“打开…”"), None),
            row(None, say, None),
            8,
            row(None, self.open_button, None),
            gap=8,
        )
        self.setLayout(column(None, middle, None, gap=0))

    def set_over(self, is_over: bool) -> None:
        """Whether a file hangs over it."""
        self._is_over = is_over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        with QPainter(self) as painter:
            fill, border = ("tint", "accent") if self._is_over else ("surface", "border")
            rect = QRectF(self.rect())
            paint.round_rect(painter, rect, paint.CARD_RADIUS, fill, border, style=Qt.PenStyle.DashLine)
