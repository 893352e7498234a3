"""分派: who reviews the chosen cases and until when, with a preview of every one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.models.errors import AppError
from app.models.names import tidy_name
from app.services.review.assign import AssignLine, Assignment, carry_out, loads, plan_assignment
from app.services.review.cases import CaseRow
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import (
    DateField,
    Line,
    RadioButton,
    SegmentedSwitch,
    button,
    caption,
    column,
    frame,
    holder,
    row,
    scroll_area,
    section,
)
from app.ui.messages import problem_of
from app.ui.table import Column, RowsModel, TableView

_KEEP, _TAKE_BACK, _NEW = None, "", object()
_NOBODY = "未分派"
_NO_DAY = "未设"


def _before_after(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _people(line: AssignLine) -> str:
    return _before_after(line.case.assignee or _NOBODY, line.person or _NOBODY)


def _days(line: AssignLine) -> str:
    before, after = line.case.deadline, line.deadline
    return _before_after(_day(before), _day(after))


def _day(day: date | None) -> str:
    return day.isoformat() if day else _NO_DAY


def _tone_of_people(line: AssignLine) -> str:
    return "accent" if line.person != line.case.assignee else "ink-2"


def _tone_of_days(line: AssignLine) -> str:
    return "accent" if line.deadline != line.case.deadline else "ink-2"


def _changes(line: AssignLine) -> bool:
    return not line.reason


COLUMNS = (
    Column("name", "单位", lambda l: l.case.name, width=190, min_width=130, stretch=True, is_sortable=False),  # noqa: E741
    Column("kind", "文书", lambda l: l.case.kind.label, width=76, is_sortable=False),  # noqa: E741
    Column("person", "审核人", _people, width=130, tone=_tone_of_people, is_sortable=False),
    Column("deadline", "期限", _days, width=186, min_width=186, tone=_tone_of_days, is_sortable=False),
    Column("reason", "说明", lambda l: l.reason, kind="small", width=132, is_sortable=False),  # noqa: E741
)


class AssignDialog(Dialog):
    """The preview follows every choice; nothing is written before the button, then all as one action."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        chosen: Sequence[CaseRow],
        everything: Iterable[CaseRow],
        people: Iterable[str],
    ) -> None:
        """`everything`: all cases of the year, to say how many each of `people` has."""
        super().__init__(parent, "分派", f"选中 {len(chosen)} 件", 980, 560, margins=(0, 0, 0, 0))
        self._app, self._chosen = context, tuple(chosen)
        self._load = loads(everything)
        me = tidy_name(context.settings.value.name)
        names = dict.fromkeys([*([me] if me else []), *people])
        self._values: list[object] = []
        self.radios = QButtonGroup(self)
        self.new_name = Line(hint="姓名", name="新同事的姓名")
        self.deadline_switch = SegmentedSwitch(
            [("keep", "不改"), ("set", "设为"), ("clear", "清除")], "keep", 30, "期限"
        )
        self.deadline = DateField(name="期限", width=150)
        self.deadline.setEnabled(False)
        self._past = caption("")
        self.summary = caption("")
        self.lines = RowsModel(COLUMNS, key=lambda line: line.case.report_id)
        self.table = TableView(self.lines, name="分派预览")
        self.body.setSpacing(0)
        self.body.addLayout(row(self._build_choices(names, me), (self._build_lines(), 1), gap=0), 1)
        self.set_note("一次撤销（Ctrl+Z）可全部收回")
        self.add_cancel()
        self.go_button = self.add_button(button("分派", "primary", "user-plus"))
        self._connect()
        self._replan()

    def _build_choices(self, names: Iterable[str], me: str) -> QWidget:
        people = column(gap=2)
        people.addWidget(self._radio("不改", _KEEP))
        for name in names:
            count = f"在办 {self._load[name]} 件"
            people.addWidget(self._radio(name, name, f"{count} · 我" if name == me else count))
        people.addLayout(row(self._radio("新同事", _NEW), (self.new_name, 1)))
        people.addWidget(self._radio("收回，改为待分派", _TAKE_BACK))
        people.addStretch(1)
        people.setContentsMargins(0, 0, 8, 0)
        self.radios.button(0).setChecked(True)
        self.starts_at = self.radios.button(0)
        when = column(section("期限"), self.deadline_switch, self.deadline, self._past, gap=8)
        left = frame(
            "well",
            column(
                section("审核人"),
                (scroll_area(holder(people)), 1),
                when,
                gap=8,
                margins=(24, 16, 12, 14),
            ),
        )
        left.setFixedWidth(272)
        return left

    def _radio(self, words: str, value: object, note: str = "") -> RadioButton:
        made = RadioButton(words, note)
        self.radios.addButton(made, len(self._values))
        self._values.append(value)
        return made

    def _build_lines(self) -> QWidget:
        head = row(section("预览"), self.summary, None, margins=(14, 14, 20, 8))
        return holder(column(head, (self.table, 1), gap=0))

    def _connect(self) -> None:
        self.radios.idClicked.connect(self._replan)
        self.new_name.textEdited.connect(self._on_name)
        self.deadline_switch.chosen.connect(self._on_switch)
        self.deadline.textChanged.connect(self._replan)

    # What is chosen

    def _missing(self) -> str:
        """What is still to be written, in a sentence."""
        if self._value() is _NEW and not tidy_name(self.new_name.text()):
            return "请写新同事的姓名"
        if self.deadline_switch.current == "set" and self.deadline.value() is None:
            return self.deadline.problem or "请填期限"
        return ""

    def _value(self) -> object:
        return self._values[self.radios.checkedId()]

    @property
    def wanted(self) -> Assignment:
        """What is to become of the cases."""
        value = self._value()
        person = tidy_name(self.new_name.text()) if value is _NEW else value
        assert person is None or isinstance(person, str)
        days = self.deadline_switch.current
        return Assignment(person, days != "keep", self.deadline.value() if days == "set" else None)

    def choose(self, person: str) -> None:
        """Choose a colleague by name."""
        self.radios.button(self._values.index(person)).click()

    @Slot()
    def _on_name(self) -> None:
        self.radios.button(self._values.index(_NEW)).setChecked(True)
        self._replan()

    @Slot(str)
    def _on_switch(self, key: str) -> None:
        self.deadline.setEnabled(key == "set")
        if key == "set":
            self.deadline.setFocus()
        self._replan()

    @Slot()
    def _replan(self) -> None:
        missing = self._missing()
        wanted = Assignment() if missing else self.wanted
        lines = plan_assignment(self._chosen, wanted)
        changed = sum(not line.reason for line in lines)
        if missing or wanted.is_empty:
            self.summary.setText(missing or "在左边选审核人或期限")
            lines = tuple(AssignLine(one.case, one.person, one.deadline) for one in lines)
            changed = 0
        else:
            kept = len(lines) - changed
            self.summary.setText(f"改 {changed} 件" + (f"，{kept} 件不变" if kept else ""))
        # What stays as it is comes first: that is what one has to know before one agrees.
        self.lines.set_rows(sorted(lines, key=_changes))
        day = wanted.deadline
        self._past.setText("这一天已经过去" if day and day < self._app.today else "")
        self.go_button.set_words(_button_words(wanted, changed))
        self.go_button.setEnabled(bool(changed))

    # Doing it

    def accept(self) -> None:
        """Write it; the dialog closes once that is done."""
        c = self._app
        self.go_button.setEnabled(False)
        c.jobs.write(
            c.workspace,
            _step_words(self.wanted, len(self._chosen)),
            carry_out,
            self._chosen,
            self.wanted,
            then=self._on_done,
            failed=self._on_failed,
        )

    def _on_done(self, changed: int) -> None:
        words = _step_words(self.wanted, changed)
        self._app.shell.toast(f"已{words}", "撤销", "Ctrl Z", self._app.shell.undo)
        super().accept()

    def _on_failed(self, error: AppError) -> None:
        self._replan()
        self._app.messages.error(problem_of("分派没有完成", error, action="分派"))


def _step_words(wanted: Assignment, count: int) -> str:
    """What was done, for undo and toast: 把 3 件分派给李乙."""
    if wanted.person:
        return f"把 {count} 件分派给{wanted.person}"
    if wanted.person == "":
        return f"收回 {count} 件，改为待分派"
    return f"改 {count} 件的期限"


def _button_words(wanted: Assignment, count: int) -> str:
    if not count:
        return "没有改动"
    if wanted.person:
        return f"分派 {count} 件"
    return f"收回 {count} 件" if wanted.person == "" else f"改 {count} 件的期限"
