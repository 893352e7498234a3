"""What can be set at this computer: person, look, the folder of the office's own templates, keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.letters.numbers import NumberRules
from app.services.paths import data_folder
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.keys import key_map, stored
from app.ui.kit import (
    ElidedLabel,
    FieldRow,
    Line,
    SegmentedSwitch,
    button,
    caption,
    column,
    hline,
    holder,
    row,
    section,
)
from app.ui.shell.introduction import APPEARANCES
from app.ui.shell.keys_page import KeysPage
from app.ui.shell.numbers_dialog import NumbersDialog, read_rules
from app.ui.theme import Mode, theme

_TEMPLATE_HINT = "文件名写明“补正通知”“核查问询单”“评价表”的用于那一种，其余的用于审核意见。"
GENERAL, KEYS = "general", "keys"
_PAGES = ((GENERAL, "常规"), (KEYS, "快捷键"))


class SettingsDialog(Dialog):
    """Settings of this computer; nothing here is in a workspace file."""

    def __init__(self, parent: QWidget | None, context: Context) -> None:
        super().__init__(parent, "设置", "只对这台电脑有效", width=560)
        self._context = context
        self.pages = SegmentedSwitch(_PAGES, GENERAL, name="设置的内容")
        self.add_to_head(self.pages)
        self.pages.chosen.connect(self.show_page)
        self.keys_page = KeysPage()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._general())
        self._stack.addWidget(self.keys_page)
        self.body.addWidget(self._stack)
        self.add_cancel()
        self.add_button(button("保存", "primary"))

    def _general(self) -> QWidget:
        value = self._context.settings.value
        self.name = Line(value.name)
        self.office = Line(value.office)
        self.device = Line(value.device)
        self.name_row = FieldRow("姓名", self.name, is_mandatory=True, side=True)
        self.appearance = SegmentedSwitch(APPEARANCES, value.appearance, name="外观")
        self.appearance.chosen.connect(self._on_appearance)
        self.folder = ElidedLabel(self._template_folder() or "只用程序自带的模板", "caption")
        self.choose_button = button("选择…", icon="folder")
        self.choose_button.clicked.connect(self._on_choose)
        self.numbers_button = button("设置…", icon="writing-sign")
        self.numbers_button.clicked.connect(self._on_numbers)
        self.numbers_button.setEnabled(self._context.can_edit)
        person = column(
            section("使用人"),
            self.name_row,
            FieldRow("单位", self.office, side=True),
            FieldRow("电脑名称", self.device, side=True),
            gap=10,
        )
        templates = column(
            row(section("文书模板所在文件夹"), None, self.choose_button),
            *(self.folder, caption(_TEMPLATE_HINT)),
            gap=4,
        )
        words = caption("代字和每个人的标记，随工作文件保存")
        numbers = row(section("文号"), words, None, self.numbers_button, gap=12)
        place = ElidedLabel(str(data_folder()), "caption", minimum=0)
        return holder(
            column(
                *(person, hline(), row(section("外观"), None, self.appearance), hline()),
                *(templates, hline(), numbers, hline(), row(section("本机数据"), (place, 1), gap=12), None),
                gap=10,
            )
        )

    @Slot(str)
    def show_page(self, page: str) -> None:
        """Show 常规 or 快捷键."""
        self.pages.set_current(page)
        self._stack.setCurrentIndex([key for key, _ in _PAGES].index(page))

    def check(self) -> bool:
        """Keep what was set."""
        if not super().check():
            self.show_page(GENERAL)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        self._context.settings.update(
            name=self.name.text().strip(),
            office=self.office.text().strip(),
            device=self.device.text().strip(),
            keys=stored(self.keys_page.chosen),
        )
        key_map.use(self._context.settings.value.keys)
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
