"""Who works at this computer: asked at the first start, changed later from the top bar or the settings."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.services.settings import SettingsStore
from app.ui.dialog import Dialog
from app.ui.kit import (
    Band,
    FieldRow,
    Line,
    Mark,
    SegmentedSwitch,
    button,
    caption,
    column,
    holder,
    row,
    stacked,
    title,
)
from app.ui.theme import Mode, theme

APPEARANCES = ((Mode.SYSTEM.value, "跟随系统"), (Mode.LIGHT.value, "浅色"), (Mode.DARK.value, "深色"))


class IntroductionDialog(Dialog):
    """Name, office and name of the computer. At the first start it cannot be cancelled."""

    def __init__(self, parent: QWidget | None, settings: SettingsStore) -> None:
        super().__init__(parent, "谁在这台电脑上工作？", width=500, has_head=False, margins=(28, 36, 28, 18))
        self.asks_before_loss = False
        self._settings = settings
        self._is_first = not settings.value.is_introduced
        value = settings.value
        self.name = FieldRow(
            "姓名", Line(value.name), "会记在每一处修改旁边，方便同事核对", is_mandatory=True
        )
        self.office = FieldRow("单位", Line(value.office, "如：示例咨询有限公司"))
        self.device = FieldRow("这台电脑的名称", Line(value.device), "合并文件时用来区分是在哪台电脑上改的")
        words = stacked(title("谁在这台电脑上工作？"), caption("只需填写一次，以后可在“设置”中修改"), gap=4)
        self.body.addLayout(row(Mark(40), words, None, gap=16))
        fields = column(self.name, self.office, self.device, gap=14)
        fields.setContentsMargins(0, 12, 0, 0)
        self.body.addLayout(fields)
        self.body.addWidget(
            Band("这些信息只保存在本机。程序不联网，不上传任何内容。", "quiet", icon="device-laptop")
        )
        self.appearance = SegmentedSwitch(APPEARANCES, value.appearance)
        self.appearance.chosen.connect(self._on_appearance)
        self.foot.insertWidget(0, holder(row(caption("外观"), self.appearance, gap=10)))
        if not self._is_first:
            self.add_cancel()
        self.start_button = self.add_button(button("开始工作" if self._is_first else "保存", "primary"))
        for field in (self.name, self.office, self.device):
            assert isinstance(field.editor, Line)
            field.editor.returnPressed.connect(self.start_button.click)
            field.editor.textChanged.connect(self._on_name)
        self._on_name()

    def check(self) -> bool:
        """Keep what was written."""
        if not super().check():
            return False
        name, office, device = (self._text(field) for field in (self.name, self.office, self.device))
        self._settings.update(name=name, office=office, device=device)
        return True

    @staticmethod
    def _text(field: FieldRow) -> str:
        assert isinstance(field.editor, Line)
        return field.editor.text().strip()

    @Slot()
    def _on_name(self) -> None:
        self.start_button.setEnabled(bool(self._text(self.name)))

    @Slot(str)
    def _on_appearance(self, mode: str) -> None:
        theme.set_mode(Mode(mode))
        self._settings.update(appearance=mode)

    def reject(self) -> None:
        """The first start cannot be cancelled, only closed with the program."""
        if not self._is_first:
            super().reject()
