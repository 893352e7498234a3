"""What can be set at this computer: person, look, the folder of the office's own templates."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.services.letters.numbers import NumberRules
from app.services.paths import data_folder
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import (
    ElidedLabel,
    FieldRow,
    Line,
    SegmentedSwitch,
    button,
    caption,
    column,
    hline,
    row,
    section,
)
from app.ui.shell.introduction import APPEARANCES
from app.ui.shell.numbers_dialog import NumbersDialog, read_rules
from app.ui.theme import Mode, theme

_TEMPLATE_HINT = "文件名写明“补正通知”“核查问询单”“评价表”的用于那一种，其余的用于审核意见。"


class SettingsDialog(Dialog):
    """Settings of this computer; nothing here is in a workspace file."""

    def __init__(self, parent: QWidget | None, context: Context) -> None:
        super().__init__(parent, "设置", "只对这台电脑有效", width=560)
        self._context = context
        self.body.setSpacing(10)
        value = context.settings.value
        self.name = Line(value.name)
        self.office = Line(value.office)
        self.device = Line(value.device)
        self.name_row = FieldRow("姓名", self.name, is_mandatory=True, side=True)
        self.body.addLayout(
            column(
                section("使用人"),
                self.name_row,
                FieldRow("单位", self.office, side=True),
                FieldRow("电脑名称", self.device, side=True),
                gap=10,
            )
        )
        self.body.addWidget(hline())
        self.appearance = SegmentedSwitch(APPEARANCES, value.appearance, name="外观")
        self.appearance.chosen.connect(self._on_appearance)
        self.body.addLayout(row(section("外观"), None, self.appearance))
        self.body.addWidget(hline())
        self.folder = ElidedLabel(self._template_folder() or "只用程序自带的模板", "caption")
        self.choose_button = button("选择…", icon="folder")
        self.choose_button.clicked.connect(self._on_choose)
        top = row(section("文书模板所在文件夹"), None, self.choose_button)
        self.body.addLayout(column(top, self.folder, caption(_TEMPLATE_HINT), gap=4))
        self.body.addWidget(hline())
        self.numbers_button = button("设置…", icon="writing-sign")
        self.numbers_button.clicked.connect(self._on_numbers)
        self.numbers_button.setEnabled(context.can_edit)
        words = caption("代字和每个人的标记，随工作文件保存")
        self.body.addLayout(row(section("文号"), words, None, self.numbers_button, gap=12))
        self.body.addWidget(hline())
        place = ElidedLabel(str(data_folder()), "caption", minimum=0)
        self.body.addLayout(row(section("本机数据"), (place, 1), gap=12))
        self.add_cancel()
        self.add_button(button("保存", "primary"))

    def check(self) -> bool:
        """Keep what was set."""
        if not super().check():
            return False
        self._context.settings.update(
            name=self.name.text().strip(),
            office=self.office.text().strip(),
            device=self.device.text().strip(),
        )
        return True

    def _template_folder(self) -> str:
        return self._context.settings.value.folders.get("templates", "")

    @Slot(str)
    def _on_appearance(self, mode: str) -> None:
        theme.set_mode(Mode(mode))
        self._context.settings.update(appearance=mode)

    @Slot()
    def _on_choose(self) -> None:
        chosen = self._context.files.folder("templates", "文书模板所在文件夹")
        if chosen is not None:
            folders = {**self._context.settings.value.folders, "templates": str(chosen)}
            self._context.settings.update(folders=folders)
            self.folder.setText(str(chosen))

    @Slot()
    def _on_numbers(self) -> None:
        c = self._context
        c.jobs.read("文号", read_rules, c.workspace, then=self._on_rules)

    def _on_rules(self, rules: NumberRules) -> None:
        self.numbers_dialog = NumbersDialog(self, self._context, rules)
        self.numbers_dialog.open()
