"""A new performance table: empty by a template, or with what another table plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.services.performance.profiles import FormKind, profiles
from app.services.performance.store import TableName
from app.ui.dialog import Dialog
from app.ui.kit import SEPARATOR, CheckBox, Combo, FieldRow, Line, button, holder, row

_BLANK, _COPY = "blank", "copy"
_EARLIEST, _LATEST = 2000, 2099
_SHORT = {FormKind.SELF_EVALUATION: "", FormKind.DECLARATION: "申报表", FormKind.MONITORING: "监控表"}
_LABELS = 80  # as wide as the labels of the fields above


@dataclass(frozen=True)
class NewTable:
    """What was chosen: a `profile_id` for an empty table, or `copy_of` another."""

    project: str
    year: int
    profile_id: str = ""
    copy_of: str = ""
    keeps_results: bool = False


class NewTableDialog(Dialog):
    """Asks for project, year and where the rows come from."""

    def __init__(self, parent: QWidget, tables: Sequence[TableName], year: int, copy_of: str = "") -> None:
        super().__init__(parent, "新建绩效表", width=520)
        self._tables = {one.id: one for one in tables}
        self._this_year = year
        options = [
            (f"空白{one.form.label.removeprefix('绩效')} · {one.name}", (_BLANK, one.id))
            for one in profiles()
        ]
        if tables:
            options.append(SEPARATOR)  # type: ignore[arg-type]
        options += [(f"复制 {one.year} 年{_SHORT[one.form]}“{one.name}”", (_COPY, one.id)) for one in tables]
        start = (_COPY, copy_of) if copy_of in self._tables else options[0][1]
        self.source = Combo(options, start, name="内容来自")
        self.project = Line(name="项目名称")
        self.year = Line(str(year), name="年度")
        self.results = CheckBox("同时复制实际完成情况、执行数和得分")
        self.add(FieldRow("内容来自", self.source, side=True))
        self.project_row = FieldRow("项目名称", self.project, is_mandatory=True, side=True)
        self.year_row = FieldRow("年度", self.year, is_mandatory=True, side=True)
        self.add(self.project_row)
        self.add(self.year_row)
        self.results_row = holder(row(_LABELS, self.results, None, gap=0))
        self.add(self.results_row)
        self.add_cancel()
        self.add_button(button("新建", "primary"))
        self.source.chosen.connect(self._on_source)
        self._on_source(start)

    @Slot(object)
    def _on_source(self, chosen: tuple[str, str]) -> None:
        is_copy = chosen[0] == _COPY
        is_done = is_copy and self._tables[chosen[1]].form is FormKind.SELF_EVALUATION
        self.results_row.setVisible(is_done)
        if is_copy and not self.project.isModified():
            self.project.setText(self._tables[chosen[1]].name)
        if not self.year.isModified():
            self.year.setText(str(self._tables[chosen[1]].year + 1 if is_copy else self._this_year))
        notes = {
            _BLANK: "按模板列出各级指标，每个二级指标一行",
            _COPY: "复制表头、目标、指标和分值",
        }
        self.set_note(notes[chosen[0]])
        self.refit()

    def check(self) -> bool:
        """A year of four digits."""
        is_fine = super().check()
        plain = self.year.text().strip()
        if plain and not (plain.isascii() and plain.isdigit() and _EARLIEST <= int(plain) <= _LATEST):
            self.year_row.set_error("年度写四位数字，例如 2024")
            is_fine = False
        return is_fine

    def value(self) -> NewTable:
        """What was chosen."""
        kind, key = self.source.value()
        return NewTable(
            self.project.text().strip(),
            int(self.year.text().strip()),
            key if kind == _BLANK else "",
            key if kind == _COPY else "",
            kind == _COPY and self.results.isChecked(),
        )
