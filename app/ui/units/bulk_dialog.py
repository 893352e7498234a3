"""One change for all ticked units: choose it, see what it would do, then one step writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.models.enums import Category, ListState
from app.models.errors import AppError
from app.services.people import PersonRow, ensure_person
from app.services.review.cases import assign, set_deadline
from app.services.units.bulk_edit import (
    BulkChange,
    BulkPreview,
    Case,
    apply_change,
    preview_assignment,
    preview_change,
    preview_deadline,
)
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import SEPARATOR, Band, CheckBox, Combo, DateField, FieldRow, Line, button, row
from app.ui.messages import problem_of
from app.ui.units.bulk_bar import BulkAction
from app.ui.units.reading import read_people

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.database import Workspace

_NOBODY, _SOMEBODY = "nobody", "somebody"
_TITLES = {
    BulkAction.ASSIGN: "分派",
    BulkAction.CATEGORY: "改类别",
    BulkAction.STATE: "改名单状态",
    BulkAction.INDUSTRY: "改行业",
    BulkAction.DEADLINE: "设截止日期",
}


class BulkDialog(Dialog):
    """`written` tells the words for the toast after the change was written."""

    written = Signal(str)

    def __init__(
        self, parent: QWidget | None, context: Context, action: BulkAction, unit_ids: Sequence[str]
    ) -> None:
        super().__init__(parent, _TITLES[action], f"已选 {len(unit_ids):,} 家", width=480)
        self.asks_before_loss = False
        self._context, self._action, self._ids = context, action, list(unit_ids)
        self._preview: BulkPreview | None = None
        self._asked = 0
        is_typed = action in (BulkAction.INDUSTRY, BulkAction.DEADLINE)
        self._nothing_yet = "请先填写" if is_typed else "请先选择"
        self._build_fields()
        self.band = Band(self._nothing_yet, "quiet")
        self.add(self.band)
        self.add_cancel()
        self.go = self.add_button(button("修改", "primary"))
        self.go.setEnabled(False)
        self.starts_at = self.rows[0].editor
        if action is BulkAction.ASSIGN:
            self.person.set_options([("（读取中…）", None)])
            context.jobs.read("读取人员", read_people, context.workspace, then=self._on_people)

    def _build_fields(self) -> None:
        if self._action is BulkAction.ASSIGN:
            self.person = Combo(hint="选择同事", name="分派给")
            self.new_name = Line(hint="同事的姓名")
            self.name_field = FieldRow("姓名", self.new_name)
            self.name_field.hide()
            self.add(FieldRow("分派给", self.person))
            self.add(self.name_field)
            self.person.chosen.connect(self._on_person)
            self.new_name.textChanged.connect(self._look)
        elif self._action is BulkAction.CATEGORY:
            self.category = Combo([(c.label, c) for c in Category], hint="选择类别", name="类别")
            self.add(FieldRow(f"{self._context.year} 年度的类别", self.category))
            self.category.chosen.connect(self._look)
        elif self._action is BulkAction.STATE:
            self.state = Combo([(s.label, s) for s in ListState], hint="选择状态", name="名单状态")
            self.add(FieldRow(f"在 {self._context.year} 年度名单上", self.state))
            self.state.chosen.connect(self._look)
        elif self._action is BulkAction.INDUSTRY:
            self.code = Line(hint="例如 4430", width=120)
            self.industry = Line(hint="例如 热力生产和供应")
            self.body.addLayout(
                row(FieldRow("行业代码", self.code), (FieldRow("行业", self.industry), 1), gap=12)
            )
            self.code.textChanged.connect(self._look)
            self.industry.textChanged.connect(self._look)
        else:
            self.day = DateField()
            self.no_day = CheckBox("取消截止日期")
            self.add(FieldRow("审核截止日期", self.day))
            self.add(self.no_day)
            self.day.textChanged.connect(self._look)
            self.no_day.toggled.connect(self._on_no_day)

    # What would happen

    def _on_people(self, people: Sequence[PersonRow]) -> None:
        known = [(person.name, person.id) for person in people]
        others = [("其他同事…", _SOMEBODY), ("（不分派）", _NOBODY)]
        self.person.set_options([*known, *([SEPARATOR] if known else []), *others])

    @Slot()
    def _on_person(self) -> None:
        is_new = self.person.value() == _SOMEBODY
        self.name_field.setVisible(is_new)
        self.name_field.is_mandatory = is_new
        self.refit()
        if is_new:
            self.new_name.setFocus()
        self._look()

    @Slot(bool)
    def _on_no_day(self, on: bool) -> None:
        self.day.setEnabled(not on)
        self._look()

    @property
    def change(self) -> BulkChange | None:
        """The chosen change of the list; None where nothing is chosen or it is about reports."""
        if self._action is BulkAction.CATEGORY and self.category.value():
            return BulkChange(category=self.category.value())
        if self._action is BulkAction.STATE and self.state.value():
            return BulkChange(list_state=self.state.value())
        if self._action is BulkAction.INDUSTRY and self.industry.text().strip():
            return BulkChange(industry=(self.code.text().strip(), self.industry.text().strip()))
        return None

    @Slot()
    def _look(self) -> None:
        """Count what the present choice would do."""
        self._preview = None
        self.go.setEnabled(False)
        self._asked += 1
        choice: object
        if self._action is BulkAction.ASSIGN:
            choice = self.person.value()
            is_ready = bool(choice) and (choice != _SOMEBODY or bool(self.new_name.text().strip()))
        elif self._action is BulkAction.DEADLINE:
            choice = None if self.no_day.isChecked() else self.day.value()
            is_ready = choice is not None or self.no_day.isChecked()
        else:
            choice = self.change
            is_ready = choice is not None
        if not is_ready:
            self.band.set_words(self._nothing_yet)
            return
        c = self._context
        args = (c.workspace, self._action, self._ids, c.year, choice, self._asked)
        c.jobs.read("预览修改", _read_preview, *args, then=self._on_preview)

    def _on_preview(self, result: tuple[int, BulkPreview]) -> None:
        asked, preview = result
        if asked != self._asked:
            return  # the choice has changed meanwhile
        self._preview = preview
        count = len(preview.changed)
        self.band.set_words(f"{preview.sentence}。" + ("写入后可按 Ctrl+Z 一次撤销。" if count else ""))
        self.go.set_words(f"修改 {count:,} 家" if count else "没有要修改的单位")
        self.go.setEnabled(bool(count))
        self.refit()

    # Writing

    def accept(self) -> None:
        """Write it in one step; close when it is written."""
        if self._preview is None:
            return
        self.go.setEnabled(False)
        c, year = self._context, self._context.year
        cases = self._preview.cases
        title = f"{_TITLES[self._action]}（{len(self._preview.changed):,} 家）"
        if self._action is BulkAction.ASSIGN:
            value = self.person.value()
            name = self.new_name.text().strip() if value == _SOMEBODY else ""
            person = None if value in (_SOMEBODY, _NOBODY) else value
            function: Callable[..., int] = partial(_assign, person_id=person, new_name=name)
            args: tuple[object, ...] = (cases, year)
        elif self._action is BulkAction.DEADLINE:
            day = None if self.no_day.isChecked() else self.day.value()
            function, args = set_deadline, (cases, year, day)
        else:
            function, args = apply_change, (self._ids, year, self.change)
        c.jobs.write(c.workspace, title, function, *args, then=self._on_written, failed=self._on_failed)

    def _on_written(self, count: int) -> None:
        assert self._preview is not None
        changed = len(self._preview.changed)
        super().accept()
        self.written.emit(f"{_TITLES[self._action]}：已修改 {changed:,} 家")

    def _on_failed(self, error: AppError) -> None:
        self.go.setEnabled(True)
        title = f"{_TITLES[self._action]}没有完成"
        self._context.messages.error(problem_of(title, error, action=_TITLES[self._action]))


def _read_preview(
    workspace: Workspace, action: BulkAction, ids: Sequence[str], year: int, choice: object, asked: int
) -> tuple[int, BulkPreview]:
    with workspace.read() as session:
        if isinstance(choice, BulkChange):
            return asked, preview_change(session, ids, year, choice)
        if action is BulkAction.DEADLINE:
            assert choice is None or isinstance(choice, date)
            return asked, preview_deadline(session, ids, year, choice)
        person = None if choice == _NOBODY else str(choice)
        return asked, preview_assignment(session, ids, year, person)


def _assign(
    session: Session,
    cases: Sequence[Case],
    year: int,
    *,
    person_id: str | None,
    new_name: str,
) -> int:
    """Give reports to a colleague; one who is named for the first time is put on the list of colleagues."""
    return assign(session, cases, year, ensure_person(session, new_name) if new_name else person_id)
