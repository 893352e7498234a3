"""Dialogs of the line of a project: begin a stage, choose the declaration, take over what it says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.services.performance.profiles import FormKind, profiles
from app.services.performance.stages import Difference, What
from app.services.performance.store import TableName
from app.ui.dialog import Dialog
from app.ui.kit import Combo, DateField, FieldRow, Label, button, column, frame, row, section
from app.ui.performance.lists import WordList

_WAYS = {What.EXTRA: "删除这一行", What.MISSING: "补上这一行"}


class BeginDialog(Dialog):
    """Asks by which template the next stage is made, and up to which day a monitoring counts."""

    def __init__(self, parent: QWidget, kind: FormKind, project: str, year: int, best: str) -> None:
        super().__init__(parent, f"开始{kind.label.removesuffix('表')}", project, width=520)
        self.kind = kind
        options = [(one.name, one.id) for one in profiles() if one.form is kind]
        self.which = Combo(options, best, name="模板")
        self.add(FieldRow("模板", self.which, side=True))
        self.as_of = DateField(date(year, 7, 31), name="截至日期")
        self.as_of_row = FieldRow("截至日期", self.as_of, is_mandatory=True, side=True)
        self.add(self.as_of_row)
        self.as_of_row.setVisible(kind is FormKind.MONITORING)
        self.add(Label("表头、资金、目标、指标和指标值都由申报表带入，不用再填。", "muted", wrap=True))
        self.add_cancel()
        self.add_button(button("开始", "primary"))

    def check(self) -> bool:
        """A monitoring needs its day."""
        return True if self.kind is not FormKind.MONITORING else super().check()

    @property
    def profile_id(self) -> str:
        """The template that was chosen."""
        return str(self.which.value())

    @property
    def day(self) -> date | None:
        """Up to which day."""
        return self.as_of.value() if self.kind is FormKind.MONITORING else None


class FollowDialog(Dialog):
    """Asks which declaration a table takes its targets from."""

    def __init__(self, parent: QWidget, tables: Sequence[TableName], best: str) -> None:
        super().__init__(parent, "选择依据的申报表", width=520)
        options = [(f"{one.year} 年 {one.name}", one.id) for one in tables]
        self.which = Combo(options, best or (options[0][1] if options else ""), name="申报表")
        self.add(FieldRow("申报表", self.which, side=True))
        words = "连上以后，指标值与申报表不同的地方会列出来，由你逐处决定。"
        self.add(Label(words if options else "还没有申报表，请先导入或新建。", "muted", wrap=True))
        self.add_cancel()
        made = self.add_button(button("连上", "primary"))
        made.setEnabled(bool(options))

    @property
    def table_id(self) -> str:
        """The declaration that was chosen."""
        return str(self.which.value() or "")


class DifferencesDialog(Dialog):
    """Shows where a table is not as its declaration, and takes over one place at a time."""

    accepted_one = Signal(object)  # Difference
    wanted = Signal(object)  # go to this place

    def __init__(self, parent: QWidget, found: Sequence[Difference], *, can_edit: bool) -> None:
        super().__init__(parent, "与申报表的不同", width=820, height=520)
        self.asks_before_loss = False
        self._can_edit = can_edit
        self.list = WordList("不同之处")
        self.list.setMinimumWidth(380)
        self.list.currentRowChanged.connect(self._on_row)
        self.ours, self.theirs = Label("", wrap=True), Label("", wrap=True)
        for one in (self.ours, self.theirs):
            one.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            one.setAlignment(Qt.AlignmentFlag.AlignTop)
        sides = column(
            section("本表"),
            (frame("surface", column(self.ours, None, margins=(12, 8, 12, 8))), 1),
            section("申报表"),
            (frame("surface", column(self.theirs, None, margins=(12, 8, 12, 8))), 1),
        )
        self.body.addLayout(row(self.list, (sides, 1), gap=16), 1)
        self.go_button = self.add_button(button("到这一处"))
        self.take_button = self.add_button(button("采用申报表的"))
        self.go_button.clicked.connect(self._on_go)
        self.take_button.clicked.connect(self._on_take)
        self.close_foot = self.add_cancel("关闭")
        self.starts_at = self.list
        self.show_found(found)

    def show_found(self, found: Sequence[Difference]) -> None:
        """Show what is different now."""
        at = max(self.list.currentRow(), 0)
        self.found = tuple(found)
        rows = [one.sentence for one in self.found]
        self.list.show_rows(rows, min(at, len(rows) - 1))
        self.set_note(
            "采用后可以撤销；保留不同的地方，请在偏差原因里说明" if self.found else "已与申报表一致"
        )
        self._on_row(self.list.currentRow())

    @Slot(int)
    def _on_row(self, at: int) -> None:
        one = self.found[at] if 0 <= at < len(self.found) else None
        self.ours.setText((one.ours or "（没有）") if one else "")
        self.theirs.setText((one.declared or "（没有）") if one else "")
        self.take_button.set_words(_WAYS.get(one.what, "采用申报表的") if one else "采用申报表的")
        self.take_button.setEnabled(one is not None and self._can_edit)
        self.go_button.setEnabled(one is not None)

    @Slot()
    def _on_take(self) -> None:
        self.accepted_one.emit(self.found[self.list.currentRow()])

    @Slot()
    def _on_go(self) -> None:
        self.wanted.emit(self.found[self.list.currentRow()])
        self.reject()
