"""文号: the words before the numbers of letters and the mark of each person (decision 0006)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.models.errors import AppError, InputError
from app.services.letters.numbers import NumberRules, Series, number_rules, save_rules
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import Label, Line, button, caption, column, hline, holder, scroll_area, section
from app.ui.messages import problem_of

if TYPE_CHECKING:
    from app.models.database import Workspace

_NOTE = "已经给出的文号不变；改动只用于以后的文书"
_SCROLLS = 5  # people that are shown without scrolling


def read_rules(workspace: Workspace) -> NumberRules:
    """See `number_rules`."""
    with workspace.read() as session:
        return number_rules(session)


class NumbersDialog(Dialog):
    """Every line shows the number that it leads to, while one types."""

    def __init__(self, parent: QWidget | None, context: Context, rules: NumberRules) -> None:
        super().__init__(parent, "文号", "随工作文件保存，对所有人有效", width=600)
        self._app = context
        self.fields: dict[str, Line] = {}
        self.shown: dict[str, Label] = {}
        words, marks = _grid(), _grid()
        for place, (series, text) in enumerate(rules.heads.items()):
            self._add(words, place, series.value, series.label, text)
        for place, (name, mark) in enumerate(rules.marks.items()):
            self._add(marks, place, name, name, mark)
        self._people = tuple(rules.marks)
        people: QWidget = holder(marks)
        if len(self._people) > _SCROLLS:
            people = scroll_area(people)
            people.setFixedHeight(_SCROLLS * 36)
        hint = caption("几个人同时出具文书时，各用各的标记，合并以后文号不会重复。", wrap=True)
        self.body.addLayout(column(section("代字"), holder(words), gap=8))
        self.body.addWidget(hline())
        self.body.addLayout(column(section("每个人的标记"), hint, people, gap=8))
        if not self._people:
            people.hide()
            hint.setText("还没有登记人员；出具第一份文书以后再来设置。")
        self.add_cancel()
        self.save = self.add_button(button("保存", "primary"))
        self.set_note(_NOTE)
        self.starts_at = self.fields[Series.OPINION.value]
        self._show()

    def _add(self, grid: QGridLayout, place: int, key: str, name: str, text: str) -> None:
        field = self.fields[key] = Line(text, "不带标记" if key == name else "", name, width=150)
        shown = self.shown[key] = Label("", "muted")
        label = Label(name)
        label.setMinimumWidth(90)
        grid.addWidget(label, place, 0)
        grid.addWidget(field, place, 1)
        grid.addWidget(shown, place, 2)
        grid.setColumnStretch(2, 1)
        field.textChanged.connect(self._show)

    @property
    def rules(self) -> NumberRules:
        """What is written now."""
        heads = {series: self.fields[series.value].text().strip() for series in Series}
        return NumberRules(heads, {name: self.fields[name].text().strip() for name in self._people})

    @Slot()
    def _show(self) -> None:
        """Show the first number of each series and of each person."""
        year, rules = self._app.today.year, self.rules
        for series, words in rules.heads.items():
            self.shown[series.value].setText(f"{words}〔{year}〕001号")
        words = rules.heads[Series.OPINION]
        for name, mark in rules.marks.items():
            self.shown[name].setText(f"{words}{mark}〔{year}〕001号")
        for field in self.fields.values():
            field.set_bad(False)
        self.set_note(_NOTE)

    def accept(self) -> None:
        """Write it; the dialog closes once that is done."""
        c = self._app
        args = (c.workspace, "修改文号规则", save_rules, self.rules)
        c.jobs.write(*args, then=self._on_saved, failed=self._on_failed)

    def _on_saved(self, _: object) -> None:
        self._app.shell.toast("已保存文号规则", "撤销", "Ctrl Z", self._app.shell.undo)
        super().accept()

    def _on_failed(self, error: AppError) -> None:
        field = self.fields.get(error.field) if isinstance(error, InputError) else None
        if field is None:
            self._app.messages.error(problem_of("没有保存", error, action="文号"))
            return
        field.set_bad(True)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.set_note(error.sentence)


def _grid() -> QGridLayout:
    made = QGridLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setHorizontalSpacing(12)
    made.setVerticalSpacing(6)
    return made
