"""Handing a table in 报送: when, by whom, and what is frozen."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from app.ui.dialog import Dialog
from app.ui.kit import Band, DateField, FieldRow, Label, Line, button


class FilingDialog(Dialog):
    """Asks for day and person. With `errors` the table cannot be handed in yet."""

    def __init__(self, parent: QWidget, today: date, person: str, counted: int, errors: int) -> None:
        super().__init__(parent, "报送绩效表", width=500)
        words = "报送后，自动统计的数连同所依据的记录固定下来；以后数据有变化，会提示“与已报送数不同”。"
        self.add(Label(words, "muted", wrap=True))
        self.day = DateField(today, "报送日期")
        self.person = Line(person, name="报送人")
        self.reason = Line("", "例如：报区财政局", "说明")
        self.day_row = FieldRow("报送日期", self.day, is_mandatory=True, side=True)
        self.person_row = FieldRow("报送人", self.person, is_mandatory=True, side=True)
        self.add(self.day_row)
        self.add(self.person_row)
        self.add(FieldRow("说明", self.reason, side=True))
        self.problem = Band(f"还有 {errors} 处须先改，改完才能报送。", "warn")
        self.problem.setVisible(errors > 0)
        self.add(self.problem)
        self.set_note(f"固定 {counted} 项自动统计的数" if counted else "这张表没有自动统计的数")
        self.add_cancel()
        self.file_button = self.add_button(button("报送", "primary", "lock"))
        self.file_button.setEnabled(not errors)

    def check(self) -> bool:
        """Day and person are there."""
        is_fine = super().check()
        if self.day.value() is None:
            self.day_row.set_error("请写报送日期")
            return False
        return is_fine
