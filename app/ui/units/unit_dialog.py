"""The form of one unit, new or known. What is wrong is said at its field, at the latest when saving."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.models.enums import Category, ListState
from app.models.errors import AppError, InputError
from app.services.units.form import UnitForm, save_unit
from app.services.units.uscc import CodeVerdict, check_code
from app.ui.context import Context
from app.ui.dialog import Dialog
from app.ui.kit import (
    CheckBox,
    Combo,
    FieldRow,
    Line,
    TextArea,
    button,
    column,
    holder,
    link,
    row,
    scroll_area,
)
from app.ui.messages import problem_of

_CATEGORIES = [("（未定）", None), *((category.label, category) for category in Category)]
_STATES = [(state.label, state) for state in ListState]
_SEPARATORS = "、;；，,"


class UnitDialog(Dialog):
    """Everything about a unit. `saved_id` is its key once it is saved; then the dialog is accepted."""

    def __init__(self, parent: QWidget | None, context: Context, form: UnitForm, starts_at: str = "") -> None:
        """`starts_at`: the field that has the focus first."""
        is_new = form.unit_id is None
        title = "新建单位" if is_new else "修改资料"
        note = f"{context.year} 年度" if is_new else f"{form.name} · {context.year} 年度"
        super().__init__(parent, title, note, width=720, height=560)
        self._context, self._form = context, form
        self.saved_id = ""
        self._make_fields(form)
        self._lay_out()
        self.uscc.textChanged.connect(self._on_code)
        self.suggestion.clicked.connect(self._on_suggestion)
        self.same_name.toggled.connect(self._on_same_name)
        self.name.textChanged.connect(self._on_name)
        self.add_cancel()
        self.save_button = self.add_button(button("新建单位" if is_new else "保存修改", "primary"))
        self._on_code()
        self.reason_row.setVisible(bool(form.uscc_reason))
        if starts_at in self.fields:
            self.starts_at = self.fields[starts_at].editor

    def _make_fields(self, form: UnitForm) -> None:
        self.name = Line(form.name)
        self.uscc = Line(form.uscc, "18 位，可留空")
        self.reason = Line(form.uscc_reason, "例如：营业执照上就是这个代码")
        self.category = Combo(_CATEGORIES, form.category)
        self.list_state = Combo(_STATES, form.list_state)
        self.industry_code = Line(form.industry_code, "例如 4430")
        self.industry = Line(form.industry, "例如 热力生产和供应")
        self.remark = TextArea(form.note, lowest=52, highest=96)
        self.former = Line("、".join(form.former_names), "几个名称之间用顿号分开")
        self.lines = {
            field: Line(getattr(form, field))
            for field in ("list_number", "district", "address", "contact", "phone")
        }
        self.suggestion = link("")
        self.same_name = CheckBox("是另一家同名的单位，仍然保存")
        self.same_name.hide()
        self.reason_row = FieldRow("校验不符的理由", self.reason, "代码校验位不符时，写明为什么仍然用它")
        self.fields = {
            "name": FieldRow("单位名称", self.name, is_mandatory=True),
            "uscc": FieldRow("统一社会信用代码", self.uscc),
            "uscc_reason": self.reason_row,
            "category": FieldRow("类别", self.category),
            "list_state": FieldRow("名单状态", self.list_state),
            "list_number": FieldRow("名单序号", self.lines["list_number"]),
            "industry_code": FieldRow("行业代码", self.industry_code),
            "industry": FieldRow("行业", self.industry),
            "district": FieldRow("所在区", self.lines["district"]),
            "contact": FieldRow("联系人", self.lines["contact"]),
            "phone": FieldRow("电话", self.lines["phone"]),
            "address": FieldRow("地址", self.lines["address"]),
            "former_names": FieldRow("曾用名", self.former),
            "note": FieldRow("备注", self.remark),
        }

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(14)
        for line in range(6):
            grid.setColumnStretch(line, 1)
        code = holder(column(self.fields["uscc"], row(self.suggestion, None), gap=2))
        name = holder(column(self.fields["name"], self.same_name, gap=6))
        places: Sequence[tuple[QWidget, int, int, int]] = (
            *((name, 0, 0, 6), (code, 1, 0, 6), (self.reason_row, 2, 0, 6)),
            *((self.fields["category"], 3, 0, 2), (self.fields["list_state"], 3, 2, 2)),
            *((self.fields["list_number"], 3, 4, 2), (self.fields["industry_code"], 4, 0, 2)),
            *((self.fields["industry"], 4, 2, 4), (self.fields["district"], 5, 0, 2)),
            *((self.fields["contact"], 5, 2, 2), (self.fields["phone"], 5, 4, 2)),
            *((self.fields["address"], 6, 0, 6), (self.fields["former_names"], 7, 0, 6)),
            (self.fields["note"], 8, 0, 6),
        )
        for widget, line, left, span in places:
            grid.addWidget(widget, line, left, 1, span, Qt.AlignmentFlag.AlignTop)
        grid.setContentsMargins(24, 18, 24, 18)
        body = holder(column(grid, None, gap=0))
        self.area = scroll_area(body)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.add(self.area, 1)

    # While typing

    @Slot()
    def _on_code(self) -> None:
        """Say what is known about the code as it stands; nothing is forbidden yet."""
        check = check_code(self.uscc.text())
        failed = check.verdict is CodeVerdict.CHECK_FAILED
        complete = len(check.code) >= 18
        self.reason_row.setVisible(failed)
        self.suggestion.setVisible(bool(check.suggestion))
        self.suggestion.set_words(f"改用 {check.suggestion}" if check.suggestion else "")
        message = self.fields["uscc"].message
        if check.verdict is CodeVerdict.VALID:
            words, tone = "校验通过", "good"
        elif check.verdict is CodeVerdict.EMPTY or not complete:
            words, tone = "", ""
        else:
            words, tone = check.sentence, "warn"
        message.setText(words)
        message.set_tone(tone)
        message.setVisible(bool(words))

    @Slot()
    def _on_suggestion(self) -> None:
        self.uscc.setText(check_code(self.uscc.text()).suggestion)
        self.uscc.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_name(self) -> None:
        self.same_name.setChecked(False)
        self.same_name.hide()
        if self._form.unit_id and self.name.text().strip() != self._form.name:
            self.set_note("改名后，原名称记入曾用名")
        else:
            self.set_note("")

    @Slot(bool)
    def _on_same_name(self, on: bool) -> None:
        if on:
            self.fields["name"].set_error("")

    # Saving

    @property
    def form(self) -> UnitForm:
        """What is typed."""
        former = self.former.text()
        for sign in _SEPARATORS:
            former = former.replace(sign, "\n")
        texts = {field: line.text().strip() for field, line in self.lines.items()}
        return UnitForm(
            unit_id=self._form.unit_id,
            name=self.name.text().strip(),
            uscc=self.uscc.text().strip(),
            uscc_reason=self.reason.text().strip(),
            category=self.category.value(),
            list_state=self.list_state.value(),
            industry_code=self.industry_code.text().strip(),
            industry=self.industry.text().strip(),
            note=self.remark.text().strip(),
            former_names=tuple(part.strip() for part in former.splitlines() if part.strip()),
            **texts,
        )

    def accept(self) -> None:
        """Save; close when it is saved, stay where something is wrong."""
        self.save_button.setEnabled(False)
        self._context.jobs.write(
            self._context.workspace,
            "新建单位" if self._form.unit_id is None else f"修改“{self._form.name}”",
            partial(save_unit, despite_name=self.same_name.isChecked()),
            self.form,
            self._context.year,
            then=self._on_saved,
            failed=self._on_refused,
        )

    def _on_saved(self, unit_id: str) -> None:
        self.saved_id = unit_id
        super().accept()

    def _on_refused(self, error: AppError) -> None:
        self.save_button.setEnabled(True)
        field = self.fields.get(error.field) if isinstance(error, InputError) else None
        if field is None:
            self._context.messages.error(problem_of("单位没有保存", error, action="保存单位"))
            return
        field.show()
        field.set_error(error.sentence)
        if field is self.fields["name"] and "已有" in error.message:
            self.same_name.show()
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.ensureWidgetVisible(field)
