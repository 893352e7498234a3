"""An office's own template as a form: names, head, foot, levels and weights in the office's words."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from app.services.performance.profile_edit import LABELS, ProfileForm
from app.ui.kit import FieldRow, Label, Line, column, holder, scroll_area, section

_TEXTS = (
    ("heading_rows", "表头", "每行写一行表头里的栏目，同一行的用顿号隔开", 92),
    ("levels", "指标", "每行一个一级指标：后面写它的二级指标，用顿号隔开", 112),
    (
        "schemes",
        "分值方案",
        "每行一个方案，如“常用：产出指标=50、效益指标=30”；不写则分值自定",
        72,
    ),
    ("foot", "表尾", "表下面的栏目，每行一个", 56),
)


class TemplateForm(QWidget):
    """Shows a template and gives back what was typed."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = {
            "name": Line(name="名称"),
            "money_unit": Line(name="金额单位", width=120),
            "required": Line(name="必填项"),
            "signatures": Line(name="签名"),
            "execution": Line(name="预算执行率分值", width=120),
        }
        self.texts: dict[str, QPlainTextEdit] = {}
        self.labels = {key: Line(name=words) for key, words in LABELS}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for number, (key, words) in enumerate(LABELS):
            grid.addWidget(FieldRow(words, self.labels[key], side=True), number // 2, number % 2)
        parts: list[QWidget] = [
            FieldRow("名称", self.lines["name"], is_mandatory=True, side=True),
            FieldRow("金额单位", self.lines["money_unit"], is_mandatory=True, side=True),
        ]
        for key, words, hint, height in _TEXTS:
            made = QPlainTextEdit()
            made.setAccessibleName(words)
            made.setFixedHeight(height)
            made.setTabChangesFocus(True)
            self.texts[key] = made
            parts.append(holder(column(section(words), Label(hint, "caption", wrap=True), made, gap=4)))
        parts += [
            FieldRow("必填项", self.lines["required"], side=True),
            FieldRow("签名", self.lines["signatures"], side=True),
            FieldRow("执行率分值", self.lines["execution"], side=True),
            section("栏目名称"),
            holder(grid),
        ]
        body = QWidget()
        body.setLayout(column(*parts, None, gap=12, margins=(2, 2, 14, 2)))
        self.area = scroll_area(body)
        self.setLayout(column((self.area, 1)))

    def show_form(self, form: ProfileForm) -> None:
        """Show a template."""
        for key, line in self.lines.items():
            line.setText(getattr(form, key))
        for key, text in self.texts.items():
            text.setPlainText(getattr(form, key))
        for key, words in form.labels:
            self.labels[key].setText(words)
        self.area.verticalScrollBar().setValue(0)

    def set_read_only(self, is_fixed: bool) -> None:
        """The program's own templates can be looked at."""
        for line in (*self.lines.values(), *self.labels.values()):
            line.setReadOnly(is_fixed)
        for text in self.texts.values():
            text.setReadOnly(is_fixed)

    def form(self) -> ProfileForm:
        """What was typed."""
        return ProfileForm(
            labels=tuple((key, self.labels[key].text()) for key, _ in LABELS),
            **{key: line.text() for key, line in self.lines.items()},
            **{key: text.toPlainText() for key, text in self.texts.items()},
        )

    def go_to(self, field: str) -> None:
        """Put the cursor where something is wrong."""
        place = self.lines.get(field) or self.texts.get(field)
        if place is not None:
            self.area.ensureWidgetVisible(place)
            place.setFocus()
