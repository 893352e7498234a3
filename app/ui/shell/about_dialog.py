"""What program this is, and whose work travels with it."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app import PRODUCT, __version__
from app.services.paths import resource
from app.ui.dialog import Dialog
from app.ui.kit import Band, Label, Mark, button, caption, row, stacked, title

_WORDS = (
    "区级碳排放报告与核查报告的离线审核：单位名录、逐项审核、审核意见、绩效自评表和统计分析，"
    "都在一个工作文件里。"
)


def manual_page() -> QUrl:
    """The manual that comes with the program, opened without a network."""
    return QUrl.fromLocalFile(str(resource("manual", "index.html")))


class AboutDialog(Dialog):
    """Name, version, what it does with data, licences."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, f"关于{PRODUCT}", width=500)
        self.asks_before_loss = False
        words = stacked(title(PRODUCT), caption(f"版本 {__version__} · MIT 许可证"), gap=4)
        self.body.addLayout(row(Mark(40), words, None, gap=16))
        self.add(Label(_WORDS, wrap=True))
        self.add(Band("程序不联网，不上传任何内容。", "quiet", icon="wifi-off"))
        self.licences_button = button("所用软件与字体的许可证")
        self.licences_button.clicked.connect(self._on_licences)
        self.add_button(self.licences_button, at_left=True)
        self.starts_at = self.add_button(button("知道了", "primary"))

    @Slot()
    def _on_licences(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(resource("notices.txt"))))
