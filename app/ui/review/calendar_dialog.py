"""工作日历和期限: the holidays of the yearly notice, pasted, and the day limits of our steps."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.models.errors import AppError, InputError
from app.services.catalog import Catalog
from app.services.workdays import (
    REMINDERS,
    ROUNDS,
    Limit,
    Workdays,
    max_rounds,
    read_workdays,
    reminders_needed,
    save_numbers,
    save_workdays,
    stored_limits,
    stored_workdays,
)
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import Label, Line, TextArea, button, caption, column, holder, row, section
from app.ui.messages import problem_of

_HINT = "把国务院办公厅的放假通知粘贴到这里"
_NOTHING = "还没有填，只避开周末。例如：5月1日至5日放假，4月27日上班。"
Rules = tuple[Workdays, tuple[Limit, ...], int, int]


def read_rules(workspace: Any, catalog: Catalog) -> Rules:
    """Calendar, day limits, rounds and reminders of the file."""
    with workspace.read() as session:
        limits = stored_limits(session, catalog)
        rounds, reminders = max_rounds(session, catalog), reminders_needed(session, catalog)
        return stored_workdays(session), limits, rounds, reminders


def save_rules(session: Any, catalog: Catalog, calendar: Workdays, numbers: dict[str, int]) -> None:
    """Keep calendar and numbers as one action."""
    save_workdays(session, calendar)
    save_numbers(session, catalog, numbers)


class CalendarDialog(Dialog):
    """Nothing is kept before the button; what cannot be read is said while one types."""

    def __init__(self, parent: QWidget, context: Context, rules: Rules) -> None:
        super().__init__(parent, "工作日历和期限", "随工作文件保存，对所有人有效", width=760)
        self._app = context
        calendar, limits, rounds, reminders = rules
        self.days = TextArea(calendar.text(), _HINT, "放假和调休", lowest=250, highest=250)
        self.summary = Label("", "caption", wrap=True)
        self.numbers: dict[str, Line] = {}
        left = column(section("放假和调休"), self.days, self.summary, None, gap=8)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        for place, limit in enumerate(limits):
            note = f"{limit.kind.label}（默认 {limit.default}）"
            self._add(grid, place, limit.code, limit.name, limit.days, note)
        self._add(grid, len(limits), ROUNDS, "最多轮次", rounds, "轮")
        self._add(grid, len(limits) + 1, REMINDERS, "办结前催报", reminders, "次")
        right = column(section("期限"), holder(grid), None, gap=8)
        self.body.addLayout(row((holder(left), 1), holder(right), gap=28))
        self.add_cancel()
        self.save = self.add_button(button("保存", "primary"))
        self.set_note("默认值是程序建议，可以改；没有粘贴的年份只避开周末")
        self.days.textChanged.connect(self._show)
        self.starts_at = self.days
        self._show()

    def _add(self, grid: QGridLayout, place: int, code: str, name: str, value: int, note: str) -> None:
        field = self.numbers[code] = Line(str(value), name=name, width=56)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid.addWidget(Label(name), place, 0)
        grid.addWidget(field, place, 1)
        grid.addWidget(caption(note), place, 2)

    def _read(self) -> Workdays:
        return read_workdays(self.days.text(), self._app.today.year)

    @Slot()
    def _show(self) -> None:
        try:
            found = self._read()
        except InputError as error:
            self.summary.set_tone("bad")
            self.summary.setText(error.sentence)
            self.save.setEnabled(False)
            return
        self.save.setEnabled(True)
        self.summary.set_tone("ink-2")
        years = "、".join(str(year) for year in sorted({day.year for day in (*found.off, *found.on)}))
        words = f"{years} 年：放假 {len(found.off)} 天，周末上班 {len(found.on)} 天"
        self.summary.setText(words if years else _NOTHING)

    def check(self) -> bool:
        """Whether all limits are numbers."""
        wrong = [field for field in self.numbers.values() if not field.text().strip().isdecimal()]
        for field in self.numbers.values():
            field.set_bad(field in wrong)
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def accept(self) -> None:
        """Write it; the dialog closes once that is done."""
        c = self._app
        numbers = {code: int(field.text()) for code, field in self.numbers.items()}
        args = (c.workspace, "修改工作日历和期限", save_rules, c.catalog, self._read(), numbers)
        c.jobs.write(*args, then=self._on_saved, failed=self._on_failed)

    def _on_saved(self, _: object) -> None:
        self._app.shell.toast("已保存工作日历和期限", "撤销", "Ctrl Z", self._app.shell.undo)
        super().accept()

    def _on_failed(self, error: AppError) -> None:
        if isinstance(error, InputError) and error.field in self.numbers:
            field = self.numbers[error.field]
            field.set_bad(True)
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.set_note(error.sentence)
            return
        self._app.messages.error(problem_of("没有保存", error, action="工作日历"))
