"""The templates of the forms: look at one, copy it as the office's own, change that copy."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QWidget

from app.models.errors import AppError, InputError
from app.services.performance.own_profiles import delete_own, own_files, own_text, save_own
from app.services.performance.profile_edit import profile_form, save_profile_form
from app.services.performance.profiles import (
    copy_profile,
    official_profiles,
    profile_file,
    profile_problems,
    profiles,
)
from app.ui.dialog import Dialog
from app.ui.kit import (
    SEPARATOR,
    Band,
    Combo,
    FieldRow,
    Label,
    Line,
    SegmentedSwitch,
    button,
    holder,
    link,
    row,
)
from app.ui.performance.template_form import TemplateForm

_NOTES = {True: "保存后，用这个模板的表随即按新的来", False: "程序自带的模板不能改，可以复制一份再改"}
_LINE = re.compile(r"第(\d+)行")
_SURE = {"H": "两个以上来源", "M": "一个来源", "L": "凭经验，待核实"}


class TemplatesDialog(Dialog):
    """Official templates can be read and copied; the office's own can be changed and deleted."""

    kept = Signal()  # a template is another one now

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "绩效表模板", width=820, height=640)
        self.which = Combo(name="模板")
        self.facts = Label("", "muted", wrap=True)
        self.problem = Band("", "bad")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("模板内容")
        self.text.setProperty("look", "detail")
        self.ways = SegmentedSwitch([("form", "填表修改"), ("text", "文本")], height=30, name="怎样修改")
        self.fields = TemplateForm()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.text)
        self.pages.addWidget(self.fields)
        self.name = Line("", name="新模板名称")
        self.copy_button = button("复制为本单位的模板", icon="copy")
        self.delete_link = link("删除这个模板", "trash")
        self.add(FieldRow("模板", self.which, side=True))
        self.add(self.facts)
        self.add(self.problem)
        self.body.addLayout(row(self.ways, None))
        self.add(self.pages, 1)
        self.copy_row = holder(row((self.name, 1), self.copy_button))
        self.add(FieldRow("另存为", self.copy_row, side=True))
        self.foot.insertWidget(0, self.delete_link)
        self.add_cancel("关闭")
        self.save_button = self.add_button(button("保存", "primary"))
        self.which.chosen.connect(self._on_which)
        self.ways.chosen.connect(self._on_way)
        self.copy_button.clicked.connect(self._on_copy)
        self.delete_link.clicked.connect(self._on_delete)
        self._offer(profile_file(profiles()[0].id))

    @property
    def path(self) -> Path:
        """The file that is shown."""
        return Path(str(self.which.value()))

    @property
    def is_own(self) -> bool:
        """Whether it is the office's own."""
        return self.path in own_files()

    def _offer(self, chosen: Path) -> None:
        options = [
            (f"{one.form.label} · {one.name}", str(profile_file(one.id))) for one in official_profiles()
        ]
        own = [(f"本单位 · {path.stem}", str(path)) for path in own_files()]
        if own:
            options.append(SEPARATOR)  # type: ignore[arg-type]
        self.which.set_options([*options, *own], str(chosen))
        self._on_which(str(chosen))

    @Slot(object)
    def _on_which(self, path: object) -> None:
        try:
            self.text.setPlainText(own_text(self.path))
            self._tell("")
        except AppError as error:
            self._tell(error.sentence)
        known = next((one for one in profiles() if profile_file(one.id) == self.path), None)
        words = f"来源：{known.basis.source}（{_SURE[known.basis.confidence]}）" if known else ""
        self.facts.setText(words)
        self.facts.setVisible(bool(words))
        if known is None:
            self._tell(next((one for one in profile_problems() if f"“{self.path.name}”" in one), ""))
        self.text.setReadOnly(not self.is_own)
        self.text.setProperty("look", "" if self.is_own else "detail")
        self.text.style().unpolish(self.text)
        self.text.style().polish(self.text)
        self.text.document().setModified(False)
        self.can_fill = known is not None
        self.fields.set_read_only(not self.is_own)
        if known is not None:
            self.fields.show_form(profile_form(known))
        self.show_way("form" if self.can_fill else "text")
        self.delete_link.setVisible(self.is_own)
        self.save_button.setEnabled(self.is_own)
        self.copy_button.setEnabled(known is not None)
        note = (
            "修改后按“保存”；用这个模板的表随即按新的来"
            if self.is_own
            else "程序自带的模板不能改，可以复制一份再改"
        )
        self.set_note(note)

    def show_way(self, key: str) -> None:
        """Show the template as a form to fill in, or as the text of its file."""
        self.ways.set_current(key)
        self.pages.setCurrentWidget(self.fields if key == "form" else self.text)

    @Slot(str)
    def _on_way(self, key: str) -> None:
        """What was typed on one side is kept first, so that the other shows it."""
        is_form = self.pages.currentWidget() is self.fields
        if (key == "form") is is_form or (self.is_own and not self._keep()):
            self.show_way("form" if is_form else "text")
            return
        self._on_which(str(self.path))
        self.show_way(key if self.can_fill else "text")

    def _keep(self) -> bool:
        """Keep what was typed, if it holds."""
        try:
            if self.pages.currentWidget() is self.fields:
                save_profile_form(self.path, self.fields.form())
            else:
                save_own(self.path, self.text.toPlainText())
        except AppError as error:
            self._tell(error.sentence)
            if self.pages.currentWidget() is self.fields:
                self.fields.go_to(error.field if isinstance(error, InputError) else "")
            else:
                self._go_to_line(error.sentence)
            return False
        self.kept.emit()
        return True

    def _tell(self, sentence: str) -> None:
        self.problem.set_words(sentence)
        self.problem.setVisible(bool(sentence))

    def _go_to_line(self, sentence: str) -> None:
        found = _LINE.search(sentence)
        block = self.text.document().findBlockByNumber(int(found[1]) - 1) if found else QTextBlock()
        if block.isValid():
            self.text.setTextCursor(QTextCursor(block))
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_copy(self) -> None:
        known = next(one for one in profiles() if profile_file(one.id) == self.path)
        try:
            made = copy_profile(known.id, self.name.text())
        except AppError as error:
            self._tell(error.sentence)
            return
        self.name.setText("")
        self._offer(made)
        self.kept.emit()

    @Slot()
    def _on_delete(self) -> None:
        try:
            delete_own(self.path)
        except AppError as error:
            self._tell(error.sentence)
            return
        self._offer(profile_file(official_profiles()[0].id))
        self.kept.emit()

    def check(self) -> bool:
        """Keep the change if it holds; else say where it does not."""
        return super().check() and self._keep()
